//! Seeds and near-identical paragraphs into candidate pairs: which articles may share a passage, and where they meet.
//!
//! Second pass over the texts. Seeds that the survey met more than once become postings; postings of one seed link the
//! articles they stand in. Paragraphs that are near-identical link their articles by themselves, and their seeds need not.

use std::cmp::Ordering;

use rayon::prelude::*;

use super::question::{Rank, Ranked};
use super::repeats::{Band, Contents, Meeting, Repeats, bands};
use super::survey::Survey;
use crate::align::{Anchor, Seed, Thresholds, seeds};
use crate::settings::OverlapSettings;
use crate::text::Tokens;

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

/// Where a seed stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Posting {
    /// The seed; in its last byte what it is worth, in bits, which is the same wherever it stands.
    pub(super) seed: u64,
    pub(super) paragraph: u32,
    pub(super) token: u32,
}

/// A seed's number without what it is worth.
pub(super) fn without_worth(seed: u64) -> u64 {
    seed & !255
}

/// Two places with the same seed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hit {
    pub(super) a: Rank,
    pub(super) b: Rank,
    anchor: Anchor,
    /// What the seed is worth.
    bits: u8,
}

/// Postings of one seed above which it links star-wise. Below, n postings make n²/2 hits; above, [`HUBS`] · n.
pub(super) const CUT_OFF: usize = 128;
/// The earliest places of a too common seed, to which all later ones are linked.
const HUBS: usize = 4;
/// Places looked at to find that many hubs that the settings allow.
const HUBS_TRIED: usize = 64;

impl Found {
    pub(super) fn by(articles: &Ranked<'_>, survey: &Survey, settings: &OverlapSettings) -> Found {
        let contents = Contents::of(&survey.paragraphs);
        let second = Second::of(articles, survey, &contents, |_| true);
        let repeats = Repeats::of(survey, contents, second.bands);
        Found::linked(&second.postings, repeats, articles, survey, settings)
    }

    /// The places that these postings and repeated paragraphs link.
    pub(super) fn linked(
        postings: &[Posting],
        repeats: Repeats,
        articles: &Ranked<'_>,
        survey: &Survey,
        settings: &OverlapSettings,
    ) -> Found {
        let mut hits: Vec<Hit> = postings
            .par_chunk_by(|one, other| one.seed == other.seed)
            .flat_map_iter(|postings| hits(postings, articles, survey, &repeats, settings))
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

/// What the second pass writes down.
#[derive(Default)]
pub(super) struct Second {
    /// The seeds that were met more than once, sorted.
    pub(super) postings: Vec<Posting>,
    pub(super) bands: Vec<Band>,
}

impl Second {
    /// `is_wanted`: of which seeds postings are written down.
    pub(super) fn of(
        articles: &Ranked<'_>,
        survey: &Survey,
        contents: &Contents,
        is_wanted: impl Fn(u64) -> bool + Sync,
    ) -> Second {
        let add = |(mut second, mut tokens): (Second, Tokens), article| {
            tokens.refill(&articles.text(article));
            second.add(article, &tokens, survey, contents, &is_wanted);
            (second, tokens)
        };
        let join = |mut one: Second, other: Second| {
            one.postings.extend(other.postings);
            one.bands.extend(other.bands);
            one
        };
        let parts = articles
            .ranks()
            .fold(Default::default, add)
            .map(|(second, _)| second);
        let mut second = parts.reduce(Second::default, join);
        second.postings.par_sort_unstable();
        second
    }

    fn add(
        &mut self,
        article: Rank,
        tokens: &Tokens,
        survey: &Survey,
        contents: &Contents,
        is_wanted: &impl Fn(u64) -> bool,
    ) {
        let numbers = survey.paragraphs_of(article);
        let paragraphs = &survey.paragraphs[numbers.clone()];
        let mut counts = vec![(0, 0); paragraphs.len()];
        seeds(tokens, |seed| {
            let within = paragraphs.partition_point(|paragraph| paragraph.tokens.1 <= seed.token);
            let is_met = survey.sieve.is_met_again(seed.hash);
            counts[within].0 += usize::from(is_met);
            counts[within].1 += 1;
            if is_met && is_wanted(seed.hash) {
                let bits = bits_of(seed, tokens, survey);
                let paragraph = (numbers.start + within) as u32;
                self.postings.push(Posting {
                    seed: without_worth(seed.hash) | u64::from(bits),
                    paragraph,
                    token: seed.token,
                });
            }
        });
        for ((number, paragraph), (met, seeds)) in numbers.zip(paragraphs).zip(counts) {
            let words =
                &tokens.as_slice()[paragraph.tokens.0 as usize..paragraph.tokens.1 as usize];
            bands(number as u32, words, contents, met, seeds, &mut self.bands);
        }
    }
}

/// What a seed is worth, in bits: the same wherever it stands.
fn bits_of(seed: Seed, tokens: &Tokens, survey: &Survey) -> u8 {
    match seed.words() {
        Some(words) => words
            .clone()
            .map(|word| survey.background.worth_within(tokens, words.clone(), word))
            .sum::<i32>()
            .div_euclid(256)
            .clamp(0, 255) as u8,
        None => LETTER_SEED_BITS,
    }
}

/// Fifteen letters in a row: what they are worth does not depend on how damage cut them into words.
const LETTER_SEED_BITS: u8 = 20;

/// The pairs of places that one seed links.
pub(super) fn hits(
    postings: &[Posting],
    articles: &Ranked<'_>,
    survey: &Survey,
    repeats: &Repeats,
    settings: &OverlapSettings,
) -> Vec<Hit> {
    let mut found = Vec::new();
    let article = |posting: &Posting| survey.paragraphs[posting.paragraph as usize].article;
    linked(postings, settings, articles, article, |one, other| {
        let Some((a, b)) = articles.sides(article(one), article(other), settings) else {
            return false;
        };
        if !repeats.are_one_group(one.paragraph, other.paragraph) {
            let (of_a, of_b) = if a == article(one) {
                (one, other)
            } else {
                (other, one)
            };
            found.push(Hit {
                a,
                b,
                anchor: Anchor {
                    a: of_a.token,
                    b: of_b.token,
                },
                bits: one.seed as u8,
            });
        }
        true
    });
    found
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

/// Offers to `link` each pair of places (the later one first), or, where there are too many, each place with the first
/// few that `link` accepts. `places` are in the order of their articles' ranks.
fn linked<P>(
    places: &[P],
    settings: &OverlapSettings,
    articles: &Ranked<'_>,
    article: impl Fn(&P) -> Rank,
    mut link: impl FnMut(&P, &P) -> bool,
) {
    if places.len() <= CUT_OFF {
        for (n, later) in places.iter().enumerate() {
            places[..n]
                .iter()
                .for_each(|earlier| _ = link(later, earlier));
        }
        return;
    }
    if articles.has_two_sides() {
        return linked_across(places, |place| articles.is_against(article(place)), link);
    }
    let firsts = first_of_each_source(places, settings, articles, &article);
    let mut oldest = 0;
    for (n, later) in places.iter().enumerate() {
        while oldest < n && is_too_old(article(&places[oldest]), article(later), settings, articles)
        {
            oldest += 1;
        }
        let near = oldest..n.min(oldest + HUBS_TRIED);
        let of_sources = firsts
            .iter()
            .copied()
            .filter(|first| (near.end..n).contains(first));
        let hubs = near
            .clone()
            .chain(of_sources)
            .filter(|hub| link(later, &places[*hub]));
        hubs.take(HUBS).for_each(drop);
    }
}

/// The same between two sides: each place is linked with the first few of the other side, earlier or later.
fn linked_across<P>(
    places: &[P],
    is_against: impl Fn(&P) -> bool,
    mut link: impl FnMut(&P, &P) -> bool,
) {
    for side in [false, true] {
        let hubs: Vec<&P> = places
            .iter()
            .filter(|place| is_against(place) != side)
            .take(HUBS_TRIED)
            .collect();
        for place in places.iter().filter(|place| is_against(place) == side) {
            hubs.iter()
                .filter(|hub| link(place, hub))
                .take(HUBS)
                .for_each(drop);
        }
    }
}

/// Where only different sources are compared, the first place of each of the first few: the earliest places may all be
/// of one source, and link no other article of it.
fn first_of_each_source<P>(
    places: &[P],
    settings: &OverlapSettings,
    articles: &Ranked<'_>,
    article: impl Fn(&P) -> Rank,
) -> Vec<usize> {
    let mut firsts: Vec<usize> = Vec::new();
    if settings.across_sources {
        let source = |place: usize| &articles.header(article(&places[place])).source;
        for place in 0..places.len() {
            if firsts.len() <= HUBS && firsts.iter().all(|first| source(*first) != source(place)) {
                firsts.push(place);
            }
        }
    }
    firsts
}

/// Whether an article came so long before another that no later one can be compared with it either.
fn is_too_old(
    earlier: Rank,
    later: Rank,
    settings: &OverlapSettings,
    articles: &Ranked<'_>,
) -> bool {
    match (
        settings.window,
        articles.published(earlier),
        articles.published(later),
    ) {
        (Some(window), Some(earlier), Some(later)) => {
            later.duration_since(earlier).unsigned_abs() > window
        }
        _ => false,
    }
}
