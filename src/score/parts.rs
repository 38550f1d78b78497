//! A score cut into parts: by a kind that the truth names for each passage, and between some pairs of documents alone. A
//! corpus in which only chosen pairs were labelled says nothing of a passage found elsewhere, which may be as
//! true as any.

use std::collections::{BTreeMap, BTreeSet};

use super::passages::passages;
use super::{DocumentPair, ListedPassage, PassageScore};

/// What is to be scored.
#[derive(Clone, Debug, Default)]
pub struct PassageQuestion {
    /// The true passages, each with its kind where parts are asked for.
    pub truth: Vec<(ListedPassage, Option<String>)>,
    /// The passages found.
    pub found: Vec<ListedPassage>,
    /// Score only what was found between these pairs; each with its kind, if it is known. `None`: between all.
    pub only: Option<Vec<(DocumentPair, Option<String>)>>,
    /// Leave out what was found between these pairs.
    pub ignore: Vec<DocumentPair>,
}

/// Scores each kind of true passage under its name, then, under `None`, all.
///
/// Precision of a kind is over what was found between its pairs: those that `only` lists under it, else those of its
/// passages.
pub fn parts(question: &PassageQuestion) -> Vec<(Option<String>, PassageScore)> {
    let found = question.counted();
    let kinds: BTreeSet<&String> = question.truth.iter().flat_map(|(_, kind)| kind).collect();
    let of_kind = |kind: &String| {
        let truth = question.truth_of(kind);
        let pairs = question.pairs_of(kind);
        let found = found
            .iter()
            .filter(|passage| pairs.contains(passage.pair()));
        (Some(kind.clone()), passages(truth, found.copied()))
    };
    let all = question.truth.iter().map(|(passage, _)| passage);
    let all = (None, passages(all, found.iter().copied()));
    kinds.into_iter().map(of_kind).chain([all]).collect()
}

impl PassageQuestion {
    /// What was found and is to be counted.
    fn counted(&self) -> Vec<&ListedPassage> {
        let only = self.only.as_ref().map(|pairs| {
            let pairs = pairs.iter().map(|(pair, _)| pair);
            pairs.collect::<BTreeSet<_>>()
        });
        let ignore: BTreeSet<&DocumentPair> = self.ignore.iter().collect();
        let counts = |passage: &&ListedPassage| {
            let pair = passage.pair();
            only.as_ref().is_none_or(|only| only.contains(pair)) && !ignore.contains(pair)
        };
        self.found.iter().filter(counts).collect()
    }

    fn truth_of(&self, kind: &String) -> impl Iterator<Item = &ListedPassage> {
        let of_kind = self
            .truth
            .iter()
            .filter(|(_, own)| own.as_ref() == Some(kind));
        of_kind.map(|(passage, _)| passage)
    }

    fn pairs_of(&self, kind: &String) -> BTreeSet<&DocumentPair> {
        // Of a pair that is listed twice the last row counts.
        let only: BTreeMap<&DocumentPair, &Option<String>> = self
            .only
            .iter()
            .flatten()
            .map(|(pair, kind)| (pair, kind))
            .collect();
        let listed = only
            .into_iter()
            .filter(|(_, own)| own.as_ref() == Some(kind));
        let listed: BTreeSet<&DocumentPair> = listed.map(|(pair, _)| pair).collect();
        match listed.is_empty() {
            true => self.truth_of(kind).map(ListedPassage::pair).collect(),
            false => listed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(name: &str) -> DocumentPair {
        DocumentPair::new(format!("{name}-source"), format!("{name}-copy"))
    }

    /// The same ten characters of a pair of documents.
    fn passage(name: &str) -> ListedPassage {
        ListedPassage::new(
            (format!("{name}-source"), 0..10),
            (format!("{name}-copy"), 0..10),
        )
    }

    fn case(name: &str, kind: &str) -> (ListedPassage, Option<String>) {
        (passage(name), Some(kind.to_owned()))
    }

    fn precision_and_recall(question: &PassageQuestion) -> Vec<(String, f64, f64)> {
        let row = |(kind, score): (Option<String>, PassageScore)| {
            (kind.unwrap_or_default(), score.precision, score.recall)
        };
        parts(question).into_iter().map(row).collect()
    }

    fn row(kind: &str, precision: f64, recall: f64) -> (String, f64, f64) {
        (kind.to_owned(), precision, recall)
    }

    #[test]
    fn each_kind_is_scored_in_the_order_of_their_names_and_then_all() {
        let question = PassageQuestion {
            truth: vec![
                case("one", "quote"),
                case("two", "edit"),
                case("three", "edit"),
            ],
            found: vec![passage("one"), passage("three"), passage("other")],
            ..PassageQuestion::default()
        };
        assert_eq!(
            precision_and_recall(&question),
            [
                row("edit", 1.0, 0.5),
                row("quote", 1.0, 1.0),
                row("", 2.0 / 3.0, 2.0 / 3.0)
            ]
        );
    }

    #[test]
    fn without_kinds_there_is_all_alone() {
        let question = PassageQuestion {
            truth: vec![(passage("one"), None)],
            ..PassageQuestion::default()
        };
        assert_eq!(precision_and_recall(&question), [row("", 0.0, 0.0)]);
    }

    #[test]
    fn only_the_pairs_listed_count_and_those_ignored_do_not() {
        let mut question = PassageQuestion {
            truth: vec![(passage("one"), None)],
            found: vec![
                passage("one"),
                passage("two"),
                passage("three"),
                passage("four"),
            ],
            ..PassageQuestion::default()
        };
        assert_eq!(precision_and_recall(&question), [row("", 0.25, 1.0)]);
        question.ignore = vec![pair("two")];
        assert_eq!(precision_and_recall(&question), [row("", 1.0 / 3.0, 1.0)]);
        question.only = Some(vec![(pair("one"), None), (pair("two"), None)]);
        assert_eq!(precision_and_recall(&question), [row("", 1.0, 1.0)]);
        question.only = Some(Vec::new());
        assert_eq!(precision_and_recall(&question), [row("", 0.0, 0.0)]);
    }

    #[test]
    fn a_false_passage_counts_against_the_kind_that_its_pair_is_listed_under() {
        let listed = |name, kind: &str| (pair(name), Some(kind.to_owned()));
        let question = PassageQuestion {
            truth: vec![case("one", "edit"), case("two", "quote")],
            found: vec![passage("one"), passage("two"), passage("three")],
            only: Some(vec![
                listed("one", "edit"),
                listed("three", "edit"),
                listed("two", "none"),
            ]),
            ..PassageQuestion::default()
        };
        assert_eq!(
            precision_and_recall(&question),
            [
                row("edit", 0.5, 1.0),
                row("quote", 1.0, 1.0),
                row("", 2.0 / 3.0, 1.0)
            ]
        );
    }
}
