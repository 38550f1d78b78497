//! Which texts of an archive can go because another, kept, stands for them.

use super::Threads;
use crate::document::{Corpus, DocumentId, Span};
use crate::settings::DedupeSettings;
use crate::story::Verdict;

/// What `dedupe` decides.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Deduped {
    /// One verdict for each document, in corpus order. (At paragraph level a document whose every paragraph went is removed… see `paragraphs`.)
    pub verdicts: Vec<Verdict>,
    /// For each document the smallest document of its group: the connected components of the verified pairs.
    pub groups: Vec<DocumentId>,
    /// At paragraph level, for each document the paragraphs that go, in order; else empty.
    pub repeated_paragraphs: Vec<Vec<Span>>,
}

/// Decides for each document whether it stays.
pub fn dedupe<C: Corpus>(_corpus: &C, _settings: &DedupeSettings, _threads: &Threads) -> Deduped {
    Deduped::default()
}
