//! First pass over the texts: what words are common, which seeds are met at all, and where the paragraphs are.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use hashbrown::HashSet;
use rayon::prelude::*;

use super::Resources;
use super::question::{Rank, Ranked};
use super::sieve::Sieve;
use super::watch::{Stage, Watch};
use super::words::{ARTICLES_A_PIECE, Row, Words, numbers, separator};
use crate::align::{Background, seeds};
use crate::document::Span;
use crate::sketch::sequence_hash;
use crate::text::{Token, Tokens, paragraphs};

/// What the first pass learns.
pub(super) struct Survey {
    pub(super) background: Background,
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

/// Pieces from which on it is worth another thread: each fills a table of 36 MB that is then added to the others.
const PIECES_A_SHARE: usize = 8;

/// How common words are is known well enough from so much text; of more, every second, fourth, eighth paragraph is counted, by a
/// hash of its words. The tables of pairs and triples would fill up otherwise, and tell nothing.
const COUNTED_BYTES: u64 = 1 << 26;

impl Survey {
    pub(super) fn of(
        articles: &Ranked<'_>,
        text_bytes: u64,
        resources: &Resources,
    ) -> (Survey, Sieve) {
        let look = FirstLook {
            articles,
            ranks: articles.all().collect(),
            sieve: Sieve::for_hashes(text_bytes / BYTES_PER_SEED, resources.budget().share()),
            met: Met::default(),
            one_in: text_bytes.div_ceil(COUNTED_BYTES).next_power_of_two(),
            next: AtomicUsize::new(0),
            gathered: Mutex::new(Gathered::for_text(text_bytes)),
            watch: resources.begin(Stage::SURVEY, articles.len() as u64),
        };
        let pieces = articles.len().div_ceil(ARTICLES_A_PIECE);
        let shares = pieces
            .div_ceil(PIECES_A_SHARE)
            .min(rayon::current_num_threads());
        let shares: Vec<Background> = (0..shares).into_par_iter().map(|_| look.share()).collect();
        let mut shares = shares.into_iter();
        let mut background = shares.next().unwrap_or_default();
        shares.for_each(|share| background.merge(&share));
        let gathered = look.gathered.into_inner();
        let gathered = gathered.unwrap_or_else(|poisoned| poisoned.into_inner());
        (Survey::joined(background, gathered), look.sieve)
    }

    fn joined(background: Background, gathered: Gathered) -> Survey {
        let lengths = gathered.lengths;
        let words: u64 = lengths.iter().map(|length| u64::from(*length)).sum();
        Survey {
            words: Words::new(&background, gathered.row, &lengths),
            seeds: words * 3 / 2,
            background,
            paragraphs: gathered.paragraphs,
            firsts: gathered.firsts,
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
    /// Paragraphs of which one is counted.
    one_in: u64,
    /// The piece that is read next.
    next: AtomicUsize,
    gathered: Mutex<Gathered>,
    watch: &'a dyn Watch,
}

/// What was learnt so far, in the order of the articles.
struct Gathered {
    row: Row,
    paragraphs: Vec<Paragraph>,
    firsts: Vec<u32>,
    lengths: Vec<u32>,
    /// The piece that comes next, and those that are there before it.
    next: usize,
    waiting: BTreeMap<usize, Piece>,
}

impl Gathered {
    fn for_text(bytes: u64) -> Gathered {
        Gathered {
            row: Row::for_text(bytes),
            paragraphs: Vec::new(),
            firsts: vec![0],
            lengths: Vec::new(),
            next: 0,
            waiting: BTreeMap::new(),
        }
    }

    fn add(&mut self, number: usize, piece: Piece) {
        self.waiting.insert(number, piece);
        while let Some(piece) = self.waiting.remove(&self.next) {
            let before = self.paragraphs.len() as u32;
            self.firsts
                .extend(piece.ends.iter().map(|end| before + end));
            self.paragraphs.extend(piece.paragraphs);
            self.lengths.extend(piece.lengths);
            self.row.extend(&piece.words);
            self.next += 1;
        }
    }
}

/// What is learnt of some articles on end.
#[derive(Default)]
struct Piece {
    paragraphs: Vec<Paragraph>,
    /// For each article, where its paragraphs end among these.
    ends: Vec<u32>,
    words: Vec<u32>,
    /// Words of each article.
    lengths: Vec<u32>,
}

impl FirstLook<'_> {
    /// What one thread learns: of which articles hangs on chance, and nothing hangs on that. Returns what it counted.
    fn share(&self) -> Background {
        let (mut background, mut tokens) = (Background::default(), Tokens::default());
        let mut hashes = Vec::new();
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(ranks) = self.ranks.chunks(ARTICLES_A_PIECE).nth(number) else {
                return background;
            };
            let mut piece = Piece::default();
            for rank in ranks {
                let text = self.articles.text(*rank);
                tokens.refill(&text);
                hashes.clear();
                seeds(&tokens, |seed| hashes.push(seed.hash));
                self.sieve.add(&hashes);
                piece.add(self, *rank, &text, &tokens, &mut background);
            }
            let gathered = self.gathered.lock();
            let mut gathered = gathered.unwrap_or_else(|poisoned| poisoned.into_inner());
            gathered.add(number, piece);
            drop(gathered);
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
                if content.is_multiple_of(look.one_in)
                    && day.is_none_or(|day| look.met.is_new(content, day))
                {
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
