//! Files into an [`Archive`]: articles on demand, and the faults met on the way. Files are opened in parallel and long ones
//! read in parallel parts; the parts' bounds lie in the files alone, and what they gave is put together in order, so that
//! the number of threads changes nothing.

use std::borrow::Cow;
use std::ops::Range;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use super::{Resources, Stage};
use crate::document::{Corpus, DocumentId, Header};
use crate::error::{Fault, Place};
use crate::input::{
    self, Format, Found, Input, Opened, ReadOptions, Reading, Record, SourceFile, Stretch,
};
use crate::report::{Origin, Originals, Shape};

/// The articles of some inputs. Texts stay in their files and are fetched when they are asked for.
#[derive(Debug, Default)]
pub struct Archive {
    files: Vec<SourceFile>,
    records: Vec<Record>,
    headers: Vec<Header>,
    unread: Vec<Stretch>,
    faults: Vec<Fault>,
    notes: Vec<String>,
}

/// A record that was left unread, as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread<'a> {
    /// Where it is.
    pub place: Place,
    /// Its bytes.
    pub raw: &'a [u8],
    /// The line end after them.
    pub line_end: &'a [u8],
}

impl Corpus for Archive {
    fn len(&self) -> usize {
        self.records.len()
    }

    fn header(&self, document: DocumentId) -> &Header {
        &self.headers[document.index()]
    }

    fn text(&self, document: DocumentId) -> Cow<'_, str> {
        let next = DocumentId(document.0 + 1);
        if next.index() < self.records.len() {
            self.file_of(next).will_want(self.record(next));
        }
        self.file_of(document).text(self.record(document))
    }

    fn text_bytes(&self) -> u64 {
        self.records
            .iter()
            .map(|record| record.raw().len() as u64)
            .sum()
    }
}

impl Archive {
    /// What was left unread or is wrong, in the order of the inputs, their files and the lines in these.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// The files that could be opened, in order.
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// What is not wrong but worth saying: `wire/empty.txt: is empty`.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// An article's record, byte for byte, without its line end; of a plain file, all of it. (Of a file in UTF-16: in UTF-8.)
    pub fn raw(&self, document: DocumentId) -> &[u8] {
        self.file_of(document).raw(self.record(document).raw())
    }

    /// The line end after an article's record: none at the end of a file, and none for a plain file.
    pub fn line_end(&self, document: DocumentId) -> &[u8] {
        self.file_of(document)
            .line_end(self.record(document).raw().end)
    }

    /// The file an article comes from.
    pub fn file_of(&self, document: DocumentId) -> &SourceFile {
        &self.files[self.record(document).file as usize]
    }

    /// Where an article comes from: a file, and the line where the file has records.
    pub fn place(&self, document: DocumentId) -> Place {
        let record = self.record(document);
        place(self.file_of(document), record.line)
    }

    /// Whether texts of some articles were taken out of markup, so that records with other texts cannot be written.
    pub fn is_marked_up(&self) -> bool {
        self.files.iter().any(SourceFile::is_marked_up)
    }

    /// Where the text value stands in [`Archive::raw`], as it is written there; `None` for a plain file, and where the text was taken
    /// out of markup.
    pub fn text_range(&self, document: DocumentId) -> Option<Range<usize>> {
        let file = self.file_of(document);
        match file.format() {
            Format::JsonLines | Format::Json | Format::Csv if !file.is_marked_up() => {
                Some(self.record(document).text())
            }
            _ => None,
        }
    }

    /// An article's record with `new_text` for its text, and all else as it came; of a plain file, the new text in UTF-8.
    pub fn with_text(&self, document: DocumentId, new_text: &str) -> Vec<u8> {
        self.file_of(document)
            .with_text(self.record(document), new_text)
    }

    /// The records that were left unread, each with a fault of its own, in order.
    pub fn unread(&self) -> impl Iterator<Item = Unread<'_>> {
        self.unread.iter().map(|stretch| {
            let file = &self.files[stretch.file as usize];
            Unread {
                place: place(file, stretch.line),
                raw: file.raw(stretch.raw.clone()),
                line_end: file.line_end(stretch.raw.end),
            }
        })
    }

    fn record(&self, document: DocumentId) -> &Record {
        &self.records[document.index()]
    }
}

impl Originals for Archive {
    fn raw(&self, document: DocumentId) -> &[u8] {
        Archive::raw(self, document)
    }

    fn line_end(&self, document: DocumentId) -> &[u8] {
        Archive::line_end(self, document)
    }

    fn with_text(&self, document: DocumentId, text: &str) -> Vec<u8> {
        Archive::with_text(self, document, text)
    }

    fn file_bytes(&self, document: DocumentId) -> &[u8] {
        self.file_of(document).bytes()
    }

    fn origin(&self, document: DocumentId) -> Origin<'_> {
        let file = self.file_of(document);
        let line = self.record(document).line;
        Origin {
            line: (line > 0).then_some(line),
            name: file.name(),
            path: file.path().filter(|_| line == 0),
            shape: Shape::of(file),
        }
    }

    fn unread(&self) -> Vec<(&[u8], &[u8])> {
        let unread = Archive::unread(self);
        unread.map(|record| (record.raw, record.line_end)).collect()
    }
}

fn place(file: &SourceFile, line: u64) -> Place {
    Place {
        file: file.name().to_owned(),
        line: (line > 0).then_some(line),
    }
}

/// Reads every input. Never fails: what cannot be read is among [`Archive::faults`].
///
/// ```
/// use wireprint::input::{Input, ReadOptions};
/// use wireprint::pipeline::{Resources, read};
///
/// let archive = read(&[Input::Path("no/such/desk".into())], &ReadOptions::default(), &Resources::new(1)?);
/// assert_eq!(archive.faults()[0].to_string(), "no/such/desk: does not exist");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read(inputs: &[Input], options: &ReadOptions, resources: &Resources) -> Archive {
    resources.run(|| {
        let opened = open(inputs, options, resources);
        let readings = read_parts(&opened, options, resources);
        gather(opened, readings)
    })
}

/// Reads articles from bytes in memory, as from a file of this name that held them: packed or not, in any format that is known. The name
/// stands in ids and faults, and its extension is believed where the content does not tell the format. Never fails, as [`read`].
///
/// ```
/// use wireprint::input::ReadOptions;
/// use wireprint::pipeline::{Resources, read_bytes};
/// use wireprint::{Corpus, DocumentId, Status};
///
/// let message = br#"<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>
///   <newsItem guid="urn:nw:0301" version="2"><itemMeta><pubStatus qcode="stat:canceled"/></itemMeta>
///     <contentSet><inlineXML><p>Ferries stayed in harbour.</p></inlineXML></contentSet></newsItem>
/// </itemSet></newsMessage>"#;
/// let archive = read_bytes("take 2", message.to_vec(), &ReadOptions::default(), &Resources::new(1)?);
/// assert_eq!(archive.header(DocumentId(0)).id, "urn:nw:0301#2");
/// assert_eq!(archive.header(DocumentId(0)).status(), Status::Canceled);
/// assert_eq!(archive.text(DocumentId(0)), "Ferries stayed in harbour.");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read_bytes(
    name: &str,
    bytes: Vec<u8>,
    options: &ReadOptions,
    resources: &Resources,
) -> Archive {
    resources.run(|| {
        let opened = input::open_bytes(name, bytes, options);
        let readings = read_parts(&opened, options, resources);
        gather(opened, readings)
    })
}

fn open(inputs: &[Input], options: &ReadOptions, resources: &Resources) -> Vec<Opened> {
    let found = input::walk(inputs);
    let watch = resources.begin(Stage::OPENING, found.len() as u64);
    let opened = found.into_par_iter().flat_map_iter(|found| {
        let opened = opened(found, options);
        watch.advances(1);
        opened
    });
    opened.collect()
}

fn opened(found: Found, options: &ReadOptions) -> Vec<Opened> {
    match found {
        Found::Source(source) => input::open(source, options),
        Found::Fault(fault) => vec![Opened {
            fault: Some(fault),
            ..Opened::default()
        }],
        Found::Note(note) => vec![Opened {
            notes: vec![note],
            ..Opened::default()
        }],
    }
}

/// What each part gave, with the place of its file among the opened.
fn read_parts(
    opened: &[Opened],
    options: &ReadOptions,
    resources: &Resources,
) -> Vec<(usize, Reading)> {
    let parts: Vec<_> = opened
        .par_iter()
        .enumerate()
        .filter_map(|(index, opened)| Some((index, opened.file.as_ref()?)))
        .flat_map_iter(|(index, file)| {
            file.parts()
                .into_iter()
                .map(move |part| (index, file, part))
        })
        .collect();
    let bytes: usize = parts.iter().map(|(.., part)| part.len()).sum();
    let watch = resources.begin(Stage::READING, bytes as u64);
    let read = parts.into_par_iter().map(|(index, file, part)| {
        let bytes = part.len() as u64;
        let reading = file.read(part, options);
        watch.advances(bytes);
        (index, reading)
    });
    read.collect()
}

/// Puts together, in order, what was opened and what its parts gave.
fn gather(opened: Vec<Opened>, readings: Vec<(usize, Reading)>) -> Archive {
    let mut gathering = Gathering::default();
    gathering.reserve(
        readings
            .iter()
            .map(|(_, reading)| reading.records.len())
            .sum(),
    );
    let mut readings = readings.into_iter().peekable();
    for (index, opened) in opened.into_iter().enumerate() {
        let archive = &mut gathering.archive;
        archive.notes.extend(opened.notes);
        archive.faults.extend(opened.fault);
        let Some(file) = opened.file else { continue };
        archive.files.push(file);
        let parts = std::iter::from_fn(|| readings.next_if(|(of, _)| *of == index));
        let parts = parts.map(|(_, reading)| reading);
        gathering.file(opened.items.into_iter().chain(parts));
    }
    gathering.archive
}

/// An archive in the making, and which ids it has.
#[derive(Default)]
struct Gathering {
    archive: Archive,
    /// The documents by the hash of their ids, which is kept: a growing table would fetch every id again for it.
    ids: HashTable<(u64, DocumentId)>,
}

impl Gathering {
    /// Makes room for so many records.
    fn reserve(&mut self, records: usize) {
        self.archive.records.reserve_exact(records);
        self.archive.headers.reserve_exact(records);
        self.ids.reserve(records, |&(hash, _)| hash);
    }

    /// Takes in the readings of the file that was added last.
    fn file(&mut self, readings: impl Iterator<Item = Reading>) {
        let index = self.archive.files.len() - 1;
        let mut lines_before = self.archive.files[index].lines_before();
        let (records, first_unread) = (self.archive.records.len(), self.archive.unread.len());
        let (mut faults, mut notes) = (Vec::new(), Vec::new());
        for mut reading in readings {
            reading.shift(index as u32, lines_before);
            lines_before += reading.lines;
            self.archive.unread.append(&mut reading.unread);
            faults.append(&mut reading.faults);
            notes.append(&mut reading.notes);
            for (record, header) in reading.records.into_iter().zip(reading.headers) {
                self.record(record, header, &mut faults);
            }
        }
        self.archive.unread[first_unread..].sort_by_key(|stretch| stretch.line);
        if faults.is_empty()
            && records == self.archive.records.len()
            && !self.archive.files[index].is_cut_off()
            && notes.is_empty()
        {
            notes.push("no records in it".to_owned());
        }
        let name = self.archive.files[index].name();
        let named = notes.iter().map(|note| format!("{name}: {note}"));
        self.archive.notes.extend(named);
        self.faults(index, faults);
    }

    /// Takes a record in, unless its id is taken.
    fn record(&mut self, record: Record, mut header: Header, faults: &mut Vec<(u64, String)>) {
        let file = &self.archive.files[record.file as usize];
        if header.id.is_empty() {
            header.id = format!("{}:{}", file.id(), record.line);
        }
        let mut first = self.first_of(&header.id);
        let is_sent = |file: u32| Shape::of(&self.archive.files[file as usize]) == Shape::Wire;
        if let Some(same) = first.filter(|_| is_sent(record.file)) {
            // Wires send a story twice; which of the two is used is not for the reader to say.
            let (here, there) = (
                place(&self.archive.files[record.file as usize], record.line),
                self.archive.place(same),
            );
            let what = format!(
                "{here}: id `{}` was met before, at {there}: this one goes by its place",
                header.id
            );
            self.archive.notes.push(what);
            header.id = here.to_string();
            first = self.first_of(&header.id);
        }
        match first {
            Some(first) => {
                let first = self.archive.place(first);
                let what = format!(
                    "id `{}` was met before, at {first}: that record is used",
                    header.id
                );
                faults.push((record.line, what));
                self.archive.unread.push(Stretch {
                    file: record.file,
                    line: record.line,
                    raw: record.raw(),
                });
            }
            None => {
                self.archive.records.push(record);
                self.archive.headers.push(header);
            }
        }
    }

    /// The document that has this id already; without one, the next document is entered under it.
    fn first_of(&mut self, id: &str) -> Option<DocumentId> {
        let headers = &self.archive.headers;
        let hash = xxh3_64(id.as_bytes());
        let is_same = |&(other, document): &(u64, DocumentId)| {
            other == hash && headers[document.index()].id == id
        };
        match self.ids.entry(hash, is_same, |&(hash, _)| hash) {
            Entry::Occupied(first) => Some(first.get().1),
            Entry::Vacant(entry) => {
                entry.insert((hash, DocumentId(headers.len() as u32)));
                None
            }
        }
    }

    fn faults(&mut self, file: usize, mut faults: Vec<(u64, String)>) {
        faults.sort_by_key(|(line, _)| *line);
        let file = &self.archive.files[file];
        let faults = faults.into_iter().map(|(line, what)| Fault {
            place: place(file, line),
            what,
        });
        self.archive.faults.extend(faults);
    }
}
