//! Long runs: how far they are is shown on a terminal, and a signal ends them at once, with nothing half written.

#![cfg(unix)]

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

const WIREPRINT: &str = env!("CARGO_BIN_EXE_wireprint");

/// So soon a run must end after a signal. Other tests have the processors too: alone it takes some milliseconds.
const SOON: Duration = Duration::from_secs(1);

/// A desk with so many articles, which all end in the same words.
fn desk(articles: usize) -> TempDir {
    let desk = tempfile::tempdir().unwrap();
    let mut number = 0_u32;
    let mut word = || {
        number = number.wrapping_mul(747_796_405).wrapping_add(1);
        format!("w{:x}", number >> 12)
    };
    let record = |article: usize| {
        let own: Vec<String> = (0..150).map(|_| word()).collect();
        let last = "The harbour wall will be rebuilt before the first winter storms arrive, and the \
                    ferries to the outer islands will sail from the northern quay until Easter.";
        format!(
            "{{\"id\":\"{article}\",\"text\":\"{}. {last}\"}}\n",
            own.join(" ")
        )
    };
    let records: String = (0..articles).map(record).collect();
    fs::write(desk.path().join("wire.jsonl"), records).unwrap();
    desk
}

fn start(desk: &Path, args: &[&str]) -> Child {
    let mut command = Command::new(WIREPRINT);
    command.current_dir(desk).args(args);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// What becomes of a run that gets a signal. Its stdin stays open, and what it has for stdout is not read.
fn stopped(mut run: Child, signal: &str) -> Output {
    let _open = (run.stdin.take(), run.stdout.take());
    let pid = run.id().to_string();
    let kill = Command::new("kill").args([signal, &pid]).status();
    let sent = Instant::now();
    assert!(kill.unwrap().success());
    let output = run.wait_with_output().unwrap();
    assert!(sent.elapsed() < SOON, "{:?}", sent.elapsed());
    output
}

fn said(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

/// Waits until something is so.
fn until(is_so: impl Fn() -> bool) {
    let from = Instant::now();
    while !is_so() {
        assert!(from.elapsed() < Duration::from_secs(60));
        sleep(Duration::from_millis(1));
    }
}

fn files(desk: &Path) -> Vec<String> {
    let files = fs::read_dir(desk).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

#[test]
fn ctrl_c_ends_a_run_that_waits_for_its_input_and_says_that_nothing_was_written() {
    let desk = desk(0);
    let mut run = start(desk.path(), &["overlap", "-", "-o", "report.txt"]);
    // More than a pipe holds: once it is written, the run has begun to read.
    let begun = vec![b'\n'; 1 << 20];
    run.stdin.as_mut().unwrap().write_all(&begun).unwrap();
    let output = stopped(run, "-INT");
    let what = "wireprint: stopped at opening, 0 of 1 files; nothing was written\n";
    assert_eq!((said(&output), output.status.code()), (what, Some(130)));
    assert_eq!(files(desk.path()), ["wire.jsonl"]);
}

/// Bytes of temporary files that a run has open in a folder, where the system tells (Linux). They have no names there.
fn temporary_bytes(run: &Child, folder: &Path) -> Option<u64> {
    let folder = folder.canonicalize().unwrap();
    let files = fs::read_dir(format!("/proc/{}/fd", run.id())).ok()?;
    let bytes = |file: PathBuf| {
        let name = fs::read_link(&file).ok()?;
        let is_temporary = name.starts_with(&folder) && !name.exists();
        is_temporary.then(|| Some(fs::metadata(file).ok()?.len()))?
    };
    Some(files.flatten().filter_map(|file| bytes(file.path())).sum())
}

#[test]
fn ctrl_c_ends_a_run_in_the_middle_of_its_work_and_leaves_no_temporary_file() {
    let desk = desk(3000);
    for command in ["overlap", "dedupe"] {
        for bytes in [1, 1 << 20] {
            let run = start(
                desk.path(),
                &[command, "wire.jsonl", "--memory", "1M", "--temp-dir", "."],
            );
            if temporary_bytes(&run, desk.path()).is_none() {
                eprintln!("skipped: this system does not tell what files a run has open");
                return drop(stopped(run, "-KILL"));
            }
            until(|| temporary_bytes(&run, desk.path()).is_none_or(|held| held >= bytes));
            // It cannot be over by then: it has more to write than a pipe holds.
            let output = stopped(run, "-INT");
            assert!(said(&output).starts_with("wireprint: stopped"));
            assert_eq!(output.status.code(), Some(130));
            assert_eq!(files(desk.path()), ["wire.jsonl"]);
        }
    }
}

#[test]
fn a_file_that_is_half_written_goes_and_the_old_one_stays() {
    let desk = desk(400);
    fs::write(desk.path().join("report.txt"), "of yesterday").unwrap();
    let run = start(
        desk.path(),
        &[
            "overlap",
            "wire.jsonl",
            "-o",
            "pairs.csv",
            "-o",
            "report.txt",
        ],
    );
    let part = desk.path().join(format!(".report.txt.{}.part", run.id()));
    until(|| part.exists());
    let output = stopped(run, "-TERM");
    let what = "wireprint: stopped at writing report.txt; written: pairs.csv\n";
    assert_eq!((said(&output), output.status.code()), (what, Some(143)));
    assert_eq!(
        files(desk.path()),
        ["pairs.csv", "report.txt", "wire.jsonl"]
    );
    let report = fs::read_to_string(desk.path().join("report.txt")).unwrap();
    assert_eq!(report, "of yesterday");
}

#[test]
fn a_result_that_nobody_reads_any_further_is_said_to_be_a_part() {
    let desk = desk(400);
    let mut run = start(
        desk.path(),
        &["dedupe", "wire.jsonl", "--removed", "removed.csv"],
    );
    // It waits, as more has to be written than a pipe holds.
    let mut first = [0];
    run.stdout.as_mut().unwrap().read_exact(&mut first).unwrap();
    let output = stopped(run, "-INT");
    let what = "wireprint: stopped at writing stdout; written: removed.csv, a part of stdout\n";
    assert_eq!((said(&output), output.status.code()), (what, Some(130)));
}

/// What a command says on a terminal, if there is a program that plays one.
fn on_a_terminal(desk: &Path, command: &str) -> Option<String> {
    let mut script = Command::new("script");
    let command = format!("{WIREPRINT} {command}");
    script
        .current_dir(desk)
        .args(["-qec", &command, "/dev/null"]);
    script.env("TERM", "xterm").stdin(Stdio::null());
    match script.output() {
        Ok(output) => Some(String::from_utf8_lossy(&output.stdout).into_owned()),
        Err(_) => {
            eprintln!("skipped: there is no program `script`");
            None
        }
    }
}

#[test]
fn a_terminal_shows_how_far_a_long_run_is_and_nothing_of_a_short_one() {
    let (long, short) = (desk(50_000), desk(3));
    let find = "find 'nobody has ever said that here' wire.jsonl -j 1";
    let Some(shown) = on_a_terminal(long.path(), find) else {
        return;
    };
    assert!(shown.contains(" of 50,000 articles, "), "{shown}");
    assert!(
        shown.contains("/s, ") && shown.contains("s left"),
        "{shown}"
    );
    let hidden = [
        (long.path(), format!("{find} --progress never")),
        (long.path(), format!("{find} -q")),
        (short.path(), find.to_owned()),
    ];
    for (desk, command) in hidden {
        let shown = on_a_terminal(desk, &command).unwrap();
        assert!(shown.starts_with("No printing in "), "{shown}");
    }
}

#[test]
fn nothing_but_the_result_is_written_where_there_is_no_terminal() {
    let desk = desk(5000);
    let find = ["find", "nobody has ever said that here", "wire.jsonl"];
    let output = start(desk.path(), &find).wait_with_output().unwrap();
    assert_eq!(said(&output), "");
}
