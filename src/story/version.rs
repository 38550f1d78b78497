//! Articles and what they share into the versions of one story: take, update, writethru, correction, kill.
//!
//! Two articles of one source are versions of a story if they are one item to their sender; else if they came within two days of each
//! other, and enough of the shorter one stands word for word in the longer: half of it where a lead tag says that one of them is a new
//! version, two thirds where they have the same headline or slug, four fifths where they have no name in common but open alike. Word
//! for word, since that is what tells a story from a template: tomorrow's prices stand in today's sentences, and hardly a run of
//! five words goes by without a number. And where no lead tag speaks for them, most numbers must be the same.
//!
//! What another source carries is no version, but a pickup.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::origin::name;
use super::{Kills, LeadTag, Overlap, Removal, components, lead_tag_of_text, without_lead_tag};
use crate::document::{Corpus, DocumentId, Header, Status};
use crate::text::each_token_hash;

/// Versions of a story come at most so far apart.
const MOST_APART: SignedDuration = SignedDuration::from_hours(48);
/// The share of the shorter text that must stand word for word in the longer: with a lead tag, with the same name, without either.
const TAGGED: f64 = 0.5;
const NAMED: f64 = 2.0 / 3.0;
const UNNAMED: f64 = 0.8;
/// Words they must share: with a lead tag or a name, and without either. A dividend of ten cents a share is soon told in the same words.
const NAMED_WORDS: u32 = 20;
const UNNAMED_WORDS: u32 = 40;

/// What became of a story, in the newsrooms' words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// It was sent for the first time.
    Take,
    /// Something was added.
    Update,
    /// All of it was sent anew.
    Writethru,
    /// What was wrong was put right, or it was sent again as it should have been.
    Correction,
    /// It was withdrawn.
    Kill,
}

impl Step {
    /// The name used in every output.
    pub fn name(self) -> &'static str {
        match self {
            Step::Take => "take",
            Step::Update => "update",
            Step::Writethru => "writethru",
            Step::Correction => "correction",
            Step::Kill => "kill",
        }
    }
}

/// How much alike two texts are, as far as versions are concerned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Likeness {
    /// Share (0 to 1) of the shorter one's runs of five words that stand in the longer.
    pub word_for_word: f64,
    /// Words they share.
    pub words: u32,
    /// Whether they open with the same words.
    pub opens_alike: bool,
}

impl Likeness {
    /// That of two articles whose passages are known. How many runs of words either has follows from the shares that lie in passages:
    /// of two texts, that with the larger share is the shorter by as much.
    pub fn of_overlap(overlap: &Overlap) -> Likeness {
        let (a, b) = (overlap.a_coverage, overlap.b_coverage);
        let lengths = a.max(b) / a.min(b).max(f64::MIN_POSITIVE);
        let jaccard = overlap.jaccard;
        Likeness {
            word_for_word: (jaccard / (1.0 + jaccard) * (1.0 + lengths)).min(1.0),
            words: overlap.matched_words,
            opens_alike: overlap.same_opening,
        }
    }

    /// That of a removed text and the one that was kept for it. Of texts of which either holds half of the other, the openings are taken
    /// for alike. `removed`: fetches the removed text.
    pub fn of_removal<'t>(removal: &Removal, removed: impl FnOnce() -> Cow<'t, str>) -> Likeness {
        let (one, other) = (removal.removed_coverage, removal.kept_coverage);
        let mut words = 0;
        each_token_hash(&removed(), |_| words += 1);
        Likeness {
            word_for_word: one.max(other),
            words: (one * f64::from(words)).round() as u32,
            opens_alike: one.min(other) >= 0.5,
        }
    }
}

/// What tells of an article which version of which story it is.
pub struct Marks<'c> {
    header: &'c Header,
    tag: Option<LeadTag>,
    title: Vec<u64>,
    slugline: Vec<u64>,
    of_text: OnceCell<Option<LeadTag>>,
}

impl<'c> Marks<'c> {
    /// Those in a header.
    pub fn of(header: &'c Header) -> Marks<'c> {
        let wire = header.wire.as_deref();
        let slugline = wire.and_then(|wire| wire.slugline.as_deref());
        let (of_title, title) = without_lead_tag(header.title.as_deref().unwrap_or_default());
        let (of_slugline, slugline) = without_lead_tag(slugline.unwrap_or_default());
        let signals = wire.map_or(&[][..], |wire| &wire.signals);
        let of_signals = signals.iter().find_map(|signal| of_signal(signal));
        let tags = [of_title, of_slugline, of_signals];
        Marks {
            header,
            tag: tags
                .into_iter()
                .flatten()
                .max_by_key(|tag| (tag.step, tag.number)),
            title: name(title),
            slugline: name(slugline),
            of_text: OnceCell::new(),
        }
    }

    /// Whether two articles that are so much alike are versions of one story. `text`: fetches the text of this one or of the other
    /// (`false`, `true`); it is asked only where the answer hangs on it.
    pub fn are_versions<'t>(
        &self,
        other: &Marks<'_>,
        likeness: &Likeness,
        text: impl Fn(bool) -> Cow<'t, str>,
    ) -> bool {
        if self.header.source != other.header.source {
            return false;
        }
        if self.is_same_item(other) {
            return true;
        }
        if !self.is_near(other) || likeness.words < NAMED_WORDS || likeness.word_for_word < TAGGED {
            return false;
        }
        let is_named_alike = likeness.word_for_word >= NAMED && self.has_name_of(other);
        let is_alike = likeness.word_for_word >= UNNAMED
            && likeness.words >= UNNAMED_WORDS
            && likeness.opens_alike
            && self.is_placed()
            && other.is_placed();
        self.tag_with(|| text(false)).is_some()
            || other.tag_with(|| text(true)).is_some()
            || ((is_named_alike || is_alike) && have_same_numbers(&text(false), &text(true)))
    }

    /// The lead tag of its headline, its slug or its signals; else that of its text.
    pub fn tag_with<'t>(&self, text: impl FnOnce() -> Cow<'t, str>) -> Option<LeadTag> {
        self.tag
            .or_else(|| *self.of_text.get_or_init(|| lead_tag_of_text(&text())))
    }

    /// The lead tag of its headline, its slug or its signals.
    pub(super) fn tag(&self) -> Option<LeadTag> {
        self.tag
    }

    /// The number in the lead tag of its headline, its slug or its signals.
    pub fn number(&self) -> Option<u32> {
        self.tag?.number
    }

    /// Whether both have the same headline, or the same slug and no two headlines, lead tags apart.
    pub(super) fn is_called_like(&self, other: &Marks<'_>) -> bool {
        let is_same = |one: &[u64], other: &[u64]| !one.is_empty() && one == other;
        let has_no_headline = self.title.is_empty() || self.title == self.slugline;
        is_same(&self.title, &other.title)
            || (has_no_headline && is_same(&self.slugline, &other.slugline))
            || (has_no_headline && is_same(&self.title, &other.slugline))
    }

    fn has_name_of(&self, other: &Marks<'_>) -> bool {
        let is_same = |one: &[u64], other: &[u64]| !one.is_empty() && one == other;
        is_same(&self.title, &other.title) || is_same(&self.slugline, &other.slugline)
    }

    fn is_same_item(&self, other: &Marks<'_>) -> bool {
        item(self.header).is_some_and(|of_self| item(other.header) == Some(of_self))
    }

    /// Whether they came within the time in which a story is sent anew, or it is not known.
    pub(super) fn is_near(&self, other: &Marks<'_>) -> bool {
        match (self.header.published, other.header.published) {
            (Some(one), Some(other)) => one.duration_since(other).abs() <= MOST_APART,
            _ => true,
        }
    }

    /// Whether it is known who sent it, and when.
    fn is_placed(&self) -> bool {
        self.header.source.is_some() && self.header.published.is_some()
    }
}

/// Whether most numbers of that text which has fewer stand in the other too. A single one may have been put right.
fn have_same_numbers(one: &str, other: &str) -> bool {
    let (one, other) = (numbers(one), numbers(other));
    let fewest = one.len().min(other.len());
    let mut left = other;
    let same = one.iter().filter(|number| {
        let place = left.iter().position(|other| other == *number);
        place.map(|place| left.swap_remove(place)).is_some()
    });
    fewest < 2 || 2 * same.count() > fewest
}

/// The numbers in a text: `6-3/16`, `4,466,006`, `2.5`.
fn numbers(text: &str) -> Vec<&str> {
    let words = text.split(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',' | '/' | '-'));
    words
        .map(|word| word.trim_matches(|c: char| !c.is_ascii_digit()))
        .filter(|number| !number.is_empty())
        .collect()
}

/// What a signal such as `sig:update` says.
fn of_signal(signal: &str) -> Option<LeadTag> {
    let words = signal.rsplit(':').next().unwrap_or_default();
    without_lead_tag(&format!("({words})")).0
}

/// The name that all versions of an item have in common, which is its sender's.
pub(super) fn item(header: &Header) -> Option<(Option<&str>, &str)> {
    let item = header.wire.as_ref()?.item.as_deref()?;
    Some((header.source.as_deref(), item))
}

/// One version of a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version {
    /// The article.
    pub document: DocumentId,
    /// What became of the story with it.
    pub step: Step,
    /// Its number, where the sender gives one: of the item, or of the lead tag.
    pub number: Option<u32>,
}

/// The stories of a corpus that were sent in several versions. No article is in more than one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chains {
    chains: Vec<Vec<Version>>,
    place: BTreeMap<DocumentId, (usize, usize)>,
}

impl Chains {
    /// Those that the ids of items and the overlaps of a corpus show. In whatever order articles and overlaps come, the same ones hang
    /// together, in the same order.
    pub fn of<'o>(corpus: &dyn Corpus, overlaps: impl Iterator<Item = &'o Overlap>) -> Chains {
        let mut marks = BTreeMap::new();
        let mut links = items(corpus);
        links.extend(Kills::of(corpus).iter());
        for overlap in overlaps.filter(|overlap| overlap.a != overlap.b) {
            let (a, b) = (overlap.a, overlap.b);
            let likeness = Likeness::of_overlap(overlap);
            let may_be = corpus.header(a).source == corpus.header(b).source
                && likeness.word_for_word >= TAGGED;
            if !may_be {
                continue;
            }
            for document in [a, b] {
                marks
                    .entry(document)
                    .or_insert_with(|| Marks::of(corpus.header(document)));
            }
            let text = |is_other| corpus.text(if is_other { b } else { a });
            if marks[&a].are_versions(&marks[&b], &likeness, text) {
                links.push((a, b));
            }
        }
        Chains::linked(corpus, &links)
    }

    /// What hangs together, each in the order it was sent.
    fn linked(corpus: &dyn Corpus, links: &[(DocumentId, DocumentId)]) -> Chains {
        let stories = components(corpus.len(), links.iter().map(|(a, b)| (a.0, b.0)));
        let mut members = BTreeMap::<u32, Vec<DocumentId>>::new();
        let linked = links.iter().filter(|(a, b)| a != b);
        for document in linked.flat_map(|(a, b)| [*a, *b]) {
            members
                .entry(stories[document.index()])
                .or_default()
                .push(document);
        }
        let mut chains: Vec<_> = members
            .into_values()
            .map(|documents| in_order(corpus, documents))
            .collect();
        chains.sort_unstable_by(|one, other| {
            let [one, other] = [one, other].map(|chain| corpus.header(chain[0].document));
            (one.published, &one.id).cmp(&(other.published, &other.id))
        });
        let mut place = BTreeMap::new();
        for (story, chain) in chains.iter().enumerate() {
            for (nth, version) in chain.iter().enumerate() {
                place.insert(version.document, (story, nth));
            }
        }
        Chains { chains, place }
    }

    /// The stories, each in the order it was sent; of two or more versions.
    pub fn stories(&self) -> impl ExactSizeIterator<Item = &[Version]> {
        self.chains.iter().map(Vec::as_slice)
    }

    /// The later of two articles as a version of the earlier; `None` if they are not versions of one story.
    pub fn later_of(&self, one: DocumentId, other: DocumentId) -> Option<&Version> {
        let (one, other) = (self.place.get(&one)?, self.place.get(&other)?);
        let is_one_story = one.0 == other.0 && one != other;
        is_one_story.then(|| &self.chains[one.0][one.1.max(other.1)])
    }
}

/// Every two successive versions of an item.
fn items(corpus: &dyn Corpus) -> Vec<(DocumentId, DocumentId)> {
    let mut items = BTreeMap::<_, Vec<DocumentId>>::new();
    for document in (0..corpus.len() as u32).map(DocumentId) {
        if let Some(item) = item(corpus.header(document)) {
            items.entry(item).or_default().push(document);
        }
    }
    let successive = |same: &Vec<DocumentId>| {
        let pairs = same.windows(2).map(|pair| (pair[0], pair[1]));
        pairs.collect::<Vec<_>>()
    };
    items.values().flat_map(successive).collect()
}

fn in_order(corpus: &dyn Corpus, mut documents: Vec<DocumentId>) -> Vec<Version> {
    documents.sort_unstable();
    documents.dedup();
    let sent = sent_in_order(corpus, &documents);
    let mut versions: Vec<_> = documents
        .into_iter()
        .zip(sent)
        .map(|(document, sent)| (sent, version(corpus, document)))
        .collect();
    versions.sort_unstable_by(|(one_sent, one), (other_sent, other)| {
        let id = |version: &Version| &corpus.header(version.document).id;
        let key = |version: &Version| (version.number, version.step);
        one_sent
            .cmp(other_sent)
            .then_with(|| key(one).cmp(&key(other)))
            .then_with(|| id(one).cmp(id(other)))
    });
    let mut versions: Vec<Version> = versions.into_iter().map(|(_, version)| version).collect();
    for version in versions.iter_mut().skip(1) {
        version.step = version.step.max(Step::Update);
    }
    versions
}

fn version(corpus: &dyn Corpus, document: DocumentId) -> Version {
    let header = corpus.header(document);
    let tag = Marks::of(header).tag_with(|| corpus.text(document));
    let step = match header.status() {
        Status::Canceled => Step::Kill,
        Status::Usable | Status::Withheld => tag.map_or(Step::Take, |tag| tag.step),
    };
    Version {
        document,
        step,
        number: header.version().or(tag.and_then(|tag| tag.number)),
    }
}

/// When each of some articles was sent, as far as their order goes: a version of an item never before the version with a lower number,
/// whatever the clocks say. `None`, not known, comes first.
pub fn sent_in_order(corpus: &dyn Corpus, documents: &[DocumentId]) -> Vec<Option<Timestamp>> {
    let published = |document: &DocumentId| corpus.header(*document).published;
    let mut sent: Vec<_> = documents.iter().map(published).collect();
    let mut items = BTreeMap::<_, Vec<(u32, usize)>>::new();
    for (place, document) in documents.iter().enumerate() {
        let header = corpus.header(*document);
        if let (Some(item), Some(number)) = (item(header), header.version()) {
            items.entry(item).or_default().push((number, place));
        }
    }
    for versions in items.values_mut() {
        versions.sort_unstable();
        let mut latest = None;
        for same_number in versions.chunk_by(|(one, _), (other, _)| one == other) {
            let before = latest;
            for (_, place) in same_number {
                sent[*place] = sent[*place].max(before);
                latest = latest.max(sent[*place]);
            }
        }
    }
    sent
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Document, Wire};

    fn article(id: &str, title: &str, published: &str) -> Document {
        let mut article = Document::new(id, "");
        article.header.title = Some(title.to_owned());
        article.header.source = Some("Northern Wire".to_owned());
        article.header.published = published.parse().ok();
        article
    }

    fn item_of(id: &str, version: u32, published: &str) -> Document {
        let mut article = article(id, "", published);
        article.header.wire = Some(Box::new(Wire {
            item: Some("nw-0301".to_owned()),
            version: Some(version),
            ..Wire::default()
        }));
        article
    }

    fn are_versions(one: &Document, other: &Document, word_for_word: f64) -> bool {
        let likeness = Likeness {
            word_for_word,
            words: 100,
            opens_alike: true,
        };
        let text = |is_other: bool| Cow::Borrowed(if is_other { &*other.text } else { &*one.text });
        Marks::of(&one.header).are_versions(&Marks::of(&other.header), &likeness, text)
    }

    const MORNING: &str = "2026-03-02T09:05:00Z";
    const NOON: &str = "2026-03-02T12:00:00Z";
    const NEXT_WEEK: &str = "2026-03-09T09:05:00Z";

    #[test]
    fn what_a_name_ties_together_needs_less_in_common() {
        let first = article("1", "Ferries idle", MORNING);
        let updated = article("2", "UPDATE 1-Ferries still idle", NOON);
        let same = article("3", "FERRIES IDLE", NOON);
        let other = article("4", "No ferry sails", NOON);
        let least = |later: &Document| {
            (0..=10)
                .map(|tenths| f64::from(tenths) / 10.0)
                .find(|share| are_versions(&first, later, *share))
        };
        assert_eq!(least(&updated), Some(0.5));
        assert_eq!(least(&same), Some(0.7));
        assert_eq!(least(&other), Some(0.8));
    }

    #[test]
    fn a_template_with_other_numbers_is_no_version() {
        let [mut one, mut other] = ["1", "2"].map(|id| article(id, "Ferries idle", MORNING));
        one.text = "The Bank sold 2.5 million crowns at 6-3/16 per cent.".to_owned();
        other.text = "The Bank sold 3.1 million crowns at 6-1/8 per cent.".to_owned();
        assert!(!are_versions(&one, &other, 0.8));
        other.header.title = Some("UPDATE 1-Ferries idle".to_owned());
        assert!(are_versions(&one, &other, 0.8));
        assert!(have_same_numbers(
            "5 of 40 ships, 12 crews",
            "7 of 40 ships, 12 crews and 3 dogs"
        ));
    }

    #[test]
    fn another_source_carries_no_version() {
        let first = article("1", "Ferries idle", MORNING);
        let mut picked_up = article("2", "Ferries idle", NOON);
        picked_up.header.source = Some("Harbour Gazette".to_owned());
        assert!(!are_versions(&first, &picked_up, 1.0));
    }

    #[test]
    fn what_comes_a_week_later_is_no_version() {
        let first = article("1", "Ferries idle", MORNING);
        assert!(!are_versions(
            &first,
            &article("2", "Ferries idle", NEXT_WEEK),
            1.0
        ));
    }

    #[test]
    fn one_item_is_one_story_however_it_was_rewritten() {
        assert!(are_versions(
            &item_of("1", 1, MORNING),
            &item_of("2", 2, NEXT_WEEK),
            0.0
        ));
    }

    #[test]
    fn without_source_or_date_a_name_is_needed() {
        let [mut one, mut other] = ["1", "2"].map(|id| article(id, "Ferries idle", MORNING));
        for article in [&mut one, &mut other] {
            (article.header.source, article.header.published) = (None, None);
        }
        assert!(are_versions(&one, &other, 1.0));
        other.header.title = None;
        assert!(!are_versions(&one, &other, 1.0));
        other.text = "(Adds detail)\nThe ferries.".to_owned();
        assert!(are_versions(&one, &other, 1.0));
    }

    #[test]
    fn a_version_number_goes_before_the_clock() {
        let corpus = vec![item_of("b", 2, MORNING), item_of("a", 1, NOON)];
        let chains = Chains::of(&corpus, [].into_iter());
        let order: Vec<_> = chains
            .stories()
            .next()
            .unwrap()
            .iter()
            .map(|v| v.document.0)
            .collect();
        assert_eq!(order, [1, 0]);
        let later = chains.later_of(DocumentId(0), DocumentId(1)).unwrap();
        assert_eq!(
            (later.document, later.step, later.number),
            (DocumentId(0), Step::Update, Some(2))
        );
    }
}
