//! Bytes into text: a byte order mark is believed first, then what the user declares, then strict UTF-8, then a guess
//! from the letters (chardetng, as in Firefox). Strict UTF-8 comes before the guess because other text hardly ever passes for it.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};

/// The encoding of a file's bytes.
pub(super) fn detect(bytes: &[u8], declared: Option<&'static Encoding>) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    declared.unwrap_or_else(|| match simdutf8::basic::from_utf8(bytes) {
        Ok(_) => UTF_8,
        Err(_) => guess(bytes),
    })
}

/// The encoding of what is not all UTF-8, nor known to be anything else: UTF-8 if more of its letters are that than are not.
pub(super) fn likely(bytes: &[u8]) -> &'static Encoding {
    let (mut fitting, mut misfits) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        fitting += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        misfits += chunk.invalid().len();
    }
    match fitting > misfits {
        true => UTF_8,
        false => guess(bytes),
    }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// The encoding a byte order mark or the user names, if its bytes cannot be searched for ASCII signs as they are (UTF-16).
pub(super) fn wide(bytes: &[u8], declared: Option<&'static Encoding>) -> Option<&'static Encoding> {
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    marked
        .or(declared)
        .filter(|encoding| !encoding.is_ascii_compatible())
}

/// How many bytes of a byte order mark stand in front.
pub(super) fn mark_len(bytes: &[u8]) -> usize {
    Encoding::for_bom(bytes).map_or(0, |(_, len)| len)
}

/// How long the text of bytes without a byte order mark is in UTF-8, and whether all of them fit the encoding.
pub(super) fn check(bytes: &[u8], encoding: &'static Encoding) -> (usize, bool) {
    if encoding == UTF_8 && simdutf8::basic::from_utf8(bytes).is_ok() {
        return (bytes.len(), true);
    }
    let (text, has_misfits) = encoding.decode_without_bom_handling(bytes);
    (text.len(), !has_misfits)
}

/// The text of bytes without a byte order mark. What does not fit the encoding becomes U+FFFD.
pub(super) fn decode<'a>(bytes: &'a [u8], encoding: &'static Encoding) -> Cow<'a, str> {
    if encoding == UTF_8
        && let Ok(text) = simdutf8::basic::from_utf8(bytes)
    {
        return Cow::Borrowed(text);
    }
    encoding.decode_without_bom_handling(bytes).0
}

/// The same for bytes that may have been made for the purpose.
pub(super) fn decode_cow<'a>(bytes: Cow<'a, [u8]>, encoding: &'static Encoding) -> Cow<'a, str> {
    match bytes {
        Cow::Borrowed(bytes) => decode(bytes, encoding),
        Cow::Owned(bytes) => Cow::Owned(decode(&bytes, encoding).into_owned()),
    }
}
