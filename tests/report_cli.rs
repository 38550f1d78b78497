//! The command from outside: what it refuses, how long its help is, and what becomes of outputs that cannot be written.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

const STORY: &str = "The ferry strike enters its second week, and talks will resume on Monday.\n";

fn wireprint() -> Command {
    Command::cargo_bin("wireprint").unwrap()
}

fn stderr(command: &mut Command) -> String {
    String::from_utf8(command.output().unwrap().stderr).unwrap()
}

/// A folder with two stories in a folder of their own.
fn desk() -> tempfile::TempDir {
    let desk = tempfile::tempdir().unwrap();
    fs::create_dir(desk.path().join("wire")).unwrap();
    for name in ["a.txt", "b.txt"] {
        fs::write(desk.path().join("wire").join(name), STORY).unwrap();
    }
    desk
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

#[test]
fn the_short_help_fits_a_screen() {
    let commands: [&[&str]; 6] = [
        &["-h"],
        &["overlap", "-h"],
        &["dedupe", "-h"],
        &["score", "passages", "-h"],
        &["score", "clusters", "-h"],
        &["score", "pairs", "-h"],
    ];
    for args in commands {
        let output = wireprint().args(args).output().unwrap();
        let help = String::from_utf8(output.stdout).unwrap();
        assert!(help.lines().count() <= 30, "{help}");
        assert!(
            help.lines().all(|line| line.chars().count() <= 100),
            "{help}"
        );
    }
}

#[test]
fn the_long_help_says_what_determinism_leaves_out() {
    for command in ["overlap", "dedupe"] {
        let output = wireprint().args([command, "--help"]).output().unwrap();
        let help = String::from_utf8(output.stdout).unwrap();
        assert!(help.contains("Exempt are"), "{help}");
    }
}

#[test]
fn usage_errors_say_what_is_wrong_and_exit_2() {
    let cases: [(&[&str], &str); 25] = [
        (&[], "Usage: wireprint <COMMAND>"),
        (&["overlap"], "<INPUT>..."),
        (&["overlap", ""], "is empty"),
        (
            &["overlap", "x", "-o", "x.docx"],
            "its suffix names no format",
        ),
        (
            &["overlap", "x", "-o", "no/such/x.csv"],
            "there is no folder no/such",
        ),
        (
            &["overlap", "x", "-o", "x.csv", "--json"],
            "cannot be used with",
        ),
        (
            &["overlap", "x", "--format", "html"],
            "possible values: text, jsonl, csv",
        ),
        (
            &["overlap", "x", "--window", "3 moons"],
            "such as 2w, 30d, 6h",
        ),
        (&["overlap", "x", "--window", "-3d"], "unexpected argument"),
        (&["overlap", "x", "--min-bits", "NaN"], "a number of bits"),
        (
            &["overlap", "x", "--encoding", "big6"],
            "is no encoding known",
        ),
        (
            &["overlap", "x", "--input-format", "pdf"],
            "possible values: text, jsonl, json, csv",
        ),
        (
            &["overlap", "x", "--pairs", "no-such.csv"],
            "no-such.csv: does not exist",
        ),
        (
            &["overlap", "x", "--pairs", "x.csv", "--across-sources"],
            "cannot be used with",
        ),
        (
            &["overlap", "x", "--against", "y", "--within"],
            "cannot be used with",
        ),
        (
            &["dedupe", "x", "--rejected", "no/such/x.jsonl"],
            "there is no folder no/such",
        ),
        (
            &["dedupe", "x", "--annotate", "--copy-to", "y"],
            "cannot be used with",
        ),
        (
            &["dedupe", "-", "--audit", "5"],
            "reads its answers from standard input: it cannot read `-`",
        ),
        (
            &["dedupe", "x", "--audit", "5", "--level", "paragraph"],
            "does not go with --level paragraph",
        ),
        (&["dedupe", "x", "--audit", "0"], "a number, 1 or more"),
        (&["dedupe", "x", "--seed", "5"], "--audit <N>"),
        (&["score", "pairs", "x"], "<FOUND>"),
        (
            &["score", "clusters", "x", "y", "--by", "kind"],
            "unexpected argument",
        ),
        (
            &["dedupe", "x", "--removed", "x.html"],
            "its suffix names no format",
        ),
        (
            &["dedupe", "x", "--threshold", "1.5", "--shingle-words", "0"],
            "wireprint: a shingle of 0 words",
        ),
    ];
    for (args, expected) in cases {
        let mut command = wireprint();
        let said = stderr(command.args(args));
        assert!(said.contains(expected), "{args:?}: {said}");
        command.assert().code(2);
    }
}

#[test]
fn dedupe_refuses_what_the_format_of_its_input_does_not_allow() {
    let desk = desk();
    fs::write(desk.path().join("x.jsonl"), "{\"text\":\"One two.\"}\n").unwrap();
    fs::write(desk.path().join("x.csv"), "id,text\n1,Three four.\n").unwrap();
    let cases: [(&[&str], &str); 5] = [
        (
            &["x.jsonl", "-o", "kept.csv"],
            "the input is JSON Lines: use .jsonl",
        ),
        (
            &["wire", "-o", "kept.jsonl"],
            "the input is a plain file: use .txt",
        ),
        (
            &["x.csv", "--copy-to", "kept"],
            "--copy-to is for files: the input is CSV",
        ),
        (
            &["wire", "--level", "paragraph"],
            "name a folder for them with --copy-to",
        ),
        (
            &["x.jsonl", "x.csv"],
            "x.csv is CSV with the header `id,text`",
        ),
    ];
    for (args, expected) in cases {
        let mut command = wireprint();
        command.current_dir(desk.path()).arg("dedupe").args(args);
        let said = stderr(&mut command);
        assert!(said.contains(expected), "{args:?}: {said}");
        command.assert().code(2).stdout("");
    }
    assert_eq!(names(desk.path()), ["wire", "x.csv", "x.jsonl"]);
}

#[test]
fn unread_records_are_handed_on_and_the_exit_code_says_so() {
    let desk = desk();
    let lines = "{\"text\":\"One two.\"}\n{broken\r\n";
    fs::write(desk.path().join("x.jsonl"), lines).unwrap();
    let mut command = wireprint();
    command.current_dir(desk.path());
    command.args(["dedupe", "x.jsonl", "--rejected", "rejected", "-q"]);
    let said = stderr(&mut command);
    assert!(said.starts_with("wireprint: x.jsonl:2: "), "{said}");
    assert!(
        said.ends_with("wireprint: 1 record has a fault\n"),
        "{said}"
    );
    command.assert().code(2);
    let rejected = fs::read(desk.path().join("rejected")).unwrap();
    assert_eq!(rejected, b"{broken\r\n");
}

#[test]
fn what_is_no_fault_is_said_unless_quiet() {
    let desk = desk();
    fs::write(desk.path().join("wire/empty.txt"), "").unwrap();
    let said = |args: &[&str]| stderr(wireprint().current_dir(desk.path()).args(args));
    assert_eq!(
        said(&["overlap", "wire"]),
        "wireprint: wire/empty.txt: is empty\n"
    );
    assert_eq!(said(&["overlap", "wire", "-q"]), "");
}

#[test]
fn windows_are_spans_of_weeks_days_hours_minutes_or_seconds() {
    let desk = desk();
    for window in ["2w", "30d", "6h", "90m", "45s", "1d 12h"] {
        let mut command = wireprint();
        command.current_dir(desk.path());
        command
            .args(["overlap", "wire", "--window", window])
            .assert()
            .success();
    }
}

#[test]
fn every_output_asked_for_is_written_whole_and_nothing_beside_it() {
    let desk = desk();
    let mut command = wireprint();
    command.current_dir(desk.path());
    command.args([
        "overlap",
        "wire",
        "-o",
        "shared.csv",
        "-o",
        "shared.txt",
        "-o",
        "shared.jsonl",
    ]);
    command.assert().success().stdout("");
    assert_eq!(
        names(desk.path()),
        ["shared.csv", "shared.jsonl", "shared.txt", "wire"]
    );
    let csv = fs::read_to_string(desk.path().join("shared.csv")).unwrap();
    assert!(csv.starts_with("a_id,a_start,"));
}

#[test]
fn the_text_format_is_the_default_in_a_pipe_too() {
    let desk = desk();
    let output = wireprint()
        .current_dir(desk.path())
        .args(["overlap", "wire"])
        .output()
        .unwrap();
    let report = String::from_utf8(output.stdout).unwrap();
    assert!(report.contains(" articles, "), "{report}");
    assert!(!report.contains('\u{1b}'));
}

#[test]
fn pairs_of_unknown_articles_are_named_by_their_line() {
    let desk = desk();
    fs::write(desk.path().join("pairs.csv"), "b_id,a_id\nnobody,nothing\n").unwrap();
    let mut command = wireprint();
    command
        .current_dir(desk.path())
        .args(["overlap", "wire", "--pairs", "pairs.csv"]);
    assert_eq!(
        stderr(&mut command),
        "wireprint: pairs.csv:2: no article has the id `nothing`\n\
         wireprint: 1 record has a fault\n"
    );
    command.assert().code(2);
}

#[test]
fn the_nearest_miss_of_some_pairs_is_one_of_them() {
    let desk = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("a.txt", "The harbour wall will be rebuilt soon."),
        ("b.txt", "A museum opens its new wing in May."),
        ("c.txt", "A museum opens its new wing in June, and a wall."),
    ] {
        fs::write(desk.path().join(name), text).unwrap();
    }
    fs::write(desk.path().join("pairs.csv"), "a_id,b_id\nc.txt,a.txt\n").unwrap();
    let mut command = wireprint();
    command.current_dir(desk.path()).args([
        "overlap",
        "a.txt",
        "b.txt",
        "c.txt",
        "--pairs",
        "pairs.csv",
    ]);
    let said = String::from_utf8(command.output().unwrap().stdout).unwrap();
    assert!(
        said.contains("The nearest miss is 1 word (\"wall\") in c.txt and a.txt"),
        "{said}"
    );
}

#[test]
fn two_files_are_never_copied_to_one() {
    let desk = tempfile::tempdir().unwrap();
    fs::create_dir(desk.path().join("below")).unwrap();
    fs::write(desk.path().join("a.txt"), "One story.").unwrap();
    fs::write(desk.path().join("below/a.txt"), "Quite another.").unwrap();
    let mut command = wireprint();
    command.current_dir(desk.path().join("below")).args([
        "dedupe",
        "../a.txt",
        "a.txt",
        "--copy-to",
        "kept",
    ]);
    let said = stderr(&mut command);
    assert!(
        said.contains("../a.txt and a.txt would be one file"),
        "{said}"
    );
    command.assert().code(2);
}

#[test]
fn a_table_of_pairs_must_name_its_columns() {
    let desk = desk();
    fs::write(desk.path().join("pairs.csv"), "left,right\n").unwrap();
    let mut command = wireprint();
    command
        .current_dir(desk.path())
        .args(["overlap", "wire", "--pairs", "pairs.csv"]);
    let said = stderr(&mut command);
    assert!(
        said.contains("pairs.csv: has no column `a_id`; its header names left, right"),
        "{said}"
    );
    command.assert().code(2);
}

#[test]
fn completions_and_manual_pages_are_printed() {
    for (args, expected) in [
        (&["completions", "bash"][..], "complete -F _wireprint"),
        (&["man"], ".TH wireprint 1"),
        (&["man", "dedupe"], ".TH wireprint-dedupe 1"),
    ] {
        let output = wireprint().args(args).output().unwrap();
        let page = String::from_utf8(output.stdout).unwrap();
        assert!(page.contains(expected), "{page}");
    }
}

#[cfg(unix)]
mod outputs_that_cannot_be_written {
    use std::process::{Command, Stdio};

    use super::*;

    fn wireprint() -> Command {
        Command::new(env!("CARGO_BIN_EXE_wireprint"))
    }

    #[test]
    fn a_closed_pipe_ends_quietly() {
        let desk = desk();
        let cases: [&[&str]; 4] = [
            &["overlap", "wire"],
            &["overlap", "wire", "--format", "csv"],
            &["dedupe", "wire", "-q"],
            &["completions", "zsh"],
        ];
        for args in cases {
            let (reader, writer) = std::io::pipe().unwrap();
            drop(reader);
            let mut command = wireprint();
            command.current_dir(desk.path()).args(args).stdout(writer);
            let output = command.stderr(Stdio::piped()).output().unwrap();
            assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{args:?}");
            assert_eq!(output.status.code(), Some(0), "{args:?}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_an_error() {
        let desk = desk();
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let mut command = wireprint();
        command
            .current_dir(desk.path())
            .args(["overlap", "wire"])
            .stdout(full);
        let output = command.stderr(Stdio::piped()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            said.starts_with("wireprint: stdout cannot be written: No space left"),
            "{said}"
        );
        assert_eq!(output.status.code(), Some(2));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn one_full_disk_does_not_keep_the_other_outputs_from_being_written() {
        let desk = desk();
        std::os::unix::fs::symlink("/dev/full", desk.path().join("full.csv")).unwrap();
        let mut command = wireprint();
        command.current_dir(desk.path());
        command.args(["overlap", "wire", "-o", "full.csv", "-o", "shared.csv"]);
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            said.contains("full.csv: cannot be written: No space left"),
            "{said}"
        );
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(names(desk.path()), ["full.csv", "shared.csv", "wire"]);
    }

    #[test]
    fn no_report_or_list_is_written_over_an_input() {
        let desk = desk();
        let record = r#"{"id":"a","text":"one two three"}"#;
        std::fs::write(desk.path().join("x.jsonl"), record).unwrap();
        for arguments in [
            ["overlap", "x.jsonl", "-o", "./x.jsonl"],
            ["overlap", "wire", "--against=x.jsonl", "-ox.jsonl"],
            ["dedupe", "x.jsonl", "--rejected", "x.jsonl"],
            ["dedupe", "x.jsonl", "--removed", "x.jsonl"],
            ["dedupe", "x.jsonl", "--clusters", "x.jsonl"],
        ] {
            let mut command = wireprint();
            let output = command
                .current_dir(desk.path())
                .args(arguments)
                .output()
                .unwrap();
            assert_eq!(output.status.code(), Some(2), "{arguments:?}");
            let left = std::fs::read_to_string(desk.path().join("x.jsonl")).unwrap();
            assert_eq!(left, record, "{arguments:?}");
        }
    }

    #[test]
    fn a_closed_stderr_is_no_reason_to_stop() {
        let desk = desk();
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = wireprint();
        command
            .current_dir(desk.path())
            .args(["dedupe", "wire"])
            .stderr(writer);
        assert_eq!(
            command.stdout(Stdio::null()).status().unwrap().code(),
            Some(0)
        );
    }
}

#[test]
fn an_escape_code_in_an_id_never_reaches_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("wire.jsonl");
    let line = "{\"id\":\"\\u001b[31mred\",\"text\":\"one two three\"}\n";
    std::fs::write(&file, line.repeat(2)).unwrap();
    let output = assert_cmd::Command::cargo_bin("wireprint")
        .unwrap()
        .arg("overlap")
        .arg(&file)
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("[31mred"), "{said}");
    assert!(!said.contains('\u{1b}'), "{said:?}");
}
