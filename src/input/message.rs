//! Bytes of a wire into messages: a heading, a text and an end, between the control bytes that teleprinters and typesetters went by.
//! ANPA 1312 (North America, 1979 and after) and IPTC 7901 (elsewhere) frame them alike and head them differently.
//!
//! SOH heading STX text ETX end EOT, with SYN and the like before and between. What is missing of that is done without.

use std::borrow::Cow;
use std::ops::Range;

use encoding_rs::Encoding;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

use super::items::Items;
use super::{anpa, charset, code_page, iptc7901};
use crate::document::{Header, Wire};

const SOH: u8 = 1;
const STX: u8 = 2;
const ETX: u8 = 3;
const EOT: u8 = 4;
const SYN: u8 = 0x16;

/// One message: the text of its parts, control bytes still in it.
#[derive(Debug, Default)]
pub(super) struct Message {
    pub(super) heading: String,
    pub(super) text: String,
    /// What follows the text: mostly the time it was sent.
    pub(super) end: String,
    /// Its text begins with a mark and ends without.
    is_cut_short: bool,
}

/// What a message says of its story, and the story.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// The number of the message and the like: it is given out anew each day.
    pub(super) number: Option<String>,
    pub(super) title: Option<String>,
    pub(super) source: Option<String>,
    pub(super) sent: Option<Moment>,
    pub(super) wire: Wire,
    pub(super) text: String,
    /// What is wrong with it.
    pub(super) remark: Option<String>,
}

/// A moment, and the zone of the clock that it was read from; of none, where nothing is said, which is UTC.
pub(super) type Moment = (Timestamp, Option<Offset>);

/// Whether some bytes begin like a message of either kind, with its control bytes or without.
pub(super) fn begins(bytes: &[u8]) -> bool {
    let near = &bytes[..bytes.len().min(LONGEST_NOISE)];
    match without_parity(near) {
        Cow::Borrowed(_) => begins_message(bytes),
        Cow::Owned(near) => begins_message(&near),
    }
}

fn begins_message(bytes: &[u8]) -> bool {
    let start = bytes.iter().position(|byte| !is_filler(*byte));
    let start = &bytes[start.unwrap_or(bytes.len())..];
    let is_message = |rest: &[u8]| anpa::begins(rest) || iptc7901::begins(rest);
    match start {
        [SOH, rest @ ..] => is_message(rest) || holds_text(rest),
        rest if begins_bare(rest) => true,
        // The line may have been noisy before the first.
        rest => {
            let rest = &rest[..rest.len().min(LONGEST_NOISE)];
            memchr::memchr_iter(SOH, rest).any(|at| is_message(&rest[at + 1..]))
        }
    }
}

const LONGEST_NOISE: usize = 4096;

/// Whether a message begins here from which the control bytes were taken.
fn begins_bare(rest: &[u8]) -> bool {
    iptc7901::begins(rest) || anpa::begins_bare(rest)
}

/// The first line of a heading.
pub(super) fn first_line(heading: &[u8]) -> Cow<'_, str> {
    let line = &heading[..heading.len().min(LONGEST_LINE)];
    let line = line
        .split(|byte| matches!(*byte, b'\r' | b'\n' | STX))
        .next();
    String::from_utf8_lossy(line.unwrap_or_default())
}

const LONGEST_LINE: usize = 200;

/// A heading is no longer than this.
const LONGEST_HEADING: usize = 400;

/// Whether something like a heading stands before a text: many a binary file begins with a byte 1.
fn holds_text(rest: &[u8]) -> bool {
    let rest = &rest[..rest.len().min(LONGEST_HEADING)];
    let Some(end) = memchr::memchr(STX, rest) else {
        return false;
    };
    let is_plain = |byte: &u8| {
        byte.is_ascii_graphic() || matches!(byte, b' ' | b'\r' | b'\n' | 0x10..=0x14 | 0x1c..=0x1f)
    };
    let words = rest[..end]
        .iter()
        .filter(|byte| byte.is_ascii_alphanumeric());
    rest[..end].iter().all(is_plain) && words.count() >= 3
}

/// Reads a file of messages, in this encoding where it is declared.
pub(super) fn read(bytes: &[u8], declared: Option<&'static Encoding>, items: &mut Items) {
    let bytes = &*without_parity(bytes);
    let starts = starts(bytes);
    lost(
        bytes,
        0..starts.first().copied().unwrap_or(bytes.len()),
        items,
    );
    let ends = starts.iter().skip(1).copied().chain([bytes.len()]);
    for (start, end) in starts.iter().copied().zip(ends) {
        message(bytes, start..end, declared, items);
    }
}

/// Characters of seven bits whose eighth makes the number of bits in each even, or in each odd, as lines are checked: without it. Of
/// other bytes hardly any file is all even or all odd.
fn without_parity(bytes: &[u8]) -> Cow<'_, [u8]> {
    let odd = bytes.iter().filter(|byte| byte.count_ones() % 2 == 1);
    let odd = odd.count();
    let flaws = odd.min(bytes.len() - odd);
    let is_checked = bytes.len() >= SHORTEST_CHECKED && flaws <= bytes.len() / FLAWS_PER;
    match is_checked && !bytes.is_ascii() {
        true => bytes.iter().map(|byte| byte & 0x7f).collect(),
        false => Cow::Borrowed(bytes),
    }
}

/// Fewer bytes may be all even by chance.
const SHORTEST_CHECKED: usize = 64;
/// Of so many bytes of a bad line, one is wrong.
const FLAWS_PER: usize = 50;

/// Where messages begin: at SOH, with the filling before it; in a file without one, at each heading behind an empty line.
fn starts(bytes: &[u8]) -> Vec<usize> {
    let starts = memchr::memchr_iter(SOH, bytes).map(|at| {
        let filling = bytes[..at].iter().rev();
        at - filling
            .take_while(|byte| matches!(**byte, 0 | SYN | 0x7f))
            .count()
    });
    let starts: Vec<usize> = starts.collect();
    match starts.is_empty() {
        true => bare_starts(bytes),
        false => starts,
    }
}

fn bare_starts(bytes: &[u8]) -> Vec<usize> {
    let mut starts = Vec::new();
    let (mut at, mut is_behind_empty) = (0, true);
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let is_empty = line.iter().all(|byte| is_filler(*byte));
        let filling = line.iter().take_while(|byte| is_filler(**byte)).count();
        if is_behind_empty && !is_empty && begins_bare(&bytes[at + filling..]) {
            starts.push(at);
        }
        at += line.len();
        is_behind_empty = is_empty;
    }
    starts
}

/// What is sent while nothing is sent.
fn is_filler(byte: u8) -> bool {
    matches!(byte, 0 | SYN | 0x7f | b'\r' | b'\n' | b' ')
}

/// Says that some bytes belong to no message.
fn lost(bytes: &[u8], range: Range<usize>, items: &mut Items) {
    let count = bytes[range.clone()]
        .iter()
        .filter(|byte| !is_filler(**byte))
        .count();
    if count > 0 {
        items.refuse(range, format!("{count} bytes here are no message"));
    }
}

/// Reads the message that lies in these bytes, and says what lies behind its end.
fn message(
    bytes: &[u8],
    all: Range<usize>,
    declared: Option<&'static Encoding>,
    items: &mut Items,
) {
    let end = memchr::memchr(EOT, &bytes[all.clone()]).map_or(all.end, |at| all.start + at + 1);
    let filling = bytes[end..all.end].iter();
    let filling = filling.take_while(|byte| is_filler(**byte)).count();
    lost(bytes, end + filling..all.end, items);
    let raw = all.start..end + filling;
    let message = Message::of(&bytes[all.start..end], declared);
    let Some(told) = message.told() else {
        return items.refuse(raw, "has a heading neither of ANPA 1312 nor of IPTC 7901");
    };
    if message.is_cut_short {
        let what = "the end of its text is not marked: it may be cut short";
        items.remark(raw.clone(), what);
    }
    if let Some(remark) = &told.remark {
        items.remark(raw.clone(), remark);
    }
    match told.text.trim().is_empty() {
        true => items.note("a message holds no text"),
        false => items.accept(raw, header(&told), &told.text),
    }
}

/// Numbers come again each day: one is an id with its day only.
fn header(told: &Told) -> Header {
    let day = told.sent.map(|(moment, zone)| {
        let zone = zone.unwrap_or(Offset::UTC);
        zone.to_datetime(moment).date()
    });
    let id = match (&told.number, day) {
        (Some(number), Some(day)) => format!("{number}-{day}"),
        _ => String::new(),
    };
    Header {
        id,
        title: told.title.clone(),
        source: told.source.clone(),
        published: told.sent.map(|(moment, _)| moment),
        wire: Some(Box::new(Wire {
            zone: told.sent.and_then(|(_, zone)| zone),
            ..told.wire.clone()
        })),
    }
}

impl Message {
    /// The parts of a message. Where no text begins, the heading is its first line, or two of ANPA's.
    fn of(bytes: &[u8], declared: Option<&'static Encoding>) -> Message {
        let decoded = match declared {
            None if code_page::is_likely(bytes) => code_page::decode(bytes).into(),
            _ => charset::decode(bytes, charset::detect(bytes, declared)),
        };
        let rest = decoded
            .trim_start_matches(|c: char| c == '\u{1}' || (c.is_ascii() && is_filler(c as u8)));
        let rest = rest.trim_end_matches('\u{4}');
        let (heading, rest) = rest
            .split_once('\u{2}')
            .unwrap_or_else(|| split_heading(rest));
        let (text, end) = rest.split_once('\u{3}').unwrap_or((rest, ""));
        Message {
            heading: plain(heading),
            text: plain(text),
            end: plain(end),
            is_cut_short: bytes.contains(&STX) && !bytes.contains(&ETX),
        }
    }

    /// What it tells; `None` if its heading cannot be read.
    fn told(&self) -> Option<Told> {
        match anpa::is_heading(self.heading.as_bytes()) {
            true => anpa::told(self),
            false => iptc7901::told(self),
        }
    }
}

fn split_heading(rest: &str) -> (&str, &str) {
    let lines = if anpa::is_heading(rest.as_bytes()) {
        2
    } else {
        1
    };
    let mut ends = rest.match_indices('\n').map(|(at, _)| at + 1);
    let end = ends.nth(lines - 1).unwrap_or(rest.len());
    rest.split_at(end)
}

/// A part of a message as text, line ends alike.
fn plain(part: &str) -> String {
    let part = part.replace("\r\n", "\n").replace('\r', "\n");
    part.chars().filter_map(as_text).collect()
}

/// What a character is in a text: of the typesetter's bytes, those that set space are a space, and the others nothing.
pub(super) fn as_text(c: char) -> Option<char> {
    match c {
        '\n' | '\t' => Some(c),
        // A tab in a table, a space that justifies a line, marks of the kind of setting, spaces of fixed widths.
        '\u{8}' | '\u{10}'..='\u{14}' | '\u{1C}'..='\u{1F}' => Some(' '),
        c if c.is_control() => None,
        c => Some(c),
    }
}

/// A story whose end is not marked, and the date below it, if its last line is one.
pub(super) fn without_date(text: &str, sent: fn(&str) -> Option<Moment>) -> (&str, &str) {
    match text.trim_end().rsplit_once('\n') {
        Some((story, last)) if sent(last).is_some() => (story.trim_end(), last),
        _ => (text, ""),
    }
}

/// What is said of the end of a message that ought to be a date and is none; `None` where there is nothing.
pub(super) fn unread_date(end: &str) -> Option<String> {
    let line = end.lines().next()?;
    let start: String = line.chars().take(LONGEST_DATE).collect();
    let what = format!("date \"{start}\" cannot be read: the article goes without it");
    (!start.is_empty()).then_some(what)
}

/// More of it is not quoted.
const LONGEST_DATE: usize = 60;

/// A moment on the clock of a zone, which is called as wires call it, or not at all.
pub(super) fn moment(format: &str, written: &str, zone: Option<&str>) -> Option<Moment> {
    let date = DateTime::strptime(format, written).ok()?;
    let zone = match zone {
        Some(zone) => Some(offset(zone, date)?),
        None => None,
    };
    let moment = zone.unwrap_or(Offset::UTC).to_timestamp(date).ok()?;
    Some((moment, zone))
}

fn offset(zone: &str, date: DateTime) -> Option<Offset> {
    let hours = match zone.to_ascii_uppercase().as_str() {
        "GMT" | "UTC" | "Z" => 0,
        "AST" | "EDT" => -4,
        "EST" | "CDT" => -5,
        "CST" | "MDT" => -6,
        "MST" | "PDT" => -7,
        "PST" => -8,
        "CET" | "BST" | "MEZ" => 1,
        "CEST" | "MESZ" => 2,
        "ET" => return of_america("EST5EDT", date),
        "CT" => return of_america("CST6CDT", date),
        "MT" => return of_america("MST7MDT", date),
        "PT" => return of_america("PST8PDT", date),
        _ => return None,
    };
    Offset::from_hours(hours).ok()
}

/// The offset of a zone of North America, where summer has begun and ended by these rules since 1987; before, nothing is known.
fn of_america(zone: &str, date: DateTime) -> Option<Offset> {
    let summer = match date.year() {
        2007.. => "M3.2.0,M11.1.0",
        1987.. => "M4.1.0,M10.5.0",
        _ => return None,
    };
    let zone = TimeZone::posix(&format!("{zone},{summer}")).ok()?;
    Some(zone.to_offset(zone.to_timestamp(date).ok()?))
}

#[cfg(test)]
mod tests {
    use super::super::record::Reading;
    use super::*;

    const ANPA: &[u8] = b"\x16\x16\x01a0416\x1fnwirx-\r\nr i\x13\x11BC-NW--Ferries 1stLd-Writethru 03-02 0093\r\n\x02^BC-NW--Ferries, 1st Ld-Writethru,93<\r\n^Ferries idle for eighth day<\r\n^Eds: Adds quote.<\r\n^By ANNA RUUD=\r\n^Northern Wire Writer=\r\n\t   KALBORG (NW) _ The ferries stayed in\r\nport on Monday.\r\n\t   ``Nobody wants\x1cthis,'' she said.<\r\n\x03NW-KB-03-02-26 0905GMT<\r\n\n\x04";
    const IPTC: &[u8] = b"\x01nwa0124 3 pl 93  nw 1888\r\n\nFerries/strike/\r\nEXTRA\r\n\x02Ferries idle for eighth day,\r\ntalks go on =\r\n\nKalborg (nw) - The ferries stayed in port\r\non Monday.\r\n\nNobody objected.\r\n\n\x03020905 GMT Mar 26\r\n\n\x04";

    fn of(file: &[u8]) -> (Reading, Vec<String>) {
        let mut items = Items::default();
        read(file, None, &mut items);
        let (reading, texts) = items.reading(file, "desk.tst");
        let texts = (0..reading.records.len()).map(|n| texts.text(n).to_owned());
        let texts = texts.collect();
        (reading, texts)
    }

    #[test]
    fn a_message_of_anpa_has_its_paragraphs_and_its_fields() {
        assert!(begins(ANPA));
        let (reading, texts) = of(ANPA);
        assert_eq!(
            texts,
            [
                "\t   KALBORG (NW) _ The ferries stayed in\nport on Monday.\n\n\t   ``Nobody wants this,'' she said."
            ]
        );
        let header = &reading.headers[0];
        assert_eq!(header.id, "a0416-2026-03-02");
        assert_eq!(header.title.as_deref(), Some("Ferries idle for eighth day"));
        assert_eq!(header.source.as_deref(), Some("NW"));
        assert_eq!(header.published, "2026-03-02T09:05:00Z".parse().ok());
        let wire = header.wire.as_deref().unwrap();
        assert_eq!(wire.slugline.as_deref(), Some("BC-NW--Ferries"));
        assert_eq!(wire.signals, ["1stLd-Writethru"]);
        assert_eq!(wire.byline.as_deref(), Some("By ANNA RUUD"));
        assert_eq!(wire.notes, ["Eds: Adds quote.", "Northern Wire Writer"]);
        assert_eq!(wire.urgency, Some(4));
        assert_eq!(reading.faults, []);
    }

    #[test]
    fn a_message_of_iptc_7901_has_its_paragraphs_and_its_fields() {
        assert!(begins(IPTC) && begins(&IPTC[1..]));
        let (reading, texts) = of(IPTC);
        assert_eq!(
            texts,
            ["Kalborg (nw) - The ferries stayed in port\non Monday.\n\nNobody objected."]
        );
        let header = &reading.headers[0];
        assert_eq!(header.id, "nwa0124-2026-03-02");
        assert_eq!(
            header.title.as_deref(),
            Some("Ferries idle for eighth day, talks go on")
        );
        assert_eq!(header.source.as_deref(), Some("nwa"));
        assert_eq!(header.published, "2026-03-02T09:05:00Z".parse().ok());
        let wire = header.wire.as_deref().unwrap();
        assert_eq!(wire.slugline.as_deref(), Some("Ferries/strike"));
        assert_eq!(wire.urgency, Some(3));
        assert_eq!(reading.faults, []);
    }

    #[test]
    fn a_message_without_its_control_bytes_is_read_all_the_same() {
        let bare: Vec<u8> = IPTC.iter().copied().filter(|byte| *byte > 4).collect();
        let (reading, texts) = of(&bare);
        assert_eq!(texts.len(), 1);
        assert!(texts[0].ends_with("Nobody objected."), "{texts:?}");
        assert_eq!(
            reading.headers[0].title.as_deref(),
            Some("Ferries idle for eighth day, talks go on")
        );
        assert_eq!(
            reading.headers[0].published,
            "2026-03-02T09:05:00Z".parse().ok()
        );
    }

    #[test]
    fn a_file_holds_many_messages_and_a_bad_one_does_not_harm_the_others() {
        let file = [
            ANPA,
            b"\x16\x16\x01???\r\n\x02Test\x03\x04",
            IPTC,
            b"\r\njunk\r\n",
            ANPA,
        ]
        .concat();
        let (reading, texts) = of(&file);
        assert_eq!(texts.len(), 3);
        let what: Vec<&str> = reading
            .faults
            .iter()
            .map(|(_, what)| what.as_str())
            .collect();
        assert_eq!(
            what,
            [
                "has a heading neither of ANPA 1312 nor of IPTC 7901",
                "4 bytes here are no message"
            ]
        );
    }

    #[test]
    fn a_message_that_breaks_off_is_read_up_to_there() {
        let at = ANPA.len() - 80;
        let (reading, texts) = of(&ANPA[..at]);
        assert!(texts[0].starts_with("\t   KALBORG (NW) _ The ferries"));
        assert!(
            reading.faults[0].1.contains("may be cut short"),
            "{:?}",
            reading.faults
        );
    }

    #[test]
    fn letters_of_the_west_are_told_from_their_bytes() {
        let (before, after) = IPTC.split_at(IPTC.iter().position(|byte| *byte == b'K').unwrap());
        let latin = [
            before,
            b"Die F\xe4hren h\xf6ren auf, sagte Frau Gr\xfcn.\r\n\r\n",
            after,
        ]
        .concat();
        let (_, texts) = of(&latin);
        assert!(
            texts[0].starts_with("Die Fähren hören auf, sagte Frau Grün."),
            "{texts:?}"
        );
    }

    #[test]
    fn the_eighth_bit_of_a_checked_line_comes_off() {
        for wanted in [0, 1] {
            for plain in [ANPA, IPTC] {
                let mut checked: Vec<u8> = plain
                    .iter()
                    .map(|byte| byte | u8::from(byte.count_ones() % 2 != wanted) << 7)
                    .collect();
                checked[plain.len() / 2] ^= 0x80;
                assert!(begins(&checked));
                assert_eq!(of(&checked).1, of(plain).1);
            }
        }
    }

    #[test]
    fn letters_of_a_code_page_are_told_from_their_bytes() {
        let (before, after) = IPTC.split_at(IPTC.iter().position(|byte| *byte == b'K').unwrap());
        let dos = [
            before,
            b"Die F\x84hren h\x94ren auf, sagte Frau Gr\x81n, und S\x9brvik schlie\xe1t.\r\n\r\n",
            after,
        ]
        .concat();
        let text = &of(&dos).1[0];
        assert!(
            text.starts_with("Die Fähren hören auf, sagte Frau Grün, und Sørvik schließt."),
            "{text}"
        );
    }

    #[test]
    fn a_zone_of_america_knows_summer() {
        for (written, hours) in [
            ("03-02-26 0905", -5),
            ("07-02-26 0905", -4),
            ("04-03-05 0905", -4),
            ("03-20-05 0905", -5),
        ] {
            let (_, zone) = moment("%m-%d-%y %H%M", written, Some("ET")).unwrap();
            assert_eq!(zone.map(Offset::seconds), Some(hours * 3600), "{written}");
        }
        assert_eq!(moment("%m-%d-%y %H%M", "03-02-70 0905", Some("ET")), None);
    }

    const BARE: &str = "bdt0044 3 pl 41  nw 0044\n\nHafen/Streik/Küste und Inseln/\n(Eil )\nFähren fahren wieder =\n\nKalborg (nw) - Die Fähren fahren wieder.\n\n# Notizblock\n\n## Orte\n- [Hafen](Kai 3, Kalborg)\n\nnw yydd n1 ar\n\n021005 Mär 26\n\n";

    #[test]
    fn several_messages_without_their_control_bytes_are_told_apart() {
        let set = ANPA.iter().map(|byte| match byte {
            0x10.. => (*byte).max(b' '),
            _ => *byte,
        });
        let anpa: Vec<u8> = set.filter(|byte| *byte > 4).collect();
        assert!(begins(&anpa));
        let file = [BARE.as_bytes(), &anpa, b"\n\n", BARE.as_bytes()].concat();
        let (reading, texts) = of(&file);
        assert_eq!(texts.len(), 3);
        assert_eq!(texts[0], texts[2]);
        assert!(texts[1].ends_with("``Nobody wants this,'' she said."));
        assert_eq!(reading.headers[1].id, "a0416-2026-03-02");
        assert_eq!(reading.faults, []);
    }

    #[test]
    fn what_stands_behind_a_story_for_editors_is_a_note() {
        let (reading, texts) = of(BARE.as_bytes());
        assert_eq!(texts, ["Kalborg (nw) - Die Fähren fahren wieder."]);
        let header = &reading.headers[0];
        assert_eq!(header.title.as_deref(), Some("Fähren fahren wieder"));
        let wire = header.wire.as_deref().unwrap();
        assert_eq!(
            wire.slugline.as_deref(),
            Some("Hafen/Streik/Küste und Inseln")
        );
        assert_eq!(wire.signals, ["Eil"]);
        assert!(wire.notes[0].starts_with("# Notizblock"));
    }

    #[test]
    fn a_date_without_a_zone_is_utc_and_has_none() {
        let (reading, _) = of(BARE.as_bytes());
        let header = &reading.headers[0];
        assert_eq!(header.published, "2026-03-02T10:05:00Z".parse().ok());
        assert_eq!(header.wire.as_deref().unwrap().zone, None);
    }

    #[test]
    fn prose_and_programs_are_no_messages() {
        for bytes in [
            &b"The ferries stayed in port."[..],
            b"a0416 is the road to Kalborg, they said.",
            b"\x00\x01\x00\x00\x00\x02\x00",
            b"\x01\x00\x09\x00\x02",
            b"\x01",
            b"",
        ] {
            assert!(!begins(bytes), "{bytes:?}");
        }
    }

    #[test]
    fn a_heading_line_is_read_from_both_ends() {
        let heading = anpa::Heading::of("u f BC-BAHIA-COCOA-REVIEW   02-26 0105").unwrap();
        assert_eq!(heading.keyword.as_deref(), Some("BC-BAHIA-COCOA-REVIEW"));
        assert_eq!((heading.version, heading.urgency), (None, Some(3)));
        assert_eq!(anpa::Heading::of("it was a day 02-26 0105"), None);
    }
}
