//! Second pass over the texts: the seeds that the survey met more than once into postings, each list of places of one seed
//! on end. What paragraphs are banded by is noted on the way.
//!
//! A posting is one number of 64 bits: the first bits of the seed, of which some are the number of the shelf it stands on, and the
//! place in the row of all words of the run, which tells the article, the paragraph and the word. So half the memory is
//! moved that the parts would take, and a shelf is sorted as plain numbers. Of 40 bits and more, two seeds of a large archive
//! may be equal by chance; they propose places with nothing alike around them, which is seen at once.

use std::sync::Mutex;

use rayon::prelude::*;

use super::question::{Rank, Ranked};
use super::repeats::{Band, Contents, bands};
use super::survey::Survey;
use super::words::ARTICLES_A_PIECE;
use crate::align::seeds;
use crate::text::Tokens;

/// Where a seed stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Posting(u64);

impl Posting {
    /// The place in the row of all words.
    pub(super) fn place(self) -> u32 {
        self.0 as u32
    }

    fn key(self) -> u32 {
        (self.0 >> 32) as u32
    }
}

/// All postings of a run, by seed, then by place.
pub(super) struct Postings {
    shelves: Vec<Vec<Posting>>,
    /// Bits of a seed that tell its shelf.
    shelf_bits: u32,
}

/// Postings on a shelf: sorted in two megabytes.
const SHELF: u64 = 1 << 18;
const MOST_SHELF_BITS: u32 = 10;

impl Postings {
    /// The first bits of a seed, by which it is known here.
    pub(super) fn prefix(&self, seed: u64) -> u64 {
        seed >> (32 - self.shelf_bits)
    }

    /// The lists of two postings and more on each shelf.
    pub(super) fn shelves(&self) -> impl IndexedParallelIterator<Item = impl Iterator<Item = &[Posting]>> {
        self.shelves.par_iter().map(|shelf| lists(shelf))
    }

    /// Pairs of places of seeds that have at most so many.
    pub(super) fn pairs_up_to(&self, places: usize) -> u64 {
        let pairs = |list: &[Posting]| (list.len() * (list.len() - 1) / 2) as u64;
        let of_shelf = |shelf: &Vec<Posting>| lists(shelf).filter(|list| list.len() <= places).map(pairs).sum::<u64>();
        self.shelves.par_iter().map(of_shelf).sum()
    }

    /// The postings of a seed.
    pub(super) fn of_seed(&self, seed: u64) -> &[Posting] {
        let prefix = self.prefix(seed);
        let shelf = &self.shelves[(prefix >> 32) as usize];
        let from = shelf.partition_point(|posting| posting.key() < prefix as u32);
        let to = shelf.partition_point(|posting| posting.key() <= prefix as u32);
        &shelf[from..to]
    }
}

fn lists(shelf: &[Posting]) -> impl Iterator<Item = &[Posting]> {
    shelf
        .chunk_by(|one, other| one.key() == other.key())
        .filter(|list| list.len() > 1)
}

/// What the second pass writes down.
pub(super) struct Second {
    pub(super) postings: Postings,
    pub(super) bands: Vec<Band>,
}

impl Second {
    /// `is_wanted`: of which seeds postings are written down.
    pub(super) fn of(
        articles: &Ranked<'_>,
        survey: &Survey,
        contents: &Contents,
        is_wanted: impl Fn(u64) -> bool + Sync,
    ) -> Second {
        let shelf_bits = (survey.expected_seeds() / 2 / SHELF).max(1).ilog2().min(MOST_SHELF_BITS);
        let shelves: Vec<Mutex<Vec<Posting>>> = (0..1 << shelf_bits).map(|_| Mutex::default()).collect();
        let look = SecondLook {
            articles,
            survey,
            contents,
            is_wanted,
            shelf_bits,
        };
        let ranks: Vec<Rank> = articles.all().collect();
        let bands = ranks
            .par_chunks(ARTICLES_A_PIECE)
            .map_init(|| Writer::new(&shelves), |writer, ranks| look.piece(ranks, writer))
            .flatten()
            .collect();
        let shelves = shelves.into_par_iter().map(|shelf| {
            let mut shelf = shelf.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
            shelf.sort_unstable();
            shelf
        });
        Second {
            postings: Postings {
                shelves: shelves.collect(),
                shelf_bits,
            },
            bands,
        }
    }
}

struct SecondLook<'a, W> {
    articles: &'a Ranked<'a>,
    survey: &'a Survey,
    contents: &'a Contents,
    is_wanted: W,
    shelf_bits: u32,
}

/// What one thread puts on the shelves, a few postings of each at a time.
struct Writer<'a> {
    shelves: &'a [Mutex<Vec<Posting>>],
    held: Vec<Vec<Posting>>,
}

/// Postings of a shelf that a thread holds back.
const HELD: usize = 128;

impl<'a> Writer<'a> {
    fn new(shelves: &'a [Mutex<Vec<Posting>>]) -> Writer<'a> {
        Writer {
            shelves,
            held: vec![Vec::with_capacity(HELD); shelves.len()],
        }
    }

    fn push(&mut self, shelf: usize, posting: Posting) {
        self.held[shelf].push(posting);
        if self.held[shelf].len() == HELD {
            self.put(shelf);
        }
    }

    fn put(&mut self, shelf: usize) {
        let mut put = match self.shelves[shelf].lock() {
            Ok(put) => put,
            Err(poisoned) => poisoned.into_inner(),
        };
        put.append(&mut self.held[shelf]);
    }
}

impl Drop for Writer<'_> {
    fn drop(&mut self) {
        (0..self.held.len()).for_each(|shelf| self.put(shelf));
    }
}

impl<W: Fn(u64) -> bool + Sync> SecondLook<'_, W> {
    fn piece(&self, ranks: &[Rank], writer: &mut Writer<'_>) -> Vec<Band> {
        let (mut tokens, mut found, mut counts, mut banded) = (Tokens::default(), Vec::new(), Vec::new(), Vec::new());
        for rank in ranks {
            tokens.refill(&self.articles.text(*rank));
            found.clear();
            seeds(&tokens, |seed| found.push((seed.hash, seed.token)));
            let numbers = self.survey.paragraphs_of(*rank);
            let paragraphs = &self.survey.paragraphs[numbers.clone()];
            counts.clear();
            counts.resize(paragraphs.len(), (0, 0));
            let first = self.survey.words.place(*rank, 0);
            let mut within = 0;
            for (seed, token) in &found {
                // Word seeds come in order, then letter seeds do.
                if within > 0 && paragraphs[within - 1].tokens.1 > *token {
                    within = 0;
                }
                while paragraphs[within].tokens.1 <= *token {
                    within += 1;
                }
                counts[within].1 += 1;
                if self.survey.sieve.is_met_again(*seed) {
                    counts[within].0 += 1;
                    if (self.is_wanted)(*seed) {
                        let prefix = seed >> (32 - self.shelf_bits);
                        writer.push((prefix >> 32) as usize, Posting(prefix << 32 | u64::from(first + token)));
                    }
                }
            }
            for ((number, paragraph), (met, seeds)) in numbers.zip(paragraphs).zip(&counts) {
                let words = &tokens.as_slice()[paragraph.tokens.0 as usize..paragraph.tokens.1 as usize];
                bands(number as u32, words, self.contents, *met, *seeds, &mut banded);
            }
        }
        banded
    }
}
