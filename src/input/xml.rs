//! XML as it comes from a wire: a document type is allowed and never fetched, and what would blow up is refused.

use std::fmt;
use std::ops::Range;

use encoding_rs::Encoding;
use roxmltree::{Document, Node, NodeType, ParsingOptions};

use super::markup::Blocks;

/// Elements may lie so deep in one another.
const DEEPEST: usize = 128;
/// A message of a thousand stories has a tenth of these.
const MOST_NODES: u32 = 20_000_000;

/// Why there is no document in a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Broken {
    what: String,
    /// Where, in lines of the text from 1, if the parser knows.
    line: Option<u32>,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "is not well-formed XML on line {line}: {}", self.what),
            None => f.write_str(&self.what),
        }
    }
}

impl Broken {
    fn of(error: &roxmltree::Error) -> Broken {
        let told = error.to_string();
        let place = error.pos();
        match told.strip_suffix(&format!(" at {place}")) {
            Some(what) => Broken {
                what: what.to_owned(),
                line: Some(place.row),
            },
            None => Broken::told(format!("is not well-formed XML: {told}")),
        }
    }

    /// The same in a file that has so many more lines before the text.
    pub(super) fn moved(self, lines: isize) -> Broken {
        let line = self.line.map(|line| line as isize + lines);
        Broken {
            line: line.and_then(|line| line.try_into().ok()),
            ..self
        }
    }

    fn told(what: impl Into<String>) -> Broken {
        Broken {
            what: what.into(),
            line: None,
        }
    }
}

/// The document in a text; or why there is none, and on which line.
pub(super) fn parse(text: &str) -> Result<Document<'_>, Broken> {
    if is_too_deep(text) {
        return Err(Broken::told(format!("is nested deeper than {DEEPEST}")));
    }
    let options = ParsingOptions {
        allow_dtd: true,
        nodes_limit: MOST_NODES,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options).map_err(|error| match error {
        roxmltree::Error::EntityReferenceLoop(_) => {
            Broken::told("is not read: its entities grow beyond all bounds")
        }
        roxmltree::Error::UnknownEntityReference(name, place) => Broken::told(format!(
            "uses an entity that it does not define (`&{name};`, line {}): nothing outside of a file is fetched",
            place.row
        )),
        error => Broken::of(&error),
    })
}

/// Whether elements lie deeper in one another than any story's, counted before anything is built that would be as deep.
fn is_too_deep(text: &str) -> bool {
    let mut depth = 0_usize;
    Tags::of(text).any(|tag| {
        match tag.kind {
            TagKind::Begin => depth += 1,
            TagKind::End => depth = depth.saturating_sub(1),
            TagKind::Alone => {}
        }
        depth > DEEPEST
    })
}

/// The tags of elements in a text, well-formed or not. What stands in a section of character data is none: HTML is sent in these, with tags
/// that nothing ends.
pub(super) struct Tags<'t> {
    text: &'t [u8],
    at: usize,
    /// Where something begins that does not end.
    pub(super) unfinished: Option<usize>,
}

/// A tag: where it stands.
pub(super) struct Tag {
    pub(super) at: Range<usize>,
    pub(super) kind: TagKind,
}

/// What a tag does to an element.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum TagKind {
    Begin,
    End,
    /// Begins it and ends it: `<br/>`.
    Alone,
}

impl<'t> Tags<'t> {
    pub(super) fn of(text: &'t str) -> Tags<'t> {
        Tags {
            text: text.as_bytes(),
            at: 0,
            unfinished: None,
        }
    }
}

impl Iterator for Tags<'_> {
    type Item = Tag;

    fn next(&mut self) -> Option<Tag> {
        loop {
            let start = self.at + memchr::memchr(b'<', &self.text[self.at..])?;
            let tag = &self.text[start..];
            let (len, kind) = match (verbatim_len(tag), tag) {
                (Some(len), _) => (len, None),
                (_, [_, b'!', ..]) => (Some(2), None),
                (_, [_, b'/', ..]) => (past(tag, b">"), Some(TagKind::End)),
                _ => (tag_end(tag).map(|end| end + 1), Some(TagKind::Begin)),
            };
            let Some(len) = len else {
                self.unfinished = Some(start);
                self.at = self.text.len();
                return None;
            };
            self.at = start + len;
            let kind = match kind {
                Some(TagKind::Begin) if tag[..len].ends_with(b"/>") => Some(TagKind::Alone),
                kind => kind,
            };
            if let Some(kind) = kind {
                let at = start..self.at;
                return Some(Tag { at, kind });
            }
        }
    }
}

/// How long a comment, a section of character data or an instruction is, in which signs are only signs: `Some(None)` where it does not
/// end. `None`: the text does not begin with one.
pub(super) fn verbatim_len(text: &[u8]) -> Option<Option<usize>> {
    let end: &[u8] = match text {
        [b'<', b'!', b'-', b'-', ..] => b"-->",
        [b'<', b'!', b'[', ..] => b"]]>",
        [b'<', b'?', ..] => b"?>",
        _ => return None,
    };
    Some(past(text, end))
}

/// How long what begins here is, with the end that it ends in.
fn past(bytes: &[u8], end: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, end).map(|at| at + end.len())
}

/// Where the `>` of a tag stands, which may also stand in the value of an attribute.
fn tag_end(tag: &[u8]) -> Option<usize> {
    let mut quote = None;
    tag.iter().position(|byte| {
        match (quote, byte) {
            (None, b'>') => return true,
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), byte) if open == *byte => quote = None,
            _ => {}
        }
        false
    })
}

/// The local name of the outermost element of what begins like XML or HTML; `None` of what does not.
pub(super) fn root(bytes: &[u8]) -> Option<String> {
    let outermost = outermost_tag(bytes)?;
    let end = name_len(outermost);
    let name = std::str::from_utf8(&outermost[..end]).ok()?;
    let is_whole = end < outermost.len();
    let local = name.rsplit(':').next().filter(|local| !local.is_empty())?;
    is_whole.then(|| local.to_owned())
}

/// What follows the `<` of the outermost element.
fn outermost_tag(bytes: &[u8]) -> Option<&[u8]> {
    let mut rest = bytes.trim_ascii_start();
    loop {
        rest = match rest {
            [b'<', b'?', ..] => after(rest, b"?>")?,
            [b'<', b'!', b'-', b'-', ..] => after(rest, b"-->")?,
            [b'<', b'!', ..] => after_declaration(rest)?,
            [b'<', tag @ ..] => return Some(tag),
            _ => return None,
        };
        rest = rest.trim_ascii_start();
    }
}

/// The name of the outermost element as it is written.
pub(super) fn outermost(text: &str) -> Option<&str> {
    let tag = outermost_tag(text.as_bytes())?;
    let name = name_at(&text[text.len() - tag.len()..]);
    Some(name).filter(|name| !name.is_empty())
}

/// The name that a text begins with, as it is written: `nar:newsItem`.
pub(super) fn name_at(text: &str) -> &str {
    &text[..name_len(text.as_bytes())]
}

fn name_len(bytes: &[u8]) -> usize {
    let is_of_name = |byte: &u8| {
        byte.is_ascii_alphanumeric()
            || !byte.is_ascii()
            || matches!(byte, b':' | b'_' | b'-' | b'.')
    };
    let end = bytes.iter().position(|byte| !is_of_name(byte));
    end.unwrap_or(bytes.len())
}

fn after<'b>(bytes: &'b [u8], end: &[u8]) -> Option<&'b [u8]> {
    past(bytes, end).map(|len| &bytes[len..])
}

/// What follows a document type, which may hold declarations in square brackets.
fn after_declaration(bytes: &[u8]) -> Option<&[u8]> {
    let mut is_inside = false;
    let end = bytes.iter().position(|byte| {
        is_inside = match byte {
            b'[' => true,
            b']' => false,
            _ => is_inside,
        };
        *byte == b'>' && !is_inside
    })?;
    Some(&bytes[end + 1..])
}

/// The encoding that an XML declaration names, if it is another than UTF-8 and the declaration could be read in it: programs that
/// write UTF-16 into a string and UTF-8 into the file leave the wrong name in it.
pub(super) fn declared_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let declaration = bytes.strip_prefix(b"<?xml")?;
    let declaration = &declaration[..memchr::memmem::find(declaration, b"?>")?];
    let named = after(declaration, b"encoding")?.trim_ascii_start();
    let named = named.strip_prefix(b"=")?.trim_ascii_start();
    let (quote, named) = named.split_first()?;
    let label = &named[..named.iter().position(|byte| byte == quote)?];
    Encoding::for_label(label)
        .filter(|encoding| *encoding != encoding_rs::UTF_8 && encoding.is_ascii_compatible())
}

/// The first element of this local name below a node, in the order of the document, whatever its namespace.
pub(super) fn find<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.descendants().find(|node| is_named(*node, name))
}

/// The first child of this local name.
pub(super) fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|node| is_named(*node, name))
}

/// Whether a node is an element of this local name.
pub(super) fn is_named(node: Node<'_, '_>, name: &str) -> bool {
    node.is_element() && node.tag_name().name() == name
}

/// The children that are elements of this local name.
pub(super) fn children<'a, 'i: 'a>(
    node: Node<'a, 'i>,
    name: &'a str,
) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |node| is_named(*node, name))
}

/// All text below a node as it stands.
pub(super) fn content(node: Node<'_, '_>) -> String {
    let texts = node.descendants().filter(Node::is_text);
    texts.filter_map(|text| text.text()).collect()
}

/// All text below a node, white space collapsed; `None` where there is none. Elements part words, unless they only set them: of
/// `<byline>Anna Ruud<byttl>Reporter</byttl></byline>`, all three are words.
pub(super) fn words(node: Node<'_, '_>) -> Option<String> {
    let mut all = String::new();
    for below in node.descendants() {
        if let Some(text) = below.text().filter(|_| below.is_text()) {
            all.push_str(text);
        } else if below.is_element()
            && !SETTING.contains(&below.tag_name().name())
            && all.ends_with(char::is_alphanumeric)
        {
            all.push(' ');
        }
    }
    let words = all.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(words).filter(|words| !words.is_empty())
}

/// Elements that only say how words are set.
const SETTING: [&str; 9] = ["a", "b", "em", "i", "q", "span", "strong", "sub", "sup"];

/// The words of the first child of this local name.
pub(super) fn child_words(node: Node<'_, '_>, name: &str) -> Option<String> {
    child(node, name).and_then(words)
}

/// An attribute, white space around it taken off; `None` where it is empty.
pub(super) fn attribute(node: Node<'_, '_>, name: &str) -> Option<String> {
    let value = node
        .attributes()
        .find(|attribute| attribute.name() == name)?;
    Some(value.value().trim().to_owned()).filter(|value| !value.is_empty())
}

/// Adds the story that is marked up below a node.
pub(super) fn add_story(node: Node<'_, '_>, blocks: &mut Blocks) {
    for child in node.children() {
        match child.node_type() {
            NodeType::Text => blocks.text(child.text().unwrap_or_default()),
            NodeType::Element => {
                let name = child.tag_name().name().to_ascii_lowercase();
                blocks.begin(&name);
                add_story(child, blocks);
                blocks.end(&name);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outermost_element_is_known_behind_what_stands_before_it() {
        let declared = "<?xml version=\"1.0\"?>\n<!-- a <b> --><!DOCTYPE nitf SYSTEM \"nitf.dtd\" [<!ENTITY x \"y>z\">]>\n<nitf>";
        assert_eq!(root(declared.as_bytes()).as_deref(), Some("nitf"));
        assert_eq!(
            root(b"<nar:newsItem guid=\"a\">").as_deref(),
            Some("newsItem")
        );
        for text in ["The wall", "", "<", "< 5 per cent", "<?xml", "<!DOCTYPE"] {
            assert_eq!(root(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn ten_thousand_elements_in_one_another_are_refused() {
        let deep = format!("{}{}", "<a>".repeat(10_000), "</a>".repeat(10_000));
        assert_eq!(
            parse(&deep).unwrap_err().to_string(),
            "is nested deeper than 128"
        );
        let flat = format!("<a>{}</a>", "<b c='/>'>d</b><e f='>'/>".repeat(1_000));
        assert!(parse(&flat).is_ok());
    }

    #[test]
    fn tags_in_character_data_are_not_counted() {
        let html = format!(
            "<a><![CDATA[{0}]]><!-- {0} --></a>",
            "<p><img src='b'>".repeat(200)
        );
        assert!(parse(&html).is_ok());
    }

    #[test]
    fn a_tag_that_never_ends_is_looked_through_once() {
        assert!(parse(&"<a b=\"".repeat(500_000)).is_err());
    }

    #[test]
    fn an_entity_bomb_is_refused() {
        let mut declared = "<!ENTITY a0 \"lol\">".to_owned();
        for n in 1..12 {
            let many = format!("&a{};", n - 1).repeat(10);
            declared.push_str(&format!("<!ENTITY a{n} \"{many}\">"));
        }
        let bomb = format!("<!DOCTYPE a [{declared}]><a>&a11;</a>");
        assert!(parse(&bomb).is_err());
    }

    #[test]
    fn an_external_entity_is_not_fetched() {
        let text = "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>";
        match parse(text) {
            Ok(document) => assert_eq!(words(document.root()), None),
            Err(what) => assert!(
                what.to_string()
                    .contains("nothing outside of a file is fetched"),
                "{what}"
            ),
        }
    }

    #[test]
    fn the_declared_encoding_is_known() {
        let latin = b"<?xml version='1.0' encoding = 'ISO-8859-1'?><a/>";
        assert_eq!(
            declared_encoding(latin).map(Encoding::name),
            Some("windows-1252")
        );
        assert_eq!(
            declared_encoding(b"<?xml version='1.0' encoding='utf-8'?>"),
            None
        );
        assert_eq!(declared_encoding(b"<a encoding='latin1'/>"), None);
        assert_eq!(
            declared_encoding(b"<?xml version='1.0' encoding='utf-16'?>"),
            None
        );
    }
}
