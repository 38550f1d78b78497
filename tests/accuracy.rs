//! How well passages, versions and near-duplicates are found in a small invented archive: floors slightly under what is
//! reached, so that a change which loses accuracy fails. What is reached on real text is told by `accuracy.sh`.

#[path = "accuracy/archive.rs"]
mod archive;
#[path = "accuracy/language.rs"]
mod language;

use std::collections::HashSet;
use std::sync::LazyLock;

use archive::{Archive, Kind, Place};
use wireprint::pipeline::{Question, Resources, dedupe, overlap};
use wireprint::score::{self, ListedPassage, Member, PassageScore};
use wireprint::story::{Deduped, Overlaps, clusters};
use wireprint::{DedupeSettings, DocumentId, Measure, OverlapSettings, Preset};

/// Where a passage stands in its two stories, that with the smaller number first.
type Passage = [Place; 2];

static ARCHIVE: LazyLock<Archive> = LazyLock::new(Archive::invented);
/// What is found by default: once for all tests.
static OVERLAPS: LazyLock<Overlaps> = LazyLock::new(|| overlaps(Preset::Wire));

fn overlaps(preset: Preset) -> Overlaps {
    let question = Question {
        input: &ARCHIVE.stories,
        against: None,
        pairs: None,
    };
    let settings = OverlapSettings {
        preset,
        ..OverlapSettings::default()
    };
    overlap(&question, &settings, &Resources::new(2).unwrap()).unwrap()
}

/// The passages of stories that are not versions of one.
fn borrowed(overlaps: &Overlaps) -> Vec<Passage> {
    let of_pairs = overlaps.pairs.iter();
    of_pairs
        .filter(|pair| !ARCHIVE.are_versions(pair.a.index(), pair.b.index()))
        .flat_map(|pair| {
            pair.passages.iter().map(|passage| {
                ordered([
                    (pair.a.index(), passage.a.range()),
                    (pair.b.index(), passage.b.range()),
                ])
            })
        })
        .collect()
}

fn ordered(mut passage: Passage) -> Passage {
    passage.sort_by_key(|(story, _)| *story);
    passage
}

/// The true passages, of one kind or of all.
fn planted(kind: Option<Kind>) -> Vec<Passage> {
    let planted = ARCHIVE.planted.iter();
    planted
        .filter(|planted| kind.is_none_or(|kind| planted.kind == kind))
        .map(|planted| ordered(planted.places.clone()))
        .collect()
}

/// How well the passages of one kind were found, among the stories that have one.
fn score_of(kind: Kind, found: &[Passage]) -> PassageScore {
    let truth = planted(Some(kind));
    let stories: HashSet<[usize; 2]> = truth.iter().map(stories_of).collect();
    let among = found
        .iter()
        .filter(|passage| stories.contains(&stories_of(passage)));
    score(&truth, &among.cloned().collect::<Vec<_>>())
}

/// By characters, which are bytes here but for quotation marks.
fn score(truth: &[Passage], found: &[Passage]) -> PassageScore {
    let listed = |passages: &[Passage]| passages.iter().map(listed).collect::<Vec<_>>();
    score::passages(&listed(truth), &listed(found))
}

fn listed(passage: &Passage) -> ListedPassage {
    let [a, b] = passage.clone().map(|(story, place)| {
        let place = place.start as u64..place.end as u64;
        (story.to_string(), place)
    });
    ListedPassage::new(a, b)
}

/// Whether two passages overlap on both sides.
fn meet(one: &Passage, other: &Passage) -> bool {
    let mut sides = one.iter().zip(other);
    sides.all(|((story, one), (other_story, other))| {
        story == other_story && one.start < other.end && other.start < one.end
    })
}

fn stories_of(passage: &Passage) -> [usize; 2] {
    [passage[0].0, passage[1].0]
}

/// By how many words each edge of a passage that was found is off, of the true passages of some kinds, in order.
fn edges(kinds: &[Kind]) -> Vec<usize> {
    let found = borrowed(&OVERLAPS);
    let mut off = Vec::new();
    for case in kinds.iter().flat_map(|kind| planted(Some(*kind))) {
        for passage in found.iter().filter(|passage| meet(&case, passage)) {
            for ((story, wanted), (_, found)) in case.iter().zip(passage) {
                off.push(words_between(*story, wanted.start, found.start));
                off.push(words_between(*story, wanted.end, found.end));
            }
        }
    }
    off.sort_unstable();
    off
}

fn words_between(story: usize, one: usize, other: usize) -> usize {
    let between = &ARCHIVE.stories[story].text[one.min(other)..one.max(other)];
    let words = between.split_whitespace();
    words
        .filter(|word| word.contains(char::is_alphanumeric))
        .count()
}

/// The share of edges that are off by so many words at most.
fn share_within(most: usize, off: &[usize]) -> f64 {
    off.partition_point(|words| *words <= most) as f64 / off.len() as f64
}

/// A story and its word 5-grams.
struct Version {
    story: usize,
    shingles: HashSet<Vec<String>>,
}

impl Version {
    fn of(story: usize) -> Version {
        let text = ARCHIVE.stories[story].text.to_lowercase();
        let words = text.split(|c: char| !c.is_alphanumeric());
        let words = words.filter(|word| !word.is_empty()).map(str::to_owned);
        let words: Vec<String> = words.collect();
        Version {
            story,
            shingles: words.windows(5).map(<[String]>::to_vec).collect(),
        }
    }

    /// Whether four fifths of its shingles stand in another.
    fn stands_in(&self, other: &Version) -> bool {
        self.common(other) >= 0.8 * self.shingles.len() as f64
    }

    /// Whether the jaccard of both is .8 or more.
    fn is_like(&self, other: &Version) -> bool {
        let common = self.common(other);
        common >= 0.8 * ((self.shingles.len() + other.shingles.len()) as f64 - common)
    }

    fn common(&self, other: &Version) -> f64 {
        self.shingles.intersection(&other.shingles).count() as f64
    }
}

/// Every two versions of a story, the one with fewer shingles (of equals, the later one) first.
fn versions() -> Vec<[Version; 2]> {
    let two = (0..ARCHIVE.stories.len()).flat_map(|a| (0..a).map(move |b| [a, b]));
    two.filter(|[a, b]| ARCHIVE.are_versions(*a, *b))
        .map(|two| {
            let mut two = two.map(Version::of);
            two.sort_by_key(|version| version.shingles.len());
            two
        })
        .collect()
}

fn deduped(measure: Measure) -> Deduped {
    let settings = DedupeSettings {
        measure,
        ..DedupeSettings::default()
    };
    dedupe(&ARCHIVE.stories, &settings, &Resources::new(2).unwrap()).unwrap()
}

/// Plagdet of each kind; what is reached is a little more.
const FLOORS: [(Kind, f64); 12] = [
    (Kind::Verbatim, 0.99),
    (Kind::Sentence, 0.99),
    (Kind::Quote, 0.99),
    (Kind::Edit05, 0.99),
    (Kind::Edit20, 0.99),
    (Kind::Edit40, 0.93),
    (Kind::Ocr04, 0.99),
    (Kind::Ocr10, 0.95),
    (Kind::Reorder, 0.99),
    (Kind::Abridge, 0.955),
    (Kind::Added, 0.99),
    (Kind::Reworded, 0.99),
];

#[test]
fn a_borrowed_passage_is_found_whatever_became_of_it() {
    let found = borrowed(&OVERLAPS);
    let below = |(kind, floor): &(Kind, f64)| {
        let score = score_of(*kind, &found);
        (score.plagdet < *floor).then(|| format!("{kind:?}, floor {floor}: {score:.3?}"))
    };
    let below: Vec<String> = FLOORS.iter().filter_map(below).collect();
    assert!(below.is_empty(), "{below:#?}");
}

#[test]
fn next_to_nothing_is_told_of_stories_that_share_a_set_phrase() {
    let truth = planted(None);
    let is_false = |passage: &&Passage| !truth.iter().any(|case| meet(case, passage));
    let false_finds = borrowed(&OVERLAPS).iter().filter(is_false).count();
    assert!(false_finds <= 20, "{false_finds} passages");
}

#[test]
fn a_borrowed_passage_is_found_in_one_piece() {
    let found = borrowed(&OVERLAPS);
    for (kind, _) in FLOORS {
        let granularity = score_of(kind, &found).granularity;
        assert!(granularity <= 1.01, "{kind:?}: {granularity:.3}");
    }
}

#[test]
fn the_edges_of_what_was_copied_are_exact() {
    let off = edges(&[Kind::Verbatim, Kind::Sentence, Kind::Quote]);
    let exact = share_within(0, &off);
    assert!(exact >= 0.99, "{exact:.3} exact, the last {:?}", off.last());
    assert!(off.last() <= Some(&1), "{off:?}");
}

#[test]
fn the_edges_of_what_was_edited_are_off_by_a_word_or_two_at_most() {
    use Kind::{Abridge, Added, Edit05, Edit20, Ocr04, Ocr10, Reorder, Reworded};
    let off = edges(&[
        Edit05, Edit20, Ocr04, Ocr10, Reorder, Abridge, Added, Reworded,
    ]);
    let (exact, near) = (share_within(0, &off), share_within(2, &off));
    assert!(exact >= 0.95, "{exact:.3} exact");
    assert!(near >= 0.97, "{near:.3} within two words");
}

#[test]
fn strict_is_surer_and_loose_finds_more() {
    let score = |preset| score(&planted(None), &borrowed(&overlaps(preset)));
    let [strict, wire, loose] = [Preset::Strict, Preset::Wire, Preset::Loose].map(score);
    assert!(strict.precision >= 0.999, "{strict:.4?}");
    assert!(strict.recall >= 0.88, "{strict:.3?}");
    assert!(strict.recall <= wire.recall && wire.recall <= loose.recall);
    // They may differ by a passage or two that only one of them looks at.
    assert!(
        wire.precision + 0.001 >= loose.precision,
        "{wire:.4?}, {loose:.4?}"
    );
}

/// Each story with the name of its cluster.
fn members(clusters: &[usize]) -> Vec<Member> {
    let member = |(story, cluster): (usize, &usize)| Member {
        id: story.to_string(),
        cluster: cluster.to_string(),
    };
    clusters.iter().enumerate().map(member).collect()
}

#[test]
fn versions_of_a_story_are_one_cluster() {
    let published = |story: DocumentId| ARCHIVE.stories[story.index()].header.published;
    let found = clusters(ARCHIVE.stories.len(), &OVERLAPS.pairs, published);
    let found: Vec<usize> = found.iter().map(|story| story.index()).collect();
    let score = score::clusters(&members(&ARCHIVE.family), &members(&found));
    assert!(score.ari >= 0.985 && score.bcubed >= 0.985, "{score:.4?}");
}

#[test]
fn by_jaccard_every_two_near_duplicates_are_in_one_group() {
    let groups = deduped(Measure::Jaccard).groups;
    let alike = versions().into_iter().filter(|[a, b]| a.is_like(b));
    let alike: Vec<[usize; 2]> = alike.map(|two| two.map(|version| version.story)).collect();
    assert!(alike.len() >= 20, "{}", alike.len());
    for [a, b] in alike {
        assert_eq!(groups[a], groups[b], "stories {a} and {b}");
    }
}

#[test]
fn next_to_all_stories_that_stand_in_a_longer_version_are_removed_and_no_other() {
    let standing = versions()
        .into_iter()
        .filter(|[less, more]| less.stands_in(more));
    let wanted: HashSet<usize> = standing.map(|[less, _]| less.story).collect();
    let found = deduped(Measure::Coverage);
    let removed: HashSet<usize> = found.removals().map(|(story, _)| story.index()).collect();
    assert!(removed.is_subset(&wanted), "{removed:?}, {wanted:?}");
    // One that stands only in a version that was removed itself is kept.
    assert!(removed.len() * 100 >= wanted.len() * 97, "{removed:?}");
}
