//! Paragraphs into groups of near-identical ones, by their signatures; each group is aligned once, wherever it stands.
//!
//! Forty papers that run one agency story make 780 pairs of articles, and the same paragraphs meet in each. Identical
//! paragraphs are found by one hash. Of the rest, signatures are banded (Broder 1997; Leskovec, Rajaraman and Ullman,
//! Mining of Massive Datasets, chapter 3), and each two contents that meet are aligned once: what corresponds in them
//! is then known in every pair of articles. Whether two paragraphs really are alike is left to that alignment.

use bytemuck::{Pod, Zeroable};
use rayon::prelude::*;

use super::budget::Budget;
use super::links::linked;
use super::partitions::{Partitions, Writer};
use super::question::{Rank, Ranked};
use super::survey::Survey;
use crate::align::{Anchor, Side, Thresholds, firm_anchors};
use crate::error::StorageError;
use crate::settings::OverlapSettings;
use crate::sketch::{Banding, Signature, each_shingle};
use crate::story::components;
use crate::text::Token;

/// Shorter paragraphs are left to their seeds: a line that every story ends with is no reason to compare them.
const MIN_WORDS: usize = 12;
/// Of longer ones no signature is made: aligning them whole would cost more than it saves. Identical ones are met all the same.
const MAX_WORDS: usize = 2_000;
/// Words in a shingle.
const SHINGLE_WORDS: usize = 5;
/// Jaccard resemblance of paragraphs that count as near-identical.
const THRESHOLD: f64 = 0.8;

/// Two near-identical paragraphs of two articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Meeting {
    pub(super) a: Rank,
    pub(super) b: Rank,
    pub(super) paragraph_of_a: u32,
    pub(super) paragraph_of_b: u32,
}

/// For each paragraph the first one with the same words.
pub(super) struct Contents(Vec<u32>);

impl Contents {
    pub(super) fn of(survey: &Survey) -> Contents {
        let contents: &[u64] = &survey.contents;
        let content = |paragraph: &u32| contents[*paragraph as usize];
        let mut order: Vec<u32> = (0..contents.len() as u32).collect();
        order.par_sort_unstable_by_key(|number| (content(number), *number));
        let mut first = vec![0; contents.len()];
        for same in order.chunk_by(|one, other| content(one) == content(other)) {
            same.iter()
                .for_each(|number| first[*number as usize] = same[0]);
        }
        Contents(first)
    }

    fn first(&self, paragraph: u32) -> u32 {
        self.0[paragraph as usize]
    }
}

/// One band of a paragraph's signature.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Band {
    /// Its upper half and its lower, so that no gap is left behind the paragraph.
    key: [u32; 2],
    paragraph: u32,
}

/// Paragraphs whose bands are in one partition, about.
const PARAGRAPHS_A_PARTITION: usize = 1 << 14;
const MOST_PARTITIONS: usize = 1 << 8;

/// Room for the bands of so many paragraphs, by their keys.
pub(super) fn of_bands(paragraphs: usize, budget: &Budget) -> Partitions<'_, Band> {
    let count = paragraphs / PARAGRAPHS_A_PARTITION;
    Partitions::new(count.clamp(1, MOST_PARTITIONS), budget)
}

/// Writes the bands of a paragraph, if its signature is worth making: it is the first of its content, of fit length, and
/// `met` of its `seeds` seeds, more than half, were met elsewhere.
pub(super) fn bands(
    number: u32,
    words: &[Token],
    contents: &Contents,
    met: usize,
    seeds: usize,
    writer: &mut Writer<'_, Band>,
) {
    if contents.first(number) != number
        || !(MIN_WORDS..=MAX_WORDS).contains(&words.len())
        || met * 2 <= seeds
    {
        return;
    }
    let hashes: Vec<u64> = words.iter().map(|token| token.hash).collect();
    let mut shingles = Vec::with_capacity(hashes.len());
    each_shingle(&hashes, SHINGLE_WORDS, |shingle| shingles.push(shingle));
    let banding = Banding::at(THRESHOLD);
    let signature = Signature::of(&shingles, banding.slots);
    for key in banding.keys(&signature) {
        let band = Band {
            key: [(key >> 32) as u32, key as u32],
            paragraph: number,
        };
        writer.push(band.key[1] as usize % writer.partitions(), band);
    }
}

/// Which paragraphs are near-identical.
pub(super) struct Repeats {
    contents: Contents,
    /// For each paragraph the first one of its group, which may be itself alone.
    group: Vec<u32>,
    /// The paragraphs that have others in their group: group by group, each in order.
    members: Vec<u32>,
    /// The same in the order of the row of all words.
    places: Vec<Grouped>,
    /// For each stretch of so many words of the row the first of `places` that does not end before it.
    signposts: Vec<u32>,
}

/// Where a paragraph that has others in its group stands in the row of all words.
struct Grouped {
    start: u32,
    end: u32,
    group: u32,
}

/// Words from one signpost to the next.
const STRETCH: usize = 64;

impl Repeats {
    /// Fails if there was no room for temporary files.
    pub(super) fn of(
        survey: &Survey,
        contents: Contents,
        bands: &Partitions<'_, Band>,
    ) -> Result<Repeats, StorageError> {
        let partitions = (0..bands.count()).into_par_iter();
        let edges: Result<Vec<_>, StorageError> = partitions
            .map(|partition| Ok(edges(bands.take(partition)?)))
            .collect();
        let of_contents = components(survey.paragraphs.len(), edges?.into_iter().flatten());
        let fits = |number: u32| survey.paragraphs[number as usize].words() >= MIN_WORDS;
        let group: Vec<u32> = (0..contents.0.len() as u32)
            .map(|number| {
                if fits(number) {
                    of_contents[contents.first(number) as usize]
                } else {
                    number
                }
            })
            .collect();
        let mut members: Vec<u32> = (0..group.len() as u32).collect();
        members.par_sort_unstable_by_key(|number| (group[*number as usize], *number));
        let members: Vec<u32> = members
            .chunk_by(|one, other| group[*one as usize] == group[*other as usize])
            .filter(|group| group.len() > 1)
            .flatten()
            .copied()
            .collect();
        let places = in_order_of_words(survey, &group, &members);
        Ok(Repeats {
            contents,
            group,
            members,
            signposts: signposts(&places),
            places,
        })
    }

    /// Bytes of memory that they take.
    pub(super) fn bytes(&self) -> usize {
        let numbers = [
            &self.contents.0,
            &self.group,
            &self.members,
            &self.signposts,
        ];
        let of_numbers: usize = numbers.map(|row| size_of_val(row.as_slice())).iter().sum();
        of_numbers + size_of_val(self.places.as_slice())
    }

    /// Where articles meet by near-identical paragraphs, sorted.
    pub(super) fn meetings(
        &self,
        articles: &Ranked<'_>,
        survey: &Survey,
        settings: &OverlapSettings,
    ) -> Vec<Meeting> {
        let groups = self.groups().into_par_iter();
        let mut found: Vec<Meeting> = groups
            .flat_map_iter(|group| meetings(group, articles, survey, settings))
            .collect();
        found.par_sort_unstable();
        found.dedup();
        found
    }

    /// The groups of two paragraphs and more.
    fn groups(&self) -> Vec<&[u32]> {
        self.members
            .chunk_by(|one, other| self.group[*one as usize] == self.group[*other as usize])
            .collect()
    }

    /// Whether two places of the row of all words are in near-identical paragraphs.
    pub(super) fn are_near_identical(&self, one: u32, other: u32) -> bool {
        self.group_at(one)
            .is_some_and(|group| self.group_at(other) == Some(group))
    }

    /// The first paragraph of the group that the paragraph at a place of the row of all words is in, if it has others.
    fn group_at(&self, place: u32) -> Option<u32> {
        let first = *self.signposts.get(place as usize / STRETCH)?;
        let mut from = self.places[first as usize..].iter();
        let here = from.find(|paragraph| place < paragraph.end)?;
        (here.start <= place).then_some(here.group)
    }

    /// The contents of the two paragraphs that meet; `None` where they are the same.
    fn contents_of(&self, meeting: &Meeting) -> Option<(u32, u32)> {
        let (a, b) = (
            self.contents.first(meeting.paragraph_of_a),
            self.contents.first(meeting.paragraph_of_b),
        );
        (a != b).then_some((a, b))
    }
}

/// Where some paragraphs stand, in the order of the row of all words.
fn in_order_of_words(survey: &Survey, group: &[u32], members: &[u32]) -> Vec<Grouped> {
    let mut members = members.to_vec();
    members.par_sort_unstable();
    let place = |number: &u32| {
        let paragraph = &survey.paragraphs[*number as usize];
        let [start, end] = paragraph.tokens;
        Grouped {
            start: survey.words.place(paragraph.article, start),
            end: survey.words.place(paragraph.article, end),
            group: group[*number as usize],
        }
    };
    members.iter().map(place).collect()
}

fn signposts(places: &[Grouped]) -> Vec<u32> {
    let mut next = 0;
    let signpost = |stretch: usize| {
        while (places[next].end as usize) <= stretch {
            next += 1;
        }
        next as u32
    };
    let end = places.last().map_or(0, |last| last.end as usize);
    (0..end).step_by(STRETCH).map(signpost).collect()
}

/// Paragraphs that have a band in common, with the first that has it.
fn edges(mut bands: Vec<Band>) -> Vec<(u32, u32)> {
    bands.sort_unstable();
    let alike = bands.chunk_by(|one, other| one.key == other.key);
    let with_first = |same: &[Band]| {
        let first = same[0].paragraph;
        let others = same[1..].iter().map(move |other| (first, other.paragraph));
        others.collect::<Vec<_>>()
    };
    let mut edges: Vec<(u32, u32)> = alike.flat_map(with_first).collect();
    edges.sort_unstable();
    edges.dedup();
    edges
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

/// What corresponds in each two contents that meet, found once.
pub(super) struct AlignedOnce<'r> {
    repeats: &'r Repeats,
    pairs: Vec<(u32, u32)>,
    anchors: Vec<Vec<Anchor>>,
}

impl<'r> AlignedOnce<'r> {
    pub(super) fn of(
        articles: &Ranked<'_>,
        survey: &Survey,
        repeats: &'r Repeats,
        meetings: &[Meeting],
        thresholds: &Thresholds,
    ) -> AlignedOnce<'r> {
        let mut pairs: Vec<(u32, u32)> = meetings
            .par_iter()
            .filter_map(|meeting| repeats.contents_of(meeting))
            .collect();
        pairs.par_sort_unstable();
        pairs.dedup();
        let align = |(a, b): &(u32, u32)| {
            let (of_a, of_b) = (
                survey.paragraph_text(articles, *a),
                survey.paragraph_text(articles, *b),
            );
            let side = |text| Side::new(text, &survey.background);
            firm_anchors(&side(&of_a), &side(&of_b), thresholds)
        };
        let anchors = pairs.par_iter().map(align).collect();
        AlignedOnce {
            repeats,
            pairs,
            anchors,
        }
    }

    /// How many pairs of contents were aligned.
    pub(super) fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Where two paragraphs that meet correspond; `None` where they are identical.
    pub(super) fn known(&self, meeting: &Meeting) -> Option<&[Anchor]> {
        let contents = self.repeats.contents_of(meeting)?;
        let place = self.pairs.binary_search(&contents).ok()?;
        Some(&self.anchors[place])
    }
}

impl Survey {
    /// The text of one paragraph, from its first token to its last.
    fn paragraph_text(&self, articles: &Ranked<'_>, number: u32) -> String {
        let paragraph = &self.paragraphs[number as usize];
        let text = articles.text(paragraph.article);
        text.get(paragraph.span().range())
            .unwrap_or_default()
            .to_owned()
    }
}
