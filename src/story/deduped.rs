//! All that `dedupe` decided, and the counts an editor asks for.

use super::{Relation, Removal, Verdict};
use crate::document::{DocumentId, Span};

/// What `dedupe` decides.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Deduped {
    /// One verdict for each document, in corpus order. At paragraph level documents stay, but for those of which every
    /// paragraph went.
    pub verdicts: Vec<Verdict>,
    /// For each document the most preferred document of its group, always a kept one: the connected components of the
    /// verified pairs, removed or not. At paragraph level documents hang together only where one was removed for the other.
    pub groups: Vec<DocumentId>,
    /// At paragraph level, for each document the paragraphs that go, in order; else empty.
    pub repeated_paragraphs: Vec<Vec<Span>>,
    /// Pairs of texts, or of paragraphs, whose shingles were compared.
    pub compared_pairs: u64,
}

impl Deduped {
    /// The documents that go because another stands for them, in corpus order, each with the reason.
    pub fn removals(&self) -> impl Iterator<Item = (DocumentId, &Removal)> {
        (0..)
            .map(DocumentId)
            .zip(&self.verdicts)
            .filter_map(|(document, verdict)| Some((document, verdict.removal()?)))
    }

    /// How many documents go because their sender withdrew them.
    pub fn killed(&self) -> usize {
        let killed = |verdict: &&Verdict| matches!(verdict, Verdict::Killed { .. });
        self.verdicts.iter().filter(killed).count()
    }

    /// How many documents go because another stands for them.
    pub fn removed(&self) -> usize {
        self.removals().count()
    }

    /// How many documents go that relate so to the one that stands for them.
    pub fn removed_as(&self, relation: Relation) -> usize {
        self.removals()
            .filter(|(_, removal)| removal.relation == relation)
            .count()
    }

    /// The removal that leaves most behind: the lowest share of the removed text in the kept one; of several the first.
    pub fn lowest_coverage(&self) -> Option<(DocumentId, &Removal)> {
        self.removals()
            .min_by(|(_, a), (_, b)| a.removed_coverage.total_cmp(&b.removed_coverage))
    }

    /// How many groups have two documents or more.
    pub fn group_count(&self) -> usize {
        self.group_sizes().filter(|size| *size > 1).count()
    }

    /// How many documents the largest group has; 0 for an empty corpus.
    pub fn largest_group(&self) -> usize {
        self.group_sizes().max().unwrap_or(0)
    }

    /// How many paragraphs go.
    pub fn removed_paragraphs(&self) -> usize {
        self.repeated_paragraphs.iter().map(Vec::len).sum()
    }

    fn group_sizes(&self) -> impl Iterator<Item = usize> {
        let mut sizes = vec![0; self.groups.len()];
        for group in &self.groups {
            sizes[group.index()] += 1;
        }
        sizes.into_iter()
    }
}
