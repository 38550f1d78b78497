//! What newspapers make of wire stories, in an invented vocabulary: which texts go, that nothing is lost with them, and which
//! articles are versions of one story. Floors lie slightly under what is reached; tests/accuracy/make_pickups.py does the same
//! with real text.

use std::collections::HashSet;

use jiff::Timestamp;
use wireprint::pipeline::{Question, Resources, dedupe, overlap};
use wireprint::sketch::{ShingleSet, token_hashes};
use wireprint::story::{Deduped, clusters};
use wireprint::{DedupeSettings, Document, DocumentId, Measure, OverlapSettings};

type Paragraph = Vec<String>;
type Story = Vec<Paragraph>;

/// A desk with a vocabulary of its own: the same stories for the same seed.
struct Desk(u64);

impl Desk {
    /// A number below `bound` that looks drawn at random (Steele, Lea and Flood 2014, SplitMix64).
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 11) as usize % bound
    }

    /// Common words are short and far more often met than rare ones.
    fn word(&mut self) -> String {
        const SYLLABLES: [&str; 16] = [
            "ba", "del", "fi", "gor", "hu", "kan", "lo", "mer", "ni", "pos", "ru", "sat", "te",
            "vol", "wi", "zan",
        ];
        let rarest = 1 + self.below(8000);
        let mut number = self.below(rarest);
        let mut word = String::new();
        while number > 0 || word.is_empty() {
            word.push_str(SYLLABLES[number % 16]);
            number /= 16;
        }
        word
    }

    fn paragraph(&mut self) -> Paragraph {
        let words = 25 + self.below(40);
        (0..words).map(|_| self.word()).collect()
    }

    fn wire(&mut self) -> Story {
        let paragraphs = 5 + self.below(6);
        (0..paragraphs).map(|_| self.paragraph()).collect()
    }

    /// One word in a hundred is another.
    fn edited(&mut self, mut story: Story) -> Story {
        for word in story.iter_mut().flatten() {
            if self.below(100) == 0 {
                *word = self.word();
            }
        }
        story
    }

    fn trimmed(&mut self, mut story: Story) -> Story {
        story.truncate(1 + self.below(story.len()));
        story
    }

    fn with_new_lede(&mut self, mut story: Story) -> Story {
        story[0] = (0..18).map(|_| self.word()).collect();
        story
    }

    /// A byline before, a sign-off after.
    fn with_furniture(&mut self, mut story: Story) -> Story {
        story.insert(0, vec!["By".to_owned(), self.word(), self.word()]);
        story.push((0..8).map(|_| self.word()).collect());
        story
    }

    fn pickup(&mut self, kind: usize, wire: &Story) -> Story {
        let story = wire.clone();
        match kind % 7 {
            0 => self.trimmed(story),
            1 => self.with_new_lede(story),
            2 => self.with_furniture(story),
            3 => self.edited(story),
            4 => {
                let trimmed = self.trimmed(story);
                self.edited(trimmed)
            }
            5 => {
                let dressed = self.with_furniture(story);
                self.edited(dressed)
            }
            _ => [story, vec![self.paragraph(), self.paragraph()]].concat(),
        }
    }
}

/// Articles of one source, an hour after each other.
#[derive(Default)]
struct Archive(Vec<Document>);

impl Archive {
    fn add(&mut self, story: &Story) -> DocumentId {
        let number = self.0.len();
        let paragraphs: Vec<String> = story.iter().map(|paragraph| paragraph.join(" ")).collect();
        let mut document = Document::new(format!("{number:05}"), paragraphs.join("\n\n"));
        document.header.published = Timestamp::from_second(3600 * number as i64).ok();
        self.0.push(document);
        DocumentId(number as u32)
    }

    fn deduped(&self, measure: Measure, threshold: f64) -> Deduped {
        let settings = DedupeSettings {
            measure,
            threshold,
            ..DedupeSettings::default()
        };
        dedupe(&self.0, &settings, &Resources::new(2).unwrap()).unwrap()
    }

    fn set(&self, document: usize) -> ShingleSet {
        ShingleSet::of_text(&self.0[document].text, 5)
    }
}

fn deduped(archive: &Archive) -> Deduped {
    archive.deduped(Measure::Coverage, 0.8)
}

/// Wires with a pickup each, in pairs.
fn pickups() -> Archive {
    let (mut desk, mut archive) = (Desk(1), Archive::default());
    for kind in 0..420 {
        let wire = desk.wire();
        archive.add(&wire);
        archive.add(&desk.pickup(kind, &wire));
    }
    archive
}

#[test]
fn of_a_wire_and_its_pickup_one_goes() {
    let archive = pickups();
    let found = deduped(&archive);
    let gone = |pair: &usize| (0..2).any(|n| found.verdicts[2 * pair + n].removal().is_some());
    let hits = (0..420).filter(gone).count();
    assert!(hits >= 412, "{hits} of 420");
}

/// The share of a text's words that lie in a run of three that the other has too.
fn standing(text: &str, other: &str) -> f64 {
    let words = |text: &str| {
        let mut hashes = Vec::new();
        token_hashes(text, &mut hashes);
        hashes
    };
    let (text, other) = (words(text), words(other));
    let runs: HashSet<&[u64]> = other.windows(3).collect();
    let stands = |place: usize| {
        let from = place.saturating_sub(2)..=place;
        from.into_iter()
            .filter_map(|from| text.get(from..from + 3))
            .any(|run| runs.contains(run))
    };
    (0..text.len()).filter(|place| stands(*place)).count() as f64 / text.len() as f64
}

#[test]
fn no_removal_loses_a_fifth_of_a_text() {
    let archive = pickups();
    let text = |document: DocumentId| &archive.0[document.index()].text;
    for (document, removal) in deduped(&archive).removals() {
        let stands = standing(text(document), text(removal.kept));
        assert!(
            stands > 0.8,
            "{document:?}: {stands} stands in the kept one"
        );
    }
}

#[test]
fn stories_of_which_a_part_is_another_all_stay() {
    let (mut desk, mut archive) = (Desk(2), Archive::default());
    for _ in 0..100 {
        let (one, other) = (desk.wire(), desk.wire());
        let stitched = [&one[..one.len() / 2], &other[..other.len() / 2]].concat();
        let update = [&[desk.paragraph()], &one[..one.len() / 2], &desk.wire()[..]].concat();
        let with_its_statement = [&desk.wire()[..], &other[1..2]].concat();
        for story in [&one, &other, &stitched, &update, &with_its_statement] {
            archive.add(story);
        }
    }
    assert_eq!(deduped(&archive).removed(), 0);
}

#[test]
fn forms_with_other_numbers_all_stay() {
    let (mut desk, mut archive) = (Desk(3), Archive::default());
    let form = desk.wire();
    for _ in 0..100 {
        let mut filled = form.clone();
        for place in filled.iter_mut().flatten().step_by(8) {
            *place = (1000 + desk.below(9000)).to_string();
        }
        archive.add(&filled);
    }
    assert_eq!(deduped(&archive).removed(), 0);
}

#[test]
fn all_pairs_at_the_threshold_of_jaccard_hang_together() {
    let (mut desk, mut archive) = (Desk(4), Archive::default());
    for _ in 0..150 {
        let wire = desk.wire();
        for cut in [0, 0, 1, 4] {
            let shortened = wire[..wire.len() - cut].to_vec();
            archive.add(&desk.edited(shortened));
        }
    }
    let sets: Vec<ShingleSet> = (0..archive.0.len()).map(|n| archive.set(n)).collect();
    for threshold in [0.5, 0.8] {
        let found = archive.deduped(Measure::Jaccard, threshold);
        let pairs = (0..sets.len()).flat_map(|a| (a / 4 * 4..a).map(move |b| (a, b)));
        let alike = pairs.filter(|(a, b)| sets[*a].jaccard(&sets[*b]) >= threshold);
        let (together, apart): (Vec<_>, Vec<_>) =
            alike.partition(|(a, b)| found.groups[*a] == found.groups[*b]);
        assert!(together.len() > 50);
        assert_eq!(apart, []);
    }
}

#[test]
fn a_crowd_of_one_template_is_decided_as_by_comparing_every_pair() {
    let (mut desk, mut archive) = (Desk(5), Archive::default());
    let template = desk.wire();
    for _ in 0..500 {
        let own = (0..20 + desk.below(160)).map(|_| desk.word()).collect();
        archive.add(&[&template[..], &[own]].concat());
    }
    let sets: Vec<ShingleSet> = (0..500).map(|n| archive.set(n)).collect();
    for threshold in [0.5, 0.65, 0.8] {
        let found = archive.deduped(Measure::Jaccard, threshold);
        // Of what is kept by the earliest, each resembles none kept before it.
        let mut kept: Vec<usize> = Vec::new();
        for (number, set) in sets.iter().enumerate() {
            let resembles = |other: &usize| sets[*other].jaccard(set) >= threshold;
            if !kept.iter().any(resembles) {
                kept.push(number);
            }
            let stays = found.verdicts[number].removal().is_none();
            assert_eq!(
                stays,
                kept.last() == Some(&number),
                "{number} at {threshold}"
            );
        }
    }
}

/// Wires with two pickups each, and stories that borrow one paragraph, or all of a brief, days later.
fn versions() -> (Archive, Vec<usize>) {
    let (mut desk, mut archive, mut story_of) = (Desk(6), Archive::default(), Vec::new());
    let mut wires: Vec<Story> = Vec::new();
    for story in 0..80 {
        let wire = desk.wire();
        let pickups = [2 * story, 2 * story + 1].map(|kind| desk.pickup(kind, &wire));
        for version in [&wire].into_iter().chain(&pickups) {
            archive.add(version);
            story_of.push(2 * story);
        }
        if let Some(old) = wires.get(story / 2) {
            let mut borrower = desk.wire();
            borrower.splice(1..1, old[..2].iter().cloned());
            archive.add(&borrower);
            story_of.push(2 * story + 1);
        }
        wires.push(wire);
    }
    (archive, story_of)
}

#[test]
fn versions_of_a_story_are_one_cluster_and_borrowers_none() {
    let (archive, story_of) = versions();
    let question = Question {
        input: &archive.0,
        against: None,
        pairs: None,
    };
    let found = overlap(
        &question,
        &OverlapSettings::default(),
        &Resources::new(2).unwrap(),
    )
    .unwrap();
    let published = |document: DocumentId| archive.0[document.index()].header.published;
    let named = clusters(archive.0.len(), &found.pairs, published);
    let pairs = (0..named.len()).flat_map(|a| (0..a).map(move |b| (a, b)));
    let (mut right, mut wrong, mut missed) = (0, 0, 0);
    for (a, b) in pairs {
        match (story_of[a] == story_of[b], named[a] == named[b]) {
            (true, true) => right += 1,
            (false, true) => wrong += 1,
            (true, false) => missed += 1,
            (false, false) => {}
        }
    }
    assert!(right >= 230, "{right} pairs of 240, {missed} missed");
    assert!(wrong <= 1, "{wrong} pairs of different stories");
}
