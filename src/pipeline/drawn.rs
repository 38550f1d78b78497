//! Articles into a few hundred of each source, drawn by their ids: what a source does again and again shows in these, and to
//! look at them costs the same in the largest archive.

use std::borrow::Cow;
use std::collections::BinaryHeap;
use std::ops::Range;

use hashbrown::HashMap;
use xxhash_rust::xxh3::xxh3_64;

use crate::document::{Corpus, DocumentId, Header};

/// Articles of a source, at most.
const OF_SOURCE: usize = 256;
/// At least, if it has so many: of many sources fewer are drawn, and of too many those with the most articles.
const LEAST_OF_SOURCE: usize = 32;
/// Of a large archive one article of so many at most,
const ONE_OF: usize = 4;
/// of a small one so many, of the largest no more than this.
const OF_ALL: Range<usize> = 1 << 11..1 << 16;

/// An article that was drawn. It has a source and a date.
#[derive(Clone, Copy)]
pub(super) struct Drawn<'a> {
    corpus: &'a dyn Corpus,
    document: DocumentId,
    /// A number for its source.
    pub(super) source: u32,
    /// The day it was published, UTC.
    pub(super) day: i64,
}

impl<'a> Drawn<'a> {
    pub(super) fn text(&self) -> Cow<'a, str> {
        self.corpus.text(self.document)
    }

    fn header(&self) -> &'a Header {
        self.corpus.header(self.document)
    }
}

/// Draws from the sources that published on at least so many days. The articles come source by source, the earliest first, and are the
/// same in whatever order they were read.
pub(super) fn drawn<'a>(corpora: &[&'a dyn Corpus], days: usize) -> Vec<Drawn<'a>> {
    let articles: usize = corpora.iter().map(|corpus| corpus.len()).sum();
    let most = (articles / ONE_OF).clamp(OF_ALL.start, OF_ALL.end);
    let sources = sources(corpora, days, most / LEAST_OF_SOURCE);
    let of_each = (most / sources.len().max(1)).min(OF_SOURCE);
    let smallest = smallest(corpora, &sources, of_each);
    let of_source = |(source, hashed): (u32, BinaryHeap<Hashed>)| {
        let hashed = hashed.into_sorted_vec().into_iter();
        hashed.map(move |article| Drawn {
            corpus: corpora[article.side],
            document: DocumentId(article.document),
            source,
            day: article.day,
        })
    };
    let mut articles: Vec<Drawn> = (0..).zip(smallest).flat_map(of_source).collect();
    let order = |article: &Drawn<'a>| {
        let header = article.header();
        (article.source, header.published, &header.id)
    };
    articles.sort_by(|one, other| order(one).cmp(&order(other)));
    articles
}

/// An article, by a hash of its id.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Hashed {
    hash: u64,
    side: usize,
    document: u32,
    day: i64,
}

/// For each source the articles whose ids have the smallest hashes, so many at most.
fn smallest(
    corpora: &[&dyn Corpus],
    sources: &HashMap<&str, u32>,
    most: usize,
) -> Vec<BinaryHeap<Hashed>> {
    let mut smallest = vec![BinaryHeap::new(); sources.len()];
    for (side, document, header) in headers(corpora) {
        let source = dated(header).and_then(|(name, day)| Some((sources.get(name)?, day)));
        let Some((source, day)) = source else {
            continue;
        };
        let hash = xxh3_64(header.id.as_bytes());
        let of_source: &mut BinaryHeap<Hashed> = &mut smallest[*source as usize];
        if of_source.len() == most {
            // Of many articles most are not drawn, and are done with here.
            match of_source.peek() {
                Some(largest) if largest.hash > hash => drop(of_source.pop()),
                _ => continue,
            }
        }
        of_source.push(Hashed {
            hash,
            side,
            document: document.0,
            day,
        });
    }
    smallest
}

/// The articles of all corpora with what is known of them.
fn headers<'a>(
    corpora: &[&'a dyn Corpus],
) -> impl Iterator<Item = (usize, DocumentId, &'a Header)> {
    let sides = corpora.iter().copied().enumerate();
    sides.flat_map(|(side, corpus)| {
        let documents = (0..corpus.len() as u32).map(DocumentId);
        documents.map(move |document| (side, document, corpus.header(document)))
    })
}

/// The source of an article and its day, UTC.
fn dated(header: &Header) -> Option<(&str, i64)> {
    let day = header.published?.as_second().div_euclid(86_400);
    Some((header.source.as_deref()?, day))
}

/// What is counted of a source.
#[derive(Default)]
struct Count {
    articles: u64,
    /// Different days, no more than matter.
    days: Vec<i64>,
}

/// A number for each source that published on so many days; of more than `most` of them, for those with the most articles.
fn sources<'a>(corpora: &[&'a dyn Corpus], days: usize, most: usize) -> HashMap<&'a str, u32> {
    let mut counts = HashMap::<&str, Count>::new();
    for (name, day) in headers(corpora).filter_map(|(.., header)| dated(header)) {
        let count = counts.entry(name).or_default();
        count.articles += 1;
        if count.days.len() < days && !count.days.contains(&day) {
            count.days.push(day);
        }
    }
    let mut sources: Vec<(&str, u64)> = counts
        .into_iter()
        .filter(|(_, count)| count.days.len() >= days)
        .map(|(name, count)| (name, count.articles))
        .collect();
    sources.sort_unstable_by_key(|(name, articles)| (std::cmp::Reverse(*articles), *name));
    sources.truncate(most);
    let names = sources.into_iter().map(|(name, _)| name);
    names.zip(0..).collect()
}
