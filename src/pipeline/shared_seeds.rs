//! The seeds that two articles share, each with how common it is in the run and whether it links the two.

use std::collections::BTreeMap;

use super::candidates::Linking;
use super::links::CUT_OFF;
use super::postings::{Posting, Postings};
use super::question::Rank;
use crate::align::{Seed, Side, seeds};
use crate::document::Span;
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

    /// Each of them, in the order of `a`. `postings` are all of theirs in the run.
    pub(super) fn traced(
        &self,
        linking: &Linking<'_>,
        a: (Rank, &Side<'_>),
        b: (Rank, &Side<'_>),
        postings: &Postings,
    ) -> Vec<SharedSeed> {
        let trace = |(hash, places): (&u64, &[Vec<Seed>; 2])| SharedSeed {
            is_words: places[0][0].words().is_some(),
            a: spans(&places[0], a.1),
            b: spans(&places[1], b.1),
            ..traced(linking, (a.0, b.0), postings.of_seed(*hash))
        };
        let mut found: Vec<SharedSeed> = self.0.iter().map(trace).collect();
        found.sort_by(|one, other| (&one.a, !one.is_words).cmp(&(&other.a, !other.is_words)));
        found
    }
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

/// What the run knows of one seed.
fn traced(linking: &Linking<'_>, pair: (Rank, Rank), postings: &[Posting]) -> SharedSeed {
    let mut articles: Vec<Rank> = postings.iter().map(|posting| linking.article(*posting)).collect();
    articles.sort_unstable();
    articles.dedup();
    SharedSeed {
        is_words: true,
        a: Vec::new(),
        b: Vec::new(),
        bits: linking.worth(postings),
        places: postings.len() as u64,
        articles: articles.len() as u64,
        link: link(linking, pair, postings),
    }
}

fn link(linking: &Linking<'_>, pair: (Rank, Rank), postings: &[Posting]) -> Link {
    let mut is_linked = false;
    linking.hits(postings, |hit| is_linked |= (hit.a, hit.b) == pair);
    if is_linked {
        Link::Linked
    } else if postings.len() > CUT_OFF {
        Link::CutOff
    } else {
        Link::InRepeats
    }
}
