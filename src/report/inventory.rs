//! What was read, into rows: each file with what it gave or why it was refused, and each article with every field and its text. The
//! articles' rows have the names that the readers of records look for, so that newsrooms' formats become JSON Lines or CSV that every
//! command reads.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::io;

use jiff::Timestamp;
use serde::Serialize;

use super::found::documents;
use super::wording::{counted, opening, plain, thousands};
use super::{FileRow, Originals, Table};
use crate::document::{DocumentId, Header, Status, Wire};
use crate::error::Fault;
use crate::input::{Format, SourceFile};
use crate::text::each_token_hash;

/// Columns of a field's words, in text.
const FIELD_COLUMNS: usize = 60;

/// What some inputs hold.
pub struct Inventory<'i> {
    /// The articles.
    pub records: &'i dyn Originals,
    /// The files that could be opened.
    pub files: &'i [SourceFile],
    /// What was left unread or is wrong.
    pub faults: &'i [Fault],
    /// What is not wrong but worth saying, each with the file before it.
    pub notes: &'i [String],
    /// What a person calls a format.
    pub format_name: fn(Format) -> &'static str,
}

/// An article with all that is known of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct ItemRow<'t> {
    id: &'t str,
    title: Option<&'t str>,
    source: Option<&'t str>,
    published: Option<String>,
    item: Option<&'t str>,
    version: Option<u32>,
    status: Option<&'static str>,
    created: Option<String>,
    revised: Option<String>,
    embargo: Option<String>,
    zone: Option<String>,
    byline: Option<&'t str>,
    dateline: Option<&'t str>,
    slugline: Option<&'t str>,
    credit: Option<&'t str>,
    language: Option<&'t str>,
    urgency: Option<u8>,
    signals: Option<String>,
    notes: Option<String>,
    file: &'t str,
    line: Option<u64>,
    words: u64,
    text: Cow<'t, str>,
}

impl ItemRow<'_> {
    /// The fields, in order.
    pub(super) const NAMES: &'static [&'static str] = &[
        "id",
        "title",
        "source",
        "published",
        "item",
        "version",
        "status",
        "created",
        "revised",
        "embargo",
        "zone",
        "byline",
        "dateline",
        "slugline",
        "credit",
        "language",
        "urgency",
        "signals",
        "notes",
        "file",
        "line",
        "words",
        "text",
    ];
}

impl<'i> Inventory<'i> {
    /// A row for each file, in the order of the inputs; behind them those that could not be opened.
    pub fn files_table(&self) -> Table<'i> {
        let mut counts = HashMap::<&str, (u64, u64)>::new();
        for document in documents(self.records) {
            let count = counts
                .entry(self.records.origin(document).name)
                .or_default();
            count.0 += 1;
            count.1 += words(&self.records.text(document));
        }
        let mut remarks = self.remarks();
        let mut rows: Vec<FileRow<'_>> = Vec::with_capacity(self.files.len());
        for file in self.files {
            let (items, words) = counts.get(file.name()).copied().unwrap_or_default();
            rows.push(FileRow {
                file: file.name(),
                format: Some((self.format_name)(file.format())),
                items,
                words,
                remark: remarks.remove(file.name()).map(told),
            });
        }
        for fault in self.faults {
            let name = fault.place.file.as_str();
            if let Some(remark) = remarks.remove(name).map(told) {
                rows.push(FileRow {
                    file: name,
                    format: None,
                    items: 0,
                    words: 0,
                    remark: Some(remark),
                });
            }
        }
        Table::of_files(rows.into_iter())
    }

    /// Hands on a row for each article, in order.
    pub(super) fn each_item(
        &self,
        mut take: impl FnMut(&ItemRow<'_>) -> io::Result<()>,
    ) -> io::Result<()> {
        documents(self.records).try_for_each(|document| take(&self.item_row(document)))
    }

    /// Why files were refused, or what else is to be said of them: of each the first, and how many more there are.
    fn remarks(&self) -> HashMap<&'i str, (String, u64)> {
        let mut remarks = HashMap::<&str, (String, u64)>::new();
        let mut add = |file: &'i str, what: String| match remarks.get_mut(file) {
            Some((_, more)) => *more += 1,
            None => drop(remarks.insert(file, (what, 0))),
        };
        for fault in self.faults {
            let what = match fault.place.line {
                Some(line) => format!("line {line}: {}", fault.what),
                None => fault.what.clone(),
            };
            add(&fault.place.file, what);
        }
        let names: HashSet<&str> = self.files.iter().map(SourceFile::name).collect();
        for note in self.notes {
            let mut ends = note.match_indices(": ").map(|(at, _)| at);
            if let Some(end) = ends.find(|end| names.contains(&note[..*end])) {
                add(&note[..end], note[end + 2..].to_owned());
            }
        }
        remarks
    }

    fn item_row(&self, document: DocumentId) -> ItemRow<'i> {
        let header: &'i Header = self.records.header(document);
        let wire: Option<&'i Wire> = header.wire.as_deref();
        let origin = self.records.origin(document);
        let text = self.records.text(document);
        let words_of =
            |field: fn(&Wire) -> Option<&String>| wire.and_then(field).map(String::as_str);
        let moment = |field: fn(&Wire) -> Option<Timestamp>| {
            wire.and_then(field).map(|moment| moment.to_string())
        };
        let list = |field: fn(&Wire) -> &Vec<String>, between: &str| {
            let all = wire.map(|wire| field(wire).join(between));
            all.filter(|all| !all.is_empty())
        };
        ItemRow {
            id: &header.id,
            title: header.title.as_deref(),
            source: header.source.as_deref(),
            published: header.published.map(|moment| moment.to_string()),
            item: words_of(|wire| wire.item.as_ref()),
            version: wire.and_then(|wire| wire.version),
            status: wire.map(|wire| status(wire.status)),
            created: moment(|wire| wire.created),
            revised: moment(|wire| wire.revised),
            embargo: moment(|wire| wire.embargo),
            zone: wire.and_then(|wire| wire.zone).map(|zone| zone.to_string()),
            byline: words_of(|wire| wire.byline.as_ref()),
            dateline: words_of(|wire| wire.dateline.as_ref()),
            slugline: words_of(|wire| wire.slugline.as_ref()),
            credit: words_of(|wire| wire.credit.as_ref()),
            language: words_of(|wire| wire.language.as_ref()),
            urgency: wire.and_then(|wire| wire.urgency),
            signals: list(|wire| &wire.signals, "; "),
            notes: list(|wire| &wire.notes, "\n"),
            file: origin.name,
            line: origin.line,
            words: words(&text),
            text,
        }
    }
}

impl ItemRow<'_> {
    /// The lines that a person reads: the id and the headline, then each field that is known, then how the text begins.
    pub(super) fn lines(&self) -> Vec<String> {
        let place = match self.line {
            Some(line) => format!("{}:{line}", self.file),
            None => self.file.to_owned(),
        };
        let number = |number: Option<u32>| number.map(|number| number.to_string());
        let fields: [(&str, Option<String>); 18] = [
            ("source", self.source.map(str::to_owned)),
            ("published", self.published.clone()),
            ("item", self.item.map(str::to_owned)),
            ("version", number(self.version)),
            ("status", self.status.map(str::to_owned)),
            ("created", self.created.clone()),
            ("revised", self.revised.clone()),
            ("embargo", self.embargo.clone()),
            ("zone", self.zone.clone()),
            ("byline", self.byline.map(str::to_owned)),
            ("dateline", self.dateline.map(str::to_owned)),
            ("slugline", self.slugline.map(str::to_owned)),
            ("credit", self.credit.map(str::to_owned)),
            ("language", self.language.map(str::to_owned)),
            ("urgency", number(self.urgency.map(u32::from))),
            ("signals", self.signals.clone()),
            ("notes", self.notes.clone()),
            ("from", Some(place).filter(|place| place != self.id)),
        ];
        let title = self.title.unwrap_or_default();
        let mut lines = vec![
            format!("{}  {}", plain(self.id), plain(title))
                .trim_end()
                .to_owned(),
        ];
        lines.extend(fields.into_iter().filter_map(|(name, value)| {
            let value = opening(&value?, FIELD_COLUMNS);
            Some(format!("   {name:<9}  {value}"))
        }));
        let beginning = opening(&self.text, FIELD_COLUMNS);
        lines.push(format!(
            "   {:<9}  {}: {beginning}",
            "text",
            counted(self.words, "word")
        ));
        lines
    }
}

/// What is said of a file, and how much more there is.
fn told((first, more): (String, u64)) -> String {
    match more {
        0 => first,
        more => format!("{first}; and {} more", thousands(more)),
    }
}

/// A status as the IPTC writes it.
fn status(status: Status) -> &'static str {
    match status {
        Status::Usable => "usable",
        Status::Withheld => "withheld",
        Status::Canceled => "canceled",
    }
}

fn words(text: &str) -> u64 {
    let mut words = 0;
    each_token_hash(text, |_| words += 1);
    words
}
