//! The dates of an item, each read or said to be unreadable: a date is never guessed.

use jiff::Timestamp;
use jiff::tz::Offset;

use super::date;

/// Reads dates, and gathers what is to be said of those that cannot be read.
#[derive(Debug, Default)]
pub(super) struct Dates {
    pub(super) remarks: Vec<String>,
}

impl Dates {
    /// The moment that a field names, and how far from UTC the clock was that it was written by. `None` for what is missing or empty.
    pub(super) fn read(
        &mut self,
        written: Option<String>,
        field: &str,
    ) -> (Option<Timestamp>, Option<Offset>) {
        let Some(written) = written.filter(|written| !written.trim().is_empty()) else {
            return (None, None);
        };
        match date::with_zone(&written) {
            Some((moment, zone)) => (Some(moment), zone),
            None => {
                self.remarks.push(format!(
                    "date \"{written}\" of `{field}` cannot be read: the article goes without it"
                ));
                (None, None)
            }
        }
    }
}
