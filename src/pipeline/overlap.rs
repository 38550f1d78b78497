//! Articles into the passages they share.

use super::Threads;
use crate::document::{Corpus, DocumentId, Span};
use crate::settings::{Bits, OverlapSettings};
use crate::story::Overlap;

/// Which pairs of articles are compared.
pub enum Asked<'a, B: Corpus> {
    /// Each article of the input with each other one.
    Within,
    /// Each article of the input with each of another corpus.
    Against(&'a B),
    /// Exactly these pairs (of the input, of the other corpus).
    PairsAgainst(&'a B, Vec<(DocumentId, DocumentId)>),
    /// Exactly these pairs of the input.
    Pairs(Vec<(DocumentId, DocumentId)>),
}

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
    /// The gate that stopped it, in the user's words: `scores 31.2 bits, fewer than 60` …
    pub gate: String,
}

/// All that was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overlaps {
    /// The pairs that share text, sorted by (id of a, id of b).
    pub pairs: Vec<Overlap>,
    /// Passages between reported pairs that were left out, the most surprising first; at most a few for each pair.
    pub left_out: Vec<NearMiss>,
    /// For articles that share nothing, or for the run if nothing was found: what came closest, the closest first.
    pub nearest: Vec<NearMiss>,
    /// How many pairs of articles were possible.
    pub possible_pairs: u64,
    /// Words (tokens) read on each side; the second is 0 without a second corpus.
    pub words: (u64, u64),
}

/// Finds what the articles share.
pub fn overlap<A: Corpus, B: Corpus>(
    _input: &A,
    _asked: &Asked<'_, B>,
    _settings: &OverlapSettings,
    _threads: &Threads,
) -> Overlaps {
    Overlaps::default()
}
