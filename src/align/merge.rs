//! Regions into whole passages: those that lie close together on both sides are joined, in whatever order they stand, so
//! that a paragraph whose sentences were moved about stays one passage. Each word is counted once.

use super::extend::Match;
use super::region::Region;
use super::{Side, Thresholds};

/// Chains that follow each other within so many words on one side follow each other closely.
const CLOSE_WORDS: usize = 4;

/// What a chain must be worth, beyond the least, for each word between it and the passage it is joined to: half a bit.
const MERGED_OVER: i64 = 128;

/// Joins regions that lie close together, the best first, until none is left to join.
pub(super) fn merged(
    a: &Side<'_>,
    b: &Side<'_>,
    mut regions: Vec<Region>,
    thresholds: &Thresholds,
) -> Vec<Region> {
    regions.sort_by_key(|region| (-region.score, region.a, region.b));
    let mut done: Vec<Region> = Vec::new();
    while !regions.is_empty() {
        let mut whole = regions.remove(0);
        let mut used = Used::default();
        used.add(&whole);
        let mut next = 0;
        while next < regions.len() {
            if !whole.is_near(&regions[next], a, b, thresholds) {
                next += 1;
                continue;
            }
            let rest = used.rest(&regions[next]);
            let left = rest.as_ref().map_or(0, |rest| rest.score);
            match rest.filter(|rest| {
                rest.score
                    >= thresholds.min_merged_bits.0
                        + MERGED_OVER * (apart(whole.a, rest.a) + apart(whole.b, rest.b)) as i64
            }) {
                Some(rest) => {
                    regions.remove(next);
                    used.add(&rest);
                    whole.absorb(rest);
                    next = 0;
                }
                None if left * 2 < regions[next].score => _ = regions.remove(next),
                None => next += 1,
            }
        }
        done.push(whole);
    }
    done
}

/// The words of either side that a passage has matched: each counts once.
#[derive(Default)]
struct Used {
    a: hashbrown::HashSet<u32>,
    b: hashbrown::HashSet<u32>,
}

impl Used {
    fn add(&mut self, region: &Region) {
        self.a.extend(region.matches.iter().map(|pair| pair.a));
        self.b.extend(region.matches.iter().map(|pair| pair.b));
    }

    /// A region without the words used already.
    fn rest(&self, region: &Region) -> Option<Region> {
        let free = |pair: &&Match| !self.a.contains(&pair.a) && !self.b.contains(&pair.b);
        Region::of(region.matches.iter().filter(free).copied().collect())
    }
}

impl Region {
    /// Whether another region is part of the same passage: it lies close by on both sides; or what was said on one side
    /// was cut on the other. Where one ends and the other begins at the edge of a sentence or a quotation, on both sides,
    /// they are two statements, unless they touch, or both were edited heavily.
    fn is_near(&self, other: &Region, a: &Side<'_>, b: &Side<'_>, thresholds: &Thresholds) -> bool {
        let (in_a, in_b) = (apart(self.a, other.a), apart(self.b, other.b));
        let (less, more) = (in_a.min(in_b), in_a.max(in_b));
        let is_in_order = (self.a < other.a) == (self.b < other.b);
        let are_heavily_edited = self.is_heavily_edited() && other.is_heavily_edited();
        let reach = thresholds.reach(are_heavily_edited);
        if more <= CLOSE_WORDS || (is_in_order && less <= CLOSE_WORDS && more <= reach.cut_words) {
            return true;
        }
        let are_statements = faces_edge(a, self.a, other.a) && faces_edge(b, self.b, other.b);
        more <= reach.merge_gap_words && (are_heavily_edited || !are_statements)
    }
}

/// Whether the earlier of two stretches ends, and the later begins, at an edge.
fn faces_edge(side: &Side<'_>, one: (u32, u32), other: (u32, u32)) -> bool {
    let (first, second) = (one.min(other), one.max(other));
    side.is_edge(first.1 as usize) && side.is_edge(second.0 as usize)
}

/// Words between two stretches; 0 if they touch or overlap.
fn apart(one: (u32, u32), other: (u32, u32)) -> usize {
    one.0.max(other.0).saturating_sub(one.1.min(other.1)) as usize
}
