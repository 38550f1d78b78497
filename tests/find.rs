//! Printings of a quotation: what an editor expects `find` to find, what it has to leave alone, and what holds of any text.
//! All texts are invented.

use proptest::prelude::*;
use wireprint::align::{Background, Quotation, Quote};
use wireprint::pipeline::{Resources, find};
use wireprint::story::Printings;
use wireprint::{Document, DocumentId};

const QUOTE: &str = "We will not send another boat out before the ice has gone from the sound";

fn archive(texts: &[&str]) -> Vec<Document> {
    let article = |(n, text): (usize, &&str)| Document::new(format!("a{n:02}"), *text);
    texts.iter().enumerate().map(article).collect()
}

fn found(quote: &str, archive: &Vec<Document>) -> Printings {
    find(
        &Quote::new(quote).unwrap(),
        archive,
        &Resources::new(2).unwrap(),
    )
}

/// The printings of `quote` in one text, as they stand in it.
fn printed<'t>(quote: &str, text: &'t str) -> Vec<&'t str> {
    let found = found(quote, &archive(&[text]));
    let spans = found.printings.iter().map(|printing| printing.passage.b);
    spans.map(|span| &text[span.range()]).collect()
}

#[test]
fn marks_case_and_dashes_may_be_typed_otherwise() {
    let text = "The pilot – thirty years at sea – said: «We’ll sail when the well-known ice-field breaks, not before»";
    let typed = "\"we'll sail when the WELL KNOWN ice field breaks -- not before\"";
    let expected = "We’ll sail when the well-known ice-field breaks, not before";
    assert_eq!(printed(typed, text), [expected]);
}

#[test]
fn words_may_be_changed_added_or_dropped() {
    let cases = [
        "“We will not send a single boat out before the ice has gone from the sound,” he said.",
        "“We will not send another boat out until the last of the ice has gone from the sound,” he said.",
        "“We will not send another boat before the ice has gone,” he said.",
        "They would not send another boat out before the ice had gone from the sound, he said.",
    ];
    for text in cases {
        assert_eq!(printed(QUOTE, text).len(), 1, "{text}");
    }
}

#[test]
fn of_six_words_one_may_be_changed_or_dropped() {
    let quote = "Nobody here has slept since Sunday";
    for text in [
        "“Nobody here has slept since Monday,” said the baker.",
        "“Nobody has slept since Sunday,” said the baker.",
        "“Nobody here has really slept since Sunday,” said the baker.",
    ] {
        assert_eq!(printed(quote, text).len(), 1, "{text}");
    }
}

#[test]
fn an_attribution_may_split_it() {
    let text = "“We will not send another boat out,” said Ingrid Solberg, who has run the pilot station at \
                Tarnvik for nineteen years, “before the ice has gone from the sound.” She left early.";
    let expected = &text["“".len()..text.find(".”").unwrap()];
    assert_eq!(printed(QUOTE, text), [expected]);
}

#[test]
fn it_may_run_across_paragraphs() {
    let text = "“We will not send another boat out\n\n“before the ice has gone from the sound.”";
    assert_eq!(printed(QUOTE, text).len(), 1);
}

#[test]
fn a_clause_may_be_cut_from_a_long_one() {
    let quote = "The committee has read every page of the report, has listened to the families for eleven weeks and \
                 to the company for one afternoon, and finds that the warnings were written down, signed and put away in a drawer";
    let text = "“The committee has read every page of the report … and finds that the warnings were written down, \
                signed and put away in a drawer,” the chairwoman said.";
    let printings = printed(quote, text);
    assert_eq!(printings.len(), 1);
    assert!(printings[0].starts_with("The committee") && printings[0].ends_with("a drawer"));
}

#[test]
fn its_sentences_may_stand_in_another_order() {
    let quote = "The harbour wall must be rebuilt before October. Nobody wants another winter behind sandbags.";
    let text = "She was blunt. “Nobody wants another winter behind sandbags. The harbour wall must be rebuilt \
                before October.” The council meets on Friday.";
    let expected = "Nobody wants another winter behind sandbags. The harbour wall must be rebuilt before October";
    assert_eq!(printed(quote, text), [expected]);
}

#[test]
fn every_printing_in_an_article_is_told_also_side_by_side() {
    let text =
        format!("{QUOTE}.\n\n“{QUOTE},” said the pilot. “{QUOTE}!” The sea was calm.\n\n{QUOTE}");
    assert_eq!(printed(QUOTE, &text), [QUOTE; 4]);
}

#[test]
fn every_script_is_found() {
    let cases = [
        // Eight characters.
        (
            "桥梁明年春天重开",
            "记者昨日获悉，桥梁明年春天重开。市民表示欢迎。",
            "桥梁明年春天重开",
        ),
        (
            "橋は来年の春に再び開く",
            "市によると、橋は来年の春に再び開くという。",
            "橋は来年の春に再び開く",
        ),
        // With and without diacritics and tatweel.
        (
            "لن نفتح الجسر قبل أن يذوب الجليد",
            "وقال المدير: «لَنْ نَفْتَحَ الجِسْرَ قَبْلَ أَنْ يَذُوبَ الجَلِيـــد» ثم غادر.",
            "لَنْ نَفْتَحَ الجِسْرَ قَبْلَ أَنْ يَذُوبَ الجَلِيـــد",
        ),
        (
            "Мы не выйдем в море до весны",
            "Капитан сказал: «МЫ НЕ ВЫЙДЕМ В МОРЕ ДО ВЕСНЫ», и ушёл.",
            "МЫ НЕ ВЫЙДЕМ В МОРЕ ДО ВЕСНЫ",
        ),
        (
            "हम बर्फ पिघलने तक पुल नहीं खोलेंगे",
            "उन्होंने कहा, “हम बर्फ पिघलने तक पुल नहीं खोलेंगे।” बैठक समाप्त हुई।",
            "हम बर्फ पिघलने तक पुल नहीं खोलेंगे",
        ),
    ];
    for (quote, text, expected) in cases {
        assert_eq!(printed(quote, text), [expected]);
    }
}

#[test]
fn a_character_of_a_longer_chinese_quotation_may_be_changed() {
    let text = "市长说：“这座大桥将在明年夏天重新开放。”";
    assert_eq!(
        printed("这座大桥将在明年春天重新开放", text),
        ["这座大桥将在明年夏天重新开放"]
    );
}

#[test]
fn of_four_or_five_words_all_are_needed_and_of_fewer_there_is_no_quotation() {
    let quote = "before the ice breaks";
    let count = |text| printed(quote, text).len();
    assert_eq!(count("Not before the ice breaks, they said."), 1);
    assert_eq!(count("Not before the thick ice breaks, they said."), 1);
    assert_eq!(count("Not before the ice melts, they said."), 0);
    assert!(Quote::new("the ice breaks").is_err());
}

#[test]
fn other_words_on_the_same_subject_are_no_printing() {
    for text in [
        "No vessel of ours leaves harbour while there is ice in the sound, the pilots decided.",
        "The ice has gone from the sound, and every boat was out before noon.",
        "We will not send anyone home, the hospital said, before the doctors have seen them.",
    ] {
        assert_eq!(printed(QUOTE, text), [""; 0], "{text}");
    }
}

#[test]
fn the_oldest_comes_first_and_undated_ones_last_in_the_order_of_their_ids() {
    let mut archive = archive(&[QUOTE; 5]);
    for (n, day) in [
        (0, "2031-05-03T00:00:00Z"),
        (2, "2031-05-01T00:00:00Z"),
        (4, "2031-05-03T00:00:00Z"),
    ] {
        archive[n].header.published = Some(day.parse().unwrap());
    }
    let order: Vec<DocumentId> = found(QUOTE, &archive)
        .printings
        .iter()
        .map(|p| p.document)
        .collect();
    assert_eq!(order, [2, 0, 4, 1, 3].map(DocumentId));
}

#[test]
fn printings_of_the_same_words_are_one_variant_whatever_their_marks() {
    let other = QUOTE.replace("another boat", "a boat");
    let archive = archive(&[&other, &QUOTE.to_uppercase(), &format!("“{other}”"), QUOTE]);
    let found = found(QUOTE, &archive);
    assert_eq!(found.variant_numbers(), [0, 1, 0, 1]);
    let counts: Vec<(usize, usize)> = found
        .variants()
        .iter()
        .map(|v| (v.first, v.printings))
        .collect();
    assert_eq!(counts, [(0, 2), (1, 2)]);
}

#[test]
fn where_nothing_is_found_the_nearest_miss_and_its_lack_are_named() {
    let archive = archive(&[
        "The museum opens in May.",
        "No boat goes out before the ice has gone.",
        "The sound was calm before the ice came.",
    ]);
    let mut archive = archive;
    archive[2].header.published = Some("2031-05-01T00:00:00Z".parse().unwrap());
    let miss = found(QUOTE, &archive).nearest.unwrap();
    assert_eq!(miss.document, DocumentId(1));
    assert_eq!(
        &archive[1].text[miss.span.range()],
        "boat goes out before the ice has gone"
    );
    assert_eq!(miss.matched_words, 7);
}

#[test]
fn a_text_that_prints_it_a_thousand_times_is_answered() {
    let text = format!("{QUOTE}. ").repeat(1_000);
    assert_eq!(printed(QUOTE, &text).len(), 1_000);
}

#[test]
fn what_falls_short_is_no_printing() {
    let names = "Commissioner Hallgrimsdottir Constantinople Thessaloniki is at it";
    for (quote, text, lack) in [
        (
            "It is up to the Commissioner Hallgrimsdottir",
            "It is up to the boat pilots",
            "bits",
        ),
        (
            names,
            "Commissioner Hallgrimsdottir, Constantinople, Thessaloniki.",
            "words",
        ),
        (
            "Nobody has slept since Sunday",
            "Nobody had slept since Sunday",
            "a fifth word",
        ),
        (
            "before the ice breaks",
            "before any pilot could say the ice breaks",
            "closeness",
        ),
        (
            "Nobody here has slept since Sunday",
            "Nobody here can tell you when the old man from the harbour office has slept in a bed of \
             straw or wool or feathers or hay or moss since Sunday",
            "closeness",
        ),
    ] {
        assert_eq!(printed(quote, text), [""; 0], "lacks {lack}: {text}");
    }
}

#[test]
fn an_attribution_costs_little_even_in_six_words() {
    let text = "“He has not,” said Ingrid Solberg, the baker of the small town by the sea, “slept since Sunday.”";
    assert_eq!(printed("He has not slept since Sunday", text).len(), 1);
}

/// Three hundred words of made-up sentences, most of which are "the", "of", "in" and their like.
fn long_quote() -> Vec<String> {
    let name = |n| word(0, n);
    let sentence = |n| {
        format!(
            "the {} of the {} went in by the {} and out to the {}",
            name(n),
            name(n + 1),
            name(n + 2),
            name(n + 3)
        )
    };
    let sentences: Vec<String> = (0..30).map(|n| sentence(4 * n)).collect();
    sentences
        .join(" ")
        .split(' ')
        .take(300)
        .map(str::to_owned)
        .collect()
}

#[test]
fn of_a_long_quotation_every_fourth_word_may_be_changed() {
    let mut words = long_quote();
    let quote = words.join(" ");
    words
        .iter_mut()
        .step_by(4)
        .for_each(|word| *word = "zwischendurch".to_owned());
    assert_eq!(printed(&quote, &words.join(" ")).len(), 1);
}

#[test]
fn a_long_quotation_may_be_abridged_to_a_dozen_words() {
    let words = long_quote();
    let text = format!("No one spoke. {}. They left.", words[148..160].join(" "));
    assert_eq!(
        printed(&words.join(" "), &text),
        [words[148..160].join(" ")]
    );
}

#[test]
fn a_text_that_shares_only_formulae_with_a_long_quotation_is_not_read_closely() {
    let (quote, background) = (
        Quote::new(long_quote().join(" ")).unwrap(),
        Background::default(),
    );
    let formulae = "One of the boats came in by the gate, another went out to the pier. ";
    let glance = Quotation::new(&quote, &background).glance(&formulae.repeat(20));
    assert!(glance.stretches.is_empty());
}

/// A made-up word, different for each number, of letters that no other `kin` has.
fn word(kin: usize, number: u32) -> String {
    let letters = [("bdfgklmn", "aeio"), ("прстбвгж", "уыэя")][kin];
    let pick = |letters: &str, at: u32| {
        let letters: Vec<char> = letters.chars().collect();
        letters[at as usize % letters.len()]
    };
    let mixed = number.wrapping_mul(0x9E37_79B1);
    let syllable = |n: u32| {
        [
            pick(letters.0, mixed >> (27 - 5 * n)),
            pick(letters.1, mixed >> (25 - 5 * n)),
        ]
    };
    (0..3).flat_map(syllable).collect()
}

fn text(kin: usize) -> impl Strategy<Value = String> {
    let words = prop::collection::vec(0..1_000_000u32, 0..60);
    words.prop_map(move |words| {
        let words: Vec<String> = words.iter().map(|number| word(kin, *number)).collect();
        words.join(" ")
    })
}

fn quote() -> impl Strategy<Value = Vec<String>> {
    // Few different words: quotations repeat themselves.
    prop::collection::vec(0..12u32, 6..40)
        .prop_map(|words| words.iter().map(|number| word(0, *number)).collect())
}

/// The quotation with some of its words dropped, changed or moved.
fn edited(quote: &[String], edits: &[(usize, u8)]) -> String {
    let mut words = quote.to_vec();
    for (at, edit) in edits {
        let at = at % words.len();
        match edit {
            0 if words.len() > 1 => _ = words.remove(at),
            1 => words[at] = "zwischendurch".to_owned(),
            _ => words.rotate_left(at),
        }
    }
    words.join(" ")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_quotation_that_stands_word_for_word_is_found_with_its_edges(
        quote in quote(), before in text(1), after in text(1), across in any::<bool>()
    ) {
        let quote = quote.join(" ");
        let print = if across { quote.replacen(' ', "\n\n", 1) } else { quote.clone() };
        let text = format!("{before} “{print}” {after}");
        prop_assert_eq!(printed(&quote, &text), [print.as_str()]);
    }

    #[test]
    fn a_printing_lies_in_its_text_on_whole_words_and_beside_the_others(
        quote in quote(),
        edits in prop::collection::vec((0..40usize, 0..3u8), 0..4),
        others in prop::collection::vec(text(1), 1..4),
    ) {
        let print = edited(&quote, &edits);
        let text = others.join(&format!(" {print} "));
        let mut end = 0;
        let whole = found(&quote.join(" "), &archive(&[&text]));
        for printing in &whole.printings {
            let span = printing.passage.b.range();
            prop_assert!(end <= span.start && span.start < span.end);
            prop_assert!(text[..span.start].chars().next_back().is_none_or(|c| !c.is_alphanumeric()));
            prop_assert!(text[span.end..].chars().next().is_none_or(|c| !c.is_alphanumeric()));
            prop_assert!(printing.passage.matched_words <= printing.passage.b_words);
            end = span.end;
        }
    }

    #[test]
    fn more_articles_take_no_printing_away(
        quote in quote(),
        edits in prop::collection::vec((0..40usize, 0..3u8), 0..4),
        others in prop::collection::vec(text(0), 0..4),
    ) {
        let print = edited(&quote, &edits);
        let quote = quote.join(" ");
        let alone = found(&quote, &archive(&[&print])).printings;
        let mut texts = vec![print.as_str()];
        texts.extend(others.iter().map(String::as_str));
        texts.push(&quote);
        let among = found(&quote, &archive(&texts)).printings;
        let kept: Vec<_> = among.into_iter().filter(|p| p.document == DocumentId(0)).collect();
        prop_assert_eq!(kept, alone);
    }

    #[test]
    fn no_text_and_no_quotation_stops_it(quote in "\\PC{0,40}", text in "(\\PC|\n){0,200}") {
        if let Ok(quote) = Quote::new(quote) {
            let archive = archive(&[&text, quote.text()]);
            let found = find(&quote, &archive, &Resources::new(1).unwrap());
            prop_assert!(found.printings.iter().any(|p| p.document == DocumentId(1)));
        }
    }
}
