//! Articles whose texts have to be taken out of markup or of a wire's framing: what the readers of newsrooms' formats give.
//!
//! Such a file is read at once when it is opened, and the texts taken out of it are held beside its bytes. (Taking them out anew
//! whenever they are asked for would parse a message of a hundred stories a hundred times.)

use std::collections::BTreeMap;
use std::mem;
use std::ops::Range;

use super::record::Reading;
use crate::document::Header;

/// What a reader finds in one file, in order.
#[derive(Debug, Default)]
pub(super) struct Items {
    texts: Texts,
    found: Vec<Item>,
    /// What is wrong, and with which bytes; whether the record is left unread for it.
    faults: Vec<(Range<usize>, String, bool)>,
    /// What is not wrong but worth saying.
    notes: Vec<String>,
    /// What was found instead of stories, how often, and what the first of each goes by.
    storyless: BTreeMap<String, (usize, String)>,
}

#[derive(Debug)]
struct Item {
    raw: Range<usize>,
    header: Header,
}

/// The texts of the items, one behind the other.
#[derive(Debug, Default)]
pub(super) struct Texts {
    all: String,
    ends: Vec<usize>,
}

impl Texts {
    /// The text of the item of this number.
    pub(super) fn text(&self, number: usize) -> &str {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.all[start..self.ends[number]]
    }

    /// Adds the text of the next item, and tells its number.
    pub(super) fn push(&mut self, text: &str) -> usize {
        self.all.push_str(text);
        self.ends.push(self.all.len());
        self.ends.len() - 1
    }
}

impl Items {
    /// Takes in the article that lies at `raw` of the file. An empty id stands for the name that all versions of the story have in
    /// common, with `#` and the version behind it; without such a name, for "by its place".
    pub(super) fn accept(&mut self, raw: Range<usize>, mut header: Header, text: &str) {
        if u32::try_from(text.len()).is_err() {
            return self.refuse(raw, "has a text longer than 4 GiB");
        }
        if header.id.is_empty() {
            header.id = name(&header).unwrap_or_default();
        }
        self.texts.push(text);
        self.found.push(Item { raw, header });
    }

    /// How many articles there are.
    pub(super) fn len(&self) -> usize {
        self.found.len()
    }

    /// Leaves what lies at `raw` unread, and says why.
    pub(super) fn refuse(&mut self, raw: Range<usize>, what: impl Into<String>) {
        self.faults.push((raw, what.into(), true));
    }

    /// Says what is wrong with an article that is used all the same.
    pub(super) fn remark(&mut self, raw: Range<usize>, what: impl Into<String>) {
        self.faults.push((raw, what.into(), false));
    }

    /// Says what is no fault.
    pub(super) fn note(&mut self, what: impl Into<String>) {
        self.notes.push(what.into());
    }

    /// Says that what goes by this name holds something else than a story: `a picture`.
    pub(super) fn without_story(&mut self, name: &str, holds: impl Into<String>) {
        let first = (0, name.to_owned());
        self.storyless.entry(holds.into()).or_insert(first).0 += 1;
    }

    /// What is to be said of the file that is no fault.
    fn take_notes(&mut self) -> Vec<String> {
        let storyless = mem::take(&mut self.storyless);
        let is_alone = self.found.is_empty() && self.faults.is_empty() && storyless.len() == 1;
        let told = storyless
            .into_iter()
            .map(|(holds, (count, first))| match count {
                1 if is_alone => format!("holds no story text: {holds}"),
                1 => format!("`{first}` holds no story text: {holds}"),
                _ => format!("{count} items hold no story text: {holds}; the first is `{first}`"),
            });
        let mut notes = mem::take(&mut self.notes);
        notes.extend(told);
        notes
    }

    /// As the reading of the file with these bytes, whose one article, if it holds no more, goes by the name of the file where it
    /// has no id of its own.
    pub(super) fn reading(mut self, bytes: &[u8], id: &str) -> (Reading, Texts) {
        let mut reading = Reading {
            notes: self.take_notes(),
            ..Reading::default()
        };
        let mut lines = Lines {
            bytes,
            at: 0,
            line: 1,
        };
        let whole = bytes.len();
        let is_whole = |raw: &Range<usize>| raw.len() == whole;
        if let [only] = &mut self.found[..]
            && is_whole(&only.raw)
            && only.header.id.is_empty()
        {
            only.header.id = id.to_owned();
        }
        for (number, Item { raw, header }) in self.found.into_iter().enumerate() {
            let line = if is_whole(&raw) {
                0
            } else {
                lines.of(raw.start)
            };
            reading.accept_item(line, raw, number, header);
        }
        let mut lines = Lines {
            bytes,
            at: 0,
            line: 1,
        };
        self.faults.sort_by_key(|(raw, ..)| raw.start);
        for (raw, what, is_unread) in self.faults {
            let line = if is_whole(&raw) {
                0
            } else {
                lines.of(raw.start)
            };
            match is_unread {
                true => reading.refuse(line, raw, what),
                false => reading.remark(line, what),
            }
        }
        (reading, self.texts)
    }
}

/// The name and version of a story.
fn name(header: &Header) -> Option<String> {
    let wire = header.wire.as_deref()?;
    let item = wire.item.clone()?;
    Some(match wire.version {
        Some(version) => format!("{item}#{version}"),
        None => item,
    })
}

/// Places in a file into lines, each counted on from the one before.
struct Lines<'b> {
    bytes: &'b [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    fn of(&mut self, place: usize) -> u64 {
        if place < self.at {
            (self.at, self.line) = (0, 1);
        }
        self.line += memchr::memchr_iter(b'\n', &self.bytes[self.at..place]).count() as u64;
        self.at = place;
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Wire;

    fn titled(title: &str) -> Header {
        Header {
            title: Some(title.to_owned()),
            ..Header::default()
        }
    }

    #[test]
    fn items_lie_on_their_lines_and_have_their_texts() {
        let bytes = b"<one/>\n<two/>\n<three/>\n";
        let mut items = Items::default();
        items.accept(0..6, titled("one"), "First.");
        items.refuse(7..13, "holds no text");
        items.accept(14..22, titled("three"), "Third.");
        let (reading, texts) = items.reading(bytes, "wire.xml");
        let lines: Vec<u64> = reading.records.iter().map(|record| record.line).collect();
        assert_eq!(lines, [1, 3]);
        assert_eq!([texts.text(0), texts.text(1)], ["First.", "Third."]);
        assert_eq!(reading.faults, [(2, "holds no text".to_owned())]);
        assert_eq!(reading.unread[0].raw, 7..13);
        assert!(reading.headers.iter().all(|header| header.id.is_empty()));
    }

    #[test]
    fn an_article_goes_by_the_name_of_its_story_and_its_version() {
        let mut items = Items::default();
        let wire = Wire {
            item: Some("urn:nw:ferries".to_owned()),
            version: Some(3),
            ..Wire::default()
        };
        let header = Header {
            wire: Some(Box::new(wire)),
            ..Header::default()
        };
        items.accept(0..6, header, "Text.");
        let (reading, _) = items.reading(b"<one/>", "one.xml");
        assert_eq!(reading.headers[0].id, "urn:nw:ferries#3");
    }

    #[test]
    fn what_holds_no_story_is_said_once_for_all_of_a_kind() {
        let mut items = Items::default();
        items.without_story("p1", "a picture");
        assert_eq!(items.take_notes(), ["holds no story text: a picture"]);
        for name in ["p1", "p2", "p3"] {
            items.without_story(name, "a picture");
        }
        items.without_story("v1", "a video");
        assert_eq!(
            items.take_notes(),
            [
                "3 items hold no story text: a picture; the first is `p1`",
                "`v1` holds no story text: a video"
            ]
        );
    }

    #[test]
    fn an_article_that_is_all_of_its_file_goes_by_the_files_name() {
        let mut items = Items::default();
        items.accept(0..6, Header::default(), "Text.");
        let (reading, _) = items.reading(b"<one/>", "desk/one.xml");
        assert_eq!(reading.headers[0].id, "desk/one.xml");
        assert_eq!(reading.records[0].line, 0);
    }
}
