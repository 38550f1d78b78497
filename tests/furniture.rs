//! Furniture as a person sees it: lines of real copy that were read one by one and labelled, held against what is recognised.
//!
//! `tests/furniture/labels.tsv` holds labels only: archive, id, line (from 1), and for each piece of furniture its kind and its
//! characters in that line, or `-`. The texts may not be copied; they are looked for in `../shared`, or where WIREPRINT_SHARED
//! says. Rules were made looking at one half of the documents; the other half says how good they are.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::ops::Range;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use serde_json::Value;
use wireprint::pipeline::{Resources, dedupe};
use wireprint::text::Furniture;
use wireprint::{DedupeSettings, Document, DocumentId};

const LABELS: &str = include_str!("furniture/labels.tsv");

/// A line and what is furniture in it.
struct Labelled {
    /// Whether rules were made with this line in view.
    is_tuned: bool,
    text: String,
    /// Bytes of the line in the text.
    line: Range<usize>,
    pieces: Vec<(String, Range<usize>)>,
}

fn shared() -> Option<PathBuf> {
    let named = std::env::var_os("WIREPRINT_SHARED").map(PathBuf::from);
    let data = named
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"))
        .join("data");
    data.join("reuters21578").exists().then_some(data)
}

/// The texts of an archive, by id. In the Reuters archive the dateline is a field of its own: it is put back where it stood.
fn archive(path: &Path) -> BTreeMap<String, (String, String)> {
    let mut records = String::new();
    let mut file = flate2::read::MultiGzDecoder::new(fs::File::open(path).unwrap());
    file.read_to_string(&mut records).unwrap();
    let read = |line: &str| {
        let record: Value = serde_json::from_str(line).unwrap();
        let field = |name: &str| record[name].as_str().unwrap_or_default().to_owned();
        let before = match field("dateline") {
            dateline if dateline.is_empty() => dateline,
            dateline => format!("    {dateline} "),
        };
        (field("id"), (before + &field("text"), field("title")))
    };
    records.lines().map(read).collect()
}

/// What a sample of a newsroom's format says, line by line: its text without markup; of JSON all strings, by name.
fn sample(path: &Path) -> String {
    let bytes = fs::read(path).unwrap();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let mut strings = Vec::new();
    let text = match serde_json::from_str(&text) {
        Ok(json) => {
            gather(&json, &mut strings);
            strings.join("\n")
        }
        Err(_) => text,
    };
    let mut inside = false;
    let mut said = String::new();
    for c in text.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                said.push('\n');
            }
            _ if !inside => said.push(c),
            _ => {}
        }
    }
    said
}

fn gather(json: &Value, strings: &mut Vec<String>) {
    match json {
        Value::String(string) => strings.push(string.clone()),
        Value::Array(list) => list.iter().for_each(|value| gather(value, strings)),
        Value::Object(fields) => {
            let sorted: BTreeMap<_, _> = fields.iter().collect();
            sorted.values().for_each(|value| gather(value, strings));
        }
        _ => {}
    }
}

fn labelled(data: &Path) -> Vec<Labelled> {
    let reuters = archive(&data.join("reuters21578/reuters.jsonl.gz"));
    let pan = archive(&data.join("pan13-train/source.jsonl.gz"));
    let of = |row: &str| {
        let fields: Vec<&str> = row.split('\t').collect();
        let (id, number) = (fields[1], fields[2].parse::<usize>().unwrap());
        let text = match fields[0] {
            "reuters" => reuters[id].0.clone(),
            "reuters-titles" => reuters[id].1.clone(),
            "pan-source" => pan[id].0.clone(),
            "seeds" => fs::read_to_string(data.join("seeds").join(id)).unwrap(),
            // A field of its own, of which nothing but the line is known.
            _ => sample(&data.join("wire-formats").join(id))
                .split('\n')
                .nth(number - 1)
                .unwrap()
                .to_owned(),
        };
        let line = match fields[0] {
            "wire-formats" => 0..text.len(),
            _ => line(&text, number),
        };
        let bytes = |characters: &str| {
            let (start, end) = characters.split_once('-').unwrap();
            let byte = |n: &str| {
                let before = text[line.clone()].chars().take(n.parse().unwrap());
                line.start + before.map(char::len_utf8).sum::<usize>()
            };
            byte(start)..byte(end)
        };
        let pieces = fields[3]
            .split(", ")
            .filter_map(|piece| piece.rsplit_once(' '));
        Labelled {
            is_tuned: id.bytes().map(u32::from).sum::<u32>() % 2 == 0,
            pieces: pieces
                .map(|(kind, place)| (kind.to_owned(), bytes(place)))
                .collect(),
            line,
            text: text.clone(),
        }
    };
    LABELS.lines().map(of).collect()
}

fn line(text: &str, number: usize) -> Range<usize> {
    let before = text.split('\n').take(number - 1).map(|line| line.len() + 1);
    let start = before.sum::<usize>();
    start..start + text[start..].find('\n').unwrap_or(text.len() - start)
}

/// Of one kind: pieces that are right, pieces found, pieces labelled.
#[derive(Default)]
struct Count {
    right: usize,
    found: usize,
    labelled: usize,
}

impl Count {
    fn precision(&self) -> f64 {
        self.right as f64 / self.found.max(1) as f64
    }

    fn recall(&self) -> f64 {
        self.right as f64 / self.labelled.max(1) as f64
    }
}

/// Letters and digits that two stretches have in common, over those in either.
fn alike(text: &str, one: &Range<usize>, other: &Range<usize>) -> f64 {
    let signs = |range: Range<usize>| {
        let range = range.start..range.end.max(range.start);
        text[range].chars().filter(|c| c.is_alphanumeric()).count()
    };
    let both = signs(one.start.max(other.start)..one.end.min(other.end));
    both as f64 / (signs(one.clone()) + signs(other.clone()) - both).max(1) as f64
}

/// Counts by kind, and of all kinds, which is the last.
fn counted<'l>(
    lines: impl Iterator<Item = &'l Labelled>,
    furniture: &Furniture,
) -> BTreeMap<String, Count> {
    let mut counts: BTreeMap<String, Count> = BTreeMap::new();
    for labelled in lines {
        let pieces = furniture.pieces(&labelled.text);
        let in_line = pieces.iter().filter_map(|piece| {
            let span = piece.span.range();
            let cut = span.start.max(labelled.line.start)..span.end.min(labelled.line.end);
            (cut.start < cut.end).then(|| (piece.kind.name(), cut))
        });
        let mut open = labelled.pieces.clone();
        for (kind, _) in &labelled.pieces {
            counts.entry(kind.clone()).or_default().labelled += 1;
        }
        for (kind, place) in in_line {
            let count = counts.entry(kind.to_owned()).or_default();
            count.found += 1;
            let is_it = |(wanted, there): &(String, Range<usize>)| {
                wanted == kind && alike(&labelled.text, there, &place) >= 0.8
            };
            if let Some(at) = open.iter().position(is_it) {
                open.remove(at);
                count.right += 1;
            }
        }
    }
    let mut all = Count::default();
    for count in counts.values() {
        all.right += count.right;
        all.found += count.found;
        all.labelled += count.labelled;
    }
    counts.insert("~ all".to_owned(), all);
    counts
}

#[test]
fn what_a_person_calls_furniture_is_recognised() {
    let Some(data) = shared() else {
        eprintln!("SKIPPED: no texts at ../shared to hold labels against");
        return;
    };
    let (lines, furniture) = (labelled(&data), Furniture::default());
    for is_tuned in [true, false] {
        let half: Vec<&Labelled> = lines
            .iter()
            .filter(|line| line.is_tuned == is_tuned)
            .collect();
        println!(
            "{} lines, rules {}",
            half.len(),
            if is_tuned {
                "made with them in view"
            } else {
                "made without them"
            }
        );
        let counts = counted(half.into_iter(), &furniture);
        for (kind, count) in &counts {
            println!(
                "  {kind:10} {:4} labelled  precision {:.3}  recall {:.3}",
                count.labelled,
                count.precision(),
                count.recall()
            );
        }
        let all = &counts["~ all"];
        assert!(all.precision() >= 0.96, "precision {}", all.precision());
        assert!(all.recall() >= 0.83, "recall {}", all.recall());
    }
}

#[test]
fn there_are_labels_of_every_archive_and_only_labels() {
    let rows: Vec<Vec<&str>> = LABELS
        .lines()
        .map(|row| row.split('\t').collect())
        .collect();
    assert!(rows.len() >= 300);
    assert!(rows.iter().all(|row| row.len() == 4));
    for archive in [
        "reuters",
        "reuters-titles",
        "pan-source",
        "wire-formats",
        "seeds",
    ] {
        assert!(rows.iter().any(|row| row[0] == archive), "{archive}");
    }
}

#[test]
fn texts_of_nothing_but_furniture_go_only_if_their_words_are_the_same() {
    let lines = [
        "(Reporting by Anna Velde)",
        "(Reporting by Siri Lien)",
        "(Reporting by Anna Velde)",
    ];
    let archive: Vec<Document> = (0..)
        .zip(lines)
        .map(|(n, line)| Document::new(format!("{n}"), line))
        .collect();
    let resources = Resources::new(1).unwrap();
    let found = dedupe(&archive, &DedupeSettings::default(), &resources).unwrap();
    let removed: Vec<DocumentId> = found.removals().map(|(document, _)| document).collect();
    assert_eq!(removed, [DocumentId(2)]);
}

#[test]
fn faults_of_a_rule_are_told_with_its_name() {
    let rule = |pattern: &str, like: &str| {
        format!(
            "[[rule]]\nname = \"ours\"\nkind = \"tail\"\nwhere = \"bottom\"\npattern = '{pattern}'\nlike = [\"{like}\"]\nunlike = [\"x\"]"
        )
    };
    let told = |toml: String| Furniture::with(&toml).err().unwrap_or_default().join("\n");
    assert_eq!(told(rule("Read on", "⟦Readon⟧")), "");
    assert_eq!(
        told(rule("Read(", "⟦Read⟧")),
        "rule `ours`: pattern: unclosed group"
    );
    assert_eq!(
        told(rule("{peace}", "⟦Read⟧")),
        "rule `ours`: there is no part {peace}"
    );
    let unlike = "rule `ours`: \"⟦Write⟧\" should be like it: found is \"Write\"";
    assert_eq!(told(rule("Read", "⟦Write⟧")), unlike);
    assert!(told("[[rule]]\nnam = 1".to_owned()).contains("nam"));
}

proptest! {
    #[test]
    fn pieces_stand_in_order_apart_and_on_words(text in "(UPDATE 2-|\\(Adds tea\\)|KALBORG, May 7 \\(NPA\\) - |By Anna Ruud|Rain fell|中文。|é|\n|\n\n| |©|Reuter|\\(c\\) 2026){0,24}") {
        let pieces = Furniture::default().pieces(&text);
        for piece in &pieces {
            let words = &text[piece.span.range()];
            prop_assert_eq!(words.trim(), words);
            prop_assert!(!words.is_empty());
        }
        for both in pieces.windows(2) {
            prop_assert!(both[0].span.end <= both[1].span.start);
        }
    }
}
