//! Shingles into a sketch: the smallest so many of them. Any two texts draw alike, so that of the smallest shingles of both
//! together, which the two sketches hold, as large a share is common as of all their shingles (bottom-k sketches: Broder 1997;
//! Cohen and Kaplan 2007). A text of no more shingles is its own sketch, and nothing about it is left to chance.

use super::{common_at_least, each_shingle};

/// How many shingles two texts of jaccard at the threshold have in common among the smallest, on average. With twice as many, a fourth
/// more time goes into the sketches than is saved by reading fewer texts again; with fewer, none is saved.
const EXPECTED_IN_COMMON: f64 = 32.0;
/// The probability with which a pair at the threshold may be missed.
const MISSED: f64 = 1e-5;

/// How large sketches are, and how alike they must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BottomK {
    /// Shingles in the sketch of a text that has that many.
    pub size: usize,
    /// Shingles that two sketches, one of full size, have in common at least if their texts reach the threshold.
    pub least_common: usize,
}

impl BottomK {
    /// The sketches for a threshold (above 0, up to 1) of jaccard: 40 shingles at .8, of which 19 must be common.
    pub fn at(threshold: f64) -> BottomK {
        let size = (EXPECTED_IN_COMMON / threshold).ceil() as usize;
        let is_rare = |common: &usize| fewer_than(*common, size, threshold) <= MISSED;
        BottomK {
            size,
            least_common: (1..=size).take_while(is_rare).last().unwrap_or(0),
        }
    }

    /// The sketch of a text of these tokens, in shingles of `width`: each once, in no order, into the memory of `sketch`.
    pub fn fill(&self, tokens: &[u64], width: usize, sketch: &mut Vec<u64>) {
        let bound = self.cut(tokens.len());
        fill_up_to(bound, tokens, width, sketch);
        if sketch.len() < self.size && bound < u64::MAX {
            fill_up_to(u64::MAX, tokens, width, sketch);
        }
        sketch.truncate(self.size);
        for shingle in sketch {
            *shingle = turned(*shingle);
        }
    }

    /// Whether the texts of two sketches, each in ascending order, may reach the threshold: of the smallest shingles of both together
    /// enough are common.
    pub fn may_be_alike(&self, a: &[u64], b: &[u64]) -> bool {
        if common_at_least(a, b, self.least_common).is_none() {
            return false;
        }
        let mut both = union(a, b);
        if both.len() > self.size {
            both.select_nth_unstable(self.size - 1);
            both.truncate(self.size);
        }
        both.iter().filter(|(_, is_common)| *is_common).count() >= self.least_common
    }

    /// A bound below which a text of so many words, unless it repeats itself, has shingles enough: four times the standard
    /// deviation more than needed.
    fn cut(&self, words: usize) -> u64 {
        let enough = self.size + 4 * self.size.isqrt();
        match enough < words {
            true => (u64::MAX / words as u64).saturating_mul(enough as u64),
            false => u64::MAX,
        }
    }
}

/// The turned shingles of two ascending lists, each once, and whether both have it.
fn union(a: &[u64], b: &[u64]) -> Vec<(u64, bool)> {
    let mut both = Vec::with_capacity(a.len() + b.len());
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    while let Some(next) = a.peek().into_iter().chain(b.peek()).min().copied() {
        let (in_a, in_b) = (a.next_if_eq(&next), b.next_if_eq(&next));
        both.push((turned(*next), in_a.is_some() && in_b.is_some()));
    }
    both
}

/// The different turned shingles up to a bound, ascending.
fn fill_up_to(bound: u64, tokens: &[u64], width: usize, found: &mut Vec<u64>) {
    found.clear();
    found.resize(tokens.len(), 0);
    let mut count = 0;
    // Without a branch: it would be mispredicted at every fourth shingle.
    each_shingle(tokens, width, |shingle| {
        found[count] = turned(shingle);
        count += usize::from(found[count] <= bound);
    });
    found.truncate(count);
    found.sort_unstable();
    found.dedup();
}

/// Its halves exchanged: what is smallest in this order is spread over all numbers, as tables want it.
fn turned(shingle: u64) -> u64 {
    shingle.rotate_left(32)
}

/// A bound on the probability that of `size` shingles drawn from all of two texts, of which a share of `jaccard` is common,
/// fewer than `common` are: ((t/x)ˣ ((1−t)/(1−x))¹⁻ˣ)ᵏ for a share of x (Chernoff 1952; for drawing without replacement, Hoeffding
/// 1963, section 6). Multiplied out, for powers differ from one platform to the next.
fn fewer_than(common: usize, size: usize, jaccard: f64) -> f64 {
    let most = common - 1;
    let share = most as f64 / size as f64;
    if share >= jaccard {
        return 1.0;
    }
    let factor = |n| match n < most {
        true => jaccard / share,
        false => (1.0 - jaccard) / (1.0 - share),
    };
    (0..size).map(factor).product()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sketch::ShingleSet;
    use proptest::prelude::*;

    #[test]
    fn sketches_follow_from_the_threshold() {
        let sizes = [0.5, 0.8, 0.9, 1.0].map(|threshold| {
            let sketch = BottomK::at(threshold);
            (sketch.size, sketch.least_common)
        });
        assert_eq!(sizes, [(64, 14), (40, 19), (36, 22), (32, 32)]);
    }

    proptest! {
        #[test]
        fn sketches_are_alike_by_what_both_texts_together_have_in_common(
            own in 0u64..400, common in 100u64..900,
        ) {
            let bottom = BottomK::at(0.8);
            let texts = [0, 1].map(|side: u64| {
                let own = (0..own).map(|n| ((side + 2) << 32) + n);
                let tokens: Vec<u64> = (0..common).chain(own).collect();
                let mut sketch = Vec::new();
                bottom.fill(&tokens, 1, &mut sketch);
                sketch.sort_unstable();
                (ShingleSet::of(&tokens, 1), sketch)
            });
            let jaccard = texts[0].0.jaccard(&texts[1].0);
            let alike = bottom.may_be_alike(&texts[0].1, &texts[1].1);
            prop_assert!(alike || jaccard < 0.8);
            prop_assert!(!alike || jaccard > 0.3);
        }

        #[test]
        fn a_sketch_is_the_smallest_of_all_shingles(
            words in prop::collection::vec(0u64..40, 0..900),
            repeated in 1usize..4,
            threshold in 0.3f64..=1.0,
        ) {
            let tokens = words.repeat(repeated);
            let mut sketch = Vec::new();
            let bottom = BottomK::at(threshold);
            bottom.fill(&tokens, 3, &mut sketch);
            let all = ShingleSet::of(&tokens, 3);
            let mut smallest: Vec<u64> = all.as_slice().iter().map(|shingle| turned(*shingle)).collect();
            smallest.sort_unstable();
            smallest.truncate(bottom.size);
            let turned: Vec<u64> = sketch.iter().map(|shingle| turned(*shingle)).collect();
            prop_assert_eq!(turned, smallest);
        }
    }
}
