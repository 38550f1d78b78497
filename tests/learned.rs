//! Which lines are furniture because one source repeats them, and which are not, seen from outside: what two different stories have
//! in common only with such a line, they do not share.

use wireprint::pipeline::{Memory, Question, Resources, dedupe, overlap};
use wireprint::story::{Overlap, Relation};
use wireprint::text::Furniture;
use wireprint::{DedupeSettings, Document, DocumentId, OverlapSettings};

const LINE: &str =
    "The Gazette crosses with the first boat: leave your letters in the blue box on the quay";

/// A story like no other with another number: words of a few syllables, in sentences.
fn story(number: usize) -> String {
    let mut chance = number as u64 + 1;
    let mut below = |bound: u64| {
        chance = chance
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (chance >> 33) % bound
    };
    let mut word = || {
        let syllable = |n: u64| ["ba", "ke", "li", "mo", "nur", "sta", "ve", "zi"][n as usize];
        [below(8), below(8), below(8), below(8)]
            .map(syllable)
            .concat()
    };
    let mut sentence = || (0..14).map(|_| word()).collect::<Vec<_>>().join(" ") + ".";
    format!(
        "{} {}\n\n{} {}",
        sentence(),
        sentence(),
        sentence(),
        sentence()
    )
}

/// An article that a source ran on some day of March.
fn article(id: impl ToString, source: &str, day: usize, text: String) -> Document {
    let mut article = Document::new(id.to_string(), text);
    article.header.source = Some(source.to_owned());
    article.header.published = format!("2026-03-{day:02}T06:00:00Z").parse().ok();
    article
}

/// Different stories of the Gazette, one a day, each with a line under it.
fn gazette(days: usize, line: &str) -> Vec<Document> {
    let text = |day| format!("{}\n\n{line}.", story(day));
    (1..=days)
        .map(|day| article(format!("gaz-{day}"), "Harbour Gazette", day, text(day)))
        .collect()
}

fn shared(articles: &[Document]) -> Vec<Overlap> {
    shared_by(articles, &OverlapSettings::default())
}

fn shared_by(articles: &[Document], settings: &OverlapSettings) -> Vec<Overlap> {
    let question = Question {
        input: &articles.to_vec(),
        against: None,
        pairs: None,
    };
    let resources = Resources::new(2).unwrap();
    overlap(&question, settings, &resources).unwrap().pairs
}

#[test]
fn what_stands_under_different_stories_of_one_paper_is_not_shared_by_them() {
    assert_eq!(shared(&gazette(5, LINE)), []);
}

#[test]
fn what_stands_above_them_is_not_either() {
    let mut articles = gazette(5, "Anna");
    for article in &mut articles {
        article.text = format!("{LINE}\n\n{}", article.text);
    }
    assert_eq!(shared(&articles), []);
}

#[test]
fn the_heading_above_a_daily_column_is_no_part_of_it() {
    let mut articles = gazette(6, "Anna");
    for article in &mut articles {
        article.text = format!("LETTERS TO THE EDITOR\n\n{}", article.text);
    }
    articles.push(article("cp-1", "Coastal Press", 7, story(3)));
    let pairs = shared(&articles);
    assert_eq!(pairs.len(), 1);
    assert_eq!(pairs[0].relation, Relation::Identical);
}

#[test]
fn four_days_teach_nothing() {
    assert_eq!(shared(&gazette(4, LINE)).len(), 6);
}

#[test]
fn many_articles_of_one_day_teach_nothing() {
    let mut articles = gazette(9, LINE);
    for article in &mut articles {
        article.header.published = "2026-03-01T06:00:00Z".parse().ok();
    }
    assert_eq!(shared(&articles).len(), 36);
}

#[test]
fn articles_without_a_source_or_without_a_date_teach_nothing() {
    let (mut nameless, mut undated) = (gazette(9, LINE), gazette(9, LINE));
    nameless
        .iter_mut()
        .for_each(|article| article.header.source = None);
    undated
        .iter_mut()
        .for_each(|article| article.header.published = None);
    assert_eq!(shared(&nameless).len(), 36);
    assert_eq!(shared(&undated).len(), 36);
}

#[test]
fn white_space_case_quotes_and_dashes_do_not_matter() {
    let lines = [
        "“Ferry first” - the motto of all who write, print and read the Harbour Gazette",
        "\"FERRY FIRST\" — the motto of all\u{a0} who  write, print and read the Harbour Gazette",
    ];
    let articles: Vec<Document> = (0..3)
        .flat_map(|n| {
            lines.iter().enumerate().map(move |(other, line)| {
                let day = 1 + 2 * n + other;
                let text = format!("{}\n\n{line}.", story(day));
                article(day, "Harbour Gazette", day, text)
            })
        })
        .collect();
    assert_eq!(shared(&articles), []);
}

#[test]
fn a_line_is_furniture_in_whatever_text_it_stands() {
    let mut articles = gazette(6, LINE);
    let text = |number| format!("{}\n\n{LINE}", story(number));
    articles.push(Document::new("one", text(101)));
    articles.push(Document::new("other", text(102)));
    assert_eq!(shared(&articles), []);
}

#[test]
fn a_daily_column_that_forty_papers_run_is_copy_to_its_last_line() {
    let mut articles = Vec::new();
    for paper in 0..40 {
        for day in 1..=6 {
            let text = format!("{}\n\n{LINE}.", story(day));
            articles.push(article(
                format!("{paper}-{day}"),
                &format!("Paper {paper}"),
                day,
                text,
            ));
        }
    }
    let settings = OverlapSettings {
        window: Some(std::time::Duration::from_secs(3600)),
        ..OverlapSettings::default()
    };
    let pairs = shared_by(&articles, &settings);
    let words = pairs.iter().map(|pair| pair.matched_words).min();
    let of_all = articles[0].text.split_whitespace().count() as u32;
    assert_eq!((pairs.len(), words), (6 * 40 * 39 / 2, Some(of_all)));
    assert!(shared(&articles).len() > pairs.len());
}

#[test]
fn a_line_that_two_sister_papers_print_is_learned() {
    let mut articles = gazette(6, LINE);
    for day in 1..=6 {
        let text = format!("{}\n\n{LINE}", story(100 + day));
        articles.push(article(day, "Island Gazette", day, text));
    }
    assert_eq!(shared(&articles), []);
}

#[test]
fn one_story_and_its_updates_over_a_week_teach_nothing() {
    let update = |day| {
        format!(
            "{}\n\n{}\n\n{LINE}",
            story(100 + day).lines().next().unwrap(),
            story(1)
        )
    };
    let mut articles: Vec<Document> = (1..=8)
        .map(|day| article(day, "Northern Wire", day, update(day)))
        .collect();
    articles.push(Document::new(
        "elsewhere",
        format!("{}\n\n{LINE}", story(200)),
    ));
    let pairs = shared(&articles);
    assert_eq!(pairs.len(), 36);
    let with_other = pairs
        .iter()
        .filter(|pair| pair.b == DocumentId(8) || pair.a == DocumentId(8));
    assert!(
        with_other
            .map(|pair| pair.matched_words)
            .all(|words| words == 17)
    );
}

#[test]
fn what_reports_of_one_event_say_again_each_day_is_story() {
    let background = "The barge Ilse struck the second pier of the bridge at Vessby on March 3 and sank; two of its crew drowned";
    let report = |day| {
        let story = story(day);
        format!("{story} Nobody has asked Vessby.\n\n{background}.")
    };
    let articles: Vec<Document> = (1..=8)
        .map(|day| article(day, "Northern Wire", day, report(day)))
        .collect();
    assert_eq!(shared(&articles).len(), 28);
}

#[test]
fn what_speaks_of_nothing_but_the_line_that_says_what_happened_is_story_too() {
    let background = "The barge Ilse struck the second pier of the bridge at Vessby on March 3 and sank; two of its crew drowned";
    let mourning = "Those who drowned with the barge will be remembered at noon on every day of the month, with all bells of the town";
    let report = |day| {
        let story = story(day);
        format!("{story} Nobody has asked Vessby.\n\n{mourning}.\n\n{background}.")
    };
    let mut articles: Vec<Document> = (1..=8)
        .map(|day| article(day, "Northern Wire", day, report(day)))
        .collect();
    // Two have the line about the bells alone.
    for (number, article) in articles.iter_mut().enumerate().take(2) {
        article.text = format!("{}\n\n{mourning}.", story(100 + number));
    }
    assert_eq!(shared(&articles).len(), 28);
}

#[test]
fn a_line_of_a_few_among_many_stories_is_not_learned() {
    let mut articles = gazette(5, LINE);
    for number in 0..120 {
        let text = story(1000 + number);
        articles.push(article(number, "Harbour Gazette", 1 + number % 9, text));
    }
    assert_eq!(shared(&articles).len(), 10);
}

#[test]
fn what_stands_in_the_midst_of_stories_is_not_learned() {
    let text = |day| {
        let stories = |from: usize| [from, from + 1, from + 2].map(story).join("\n\n");
        format!(
            "{}\n\n{LINE}\n\n{}",
            stories(100 * day),
            stories(100 * day + 50)
        )
    };
    let articles: Vec<Document> = (1..=6)
        .map(|day| article(day, "Harbour Gazette", day, text(day)))
        .collect();
    assert_eq!(shared(&articles).len(), 15);
}

#[test]
fn a_long_paragraph_is_not_learned() {
    let long = story(500).replace('\n', " ").replace('.', ",");
    assert_eq!(shared(&gazette(6, &format!("{long} {LINE}"))).len(), 15);
}

#[test]
fn without_rules_nothing_is_learned() {
    let settings = OverlapSettings {
        furniture: Furniture::none(),
        ..OverlapSettings::default()
    };
    assert_eq!(shared_by(&gazette(6, LINE), &settings).len(), 15);
}

#[test]
fn a_rule_can_say_that_a_line_is_story() {
    let rule = r#"
        [[rule]]
        name = "our-motto"
        kind = "text"
        where = "bottom"
        pattern = '''The\sGazette\scrosses\s[^\n]*'''
        like = []
        unlike = []
    "#;
    let settings = OverlapSettings {
        furniture: Furniture::with(rule).unwrap(),
        ..OverlapSettings::default()
    };
    assert_eq!(shared_by(&gazette(6, LINE), &settings).len(), 15);
}

#[test]
fn both_sides_of_a_question_teach() {
    let all = gazette(6, LINE);
    let (input, against) = (all[..3].to_vec(), all[3..].to_vec());
    let question = Question {
        input: &input,
        against: Some(&against),
        pairs: None,
    };
    let resources = Resources::new(1).unwrap();
    let found = overlap(&question, &OverlapSettings::default(), &resources).unwrap();
    assert_eq!(found.pairs, []);
}

#[test]
fn dedupe_and_overlap_call_a_story_with_the_line_and_one_without_it_identical() {
    let mut articles = gazette(6, LINE);
    articles.push(article("cp-1", "Coastal Press", 7, story(3)));
    let removed = dedupe(
        &articles,
        &DedupeSettings::default(),
        &Resources::new(1).unwrap(),
    )
    .unwrap();
    let removals: Vec<_> = removed
        .removals()
        .map(|(_, removal)| removal.relation)
        .collect();
    assert_eq!(removals, [Relation::Identical]);
    let pairs = shared(&articles);
    assert_eq!(pairs.len(), 1);
    assert_eq!(pairs[0].relation, Relation::Identical);
}

#[test]
fn neither_the_order_nor_the_threads_nor_a_limit_of_memory_change_what_is_learned() {
    let mut articles = gazette(9, LINE);
    for number in 0..700 {
        let line = [
            "Read on",
            LINE,
            "Good night, and mind the step when you leave the boat tonight",
        ];
        let text = format!("{}\n\n{}", story(1000 + number / 2), line[number % 7 % 3]);
        let source = ["Coastal Press", "Valley Courier"][number % 2];
        articles.push(article(number, source, 1 + number % 20, text));
    }
    let removed = |articles: &[Document], threads, limit| {
        let resources = Resources::new(threads).unwrap().memory(Memory(limit));
        let found = dedupe(&articles.to_vec(), &DedupeSettings::default(), &resources).unwrap();
        let id = |document: DocumentId| articles[document.index()].header.id.clone();
        let mut removed: Vec<_> = found
            .removals()
            .map(|(document, removal)| (id(document), id(removal.kept), removal.relation))
            .collect();
        removed.sort();
        removed
    };
    let first = removed(&articles, 1, u64::MAX);
    assert!(
        first
            .iter()
            .any(|(.., relation)| *relation == Relation::Identical)
    );
    articles.reverse();
    articles.rotate_left(100);
    assert_eq!(removed(&articles, 3, u64::MAX), first);
    assert_eq!(removed(&articles, 2, 0), first);
}
