//! Laws of versions and kills: a chain hangs neither on the order of the input nor on threads, a story is in one chain at most, and what
//! was killed is kept by no setting.

use std::collections::BTreeSet;

use jiff::Timestamp;
use proptest::prelude::*;
use wireprint::pipeline::{Question, Resources, dedupe, overlap};
use wireprint::report::{Format, Found, Offsets, Style};
use wireprint::story::{Chains, Kills, Step, Verdict};
use wireprint::{Corpus, DedupeSettings, Document, DocumentId, Keep, Measure, Status, Wire};

/// One of a few stories, told with so many of its sentences, under one of its headlines.
fn article(
    (story, sentences, headline): (u8, usize, u8),
    (source, hour): (u8, i64),
    item: Option<(u32, bool)>,
) -> Document {
    let sentence = |n: usize| {
        let words = (0..12).map(|w| format!("word{story}x{n}x{w}"));
        words.collect::<Vec<_>>().join(" ") + "."
    };
    let text: Vec<String> = (0..sentences).map(sentence).collect();
    let tag = ["", "UPDATE 1-", "CORRECTED-", "KILL-"][usize::from(headline % 4)];
    let mut article = Document::new("", text.join(" "));
    article.header.title = Some(format!("{tag}Story {story}"));
    article.header.source = Some(format!("Agency {source}"));
    article.header.published = Timestamp::from_second(1_900_000_000 + hour * 3600).ok();
    article.header.wire = item.map(|(version, is_canceled)| {
        Box::new(Wire {
            item: Some(format!("item {story}")),
            version: Some(version),
            status: if is_canceled {
                Status::Canceled
            } else {
                Status::Usable
            },
            ..Wire::default()
        })
    });
    article
}

fn articles() -> impl Strategy<Value = Vec<Document>> {
    let telling = (0u8..3, 1usize..6, 0u8..4);
    let item = prop::option::of((1u32..4, prop::bool::weighted(0.2)));
    let one = (telling, (0u8..2, 0i64..80), item);
    let one = one.prop_map(|(telling, sending, item)| article(telling, sending, item));
    prop::collection::vec(one, 2..14).prop_map(|mut articles| {
        for (n, article) in articles.iter_mut().enumerate() {
            article.header.id = format!("{n:02}");
        }
        articles
    })
}

/// The chains as ids and steps.
fn chains(articles: &Vec<Document>) -> Vec<Vec<(String, Step)>> {
    let question = Question {
        input: articles,
        against: None,
        pairs: None,
    };
    let found = overlap(&question, &Default::default(), &Resources::new(2).unwrap()).unwrap();
    let chains = Chains::of(articles, found.pairs.iter());
    let named = |story: &[wireprint::story::Version]| {
        let name = |version: &wireprint::story::Version| {
            let header = articles.header(version.document);
            (header.id.clone(), version.step)
        };
        story.iter().map(name).collect()
    };
    chains.stories().map(named).collect()
}

fn shuffled(mut articles: Vec<Document>, by: &[usize]) -> Vec<Document> {
    for (place, other) in by.iter().enumerate() {
        let (place, other) = (place % articles.len(), other % articles.len());
        articles.swap(place, other);
    }
    articles
}

/// Each overlap takes a table of counts of 40 MB, so there are few; a failing case belongs into this file, not into one beside it.
fn few() -> ProptestConfig {
    ProptestConfig {
        cases: 24,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(few())]

    #[test]
    fn chains_do_not_hang_on_the_order_of_the_input(
        articles in articles(), by in prop::collection::vec(0usize..100, 14),
    ) {
        prop_assert_eq!(chains(&articles), chains(&shuffled(articles, &by)));
    }

    #[test]
    fn an_article_is_in_one_chain_at_most_and_a_chain_is_of_one_source(articles in articles()) {
        let mut met = BTreeSet::new();
        for story in chains(&articles) {
            prop_assert!(story.len() > 1);
            let source = |id: &str| {
                let found = articles.iter().find(|article| article.header.id == id);
                found.unwrap().header.source.clone()
            };
            for (id, _) in &story {
                prop_assert!(met.insert(id.clone()), "{} is in two chains", id);
                prop_assert_eq!(source(id), source(&story[0].0));
            }
            prop_assert!(story.iter().skip(1).all(|(_, step)| *step != Step::Take));
        }
    }

    #[test]
    fn what_was_killed_is_never_kept_and_stands_for_nothing(
        articles in articles(), keep in prop::sample::select(vec![Keep::Longest, Keep::Latest, Keep::Earliest]),
    ) {
        let kills = Kills::of(&articles);
        for measure in [Measure::Coverage, Measure::Jaccard] {
            let settings = DedupeSettings { measure, keep: Some(keep), ..DedupeSettings::default() };
            let found = dedupe(&articles, &settings, &Resources::new(2).unwrap()).unwrap();
            for (document, verdict) in (0..).map(DocumentId).zip(&found.verdicts) {
                let by = kills.killed_by(document);
                match verdict {
                    Verdict::Killed { by: killed_by } => prop_assert_eq!(by, Some(*killed_by)),
                    Verdict::Removed(removal) => {
                        prop_assert_eq!(by, None);
                        prop_assert_eq!(kills.killed_by(removal.kept), None);
                    }
                    Verdict::Kept => prop_assert_eq!(by, None),
                }
            }
        }
    }

    #[test]
    fn kills_do_not_hang_on_the_order_of_the_input(
        articles in articles(), by in prop::collection::vec(0usize..100, 14),
    ) {
        let named = |articles: &Vec<Document>| -> BTreeSet<(String, String)> {
            let id = |document: DocumentId| articles.header(document).id.clone();
            Kills::of(articles).iter().map(|(killed, by)| (id(killed), id(by))).collect()
        };
        prop_assert_eq!(named(&articles), named(&shuffled(articles, &by)));
    }
}

#[test]
fn keep_latest_means_the_last_version_of_an_item_whatever_the_clocks_say() {
    let mut articles = vec![
        article((0, 5, 0), (0, 3), Some((1, false))),
        article((0, 5, 0), (0, 2), Some((3, false))),
        article((0, 5, 0), (0, 1), Some((2, false))),
    ];
    for (n, article) in articles.iter_mut().enumerate() {
        article.header.id = n.to_string();
    }
    let settings = DedupeSettings {
        keep: Some(Keep::Latest),
        ..DedupeSettings::default()
    };
    let found = dedupe(&articles, &settings, &Resources::new(1).unwrap()).unwrap();
    let kept: Vec<usize> = (0..3)
        .filter(|n| found.verdicts[*n] == Verdict::Kept)
        .collect();
    assert_eq!(kept, [1]);
}

/// The pair rows of articles against others, as JSON Lines.
fn pairs_against(input: &Vec<Document>, against: &Vec<Document>) -> String {
    let question = Question {
        input,
        against: Some(against),
        pairs: None,
    };
    let found = overlap(&question, &Default::default(), &Resources::new(1).unwrap()).unwrap();
    let found = Found::new(input, Some(against), &found, Offsets::Char);
    let mut out = Vec::new();
    let mut report = Format::JsonLines.report(&mut out, Style::default());
    report.table(&found.pairs_table()).unwrap();
    drop(report);
    String::from_utf8(out).unwrap()
}

/// One version of story 0 of agency 0, under its own id.
fn version(id: &str, headline: u8, hour: i64) -> Document {
    let mut version = article((0, 5, headline), (0, hour), None);
    version.header.id = id.to_owned();
    version
}

#[test]
fn against_an_archive_the_later_version_has_its_step_on_whichever_side_it_stands() {
    let (take, update) = (vec![version("v1", 0, 1)], vec![version("v2", 1, 3)]);
    for told in [pairs_against(&update, &take), pairs_against(&take, &update)] {
        assert!(told.contains(r#""step":"update""#), "{told}");
    }
}

#[test]
fn a_record_that_stands_in_both_corpora_is_no_version_of_itself() {
    let desk = vec![version("v1", 0, 1)];
    let archive = vec![version("v1", 0, 1), version("v2", 1, 3)];
    let told = pairs_against(&desk, &archive);
    let steps: Vec<bool> = told
        .lines()
        .map(|row| row.contains(r#""step":null"#))
        .collect();
    assert_eq!(steps, [true, false], "{told}");
}

#[test]
fn a_story_of_another_source_is_no_version_against_an_archive_either() {
    let mut other = version("v2", 1, 3);
    other.header.source = Some("Harbour Gazette".to_owned());
    let told = pairs_against(&vec![other], &vec![version("v1", 0, 1)]);
    assert!(told.contains(r#""step":null"#), "{told}");
}
