//! Newsrooms' formats: what is read of each file, field by field; what is refused, and why; and that nothing is silently empty.
//!
//! Each folder of `fixtures/wire_formats` holds files of one format, invented for the purpose, and beside it stands a text with what is read of
//! them. `UPDATE=1 cargo test --test wire_formats` writes these anew. Read them before they are committed.

use std::fmt::Write as _;
use std::fs;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use assert_cmd::Command;
use jiff::Timestamp;
use proptest::prelude::*;
use wireprint::input::{Format, Input, ReadOptions};
use wireprint::pipeline::{Archive, Resources, read, read_bytes};
use wireprint::text::each_token;
use wireprint::{Corpus, DocumentId, Header, Status, Wire};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/wire_formats")
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths
}

/// All files below a folder, in order of name.
fn files(folder: &Path) -> Vec<PathBuf> {
    let below = |path: PathBuf| match path.is_dir() {
        true => files(&path),
        false => vec![path],
    };
    sorted(folder).into_iter().flat_map(below).collect()
}

/// One for all: each would start a thread.
static ONE_THREAD: LazyLock<Resources> = LazyLock::new(|| Resources::new(1).unwrap());

fn archive(path: &Path) -> Archive {
    let options = ReadOptions::default();
    read(&[Input::Path(path.to_owned())], &options, &ONE_THREAD)
}

fn of_bytes(name: &str, bytes: impl Into<Vec<u8>>) -> Archive {
    read_bytes(name, bytes.into(), &ReadOptions::default(), &ONE_THREAD)
}

fn faults(archive: &Archive) -> Vec<String> {
    archive.faults().iter().map(ToString::to_string).collect()
}

fn words(text: &str) -> usize {
    let mut count = 0;
    each_token(text, |_, _| count += 1);
    count
}

/// What is read of a file, and what is said of it.
fn told(path: &Path) -> String {
    let archive = archive(path);
    let mut told = String::new();
    for document in archive.documents() {
        told.push_str(&article(archive.header(document), &archive.text(document)));
    }
    let place = format!("{}/", path.parent().unwrap().display());
    for note in archive.notes() {
        writeln!(told, "  note: {}", note.replace(&place, "")).unwrap();
    }
    for fault in faults(&archive) {
        writeln!(told, "  fault: {}", fault.replace(&place, "")).unwrap();
    }
    told
}

fn article(header: &Header, text: &str) -> String {
    let mut lines = vec![("id", header.id.clone())];
    let mut field = |name, value: Option<String>| {
        lines.extend(value.map(|value| (name, value)));
    };
    let date = |moment: Option<Timestamp>| moment.map(|moment| moment.to_string());
    field("title", header.title.clone());
    field("source", header.source.clone());
    field("published", date(header.published));
    let Wire {
        item,
        version,
        status,
        created,
        revised,
        embargo,
        zone,
        byline,
        dateline,
        slugline,
        credit,
        language,
        urgency,
        signals,
        notes,
    } = header.wire.as_deref().cloned().unwrap_or_default();
    field("item", item);
    field("version", version.map(|version| version.to_string()));
    field(
        "status",
        (status != Status::Usable).then(|| format!("{status:?}")),
    );
    field("created", date(created));
    field("revised", date(revised));
    field("embargo", date(embargo));
    field("zone", zone.map(|zone| zone.to_string()));
    field("byline", byline);
    field("dateline", dateline);
    field("slugline", slugline);
    field("credit", credit);
    field("language", language);
    field("urgency", urgency.map(|urgency| urgency.to_string()));
    field("signals", (!signals.is_empty()).then(|| signals.join("; ")));
    field("notes", (!notes.is_empty()).then(|| notes.join("; ")));
    let mut told = String::new();
    for (name, value) in lines {
        writeln!(told, "  {name:9} {value}").unwrap();
    }
    for line in text.lines() {
        writeln!(told, "  | {line}").unwrap();
    }
    told + "\n"
}

#[test]
fn every_format_is_read_as_its_page_says() {
    let mut wrong = String::new();
    for folder in sorted(&fixtures()).into_iter().filter(|path| path.is_dir()) {
        let mut found = String::new();
        for file in files(&folder) {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            writeln!(found, "{name}\n\n{}", told(&file).trim_end()).unwrap();
            found.push('\n');
        }
        let page = folder.with_extension("txt");
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&page, &found).unwrap();
        }
        let expected = fs::read_to_string(&page).unwrap_or_default();
        if expected != found {
            write!(
                wrong,
                "--- {}\n{expected}+++ found\n{found}",
                page.display()
            )
            .unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// How a file is accounted for: format, articles, words, and why there are no more.
struct Account {
    format: String,
    articles: usize,
    words: usize,
    reasons: Vec<String>,
}

fn account(path: &Path) -> Account {
    let archive = archive(path);
    let place = format!("{}: ", path.display());
    let said = archive.notes().iter().cloned().chain(faults(&archive));
    Account {
        format: match archive.documents().next() {
            Some(first) => format!("{:?}", archive.file_of(first).format()),
            None => "-".to_owned(),
        },
        articles: archive.len(),
        words: archive
            .documents()
            .map(|document| words(&archive.text(document)))
            .sum(),
        reasons: said.map(|what| what.replace(&place, "")).collect(),
    }
}

/// Every file below a folder: read with words in it, or the reason why not.
fn assert_accounted_for(folder: &Path) {
    for file in files(folder) {
        let account = account(&file);
        let name = file.strip_prefix(folder).unwrap().display();
        let Account {
            format,
            articles,
            words,
            reasons,
        } = &account;
        println!(
            "{name} | {format} | {articles} | {words} | {}",
            reasons.join("; ")
        );
        assert!(
            *words > 0 || !reasons.is_empty() || is_kill(&file),
            "{name} is silently empty"
        );
    }
}

/// Whether a file is nothing but the news that a story is killed.
fn is_kill(file: &Path) -> bool {
    let archive = archive(file);
    let mut documents = archive.documents();
    !archive.is_empty()
        && documents.all(|document| archive.header(document).status() == Status::Canceled)
}

#[test]
fn no_file_is_silently_empty() {
    assert_accounted_for(&fixtures());
}

/// The IPTC's own samples. `cargo test --test wire_formats samples -- --nocapture` shows the table.
#[test]
fn the_samples_of_the_iptc_are_all_accounted_for() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/wire-formats");
    for folder in ["newsml-g2", "ninjs"].map(|name| samples.join(name)) {
        match folder.is_dir() {
            true => assert_accounted_for(&folder),
            false => println!("skipped: there is no {}", folder.display()),
        }
    }
}

#[test]
fn bytes_are_read_as_a_file_that_holds_them_is() {
    for file in files(&fixtures()) {
        let name = file.display().to_string();
        let (of_file, of_bytes) = (archive(&file), of_bytes(&name, fs::read(&file).unwrap()));
        assert_eq!(of_file.len(), of_bytes.len(), "{name}");
        for document in of_file.documents() {
            assert_eq!(of_file.text(document), of_bytes.text(document), "{name}");
            // But for the id of one that has no name of its own.
            let (of_file, of_bytes) = (of_file.header(document), of_bytes.header(document));
            assert_eq!(of_file.title, of_bytes.title, "{name}");
            assert_eq!(of_file.wire, of_bytes.wire, "{name}");
        }
        assert_eq!(faults(&of_file), faults(&of_bytes), "{name}");
    }
}

#[test]
fn each_item_of_several_is_its_own_bytes_of_the_file() {
    for (file, element) in [
        ("newsml_g2/message_of_several_items.xml", "nar:newsItem"),
        ("newsml_1/two_items.xml", "NewsItem"),
        ("feeds/rss_2.xml", "item"),
        ("feeds/atom.xml", "entry"),
    ] {
        let several = archive(&fixtures().join(file));
        assert!(several.len() > 1);
        for document in several.documents() {
            let raw = String::from_utf8_lossy(several.raw(document)).into_owned();
            assert!(raw.starts_with(&format!("<{element}")), "{raw}");
            assert!(raw.ends_with(&format!("</{element}>")), "{raw}");
        }
    }
}

#[test]
fn ten_thousand_elements_in_one_another_are_refused_in_every_format() {
    let deep = |begin: &str, end: &str| format!("{}{}", begin.repeat(10_000), end.repeat(10_000));
    let nested = deep("<p>", "</p>");
    for file in [
        format!("<nitf><body><body.content>{nested}</body.content></body></nitf>"),
        format!("<newsItem><contentSet><inlineXML>{nested}</inlineXML></contentSet></newsItem>"),
        format!("<rss><channel><item><description>{nested}</description></item></channel></rss>"),
        format!("<NewsML>{nested}</NewsML>"),
    ] {
        let faults = faults(&of_bytes("deep", file));
        assert_eq!(faults.len(), 1);
        assert!(faults[0].ends_with(": is nested deeper than 128"));
    }
    let list = deep("[", "]");
    let item =
        format!("{{\"uri\":\"urn:a\",\"headline\":\"b\",\"body_text\":\"c\",\"subject\":{list}}}");
    assert_eq!(faults(&of_bytes("deep", item)).len(), 1);
}

#[test]
fn a_body_that_nests_html_deep_is_read_all_the_same() {
    let html = format!("{}The wall.", "&lt;div&gt;".repeat(10_000));
    let item = format!(
        "<newsItem><contentSet><inlineData contenttype='text/html'>{html}</inlineData></contentSet></newsItem>"
    );
    assert_eq!(of_bytes("a", item).text(DocumentId(0)), "The wall.");
}

#[test]
fn an_external_entity_is_never_fetched() {
    let archive = archive(&fixtures().join("broken_xml/external_entity.xml"));
    for document in archive.documents() {
        assert_eq!(archive.text(document), "It reads:");
    }
}

#[test]
fn a_table_of_articles_with_a_uri_is_no_ninjs() {
    let line =
        r#"{"uri": "a", "headline": "b", "versioncreated": "2026-03-09", "text": "The wall."}"#;
    let archive = of_bytes("day.jsonl", line);
    assert_eq!(archive.file_of(DocumentId(0)).format(), Format::JsonLines);
    assert_eq!(archive.text_range(DocumentId(0)), Some(70..81));
}

#[test]
fn articles_with_a_uri_and_a_headline_that_lack_their_text_are_faults() {
    let line = r#"{"uri": "a", "headline": "b", "body": "The wall."}"#;
    assert_eq!(
        faults(&of_bytes("day.jsonl", line)),
        ["day.jsonl:1: field `text` is missing"]
    );
}

#[test]
fn a_format_that_was_asked_for_is_not_guessed() {
    let options = ReadOptions {
        format: Some(Format::NewsMl),
        ..ReadOptions::default()
    };
    let archive = read_bytes("a.txt", b"no XML at all".to_vec(), &options, &ONE_THREAD);
    assert!(faults(&archive)[0].starts_with("a.txt: is not well-formed XML"));
}

/// The files of the fixtures, as seeds for what no sender sends.
fn seeds() -> Vec<(String, Vec<u8>)> {
    let files = files(&fixtures()).into_iter();
    files
        .filter(|file| file.extension().is_some_and(|suffix| suffix != "txt"))
        .map(|file| (file.display().to_string(), fs::read(&file).unwrap()))
        .collect()
}

/// That something is said of bytes that hold no article, and that every article there is can be asked for.
fn assert_sound(name: &str, bytes: Vec<u8>) {
    let archive = of_bytes(name, bytes);
    for document in archive.documents() {
        assert!(!archive.header(document).id.is_empty());
        archive.text(document);
        archive.raw(document);
        archive.line_end(document);
    }
    assert!(!archive.is_empty() || !archive.notes().is_empty() || !archive.faults().is_empty());
}

/// Which places are taken: unoptimised, all of them take minutes. (An odd number, so that even ones and odd ones come.)
const EVERY: usize = if cfg!(debug_assertions) { 7 } else { 1 };

/// Calls `damage` with each of the fixtures and each place in it that is taken, on as many threads as there are.
fn each_place(damage: impl Fn(&str, &[u8], usize) + Sync) {
    let next = AtomicUsize::new(0);
    let seeds = seeds();
    let work = || {
        while let Some((name, bytes)) = seeds.get(next.fetch_add(1, Ordering::Relaxed)) {
            let places = (0..bytes.len()).step_by(EVERY);
            places.for_each(|at| damage(name, bytes, at));
        }
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
}

#[test]
fn no_prefix_of_a_file_is_silently_empty() {
    each_place(|name, bytes, at| assert_sound(name, bytes[..at].to_vec()));
}

/// Each place is one or the other in turn: both take twice as long, and found no more.
#[test]
fn no_byte_that_is_another_leaves_a_file_silently_empty() {
    each_place(|name, bytes, at| {
        let mut bytes = bytes.to_vec();
        bytes[at] = [0x00, 0xff][at % 2];
        assert_sound(name, bytes);
    });
}

#[test]
fn a_file_that_breaks_off_ends_the_command_as_it_should() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in seeds() {
        let suffix = Path::new(&name).extension().unwrap();
        let file = folder.path().join("cut").with_extension(suffix);
        for part in 1..8 {
            fs::write(&file, &bytes[..bytes.len() * part / 8]).unwrap();
            let mut command = Command::cargo_bin("wireprint").unwrap();
            let code = command.arg("read").arg(&file).output().unwrap().status;
            assert!(
                matches!(code.code(), Some(0 | 2)),
                "{name}, {part} eighths: {code}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// What the fuzz targets of `fuzz/` do for hours.
    #[test]
    fn damaged_files_are_read_or_refused_and_nothing_panics(
        seed in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
        (cut, copied) in (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
    ) {
        let seeds = seeds();
        let (name, mut bytes) = seeds[seed.index(seeds.len())].clone();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let (cut, copied) = (cut.index(bytes.len()), copied.index(bytes.len()));
        bytes.extend_from_within(cut.min(copied)..);
        assert_sound(&name, bytes);
    }
}
