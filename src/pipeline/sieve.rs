//! Hashes into whether they were met once or more than once: two bits a slot, whatever the archive's size.
//!
//! Most seeds and most shingles of an archive are met once and can connect nothing. A first pass over all of them leaves
//! only the others to be written down and sorted. Two hashes on one slot let a lone one pass; none is ever lost.

use std::sync::atomic::{AtomicU64, Ordering};

/// How often hashes were met: never, once, more than once.
pub(super) struct Sieve {
    words: Vec<AtomicU64>,
}

/// Slots in a word of the table.
const SLOTS: usize = 32;

impl Sieve {
    /// A sieve for about so many hashes: eight slots for each, at least 2^16 and at most 2^29 (128 MiB).
    pub(super) fn for_hashes(count: u64) -> Sieve {
        let slots = (count * 8).clamp(1 << 16, 1 << 29).next_power_of_two() as usize;
        Sieve {
            words: (0..slots / SLOTS).map(|_| AtomicU64::new(0)).collect(),
        }
    }

    /// Notes a hash. In whatever order hashes are added, the same ones were met twice.
    pub(super) fn add(&self, hash: u64) {
        let (word, once, again) = self.place(hash);
        let before = word.load(Ordering::Relaxed);
        if before & again == 0 && word.fetch_or(once, Ordering::Relaxed) & once != 0 {
            word.fetch_or(again, Ordering::Relaxed);
        }
    }

    /// Whether a hash was met more than once.
    pub(super) fn is_met_again(&self, hash: u64) -> bool {
        let (word, _, again) = self.place(hash);
        word.load(Ordering::Relaxed) & again != 0
    }

    fn place(&self, hash: u64) -> (&AtomicU64, u64, u64) {
        let slot = (hash >> 8) as usize & (self.words.len() * SLOTS - 1);
        let shift = slot % SLOTS * 2;
        (&self.words[slot / SLOTS], 1 << shift, 2 << shift)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_met_twice_passes_and_most_of_what_is_met_once_does_not() {
        let sieve = Sieve::for_hashes(2000);
        let hash = |n: u64| n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (0..1000).for_each(|n| sieve.add(hash(n)));
        (500..1000).for_each(|n| sieve.add(hash(n)));
        assert!((500..1000).all(|n| sieve.is_met_again(hash(n))));
        assert!((0..500).filter(|n| sieve.is_met_again(hash(*n))).count() < 50);
    }
}
