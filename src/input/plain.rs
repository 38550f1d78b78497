//! A file into the one article it is.

use std::ops::Range;

use super::Reading;
use crate::document::Header;

/// Reads the whole file as the text of one article called `id`.
pub(super) fn read(text: Range<usize>, id: &str) -> Reading {
    let mut reading = Reading::default();
    let header = Header {
        id: id.to_owned(),
        ..Header::default()
    };
    reading.accept(0, 0..text.end, text, header);
    reading
}
