//! The shingles that any text asks for, numbered from 0 without gaps, so that counts and lists of them are plain arrays:
//! a bitmap of slots, and for each word of it the set bits before it (Jacobson 1989).
//!
//! A hash map would hold 64-bit keys and be several times as large. The price: shingles that fall into one slot get one
//! number, and a shingle nobody asks for may get the number of another, which no caller may take for equality.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use rayon::prelude::*;

/// Slots for each shingle that is marked: one in nine that nobody asks for passes.
const SLOTS_A_SHINGLE: usize = 8;
const LEAST_SLOTS: usize = 1024;

pub(super) struct Numbered {
    words: Vec<u64>,
    /// Set bits before each word.
    before: Vec<u32>,
    count: usize,
}

impl Numbered {
    /// Numbers all the shingles of these lists.
    pub(super) fn of(lists: &[&[u64]]) -> Numbered {
        let shingles: usize = lists.iter().map(|list| list.len()).sum();
        let words = (SLOTS_A_SHINGLE * shingles).max(LEAST_SLOTS).div_ceil(64);
        let marked: Vec<AtomicU64> = (0..words).map(|_| AtomicU64::new(0)).collect();
        lists.par_iter().for_each(|list| {
            for shingle in *list {
                mark(&marked, *shingle);
            }
        });
        Numbered::counted(marked.into_iter().map(AtomicU64::into_inner).collect())
    }

    fn counted(words: Vec<u64>) -> Numbered {
        let mut count = 0;
        let before = words.iter().map(|word| {
            let before = count;
            count += word.count_ones();
            before
        });
        Numbered {
            before: before.collect(),
            words,
            count: count as usize,
        }
    }

    /// How many numbers were given.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// The number of a shingle; `None`: certainly nobody asks for it.
    pub(super) fn number(&self, shingle: u64) -> Option<u32> {
        let (word, bit) = place(shingle, self.words.len());
        let marked = self.words[word];
        (marked & bit != 0).then(|| self.before[word] + (marked & (bit - 1)).count_ones())
    }
}

fn mark(words: &[AtomicU64], shingle: u64) {
    let (word, bit) = place(shingle, words.len());
    if words[word].load(Relaxed) & bit == 0 {
        words[word].fetch_or(bit, Relaxed);
    }
}

/// Greater shingles stand at later places, so an ascending list is looked up from front to back.
fn place(shingle: u64, words: usize) -> (usize, u64) {
    let slot = ((u128::from(shingle) * (words as u128 * 64)) >> 64) as usize;
    (slot / 64, 1 << (slot % 64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_marked_shingle_has_a_number_and_few_others_have() {
        let shingle = |n: u64| n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let marked: Vec<u64> = (0..500).map(shingle).collect();
        let numbered = Numbered::of(&[&marked]);
        let mut numbers: Vec<u32> = marked.iter().filter_map(|s| numbered.number(*s)).collect();
        assert_eq!(numbers.len(), 500);
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), numbered.len());
        assert!(
            (500..1500)
                .filter(|n| numbered.number(shingle(*n)).is_some())
                .count()
                < 250
        );
    }
}
