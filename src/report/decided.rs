//! What `dedupe` decided, into what it writes: the kept records byte for byte, all records with what they repeat, the rows
//! of what was removed and of the clusters, and the counts.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use super::file::write_file;
use super::found::{cluster_names, documents};
use super::original::without_line_end;
#[cfg(feature = "parquet")]
use super::parquet;
use super::record::fraction;
use super::wording::{counted, percent, thousands};
use super::{ClusterRow, Deduped, Origin, Originals, RemovedRow, Shape, Table};
use crate::document::{DocumentId, Span};
use crate::story::{Relation, Removal, Verdict};
use crate::text::{Furniture, paragraphs};

/// Reasons that are told beside the names of the kept; more are read in a list.
const REASONS: usize = 20;
/// The fields that are added to every record with `--annotate`.
const ADDED: [&str; 2] = ["duplicate_of", "group"];

/// The verdicts of `dedupe`, with the records they are passed on.
pub struct Decided<'d> {
    records: &'d dyn Originals,
    shape: Option<Shape<'d>>,
    deduped: &'d Deduped,
    groups: Vec<&'d str>,
    pub(super) furniture: Furniture,
}

impl<'d> Decided<'d> {
    /// `shape`: the one that [`common_shape`](super::common_shape) found all records to have.
    pub fn new(
        records: &'d dyn Originals,
        shape: Option<Shape<'d>>,
        deduped: &'d Deduped,
    ) -> Decided<'d> {
        Decided {
            records,
            shape,
            deduped,
            groups: cluster_names(records, &deduped.groups),
            furniture: Furniture::default(),
        }
    }

    /// Names the rules that said what of a text is no part of its story: reasons tell in what of it two texts differ.
    pub fn with_furniture(self, furniture: &Furniture) -> Decided<'d> {
        Decided {
            furniture: furniture.clone(),
            ..self
        }
    }

    /// Writes the kept records in input order, byte for byte as they came; of plain files and newsrooms' formats, their
    /// names.
    pub fn write_kept(&self, out: &mut dyn Write) -> io::Result<()> {
        #[cfg(feature = "parquet")]
        if let Some(Shape::Parquet { .. }) = self.shape {
            let rows = self.kept().map(|document| (document, [None; 2]));
            return parquet::write(&self.rows_of_files(rows), None, out);
        }
        let header = self.csv_header().unwrap_or_default();
        let mut lines = Lines::begin(out, self.shape, header)?;
        for document in self.kept() {
            let record = self.listed(document);
            lines.record(&record, self.line_end(document))?;
        }
        lines.end()
    }

    /// Writes every record, with the kept text that stands for it (`duplicate_of`; of a killed one, what killed it) and the name of its
    /// group.
    pub fn write_annotated(&self, out: &mut dyn Write) -> io::Result<()> {
        #[cfg(feature = "parquet")]
        if let Some(Shape::Parquet { .. }) = self.shape {
            let rows = self.verdicts().map(|(document, verdict)| {
                (
                    document,
                    [
                        self.stands_for(verdict),
                        Some(self.groups[document.index()]),
                    ],
                )
            });
            return parquet::write(&self.rows_of_files(rows), Some(ADDED), out);
        }
        let mut lines = Lines::begin(out, self.shape, &self.annotated_header())?;
        for (document, verdict) in self.verdicts() {
            let record = self.annotated(
                document,
                self.stands_for(verdict),
                self.groups[document.index()],
            );
            lines.record(&record, self.line_end(document))?;
        }
        lines.end()
    }

    /// Rows to write, file by file: the file's bytes, and its rows.
    #[cfg(feature = "parquet")]
    fn rows_of_files<'r>(
        &'r self,
        rows: impl Iterator<Item = (DocumentId, [Option<&'r str>; 2])>,
    ) -> Vec<(&'r [u8], Vec<parquet::KeptRow<'r>>)> {
        let mut files: Vec<(&str, &[u8], Vec<_>)> = Vec::new();
        for (document, more) in rows {
            let origin = self.records.origin(document);
            if files.last().is_none_or(|(name, ..)| *name != origin.name) {
                files.push((origin.name, self.records.file_bytes(document), Vec::new()));
            }
            if let (Some((.., rows)), Some(number)) = (files.last_mut(), origin.line) {
                rows.push(parquet::KeptRow { number, more });
            }
        }
        files
            .into_iter()
            .map(|(_, bytes, rows)| (bytes, rows))
            .collect()
    }

    /// Copies the kept plain files into `folder`, under the paths that are their ids. Fails where two would have the same
    /// path (`../a.txt` and `a.txt`), and copies none then.
    pub fn copy_kept(&self, folder: &Path) -> io::Result<()> {
        let named = self
            .kept()
            .map(|document| (inside(self.id(document)), document));
        let mut copies: Vec<(PathBuf, DocumentId)> = named.collect();
        copies.sort();
        if let Some(same) = copies.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            let (one, other) = (self.id(same[0].1), self.id(same[1].1));
            let what = format!("{one} and {other} would be one file in it");
            return Err(io::Error::new(
                io::ErrorKind::AlreadyExists,
                format!("{}: {what}", folder.display()),
            ));
        }
        for (path, document) in copies {
            let to = folder.join(path);
            self.copy(document, &to).map_err(|error| {
                io::Error::new(error.kind(), format!("{}: {error}", to.display()))
            })?;
        }
        Ok(())
    }

    /// A row for each removed text.
    pub fn removed_table(&self) -> Table<'d> {
        let removed = self
            .verdicts()
            .filter(|(_, verdict)| **verdict != Verdict::Kept);
        let row = |(document, verdict): (DocumentId, &Verdict)| {
            let removal = verdict.removal();
            let share = |of: fn(&Removal) -> f64| removal.map(|removal| fraction(of(removal)));
            RemovedRow {
                removed_id: self.id(document),
                kept_id: removal.map(|removal| self.id(removal.kept)),
                relation: removal.map(|removal| removal.relation),
                removed_coverage: share(|removal| removal.removed_coverage),
                kept_coverage: share(|removal| removal.kept_coverage),
                jaccard: share(|removal| removal.jaccard),
                reason: self.reason(document, verdict, |other| self.id(other).to_owned()),
            }
        };
        Table::of_removed(removed.map(row).collect())
    }

    /// Of inputs of which names are written, why each removed one is not among them, the first few; of others nothing.
    pub fn reasons(&self) -> Vec<String> {
        if !self.is_named() {
            return Vec::new();
        }
        let name = |document| String::from_utf8_lossy(&self.name(document)).into_owned();
        let removed = || {
            self.verdicts()
                .filter(|(_, verdict)| **verdict != Verdict::Kept)
        };
        let mut lines: Vec<String> = removed()
            .take(REASONS)
            .map(|(document, verdict)| {
                let reason = self.reason(document, verdict, name);
                format!("{}: {reason}", name(document))
            })
            .collect();
        if let more @ 1.. = removed().skip(REASONS).count() {
            let more = thousands(more as u64);
            lines.push(format!("and {more} more, which --removed FILE lists"));
        }
        lines
    }

    /// A row for each text.
    pub fn clusters_table(&self) -> Table<'d> {
        let row = |(document, verdict): (DocumentId, &Verdict)| ClusterRow {
            id: self.id(document),
            cluster: self.groups[document.index()],
            kept: Some(*verdict == Verdict::Kept),
        };
        Table::of_clusters(self.verdicts().map(row).collect())
    }

    /// The counts.
    pub fn summary(&self) -> Summary {
        let mut removed = BTreeMap::new();
        for (_, removal) in self.deduped.removals() {
            *removed.entry(removal.relation).or_default() += 1;
        }
        let lowest = self.deduped.lowest_coverage();
        Summary {
            read: self.records.len() as u64,
            unread: self.records.unread().len() as u64,
            removed,
            killed: self.deduped.killed() as u64,
            repeated_paragraphs: self.deduped.removed_paragraphs(),
            groups: self.deduped.group_count() as u64,
            largest_group: self.deduped.largest_group() as u64,
            lowest_coverage: lowest.map(|(_, removal)| removal.removed_coverage),
        }
    }

    /// The id of what is there instead of a removed text: the kept one, or what killed it.
    fn stands_for(&self, verdict: &Verdict) -> Option<&'d str> {
        match verdict {
            Verdict::Kept => None,
            Verdict::Removed(removal) => Some(self.id(removal.kept)),
            Verdict::Killed { by } => Some(self.id(*by)),
        }
    }

    pub(super) fn records(&self) -> &'d dyn Originals {
        self.records
    }

    fn verdicts(&self) -> impl Iterator<Item = (DocumentId, &'d Verdict)> {
        documents(self.records).zip(&self.deduped.verdicts)
    }

    fn kept(&self) -> impl Iterator<Item = DocumentId> {
        let kept = self
            .verdicts()
            .filter(|(_, verdict)| **verdict == Verdict::Kept);
        kept.map(|(document, _)| document)
    }

    fn id(&self, document: DocumentId) -> &'d str {
        &self.records.header(document).id
    }

    /// The record as it came, without the paragraphs that are to go.
    fn record(&self, document: DocumentId) -> Cow<'_, [u8]> {
        match self.deduped.repeated_paragraphs.get(document.index()) {
            Some(repeated) if !repeated.is_empty() => {
                let rest = without_paragraphs(&self.records.text(document), repeated);
                self.records.with_text(document, &rest).into()
            }
            _ => self.records.raw(document).into(),
        }
    }

    /// What a list of records shows: the record, or its name.
    fn listed(&self, document: DocumentId) -> Cow<'_, [u8]> {
        match self.is_named() {
            true => self.name(document),
            false => self.record(document),
        }
    }

    fn is_named(&self) -> bool {
        self.shape.is_some_and(Shape::is_named)
    }

    /// The path of the file that the record is all of; else the file, and the line it begins on.
    fn name(&self, document: DocumentId) -> Cow<'_, [u8]> {
        let Origin {
            name, path, line, ..
        } = self.records.origin(document);
        match (path, line) {
            (Some(path), _) => path.as_os_str().as_encoded_bytes().into(),
            (None, None) => name.as_bytes().into(),
            (None, Some(line)) => format!("{name}:{line}").into_bytes().into(),
        }
    }

    fn line_end(&self, document: DocumentId) -> &[u8] {
        match self.is_named() {
            true => b"\n",
            false => self.records.line_end(document),
        }
    }

    fn csv_header(&self) -> Option<&'d [u8]> {
        match self.shape {
            Some(Shape::Csv { header, .. }) => Some(header),
            _ => None,
        }
    }

    fn annotated_header(&self) -> Vec<u8> {
        let Some(Shape::Csv { header, delimiter }) = self.shape else {
            return Vec::new();
        };
        let (names, end) = without_line_end(header);
        let more = cells(ADDED, delimiter);
        [names, &more, end].concat()
    }

    fn annotated(&self, document: DocumentId, kept: Option<&str>, group: &str) -> Vec<u8> {
        match self.shape {
            Some(Shape::Csv { delimiter, .. }) => {
                let more = cells([kept.unwrap_or_default(), group], delimiter);
                [self.records.raw(document), &more].concat()
            }
            Some(Shape::Plain | Shape::Wire) => {
                let kept = kept.unwrap_or_default();
                [
                    &*self.name(document),
                    format!("\t{kept}\t{group}").as_bytes(),
                ]
                .concat()
            }
            _ => with_fields(self.records.raw(document), kept, group),
        }
    }

    fn copy(&self, document: DocumentId, to: &Path) -> io::Result<()> {
        if let Some(folder) = to.parent() {
            std::fs::create_dir_all(folder)?;
        }
        match (self.record(document), self.records.origin(document).path) {
            (Cow::Borrowed(_), Some(path)) => {
                let mut from = File::open(path)?;
                write_file(to, |mut out| io::copy(&mut from, &mut out).map(drop))
            }
            (record, _) => write_file(to, |out| out.write_all(&record)),
        }
    }
}

/// Writes the records that were left unread, byte for byte.
pub fn write_unread(records: &dyn Originals, out: &mut dyn Write) -> io::Result<()> {
    let mut lines = Lines::begin(out, None, b"")?;
    for (raw, line_end) in records.unread() {
        lines.record(raw, line_end)?;
    }
    lines.end()
}

/// Records one after another: in lines, or as the elements of an array.
struct Lines<'w> {
    out: &'w mut dyn Write,
    array: bool,
    empty: bool,
    /// The last line had no end: the file it came from ended with it.
    open: bool,
}

impl<'w> Lines<'w> {
    fn begin(
        out: &'w mut dyn Write,
        shape: Option<Shape<'_>>,
        header: &[u8],
    ) -> io::Result<Lines<'w>> {
        let array = shape == Some(Shape::JsonArray);
        out.write_all(if array { b"[" } else { header })?;
        let open = !header.is_empty() && !header.ends_with(b"\n");
        Ok(Lines {
            out,
            array,
            empty: true,
            open,
        })
    }

    fn record(&mut self, record: &[u8], line_end: &[u8]) -> io::Result<()> {
        let before: &[u8] = match (self.array, self.empty, self.open) {
            (true, true, _) | (false, _, true) => b"\n",
            (true, false, _) => b",\n",
            (false, _, false) => b"",
        };
        self.out.write_all(before)?;
        self.out.write_all(record)?;
        if !self.array {
            self.out.write_all(line_end)?;
        }
        self.empty = false;
        self.open = line_end.is_empty();
        Ok(())
    }

    fn end(self) -> io::Result<()> {
        self.out.write_all(if self.array { b"\n]\n" } else { b"" })
    }
}

/// Two more cells of a CSV row, with the delimiter before each.
fn cells(cells: [&str; 2], delimiter: u8) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .from_writer(Vec::new());
    let written = writer.write_record(["", cells[0], cells[1]]);
    debug_assert!(written.is_ok(), "memory takes every record");
    let mut row = writer.into_inner().unwrap_or_default();
    // csv writes a lone empty cell as `""`, but this one has company.
    row.pop();
    row
}

/// A JSON object with two more fields at its end, all else untouched.
fn with_fields(object: &[u8], kept: Option<&str>, group: &str) -> Vec<u8> {
    let Some(brace) = object.iter().rposition(|&byte| byte == b'}') else {
        return object.to_vec();
    };
    let (body, end) = object.split_at(brace);
    let comma = if body.trim_ascii_end().ends_with(b"{") {
        ""
    } else {
        ","
    };
    let (kept, group) = (serde_json::json!(kept), serde_json::json!(group));
    let more = format!("{comma}\"duplicate_of\":{kept},\"group\":{group}");
    [body, more.as_bytes(), end].concat()
}

/// The text without some of its paragraphs, each with the white space up to the next.
fn without_paragraphs(text: &str, repeated: &[Span]) -> String {
    let all = paragraphs(text);
    let starts = all.iter().map(|paragraph| paragraph.range().start);
    let ends = starts.clone().skip(1).chain([text.len()]);
    let first = all
        .first()
        .map_or(text.len(), |paragraph| paragraph.range().start);
    let mut rest = text[..first].to_owned();
    for (paragraph, (start, end)) in all.iter().zip(starts.zip(ends)) {
        if repeated.binary_search(paragraph).is_err() {
            rest.push_str(&text[start..end]);
        }
    }
    if all
        .last()
        .is_some_and(|last| repeated.binary_search(last).is_ok())
    {
        rest.truncate(rest.trim_end().len());
        rest.push_str(&text[text.trim_end().len()..]);
    }
    rest
}

/// A path below a folder, whatever the id: nothing is written outside it.
fn inside(id: &str) -> PathBuf {
    let components = Path::new(id).components();
    components
        .filter(|part| matches!(part, Component::Normal(_)))
        .collect()
}

/// The counts of a run of `dedupe`, shown as the sentences a person reads.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// Records read.
    pub read: u64,
    /// Records left unread: neither kept nor removed.
    pub unread: u64,
    /// Records removed, by how they relate to the kept one.
    pub removed: BTreeMap<Relation, u64>,
    /// Records removed because they were killed.
    pub killed: u64,
    /// Paragraphs dropped from the records that stay.
    pub repeated_paragraphs: usize,
    /// Groups of more than one record.
    pub groups: u64,
    /// Records in the largest group, which may be 1.
    pub largest_group: u64,
    /// The smallest share of a removed text that stands in its kept one.
    pub lowest_coverage: Option<f64>,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let removed: u64 = self.removed.values().sum::<u64>() + self.killed;
        let read = counted(self.read, "record");
        let kept = thousands(self.read - removed);
        write!(
            f,
            "{read} read: {kept} kept, {} removed",
            thousands(removed)
        )?;
        let named = |(relation, count): (&Relation, &u64)| {
            format!("{} {}", thousands(*count), relation.name())
        };
        let mut by_relation: Vec<String> = self.removed.iter().map(named).collect();
        if self.killed > 0 {
            by_relation.push(format!("{} killed", thousands(self.killed)));
        }
        if !by_relation.is_empty() {
            write!(f, " ({})", by_relation.join(", "))?;
        }
        f.write_str(".")?;
        if self.unread > 0 {
            write!(f, " {} left unread.", counted(self.unread, "record"))?;
        }
        if self.repeated_paragraphs > 0 {
            let paragraphs = counted(self.repeated_paragraphs as u64, "repeated paragraph");
            write!(f, " {paragraphs} dropped.")?;
        }
        if self.groups > 0 {
            let groups = counted(self.groups, "group");
            write!(
                f,
                " {groups}, the largest of {}.",
                thousands(self.largest_group)
            )?;
        }
        if let Some(lowest) = self.lowest_coverage {
            write!(f, " Lowest coverage of a removal: {}.", percent(lowest))?;
        }
        Ok(())
    }
}
