//! What is compared with what, and the one numbering of both sides that the stages work with.

use std::borrow::Cow;

use bytemuck::{Pod, Zeroable};
use jiff::Timestamp;
use rayon::prelude::*;

use crate::document::{Corpus, DocumentId, Header};
use crate::settings::OverlapSettings;

/// What is to be compared with what.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    /// The articles asked about.
    pub input: &'a dyn Corpus,
    /// What they are held against; `None`: each other.
    pub against: Option<&'a dyn Corpus>,
    /// Only these pairs (of the input; of `against`, or of the input without it), with their sides as they are given and
    /// whatever the settings rule out; `None`: all.
    pub pairs: Option<&'a [(DocumentId, DocumentId)]>,
}

/// An article of either side: its place in the order (published, undated last; source; id), in which everything is done
/// and decided, so that no result depends on the order of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Pod, Zeroable)]
#[repr(transparent)]
pub(super) struct Rank(pub(super) u32);

impl Rank {
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

/// The articles of both sides in the order of their ranks.
pub(super) struct Ranked<'a> {
    question: &'a Question<'a>,
    articles: Vec<Article>,
    /// For each article its place in the order (published, undated last; id), in which one of a pair is the later.
    ages: Vec<u32>,
}

struct Article {
    document: DocumentId,
    is_against: bool,
}

/// By (published, undated last; id) and not by source, as everyone who reads `a_id` and `b_id` is told.
fn ages(question: &Question<'_>, articles: &[Article]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..articles.len() as u32).collect();
    order.par_sort_by_key(|rank| {
        let article = &articles[*rank as usize];
        let header = question.corpus(article.is_against).header(article.document);
        (header.published.is_none(), header.published, &header.id)
    });
    let mut ages = vec![0; articles.len()];
    for (age, rank) in (0..).zip(order) {
        ages[rank as usize] = age;
    }
    ages
}

impl<'a> Ranked<'a> {
    pub(super) fn new(question: &'a Question<'a>) -> Ranked<'a> {
        let side = |corpus: Option<&dyn Corpus>, is_against| {
            let count = corpus.map_or(0, Corpus::len) as u32;
            (0..count).map(move |n| Article {
                document: DocumentId(n),
                is_against,
            })
        };
        let mut articles: Vec<Article> = side(Some(question.input), false)
            .chain(side(question.against, true))
            .collect();
        articles.par_sort_by(|one, other| {
            let key = |article: &Article| {
                let header = question.corpus(article.is_against).header(article.document);
                (
                    header.published.is_none(),
                    header.published,
                    &header.source,
                    &header.id,
                    article.is_against,
                )
            };
            key(one).cmp(&key(other))
        });
        let ages = ages(question, &articles);
        Ranked {
            question,
            articles,
            ages,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.articles.len()
    }

    pub(super) fn all(&self) -> impl Iterator<Item = Rank> {
        (0..self.articles.len() as u32).map(Rank)
    }

    pub(super) fn text(&self, rank: Rank) -> Cow<'_, str> {
        let article = &self.articles[rank.index()];
        self.question
            .corpus(article.is_against)
            .text(article.document)
    }

    pub(super) fn document(&self, rank: Rank) -> DocumentId {
        self.articles[rank.index()].document
    }

    pub(super) fn has_two_sides(&self) -> bool {
        self.question.against.is_some()
    }

    pub(super) fn is_against(&self, rank: Rank) -> bool {
        self.articles[rank.index()].is_against
    }

    pub(super) fn header(&self, rank: Rank) -> &Header {
        let article = &self.articles[rank.index()];
        self.question
            .corpus(article.is_against)
            .header(article.document)
    }

    pub(super) fn published(&self, rank: Rank) -> Option<Timestamp> {
        self.header(rank).published
    }

    /// The sides of a pair: `a` of the input, or the later one; `None` where the settings rule it out.
    pub(super) fn sides(
        &self,
        one: Rank,
        other: Rank,
        settings: &OverlapSettings,
    ) -> Option<(Rank, Rank)> {
        if self.question.against.is_some() && self.is_against(one) == self.is_against(other) {
            return None;
        }
        if self.question.against.is_none() && one == other && !settings.within {
            return None;
        }
        if settings.window.is_some() && !self.is_within_window(one, other, settings) {
            return None;
        }
        if settings.across_sources && !self.is_across(one, other, settings) {
            return None;
        }
        Some(self.in_order(one, other))
    }

    /// Which of two is `a`: that of the input, or the later one.
    pub(super) fn in_order(&self, one: Rank, other: Rank) -> (Rank, Rank) {
        let is_a = if self.question.against.is_some() {
            !self.is_against(one)
        } else {
            self.ages[one.index()] > self.ages[other.index()]
        };
        if is_a { (one, other) } else { (other, one) }
    }

    pub(super) fn is_within_window(
        &self,
        one: Rank,
        other: Rank,
        settings: &OverlapSettings,
    ) -> bool {
        match (settings.window, self.published(one), self.published(other)) {
            (Some(window), Some(one), Some(other)) => {
                one.duration_since(other).unsigned_abs() <= window
            }
            _ => true,
        }
    }

    pub(super) fn is_across(&self, one: Rank, other: Rank, settings: &OverlapSettings) -> bool {
        match (&self.header(one).source, &self.header(other).source) {
            (Some(one), Some(other)) => !settings.across_sources || one != other,
            _ => true,
        }
    }

    /// The ranks of two documents; `b` is of the second corpus, if there is one.
    pub(super) fn pair(&self, a: DocumentId, b: DocumentId) -> (Rank, Rank) {
        Ranks::of(self).of_pair(a, b)
    }

    /// Whether only some pairs were asked for.
    pub(super) fn are_pairs_asked(&self) -> bool {
        self.question.pairs.is_some()
    }

    /// The pairs asked for by name, as sides; `None` where all are asked for.
    pub(super) fn asked(&self) -> Option<Vec<(Rank, Rank)>> {
        let pairs = self.question.pairs?;
        let ranks = Ranks::of(self);
        let mut asked: Vec<(Rank, Rank)> =
            pairs.iter().map(|(a, b)| ranks.of_pair(*a, *b)).collect();
        asked.sort_unstable();
        asked.dedup();
        Some(asked)
    }
}

/// The rank of each article.
struct Ranks {
    of_input: Vec<Rank>,
    /// Empty without a second corpus.
    of_against: Vec<Rank>,
}

impl Ranks {
    fn of(articles: &Ranked<'_>) -> Ranks {
        let question = articles.question;
        let mut found = Ranks {
            of_input: vec![Rank(0); question.input.len()],
            of_against: vec![Rank(0); question.against.map_or(0, Corpus::len)],
        };
        for (rank, article) in (0..).map(Rank).zip(&articles.articles) {
            let ranks = if article.is_against {
                &mut found.of_against
            } else {
                &mut found.of_input
            };
            ranks[article.document.index()] = rank;
        }
        found
    }

    /// `b` is of the second corpus, if there is one.
    fn of_pair(&self, a: DocumentId, b: DocumentId) -> (Rank, Rank) {
        let others = if self.of_against.is_empty() {
            &self.of_input
        } else {
            &self.of_against
        };
        (self.of_input[a.index()], others[b.index()])
    }
}

impl Question<'_> {
    fn corpus(&self, is_against: bool) -> &dyn Corpus {
        match self.against {
            Some(against) if is_against => against,
            _ => self.input,
        }
    }

    /// The articles of either side.
    pub(super) fn corpora(&self) -> Vec<&dyn Corpus> {
        [Some(self.input), self.against]
            .into_iter()
            .flatten()
            .collect()
    }

    /// About how many bytes of text there are.
    pub(super) fn text_bytes(&self) -> u64 {
        self.input.text_bytes() + self.against.map_or(0, Corpus::text_bytes)
    }

    /// How many pairs there are to compare.
    pub(super) fn possible_pairs(&self, settings: &OverlapSettings) -> u64 {
        let count = self.input.len() as u64;
        match (self.pairs, self.against) {
            (Some(pairs), _) => pairs.len() as u64,
            (None, Some(against)) => count * against.len() as u64,
            (None, None) => {
                count * count.saturating_sub(1) / 2 + if settings.within { count } else { 0 }
            }
        }
    }
}
