//! What `Preset::Loose` finds beyond words in a row: paragraphs retold, and briefs that tell the whole of an article.

use proptest::prelude::*;
use wireprint::Preset;
use wireprint::align::{Aligned, Background, Passage, Side, Thresholds, align, common_seeds};

fn aligned(a: &str, b: &str, preset: Preset) -> Aligned {
    let background = Background::default();
    let (a, b) = (Side::new(a, &background), Side::new(b, &background));
    let anchors = common_seeds(&a, &b);
    align(&a, &b, anchors, &Thresholds::of(preset))
}

fn loose(a: &str, b: &str) -> Vec<Passage> {
    aligned(a, b, Preset::Loose).passages
}

const BEFORE: &str = "The museum of glass opens again in May after two years of repairs to its roof. \
    Tickets can be bought from Thursday on, at the door and by telephone. ";

const AFTER: &str = "Sailing lessons for beginners start on Saturday morning beside the old customs house. \
    Parents are asked to bring dry clothes and something warm to drink. ";

const PARAGRAPH: &str = "Engineers discovered dangerous cracks beneath the northern pier of Vessby bridge during Tuesday's inspection. \
    The county immediately prohibited heavy lorries from crossing until repairs are finished next autumn. \
    Ferry operators promised additional evening departures for stranded commuters and delivery companies. ";

const RETOLD: &str = "During the inspection on Tuesday, cracks that engineers called dangerous were discovered beneath Vessby bridge, under its northern pier. \
    Until the repairs have been finished, next autumn, crossing is prohibited immediately to all heavy lorries by the county. \
    Additional departures in the evening were promised by ferry operators to delivery companies and to commuters who are stranded. ";

const BRIEF: &str = "Dangerous cracks beneath Vessby bridge were discovered by engineers during an inspection. \
    Heavy lorries are prohibited from crossing until repairs finish next autumn, the county said. \
    Brewery manager Hallow fears ruinous detours for his delivery lorries. \
    Schools in Norholm rearranged their timetables because buses arrive late.";

/// The article that the brief tells the whole of.
fn article() -> String {
    [
        "Engineers discovered dangerous cracks beneath the northern pier of Vessby bridge during a routine inspection on Tuesday. ",
        "Divers had gone down after a barge struck the masonry in rough weather last winter. ",
        "The county prohibited heavy lorries from crossing until repairs finish next autumn, a spokeswoman said. ",
        "Steel plates must be ordered abroad, and the foundry quoted eleven months. ",
        "Nobody was hurt when plaster fell on a fishing boat in August. ",
        "Brewery manager Marit Hallow fears ruinous detours of forty miles for the delivery lorries that leave her yard before dawn. ",
        "She employs sixty people and had planned a second bottling line. ",
        "Farmers upstream worry about milk collection while the temporary ferry carries only vans. ",
        "A petition with nine thousand signatures demands that soldiers build a pontoon. ",
        "The ministry answered that pontoons are needed elsewhere after the floods. ",
        "Schools in Norholm rearranged their timetables because buses from the islands arrive late and leave early. ",
        "Headmaster Olsen called the arrangement tolerable for a month but not longer. ",
        "Taxi fares have doubled on some evenings, according to the consumer council. ",
        "An independent commission will examine why the cracks stayed hidden for so long. ",
    ]
    .concat()
}

#[test]
fn a_paragraph_retold_sentence_by_sentence_is_one_passage() {
    let (a, b) = ([BEFORE, PARAGRAPH].concat(), [RETOLD, AFTER].concat());
    let found = loose(&a, &b);
    assert_eq!(found.len(), 1);
    assert_eq!(
        &a[found[0].a.range()],
        PARAGRAPH.trim_end().trim_end_matches('.')
    );
    assert_eq!(
        &b[found[0].b.range()],
        RETOLD.trim_end().trim_end_matches('.')
    );
}

#[test]
fn wire_does_not_report_a_paragraph_retold() {
    assert_eq!(aligned(PARAGRAPH, RETOLD, Preset::Wire).passages, []);
}

#[test]
fn a_brief_that_tells_the_whole_of_an_article_is_one_passage() {
    let (a, b) = ([AFTER, BRIEF].concat(), article());
    let found = loose(&a, &b);
    assert_eq!(found.len(), 1);
    assert!(a[found[0].a.range()].starts_with("Dangerous cracks"));
    assert!(found[0].b_words >= 3 * found[0].a_words);
}

#[test]
fn articles_of_other_matters_share_nothing() {
    assert_eq!(
        loose(&[BEFORE, AFTER].concat(), &[PARAGRAPH, &article()].concat()),
        []
    );
}

#[test]
fn each_word_of_a_retold_paragraph_is_counted_once() {
    let twice = [RETOLD, AFTER, RETOLD].concat();
    for passage in loose(PARAGRAPH, &twice) {
        assert!(passage.matched_words <= passage.a_words.min(passage.b_words));
    }
}

#[test]
fn the_sides_of_retold_text_may_be_swapped() {
    for (a, b) in [(PARAGRAPH, RETOLD), (BRIEF, &article())] {
        let swapped: Vec<Passage> = loose(b, a).iter().map(Passage::swapped).collect();
        assert_eq!(loose(a, b), swapped);
    }
}

#[test]
fn a_word_out_of_its_order_is_worth_less_than_one_in_a_row() {
    let in_a_row = loose(PARAGRAPH, &[AFTER, PARAGRAPH].concat());
    let retold = loose(PARAGRAPH, RETOLD);
    let per_word = |passage: &Passage| passage.bits.0 / i64::from(passage.matched_words);
    assert!(per_word(&retold[0]) < per_word(&in_a_row[0]));
}

#[test]
fn what_was_copied_word_by_word_keeps_its_edges_beside_what_was_retold() {
    let copied =
        "The lighthouse keeper waved at every ship that passed the narrow sound before midnight. ";
    let (a, b) = ([BEFORE, copied].concat(), [AFTER, copied].concat());
    assert_eq!(loose(&a, &b), aligned(&a, &b, Preset::Wire).passages);
}

/// The sentences of a text, their words in any order, and they themselves in any order.
fn shuffled(text: &'static str) -> impl Strategy<Value = String> {
    let sentences = text.split_terminator('.').map(|sentence| {
        let words: Vec<&str> = sentence.split_whitespace().collect();
        Just(words)
            .prop_shuffle()
            .prop_map(|words| words.join(" ") + ". ")
    });
    sentences
        .collect::<Vec<_>>()
        .prop_shuffle()
        .prop_map(|sentences| sentences.concat())
}

proptest! {
    #[test]
    fn whatever_the_order_of_words_passages_lie_in_both_texts_and_count_each_word_once(b in shuffled(PARAGRAPH)) {
        let a = [BEFORE, PARAGRAPH].concat();
        for passage in loose(&a, &b) {
            prop_assert!(a.get(passage.a.range()).is_some() && b.get(passage.b.range()).is_some());
            prop_assert!(passage.matched_words <= passage.a_words.min(passage.b_words));
        }
    }

    #[test]
    fn whatever_the_order_of_words_the_sides_may_be_swapped(a in shuffled(PARAGRAPH), b in shuffled(RETOLD)) {
        let mut swapped: Vec<Passage> = loose(&b, &a).iter().map(Passage::swapped).collect();
        swapped.sort_by_key(|passage| (passage.a, passage.b));
        prop_assert_eq!(loose(&a, &b), swapped);
    }

    #[test]
    fn whatever_the_order_of_words_the_paragraph_is_found(b in shuffled(PARAGRAPH)) {
        prop_assert!(!loose(PARAGRAPH, &b).is_empty());
    }
}
