//! The seeds that two articles share, each with how common it is in the run and whether it links the two.

use std::collections::BTreeMap;

use super::candidates::{CUT_OFF, Posting, hits, without_worth};
use super::question::Rank;
use super::repeats::Repeats;
use super::run::Run;
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
                found.entry(without_worth(seed.hash)).or_default()[n].push(seed);
            });
        }
        found.retain(|_, places| places.iter().all(|side| !side.is_empty()));
        Common(found)
    }

    pub(super) fn has(&self, hash: u64) -> bool {
        self.0.contains_key(&without_worth(hash))
    }

    /// Each of them, in the order of `a`. `postings` are all of theirs in the run.
    pub(super) fn traced(
        &self,
        run: &Run<'_>,
        a: (Rank, &Side<'_>),
        b: (Rank, &Side<'_>),
        postings: &[Posting],
        repeats: &Repeats,
    ) -> Vec<SharedSeed> {
        let of_seed = |hash: u64| {
            let from = postings.partition_point(|posting| without_worth(posting.seed) < hash);
            let to = postings.partition_point(|posting| without_worth(posting.seed) <= hash);
            &postings[from..to]
        };
        let trace = |(hash, places): (&u64, &[Vec<Seed>; 2])| SharedSeed {
            is_words: places[0][0].words().is_some(),
            a: spans(&places[0], a.1),
            b: spans(&places[1], b.1),
            ..traced(run, (a.0, b.0), of_seed(*hash), repeats)
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
fn traced(
    run: &Run<'_>,
    pair: (Rank, Rank),
    postings: &[Posting],
    repeats: &Repeats,
) -> SharedSeed {
    let article = |posting: &Posting| run.survey.paragraphs[posting.paragraph as usize].article;
    let mut articles: Vec<Rank> = postings.iter().map(article).collect();
    articles.sort_unstable();
    articles.dedup();
    SharedSeed {
        is_words: true,
        a: Vec::new(),
        b: Vec::new(),
        bits: postings
            .first()
            .map_or(0, |posting| u32::from(posting.seed as u8)),
        places: postings.len() as u64,
        articles: articles.len() as u64,
        link: link(run, pair, postings, repeats),
    }
}

fn link(run: &Run<'_>, pair: (Rank, Rank), postings: &[Posting], repeats: &Repeats) -> Link {
    let linked = hits(postings, run.articles, run.survey, repeats, run.settings);
    if linked.iter().any(|hit| (hit.a, hit.b) == pair) {
        Link::Linked
    } else if postings.len() > CUT_OFF {
        Link::CutOff
    } else {
        Link::InRepeats
    }
}
