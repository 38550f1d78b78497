//! NITF 3.x, the News Industry Text Format of the IPTC, into articles. The same body stands inside of NewsML-G2 and NewsML 1.2.

use roxmltree::Node;

use super::dates::Dates;
use super::items::Items;
use super::markup::Blocks;
use super::xml::{self, attribute, child, find, words};
use crate::document::{Header, Status, Wire};

/// Reads a file that is one NITF document.
pub(super) fn read(bytes: &[u8], items: &mut Items) -> Result<(), String> {
    let text =
        std::str::from_utf8(bytes).map_err(|_| "is not UTF-8, nor declared to be anything else")?;
    let document = xml::parse(text)?;
    let whole = 0..bytes.len();
    let mut dates = Dates::default();
    let nitf = document.root_element();
    let header = header(nitf, &mut dates);
    for remark in dates.remarks {
        items.remark(whole.clone(), remark);
    }
    match story(nitf) {
        Some(text) => items.accept(whole, header, &text),
        None => items.note("holds no text"),
    }
    Ok(())
}

/// What a document says of its story.
pub(super) fn header(nitf: Node<'_, '_>, dates: &mut Dates) -> Header {
    let docdata = find(nitf, "docdata");
    let data = |name: &str| docdata.and_then(|data| child(data, name));
    let of = |name: &str, field: &str| data(name).and_then(|node| attribute(node, field));
    let head = find(nitf, "body.head");
    let headed = |name: &str| head.and_then(|head| find(head, name)).and_then(words);
    let (published, zone) = dates.read(of("date.issue", "norm"), "date.issue");
    let item = of("doc-id", "id-string");
    let version = find(nitf, "du-key").and_then(|key| attribute(key, "version"));
    Header {
        id: item.clone().unwrap_or_default(),
        title: headed("hl1").or_else(|| headed("hedline")),
        source: of("doc-id", "regsrc").or_else(|| headed("distributor")),
        published,
        wire: Some(Box::new(Wire {
            version: version.and_then(|version| version.parse().ok()),
            status: status(
                of("ed-msg", "status")
                    .as_deref()
                    .or(management_status(docdata).as_deref()),
            ),
            embargo: dates.read(of("date.release", "norm"), "date.release").0,
            zone,
            byline: headed("byline"),
            dateline: headed("dateline"),
            slugline: of("du-key", "key"),
            credit: of("doc-id", "regsrc"),
            language: attribute(nitf, "lang"),
            urgency: of("urgency", "ed-urg").and_then(|urgency| urgency.parse().ok()),
            notes: of("ed-msg", "info").into_iter().collect(),
            item,
            ..Wire::default()
        })),
    }
}

/// `management-status` of docdata: `usable`, `embargoed`, `withheld`, `canceled`.
fn management_status(docdata: Option<Node<'_, '_>>) -> Option<String> {
    docdata.and_then(|data| attribute(data, "management-status"))
}

/// A status as the IPTC's formats write it, with or without the prefix of a scheme.
pub(super) fn status(written: Option<&str>) -> Status {
    let name = written
        .unwrap_or_default()
        .rsplit(':')
        .next()
        .unwrap_or_default();
    match name.trim().to_ascii_lowercase().as_str() {
        "canceled" | "cancelled" | "killed" => Status::Canceled,
        "withheld" | "embargoed" => Status::Withheld,
        _ => Status::Usable,
    }
}

/// The text of the body; of a document without one, of all of it. `None` where it holds none.
pub(super) fn story(nitf: Node<'_, '_>) -> Option<String> {
    let body = find(nitf, "body.content").or_else(|| find(nitf, "body"))?;
    let mut blocks = Blocks::default();
    xml::add_story(body, &mut blocks);
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
   <p>Nobody objected.</p>
  </body.content>
 </body>
</nitf>"#;

    #[test]
    fn a_story_has_its_fields_and_its_paragraphs() {
        let mut items = Items::default();
        read(STORY.as_bytes(), &mut items).unwrap();
        let (reading, texts) = items.reading(STORY.as_bytes(), "ferries.xml");
        assert_eq!(
            texts.text(0),
            "The ferries stayed in port.\n\nNobody objected."
        );
        let header = &reading.headers[0];
        assert_eq!(header.id, "nw-0301");
        assert_eq!(header.title.as_deref(), Some("Ferries idle"));
        assert_eq!(header.source.as_deref(), Some("Northern Wire"));
        assert_eq!(header.published, "2026-03-02T09:05:00Z".parse().ok());
        let wire = header.wire.as_deref().unwrap();
        assert_eq!((wire.version, wire.urgency), (Some(2), Some(4)));
        assert_eq!(wire.byline.as_deref(), Some("By Anna Ruud"));
        assert_eq!(wire.zone.map(|zone| zone.seconds()), Some(3600));
        assert_eq!(reading.faults, []);
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
