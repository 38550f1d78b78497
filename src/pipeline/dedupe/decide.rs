//! Matches into what goes and what stays, and into groups.
//!
//! Texts are gone through in the order of preference. One goes if a kept one, preferred to it, stands for it directly: never
//! through a third, since a chain of near-duplicates drifts until its ends share nothing. Groups do follow chains; they
//! only say what hangs together.

use super::join::Match;
use super::unit::{Text, Unit};
use crate::settings::Measure;
use crate::story::Evidence;

/// What belongs to no text: a unit without words.
const NO_TEXT: u32 = u32::MAX;

/// Why a unit goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reason {
    /// The kept unit that stands for it.
    pub(super) kept: u32,
    /// What they share.
    pub(super) evidence: Evidence,
    /// Whether they are the same words.
    pub(super) identical: bool,
}

/// Distinct texts in the order of preference, and which units have their words.
pub(super) struct Ranked {
    /// Each read from, and standing for, the most preferred unit that has its words.
    pub(super) texts: Vec<Text>,
    /// For each unit the number of its text.
    pub(super) text_of: Vec<u32>,
    /// For each unit its place in the order of preference, smaller before greater.
    rank: Vec<u64>,
}

impl Ranked {
    /// Puts texts into the order of preference, by the ranks of documents; within a document, from front to back.
    pub(super) fn new(mut texts: Vec<Text>, units: &[Unit], document_ranks: &[u32]) -> Ranked {
        let rank: Vec<u64> = (0u64..)
            .zip(units)
            .map(|(number, unit)| u64::from(document_ranks[unit.document.index()]) << 32 | number)
            .collect();
        let mut leader: Vec<u32> = (0..units.len() as u32).collect();
        for (number, unit) in (0u32..).zip(units) {
            let leader = &mut leader[unit.same_as as usize];
            if rank[number as usize] < rank[*leader as usize] {
                *leader = number;
            }
        }
        for text in &mut texts {
            text.unit = leader[text.unit as usize];
        }
        texts.sort_unstable_by_key(|text| rank[text.unit as usize]);
        let mut text_led_by = vec![NO_TEXT; units.len()];
        for (number, text) in (0u32..).zip(&texts) {
            text_led_by[text.unit as usize] = number;
        }
        let text_of = |unit: &Unit| text_led_by[leader[unit.same_as as usize] as usize];
        Ranked {
            text_of: units.iter().map(text_of).collect(),
            texts,
            rank,
        }
    }

    /// For each unit why it goes; `None`: it stays. The matches are sorted.
    pub(super) fn reasons(&self, matches: &[Match], measure: Measure) -> Vec<Option<Reason>> {
        let starts = self.starts(matches);
        let of_text = |text: usize| &matches[starts[text]..starts[text + 1]];
        let mut kept = vec![true; self.texts.len()];
        for text in 0..kept.len() {
            kept[text] = !of_text(text)
                .iter()
                .any(|found| found.by < text as u32 && kept[found.by as usize]);
        }
        (0u32..)
            .zip(&self.text_of)
            .map(|(unit, text)| match *text {
                NO_TEXT => None,
                text if kept[text as usize] => self.as_the_same(unit, text),
                text => self.strongest(unit, of_text(text as usize), &kept, measure),
            })
            .collect()
    }

    /// Where the matches of each text begin.
    fn starts(&self, matches: &[Match]) -> Vec<usize> {
        let mut starts = vec![0; self.texts.len() + 1];
        for found in matches {
            starts[found.text as usize + 1] += 1;
        }
        for text in 0..self.texts.len() {
            starts[text + 1] += starts[text];
        }
        starts
    }

    /// A unit goes if another stays that has the same words.
    fn as_the_same(&self, unit: u32, text: u32) -> Option<Reason> {
        let text = &self.texts[text as usize];
        (text.unit != unit).then_some(Reason {
            kept: text.unit,
            evidence: Evidence {
                common: text.size,
                removed: text.size,
                kept: text.size,
            },
            identical: true,
        })
    }

    /// Of the kept texts preferred to a unit that stand for it, the one that does so best; of several the most preferred.
    fn strongest(
        &self,
        unit: u32,
        matches: &[Match],
        kept: &[bool],
        measure: Measure,
    ) -> Option<Reason> {
        let rank = |unit: u32| self.rank[unit as usize];
        matches
            .iter()
            .filter(|found| kept[found.by as usize])
            .map(|found| self.reason(found))
            .filter(|reason| rank(reason.kept) < rank(unit))
            .max_by(|a, b| {
                let stronger = a.evidence.compare(&b.evidence, measure);
                stronger.then_with(|| rank(b.kept).cmp(&rank(a.kept)))
            })
    }

    fn reason(&self, found: &Match) -> Reason {
        let (text, by) = (
            &self.texts[found.text as usize],
            &self.texts[found.by as usize],
        );
        Reason {
            kept: by.unit,
            evidence: Evidence {
                common: found.common,
                removed: text.size,
                kept: by.size,
            },
            identical: false,
        }
    }

    /// For each unit the most preferred unit of its group: itself, if it hangs together with no other.
    pub(super) fn groups(&self, matches: &[Match]) -> Vec<u32> {
        let mut groups = Groups::of(self.texts.len());
        for found in matches {
            groups.join(found.text, found.by);
        }
        (0u32..)
            .zip(&self.text_of)
            .map(|(unit, text)| match *text {
                NO_TEXT => unit,
                text => self.texts[groups.first(text) as usize].unit,
            })
            .collect()
    }
}

/// Connected components by their smallest members: union-find with path halving.
pub(super) struct Groups(Vec<u32>);

impl Groups {
    /// So many members, each alone.
    pub(super) fn of(members: usize) -> Groups {
        Groups((0..members as u32).collect())
    }

    /// Puts the groups of two members together.
    pub(super) fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.first(a), self.first(b));
        self.0[a.max(b) as usize] = a.min(b);
    }

    /// The smallest member of a member's group.
    pub(super) fn first(&mut self, mut member: u32) -> u32 {
        while self.0[member as usize] != member {
            let above = self.0[member as usize];
            self.0[member as usize] = self.0[above as usize];
            member = above;
        }
        member
    }
}
