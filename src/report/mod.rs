//! Floor 2: what was found, written down: text for people, JSON Lines and CSV for programs.
//!
//! One file per format, each behind [`Report`]. Rows and their names are the same in every format ([`PassageRow`] and its
//! like); only the text format is more than rows.
//!
//! ```
//! use wireprint::Document;
//! use wireprint::story::Overlaps;
//! use wireprint::report::{Format, Found, Offsets, Style};
//!
//! let articles = vec![Document::new("a.txt", "Ferries resume."), Document::new("b.txt", "Museum opens.")];
//! let overlaps = Overlaps { possible_pairs: 1, words: (4, 0), ..Overlaps::default() };
//! let found = Found::new(&articles, None, &overlaps, Offsets::Char);
//! let mut out = Vec::new();
//! Format::Text.report(&mut out, Style::default()).passages(&found)?;
//! assert!(out.starts_with(b"2 articles, 4 words. None of 1 pair shares text.\n"));
//! # Ok::<(), std::io::Error>(())
//! ```

mod audit;
mod csv;
mod decided;
mod explained;
mod file;
mod forecast;
mod found;
mod inventory;
mod jsonl;
mod offset;
mod original;
#[cfg(feature = "parquet")]
mod parquet;
mod quoted;
mod reason;
mod record;
mod side_by_side;
mod sides;
mod snippet;
mod style;
mod text;
mod timeline;
mod versions;
mod wording;

use std::io::{self, Write};
use std::path::Path;

use crate::story::{Deduped, NearMiss, Overlaps};

pub use audit::AuditSheet;
pub use decided::{Decided, Summary, write_unread};
pub use explained::Explained;
pub use file::{abandon_files, write_file};
pub use forecast::Forecast;
pub use found::Found;
pub use inventory::Inventory;
pub use offset::Offsets;
pub use original::{Origin, Originals, Shape, UnlikeInputs, common_shape};
pub use quoted::Quoted;
pub use record::{
    ClusterRow, FileRow, KilledRow, Kind, PairRow, PassageRow, PassageScoreRow, PrintingRow,
    RemovedRow, Row, Side, SourcesRow, StageRow, Table, VersionRow,
};
pub use style::Style;
pub use wording::with_faults;

/// A format. Each writes its rows to the end; whatever was begun is complete when a call returns.
pub trait Report {
    /// Writes the passages that articles share.
    fn passages(&mut self, found: &Found<'_>) -> io::Result<()>;

    /// Writes the printings of a quotation.
    fn printings(&mut self, quoted: &Quoted<'_>) -> io::Result<()>;

    /// Writes what was read, article by article, each with its text.
    fn items(&mut self, inventory: &Inventory<'_>) -> io::Result<()>;

    /// Writes rows of another kind.
    fn table(&mut self, table: &Table<'_>) -> io::Result<()>;
}

/// The formats a report can be written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    JsonLines,
    /// Comma-separated, with a header.
    Csv,
}

impl Format {
    /// The format that a file's suffix names.
    pub fn of_path(path: &Path) -> Option<Format> {
        match path.extension()?.to_str()? {
            "txt" => Some(Format::Text),
            "jsonl" => Some(Format::JsonLines),
            "csv" => Some(Format::Csv),
            _ => None,
        }
    }

    /// A report in this format. `style` is for text alone.
    pub fn report<'w>(self, out: &'w mut dyn Write, style: Style) -> Box<dyn Report + 'w> {
        match self {
            Format::Text => Box::new(text::Text::new(out, style)),
            Format::JsonLines => Box::new(jsonl::JsonLines(out)),
            Format::Csv => Box::new(csv::Csv::new(out)),
        }
    }
}
