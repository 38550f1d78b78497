//! Regions into statements: without the halo of words that any two reports put around the same statement.
//!
//! Alignment crosses light edits, and so it also crosses from "the CPI said" of one report to "the CPI said" of the other,
//! whatever they said in between. Where a sentence or a quotation ends, a region is cut unless what lies beyond
//! pays for the words that only one side has: the best stretches of a sequence of gains and losses (Ruzzo and Tompa 1999).
//! What was edited heavily stays whole: there, words that one side has tell nothing of where a statement ends.

use std::ops::Range;

use super::Side;
use super::extend::Match;
use super::region::{Region, worth};

/// What each word that stands on one side only takes from what lies beyond the edge of a sentence: 2.5 bits.
const STRICT_WORD: i64 = 640;

/// Words that one side has and the other cut take no more than this from a statement: 40 bits.
const CUT_AT_MOST: i64 = 40 * 256;

/// Beyond an edge on both sides, fewer words than this that do not simply go on are an attribution ("the CPI said").
const HALO_WORDS: usize = 4;

/// What such words have to be worth to belong to the statement: 16 bits.
const HALO: i64 = 16 * 256;

/// The statements of a region, in the order of `a`.
pub(super) fn statements(mut region: Region, a: &Side<'_>, b: &Side<'_>) -> Vec<Region> {
    region.matches.sort_unstable_by_key(Match::order_of_a);
    let blocks = blocks(&region.matches, a, b);
    if blocks.len() == 1 || region.is_heavily_edited() {
        return vec![region];
    }
    let loose = Loose::of(&region);
    let matches = &region.matches;
    let gains: Vec<i64> = blocks
        .iter()
        .map(|block| loose.gain(&matches[block.clone()]))
        .collect();
    let joints = blocks.windows(2).map(|pair| {
        let (before, after) = (&matches[pair[0].clone()], &matches[pair[1].clone()]);
        -loose.joint_cost(before, after, a, b)
    });
    let joints: Vec<i64> = joints.collect();
    let stretch = |stretch: Range<usize>| {
        let whole = blocks[stretch.start].start..blocks[stretch.end - 1].end;
        Region::of(matches[whole].to_vec())
    };
    best_stretches(&gains, &joints)
        .into_iter()
        .filter_map(stretch)
        .collect()
}

/// The words of `b` that no match of a region holds: a word that was moved is not a word that was added.
struct Loose {
    first: u32,
    /// Such words before each word.
    before: Vec<u32>,
}

impl Loose {
    fn of(region: &Region) -> Loose {
        let mut is_loose = vec![1; (region.b.1 - region.b.0) as usize];
        region
            .matches
            .iter()
            .for_each(|pair| is_loose[(pair.b - region.b.0) as usize] = 0);
        let sums = is_loose
            .iter()
            .scan(0, |sum, loose| Some(std::mem::replace(sum, *sum + loose)));
        Loose {
            first: region.b.0,
            before: sums.collect(),
        }
    }

    /// What a statement has to pay for the words between two matches; no more than so much for words that one side has
    /// and the other has not: those were cut.
    fn cost(&self, pair: &Match, next: &Match) -> i64 {
        let in_a = i64::from(next.a - pair.a) - 1;
        let before = |word: u32| i64::from(self.before[(word - self.first) as usize]);
        let in_b = (before(next.b) - before(pair.b)).max(0);
        let (less, more) = (in_a.min(in_b).max(0), in_a.max(in_b));
        less * STRICT_WORD + ((more - less) * STRICT_WORD).min(CUT_AT_MOST)
    }

    /// What matches are worth, less what lies between them.
    fn gain(&self, matches: &[Match]) -> i64 {
        worth(matches)
            - matches
                .windows(2)
                .map(|pair| self.cost(&pair[0], &pair[1]))
                .sum::<i64>()
    }

    /// What it costs to go on from one block to the next.
    fn joint_cost(&self, before: &[Match], after: &[Match], a: &Side<'_>, b: &Side<'_>) -> i64 {
        let cost = self.cost(&before[before.len() - 1], &after[0]);
        let is_edge = |i: u32, j: u32| a.is_edge(i as usize) && b.is_edge(j as usize);
        let begins = |block: &[Match]| is_edge(block[0].a, block[0].b);
        let ends =
            |block: &[Match]| is_edge(block[block.len() - 1].a + 1, block[block.len() - 1].b + 1);
        let is_halo = |block: &[Match]| {
            let goes_on = cost == 0
                && block
                    .windows(2)
                    .all(|pair| self.cost(&pair[0], &pair[1]) == 0);
            let is_short = block.len() == 1 || (block.len() < HALO_WORDS && !goes_on);
            is_short && !(begins(block) && ends(block))
        };
        let at_edge = ends(before) || begins(after);
        cost + if at_edge && (is_halo(before) || is_halo(after)) {
            HALO
        } else {
            0
        }
    }
}

/// Matches, in the order of `a`, cut wherever a sentence or a quotation ends, or begins, on either side and all that comes
/// before in `a` comes before, or all of it after, in `b`.
fn blocks(matches: &[Match], a: &Side<'_>, b: &Side<'_>) -> Vec<Range<usize>> {
    let mut low = vec![u32::MAX; matches.len() + 1];
    let mut high = vec![0; matches.len() + 1];
    for (n, pair) in matches.iter().enumerate().rev() {
        (low[n], high[n]) = (low[n + 1].min(pair.b), high[n + 1].max(pair.b));
    }
    let (mut least, mut most) = (u32::MAX, 0);
    let mut found = Vec::new();
    let mut start = 0;
    for (n, pair) in matches.windows(2).enumerate() {
        (least, most) = (least.min(pair[0].b), most.max(pair[0].b));
        let is_clean = most < low[n + 1] || least > high[n + 1];
        let is_edge = |i: u32, j: u32| a.is_edge(i as usize) || b.is_edge(j as usize);
        let (after, next) = ((pair[0].a + 1, pair[0].b + 1), (pair[1].a, pair[1].b));
        if is_clean && (is_edge(after.0, after.1) || after != next && is_edge(next.0, next.1)) {
            found.push(start..n + 1);
            start = n + 1;
        }
    }
    found.push(start..matches.len());
    found
}

/// The stretches of blocks whose scores, with the (negative) joints between them, cannot be bettered by going on or by
/// stopping short (all maximal scoring subsequences; Ruzzo and Tompa 1999).
fn best_stretches(scores: &[i64], joints: &[i64]) -> Vec<Range<usize>> {
    struct Stretch {
        blocks: Range<usize>,
        left: i64,
        right: i64,
    }
    let mut found: Vec<Stretch> = Vec::new();
    let mut sum = 0;
    for (n, score) in scores.iter().enumerate() {
        if n > 0 {
            sum += joints[n - 1];
        }
        if *score <= 0 {
            sum += score;
            continue;
        }
        let mut here = Stretch {
            blocks: n..n + 1,
            left: sum,
            right: sum + score,
        };
        sum += score;
        while let Some(before) = found.iter().rposition(|stretch| stretch.left < here.left) {
            if found[before].right >= here.right {
                break;
            }
            here = Stretch {
                blocks: found[before].blocks.start..n + 1,
                left: found[before].left,
                right: here.right,
            };
            found.truncate(before);
        }
        found.push(here);
    }
    found.into_iter().map(|stretch| stretch.blocks).collect()
}
