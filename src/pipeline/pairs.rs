//! Pairs of articles into whether they were met in one place or in more: a table of sixteen bits a slot.
//!
//! Of the pairs that share a phrase, nineteen in twenty share no other, and one phrase is not enough. So the places of
//! seeds are gone through twice: first each pair is only noted here, then the places are written down of those that met
//! again. Two pairs on one slot let a lone one pass; none is ever lost.

use std::sync::atomic::{AtomicU16, Ordering};

use super::question::Rank;

/// How often pairs were met.
pub(super) struct PairTable(Vec<AtomicU16>);

const NEVER: u16 = 0;
const AGAIN: u16 = 1;

/// Slots for each meeting.
const SLOTS: u64 = 2;
/// 512 MB.
const MOST_SLOTS: u64 = 1 << 28;

impl PairTable {
    /// A table for at most so many meetings.
    pub(super) fn for_meetings(count: u64) -> PairTable {
        let slots = (count * SLOTS).clamp(1 << 10, MOST_SLOTS);
        PairTable((0..slots).map(|_| AtomicU16::new(NEVER)).collect())
    }

    /// Notes that two articles meet at a place (of `a`), where the same place may be noted many times.
    pub(super) fn meet(&self, a: Rank, b: Rank, place: u32) {
        let slot = self.slot(a, b);
        let mark = (mixed(u64::from(place)) >> 48) as u16 | 2;
        let before = slot.load(Ordering::Relaxed);
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

    /// Whether two articles met in more than one place.
    pub(super) fn is_met_again(&self, a: Rank, b: Rank) -> bool {
        self.slot(a, b).load(Ordering::Relaxed) == AGAIN
    }

    fn slot(&self, a: Rank, b: Rank) -> &AtomicU16 {
        let pair = mixed(u64::from(a.0) << 32 | u64::from(b.0));
        &self.0[((u128::from(pair) * self.0.len() as u128) >> 64) as usize]
    }
}

fn mixed(number: u64) -> u64 {
    let product = u128::from(number ^ 0x9E37_79B9_7F4A_7C15) * 0xD6E8_FEB8_6659_FD93;
    product as u64 ^ (product >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_place_however_often_is_one_meeting_and_two_are_again() {
        let table = PairTable::for_meetings(1000);
        (0..3).for_each(|_| table.meet(Rank(1), Rank(2), 7));
        assert!(!table.is_met_again(Rank(1), Rank(2)));
        table.meet(Rank(1), Rank(2), 8);
        assert!(table.is_met_again(Rank(1), Rank(2)));
        table.take(Rank(3), Rank(4));
        assert!(table.is_met_again(Rank(3), Rank(4)));
    }
}
