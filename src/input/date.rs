//! What a feed calls a date into a moment: wires write RFC 3339, feeds RFC 2822, databases leave out the zone, and
//! exports count seconds.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::fmt::temporal::DateTimeParser;
use jiff::tz::{Offset, TimeZone};

/// The moment a text names: ISO 8601 with or without a time and a zone (without: UTC), RFC 2822, or Unix seconds.
pub(super) fn from_text(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    text.parse::<Timestamp>()
        .ok()
        .or_else(|| without_zone(text))
        .or_else(|| {
            jiff::fmt::rfc2822::parse(text)
                .ok()
                .map(|date| date.timestamp())
        })
        .or_else(|| from_seconds(text))
}

/// The moment that a text names, and how far from UTC the clock was that it was written by, where it says so.
pub(super) fn with_zone(text: &str) -> Option<(Timestamp, Option<Offset>)> {
    static PARSER: DateTimeParser = DateTimeParser::new();
    let text = text.trim();
    let moment = from_text(text)?;
    let pieces = PARSER.parse_pieces(text).ok();
    let zone = match pieces.and_then(|pieces| pieces.offset()) {
        Some(offset) => Some(offset.to_numeric_offset()),
        None => jiff::fmt::rfc2822::parse(text)
            .ok()
            .map(|date| date.offset()),
    };
    Some((moment, zone))
}

/// The moment that a text names in a format of `strftime`'s without a zone: UTC.
pub(super) fn from_format(format: &str, text: &str) -> Option<Timestamp> {
    let date = DateTime::strptime(format, text.trim()).ok()?;
    Some(date.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

fn without_zone(text: &str) -> Option<Timestamp> {
    let date: DateTime = text.parse().ok()?;
    Some(date.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

/// The moment so many seconds, whole or with a fraction, after 1970 began. Numbers too small for any feed that has a clock
/// are none: `2024` is a year, and so no moment.
pub(super) fn from_seconds(number: &str) -> Option<Timestamp> {
    if number.parse::<f64>().ok()?.abs() < LEAST_SECONDS {
        return None;
    }
    if let Ok(seconds) = number.parse::<i64>() {
        return Timestamp::from_second(seconds).ok();
    }
    let seconds: f64 = number
        .parse()
        .ok()
        .filter(|seconds: &f64| seconds.is_finite())?;
    Timestamp::from_millisecond((seconds * 1000.0).round() as i64).ok()
}

/// Early 1973, in Unix seconds.
const LEAST_SECONDS: f64 = 1e8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_alone_is_not_taken_for_seconds() {
        assert_eq!(from_text("2024"), None);
        assert_eq!(from_text("-0001"), None);
    }

    #[test]
    fn a_date_is_read_in_every_way_a_newsroom_writes_it() {
        let noon = "2024-02-07T12:30:00Z";
        for text in [
            "2024-02-07T12:30:00Z",
            "2024-02-07T13:30:00+01:00",
            "2024-02-07T12:30:00",
            "2024-02-07 12:30:00",
            "2024-02-07 12:30",
            "Wed, 07 Feb 2024 12:30:00 GMT",
            "Wed, 7 Feb 2024 07:30:00 -0500",
            "1707309000",
            " 1707309000.0 ",
        ] {
            assert_eq!(from_text(text), noon.parse().ok(), "{text}");
        }
    }

    #[test]
    fn a_day_without_a_time_is_its_midnight() {
        assert_eq!(from_text("2024-02-07"), "2024-02-07T00:00:00Z".parse().ok());
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "soon",
            "",
            "2024-13-01",
            "99999999999999999",
            "NaN",
            "inf",
            "7 Feb",
        ] {
            assert_eq!(from_text(text), None, "{text}");
        }
    }
}
