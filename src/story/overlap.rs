//! Passages into what one article shares with another: coverage of either side, resemblance, relation.

use crate::align::{Passage, Side};
use crate::document::{DocumentId, Span};
use crate::text::Token;

/// From this coverage on, an article holds most of another.
const MOST: f64 = 0.8;

/// How two articles relate, seen from `a`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// The same words in the same order, but for furniture.
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
    /// Of the input; without a second corpus, the later one by (published, id), undated last, unless the pair was asked
    /// for by name.
    pub a: DocumentId,
    /// Of the corpus held against; without one, of the input too.
    pub b: DocumentId,
    /// How they relate, seen from `a`.
    pub relation: Relation,
    /// Matched words in all passages, each pair of words once, but for furniture.
    pub matched_words: u32,
    /// The same of the longest passage.
    pub longest_words: u32,
    /// Share (0 to 1) of the words of `a` that lie in a passage.
    pub a_coverage: f64,
    /// Share (0 to 1) of the words of `b` that lie in a passage.
    pub b_coverage: f64,
    /// Resemblance (0 to 1) of the two sets of word 5-grams (Broder 1997).
    pub jaccard: f64,
    /// Whether a passage begins among the first words of both: they open alike.
    pub same_opening: bool,
    /// Whether a passage ends among the last words of both: they end alike.
    pub same_ending: bool,
    /// In the order they stand in `a`.
    pub passages: Vec<Passage>,
}

impl Overlap {
    /// What the articles of these texts share by these passages.
    pub fn of(
        a: DocumentId,
        b: DocumentId,
        of_a: &Side<'_>,
        of_b: &Side<'_>,
        passages: Vec<Passage>,
    ) -> Overlap {
        let (in_a, in_b) = (of_a.tokens.as_slice(), of_b.tokens.as_slice());
        let a_coverage = coverage(of_a, passages.iter().map(|passage| passage.a).collect());
        let b_coverage = coverage(of_b, passages.iter().map(|passage| passage.b).collect());
        let is_identical = of_a.has_same_story(of_b);
        let relation = match is_identical {
            true => Relation::Identical,
            false => relation(a_coverage, b_coverage),
        };
        let jaccard = match is_identical && !in_a.is_empty() {
            true => 1.0,
            false => of_a.shingles().jaccard(of_b.shingles()),
        };
        let is_outer_of_both = |is_outer: fn(&[Token], Span) -> bool| {
            let mut passages = passages.iter();
            passages.any(|passage| is_outer(in_a, passage.a) && is_outer(in_b, passage.b))
        };
        let matched = || passages.iter().map(Passage::story_words);
        let (matched_words, longest_words) = (matched().sum(), matched().max().unwrap_or(0));
        Overlap {
            a,
            b,
            relation,
            matched_words,
            longest_words,
            a_coverage,
            b_coverage,
            jaccard,
            same_opening: is_outer_of_both(opens),
            same_ending: is_outer_of_both(ends),
            passages,
        }
    }

    /// The same overlap with its sides exchanged.
    pub fn swapped(&self) -> Overlap {
        let mut passages: Vec<Passage> = self.passages.iter().map(Passage::swapped).collect();
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

/// Words among which a passage must begin for a story to open with it, or end for it to end with it: a dateline may stand
/// before, a sign-off after.
const OUTER_WORDS: usize = 10;

fn opens(words: &[Token], span: Span) -> bool {
    let behind = words.get(OUTER_WORDS);
    behind.is_none_or(|word| span.start < word.span.start)
}

fn ends(words: &[Token], span: Span) -> bool {
    let before = words.iter().nth_back(OUTER_WORDS);
    before.is_none_or(|word| span.end > word.span.end)
}

fn relation(a_coverage: f64, b_coverage: f64) -> Relation {
    match (a_coverage >= MOST, b_coverage >= MOST) {
        (true, true) => Relation::NearDuplicate,
        (false, true) => Relation::Contains,
        (true, false) => Relation::Contained,
        (false, false) => Relation::Shares,
    }
}

/// Share of the words of a story that lie in the union of `spans`.
fn coverage(side: &Side<'_>, mut spans: Vec<Span>) -> f64 {
    let words: Vec<Token> = side.story().collect();
    spans.sort_unstable();
    let (mut covered, mut reach) = (0, 0);
    for span in spans {
        let from = words.partition_point(|word| word.span.start < span.start.max(reach));
        let to = words.partition_point(|word| word.span.end <= span.end);
        covered += to.saturating_sub(from);
        reach = reach.max(span.end);
    }
    covered as f64 / words.len().max(1) as f64
}
