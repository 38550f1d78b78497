//! Pairs of articles into whether they were met in one place or in more: a table of sixteen bits a slot.
//!
//! Of the pairs that share a phrase, nineteen in twenty share no other, and one phrase is not enough. So the places of
//! seeds are gone through twice: first each pair is only noted here, then the places are written down of those that met
//! again. Two pairs on one slot let a lone one pass, which [candidates](super::candidates) drop again: a smaller table, under a limit of
//! memory, changes no answer. Of a pair that met in just two
//! places these are taken for one, and the pair is lost, with a probability of 2⁻¹⁵.

use std::sync::atomic::{AtomicU16, Ordering};

use super::question::Rank;

/// How often pairs were met.
pub(super) struct PairTable(Vec<AtomicU16>);

const NEVER: u16 = 0;
const AGAIN: u16 = 1;

/// 512 MB.
const MOST_SLOTS: u64 = 1 << 28;

impl PairTable {
    /// A table for at most so many meetings, of a slot for each: pairs are mostly met more than once, if they are met at all. Of
    /// at most so many bytes: a smaller one lets more through.
    pub(super) fn for_meetings(count: u64, most_bytes: u64) -> PairTable {
        let slots = count.clamp(1 << 10, MOST_SLOTS.min(most_bytes / 2).max(1 << 10));
        PairTable((0..slots).map(|_| AtomicU16::new(NEVER)).collect())
    }

    /// Bytes of the table.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(self.0.as_slice())
    }

    /// Notes that pairs of articles meet, each at a place (of `a`); the same place may be noted many times. All slots are looked up
    /// before any is looked at, so that the processor waits for them together.
    pub(super) fn meet(&self, meetings: &[(Rank, Rank, u32)]) {
        let slots = meetings.iter().map(|(a, b, _)| self.slot(*a, *b));
        let before: Vec<u16> = slots.map(|slot| slot.load(Ordering::Relaxed)).collect();
        for ((a, b, place), before) in meetings.iter().zip(before) {
            self.meet_one(self.slot(*a, *b), *place, before);
        }
    }

    /// What was in the slot `before` is there still, or more.
    fn meet_one(&self, slot: &AtomicU16, place: u32, before: u16) {
        let mark = mark(place);
        if before == mark || before == AGAIN {
            return;
        }
        let noted = slot.compare_exchange(NEVER, mark, Ordering::Relaxed, Ordering::Relaxed);
        if noted.is_err_and(|noted| noted != mark) {
            slot.store(AGAIN, Ordering::Relaxed);
        }
    }

    /// Notes that one meeting of two articles is enough.
    pub(super) fn take(&self, a: Rank, b: Rank) {
        self.slot(a, b).store(AGAIN, Ordering::Relaxed);
    }

    /// Keeps those of some meetings whose articles met in more than one place.
    pub(super) fn keep_met_again<M>(
        &self,
        meetings: &mut Vec<M>,
        sides: impl Fn(&M) -> (Rank, Rank),
    ) {
        let is_again = |meeting: &M| {
            let (a, b) = sides(meeting);
            self.slot(a, b).load(Ordering::Relaxed) == AGAIN
        };
        let again: Vec<bool> = meetings.iter().map(is_again).collect();
        let mut again = again.into_iter();
        meetings.retain(|_| again.next() == Some(true));
    }

    fn slot(&self, a: Rank, b: Rank) -> &AtomicU16 {
        let pair = mixed(u64::from(a.0) << 32 | u64::from(b.0));
        &self.0[((u128::from(pair) * self.0.len() as u128) >> 64) as usize]
    }
}

/// What stands in the slot of a pair that was met at one place only.
pub(super) fn mark(place: u32) -> u16 {
    (mixed(u64::from(place)) >> 48) as u16 | 2
}

fn mixed(number: u64) -> u64 {
    let product = u128::from(number ^ 0x9E37_79B9_7F4A_7C15) * 0xD6E8_FEB8_6659_FD93;
    product as u64 ^ (product >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_met_again(table: &PairTable, a: u32, b: u32) -> bool {
        let mut pairs = vec![(Rank(a), Rank(b))];
        table.keep_met_again(&mut pairs, |pair| *pair);
        !pairs.is_empty()
    }

    #[test]
    fn one_place_however_often_is_one_meeting_and_two_are_again() {
        let table = PairTable::for_meetings(1000, u64::MAX);
        table.meet(&[(Rank(1), Rank(2), 7); 3]);
        assert!(!is_met_again(&table, 1, 2));
        table.meet(&[(Rank(1), Rank(2), 8)]);
        assert!(is_met_again(&table, 1, 2));
        table.take(Rank(3), Rank(4));
        assert!(is_met_again(&table, 3, 4));
    }
}
