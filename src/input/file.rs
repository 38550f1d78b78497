//! A file that was found into one that records can be asked of: opened, its compression off, its format and its encoding known.
//! Afterwards it stays as it is, and a record is a range of its bytes.

use std::borrow::Cow;
use std::io::{self, Read};
use std::iter;
use std::ops::Range;
use std::path::{Path, PathBuf};

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::csv::Columns;
use super::items::{Items, Texts};
use super::mapping::{self, Bytes};
use super::rows::{Names, Row};
use super::unpack::{Member, is_compressed, unpack};
use super::walk::Source;
use super::{
    Format, ReadOptions, Reading, Record, ahead, charset, csv, feed, json, json_lines, message,
    newsml, ninjs, nitf, page, parquet, plain, refusal, sgml, sniff, source, warc, xml,
};
use crate::error::Fault;

/// A file of articles, open for as long as its archive.
#[derive(Debug)]
pub struct SourceFile {
    name: String,
    id: String,
    path: Option<PathBuf>,
    bytes: Bytes,
    layout: Layout,
    encoding: &'static Encoding,
    /// Its compression was damaged: the end is missing.
    cut_off: bool,
}

/// How the articles lie in a file.
#[derive(Debug)]
enum Layout {
    Text,
    JsonLines,
    Json,
    Csv(Columns),
    /// In markup or a wire's framing, which their texts were taken out of.
    Items(Format, Texts),
    /// A Parquet table, which the texts were taken out of; and what its columns are called and hold.
    Parquet(Texts, String),
}

/// What became of one file: it can be read, or something is wrong with it, or both.
#[derive(Debug, Default)]
pub(crate) struct Opened {
    pub(crate) file: Option<SourceFile>,
    /// What was read at once: the items of a newsroom's format.
    pub(crate) items: Option<Reading>,
    pub(crate) fault: Option<Fault>,
    pub(crate) notes: Vec<String>,
}

impl SourceFile {
    /// Its name as the user would say it; of a member of a zip archive, `archive.zip/member`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where it is; `None` for standard input and for a member of a zip archive.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// How it holds its articles.
    pub fn format(&self) -> Format {
        match &self.layout {
            Layout::Text => Format::Text,
            Layout::JsonLines => Format::JsonLines,
            Layout::Json => Format::Json,
            Layout::Csv(_) => Format::Csv,
            Layout::Items(format, _) => *format,
            Layout::Parquet(..) => Format::Parquet,
        }
    }

    /// The header of a CSV file, byte for byte, with its byte order mark and its line end; else the byte order mark.
    pub fn header(&self) -> &[u8] {
        match &self.layout {
            Layout::Csv(columns) => &self.bytes[..columns.header.end],
            _ => &self.bytes[..self.body().start],
        }
    }

    /// What stands between the cells of a CSV file.
    pub fn delimiter(&self) -> Option<u8> {
        match &self.layout {
            Layout::Csv(columns) => Some(columns.dialect.delimiter),
            _ => None,
        }
    }

    /// Of a table in Parquet, what its columns are called and hold.
    pub fn columns(&self) -> Option<&str> {
        match &self.layout {
            Layout::Parquet(_, columns) => Some(columns),
            _ => None,
        }
    }

    /// All its bytes.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether its texts were taken out of markup: a record with another text cannot be written.
    pub(crate) fn is_marked_up(&self) -> bool {
        matches!(self.layout, Layout::Items(..))
    }

    /// What its articles' ids begin with if they have none of their own.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// Whether its end is missing, which has been said.
    pub(crate) fn is_cut_off(&self) -> bool {
        self.cut_off
    }

    /// The stretches that can be read on their own, in order.
    pub(crate) fn parts(&self) -> Vec<Range<usize>> {
        match &self.layout {
            Layout::JsonLines => json_lines::parts(&self.bytes, self.body()),
            Layout::Csv(columns) => iter::once(columns.header.end..self.bytes.len()).collect(),
            Layout::Text | Layout::Json => iter::once(self.body()).collect(),
            Layout::Items(..) | Layout::Parquet(..) => Vec::new(),
        }
    }

    /// Line ends before the first part.
    pub(crate) fn lines_before(&self) -> u64 {
        memchr::memchr_iter(b'\n', self.header()).count() as u64
    }

    /// Reads one of the parts.
    pub(crate) fn read(&self, part: Range<usize>, options: &ReadOptions) -> Reading {
        let cut_off = self.cut_off && part.end == self.bytes.len();
        match &self.layout {
            Layout::Text => plain::read(part, &self.id),
            // They were read when the file was opened.
            Layout::Items(..) | Layout::Parquet(..) => Reading::default(),
            Layout::JsonLines => json_lines::read(&self.bytes, part, cut_off, options),
            Layout::Json => json::read(&self.bytes, part, cut_off, options),
            Layout::Csv(columns) => {
                csv::read(&self.bytes, part, cut_off, columns, self.encoding, options)
            }
        }
    }

    /// Hands on its rows as lists of named fields; fails, in words, where it can hold none. Lines count from 1 at the
    /// start of the file.
    pub(crate) fn rows<const N: usize>(
        &self,
        names: Names<'_, N>,
        take: &mut dyn FnMut(Row<'_, N>),
    ) -> Result<(), String> {
        let (bytes, cut_off) = (&self.bytes, self.cut_off);
        match &self.layout {
            Layout::Text | Layout::Items(..) | Layout::Parquet(..) => {
                return Err("holds no rows of JSON Lines, JSON or CSV".to_owned());
            }
            Layout::JsonLines => json_lines::rows(bytes, self.body(), cut_off, names.names, take),
            Layout::Json => json::rows(bytes, self.body(), cut_off, names.names, take),
            Layout::Csv(columns) => {
                let lines_before = self.lines_before();
                let mut take = |row: Row<'_, N>| {
                    let line = row.line + lines_before;
                    take(Row { line, ..row });
                };
                csv::rows(bytes, cut_off, columns, self.encoding, names, &mut take)?;
            }
        }
        Ok(())
    }

    /// The bytes of a stretch.
    pub(crate) fn raw(&self, raw: Range<usize>) -> &[u8] {
        &self.bytes[raw]
    }

    /// The line end after a record that ends at `end`; an element of a JSON array has one of its own.
    pub(crate) fn line_end(&self, end: usize) -> &[u8] {
        match (self.format(), &self.bytes[end..]) {
            (Format::Json, _) => b"\n",
            (format, _) if !matches!(format, Format::JsonLines | Format::Csv) => b"",
            (_, [b'\r', b'\n', ..]) => b"\r\n",
            (_, [b'\n', ..]) => b"\n",
            (_, [b'\r', ..]) => b"\r",
            _ => b"",
        }
    }

    /// Says that the text of this record will be wanted soon.
    pub(crate) fn will_want(&self, record: &Record) {
        if let Layout::Items(_, texts) | Layout::Parquet(texts, _) = &self.layout {
            return ahead::ask(texts.text(record.number()).as_bytes());
        }
        let raw = self.bytes.get(record.raw()).unwrap_or_default();
        ahead::ask(raw.get(record.text()).unwrap_or_default());
    }

    /// The text of one of its records.
    pub(crate) fn text(&self, record: &Record) -> Cow<'_, str> {
        if let Layout::Items(_, texts) | Layout::Parquet(texts, _) = &self.layout {
            return Cow::Borrowed(texts.text(record.number()));
        }
        let value = &self.bytes[record.raw()][record.text()];
        match &self.layout {
            Layout::Text | Layout::Items(..) | Layout::Parquet(..) => {
                charset::decode(value, self.encoding)
            }
            Layout::Csv(columns) => {
                charset::decode_cow(columns.dialect.unquote(value), self.encoding)
            }
            Layout::JsonLines | Layout::Json => json_text(value),
        }
    }

    /// One of its records with another text.
    pub(crate) fn with_text(&self, record: &Record, new_text: &str) -> Vec<u8> {
        let raw = &self.bytes[record.raw()];
        match &self.layout {
            Layout::Text | Layout::Items(..) | Layout::Parquet(..) => new_text.as_bytes().to_vec(),
            Layout::Csv(columns) => {
                let (new_text, _, _) = self.encoding.encode(new_text);
                columns.dialect.with_text(raw, record.text(), &new_text)
            }
            Layout::JsonLines | Layout::Json => json::with_text(raw, record.text(), new_text),
        }
    }

    /// The file, opened, unless its text is too long to be counted; with a note if it does not fit its encoding.
    fn checked(self, fault: Option<Fault>) -> Opened {
        let (len, is_clean) = match self.layout {
            Layout::Text | Layout::Csv(_) => {
                charset::check(&self.bytes[self.body()], self.encoding)
            }
            Layout::JsonLines | Layout::Json | Layout::Items(..) | Layout::Parquet(..) => (0, true),
        };
        if matches!(self.layout, Layout::Text) && u32::try_from(len).is_err() {
            return Opened::fault(&self.name, "is longer than 4 GiB");
        }
        let misfits = || misfits(&self.name, self.encoding);
        Opened {
            notes: (!is_clean).then(misfits).into_iter().collect(),
            fault,
            items: None,
            file: Some(self),
        }
    }

    /// All but the byte order mark.
    fn body(&self) -> Range<usize> {
        charset::mark_len(&self.bytes)..self.bytes.len()
    }
}

/// The content of a literal. It was whole when it was read; should the file have changed since, what is there is shown.
fn json_text(literal: &[u8]) -> Cow<'_, str> {
    let string = simdutf8::basic::from_utf8(literal)
        .ok()
        .and_then(|literal| json::string(literal).ok());
    string.unwrap_or_else(|| String::from_utf8_lossy(literal))
}

/// Opens a file; a zip archive gives one for each member.
pub(crate) fn open(source: Source, options: &ReadOptions) -> Vec<Opened> {
    match load(source.path.as_deref()) {
        Err(error) => vec![Opened::fault(&source.name, refusal(&error))],
        Ok(bytes) => open_members(&source, bytes, options),
    }
}

/// Opens what came some other way, as a file of this name that held it would be.
pub(crate) fn open_bytes(name: &str, bytes: Vec<u8>, options: &ReadOptions) -> Vec<Opened> {
    let source = Source {
        name: name.to_owned(),
        id: name.to_owned(),
        path: None,
    };
    open_members(&source, Bytes::Held(bytes), options)
}

fn open_members(source: &Source, bytes: Bytes, options: &ReadOptions) -> Vec<Opened> {
    let most = options.most_unpacked(bytes.len());
    let members = unpack(bytes, most).into_iter();
    members
        .map(|member| open_member(source, member, options))
        .collect()
}

fn load(path: Option<&Path>) -> io::Result<Bytes> {
    let Some(path) = path else {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes)?;
        return Ok(Bytes::Held(bytes));
    };
    mapping::load(path)
}

fn open_member(source: &Source, member: Member, options: &ReadOptions) -> Opened {
    let (name, id, path) = match &member.name {
        Some(name) => (
            format!("{}/{name}", source.name),
            format!("{}/{name}", source.id),
            None,
        ),
        None => (source.name.clone(), source.id.clone(), source.path.clone()),
    };
    let fault = member.damage.map(|damage| Fault::of_file(&name, damage));
    if member.bytes.is_empty() {
        let note = fault.is_none().then(|| format!("{name}: is empty"));
        return Opened {
            fault,
            notes: note.into_iter().collect(),
            ..Opened::default()
        };
    }
    let (bytes, note) = narrowed(&name, member.bytes, options);
    match layout(&name, &id, &bytes, options) {
        Ok((layout, items)) => {
            let file = SourceFile {
                encoding: encoding(&layout, &bytes, options),
                cut_off: fault.is_some(),
                name,
                id,
                path,
                bytes,
                layout,
            };
            let mut opened = file.checked(fault);
            opened.items = items;
            opened.notes.extend(note);
            opened
        }
        Err(what) => match fault {
            Some(Fault { what: damage, .. }) => {
                Opened::fault(&name, format!("{damage}; and it {what}"))
            }
            None => Opened::fault(&name, what),
        },
    }
}

impl Opened {
    pub(crate) fn fault(name: &str, what: impl Into<String>) -> Opened {
        Opened {
            fault: Some(Fault::of_file(name, what)),
            ..Opened::default()
        }
    }
}

/// UTF-16 and its like become UTF-8 at once: commas and line ends cannot be looked for in them. So does XML that is something else, because its
/// parser knows nothing else; with a note where it is not what it says.
fn narrowed(name: &str, bytes: Bytes, options: &ReadOptions) -> (Bytes, Option<String>) {
    let body = &bytes[source::start(&bytes)..];
    let (encoding, note) = match charset::wide(&bytes, options.encoding) {
        Some(wide) => (Some(wide), None),
        None if xml::root(body).is_some() => xml_encoding(name, body, options),
        None => (None, None),
    };
    let Some(encoding) = encoding else {
        return (bytes, note);
    };
    let body = &bytes[charset::mark_len(&bytes)..];
    let text = charset::decode(body, encoding).into_owned();
    (Bytes::Held(text.into_bytes()), note)
}

/// The encoding of XML that is not UTF-8, and what is to be said of that: what is declared is believed, if it can be.
fn xml_encoding(
    name: &str,
    body: &[u8],
    options: &ReadOptions,
) -> (Option<&'static Encoding>, Option<String>) {
    let is_utf8 = || simdutf8::basic::from_utf8(body).is_ok();
    match xml::declared_encoding(body).or(options.encoding) {
        // Hardly any text of the West passes for UTF-8, but for what is in ASCII.
        Some(encoding) if encoding == WINDOWS_1252 && !body.is_ascii() && is_utf8() => {
            let note = format!("{name}: is UTF-8, and not what it is declared to be");
            (None, Some(note))
        }
        Some(encoding) => (Some(encoding), None),
        None if sniff::is_xml_of_news(name, body, options) && !is_utf8() => {
            let encoding = charset::likely(body);
            let note = match encoding == UTF_8 {
                true => misfits(name, UTF_8),
                false => format!(
                    "{name}: is not UTF-8, nor declared to be anything else: read as {}",
                    encoding.name()
                ),
            };
            (Some(encoding), Some(note))
        }
        None => (None, None),
    }
}

fn misfits(name: &str, encoding: &'static Encoding) -> String {
    let encoding = encoding.name();
    format!("{name}: is not all {encoding}; what does not fit is read as \u{fffd}")
}

/// How the articles lie in the file, and those that were read to know it; or why there can be none.
fn layout(
    name: &str,
    id: &str,
    bytes: &[u8],
    options: &ReadOptions,
) -> Result<(Layout, Option<Reading>), String> {
    if is_compressed(bytes) {
        return Err("is compressed twice: take one layer off".to_owned());
    }
    if sniff::is_binary(bytes) {
        return Err("is binary, not text".to_owned());
    }
    let body = charset::mark_len(bytes)..bytes.len();
    let layout = match sniff::format(name, bytes, options)? {
        Format::JsonLines => Layout::JsonLines,
        Format::Json => Layout::Json,
        Format::Text | Format::Csv if sniff::has_nul(bytes) => {
            return Err("is binary, not text".to_owned());
        }
        Format::Csv => csv::columns(name, bytes, body, options).map(Layout::Csv)?,
        Format::Text if u32::try_from(bytes.len()).is_err() => {
            return Err("is longer than 4 GiB".to_owned());
        }
        Format::Text => Layout::Text,
        Format::Parquet => {
            let (reading, texts, columns) = parquet::read(bytes, options)?;
            return Ok((Layout::Parquet(texts, columns), Some(reading)));
        }
        format => {
            let format = match format {
                Format::Ninjs => ninjs::lies_as(bytes),
                format => format,
            };
            let (reading, texts) = items(format, bytes, options)?.reading(bytes, id);
            return Ok((Layout::Items(format, texts), Some(reading)));
        }
    };
    Ok((layout, None))
}

/// What a file of a newsroom's format holds; or why that cannot be known.
fn items(format: Format, bytes: &[u8], options: &ReadOptions) -> Result<Items, String> {
    let mut items = Items::default();
    match format {
        Format::NewsMl => newsml::read(bytes, &mut items)?,
        Format::Nitf => nitf::read(bytes, &mut items)?,
        Format::Warc => warc::read(bytes, options.most_unpacked(bytes.len()), &mut items),
        Format::Html => page::read(bytes, options, &mut items),
        Format::Sgml => sgml::read(bytes, &mut items),
        Format::Anpa => message::read(bytes, options.encoding, &mut items),
        Format::Feed => feed::read(bytes, &mut items)?,
        // Of JSON, only ninjs holds items.
        Format::Ninjs | Format::JsonLines | Format::Json => ninjs::read(bytes, format, &mut items),
        Format::Text | Format::Csv | Format::Parquet => {}
    }
    Ok(items)
}

/// JSON is UTF-8, and so is what was made UTF-8 already.
fn encoding(layout: &Layout, bytes: &[u8], options: &ReadOptions) -> &'static Encoding {
    match layout {
        Layout::JsonLines | Layout::Json | Layout::Items(..) | Layout::Parquet(..) => UTF_8,
        Layout::Text | Layout::Csv(_) => {
            let declared = options
                .encoding
                .filter(|encoding| encoding.is_ascii_compatible());
            charset::detect(bytes, declared)
        }
    }
}
