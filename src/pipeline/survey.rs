//! First pass over the texts: what words are common, which seeds are met at all, and where the paragraphs are.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use hashbrown::HashSet;
use rayon::prelude::*;

use super::Resources;
use super::question::{Rank, Ranked};
use super::sieve::Sieve;
use super::watch::{Stage, Watch};
use super::words::{ARTICLES_A_PIECE, Words, numbers, separator};
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
    pub(super) words: Words,
    seeds: u64,
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
    pub(super) fn of(articles: &Ranked<'_>, text_bytes: u64, resources: &Resources) -> Survey {
        let look = FirstLook {
            articles,
            ranks: articles.all().collect(),
            sieve: Sieve::for_hashes(text_bytes / BYTES_PER_SEED),
            met: Met::default(),
            next: AtomicUsize::new(0),
            watch: resources.begin(Stage::SURVEY, articles.len() as u64),
        };
        let shares = (0..rayon::current_num_threads()).into_par_iter();
        let shares: Vec<Share> = shares.map(|_| look.share()).collect();
        let mut background = Background::default();
        let mut pieces = Vec::new();
        for share in shares {
            background.merge(&share.background);
            pieces.extend(share.pieces);
        }
        pieces.sort_unstable_by_key(|piece| piece.number);
        Survey::joined(background, look.sieve, pieces)
    }

    fn joined(background: Background, sieve: Sieve, pieces: Vec<Piece>) -> Survey {
        let (mut paragraphs, mut firsts) = (Vec::new(), vec![0]);
        let (mut words, mut lengths) = (Vec::new(), Vec::new());
        for piece in pieces {
            let before = paragraphs.len() as u32;
            firsts.extend(piece.ends.iter().map(|end| before + end));
            paragraphs.extend(piece.paragraphs);
            lengths.extend(piece.lengths);
            words.push(piece.words);
        }
        Survey {
            words: Words::new(&background, words.into_iter(), &lengths),
            seeds: background.words() * 3 / 2,
            background,
            sieve,
            paragraphs,
            firsts,
        }
    }

    /// About how many seeds all texts have.
    pub(super) fn expected_seeds(&self) -> u64 {
        self.seeds
    }

    /// The paragraphs of one article, with their numbers.
    pub(super) fn paragraphs_of(&self, article: Rank) -> std::ops::Range<usize> {
        self.firsts[article.index()] as usize..self.firsts[article.index() + 1] as usize
    }

    /// The number of the paragraph that a word of an article is in.
    pub(super) fn paragraph_at(&self, article: Rank, token: usize) -> usize {
        let numbers = self.paragraphs_of(article);
        let is_before = |paragraph: &Paragraph| paragraph.tokens.1 as usize <= token;
        numbers.start + self.paragraphs[numbers].partition_point(is_before)
    }
}

/// The first pass, by many threads.
struct FirstLook<'a> {
    articles: &'a Ranked<'a>,
    ranks: Vec<Rank>,
    sieve: Sieve,
    met: Met,
    /// The piece that is read next.
    next: AtomicUsize,
    watch: &'a dyn Watch,
}

/// What one thread learns: of which articles hangs on chance, and nothing hangs on that.
#[derive(Default)]
struct Share {
    background: Background,
    pieces: Vec<Piece>,
}

/// What is learnt of some articles on end.
#[derive(Default)]
struct Piece {
    number: usize,
    paragraphs: Vec<Paragraph>,
    /// For each article, where its paragraphs end among these.
    ends: Vec<u32>,
    words: Vec<u32>,
    /// Words of each article.
    lengths: Vec<u32>,
}

impl FirstLook<'_> {
    fn share(&self) -> Share {
        let mut share = Share::default();
        let (mut tokens, mut hashes) = (Tokens::default(), Vec::new());
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(ranks) = self.ranks.chunks(ARTICLES_A_PIECE).nth(number) else {
                return share;
            };
            let mut piece = Piece {
                number,
                ..Piece::default()
            };
            for rank in ranks {
                let text = self.articles.text(*rank);
                tokens.refill(&text);
                hashes.clear();
                seeds(&tokens, |seed| hashes.push(seed.hash));
                self.sieve.add(&hashes);
                piece.add(self, *rank, &text, &tokens, &mut share.background);
            }
            share.pieces.push(piece);
            self.watch.advances(ranks.len() as u64);
        }
    }
}

impl Piece {
    fn add(
        &mut self,
        look: &FirstLook<'_>,
        rank: Rank,
        text: &str,
        tokens: &Tokens,
        background: &mut Background,
    ) {
        let list = tokens.as_slice();
        self.words.extend(numbers(text, list));
        let end = list.last().map_or(0, |token| token.span.end as usize);
        self.words.push(separator(rank, &text[end..]));
        self.lengths.push(list.len() as u32);
        let day = look
            .articles
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
                if day.is_none_or(|day| look.met.is_new(content, day)) {
                    background.add(words);
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
