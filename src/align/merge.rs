//! Regions into whole passages: those that lie close together on both sides are joined, in whatever order they stand, so
//! that a paragraph whose sentences were moved about stays one passage. Each word is counted once.

use std::collections::BTreeSet;
use std::ops::Range;

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
    if regions.len() < 2 {
        return regions;
    }
    regions.sort_by_key(|region| (-region.score, region.a, region.b));
    let mut merging = Merging {
        a,
        b,
        thresholds,
        far: thresholds.farthest_merged().max(CLOSE_WORDS) as u32,
        left: Left::of(regions),
        used: Used::none(a, b),
    };
    (0..merging.left.regions.len())
        .filter_map(|best| merging.whole(best))
        .collect()
}

/// What is looked at while regions are joined.
struct Merging<'m> {
    a: &'m Side<'m>,
    b: &'m Side<'m>,
    thresholds: &'m Thresholds,
    /// Regions farther apart than so many words, on either side, are not joined.
    far: u32,
    left: Left,
    used: Used,
}

/// What becomes of a region beside a passage.
enum Fate {
    /// What it has for itself is joined to the passage.
    Joins(Region),
    /// The passage has most of it already.
    Goes,
    Stays,
}

impl Merging<'_> {
    /// A region that is left, with all that is joined to it: each time the best that can be.
    fn whole(&mut self, best: usize) -> Option<Region> {
        let mut whole = self.left.regions[best].take()?;
        self.used.begin(&whole);
        let mut shelves = self.shelves_near(&whole);
        let mut near: BTreeSet<u32> = self.left.on(shelves.clone()).collect();
        let mut from = 0;
        while let Some(next) = near.range(from..).next().copied() {
            from = next + 1;
            match self.fate(&self.left.regions[next as usize], &whole) {
                Fate::Stays => continue,
                Fate::Goes => {}
                Fate::Joins(rest) => {
                    self.used.add(&rest);
                    whole.absorb(rest);
                    from = 0;
                    let wider = self.shelves_near(&whole);
                    near.extend(self.left.on(wider.start..shelves.start));
                    near.extend(self.left.on(shelves.end..wider.end));
                    shelves = wider;
                }
            }
            near.remove(&next);
            self.left.regions[next as usize] = None;
        }
        Some(whole)
    }

    /// The shelves that hold all regions that might be joined to a passage.
    fn shelves_near(&self, whole: &Region) -> Range<usize> {
        let (from, to) = (
            whole.a.0.saturating_sub(self.far),
            whole.a.1.saturating_add(self.far),
        );
        shelf(from)..shelf(to) + 1
    }

    fn fate(&self, region: &Option<Region>, whole: &Region) -> Fate {
        let Some(region) = region else {
            return Fate::Goes;
        };
        if !whole.is_near(region, self.a, self.b, self.thresholds) {
            return Fate::Stays;
        }
        let rest = self.used.rest(region);
        let left = rest.as_ref().map_or(0, |rest| rest.score);
        match rest.filter(|rest| self.is_worth_it(rest, whole)) {
            Some(rest) => Fate::Joins(rest),
            None if left * 2 < region.score => Fate::Goes,
            None => Fate::Stays,
        }
    }

    fn is_worth_it(&self, rest: &Region, whole: &Region) -> bool {
        let words = apart(whole.a, rest.a) + apart(whole.b, rest.b);
        rest.score >= self.thresholds.min_merged_bits.0 + MERGED_OVER * words as i64
    }
}

/// The regions that are left, the best first, and where in `a` each lies: of ten thousand regions few are near a passage.
struct Left {
    /// `None`: it is part of a passage.
    regions: Vec<Option<Region>>,
    /// For each [`SHELF`] words of `a` the regions that have some of them.
    shelves: Vec<Vec<u32>>,
}

/// Words of a shelf.
const SHELF: u32 = 128;

fn shelf(word: u32) -> usize {
    (word / SHELF) as usize
}

impl Left {
    fn of(regions: Vec<Region>) -> Left {
        let last = regions.iter().map(|region| region.a.1).max().unwrap_or(0);
        let mut shelves = vec![Vec::new(); shelf(last) + 1];
        for (number, region) in regions.iter().enumerate() {
            for shelf in &mut shelves[shelf(region.a.0)..=shelf(region.a.1)] {
                shelf.push(number as u32);
            }
        }
        Left {
            regions: regions.into_iter().map(Some).collect(),
            shelves,
        }
    }

    /// The regions on these shelves that are left.
    fn on(&self, shelves: Range<usize>) -> impl Iterator<Item = u32> {
        let last = self.shelves.len();
        let regions = self.shelves[shelves.start.min(last)..shelves.end.min(last)].iter();
        let is_left = |number: &u32| self.regions[*number as usize].is_some();
        regions.flatten().copied().filter(is_left)
    }
}

/// The words of either side that a passage has matched: each counts once.
struct Used {
    /// For each word the last passage that matched it.
    a: Vec<u32>,
    b: Vec<u32>,
    passage: u32,
}

impl Used {
    fn none(a: &Side<'_>, b: &Side<'_>) -> Used {
        Used {
            a: vec![0; a.len()],
            b: vec![0; b.len()],
            passage: 0,
        }
    }

    /// Begins the next passage.
    fn begin(&mut self, region: &Region) {
        self.passage += 1;
        self.add(region);
    }

    fn add(&mut self, region: &Region) {
        for pair in &region.matches {
            self.a[pair.a as usize] = self.passage;
            self.b[pair.b as usize] = self.passage;
        }
    }

    /// A region without the words used already.
    fn rest(&self, region: &Region) -> Option<Region> {
        let free = |pair: &&Match| {
            self.a[pair.a as usize] != self.passage && self.b[pair.b as usize] != self.passage
        };
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::Background;
    use crate::settings::Preset;
    use proptest::prelude::*;

    /// The same, each passage held against all regions that are left, and again from the best whenever it grew.
    fn merged_plainly(
        a: &Side<'_>,
        b: &Side<'_>,
        mut regions: Vec<Region>,
        thresholds: &Thresholds,
    ) -> Vec<Region> {
        regions.sort_by_key(|region| (-region.score, region.a, region.b));
        let mut done = Vec::new();
        while !regions.is_empty() {
            let mut whole = regions.remove(0);
            let mut next = 0;
            while next < regions.len() {
                let is_free = |pair: &&Match| {
                    whole
                        .matches
                        .iter()
                        .all(|used| used.a != pair.a && used.b != pair.b)
                };
                let region = &regions[next];
                let rest = Region::of(region.matches.iter().filter(is_free).copied().collect());
                let left = rest.as_ref().map_or(0, |rest| rest.score);
                let least = |rest: &Region| {
                    let words = apart(whole.a, rest.a) + apart(whole.b, rest.b);
                    thresholds.min_merged_bits.0 + MERGED_OVER * words as i64
                };
                if !whole.is_near(region, a, b, thresholds) {
                    next += 1;
                } else if let Some(rest) = rest.filter(|rest| rest.score >= least(rest)) {
                    regions.remove(next);
                    whole.absorb(rest);
                    next = 0;
                } else if left * 2 < region.score {
                    regions.remove(next);
                } else {
                    next += 1;
                }
            }
            done.push(whole);
        }
        done
    }

    /// Words that match in a row.
    fn region((a, b, words, worth): (u32, u32, u32, i32)) -> Region {
        let pair = |n| Match {
            a: a + n,
            b: b + n,
            worth,
            exact: n % 5 > 0,
        };
        Region::of((0..words).map(pair).collect()).unwrap()
    }

    proptest! {
        #[test]
        fn regions_nearby_are_all_that_is_needed(
            places in prop::collection::vec((0u32..900, 0u32..400, 1u32..30, 100i32..2800), 0..25),
        ) {
            let text = "The wall fell and nobody saw it fall. The wind was strong, and it rained all day long; ".repeat(60);
            let background = Background::default();
            let side = Side::new(&text, &background);
            let regions: Vec<Region> = places.into_iter().map(region).collect();
            let thresholds = Thresholds::of(Preset::Wire);
            let matches = |found: Vec<Region>| -> Vec<_> { found.into_iter().map(|one| one.matches).collect() };
            prop_assert_eq!(
                matches(merged(&side, &side, regions.clone(), &thresholds)),
                matches(merged_plainly(&side, &side, regions, &thresholds))
            );
        }
    }
}
