//! One story as it is sent in several renditions, as NITF, as HTML and as plain text, into the best of them: a marked-up one
//! before a plain one, because its paragraphs are the sender's, and of two alike the longer one, because the other may be a summary.

use std::ops::Range;

use roxmltree::Node;

use super::dates::Dates;
use super::http::Media;
use super::items::Items;
use super::markup::{Blocks, is_of_story};
use super::{base64, charset, html, nitf, xml};
use crate::document::{Header, Status, Wire};

/// A story taken out of its markup.
#[derive(Debug, Default)]
pub(super) struct Rendition {
    text: String,
    is_marked_up: bool,
    /// What the story's own markup says of it: NITF has a head.
    header: Header,
    /// What is to be said of it.
    remarks: Vec<String>,
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

    /// A kill without words: it still says which story is killed.
    pub(super) fn of_kill(header: &Header) -> Option<Rendition> {
        (header.status() == Status::Canceled).then(Rendition::default)
    }

    /// The story as one whose author is this, unless its own markup says who it is.
    pub(super) fn written_by(mut self, author: Option<String>) -> Rendition {
        let wire = self.header.wire.get_or_insert_default();
        wire.byline = wire.byline.take().or(author);
        self
    }

    /// Hands the story on, with what the item that lies at `raw` says of it.
    pub(super) fn accept(self, raw: Range<usize>, outer: Header, dates: Dates, items: &mut Items) {
        // A date is only missed where nothing else says it.
        let remarks = match outer.published {
            Some(_) => Vec::new(),
            None => self.remarks,
        };
        for remark in dates.remarks.into_iter().chain(remarks) {
            items.remark(raw.clone(), remark);
        }
        items.accept(raw, filled_in(outer, self.header), &self.text);
    }

    /// The story in what stands below a node: NITF, XHTML, or words alone. `None` where it is none: other XML, or nothing.
    pub(super) fn of_xml(node: Node<'_, '_>) -> Option<Rendition> {
        if let Some(nitf) = xml::find(node, "nitf") {
            return Rendition::of_nitf(nitf);
        }
        match node.children().find(Node::is_element) {
            Some(first) if is_of_story(&first.tag_name().name().to_ascii_lowercase()) => {
                let mut blocks = Blocks::default();
                xml::add_story(node, &mut blocks);
                marked_up(blocks)
            }
            Some(_) => None,
            None => Rendition::of_text(&xml::content(node), ""),
        }
    }

    /// The story in a string of this content type, which may be empty. `None` where it is none.
    pub(super) fn of_text(text: &str, content_type: &str) -> Option<Rendition> {
        let content_type = content_type.to_ascii_lowercase();
        if content_type.contains("nitf") {
            let document = xml::parse(text.trim_start()).ok()?;
            return Rendition::of_nitf(xml::find(document.root(), "nitf")?);
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

    /// The story in a node's data of this content type, which are packed in this encoding if they are in any. `None` where they are none.
    pub(super) fn of_data(
        node: Node<'_, '_>,
        content_type: &str,
        encoding: Option<&str>,
    ) -> Option<Rendition> {
        let text = xml::content(node);
        match encoding {
            None => Rendition::of_text(&text, content_type),
            Some(encoding) if encoding.to_ascii_lowercase().ends_with("base64") => {
                let bytes = base64::decoded(&text)?;
                let charset = charset::detect(&bytes, Media::of(content_type).encoding);
                let text = charset::decode(&bytes[charset::mark_len(&bytes)..], charset);
                (!text.contains('\0')).then(|| Rendition::of_text(&text, content_type))?
            }
            Some(_) => None,
        }
    }

    fn of_nitf(nitf: Node<'_, '_>) -> Option<Rendition> {
        let mut dates = Dates::default();
        Some(Rendition {
            text: nitf::story(nitf)?,
            is_marked_up: true,
            header: nitf::header(nitf, &mut dates),
            remarks: dates.remarks,
        })
    }
}

fn marked_up(blocks: Blocks) -> Option<Rendition> {
    let text = blocks.finish();
    (!text.is_empty()).then_some(Rendition {
        text,
        is_marked_up: true,
        ..Rendition::default()
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
fn filled_in(mut outer: Header, inner: Header) -> Header {
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
