//! All that a comparison of many articles found, and what it nearly found.

use std::collections::BTreeMap;

use super::{Declared, Overlap};
use crate::document::{DocumentId, Span};
use crate::settings::Bits;

/// A passage that came close to being reported, and the gate that stopped it.
#[derive(Clone, Debug, PartialEq)]
pub struct NearMiss {
    /// Of the input.
    pub a: DocumentId,
    /// Of the corpus held against.
    pub b: DocumentId,
    /// Where in `a`.
    pub a_span: Span,
    /// Where in `b`.
    pub b_span: Span,
    /// Words of it that match.
    pub matched_words: u32,
    /// Its score.
    pub bits: Bits,
    /// Whether nothing but furniture matches.
    pub is_furniture: bool,
    /// The gate that stopped it, in the user's words: `scores less than 80 bits`.
    pub gate: String,
}

/// All that was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overlaps {
    /// The pairs that share text, sorted by (id of a, id of b).
    pub pairs: Vec<Overlap>,
    /// Passages between reported pairs that were left out: pair by pair, of each the most surprising few, the most
    /// surprising first.
    pub left_out: Vec<NearMiss>,
    /// For articles that share nothing, or for the run if nothing was found: what came closest, the closest first.
    pub nearest: Vec<NearMiss>,
    /// What articles that share text say of where they are from: those of the input, and those of the corpus held against.
    pub declared: (
        BTreeMap<DocumentId, Declared>,
        BTreeMap<DocumentId, Declared>,
    ),
    /// How many pairs of articles were possible.
    pub possible_pairs: u64,
    /// Words (tokens) read on each side; the second is 0 without a second corpus.
    pub words: (u64, u64),
    /// How the work went.
    pub work: Work,
}

/// How much there was to do: for tests and benchmarks that hold each stage to its purpose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Pairs of articles that were aligned.
    pub candidate_pairs: u64,
    /// Pairs of near-identical paragraphs, of any two articles, whose alignment was looked up.
    pub paragraph_meetings: u64,
    /// Pairs of contents that had to be aligned for them.
    pub paragraph_alignments: u64,
}
