//! Which shingles of an archive were met more than once: a table of two bits a slot, the only thing that is held of the whole
//! archive.
//!
//! Two shingles may fall into one slot. So "once" is certain: no other text has the shingle. "Again" may be chance, or one
//! text repeating itself: it lets too much through, never too little, and what it lets through is verified. It is
//! the counting filter of spectral Bloom filters (Cohen and Matias 2003) with one hash and a count of at most two.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Slots in a word of the table.
const SLOTS: u64 = 32;
/// 512 MB: for more than 700 million shingles the table fills up, and lets more and more through to be verified.
const MOST_SLOTS: u64 = 1 << 31;
/// Shingles looked at together, so that the processor waits for their slots at once and not for one after the other.
const TOGETHER: usize = 32;

pub(super) struct Repeats {
    words: Vec<AtomicU64>,
    slots: u64,
}

impl Repeats {
    /// A table for about so many shingles, of three slots each: every fifth shingle that stands nowhere else is taken for a
    /// repeated one. Twice the slots cost as much time in the cache as they save.
    pub(super) fn for_shingles(shingles: u64) -> Repeats {
        let words = (3 * shingles).clamp(1 << 10, MOST_SLOTS).div_ceil(SLOTS);
        Repeats {
            words: (0..words).map(|_| AtomicU64::new(0)).collect(),
            slots: words * SLOTS,
        }
    }

    /// Bytes of the table.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(self.words.as_slice())
    }

    /// Counts these shingles as met.
    pub(super) fn meet(&self, shingles: &[u64]) {
        for some in shingles.chunks(TOGETHER) {
            let mut before = [0; TOGETHER];
            for (before, shingle) in before.iter_mut().zip(some) {
                *before = self.word(*shingle).load(Relaxed);
            }
            for (before, shingle) in before.iter().zip(some) {
                self.meet_one(*shingle, *before);
            }
        }
    }

    /// Bits are only ever set, so that what was seen before is still true and spares most of the locked writes.
    fn meet_one(&self, shingle: u64, before: u64) {
        let once = self.once(shingle);
        let again = once << 1;
        if before & again != 0 {
            return;
        }
        if before & once != 0 || self.word(shingle).fetch_or(once, Relaxed) & once != 0 {
            self.word(shingle).fetch_or(again, Relaxed);
        }
    }

    /// Those of some shingles that may have been met more than once. The others certainly were not.
    pub(super) fn keep_met_again(&self, shingles: &[u64], kept: &mut Vec<u64>) {
        kept.clear();
        kept.resize(shingles.len(), 0);
        let mut count = 0;
        // Without a branch, so that the processor goes on to the next slot while it waits for this one.
        for shingle in shingles {
            kept[count] = *shingle;
            count += usize::from(self.met_again(*shingle));
        }
        kept.truncate(count);
    }

    fn met_again(&self, shingle: u64) -> bool {
        self.word(shingle).load(Relaxed) & (self.once(shingle) << 1) != 0
    }

    fn slot(&self, shingle: u64) -> u64 {
        ((u128::from(shingle) * u128::from(self.slots)) >> 64) as u64
    }

    fn word(&self, shingle: u64) -> &AtomicU64 {
        &self.words[(self.slot(shingle) / SLOTS) as usize]
    }

    fn once(&self, shingle: u64) -> u64 {
        1 << (2 * (self.slot(shingle) % SLOTS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(n: u64) -> u64 {
        n.wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }

    #[test]
    fn what_was_met_twice_is_always_known() {
        let repeats = Repeats::for_shingles(1000);
        let shingles: Vec<u64> = (0..1000).map(number).collect();
        repeats.meet(&shingles);
        repeats.meet(&shingles[300..]);
        assert!(
            shingles[300..]
                .iter()
                .all(|shingle| repeats.met_again(*shingle))
        );
    }

    #[test]
    fn few_that_were_met_once_are_taken_for_repeated() {
        let repeats = Repeats::for_shingles(1000);
        let shingles: Vec<u64> = (0..1000).map(number).collect();
        repeats.meet(&shingles);
        let wrong = shingles
            .iter()
            .filter(|shingle| repeats.met_again(**shingle));
        assert!(wrong.count() < 250);
    }
}
