//! The SGML of the Reuters-21578 collection into articles: a year of one agency's wire, 1987, with its control bytes as entities.
//!
//! It is no XML (no outermost element, entities such as `&#3;`), and all of it that matters is a handful of elements that never lie
//! in one another twice, so they are looked for by name.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memmem;

use super::anpa::Heading;
use super::items::Items;
use super::{charset, date};
use crate::document::{Header, Wire};

/// Reads a file of such records.
pub(super) fn read(bytes: &[u8], items: &mut Items) {
    let mut starts: Vec<usize> = memmem::find_iter(bytes, "<REUTERS").collect();
    starts.push(bytes.len());
    for pair in starts.windows(2) {
        let all = &bytes[pair[0]..pair[1]];
        match memmem::find(all, END) {
            Some(end) => record(bytes, pair[0]..pair[0] + end + END.len(), items),
            None => items.refuse(pair[0]..pair[1], "breaks off: its `</REUTERS>` is missing"),
        }
    }
}

const END: &[u8] = b"</REUTERS>";

/// Reads one record.
fn record(bytes: &[u8], raw: Range<usize>, items: &mut Items) {
    let record = charset::decode(
        &bytes[raw.clone()],
        charset::detect(&bytes[raw.clone()], None),
    );
    let (tag, record) = record.split_once('>').unwrap_or_default();
    let Some(text) = element(record, "TEXT") else {
        return items.refuse(raw, "has no element `TEXT`");
    };
    let title = element(text, "TITLE").map(words);
    let Some(story) = story(text).or(title.clone()) else {
        let id = attribute(tag, "NEWID").unwrap_or_default();
        return items.note(format!("record {id} holds no text"));
    };
    let date = element(record, "DATE").map(unescaped).unwrap_or_default();
    // A remark of the collection's makers may follow it.
    let date = date.split('#').next().unwrap_or_default();
    let published = date::from_format(DATE, date);
    if published.is_none() {
        let what = format!(
            "date \"{}\" cannot be read: the article goes without it",
            date.trim()
        );
        items.remark(raw.clone(), what);
    }
    let header = Header {
        id: attribute(tag, "NEWID").unwrap_or_default().to_owned(),
        title: title.filter(|title| !title.is_empty()),
        source: is_signed(&story).then(|| "Reuters".to_owned()),
        published,
        wire: Some(Box::new(wire(record, text))),
    };
    items.accept(raw, header, &story);
}

/// `26-FEB-1987 15:01:01.79`. No zone is given; it is read as UTC.
const DATE: &str = "%d-%b-%Y %H:%M:%S%.f";

fn wire(record: &str, text: &str) -> Wire {
    // The line that the wire sent before the story, among control bytes.
    let heading = element(record, "UNKNOWN")
        .map(unescaped)
        .unwrap_or_default();
    let heading = heading
        .lines()
        .rev()
        .find_map(Heading::of)
        .unwrap_or_default();
    let headed = |name: &str| {
        let field = element(text, name).map(words)?;
        Some(field).filter(|field| !field.is_empty())
    };
    Wire {
        byline: headed("AUTHOR"),
        dateline: headed("DATELINE").map(|line| line.trim_end_matches([' ', '-']).to_owned()),
        slugline: heading.keyword,
        signals: heading.version.into_iter().collect(),
        urgency: heading.urgency,
        ..Wire::default()
    }
}

/// The body, with its line ends and indents as they came; of what was never cut into its parts (`UNPROC`, `BRIEF`), all that is
/// no part.
fn story(text: &str) -> Option<String> {
    let story = match element(text, "BODY") {
        Some(body) => unescaped(body),
        None => unescaped(&without_elements(text)),
    };
    let story = story.trim_end();
    let story = story.trim_start_matches(['\n', '*']);
    Some(story.to_owned()).filter(|story| !matches!(story.trim(), "" | FILLER))
}

/// What the collection puts where a brief is its headline alone.
const FILLER: &str = "Blah blah blah.";

/// What stands outside of all elements.
fn without_elements(text: &str) -> String {
    let mut left = text.to_owned();
    for name in ["TITLE", "AUTHOR", "DATELINE"] {
        if let Some((before, _, after)) = around(&left, name) {
            left = [before, after].concat();
        }
    }
    left
}

/// The content of the first element of this name.
fn element<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    around(text, name).map(|(_, inner, _)| inner)
}

/// What stands before, in and after the first element of this name.
fn around<'t>(text: &'t str, name: &str) -> Option<(&'t str, &'t str, &'t str)> {
    let start = text.find(&format!("<{name}"))?;
    let inner = start + text[start..].find('>')? + 1;
    let end = format!("</{name}>");
    let len = text[inner..].find(&end)?;
    let after = inner + len + end.len();
    Some((&text[..start], &text[inner..inner + len], &text[after..]))
}

/// The value of an attribute in a tag.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split('"').next().filter(|value| !value.is_empty())
}

fn words(text: &str) -> String {
    let text = unescaped(text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Entities into what they stand for. Control bytes, which framed the story on the wire, stand for nothing.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let entity = rest.find(';').filter(|end| *end <= LONGEST_ENTITY);
        let read = entity.and_then(|end| Some((meaning(&rest[1..end])?, end + 1)));
        match read {
            Some((meaning, len)) => {
                plain.push_str(&meaning);
                rest = &rest[len..];
            }
            None => {
                plain.push('&');
                rest = &rest[1..];
            }
        }
    }
    plain.push_str(rest);
    plain
}

/// `#8364` and a bit.
const LONGEST_ENTITY: usize = 8;

fn meaning(entity: &str) -> Option<Cow<'static, str>> {
    Some(match entity {
        "lt" => "<".into(),
        "gt" => ">".into(),
        "amp" => "&".into(),
        "quot" => "\"".into(),
        number => {
            let sign = char::from_u32(number.strip_prefix('#')?.parse().ok()?)?;
            match sign.is_control() && !matches!(sign, '\n' | '\t') {
                true => "".into(),
                false => sign.to_string().into(),
            }
        }
    })
}

/// Whether the agency's name stands behind the story, as it does in its own.
fn is_signed(story: &str) -> bool {
    let last = story.split_whitespace().next_back().unwrap_or_default();
    ["reuter", "reuters"].contains(&last.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::super::record::Reading;
    use super::*;

    const RECORD: &str = "<REUTERS TOPICS=\"YES\" LEWISSPLIT=\"TRAIN\" OLDID=\"5544\" NEWID=\"17\">
<DATE> 2-MAR-1987 09:05:01.79</DATE>
<TOPICS><D>ship</D></TOPICS>
<UNKNOWN> \n&#5;&#5;&#5;C T\n&#22;&#22;&#1;f0704&#31;reute\nu f BC-KALBORG-FERRIES   03-02 0105</UNKNOWN>
<TEXT>&#2;
<TITLE>FERRIES &lt;NWF> IDLE</TITLE>
<AUTHOR>    By Anna Ruud, Reuters</AUTHOR>
<DATELINE>    KALBORG, March 2 - </DATELINE><BODY>The ferries of R&amp;D Lines stayed
in port.
    Nobody objected.
 Reuter
&#3;</BODY></TEXT>
</REUTERS>
";

    fn of(file: &str) -> (Reading, Vec<String>) {
        let mut items = Items::default();
        read(file.as_bytes(), &mut items);
        let (reading, texts) = items.reading(file.as_bytes(), "reut2.sgm");
        let texts = (0..reading.records.len()).map(|n| texts.text(n).to_owned());
        let texts = texts.collect();
        (reading, texts)
    }

    #[test]
    fn a_story_has_its_lines_as_they_came_and_its_fields() {
        let (reading, texts) = of(RECORD);
        assert_eq!(
            texts,
            ["The ferries of R&D Lines stayed\nin port.\n    Nobody objected.\n Reuter"]
        );
        let header = &reading.headers[0];
        assert_eq!(
            (header.id.as_str(), header.source.as_deref()),
            ("17", Some("Reuters"))
        );
        assert_eq!(header.title.as_deref(), Some("FERRIES <NWF> IDLE"));
        assert_eq!(header.published, "1987-03-02T09:05:01.79Z".parse().ok());
        let wire = header.wire.as_deref().unwrap();
        assert_eq!(wire.dateline.as_deref(), Some("KALBORG, March 2"));
        assert_eq!(wire.byline.as_deref(), Some("By Anna Ruud, Reuters"));
        assert_eq!(wire.slugline.as_deref(), Some("BC-KALBORG-FERRIES"));
        assert_eq!(wire.urgency, Some(3));
        assert_eq!(reading.faults, []);
    }

    #[test]
    fn what_was_never_cut_into_its_parts_is_read_whole() {
        let raw = RECORD.split("<TEXT>").next().unwrap();
        let unprocessed = format!(
            "{raw}<TEXT TYPE=\"UNPROC\">&#2;\nFERRIES IDLE\n    The ferries stayed.\n&#3;</TEXT></REUTERS>"
        );
        let (reading, texts) = of(&unprocessed);
        assert_eq!(texts, ["FERRIES IDLE\n    The ferries stayed."]);
        assert_eq!(reading.headers[0].source, None);
        let brief = format!(
            "{raw}<TEXT TYPE=\"BRIEF\">&#2;\n******<TITLE>NORTHERN FERRIES IDLE\n</TITLE>Blah blah blah.\n&#3;\n</TEXT></REUTERS>"
        );
        assert_eq!(of(&brief).1, ["NORTHERN FERRIES IDLE"]);
        let with_words = brief.replace("Blah blah blah.", "Nobody objected.");
        assert_eq!(of(&with_words).1, ["Nobody objected."]);
    }

    #[test]
    fn one_damaged_record_does_not_harm_the_others() {
        let broken = RECORD.replace("</REUTERS>", "");
        let undated = RECORD.replace(" 2-MAR-1987", "SPRING");
        let file = [
            "<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n",
            &broken,
            RECORD,
            &undated,
        ]
        .concat();
        let (reading, texts) = of(&file);
        assert_eq!(texts.len(), 2);
        assert_eq!(reading.faults.len(), 2);
        assert!(reading.faults[0].1.contains("breaks off"));
        assert!(reading.faults[1].1.contains("SPRING"));
    }

    #[test]
    fn entities_are_what_they_stand_for() {
        assert_eq!(
            unescaped("a &lt;b> R&amp;D &#163;&#3; AT&T & co; &#x; &"),
            "a <b> R&D £ AT&T & co; &#x; &"
        );
    }
}
