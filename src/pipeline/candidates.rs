//! Places with the same seed, and near-identical paragraphs, into candidate pairs: which articles may share a passage, and
//! where they meet.

use std::cmp::Ordering;

use rayon::prelude::*;

use super::links::{CUT_OFF, each_like, linked};
use super::pairs::PairTable;
use super::postings::{Posting, Postings, Second};
use super::question::{Rank, Ranked};
use super::repeats::{Contents, Meeting, Repeats};
use super::survey::Survey;
use super::words::{Agreement, Spot};
use crate::align::{Anchor, Thresholds, TwoPlaces, gap_cost};
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
    /// Whether this alone is worth aligning two articles.
    is_enough: bool,
}

impl Found {
    pub(super) fn by(
        articles: &Ranked<'_>,
        survey: &Survey,
        settings: &OverlapSettings,
        thresholds: &Thresholds,
    ) -> Found {
        let contents = Contents::of(&survey.paragraphs);
        let second = Second::of(articles, survey, &contents, |_| true);
        let repeats = Repeats::of(survey, contents, second.bands);
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
        let linking = Linking { articles, survey, repeats: &repeats, settings, thresholds };
        let met = PairTable::for_meetings(postings.pairs_up_to(FEW_PLACES));
        postings.shelves().for_each(|lists| {
            linking.each_list(lists, |spots| {
                linking.each_meet(spots, &mut |meet| {
                    let (a, b) = (meet.a.article, meet.b.article);
                    match meet.is_enough {
                        true => met.take(a, b),
                        false => met.meet(a, b, meet.a.place - meet.agreement.before()),
                    }
                });
            });
        });
        let mut hits: Vec<Hit> = postings
            .shelves()
            .flat_map_iter(|lists| {
                let mut found = Vec::new();
                linking.each_list(lists, |spots| {
                    linking.each_meet(spots, &mut |meet| {
                        if meet.is_enough || met.is_met_again(meet.a.article, meet.b.article) {
                            found.extend(linking.hit(&meet));
                        }
                    });
                });
                found
            })
            .collect();
        hits.par_sort_unstable();
        hits.dedup();
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

/// Hits looked back on from each.
const LOOK_BACK: usize = 16;
/// Words in a seed.
const SEED_WORDS: u32 = 4;
/// Words from one hit to the next of a row.
const MOST_APART: u32 = 40;

/// Whether what two articles share is more than two reports of one event are bound to share: equal words in a row, or almost, that
/// are worth enough; two places that follow each other at about the same distance, as in a damaged text; or two places close
/// together in any order that are worth enough. Of pairs of a wire archive that share a seed, one in a hundred is.
fn is_promising(hits: &[Hit], thresholds: &Thresholds) -> bool {
    hits.iter().any(|hit| hit.is_enough)
        || has_two_places(hits, &thresholds.two_places)
        || bits_in_one_place(hits, thresholds.min_run_bits) >= thresholds.min_run_bits
}

/// The most that hits in a row are worth together, less what lies between them, in bits; it is looked for until `enough` are found.
pub(super) fn bits_in_one_place(hits: &[Hit], enough: u32) -> u32 {
    let mut sums: Vec<i64> = Vec::with_capacity(hits.len());
    let mut most = 0;
    for (n, hit) in hits.iter().enumerate() {
        let before = (n.saturating_sub(LOOK_BACK)..n)
            .filter_map(|m| Some(sums[m] + added(&hits[m], hit)?));
        let sum = before.max().unwrap_or(0).max(i64::from(hit.bits) * 256);
        most = most.max(sum);
        if most >= i64::from(enough) * 256 {
            break;
        }
        sums.push(sum);
    }
    (most / 256) as u32
}

/// What a hit adds to one before it, if it follows that: of equal words that overlap, what the later has for itself.
fn added(before: &Hit, hit: &Hit) -> Option<i64> {
    let (in_a, in_b) = apart(before, hit)?;
    if in_a == in_b && in_a < SEED_WORDS {
        return Some(0);
    }
    let new_words = i64::from(in_a.min(in_b).min(SEED_WORDS));
    let gap = |words: u32| words.saturating_sub(SEED_WORDS) as usize;
    (in_a.max(in_b) <= MOST_APART)
        .then(|| i64::from(hit.bits) * 64 * new_words - gap_cost(gap(in_a), gap(in_b)))
}

/// Whether two hits belong together, as `needed` says.
fn has_two_places(hits: &[Hit], needed: &TwoPlaces) -> bool {
    let before = |n: usize| &hits[n.saturating_sub(LOOK_BACK)..n];
    hits.iter().enumerate().any(|(n, hit)| {
        before(n).iter().any(|before| are_in_line(before, hit, needed.in_line_words) || are_close(before, hit, needed))
    })
}

/// Whether one place follows another on both sides at about the same distance.
fn are_in_line(before: &Hit, hit: &Hit, most_words: u32) -> bool {
    apart(before, hit).is_some_and(|(in_a, in_b)| {
        in_a.min(in_b) > SEED_WORDS && in_a <= most_words && in_a.abs_diff(in_b) <= 3 + in_a / 8
    })
}

/// Whether two places are close together on both sides, in whatever order, and worth enough.
fn are_close(before: &Hit, hit: &Hit, needed: &TwoPlaces) -> bool {
    let in_a = hit.anchor.a - before.anchor.a;
    let in_b = hit.anchor.b.abs_diff(before.anchor.b);
    in_a.min(in_b) > SEED_WORDS
        && in_a.max(in_b) <= needed.close_words
        && u32::from(hit.bits) + u32::from(before.bits) >= needed.close_bits
}

/// Words from one hit to one that follows it on both sides.
fn apart(before: &Hit, hit: &Hit) -> Option<(u32, u32)> {
    let in_a = hit.anchor.a.checked_sub(before.anchor.a)?;
    let in_b = hit.anchor.b.checked_sub(before.anchor.b)?;
    (in_a > 0 && in_b > 0).then_some((in_a, in_b))
}

/// What places are linked by.
pub(super) struct Linking<'r> {
    pub(super) articles: &'r Ranked<'r>,
    pub(super) survey: &'r Survey,
    pub(super) repeats: &'r Repeats,
    pub(super) settings: &'r OverlapSettings,
    pub(super) thresholds: &'r Thresholds,
}

/// Places of a seed up to which it links articles that have little else in this place.
const FEW_PLACES: usize = 16;

/// Far into equal words, one place in so many is written down.
const SPARSE: u32 = 4;

/// Places looked at together.
const SPOTS: usize = 1 << 11;

/// Two places of a seed that are in articles that are compared, and may be a hit.
#[derive(Clone, Copy)]
pub(super) struct Meet<'s> {
    a: &'s Spot,
    b: &'s Spot,
    agreement: Agreement,
    most: u32,
    /// Whether this alone is worth aligning two articles.
    is_enough: bool,
}

impl Linking<'_> {
    /// The hits that one seed makes.
    pub(super) fn hits(&self, postings: &[Posting], mut emit: impl FnMut(Hit)) {
        let spots: Vec<Spot> = postings.iter().map(|posting| self.survey.words.spot(posting.place())).collect();
        self.each_meet(&spots, &mut |meet: Meet<'_>| {
            if let Some(hit) = self.hit(&meet) {
                emit(hit);
            }
        });
    }

    /// The spots of some lists of places, many at a time, so that the processor waits for them at once and not for one after the other.
    fn each_list<'p>(&self, lists: impl Iterator<Item = &'p [Posting]>, mut visit: impl FnMut(&[Spot])) {
        let (mut spots, mut ends) = (Vec::with_capacity(SPOTS), Vec::new());
        let mut put = |spots: &mut Vec<Spot>, ends: &mut Vec<usize>| {
            let mut start = 0;
            for end in ends.drain(..) {
                visit(&spots[start..end]);
                start = end;
            }
            spots.clear();
        };
        for list in lists {
            spots.extend(list.iter().map(|posting| self.survey.words.spot(posting.place())));
            ends.push(spots.len());
            if spots.len() >= SPOTS {
                put(&mut spots, &mut ends);
            }
        }
        put(&mut spots, &mut ends);
    }

    /// The pairs of places that one seed links.
    fn each_meet(&self, spots: &[Spot], emit: &mut impl FnMut(Meet<'_>)) {
        let most = self.most(spots.len());
        if spots.len() <= FEW_PLACES || spots.len() > CUT_OFF {
            let is_few = spots.len() <= FEW_PLACES;
            linked(spots, self.settings, self.articles, |spot| spot.article, |one, other| {
                self.meet(one, other, most, is_few, emit)
            });
        } else {
            each_like(spots, |one, other| _ = self.meet(one, other, most, false, emit));
        }
    }

    /// Emits two places if their articles are compared, and the words around them agree enough. Returns whether they are.
    fn meet(&self, one: &Spot, other: &Spot, most: u32, is_few: bool, emit: &mut impl FnMut(Meet<'_>)) -> bool {
        let agreement = one.agreement(other);
        // Far into equal words, one place in so many is enough.
        let is_told = !agreement.goes_back_far() || one.place.min(other.place).is_multiple_of(SPARSE);
        let is_enough = is_told && self.is_enough(one, other, agreement, most);
        if is_few && !is_told {
            return true;
        }
        let Some((a, _)) = self.articles.sides(one.article, other.article, self.settings) else {
            return false;
        };
        if is_enough || is_few {
            let (a, b) = if a == one.article { (one, other) } else { (other, one) };
            emit(Meet { a, b, agreement, most, is_enough });
        }
        true
    }

    fn is_enough(&self, one: &Spot, other: &Spot, agreement: Agreement, most: u32) -> bool {
        let (run, quoted) = (self.thresholds.min_run_bits, self.thresholds.min_quoted_run_bits);
        if agreement.most_bits() < quoted {
            return false;
        }
        let bits = self.survey.words.bits(one, agreement, most);
        bits >= run || bits >= quoted && (one.is_at_marks(agreement) || other.is_at_marks(agreement))
    }

    /// What two places are as a hit; `None` where their paragraphs are near-identical, which link their articles by themselves.
    fn hit(&self, meet: &Meet<'_>) -> Option<Hit> {
        let words = &self.survey.words;
        let tokens = (words.token(meet.a), words.token(meet.b));
        if self.group(meet.a, tokens.0) == self.group(meet.b, tokens.1) {
            return None;
        }
        Some(Hit {
            a: meet.a.article,
            b: meet.b.article,
            anchor: Anchor { a: tokens.0, b: tokens.1 },
            bits: words.bits(meet.a, meet.agreement, meet.most).min(255) as u8,
            is_enough: meet.is_enough,
        })
    }

    fn group(&self, spot: &Spot, token: u32) -> u32 {
        let paragraph = self.survey.paragraph_at(spot.article, token as usize);
        self.repeats.group_of(paragraph as u32)
    }

    /// The article a posting is in.
    pub(super) fn article(&self, posting: Posting) -> Rank {
        self.survey.words.article(posting.place())
    }

    /// What the words of a seed are worth, in bits.
    pub(super) fn worth(&self, postings: &[Posting]) -> u32 {
        let most = self.most(postings.len());
        let first = postings.first().map(|posting| self.survey.words.spot(posting.place()));
        first.map_or(0, |spot| self.survey.words.seed_bits(&spot).min(most))
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

