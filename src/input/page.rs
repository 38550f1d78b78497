//! A page of the web into its story, and what the page says of it.
//!
//! The story is what the page marks as one, and nothing is guessed from how dense the words stand or what an element is called:
//!
//! - the text of `article`; of several that do not lie in one another, of all, in order, because a live blog has as many as it has
//!   posts. An `article` inside of another is a comment on it (so HTML has it) and is left out, unless the outer holds nothing else;
//! - else the text of `main`, else of the whole page.
//!
//! `nav` and `aside`, which HTML has for what is beside the story, are left out wherever something else is left.

use std::borrow::Cow;
use std::collections::BTreeMap;

use encoding_rs::{Encoding, UTF_8};
use serde_json::Value;

use super::dates::Dates;
use super::html::{self, Piece};
use super::items::Items;
use super::markup::Blocks;
use super::{ReadOptions, charset, xml};
use crate::document::{Header, Wire};

/// Reads a file that is one page.
pub(super) fn read(bytes: &[u8], options: &ReadOptions, items: &mut Items) {
    // A file that names another encoding in an XML declaration was made UTF-8 when it was opened.
    let declared = xml::declared_encoding(bytes).map(|_| UTF_8);
    let text = decode(bytes, declared.or(options.encoding));
    let page = Page::of(&text);
    let mut dates = Dates::default();
    let header = page.header(&mut dates);
    for remark in dates.remarks {
        items.remark(0..bytes.len(), remark);
    }
    match page.story {
        Some(story) => items.accept(0..bytes.len(), header, &story),
        None => items.note("holds no text"),
    }
}

/// The text of a page: a byte order mark is believed first, then what is `declared` beside the page, then what it declares itself.
pub(super) fn decode<'b>(bytes: &'b [u8], declared: Option<&'static Encoding>) -> Cow<'b, str> {
    let declared = declared.or_else(|| declared_inside(bytes));
    let declared = declared.filter(|encoding| encoding.is_ascii_compatible());
    let encoding = charset::detect(bytes, declared);
    charset::decode(&bytes[charset::mark_len(bytes)..], encoding)
}

/// How far into a page its encoding is looked for. (HTML says 1,024; pages do not keep to it.)
const LATEST_CHARSET: usize = 4096;

/// The encoding that an XML declaration or a `meta` element names.
fn declared_inside(bytes: &[u8]) -> Option<&'static Encoding> {
    if let Some(encoding) = xml::declared_encoding(bytes) {
        return Some(encoding);
    }
    let start = &bytes[..bytes.len().min(LATEST_CHARSET)];
    let start = String::from_utf8_lossy(start).to_ascii_lowercase();
    let label = start.split("<meta").skip(1).find_map(|meta| {
        let meta = meta.split('>').next()?;
        let (_, rest) = meta.split_once("charset")?;
        let label = rest.trim_start().strip_prefix('=')?.trim_start();
        label
            .trim_start_matches(['"', '\''])
            .split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ';' | '/'))
            .next()
            .map(str::to_owned)
    })?;
    // What can be read so far is not UTF-16, whatever it says.
    Encoding::for_label(label.as_bytes()).map(|encoding| {
        if encoding.is_ascii_compatible() {
            encoding
        } else {
            UTF_8
        }
    })
}

/// What a page holds.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// The text; `None` where there is none.
    pub(super) story: Option<String>,
    pub(super) title: Option<String>,
    /// The name of the site.
    pub(super) site: Option<String>,
    /// Where the page says that it lies.
    pub(super) address: Option<String>,
    pub(super) author: Option<String>,
    pub(super) language: Option<String>,
    /// Dates as they are written.
    pub(super) published: Option<String>,
    pub(super) modified: Option<String>,
}

impl Page {
    /// Reads a page, or a piece of one.
    pub(super) fn of(html: &str) -> Page {
        let mut reader = Reader::default();
        html::each_piece(html, |piece| reader.take(piece));
        reader.page()
    }

    /// What it says of its story.
    pub(super) fn header(&self, dates: &mut Dates) -> Header {
        let (published, zone) = dates.read(self.published.clone(), "published");
        let (revised, _) = dates.read(self.modified.clone(), "modified");
        let host = self.address.as_deref().and_then(host).map(str::to_owned);
        Header {
            title: self.title.clone(),
            source: self.site.clone().or(host),
            published,
            wire: Some(Box::new(Wire {
                item: self.address.clone(),
                revised,
                zone,
                byline: self.author.clone(),
                language: self.language.clone(),
                ..Wire::default()
            })),
            ..Header::default()
        }
    }
}

/// The host of an address on the web, without `www.` and a port.
pub(super) fn host(address: &str) -> Option<&str> {
    let (scheme, rest) = address.split_once("://")?;
    let is_web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    Some(host).filter(|host| is_web && !host.is_empty())
}

/// A part of a page that may be the story, in the making.
#[derive(Debug)]
struct Region {
    /// The element it is the content of; `None`: the whole page.
    element: Option<&'static str>,
    /// How deep such elements may lie in one another.
    deepest: usize,
    /// Whether what lies beside the story is part of it.
    with_asides: bool,
    depth: usize,
    /// How many elements beside the story were open where the outermost of the region's began.
    asides_before: usize,
    blocks: Blocks,
}

impl Region {
    fn new(element: Option<&'static str>, deepest: usize, with_asides: bool) -> Region {
        Region {
            element,
            deepest,
            with_asides,
            depth: 0,
            asides_before: 0,
            blocks: Blocks::of_page(),
        }
    }

    fn is_open(&self, asides: usize) -> bool {
        let is_inside = self.element.is_none() || (1..=self.deepest).contains(&self.depth);
        is_inside && (self.with_asides || asides == 0)
    }

    fn finish(self) -> Option<String> {
        Some(self.blocks.finish()).filter(|text| !text.is_empty())
    }
}

/// What is being read off a page.
#[derive(Debug)]
struct Reader {
    /// The first that holds text is the story.
    regions: [Region; 5],
    /// How many elements are open that stand beside the story.
    asides: usize,
    metas: BTreeMap<String, String>,
    title: Option<String>,
    language: Option<String>,
    address: Option<String>,
    linked: Linked,
    /// The element whose text is not the story's but wanted.
    reads: Option<Wanted>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    Title,
    LinkedData,
}

/// What linked data (JSON-LD) says.
#[derive(Debug, Default)]
struct Linked {
    written: String,
    published: Option<String>,
    modified: Option<String>,
}

impl Default for Reader {
    fn default() -> Reader {
        Reader {
            regions: [
                Region::new(Some("article"), 1, false),
                Region::new(Some("article"), usize::MAX, false),
                Region::new(Some("main"), usize::MAX, false),
                Region::new(None, 0, false),
                Region::new(None, 0, true),
            ],
            asides: 0,
            metas: BTreeMap::new(),
            title: None,
            language: None,
            address: None,
            linked: Linked::default(),
            reads: None,
        }
    }
}

impl Reader {
    fn take(&mut self, piece: Piece<'_>) {
        match piece {
            Piece::Begin(element, attributes) => {
                self.note(element, &attributes);
                self.begin(element);
            }
            Piece::End(element) => {
                self.reads = None;
                self.end(element);
            }
            Piece::Text(text) => self.text(text),
        }
    }

    fn begin(&mut self, element: &str) {
        for region in &mut self.regions {
            if region.element == Some(element) {
                if region.depth == 0 {
                    region.asides_before = self.asides;
                }
                region.depth += 1;
            }
            if region.is_open(self.asides) {
                region.blocks.begin(element);
            }
        }
        self.asides += usize::from(is_aside(element));
    }

    fn end(&mut self, element: &str) {
        if is_aside(element) {
            self.asides = self.asides.saturating_sub(1);
        }
        for region in &mut self.regions {
            if region.is_open(self.asides) {
                region.blocks.end(element);
            }
            if region.element == Some(element) && region.depth > 0 {
                region.depth -= 1;
                if region.depth == 0 {
                    // What was left open inside ends with it.
                    self.asides = self.asides.min(region.asides_before);
                }
            }
        }
    }

    fn text(&mut self, text: &str) {
        match self.reads {
            Some(Wanted::Title) => self.title.get_or_insert_default().push_str(text),
            Some(Wanted::LinkedData) => self.linked.written.push_str(text),
            None => {}
        }
        for region in &mut self.regions {
            if region.is_open(self.asides) {
                region.blocks.text(text);
            }
        }
    }

    /// Notes what an element says of the page.
    fn note(&mut self, element: &str, attributes: &dyn Fn(&str) -> Option<String>) {
        match element {
            "html" => self.language = self.language.take().or(attributes("lang")),
            // A drawing inside of the page may have a title too.
            "title" if self.title.is_none() => self.reads = Some(Wanted::Title),
            "script" if attributes("type").as_deref() == Some("application/ld+json") => {
                self.linked.end_block();
                self.reads = Some(Wanted::LinkedData);
            }
            "link" if attributes("rel").as_deref() == Some("canonical") => {
                self.address = self.address.take().or(attributes("href"));
            }
            "meta" => {
                let name = attributes("property")
                    .or(attributes("name"))
                    .or(attributes("itemprop"));
                if let (Some(name), Some(content)) = (name, attributes("content")) {
                    let name = name.trim().to_ascii_lowercase();
                    self.metas.entry(name).or_insert(content);
                }
            }
            _ => {}
        }
    }

    /// The first of these `meta` elements that says something.
    fn meta(&self, names: &[&str]) -> Option<String> {
        let said = names.iter().filter_map(|name| self.metas.get(*name));
        said.map(|content| words(content))
            .find(|content| !content.is_empty())
    }

    fn page(mut self) -> Page {
        self.linked.end_block();
        let written = self.title.as_deref().map(words);
        Page {
            title: self
                .meta(&["og:title"])
                .or(written.filter(|title| !title.is_empty())),
            site: self.meta(&["og:site_name"]),
            author: self
                .meta(&["author", "article:author"])
                .filter(|author| !author.contains("://")),
            published: self
                .meta(&["article:published_time", "datepublished"])
                .or(self.linked.published.take())
                .or(self.meta(&["date", "dc.date", "dc.date.issued", "dcterms.date"])),
            modified: self
                .meta(&["article:modified_time", "datemodified"])
                .or(self.linked.modified.take()),
            address: self.address.take().or(self.meta(&["og:url"])),
            language: self.language.take().or(self.meta(&["og:locale"])),
            story: self.regions.into_iter().find_map(Region::finish),
        }
    }
}

fn is_aside(element: &str) -> bool {
    matches!(element, "aside" | "nav")
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Linked {
    /// Reads what was written since the last block. What is not JSON says nothing.
    fn end_block(&mut self) {
        let written = std::mem::take(&mut self.written);
        if let Ok(value) = serde_json::from_str(&written) {
            self.published = self.published.take().or(dated(&value, "datePublished"));
            self.modified = self.modified.take().or(dated(&value, "dateModified"));
        }
    }
}

/// The first value of this name, wherever it lies.
fn dated(value: &Value, name: &str) -> Option<String> {
    match value {
        Value::Array(values) => values.iter().find_map(|value| dated(value, name)),
        Value::Object(fields) => {
            let own = fields.get(name).and_then(Value::as_str).map(str::to_owned);
            own.or_else(|| fields.values().find_map(|value| dated(value, name)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn story(html: &str) -> Option<String> {
        Page::of(html).story
    }

    #[test]
    fn the_story_is_the_article_else_the_main_part_else_the_page() {
        for (html, text) in [
            (
                "<body>Menu<main>Top<article>Story.</article></main>",
                "Story.",
            ),
            ("<body>Menu<main>Story.</main>Foot", "Story."),
            ("<body><div>Story.</div>", "Story."),
            ("Story.", "Story."),
            ("<body>Story.<article></article>", "Story."),
        ] {
            assert_eq!(story(html).as_deref(), Some(text), "{html}");
        }
        assert_eq!(
            story("<html><head><title>Ferries</title></head><body> </body>"),
            None
        );
    }

    #[test]
    fn of_several_articles_all_are_read_and_of_nested_ones_the_outermost() {
        let posts = "<article><p>One.</p></article><p>Ad</p><article><p>Two.</p></article>";
        assert_eq!(story(posts).as_deref(), Some("One.\n\nTwo."));
        let comments = "<article><p>One.</p><article>First!</article><p>Two.</p></article>";
        assert_eq!(story(comments).as_deref(), Some("One.\n\nTwo."));
        let wrapped = "<article><article>One.</article></article>";
        assert_eq!(story(wrapped).as_deref(), Some("One."));
    }

    #[test]
    fn what_stands_beside_the_story_is_left_out() {
        let page = "<nav>Menu</nav><article>One.<aside>Read on</aside></article><aside><article>Other</article></aside>";
        assert_eq!(story(page).as_deref(), Some("One."));
        assert_eq!(story("<nav>Menu</nav>").as_deref(), Some("Menu"));
    }

    #[test]
    fn what_is_left_open_beside_the_story_ends_with_it() {
        let page = "<article>One.<aside>Read on</article><article>Two.</article>";
        assert_eq!(story(page).as_deref(), Some("One.\n\nTwo."));
    }

    #[test]
    fn line_ends_and_blank_lines_of_markup_are_white_space() {
        let page = "<p>The ferries\n\n\n   stayed\nin port.</p><pre>a\n  b</pre>";
        assert_eq!(
            story(page).as_deref(),
            Some("The ferries stayed in port.\n\na\n  b")
        );
    }

    #[test]
    fn a_page_says_who_published_it_and_when() {
        let page = Page::of(
            "<html lang=\"en-GB\"><head><title>Ferries idle | Gazette</title>
             <meta property=\"og:title\" content=\"Ferries idle\"><meta property=\"og:site_name\" content=\"Harbour Gazette\">
             <meta name=author content=\"Anna Ruud\"><link rel=canonical href=\"https://gazette.example/1\">
             <script type=\"application/ld+json\">{\"@graph\": [{\"datePublished\": \"2026-03-02T09:05:00+01:00\"}]}</script>
             </head><body>Text.</body>",
        );
        let mut dates = Dates::default();
        let header = page.header(&mut dates);
        assert_eq!(header.title.as_deref(), Some("Ferries idle"));
        assert_eq!(header.source.as_deref(), Some("Harbour Gazette"));
        assert_eq!(header.published, "2026-03-02T08:05:00Z".parse().ok());
        let wire = header.wire.unwrap();
        assert_eq!(wire.byline.as_deref(), Some("Anna Ruud"));
        assert_eq!(wire.item.as_deref(), Some("https://gazette.example/1"));
        assert_eq!(wire.language.as_deref(), Some("en-GB"));
        assert_eq!(page.story.as_deref(), Some("Text."));
    }

    #[test]
    fn a_pages_own_word_on_its_encoding_is_taken_unless_another_comes_first() {
        let latin = b"<meta charset=iso-8859-1><p>caf\xe9";
        assert!(decode(latin, None).ends_with("café"));
        let equiv =
            b"<META http-equiv=Content-Type content='text/html; charset=windows-1251'>\xe4\xe0";
        assert!(decode(equiv, None).ends_with("да"));
        assert!(decode(equiv, Some(encoding_rs::WINDOWS_1252)).ends_with("äà"));
        let marked = b"\xef\xbb\xbf<meta charset=iso-8859-1>caf\xc3\xa9";
        assert!(decode(marked, None).ends_with("café"));
        assert!(decode(b"<p>caf\xe9 au lait", None).ends_with("café au lait"));
    }

    #[test]
    fn a_host_is_the_name_without_what_stands_around_it() {
        assert_eq!(
            host("https://www.gazette.example:443/a?b"),
            Some("gazette.example")
        );
        assert_eq!(host("http://me@a.example"), Some("a.example"));
        assert_eq!(host("urn:x"), None);
        assert_eq!(host("file:///x"), None);
    }
}
