//! A file's bytes into its format: content first, then the extension, because names lie more often than first lines do.

use super::csv::Dialect;
use super::{Format, ReadOptions, charset, json, message, ninjs, source, warc, xml};

/// Lines that are tried before a file that begins like JSON is held not to be JSON Lines.
const LINES_TRIED: usize = 8;

/// A header line longer than this is prose.
const LONGEST_HEADER: usize = 4096;

/// The format of a file, its name being the one it has without compression; or why it has none.
pub(super) fn format(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<Format, String> {
    if let Some(format) = options.format {
        return Ok(format);
    }
    if bytes.starts_with(b"PAR1") {
        return Ok(Format::Parquet);
    }
    let body = bytes[charset::mark_len(bytes)..].trim_ascii_start();
    if warc::is_crawl(body) {
        return Ok(Format::Warc);
    }
    if message::begins(bytes) {
        return Ok(Format::Anpa);
    }
    if is_page(name, body) {
        return Ok(Format::Html);
    }
    match xml::root(body) {
        Some(root) if let Some(format) = of_root(&root, body) => Ok(format),
        Some(root) if body.starts_with(b"<?xml") => Err(format!(
            "is XML of a kind that is not known (its outermost element is `{root}`): `--input-format text` reads it as it is"
        )),
        _ if ninjs::begins(body, &options.text_field) => Ok(Format::Ninjs),
        _ => Ok(match of_records(name, body, options) {
            Format::Text => behind_junk(bytes).unwrap_or(Format::Text),
            format => format,
        }),
    }
}

/// Whether a file is of one of the formats that are XML.
pub(super) fn is_xml_of_news(name: &str, bytes: &[u8], options: &ReadOptions) -> bool {
    matches!(
        format(name, bytes, options),
        Ok(Format::NewsMl | Format::Nitf | Format::Feed)
    )
}

/// The format of XML that does not stand at the beginning.
fn behind_junk(bytes: &[u8]) -> Option<Format> {
    let body = &bytes[source::start(bytes)..];
    of_root(&xml::root(body)?, body)
}

/// The format of XML with this outermost element. Names that others use too count only in the namespace of a format.
fn of_root(root: &str, body: &[u8]) -> Option<Format> {
    let is_of = |namespace: &str| {
        let head = &body[..body.len().min(LONGEST_HEADER)];
        memchr::memmem::find(head, namespace.as_bytes()).is_some()
    };
    match root {
        "nitf" => Some(Format::Nitf),
        "REUTERS" => Some(Format::Sgml),
        "NewsML" | "newsMessage" | "newsItem" | "packageItem" | "conceptItem" | "knowledgeItem"
        | "planningItem" | "catalogItem" | "itemSet" | "contentSet" | "contentMeta"
        | "groupSet" => Some(Format::NewsMl),
        "catalog" if is_of("iptc.org/std/nar") => Some(Format::NewsMl),
        "rss" => Some(Format::Feed),
        "feed" | "entry" if is_of("www.w3.org/2005/Atom") || is_of("purl.org/atom/") => {
            Some(Format::Feed)
        }
        "RDF" if is_of("purl.org/rss/") || is_of("my.netscape.com/rdf/") => Some(Format::Feed),
        _ => None,
    }
}

/// Whether a file is a page of the web: its document type or its outermost element says so, or its name does and it begins with a tag.
/// (A story about `<b>` may begin with one too.)
fn is_page(name: &str, body: &[u8]) -> bool {
    let says_so = xml::root(body).is_some_and(|root| root.eq_ignore_ascii_case("html"));
    let start = body[..body.len().min(DOCUMENT_TYPE.len())].to_ascii_lowercase();
    let is_named = matches!(extension(name).as_str(), "html" | "htm" | "xhtml");
    says_so || start == DOCUMENT_TYPE || (is_named && body.starts_with(b"<"))
}

const DOCUMENT_TYPE: &[u8] = b"<!doctype html";

fn of_records(name: &str, body: &[u8], options: &ReadOptions) -> Format {
    let extension = extension(name);
    match (extension.as_str(), body) {
        ("jsonl" | "ndjson", _) => Format::JsonLines,
        ("json", [b'{', ..]) if !json::opens_with_an_object(body, 1) => Format::Json,
        (_, [b'{', ..]) if json::opens_with_an_object(body, LINES_TRIED) => Format::JsonLines,
        ("json", [b'[', ..]) => Format::Json,
        (_, [b'[', rest @ ..]) if opens_a_record(rest) => Format::Json,
        ("csv" | "tsv", _) => Format::Csv,
        _ if has_a_header(body, &options.text_field) => Format::Csv,
        _ => Format::Text,
    }
}

/// Whether the bytes are a picture, a document of an office, a program: no text, whatever they are called.
pub(super) fn is_binary(bytes: &[u8]) -> bool {
    const MAGIC: [&[u8]; 11] = [
        b"%PDF-",
        b"\x89PNG",
        b"\xff\xd8\xff",
        b"GIF87a",
        b"GIF89a",
        b"\x7fELF",
        b"OggS",
        b"ID3",
        b"SQLite format 3",
        b"{\\rtf",
        b"\xd0\xcf\x11\xe0",
    ];
    MAGIC.iter().any(|magic| bytes.starts_with(magic))
}

/// Whether a NUL byte stands in it, which no text has.
pub(super) fn has_nul(bytes: &[u8]) -> bool {
    memchr::memchr(0, bytes).is_some()
}

/// The extension in lower case, that of a compression taken off.
pub(super) fn extension(name: &str) -> String {
    let mut name = name.to_ascii_lowercase();
    for packed in [".gz", ".zst", ".bz2", ".xz"] {
        if let Some(inner) = name.strip_suffix(packed) {
            name.truncate(inner.len());
            break;
        }
    }
    name.rsplit_once('.')
        .map_or(String::new(), |(_, extension)| extension.to_owned())
}

/// After a bracket, an object with a name in it: a story may well begin with `[Update]`, and hardly with this.
fn opens_a_record(rest: &[u8]) -> bool {
    rest.trim_ascii_start()
        .strip_prefix(b"{")
        .is_some_and(|rest| rest.trim_ascii_start().starts_with(b"\""))
}

fn has_a_header(body: &[u8], text_field: &str) -> bool {
    let first = &body[..body.len().min(LONGEST_HEADER)];
    let line = first
        .split(|&byte| byte == b'\n')
        .next()
        .unwrap_or_default();
    let cells = Dialect::of(line, text_field).cells(line);
    cells.len() > 1 && cells.iter().any(|cell| cell == text_field.as_bytes())
}
