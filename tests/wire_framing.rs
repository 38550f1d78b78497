//! What frames wire copy and crawls from outside: compression in many pieces, archives of files, records that break off; and what
//! the broken samples of others' tests come to.

use std::fs;
use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use wireprint::input::{Input, ReadOptions};
use wireprint::pipeline::{Archive, Resources, read, read_bytes};
use wireprint::text::each_token;
use wireprint::{Corpus, DocumentId};

const STORY: &str = "The ferries to the outer islands stayed in port for the eighth day on Monday.";

fn threads() -> Resources {
    Resources::new(1).expect("threads")
}

fn of_bytes(name: &str, bytes: &[u8]) -> Archive {
    limited(name, bytes, None)
}

fn limited(name: &str, bytes: &[u8], max_unpacked: Option<u64>) -> Archive {
    let options = ReadOptions {
        max_unpacked,
        ..ReadOptions::default()
    };
    read_bytes(name, bytes.to_vec(), &options, &threads())
}

fn faults(archive: &Archive) -> Vec<String> {
    archive.faults().iter().map(ToString::to_string).collect()
}

fn texts(archive: &Archive) -> Vec<String> {
    let documents = archive.documents();
    documents
        .map(|document| archive.text(document).into_owned())
        .collect()
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content).expect("memory");
    encoder.finish().expect("memory")
}

/// A record with a page in it that nobody has seen before.
fn record(number: usize) -> Vec<u8> {
    let noise = (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let page = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Story {number}: {noise:x} {STORY}</p>"
    );
    let head = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/{number}\r\nWARC-Date: 2026-03-02T09:05:00Z\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n",
        page.len()
    );
    [head.as_bytes(), page.as_bytes(), b"\r\n\r\n"].concat()
}

#[test]
fn damage_in_a_crawl_costs_the_record_it_lies_in() {
    let members: Vec<Vec<u8>> = (0..5).map(|number| gzip(&record(number))).collect();
    let second: usize = members[0].len();
    let mut file = members.concat();
    file[second + 40..second + 60].fill(0xff);
    let archive = of_bytes("crawl.warc.gz", &file);
    let ids: Vec<&str> = archive
        .documents()
        .map(|document| archive.header(document).id.as_str())
        .collect();
    for number in [0, 2, 3, 4] {
        let id = format!("http://a.example/{number}");
        assert!(ids.contains(&id.as_str()), "{ids:?}");
    }
    assert!(
        faults(&archive)[0].contains("gzip compression is damaged"),
        "{:?}",
        faults(&archive)
    );
    assert!(faults(&archive)[0].ends_with("on from the next record that is whole"));
}

#[test]
fn damage_in_any_other_file_ends_it() {
    let first = gzip(STORY.as_bytes());
    let mut file = [first.clone(), first.clone(), first.clone()].concat();
    file[first.len() + 30..first.len() + 40].fill(0xff);
    let archive = of_bytes("day.txt.gz", &file);
    assert!(texts(&archive)[0].matches("ferries").count() <= 2);
    assert_eq!(faults(&archive).len(), 1);
}

#[test]
fn the_records_of_a_crawl_are_one_gzip_file_or_many() {
    let records: Vec<Vec<u8>> = (0..3).map(record).collect();
    let one = gzip(&records.concat());
    let many: Vec<u8> = records.iter().flat_map(|record| gzip(record)).collect();
    let plain = records.concat();
    let expected = texts(&of_bytes("crawl.warc", &plain));
    assert_eq!(expected.len(), 3);
    assert_eq!(texts(&of_bytes("crawl.warc.gz", &one)), expected);
    assert_eq!(texts(&of_bytes("crawl.warc.gz", &many)), expected);
}

/// A crawl whose first frame is the dictionary of the others.
fn with_dictionary(dictionary: &[u8], first: &[u8], records: &[Vec<u8>]) -> Vec<u8> {
    let mut file = 0x184D_2A5D_u32.to_le_bytes().to_vec();
    file.extend((first.len() as u32).to_le_bytes());
    file.extend(first);
    for record in records {
        let mut frame = zstd::Encoder::with_dictionary(Vec::new(), 3, dictionary).expect("memory");
        frame.write_all(record).expect("memory");
        file.extend(frame.finish().expect("memory"));
    }
    file
}

#[test]
fn a_crawl_may_have_its_dictionary_in_front() {
    let records: Vec<Vec<u8>> = (0..3).map(record).collect();
    let expected = texts(&of_bytes("crawl.warc", &records.concat()));
    let dictionary = record(7).repeat(20);
    let packed = zstd::encode_all(&dictionary[..], 3).expect("memory");
    for first in [&dictionary, &packed] {
        let file = with_dictionary(&dictionary, first, &records);
        let archive = of_bytes("crawl.warc.zst", &file);
        assert_eq!(faults(&archive), [""; 0]);
        assert_eq!(texts(&archive), expected);
    }
    let wrong = with_dictionary(&dictionary, b"another", &records);
    assert_eq!(faults(&of_bytes("crawl.warc.zst", &wrong)).len(), 1);
}

#[test]
fn what_unpacks_to_more_than_is_allowed_is_read_up_to_there() {
    let story = format!("{STORY} ").repeat(1000);
    let mut xz = liblzma::write::XzEncoder::new(Vec::new(), 1);
    xz.write_all(story.as_bytes()).expect("memory");
    let packed = [
        gzip(story.as_bytes()),
        zstd::encode_all(story.as_bytes(), 3).expect("memory"),
        xz.finish().expect("memory"),
    ];
    for packed in packed {
        let archive = limited("day.txt", &packed, Some(5000));
        assert_eq!(texts(&archive), [&story[..5000]]);
        assert_eq!(
            faults(&archive),
            [
                "day.txt: unpacks to more than is allowed: read up to there (--max-unpacked allows more)"
            ]
        );
        let whole = limited("day.txt", &packed, Some(story.len() as u64));
        assert_eq!(faults(&whole), [""; 0]);
    }
}

#[test]
fn what_is_not_packed_may_be_as_long_as_it_likes() {
    let archive = limited("day.txt", STORY.as_bytes(), Some(10));
    assert_eq!(texts(&archive), [STORY]);
}

#[test]
fn a_page_that_unpacks_to_more_than_is_allowed_is_read_up_to_there() {
    let body = gzip(format!("<p>{}", format!("{STORY} ").repeat(1000)).as_bytes());
    let answer = [
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n",
        &body[..],
    ]
    .concat();
    let head = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\nWARC-Date: 2026-03-02T09:05:00Z\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n",
        answer.len()
    );
    let file = [head.as_bytes(), &answer, b"\r\n\r\n", &record(1)].concat();
    let archive = limited("crawl.warc", &file, Some(3000));
    assert_eq!(archive.len(), 2);
    assert!(
        faults(&archive)[0].contains("--max-unpacked"),
        "{:?}",
        faults(&archive)
    );
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in members {
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(*name, options).expect("memory");
        writer.write_all(content).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}

#[test]
fn all_members_of_a_zip_archive_count_together() {
    let long = STORY.repeat(10);
    let packed = zip(&[("a.txt", long.as_bytes()), ("b.txt", long.as_bytes())]);
    let archive = limited("day.zip", &packed, Some(long.len() as u64 + 20));
    assert_eq!(texts(&archive), [&long, &long[..20]]);
    assert_eq!(faults(&archive).len(), 1);
    assert!(faults(&archive)[0].starts_with("day.zip/b.txt: unpacks to more"));
}

#[test]
fn a_member_whose_name_leads_out_of_its_archive_is_named() {
    let packed = zip(&[
        ("../../desk.txt", STORY.as_bytes()),
        ("a.txt", STORY.as_bytes()),
    ]);
    let archive = of_bytes("day.zip", &packed);
    assert_eq!(texts(&archive), [STORY]);
    assert_eq!(
        faults(&archive),
        ["day.zip/../../desk.txt: is not read: its name leads out of the archive"]
    );
}

#[test]
fn an_archive_without_its_directory_keeps_to_the_same_rules() {
    let long = STORY.repeat(10);
    let mut packed = zip(&[
        ("a.txt", long.as_bytes()),
        ("../b.txt", b"x"),
        ("c.txt", long.as_bytes()),
    ]);
    packed.truncate(packed.len() - 60);
    let archive = limited("day.zip", &packed, Some(long.len() as u64 + 20));
    assert_eq!(texts(&archive), [&long, &long[..20]]);
    let faults = faults(&archive);
    assert!(
        faults[1].starts_with("day.zip/../b.txt: is not read"),
        "{faults:?}"
    );
    assert!(
        faults[2].starts_with("day.zip/c.txt: unpacks to more"),
        "{faults:?}"
    );
}

#[test]
fn a_page_is_known_by_its_content_and_a_story_with_a_tag_is_none() {
    for (name, content, words) in [
        ("a", "<!DOCTYPE html><title>x</title><p>The wall.", 2),
        ("a.txt", "<!-- made --><HTML><body>The wall.", 2),
        ("a.html", "<p>The wall.", 2),
        ("a.txt", "<p>The wall.", 3),
        ("a.html", "The <b> wall.", 3),
        ("a.html", "{\"text\": \"The wall.\"}", 2),
    ] {
        let archive = of_bytes(name, content.as_bytes());
        let mut count = 0;
        each_token(&archive.text(DocumentId(0)), |_, _| count += 1);
        assert_eq!(count, words, "{name}: {content}");
    }
}

#[test]
fn a_page_met_twice_goes_by_its_place_the_second_time() {
    let file = [record(1), record(1)].concat();
    let archive = of_bytes("crawl.warc", &file);
    assert_eq!(archive.len(), 2);
    assert_eq!(archive.header(DocumentId(1)).id, "crawl.warc:13");
    assert_eq!(archive.notes().len(), 1);
    assert_eq!(faults(&archive), [""; 0]);
}

/// The samples with which others test their readers of crawls, most of them broken on purpose: articles, words, and what is said.
const SAMPLES: &str = "\
LICENSE | 1 | 1428 |
bad.arc | 0 | 0 | 1 record holds no story: 1 without text; :1: its length is `-1`, no number; :5: its length is `-1`, no number; :10: its length is `abc`, no number
example-bad-non-chunked.warc.gz | 1 | 30 | 5 records hold no story: 2 requests, 1 revisit of what did not change, 2 descriptions of the crawl
example-bad.warc.gz.bad | 1 | 30 | 5 records hold no story: 2 requests, 1 revisit of what did not change, 1 description of the crawl, 1 redirect
example-digest.warc | 0 | 0 | 4 records hold no story: 4 requests
example-iana.org-chunked.warc | 1 | 276 | 2 records hold no story: 1 request, 1 description of the crawl
example-resource.warc.gz | 1 | 30 | 2 records hold no story: 2 descriptions of the crawl
example-space-in-target-uri.warc.gz | 0 | 0 | 2 records hold no story: 1 description of the crawl, 1 picture
example-space-in-url.arc | 1 | 30 | 1 record holds no story: 1 description of the crawl; :5: is cut short: 1579 of 1591 bytes are there, and read
example-trunc.warc | 1 | 30 | 3 records hold no story: 1 request, 2 descriptions of the crawl; 1 record is longer than said: read up to the next
example-wget-bad-target-uri.warc.gz | 1 | 30 | 5 records hold no story: 1 request, 4 descriptions of the crawl
example-wrong-chunks.warc.gz | 1 | 30 | 1 record holds no story: 1 request
example.arc | 1 | 30 | 1 record holds no story: 1 description of the crawl
example.arc.gz | 1 | 30 | 1 record holds no story: 1 description of the crawl
example.warc | 1 | 30 | 5 records hold no story: 2 requests, 1 revisit of what did not change, 2 descriptions of the crawl
example.warc.gz | 1 | 30 | 5 records hold no story: 2 requests, 1 revisit of what did not change, 2 descriptions of the crawl
post-test.warc.gz | 0 | 0 | 6 records hold no story: 3 requests, 3 of type application/json
";

#[test]
fn the_samples_of_crawls_are_all_accounted_for() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/wire-formats/warc");
    if !folder.is_dir() {
        return println!("skipped: there is no {}", folder.display());
    }
    let entries = fs::read_dir(&folder).expect("a folder");
    let mut names: Vec<_> = entries
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    let table: Vec<String> = names.iter().map(|name| told(&folder, name)).collect();
    assert_eq!(table, SAMPLES.lines().collect::<Vec<_>>());
}

fn told(folder: &Path, name: &str) -> String {
    let archive = read(
        &[Input::Path(folder.join(name))],
        &ReadOptions::default(),
        &threads(),
    );
    let mut words = 0;
    for text in texts(&archive) {
        each_token(&text, |_, _| words += 1);
    }
    let place = folder.join(name).display().to_string();
    let said = archive.notes().iter().cloned().chain(faults(&archive));
    let said: Vec<String> = said
        .map(|what| what.replace(&place, "").trim_start_matches(": ").to_owned())
        .collect();
    let told = format!("{name} | {} | {words} | {}", archive.len(), said.join("; "));
    told.trim_end().to_owned()
}
