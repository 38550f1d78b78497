//! What goes and what stays, held against the plainest program that could decide it: every pair compared, in the order of
//! preference.

use std::cmp::Ordering;

use jiff::Timestamp;
use proptest::prelude::*;
use wireprint::pipeline::{Resources, dedupe};
use wireprint::sketch::{ShingleSet, token_hashes};
use wireprint::story::Deduped;
use wireprint::story::{Relation, Verdict};
use wireprint::{DedupeSettings, Document, DocumentId, Keep, Level, Measure};

const MEASURES: [Measure; 2] = [Measure::Coverage, Measure::Jaccard];

fn run(archive: &Vec<Document>, settings: &DedupeSettings) -> Deduped {
    dedupe(archive, settings, &Resources::new(2).unwrap()).unwrap()
}

fn by(measure: Measure) -> DedupeSettings {
    DedupeSettings {
        measure,
        ..DedupeSettings::default()
    }
}

fn archive(texts: &[&str]) -> Vec<Document> {
    let number = |(n, text): (usize, &&str)| Document::new(format!("{n:03}"), *text);
    texts.iter().enumerate().map(number).collect()
}

fn id(archive: &[Document], document: DocumentId) -> String {
    archive[document.index()].header.id.clone()
}

/// The ids of the documents that go, each with the id of the one that stands for it.
fn removed(archive: &[Document], found: &Deduped) -> Vec<(String, String)> {
    let mut removed: Vec<_> = found
        .removals()
        .map(|(document, removal)| (id(archive, document), id(archive, removal.kept)))
        .collect();
    removed.sort();
    removed
}

/// The ids of all documents, each with that of its group.
fn groups(archive: &[Document], found: &Deduped) -> Vec<(String, String)> {
    let mut groups: Vec<_> = (0..)
        .zip(&found.groups)
        .map(|(document, group)| (id(archive, DocumentId(document)), id(archive, *group)))
        .collect();
    groups.sort();
    groups
}

/// The plain program.
struct Oracle<'a> {
    archive: &'a [Document],
    settings: &'a DedupeSettings,
    sets: Vec<ShingleSet>,
    tokens: Vec<Vec<u64>>,
}

impl Oracle<'_> {
    fn new<'a>(archive: &'a [Document], settings: &'a DedupeSettings) -> Oracle<'a> {
        let tokens: Vec<Vec<u64>> = archive.iter().map(|d| words(&d.text)).collect();
        let sets = tokens
            .iter()
            .map(|tokens| ShingleSet::of(tokens, settings.shingle_words));
        Oracle {
            archive,
            settings,
            sets: sets.collect(),
            tokens,
        }
    }

    /// Numerator and denominator of the measure of `x` in `y`.
    fn measure(&self, x: usize, y: usize) -> (u64, u64) {
        let common = self.sets[x].common(&self.sets[y]);
        let whole = match self.settings.measure {
            Measure::Coverage => self.sets[x].len(),
            Measure::Jaccard => self.sets[x].len() + self.sets[y].len() - common,
        };
        (common as u64, whole as u64)
    }

    fn reaches(&self, x: usize, y: usize) -> bool {
        let (common, whole) = self.measure(x, y);
        let per_mille = (self.settings.threshold * 1000.0).round() as u64;
        whole > 0 && common * 1000 >= whole * per_mille
    }

    fn compare(&self, a: usize, b: usize) -> Ordering {
        let header = |x: usize| &self.archive[x].header;
        let undated = |x: usize| header(x).published.is_none();
        let published = |x: usize| header(x).published;
        let by_keep = match self.settings.keep() {
            Keep::Longest => self.tokens[b].len().cmp(&self.tokens[a].len()),
            Keep::Earliest => Ordering::Equal,
            Keep::Latest => (undated(a), published(b)).cmp(&(undated(b), published(a))),
            Keep::First => a.cmp(&b),
        };
        by_keep
            .then((undated(a), published(a)).cmp(&(undated(b), published(b))))
            .then(header(a).id.cmp(&header(b).id))
    }

    fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.archive.len()).collect();
        order.sort_by(|a, b| self.compare(*a, *b));
        order
    }

    /// For each document the one that stands for it, if it goes.
    fn verdicts(&self) -> Vec<Option<usize>> {
        let (mut verdicts, mut kept) = (vec![None; self.archive.len()], Vec::new());
        for x in self.order() {
            verdicts[x] = self.strongest(x, &kept);
            if verdicts[x].is_none() {
                kept.push(x);
            }
        }
        verdicts
    }

    /// The first of the strongest.
    fn strongest(&self, x: usize, kept: &[usize]) -> Option<usize> {
        let mut best: Option<usize> = None;
        for y in kept.iter().copied().filter(|y| self.reaches(x, *y)) {
            let (common, whole) = self.measure(x, y);
            let stronger = |than| {
                let (other_common, other_whole) = self.measure(x, than);
                common * other_whole > other_common * whole
            };
            if best.is_none_or(stronger) {
                best = Some(y);
            }
        }
        best
    }

    /// For each document the most preferred of its group: names are passed on until nothing changes.
    fn groups(&self) -> Vec<usize> {
        let order = self.order();
        let rank = |document: usize| order.iter().position(|other| *other == document);
        let pairs = (0..order.len()).flat_map(|x| (0..order.len()).map(move |y| (x, y)));
        let pairs: Vec<_> = pairs.filter(|(x, y)| self.reaches(*x, *y)).collect();
        let mut group: Vec<usize> = (0..order.len()).collect();
        loop {
            let before = group.clone();
            for (x, y) in &pairs {
                let (a, b) = (group[*x], group[*y]);
                let first = if rank(a) < rank(b) { a } else { b };
                (group[*x], group[*y]) = (first, first);
            }
            if group == before {
                return group;
            }
        }
    }

    fn agrees(&self, found: &Deduped) {
        let kept = |verdict: &Verdict| verdict.removal().map(|removal| removal.kept.index());
        let verdicts: Vec<_> = found.verdicts.iter().map(kept).collect();
        assert_eq!(verdicts, self.verdicts());
        let groups: Vec<_> = found.groups.iter().map(|group| group.index()).collect();
        assert_eq!(groups, self.groups());
        for (document, removal) in found.removals() {
            let (x, y) = (document.index(), removal.kept.index());
            let (a, b) = (&self.sets[x], &self.sets[y]);
            assert_eq!(removal.removed_coverage, a.containment(b));
            assert_eq!(removal.kept_coverage, b.containment(a));
            assert_eq!(removal.jaccard, a.jaccard(b));
            let identical = removal.relation == Relation::Identical;
            assert_eq!(identical, self.tokens[x] == self.tokens[y]);
        }
    }
}

fn words(text: &str) -> Vec<u64> {
    let mut tokens = Vec::new();
    token_hashes(text, &mut tokens);
    tokens
}

fn settings() -> impl Strategy<Value = DedupeSettings> {
    let keep = vec![
        None,
        Some(Keep::Longest),
        Some(Keep::Earliest),
        Some(Keep::Latest),
        Some(Keep::First),
    ];
    let threshold = vec![0.3, 0.5, 0.6, 0.8, 0.9, 1.0];
    let strategy = (
        prop::sample::select(&MEASURES[..]),
        prop::sample::select(threshold),
        1usize..4,
        prop::sample::select(keep),
    );
    strategy.prop_map(|(measure, threshold, shingle_words, keep)| DedupeSettings {
        measure,
        threshold,
        shingle_words,
        keep,
        level: Level::Document,
        ..DedupeSettings::default()
    })
}

/// Stories cut and stitched from a few sentences, so that many are alike; ids in another order than the input.
fn stories() -> impl Strategy<Value = Vec<Document>> {
    let sentences = prop::collection::vec(prop::collection::vec(0u32..12, 0..9), 1..6);
    let story = (
        prop::collection::vec(0usize..6, 0..5),
        prop::option::of(0i64..4),
    );
    let stories = prop::collection::vec(story, 0..40);
    (sentences, stories).prop_map(|(sentences, stories)| {
        let document = |(n, (parts, day)): (usize, &(Vec<usize>, Option<i64>))| {
            let words = parts.iter().flat_map(|p| &sentences[p % sentences.len()]);
            let text: Vec<String> = words.map(|word| format!("w{word}")).collect();
            let mut document = Document::new(format!("{:03}", n * 37 % 101), text.join(" "));
            document.header.published = day.and_then(|day| Timestamp::from_second(day).ok());
            document
        };
        stories.iter().enumerate().map(document).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn verdicts_and_groups_are_those_of_comparing_every_pair(
        archive in stories(), settings in settings(),
    ) {
        Oracle::new(&archive, &settings).agrees(&run(&archive, &settings));
    }

    #[test]
    fn neither_the_order_of_the_input_nor_the_threads_change_the_answer(
        archive in stories(),
        settings in settings(),
        level in prop::sample::select(vec![Level::Document, Level::Paragraph]),
    ) {
        let keep = settings.keep.filter(|keep| *keep != Keep::First);
        let settings = DedupeSettings { keep, level, ..settings };
        let found = run(&archive, &settings);
        let alone = dedupe(&archive, &settings, &Resources::new(1).unwrap()).unwrap();
        prop_assert_eq!(&found, &alone);
        let turned: Vec<Document> = archive.iter().rev().cloned().collect();
        let mut of_turned = run(&turned, &settings);
        prop_assert_eq!(removed(&archive, &found), removed(&turned, &of_turned));
        prop_assert_eq!(groups(&archive, &found), groups(&turned, &of_turned));
        of_turned.repeated_paragraphs.reverse();
        prop_assert_eq!(&found.repeated_paragraphs, &of_turned.repeated_paragraphs);
    }

    #[test]
    fn an_article_of_one_paragraph_goes_at_either_level(
        archive in stories(), settings in settings(),
    ) {
        let found = run(&archive, &settings);
        let paragraphs = DedupeSettings { level: Level::Paragraph, ..settings };
        let by_paragraphs = run(&archive, &paragraphs);
        prop_assert_eq!(&found.verdicts, &by_paragraphs.verdicts);
        prop_assert_eq!(found.removed(), by_paragraphs.removed_paragraphs());
    }
}

#[test]
fn different_texts_shorter_than_a_shingle_all_stay() {
    let archive = archive(&[
        "rain in Delhi",
        "sun in Delhi",
        "rain in Mumbai",
        "Delhi in rain",
        "rain",
    ]);
    for measure in MEASURES {
        assert_eq!(run(&archive, &by(measure)).removed(), 0);
    }
}

#[test]
fn of_identical_short_texts_one_stays() {
    let archive = archive(&["rain in Delhi", "sun in Delhi", "Rain in “Delhi”"]);
    for measure in MEASURES {
        let found = run(&archive, &by(measure));
        assert_eq!(
            removed(&archive, &found),
            [("002".to_owned(), "000".to_owned())]
        );
        assert_eq!(found.removed_as(Relation::Identical), 1);
    }
}

#[test]
fn texts_without_words_stay_and_match_nothing() {
    let archive = archive(&["", " ", "* * *", "", "* * *"]);
    for level in [Level::Document, Level::Paragraph] {
        let settings = DedupeSettings {
            level,
            ..DedupeSettings::default()
        };
        let found = run(&archive, &settings);
        assert_eq!(found.verdicts, [Verdict::Kept; 5]);
        assert_eq!((found.group_count(), found.largest_group()), (0, 1));
    }
}

#[test]
fn an_empty_archive_has_no_verdicts() {
    let found = run(&Vec::new(), &DedupeSettings::default());
    assert_eq!((found.verdicts.len(), found.largest_group()), (0, 0));
    assert!(found.lowest_coverage().is_none());
}

const STATEMENT: &str = "Left parties on Wednesday condoled the loss of lives and asked the government to act with restraint";

#[test]
fn a_short_statement_goes_that_stands_in_a_long_story() {
    let story = format!(
        "The cabinet met for three hours behind closed doors. {STATEMENT} before it is too late. \
         Nobody else spoke to the press that day or on the next one."
    );
    let archive = archive(&[STATEMENT, &story]);
    let found = run(&archive, &DedupeSettings::default());
    assert_eq!(
        removed(&archive, &found),
        [("000".to_owned(), "001".to_owned())]
    );
    assert_eq!(found.removed_as(Relation::Contained), 1);
    let lowest = found
        .lowest_coverage()
        .map(|(_, removal)| removal.removed_coverage);
    assert_eq!(lowest, Some(1.0));
    assert_eq!(run(&archive, &by(Measure::Jaccard)).removed(), 0);
}

#[test]
fn a_long_story_stays_though_a_preferred_short_one_stands_in_it() {
    let story =
        format!("{STATEMENT}. Then it rained for days on end in all of the north of the country.");
    let settings = DedupeSettings {
        keep: Some(Keep::First),
        ..DedupeSettings::default()
    };
    let found = run(&archive(&[STATEMENT, &story]), &settings);
    assert_eq!((found.removed(), found.largest_group()), (0, 2));
}

#[test]
fn removal_never_follows_a_chain() {
    // Each takes over nine tenths of the one before; the first and the last have nothing in common.
    let text = |n: usize| {
        (10 * n..10 * n + 100)
            .map(|n| format!("w{n}"))
            .collect::<Vec<_>>()
    };
    let texts: Vec<String> = (0..11).map(|n| text(n).join(" ")).collect();
    let archive = archive(&texts.iter().map(String::as_str).collect::<Vec<_>>());
    let found = run(&archive, &DedupeSettings::default());
    assert_eq!(found.largest_group(), 11);
    let kept = (0..11).filter(|n| found.verdicts[*n] == Verdict::Kept);
    assert_eq!(kept.collect::<Vec<_>>(), [0, 2, 4, 6, 8, 10]);
}

#[test]
fn a_paragraph_met_before_goes_and_the_rest_stays() {
    let sign_off = "Write to the desk of this newspaper with your corrections and complaints.";
    let first = format!("One story about rain in the north.\n\n{sign_off}\n\n{sign_off}");
    let second = format!("{sign_off}\n\nAnother story about the trains in the south.");
    let archive = archive(&[&first, &second, sign_off]);
    let settings = DedupeSettings {
        level: Level::Paragraph,
        keep: Some(Keep::First),
        ..DedupeSettings::default()
    };
    let found = run(&archive, &settings);
    assert_eq!(found.removed_paragraphs(), 3);
    for (document, spans) in archive.iter().zip(&found.repeated_paragraphs) {
        let gone: Vec<&str> = spans
            .iter()
            .map(|span| &document.text[span.range()])
            .collect();
        assert_eq!(gone, [sign_off]);
    }
    assert_eq!(found.repeated_paragraphs[0][0].range().end, first.len());
    // Nothing is left of the third.
    assert_eq!(
        removed(&archive, &found),
        [("002".to_owned(), "000".to_owned())]
    );
}

fn made_up_words(from: usize, count: usize) -> String {
    let words: Vec<String> = (from..from + count).map(|n| format!("w{n}")).collect();
    words.join(" ")
}

#[test]
fn a_template_of_most_of_each_text_does_not_make_the_work_quadratic() {
    let template = made_up_words(0, 120);
    let text = |n: usize| format!("{template} {}", made_up_words(1000 * (n + 1), 80));
    let archive: Vec<Document> = (0..3000)
        .map(|n| Document::new(n.to_string(), text(n)))
        .collect();
    let coverage = run(&archive, &by(Measure::Coverage));
    assert_eq!(coverage.compared_pairs, 0);
    let jaccard = run(&archive, &by(Measure::Jaccard));
    assert_eq!((jaccard.compared_pairs, jaccard.removed()), (0, 0));
    let settings = DedupeSettings {
        threshold: 0.5,
        ..DedupeSettings::default()
    };
    let found = run(&archive, &settings);
    assert_eq!(found.removed(), 2999);
    // 256 of the template, and those met by chance.
    assert!(found.compared_pairs <= 3000 * 300);
    assert_eq!(found.largest_group(), 3000);
}

#[test]
fn identical_texts_are_not_compared_at_all() {
    let archive: Vec<Document> = (0..3000)
        .map(|n| Document::new(n.to_string(), STATEMENT))
        .collect();
    for measure in MEASURES {
        let found = run(&archive, &by(measure));
        assert_eq!((found.removed(), found.compared_pairs), (2999, 0));
        assert_eq!((found.group_count(), found.largest_group()), (1, 3000));
    }
}

#[test]
fn a_paragraph_that_stands_in_every_text_makes_no_pairs() {
    let text = |n: usize| format!("{}\n\n{STATEMENT}", made_up_words(1000 * n, 60));
    let archive: Vec<Document> = (0..3000)
        .map(|n| Document::new(n.to_string(), text(n)))
        .collect();
    assert_eq!(run(&archive, &DedupeSettings::default()).compared_pairs, 0);
    let settings = DedupeSettings {
        level: Level::Paragraph,
        ..DedupeSettings::default()
    };
    let found = run(&archive, &settings);
    assert_eq!(
        (found.removed_paragraphs(), found.compared_pairs),
        (2999, 0)
    );
}

#[test]
fn the_order_of_the_input_changes_nothing_in_boilerplate_either() {
    let template = made_up_words(0, 60);
    let text = |n: usize| format!("{template} {}", made_up_words(1000 * (n % 350 + 1), n % 50));
    let archive: Vec<Document> = (0..700)
        .map(|n| Document::new(n.to_string(), text(n)))
        .collect();
    let turned: Vec<Document> = archive.iter().rev().cloned().collect();
    for measure in MEASURES {
        let (found, of_turned) = (run(&archive, &by(measure)), run(&turned, &by(measure)));
        assert_eq!(removed(&archive, &found), removed(&turned, &of_turned));
        assert_eq!(groups(&archive, &found), groups(&turned, &of_turned));
        assert_eq!(found.compared_pairs, of_turned.compared_pairs);
    }
}
