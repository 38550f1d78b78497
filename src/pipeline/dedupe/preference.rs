//! Which of two articles is rather kept. A total order, which no thread and, but for [`Keep::First`], no order of the
//! input changes: ties go to the one published first, then to the smaller id.

use jiff::Timestamp;
use rayon::prelude::*;

use super::unit::Unit;
use crate::document::{Corpus, DocumentId};
use crate::settings::Keep;
use crate::story::{Marks, sent_in_order};

/// For each document its place in the order of preference, from 0, the most preferred.
pub(super) fn ranks<C: Corpus>(corpus: &C, units: &[Unit], keep: Keep) -> Vec<u32> {
    let mut words = vec![0u64; corpus.len()];
    for unit in units {
        words[unit.document.index()] += u64::from(unit.words);
    }
    let sent = match keep {
        Keep::Latest => sent(corpus),
        Keep::Longest | Keep::Earliest | Keep::First => Vec::new(),
    };
    let mut order: Vec<_> = corpus
        .documents()
        .map(|document| (key(corpus, (&words, &sent), keep, document), document))
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

/// When each article was sent, for [`Keep::Latest`]: a version of an item never before one with a lower number, and of two at the same
/// time that with the higher number later. As many units of 2⁻³² nanoseconds as the number says.
fn sent<C: Corpus>(corpus: &C) -> Vec<Option<i128>> {
    let documents: Vec<DocumentId> = corpus.documents().collect();
    let number = |document: DocumentId| {
        let header = corpus.header(document);
        let of_tag = || Marks::of(header).number();
        header.version().or_else(of_tag).unwrap_or(0)
    };
    let sent = sent_in_order(corpus, &documents);
    documents
        .into_par_iter()
        .zip(sent)
        .map(|(document, sent)| Some((sent?.as_nanosecond() << 32) + i128::from(number(document))))
        .collect()
}

/// What comes before the id: the preference, then the time of publication, undated last; smaller before greater. Each is looked up
/// once: to look it up at every comparison would take longer than all else.
fn key<C: Corpus>(
    corpus: &C,
    (words, sent): (&[u64], &[Option<i128>]),
    keep: Keep,
    document: DocumentId,
) -> (i128, i128) {
    let published = corpus.header(document).published;
    let nanoseconds = published.map(Timestamp::as_nanosecond);
    let preference = match keep {
        Keep::Longest => -i128::from(words[document.index()]),
        Keep::Earliest => 0,
        Keep::Latest => sent[document.index()].map_or(i128::MAX, |sent| -sent),
        Keep::First => i128::from(document.0),
    };
    (preference, nanoseconds.unwrap_or(i128::MAX))
}
