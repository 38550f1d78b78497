//! What a crawl of the web kept into articles: WARC 1.0 and 1.1 (ISO 28500), the text taken out of one (WET), and its forerunner ARC.
//!
//! A record says how long it is, and that is believed as long as another record, or the end, follows it. Where none does, the next
//! one is looked for, so that one bad record costs one record. What is no story (requests, pictures, redirects, pages that were not
//! found) is counted, not reported one by one: it is most of every crawl.

use std::collections::BTreeMap;
use std::ops::Range;

use encoding_rs::Encoding;

use super::dates::Dates;
use super::http::{Headers, Media, Response, split_line};
use super::items::Items;
use super::page::{self, Page};
use super::unpack::whole_characters;
use super::{charset, date};
use crate::document::Header;

/// Whether some bytes begin like a WARC or an ARC file.
pub(super) fn is_crawl(bytes: &[u8]) -> bool {
    begins_warc(bytes) || bytes.starts_with(b"filedesc:")
}

/// Whether some bytes begin like a record of either.
pub(super) fn begins_record(bytes: &[u8]) -> bool {
    begins_warc(bytes) || ArcHead::of(split_line(bytes).0).is_some()
}

fn begins_warc(bytes: &[u8]) -> bool {
    matches!(bytes, [b'W', b'A', b'R', b'C', b'/', digit, b'.', ..] if digit.is_ascii_digit())
}

/// Reads a file of a crawl. What the bodies of its pages unpack to is limited to `most` bytes in all.
pub(super) fn read(bytes: &[u8], most: u64, items: &mut Items) {
    let mut crawl = Crawl {
        bytes,
        left: most,
        tally: Tally::default(),
        items,
    };
    match begins_warc(bytes.trim_ascii_start()) {
        true => crawl.warc(),
        false => crawl.arc(),
    }
    crawl.tally.note(crawl.items);
}

/// A record: its bytes, and what it says of its content.
#[derive(Debug)]
struct Record<'b> {
    raw: Range<usize>,
    address: &'b str,
    date: &'b str,
    /// What its block is, not what the page in it is.
    media: Media,
    block: &'b [u8],
}

/// A file of a crawl, being read.
struct Crawl<'b, 'i> {
    bytes: &'b [u8],
    /// How many bytes may yet be unpacked.
    left: u64,
    tally: Tally,
    items: &'i mut Items,
}

impl<'b> Crawl<'b, '_> {
    fn warc(&mut self) {
        let mut start = next_warc(self.bytes, 0);
        self.lost(0..start);
        while start < self.bytes.len() {
            let end = self.warc_record(start);
            start = next_warc(self.bytes, end);
            self.lost(end..start);
        }
    }

    /// Reads the record that begins at `start`; where it ends.
    fn warc_record(&mut self, start: usize) -> usize {
        let (_, head) = split_line(&self.bytes[start..]);
        let (headers, rest) = Headers::of(head);
        let block = self.bytes.len() - rest.len();
        let length = headers.get("content-length").unwrap_or("missing");
        let Ok(length) = length.parse() else {
            let next = next_warc(self.bytes, block);
            self.items.refuse(
                start..next,
                format!("its Content-Length is {length}, no number"),
            );
            return next;
        };
        let end = self.end_of(start, block, length);
        let raw = start..line_ends_after(self.bytes, end);
        if self.is_story(&headers) {
            self.take(Record {
                raw: raw.clone(),
                // One crawler puts it in angle brackets, as an early draft had it.
                address: headers
                    .get("warc-target-uri")
                    .unwrap_or_default()
                    .trim_matches(['<', '>']),
                date: headers.get("warc-date").unwrap_or_default(),
                media: Media::of(headers.get("content-type").unwrap_or_default()),
                block: &self.bytes[block..end],
            });
        }
        raw.end
    }

    /// Where the block ends that begins at `block`, of the record at `start`, and says it is so long.
    fn end_of(&mut self, start: usize, block: usize, length: usize) -> usize {
        let declared = block
            .checked_add(length)
            .filter(|end| *end <= self.bytes.len());
        if let Some(end) = declared.filter(|end| is_end(self.bytes, *end)) {
            return end;
        }
        let next = next_warc(self.bytes, block);
        match declared {
            // The number is too small, as that of tools that count before they are done.
            Some(end) if end < next && next < self.bytes.len() => {
                self.tally.longer += 1;
                next - trailing_line_ends(&self.bytes[end..next])
            }
            Some(end) if end <= next => end,
            _ => {
                self.cut_short(start..next, next - block, length);
                next
            }
        }
    }

    /// Says that the end of a record is missing. What is there is read.
    fn cut_short(&mut self, raw: Range<usize>, there: usize, length: usize) {
        let what = format!("is cut short: {there} of {length} bytes are there, and read");
        self.items.remark(raw, what);
    }

    /// Whether a record may hold a story; else it is counted.
    fn is_story(&mut self, headers: &Headers<'_>) -> bool {
        let kind = headers.get("warc-type").unwrap_or_default();
        let kind = kind.to_ascii_lowercase();
        let counted = match kind.as_str() {
            "response" | "resource" | "conversion" => return true,
            "request" => NoStory::Request,
            "revisit" => NoStory::Revisit,
            "warcinfo" | "metadata" => NoStory::Description,
            "" => NoStory::Kind("no type".to_owned()),
            other => NoStory::Kind(format!("type `{other}`")),
        };
        self.tally.add(counted);
        false
    }

    /// Says that some bytes between records are lost.
    fn lost(&mut self, bytes: Range<usize>) {
        let count = self.bytes[bytes.clone()].trim_ascii().len();
        if count > 0 {
            self.items
                .refuse(bytes, format!("{count} bytes here are no record"));
        }
    }

    /// Takes in the story of a record, if it holds one.
    fn take(&mut self, record: Record<'b>) {
        if is_own_note(record.address) {
            return self.tally.add(NoStory::Description);
        }
        match Response::of(record.block) {
            Some(response) if self.is_page(&response) => match response.content(self.left) {
                Ok(content) => {
                    self.left = self.left.saturating_sub(content.bytes.len() as u64);
                    let whole = match &content.damage {
                        Some(_) => whole_characters(&content.bytes),
                        None => content.bytes.len(),
                    };
                    if let Some(damage) = content.damage {
                        self.items.remark(record.raw.clone(), damage);
                    }
                    self.story(&record, response.media(), &content.bytes[..whole]);
                }
                Err(what) => self.items.refuse(record.raw, what),
            },
            Some(_) => {}
            None if record.media.name.starts_with("application/http") => {
                self.items
                    .refuse(record.raw, "holds no answer of a web server");
            }
            None => {
                let media = Media {
                    name: record.media.name.clone(),
                    ..record.media
                };
                self.story(&record, media, record.block);
            }
        }
    }

    /// Whether an answer is one with a page in it; else it is counted.
    fn is_page(&mut self, response: &Response<'_>) -> bool {
        match response.status {
            200..300 => return true,
            300..400 => self.tally.add(NoStory::Redirect),
            _ => self.tally.add(NoStory::Failure),
        }
        false
    }

    fn story(&mut self, record: &Record<'_>, media: Media, content: &[u8]) {
        let name = match media.name.as_str() {
            "" | "application/octet-stream" if begins_like_html(content) => "text/html",
            name => name,
        };
        let page = match name {
            "text/html" | "application/xhtml+xml" => {
                Page::of(&page::decode(content, media.encoding))
            }
            "text/plain" => Page {
                story: plain(content, media.encoding),
                ..Page::default()
            },
            name => return self.tally.add(NoStory::of_media(name)),
        };
        match &page.story {
            Some(story) => {
                let header = self.header(record, &page);
                self.items.accept(record.raw.clone(), header, story);
            }
            None => self.tally.add(NoStory::Empty),
        }
    }

    /// The page's own date is when it was published; the crawl's, when it was at the latest.
    fn header(&mut self, record: &Record<'_>, page: &Page) -> Header {
        let mut dates = Dates::default();
        let mut header = page.header(&mut dates);
        if !dates.remarks.is_empty() {
            self.tally.bad_dates += 1;
        }
        if header.published.is_none() {
            header.published = self.crawled(record);
        }
        header.id = record.address.to_owned();
        header.source = page::host(record.address).map(str::to_ascii_lowercase);
        if let Some(wire) = &mut header.wire {
            wire.item = Some(record.address.to_owned()).filter(|address| !address.is_empty());
        }
        header
    }

    /// When the record was made.
    fn crawled(&mut self, record: &Record<'_>) -> Option<jiff::Timestamp> {
        let moment = match record.date.len() {
            14 => date::from_format("%Y%m%d%H%M%S", record.date),
            _ => date::from_text(record.date),
        };
        if moment.is_none() {
            let what = format!(
                "date \"{}\" of the record cannot be read: the article goes without it",
                record.date
            );
            self.items.remark(record.raw.clone(), what);
        }
        moment
    }
}

/// Where the next record of a WARC file begins, at `from` or after it: at the start of a line.
fn next_warc(bytes: &[u8], from: usize) -> usize {
    let starts = memchr::memmem::find_iter(&bytes[from..], b"WARC/").map(|at| from + at);
    let mut starts = starts.filter(|&at| {
        begins_warc(&bytes[at..]) && (at == 0 || at == from || bytes[at - 1] == b'\n')
    });
    starts.next().unwrap_or(bytes.len())
}

/// Whether a record may end here: nothing but line ends until the next one, or the end.
fn is_end(bytes: &[u8], at: usize) -> bool {
    let next = line_ends_after(bytes, at);
    next == bytes.len() || begins_warc(&bytes[next..])
}

/// Behind the line ends at `at`.
fn line_ends_after(bytes: &[u8], at: usize) -> usize {
    let rest = &bytes[at..];
    let ends = rest.iter().position(|byte| !matches!(byte, b'\r' | b'\n'));
    at + ends.unwrap_or(rest.len())
}

fn trailing_line_ends(bytes: &[u8]) -> usize {
    let ends = bytes.iter().rev();
    ends.take_while(|byte| matches!(byte, b'\r' | b'\n'))
        .count()
}

/// What a crawler kept of itself: its arguments, its log; a site's word to crawlers.
fn is_own_note(address: &str) -> bool {
    address.starts_with("metadata:") || address.ends_with("/robots.txt")
}

fn begins_like_html(content: &[u8]) -> bool {
    let start = content.trim_ascii_start();
    let start = &start[..start.len().min(14)];
    let start = start.to_ascii_lowercase();
    start.starts_with(b"<html") || start.starts_with(b"<!doctype html")
}

/// The text of plain content, if it is any.
fn plain(content: &[u8], declared: Option<&'static Encoding>) -> Option<String> {
    let declared = declared.filter(|encoding| encoding.is_ascii_compatible());
    let encoding = charset::detect(content, declared);
    let text = charset::decode(&content[charset::mark_len(content)..], encoding);
    Some(text.into_owned()).filter(|text| !text.trim().is_empty() && !text.contains('\0'))
}

/// What became of the records that hold no story.
#[derive(Debug, Default)]
struct Tally {
    counts: BTreeMap<NoStory, usize>,
    /// Pages whose own date is none.
    bad_dates: usize,
    /// Records that are longer than they say.
    longer: usize,
}

/// Why a record is no story.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum NoStory {
    Request,
    Revisit,
    /// Of the crawl itself.
    Description,
    Redirect,
    Failure,
    Picture,
    Empty,
    Media(String),
    Kind(String),
}

impl NoStory {
    fn of_media(name: &str) -> NoStory {
        match name {
            "" => NoStory::Kind("no type of content".to_owned()),
            name if name.starts_with("image/") => NoStory::Picture,
            name => NoStory::Media(name.to_owned()),
        }
    }

    fn counted(&self, count: usize) -> String {
        let s = if count == 1 { "" } else { "s" };
        match self {
            NoStory::Request => format!("{count} request{s}"),
            NoStory::Revisit => format!("{count} revisit{s} of what did not change"),
            NoStory::Description => format!("{count} description{s} of the crawl"),
            NoStory::Redirect => format!("{count} redirect{s}"),
            NoStory::Failure => format!("{count} page{s} not found or not served"),
            NoStory::Picture => format!("{count} picture{s}"),
            NoStory::Empty => format!("{count} without text"),
            NoStory::Media(name) => format!("{count} of type {name}"),
            NoStory::Kind(what) => format!("{count} of {what}"),
        }
    }
}

impl Tally {
    fn add(&mut self, why: NoStory) {
        *self.counts.entry(why).or_default() += 1;
    }

    fn note(&self, items: &mut Items) {
        let all: usize = self.counts.values().sum();
        if all > 0 {
            let counted = self.counts.iter().map(|(why, count)| why.counted(*count));
            let counted = counted.collect::<Vec<_>>().join(", ");
            let records = if all == 1 {
                "record holds"
            } else {
                "records hold"
            };
            items.note(format!("{all} {records} no story: {counted}"));
        }
        if self.longer > 0 {
            let count = self.longer;
            let records = if count == 1 {
                "record is"
            } else {
                "records are"
            };
            items.note(format!(
                "{count} {records} longer than said: read up to the next"
            ));
        }
        if self.bad_dates > 0 {
            let count = self.bad_dates;
            let pages = if count == 1 {
                "page gives a date"
            } else {
                "pages give dates"
            };
            items.note(format!(
                "{count} {pages} that cannot be read: the crawl's stands for it"
            ));
        }
    }
}

/// ARC: a line for each record, then as many bytes as it says.
impl<'b> Crawl<'b, '_> {
    fn arc(&mut self) {
        let mut start = next_arc(self.bytes, 0);
        self.lost(0..start);
        while start < self.bytes.len() {
            let end = self.arc_record(start);
            start = next_arc(self.bytes, end);
            self.lost(end..start);
        }
    }

    /// Reads the record that begins at `start`; where it ends.
    fn arc_record(&mut self, start: usize) -> usize {
        let (line, rest) = split_line(&self.bytes[start..]);
        let block = self.bytes.len() - rest.len();
        let Some(head) = ArcHead::of(line) else {
            return block;
        };
        let Ok(length) = head.length.parse::<usize>() else {
            let next = next_arc(self.bytes, block);
            let what = format!("its length is `{}`, no number", head.length);
            self.items.refuse(start..next, what);
            return next;
        };
        let there = self.bytes.len() - block;
        if there < length {
            self.cut_short(start..self.bytes.len(), there, length);
        }
        let end = block + length.min(there);
        let raw = start..line_ends_after(self.bytes, end);
        match head.address.starts_with("filedesc:") {
            true => self.tally.add(NoStory::Description),
            false => self.take(Record {
                raw: raw.clone(),
                address: head.address,
                date: head.date,
                media: Media::of(head.media),
                block: &self.bytes[block..end],
            }),
        }
        raw.end
    }
}

/// The line before the content of a record of an ARC file.
#[derive(Debug)]
struct ArcHead<'b> {
    address: &'b str,
    date: &'b str,
    media: &'b str,
    length: &'b str,
}

impl<'b> ArcHead<'b> {
    /// `None` if a line is none. It is read from its end, because addresses hold spaces that should have been escaped: of version 1,
    /// address, IP address, date, type and length; of version 2, between type and length, five more.
    fn of(line: &'b [u8]) -> Option<ArcHead<'b>> {
        let line = std::str::from_utf8(line).ok()?;
        line.split_once(':')
            .filter(|(scheme, _)| is_scheme(scheme))?;
        let words: Vec<&str> = line.split(' ').collect();
        let (at, date) = words
            .iter()
            .enumerate()
            .skip(2)
            .rfind(|(_, word)| is_arc_date(word))?;
        let &media = words.get(at + 1)?;
        let &length = words.last().filter(|_| at + 2 < words.len())?;
        // The IP address stands before the date, the URL before that.
        let address_len: usize = words[..at - 1].iter().map(|word| word.len() + 1).sum();
        Some(ArcHead {
            address: line[..address_len].trim_end(),
            date,
            media,
            length,
        })
    }
}

/// `http`, `dns`, `filedesc`.
fn is_scheme(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Fourteen digits; in bad files, some more or fewer.
fn is_arc_date(word: &str) -> bool {
    (12..=18).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Where the next record of an ARC file begins, at `from` or after it.
fn next_arc(bytes: &[u8], from: usize) -> usize {
    let mut start = from;
    while start < bytes.len() {
        let (line, rest) = split_line(&bytes[start..]);
        if line.contains(&b':') && ArcHead::of(line).is_some() {
            return start;
        }
        start = bytes.len() - rest.len();
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::super::record::Reading;
    use super::*;

    const PAGE: &str = "<html lang=en><head><title>Ferries idle</title></head><body><p>The ferries stayed in port.</p></body></html>";

    fn answer(status: &str, media: &str, body: &str) -> String {
        format!("HTTP/1.1 {status}\r\nContent-Type: {media}\r\n\r\n{body}")
    }

    fn record(kind: &str, address: &str, block: &str) -> String {
        let media = match kind {
            "response" => "application/http; msgtype=response",
            _ => "text/plain",
        };
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2026-03-02T09:05:00Z\r\nContent-Type: {media}\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
            block.len()
        )
    }

    fn of(file: &[u8]) -> (Reading, Vec<String>) {
        let mut items = Items::default();
        read(file, 1 << 20, &mut items);
        let (reading, texts) = items.reading(file, "crawl.warc");
        let texts = (0..reading.records.len()).map(|n| texts.text(n).to_owned());
        let texts = texts.collect();
        (reading, texts)
    }

    fn page(address: &str) -> String {
        record("response", address, &answer("200 OK", "text/html", PAGE))
    }

    #[test]
    fn a_page_has_its_address_its_host_and_the_time_of_the_crawl() {
        let file = page("https://www.gazette.example:8080/ferries");
        let (reading, texts) = of(file.as_bytes());
        assert_eq!(texts, ["The ferries stayed in port."]);
        let header = &reading.headers[0];
        assert_eq!(header.id, "https://www.gazette.example:8080/ferries");
        assert_eq!(header.source.as_deref(), Some("gazette.example"));
        assert_eq!(header.title.as_deref(), Some("Ferries idle"));
        assert_eq!(header.published, "2026-03-02T09:05:00Z".parse().ok());
        assert_eq!(
            header.wire.as_ref().unwrap().language.as_deref(),
            Some("en")
        );
    }

    #[test]
    fn what_a_page_says_of_its_publication_comes_before_the_time_of_the_crawl() {
        let dated = PAGE.replace(
            "<title>",
            "<meta property=article:published_time content=2026-03-01T06:00:00+01:00><title>",
        );
        let block = answer("200 OK", "text/html", &dated);
        let (reading, _) = of(record("response", "http://a.example/", &block).as_bytes());
        let published = "2026-03-01T05:00:00Z".parse().ok();
        assert_eq!(reading.headers[0].published, published);
    }

    #[test]
    fn the_raw_bytes_of_records_are_the_file() {
        let file = [page("http://a.example/"), page("http://b.example/")].concat();
        let (reading, _) = of(file.as_bytes());
        let raw = reading.records.iter().map(|record| &file[record.raw()]);
        assert_eq!(raw.collect::<String>(), file);
    }

    #[test]
    fn what_is_no_story_is_counted() {
        let file = [
            record("request", "http://a.example/", "GET / HTTP/1.1\r\n\r\n"),
            record(
                "response",
                "http://a.example/",
                &answer("301 Moved", "text/html", PAGE),
            ),
            record(
                "response",
                "http://a.example/x",
                &answer("404 Not Found", "text/html", PAGE),
            ),
            record(
                "response",
                "http://a.example/y",
                &answer("200 OK", "image/png", "x"),
            ),
            record(
                "response",
                "http://a.example/z",
                &answer("200 OK", "text/css", "p {}"),
            ),
            record("revisit", "http://a.example/", ""),
        ];
        let (reading, texts) = of(file.concat().as_bytes());
        assert!(texts.is_empty());
        assert_eq!(
            reading.notes,
            [
                "6 records hold no story: 1 request, 1 revisit of what did not change, 1 redirect, 1 page not found or not served, 1 picture, 1 of type text/css"
            ]
        );
        assert_eq!(reading.faults, []);
    }

    #[test]
    fn the_plain_text_of_a_page_is_a_story() {
        let file = record(
            "conversion",
            "http://a.example/",
            "The ferries stayed.\nNobody objected.",
        );
        assert_eq!(
            of(file.as_bytes()).1,
            ["The ferries stayed.\nNobody objected."]
        );
    }

    #[test]
    fn a_record_with_a_wrong_length_does_not_harm_the_next() {
        let good = page("http://b.example/");
        let len = answer("200 OK", "text/html", PAGE).len();
        for (wrong, read, faults) in [("7", 2, 0), ("999999", 2, 1), ("many", 1, 1)] {
            let bad = page("http://a.example/").replace(
                &format!("Content-Length: {len}"),
                &format!("Content-Length: {wrong}"),
            );
            let (reading, texts) = of([bad, good.clone()].concat().as_bytes());
            assert_eq!(texts.len(), read, "{wrong}");
            assert_eq!(
                reading.faults.len(),
                faults,
                "{wrong}: {:?}",
                reading.faults
            );
        }
    }

    #[test]
    fn junk_between_records_is_said_and_passed_over() {
        let file = [
            page("http://a.example/"),
            "junk\r\n".to_owned(),
            page("http://b.example/"),
        ];
        let (reading, texts) = of(file.concat().as_bytes());
        assert_eq!(texts.len(), 2);
        assert_eq!(reading.faults.len() + reading.notes.len(), 1);
    }

    #[test]
    fn an_arc_holds_pages_whose_addresses_may_hold_spaces() {
        let block = answer("200 OK", "text/html", PAGE);
        let version = "1 0 Desk\nURL IP-address Archive-date Content-type Archive-length\n";
        let file = format!(
            "filedesc://desk.arc 0.0.0.0 20260302090500 text/plain {}\n{version}\nhttp://a.example/a b 127.0.0.1 20260302090500 text/html {}\n{block}\n",
            version.len(),
            block.len()
        );
        let (reading, texts) = of(file.as_bytes());
        assert_eq!(texts, ["The ferries stayed in port."]);
        let header = &reading.headers[0];
        assert_eq!(header.id, "http://a.example/a b");
        assert_eq!(header.published, "2026-03-02T09:05:00Z".parse().ok());
    }

    #[test]
    fn a_file_that_breaks_off_is_read_up_to_there() {
        let file = page("http://a.example/");
        for end in 0..file.len() {
            let (reading, texts) = of(&file.as_bytes()[..end]);
            assert!(texts.len() + reading.faults.len() + reading.notes.len() <= 2);
        }
    }
}
