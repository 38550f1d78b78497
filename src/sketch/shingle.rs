//! Tokens into shingles: every run of `width` words, as one number. Texts that share a shingle share that many words in
//! a row (Broder 1997). Wider shingles forgive less editing; narrower ones meet by chance.
//!
//! The number is a polynomial in the tokens' hashes, rolled from one shingle to the next (Karp and Rabin 1987), then
//! mixed: two multiplications a word whatever the width, where hashing each run anew costs `width` of them. The words
//! in it are counted into the mix. So a text of fewer than `width` words, which is one shorter shingle, equals no run
//! inside a longer text and no text of another length: texts too short to be told apart are not all taken for one.

use crate::text::each_token_hash;

/// Odd, and 5 modulo 8: its powers run through a quarter of all numbers before they repeat.
const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
/// Sets shingles of different lengths apart.
const LENGTH: u64 = 0xd6e8_feb8_6659_fd93;
/// Tokens of a sequence that are summed side by side.
const LANES: usize = 4;
/// From this ratio of sizes on, searching beats merging.
const LOPSIDED: usize = 16;

/// The hashes of the tokens of `text`, in order, into the memory of `hashes`.
pub fn token_hashes(text: &str, hashes: &mut Vec<u64>) {
    hashes.clear();
    each_token_hash(text, |hash| hashes.push(hash));
}

/// Calls `emit` with the shingle at each token that has `width` tokens from itself on, in order; a text with fewer
/// tokens is one shingle, an empty one none. `width` is at least 1.
pub fn each_shingle(tokens: &[u64], width: usize, mut emit: impl FnMut(u64)) {
    let words = width.min(tokens.len());
    if words == 0 {
        return;
    }
    let length = LENGTH.wrapping_mul(words as u64);
    let leaving = BASE.wrapping_pow(words as u32);
    let mut sum = polynomial(&tokens[..words]);
    emit(mix(sum ^ length));
    for (first, next) in tokens.iter().zip(&tokens[words..]) {
        // In this order only a multiplication and an addition wait for the sum before.
        let change = next.wrapping_sub(first.wrapping_mul(leaving));
        sum = sum.wrapping_mul(BASE).wrapping_add(change);
        emit(mix(sum ^ length));
    }
}

/// One number for a whole sequence of tokens and its length: equal for the same words in the same order, and for
/// nothing else but by a chance of 2⁻⁶⁴.
pub fn sequence_hash(tokens: &[u64]) -> u64 {
    // In lanes, for in one each step waits for the one before.
    let (blocks, rest) = tokens.as_chunks::<LANES>();
    let mut sums = [0u64; LANES];
    for block in blocks {
        for (sum, token) in sums.iter_mut().zip(block) {
            *sum = sum.wrapping_mul(BASE).wrapping_add(*token);
        }
    }
    let sum = sums.iter().chain(rest).fold(0, |all, sum| mix(all ^ sum));
    mix(sum ^ LENGTH.wrapping_mul(tokens.len() as u64))
}

fn polynomial(tokens: &[u64]) -> u64 {
    tokens.iter().fold(0u64, |sum, token| {
        sum.wrapping_mul(BASE).wrapping_add(*token)
    })
}

/// Spreads every bit over the upper ones, and maps no two numbers to one. One multiplication is enough for sums of numbers that are
/// spread already, as hashes are.
fn mix(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 32)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^ (hash >> 32)
}

/// The different shingles of one text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShingleSet(Vec<u64>);

impl ShingleSet {
    /// The shingles of `width` tokens among these tokens' hashes.
    pub fn of(tokens: &[u64], width: usize) -> ShingleSet {
        let mut shingles = Vec::with_capacity(tokens.len());
        each_shingle(tokens, width, |shingle| shingles.push(shingle));
        shingles.sort_unstable();
        shingles.dedup();
        ShingleSet(shingles)
    }

    /// The shingles of `width` tokens in `text`.
    pub fn of_text(text: &str, width: usize) -> ShingleSet {
        let mut tokens = Vec::new();
        token_hashes(text, &mut tokens);
        ShingleSet::of(&tokens, width)
    }

    /// In ascending order, each once.
    pub fn as_slice(&self) -> &[u64] {
        &self.0
    }

    /// How many different ones.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether the text had no token.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many shingles the two have in common.
    pub fn common(&self, other: &ShingleSet) -> usize {
        common_at_least(&self.0, &other.0, 0).unwrap_or(0)
    }

    /// Shingles in common over shingles in all, 0 to 1 (Broder 1997); 0 for two empty sets.
    pub fn jaccard(&self, other: &ShingleSet) -> f64 {
        let common = self.common(other);
        share(common, self.len() + other.len() - common)
    }

    /// The share of these shingles that stands in `other`, 0 to 1; 0 for an empty set.
    pub fn containment(&self, other: &ShingleSet) -> f64 {
        share(self.common(other), self.len())
    }
}

pub(super) fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

/// How many numbers two ascending lists without repeats have in common; `None` as soon as it is plain that they are
/// fewer than `needed`.
pub fn common_at_least(a: &[u64], b: &[u64], needed: usize) -> Option<usize> {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let common = if short.len().saturating_mul(LOPSIDED) < long.len() {
        searched(short, long, needed)
    } else {
        merged(short, long, needed)
    };
    (common >= needed).then_some(common)
}

/// Step by step through both; the steps are sums of comparisons, for a branch here would be mispredicted half the time.
fn merged(short: &[u64], long: &[u64], needed: usize) -> usize {
    let (mut at, mut other, mut common) = (0, 0, 0);
    while at < short.len() && other < long.len() && common + (short.len() - at) >= needed {
        let (a, b) = (short[at], long[other]);
        common += usize::from(a == b);
        at += usize::from(a <= b);
        other += usize::from(b <= a);
    }
    common
}

fn searched(short: &[u64], mut long: &[u64], needed: usize) -> usize {
    let mut common = 0;
    for (at, shingle) in short.iter().enumerate() {
        if common + (short.len() - at) < needed {
            break;
        }
        long = &long[long.partition_point(|other| other < shingle)..];
        common += usize::from(long.first() == Some(shingle));
    }
    common
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shingles(text: &str, width: usize) -> Vec<u64> {
        let (mut tokens, mut found) = (Vec::new(), Vec::new());
        token_hashes(text, &mut tokens);
        each_shingle(&tokens, width, |shingle| found.push(shingle));
        found
    }

    #[test]
    fn an_empty_text_has_no_shingle() {
        assert!(shingles(" … ", 5).is_empty());
    }

    #[test]
    fn a_short_text_is_one_shingle() {
        assert_eq!(shingles("a two-line brief", 5).len(), 1);
    }

    #[test]
    fn a_short_text_equals_no_longer_one_that_begins_with_it() {
        let short = shingles("rain in Delhi", 5);
        for longer in ["rain in Delhi again", "rain in Delhi again on Monday"] {
            assert!(!shingles(longer, 5).contains(&short[0]));
            assert!(!shingles(longer, 3).is_empty());
        }
    }

    #[test]
    fn a_text_has_a_shingle_for_each_word_that_begins_one() {
        assert_eq!(shingles("one two three four five six seven", 5).len(), 3);
    }

    #[test]
    fn the_order_of_words_matters() {
        assert_ne!(shingles("dog bites man", 3), shingles("man bites dog", 3));
    }

    proptest! {
        #[test]
        fn the_same_words_are_the_same_shingle_wherever_they_stand(
            tokens in prop::collection::vec(0u64..4, 0..40),
            width in 1usize..7,
        ) {
            let mut rolled = Vec::new();
            each_shingle(&tokens, width, |shingle| rolled.push(shingle));
            let mut anew = Vec::new();
            for run in tokens.windows(width.min(tokens.len()).max(1)) {
                each_shingle(run, width, |shingle| anew.push(shingle));
            }
            prop_assert_eq!(rolled, anew);
        }

        #[test]
        fn counting_in_common_agrees_with_looking_each_one_up(
            mut a in prop::collection::vec(0u64..60, 0..60),
            mut b in prop::collection::vec(0u64..2000, 0..900),
            needed in 0usize..20,
        ) {
            for list in [&mut a, &mut b] {
                list.sort_unstable();
                list.dedup();
            }
            let common = a.iter().filter(|x| b.contains(x)).count();
            let expected = (common >= needed).then_some(common);
            prop_assert_eq!(common_at_least(&a, &b, needed), expected);
            prop_assert_eq!(common_at_least(&b, &a, needed), expected);
            prop_assert_eq!(common_at_least(&a, &a, needed), (a.len() >= needed).then_some(a.len()));
        }
    }
}
