//! Which of two articles is rather kept. A total order, which no thread and, but for [`Keep::First`], no order of the
//! input changes: ties go to the one published first, then to the smaller id.

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
    let mut order: Vec<_> = corpus
        .documents()
        .map(|document| (key(corpus, &words, keep, document), document))
        .collect();
    let id = |document| corpus.header(document).id.as_str();
    order.par_sort_unstable_by(|(one, a), (other, b)| {
        let by_id = || id(*a).cmp(id(*b)).then(a.cmp(b));
        one.cmp(other).then_with(by_id)
    });
    let mut ranks = vec![0; order.len()];
    for (rank, (_, document)) in order.iter().enumerate() {
        ranks[document.index()] = rank as u32;
    }
    ranks
}

/// What comes before the id: the preference, then the time of publication, undated last; smaller before greater. Each is looked up
/// once: to look it up at every comparison would take longer than all else.
fn key<C: Corpus>(corpus: &C, words: &[u64], keep: Keep, document: DocumentId) -> (i128, i128) {
    let published = corpus.header(document).published;
    let nanoseconds = published.map(Timestamp::as_nanosecond);
    let preference = match keep {
        Keep::Longest => -i128::from(words[document.index()]),
        Keep::Earliest => 0,
        Keep::Latest => nanoseconds.map_or(i128::MAX, |nanoseconds| -nanoseconds),
        Keep::First => i128::from(document.0),
    };
    (preference, nanoseconds.unwrap_or(i128::MAX))
}
