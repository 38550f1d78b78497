//! First pass over the texts: what words are common, which seeds are met at all, and where the paragraphs are.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard};

use bytemuck::{Pod, Zeroable};
use hashbrown::HashSet;
use rayon::prelude::*;

use super::Resources;
use super::budget::Budget;
use super::question::{Rank, Ranked};
use super::row::{Growing, Row};
use super::sieve::Sieve;
use super::watch::{Stage, Watch};
use super::words::{ARTICLES_A_PIECE, GrowingWords, Words, numbers, separator};
use crate::align::{Background, seeds};
use crate::document::Span;
use crate::error::RunError;
use crate::sketch::sequence_hash;
use crate::text::{Token, Tokens, paragraphs};

/// What the first pass learns.
pub(super) struct Survey {
    pub(super) background: Background,
    /// Of all articles, in the order of their ranks.
    pub(super) paragraphs: Row<Paragraph>,
    /// For each paragraph one number for all its words in order.
    pub(super) contents: Row<u64>,
    /// For each article, where its paragraphs begin in `paragraphs`; one more at the end.
    pub(super) firsts: Vec<u32>,
    pub(super) words: Words,
}

/// A paragraph of some article.
#[derive(Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Paragraph {
    pub(super) article: Rank,
    /// Its first token in the article, and one past its last.
    pub(super) tokens: [u32; 2],
    /// The bytes of these tokens in the text. A word that is broken at the end of a paragraph is of that one, whole.
    bytes: [u32; 2],
}

impl Paragraph {
    pub(super) fn words(&self) -> usize {
        (self.tokens[1] - self.tokens[0]) as usize
    }

    /// Where it stands in the text, from its first token to its last.
    pub(super) fn span(&self) -> Span {
        let [start, end] = self.bytes;
        Span { start, end }
    }
}

/// Bytes of text for each seed, about: half a word seed and a letter seed for each word of six bytes.
const BYTES_PER_SEED: u64 = 4;

/// Bytes of text for each paragraph, or fewer.
const BYTES_PER_PARAGRAPH: u64 = 256;

/// Pieces from which on it is worth another thread: each fills a table of 36 MB that is then added to the others.
const PIECES_A_SHARE: usize = 8;

/// How common words are is known well enough from so much text; of more, every second, fourth, eighth paragraph is counted, by a
/// hash of its words. The tables of pairs and triples would fill up otherwise, and tell nothing.
const COUNTED_BYTES: u64 = 1 << 26;

impl Survey {
    /// Fails if there are more words than a run can number, or no room for temporary files.
    pub(super) fn of(
        articles: &Ranked<'_>,
        text_bytes: u64,
        resources: &Resources,
    ) -> Result<(Survey, Sieve), RunError> {
        let budget = resources.budget();
        let pieces = articles.len().div_ceil(ARTICLES_A_PIECE);
        let shares = pieces
            .div_ceil(PIECES_A_SHARE)
            .min(rayon::current_num_threads());
        let look = FirstLook {
            articles,
            ranks: articles.all().collect(),
            sieve: Sieve::for_hashes(text_bytes / BYTES_PER_SEED, budget.share()),
            met: Met::default(),
            one_in: text_bytes.div_ceil(COUNTED_BYTES).next_power_of_two(),
            counted: (0..tables(shares, budget))
                .map(|_| Mutex::default())
                .collect(),
            next: AtomicUsize::new(0),
            gathered: Mutex::new(Gathered::for_text(text_bytes, budget)),
            watch: resources.begin(Stage::SURVEY, articles.len() as u64),
        };
        (0..shares)
            .into_par_iter()
            .for_each(|share| look.share(share));
        let mut counted = look.counted.into_iter().map(into_inner);
        let mut background = counted.next().unwrap_or_default();
        counted.for_each(|more| background.merge(&more));
        let gathered = into_inner(look.gathered);
        Ok((Survey::joined(background, gathered)?, look.sieve))
    }

    fn joined(background: Background, gathered: Gathered<'_>) -> Result<Survey, RunError> {
        if gathered.words.is_too_long() {
            return Err(RunError::TooManyWords);
        }
        Ok(Survey {
            words: Words::new(&background, gathered.words)?,
            background,
            paragraphs: gathered.paragraphs.end()?,
            contents: gathered.contents.end()?,
            firsts: gathered.firsts,
        })
    }

    /// Bytes of memory that it takes.
    pub(super) fn bytes(&self) -> usize {
        let of_paragraphs = self.paragraphs.bytes() + self.contents.bytes();
        self.words.bytes() + of_paragraphs + size_of_val(self.firsts.as_slice()) + Background::BYTES
    }

    /// About how many seeds all texts have.
    pub(super) fn expected_seeds(&self) -> u64 {
        self.words.count_all() * 3 / 2
    }

    /// The paragraphs of one article, with their numbers.
    pub(super) fn paragraphs_of(&self, article: Rank) -> std::ops::Range<usize> {
        self.firsts[article.index()] as usize..self.firsts[article.index() + 1] as usize
    }
}

/// In how many tables so many threads count: each in its own, if a share of the memory holds them.
fn tables(threads: usize, budget: &Budget) -> usize {
    let most = budget.share() as usize / Background::BYTES;
    threads.min(most.max(1))
}

fn locked<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner())
}

fn into_inner<T>(shared: Mutex<T>) -> T {
    shared
        .into_inner()
        .unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// The first pass, by many threads.
struct FirstLook<'a> {
    articles: &'a Ranked<'a>,
    ranks: Vec<Rank>,
    sieve: Sieve,
    met: Met,
    /// Paragraphs of which one is counted.
    one_in: u64,
    counted: Vec<Mutex<Background>>,
    /// The piece that is read next.
    next: AtomicUsize,
    gathered: Mutex<Gathered<'a>>,
    watch: &'a dyn Watch,
}

/// What was learnt so far, in the order of the articles.
struct Gathered<'b> {
    words: GrowingWords<'b>,
    paragraphs: Growing<'b, Paragraph>,
    contents: Growing<'b, u64>,
    firsts: Vec<u32>,
    /// The piece that comes next, and those that are there before it.
    next: usize,
    waiting: BTreeMap<usize, Piece>,
}

impl Gathered<'_> {
    fn for_text(bytes: u64, budget: &Budget) -> Gathered<'_> {
        let paragraphs = (bytes / BYTES_PER_PARAGRAPH) as usize;
        Gathered {
            words: GrowingWords::for_text(bytes, budget),
            paragraphs: Growing::to_about(paragraphs, budget),
            contents: Growing::to_about(paragraphs, budget),
            firsts: vec![0],
            next: 0,
            waiting: BTreeMap::new(),
        }
    }

    fn add(&mut self, number: usize, piece: Piece) {
        self.waiting.insert(number, piece);
        while let Some(piece) = self.waiting.remove(&self.next) {
            let before = self.firsts[self.firsts.len() - 1];
            self.firsts
                .extend(piece.ends.iter().map(|end| before + end));
            self.paragraphs.extend(&piece.paragraphs);
            self.contents.extend(&piece.contents);
            self.words.extend(&piece.words, &piece.lengths);
            self.next += 1;
        }
    }
}

/// What is learnt of some articles on end.
#[derive(Default)]
struct Piece {
    paragraphs: Vec<Paragraph>,
    contents: Vec<u64>,
    /// For each article, where its paragraphs end among these.
    ends: Vec<u32>,
    words: Vec<u32>,
    /// Words of each article.
    lengths: Vec<u32>,
}

impl FirstLook<'_> {
    /// What one thread learns: of which articles hangs on chance, and nothing hangs on that.
    fn share(&self, share: usize) {
        let counted = &self.counted[share % self.counted.len()];
        let (mut tokens, mut hashes) = (Tokens::default(), Vec::new());
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(ranks) = self.ranks.chunks(ARTICLES_A_PIECE).nth(number) else {
                return;
            };
            let mut piece = Piece::default();
            for rank in ranks {
                let text = self.articles.text(*rank);
                tokens.refill(&text);
                hashes.clear();
                seeds(&tokens, |seed| hashes.push(seed.hash));
                self.sieve.add(&hashes);
                piece.add(self, *rank, &text, &tokens, counted);
            }
            let mut gathered = locked(&self.gathered);
            gathered.add(number, piece);
            if gathered.words.is_too_long() {
                return;
            }
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
        counted: &Mutex<Background>,
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
                    tokens: [from as u32, to as u32],
                    bytes: [first.span.start, last.span.end],
                });
                self.contents.push(content);
                if content.is_multiple_of(look.one_in)
                    && day.is_none_or(|day| look.met.is_new(content, day))
                {
                    locked(counted).add(words);
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
        locked(shelf).insert((content, day))
    }
}
