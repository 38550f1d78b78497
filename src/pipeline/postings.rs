//! Second pass over the texts: the seeds that the survey met more than once into postings, each list of places of one seed
//! on end. What paragraphs are banded by is noted on the way.
//!
//! A posting is one number of 64 bits: the first bits of the seed, of which some are the number of the shelf it stands on, and the
//! place in the row of all words of the run, which tells the article, the paragraph and the word. So half the memory is
//! moved that the parts would take, and a shelf is sorted as plain numbers. Of 40 bits and more, two seeds of a large archive
//! may be equal by chance; they propose places with nothing alike around them, which is seen at once.

use bytemuck::{Pod, Zeroable};
use rayon::prelude::*;

use super::Resources;
use super::partitions::{Kept, Partitions, Writer};
use super::question::{Rank, Ranked};
use super::repeats::{Band, Contents, bands, of_bands};
use super::sieve::Sieve;
use super::survey::Survey;
use super::watch::Stage;
use super::words::ARTICLES_A_PIECE;
use crate::align::seeds;
use crate::error::StorageError;
use crate::text::Tokens;

/// Where a seed stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Pod, Zeroable)]
#[repr(transparent)]
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

/// All postings of a run of seeds that stand in two places and more: by seed, then by place.
pub(super) struct Postings<'b> {
    store: Partitions<'b, Posting>,
    shelves: Vec<Kept<Posting>>,
    /// Bits of a seed that tell its shelf.
    shelf_bits: u32,
    /// Pairs of places of seeds that have few of them.
    few_pairs: u64,
}

/// Postings on a shelf, about: sorted in two megabytes.
const SHELF: u64 = 1 << 18;
const MOST_SHELF_BITS: u32 = 10;

/// Places of a seed up to which it links articles that have little else in this place.
pub(super) const FEW_PLACES: usize = 16;

impl Postings<'_> {
    /// Of what lies on the shelves in no order.
    fn sorted(
        store: Partitions<'_, Posting>,
        shelf_bits: u32,
    ) -> Result<Postings<'_>, StorageError> {
        let sort = |shelf: usize| {
            let mut postings = store.take(shelf)?;
            postings.sort_unstable();
            drop_lone(&mut postings);
            let few = lists(&postings).filter(|list| list.len() <= FEW_PLACES);
            let few_pairs: usize = few.map(|list| list.len() * (list.len() - 1) / 2).sum();
            Ok((store.keep(&postings), few_pairs as u64))
        };
        let shelves: Result<Vec<_>, StorageError> =
            (0..store.count()).into_par_iter().map(sort).collect();
        let (shelves, few_pairs): (Vec<_>, Vec<u64>) = shelves?.into_iter().unzip();
        Ok(Postings {
            store,
            shelves,
            shelf_bits,
            few_pairs: few_pairs.iter().sum(),
        })
    }

    /// Pairs of places of seeds that stand in [`FEW_PLACES`] at most.
    pub(super) fn few_pairs(&self) -> u64 {
        self.few_pairs
    }

    /// How many shelves there are.
    pub(super) fn shelves(&self) -> usize {
        self.shelves.len()
    }

    /// Calls `look` with the postings of each shelf, and keeps only those that it returns.
    pub(super) fn retain<W>(
        &mut self,
        writer: impl Fn() -> W + Sync + Send,
        look: impl Fn(&mut W, &[Posting]) -> Vec<Posting> + Sync + Send,
    ) -> Result<(), StorageError> {
        let store = &self.store;
        self.shelves
            .par_iter_mut()
            .try_for_each_init(writer, |writer, shelf| {
                let left = look(writer, &store.look(shelf)?);
                store.release(std::mem::replace(shelf, store.keep(&left)));
                Ok(())
            })
    }

    /// Calls `look` with the postings of each shelf, and keeps none.
    pub(super) fn clear<W>(
        mut self,
        writer: impl Fn() -> W + Sync + Send,
        look: impl Fn(&mut W, &[Posting]) + Sync + Send,
    ) -> Result<(), StorageError> {
        self.retain(writer, |writer, shelf| {
            look(writer, shelf);
            Vec::new()
        })
    }

    /// The postings of a seed.
    pub(super) fn of_seed(&self, seed: u64) -> Result<Vec<Posting>, StorageError> {
        let prefix = prefix(seed, self.shelf_bits);
        let postings = self.store.look(&self.shelves[(prefix >> 32) as usize])?;
        let from = postings.partition_point(|posting| posting.key() < prefix as u32);
        let to = postings.partition_point(|posting| posting.key() <= prefix as u32);
        Ok(postings[from..to].to_vec())
    }
}

impl Drop for Postings<'_> {
    fn drop(&mut self) {
        self.shelves
            .drain(..)
            .for_each(|kept| self.store.release(kept));
    }
}

/// The first bits of a seed: so many that tell its shelf, and 32 by which it is known there.
fn prefix(seed: u64, shelf_bits: u32) -> u64 {
    seed >> (32 - shelf_bits)
}

/// Drops the postings, of some in order, of seeds that stand in one place only.
fn drop_lone(postings: &mut Vec<Posting>) {
    let (mut kept, mut before) = (0, None);
    for n in 0..postings.len() {
        let key = Some(postings[n].key());
        let after = postings.get(n + 1).map(|posting| posting.key());
        if key == before || key == after {
            postings[kept] = postings[n];
            kept += 1;
        }
        before = key;
    }
    postings.truncate(kept);
}

/// Some postings in order into those of each seed that stands in two places and more.
pub(super) fn lists(shelf: &[Posting]) -> impl Iterator<Item = &[Posting]> {
    shelf
        .chunk_by(|one, other| one.key() == other.key())
        .filter(|list| list.len() > 1)
}

/// What the second pass writes down.
pub(super) struct Second<'b> {
    pub(super) postings: Postings<'b>,
    pub(super) bands: Partitions<'b, Band>,
}

impl Second<'_> {
    /// `is_wanted`: of which seeds postings are written down.
    pub(super) fn of<'b>(
        articles: &Ranked<'_>,
        (survey, sieve): (&Survey, Sieve),
        contents: &Contents,
        is_wanted: impl Fn(u64) -> bool + Sync,
        resources: &'b Resources,
    ) -> Result<Second<'b>, StorageError> {
        let shelf_bits = (survey.expected_seeds() / 2 / SHELF)
            .max(1)
            .ilog2()
            .min(MOST_SHELF_BITS);
        let budget = resources.budget();
        let store = Partitions::new(1 << shelf_bits, budget);
        let bands = of_bands(survey.paragraphs.len(), budget);
        let _sieve = budget.holding(sieve.bytes());
        let look = SecondLook {
            articles,
            survey,
            sieve,
            contents,
            is_wanted,
            shelf_bits,
        };
        let watch = resources.begin(Stage::POSTINGS, articles.len() as u64);
        let ranks: Vec<Rank> = articles.all().collect();
        ranks.par_chunks(ARTICLES_A_PIECE).for_each_init(
            || (store.writer(), bands.writer()),
            |(writer, banded), ranks| {
                look.piece(ranks, writer, banded);
                watch.advances(ranks.len() as u64);
            },
        );
        drop(look);
        Ok(Second {
            postings: Postings::sorted(store, shelf_bits)?,
            bands,
        })
    }
}

struct SecondLook<'a, W> {
    articles: &'a Ranked<'a>,
    survey: &'a Survey,
    sieve: Sieve,
    contents: &'a Contents,
    is_wanted: W,
    shelf_bits: u32,
}

impl<W: Fn(u64) -> bool + Sync> SecondLook<'_, W> {
    /// Writes the postings of some articles, and the bands of their paragraphs.
    fn piece(
        &self,
        ranks: &[Rank],
        writer: &mut Writer<'_, Posting>,
        banded: &mut Writer<'_, Band>,
    ) {
        let (mut tokens, mut found) = (Tokens::default(), Vec::new());
        let mut counts = Vec::new();
        for rank in ranks {
            tokens.refill(&self.articles.text(*rank));
            found.clear();
            seeds(&tokens, |seed| found.push((seed.hash, seed.token)));
            self.post(*rank, &found, writer, &mut counts);
            self.band(*rank, &tokens, &counts, banded);
        }
    }

    /// Writes the postings of an article with these seeds, and counts those of each of its paragraphs.
    fn post(
        &self,
        rank: Rank,
        found: &[(u64, u32)],
        writer: &mut Writer<'_, Posting>,
        counts: &mut Vec<SeedCount>,
    ) {
        let paragraphs = &self.survey.paragraphs[self.survey.paragraphs_of(rank)];
        counts.clear();
        counts.resize(paragraphs.len(), SeedCount::default());
        let first = self.survey.words.place(rank, 0);
        let mut within = 0;
        for (seed, token) in found {
            // Word seeds come in order, then letter seeds do.
            if within > 0 && paragraphs[within - 1].tokens[1] > *token {
                within = 0;
            }
            while paragraphs[within].tokens[1] <= *token {
                within += 1;
            }
            counts[within].all += 1;
            if self.sieve.is_met_again(*seed) {
                counts[within].met_again += 1;
                if (self.is_wanted)(*seed) {
                    let prefix = prefix(*seed, self.shelf_bits);
                    let posting = Posting(prefix << 32 | u64::from(first + token));
                    writer.push((prefix >> 32) as usize, posting);
                }
            }
        }
    }

    /// Writes the bands of an article's paragraphs.
    fn band(
        &self,
        rank: Rank,
        tokens: &Tokens,
        counts: &[SeedCount],
        banded: &mut Writer<'_, Band>,
    ) {
        for (number, count) in self.survey.paragraphs_of(rank).zip(counts) {
            let [from, to] = self.survey.paragraphs[number].tokens;
            let words = &tokens.as_slice()[from as usize..to as usize];
            let (met, all) = (count.met_again, count.all);
            bands(number as u32, words, self.contents, met, all, banded);
        }
    }
}

/// How many seeds a paragraph has.
#[derive(Clone, Copy, Default)]
struct SeedCount {
    all: usize,
    met_again: usize,
}
