//! What `explain` says of a pair is what `overlap` does with it: the same passages and bits where the pair is reported, a gate
//! where it is not; and every sum is right.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use wireprint::align::Limit;
use wireprint::input::{Input, ReadOptions};
use wireprint::pipeline::{Question, Resources, explain, overlap, read};
use wireprint::report::{Explained, Offsets, Style};
use wireprint::story::{Explanation, Link, PairGate};
use wireprint::{Bits, Corpus, Document, DocumentId, OverlapSettings, Preset};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

fn one_thread() -> Resources {
    Resources::new(1).unwrap()
}

fn corpus(path: PathBuf) -> Vec<Document> {
    let archive = read(&[Input::Path(path)], &ReadOptions::default(), &one_thread());
    archive
        .documents()
        .map(|document| Document {
            header: archive.header(document).clone(),
            text: archive.text(document).into_owned(),
        })
        .collect()
}

/// Three articles of each case, of the invented wire, and of one language for each way of cutting text into words: each pair is
/// a run of its own, and a run counts all its words.
fn fixtures() -> Vec<Vec<Document>> {
    let languages = root().join("languages");
    let cases = fs::read_dir(root()).unwrap();
    let mut folders: Vec<PathBuf> = cases.map(|entry| entry.unwrap().path()).collect();
    folders.retain(|path| path.is_dir() && *path != languages);
    folders.extend(["arabic", "chinese", "korean", "thai"].map(|name| languages.join(name)));
    folders.sort();
    let articles = folders.into_iter().map(|folder| {
        let inside = ["articles.jsonl", "articles"].map(|name| folder.join(name));
        let articles = inside.into_iter().find(|path| path.exists());
        articles.unwrap_or(folder)
    });
    let mut corpora: Vec<Vec<Document>> = articles.map(corpus).collect();
    corpora.push(corpus(root().join("wire.jsonl")));
    corpora.iter_mut().for_each(|corpus| corpus.truncate(3));
    assert!(corpora.len() > 15 && corpora.iter().all(|corpus| corpus.len() > 1));
    corpora
}

/// Words that are made up: the same number, the same word.
fn words(from: u32, count: u32) -> String {
    let word = |n: u32| {
        let mixed = n.wrapping_mul(0x9E37_79B1).rotate_left(7) ^ n.wrapping_mul(0x85EB_CA6B);
        let syllable = |at: u32| {
            let part = (mixed >> (at * 5)) as usize;
            [
                "ba", "do", "ke", "li", "mu", "na", "ro", "su", "ti", "ve", "wa", "zo",
            ][part % 12]
        };
        (0..2 + mixed % 3).map(syllable).collect::<String>()
    };
    (from..from + count).map(word).collect::<Vec<_>>().join(" ")
}

/// Articles of five paragraphs, of which some borrow from others: whole paragraphs, a stretch inside of one, a stretch
/// with words changed; every other one ends with a line of common words.
fn made(count: u32) -> Vec<Document> {
    ending(count, |n| ["", "It was the end of it."][n as usize % 2])
}

/// The same, each with a line that it ends with.
fn ending(count: u32, line: impl Fn(u32) -> &'static str) -> Vec<Document> {
    let article = |n: u32| {
        let own = |paragraph: u32| words(10_000 * n + 100 * paragraph, 30 + n % 7) + ".";
        let borrowed =
            |from: u32, paragraph: u32| words(10_000 * from + 100 * paragraph, 30 + from % 7) + ".";
        let mut paragraphs = [own(0), own(1), own(2), own(3)];
        match n % 5 {
            1 => paragraphs[1] = borrowed(n - 1, 1),
            2 => {
                paragraphs[2] = format!(
                    "{} {} {}",
                    words(n * 777, 8),
                    words(10_000 * (n - 1), 14),
                    words(n * 778, 9)
                )
            }
            3 => paragraphs[0] = borrowed(n - 1, 0).replace("ba", "bo"),
            4 => {
                paragraphs = [
                    borrowed(n - 1, 3),
                    borrowed(n - 1, 0),
                    own(2),
                    borrowed(n - 2, 2),
                ]
            }
            _ => {}
        }
        let text = format!("{}\n\n{}", paragraphs.join("\n\n"), line(n));
        let mut document = Document::new(format!("{n:02}"), text);
        document.header.source = Some(["North", "South", "East"][n as usize % 3].to_owned());
        document.header.published =
            Some(jiff::Timestamp::from_second(1_900_000_000 + i64::from(n) * 7_000).unwrap());
        document
    };
    (0..count).map(article).collect()
}

fn question<'a>(input: &'a Vec<Document>, against: Option<&'a Vec<Document>>) -> Question<'a> {
    Question {
        input,
        against: against.map(|against| against as _),
        pairs: None,
    }
}

/// Holds every pair to what `overlap` says of it, and returns the gates that stopped some.
fn assert_agrees(
    input: &Vec<Document>,
    against: Option<&Vec<Document>>,
    settings: &OverlapSettings,
) -> Vec<PairGate> {
    let question = question(input, against);
    let found = overlap(&question, settings, &one_thread()).unwrap();
    let mut gates = Vec::new();
    for a in input.documents() {
        for b in against.unwrap_or(input).documents() {
            if against.is_none() && a >= b {
                continue;
            }
            let why = explain(&question, (a, b), settings, &one_thread()).unwrap();
            let reported = found
                .pairs
                .iter()
                .find(|pair| (pair.a, pair.b) == (why.a, why.b));
            assert_eq!(why.shared(), reported);
            assert_eq!(why.stopped_by().is_none(), reported.is_some());
            assert_adds_up(&why);
            gates.extend(why.stopped_by());
        }
    }
    gates
}

fn assert_adds_up(why: &Explanation) {
    for account in &why.passages {
        let taken = account.replaced.bits.0 + account.added.bits.0;
        assert_eq!(account.passage.bits, Bits(account.gained().0 - taken));
        assert_eq!(account.words.len(), account.passage.matched_words as usize);
        let loose = account.only_a.len() + account.only_b.len();
        assert_eq!(
            loose,
            (2 * account.replaced.count + account.added.count) as usize
        );
        for word in &account.words {
            let capped = match &word.worth.limit {
                None => word.worth.alone,
                Some(Limit::Most(most) | Limit::MostOfGram(most)) => *most,
                Some(Limit::Phrase { words, bits, .. }) => Bits(bits.0 / words.len() as i64),
                Some(Limit::Furniture(_)) => Bits(0),
            };
            assert_eq!(word.worth.bits, capped);
            assert!(word.bits == word.worth.bits || word.likeness < 1.0);
        }
    }
}

#[test]
fn of_every_fixture_each_pair_has_the_passages_of_overlap_or_a_gate() {
    for corpus in fixtures() {
        assert_agrees(&corpus, None, &OverlapSettings::default());
    }
}

#[test]
fn of_a_made_archive_each_pair_has_the_passages_of_overlap_or_a_gate() {
    let gates = assert_agrees(&made(8), None, &OverlapSettings::default());
    for gate in [PairGate::Seeds, PairGate::Candidate] {
        assert!(gates.contains(&gate), "{gate:?}");
    }
}

#[test]
fn under_other_settings_too() {
    let all_asked = OverlapSettings {
        preset: Preset::Loose,
        min_bits: Some(Bits::whole(120)),
        min_words: 25,
        window: Some(Duration::from_secs(30_000)),
        across_sources: true,
        within: false,
        ..OverlapSettings::default()
    };
    let gates = assert_agrees(&made(8), None, &all_asked);
    for gate in [PairGate::Window, PairGate::Sources, PairGate::Words] {
        assert!(gates.contains(&gate), "{gate:?}");
    }
}

#[test]
fn against_another_corpus_too() {
    let (others, input) = (made(8), made(8).split_off(5));
    assert_agrees(&input, Some(&others), &OverlapSettings::default());
}

#[test]
fn a_pair_too_far_apart_is_told_what_it_would_share() {
    let wire = made(5);
    let settings = OverlapSettings {
        window: Some(Duration::from_secs(60)),
        ..OverlapSettings::default()
    };
    let pair = (DocumentId(0), DocumentId(1));
    let why = explain(&question(&wire, None), pair, &settings, &one_thread()).unwrap();
    assert_eq!(why.stopped_by(), Some(PairGate::Window));
    assert_eq!(why.shared(), None);
    assert_eq!(why.overlap.unwrap().passages.len(), 1);
}

#[test]
fn a_line_that_stands_everywhere_is_cut_off_and_links_the_later_articles_to_the_earliest_alone() {
    let wire = ending(
        140,
        |_| "This line ends every story of ours, and always has done.",
    );
    let why = |pair: (u32, u32)| {
        let pair = (DocumentId(pair.0), DocumentId(pair.1));
        explain(
            &question(&wire, None),
            pair,
            &OverlapSettings::default(),
            &one_thread(),
        )
        .unwrap()
    };
    let links = |why: &Explanation| why.seeds.iter().map(|seed| seed.link).collect::<Vec<_>>();
    let late = why((125, 135));
    assert!(links(&late).contains(&Link::CutOff));
    assert_eq!(late.stopped_by(), Some(PairGate::Seeds));
    assert!(late.seeds.iter().all(|seed| seed.articles == 140));
    assert!(links(&why((0, 135))).contains(&Link::Linked));
}

fn page(input: &Vec<Document>, pair: (u32, u32), resources: &Resources) -> String {
    let pair = (DocumentId(pair.0), DocumentId(pair.1));
    let why = explain(
        &question(input, None),
        pair,
        &OverlapSettings::default(),
        resources,
    )
    .unwrap();
    let explained = Explained::new(input, None, &why);
    let mut out = Vec::new();
    explained
        .write_text(&mut out, &Style::default(), true)
        .unwrap();
    explained.write_json(&mut out, Offsets::Char).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn neither_threads_nor_the_order_of_the_input_nor_of_the_pair_change_a_byte() {
    let wire = made(9);
    let reversed: Vec<Document> = wire.iter().rev().cloned().collect();
    let expected = page(&wire, (3, 4), &one_thread());
    assert_eq!(page(&wire, (4, 3), &Resources::new(4).unwrap()), expected);
    assert_eq!(
        page(&reversed, (5, 4), &Resources::new(3).unwrap()),
        expected
    );
}

#[test]
fn a_page_is_no_wider_than_asked_for() {
    let wire = made(9);
    let why = explain(
        &question(&wire, None),
        (DocumentId(3), DocumentId(4)),
        &OverlapSettings::default(),
        &one_thread(),
    )
    .unwrap();
    let mut out = Vec::new();
    Explained::new(&wire, None, &why)
        .write_text(&mut out, &Style::default(), false)
        .unwrap();
    for line in String::from_utf8(out).unwrap().lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
}
