//! Hashes into whether they were met once or more than once: two bits a slot, the only thing that is held of all the seeds or
//! shingles of an archive.
//!
//! Most are met once and can connect nothing. A first pass over all of them leaves only the others to be written down and
//! sorted. Two hashes may fall into one slot. So "once" is certain; "again" may be chance, or one text repeating itself:
//! it lets too much through, never too little, and what it lets through is verified. It is the counting filter of
//! spectral Bloom filters (Cohen and Matias 2003) with one hash and a count of at most two.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

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
/// The same for shingles: one in five passes.
const SLOTS_A_SHINGLE: u64 = 3;
/// 512 MB: for more than 700 million shingles.
const MOST_SLOTS_OF_SHINGLES: u64 = 1 << 31;
/// Hashes looked at together, so that the processor waits for their slots at once and not for one after the other.
const TOGETHER: usize = 64;

impl Sieve {
    /// A sieve for about so many hashes, of at most so many bytes: a smaller one lets more through.
    pub(super) fn for_hashes(count: u64, most_bytes: u64) -> Sieve {
        let most = MOST_SLOTS.min(most_bytes.saturating_mul(4)).max(1 << 16);
        Sieve::of_slots((count * SLOTS_A_HASH).clamp(1 << 16, most))
    }

    /// A sieve for about so many shingles.
    pub(super) fn for_shingles(count: u64) -> Sieve {
        Sieve::of_slots((count * SLOTS_A_SHINGLE).clamp(1 << 10, MOST_SLOTS_OF_SHINGLES))
    }

    fn of_slots(slots: u64) -> Sieve {
        let words = slots.div_ceil(SLOTS);
        Sieve {
            words: (0..words).map(|_| AtomicU64::new(0)).collect(),
            slots: words * SLOTS,
        }
    }

    /// Bytes of the table.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(self.words.as_slice())
    }

    /// Notes some hashes. In whatever order hashes are added, the same ones were met twice.
    pub(super) fn add(&self, hashes: &[u64]) {
        for some in hashes.chunks(TOGETHER) {
            let mut before = [0; TOGETHER];
            for (before, hash) in before.iter_mut().zip(some) {
                *before = self.word(*hash).load(Relaxed);
            }
            for (before, hash) in before.iter().zip(some) {
                self.add_one(*hash, *before);
            }
        }
    }

    /// Bits are only ever set, so that what was seen before is still true and spares most of the locked writes.
    fn add_one(&self, hash: u64, before: u64) {
        let once = self.once(hash);
        let again = once << 1;
        if before & again == 0
            && (before & once != 0 || self.word(hash).fetch_or(once, Relaxed) & once != 0)
        {
            self.word(hash).fetch_or(again, Relaxed);
        }
    }

    /// Whether a hash was met more than once.
    pub(super) fn is_met_again(&self, hash: u64) -> bool {
        self.word(hash).load(Relaxed) & (self.once(hash) << 1) != 0
    }

    /// Those of some hashes that may have been met more than once. The others certainly were not.
    pub(super) fn keep_met_again(&self, hashes: &[u64], kept: &mut Vec<u64>) {
        kept.clear();
        kept.resize(hashes.len(), 0);
        let mut count = 0;
        // Without a branch, so that the processor goes on to the next slot while it waits for this one.
        for hash in hashes {
            kept[count] = *hash;
            count += usize::from(self.is_met_again(*hash));
        }
        kept.truncate(count);
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

    fn hashes() -> Vec<u64> {
        let hash = |n: u64| n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (0..1 << 15).map(hash).collect()
    }

    #[test]
    fn what_is_met_twice_passes_always() {
        let hashes = hashes();
        let (met, kept) = (&hashes[1000..], &mut Vec::new());
        for sieve in [
            Sieve::for_hashes(1 << 15, u64::MAX),
            Sieve::for_shingles(1 << 15),
        ] {
            sieve.add(&hashes);
            sieve.add(met);
            sieve.keep_met_again(met, kept);
            assert_eq!(kept, met);
            assert!(met.iter().all(|hash| sieve.is_met_again(*hash)));
        }
    }

    #[test]
    fn few_that_are_met_once_pass() {
        let (hashes, mut kept) = (hashes(), Vec::new());
        let sieves = [
            (Sieve::for_hashes(1 << 15, u64::MAX), 6),
            (Sieve::for_shingles(1 << 15), 3),
        ];
        for (sieve, one_in) in sieves {
            sieve.add(&hashes);
            sieve.keep_met_again(&hashes, &mut kept);
            assert!(kept.len() < hashes.len() / one_in, "{}", kept.len());
        }
    }
}
