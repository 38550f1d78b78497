//! RSS (.9x, 1.0, 2.0) and Atom into articles: what readers subscribe to. The story is an entry's content where it is sent, else its description or summary.

use std::ops::Range;

use roxmltree::Node;

use super::dates::Dates;
use super::html;
use super::items::Items;
use super::markup::Blocks;
use super::recovery::{self, Part};
use super::rendition::{Rendition, best};
use super::xml::{self, attribute, words};
use crate::document::{Header, Wire};

/// Namespaces of what is read, by how they begin. Others' extensions have a `title` and a `content` too, of pictures and of sound.
const NAMESPACES: [&str; 5] = [
    "http://purl.org/atom/",
    "http://purl.org/dc/",
    "http://purl.org/rss/1.0/",
    "http://my.netscape.com/rdf/",
    "http://www.w3.org/2005/Atom",
];

/// Where the story may stand, the best first.
const CONTENTS: [&str; 4] = ["encoded", "content", "description", "summary"];

/// Reads a feed, or a single entry.
pub(super) fn read(bytes: &[u8], items: &mut Items) -> Result<(), String> {
    recovery::read(
        bytes,
        &["item", "entry"],
        items,
        &mut |root, part, items| match xml::is_named(root, "entry") {
            true => entry(root, &Channel::of(root), part.whole(), items),
            false => feed(root, part, items),
        },
    )
}

fn feed(root: Node<'_, '_>, part: &Part<'_>, items: &mut Items) {
    // RSS 1.0 has its items beside the channel.
    let channel = Channel::of(field(root, "channel").unwrap_or(root));
    let entries: Vec<_> = root.descendants().filter(is_entry).collect();
    if entries.is_empty() {
        items.note("holds no entries");
    }
    for node in entries {
        entry(node, &channel, part.came_at(node.range()), items);
    }
}

/// What a feed says of all its entries: looked for once, because it may stand behind a hundred thousand of them.
struct Channel {
    title: Option<String>,
    language: Option<String>,
}

impl Channel {
    fn of(channel: Node<'_, '_>) -> Channel {
        Channel {
            title: field(channel, "title").and_then(words),
            language: field(channel, "language").and_then(words),
        }
    }
}

fn is_entry(node: &Node<'_, '_>) -> bool {
    (xml::is_named(*node, "item") || xml::is_named(*node, "entry")) && is_of_feed(*node)
}

fn entry(node: Node<'_, '_>, channel: &Channel, raw: Range<usize>, items: &mut Items) {
    let mut dates = Dates::default();
    let header = header(node, channel, &mut dates);
    match story(node) {
        Some(story) => story.accept(raw, header, dates, items),
        None => {
            let name = header.wire.and_then(|wire| wire.item);
            let name = name.as_deref().unwrap_or("item");
            items.without_story(name, "a headline alone");
        }
    }
}

fn story(entry: Node<'_, '_>) -> Option<Rendition> {
    CONTENTS.into_iter().find_map(|name| {
        let contents = entry.children().filter(|node| is_field(*node, name));
        best(contents.filter_map(|content| rendition(content)))
    })
}

/// What stands in an element: XHTML as it is, HTML as a string, or plain text.
fn rendition(content: Node<'_, '_>) -> Option<Rendition> {
    if content.children().any(|child| child.is_element()) {
        return Rendition::of_xml(content);
    }
    let content_type = match is_plain(content) {
        true => "text/plain",
        false => "text/html",
    };
    Rendition::of_text(&xml::content(content), content_type)
}

fn header(entry: Node<'_, '_>, channel: &Channel, dates: &mut Dates) -> Header {
    let written = |name: &str| field(entry, name).and_then(words);
    let first = |names: &[&'static str]| {
        let found = names.iter().find_map(|name| Some((written(name)?, *name)));
        found.map_or((None, "date"), |(value, name)| (Some(value), name))
    };
    let (moment, name) = first(&[
        "pubDate",
        "updated",
        "modified",
        "date",
        "published",
        "issued",
    ]);
    let (published, zone) = dates.read(moment, name);
    let (created, name) = first(&["published", "issued", "created"]);
    let created = dates.read(created, name).0;
    Header {
        id: String::new(),
        title: field(entry, "title").and_then(title),
        source: channel.title.clone(),
        published,
        wire: Some(Box::new(Wire {
            item: written("guid")
                .or_else(|| written("id"))
                .or_else(|| link(entry)),
            created: created.filter(|created| published != Some(*created)),
            zone,
            byline: written("creator").or_else(|| author(entry)),
            credit: field(entry, "source").and_then(|source| match field(source, "title") {
                Some(title) => words(title),
                None => words(source),
            }),
            language: language(entry, channel),
            ..Wire::default()
        })),
    }
}

/// A headline, which may be HTML in a string: `Fish &amp;amp; chips`.
fn title(title: Node<'_, '_>) -> Option<String> {
    let words = words(title)?;
    if is_plain(title) {
        return Some(words);
    }
    let mut blocks = Blocks::default();
    html::add_story(&words, &mut blocks);
    Some(blocks.finish()).filter(|words| !words.is_empty())
}

/// Whether what stands in an element is plain text, which only Atom can say.
fn is_plain(node: Node<'_, '_>) -> bool {
    let told = attribute(node, "type");
    is_atom(node) && told.is_none_or(|told| matches!(told.as_str(), "text" | "text/plain"))
}

/// What an entry links to: of RSS in words, of Atom in an attribute.
fn link(entry: Node<'_, '_>) -> Option<String> {
    let links = || entry.children().filter(|node| is_field(*node, "link"));
    let is_its_own =
        |node: &Node<'_, '_>| attribute(*node, "rel").is_none_or(|rel| rel == "alternate");
    links()
        .filter(is_its_own)
        .find_map(|link| words(link).or_else(|| attribute(link, "href")))
        .or_else(|| attribute(entry, "about"))
}

/// The name of the author; RSS has it as `anna@example.org (Anna Ruud)`.
fn author(entry: Node<'_, '_>) -> Option<String> {
    let author = field(entry, "author")?;
    let written = field(author, "name").map_or_else(|| words(author), words)?;
    let (_, named) = written.split_once('(').unwrap_or(("", &written));
    Some(named.trim_end_matches(')').trim().to_owned())
}

fn language(entry: Node<'_, '_>, channel: &Channel) -> Option<String> {
    let of_any = |node: Node<'_, '_>| {
        let of_xml = |node: Node<'_, '_>| attribute(node, "lang");
        node.ancestors().find_map(of_xml)
    };
    of_any(entry).or_else(|| channel.language.clone())
}

fn field<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|child| is_field(*child, name))
}

fn is_field(node: Node<'_, '_>, name: &str) -> bool {
    xml::is_named(node, name) && is_of_feed(node)
}

fn is_of_feed(node: Node<'_, '_>) -> bool {
    let namespace = node.tag_name().namespace();
    namespace.is_none_or(|namespace| NAMESPACES.iter().any(|own| namespace.starts_with(own)))
}

fn is_atom(node: Node<'_, '_>) -> bool {
    let namespace = node.tag_name().namespace().unwrap_or_default();
    namespace.contains("tom")
}
