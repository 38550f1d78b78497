//! Pairs of documents against the true pairs: how many of those found are true, how many of the true ones were found.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{f1, share};

/// Two documents by their ids; which is named first does not matter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DocumentPair(String, String);

impl DocumentPair {
    /// The pair of these two.
    pub fn new(a: impl Into<String>, b: impl Into<String>) -> DocumentPair {
        let (a, b) = (a.into(), b.into());
        match a <= b {
            true => DocumentPair(a, b),
            false => DocumentPair(b, a),
        }
    }
}

/// How well pairs were found. Shares are 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PairScore {
    /// Different pairs in the truth.
    pub truth: u64,
    /// Different pairs found.
    pub found: u64,
    /// Share of the pairs found that are true; 1 where none was found.
    pub precision: f64,
    /// Share of the true pairs that were found; 1 where there are none.
    pub recall: f64,
    /// The harmonic mean of both.
    pub f1: f64,
}

/// Holds pairs against the true ones. A pair listed twice counts once.
pub fn pairs(truth: &[DocumentPair], found: &[DocumentPair]) -> PairScore {
    let truth: BTreeSet<_> = truth.iter().collect();
    let found: BTreeSet<_> = found.iter().collect();
    let hits = truth.intersection(&found).count() as u64;
    let (truth, found) = (truth.len() as u64, found.len() as u64);
    let (precision, recall) = (share(hits, found, 1.0), share(hits, truth, 1.0));
    PairScore {
        truth,
        found,
        precision,
        recall,
        f1: f1(precision, recall),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(pairs: &[(&str, &str)]) -> Vec<DocumentPair> {
        pairs
            .iter()
            .map(|&(a, b)| DocumentPair::new(a, b))
            .collect()
    }

    #[test]
    fn the_truth_against_itself_is_perfect() {
        let truth = list(&[("a", "b"), ("c", "b")]);
        let score = pairs(&truth, &truth);
        assert_eq!((score.precision, score.recall, score.f1), (1.0, 1.0, 1.0));
    }

    #[test]
    fn sides_may_be_swapped_and_a_pair_listed_twice_is_one() {
        let truth = list(&[("a", "b")]);
        let score = pairs(&truth, &list(&[("b", "a"), ("a", "b")]));
        assert_eq!((score.found, score.precision, score.recall), (1, 1.0, 1.0));
    }

    #[test]
    fn one_of_two_found_is_one_of_three_true() {
        let truth = list(&[("a", "b"), ("a", "c"), ("a", "d")]);
        let score = pairs(&truth, &list(&[("a", "b"), ("b", "c")]));
        // f1 = 2 · 1/2 · 1/3 / (1/2 + 1/3) = 2/5
        assert_eq!((score.precision, score.recall), (1.0 / 2.0, 1.0 / 3.0));
        assert!((score.f1 - 2.0 / 5.0).abs() < 1e-15);
    }

    #[test]
    fn nothing_found_is_precise_and_nothing_to_find_is_found() {
        let truth = list(&[("a", "b")]);
        let nothing_found = pairs(&truth, &[]);
        assert_eq!((nothing_found.precision, nothing_found.recall), (1.0, 0.0));
        assert_eq!(pairs(&[], &[]).f1, 1.0);
    }
}
