//! Articles into the passages they share.
//!
//! Two passes over the texts. The first counts words (the background of the scores) and notes in a [`Sieve`] which seeds
//! are met at all; the second writes down, as postings, only the seeds that are met twice. Postings that share a seed
//! propose pairs of articles with the places where they meet, and each proposed pair is aligned.

use rayon::prelude::*;

use super::Threads;
use super::candidates::{Pair, candidates};
use crate::align::{Aligned, Background, Passage, Side, Thresholds, align};
use crate::document::{Corpus, DocumentId, Span};
use crate::settings::{Bits, OverlapSettings};
use crate::story::Overlap;
use crate::text::Tokens;

/// What is to be compared with what.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    /// The articles asked about.
    pub input: &'a dyn Corpus,
    /// What they are held against; `None`: each other.
    pub against: Option<&'a dyn Corpus>,
    /// Only these pairs (of the input; of `against`, or of the input without it); `None`: all.
    pub pairs: Option<&'a [(DocumentId, DocumentId)]>,
}

impl Question<'_> {
    /// Where the articles of `against` begin in the numbering of both.
    pub(super) fn boundary(&self) -> u32 {
        if self.against.is_some() { self.input.len() as u32 } else { u32::MAX }
    }

    pub(super) fn len(&self) -> u32 {
        (self.input.len() + self.against.map_or(0, |other| other.len())) as u32
    }

    pub(super) fn place(&self, unit: u32) -> (&dyn Corpus, DocumentId) {
        match self.against {
            Some(other) if unit >= self.boundary() => (other, DocumentId(unit - self.boundary())),
            _ => (self.input, DocumentId(unit)),
        }
    }
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
pub fn overlap(question: &Question<'_>, settings: &OverlapSettings, threads: &Threads) -> Overlaps {
    threads.run(|| {
        let t = std::time::Instant::now();
        let background = background(question);
        eprintln!("background {:?}", t.elapsed());
        let thresholds = Thresholds::of(settings.preset);
        let pairs = candidates(question, &background);
        eprintln!("candidates {:?}", t.elapsed());
        eprintln!("{} candidate pairs", pairs.len());
        let found: Vec<(u32, u32, Aligned)> =
            pairs.par_iter().map(|pair| (pair.a, pair.b, one(question, pair, &background, &thresholds))).collect();
        let pairs = found
            .into_iter()
            .filter(|(_, _, aligned)| !aligned.passages.is_empty())
            .map(|(a, b, aligned)| crude(question, a, b, aligned.passages))
            .collect();
        Overlaps { pairs, ..Overlaps::default() }
    })
}

fn crude(question: &Question<'_>, a: u32, b: u32, passages: Vec<Passage>) -> Overlap {
    Overlap {
        a: question.place(a).1,
        b: question.place(b).1,
        relation: crate::story::Relation::Shares,
        matched_words: 0,
        longest_words: 0,
        a_coverage: 0.0,
        b_coverage: 0.0,
        jaccard: 0.0,
        passages,
    }
}

fn one(question: &Question<'_>, pair: &Pair, background: &Background, thresholds: &Thresholds) -> Aligned {
    let text = |unit| {
        let (corpus, document) = question.place(unit);
        corpus.text(document)
    };
    let (a, b) = (text(pair.a), text(pair.b));
    align(&Side::new(&a, background), &Side::new(&b, background), pair.anchors.clone(), &[], thresholds)
}

/// The words of all articles, counted in as many parts as there are threads: counts add up to the same in any order.
fn background(question: &Question<'_>) -> Background {
    let units: Vec<u32> = (0..question.len()).collect();
    let seen: Vec<std::sync::Mutex<hashbrown::HashSet<u64>>> = (0..64).map(|_| Default::default()).collect();
    let part = units.len().div_ceil(rayon::current_num_threads()).max(1);
    let parts: Vec<Background> = units
        .par_chunks(part)
        .map(|units| {
            let (mut counted, mut tokens) = (Background::default(), Tokens::default());
            for unit in units {
                let (corpus, document) = question.place(*unit);
                let day = corpus.header(document).published.map(|t| t.as_second() / 86400).unwrap_or(i64::from(*unit)+1000000000) as u64;
                let text = corpus.text(document);
                tokens.refill(&text);
                for words in by_paragraph(&tokens, &crate::text::paragraphs(&text)) {
                    if seen[xxhash_rust::xxh3::xxh3_64(&words.iter().flat_map(|t| t.hash.to_le_bytes()).collect::<Vec<u8>>()) as usize % 64].lock().unwrap().insert(day ^ xxhash_rust::xxh3::xxh3_64(&words.iter().flat_map(|t| t.hash.to_le_bytes()).collect::<Vec<u8>>())) {
                        counted.add(words);
                    }
                }
            }
            counted
        })
        .collect();
    parts.iter().fold(Background::default(), |mut whole, part| {
        whole.merge(part);
        whole
    })
}

fn by_paragraph<'t>(tokens: &'t Tokens, paragraphs: &[Span]) -> Vec<&'t [crate::text::Token]> {
    let mut rest = tokens.as_slice();
    paragraphs
        .iter()
        .map(|paragraph| {
            let (inside, after) = rest.split_at(rest.partition_point(|token| token.span.start < paragraph.end));
            rest = after;
            inside
        })
        .collect()
}
