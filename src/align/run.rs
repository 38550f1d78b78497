//! Anchors into runs: the longest stretches of equal tokens through each place where two texts share a seed.

use super::Side;

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
        let behind = found.last().is_some_and(|run| run.a + j == run.b + i && i < run.a_end().max(run.a + 1));
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
        return Run { a: i, b: j, len: 0, worth: LETTERS_WORTH };
    }
    let before = (1..=i.min(j)).take_while(|back| a.hash(i - back) == b.hash(j - back)).count();
    let after = (1..(a.len() - i).min(b.len() - j)).take_while(|on| a.hash(i + on) == b.hash(j + on)).count();
    let (start, len) = (i - before, before + 1 + after);
    let worth = (start..start + len).map(|token| i64::from(a.worth(token))).sum();
    Run { a: start, b: j - before, len, worth }
}
