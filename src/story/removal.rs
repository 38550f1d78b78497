//! What two texts share into whether one of them can go: the evidence is counts of shingles, the test is in integers, so
//! that no rounding decides.

use std::cmp::Ordering;

use super::Relation;
use crate::document::DocumentId;
use crate::settings::Measure;

const WHOLE: u64 = 1_000_000_000;

/// The share from which on a text counts as a duplicate, in billionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Threshold(u64);

impl Threshold {
    /// The nearest to this share; what lies outside 0..=1 is brought inside, and it is never 0.
    pub fn of(share: f64) -> Threshold {
        Threshold(((share * WHOLE as f64).round() as u64).clamp(1, WHOLE))
    }

    /// Of so many shingles, how many must be found for the share to be reached. At least 1 of 1.
    pub fn needed(self, shingles: usize) -> usize {
        (shingles as u128 * u128::from(self.0)).div_ceil(u128::from(WHOLE)) as usize
    }

    /// Of so many shingles, how many may be missing.
    pub fn spared(self, shingles: usize) -> usize {
        shingles - self.needed(shingles)
    }

    /// How many shingles two texts of so many must have in common by this measure, the first of them being the one that
    /// would go.
    pub fn needed_in_common(self, measure: Measure, removed: usize, kept: usize) -> usize {
        match measure {
            Measure::Coverage => self.needed(removed),
            // c / (a + b − c) ≥ t, solved for c.
            Measure::Jaccard => {
                let both = (removed + kept) as u128 * u128::from(self.0);
                both.div_ceil(u128::from(WHOLE + self.0)) as usize
            }
        }
    }
}

/// What was counted of a text and of another that may stand for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Different shingles that stand in both.
    pub common: u32,
    /// Different shingles of the text that would go.
    pub removed: u32,
    /// Different shingles of the text that would stay.
    pub kept: u32,
}

impl Evidence {
    /// Share (0 to 1) of the removed text's shingles that stand in the kept one.
    pub fn removed_coverage(&self) -> f64 {
        f64::from(self.common) / f64::from(self.removed.max(1))
    }

    /// Share (0 to 1) of the kept text's shingles that stand in the removed one.
    pub fn kept_coverage(&self) -> f64 {
        f64::from(self.common) / f64::from(self.kept.max(1))
    }

    /// Shingles in common over shingles in all (0 to 1).
    pub fn jaccard(&self) -> f64 {
        f64::from(self.common) / (self.in_all().max(1) as f64)
    }

    /// Which of two is the stronger by this measure, exactly.
    pub fn compare(&self, other: &Evidence, measure: Measure) -> Ordering {
        let whole = |evidence: &Evidence| match measure {
            Measure::Coverage => u64::from(evidence.removed),
            Measure::Jaccard => evidence.in_all(),
        };
        let own = u128::from(self.common) * u128::from(whole(other));
        own.cmp(&(u128::from(other.common) * u128::from(whole(self))))
    }

    /// How the removed text relates to the kept one if it is not the same: near-duplicates cover each other at the
    /// threshold; a text that is covered without covering is contained.
    pub fn relation(&self, threshold: Threshold) -> Relation {
        let covers = |whole: u32| self.common as usize >= threshold.needed(whole as usize);
        match (covers(self.removed), covers(self.kept)) {
            (true, true) => Relation::NearDuplicate,
            (true, false) => Relation::Contained,
            (false, true) => Relation::Contains,
            (false, false) => Relation::Shares,
        }
    }

    fn in_all(&self) -> u64 {
        u64::from(self.removed) + u64::from(self.kept) - u64::from(self.common)
    }
}

/// Why a text was removed: the kept text it was held against, and what that showed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Removal {
    /// The kept text that stands for it.
    pub kept: DocumentId,
    /// How the removed text relates to the kept one, seen from the removed one.
    pub relation: Relation,
    /// Share (0 to 1) of the removed text's shingles that stand in the kept one. Exact, not estimated.
    pub removed_coverage: f64,
    /// Share (0 to 1) of the kept text's shingles that stand in the removed one. Exact.
    pub kept_coverage: f64,
    /// Shingles in common over shingles in all (0 to 1). Exact.
    pub jaccard: f64,
}

impl Removal {
    /// The removal that this evidence supports.
    pub fn new(kept: DocumentId, relation: Relation, evidence: &Evidence) -> Removal {
        Removal {
            kept,
            relation,
            removed_coverage: evidence.removed_coverage(),
            kept_coverage: evidence.kept_coverage(),
            jaccard: evidence.jaccard(),
        }
    }
}

/// What becomes of one text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    /// It stays.
    Kept,
    /// It goes, because a kept text stands for it.
    Removed(Removal),
    /// It goes, because its sender withdrew it.
    Killed {
        /// The article that says so; itself, if it is one.
        by: DocumentId,
    },
}

impl Verdict {
    /// What stands for it; `None`: nothing does, for it stays, or was killed.
    pub fn removal(&self) -> Option<&Removal> {
        match self {
            Verdict::Kept | Verdict::Killed { .. } => None,
            Verdict::Removed(removal) => Some(removal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn four_of_five_reach_four_fifths() {
        let threshold = Threshold::of(0.8);
        for fifths in 1..1000 {
            assert_eq!(threshold.needed(5 * fifths), 4 * fifths);
            assert_eq!(threshold.spared(5 * fifths), fifths);
        }
    }

    #[test]
    fn whatever_the_threshold_one_shingle_must_be_found() {
        assert_eq!(Threshold::of(0.0).needed(1), 1);
        assert_eq!(Threshold::of(f64::NAN).needed(1), 1);
    }

    proptest! {
        #[test]
        fn what_is_needed_in_common_is_the_least_that_reaches_the_threshold(
            removed in 1usize..500, kept in 1usize..500, per_mille in 1u64..=1000,
        ) {
            let threshold = Threshold::of(per_mille as f64 / 1000.0);
            let reaches = |measure, common: usize| {
                let whole = match measure {
                    Measure::Coverage => removed,
                    Measure::Jaccard => removed + kept - common,
                };
                common as u64 * 1000 >= whole as u64 * per_mille
            };
            for measure in [Measure::Coverage, Measure::Jaccard] {
                let needed = threshold.needed_in_common(measure, removed, kept);
                prop_assert!(reaches(measure, needed));
                prop_assert!(needed == 0 || !reaches(measure, needed - 1));
            }
        }
    }
}
