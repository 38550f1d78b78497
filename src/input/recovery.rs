//! A file of XML into the documents in it, and, where it is not well-formed, into those of its items that are: each is cut out and read by
//! itself, inside of what encloses it.
//!
//! Real files hold several documents one behind the other, break off at the end of a transfer, or have one bad item among a hundred.
//! What can be read is read, and what cannot is named with its line. An item whose end is missing is read up to there: the elements that
//! are open are closed, and no word is added or changed.

use std::iter;
use std::ops::Range;

use memchr::memmem;
use roxmltree::Node;

use super::items::Items;
use super::source::Source;
use super::xml::{self, Broken, TagKind, Tags};

/// Reads one document, or one item in what encloses it.
type Take<'t> = dyn FnMut(Node<'_, '_>, &Part<'_>, &mut Items) + 't;

/// What was read as a document of its own: where it lies.
#[derive(Debug)]
pub(super) struct Part<'s> {
    source: &'s Source<'s>,
    /// Where in the source's text it begins and ends.
    at: Range<usize>,
    /// Bytes that were put before it.
    head: usize,
    /// All that it is, in the bytes as they came.
    whole: Range<usize>,
}

impl Part<'_> {
    /// All of it, in the bytes as they came.
    pub(super) fn whole(&self) -> Range<usize> {
        self.whole.clone()
    }

    /// Where what stands at a range of the document stands in the bytes as they came.
    pub(super) fn came_at(&self, range: Range<usize>) -> Range<usize> {
        let place = |at: usize| (self.at.start + at.saturating_sub(self.head)).min(self.at.end);
        self.source.came_at(place(range.start)..place(range.end))
    }
}

/// Calls `take` with each document of a file, or with each of its items, which are elements of these local names. Fails, in words, if it
/// holds one document that cannot be read at all.
pub(super) fn read(
    bytes: &[u8],
    names: &[&str],
    items: &mut Items,
    take: &mut Take<'_>,
) -> Result<(), String> {
    let source = Source::of(bytes)?;
    match xml::parse(&source.text) {
        Ok(document) => {
            source.tell(items);
            let part = Part {
                at: 0..source.text.len(),
                head: 0,
                whole: source.whole(),
                source: &source,
            };
            take(document.root_element(), &part, items);
            Ok(())
        }
        // What is mended and cut out could mean something else with other entities.
        Err(broken) if source.declares_entities() => Err(broken.to_string()),
        Err(_) => read_documents(&Source::mended(bytes)?, names, items, take),
    }
}

fn read_documents(
    source: &Source<'_>,
    names: &[&str],
    items: &mut Items,
    take: &mut Take<'_>,
) -> Result<(), String> {
    let documents = documents(&source.text);
    let mut recovery = Recovery {
        source,
        names,
        lines: source.lines_before(),
        counted: 0,
        items,
        take,
    };
    if let [only] = &documents[..] {
        recovery.document(only.clone(), source.whole())?;
    } else {
        for document in documents {
            let whole = source.came_at(document.clone());
            if let Err(what) = recovery.document(document, whole.clone()) {
                recovery.items.refuse(whole, what);
            }
        }
    }
    source.tell(items);
    Ok(())
}

/// The documents in a text: each ends behind the end of its outermost element, and at the latest where another is declared.
fn documents(text: &str) -> Vec<Range<usize>> {
    let root = xml::outermost(text).into_iter();
    let mut ends: Vec<usize> = root.flat_map(|root| ends(text, root)).collect();
    let declared = text.match_indices("<?xml ").map(|(at, _)| at);
    // In a section of character data, a declaration is a part of the story.
    ends.extend(declared.filter(|at| text[..*at].trim_end().ends_with('>')));
    ends.push(text.len());
    ends.sort_unstable();
    cut(text, &ends)
}

/// What lies between some places, white space around it taken off; what is left behind the last is the last one's.
fn cut(text: &str, ends: &[usize]) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut from = 0;
    for &end in ends {
        let part = &text[from..end];
        let start = from + (part.len() - part.trim_start().len());
        from = end;
        match parts.last_mut() {
            _ if start == end => {}
            Some(last) if !part.contains('<') => last.end = end,
            _ => parts.push(start..end),
        }
    }
    if parts.is_empty() {
        parts.push(0..text.len());
    }
    parts
}

/// A file that is not well-formed, being read.
struct Recovery<'r, 't> {
    source: &'r Source<'r>,
    names: &'r [&'r str],
    /// Lines before a place of the text, and the place.
    lines: usize,
    counted: usize,
    items: &'r mut Items,
    take: &'r mut Take<'t>,
}

impl Recovery<'_, '_> {
    /// Reads a document, or its items; fails if it has none.
    fn document(&mut self, at: Range<usize>, whole: Range<usize>) -> Result<(), String> {
        let text = &self.source.text[at.clone()];
        match xml::parse(text) {
            Ok(document) => {
                let part = Part {
                    source: self.source,
                    at,
                    head: 0,
                    whole,
                };
                (self.take)(document.root_element(), &part, self.items);
                Ok(())
            }
            Err(broken) => self.pieces(at, broken),
        }
    }

    fn pieces(&mut self, at: Range<usize>, broken: Broken) -> Result<(), String> {
        let text = &self.source.text[at.clone()];
        let starts = starts(text, self.names);
        let Some(first) = starts.first() else {
            return Err(broken
                .moved(self.lines_before(at.start) as isize)
                .to_string());
        };
        let shell = Shell::of(&text[..first.at], text.len() / starts.len());
        for (n, start) in starts.iter().enumerate() {
            let next = starts.get(n + 1).map_or(text.len(), |next| next.at);
            let piece = Piece::of(&text[start.at..next], start.name);
            let from = at.start + start.at;
            self.piece(&piece, from..from + piece.text.len(), &shell);
        }
        Ok(())
    }

    /// Reads a piece that lies there in the text.
    fn piece(&mut self, piece: &Piece<'_>, at: Range<usize>, shell: &Shell) {
        let whole = self.source.came_at(at.clone());
        let text = [shell.head.as_str(), piece.text, &piece.ends, &shell.ends].concat();
        let lines = self.lines_before(at.start);
        let part = Part {
            source: self.source,
            at,
            head: shell.head.len(),
            whole: whole.clone(),
        };
        let document = match xml::parse(&text) {
            Ok(document) => document,
            Err(broken) => {
                let lines = lines as isize - newlines(&shell.head) as isize;
                let what = broken.moved(lines).to_string();
                return self.items.refuse(whole, what);
            }
        };
        let before = self.items.len();
        (self.take)(document.root_element(), &part, self.items);
        if piece.is_cut_off {
            let line = lines + newlines(piece.text.trim_end()) + 1;
            match self.items.len() > before {
                true => self.items.remark(
                    whole,
                    format!("breaks off on line {line}: read up to there"),
                ),
                false => self.items.refuse(
                    whole,
                    format!("breaks off on line {line}, before its story"),
                ),
            }
        }
    }

    /// Lines of the file before a place of the text, which are asked for in order.
    fn lines_before(&mut self, at: usize) -> usize {
        self.lines += newlines(&self.source.text[self.counted..at]);
        self.counted = at;
        self.lines
    }
}

fn newlines(text: &str) -> usize {
    memchr::memchr_iter(b'\n', text.as_bytes()).count()
}

/// Where an item begins, and its name as it is written.
struct Start<'t> {
    at: usize,
    name: &'t str,
}

/// Where elements of these local names begin.
fn starts<'t>(text: &'t str, names: &[&str]) -> Vec<Start<'t>> {
    let opened = memchr::memchr_iter(b'<', text.as_bytes());
    let named = opened.map(|at| Start {
        at,
        name: xml::name_at(&text[at + 1..]),
    });
    let is_item = |name: &str| {
        let local = name.rsplit(':').next().unwrap_or_default();
        names.contains(&local)
    };
    named.filter(|start| is_item(start.name)).collect()
}

/// An item, as far as it goes.
struct Piece<'t> {
    text: &'t str,
    /// The ends of elements that are missing.
    ends: String,
    is_cut_off: bool,
}

impl<'t> Piece<'t> {
    /// The item of this name that a text begins with, of which all is its own at most.
    fn of(text: &'t str, name: &str) -> Piece<'t> {
        let whole = match Tags::of(text).next() {
            Some(tag) if tag.kind == TagKind::Alone => Some(tag.at.end),
            _ => ends(text, name).next(),
        };
        if let Some(end) = whole {
            return Piece {
                text: &text[..end],
                ends: String::new(),
                is_cut_off: false,
            };
        }
        let open = Open::of(text);
        let (text, data_ends) = match open.unfinished {
            Some(at) if text[at..].starts_with("<![CDATA[") => (text, "]]>"),
            Some(at) => (&text[..at], ""),
            None => (text, ""),
        };
        Piece {
            text,
            ends: data_ends.to_owned() + &open.ends,
            is_cut_off: true,
        }
    }
}

/// Behind the tags that end elements of this name.
fn ends<'t>(text: &'t str, name: &str) -> impl Iterator<Item = usize> + use<'t> {
    let end = format!("</{name}");
    let finder = memmem::Finder::new(&end).into_owned();
    let mut from = 0;
    let begun = iter::from_fn(move || {
        from += finder.find(&text.as_bytes()[from..])? + finder.needle().len();
        Some(from)
    });
    begun.filter_map(|at| {
        let rest = text[at..].trim_start();
        rest.starts_with('>').then(|| text.len() - rest.len() + 1)
    })
}

/// Elements of a text that begin in it and do not end.
struct Open {
    /// Their tags, the outermost first.
    tags: Vec<Range<usize>>,
    /// The tags that would end them.
    ends: String,
    /// Where something begins that is no whole tag.
    unfinished: Option<usize>,
}

impl Open {
    fn of(text: &str) -> Open {
        let mut open: Vec<Range<usize>> = Vec::new();
        let name = |tag: &Range<usize>| xml::name_at(&text[tag.start + 1..]);
        let mut tags = Tags::of(text);
        for tag in &mut tags {
            match tag.kind {
                TagKind::Begin => open.push(tag.at),
                TagKind::End => {
                    let ended = xml::name_at(&text[tag.at.start + 2..]);
                    if open.last().is_some_and(|last| name(last) == ended) {
                        open.pop();
                    }
                }
                TagKind::Alone => {}
            }
        }
        let ends = open.iter().rev().map(|tag| format!("</{}>", name(tag)));
        Open {
            ends: ends.collect(),
            unfinished: tags.unfinished,
            tags: open,
        }
    }
}

/// What encloses every item of a document: all that stands before the first one, or at least the elements that they lie in.
struct Shell {
    head: String,
    ends: String,
}

/// It is read again with every item, which may take so many times as long as the item alone, or as long as so many bytes take.
const LONGEST_SHELL: (usize, usize) = (16, 4096);

impl Shell {
    /// Of what stands before items of this length.
    fn of(head: &str, item_len: usize) -> Shell {
        let longest = LONGEST_SHELL
            .1
            .max(item_len.saturating_mul(LONGEST_SHELL.0));
        let open = Open::of(head);
        let elements: String = open.tags.iter().map(|tag| &head[tag.clone()]).collect();
        let shells = [head, &elements].map(|head| Shell {
            head: head.to_owned(),
            ends: open.ends.clone(),
        });
        let mut whole = shells
            .into_iter()
            .filter(|shell| shell.head.len() <= longest && shell.is_whole());
        whole.next().unwrap_or(Shell {
            head: String::new(),
            ends: String::new(),
        })
    }

    fn is_whole(&self) -> bool {
        let empty = [&self.head, "<item/>", &self.ends].concat();
        xml::parse(&empty).is_ok()
    }
}
