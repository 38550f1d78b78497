//! Records as they came: what `dedupe` needs of its input beyond the texts, to hand on kept records byte for byte.

use std::borrow::Cow;
use std::path::Path;

use crate::document::{Corpus, DocumentId};
use crate::input::{self, SourceFile};

/// Articles that still know the bytes they came as.
pub trait Originals: Corpus {
    /// The record, without its line end; of a plain file, all of it.
    fn raw(&self, document: DocumentId) -> &[u8];

    /// The line end after the record; none at the end of a file.
    fn line_end(&self, document: DocumentId) -> &[u8];

    /// The record with another text and all else as it came.
    fn with_text(&self, document: DocumentId, text: &str) -> Vec<u8>;

    /// All bytes of the file that the record is in.
    fn file_bytes(&self, document: DocumentId) -> &[u8];

    /// Where the record comes from.
    fn origin(&self, document: DocumentId) -> Origin<'_>;

    /// The records that were left unread, in order, each with its line end.
    fn unread(&self) -> Vec<(&[u8], &[u8])>;
}

/// A file of records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin<'o> {
    /// The file as the user would name it.
    pub name: &'o str,
    /// Where it lies, if the record is all of a file on disk.
    pub path: Option<&'o Path>,
    /// The line it begins on, counted from 1, if the record is not all of its file.
    pub line: Option<u64>,
    /// How it holds its records.
    pub shape: Shape<'o>,
}

/// How records lie in a file, as far as it matters when they are written again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape<'o> {
    /// The file is one record.
    Plain,
    /// Articles in a newsroom's format, or in several: they are named, and never written again.
    Wire,
    /// Each line is a JSON object.
    JsonLines,
    /// The file is a JSON array of objects.
    JsonArray,
    /// Each row is a record.
    Csv {
        /// The header, with its line end and any byte order mark.
        header: &'o [u8],
        /// What stands between the cells.
        delimiter: u8,
    },
    /// Each row of a Parquet table is a record; it has no bytes of its own.
    Parquet {
        /// What the columns are called and hold.
        columns: &'o str,
    },
}

impl Shape<'_> {
    pub(crate) fn of(file: &SourceFile) -> Shape<'_> {
        match file.format() {
            input::Format::Text => Shape::Plain,
            input::Format::NewsMl
            | input::Format::Nitf
            | input::Format::Ninjs
            | input::Format::Feed
            | input::Format::Warc
            | input::Format::Html
            | input::Format::Sgml
            | input::Format::Anpa => Shape::Wire,
            input::Format::Parquet => Shape::Parquet {
                columns: file.columns().unwrap_or_default(),
            },
            input::Format::JsonLines => Shape::JsonLines,
            input::Format::Json => Shape::JsonArray,
            input::Format::Csv => Shape::Csv {
                header: file.header(),
                delimiter: file.delimiter().unwrap_or(b','),
            },
        }
    }

    /// What a person calls it.
    pub fn name(self) -> &'static str {
        match self {
            Shape::Plain => "a plain file",
            Shape::Wire => "in a newsroom's format",
            Shape::JsonLines => "JSON Lines",
            Shape::JsonArray => "a JSON array",
            Shape::Csv { .. } => "CSV",
            Shape::Parquet { .. } => "Parquet",
        }
    }

    /// The suffixes of files that hold records in this way; of a list of names, for [`Shape::Plain`] and [`Shape::Wire`].
    pub fn suffixes(self) -> &'static [&'static str] {
        match self {
            Shape::Plain | Shape::Wire => &["txt"],
            Shape::JsonLines => &["jsonl", "ndjson"],
            Shape::JsonArray => &["json"],
            Shape::Csv { .. } => &["csv", "tsv"],
            Shape::Parquet { .. } => &["parquet"],
        }
    }

    /// Whether a list of its records shows their names.
    pub fn is_named(self) -> bool {
        matches!(self, Shape::Plain | Shape::Wire)
    }

    fn goes_with(self, other: Shape<'_>) -> bool {
        match (self, other) {
            (Shape::Csv { header: a, .. }, Shape::Csv { header: b, .. }) => names(a) == names(b),
            _ => self == other,
        }
    }
}

/// A CSV header without its byte order mark and its line end.
fn names(header: &[u8]) -> &[u8] {
    let header = header.strip_prefix(b"\xef\xbb\xbf").unwrap_or(header);
    without_line_end(header).0
}

/// A line and its end.
pub(super) fn without_line_end(line: &[u8]) -> (&[u8], &[u8]) {
    let body = line.strip_suffix(b"\n").unwrap_or(line);
    let body = body.strip_suffix(b"\r").unwrap_or(body);
    line.split_at(body.len())
}

/// Inputs whose records cannot stand in one output as they came.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{first} is {first_shape} and {other} is {other_shape}: records are written as they came, so all inputs must be alike"
)]
pub struct UnlikeInputs {
    first: String,
    first_shape: Cow<'static, str>,
    other: String,
    other_shape: Cow<'static, str>,
}

/// The one shape that all records have; `None` if there are no records. Where some are in a newsroom's format, all are named.
pub fn common_shape(records: &dyn Originals) -> Result<Option<Shape<'_>>, UnlikeInputs> {
    let mut origins = (0..records.len() as u32).map(|n| records.origin(DocumentId(n)));
    if origins.clone().any(|origin| origin.shape == Shape::Wire) {
        return Ok(Some(Shape::Wire));
    }
    let Some(first) = origins.next() else {
        return Ok(None);
    };
    match origins.find(|other| !first.shape.goes_with(other.shape)) {
        None => Ok(Some(first.shape)),
        Some(other) => Err(UnlikeInputs {
            first: first.name.to_owned(),
            first_shape: described(first.shape),
            other: other.name.to_owned(),
            other_shape: described(other.shape),
        }),
    }
}

fn described(shape: Shape<'_>) -> Cow<'static, str> {
    match shape {
        Shape::Csv { header, .. } => {
            let header = String::from_utf8_lossy(names(header));
            format!("CSV with the header `{header}`").into()
        }
        Shape::Parquet { columns } => format!("Parquet with the columns {columns}").into(),
        other => other.name().into(),
    }
}
