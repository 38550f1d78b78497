//! Floor 2: files, folders and standard input into records, because an article comes as a file of its own, as a line of
//! JSON, or as a row of a table, and the stages below want to know of none of these.
//!
//! `walk` names the files, `unpack` takes their compression off, `sniff` says what they are, and one module for each
//! format finds the records. A record stays where it lies in its file: what is kept is its place and its header.
//!
//! ```
//! use wireprint::input::{Input, ReadOptions};
//! use wireprint::pipeline::{Resources, read};
//! use wireprint::{Corpus, DocumentId};
//!
//! let archive = read(&[Input::Path("fixtures/wire.csv".into())], &ReadOptions::default(), &Resources::new(1)?);
//! let first = archive.header(DocumentId(0));
//! assert_eq!((first.id.as_str(), first.source.as_deref()), ("nw-0301", Some("Northern Wire")));
//! assert_eq!(archive.place(DocumentId(1)).to_string(), "fixtures/wire.csv:13");
//! assert!(archive.faults().is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod ahead;
mod answers;
mod charset;
mod csv;
mod date;
mod dates;
mod file;
mod items;
mod json;
mod json_lines;
mod lookup;
mod mapping;
mod markup;
mod nitf;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(not(feature = "parquet"))]
#[path = "no_parquet.rs"]
mod parquet;
mod plain;
mod record;
mod rows;
mod sniff;
mod told;
mod unpack;
mod walk;
mod xml;

use std::fmt;
use std::io;
use std::path::PathBuf;

pub use answers::{Read, clusters, document_pairs, passages};
pub use file::SourceFile;
pub(crate) use file::{Opened, open};
pub use lookup::{UnknownId, find_id};
pub(crate) use record::{Reading, Record, Stretch};
pub use rows::{RowFaults, Values, each_row};
pub(crate) use walk::{Found, walk};

/// What the user named: a file, a folder, or standard input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// `-`
    Stdin,
    /// A file or a folder.
    Path(PathBuf),
}

impl fmt::Display for Input {
    /// As the user named it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Input::Stdin => f.write_str("-"),
            Input::Path(path) => path.display().fmt(f),
        }
    }
}

/// How a file holds its articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The whole file is one article.
    Text,
    /// Each line is an article: a JSON object.
    JsonLines,
    /// The file is one JSON value: an array of articles, or a single one, over as many lines as it likes.
    /// A record of it may hold line ends, so it cannot be written as a line of JSON Lines as it is.
    Json,
    /// A header, then an article in each row; cells stand between commas, semicolons or tabs.
    Csv,
    /// NITF, the IPTC's News Industry Text Format.
    Nitf,
    /// Parquet: each row is an article, each column a field. Read with the cargo feature `parquet`.
    Parquet,
}

/// How records are to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadOptions {
    /// The field that holds the text.
    pub text_field: String,
    /// The field that holds the id.
    pub id_field: String,
    /// The field that holds the headline.
    pub title_field: String,
    /// The field that holds the date of publication.
    pub date_field: String,
    /// The field that holds the source.
    pub source_field: String,
    /// The format of every file; `None`: told from each file's content, then from its extension.
    pub format: Option<Format>,
    /// The encoding of plain text and CSV without a byte order mark; `None`: UTF-8, or a guess where it is not that.
    pub encoding: Option<&'static encoding_rs::Encoding>,
}

impl Default for ReadOptions {
    fn default() -> ReadOptions {
        ReadOptions {
            text_field: "text".to_owned(),
            id_field: "id".to_owned(),
            title_field: "title".to_owned(),
            date_field: "published".to_owned(),
            source_field: "source".to_owned(),
            format: None,
            encoding: None,
        }
    }
}

impl ReadOptions {
    /// The names of the fields, in the order of [`Role`].
    fn names(&self) -> [&str; 5] {
        [
            &self.text_field,
            &self.id_field,
            &self.title_field,
            &self.date_field,
            &self.source_field,
        ]
    }
}

/// What a field is read for. One field may be read for several.
#[derive(Clone, Copy)]
enum Role {
    Text,
    Id,
    Title,
    Date,
    Source,
}

/// Why the system would not hand over a file, in words that need no manual.
fn refusal(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "does not exist".to_owned(),
        io::ErrorKind::PermissionDenied => "cannot be read: permission denied".to_owned(),
        _ => {
            let words = error.to_string();
            let words = words.split(" (os error").next().unwrap_or_default();
            format!("cannot be read: {words}")
        }
    }
}
