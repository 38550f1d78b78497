//! Reasons why units go into verdicts on documents.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rayon::prelude::*;

use super::Deduped;
use super::decide::{Groups, Reason};
use super::unit::{Source, Unit};
use crate::document::{Corpus, DocumentId, Span};
use crate::sketch::ShingleSet;
use crate::story::{Evidence, Relation, Removal, Threshold, Verdict};

/// Units in corpus order, and why some of them go.
pub(super) struct Decided<'a> {
    pub(super) units: &'a [Unit],
    pub(super) reasons: Vec<Option<Reason>>,
    pub(super) threshold: Threshold,
}

impl Decided<'_> {
    /// Where each unit is a whole document. `groups` has for each unit the most preferred one of its group.
    pub(super) fn of_documents(&self, groups: &[u32]) -> Deduped {
        let document = |unit: &u32| self.units[*unit as usize].document;
        let verdicts = self.reasons.iter().map(|reason| match reason {
            None => Verdict::Kept,
            Some(reason) => Verdict::Removed(Removal::new(
                document(&reason.kept),
                relation(reason.identical, &reason.evidence, self.threshold),
                &reason.evidence,
            )),
        });
        Deduped {
            verdicts: verdicts.collect(),
            groups: groups.iter().map(document).collect(),
            ..Deduped::default()
        }
    }

    /// Where units are paragraphs. A document of which no paragraph with words is left is removed: the rest of it would be an
    /// empty record, of which nobody could tell any more that it was not empty before.
    pub(super) fn of_paragraphs<C: Corpus>(
        &self,
        source: &Source<'_, C>,
        document_ranks: &[u32],
    ) -> Deduped {
        let stands_for = self.standing_for(source.corpus.len(), document_ranks);
        let verdicts = (0..source.corpus.len() as u32)
            .into_par_iter()
            .map(|document| match stands_for[document as usize] {
                None => Verdict::Kept,
                Some(kept) => self.verdict(source, DocumentId(document), kept),
            });
        Deduped {
            verdicts: verdicts.collect(),
            groups: hanging_together(&stands_for, document_ranks),
            repeated_paragraphs: self.repeated(source.corpus.len()),
            ..Deduped::default()
        }
    }

    fn repeated(&self, documents: usize) -> Vec<Vec<Span>> {
        let mut repeated = vec![Vec::new(); documents];
        for (unit, reason) in self.units.iter().zip(&self.reasons) {
            if reason.is_some() {
                repeated[unit.document.index()].push(unit.span);
            }
        }
        repeated
    }

    /// For each document that loses every paragraph with words, the one that stands for the most words of it, of several the most
    /// preferred. That one is kept, since the paragraph that stands there is.
    fn standing_for(&self, documents: usize, document_ranks: &[u32]) -> Vec<Option<DocumentId>> {
        let mut stands_for = vec![None; documents];
        let paragraphs = self.units.iter().zip(&self.reasons);
        let with_words: Vec<_> = paragraphs.filter(|(unit, _)| unit.words > 0).collect();
        for document in with_words.chunk_by(|a, b| a.0.document == b.0.document) {
            let mut words = BTreeMap::<DocumentId, u32>::new();
            for (unit, reason) in document {
                let Some(reason) = reason else {
                    words.clear();
                    break;
                };
                *words
                    .entry(self.units[reason.kept as usize].document)
                    .or_default() += unit.words;
            }
            stands_for[document[0].0.document.index()] = words
                .into_iter()
                .max_by_key(|(kept, words)| (*words, Reverse(document_ranks[kept.index()])))
                .map(|(kept, _)| kept);
        }
        stands_for
    }

    /// Why a whole document goes, on the exact sets of both.
    fn verdict<C: Corpus>(
        &self,
        source: &Source<'_, C>,
        removed: DocumentId,
        kept: DocumentId,
    ) -> Verdict {
        let tokens = [removed, kept].map(|document| {
            let mut tokens = Vec::new();
            let text = source.corpus.text(document);
            source.furnishings.story_hashes(&text, &mut tokens);
            tokens
        });
        let [of_removed, of_kept] = [0, 1].map(|side| ShingleSet::of(&tokens[side], source.width));
        let evidence = Evidence {
            common: of_removed.common(&of_kept) as u32,
            removed: of_removed.len() as u32,
            kept: of_kept.len() as u32,
        };
        let relation = relation(tokens[0] == tokens[1], &evidence, self.threshold);
        Verdict::Removed(Removal::new(kept, relation, &evidence))
    }
}

fn relation(identical: bool, evidence: &Evidence, threshold: Threshold) -> Relation {
    if identical {
        Relation::Identical
    } else {
        evidence.relation(threshold)
    }
}

/// For each document the most preferred one of those it hangs together with.
fn hanging_together(stands_for: &[Option<DocumentId>], document_ranks: &[u32]) -> Vec<DocumentId> {
    let mut by_rank = vec![DocumentId(0); document_ranks.len()];
    for (document, rank) in (0..).map(DocumentId).zip(document_ranks) {
        by_rank[*rank as usize] = document;
    }
    let mut groups = Groups::of(document_ranks.len());
    for (rank, kept) in document_ranks.iter().zip(stands_for) {
        if let Some(kept) = kept {
            groups.join(*rank, document_ranks[kept.index()]);
        }
    }
    document_ranks
        .iter()
        .map(|rank| by_rank[groups.first(*rank) as usize])
        .collect()
}
