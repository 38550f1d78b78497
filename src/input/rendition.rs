//! One story as it is sent in several renditions, as NITF, as HTML and as plain text, into the best of them: a marked-up one
//! before a plain one, because its paragraphs are the sender's, and of two alike the longer one, because the other may be a summary.

use roxmltree::Node;

use super::dates::Dates;
use super::markup::{Blocks, is_of_story};
use super::{html, nitf, xml};
use crate::document::{Header, Wire};

/// A story taken out of its markup.
#[derive(Debug, Default)]
pub(super) struct Rendition {
    pub(super) text: String,
    is_marked_up: bool,
    /// What the story's own markup says of it: NITF has a head.
    pub(super) header: Header,
}

/// The best of the renditions of one story; the first of those that are equal.
pub(super) fn best(renditions: impl Iterator<Item = Rendition>) -> Option<Rendition> {
    renditions.reduce(|best, other| match other.rank() > best.rank() {
        true => other,
        false => best,
    })
}

impl Rendition {
    fn rank(&self) -> (bool, usize) {
        (self.is_marked_up, self.text.len())
    }

    /// The story in what stands below a node: NITF, XHTML, or words alone. `None` where it is none: other XML, or nothing.
    pub(super) fn of_xml(node: Node<'_, '_>, dates: &mut Dates) -> Option<Rendition> {
        if let Some(nitf) = xml::find(node, "nitf") {
            return Rendition::of_nitf(nitf, dates);
        }
        match node.children().find(Node::is_element) {
            Some(first) if is_of_story(&first.tag_name().name().to_ascii_lowercase()) => {
                let mut blocks = Blocks::default();
                xml::add_story(node, &mut blocks);
                marked_up(blocks)
            }
            Some(_) => None,
            None => Rendition::of_text(&xml::content(node), "", dates),
        }
    }

    /// The story in a string of this content type, which may be empty. `None` where it is none.
    pub(super) fn of_text(text: &str, content_type: &str, dates: &mut Dates) -> Option<Rendition> {
        let content_type = content_type.to_ascii_lowercase();
        if content_type.contains("nitf") {
            let document = xml::parse(text.trim_start()).ok()?;
            return Rendition::of_nitf(xml::find(document.root(), "nitf")?, dates);
        }
        if content_type.contains("html") || (content_type.is_empty() && is_html(text)) {
            let mut blocks = Blocks::default();
            html::add_story(text, &mut blocks);
            return marked_up(blocks);
        }
        match content_type.as_str() {
            "" | "text" => plain(text),
            named if named.starts_with("text/plain") => plain(text),
            _ => None,
        }
    }

    fn of_nitf(nitf: Node<'_, '_>, dates: &mut Dates) -> Option<Rendition> {
        Some(Rendition {
            text: nitf::story(nitf)?,
            is_marked_up: true,
            header: nitf::header(nitf, dates),
        })
    }
}

fn marked_up(blocks: Blocks) -> Option<Rendition> {
    let text = blocks.finish();
    (!text.is_empty()).then_some(Rendition {
        text,
        is_marked_up: true,
        header: Header::default(),
    })
}

/// Plain text stays as it came, but for what is empty around it.
fn plain(text: &str) -> Option<Rendition> {
    let text = text.trim_start_matches(['\n', '\r']).trim_end();
    (!text.trim().is_empty()).then(|| Rendition {
        text: text.to_owned(),
        ..Rendition::default()
    })
}

/// Whether a text of which nothing is said is HTML: it has an end tag in it, or begins with a tag.
fn is_html(text: &str) -> bool {
    text.contains("</") || text.trim_start().starts_with('<')
}

/// What is said of an item, and of what it does not say what the story's own markup says.
pub(super) fn filled_in(mut outer: Header, inner: Header) -> Header {
    outer.title = outer.title.or(inner.title);
    outer.source = outer.source.or(inner.source);
    let (Some(wire), Some(other)) = (outer.wire.as_deref_mut(), inner.wire) else {
        return outer;
    };
    let mut other = *other;
    if outer.published.is_none() {
        (outer.published, wire.zone) = (inner.published, other.zone);
    }
    if wire.item.is_none() {
        (wire.item, wire.version) = (other.item.take(), other.version);
    }
    fill_in(wire, other);
    outer
}

fn fill_in(wire: &mut Wire, other: Wire) {
    wire.status = wire.status.max(other.status);
    wire.created = wire.created.or(other.created);
    wire.revised = wire.revised.or(other.revised);
    wire.embargo = wire.embargo.or(other.embargo);
    wire.byline = wire.byline.take().or(other.byline);
    wire.dateline = wire.dateline.take().or(other.dateline);
    wire.slugline = wire.slugline.take().or(other.slugline);
    wire.credit = wire.credit.take().or(other.credit);
    wire.language = wire.language.take().or(other.language);
    wire.urgency = wire.urgency.or(other.urgency);
    wire.signals.extend(other.signals);
    wire.notes.extend(other.notes);
}
