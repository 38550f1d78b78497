//! NewsML of the IPTC into articles: in NewsML-G2 a news item alone, or a message with several of them, each of which is one record.
//! (What stands in a `NewsML` is of version 1: [`super::newsml1`].)
//!
//! An item may carry its story in several renditions: the [best](super::rendition) is read. What carries none is said: an item may
//! be a picture, and a package only names other items.

use std::ops::Range;

use roxmltree::Node;

use super::dates::Dates;
use super::items::Items;
use super::recovery::{self, Part};
use super::rendition::{Rendition, best};
use super::xml::{self, attribute, child, child_words, children, words};
use super::{newsml1, nitf};
use crate::document::{Header, Wire};

/// What is no news item, and what it is.
const OTHER_ITEMS: [(&str, &str); 8] = [
    ("packageItem", "a package, which names other items"),
    ("groupSet", "a part of a package, which names other items"),
    ("conceptItem", "a concept"),
    ("knowledgeItem", "a list of concepts"),
    ("planningItem", "a plan of coverage"),
    ("catalogItem", "a catalog of codes"),
    ("catalog", "a catalog of codes"),
    ("contentMeta", "what is known of an item, without the item"),
];

/// Reads a file of messages, or of items, or of their content alone.
pub(super) fn read(bytes: &[u8], items: &mut Items) -> Result<(), String> {
    recovery::read(
        bytes,
        &ITEMS,
        items,
        &mut |root, part, items| match root.tag_name().name() {
            "NewsML" => newsml1::read(root, part, items),
            "newsMessage" | "itemSet" => message(root, part, items),
            _ => item(root, part.whole(), None, items),
        },
    )
}

/// What is cut out of a message that is not well-formed: of NewsML-G2, and of NewsML 1.
const ITEMS: [&str; 7] = [
    "newsItem",
    "packageItem",
    "conceptItem",
    "knowledgeItem",
    "planningItem",
    "catalogItem",
    "NewsItem",
];

fn message(root: Node<'_, '_>, part: &Part<'_>, items: &mut Items) {
    let sent = child(root, "header").and_then(|header| child_words(header, "sent"));
    let sets = root.descendants();
    for set in sets.filter(|node| xml::is_named(*node, "itemSet")) {
        for node in set.children().filter(Node::is_element) {
            let raw = part.came_at(node.range());
            item(node, raw, sent.clone(), items);
        }
    }
}

/// Reads what lies at `raw` of a file, in a message that was `sent` then.
fn item(node: Node<'_, '_>, raw: Range<usize>, sent: Option<String>, items: &mut Items) {
    let tag = node.tag_name().name();
    let name = attribute(node, "guid").unwrap_or_else(|| tag.to_owned());
    if let Some((_, what)) = OTHER_ITEMS.iter().find(|(other, _)| *other == tag) {
        return items.without_story(&name, *what);
    }
    let mut dates = Dates::default();
    let header = header(node, sent, &mut dates);
    let story = best(renditions(node)).or_else(|| match is_text(node) {
        true => Rendition::of_kill(&header),
        false => None,
    });
    match story {
        Some(story) => story
            .written_by(creator(node))
            .accept(raw, header, dates, items),
        None => items.without_story(&name, what_else(node)),
    }
}

/// What stands in the content of an item, one behind the other.
fn contents<'a, 'i>(item: Node<'a, 'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    let set = match xml::is_named(item, "contentSet") {
        true => Some(item),
        false => child(item, "contentSet"),
    };
    set.into_iter()
        .flat_map(|set| set.children())
        .filter(Node::is_element)
}

fn renditions(item: Node<'_, '_>) -> impl Iterator<Item = Rendition> {
    contents(item).filter_map(|content| {
        let content_type = attribute(content, "contenttype").unwrap_or_default();
        match content.tag_name().name() {
            "inlineXML" => Rendition::of_xml(content),
            "inlineData" => {
                let encoding = encoding(content);
                Rendition::of_data(content, &content_type, encoding.as_deref())
            }
            _ => None,
        }
    })
}

/// How data are packed.
fn encoding(inline: Node<'_, '_>) -> Option<String> {
    attribute(inline, "encoding").or_else(|| attribute(inline, "encodinguri"))
}

/// What an item holds that holds no story.
fn what_else(item: Node<'_, '_>) -> String {
    let class = class(item).unwrap_or_default();
    let kind = match class.as_str() {
        "picture" => "a picture",
        "graphic" => "a graphic",
        "animation" => "an animation",
        "video" => "a video",
        "audio" => "sound",
        _ => return what_of_text(item),
    };
    kind.to_owned()
}

/// What the content of an item is that ought to be text.
fn what_of_text(item: Node<'_, '_>) -> String {
    let inline = contents(item).find(|content| content.tag_name().name().starts_with("inline"));
    let Some(inline) = inline else {
        return match contents(item).next() {
            Some(_) => "its content lies elsewhere".to_owned(),
            None => "it has no content".to_owned(),
        };
    };
    match inline.children().find(Node::is_element) {
        Some(first) => format!("data, in `{}`", first.tag_name().name()),
        None if xml::words(inline).is_some() => what_of_data(inline),
        None => "its content is empty".to_owned(),
    }
}

/// What data are that hold no story.
fn what_of_data(inline: Node<'_, '_>) -> String {
    let content_type = attribute(inline, "contenttype").unwrap_or_default();
    match (content_type.as_str(), encoding(inline)) {
        (kind, _) if kind.starts_with("image/") => "a picture".to_owned(),
        (kind, _) if kind.starts_with("audio/") => "sound".to_owned(),
        (kind, _) if kind.starts_with("video/") => "a video".to_owned(),
        (_, Some(encoding)) if !encoding.ends_with("64") => {
            format!("data, in the encoding `{encoding}`")
        }
        ("", _) => "data".to_owned(),
        (kind, _) => format!("data of type {kind}"),
    }
}

/// What an item says of its story.
fn header(item: Node<'_, '_>, sent: Option<String>, dates: &mut Dates) -> Header {
    let (meta, content) = (child(item, "itemMeta"), child(item, "contentMeta"));
    let of_item = |name: &str| meta.and_then(|meta| child(meta, name));
    let of_content = |name: &str| content.and_then(|content| child(content, name));
    let written = |name: &str| of_content(name).and_then(words);
    let created = of_item("versionCreated").and_then(words);
    let (published, zone) = match created {
        Some(created) => dates.read(Some(created), "versionCreated"),
        None => dates.read(sent, "sent"),
    };
    let modified = dates.read(written("contentModified"), "contentModified").0;
    let mut date_of = |name: &str| dates.read(of_item(name).and_then(words), name).0;
    let info_source = of_content("infoSource").and_then(party);
    Header {
        id: String::new(),
        title: headline(content).or_else(|| of_item("title").and_then(words)),
        source: of_item("provider")
            .and_then(party)
            .or_else(|| info_source.clone()),
        published,
        wire: Some(Box::new(Wire {
            item: attribute(item, "guid"),
            version: attribute(item, "version").and_then(|version| version.parse().ok()),
            status: nitf::status(of_item("pubStatus").and_then(code).as_deref()),
            created: date_of("firstCreated"),
            revised: modified.filter(|modified| published != Some(*modified)),
            embargo: date_of("embargoed"),
            zone,
            byline: written("by"),
            dateline: written("dateline"),
            slugline: written("slugline"),
            credit: written("creditline").or(info_source),
            language: language(item, content),
            urgency: written("urgency").and_then(|urgency| urgency.parse().ok()),
            signals: all(meta, "signal", coded),
            notes: all(meta, "edNote", words),
        })),
    }
}

/// Who made the content: as good as a byline, where there is none.
fn creator(item: Node<'_, '_>) -> Option<String> {
    name(child(child(item, "contentMeta")?, "creator")?)
}

/// The main one of the headlines: without a role, or of the role `main`.
fn headline(content: Option<Node<'_, '_>>) -> Option<String> {
    let headlines = || {
        content
            .into_iter()
            .flat_map(|meta| children(meta, "headline"))
    };
    let is_main = |node: &Node<'_, '_>| {
        attribute(*node, "role").is_none_or(|role| without_scheme(&role) == "main")
    };
    let main = headlines().find(is_main).or_else(|| headlines().next());
    main.and_then(words)
}

fn language(item: Node<'_, '_>, content: Option<Node<'_, '_>>) -> Option<String> {
    let told = content.and_then(|content| child(content, "language"));
    told.and_then(|language| attribute(language, "tag"))
        .or_else(|| attribute(item, "lang"))
}

/// What is to be read of every child of this name.
fn all(
    meta: Option<Node<'_, '_>>,
    name: &str,
    read: fn(Node<'_, '_>) -> Option<String>,
) -> Vec<String> {
    meta.into_iter()
        .flat_map(|meta| children(meta, name))
        .filter_map(read)
        .collect()
}

/// The kind of content: `text`, `picture`.
fn class(item: Node<'_, '_>) -> Option<String> {
    code(child(child(item, "itemMeta")?, "itemClass")?)
}

fn is_text(item: Node<'_, '_>) -> bool {
    class(item).is_none_or(|class| class == "text")
}

/// Who something is: the name, or what stands for it.
fn party(node: Node<'_, '_>) -> Option<String> {
    name(node)
        .or_else(|| attribute(node, "qcode").map(|qcode| without_scheme(&qcode).to_owned()))
        .or_else(|| attribute(node, "literal"))
        .or_else(|| attribute(node, "uri"))
}

fn name(node: Node<'_, '_>) -> Option<String> {
    child_words(node, "name")
}

/// A code as it is written: `sig:update`.
fn coded(node: Node<'_, '_>) -> Option<String> {
    attribute(node, "qcode")
        .or_else(|| attribute(node, "uri"))
        .or_else(|| attribute(node, "literal"))
}

/// A code without its scheme: `canceled` of `stat:canceled` or of `http://cv.iptc.org/newscodes/pubstatusg2/canceled`.
fn code(node: Node<'_, '_>) -> Option<String> {
    coded(node).map(|code| match code.contains("://") {
        true => code.rsplit('/').next().unwrap_or_default().to_owned(),
        false => without_scheme(&code).to_owned(),
    })
}

fn without_scheme(qcode: &str) -> &str {
    qcode.split_once(':').map_or(qcode, |(_, code)| code)
}
