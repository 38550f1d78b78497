//! Which of two articles is rather kept. A total order, which no thread and, but for [`Keep::First`], no order of the
//! input changes: ties go to the one published first, then to the smaller id.

use std::cmp::{Ordering, Reverse};

use jiff::Timestamp;
use rayon::prelude::*;

use super::unit::Unit;
use crate::document::{Corpus, DocumentId};
use crate::settings::Keep;

/// For each document its place in the order of preference, from 0, the most preferred.
pub(super) fn ranks<C: Corpus>(corpus: &C, units: &[Unit], keep: Keep) -> Vec<u32> {
    let mut words = vec![0u64; corpus.len()];
    for unit in units {
        words[unit.document.index()] += u64::from(unit.words);
    }
    let mut order: Vec<DocumentId> = corpus.documents().collect();
    order.par_sort_unstable_by(|a, b| compare(corpus, &words, keep, *a, *b));
    let mut ranks = vec![0; order.len()];
    for (rank, document) in order.iter().enumerate() {
        ranks[document.index()] = rank as u32;
    }
    ranks
}

fn compare<C: Corpus>(
    corpus: &C,
    words: &[u64],
    keep: Keep,
    a: DocumentId,
    b: DocumentId,
) -> Ordering {
    let published = |document| corpus.header(document).published;
    let by_preference = match keep {
        Keep::Longest => words[b.index()].cmp(&words[a.index()]),
        Keep::Earliest => Ordering::Equal,
        Keep::Latest => dated_first(published(a).map(Reverse), published(b).map(Reverse)),
        Keep::First => a.cmp(&b),
    };
    by_preference
        .then_with(|| dated_first::<Timestamp>(published(a), published(b)))
        .then_with(|| corpus.header(a).id.cmp(&corpus.header(b).id))
        .then(a.cmp(&b))
}

fn dated_first<T: Ord>(a: Option<T>, b: Option<T>) -> Ordering {
    (a.is_none(), a).cmp(&(b.is_none(), b))
}
