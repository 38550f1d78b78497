//! Lines into records: each line that is not blank is a JSON object. A line break cannot stand inside a JSON string, so a
//! file may be cut at any of them and its parts read by as many threads as there are.

use std::ops::Range;

use serde::de::IgnoredAny;

use super::rows::Row;
use super::{ReadOptions, Reading, ahead, json};

/// Bytes in a part: enough to be worth a thread's while, and the same for any number of threads.
const PART: usize = 1 << 20;

/// Cuts a stretch of a file at line ends.
pub(super) fn parts(bytes: &[u8], body: Range<usize>) -> Vec<Range<usize>> {
    let mut parts = Vec::with_capacity(body.len() / PART + 1);
    let mut start = body.start;
    while start < body.end {
        let least = (start + PART).min(body.end);
        let end =
            memchr::memchr(b'\n', &bytes[least..body.end]).map_or(body.end, |at| least + at + 1);
        parts.push(start..end);
        start = end;
    }
    parts
}

/// Reads the records of one part. `cut_off`: the file breaks off, so its last line is only reported if it is whole.
pub(super) fn read(
    bytes: &[u8],
    part: Range<usize>,
    cut_off: bool,
    options: &ReadOptions,
) -> Reading {
    let mut reading = Reading::default();
    let lines = each(bytes, part, cut_off, |line, raw, object| match object {
        Ok(object) => json::record(object, line, raw.start, options, &mut reading),
        Err(what) => reading.refuse(line, raw, what),
    });
    reading.lines = lines;
    reading
}

/// Reads the same as rows.
pub(super) fn rows<const N: usize>(
    bytes: &[u8],
    part: Range<usize>,
    cut_off: bool,
    names: [&str; N],
    take: &mut dyn FnMut(Row<'_, N>),
) {
    each(bytes, part, cut_off, |line, _, object| {
        let values = object.and_then(|object| json::row(object, names));
        take(Row { line, values });
    });
}

/// Hands on each line that is not blank, with its number and its bytes' place; tells how many lines there are.
pub(super) fn each(
    bytes: &[u8],
    part: Range<usize>,
    cut_off: bool,
    mut take: impl FnMut(u64, Range<usize>, Result<&str, String>),
) -> u64 {
    let mut number = 0;
    let chunk = &bytes[part.clone()];
    for range in lines(chunk) {
        number += 1;
        // The next line is about as long.
        let next = range.end..(range.end + range.len()).min(chunk.len());
        ahead::ask(&chunk[next]);
        let line = range.start..range.start + without_line_end(&chunk[range.clone()]).len();
        let raw = &chunk[line.clone()];
        if raw.trim_ascii().is_empty() || (cut_off && range.end == chunk.len() && is_fragment(raw))
        {
            continue;
        }
        let place = part.start + line.start..part.start + line.end;
        // Line by line, though a whole part takes fewer steps: what was looked at is still at hand when it is taken apart.
        let line = simdutf8::basic::from_utf8(raw).map_err(|_| "is not UTF-8".to_owned());
        take(number, place, line);
    }
    number
}

/// The lines of a chunk, with their ends.
fn lines(chunk: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    let ends = memchr::memchr_iter(b'\n', chunk).map(|at| at + 1);
    let tail = (!chunk.ends_with(b"\n")).then_some(chunk.len());
    ends.chain(tail).filter_map(move |end| {
        let line = start..end;
        start = end;
        (!line.is_empty()).then_some(line)
    })
}

fn without_line_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

fn is_fragment(raw: &[u8]) -> bool {
    serde_json::from_slice::<IgnoredAny>(raw).is_err()
}
