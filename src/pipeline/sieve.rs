//! Hashes into whether they were met once or more than once: two bits a slot, whatever the archive's size.
//!
//! Most seeds of an archive are met once and can connect nothing. A first pass over all of them leaves
//! only the others to be written down and sorted. Two hashes on one slot let a lone one pass; none is ever lost.

use std::sync::atomic::{AtomicU64, Ordering};

/// How often hashes were met: never, once, more than once.
pub(super) struct Sieve {
    words: Vec<AtomicU64>,
    slots: u64,
}

/// Slots in a word of the table.
const SLOTS: u64 = 32;
/// Slots for each hash: one in six that were met once passes. Twice as many cost as much time in the cache as is saved by
/// sorting fewer.
const SLOTS_A_HASH: u64 = 5;
/// 1 GB: for more than 860 million seeds, those of 5 billion bytes of text, more and more pass that were met once.
const MOST_SLOTS: u64 = 1 << 32;
/// Hashes looked at together, so that the processor waits for their slots at once and not for one after the other.
pub(super) const TOGETHER: usize = 64;

impl Sieve {
    /// A sieve for about so many hashes.
    pub(super) fn for_hashes(count: u64) -> Sieve {
        let words = (count * SLOTS_A_HASH)
            .clamp(1 << 16, MOST_SLOTS)
            .div_ceil(SLOTS);
        Sieve {
            words: (0..words).map(|_| AtomicU64::new(0)).collect(),
            slots: words * SLOTS,
        }
    }

    /// Notes some hashes. In whatever order hashes are added, the same ones were met twice.
    pub(super) fn add(&self, hashes: &[u64]) {
        for some in hashes.chunks(TOGETHER) {
            let mut before = [0; TOGETHER];
            for (before, hash) in before.iter_mut().zip(some) {
                *before = self.word(*hash).load(Ordering::Relaxed);
            }
            for (before, hash) in before.iter().zip(some) {
                self.add_one(*hash, *before);
            }
        }
    }

    /// Bits are only ever set, so that what was seen before is still true.
    fn add_one(&self, hash: u64, before: u64) {
        let once = self.once(hash);
        let again = once << 1;
        if before & again == 0
            && (before & once != 0 || self.word(hash).fetch_or(once, Ordering::Relaxed) & once != 0)
        {
            self.word(hash).fetch_or(again, Ordering::Relaxed);
        }
    }

    /// Whether a hash was met more than once.
    pub(super) fn is_met_again(&self, hash: u64) -> bool {
        self.word(hash).load(Ordering::Relaxed) & (self.once(hash) << 1) != 0
    }

    fn slot(&self, hash: u64) -> u64 {
        ((u128::from(hash) * u128::from(self.slots)) >> 64) as u64
    }

    fn word(&self, hash: u64) -> &AtomicU64 {
        &self.words[(self.slot(hash) / SLOTS) as usize]
    }

    fn once(&self, hash: u64) -> u64 {
        1 << (2 * (self.slot(hash) % SLOTS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_met_twice_passes_and_most_of_what_is_met_once_does_not() {
        let sieve = Sieve::for_hashes(2000);
        let hash = |n: u64| n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let hashes: Vec<u64> = (0..1000).map(hash).collect();
        sieve.add(&hashes);
        sieve.add(&hashes[500..]);
        assert!((500..1000).all(|n| sieve.is_met_again(hash(n))));
        assert!((0..500).filter(|n| sieve.is_met_again(hash(*n))).count() < 125);
    }
}
