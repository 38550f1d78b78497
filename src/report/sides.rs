//! Two corpora that are held against each other, as one: versions of a story are found across the two as within one.

use std::borrow::Cow;

use crate::document::{Corpus, DocumentId, Header};
use crate::story::Overlap;

/// The articles of the input, and behind them those they are held against.
pub(super) struct BothSides<'f> {
    pub(super) input: &'f dyn Corpus,
    pub(super) against: &'f dyn Corpus,
}

impl BothSides<'_> {
    /// What two articles share, by their places among all; without the passages themselves.
    pub(super) fn overlap(&self, pair: &Overlap) -> Overlap {
        Overlap {
            b: DocumentId(self.input.len() as u32 + pair.b.0),
            passages: Vec::new(),
            ..*pair
        }
    }

    /// The corpus that an article is of, and its place there.
    fn place(&self, document: DocumentId) -> (&dyn Corpus, DocumentId) {
        match document.0.checked_sub(self.input.len() as u32) {
            None => (self.input, document),
            Some(place) => (self.against, DocumentId(place)),
        }
    }
}

impl Corpus for BothSides<'_> {
    fn len(&self) -> usize {
        self.input.len() + self.against.len()
    }

    fn header(&self, document: DocumentId) -> &Header {
        let (corpus, document) = self.place(document);
        corpus.header(document)
    }

    fn text(&self, document: DocumentId) -> Cow<'_, str> {
        let (corpus, document) = self.place(document);
        corpus.text(document)
    }
}
