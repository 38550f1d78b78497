//! Forty papers print one paragraph, some with a word changed: it is aligned once, not for each two of them.

use wireprint::pipeline::{Question, Resources, overlap};
use wireprint::story::{Overlap, Overlaps};
use wireprint::{Corpus, Document, DocumentId, OverlapSettings};

const PAPERS: u32 = 40;

/// What the agency sent, and what every second paper made of it.
const VARIANTS: [&str; 2] = [
    "Engineers opened all five sluices of the Hask dam overnight as meltwater filled the reservoir faster than at any \
     time since it was built, and about nine hundred people were told to leave the hamlets below it before dawn.",
    "Engineers opened all five sluices of the Hask dam overnight as meltwater filled the reservoir faster than at any \
     time since it was built, and roughly nine hundred people were told to leave the hamlets below it before dawn.",
];

/// Words that no other paper has.
fn own_words(paper: u32) -> String {
    let letters = |n: u32| char::from(b'a' + (n % 26) as u8);
    let word = |n: u32| -> String {
        let mixed = (paper * 20 + n).wrapping_mul(0x9E37_79B1);
        (0..7).map(|part| letters(mixed >> (part * 4))).collect()
    };
    (0..12).map(word).collect::<Vec<_>>().join(" ")
}

fn papers() -> Vec<Document> {
    let paper = |n: u32| {
        let text = format!("{}.\n\n{}", own_words(n), VARIANTS[n as usize % 2]);
        Document::new(format!("paper-{n:02}"), text)
    };
    (0..PAPERS).map(paper).collect()
}

fn compared(papers: &Vec<Document>, pairs: Option<&[(DocumentId, DocumentId)]>) -> Overlaps {
    let question = Question {
        input: papers,
        against: None,
        pairs,
    };
    let threads = Resources::new(2).unwrap();
    overlap(&question, &OverlapSettings::default(), &threads).unwrap()
}

fn ids(pairs: &[Overlap]) -> Vec<(DocumentId, DocumentId)> {
    pairs.iter().map(|pair| (pair.a, pair.b)).collect()
}

#[test]
fn near_identical_paragraphs_are_aligned_once() {
    let work = compared(&papers(), None).work;
    assert!(work.paragraph_meetings >= 400, "{work:?}");
    assert!((1..=3).contains(&work.paragraph_alignments), "{work:?}");
}

#[test]
fn passages_are_the_same_whether_aligned_once_or_for_each_pair() {
    let papers = papers();
    let once = compared(&papers, None).pairs;
    assert_eq!(once.len(), (PAPERS * (PAPERS - 1) / 2) as usize);
    assert!(once.iter().all(|pair| pair.passages.len() == 1));
    // Pairs that are asked for are each aligned from their seeds.
    let each = compared(&papers, Some(&ids(&once)));
    assert_eq!(each.work.paragraph_alignments, 0);
    assert_eq!(each.pairs, once);
}

#[test]
fn the_passage_is_the_paragraph_whole() {
    let papers = papers();
    for pair in compared(&papers, None).pairs {
        let passage = pair.passages[0];
        for (document, span) in [(pair.a, passage.a), (pair.b, passage.b)] {
            let variant = VARIANTS[document.index() % 2].trim_end_matches('.');
            assert_eq!(&papers.text(document)[span.range()], variant);
        }
    }
}

/// The half of the word in the next line is no paragraph of its own: counted as one, it shifted all that came after it, and
/// the wrong paragraphs were aligned, up to places beyond the end of the text.
#[test]
fn a_word_broken_at_the_end_of_a_paragraph_shifts_no_other() {
    let take = |changed: &str| {
        let last = VARIANTS[0].replace("overnight", changed);
        let long = format!("{} {changed} {}", long_line(10), own_words(20));
        format!("{} govern-\nment\n{long}\n{last}", long_line(0))
    };
    let takes = vec![
        Document::new("take 1", take("overnight")),
        Document::new("take 2", take("today")),
    ];
    let found = compared(&takes, None);
    assert!(found.work.paragraph_alignments > 0, "{:?}", found.work);
    let passages = &found.pairs[0].passages;
    assert!(passages.iter().any(
        |passage| takes[0].text[passage.a.range()].ends_with("before dawn")
            || takes[1].text[passage.a.range()].ends_with("before dawn")
    ));
}

/// A line too long to have been wrapped.
fn long_line(first: u32) -> String {
    (first..first + 5)
        .map(own_words)
        .collect::<Vec<_>>()
        .join(" ")
}

/// An article held against another, as text that repeats itself makes it.
fn against(text: &str, other: &str) -> Overlaps {
    let (input, against) = (
        vec![Document::new("a", text)],
        vec![Document::new("b", other)],
    );
    let question = Question {
        input: &input,
        against: Some(&against),
        pairs: None,
    };
    let threads = Resources::new(1).unwrap();
    overlap(&question, &OverlapSettings::default(), &threads).unwrap()
}

#[test]
fn a_text_that_says_one_sentence_over_and_over_is_its_like_whole() {
    let text = "Engineers opened all five sluices of the Hask dam overnight. ".repeat(3_000);
    let found = against(&text, &text);
    let passages = &found.pairs[0].passages;
    assert_eq!((passages.len(), passages[0].matched_words), (1, 30_000));
}

#[test]
fn a_paragraph_that_stands_four_times_in_an_article_is_reported_three_times_as_a_repeat() {
    let text = [VARIANTS[0]; 4].join("\n\n");
    let papers = vec![Document::new("a", format!("{text}\n\n{}.", own_words(1)))];
    let question = Question {
        input: &papers,
        against: None,
        pairs: None,
    };
    let settings = OverlapSettings {
        within: true,
        ..OverlapSettings::default()
    };
    let found = overlap(&question, &settings, &Resources::new(1).unwrap()).unwrap();
    let passages = &found.pairs[0].passages;
    let spans = |n: usize| (&text[passages[n].a.range()], &text[passages[n].b.range()]);
    assert_eq!(passages.len(), 3);
    assert!((0..3).all(|n| spans(n).0 == spans(n).1), "{passages:?}");
}
