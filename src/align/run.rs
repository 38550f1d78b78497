//! Anchors into runs: the longest stretches of equal tokens through each place where two texts share a seed.

use std::cmp::Reverse;

use super::Side;
use crate::document::Span;
use crate::settings::Bits;

/// A place where two texts share a seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Anchor {
    /// Token of `a`.
    pub a: u32,
    /// Token of `b`.
    pub b: u32,
}

/// Equal tokens on both sides, as long as they go. `len` is 0 where only letters are shared (a damaged word).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) a: usize,
    pub(super) b: usize,
    pub(super) len: usize,
    /// What the tokens of it are worth.
    pub(super) worth: i64,
}

impl Run {
    pub(super) fn a_end(&self) -> usize {
        self.a + self.len
    }

    pub(super) fn b_end(&self) -> usize {
        self.b + self.len
    }
}

/// What a seed of letters is worth whose words are all damaged: 15 letters at about 2 bits.
const LETTERS_WORTH: i64 = 20 * 256;

/// The runs through `anchors`, each once, in the order of `a`, then of `b`.
pub(super) fn runs(a: &Side<'_>, b: &Side<'_>, mut anchors: Vec<Anchor>) -> Vec<Run> {
    anchors.sort_unstable_by_key(|anchor| (i64::from(anchor.a) - i64::from(anchor.b), anchor.a));
    let mut found: Vec<Run> = Vec::new();
    for anchor in anchors {
        let (i, j) = (anchor.a as usize, anchor.b as usize);
        let behind = found
            .last()
            .is_some_and(|run| run.a + j == run.b + i && i < run.a_end().max(run.a + 1));
        if !behind {
            found.push(longest(a, b, i, j));
        }
    }
    found.sort_unstable_by_key(|run| (run.a, run.b));
    found.dedup();
    found
}

/// The longest run of equal tokens that holds the pair `(i, j)`.
fn longest(a: &Side<'_>, b: &Side<'_>, i: usize, j: usize) -> Run {
    if a.hash(i) != b.hash(j) {
        return Run {
            a: i,
            b: j,
            len: 0,
            worth: LETTERS_WORTH,
        };
    }
    let before = (1..=i.min(j))
        .take_while(|back| a.hash(i - back) == b.hash(j - back))
        .count();
    let after = (1..(a.len() - i).min(b.len() - j))
        .take_while(|on| a.hash(i + on) == b.hash(j + on))
        .count();
    let (start, len) = (i - before, before + 1 + after);
    let worth = (start..start + len)
        .map(|token| i64::from(a.worth(token)))
        .sum();
    Run {
        a: start,
        b: j - before,
        len,
        worth,
    }
}

/// The longest run of equal tokens two texts share, the most surprising of equal ones: its bytes in `a` and in `b`, its
/// words and what they are worth. By doubling and halving the length of the run that is looked for; linear in the texts
/// but for a logarithm.
pub fn longest_common_run(a: &Side<'_>, b: &Side<'_>) -> Option<(Span, Span, u32, Bits)> {
    let (mut shared, mut not_shared) = (0, a.len().min(b.len()) + 1);
    let mut best = Vec::new();
    while not_shared - shared > 1 {
        let length = if best.is_empty() && shared * 2 < not_shared {
            shared * 2
        } else {
            (shared + not_shared) / 2
        };
        let length = length.clamp(shared + 1, not_shared - 1);
        let found = common_runs(a, b, length);
        if found.is_empty() {
            not_shared = length;
        } else {
            (shared, best) = (length, found);
        }
    }
    let worth = |run: &Run| (run.worth, Reverse((run.a, run.b)));
    let run = best.into_iter().max_by_key(worth)?;
    let spans = (a.span(run.a, run.a_end()), b.span(run.b, run.b_end()));
    Some((spans.0, spans.1, run.len as u32, Bits(run.worth)))
}

/// The runs of exactly so many equal tokens, each at its first place in `b`.
fn common_runs(a: &Side<'_>, b: &Side<'_>, len: usize) -> Vec<Run> {
    let grams = |side: &Side<'_>| {
        let hashes: Vec<u64> = side
            .tokens
            .as_slice()
            .iter()
            .map(|token| token.hash)
            .collect();
        let mut grams: Vec<(u64, usize)> = hashes.windows(len).map(sequence).zip(0..).collect();
        grams.sort_unstable();
        grams
    };
    let (in_a, in_b) = (grams(a), grams(b));
    let mut found = Vec::new();
    for (gram, i) in in_a {
        let place = in_b.partition_point(|(other, _)| *other < gram);
        if let Some((_, j)) = in_b.get(place).filter(|(other, _)| *other == gram) {
            let worth = (i..i + len).map(|token| i64::from(a.worth(token))).sum();
            found.push(Run {
                a: i,
                b: *j,
                len,
                worth,
            });
        }
    }
    found
}

fn sequence(hashes: &[u64]) -> u64 {
    hashes.iter().fold(0, |sum, hash| {
        (sum.rotate_left(23) ^ hash).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    })
}
