//! The command from outside, as a person at a shell meets it: every page of `tests/cli` is run.
//!
//! On a page, a fenced block that names a file (```` ```jsonl wire.jsonl ````) is that file, in a folder of the page's own. In a
//! `console` block a line that begins with `$ ` is given to `sh`; `? 2` says that it must exit with 2, and what follows is
//! what it must say, on stdout and stderr together. `UPDATE=1 cargo test --test cli` writes the pages anew: read them.

#![cfg(unix)]

use std::fmt::Write;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

/// A line as it stands, or what is to be done with it.
enum Step<'p> {
    Text(&'p str),
    File(&'p str, String),
    Run(&'p str),
}

/// The steps of a page, in order; what commands are expected to say is left out.
fn steps(page: &str) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        steps.push(Step::Text(line));
        let Some(kind) = line.strip_prefix("```") else {
            continue;
        };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        if kind == "console" {
            let commands = block.iter().filter(|line| line.starts_with("$ "));
            steps.extend(commands.map(|line| Step::Run(line)));
        } else {
            let name = kind.split_once(' ').map_or("", |(_, name)| name);
            steps.extend(block.iter().map(|line| Step::Text(line)));
            steps.push(Step::File(name, block.join("\n") + "\n"));
        }
        steps.push(Step::Text("```"));
    }
    steps
}

/// What a command says, and, unless it is 0, the code it exits with.
fn run(command: &str, desk: &Path) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_wireprint"));
    let others = std::env::var_os("PATH").unwrap_or_default();
    let mut path = program.parent().unwrap().as_os_str().to_owned();
    path.push(":");
    path.push(others);
    let mut shell = Command::new("sh");
    shell.current_dir(desk).env("PATH", path).env("LC_ALL", "C");
    let output = shell
        .args(["-c", &format!("exec 2>&1; {command}")])
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    match output.status.code() {
        Some(0) => said,
        Some(code) => format!("? {code}\n{said}"),
        None => format!("? killed\n{said}"),
    }
}

/// The page as it would be if all it says were so.
fn performed(page: &str) -> String {
    let desk = tempfile::tempdir().unwrap();
    let mut found = String::new();
    for step in steps(page) {
        match step {
            Step::Text(line) => writeln!(found, "{line}").unwrap(),
            Step::File(name, content) => fs::write(desk.path().join(name), content).unwrap(),
            Step::Run(line) => {
                let said = run(&line[2..], desk.path());
                let end = if said.is_empty() || said.ends_with('\n') {
                    ""
                } else {
                    "\n"
                };
                write!(found, "{line}\n{said}{end}").unwrap();
            }
        }
    }
    found
}

fn page(name: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli");
    let path = folder.join(name).with_extension("md");
    let page = fs::read_to_string(&path).unwrap();
    let found = performed(&page);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(path, found).unwrap();
        return;
    }
    for (number, (expected, found)) in page.lines().zip(found.lines()).enumerate() {
        assert_eq!(expected, found, "{name}.md:{}", number + 1);
    }
    assert_eq!(page, found);
}

#[test]
fn input_case_by_case() {
    page("input");
}

#[test]
fn overlap() {
    page("overlap");
}

#[test]
fn dedupe() {
    page("dedupe");
}

#[test]
fn versions() {
    page("versions");
}

#[test]
fn audit() {
    page("audit");
}

#[test]
fn score() {
    page("score");
}

#[test]
fn explain() {
    page("explain");
}

#[test]
fn learned() {
    page("learned");
}

#[test]
fn find() {
    page("find");
}

#[test]
fn bench() {
    page("bench");
}

#[cfg(target_os = "linux")]
#[test]
fn dry_run() {
    page("dry_run");
}

#[test]
fn outputs() {
    page("outputs");
}

#[test]
fn memory() {
    page("memory");
}

#[test]
fn wire_formats() {
    page("wire_formats");
}

/// A desk with one file of records.
fn desk(name: &str, content: &[u8]) -> tempfile::TempDir {
    let desk = tempfile::tempdir().unwrap();
    fs::write(desk.path().join(name), content).unwrap();
    desk
}

const WIRE: &str = r#"{"id":"npa-1","text":"Voters in the lake district turned down the new airport by a margin of two to one on Sunday."}
{"id":"post-1","text":"From our wires: voters in the lake district turned down the new airport by a margin of two to one on Sunday."}
"#;

#[test]
fn compressed_records_give_the_same_answers_as_plain_ones() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(WIRE.as_bytes()).unwrap();
    let mut bzip2 = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::default());
    bzip2.write_all(WIRE.as_bytes()).unwrap();
    let mut xz = liblzma::write::XzEncoder::new(Vec::new(), 6);
    xz.write_all(WIRE.as_bytes()).unwrap();
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("wire.jsonl", options).unwrap();
    zip.write_all(WIRE.as_bytes()).unwrap();
    let packed = [
        gzip.finish().unwrap(),
        bzip2.finish().unwrap(),
        xz.finish().unwrap(),
        zstd::encode_all(WIRE.as_bytes(), 3).unwrap(),
        zip.finish().unwrap().into_inner(),
    ];
    // Under one name, as the format is told from the content.
    let commands = [
        "wireprint overlap x",
        "wireprint dedupe x",
        "wireprint dedupe - < x",
    ];
    for command in commands {
        let plain = run(command, desk("x", WIRE.as_bytes()).path());
        assert!(!plain.starts_with('?'), "{plain}");
        for packed in &packed {
            assert_eq!(run(command, desk("x", packed).path()), plain);
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_cannot_be_read_is_named_and_the_others_are_answered() {
    let desk = desk("wire.jsonl", WIRE.as_bytes());
    let said = run("wireprint dedupe -q /proc/self/mem wire.jsonl", desk.path());
    let error = "wireprint: /proc/self/mem: cannot be read: Input/output error";
    assert!(said.starts_with(&format!("? 2\n{error}\n")), "{said}");
    assert!(said.contains("\"id\":\"post-1\""), "{said}");
}

#[cfg(target_os = "linux")]
#[test]
fn dedupe_hands_on_its_records_though_a_list_does_not_fit_on_the_disk() {
    let desk = desk("wire.jsonl", WIRE.as_bytes());
    std::os::unix::fs::symlink("/dev/full", desk.path().join("removed.csv")).unwrap();
    let command = "wireprint dedupe -q wire.jsonl --removed removed.csv";
    let said = run(command, desk.path());
    let error = "wireprint: removed.csv: cannot be written: No space left on device";
    assert!(said.starts_with(&format!("? 2\n{error}")), "{said}");
    assert!(said.contains("\"id\":\"post-1\""), "{said}");
    assert_eq!(fs::read_dir(desk.path()).unwrap().count(), 2);
}

/// Many stories that all share words, so that there is much to be joined.
fn alike() -> String {
    let words = |story: u32| {
        let own = (0..60u32).map(move |word| (story * 60 + word).wrapping_mul(0x9E37_79B1));
        own.map(|word| format!("w{word:x} ")).collect::<String>()
    };
    let shared = "Voters in the lake district turned down the new airport by two to one on Sunday.";
    let record = |story| {
        format!(
            "{{\"id\":\"{story}\",\"text\":\"{}{shared}\"}}\n",
            words(story)
        )
    };
    (0..2000).map(record).collect()
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_without_room_for_temporary_files_ends_the_run_and_nothing_is_written() {
    let desk = desk("wire.jsonl", alike().as_bytes());
    fs::create_dir(desk.path().join("small")).unwrap();
    let small = "mount -t tmpfs -o size=64k tmpfs small";
    if run(small, desk.path()).starts_with('?') {
        eprintln!("skipped: only root can mount a small disk");
        return;
    }
    let command = "wireprint dedupe wire.jsonl --memory 0 --temp-dir small -o kept.jsonl";
    let said = run(command, desk.path());
    let left = run("ls -A small; umount small; ls -A", desk.path());
    let what = "temporary files need more room: no space left on device";
    assert_eq!(said, format!("? 2\nwireprint: small: {what}\n"));
    assert_eq!(left, "small\nwire.jsonl\n");
}

#[test]
#[ignore = "100 MB take a minute without optimisation"]
fn a_text_of_100_mb_is_read_and_matched_like_any_other() {
    let desk = tempfile::tempdir().unwrap();
    let quote = "Voters in the lake district turned down the new airport by a margin of two to one on Sunday.";
    let mut long = String::new();
    for number in 0u32.. {
        if long.len() > 100_000_000 {
            break;
        }
        let mixed = number.wrapping_mul(0x9E37_79B1);
        write!(long, "w{mixed:x} ").unwrap();
    }
    long.insert_str(50_000_000, &format!("\n\n{quote}\n\n"));
    fs::write(desk.path().join("long.txt"), long).unwrap();
    fs::write(desk.path().join("short.txt"), quote).unwrap();
    let said = run("wireprint overlap . --rows pairs", desk.path());
    assert!(said.contains("short.txt  long.txt  contained"), "{said}");
}
