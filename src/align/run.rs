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

    /// Whether it is the longest run through a place.
    fn holds(&self, place: Anchor) -> bool {
        let (i, j) = (place.a as usize, place.b as usize);
        self.a + j == self.b + i && (self.a..self.a_end().max(self.a + 1)).contains(&i)
    }
}

/// What a seed of letters is worth whose words are all damaged: 15 letters at about 2 bits.
const LETTERS_WORTH: i64 = 20 * 256;

/// The runs through `anchors`, each once, in the order of `a`, then of `b`.
pub(super) fn runs(a: &Side<'_>, b: &Side<'_>, mut anchors: Vec<Anchor>) -> Vec<Run> {
    let mut found = first_runs(a, b, &mut anchors);
    anchors.sort_unstable_by_key(|anchor| (i64::from(anchor.a) - i64::from(anchor.b), anchor.a));
    for anchor in anchors {
        if !found.last().is_some_and(|run| run.holds(anchor)) {
            found.push(longest(a, b, anchor.a as usize, anchor.b as usize));
        }
    }
    found.sort_unstable_by_key(|run| (run.a, run.b));
    found.dedup();
    found
}

/// Runs that are found in the order of the anchors.
const FIRST_RUNS: usize = 64;
/// Of these the last few, in which most anchors lie.
const LAST_RUNS: usize = 8;

/// The first runs through `anchors`, which are left without those that lie in them. Nearly all anchors of articles that are alike
/// lie in a few runs, and need not be sorted.
fn first_runs(a: &Side<'_>, b: &Side<'_>, anchors: &mut Vec<Anchor>) -> Vec<Run> {
    let mut found: Vec<Run> = Vec::new();
    anchors.retain(|anchor| {
        let mut last = found.iter().rev().take(LAST_RUNS);
        if last.any(|run| run.holds(*anchor)) {
            return false;
        }
        let is_first = found.len() < FIRST_RUNS;
        if is_first {
            found.push(longest(a, b, anchor.a as usize, anchor.b as usize));
        }
        !is_first
    });
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
    let worth = a.worths(start..start + len).map(i64::from).sum();
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
    let (of_a, of_b) = (Prefixes::of(a), Prefixes::of(b));
    let longest = a.len().min(b.len());
    let (mut shared, mut not_shared) = (0, longest + 1);
    let mut best = Vec::new();
    while not_shared - shared > 1 {
        let is_growing = not_shared > longest && shared * 2 < not_shared;
        let length = if is_growing {
            (shared * 2).max(1)
        } else {
            (shared + not_shared) / 2
        };
        let found = common_runs(&of_a, &of_b, length);
        if found.is_empty() {
            not_shared = length;
        } else {
            (shared, best) = (length, found);
        }
    }
    let mut worth = vec![0];
    let words = a.worths(0..a.len()).map(i64::from);
    worth.extend(words.scan(0, |sum, word| {
        *sum += word;
        Some(*sum)
    }));
    let of_run = |from: usize| worth[from + shared] - worth[from];
    let (i, j) = best
        .into_iter()
        .max_by_key(|(i, j)| (of_run(*i), Reverse((*i, *j))))?;
    let spans = (a.span(i, i + shared), b.span(j, j + shared));
    Some((spans.0, spans.1, shared as u32, Bits(of_run(i))))
}

/// Where runs of exactly so many equal tokens stand, each at its first place in `b`.
fn common_runs(a: &Prefixes, b: &Prefixes, len: usize) -> Vec<(usize, usize)> {
    let mut in_b: Vec<(u64, usize)> = b.runs(len).zip(0..).collect();
    in_b.sort_unstable();
    let first_in_b = |run: u64| {
        let place = in_b.partition_point(|(other, _)| *other < run);
        let (other, j) = in_b.get(place)?;
        (*other == run).then_some(*j)
    };
    let places = a.runs(len).zip(0..);
    places
        .filter_map(|(run, i)| Some((i, first_in_b(run)?)))
        .collect()
}

/// The numbers of all beginnings of a text, from which that of any run follows at once, whatever its length (Karp and
/// Rabin 1987).
struct Prefixes(Vec<u64>);

/// Odd, so that multiplying loses nothing.
const BASE: u64 = 0x9E37_79B9_7F4A_7C15;

impl Prefixes {
    fn of(side: &Side<'_>) -> Prefixes {
        let mut prefixes = vec![0u64];
        prefixes.extend(side.tokens.as_slice().iter().scan(0u64, |sum, token| {
            *sum = sum.wrapping_mul(BASE).wrapping_add(token.hash);
            Some(*sum)
        }));
        Prefixes(prefixes)
    }

    /// The numbers of the runs of so many tokens, in the order of the text.
    fn runs(&self, len: usize) -> impl Iterator<Item = u64> {
        let power = (0..len).fold(1u64, |power, _| power.wrapping_mul(BASE));
        let ends = self.0.windows(len + 1);
        ends.map(move |run| run[len].wrapping_sub(run[0].wrapping_mul(power)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Background;
    use super::*;

    /// The most words in a row that stand in both texts, by trying every pair of places.
    fn longest_by_hand(a: &Side<'_>, b: &Side<'_>) -> u32 {
        let run = |i: usize, j: usize| {
            let equal = (i..a.len()).zip(j..b.len());
            equal.take_while(|(i, j)| a.hash(*i) == b.hash(*j)).count()
        };
        let places = (0..a.len()).flat_map(|i| (0..b.len()).map(move |j| (i, j)));
        places.map(|(i, j)| run(i, j)).max().unwrap_or(0) as u32
    }

    #[test]
    fn the_longest_common_run_is_the_longest_by_hand() {
        let texts = [
            "",
            "rain",
            "rain rain rain rain rain",
            "the wall fell and the wall was built and the wall fell again",
            "the wall was built again and the wall fell and rain fell",
            "a mayor spoke of rain",
        ];
        let background = Background::default();
        let sides = texts.map(|text| Side::new(text, &background));
        for a in &sides {
            for b in &sides {
                let found = longest_common_run(a, b).map_or(0, |(_, _, words, _)| words);
                assert_eq!(found, longest_by_hand(a, b), "{} | {}", a.text, b.text);
            }
        }
    }
}
