//! What holds of any articles, on small random ones: drawn from a vocabulary, copied from each other, edited.

use proptest::prelude::*;
use serde_json::Value;
use wireprint::align::{Aligned, Background, Passage, Side, Thresholds, align, common_seeds};
use wireprint::pipeline::{Question, Resources, overlap};
use wireprint::report::{Format, Found, Offsets, Style};
use wireprint::{Document, DocumentId, OverlapSettings, Preset, Span};

/// Articles aligned under the background that is built in, with seeds of their own.
fn aligned(a: &str, b: &str) -> Aligned {
    let background = Background::default();
    let (a, b) = (Side::new(a, &background), Side::new(b, &background));
    let anchors = common_seeds(&a, &b);
    align(&a, &b, anchors, &Thresholds::of(Preset::Wire))
}

fn passages(a: &str, b: &str) -> Vec<Passage> {
    aligned(a, b).passages
}

/// A made-up word: four syllables or so, different for each number. Words of different `kin` have no letters in common.
fn word(kin: u8, number: u32) -> String {
    let (consonants, vowels) = match kin {
        0 => ("bdfgklmn", "aeio"),
        1 => ("prstvwzh", "uyéá"),
        _ => ("бвгджзкл", "аеио"),
    };
    let pick = |letters: &str, at: u32| {
        let count = letters.chars().count() as u32;
        letters.chars().nth((at % count) as usize).unwrap()
    };
    let mixed = number.wrapping_mul(0x9E37_79B1);
    (0..3)
        .flat_map(|n| {
            let part = mixed >> (27 - 5 * n);
            [pick(consonants, part >> 2), pick(vowels, part)]
        })
        .collect()
}

fn sentence(kin: u8, words: &[u32]) -> String {
    let words: Vec<String> = words.iter().map(|number| word(kin, *number)).collect();
    words.join(" ") + "."
}

/// A paragraph of one sentence or more, its words drawn from a vocabulary of `vocabulary` words.
fn paragraph(kin: u8, vocabulary: u32) -> impl Strategy<Value = String> {
    let words = prop::collection::vec(0..vocabulary, 5..30);
    let sentences = prop::collection::vec(words, 1..4);
    sentences.prop_map(move |sentences| {
        let sentences: Vec<String> = sentences.iter().map(|s| sentence(kin, s)).collect();
        sentences.join(" ")
    })
}

fn article(kin: u8, vocabulary: u32) -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(paragraph(kin, vocabulary), 1..5)
}

/// What happens to a paragraph on its way into another article.
#[derive(Clone, Debug)]
enum Edit {
    Copied,
    Dropped,
    Reworded(usize),
    WithWord(usize),
    WithoutWord(usize),
    MovedUp,
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        3 => Just(Edit::Copied),
        1 => Just(Edit::Dropped),
        1 => (0..30usize).prop_map(Edit::Reworded),
        1 => (0..30usize).prop_map(Edit::WithWord),
        1 => (0..30usize).prop_map(Edit::WithoutWord),
        1 => Just(Edit::MovedUp),
    ]
}

fn edited(article: &[String], edits: &[Edit]) -> Vec<String> {
    let mut copy: Vec<String> = Vec::new();
    for (paragraph, edit) in article.iter().zip(edits.iter().cycle()) {
        let mut words: Vec<String> = paragraph.split(' ').map(str::to_owned).collect();
        let count = words.len();
        match edit {
            Edit::Dropped => continue,
            Edit::MovedUp => {
                copy.insert(0, paragraph.clone());
                continue;
            }
            Edit::Copied => {}
            Edit::Reworded(at) => words[at % count] = "zuhause".to_owned(),
            Edit::WithWord(at) => words.insert(at % count, "dazwischen".to_owned()),
            Edit::WithoutWord(at) => _ = words.remove(at % count),
        }
        copy.push(words.join(" "));
    }
    copy
}

/// An article, and another that was made from it and from paragraphs of its own.
fn article_and_its_copy(vocabulary: u32) -> impl Strategy<Value = (String, String)> {
    copied_by(edit().boxed(), vocabulary)
}

/// The same with every paragraph in its place.
fn article_and_its_copy_in_order(vocabulary: u32) -> impl Strategy<Value = (String, String)> {
    let in_order = edit().prop_filter("moved", |edit| !matches!(edit, Edit::MovedUp));
    copied_by(in_order.boxed(), vocabulary)
}

fn copied_by(
    edit: BoxedStrategy<Edit>,
    vocabulary: u32,
) -> impl Strategy<Value = (String, String)> {
    let edits = prop::collection::vec(edit, 1..5);
    let own = prop::collection::vec(paragraph(1, vocabulary), 0..3);
    (article(0, vocabulary), edits, own).prop_map(|(article, edits, own)| {
        let mut copy = edited(&article, &edits);
        copy.splice(0..0, own);
        (article.join("\n\n"), copy.join("\n\n"))
    })
}

fn mirrored(passages: Vec<Passage>) -> Vec<(Span, Span)> {
    let mut spans: Vec<(Span, Span)> = passages.iter().map(|p| (p.b, p.a)).collect();
    spans.sort();
    spans
}

fn spans(passages: &[Passage]) -> Vec<(Span, Span)> {
    passages.iter().map(|p| (p.a, p.b)).collect()
}

/// From the first word to the last: what stands between words belongs to no passage.
fn words_of(text: &str) -> Span {
    let end = text.trim_end_matches(['.', '\n', ' ']).len();
    Span::new(text.len() - text.trim_start().len(), end)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_text_against_itself_is_one_passage_whole(paragraphs in article(0, 100_000)) {
        let text = paragraphs.join("\n\n");
        prop_assume!(text.split(' ').count() >= 15);
        let found = passages(&text, &text);
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!((found[0].a, found[0].b), (words_of(&text), words_of(&text)));
        prop_assert_eq!(found[0].identity(), 1.0);
    }

    #[test]
    fn a_text_of_few_words_against_itself_is_whole(paragraphs in article(0, 40)) {
        let text = paragraphs.join("\n\n");
        prop_assume!(text.split(' ').count() >= 15);
        let found = passages(&text, &text);
        prop_assert!(found.iter().any(|p| p.a == words_of(&text) && p.identity() == 1.0), "{:?}", found);
    }

    #[test]
    fn sides_may_be_swapped((a, b) in article_and_its_copy_in_order(100_000)) {
        prop_assert_eq!(mirrored(passages(&b, &a)), spans(&passages(&a, &b)));
    }

    #[test]
    fn a_foreign_paragraph_below_or_above_removes_no_passage(
        (a, b) in article_and_its_copy(100_000), foreign in paragraph(2, 100_000)
    ) {
        let before = spans(&passages(&a, &b));
        prop_assert_eq!(spans(&passages(&a, &format!("{b}\n\n{foreign}"))), before.clone());
        let shift = foreign.len() as u32 + 2;
        let shifted: Vec<(Span, Span)> = before
            .iter()
            .map(|(a, b)| (*a, Span { start: b.start + shift, end: b.end + shift }))
            .collect();
        prop_assert_eq!(spans(&passages(&a, &format!("{foreign}\n\n{b}"))), shifted);
    }

    #[test]
    fn a_planted_passage_is_found_with_exact_edges(
        planted in prop::collection::btree_set(0..1_000_000u32, 12..40),
        (before_a, after_a) in (article(1, 100_000), article(1, 100_000)),
        (before_b, after_b) in (article(2, 100_000), article(2, 100_000)),
        is_sentence in any::<bool>(),
    ) {
        let planted: Vec<u32> = planted.into_iter().collect();
        let planted = sentence(0, &planted);
        let (planted, end) = (planted.trim_end_matches('.'), if is_sentence { "." } else { "" });
        let within = |before: &[String], after: &[String]| {
            let (mut before, after) = (before.join("\n\n"), after.join("\n\n"));
            if !is_sentence {
                before.pop();
            }
            let span = Span::new(before.len() + 1, before.len() + 1 + planted.len());
            (format!("{before} {planted}{end} {after}"), span)
        };
        let (a, in_a) = within(&before_a, &after_a);
        let (b, in_b) = within(&before_b, &after_b);
        prop_assert_eq!(spans(&passages(&a, &b)), [(in_a, in_b)]);
    }

    #[test]
    fn a_passage_runs_across_paragraph_breaks_wherever_they_are(
        words in prop::collection::btree_set(0..1_000_000u32, 20..60),
        breaks_in_a in prop::collection::btree_set(2..19usize, 0..3),
        breaks_in_b in prop::collection::btree_set(2..19usize, 0..3),
    ) {
        let words: Vec<String> = words.into_iter().map(|number| word(0, number)).collect();
        let broken = |breaks: &std::collections::BTreeSet<usize>| {
            let mut text = String::new();
            for (at, word) in words.iter().enumerate() {
                text += if breaks.contains(&at) { "\n\n" } else { " " };
                text += word;
            }
            text.trim_start().to_owned()
        };
        let (a, b) = (broken(&breaks_in_a), broken(&breaks_in_b));
        let found = passages(&a, &b);
        prop_assert_eq!(spans(&found), [(words_of(&a), words_of(&b))]);
        prop_assert_eq!(found[0].identity(), 1.0);
    }

    #[test]
    fn passages_of_a_pair_are_in_order_and_no_word_of_b_is_counted_twice(
        (a, b) in article_and_its_copy(60)
    ) {
        let found = passages(&a, &b);
        prop_assert!(found.is_sorted_by_key(|p| (p.a, p.b)));
        for passage in &found {
            prop_assert!(passage.matched_words <= passage.a_words.min(passage.b_words));
            prop_assert!(passage.identity() <= 1.0);
        }
    }
}

#[test]
fn an_identical_text_is_whole_down_to_a_last_paragraph_of_one_word() {
    let text = "Crossing the Ardle bridge will cost no more next year than it does now, the operator said on \
        Tuesday evening in Norholm.\n\nEnds";
    assert_eq!(
        spans(&passages(text, text)),
        [(words_of(text), words_of(text))]
    );
}

#[test]
fn moved_paragraphs_score_the_same_from_either_side() {
    let p: [&str; 4] = [
        "Bakers across the province will charge more for rye bread from Monday, their guild announced.",
        "A spare landing craft of the coastguard carried school children home in the afternoon.",
        "Forecasters expect frost by Thursday, which would slow the melt above the reservoir.",
        "Physics teacher Runa Lund becomes head of the grammar school when the summer is over.",
    ];
    let a = p.join("\n\n");
    let b = [p[2], p[0], p[1], p[3]].join("\n\n");
    assert_eq!(passages(&a, &b)[0].bits, passages(&b, &a)[0].bits);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn no_two_strings_make_it_panic_or_cut_a_character(
        (head, shared, tail) in (any::<String>(), any::<String>(), any::<String>()),
        other in any::<String>(),
    ) {
        let (a, b) = (format!("{head}{shared}{tail}"), format!("{other}{shared}{shared}"));
        for (a, b) in [(&a, &b), (&b, &a), (&a, &a)] {
            for passage in passages(a, b) {
                prop_assert!(a.get(passage.a.range()).is_some_and(|text| !text.is_empty()));
                prop_assert!(b.get(passage.b.range()).is_some_and(|text| !text.is_empty()));
            }
        }
    }

    #[test]
    fn no_text_in_any_script_makes_it_panic_or_cut_a_character(
        words in prop::collection::vec("[a-zäß]{1,6}|[ก-๙]{1,8}|[ぁ-ん一-丸]{1,8}|[ء-ي\u{64b}-\u{652}]{2,6}|[0-9]{1,4}|[👍🏽👩‍🚀🇳🇴]{1,3}|[“”\"'’.,;—\n-]", 1..60),
        cut in 0..60usize,
    ) {
        let a = words.join(" ");
        let b = words[cut % words.len()..].concat();
        for (a, b) in [(&a, &b), (&a, &a), (&b, &b)] {
            for passage in passages(a, b) {
                prop_assert!(a.get(passage.a.range()).is_some_and(|text| !text.is_empty()));
                prop_assert!(b.get(passage.b.range()).is_some_and(|text| !text.is_empty()));
            }
        }
    }
}

fn report(articles: &Vec<Document>, offsets: Offsets, threads: usize) -> String {
    let question = Question {
        input: articles,
        against: None,
        pairs: None,
    };
    let threads = Resources::new(threads).unwrap();
    let overlaps = overlap(&question, &OverlapSettings::default(), &threads).unwrap();
    let found = Found::new(articles, None, &overlaps, offsets);
    let mut out = Vec::new();
    let mut report = Format::JsonLines.report(&mut out, Style::default());
    report.passages(&found).unwrap();
    drop(report);
    String::from_utf8(out).unwrap()
}

/// A text of `Offsets` units from `start` to `end`.
fn sliced(text: &str, offsets: Offsets, start: usize, end: usize) -> String {
    match offsets {
        Offsets::Char => text.chars().skip(start).take(end - start).collect(),
        Offsets::Byte => text[start..end].to_owned(),
        Offsets::Utf16 => {
            let units: Vec<u16> = text.encode_utf16().collect();
            String::from_utf16(&units[start..end]).unwrap()
        }
    }
}

/// Each takes a table of counts of 40 MB, so there are few.
fn few() -> ProptestConfig {
    ProptestConfig::with_cases(8)
}

proptest! {
    #![proptest_config(few())]

    #[test]
    fn offsets_slice_the_text_in_every_unit(
        (a, b) in article_and_its_copy(100_000),
        ornaments in prop::collection::vec("[👍é東“ 🇳🇴\n]{0,4}", 1..6),
    ) {
        let ornate = |text: &str| {
            let words = text.split(' ').zip(ornaments.iter().cycle());
            words.map(|(word, ornament)| format!("{ornament} {word}")).collect::<Vec<_>>().join(" ")
        };
        let articles = vec![Document::new("a", ornate(&a)), Document::new("b", ornate(&b))];
        for offsets in [Offsets::Char, Offsets::Byte, Offsets::Utf16] {
            for line in report(&articles, offsets, 1).lines() {
                let row: Value = serde_json::from_str(line).unwrap();
                for side in ["a", "b"] {
                    let field = |name: &str| &row[format!("{side}_{name}")];
                    let text = &articles.iter().find(|x| field("id") == &x.header.id).unwrap().text;
                    let at = |name| field(name).as_u64().unwrap() as usize;
                    prop_assert_eq!(sliced(text, offsets, at("start"), at("end")), field("text").as_str().unwrap());
                }
            }
        }
    }

    #[test]
    fn neither_threads_nor_the_order_of_the_input_change_a_byte(
        texts in prop::collection::vec(article_and_its_copy(300), 2..5),
        dates in prop::collection::vec(prop::option::of(0..3i64), 10),
        seed in any::<u64>(),
    ) {
        let texts = texts.into_iter().flat_map(|(a, b)| [a, b]);
        let mut articles: Vec<Document> = texts
            .zip(0..)
            .map(|(text, n)| Document::new(format!("story-{n}"), text))
            .collect();
        for (article, date) in articles.iter_mut().zip(dates) {
            article.header.published = date.map(|day| jiff::Timestamp::from_second(day * 86_400).unwrap());
        }
        let one = report(&articles, Offsets::Char, 1);
        articles.sort_by_key(|article| wireprint::text::token_hash(&article.header.id) ^ seed);
        prop_assert_eq!(report(&articles, Offsets::Char, 3), one);
    }

    #[test]
    fn sides_that_dates_exchange_give_the_same_overlap((a, b) in article_and_its_copy_in_order(100_000)) {
        let pair = |a_day: i64, b_day: i64| {
            let dated = |id: &str, text: &str, day: i64| {
                let mut article = Document::new(id, text);
                article.header.published = Some(jiff::Timestamp::from_second(day * 86_400).unwrap());
                article
            };
            let articles = vec![dated("a", &a, a_day), dated("b", &b, b_day)];
            let question = Question { input: &articles, against: None, pairs: None };
            overlap(&question, &OverlapSettings::default(), &Resources::new(1).unwrap()).unwrap().pairs
        };
        let (one, other) = (pair(1, 2), pair(2, 1));
        prop_assert_eq!(one.len(), other.len());
        for (one, other) in one.iter().zip(&other) {
            prop_assert_eq!((one.a, one.b), (DocumentId(1), DocumentId(0)));
            prop_assert_eq!(&one.swapped(), other);
        }
    }

    #[test]
    fn sides_that_a_list_of_pairs_exchanges_give_the_same_overlap((a, b) in article_and_its_copy_in_order(100_000)) {
        let articles = vec![Document::new("a", a), Document::new("b", b)];
        let pair = |a: u32, b: u32| {
            let asked = [(DocumentId(a), DocumentId(b))];
            let question = Question { input: &articles, against: None, pairs: Some(&asked) };
            overlap(&question, &OverlapSettings::default(), &Resources::new(1).unwrap()).unwrap().pairs
        };
        let (one, other) = (pair(0, 1), pair(1, 0));
        prop_assert_eq!(one.len(), other.len());
        for (one, other) in one.iter().zip(&other) {
            prop_assert_eq!(&one.swapped(), other);
        }
    }
}
