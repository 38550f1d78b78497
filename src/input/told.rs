//! The fields of a JSON record that say what newsrooms' formats say, into a [`Wire`]: under the names that `wireprint read` writes.
//!
//! Archives have fields of such names that mean something else, and a million records of them. So the others are read only if one of
//! those that tell versions apart is there and makes sense: a number as `version`, a known word as `status`, words as `slugline` or
//! `signals`; and a record that has none of these costs no more than the comparison of its fields' names.

use jiff::Timestamp;
use jiff::tz::Offset;

use super::json::string;
use super::{date, nitf};
use crate::document::{Status, Wire};

/// The names, in the order of the values that [`wire`] is given.
pub(super) const NAMES: [&str; 15] = [
    "item", "version", "status", "slugline", "signals", "created", "revised", "embargo", "zone",
    "byline", "dateline", "credit", "language", "urgency", "notes",
];

/// Whether a field may tell versions apart.
pub(super) fn tells_versions(name: &str) -> bool {
    matches!(name, "version" | "status" | "slugline" | "signals")
}

/// What the values of those fields say, as they are written; `None`: nothing that tells versions apart.
pub(super) fn wire(values: [Option<&str>; 15]) -> Option<Box<Wire>> {
    let [
        item,
        version,
        status,
        slugline,
        signals,
        created,
        revised,
        embargo,
        zone,
        rest @ ..,
    ] = values;
    let [byline, dateline, credit, language, urgency, notes] = rest;
    let (version, status) = (number(version), known_status(status));
    let (slugline, signals) = (words(slugline), list(signals, ';'));
    let is_item = version.is_some() || status.is_some();
    (is_item || slugline.is_some() || !signals.is_empty()).then(|| {
        Box::new(Wire {
            item: words(item).filter(|_| is_item),
            version,
            status: status.unwrap_or_default(),
            created: moment(created),
            revised: moment(revised),
            embargo: moment(embargo),
            zone: words(zone).and_then(|zone| offset(&zone)),
            byline: words(byline),
            dateline: words(dateline),
            slugline,
            credit: words(credit),
            language: words(language),
            urgency: number(urgency).and_then(|urgency| urgency.try_into().ok()),
            signals,
            notes: list(notes, '\n'),
        })
    })
}

/// A string that is not empty.
fn words(literal: Option<&str>) -> Option<String> {
    let literal = literal.filter(|literal| literal.starts_with('"'))?;
    let words = string(literal).ok()?;
    Some(words.trim().to_owned()).filter(|words| !words.is_empty())
}

/// A number, as such or in quotation marks.
fn number(literal: Option<&str>) -> Option<u32> {
    literal?.trim_matches('"').trim().parse().ok()
}

/// A word of the IPTC's for a status; other archives have other words, which say nothing of it.
fn known_status(literal: Option<&str>) -> Option<Status> {
    let written = words(literal)?.to_lowercase();
    let word = written.trim_start_matches("stat:");
    let is_known = matches!(word, "usable" | "withheld" | "canceled" | "cancelled");
    is_known.then(|| nitf::status(Some(word)))
}

/// Strings: an array of them, or one with a sign between them.
fn list(literal: Option<&str>, between: char) -> Vec<String> {
    let Some(literal) = literal else {
        return Vec::new();
    };
    let all: Vec<String> = match words(Some(literal)) {
        Some(words) => words
            .split(between)
            .map(|one| one.trim().to_owned())
            .collect(),
        None => serde_json::from_str(literal).unwrap_or_default(),
    };
    all.into_iter().filter(|one| !one.is_empty()).collect()
}

fn moment(literal: Option<&str>) -> Option<Timestamp> {
    date::from_text(&words(literal)?)
}

/// `+01:00`, `-05`.
fn offset(zone: &str) -> Option<Offset> {
    date::with_zone(&format!("2000-01-01T00:00:00{zone}"))?.1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(fields: &[(&str, &str)]) -> Option<Wire> {
        let value = |name: &str| {
            let field = fields.iter().find(|(of, _)| *of == name);
            field.map(|(_, literal)| *literal)
        };
        wire(NAMES.map(value)).map(|wire| *wire)
    }

    #[test]
    fn fields_that_mean_something_else_say_nothing() {
        assert_eq!(
            of(&[("item", "\"politics\""), ("language", "\"en\"")]),
            None
        );
        assert_eq!(
            of(&[("status", "\"published\""), ("byline", "\"By Ruud\"")]),
            None
        );
        assert_eq!(of(&[("version", "\"2.0-beta\""), ("signals", "[1]")]), None);
    }

    #[test]
    fn a_version_brings_the_other_fields_with_it() {
        let wire = of(&[
            ("item", "\"nw-0301\""),
            ("version", "2"),
            ("status", "\"canceled\""),
            ("zone", "\"+01:00\""),
            ("urgency", "\"4\""),
            ("signals", "\"sig:update; corrected\""),
            ("notes", "[\"Adds the vote.\"]"),
        ]);
        let wire = wire.unwrap();
        assert_eq!(
            (wire.item.as_deref(), wire.version),
            (Some("nw-0301"), Some(2))
        );
        assert_eq!((wire.status, wire.urgency), (Status::Canceled, Some(4)));
        assert_eq!(wire.zone.map(Offset::seconds), Some(3600));
        assert_eq!(wire.signals, ["sig:update", "corrected"]);
        assert_eq!(wire.notes, ["Adds the vote."]);
    }
}
