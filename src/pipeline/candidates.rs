//! Places with the same seed, and near-identical paragraphs, into candidate pairs: which articles may share a passage, and
//! where they meet.

use std::cmp::Ordering;

use rayon::prelude::*;

use super::links::linked;
use super::postings::{Posting, Postings, Second};
use super::question::{Rank, Ranked};
use super::repeats::{Contents, Meeting, Repeats};
use super::survey::Survey;
use super::words::Spot;
use crate::align::{Anchor, Thresholds};
use crate::settings::OverlapSettings;

/// Two articles that may share a passage, and where they meet.
pub(super) struct Candidate<'f> {
    pub(super) a: Rank,
    pub(super) b: Rank,
    /// Places with the same seed.
    hits: &'f [Hit],
    /// Paragraphs that are near-identical.
    pub(super) meetings: &'f [Meeting],
}

impl Candidate<'_> {
    pub(super) fn anchors(&self) -> Vec<Anchor> {
        self.hits.iter().map(|hit| hit.anchor).collect()
    }
}

/// All places where articles meet.
pub(super) struct Found {
    hits: Vec<Hit>,
    pub(super) meetings: Vec<Meeting>,
    pub(super) repeats: Repeats,
}

/// Two places with the same seed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hit {
    pub(super) a: Rank,
    pub(super) b: Rank,
    anchor: Anchor,
    /// What the equal words around it are worth, up to 255 bits.
    bits: u8,
}

impl Found {
    pub(super) fn by(
        articles: &Ranked<'_>,
        survey: &Survey,
        settings: &OverlapSettings,
        thresholds: &Thresholds,
    ) -> Found {
        let t0 = std::time::Instant::now();
        let contents = Contents::of(&survey.paragraphs);
        eprintln!(" contents {:?}", t0.elapsed());
        let second = Second::of(articles, survey, &contents, |_| true);
        eprintln!(" second {:?}", t0.elapsed());
        let repeats = Repeats::of(survey, contents, second.bands);
        eprintln!(" repeats {:?}", t0.elapsed());
        Found::linked(&second.postings, repeats, articles, survey, settings, thresholds)
    }

    /// The places that these postings and repeated paragraphs link.
    pub(super) fn linked(
        postings: &Postings,
        repeats: Repeats,
        articles: &Ranked<'_>,
        survey: &Survey,
        settings: &OverlapSettings,
        thresholds: &Thresholds,
    ) -> Found {
        let t0 = std::time::Instant::now();
        let linking = Linking { articles, survey, repeats: &repeats, settings, thresholds };
        let mut hits: Vec<Hit> = postings
            .shelves()
            .flat_map_iter(|lists| {
                let mut found = Vec::new();
                lists.for_each(|list| linking.hits(list, |hit| found.push(hit)));
                found
            })
            .collect();
        eprintln!(" hits {} {:?}", hits.len(), t0.elapsed());
        hits.par_sort_unstable();
        hits.dedup();
        eprintln!(" hits {} pairs {} strong {} {:?}", hits.len(), hits.chunk_by(|x,y| (x.a,x.b)==(y.a,y.b)).count(), hits.iter().filter(|h| h.bits>=34).count(), t0.elapsed());
        let mut meetings: Vec<Meeting> = repeats
            .groups()
            .into_par_iter()
            .flat_map_iter(|group| meetings(group, articles, survey, settings))
            .collect();
        meetings.par_sort_unstable();
        meetings.dedup();
        Found {
            hits,
            meetings,
            repeats,
        }
    }

    /// The places where two articles meet by seeds, and by paragraphs.
    pub(super) fn between(&self, a: Rank, b: Rank) -> (&[Hit], &[Meeting]) {
        let of_pair = |one: (Rank, Rank)| one.cmp(&(a, b));
        let hits = equal_range(&self.hits, |hit| of_pair((hit.a, hit.b)));
        let meetings = equal_range(&self.meetings, |meeting| of_pair((meeting.a, meeting.b)));
        (hits, meetings)
    }

    /// The pairs worth aligning, whose seeds in one place are worth enough, in the order of their ranks.
    pub(super) fn candidates(&self, thresholds: &Thresholds) -> Vec<Candidate<'_>> {
        let mut found = Vec::new();
        let (mut hits, mut meetings) = (self.hits.as_slice(), self.meetings.as_slice());
        while let Some((a, b)) = next_pair(hits, meetings) {
            let (here, rest) = hits.split_at(hits.partition_point(|hit| (hit.a, hit.b) <= (a, b)));
            let (paragraphs, others) = meetings
                .split_at(meetings.partition_point(|meeting| (meeting.a, meeting.b) <= (a, b)));
            if !paragraphs.is_empty() || is_promising(here, thresholds) {
                found.push(Candidate {
                    a,
                    b,
                    hits: here,
                    meetings: paragraphs,
                });
            }
            (hits, meetings) = (rest, others);
        }
        found
    }
}

/// The part of a sorted list that compares equal.
fn equal_range<T>(list: &[T], compare: impl Fn(&T) -> Ordering) -> &[T] {
    let from = list.partition_point(|one| compare(one).is_lt());
    let to = list.partition_point(|one| compare(one).is_le());
    &list[from..to]
}

fn next_pair(hits: &[Hit], meetings: &[Meeting]) -> Option<(Rank, Rank)> {
    let hit = hits.first().map(|hit| (hit.a, hit.b));
    let meeting = meetings.first().map(|meeting| (meeting.a, meeting.b));
    hit.into_iter().chain(meeting).min()
}

/// Seeds looked back on from each.
const LOOK_BACK: usize = 8;

/// Whether the seeds two articles share in one place are more than two reports of one event are bound to share. Nineteen in
/// twenty pairs of a wire archive that share a seed share no more than "in the United States".
fn is_promising(hits: &[Hit], thresholds: &Thresholds) -> bool {
    let enough = thresholds.min_seed_bits;
    bits_in_one_place(hits, thresholds.seed_place_words, enough) >= enough
}

/// The most that seeds within so many words of each other are worth together, in bits; it is looked for until `enough` are found.
pub(super) fn bits_in_one_place(hits: &[Hit], place_words: u32, enough: u32) -> u32 {
    let mut sums: Vec<u32> = Vec::with_capacity(hits.len());
    let mut most = 0;
    for (n, hit) in hits.iter().enumerate() {
        let before = (n.saturating_sub(LOOK_BACK)..n)
            .filter_map(|m| Some(sums[m] + added(&hits[m], hit, place_words)?));
        let sum = before.max().unwrap_or(0).max(u32::from(hit.bits));
        most = most.max(sum);
        if most >= enough {
            break;
        }
        sums.push(sum);
    }
    most
}

/// What a seed adds to one before it, if it is in the same place: of seeds that overlap, what the later has for itself.
fn added(before: &Hit, hit: &Hit, place_words: u32) -> Option<u32> {
    let in_a = hit.anchor.a - before.anchor.a;
    let in_b = hit.anchor.b.abs_diff(before.anchor.b);
    let new_words = in_a.min(in_b).min(SEED_WORDS);
    (in_a.max(in_b) <= place_words).then(|| u32::from(hit.bits) * new_words / SEED_WORDS)
}

/// Words in a seed.
const SEED_WORDS: u32 = 4;


/// What places are linked by.
pub(super) struct Linking<'r> {
    pub(super) articles: &'r Ranked<'r>,
    pub(super) survey: &'r Survey,
    pub(super) repeats: &'r Repeats,
    pub(super) settings: &'r OverlapSettings,
    pub(super) thresholds: &'r Thresholds,
}

/// Places of a seed up to which it links articles that have nothing else in this place.
const WEAK_PLACES: usize = 16;

/// Far from where equal words begin, one place in so many is written down.
const SPARSE: usize = 4;

impl Linking<'_> {
    /// The pairs of places that one seed links.
    pub(super) fn hits(&self, postings: &[Posting], mut emit: impl FnMut(Hit)) {
        let most = self.most(postings.len());
        let enough = if postings.len() <= WEAK_PLACES { 0 } else { self.thresholds.min_seed_bits };
        let places: Vec<(Spot<'_>, u32)> = postings.iter().map(|posting| self.place(*posting)).collect();
        linked(&places, self.settings, self.articles, |(spot, _)| spot.article, |one, other| {
            let Some((a, b)) = self.articles.sides(one.0.article, other.0.article, self.settings) else {
                return false;
            };
            if one.1 != other.1 {
                let agreement = self.survey.words.agreement(&one.0, &other.0, most);
                let is_told = !agreement.goes_back_far() || one.0.token % SPARSE == 0;
                if agreement.bits >= enough && is_told {
                    let (of_a, of_b) = if a == one.0.article { (one, other) } else { (other, one) };
                    emit(Hit {
                        a,
                        b,
                        anchor: Anchor { a: of_a.0.token as u32, b: of_b.0.token as u32 },
                        bits: agreement.bits.min(255) as u8,
                    });
                }
            }
            true
        });
    }

    /// The article a posting is in.
    pub(super) fn article(&self, posting: Posting) -> Rank {
        self.survey.words.spot(posting.place()).article
    }

    /// What the words of a seed are worth, in bits.
    pub(super) fn worth(&self, postings: &[Posting]) -> u32 {
        let most = self.most(postings.len());
        let first = postings.first().map(|posting| self.survey.words.spot(posting.place()));
        first.map_or(0, |spot| self.survey.words.seed_worth(&spot).min(most))
    }

    /// Where a posting is, and the group of its paragraph.
    fn place(&self, posting: Posting) -> (Spot<'_>, u32) {
        let spot = self.survey.words.spot(posting.place());
        let paragraph = self.survey.paragraph_at(spot.article, spot.token);
        (spot, self.repeats.group_of(paragraph as u32))
    }

    /// The most that a seed is worth which stands in so many places: what a triple of words is worth that is met as often, and
    /// a third of that for a fourth word.
    fn most(&self, places: usize) -> u32 {
        match self.survey.background.most_worth_of_triple(places as u64) {
            Some(worth) => (worth * 4 / 3 / 256) as u32,
            None => u32::MAX,
        }
    }
}

/// The pairs of articles that one group of near-identical paragraphs links.
fn meetings(
    group: &[u32],
    articles: &Ranked<'_>,
    survey: &Survey,
    settings: &OverlapSettings,
) -> Vec<Meeting> {
    let mut found = Vec::new();
    let article = |paragraph: &u32| survey.paragraphs[*paragraph as usize].article;
    linked(group, settings, articles, article, |one, other| {
        let Some((a, b)) = articles.sides(article(one), article(other), settings) else {
            return false;
        };
        let (of_a, of_b) = if a == article(one) {
            (*one, *other)
        } else {
            (*other, *one)
        };
        found.push(Meeting {
            a,
            b,
            paragraph_of_a: of_a,
            paragraph_of_b: of_b,
        });
        true
    });
    found
}

