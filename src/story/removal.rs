//! What `dedupe` decides of each text, and on what evidence.

use crate::document::DocumentId;

use super::Relation;

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

/// What becomes of one text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    /// It stays.
    Kept,
    /// It goes, because a kept text stands for it.
    Removed(Removal),
}
