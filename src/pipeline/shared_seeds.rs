//! The seeds that two articles share, each with how common it is in the run and whether it links the two.

use std::collections::BTreeMap;

use super::linking::{Hit, Linking};
use super::links::CUT_OFF;
use super::postings::{FEW_PLACES, Posting, Postings};
use super::question::Rank;
use super::words::LETTERS_WORTH;
use crate::align::{Seed, Side, seeds};
use crate::document::Span;
use crate::error::StorageError;
use crate::story::{Link, SharedSeed};

/// The seeds of two articles by their numbers, of which each has some on both sides.
pub(super) struct Common(BTreeMap<u64, [Vec<Seed>; 2]>);

impl Common {
    pub(super) fn of(a: &Side<'_>, b: &Side<'_>) -> Common {
        let mut found: BTreeMap<u64, [Vec<Seed>; 2]> = BTreeMap::new();
        for (n, side) in [a, b].into_iter().enumerate() {
            seeds(&side.tokens, |seed| {
                found.entry(seed.hash).or_default()[n].push(seed);
            });
        }
        found.retain(|_, places| places.iter().all(|side| !side.is_empty()));
        Common(found)
    }

    pub(super) fn has(&self, hash: u64) -> bool {
        self.0.contains_key(&hash)
    }

    /// Each of them, in the order of `a`, and the hits they make. `postings` are all of theirs in the run.
    pub(super) fn traced(
        &self,
        linking: &Linking<'_>,
        a: (Rank, &Side<'_>),
        b: (Rank, &Side<'_>),
        postings: &Postings<'_>,
    ) -> Result<Traced, StorageError> {
        let mut traced = Traced::default();
        for (hash, places) in &self.0 {
            let postings = postings.of_seed(*hash)?;
            let hits = hits(linking, (a.0, b.0), &postings);
            traced.seeds.push(SharedSeed {
                is_words: places[0][0].words().is_some(),
                a: spans(&places[0], a.1),
                b: spans(&places[1], b.1),
                bits: bits(&places[0][0], a.1),
                places: postings.len() as u64,
                articles: articles(linking, &postings),
                link: link(&hits, postings.len()),
            });
            traced.hits.extend(hits);
        }
        let order = |seed: &SharedSeed| (seed.a.clone(), !seed.is_words);
        traced.seeds.sort_by_cached_key(order);
        traced.hits.sort_unstable();
        traced.hits.dedup();
        Ok(traced)
    }
}

/// What the seeds of two articles are in a run.
#[derive(Default)]
pub(super) struct Traced {
    pub(super) seeds: Vec<SharedSeed>,
    /// Sorted, each once.
    pub(super) hits: Vec<Hit>,
}

fn spans(seeds: &[Seed], side: &Side<'_>) -> Vec<Span> {
    let list = side.tokens.as_slice();
    let span = |seed: &Seed| {
        let words = &list[seed.extent(&side.tokens)];
        Span {
            start: words[0].span.start,
            end: words[words.len() - 1].span.end,
        }
    };
    let mut spans: Vec<Span> = seeds.iter().map(span).collect();
    spans.sort_unstable();
    spans
}

/// What a seed is worth by itself, in bits.
fn bits(seed: &Seed, side: &Side<'_>) -> u32 {
    let Some(words) = seed.words() else {
        return LETTERS_WORTH;
    };
    let background = side.background();
    let worth = |word| background.worth_within(&side.tokens, words.clone(), word);
    let bits: i32 = words.clone().map(worth).sum();
    bits.max(0) as u32 / 256
}

/// In how many articles a seed stands.
fn articles(linking: &Linking<'_>, postings: &[Posting]) -> u64 {
    let mut articles: Vec<Rank> = postings
        .iter()
        .map(|posting| linking.article(*posting))
        .collect();
    articles.sort_unstable();
    articles.dedup();
    articles.len() as u64
}

/// The hits that a seed makes of two articles.
fn hits(linking: &Linking<'_>, pair: (Rank, Rank), postings: &[Posting]) -> Vec<Hit> {
    let mut found = Vec::new();
    linking.each_of_seed(postings, |encounter| {
        if (encounter.a, encounter.b) == pair {
            found.extend(linking.hit(encounter));
        }
    });
    found
}

fn link(hits: &[Hit], places: usize) -> Link {
    if !hits.is_empty() {
        Link::Linked
    } else if places > CUT_OFF {
        Link::CutOff
    } else if places > FEW_PLACES {
        Link::TooCommon
    } else {
        Link::InRepeats
    }
}
