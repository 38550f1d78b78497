//! What is shown of the words around a story: which agency they declare, which of them two articles share, and that none of it counts.

use proptest::prelude::*;
use wireprint::pipeline::{Question, Resources, explain, overlap};
use wireprint::report::{Format, Found, Offsets, Style};
use wireprint::story::Overlaps;
use wireprint::{Document, DocumentId, OverlapSettings, Wire};

const STORY: &str = "The ferry left Vessby an hour late on Monday because its tea urn had been stolen in the night, the harbour \
    master said. Nobody was let off to look for it.";
const GAZETTE: &str =
    "Our reporter counted forty lorries, three prams and a goat go aboard in the rain.";
const PRESS: &str =
    "An inn on the quay lent its own urn, which holds sixty cups and has a dent from the regatta.";
const TAIL: &str =
    "This story was published from a Northern Wire feed without modifications to the text.";

fn article(id: &str, source: &str, paragraphs: &[&str]) -> Document {
    let mut article = Document::new(id, paragraphs.join("\n\n"));
    article.header.source = Some(source.to_owned());
    article
}

fn question(input: &Vec<Document>) -> Question<'_> {
    Question {
        input,
        against: None,
        pairs: None,
    }
}

fn shared(input: &Vec<Document>) -> Overlaps {
    let resources = Resources::new(1).unwrap();
    overlap(&question(input), &OverlapSettings::default(), &resources).unwrap()
}

fn written(input: &Vec<Document>, write: impl Fn(&Found<'_>, &mut Vec<u8>)) -> String {
    let overlaps = shared(input);
    let found = Found::new(input, None, &overlaps, Offsets::Char);
    let mut out = Vec::new();
    write(&found, &mut out);
    String::from_utf8(out).unwrap()
}

fn text(input: &Vec<Document>) -> String {
    written(input, |found, out| {
        let mut report = Format::Text.report(out, Style::default());
        report.passages(found).unwrap();
    })
}

fn pairs(input: &Vec<Document>) -> String {
    written(input, |found, out| {
        let mut report = Format::JsonLines.report(out, Style::default());
        report.table(&found.pairs_table()).unwrap();
    })
}

/// The agency's own story, and a paper that has it with a line at its end.
fn pickup() -> Vec<Document> {
    let dateline = format!("VESSBY, March 9 (Northern Wire) - {STORY}");
    vec![
        article("a", "Northern Wire", &[&dateline]),
        article("b", "Harbour Gazette", &[STORY, GAZETTE, TAIL]),
    ]
}

#[test]
fn a_paper_that_names_the_agency_whose_story_it_shares_is_told_so_and_the_agency_is_not() {
    let told = text(&pickup());
    let said = "   B says it is from Northern Wire, the source of A (\"This story was published from a Northern Wire feed";
    assert!(told.contains(said), "{told}");
    assert!(!told.contains("A says"), "{told}");
}

#[test]
fn rows_of_pairs_name_the_agency_of_either_and_in_what_it_is_named() {
    // `a` is the later by id.
    let declared = r#""a_declares":"Northern Wire","b_declares":"Northern Wire","a_declared_in":"tail","b_declared_in":"dateline"}"#;
    let told = pairs(&pickup());
    assert!(told.trim_end().ends_with(declared), "{told}");
}

#[test]
fn what_stands_in_both_and_is_furniture_is_named_as_what_was_left_out() {
    let articles = vec![
        article("a", "Harbour Gazette", &[GAZETTE, STORY, TAIL]),
        article("b", "Coastal Press", &[STORY, PRESS, TAIL]),
    ];
    let told = text(&articles);
    assert!(
        told.contains("   Left out as furniture: \"This story was published from a Northern Wire"),
        "{told}"
    );
    let overlaps = shared(&articles);
    let kinds: Vec<bool> = overlaps
        .left_out
        .iter()
        .map(|miss| miss.is_furniture)
        .collect();
    assert_eq!(kinds, [true]);
}

#[test]
fn two_articles_that_share_furniture_alone_share_nothing_and_are_told_why() {
    let articles = vec![
        article("a", "Harbour Gazette", &[GAZETTE, TAIL]),
        article("b", "Coastal Press", &[PRESS, TAIL]),
    ];
    let told = text(&articles);
    assert!(told.contains("it is nothing but furniture."), "{told}");
    let resources = Resources::new(1).unwrap();
    let pair = (DocumentId(0), DocumentId(1));
    let why = explain(
        &question(&articles),
        pair,
        &OverlapSettings::default(),
        &resources,
    )
    .unwrap();
    assert_eq!(why.stopped_by().map(|gate| gate.name()), Some("furniture"));
    assert!(
        why.passages
            .iter()
            .all(|account| account.passage.story_words() == 0)
    );
}

#[test]
fn a_text_of_nothing_but_furniture_is_compared_as_it_is() {
    let legal = "© 2026 Northern Wire. All rights reserved, and none of the foregoing may be sung aboard ferries of the Vessby line \
        without the written leave of the harbour master.";
    let articles = vec![
        article("a", "Harbour Gazette", &[legal]),
        article("b", "Coastal Press", &[legal]),
    ];
    let overlaps = shared(&articles);
    assert_eq!(overlaps.pairs.len(), 1);
    assert_eq!(overlaps.pairs[0].passages[0].furniture_words, 0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_an_article_declares_changes_neither_relation_nor_order_nor_a_figure(
        credit in prop::sample::select(vec![None, Some("Northern Wire"), Some("Coastal Press")]),
        dateline in prop::sample::select(vec!["", "VESSBY, March 9 (Northern Wire) - ", "VESSBY (NPA) - "]),
        tail in any::<bool>(),
    ) {
        let plain = vec![
            article("a", "Northern Wire", &[STORY]),
            article("b", "Harbour Gazette", &[STORY, GAZETTE]),
        ];
        let mut declaring = plain.clone();
        declaring[1].text.insert_str(0, dateline);
        if tail {
            declaring[1].text += &format!("\n\n{TAIL}");
        }
        declaring[1].header.wire = credit.map(|credit| {
            Box::new(Wire { credit: Some(credit.to_owned()), ..Wire::default() })
        });
        let (plain, declaring) = (&shared(&plain).pairs[0], &shared(&declaring).pairs[0]);
        prop_assert_eq!((plain.a, plain.b, plain.relation), (declaring.a, declaring.b, declaring.relation));
        prop_assert_eq!((plain.matched_words, plain.longest_words), (declaring.matched_words, declaring.longest_words));
        prop_assert_eq!((plain.a_coverage, plain.b_coverage, plain.jaccard),
            (declaring.a_coverage, declaring.b_coverage, declaring.jaccard));
    }

    #[test]
    fn matched_words_of_a_pair_are_those_of_its_passages_but_for_furniture(
        dateline in prop::sample::select(vec!["", "VESSBY, March 9 (Northern Wire) - ", "VESSBY (NPA) - "]),
    ) {
        let text = format!("{dateline}{STORY}");
        let articles = vec![
            article("a", "Northern Wire", &[&text]),
            article("b", "Harbour Gazette", &[&text, GAZETTE]),
        ];
        let pair = &shared(&articles).pairs[0];
        let words: u32 = pair.passages.iter().map(|passage| passage.story_words()).sum();
        prop_assert_eq!(pair.matched_words, words);
        let without = wireprint::text::Tokens::of(STORY).as_slice().len() as u32;
        prop_assert_eq!(pair.matched_words, without);
    }
}
