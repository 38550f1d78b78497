//! Everything an archive on disk can be, and what reading makes of it: DESIGN's "Input, case by case".

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use encoding_rs::{UTF_16LE, WINDOWS_1252};
use proptest::prelude::*;
use tempfile::TempDir;
use wireprint::input::{Format, Input, ReadOptions};
use wireprint::pipeline::{Archive, Resources, read};
use wireprint::{Corpus, DocumentId};

const STORY: &str = "HARBOUR CITY (Wire) The ferry strike entered its third day on Monday, the port authority said.";

/// A folder on a disk of its own.
struct Desk(TempDir);

impl Desk {
    fn new() -> Desk {
        Desk(tempfile::tempdir().expect("a temporary folder"))
    }

    fn with(self, name: &str, content: impl AsRef<[u8]>) -> Desk {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, content).expect("a file");
        self
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn input(&self, name: &str) -> Input {
        Input::Path(self.path(name))
    }

    fn read(&self, names: &[&str]) -> Archive {
        self.read_as(names, &ReadOptions::default())
    }

    fn read_as(&self, names: &[&str], options: &ReadOptions) -> Archive {
        let inputs: Vec<_> = names.iter().map(|name| self.input(name)).collect();
        read(&inputs, options, &threads(2))
    }

    /// Faults as the user would see them from inside the folder.
    fn faults(&self, archive: &Archive) -> Vec<String> {
        archive
            .faults()
            .iter()
            .map(|fault| self.inside(&fault.to_string()))
            .collect()
    }

    fn notes(&self, archive: &Archive) -> Vec<String> {
        archive
            .notes()
            .iter()
            .map(|note| self.inside(note))
            .collect()
    }

    fn inside(&self, words: &str) -> String {
        words.replace(&format!("{}/", self.0.path().display()), "")
    }
}

fn threads(count: usize) -> Resources {
    Resources::new(count).expect("threads")
}

fn ids(archive: &Archive) -> Vec<&str> {
    archive
        .documents()
        .map(|document| archive.header(document).id.as_str())
        .collect()
}

fn texts(archive: &Archive) -> Vec<String> {
    archive
        .documents()
        .map(|document| archive.text(document).into_owned())
        .collect()
}

fn one_file(name: &str, content: impl AsRef<[u8]>) -> (Desk, Archive) {
    let desk = Desk::new().with(name, content);
    let archive = desk.read(&[name]);
    (desk, archive)
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(content).expect("memory");
    encoder.finish().expect("memory")
}

fn zip(members: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in members {
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(*name, options).expect("memory");
        writer.write_all(content.as_bytes()).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}

/// Lines that no compression makes small.
fn many_lines() -> String {
    let line = |n: u64| {
        let noise = n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        format!(
            "{{\"id\":{n},\"text\":\"story {noise:x} {:x}\"}}\n",
            noise.rotate_left(17) ^ n
        )
    };
    (1..=3000).map(line).collect()
}

mod folders {
    use super::*;

    #[test]
    fn a_folder_is_read_in_name_order_and_hidden_entries_are_not() {
        let desk = Desk::new()
            .with("wire/b.txt", STORY)
            .with("wire/a/z.txt", STORY)
            .with("wire/B.txt", STORY)
            .with("wire/.git/x.txt", STORY)
            .with("wire/.draft.txt", STORY);
        assert_eq!(ids(&desk.read(&["wire"])), ["B.txt", "a/z.txt", "b.txt"]);
    }

    #[test]
    fn with_several_inputs_a_folder_stands_in_front_of_its_ids() {
        let desk = Desk::new()
            .with("wire/sub/x.txt", STORY)
            .with("desk/x.txt", STORY);
        assert_eq!(
            ids(&desk.read(&["wire", "desk"])),
            ["wire/sub/x.txt", "desk/x.txt"]
        );
    }

    #[test]
    fn a_single_file_goes_by_its_name_and_several_by_their_paths() {
        let desk = Desk::new().with("x.txt", STORY).with("y.txt", STORY);
        assert_eq!(ids(&desk.read(&["x.txt"])), ["x.txt"]);
        let several = desk.read(&["x.txt", "y.txt"]);
        assert_eq!(
            several.header(DocumentId(1)).id,
            desk.path("y.txt").to_string_lossy()
        );
    }

    #[test]
    fn an_empty_file_and_a_folder_without_files_are_noted_and_no_faults() {
        let desk = Desk::new()
            .with("wire/empty.txt", "")
            .with("wire/x.txt", STORY);
        fs::create_dir_all(desk.path("desk/sub")).expect("a folder");
        let archive = desk.read(&["wire", "desk"]);
        assert_eq!(
            desk.notes(&archive),
            ["wire/empty.txt: is empty", "desk: no files in it"]
        );
        assert!(archive.faults().is_empty());
        assert_eq!(archive.len(), 1);
    }

    #[test]
    fn a_path_that_is_not_there_is_a_fault_and_the_others_are_read() {
        let desk = Desk::new().with("x.txt", STORY);
        let archive = desk.read(&["gone.txt", "x.txt"]);
        assert_eq!(desk.faults(&archive), ["gone.txt: does not exist"]);
        assert_eq!(archive.len(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_followed_and_a_dangling_one_is_a_fault() {
        let desk = Desk::new()
            .with("wire/x.txt", STORY)
            .with("other/y.txt", STORY);
        std::os::unix::fs::symlink(desk.path("other"), desk.path("wire/linked")).expect("a link");
        std::os::unix::fs::symlink("nowhere", desk.path("wire/vanished.txt")).expect("a link");
        let archive = desk.read(&["wire"]);
        assert_eq!(ids(&archive), ["linked/y.txt", "x.txt"]);
        assert_eq!(desk.faults(&archive), ["wire/vanished.txt: does not exist"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_loop_is_a_fault_and_the_rest_is_read() {
        let desk = Desk::new()
            .with("wire/a/x.txt", STORY)
            .with("wire/z.txt", STORY);
        std::os::unix::fs::symlink(desk.path("wire"), desk.path("wire/a/loop")).expect("a link");
        let archive = desk.read(&["wire"]);
        assert_eq!(ids(&archive), ["a/x.txt", "z.txt"]);
        assert_eq!(
            desk.faults(&archive),
            ["wire/a/loop: links back to a folder above it"]
        );
    }

    #[cfg(unix)]
    #[test]
    fn an_unreadable_file_is_a_fault() {
        use std::os::unix::fs::PermissionsExt;
        let desk = Desk::new().with("closed.txt", STORY);
        let closed = fs::Permissions::from_mode(0o000);
        fs::set_permissions(desk.path("closed.txt"), closed).expect("permissions");
        if fs::read(desk.path("closed.txt")).is_ok() {
            eprintln!("skipped: this user (root?) may read every file");
            return;
        }
        let archive = desk.read(&["closed.txt"]);
        assert_eq!(
            desk.faults(&archive),
            ["closed.txt: cannot be read: permission denied"]
        );
    }

    #[test]
    fn the_number_of_threads_changes_nothing() {
        let lines = many_lines().repeat(12);
        let desk = Desk::new()
            .with("wire/a.jsonl", &lines)
            .with("wire/b.txt", STORY)
            .with("wire/c.txt", "");
        let told = |count| {
            let archive = read(
                &[desk.input("wire")],
                &ReadOptions::default(),
                &threads(count),
            );
            let ids: Vec<_> = ids(&archive).into_iter().map(str::to_owned).collect();
            (
                ids,
                desk.faults(&archive),
                desk.notes(&archive),
                archive.unread().count(),
            )
        };
        let one = told(1);
        assert_eq!(one.1.len(), 11 * 3000);
        assert_eq!(one, told(4));
    }
}

mod plain_text {
    use super::*;

    #[test]
    fn white_space_is_an_article_like_any_other() {
        let (_desk, archive) = one_file("x.txt", " \n\n");
        assert_eq!(texts(&archive), [" \n\n"]);
        assert!(archive.faults().is_empty());
    }

    #[test]
    fn one_word_is_an_article() {
        let (_desk, archive) = one_file("x.txt", "Flash");
        assert_eq!(texts(&archive), ["Flash"]);
    }

    #[test]
    fn a_long_text_is_mapped_and_comes_whole() {
        let long = format!("{STORY}\n").repeat(20_000);
        let (_desk, archive) = one_file("x.txt", &long);
        assert_eq!(texts(&archive), [long]);
    }

    #[test]
    fn a_binary_file_is_a_fault() {
        for (name, content) in [
            ("photo.jpg", &b"\xff\xd8\xff\xe0 JFIF"[..]),
            ("x.txt", b"Flash\0"),
            ("x.pdf", b"%PDF-1.7"),
        ] {
            let (desk, archive) = one_file(name, content);
            assert_eq!(
                desk.faults(&archive),
                [format!("{name}: is binary, not text")]
            );
            assert!(archive.is_empty());
        }
    }

    #[test]
    fn a_text_in_a_legacy_encoding_is_read() {
        let told = "Der Präsident sprach über die Größe der Städte; die Bürger hörten höflich zu. Später gab es Käse.";
        let (encoded, _, _) = WINDOWS_1252.encode(told);
        let (_desk, archive) = one_file("x.txt", encoded);
        assert_eq!(texts(&archive), [told]);
        assert!(archive.faults().is_empty());
    }

    #[test]
    fn a_declared_encoding_goes_before_a_guess_and_a_mark_before_it() {
        let options = ReadOptions {
            encoding: Some(encoding_rs::WINDOWS_1251),
            ..ReadOptions::default()
        };
        let desk = Desk::new()
            .with("x.txt", b"\xcc\xe8\xf0")
            .with("y.txt", "\u{feff}Größe");
        let archive = desk.read_as(&["x.txt", "y.txt"], &options);
        assert_eq!(texts(&archive), ["Мир", "Größe"]);
    }

    #[test]
    fn what_does_not_fit_the_encoding_is_noted() {
        let (desk, archive) = one_file("x.txt", b"\xef\xbb\xbfGr\xf6\xdfe");
        assert_eq!(texts(&archive), ["Gr\u{fffd}\u{fffd}e"]);
        let told = "x.txt: is not all UTF-8; what does not fit is read as \u{fffd}";
        assert_eq!(desk.notes(&archive), [told]);
    }

    #[test]
    fn utf_16_with_its_mark_is_read() {
        let units = format!("\u{feff}{STORY} €")
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<_>>();
        let (_desk, archive) = one_file("x.txt", units);
        assert_eq!(texts(&archive), [format!("{STORY} €")]);
        let declared = ReadOptions {
            encoding: Some(UTF_16LE),
            ..ReadOptions::default()
        };
        let desk = Desk::new().with("x.txt", b"F\0l\0a\0s\0h\0");
        assert_eq!(texts(&desk.read_as(&["x.txt"], &declared)), ["Flash"]);
    }

    #[test]
    fn a_story_that_begins_with_a_bracket_or_a_comma_is_no_data() {
        for text in [
            "[Update] The vote is off.\n",
            "{sic} he wrote\n",
            "He sent words, pictures, text\nand more.\n",
            "text\n",
        ] {
            let (_desk, archive) = one_file("x.txt", text);
            assert_eq!(texts(&archive), [text]);
        }
    }

    #[test]
    fn a_plain_file_has_no_line_and_is_its_own_record() {
        let (desk, archive) = one_file("x.txt", "\u{feff}Flash\n");
        let only = DocumentId(0);
        assert_eq!(archive.raw(only), "\u{feff}Flash\n".as_bytes());
        assert_eq!(archive.line_end(only), b"");
        assert_eq!(archive.text_range(only), None);
        assert_eq!(archive.with_text(only, "Fläsh"), "Fläsh".as_bytes());
        assert_eq!(desk.inside(&archive.place(only).to_string()), "x.txt");
        assert_eq!(
            archive.file_of(only).path(),
            Some(desk.path("x.txt").as_path())
        );
    }
}

mod json_lines {
    use super::*;

    #[test]
    fn a_record_has_an_id_a_headline_a_source_and_a_date() {
        let line = r#"{"n":[1,{"x":"]"}],"id":"a1","title":"Ferry \"strike\"","source":"Wire","published":"2024-02-07T12:30:00+01:00","text":"Port."}"#;
        let (_desk, archive) = one_file("wire.jsonl", line);
        let header = archive.header(DocumentId(0));
        assert_eq!(header.id, "a1");
        assert_eq!(header.title.as_deref(), Some("Ferry \"strike\""));
        assert_eq!(header.source.as_deref(), Some("Wire"));
        assert_eq!(header.published, "2024-02-07T11:30:00Z".parse().ok());
        assert_eq!(texts(&archive), ["Port."]);
    }

    #[test]
    fn the_fields_may_have_other_names_and_one_may_serve_twice() {
        let options = ReadOptions {
            text_field: "body".to_owned(),
            id_field: "slug".to_owned(),
            title_field: "slug".to_owned(),
            ..ReadOptions::default()
        };
        let desk = Desk::new().with("wire.jsonl", r#"{"slug":"ferry","body":"Port."}"#);
        let archive = desk.read_as(&["wire.jsonl"], &options);
        assert_eq!(
            (ids(&archive), texts(&archive)),
            (vec!["ferry"], vec!["Port.".to_owned()])
        );
        assert_eq!(
            archive.header(DocumentId(0)).title.as_deref(),
            Some("ferry")
        );
    }

    #[test]
    fn a_record_without_an_id_goes_by_its_line_and_a_number_by_its_digits() {
        let lines = "{\"text\":\"a\"}\n\n{\"id\":1.50,\"text\":\"c\"}\n{\"id\":\"\",\"text\":\"d\"}\n{\"id\":null,\"text\":\"e\"}";
        let (_desk, archive) = one_file("wire.jsonl", lines);
        assert_eq!(
            ids(&archive),
            ["wire.jsonl:1", "1.50", "wire.jsonl:4", "wire.jsonl:5"]
        );
    }

    #[test]
    fn escapes_are_read_and_texts_without_them_are_borrowed() {
        let lines =
            "{\"text\":\"a\\n\\u00e9 \\ud83d\\ude00 \\/\"}\r\n{\"text\":\"pl\u{e4}in\"}\r\n";
        let (_desk, archive) = one_file("wire.jsonl", lines);
        assert_eq!(texts(&archive), ["a\né 😀 /", "pläin"]);
        assert!(matches!(
            archive.text(DocumentId(1)),
            std::borrow::Cow::Borrowed(_)
        ));
        assert_eq!(archive.line_end(DocumentId(0)), b"\r\n");
    }

    #[test]
    fn each_bad_record_is_a_fault_with_its_line_and_the_others_are_read() {
        let deep = format!(
            "{{\"text\":\"x\",\"n\":{}{}}}",
            "[".repeat(128),
            "]".repeat(128)
        );
        let deep_enough = format!(
            "{{\"text\":\"deep\",\"n\":{}{}}}",
            "[".repeat(127),
            "]".repeat(127)
        );
        let cases: [(&[u8], &str); 11] = [
            (b"{\"id\":1}", "field `text` is missing"),
            (b"{\"text\":5}", "field `text` is not a string"),
            (b"{\"text\":null}", "field `text` is not a string"),
            (b"[1]", "is not a JSON object"),
            (
                b"{\"text\":\"x\"",
                "is not JSON: EOF while parsing an object (column 11)",
            ),
            (b"story", "is not JSON: expected value (column 1)"),
            (b"{\"text\":\"\xe9\"}", "is not UTF-8"),
            (deep.as_bytes(), "is nested deeper than 128"),
            (
                b"{\"text\":\"\\ud83d\"}",
                "field `text` holds half a surrogate pair",
            ),
            (
                b"{\"text\":\"a\0b\"}",
                "is not JSON: control character (\\u0000-\\u001F) found while parsing a string (column 10)",
            ),
            (
                b"{\"text\":\"x\"} {}",
                "is not JSON: trailing characters (column 14)",
            ),
        ];
        let mut lines = b"{\"text\":\"first\"}\n".to_vec();
        for (line, _) in &cases {
            lines.extend_from_slice(line);
            lines.push(b'\n');
        }
        lines.extend_from_slice(deep_enough.as_bytes());
        let (desk, archive) = one_file("wire.jsonl", &lines);
        assert_eq!(texts(&archive), ["first", "deep"]);
        let expected = cases
            .iter()
            .zip(2..)
            .map(|((_, what), line)| format!("wire.jsonl:{line}: {what}"));
        assert_eq!(desk.faults(&archive), expected.collect::<Vec<_>>());
        let unread: Vec<_> = archive.unread().map(|unread| unread.raw).collect();
        assert_eq!(unread, cases.map(|(line, _)| line));
    }

    #[test]
    fn an_id_that_occurs_twice_names_both_places_and_the_first_is_used() {
        let desk = Desk::new()
            .with("wire/a.jsonl", "{\"id\":\"x\",\"text\":\"first\"}\n")
            .with(
                "wire/b.jsonl",
                "{\"id\":\"y\",\"text\":\"other\"}\n{\"id\":\"x\",\"text\":\"second\"}\n",
            );
        let archive = desk.read(&["wire"]);
        assert_eq!(texts(&archive), ["first", "other"]);
        let told = "wire/b.jsonl:2: id `x` was met before, at wire/a.jsonl:1: that record is used";
        assert_eq!(desk.faults(&archive), [told]);
        let unread: Vec<_> = archive.unread().collect();
        assert_eq!((unread.len(), unread[0].line_end), (1, &b"\n"[..]));
        assert_eq!(unread[0].raw, b"{\"id\":\"x\",\"text\":\"second\"}");
    }

    #[test]
    fn a_date_that_cannot_be_read_leaves_the_article_undated() {
        let lines = "{\"text\":\"a\",\"published\":\"\"}\n{\"text\":\"b\",\"published\":null}\n{\"text\":\"c\",\"published\":\"soon\"}\n{\"text\":\"d\",\"published\":1707309000}\n";
        let (desk, archive) = one_file("wire.jsonl", lines);
        assert_eq!(archive.len(), 4);
        let told = "wire.jsonl:3: date \"soon\" of field `published` cannot be read: the article counts as undated";
        assert_eq!(desk.faults(&archive), [told]);
        assert_eq!(archive.header(DocumentId(2)).published, None);
        assert_eq!(
            archive.header(DocumentId(3)).published,
            "2024-02-07T12:30:00Z".parse().ok()
        );
        assert_eq!(archive.unread().count(), 0);
    }

    #[test]
    fn the_format_is_told_from_the_content_or_the_name_and_may_be_declared() {
        let format = |name: &str, content: &str| {
            let (_desk, archive) = one_file(name, content);
            let format = archive
                .documents()
                .next()
                .map(|first| archive.file_of(first).format());
            (format, archive.len(), archive.faults().len())
        };
        assert_eq!(
            format("wire", "\u{feff} {\"text\":\"a\"}\n"),
            (Some(Format::JsonLines), 1, 0)
        );
        assert_eq!(
            format("wire", "{broken\n{\"text\":\"a\"}\n"),
            (Some(Format::JsonLines), 1, 1)
        );
        assert_eq!(
            format("wire.ndjson", "broken\n{\"text\":\"a\"}\n"),
            (Some(Format::JsonLines), 1, 1)
        );
        let options = ReadOptions {
            format: Some(Format::Text),
            ..ReadOptions::default()
        };
        let desk = Desk::new().with("wire.jsonl", "{\"text\":\"a\"}");
        assert_eq!(
            texts(&desk.read_as(&["wire.jsonl"], &options)),
            ["{\"text\":\"a\"}"]
        );
    }

    #[test]
    fn a_record_gets_another_text_and_keeps_all_else() {
        let line = r#"{ "a" : 1.0, "text" : "one\ntwo" , "z":"\/" }"#;
        let (_desk, archive) = one_file("wire.jsonl", line);
        let changed = archive.with_text(DocumentId(0), "say \"two\"\n");
        assert_eq!(
            String::from_utf8_lossy(&changed),
            r#"{ "a" : 1.0, "text" : "say \"two\"\n" , "z":"\/" }"#
        );
        let value = archive
            .text_range(DocumentId(0))
            .map(|range| &archive.raw(DocumentId(0))[range]);
        assert_eq!(value, Some(&br#""one\ntwo""#[..]));
    }

    #[test]
    fn lines_are_counted_across_the_parts_of_a_long_file() {
        let lines = many_lines().replace("\"id\":", "\"n\":").repeat(20);
        let (_desk, archive) = one_file("wire.jsonl", &lines);
        assert_eq!(archive.len(), 60_000);
        assert_eq!(archive.header(DocumentId(59_999)).id, "wire.jsonl:60000");
    }
}

mod json {
    use super::*;

    #[test]
    fn an_array_and_a_single_object_over_many_lines_are_records() {
        let (_desk, archive) = one_file(
            "wire.json",
            "[\n {\"id\":\"a\",\n \"text\":\"one\"},\n {\"text\":\"two\"}\n]\n",
        );
        assert_eq!(ids(&archive), ["a", "wire.json:4"]);
        assert_eq!(
            archive.raw(DocumentId(0)),
            b"{\"id\":\"a\",\n \"text\":\"one\"}"
        );
        let (_desk, archive) = one_file("wire.json", "\u{feff}{\n \"text\":\n \"one\"\n}\n");
        assert_eq!(
            (ids(&archive), texts(&archive)),
            (vec!["wire.json:1"], vec!["one".to_owned()])
        );
    }

    #[test]
    fn what_stands_before_a_fault_of_the_array_is_read() {
        let (desk, archive) =
            one_file("wire.json", "[{\"text\":\"one\"},\n{\"id\":1},\n{\"text\":");
        assert_eq!(texts(&archive), ["one"]);
        assert_eq!(
            desk.faults(&archive)[0],
            "wire.json:2: field `text` is missing"
        );
        assert!(desk.faults(&archive)[1].ends_with("nothing is read from here on"));
    }
}

mod csv {
    use super::*;

    const TABLE: &str = "id,text,title,published\r\na1,\"Port\r\nclosed, \"\"for now\"\"\",Ferry,2024-02-07\r\na2,one,too,many,cells\r\n\r\na3,Open,,\r\n";

    #[test]
    fn quoted_cells_hold_line_ends_and_a_row_of_another_width_is_a_fault() {
        let (desk, archive) = one_file("wire.csv", TABLE);
        assert_eq!(ids(&archive), ["a1", "a3"]);
        assert_eq!(texts(&archive), ["Port\r\nclosed, \"for now\"", "Open"]);
        assert_eq!(
            desk.faults(&archive),
            ["wire.csv:4: has 5 cells where the header has 4"]
        );
        assert_eq!(
            archive.unread().next().map(|row| row.raw),
            Some(&b"a2,one,too,many,cells"[..])
        );
        assert_eq!(
            archive.header(DocumentId(0)).published,
            "2024-02-07T00:00:00Z".parse().ok()
        );
        assert_eq!(archive.place(DocumentId(1)).line, Some(6));
    }

    #[test]
    fn header_and_rows_come_back_byte_for_byte() {
        let table = format!(
            "\u{feff}{}",
            TABLE.replace("a2,one,too,many,cells\r\n\r\n", "")
        );
        let (_desk, archive) = one_file("wire.csv", &table);
        let mut written = archive.file_of(DocumentId(0)).header().to_vec();
        for document in archive.documents() {
            written.extend_from_slice(archive.raw(document));
            written.extend_from_slice(archive.line_end(document));
        }
        assert_eq!(String::from_utf8_lossy(&written), table);
    }

    #[test]
    fn semicolons_and_tabs_are_told_from_the_header() {
        for (delimiter, name) in [(b';', "wire"), (b'\t', "wire.tsv"), (b',', "wire.txt")] {
            let table = "id,text\n1,a\n".replace(',', &char::from(delimiter).to_string());
            let (_desk, archive) = one_file(name, &table);
            assert_eq!(
                (ids(&archive), texts(&archive)),
                (vec!["1"], vec!["a".to_owned()])
            );
            assert_eq!(archive.file_of(DocumentId(0)).delimiter(), Some(delimiter));
        }
    }

    #[test]
    fn a_table_without_the_text_column_is_one_fault() {
        let (desk, archive) = one_file("wire.csv", "id,body\n1,a\n2,b\n");
        assert_eq!(
            desk.faults(&archive),
            ["wire.csv: has no column `text`; its header names id, body"]
        );
    }

    #[test]
    fn a_mark_that_is_never_closed_is_a_fault() {
        let (desk, archive) = one_file("wire.csv", "id,text\n1,a\n2,\"b\n3,c\n");
        assert_eq!(ids(&archive), ["1"]);
        assert_eq!(
            desk.faults(&archive),
            ["wire.csv:3: a quotation mark is opened and never closed"]
        );
    }

    #[test]
    fn a_table_in_a_legacy_encoding_is_read_and_kept_as_it_is() {
        let told = "Der Präsident sprach über die Größe der Städte, die Bürger hörten höflich zu.";
        let table = format!("id,text\n1,\"{told}\"\n");
        let (encoded, _, _) = WINDOWS_1252.encode(&table);
        let (_desk, archive) = one_file("wire.csv", &encoded);
        assert_eq!(texts(&archive), [told]);
        assert_eq!(
            [
                archive.file_of(DocumentId(0)).header(),
                archive.raw(DocumentId(0)),
                b"\n"
            ]
            .concat(),
            *encoded
        );
        assert_eq!(
            archive.with_text(DocumentId(0), "Größe"),
            b"1,\"Gr\xf6\xdfe\""
        );
    }

    #[test]
    fn a_row_gets_another_text_in_quotation_marks_where_it_needs_them() {
        let (_desk, archive) = one_file("wire.csv", "id,text\n1,a\n");
        assert_eq!(archive.with_text(DocumentId(0), "b"), b"1,b");
        assert_eq!(
            archive.with_text(DocumentId(0), "b, \"c\""),
            b"1,\"b, \"\"c\"\"\""
        );
    }

    #[test]
    fn a_table_with_a_nul_byte_is_binary() {
        let (desk, archive) = one_file("wire.csv", "id,text\n1,a\0\n");
        assert_eq!(desk.faults(&archive), ["wire.csv: is binary, not text"]);
    }

    #[test]
    fn a_header_without_rows_is_noted() {
        let (desk, archive) = one_file("wire.csv", "id,text\n");
        assert_eq!(desk.notes(&archive), ["wire.csv: no records in it"]);
    }
}

mod compression {
    use super::*;

    #[test]
    fn every_compression_is_told_from_the_content() {
        let story = STORY.as_bytes();
        let mut bzip2 = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::default());
        bzip2.write_all(story).expect("memory");
        let mut xz = liblzma::write::XzEncoder::new(Vec::new(), 6);
        xz.write_all(story).expect("memory");
        let packed = [
            gzip(story),
            zstd::encode_all(story, 3).expect("memory"),
            bzip2.finish().expect("memory"),
            xz.finish().expect("memory"),
        ];
        for packed in packed {
            let twice = [packed.clone(), packed.clone()].concat();
            assert_eq!(texts(&one_file("x", packed).1), [STORY]);
            assert_eq!(texts(&one_file("x", twice).1), [STORY.repeat(2)]);
        }
    }

    #[test]
    fn the_members_of_a_zip_archive_are_files() {
        let members = [
            ("b.txt", STORY),
            ("a/wire.jsonl", "{\"text\":\"a\"}\n"),
            (".x", STORY),
        ];
        let (desk, archive) = one_file("wire.zip", zip(&members));
        assert_eq!(ids(&archive), ["wire.zip/a/wire.jsonl:1", "wire.zip/b.txt"]);
        assert_eq!(
            desk.inside(archive.file_of(DocumentId(1)).name()),
            "wire.zip/b.txt"
        );
        assert_eq!(archive.file_of(DocumentId(1)).path(), None::<&Path>);
    }

    #[test]
    fn a_zip_archive_without_its_directory_is_read_from_the_front() {
        let mut packed = zip(&[("a.txt", STORY), ("b.txt", STORY)]);
        packed.truncate(packed.len() - 60);
        let (_desk, archive) = one_file("wire.zip", packed);
        assert_eq!(ids(&archive), ["wire.zip/a.txt", "wire.zip/b.txt"]);
        assert_eq!(archive.faults().len(), 1);
    }

    /// As the zstd command writes it: with a checksum.
    fn zstd(content: &str) -> Vec<u8> {
        let mut encoder = zstd::Encoder::new(Vec::new(), 1).expect("memory");
        encoder.include_checksum(true).expect("memory");
        encoder.write_all(content.as_bytes()).expect("memory");
        encoder.finish().expect("memory")
    }

    #[test]
    fn what_stands_before_a_cut_is_read_with_one_fault() {
        let lines = many_lines();
        let (gz, zst) = (gzip(lines.as_bytes()), zstd(&lines));
        for packed in [&gz[..gz.len() / 2], &zst[..zst.len() / 10 * 9]] {
            let (desk, archive) = one_file("wire.packed", packed);
            let faults = desk.faults(&archive);
            assert_eq!(faults.len(), 1, "{faults:?}");
            assert!(
                faults[0].contains("compression is damaged or cut short"),
                "{faults:?}"
            );
            assert!(archive.len() > 100);
        }
    }

    #[test]
    fn corrupt_compression_is_the_first_fault_of_its_file() {
        let mut corrupt = zstd(&many_lines());
        let late = corrupt.len() / 10 * 9;
        corrupt[late..late + 64].fill(0xff);
        let (desk, archive) = one_file("wire.jsonl.zst", corrupt);
        let first = &desk.faults(&archive)[0];
        assert!(
            first.starts_with("wire.jsonl.zst: its zstd compression is damaged"),
            "{first}"
        );
        assert!(archive.len() > 100);
    }

    #[test]
    fn damage_is_named_even_where_nothing_could_be_used() {
        let table = format!("id,body\n{}", many_lines());
        let packed = gzip(table.as_bytes());
        let (desk, archive) = one_file("wire.csv.gz", &packed[..packed.len() / 2]);
        let faults = desk.faults(&archive);
        assert_eq!(faults.len(), 1);
        assert!(
            faults[0].contains("gzip compression is damaged")
                && faults[0].contains("no column `text`"),
            "{faults:?}"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_that_is_named_is_read() {
        let desk = Desk::new();
        let pipe = desk.path("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        if !made.is_ok_and(|status| status.success()) {
            eprintln!("skipped: no mkfifo here");
            return;
        }
        let writer = std::thread::spawn(move || fs::write(pipe, STORY));
        assert_eq!(texts(&desk.read(&["pipe"])), [STORY]);
        writer.join().expect("a writer").expect("a pipe");
    }

    #[test]
    fn a_text_cut_inside_a_character_keeps_its_encoding() {
        let packed = gzip("Größe über Städte, höflich ".repeat(4000).as_bytes());
        let (_desk, archive) = one_file("x.txt.gz", &packed[..packed.len() - 12]);
        assert!(texts(&archive)[0].starts_with("Größe"));
        assert_eq!(archive.faults().len(), 1);
    }

    #[test]
    fn a_file_compressed_twice_is_a_fault() {
        let (desk, archive) = one_file("x.gz.gz", gzip(&gzip(STORY.as_bytes())));
        assert_eq!(
            desk.faults(&archive),
            ["x.gz.gz: is compressed twice: take one layer off"]
        );
    }
}

mod laws {
    use super::*;

    /// Touches all that an archive gives.
    fn use_all_of(archive: &Archive) {
        for document in archive.documents() {
            assert_eq!(archive.text(document), archive.text(document));
            let raw = archive.raw(document);
            assert!(
                archive
                    .text_range(document)
                    .is_none_or(|range| raw.get(range).is_some())
            );
            assert!(!archive.header(document).id.is_empty());
            assert!(!archive.with_text(document, "new").is_empty());
            let _ = (
                archive.place(document),
                archive.line_end(document),
                archive.file_of(document).header(),
            );
        }
        let _ = archive.unread().count();
    }

    fn formats() -> impl Strategy<Value = Option<Format>> {
        let every = [Format::Text, Format::JsonLines, Format::Json, Format::Csv];
        prop::option::of(prop::sample::select(every.to_vec()))
    }

    fn openings() -> impl Strategy<Value = &'static [u8]> {
        prop::sample::select(vec![
            &b""[..],
            b"\x1f\x8b\x08\0",
            b"\x28\xb5\x2f\xfd",
            b"BZh91AY&SY",
            b"\xfd7zXZ\0",
            b"PK\x03\x04",
            b"PK\x05\x06",
            b"\xff\xfe",
            b"\xef\xbb\xbf",
            b"id,text\n1,\"",
            b"[{\"text\":\"",
            b"{\"text\":\"\\",
        ])
    }

    fn read_bytes(bytes: &[u8], format: Option<Format>) -> Archive {
        let options = ReadOptions {
            format,
            ..ReadOptions::default()
        };
        Desk::new().with("x", bytes).read_as(&["x"], &options)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn no_bytes_bring_the_reader_down(opening in openings(), rest in prop::collection::vec(any::<u8>(), 0..200), format in formats()) {
            use_all_of(&read_bytes(&[opening, &rest].concat(), format));
        }

        #[test]
        fn no_signs_of_a_format_bring_the_reader_down(signs in "[\\[\\]{}\",:;\t\r\n\\\\ua-d0-9 é\u{0}]{0,80}", format in formats()) {
            use_all_of(&read_bytes(format!("text,id\n{signs}").as_bytes(), format));
            use_all_of(&read_bytes(format!("{{\"text\":\"{signs}\"}}\n").as_bytes(), format));
        }

        #[test]
        fn records_and_line_ends_make_up_the_file_again(
            lines in prop::collection::vec(("[ -~é\n]{0,20}", any::<bool>(), "\r?\n", "\n?"), 1..20)
        ) {
            let (mut file, mut kept) = (Vec::new(), Vec::new());
            for (text, is_good, end, blank) in &lines {
                let literal = serde_json::Value::from(text.as_str()).to_string();
                let line = if *is_good { format!("{{\"text\": {literal}}}{end}") } else { format!("{{{end}") };
                file.extend_from_slice(format!("{line}{blank}").as_bytes());
                kept.extend_from_slice(line.as_bytes());
            }
            let desk = Desk::new().with("x.jsonl", &file);
            let archive = desk.read(&["x.jsonl"]);
            let read = archive.documents().map(|d| (archive.place(d).line, [archive.raw(d), archive.line_end(d)].concat()));
            let unread = archive.unread().map(|unread| (unread.place.line, [unread.raw, unread.line_end].concat()));
            let mut pieces: Vec<_> = read.chain(unread).collect();
            pieces.sort();
            let joined: Vec<u8> = pieces.into_iter().flat_map(|(_, bytes)| bytes).collect();
            prop_assert_eq!(joined, kept);
            let good: Vec<_> = lines.iter().filter(|line| line.1).map(|line| line.0.clone()).collect();
            prop_assert_eq!(texts(&archive), good);
        }
    }
}

#[cfg(not(feature = "parquet"))]
#[test]
fn a_build_without_parquet_says_how_to_read_it() {
    let desk = Desk::new().with("wire.parquet", b"PAR1\x15\x04\x15PAR1");
    let archive = desk.read(&["wire.parquet"]);
    assert_eq!(
        desk.faults(&archive),
        [
            "wire.parquet: is Parquet, which this wireprint was built without: build it with `--features parquet`"
        ]
    );
}
