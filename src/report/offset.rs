//! Byte spans into the offsets a reader asked for: code points, bytes or UTF-16 units, and the paragraphs they lie in.
//!
//! Inside, every offset is a byte. Python counts code points, JavaScript and Java count UTF-16 units, so the conversion
//! happens here, once, as the report is written. A text with many passages is swept once from its start to its last
//! boundary: counting from the start for each passage would be quadratic in a long text.

use crate::document::Span;
use crate::text::paragraphs;

/// What one step of an offset is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Offsets {
    /// A Unicode code point, as Python counts.
    #[default]
    Char,
    /// A byte of UTF-8.
    Byte,
    /// A unit of UTF-16, as JavaScript and Java count.
    Utf16,
}

impl Offsets {
    /// How many steps `text` is long.
    fn steps(self, text: &str) -> u64 {
        match self {
            Offsets::Char => text.chars().count() as u64,
            Offsets::Byte => text.len() as u64,
            Offsets::Utf16 => text.chars().map(|c| c.len_utf16() as u64).sum(),
        }
    }
}

/// Where a stretch of text lies, as a reader counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Location {
    /// First step.
    pub(super) start: u64,
    /// One past the last step.
    pub(super) end: u64,
    /// The paragraph it begins in, counted from 1.
    pub(super) first_paragraph: usize,
    /// The paragraph it ends in, counted from 1.
    pub(super) last_paragraph: usize,
}

/// The location of each of `spans` in `text`, in the order of `spans`.
pub(super) fn locate(text: &str, spans: &[Span], offsets: Offsets) -> Vec<Location> {
    let ruler = Ruler::of(text, spans, offsets);
    let paragraphs = paragraphs(text);
    let location = |span: &Span| {
        let first_paragraph = paragraph_at(&paragraphs, span.start);
        Location {
            start: ruler.read(span.start),
            end: ruler.read(span.end),
            first_paragraph,
            last_paragraph: paragraph_at(&paragraphs, last_byte(*span)).max(first_paragraph),
        }
    };
    spans.iter().map(location).collect()
}

fn last_byte(span: Span) -> u32 {
    span.end.saturating_sub(1).max(span.start)
}

/// The number of the paragraph that `byte` lies in, or of the next one if it lies between two.
fn paragraph_at(paragraphs: &[Span], byte: u32) -> usize {
    let before = paragraphs.partition_point(|paragraph| paragraph.end <= byte);
    (before + 1).min(paragraphs.len().max(1))
}

/// The boundaries that occur, in order, each with its offset.
struct Ruler(Vec<(u32, u64)>);

impl Ruler {
    fn of(text: &str, spans: &[Span], offsets: Offsets) -> Ruler {
        let mut bytes: Vec<u32> = spans.iter().flat_map(|s| [s.start, s.end]).collect();
        bytes.sort_unstable();
        bytes.dedup();
        let mut marks = Vec::with_capacity(bytes.len());
        let (mut at, mut offset) = (0, 0);
        for byte in bytes {
            offset += offsets.steps(&text[at..byte as usize]);
            at = byte as usize;
            marks.push((byte, offset));
        }
        Ruler(marks)
    }

    /// The offset of a boundary that was handed to [`Ruler::of`].
    fn read(&self, byte: u32) -> u64 {
        let mark = self.0.partition_point(|&(mark, _)| mark < byte);
        self.0[mark].1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Zoë 👍🏽 said:\n\n東京で「はい」。\n\ncafe\u{301} closed";

    fn span_of(needle: &str) -> Span {
        let start = TEXT.find(needle).unwrap();
        Span::new(start, start + needle.len())
    }

    fn start_and_end(needle: &str, offsets: Offsets) -> (u64, u64) {
        let location = locate(TEXT, &[span_of(needle)], offsets)[0];
        (location.start, location.end)
    }

    #[test]
    fn offsets_count_code_points_bytes_or_utf16_units() {
        let cases = [
            // needle, code points, bytes, UTF-16 units
            ("Zoë", (0, 3), (0, 4), (0, 3)),
            ("👍🏽", (4, 6), (5, 13), (4, 8)),
            ("はい", (18, 20), (33, 39), (20, 22)),
            ("cafe\u{301}", (24, 29), (47, 53), (26, 31)),
        ];
        for (needle, char, byte, utf16) in cases {
            assert_eq!(start_and_end(needle, Offsets::Char), char, "{needle}");
            assert_eq!(start_and_end(needle, Offsets::Byte), byte, "{needle}");
            assert_eq!(start_and_end(needle, Offsets::Utf16), utf16, "{needle}");
        }
    }

    #[test]
    fn spans_in_any_order_and_overlapping_are_located_as_if_alone() {
        let needles = ["closed", "はい", "Zoë 👍🏽", "で「はい」"];
        let spans: Vec<Span> = needles.iter().map(|n| span_of(n)).collect();
        let alone = |span: &Span| locate(TEXT, &[*span], Offsets::Utf16)[0];
        assert_eq!(
            locate(TEXT, &spans, Offsets::Utf16),
            spans.iter().map(alone).collect::<Vec<_>>()
        );
    }

    #[test]
    fn paragraphs_count_from_one() {
        let whole = Span::new(0, TEXT.len());
        let found = locate(
            TEXT,
            &[span_of("Zoë"), span_of("closed"), whole],
            Offsets::Char,
        );
        let numbers: Vec<_> = found
            .iter()
            .map(|l| (l.first_paragraph, l.last_paragraph))
            .collect();
        assert_eq!(numbers, [(1, 1), (3, 3), (1, 3)]);
    }
}
