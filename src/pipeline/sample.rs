//! An archive into a part of it that is spread over all of it, to try on little what would take long with all.

use std::borrow::Cow;

use xxhash_rust::xxh3::xxh3_64;

use super::Archive;
use crate::document::{Corpus, DocumentId, Header};
use crate::report::{Origin, Originals};

/// Some articles of an archive, in its order. They are drawn by their numbers' hashes, so that a larger sample has all that a
/// smaller one has, and an archive that repeats itself regularly is not met in step.
pub struct Sample<'a> {
    archive: &'a Archive,
    documents: Vec<DocumentId>,
}

impl<'a> Sample<'a> {
    /// About such a share (0 to 1) of the articles.
    pub(super) fn of(archive: &'a Archive, share: f64) -> Sample<'a> {
        let drawn = |document: &DocumentId| {
            let hash = xxh3_64(&document.0.to_le_bytes());
            (hash as f64) < share * u64::MAX as f64
        };
        Sample {
            archive,
            documents: match share < 1.0 {
                true => archive.documents().filter(drawn).collect(),
                false => archive.documents().collect(),
            },
        }
    }

    /// The document's number in the archive.
    fn original(&self, document: DocumentId) -> DocumentId {
        self.documents[document.index()]
    }
}

impl Corpus for Sample<'_> {
    fn len(&self) -> usize {
        self.documents.len()
    }

    fn header(&self, document: DocumentId) -> &Header {
        self.archive.header(self.original(document))
    }

    fn text(&self, document: DocumentId) -> Cow<'_, str> {
        self.archive.text(self.original(document))
    }

    fn text_bytes(&self) -> u64 {
        let raw = self
            .documents
            .iter()
            .map(|document| self.archive.raw(*document));
        raw.map(|record| record.len() as u64).sum()
    }
}

impl Originals for Sample<'_> {
    fn raw(&self, document: DocumentId) -> &[u8] {
        self.archive.raw(self.original(document))
    }

    fn line_end(&self, document: DocumentId) -> &[u8] {
        self.archive.line_end(self.original(document))
    }

    fn with_text(&self, document: DocumentId, text: &str) -> Vec<u8> {
        self.archive.with_text(self.original(document), text)
    }

    fn file_bytes(&self, document: DocumentId) -> &[u8] {
        self.archive.file_bytes(self.original(document))
    }

    fn origin(&self, document: DocumentId) -> Origin<'_> {
        self.archive.origin(self.original(document))
    }

    fn unread(&self) -> Vec<(&[u8], &[u8])> {
        Vec::new()
    }
}
