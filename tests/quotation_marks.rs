//! A short quotation is found between marks of any style, and across styles; the same words without marks are too common.

use wireprint::align::{Background, Side, Thresholds, align, common_seeds};
use wireprint::pipeline::{Question, Resources, overlap};
use wireprint::{Document, OverlapSettings, Preset};

/// Nine words: 70 bits, where body text needs 80.
const QUOTATION: &str = "we will pay for the boats that they lost";

/// How desks open and close a quotation, and where.
const STYLES: [(&str, &str, &str); 27] = [
    ("“", "”", "English"),
    ("“", ",”", "with the comma inside"),
    ("‘", "’", "English, single"),
    ("\"", "\"", "typewriter"),
    ("'", "'", "typewriter, single"),
    ("``", "''", "TeX"),
    ("‘‘", "’’", "doubled keys"),
    ("„", "“", "German"),
    ("‚", "‘", "German, single"),
    (",,", "''", "German, on a typewriter"),
    ("„", "”", "Polish"),
    ("”", "”", "Swedish"),
    ("«", "»", "Swiss, Russian"),
    ("« ", " »", "French"),
    (
        "«\u{A0}",
        "\u{A0}»",
        "French, with spaces that do not break",
    ),
    ("‹", "›", "Swiss, single"),
    ("»", "«", "Danish"),
    ("›", "‹", "Danish, single"),
    ("»", "»", "Finnish"),
    ("<<", ">>", "guillemets on a typewriter"),
    ("「", "」", "Chinese, Japanese"),
    ("『", "』", "Japanese, inside another"),
    ("｢", "｣", "half-width"),
    ("〝", "〟", "in vertical text"),
    ("＂", "＂", "full-width"),
    ("“‘", "’", "nested, opened together"),
    ("“", "’”", "nested, closed together"),
];

fn report(open: &str, close: &str) -> String {
    format!(
        "Halvik had waited three days for her. {open}{QUOTATION}{close} was the mayor’s whole answer."
    )
}

fn letter(open: &str, close: &str) -> String {
    format!(
        "Sir, it is easy to promise {open}{QUOTATION}{close} when nobody asks from which purse."
    )
}

/// What two texts share, as it stands in either.
fn shared(a: &str, b: &str) -> Vec<(String, String)> {
    let background = Background::default();
    let (side_a, side_b) = (Side::new(a, &background), Side::new(b, &background));
    let anchors = common_seeds(&side_a, &side_b);
    let found = align(&side_a, &side_b, anchors, &Thresholds::of(Preset::Wire));
    let passages = found.passages.iter();
    passages
        .map(|passage| {
            (
                a[passage.a.range()].to_owned(),
                b[passage.b.range()].to_owned(),
            )
        })
        .collect()
}

#[test]
fn a_short_quotation_is_found_in_every_style_and_across_styles() {
    let whole = [(QUOTATION.to_owned(), QUOTATION.to_owned())];
    for (open, close, of) in STYLES {
        for (other_open, other_close, of_other) in STYLES {
            let found = shared(&report(open, close), &letter(other_open, other_close));
            assert_eq!(found, whole, "{of} against {of_other}");
        }
    }
}

#[test]
fn one_side_in_marks_is_enough() {
    for (open, close, of) in STYLES {
        assert_eq!(
            shared(&report(open, close), &letter("", "")).len(),
            1,
            "{of}"
        );
    }
}

#[test]
fn the_same_words_outside_of_marks_are_too_common() {
    assert!(shared(&report("", ""), &letter("", "")).is_empty());
}

#[test]
fn what_stands_between_two_quotations_is_no_quotation() {
    for (open, close, of) in STYLES {
        let report = format!("{open}So{close}, {QUOTATION}, {open}then{close} he left.");
        assert!(
            shared(&report, &letter("", "")).is_empty(),
            "{of}: {report}"
        );
    }
}

#[test]
fn apostrophes_make_no_quotation() {
    for (before, after) in [
        ("the workers’ ", ""),
        ("rock ’", "’ roll"),
        ("of the ’", ""),
        ("the dockers' ", " players' union"),
    ] {
        let report = format!("It was said in {before}{QUOTATION}{after} and so on.");
        assert!(shared(&report, &letter("", "")).is_empty(), "{report}");
    }
}

#[test]
fn a_paragraph_of_a_running_quotation_is_a_quotation() {
    for (mark, other) in [("“", "\""), ("»", "«"), ("„", "「")] {
        let running =
            format!("{mark}First the wall.\n\n{mark}{QUOTATION}.\n\n{mark}Then the school.");
        let again = format!("{other}That is it.\n\n{other}{QUOTATION}.\n\n{other}And now to bed.");
        assert_eq!(shared(&running, &again).len(), 1, "{mark} {other}");
    }
}

#[test]
fn eight_characters_of_chinese_between_marks_are_met_by_their_seeds() {
    let articles = [
        "渔港停电两天，镇长只说了一句：“绝不丢下一户渔民”，随后走进雨里。",
        "老人把「绝不丢下一户渔民」写在门板上，邻居都来看。",
    ];
    let articles: Vec<Document> = (0..)
        .zip(articles)
        .map(|(n, text)| Document::new(n.to_string(), text))
        .collect();
    let question = Question {
        input: &articles,
        against: None,
        pairs: None,
    };
    let found = overlap(
        &question,
        &OverlapSettings::default(),
        &Resources::new(1).unwrap(),
    )
    .unwrap();
    let passage = &found.pairs[0].passages[0];
    assert_eq!(&articles[1].text[passage.a.range()], "绝不丢下一户渔民");
}
