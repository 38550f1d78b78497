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
mod anpa;
mod answers;
mod base64;
mod charset;
mod code_page;
mod csv;
mod date;
mod dates;
mod feed;
mod file;
mod html;
mod http;
mod iptc7901;
mod items;
mod json;
mod json_lines;
mod lookup;
mod mapping;
mod markup;
mod message;
mod newsml;
mod newsml1;
mod ninjs;
mod nitf;
mod page;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(not(feature = "parquet"))]
#[path = "no_parquet.rs"]
mod parquet;
mod plain;
mod record;
mod recovery;
mod rendition;
mod rows;
mod sgml;
mod sniff;
mod source;
mod told;
mod unpack;
mod walk;
mod warc;
mod xml;

use std::fmt;
use std::io;
use std::path::PathBuf;

pub use answers::{Read, clusters, document_pairs, passages};
pub use file::SourceFile;
pub(crate) use file::{Opened, open, open_bytes};
pub use lookup::{UnknownId, find_id};
pub(crate) use mapping::map;
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
    /// NewsML of the IPTC: NewsML-G2, or NewsML 1.x.
    NewsMl,
    /// NITF, the IPTC's News Industry Text Format.
    Nitf,
    /// ninjs, the IPTC's news in JSON: one item. Where each line is an item, or each element of an array, the file is
    /// [`Format::JsonLines`] or [`Format::Json`], and so are its records when they are written again.
    Ninjs,
    /// RSS or Atom.
    Feed,
    /// WARC, the text taken out of one (WET), or ARC: what a crawler of the web kept.
    Warc,
    /// The file is one page of the web.
    Html,
    /// The SGML of the Reuters-21578 collection.
    Sgml,
    /// ANPA 1312 and IPTC 7901: messages of a wire, framed by control bytes.
    Anpa,
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
    /// The encoding of plain text, CSV and HTML without a byte order mark; `None`: UTF-8, or a guess where it is not that.
    pub encoding: Option<&'static encoding_rs::Encoding>,
    /// How many bytes one compressed file may unpack to, all its members together; what comes after them is not read. `None`: a
    /// hundred times the packed bytes, and at least a thousand million.
    pub max_unpacked: Option<u64>,
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
            max_unpacked: None,
        }
    }
}

impl ReadOptions {
    /// How many bytes a file of so many may unpack to. News packs to a third or a tenth, rarely to a fiftieth; what is made to fill a
    /// machine's memory packs to a thousandth and less.
    fn most_unpacked(&self, packed: usize) -> u64 {
        const AT_LEAST: u64 = 1_000_000_000;
        const TIMES: u64 = 100;
        self.max_unpacked
            .unwrap_or_else(|| (packed as u64).saturating_mul(TIMES).max(AT_LEAST))
    }

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
