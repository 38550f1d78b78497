//! Where a record lies in its file, and what the reading of a stretch of a file brings to light.
//!
//! An archive of a million records holds a million of these, so a [`Record`] is four words and owns nothing: its text is
//! fetched from the file whenever it is asked for.

use std::ops::Range;

use crate::document::Header;

/// A record's place: the file, the line, its bytes, and the bytes of its text value among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    /// Which file, counted in the order of reading.
    pub(crate) file: u32,
    /// The line it begins on; counted from 1 at the start of its part of the file, then of the file. 0: it is all of the file.
    pub(crate) line: u64,
    start: usize,
    len: u32,
    /// Of an [item](super::items), its number.
    text_start: u32,
    text_len: u32,
}

impl Record {
    /// The record at `raw` of its file whose text value is at `text` of the file; `None` if it is 4 GiB long or longer.
    pub(super) fn new(line: u64, raw: Range<usize>, text: Range<usize>) -> Option<Record> {
        Some(Record {
            file: 0,
            line,
            start: raw.start,
            len: u32::try_from(raw.len()).ok()?,
            text_start: (text.start - raw.start) as u32,
            text_len: text.len() as u32,
        })
    }

    /// The record at `raw` of its file whose text was taken out of it as the item of this number; `None` if it is 4 GiB long or longer.
    pub(super) fn item(line: u64, raw: Range<usize>, number: usize) -> Option<Record> {
        Some(Record {
            file: 0,
            line,
            start: raw.start,
            len: u32::try_from(raw.len()).ok()?,
            text_start: u32::try_from(number).ok()?,
            text_len: 0,
        })
    }

    /// Its number among the items of its file.
    pub(super) fn number(&self) -> usize {
        self.text_start as usize
    }

    /// Its bytes, as a range of its file.
    pub(crate) fn raw(&self) -> Range<usize> {
        self.start..self.start + self.len as usize
    }

    /// Its text value as it is written in the file, as a range of its own bytes.
    pub(crate) fn text(&self) -> Range<usize> {
        self.text_start as usize..self.text_start as usize + self.text_len as usize
    }
}

/// A record that was left unread: where it lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    /// Which file, counted in the order of reading.
    pub(crate) file: u32,
    /// The line it begins on.
    pub(crate) line: u64,
    /// Its bytes in the file.
    pub(crate) raw: Range<usize>,
}

/// What one part of a file gave. Lines count from 1 at the start of the part.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    /// Line ends in the part.
    pub(crate) lines: u64,
    /// The records, in order.
    pub(crate) records: Vec<Record>,
    /// One for each record. An empty id stands for "by its place".
    pub(crate) headers: Vec<Header>,
    /// What is wrong, and on which line.
    pub(crate) faults: Vec<(u64, String)>,
    /// The records left unread.
    pub(crate) unread: Vec<Stretch>,
    /// What is not wrong but worth saying of the file: `holds no text: a picture`.
    pub(crate) notes: Vec<String>,
}

impl Reading {
    /// Takes a record in. One of 4 GiB is refused: offsets are 32 bits wide.
    pub(super) fn accept(
        &mut self,
        line: u64,
        raw: Range<usize>,
        text: Range<usize>,
        header: Header,
    ) {
        self.take(line, raw.clone(), Record::new(line, raw, text), header);
    }

    /// Takes in a record whose text is the item of this number.
    pub(super) fn accept_item(
        &mut self,
        line: u64,
        raw: Range<usize>,
        number: usize,
        header: Header,
    ) {
        self.take(line, raw.clone(), Record::item(line, raw, number), header);
    }

    fn take(&mut self, line: u64, raw: Range<usize>, record: Option<Record>, header: Header) {
        match record {
            Some(record) => {
                self.records.push(record);
                self.headers.push(header);
            }
            None => self.refuse(line, raw, "is longer than 4 GiB"),
        }
    }

    /// Leaves a record unread, and says why.
    pub(super) fn refuse(&mut self, line: u64, raw: Range<usize>, what: impl Into<String>) {
        self.faults.push((line, what.into()));
        self.unread.push(Stretch { file: 0, line, raw });
    }

    /// Says what is wrong with a record that is used all the same.
    pub(super) fn remark(&mut self, line: u64, what: impl Into<String>) {
        self.faults.push((line, what.into()));
    }

    /// Moves a reading to its place: the part lies in `file`, after `lines_before` line ends.
    pub(crate) fn shift(&mut self, file: u32, lines_before: u64) {
        for record in &mut self.records {
            record.file = file;
            record.line += lines_before;
        }
        for stretch in &mut self.unread {
            stretch.file = file;
            stretch.line += lines_before;
        }
        for (line, _) in &mut self.faults {
            *line += lines_before;
        }
    }
}
