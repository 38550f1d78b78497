//! Articles into the passages they share.
//!
//! Two passes over the texts and one over the pairs. The [survey](Survey) counts words, keeps them as numbers, and notes which
//! seeds are met at all; the second pass writes down, as postings, only the seeds that are met again. Places with the same
//! seed propose the pairs of articles in which enough words around them are [alike](super::words); each proposed pair is
//! aligned. MinHash alone could not propose them: of planted passages in news, paragraph signatures find one in eight,
//! seeds 98 in 100.

use std::ops::Range;

use rayon::prelude::*;

use super::Resources;
use super::blocks::{Block, blocks};
use super::budget::memory_of;
use super::candidates::{Candidate, Hits, candidates};
use super::declared::declared;
use super::learned::furnishings;
use super::linking::Hit;
use super::nearest::{nearest, rejected, worth_keeping};
use super::postings::Second;
use super::question::{Question, Rank, Ranked};
use super::repeats::{AlignedOnce, Contents, Meeting, Repeats};
use super::run::{Compared, Run};
use super::sieve::Sieve;
use super::survey::Survey;
use super::watch::Stage;
use crate::align::{
    Anchor, Passage, Side, Thresholds, align, align_same_words, align_with_itself, common_seeds,
};
use crate::error::{RunError, StorageError};
use crate::settings::OverlapSettings;
use crate::story::{Overlap, Overlaps, Work};

/// Finds what the articles share. Fails if there was no room for temporary files, or there are more words than a run can number.
pub fn overlap(
    question: &Question<'_>,
    settings: &OverlapSettings,
    resources: &Resources,
) -> Result<Overlaps, RunError> {
    resources.run(|| {
        let articles = Ranked::new(question);
        let budget = resources.budget();
        let corpora = question.corpora();
        let _articles = budget.holding(corpora.iter().copied().map(memory_of).sum());
        let (survey, sieve) = Survey::of(&articles, question.text_bytes(), resources)?;
        let _survey = budget.holding(survey.bytes());
        let run = Run {
            articles: &articles,
            survey: &survey,
            settings,
            thresholds: Thresholds::for_run(settings),
            furnishings: &furnishings(&corpora, &settings.furniture, resources),
            resources,
        };
        let (compared, work) = match articles.asked() {
            Some(pairs) => run.compare_asked(&pairs),
            None => run.compare_found(sieve)?,
        };
        Ok(run.result(question, compared, work))
    })
}

impl Run<'_> {
    /// The pairs that meet somewhere.
    fn compare_found(&self, sieve: Sieve) -> Result<(Vec<Compared>, Work), StorageError> {
        let contents = Contents::of(self.survey);
        let Second { postings, bands } = Second::of(
            self.articles,
            (self.survey, sieve),
            &contents,
            |_| true,
            self.resources,
        )?;
        let repeats = Repeats::of(self.survey, contents, &bands)?;
        drop(bands);
        let _repeats = self.resources.budget().holding(repeats.bytes());
        let hits = Hits::of(postings, &self.linking(&repeats), self.resources)?;
        let meetings = repeats.meetings(self.articles, self.survey, self.settings);
        let known = AlignedOnce::of(
            self.articles,
            self.survey,
            &repeats,
            &meetings,
            &self.thresholds,
        );
        let watch = self
            .resources
            .begin(Stage::ALIGNMENT, self.articles.len() as u64);
        let compare = |part| {
            let articles = hits.articles(part);
            let compared =
                self.compare_part(&hits.take(part)?, within(&meetings, &articles), &known);
            watch.advances(articles.len() as u64);
            Ok(compared)
        };
        // A thread that waits for others begins another part meanwhile, and another: a limit has no room for them.
        let parts: Result<Vec<_>, StorageError> = match self.resources.budget().is_limited() {
            true => (0..hits.parts()).map(compare).collect(),
            false => (0..hits.parts()).into_par_iter().map(compare).collect(),
        };
        let mut all = (Vec::new(), Work::default());
        for (compared, work) in parts? {
            all.0.extend(compared);
            all.1.candidate_pairs += work.candidate_pairs;
            all.1.paragraph_meetings += work.paragraph_meetings;
        }
        all.1.paragraph_alignments = known.len() as u64;
        Ok(all)
    }

    /// The pairs that meet in some part of all hits.
    fn compare_part(
        &self,
        hits: &[Hit],
        meetings: &[Meeting],
        known: &AlignedOnce<'_>,
    ) -> (Vec<Compared>, Work) {
        let candidates = candidates(hits, meetings, &self.thresholds);
        let work = Work {
            candidate_pairs: candidates.len() as u64,
            paragraph_meetings: candidates
                .iter()
                .flat_map(|pair| pair.meetings)
                .filter(|m| known.known(m).is_some())
                .count() as u64,
            ..Work::default()
        };
        let blocks = blocks(&candidates, |rank| self.survey.words.count(rank));
        let mut compared: Vec<Compared> = blocks
            .par_iter()
            .flat_map_iter(|block| self.compare_block(block, known))
            .collect();
        compared.par_sort_unstable_by_key(|pair| (pair.a, pair.b));
        (worth_keeping(self, compared), work)
    }

    fn compare_block(&self, block: &Block<'_, '_>, known: &AlignedOnce<'_>) -> Vec<Compared> {
        let articles = &block.articles;
        let texts: Vec<_> = articles.iter().map(|a| self.articles.text(*a)).collect();
        let sides: Vec<Side> = texts.iter().map(|text| self.side(text)).collect();
        let place = |rank: Rank| articles.partition_point(|other| *other < rank);
        let mut compared = Vec::with_capacity(block.pairs.len());
        let mut compare_with = |pairs: &[&Candidate<'_>], b: &Side<'_>| {
            let compare = |pair: &&Candidate<'_>| {
                let a = &sides[place(pair.a)];
                self.compared((pair.a, pair.b), a, b, || self.anchors(pair, known))
            };
            compared.extend(pairs.iter().map(compare));
        };
        for with_one in block.pairs.chunk_by(|one, other| one.b == other.b) {
            let b = with_one[0].b;
            match articles.binary_search(&b) {
                Ok(place) => compare_with(with_one, &sides[place]),
                Err(_) => compare_with(with_one, &self.side(&self.articles.text(b))),
            }
        }
        compared
    }

    /// Exactly these pairs.
    fn compare_asked(&self, pairs: &[(Rank, Rank)]) -> (Vec<Compared>, Work) {
        let compare = |(a, b): &(Rank, Rank)| {
            let (of_a, of_b) = (self.articles.text(*a), self.articles.text(*b));
            let (side_a, side_b) = (self.side(&of_a), self.side(&of_b));
            self.compared((*a, *b), &side_a, &side_b, || {
                common_seeds(&side_a, &side_b)
            })
        };
        let work = Work {
            candidate_pairs: pairs.len() as u64,
            ..Work::default()
        };
        (pairs.par_iter().map(compare).collect(), work)
    }

    /// Where two articles are known to correspond: at their seeds, and in their near-identical paragraphs.
    pub(super) fn anchors(&self, pair: &Candidate<'_>, known: &AlignedOnce<'_>) -> Vec<Anchor> {
        let mut anchors = pair.anchors();
        for meeting in pair.meetings {
            let first = |number: u32| self.survey.paragraphs[number as usize].tokens[0];
            let (of_a, of_b) = (first(meeting.paragraph_of_a), first(meeting.paragraph_of_b));
            let within = known.known(meeting).unwrap_or(&[Anchor { a: 0, b: 0 }]);
            anchors.extend(within.iter().map(|anchor| Anchor {
                a: of_a + anchor.a,
                b: of_b + anchor.b,
            }));
        }
        anchors
    }

    fn compared(
        &self,
        (a, b): (Rank, Rank),
        of_a: &Side<'_>,
        of_b: &Side<'_>,
        anchors: impl FnOnce() -> Vec<Anchor>,
    ) -> Compared {
        let aligned = if a == b {
            align_with_itself(of_a, anchors(), &self.thresholds)
        } else if of_a.has_same_words(of_b) {
            align_same_words(of_a, of_b, &self.thresholds)
        } else {
            align(of_a, of_b, anchors(), &self.thresholds)
        };
        let left_out = rejected(self, a, b, &aligned);
        let overlap = (!aligned.passages.is_empty())
            .then(|| self.overlap(a, b, of_a, of_b, aligned.passages));
        Compared {
            a,
            b,
            overlap,
            left_out,
        }
    }

    pub(super) fn overlap(
        &self,
        a: Rank,
        b: Rank,
        of_a: &Side<'_>,
        of_b: &Side<'_>,
        passages: Vec<Passage>,
    ) -> Overlap {
        Overlap::of(
            self.articles.document(a),
            self.articles.document(b),
            of_a,
            of_b,
            passages,
        )
    }

    /// Everything in its order.
    fn result(&self, question: &Question<'_>, compared: Vec<Compared>, work: Work) -> Overlaps {
        let nearest = nearest(self, &compared);
        let words = |is_against| {
            let of_side = self
                .articles
                .all()
                .filter(|rank| self.articles.is_against(*rank) == is_against);
            of_side
                .map(|rank| self.survey.words.count(rank) as u64)
                .sum()
        };
        let mut shared: Vec<Compared> = compared
            .into_iter()
            .filter(|pair| pair.overlap.is_some())
            .collect();
        let ids = |pair: &Compared| {
            (
                &self.articles.header(pair.a).id,
                &self.articles.header(pair.b).id,
            )
        };
        shared.sort_unstable_by(|one, other| ids(one).cmp(&ids(other)));
        let declared = declared(self, &shared);
        let (mut pairs, mut left_out) = (Vec::with_capacity(shared.len()), Vec::new());
        for pair in shared {
            pairs.extend(pair.overlap);
            left_out.extend(pair.left_out);
        }
        Overlaps {
            pairs,
            left_out,
            nearest,
            declared,
            possible_pairs: question.possible_pairs(self.settings),
            words: (words(false), words(true)),
            work,
        }
    }
}

/// The meetings whose `a` is one of some articles.
fn within<'m>(meetings: &'m [Meeting], articles: &Range<usize>) -> &'m [Meeting] {
    let before = |end: usize| meetings.partition_point(|meeting| meeting.a.index() < end);
    &meetings[before(articles.start)..before(articles.end)]
}

#[cfg(test)]
mod tests {
    use super::super::Memory;
    use super::super::made::{Desk, articles};
    use super::*;

    /// 400 articles of which each second repeats a paragraph of an earlier one.
    fn archive() -> Vec<String> {
        let mut desk = Desk(1);
        let mut archive: Vec<String> = Vec::new();
        for n in 0..400 {
            let own = desk.words(40, 4000).join(" ");
            let taken = match n % 2 {
                1 => archive[desk.below(n)]
                    .lines()
                    .next()
                    .unwrap_or_default()
                    .to_owned(),
                _ => desk.words(30, 4000).join(" "),
            };
            archive.push(format!("{own}\n\n{taken}"));
        }
        archive
    }

    #[test]
    fn under_every_limit_the_same_is_found_and_all_that_was_counted_is_given_back() {
        let input = articles(&archive());
        let question = Question {
            input: &input,
            against: None,
            pairs: None,
        };
        let found = [0, 1 << 20, u64::MAX].map(|limit| {
            let resources = Resources::new(3).unwrap().memory(Memory(limit));
            let found = overlap(&question, &OverlapSettings::default(), &resources).unwrap();
            assert_eq!(resources.budget().held(), 0);
            found
        });
        assert!(found[0].pairs.len() > 100);
        assert!(found.iter().all(|one| *one == found[0]));
    }
}
