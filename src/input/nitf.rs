//! NITF 3.x, the News Industry Text Format of the IPTC, into articles. The same markup stands inside of NewsML and of ninjs.
//!
//! The story is what stands in the content of the body, sub-headlines and tables with it. Captions are no part of it (one picture runs
//! under many stories), nor are notes to editors and what stands behind the story (its tagline).

use std::ops::Range;

use roxmltree::Node;

use super::dates::Dates;
use super::items::Items;
use super::markup::Blocks;
use super::recovery;
use super::xml::{self, attribute, child, children, find, words};
use crate::document::{Header, Status, Wire};

/// Reads a file of NITF documents: mostly one.
pub(super) fn read(bytes: &[u8], items: &mut Items) -> Result<(), String> {
    recovery::read(bytes, &["nitf"], items, &mut |nitf, part, items| {
        document(nitf, part.whole(), items);
    })
}

/// Reads the document that lies at `raw` of a file.
fn document(nitf: Node<'_, '_>, raw: Range<usize>, items: &mut Items) {
    let mut dates = Dates::default();
    let header = header(nitf, &mut dates);
    let text = story(nitf);
    if text.is_none() && header.status() != Status::Canceled {
        let name = header.wire.and_then(|wire| wire.item).unwrap_or_default();
        return items.without_story(&name, "its body is empty");
    }
    for remark in dates.remarks {
        items.remark(raw.clone(), remark);
    }
    items.accept(raw, header, &text.unwrap_or_default());
}

/// What a document says of its story.
pub(super) fn header(nitf: Node<'_, '_>, dates: &mut Dates) -> Header {
    let head = Head::of(nitf);
    let (published, zone) = head.published(dates);
    let key = head.data("du-key");
    let version = key.and_then(|key| attribute(key, "version"));
    let source = head.of_data("doc-id", "regsrc");
    Header {
        id: String::new(),
        title: head.line("hl1").or_else(|| head.line("hedline")),
        source: head.line("distributor").or_else(|| source.clone()),
        published,
        wire: Some(Box::new(Wire {
            item: head.of_data("doc-id", "id-string"),
            version: version.and_then(|version| version.parse().ok()),
            status: status(
                head.docdata
                    .and_then(|data| attribute(data, "management-status"))
                    .as_deref(),
            ),
            revised: head
                .revised(dates)
                .filter(|revised| published != Some(*revised)),
            embargo: head.date(dates, "date.release"),
            zone,
            byline: head
                .line("byline")
                .or_else(|| find(nitf, "tagline").and_then(words)),
            dateline: head.line("dateline"),
            slugline: key.and_then(|key| attribute(key, "key")),
            credit: source.or_else(|| head.of_data("doc.copyright", "holder")),
            language: attribute(nitf, "lang"),
            urgency: head
                .of_data("urgency", "ed-urg")
                .and_then(|urgency| urgency.parse().ok()),
            signals: head.signals(),
            notes: head.notes(),
            ..Wire::default()
        })),
    }
}

/// Where a document says what it is: in the data of its head, and in the head of its body.
struct Head<'a, 'i> {
    nitf: Node<'a, 'i>,
    docdata: Option<Node<'a, 'i>>,
    body_head: Option<Node<'a, 'i>>,
}

impl<'a, 'i> Head<'a, 'i> {
    fn of(nitf: Node<'a, 'i>) -> Head<'a, 'i> {
        Head {
            nitf,
            docdata: find(nitf, "docdata"),
            body_head: find(nitf, "body.head"),
        }
    }

    fn data(&self, name: &str) -> Option<Node<'a, 'i>> {
        child(self.docdata?, name)
    }

    fn of_data(&self, name: &str, field: &str) -> Option<String> {
        attribute(self.data(name)?, field)
    }

    /// The words of a line over the story.
    fn line(&self, name: &str) -> Option<String> {
        words(find(self.body_head?, name)?)
    }

    fn date(&self, dates: &mut Dates, name: &str) -> Option<jiff::Timestamp> {
        dates.read(self.of_data(name, "norm"), name).0
    }

    /// When it was issued; else when it was printed; else the date under its headline.
    fn published(&self, dates: &mut Dates) -> (Option<jiff::Timestamp>, Option<jiff::tz::Offset>) {
        let printed = || attribute(find(self.nitf, "pubdata")?, "date.publication");
        let dated = || attribute(find(self.body_head?, "story.date")?, "norm");
        let (written, field) = match self.of_data("date.issue", "norm") {
            Some(issued) => (Some(issued), "date.issue"),
            None => match printed() {
                Some(printed) => (Some(printed), "date.publication"),
                None => (dated(), "story.date"),
            },
        };
        dates.read(written, field)
    }

    /// When the last of its revisions was made.
    fn revised(&self, dates: &mut Dates) -> Option<jiff::Timestamp> {
        let head = child(self.nitf, "head")?;
        let revisions = children(head, "revision-history").collect::<Vec<_>>();
        let norms = revisions.iter().filter_map(|node| attribute(*node, "norm"));
        norms
            .filter_map(|norm| dates.read(Some(norm), "revision-history").0)
            .max()
    }

    /// Of what kind the version is: a correction, a part of a series, a message to editors.
    fn signals(&self) -> Vec<String> {
        let named = |name: &str, field: &str| {
            let data = self.data(name)?;
            Some(match attribute(data, field) {
                Some(value) => format!("{name}: {value}"),
                None => name.to_owned(),
            })
        };
        [
            named("correction", "info"),
            named("series", "series.name"),
            named("ed-msg", "msg-type"),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn notes(&self) -> Vec<String> {
        let message = self.of_data("ed-msg", "info");
        let notes = self.nitf.descendants().filter(is_note).filter_map(words);
        message.into_iter().chain(notes).collect()
    }
}

fn is_note(node: &Node<'_, '_>) -> bool {
    xml::is_named(*node, "note")
}

/// A status as the IPTC's formats write it, with or without the prefix of a scheme.
pub(super) fn status(written: Option<&str>) -> Status {
    let name = written
        .unwrap_or_default()
        .rsplit([':', '/'])
        .next()
        .unwrap_or_default();
    match name.trim().to_ascii_lowercase().as_str() {
        "canceled" | "cancelled" | "killed" => Status::Canceled,
        "withheld" | "embargoed" => Status::Withheld,
        _ => Status::Usable,
    }
}

/// The text of the body's content; of a body without such a part, of all but its head and its end. `None` where it holds none.
pub(super) fn story(nitf: Node<'_, '_>) -> Option<String> {
    let body = find(nitf, "body")?;
    let mut blocks = Blocks::default();
    let parts: Vec<_> = children(body, "body.content").collect();
    if parts.is_empty() {
        xml::add_story(body, &mut blocks);
    }
    for part in parts {
        xml::add_story(part, &mut blocks);
    }
    Some(blocks.finish()).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: &str = r#"<?xml version="1.0"?>
<!DOCTYPE nitf PUBLIC "-//IPTC//DTD NITF 3.4//EN" "nitf-3-4.dtd">
<nitf xml:lang="en">
 <head><docdata management-status="usable">
   <doc-id id-string="nw-0301" regsrc="Northern Wire"/>
   <urgency ed-urg="4"/>
   <date.issue norm="20260302T100500+0100"/>
   <du-key key="ferries" version="2"/>
 </docdata></head>
 <body>
  <body.head><hedline><hl1>Ferries idle</hl1></hedline><byline>By Anna Ruud</byline></body.head>
  <body.content>
   <p>The ferries stayed
      in port.</p>
   <media media-type="image"><media-caption>An empty pier.</media-caption></media>
   <note noteclass="editorsnote"><body.content><p>A picture will follow.</p></body.content></note>
   <hl2>On the islands</hl2>
   <table><tr><td>Skarra</td><td>4</td></tr><tr><td>Elm</td><td>2</td></tr></table>
   <p>Nobody objected.</p>
  </body.content>
  <body.end><tagline>By Jon Vik; edited by Per Lund</tagline></body.end>
 </body>
</nitf>"#;

    #[test]
    fn a_story_has_its_fields_and_its_paragraphs() {
        let mut items = Items::default();
        read(STORY.as_bytes(), &mut items).unwrap();
        let (reading, texts) = items.reading(STORY.as_bytes(), "ferries.xml");
        assert_eq!(
            texts.text(0),
            "The ferries stayed in port.\n\nOn the islands\n\nSkarra 4\n\nElm 2\n\nNobody objected."
        );
        let header = &reading.headers[0];
        assert_eq!(header.id, "nw-0301#2");
        assert_eq!(header.title.as_deref(), Some("Ferries idle"));
        assert_eq!(header.source.as_deref(), Some("Northern Wire"));
        assert_eq!(header.published, "2026-03-02T09:05:00Z".parse().ok());
        let wire = header.wire.as_deref().unwrap();
        assert_eq!((wire.version, wire.urgency), (Some(2), Some(4)));
        assert_eq!(wire.byline.as_deref(), Some("By Anna Ruud"));
        assert_eq!(wire.notes, ["A picture will follow."]);
        assert_eq!(wire.zone.map(|zone| zone.seconds()), Some(3600));
        assert_eq!(reading.faults, []);
    }

    #[test]
    fn a_correction_and_an_embargo_are_told() {
        let story = STORY.replace(
            "<urgency",
            r#"<correction info="wrong pier"/><date.release norm="20260303T050000Z"/><urgency"#,
        );
        let document = xml::parse(&story).unwrap();
        let header = header(document.root_element(), &mut Dates::default());
        let wire = header.wire.unwrap();
        assert_eq!(wire.signals, ["correction: wrong pier"]);
        assert_eq!(wire.embargo, "2026-03-03T05:00:00Z".parse().ok());
    }

    #[test]
    fn the_date_under_the_headline_stands_in_for_that_of_issue() {
        let nitf = "<nitf><body><body.head><dateline>KALBORG, <story.date norm='20260302'>March 2</story.date></dateline></body.head></body></nitf>";
        let document = xml::parse(nitf).unwrap();
        let header = header(document.root_element(), &mut Dates::default());
        assert_eq!(header.published, "2026-03-02T00:00:00Z".parse().ok());
        assert_eq!(
            header.wire.unwrap().dateline.as_deref(),
            Some("KALBORG, March 2")
        );
    }

    #[test]
    fn a_body_without_a_part_for_its_content_is_read_without_its_head() {
        let nitf = "<nitf><body><body.head><hedline><hl1>Ferries idle</hl1></hedline></body.head><p>One.</p></body></nitf>";
        let document = xml::parse(nitf).unwrap();
        assert_eq!(story(document.root_element()).as_deref(), Some("One."));
    }

    #[test]
    fn a_date_that_cannot_be_read_is_said() {
        let story = STORY.replace("20260302T100500+0100", "in spring");
        let mut items = Items::default();
        read(story.as_bytes(), &mut items).unwrap();
        let (reading, _) = items.reading(story.as_bytes(), "ferries.xml");
        assert_eq!(reading.headers[0].published, None);
        assert!(
            reading.faults[0].1.contains("in spring"),
            "{:?}",
            reading.faults
        );
    }
}
