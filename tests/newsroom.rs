//! Cases from the newsroom: each folder of `fixtures` holds a few invented articles, what `overlap` says of them
//! (`expected.txt`) and which of them `dedupe` removes (`removed.txt`), to be checked by reading.
//!
//! `UPDATE=1 cargo test --test newsroom` writes the expected files anew. Read them before they are committed.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// Folders that other tests look at.
const OTHERS: [&str; 3] = ["seeds", "languages", "wire_formats"];

/// The folders that hold a case, in order of name.
fn cases() -> Vec<PathBuf> {
    let entries = fs::read_dir(fixtures()).unwrap();
    let folders = entries.map(|entry| entry.unwrap().path());
    let mut cases: Vec<PathBuf> = folders
        .filter(|path| path.is_dir() && !OTHERS.iter().any(|other| path.ends_with(other)))
        .collect();
    cases.sort();
    cases
}

fn name(case: &Path) -> String {
    case.file_name().unwrap().to_string_lossy().into_owned()
}

/// The articles of a case: a file of records where they have dates and sources, else a folder of texts.
fn articles(case: &Path) -> &'static str {
    if case.join("articles.jsonl").exists() {
        "articles.jsonl"
    } else {
        "articles"
    }
}

fn run(case: &Path, args: &[&str]) -> String {
    let mut command = Command::cargo_bin("wireprint").unwrap();
    let output = command
        .current_dir(case)
        .args(args)
        .arg(articles(case))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}: {output:?}", name(case));
    String::from_utf8(output.stdout).unwrap()
}

fn overlap(case: &Path) -> String {
    run(case, &["overlap"])
}

fn removed(case: &Path) -> String {
    let desk = tempfile::tempdir().unwrap();
    let file = desk.path().join("removed.txt");
    run(case, &["dedupe", "-q", "--removed", file.to_str().unwrap()]);
    fs::read_to_string(file).unwrap()
}

/// What differs from the expected file, if anything does.
fn difference(case: &Path, file: &str, found: &str) -> Option<String> {
    let path = case.join(file);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, found).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    let named = || format!("{}/{file}", name(case));
    (expected != found).then(|| format!("--- {}\n{expected}+++ found\n{found}", named()))
}

fn assert_all(file: &str, answer: fn(&Path) -> String) {
    let wrong: Vec<String> = cases()
        .iter()
        .filter_map(|case| difference(case, file, &answer(case)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn overlap_says_of_every_case_what_is_expected() {
    assert_all("expected.txt", overlap);
}

#[test]
fn dedupe_removes_of_every_case_what_is_expected() {
    assert_all("removed.txt", removed);
}

/// The rows of one kind, of the cases that are about them; of the others what they expect: nothing.
fn rows(case: &Path, rows: &str) -> Option<String> {
    let is_about_them = case.join(format!("{rows}.txt")).exists();
    is_about_them.then(|| run(case, &["overlap", "--rows", rows]))
}

#[test]
fn the_versions_of_a_story_and_the_holders_of_a_killed_one_are_those_expected() {
    let mut looked_at = 0;
    for kind in ["versions", "killed"] {
        for case in cases() {
            let Some(found) = rows(&case, kind) else {
                continue;
            };
            looked_at += 1;
            let wrong = difference(&case, &format!("{kind}.txt"), &found);
            assert_eq!(wrong.unwrap_or_default(), "");
        }
    }
    assert!(looked_at >= 2);
}

#[test]
fn the_list_of_cases_is_complete() {
    let list = fs::read_to_string(fixtures().join("README.md")).unwrap();
    for case in cases() {
        let name = name(&case);
        assert!(list.contains(&format!("| `{name}` |")), "{name}");
    }
}
