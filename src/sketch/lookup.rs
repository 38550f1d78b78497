//! Shingles into a table to look them up in, because to compare a text with one or two others its shingles need not be in order:
//! that takes three times as long as putting them here.

use super::shingle::{each_shingle, share};

/// The different shingles of one text, in no order, to be held against those of others.
#[derive(Clone, Debug)]
pub(crate) struct Shingles {
    each_once: Vec<u64>,
    lookup: Lookup,
}

impl Shingles {
    /// The shingles of `width` tokens among these tokens' hashes.
    pub(crate) fn of(tokens: &[u64], width: usize) -> Shingles {
        let mut each_once = Vec::with_capacity(tokens.len());
        each_shingle(tokens, width, |shingle| each_once.push(shingle));
        let mut lookup = Lookup::default();
        lookup.refill_and_leave_each_once(&mut each_once);
        Shingles { each_once, lookup }
    }

    /// Shingles in common over shingles in all, 0 to 1 (Broder 1997); 0 for two empty texts.
    pub(crate) fn jaccard(&self, other: &Shingles) -> f64 {
        let (few, many) = match self.each_once.len() <= other.each_once.len() {
            true => (self, other),
            false => (other, self),
        };
        let common = many.lookup.count(&few.each_once);
        share(
            common,
            self.each_once.len() + other.each_once.len() - common,
        )
    }
}

/// Shingles of one text, with open addressing. Its memory serves one text after the other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lookup {
    /// 0 where there is none: of all numbers this one is taken for 1.
    slots: Vec<u64>,
    /// A shingle, spread over all numbers as it is, says itself where it belongs: in its upper bits.
    shift: u32,
}

impl Lookup {
    /// Takes in these shingles instead of those before, and leaves of them each once.
    pub(crate) fn refill_and_leave_each_once(&mut self, shingles: &mut Vec<u64>) {
        self.clear(shingles.len());
        shingles.retain(|shingle| self.insert(*shingle));
    }

    /// Takes in these shingles instead of those before.
    pub(crate) fn refill(&mut self, shingles: &[u64]) {
        self.clear(shingles.len());
        for shingle in shingles {
            self.insert(*shingle);
        }
    }

    /// Makes room for so many shingles.
    fn clear(&mut self, shingles: usize) {
        let slots = (2 * shingles).next_power_of_two().max(2);
        self.slots.clear();
        self.slots.resize(slots, 0);
        self.shift = u64::BITS - slots.ilog2();
    }

    /// How many of these shingles are in it, each of which is counted.
    pub(crate) fn count(&self, shingles: &[u64]) -> usize {
        let is_in = |shingle: &&u64| self.slots[self.slot(**shingle)] != 0;
        shingles.iter().filter(is_in).count()
    }

    /// Whether the shingle is new.
    fn insert(&mut self, shingle: u64) -> bool {
        let slot = self.slot(shingle);
        let is_new = self.slots[slot] == 0;
        self.slots[slot] = shingle.max(1);
        is_new
    }

    /// Where a shingle is, or would be.
    #[inline]
    fn slot(&self, shingle: u64) -> usize {
        let last = self.slots.len() - 1;
        let mut slot = (shingle >> self.shift) as usize & last;
        while self.slots[slot] != 0 && self.slots[slot] != shingle.max(1) {
            slot = (slot + 1) & last;
        }
        slot
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sketch::ShingleSet;

    proptest! {
        #[test]
        fn texts_resemble_each_other_as_their_sorted_sets_do(
            a in prop::collection::vec(0u64..3, 0..60),
            b in prop::collection::vec(0u64..3, 0..200),
            width in 1usize..7,
        ) {
            let jaccard = Shingles::of(&a, width).jaccard(&Shingles::of(&b, width));
            prop_assert_eq!(jaccard, ShingleSet::of(&a, width).jaccard(&ShingleSet::of(&b, width)));
            prop_assert_eq!(jaccard, Shingles::of(&b, width).jaccard(&Shingles::of(&a, width)));
        }

        #[test]
        fn what_was_taken_in_is_found_and_nothing_else(
            mut shingles in prop::collection::vec(prop_oneof![1u64..40, 0..=u64::MAX], 0..300),
            others in prop::collection::vec(prop_oneof![1u64..80, 0..=u64::MAX], 0..300),
        ) {
            let mut lookup = Lookup::default();
            lookup.refill(&[3, 4, 5]);
            let mut expected = shingles.clone();
            expected.sort_unstable();
            expected.dedup();
            let common = others.iter().filter(|other| expected.contains(other)).count();
            lookup.refill_and_leave_each_once(&mut shingles);
            prop_assert_eq!(lookup.count(&others), common);
            lookup.refill(&shingles);
            prop_assert_eq!(lookup.count(&others), common);
            shingles.sort_unstable();
            prop_assert_eq!(shingles, expected);
        }
    }
}
