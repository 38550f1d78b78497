//! Passages into what one article shares with another: coverage of either side, resemblance, relation.

use crate::align::Passage;
use crate::document::DocumentId;

/// How two articles relate, seen from `a`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// The same words in the same order.
    Identical,
    /// Most of either stands in the other.
    NearDuplicate,
    /// Most of `b` stands in `a`.
    Contains,
    /// Most of `a` stands in `b`.
    Contained,
    /// They share passages, and neither holds most of the other.
    Shares,
}

impl Relation {
    /// The name used in every output.
    pub fn name(self) -> &'static str {
        match self {
            Relation::Identical => "identical",
            Relation::NearDuplicate => "near-duplicate",
            Relation::Contains => "contains",
            Relation::Contained => "contained",
            Relation::Shares => "shares",
        }
    }

    /// The same relation, seen from `b`.
    pub fn swapped(self) -> Relation {
        match self {
            Relation::Contains => Relation::Contained,
            Relation::Contained => Relation::Contains,
            alike => alike,
        }
    }
}

/// All that two articles share. Articles that share nothing have none.
#[derive(Clone, Debug, PartialEq)]
pub struct Overlap {
    /// Of the input; without a second corpus, the later one by (published, id), undated last.
    pub a: DocumentId,
    /// Of the corpus held against; without one, of the input too.
    pub b: DocumentId,
    /// How they relate, seen from `a`.
    pub relation: Relation,
    /// Matched words in all passages, each pair of words once.
    pub matched_words: u32,
    /// Matched words of the longest passage.
    pub longest_words: u32,
    /// Share (0 to 1) of the words of `a` that lie in a passage.
    pub a_coverage: f64,
    /// Share (0 to 1) of the words of `b` that lie in a passage.
    pub b_coverage: f64,
    /// Resemblance (0 to 1) of the two sets of word 5-grams (Broder 1997).
    pub jaccard: f64,
    /// In the order they stand in `a`.
    pub passages: Vec<Passage>,
}

impl Overlap {
    /// The same overlap with its sides exchanged.
    pub fn swapped(&self) -> Overlap {
        let swapped = self.passages.iter().map(|passage| Passage {
            a: passage.b,
            b: passage.a,
            a_words: passage.b_words,
            b_words: passage.a_words,
            ..*passage
        });
        let mut passages: Vec<Passage> = swapped.collect();
        passages.sort_by_key(|passage| (passage.a, passage.b));
        Overlap {
            a: self.b,
            b: self.a,
            relation: self.relation.swapped(),
            a_coverage: self.b_coverage,
            b_coverage: self.a_coverage,
            passages,
            ..*self
        }
    }
}
