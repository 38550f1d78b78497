//! The reports of `overlap` in each format, over findings made by hand on texts invented for this.

use jiff::Timestamp;
use wireprint::align::Passage;
use wireprint::report::{Format, Found, Offsets, Style};
use wireprint::story::{NearMiss, Overlaps};
use wireprint::story::{Overlap, Relation};
use wireprint::text::Tokens;
use wireprint::{Bits, Document, DocumentId, Span};

const AGENCY: &str = "HARBOUR CITY (Wire) - The ferry strike enters its second week.\n\n\
    \u{201c}Talks with the port union will resume on Monday, and no ferries are expected to sail before then,\u{201d} \
    the harbour board said.\n\nFares are to rise in June.";
const PAPER: &str = "Commuters face another week without boats.\n\n\
    \"Talks with the port union will resume on Monday morning, and no ferries are expected to sail before then,\" \
    the Harbour Board said.\n\nNobody at the union could be reached.\n\nFares are to fall in June.";
const OTHER: &str = "The museum opens its new wing today. Fares are to be decided.";

fn span(text: &str, needle: &str) -> Span {
    let start = text.find(needle).expect(needle);
    Span::new(start, start + needle.len())
}

fn passage(a: (&str, &str), b: (&str, &str), matched_words: u32, bits: f64) -> Passage {
    Passage {
        a: span(a.0, a.1),
        b: span(b.0, b.1),
        a_words: Tokens::of(a.1).as_slice().len() as u32,
        b_words: Tokens::of(b.1).as_slice().len() as u32,
        matched_words,
        furniture_words: 0,
        bits: Bits::from_f64(bits),
    }
}

fn articles() -> Vec<Document> {
    vec![
        Document::new("agency.txt", AGENCY),
        Document::new("other.txt", OTHER),
        Document::new("paper.txt", PAPER),
    ]
}

const AGENCY_QUOTE: &str = "\u{201c}Talks with the port union will resume on Monday, and no ferries are expected to \
    sail before then,\u{201d} the harbour board said";
const PAPER_QUOTE: &str = "\"Talks with the port union will resume on Monday morning, and no ferries are expected to \
    sail before then,\" the Harbour Board said";

/// `paper.txt` is `a`: the later by id.
fn findings() -> Overlaps {
    let agency = DocumentId(0);
    let paper = DocumentId(2);
    Overlaps {
        pairs: vec![Overlap {
            a: paper,
            b: agency,
            relation: Relation::Shares,
            matched_words: 27,
            longest_words: 22,
            a_coverage: 0.62,
            b_coverage: 0.675_49,
            jaccard: 0.333_333_3,
            same_opening: false,
            same_ending: false,
            passages: vec![
                passage((PAPER, PAPER_QUOTE), (AGENCY, AGENCY_QUOTE), 22, 151.26),
                passage(
                    (PAPER, "Fares are to fall in June"),
                    (AGENCY, "Fares are to rise in June"),
                    5,
                    64.0,
                ),
            ],
        }],
        left_out: vec![
            NearMiss {
                a: paper,
                b: agency,
                a_span: span(PAPER, "another week"),
                b_span: span(AGENCY, "second week"),
                matched_words: 1,
                bits: Bits::whole(9),
                is_furniture: false,
                gate: "has 1 word, fewer than 4".to_owned(),
            },
            NearMiss {
                a: paper,
                b: agency,
                a_span: span(PAPER, "the union"),
                b_span: span(AGENCY, "union"),
                matched_words: 1,
                bits: Bits::whole(8),
                is_furniture: false,
                gate: "has 1 word, fewer than 4".to_owned(),
            },
        ],
        nearest: vec![NearMiss {
            a: paper,
            b: DocumentId(1),
            a_span: span(PAPER, "Fares are to"),
            b_span: span(OTHER, "Fares are to"),
            matched_words: 3,
            bits: Bits::whole(21),
            is_furniture: false,
            gate: "scores 21.0 bits, fewer than 60".to_owned(),
        }],
        possible_pairs: 3,
        words: (1_512, 0),
        ..Overlaps::default()
    }
}

fn written(format: Format, documents: &Vec<Document>, overlaps: &Overlaps) -> String {
    let mut bytes = Vec::new();
    let found = Found::new(documents, None, overlaps, Offsets::Char);
    let mut report = format.report(&mut bytes, Style::default());
    report.passages(&found).unwrap();
    drop(report);
    String::from_utf8(bytes).unwrap()
}

fn dated(hours: [Option<&str>; 3]) -> Vec<Document> {
    let mut documents = articles();
    for (document, hour) in documents.iter_mut().zip(hours) {
        let time = hour.map(|hour| format!("2026-03-02T{hour}:00Z").parse::<Timestamp>());
        document.header.published = time.map(Result::unwrap);
    }
    documents
}

#[test]
fn text_shows_who_shares_what_and_what_came_near() {
    insta::assert_snapshot!(written(Format::Text, &articles(), &findings()), @r#"
    3 articles, 1,512 words. 1 of 3 pairs shares text.

    A  agency.txt  HARBOUR CITY (Wire) - The ferry strike enters its…
    B  paper.txt   Commuters face another week without boats. "Talks…
       27 words in 2 passages: 68 % of A, 62 % of B. Order unknown: no dates.

       A:2  B:2   22 words, 1 added in B
         "Talks with the port union will resume on Monday {+morning+}, and no ferries are expected to
         sail before then," the Harbour Board said
       A:3  B:4   1 of 6 words differs
         Fares are to [-rise-]{+fall+} in June
       Left out as too common or short: "another week" and 1 more.
    other.txt shares nothing; its longest common run is 3 words ("Fares are to", with B).
    "#);
}

fn second_line(report: &str) -> &str {
    report.lines().find(|line| line.contains(" of A")).unwrap()
}

#[test]
fn the_earlier_article_has_the_earlier_letter() {
    let cases = [
        // agency, paper, the order
        (
            Some("09:00"),
            Some("11:05"),
            "68 % of A, 62 % of B. B came 2 h 5 min later.",
        ),
        (
            Some("11:05"),
            Some("09:00"),
            "62 % of A, 68 % of B. B came 2 h 5 min later.",
        ),
        (
            Some("09:00"),
            Some("09:00"),
            "68 % of A, 62 % of B. Both came at the same time.",
        ),
        (
            Some("09:00"),
            None,
            "68 % of A, 62 % of B. Order unknown: B has no date.",
        ),
        (None, None, "68 % of A, 62 % of B. Order unknown: no dates."),
    ];
    for (agency, paper, order) in cases {
        let documents = dated([agency, None, paper]);
        let report = written(Format::Text, &documents, &findings());
        assert_eq!(
            second_line(&report),
            format!("   27 words in 2 passages: {order}")
        );
    }
}

#[test]
fn an_article_is_named_by_headline_source_and_time_where_it_has_them() {
    let mut documents = dated([Some("09:00"), None, None]);
    documents[0].header.title = Some("Ferry strike\ngoes on".to_owned());
    documents[0].header.source = Some("Wire".to_owned());
    let report = written(Format::Text, &documents, &findings());
    assert_eq!(
        report.lines().nth(2),
        Some("A  agency.txt  Ferry strike goes on · Wire · 2026-03-02 09:00")
    );
}

#[test]
fn an_empty_result_names_the_nearest_miss_and_the_gate_it_failed() {
    let overlaps = Overlaps {
        pairs: Vec::new(),
        ..findings()
    };
    insta::assert_snapshot!(written(Format::Text, &articles(), &overlaps), @r#"
    3 articles, 1,512 words. None of 3 pairs shares text.
    The nearest miss is 3 words ("Fares are to") in paper.txt and other.txt: it scores 21.0 bits, fewer than 60.
    "#);
    insta::assert_snapshot!(written(Format::Text, &Vec::new(), &Overlaps::default()), @"
    0 articles, 0 words. There is no pair to compare.
    ");
}

#[test]
fn of_many_articles_those_that_share_nothing_are_counted() {
    let mut documents = articles();
    documents.extend((0..30).map(|n| Document::new(format!("{n}.txt"), "Nothing new.")));
    let report = written(Format::Text, &documents, &findings());
    assert!(
        report.ends_with("and 1 more.\n\n31 articles share nothing.\n"),
        "{report}"
    );
}

#[test]
fn of_many_articles_each_pair_begins_at_a_again() {
    let mut documents = articles();
    documents.extend((0..30).map(|n| Document::new(format!("{n}.txt"), AGENCY)));
    let mut overlaps = findings();
    let mut another = overlaps.pairs[0].clone();
    another.b = DocumentId(12);
    overlaps.pairs.push(another);
    let report = written(Format::Text, &documents, &overlaps);
    let articles = |letter: &str| report.lines().filter(|l| l.starts_with(letter)).count();
    assert_eq!(
        [articles("A  "), articles("B  "), articles("C  ")],
        [2, 2, 0],
        "{report}"
    );
}

#[test]
fn held_against_others_the_input_has_the_first_letters() {
    let (input, against) = (articles().split_off(2), articles());
    let mut overlaps = findings();
    overlaps.pairs[0].a = DocumentId(0);
    overlaps.left_out.clear();
    overlaps.nearest.clear();
    overlaps.words = (46, 59);
    let found = Found::new(&input, Some(&against), &overlaps, Offsets::Char);
    let mut bytes = Vec::new();
    let mut report = Format::Text.report(&mut bytes, Style::default());
    report.passages(&found).unwrap();
    drop(report);
    insta::assert_snapshot!(String::from_utf8(bytes).unwrap(), @r#"
    1 article, 46 words, against 3 articles, 59 words. 1 of 3 pairs shares text.

    A  paper.txt   Commuters face another week without boats. "Talks…
    B  agency.txt  HARBOUR CITY (Wire) - The ferry strike enters its…
       27 words in 2 passages: 62 % of A, 68 % of B. Order unknown: no dates.

       A:2  B:2   22 words, 1 added in A
         “Talks with the port union will resume on Monday [-morning-], and no ferries are expected to
         sail before then,” the harbour board said
       A:4  B:3   1 of 6 words differs
         Fares are to [-fall-]{+rise+} in June
    "#);
}

#[test]
fn what_an_article_repeats_of_itself_is_told_of_one_article() {
    let documents = articles();
    let mut overlaps = findings();
    overlaps.pairs[0].a = DocumentId(0);
    overlaps.pairs[0].passages = vec![passage((AGENCY, "Wire"), (AGENCY, "ferry"), 0, 1.0)];
    let report = written(Format::Text, &documents, &overlaps);
    let lines: Vec<&str> = report.lines().skip(2).take(4).collect();
    assert_eq!(
        lines,
        [
            "A  agency.txt  HARBOUR CITY (Wire) - The ferry strike enters its…",
            "   A repeats 27 words in 1 passage: 62 % of it.",
            "",
            "   A:1  A:1   1 of 1 word differs",
        ]
    );
}

#[test]
fn no_line_of_text_ends_in_white_space() {
    let report = written(Format::Text, &articles(), &findings());
    assert!(report.lines().all(|line| line == line.trim_end()));
}

#[test]
fn colours_change_nothing_but_colours() {
    let (documents, overlaps) = (articles(), findings());
    let found = Found::new(&documents, None, &overlaps, Offsets::Char);
    let mut bytes = Vec::new();
    let mut report = Format::Text.report(&mut bytes, Style::coloured());
    report.passages(&found).unwrap();
    drop(report);
    let coloured = String::from_utf8(bytes).unwrap();
    assert!(coloured.contains("\u{1b}["));
    assert_eq!(
        anstream::adapter::strip_str(&coloured).to_string(),
        written(Format::Text, &documents, &overlaps)
    );
}

#[test]
fn json_lines_have_every_field_in_the_order_of_the_contract() {
    let documents = dated([Some("09:00"), None, Some("11:05")]);
    insta::assert_snapshot!(written(Format::JsonLines, &documents, &findings()), @r#"
    {"a_id":"paper.txt","a_start":44,"a_end":174,"a_paragraph":2,"b_id":"agency.txt","b_start":64,"b_end":186,"b_paragraph":2,"a_words":23,"b_words":22,"matched_words":22,"identity":0.9778,"bits":151.3,"kind":"body","speaker":null,"earlier":"b","lag_seconds":7500,"common_source":null,"a_text":"\"Talks with the port union will resume on Monday morning, and no ferries are expected to sail before then,\" the Harbour Board said","b_text":"“Talks with the port union will resume on Monday, and no ferries are expected to sail before then,” the harbour board said","furniture_words":0}
    {"a_id":"paper.txt","a_start":216,"a_end":241,"a_paragraph":4,"b_id":"agency.txt","b_start":189,"b_end":214,"b_paragraph":3,"a_words":6,"b_words":6,"matched_words":5,"identity":0.8333,"bits":64.0,"kind":"body","speaker":null,"earlier":"b","lag_seconds":7500,"common_source":null,"a_text":"Fares are to fall in June","b_text":"Fares are to rise in June","furniture_words":0}
    "#);
}

#[test]
fn csv_escapes_quotes_and_line_ends() {
    insta::assert_snapshot!(written(Format::Csv, &articles(), &findings()), @r#"
    a_id,a_start,a_end,a_paragraph,b_id,b_start,b_end,b_paragraph,a_words,b_words,matched_words,identity,bits,kind,speaker,earlier,lag_seconds,common_source,a_text,b_text,furniture_words
    paper.txt,44,174,2,agency.txt,64,186,2,23,22,22,0.9778,151.3,body,,,,,"""Talks with the port union will resume on Monday morning, and no ferries are expected to sail before then,"" the Harbour Board said","“Talks with the port union will resume on Monday, and no ferries are expected to sail before then,” the harbour board said",0
    paper.txt,216,241,4,agency.txt,189,214,3,6,6,5,0.8333,64.0,body,,,,,Fares are to fall in June,Fares are to rise in June,0
    "#);
}

#[test]
fn csv_without_rows_still_has_its_header() {
    let csv = written(Format::Csv, &articles(), &Overlaps::default());
    assert_eq!(csv.lines().count(), 1);
    assert!(csv.starts_with("a_id,a_start,a_end,a_paragraph,b_id,"));
}

#[test]
fn rows_are_sorted_by_id_and_offset_whatever_order_they_were_found_in() {
    let documents = articles();
    let mut overlaps = findings();
    let mut another = overlaps.pairs[0].clone();
    (another.a, another.b) = (DocumentId(0), DocumentId(2));
    another.passages.clear();
    overlaps.pairs.push(another);
    let sorted = written(Format::JsonLines, &documents, &overlaps);
    overlaps.pairs.reverse();
    overlaps
        .pairs
        .iter_mut()
        .for_each(|pair| pair.passages.reverse());
    assert_eq!(written(Format::JsonLines, &documents, &overlaps), sorted);
}

fn tables(format: Format, documents: &Vec<Document>, overlaps: &Overlaps) -> String {
    let found = Found::new(documents, None, overlaps, Offsets::Char);
    let mut bytes = Vec::new();
    for table in [
        found.pairs_table(),
        found.sources_table(),
        found.clusters_table(),
    ] {
        let mut report = format.report(&mut bytes, Style::default());
        report.table(&table).unwrap();
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn pairs_sources_and_clusters_are_tables_in_every_format() {
    let mut documents = dated([Some("09:00"), None, Some("11:05")]);
    documents[0].header.source = Some("Wire, The".to_owned());
    insta::assert_snapshot!(tables(Format::Text, &documents, &findings()), @r#"
    a_id       b_id        relation  passages  matched_words  longest_words  a_coverage  b_coverage  jaccard  earlier  lag_seconds  step  a_declares  b_declares  a_declared_in  b_declared_in
    paper.txt  agency.txt  shares    2         27             22             0.62        0.6755      0.3333   b        7500         -     -           -           -              -
    a_source  b_source   pairs  passages  words  first_by_a  first_by_b
    -         Wire, The  1      2         27     0           1
    id          cluster     kept
    agency.txt  agency.txt  -
    paper.txt   agency.txt  -
    other.txt   other.txt   -
    "#);
    insta::assert_snapshot!(tables(Format::Csv, &documents, &findings()), @r#"
    a_id,b_id,relation,passages,matched_words,longest_words,a_coverage,b_coverage,jaccard,earlier,lag_seconds,step,a_declares,b_declares,a_declared_in,b_declared_in
    paper.txt,agency.txt,shares,2,27,22,0.62,0.6755,0.3333,b,7500,,,,,
    a_source,b_source,pairs,passages,words,first_by_a,first_by_b
    ,"Wire, The",1,2,27,0,1
    id,cluster,kept
    agency.txt,agency.txt,
    paper.txt,agency.txt,
    other.txt,other.txt,
    "#);
    insta::assert_snapshot!(tables(Format::JsonLines, &documents, &findings()), @r#"
    {"a_id":"paper.txt","b_id":"agency.txt","relation":"shares","passages":2,"matched_words":27,"longest_words":22,"a_coverage":0.62,"b_coverage":0.6755,"jaccard":0.3333,"earlier":"b","lag_seconds":7500,"step":null,"a_declares":null,"b_declares":null,"a_declared_in":null,"b_declared_in":null}
    {"a_source":null,"b_source":"Wire, The","pairs":1,"passages":2,"words":27,"first_by_a":0,"first_by_b":1}
    {"id":"agency.txt","cluster":"agency.txt","kept":null}
    {"id":"paper.txt","cluster":"agency.txt","kept":null}
    {"id":"other.txt","cluster":"other.txt","kept":null}
    "#);
}
