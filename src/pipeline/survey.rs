//! First pass over the texts: what words are common, which seeds are met at all, and where the paragraphs are.

use hashbrown::HashSet;
use rayon::prelude::*;
use std::sync::Mutex;

use super::question::{Rank, Ranked};
use super::sieve::Sieve;
use crate::align::{Background, seeds};
use crate::document::Span;
use crate::sketch::sequence_hash;
use crate::text::{Token, Tokens, paragraphs};

/// What the first pass learns.
pub(super) struct Survey {
    pub(super) background: Background,
    pub(super) sieve: Sieve,
    /// Of all articles, in the order of their ranks.
    pub(super) paragraphs: Vec<Paragraph>,
    /// For each article, where its paragraphs begin in `paragraphs`; one more at the end.
    pub(super) firsts: Vec<u32>,
    /// Words of each article.
    pub(super) words: Vec<u32>,
}

/// A paragraph of some article.
#[derive(Clone, Copy)]
pub(super) struct Paragraph {
    pub(super) article: Rank,
    /// Its first token in the article, and one past its last.
    pub(super) tokens: (u32, u32),
    /// The bytes of these tokens in the text. A word that is broken at the end of a paragraph is of that one, whole.
    pub(super) span: Span,
    /// One number for all its words in order.
    pub(super) content: u64,
}

impl Paragraph {
    pub(super) fn words(&self) -> usize {
        (self.tokens.1 - self.tokens.0) as usize
    }
}

/// Bytes of text for each seed, about: half a word seed and a letter seed for each word of six bytes.
const BYTES_PER_SEED: u64 = 4;

impl Survey {
    pub(super) fn of(articles: &Ranked<'_>, text_bytes: u64) -> Survey {
        let sieve = Sieve::for_hashes(text_bytes / BYTES_PER_SEED);
        let met = Met::default();
        let part = articles.len().div_ceil(rayon::current_num_threads()).max(1);
        let ranks: Vec<Rank> = articles.ranks().collect();
        let parts: Vec<Part> = ranks
            .par_chunks(part)
            .map(|ranks| Part::of(articles, ranks, &sieve, &met))
            .collect();
        let mut survey = Survey {
            background: Background::default(),
            sieve,
            paragraphs: Vec::new(),
            firsts: vec![0],
            words: Vec::new(),
        };
        for part in parts {
            survey.background.merge(&part.background);
            let before = survey.paragraphs.len() as u32;
            survey
                .firsts
                .extend(part.ends.iter().map(|end| before + end));
            survey.paragraphs.extend(part.paragraphs);
            survey.words.extend(part.words);
        }
        survey
    }

    /// The paragraphs of one article, with their numbers.
    pub(super) fn paragraphs_of(&self, article: Rank) -> std::ops::Range<usize> {
        self.firsts[article.index()] as usize..self.firsts[article.index() + 1] as usize
    }
}

/// What one thread learns of its share of the articles. Shares are added up in order: nothing depends on their number.
#[derive(Default)]
struct Part {
    background: Background,
    paragraphs: Vec<Paragraph>,
    ends: Vec<u32>,
    words: Vec<u32>,
}

impl Part {
    fn of(articles: &Ranked<'_>, ranks: &[Rank], sieve: &Sieve, met: &Met) -> Part {
        let (mut part, mut tokens) = (Part::default(), Tokens::default());
        for rank in ranks {
            let text = articles.text(*rank);
            tokens.refill(&text);
            seeds(&tokens, |seed| sieve.add(seed.hash));
            part.add_paragraphs(articles, *rank, &text, &tokens, met);
            part.words.push(tokens.as_slice().len() as u32);
        }
        part
    }

    fn add_paragraphs(
        &mut self,
        articles: &Ranked<'_>,
        rank: Rank,
        text: &str,
        tokens: &Tokens,
        met: &Met,
    ) {
        let list = tokens.as_slice();
        let day = articles
            .published(rank)
            .map(|time| time.as_second().div_euclid(86_400));
        let mut from = 0;
        for span in paragraphs(text) {
            let to = from + list[from..].partition_point(|token| token.span.start < span.end);
            let words = &list[from..to];
            if let (Some(first), Some(last)) = (words.first(), words.last()) {
                let content = content(words);
                self.paragraphs.push(Paragraph {
                    article: rank,
                    tokens: (from as u32, to as u32),
                    span: Span {
                        start: first.span.start,
                        end: last.span.end,
                    },
                    content,
                });
                if day.is_none_or(|day| met.is_new(content, day)) {
                    self.background.add(words);
                }
            }
            from = to;
        }
        self.ends.push(self.paragraphs.len() as u32);
    }
}

fn content(words: &[Token]) -> u64 {
    let hashes: Vec<u64> = words.iter().map(|token| token.hash).collect();
    sequence_hash(&hashes)
}

/// The paragraphs met on each day. What forty papers print on one day was written once, and counts once as evidence of
/// how common its words are; what is printed every day counts each day.
struct Met(Vec<Mutex<HashSet<(u64, i64)>>>);

impl Default for Met {
    fn default() -> Met {
        Met((0..64).map(|_| Mutex::default()).collect())
    }
}

impl Met {
    fn is_new(&self, content: u64, day: i64) -> bool {
        let shelf = &self.0[content as usize % self.0.len()];
        shelf
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
            .insert((content, day))
    }
}
