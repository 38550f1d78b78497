//! A person's judgements of a sample, one after the other, with a way back; and what they add up to.

use super::Interval;

/// How removals are sampled for an audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditSettings {
    /// How many are drawn.
    pub removals: usize,
    /// What the drawing starts from.
    pub seed: u64,
}

impl Default for AuditSettings {
    fn default() -> AuditSettings {
        AuditSettings {
            removals: 50,
            seed: 1,
        }
    }
}

/// What a person says of one of the sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// It is right.
    Right,
    /// It is wrong.
    Wrong,
    /// Not to be told.
    Unsure,
}

/// An audit under way.
#[derive(Clone, Debug)]
pub struct Audit {
    population: usize,
    sample: usize,
    judgements: Vec<Judgement>,
}

impl Audit {
    /// Of `sample` out of `population`, none judged yet.
    pub fn new(population: usize, sample: usize) -> Audit {
        Audit {
            population,
            sample,
            judgements: Vec::new(),
        }
    }

    /// The one to be judged next, counted from 0; `None`: all are.
    pub fn question(&self) -> Option<usize> {
        let number = self.judgements.len();
        (number < self.sample).then_some(number)
    }

    /// Judges the next one.
    pub fn judge(&mut self, judgement: Judgement) {
        self.judgements.push(judgement);
    }

    /// Takes the last judgement back; tells whether there was one.
    pub fn back(&mut self) -> bool {
        self.judgements.pop().is_some()
    }

    /// What the judgements so far add up to.
    pub fn tally(&self) -> Tally {
        let count = |wanted| {
            self.judgements
                .iter()
                .filter(|&&given| given == wanted)
                .count() as u64
        };
        Tally {
            population: self.population as u64,
            sample: self.sample as u64,
            right: count(Judgement::Right),
            wrong: count(Judgement::Wrong),
            unsure: count(Judgement::Unsure),
        }
    }
}

/// The judgements of an audit, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// What the sample was drawn from.
    pub population: u64,
    /// How many were drawn.
    pub sample: u64,
    /// Judged right.
    pub right: u64,
    /// Judged wrong.
    pub wrong: u64,
    /// Looked at, and not to be told. They count neither way.
    pub unsure: u64,
}

impl Tally {
    /// How many were judged right or wrong.
    pub fn judged(&self) -> u64 {
        self.right + self.wrong
    }

    /// The share (0 to 1) of those judged that is right; `None`: none was judged.
    pub fn precision(&self) -> Option<f64> {
        (self.judged() > 0).then(|| self.right as f64 / self.judged() as f64)
    }

    /// The same as if all that could not be told were wrong.
    pub fn with_unsure_wrong(&self) -> Tally {
        Tally {
            wrong: self.wrong + self.unsure,
            unsure: 0,
            ..*self
        }
    }

    /// Where the precision of all may lie; `None` where all were judged, which leaves nothing to estimate.
    ///
    /// Nothing is taken off for a sample that is a good part of all: the interval is then wider than it would have to be.
    pub fn interval(&self) -> Option<Interval> {
        (self.judged() < self.population).then(|| Interval::wilson(self.right, self.judged()))
    }
}

#[cfg(test)]
mod tests {
    use super::Judgement::{Right, Unsure, Wrong};
    use super::*;

    fn judged(population: usize, sample: usize, judgements: &[Judgement]) -> Audit {
        let mut audit = Audit::new(population, sample);
        judgements
            .iter()
            .for_each(|&judgement| audit.judge(judgement));
        audit
    }

    #[test]
    fn precision_is_over_what_was_judged() {
        let tally = judged(100, 10, &[Right, Right, Unsure, Wrong, Right]).tally();
        assert_eq!((tally.right, tally.wrong, tally.unsure), (3, 1, 1));
        assert_eq!(tally.precision(), Some(0.75));
        assert_eq!(tally.interval(), Some(Interval::wilson(3, 4)));
    }

    #[test]
    fn going_back_takes_the_last_judgement_back() {
        let mut audit = judged(100, 3, &[Right, Wrong]);
        assert!(audit.back());
        assert_eq!(audit.question(), Some(1));
        audit.judge(Right);
        assert_eq!(audit.tally().right, 2);
        assert!(!Audit::new(100, 3).back());
    }

    #[test]
    fn an_audit_ends_with_its_sample() {
        assert_eq!(judged(100, 2, &[Right, Right]).question(), None);
        assert_eq!(Audit::new(0, 0).question(), None);
    }

    #[test]
    fn where_all_were_judged_nothing_is_left_to_estimate() {
        assert_eq!(judged(2, 2, &[Right, Wrong]).tally().interval(), None);
        assert!(judged(2, 2, &[Right, Unsure]).tally().interval().is_some());
        assert!(judged(2, 2, &[Right]).tally().interval().is_some());
    }

    #[test]
    fn what_could_not_be_told_can_be_taken_for_wrong() {
        let tally = judged(100, 10, &[Right, Unsure]).tally();
        assert_eq!(tally.with_unsure_wrong().precision(), Some(0.5));
    }

    #[test]
    fn of_nothing_judged_no_precision_is_told() {
        assert_eq!(judged(9, 3, &[Unsure]).tally().precision(), None);
    }
}
