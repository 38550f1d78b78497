//! The same records give the same bytes, whatever their order and the number of threads: the command from outside, every
//! format and every kind of row. Exempt is the order of the records that `dedupe` keeps.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

/// Stories of a few paragraphs out of a small stock, so that they meet often and tie often; some undated, some at the same
/// time, some without a source, some word for word alike.
fn records() -> Vec<String> {
    let mut chance = Chance(7);
    let stock: Vec<String> = (0..40).map(|_| chance.paragraph()).collect();
    let mut records = Vec::new();
    for n in 0..90 {
        let mut paragraphs: Vec<String> = (0..1 + chance.below(4))
            .map(|_| stock[chance.below(40)].clone())
            .collect();
        if chance.below(3) == 0 {
            let words = paragraphs[0].replacen(" the ", " another ", 1);
            paragraphs[0] = words;
        }
        let mut record =
            serde_json::json!({ "id": format!("s{n:02}"), "text": paragraphs.join("\n\n") });
        if chance.below(4) > 0 {
            record["published"] = format!("2031-03-0{}T06:00:00Z", 1 + chance.below(5)).into();
        }
        if chance.below(4) > 0 {
            record["source"] = ["NPA", "Meridian", "Velden Post"][chance.below(3)].into();
        }
        records.push(record.to_string());
    }
    records
}

/// Numbers that look random and are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) as usize % limit
    }

    fn word(&mut self) -> String {
        const COMMON: [&str; 6] = ["the", "of", "and", "said", "harbour", "on"];
        if self.below(3) == 0 {
            return COMMON[self.below(6)].to_owned();
        }
        let number = self.below(700);
        let syllables = ["ba", "ke", "li", "mo", "nur", "sta", "ve", "zi"];
        format!(
            "{}{}{}",
            syllables[number % 8],
            syllables[number / 8 % 8],
            syllables[number / 64 % 8]
        )
    }

    fn paragraph(&mut self) -> String {
        let words: Vec<String> = (0..6 + self.below(30)).map(|_| self.word()).collect();
        words.join(" ") + "."
    }

    fn shuffle(&mut self, records: &mut [String]) {
        for n in (1..records.len()).rev() {
            records.swap(n, self.below(n + 1));
        }
    }
}

/// What `run` gives for the records in order on one thread, which must be what it gives for every other order and number.
fn assert_same_bytes(records: &[String], run: impl Fn(&Path, &str) -> Vec<u8>) {
    let answer = |records: &[String], threads: &str| {
        let desk = tempfile::tempdir().unwrap();
        fs::write(desk.path().join("wire.jsonl"), records.join("\n") + "\n").unwrap();
        run(desk.path(), threads)
    };
    let first = answer(records, "1");
    assert!(!first.is_empty());
    let mut shuffled = records.to_vec();
    for (seed, threads) in [(1, "4"), (2, "1"), (3, "3")] {
        Chance(seed).shuffle(&mut shuffled);
        let other = answer(&shuffled, threads);
        let (first, other) = (
            String::from_utf8_lossy(&first),
            String::from_utf8_lossy(&other),
        );
        let mut lines = first.lines().zip(other.lines());
        let differing = lines.find(|(one, other)| one != other);
        assert_eq!(differing, None, "-j{threads}");
        assert_eq!(first, other, "-j{threads}");
    }
}

fn wireprint(desk: &Path, args: &[&str]) -> Vec<u8> {
    let mut command = Command::cargo_bin("wireprint").unwrap();
    let output = command.current_dir(desk).args(args).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    output.stdout
}

#[test]
fn overlap_gives_the_same_bytes_in_every_format_and_for_every_kind_of_row() {
    for rows in ["passages", "pairs", "clusters", "sources"] {
        assert_same_bytes(&records(), |desk, threads| {
            let files = ["x.txt", "x.jsonl", "x.csv"];
            let mut args = vec!["overlap", "wire.jsonl", "--rows", rows, "-j", threads];
            args.extend(files.iter().flat_map(|file| ["-o", file]));
            wireprint(desk, &args);
            let contents = files.map(|file| fs::read(desk.join(file)).unwrap());
            contents.concat()
        });
    }
}

#[test]
fn overlap_gives_the_same_bytes_under_every_restriction() {
    for option in [
        &["--within"][..],
        &["--across-sources"],
        &["--window", "1d"],
        &["--preset", "loose"],
    ] {
        assert_same_bytes(&records(), |desk, threads| {
            wireprint(
                desk,
                &[&["overlap", "wire.jsonl", "-j", threads], option].concat(),
            )
        });
    }
}

#[test]
fn what_nearly_was_found_is_the_same_too() {
    let of_few: Vec<String> = records().into_iter().take(12).collect();
    // Two misses of one word each, equally rare.
    let equally_near = [
        r#"{"id":"w","text":"Tollen sleeps tonight."}"#,
        r#"{"id":"x","text":"Morning comes over Tollen again, grey."}"#,
        r#"{"id":"y","text":"Kestrel fishermen went out."}"#,
        r#"{"id":"z","text":"Nobody saw the fishermen, alas."}"#,
    ];
    let equally_near = equally_near.map(str::to_owned).to_vec();
    for records in [of_few, equally_near, records()] {
        assert_same_bytes(&records, |desk, threads| {
            wireprint(
                desk,
                &[
                    "overlap",
                    "wire.jsonl",
                    "-j",
                    threads,
                    "--min-bits",
                    "100000",
                ],
            )
        });
    }
}

#[test]
fn dedupe_removes_and_groups_the_same_texts() {
    for option in [
        &[][..],
        &["--measure", "jaccard"],
        &["--keep", "latest"],
        &["--threshold", "0.4"],
    ] {
        assert_same_bytes(&records(), |desk, threads| {
            let files = ["r.txt", "r.jsonl", "r.csv", "c.txt", "c.jsonl", "c.csv"];
            let mut removed = Vec::new();
            for (r, c) in files[..3].iter().zip(&files[3..]) {
                let args = [
                    "dedupe",
                    "wire.jsonl",
                    "-q",
                    "-j",
                    threads,
                    "--removed",
                    r,
                    "--clusters",
                    c,
                ];
                wireprint(desk, &[&args[..], option].concat());
                removed.extend(
                    [r, c]
                        .map(|file| fs::read(desk.join(file)).unwrap())
                        .concat(),
                );
            }
            removed
        });
    }
}

#[test]
fn dedupe_keeps_the_same_records() {
    for level in ["document", "paragraph"] {
        assert_same_bytes(&records(), |desk, threads| {
            let kept = wireprint(
                desk,
                &[
                    "dedupe",
                    "wire.jsonl",
                    "-q",
                    "-j",
                    threads,
                    "--level",
                    level,
                ],
            );
            let mut lines: Vec<&[u8]> = kept.split(|byte| *byte == b'\n').collect();
            lines.sort();
            lines.join(&b'\n')
        });
    }
}

#[test]
fn find_gives_the_same_bytes_in_every_format() {
    let text = |record: &String| {
        let record: serde_json::Value = serde_json::from_str(record).unwrap();
        record["text"].as_str().unwrap().to_owned()
    };
    let some = text(&records()[0]);
    let words: Vec<&str> = some.split_whitespace().take(12).collect();
    for quote in [words.join(" "), words[..6].join(" ")] {
        assert_same_bytes(&records(), |desk, threads| {
            let files = ["x.txt", "x.jsonl", "x.csv"];
            let mut args = vec!["find", &quote, "wire.jsonl", "-j", threads];
            args.extend(files.iter().flat_map(|file| ["-o", file]));
            wireprint(desk, &args);
            files
                .map(|file| fs::read(desk.join(file)).unwrap())
                .concat()
        });
    }
}

#[test]
fn a_limit_of_memory_changes_no_byte() {
    let commands: [&[&str]; 10] = [
        &["overlap", "wire.jsonl", "--json"],
        &["overlap", "wire.jsonl", "--json", "--within"],
        &["overlap", "wire.jsonl", "--json", "--window", "1d"],
        &["overlap", "wire.jsonl", "--json", "--across-sources"],
        &["overlap", "desk.jsonl", "--json", "--against", "wire.jsonl"],
        &["overlap", "wire.jsonl", "--json", "--preset", "loose"],
        &["dedupe", "wire.jsonl", "--annotate"],
        &["dedupe", "wire.jsonl", "--annotate", "--threshold", "0.4"],
        &["dedupe", "wire.jsonl", "--level", "paragraph"],
        &["dedupe", "wire.jsonl", "--annotate", "--measure", "jaccard"],
    ];
    let desk = tempfile::tempdir().unwrap();
    let (wire, some) = (records(), &records()[..20]);
    fs::write(desk.path().join("wire.jsonl"), wire.join("\n") + "\n").unwrap();
    fs::write(desk.path().join("desk.jsonl"), some.join("\n") + "\n").unwrap();
    for command in commands {
        let unlimited = wireprint(desk.path(), command);
        assert!(!unlimited.is_empty());
        for limit in ["0", "1M"] {
            let limited = [command, &["--memory", limit, "--temp-dir", "."]].concat();
            assert_eq!(wireprint(desk.path(), &limited), unlimited, "{limited:?}");
        }
    }
    assert_eq!(fs::read_dir(desk.path()).unwrap().count(), 2);
}
