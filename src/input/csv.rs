//! Rows into records: a header names the columns, and each row below it is an article. The rules of quoting are csv-core's;
//! what is added is where each cell stands in the file, so that a row can be written back as it came.

use std::borrow::Cow;
use std::ops::Range;

use csv_core::{ReadFieldResult, Reader, ReaderBuilder};
use encoding_rs::Encoding;

use super::rows::{Names, Row};
use super::{ReadOptions, Reading, Role, charset, date, json, sniff};
use crate::document::Header;

/// What stands between cells. Quotation marks and line ends are the same everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) delimiter: u8,
}

impl Dialect {
    /// The dialect in which a header has a cell `field`, else the one in which it has the most cells.
    pub(super) fn of(header: &[u8], field: &str) -> Dialect {
        let dialects = [b',', b'\t', b';'].map(|delimiter| Dialect { delimiter });
        let score = |dialect: &Dialect| {
            let cells = dialect.cells(header);
            (column(&cells, field).is_some(), cells.len())
        };
        // The comma comes first, and `max_by_key` takes the last of equals.
        let best = dialects.into_iter().rev().max_by_key(score);
        best.unwrap_or(Dialect { delimiter: b',' })
    }

    /// The contents of the first row's cells.
    pub(super) fn cells(self, bytes: &[u8]) -> Vec<Vec<u8>> {
        let mut rows = Rows::new(bytes, self);
        let mut cells = Vec::new();
        rows.next(&mut cells);
        let content = |cell: &Range<usize>| self.unquote(&bytes[cell.clone()]).into_owned();
        cells.iter().map(content).collect()
    }

    /// A cell's content: without its quotation marks, and with doubled ones single.
    pub(super) fn unquote(self, cell: &[u8]) -> Cow<'_, [u8]> {
        let Some(inner) = cell.strip_prefix(b"\"") else {
            return Cow::Borrowed(cell);
        };
        match inner.strip_suffix(b"\"") {
            Some(inner) if memchr::memchr(b'"', inner).is_none() => Cow::Borrowed(inner),
            _ => Cow::Owned(self.unescape(cell)),
        }
    }

    fn unescape(self, cell: &[u8]) -> Vec<u8> {
        let mut content = vec![0; cell.len()];
        let (_, _, len) = self.reader().read_field(cell, &mut content);
        content.truncate(len);
        content
    }

    fn reader(self) -> Reader {
        ReaderBuilder::new().delimiter(self.delimiter).build()
    }

    /// A row with the cell at `text` of it replaced. A text that needs quotation marks gets them.
    pub(super) fn with_text(self, raw: &[u8], text: Range<usize>, new_text: &[u8]) -> Vec<u8> {
        let needs_marks = text.len() > 1 && raw[text.start] == b'"';
        let special = |byte: &u8| matches!(byte, b'"' | b'\n' | b'\r') || *byte == self.delimiter;
        let cell = match needs_marks || new_text.iter().any(special) {
            true => quoted(new_text),
            false => new_text.to_vec(),
        };
        [&raw[..text.start], &cell, &raw[text.end..]].concat()
    }
}

fn quoted(content: &[u8]) -> Vec<u8> {
    let mut cell = vec![0; 2 * content.len() + 2];
    let mut writer = csv_core::WriterBuilder::new()
        .quote_style(csv_core::QuoteStyle::Always)
        .build();
    let (_, _, mut len) = writer.field(content, &mut cell);
    len += writer.finish(&mut cell[len..]).1;
    cell.truncate(len);
    cell
}

fn column(cells: &[Vec<u8>], field: &str) -> Option<usize> {
    cells
        .iter()
        .position(|cell| cell.trim_ascii() == field.as_bytes())
}

/// A table's header: what the columns are, and where the rows begin.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    pub(super) dialect: Dialect,
    /// The bytes of the header, its line end included.
    pub(super) header: Range<usize>,
    count: usize,
    text: usize,
    roles: [Option<usize>; 5],
}

impl Columns {
    /// What a cell says.
    fn content<'t>(
        &self,
        table: &'t [u8],
        cell: &Range<usize>,
        encoding: &'static Encoding,
    ) -> Cow<'t, str> {
        charset::decode_cow(self.dialect.unquote(&table[cell.clone()]), encoding)
    }
}

/// Reads the header of the table in `body`; fails, in words, where it has no column for the text.
pub(super) fn columns(
    name: &str,
    bytes: &[u8],
    body: Range<usize>,
    options: &ReadOptions,
) -> Result<Columns, String> {
    let table = &bytes[body.clone()];
    let dialect = match sniff::extension(name) == "tsv" {
        true => Dialect { delimiter: b'\t' },
        false => Dialect::of(table, &options.text_field),
    };
    let mut rows = Rows::new(table, dialect);
    rows.next(&mut Vec::new());
    let cells = dialect.cells(table);
    let roles = options.names().map(|field| column(&cells, field));
    Ok(Columns {
        dialect,
        header: body.start..body.start + rows.at,
        count: cells.len(),
        text: roles[Role::Text as usize].ok_or_else(|| no_column(&cells, &options.text_field))?,
        roles,
    })
}

fn no_column(cells: &[Vec<u8>], name: &str) -> String {
    let names: Vec<_> = cells
        .iter()
        .take(20)
        .map(|cell| String::from_utf8_lossy(cell))
        .collect();
    format!(
        "has no column `{name}`; its header names {}",
        names.join(", ")
    )
}

/// Reads the rows below the header. `cut_off`: the file breaks off, so a last row without a line end is half a row.
pub(super) fn read(
    bytes: &[u8],
    part: Range<usize>,
    cut_off: bool,
    columns: &Columns,
    encoding: &'static Encoding,
    options: &ReadOptions,
) -> Reading {
    let mut reading = Reading::default();
    let table = &bytes[part.clone()];
    each(table, cut_off, columns, |row, cells| {
        let raw = part.start + row.raw.start..part.start + row.raw.end;
        match cells {
            Err(what) => reading.refuse(row.line, raw, what),
            Ok(cells) => {
                let content = |cell: usize| columns.content(table, &cells[cell], encoding);
                let header = header(columns, content, options, row.line, &mut reading);
                let text = &cells[columns.text];
                let text = part.start + text.start..part.start + text.end;
                reading.accept(row.line, raw, text, header);
            }
        }
    });
    reading
}

/// Reads the same as rows of other fields; fails, in words, where the header lacks one that must be there.
pub(super) fn rows<const N: usize>(
    bytes: &[u8],
    cut_off: bool,
    columns: &Columns,
    encoding: &'static Encoding,
    Names { names, required }: Names<'_, N>,
    take: &mut dyn FnMut(Row<'_, N>),
) -> Result<(), String> {
    let header = columns.dialect.cells(&bytes[columns.header.clone()]);
    let places = names.map(|name| column(&header, name));
    if let Some(missing) = places[..required].iter().position(Option::is_none) {
        return Err(no_column(&header, names[missing]));
    }
    let table = &bytes[columns.header.end..];
    each(table, cut_off, columns, |row, cells| {
        let values = cells.map(|cells| {
            places.map(|place| {
                let content = columns.content(table, &cells[place?], encoding);
                Some(content).filter(|content| !content.is_empty())
            })
        });
        let line = row.line;
        take(Row { line, values });
    });
    Ok(())
}

/// Hands on each row with its cells, or with what is wrong with them.
fn each(
    table: &[u8],
    cut_off: bool,
    columns: &Columns,
    mut take: impl FnMut(TableRow, Result<&[Range<usize>], String>),
) {
    let mut rows = Rows::new(table, columns.dialect);
    let mut cells = Vec::new();
    while let Some(row) = rows.next(&mut cells) {
        if row.is_last && cut_off {
            break;
        }
        let last_cell = cells.last().map(|cell| &table[cell.clone()]);
        let what = if row.is_last && last_cell.is_some_and(is_left_open) {
            Some("a quotation mark is opened and never closed".to_owned())
        } else if cells.len() != columns.count {
            let (here, there) = (cells.len(), columns.count);
            let cells = if here == 1 { "cell" } else { "cells" };
            Some(format!("has {here} {cells} where the header has {there}"))
        } else {
            None
        };
        take(row, what.map_or(Ok(&cells[..]), Err));
    }
}

fn header<'a>(
    columns: &Columns,
    content: impl Fn(usize) -> Cow<'a, str>,
    options: &ReadOptions,
    line: u64,
    reading: &mut Reading,
) -> Header {
    let cell = |role: Role| {
        let content = content(columns.roles[role as usize]?).into_owned();
        Some(content).filter(|content| !content.is_empty())
    };
    let date = cell(Role::Date).filter(|date| !date.trim().is_empty());
    let published = date.as_deref().and_then(date::from_text);
    if let (Some(date), None) = (&date, published) {
        reading.remark(
            line,
            json::undated(&format!("\"{date}\""), &options.date_field),
        );
    }
    Header {
        id: cell(Role::Id).unwrap_or_default(),
        title: cell(Role::Title),
        source: cell(Role::Source),
        published,
        wire: None,
    }
}

/// At the end of a file: inside quotation marks there is an even number of marks, the opening one apart.
fn is_left_open(cell: &[u8]) -> bool {
    cell.starts_with(b"\"") && memchr::memchr_iter(b'"', cell).count() % 2 == 1
}

/// One row of a table.
struct TableRow {
    /// Its bytes without the line end.
    raw: Range<usize>,
    /// The line it begins on, counted from 1.
    line: u64,
    /// Whether no line end follows.
    is_last: bool,
}

/// The rows of a table, blank lines left out.
struct Rows<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
    reader: Reader,
    /// Where csv-core puts the cells' contents, which nobody reads.
    scratch: Box<[u8; 4096]>,
}

impl<'a> Rows<'a> {
    fn new(bytes: &'a [u8], dialect: Dialect) -> Rows<'a> {
        Rows {
            bytes,
            at: 0,
            line: 1,
            reader: dialect.reader(),
            scratch: Box::new([0; 4096]),
        }
    }

    /// The next row; `cells` gets where its cells stand, quotation marks included.
    fn next(&mut self, cells: &mut Vec<Range<usize>>) -> Option<TableRow> {
        cells.clear();
        let blank = |byte: &&u8| matches!(byte, b'\n' | b'\r');
        let skipped = self.bytes[self.at..].iter().take_while(blank).count();
        self.pass(skipped);
        let (start, line) = (self.at, self.line);
        if start == self.bytes.len() {
            return None;
        }
        self.reader.reset();
        while !self.cell(cells) {}
        let end = cells.last().map_or(self.at, |cell| cell.end);
        let is_last = end == self.bytes.len();
        self.pass_line_feed();
        Some(TableRow {
            raw: start..end,
            line,
            is_last,
        })
    }

    /// Reads one cell; tells whether it ended the row.
    fn cell(&mut self, cells: &mut Vec<Range<usize>>) -> bool {
        let start = self.at;
        loop {
            let (result, read, _) = self
                .reader
                .read_field(&self.bytes[self.at..], &mut self.scratch[..]);
            let at_end = self.at == self.bytes.len();
            self.pass(read);
            match result {
                ReadFieldResult::InputEmpty | ReadFieldResult::OutputFull => {}
                ReadFieldResult::Field { record_end } => {
                    cells.push(start..self.at - usize::from(!at_end));
                    return record_end;
                }
                ReadFieldResult::End => return true,
            }
        }
    }

    /// A row that ended in a carriage return may have a line feed after it.
    fn pass_line_feed(&mut self) {
        if self.at > 0
            && self.bytes[self.at - 1] == b'\r'
            && self.bytes.get(self.at) == Some(&b'\n')
        {
            self.pass(1);
        }
    }

    fn pass(&mut self, bytes: usize) {
        let passed = &self.bytes[self.at..self.at + bytes];
        self.line += memchr::memchr_iter(b'\n', passed).count() as u64;
        self.at += bytes;
    }
}
