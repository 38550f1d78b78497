//! `wireprint score` against another scorer of the same measures, on lists that are made here. That scorer is not part of this
//! project: it is looked for in `../shared`, or where `WIREPRINT_SHARED` says, and where it is not, nothing is checked.

#![cfg(all(unix, feature = "cli"))]

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// A generator of small numbers (Knuth's MMIX), so that every run makes the same lists.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

fn other_scorer() -> Option<PathBuf> {
    let shared = env::var_os("WIREPRINT_SHARED").map_or("../shared".into(), PathBuf::from);
    let scorer = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(shared)
        .join("eval/score.py");
    let python = Command::new("python3").arg("--version").output();
    (scorer.is_file() && python.is_ok()).then_some(scorer)
}

/// Passages of some articles, close enough to overlap, in kinds; an id may be a number, and an article may quote itself.
fn passages(dice: &mut Dice, count: u64) -> String {
    let mut lines = String::new();
    for _ in 0..count {
        let (a, b) = (dice.below(6), dice.below(6));
        let [a_start, b_start] = [dice.below(200), dice.below(200)];
        let [a_len, b_len] = [dice.below(60), 1 + dice.below(60)];
        let kind = ["quote", "edit", "verbatim"][dice.below(3) as usize];
        let (a_end, b_end) = (a_start + a_len, b_start + b_len);
        writeln!(
            lines,
            r#"{{"a_id":"é{a}","a_start":{a_start},"a_end":{a_end},"b_id":{b},"b_start":{b_start},"b_end":{b_end},"kind":"{kind}"}}"#
        )
        .unwrap();
    }
    lines
}

fn pairs(dice: &mut Dice, count: u64) -> String {
    let mut lines = String::new();
    for _ in 0..count {
        let (a, b) = (dice.below(6), dice.below(6));
        let kind = ["quote", "edit", "none"][dice.below(3) as usize];
        writeln!(lines, r#"{{"a_id":"é{a}","b_id":{b},"kind":"{kind}"}}"#).unwrap();
    }
    lines
}

/// Articles in so many clusters, each article with one chance in eight to be left out.
fn clusters(dice: &mut Dice, articles: u64, clusters: u64) -> String {
    let mut lines = String::new();
    for article in 0..articles {
        if dice.below(8) > 0 {
            let cluster = dice.below(clusters);
            writeln!(lines, r#"{{"id":{article},"cluster":"c{cluster}"}}"#).unwrap();
        }
    }
    lines
}

fn lists(desk: &Path, seed: u64) {
    let dice = &mut Dice(seed);
    let files = [
        ("truth.jsonl", passages(dice, 40)),
        ("found.jsonl", passages(dice, 60)),
        ("only.jsonl", pairs(dice, 25)),
        ("ignore.jsonl", pairs(dice, 8)),
        ("gold.jsonl", clusters(dice, 60, 20)),
        ("mine.jsonl", clusters(dice, 60, 5 + seed)),
        ("nothing.jsonl", String::new()),
    ];
    for (name, lines) in files {
        fs::write(desk.join(name), lines).unwrap();
    }
}

#[test]
fn another_scorer_comes_to_the_same_figures() {
    let Some(scorer) = other_scorer() else {
        println!("SKIPPED: no scorer at ../shared/eval/score.py, or no python3");
        return;
    };
    let questions = [
        "passages truth.jsonl found.jsonl",
        "passages truth.jsonl truth.jsonl",
        "passages truth.jsonl nothing.jsonl",
        "passages nothing.jsonl found.jsonl",
        "passages truth.jsonl found.jsonl --by kind",
        "passages truth.jsonl found.jsonl --by kind --only only.jsonl",
        "passages truth.jsonl found.jsonl --by kind --ignore ignore.jsonl",
        "passages truth.jsonl found.jsonl --by kind --only only.jsonl --ignore ignore.jsonl",
        "passages truth.jsonl found.jsonl --only nothing.jsonl",
        "clusters gold.jsonl mine.jsonl",
        "clusters gold.jsonl nothing.jsonl",
        "clusters nothing.jsonl mine.jsonl",
        "pairs truth.jsonl found.jsonl",
        "pairs only.jsonl nothing.jsonl",
        "pairs nothing.jsonl only.jsonl",
    ];
    for seed in 1..6 {
        let desk = tempfile::tempdir().unwrap();
        lists(desk.path(), seed);
        for question in questions {
            agrees(desk.path(), &scorer, question);
        }
    }
}

fn agrees(desk: &Path, scorer: &Path, question: &str) {
    let arguments = || question.split(' ');
    let ours = Command::new(env!("CARGO_BIN_EXE_wireprint"))
        .current_dir(desk)
        .arg("score")
        .args(arguments())
        .args(["-o", "score.jsonl"])
        .output()
        .unwrap();
    assert!(ours.status.success(), "{question}: {ours:?}");
    let checked = Command::new("python3")
        .current_dir(desk)
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/accuracy/check.py"))
        .arg("agree")
        .args([scorer, Path::new("score.jsonl")])
        .args(arguments())
        .output()
        .unwrap();
    assert!(checked.status.success(), "{question}: {checked:?}");
}
