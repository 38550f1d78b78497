//! XML as it came into the text that a parser takes, and places in the one into places in the other.
//!
//! Entities of HTML become the characters they stand for: document types of news formats declare them, which are not fetched, and feeds
//! use them undeclared. What no parser takes is mended where only one thing can be meant: an `&` that begins no entity is that sign, and
//! control bytes are what they are to a typesetter. What is mended is said.

use std::borrow::Cow;
use std::ops::Range;

use super::items::Items;
use super::message::as_text;
use super::{html, xml};

/// The text that a parser takes.
#[derive(Debug)]
pub(super) struct Source<'b> {
    pub(super) text: Cow<'b, str>,
    bytes: &'b [u8],
    /// Where the text begins in the bytes.
    start: usize,
    /// From where in the text on, how much further ahead it lay as it came.
    moved: Vec<(usize, isize)>,
    mended: Vec<Mended>,
}

/// What was mended in one way: where first in the bytes, and how often.
#[derive(Debug, PartialEq, Eq)]
struct Mended {
    how: How,
    first: usize,
    count: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    Ampersand,
    LessThan,
    Entity,
    Control,
}

impl How {
    fn told(self) -> &'static str {
        match self {
            How::Ampersand => "an `&` that begins no entity is read as it stands",
            How::LessThan => "a `<` that begins no tag is read as it stands",
            How::Entity => "an entity that is not defined here is read as it stands",
            How::Control => {
                "a control byte, which XML does not allow, is left out, or a space where it sets one"
            }
        }
    }
}

impl<'b> Source<'b> {
    /// The text in some bytes: what was in another encoding became UTF-8 when the file was opened.
    pub(super) fn of(bytes: &'b [u8]) -> Result<Source<'b>, String> {
        let mut source = Source::as_it_came(bytes)?;
        // A document that declares entities of its own may call them as HTML does.
        if !source.declares_entities() {
            let suspects = |rest: &str| memchr::memchr(b'&', rest.as_bytes());
            source.rewrite(suspects, |text, at| {
                let (entity, character) = html_entity(&text[at..])?;
                Some((entity.len(), character.into()))
            });
        }
        Ok(source)
    }

    /// The same, with what no parser takes mended.
    pub(super) fn mended(bytes: &'b [u8]) -> Result<Source<'b>, String> {
        let mut source = Source::as_it_came(bytes)?;
        let mut mending = Mending {
            start: source.start,
            ..Mending::default()
        };
        let suspects = |rest: &str| rest.find(is_suspect);
        source.rewrite(suspects, |text, at| mending.instead(text, at));
        source.mended = mending.mended;
        Ok(source)
    }

    fn as_it_came(bytes: &'b [u8]) -> Result<Source<'b>, String> {
        let start = start(bytes);
        let text = simdutf8::basic::from_utf8(&bytes[start..])
            .map_err(|_| "is not UTF-8, nor declared to be anything else")?;
        Ok(Source {
            text: text.into(),
            bytes,
            start,
            moved: vec![(0, start as isize)],
            mended: Vec::new(),
        })
    }

    /// Goes from suspect to suspect, and puts what is to be `instead` in the place of so many bytes.
    fn rewrite(
        &mut self,
        suspect: impl Fn(&str) -> Option<usize>,
        mut instead: impl FnMut(&str, usize) -> Option<Instead>,
    ) {
        let Cow::Borrowed(text) = self.text else {
            return;
        };
        let (mut clean, mut from, mut at) = (String::new(), 0, 0);
        while let Some(found) = suspect(&text[at..]) {
            at += found;
            let Some((len, written)) = instead(text, at) else {
                // A suspect that stays is one byte long.
                at += 1;
                continue;
            };
            clean.push_str(&text[from..at]);
            clean.push_str(&written);
            at += len;
            from = at;
            let ahead = (self.start + from) as isize - clean.len() as isize;
            self.moved.push((clean.len(), ahead));
        }
        if from > 0 {
            self.text = (clean + &text[from..]).into();
        }
    }

    /// Whether it declares entities of its own.
    pub(super) fn declares_entities(&self) -> bool {
        memchr::memmem::find(self.bytes, b"<!ENTITY").is_some()
    }

    /// All bytes as they came.
    pub(super) fn whole(&self) -> Range<usize> {
        0..self.bytes.len()
    }

    /// Where what stands at a range of the text stands in the bytes as they came.
    pub(super) fn came_at(&self, range: Range<usize>) -> Range<usize> {
        let came_at = |at: usize| {
            let before = self.moved.partition_point(|(from, _)| *from <= at);
            at.saturating_add_signed(self.moved[before - 1].1)
        };
        came_at(range.start)..came_at(range.end)
    }

    /// Lines before its text.
    pub(super) fn lines_before(&self) -> usize {
        memchr::memchr_iter(b'\n', &self.bytes[..self.start]).count()
    }

    /// Says what was left out and mended.
    pub(super) fn tell(&self, items: &mut Items) {
        let junk = self.bytes[..self.start].iter();
        let junk = junk.filter(|byte| byte.is_ascii_graphic()).count();
        if junk > 0 {
            let what = format!("{junk} bytes before its declaration are not read");
            items.refuse(0..self.start, what);
        }
        for Mended { how, first, count } in &self.mended {
            let times = match count {
                1 => String::new(),
                _ => format!(" ({count} times)"),
            };
            let what = format!("is not well-formed XML: {}{times}", how.told());
            items.remark(*first..*first, what);
        }
    }
}

/// Where the XML begins, behind byte order marks, filling, and what a server or a log wrote before its declaration.
pub(super) fn start(bytes: &[u8]) -> usize {
    let filling = filling(bytes);
    match bytes[filling..].starts_with(b"<") {
        true => filling,
        false => declaration(bytes).unwrap_or(filling),
    }
}

/// How long what stands for nothing is at the beginning.
fn filling(bytes: &[u8]) -> usize {
    let mut rest = bytes;
    loop {
        rest = match rest {
            [0xEF, 0xBB, 0xBF, after @ ..] | [0..=b' ', after @ ..] => after,
            _ => return bytes.len() - rest.len(),
        };
    }
}

/// Where a line begins with an XML declaration, near the beginning.
fn declaration(bytes: &[u8]) -> Option<usize> {
    let near = &bytes[..bytes.len().min(LONGEST_JUNK)];
    memchr::memmem::find(near, b"\n<?xml ").map(|at| at + 1)
}

const LONGEST_JUNK: usize = 4096;

/// So many bytes, and what stands for them.
type Instead = (usize, Cow<'static, str>);

/// What was mended so far.
#[derive(Default)]
struct Mending {
    mended: Vec<Mended>,
    start: usize,
    /// Where the comment, the section of character data or the instruction ends that one is in: signs in it are only signs.
    verbatim: usize,
}

impl Mending {
    /// What is to stand for what stands at a place, if that cannot stay.
    fn instead(&mut self, text: &str, at: usize) -> Option<Instead> {
        let rest = &text[at..];
        match rest.chars().next()? {
            c if is_no_character(c) => {
                self.count(How::Control, at);
                Some((c.len_utf8(), control(c)))
            }
            _ if at < self.verbatim => None,
            '<' => self.tag(rest, at),
            _ => self.entity(rest, at),
        }
    }

    fn tag(&mut self, tag: &str, at: usize) -> Option<Instead> {
        if let Some(len) = xml::verbatim_len(tag.as_bytes()) {
            self.verbatim = at + len.unwrap_or(tag.len());
            return None;
        }
        let begins_tag = |c: char| c.is_alphabetic() || matches!(c, '/' | '!' | '_' | ':');
        if tag[1..].starts_with(begins_tag) {
            return None;
        }
        self.count(How::LessThan, at);
        Some((1, "&lt;".into()))
    }

    fn entity(&mut self, text: &str, at: usize) -> Option<Instead> {
        if let Some((entity, character)) = html_entity(text) {
            return Some((entity.len(), character.into()));
        }
        let how = match name_of_entity(text) {
            Some(name) if KNOWN.contains(&name) => return None,
            Some(name) if name.starts_with('#') => match numbered(name) {
                Some(c) if is_no_character(c) => {
                    self.count(How::Control, at);
                    return Some((name.len() + 2, control(c)));
                }
                Some(_) => return None,
                None => How::Ampersand,
            },
            Some(_) => How::Entity,
            None => How::Ampersand,
        };
        self.count(how, at);
        Some((1, "&amp;".into()))
    }

    fn count(&mut self, how: How, at: usize) {
        match self.mended.iter_mut().find(|mended| mended.how == how) {
            Some(mended) => mended.count += 1,
            None => self.mended.push(Mended {
                how,
                first: self.start + at,
                count: 1,
            }),
        }
    }
}

/// Whether a character may have to be written in another way.
fn is_suspect(c: char) -> bool {
    matches!(c, '&' | '<') || is_no_character(c)
}

/// What XML has no place for.
fn is_no_character(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}')
}

/// What a control byte is to a typesetter: space, or nothing.
fn control(c: char) -> Cow<'static, str> {
    match as_text(c) {
        Some(_) => " ".into(),
        None => "".into(),
    }
}

/// The entities that XML knows.
const KNOWN: [&str; 5] = ["amp", "apos", "gt", "lt", "quot"];

/// Bytes of an entity that is looked up, at most.
const LONGEST_ENTITY: usize = 16;

/// The name of the entity that a text begins with: `eacute`, `#233`.
fn name_of_entity(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('&')?;
    let end = inner
        .bytes()
        .take(LONGEST_ENTITY)
        .position(|byte| byte == b';')?;
    let name = &inner[..end];
    let letters = name.strip_prefix('#').unwrap_or(name);
    let is_name = letters.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (is_name && !letters.is_empty()).then_some(name)
}

/// The character of `#233` or `#xE9`.
fn numbered(name: &str) -> Option<char> {
    let digits = name.strip_prefix('#')?;
    let number = match digits.strip_prefix('x') {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => digits.parse(),
    };
    char::from_u32(number.ok()?)
}

/// The entity of HTML that a text begins with, and its character; those that XML knows are left to it. Numbers from 128 to 159 are what
/// HTML takes them for, signs of Windows: nobody sends the control characters that have these numbers in Unicode.
fn html_entity(text: &str) -> Option<(&str, String)> {
    let name = name_of_entity(text)?;
    let is_known = match name.starts_with('#') {
        true => !numbered(name).is_some_and(|c| matches!(c, '\u{80}'..='\u{9F}')),
        false => KNOWN.contains(&name),
    };
    if is_known {
        return None;
    }
    let entity = &text[..name.len() + 2];
    let character = html::decoded(entity);
    let is_one = character.chars().count() == 1 && !character.is_ascii();
    (is_one && !character.contains(char::is_control)).then_some((entity, character))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_of_html_are_their_characters_and_move_no_place() {
        let bytes =
            b"\n<a>&nbsp;<b>&eacute;t&eacute; &amp; 5 &euro;</b><c>&mdash;&#150;</c>&nothing;</a>";
        let source = Source::of(bytes).unwrap();
        let text = source.text.as_ref();
        assert_eq!(text, "<a>\u{a0}<b>été &amp; 5 €</b><c>—–</c>&nothing;</a>");
        for element in ["<a>", "<b>", "</b>", "<c>", "</c>", "</a>"] {
            let at = text.find(element).unwrap();
            let came_at = source.came_at(at..at + element.len());
            assert_eq!(&bytes[came_at], element.as_bytes());
        }
    }

    #[test]
    fn signs_that_stand_for_themselves_are_written_so() {
        for (came, taken) in [
            ("<a>R & D</a>", "<a>R &amp; D</a>"),
            ("<a b='c?d=1&e=2'/>", "<a b='c?d=1&amp;e=2'/>"),
            ("<a>5 < 6 <b/></a>", "<a>5 &lt; 6 <b/></a>"),
            ("<a>&foo; &lt; &#65;</a>", "<a>&amp;foo; &lt; &#65;</a>"),
            ("<a>x\u{1c}y\u{3}&#3;&#x1f;.</a>", "<a>x y .</a>"),
            ("<a>&#xD800; &#; &</a>", "<a>&amp;#xD800; &amp;#; &amp;</a>"),
            (
                "<a><![CDATA[R & D < \u{1}]]> & <!-- & --></a>",
                "<a><![CDATA[R & D < ]]> &amp; <!-- & --></a>",
            ),
        ] {
            let source = Source::mended(came.as_bytes()).unwrap();
            assert_eq!(source.text, taken);
            assert!(!source.mended.is_empty());
        }
    }

    #[test]
    fn what_is_as_it_must_be_stays() {
        let text = "<?xml version='1.0'?><a b='c'><![CDATA[d & e]]>&amp;<c/></a>";
        let source = Source::mended(text.as_bytes()).unwrap();
        assert_eq!((&*source.text, &source.mended[..]), (text, &[][..]));
    }

    #[test]
    fn what_stands_before_the_declaration_is_passed_over() {
        for (bytes, at) in [
            (&b"\xef\xbb\xbf\n<a/>"[..], 4),
            (b"HTTP/1.1 200 OK\r\n\r\n<?xml version='1.0'?><a/>", 19),
            (b"<a>\n<?xml version='1.0'?>", 0),
            (b"prose", 0),
        ] {
            assert_eq!(start(bytes), at, "{bytes:?}");
        }
    }
}
