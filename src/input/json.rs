//! JSON into records: one object is one article. Only the handful of fields that are asked for are looked into, and the
//! text not even then: what is kept is where its literal stands, for it is decoded when it is wanted, and most
//! articles of an archive are wanted by one thread at a time.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use memchr::memmem;
use serde::Deserializer as _;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::rows::{Row, Values};
use super::{ReadOptions, Reading, Role, date, told};
use crate::document::Header;

/// Objects and arrays may lie so deep in one another, the record itself counted.
const DEEPEST: usize = 128;

/// Reads a file that is one JSON value: an array of articles, or a single article (or several, one after the other). What
/// stands before a fault of the whole is read; `cut_off`: the end is missing, which has been said already.
pub(super) fn read(
    bytes: &[u8],
    part: Range<usize>,
    cut_off: bool,
    options: &ReadOptions,
) -> Reading {
    let mut reading = Reading::default();
    each(bytes, part, cut_off, |line, raw, value| match value {
        Ok(value) => record(value, line, raw.start, options, &mut reading),
        Err(what) => reading.refuse(line, raw, what),
    });
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
    each(bytes, part, cut_off, |line, _, value| {
        let values = value.and_then(|value| row(value, names));
        take(Row { line, values });
    });
}

/// Hands on each value with its line and its bytes' place, and what is wrong with the rest, if anything is.
pub(super) fn each(
    bytes: &[u8],
    part: Range<usize>,
    cut_off: bool,
    mut take: impl FnMut(u64, Range<usize>, Result<&str, String>),
) {
    let body = &bytes[part.clone()];
    let (elements, end) = elements(body);
    let (mut line, mut at) = (1, 0);
    for element in &elements {
        let start = offset(element, body);
        line += line_ends(&body[at..start]);
        at = start;
        let start = part.start + start;
        take(line, start..start + element.len(), Ok(element));
    }
    if let (Err(error), false) = (end, cut_off) {
        let rest = elements
            .last()
            .map_or(0, |last| offset(last, body) + last.len());
        let what = format!("{}: nothing is read from here on", not_json(&error));
        let line = error.line().max(1) as u64;
        take(line, part.start + rest..part.end, Err(what));
    }
}

/// The values of an array, or of a row of values, up to the first fault.
fn elements(body: &[u8]) -> (Vec<&str>, serde_json::Result<()>) {
    let mut elements = Vec::new();
    let end = if body.trim_ascii_start().starts_with(b"[") {
        let mut deserializer = serde_json::Deserializer::from_slice(body);
        deserializer
            .deserialize_seq(Elements(&mut elements))
            .and_then(|()| deserializer.end())
    } else {
        serde_json::Deserializer::from_slice(body)
            .into_iter::<&RawValue>()
            .try_for_each(|value| value.map(|value| elements.push(value.get())))
    };
    (elements, end)
}

/// Keeps the elements of an array as they come, so that those before a fault are not lost.
struct Elements<'v, 'de>(&'v mut Vec<&'de str>);

impl<'de> Visitor<'de> for Elements<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<(), A::Error> {
        while let Some(element) = array.next_element::<&RawValue>()? {
            self.0.push(element.get());
        }
        Ok(())
    }
}

/// Reads one record, which stands at `start` of its file.
pub(super) fn record(
    raw: &str,
    line: u64,
    start: usize,
    options: &ReadOptions,
    reading: &mut Reading,
) {
    match text_and_header(raw, options) {
        Ok((text, header, remarks)) => {
            remarks
                .into_iter()
                .for_each(|what| reading.remark(line, what));
            let text = start + text.start..start + text.end;
            reading.accept(line, start..start + raw.len(), text, header);
        }
        Err(what) => reading.refuse(line, start..start + raw.len(), what),
    }
}

type Remarks = Vec<String>;

/// Where the literal of the text stands, and what else is known; or why the record cannot be used.
fn text_and_header(
    raw: &str,
    options: &ReadOptions,
) -> Result<(Range<usize>, Header, Remarks), String> {
    let fields = fields(raw, options.names())?;
    let text = fields
        .get(Role::Text)
        .ok_or_else(|| format!("field `{}` is missing", options.text_field))?;
    if !text.starts_with('"') {
        return Err(format!("field `{}` is not a string", options.text_field));
    }
    if has_half_a_pair(text) {
        return Err(format!(
            "field `{}` holds half a surrogate pair",
            options.text_field
        ));
    }
    let (mut header, remarks) = header(&fields, options)?;
    if fields.tells_versions {
        header.wire = told::wire(self::fields(raw, told::NAMES)?.values);
    }
    let start = offset(text, raw);
    Ok((start..start + text.len(), header, remarks))
}

fn header(fields: &Fields<'_, 5>, options: &ReadOptions) -> Result<(Header, Remarks), String> {
    let mut remarks = Vec::new();
    let mut published = None;
    if let Some(literal) = fields
        .get(Role::Date)
        .filter(|literal| !matches!(*literal, "null" | "\"\""))
    {
        published = date(literal);
        if published.is_none() {
            remarks.push(undated(literal, &options.date_field));
        }
    }
    let header = Header {
        id: id(fields, options, &mut remarks)?,
        title: words(fields.get(Role::Title), &options.title_field)?,
        source: words(fields.get(Role::Source), &options.source_field)?,
        published,
        wire: None,
    };
    Ok((header, remarks))
}

/// The values of an object under some names: strings and numbers, `None` for null and for what is not there.
pub(super) fn row<'a, const N: usize>(
    raw: &'a str,
    names: [&str; N],
) -> Result<Values<'a, N>, String> {
    let literals = fields(raw, names)?.values;
    let mut values = [const { None }; N];
    for ((value, literal), name) in values.iter_mut().zip(literals).zip(names) {
        *value = match literal.unwrap_or("null") {
            "null" => None,
            literal if literal.starts_with(['{', '[']) => {
                return Err(format!("field `{name}` is neither a string nor a number"));
            }
            literal if literal.starts_with('"') => {
                let string = string(literal);
                Some(string.map_err(|error| format!("field `{name}`: {}", not_json(&error)))?)
            }
            literal => Some(Cow::Borrowed(literal)),
        };
    }
    Ok(values)
}

/// What is said of a record whose date, as it is written, cannot be read.
pub(super) fn undated(literal: &str, field: &str) -> String {
    format!("date {literal} of field `{field}` cannot be read: the article counts as undated")
}

fn date(literal: &str) -> Option<jiff::Timestamp> {
    match literal.starts_with('"') {
        true => date::from_text(&string(literal).ok()?),
        false => date::from_seconds(literal),
    }
}

/// The id: a string, or a number as it is written. Empty where the record has none.
fn id(
    fields: &Fields<'_, 5>,
    options: &ReadOptions,
    remarks: &mut Remarks,
) -> Result<String, String> {
    let literal = fields.get(Role::Id).unwrap_or("null");
    match literal.as_bytes().first() {
        Some(b'"') => Ok(words(Some(literal), &options.id_field)?.unwrap_or_default()),
        Some(b'-' | b'0'..=b'9') => Ok(literal.to_owned()),
        Some(b'n') => Ok(String::new()),
        _ => {
            let what = "is neither a string nor a number: the article goes by its line";
            remarks.push(format!("field `{}` {what}", options.id_field));
            Ok(String::new())
        }
    }
}

/// The content of a string that is not empty; other values count as none.
fn words(literal: Option<&str>, field: &str) -> Result<Option<String>, String> {
    match literal.filter(|literal| literal.starts_with('"')) {
        Some(literal) => match string(literal) {
            Ok(words) => Ok(Some(words.into_owned()).filter(|words| !words.is_empty())),
            Err(error) => Err(format!("field `{field}`: {}", not_json(&error))),
        },
        None => Ok(None),
    }
}

/// The content of a string literal that stands in a record, where it has no half escapes: borrowed where nothing in it is escaped.
pub(super) fn string(literal: &str) -> serde_json::Result<Cow<'_, str>> {
    let inner = literal
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    match inner.and_then(unescaped) {
        Some(content) => Ok(content),
        None => serde_json::from_str(literal).map(Cow::Owned),
    }
}

/// What stands between two quotation marks, if no escape in it is a number: of a text, line ends and quotation marks. In one copy,
/// which takes a third of the time.
fn unescaped(inner: &str) -> Option<Cow<'_, str>> {
    let mut escapes = memchr::memchr_iter(b'\\', inner.as_bytes());
    let Some(mut escape) = escapes.next() else {
        return Some(Cow::Borrowed(inner));
    };
    let mut content = String::with_capacity(inner.len());
    let mut start = 0;
    loop {
        content.push_str(inner.get(start..escape)?);
        let named = *inner.as_bytes().get(escape + 1)?;
        content.push(match named {
            b'n' => '\n',
            b'"' | b'\\' | b'/' => char::from(named),
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{C}',
            _ => return None,
        });
        start = escape + 2;
        // The second of two backslashes begins no escape.
        let Some(next) = escapes.find(|at| *at >= start) else {
            content.push_str(inner.get(start..)?);
            return Some(Cow::Owned(content));
        };
        escape = next;
    }
}

/// The record with its text value, at `text` of it, replaced.
pub(super) fn with_text(raw: &[u8], text: Range<usize>, new_text: &str) -> Vec<u8> {
    let literal = serde_json::Value::from(new_text).to_string();
    [&raw[..text.start], literal.as_bytes(), &raw[text.end..]].concat()
}

/// A string that was skipped over has whole escapes, but maybe half a surrogate pair: only a decoder tells.
fn has_half_a_pair(literal: &str) -> bool {
    let bytes = literal.as_bytes();
    let is_surrogate = |at| matches!(bytes.get(at + 2), Some(b'd' | b'D'));
    memmem::find_iter(bytes, "\\u").any(is_surrogate) && string(literal).is_err()
}

/// The values of the fields that were asked for, as they are written.
struct Fields<'a, const N: usize> {
    values: [Option<&'a str>; N],
    too_deep: bool,
    /// Whether there is a field that may tell versions of a story apart.
    tells_versions: bool,
}

impl<'a> Fields<'a, 5> {
    fn get(&self, role: Role) -> Option<&'a str> {
        self.values[role as usize]
    }
}

fn fields<'a, const N: usize>(raw: &'a str, names: [&str; N]) -> Result<Fields<'a, N>, String> {
    let mut deserializer = serde_json::Deserializer::from_str(raw);
    let found = deserializer
        .deserialize_map(Wanted(names))
        .and_then(|fields| deserializer.end().map(|()| fields));
    match found {
        Ok(fields) if fields.too_deep => Err(format!("is nested deeper than {DEEPEST}")),
        Ok(fields) => Ok(fields),
        Err(_) if is_other_json(raw) => Err("is not a JSON object".to_owned()),
        Err(error) => Err(not_json(&error)),
    }
}

fn is_other_json(raw: &str) -> bool {
    !raw.trim_start().starts_with('{') && serde_json::from_str::<IgnoredAny>(raw).is_ok()
}

/// The names of the fields that are asked for.
struct Wanted<'o, const N: usize>([&'o str; N]);

impl<'de, const N: usize> Visitor<'de> for Wanted<'_, N> {
    type Value = Fields<'de, N>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Fields<'de, N>, A::Error> {
        let mut fields = Fields {
            values: [None; N],
            too_deep: false,
            tells_versions: false,
        };
        while let Some((roles, tells_versions)) = object.next_key_seed(Roles(&self.0))? {
            fields.tells_versions |= tells_versions;
            let value = object.next_value::<&RawValue>()?.get();
            fields.too_deep |= 1 + depth(value) > DEEPEST;
            for (slot, _) in fields
                .values
                .iter_mut()
                .zip(roles)
                .filter(|(_, is_wanted)| *is_wanted)
            {
                *slot = Some(value);
            }
        }
        Ok(fields)
    }
}

/// The name of a field into what it is read for, without keeping it.
struct Roles<'o, const N: usize>(&'o [&'o str; N]);

impl<'de, const N: usize> DeserializeSeed<'de> for Roles<'_, N> {
    type Value = ([bool; N], bool);

    fn deserialize<D: serde::Deserializer<'de>>(self, name: D) -> Result<Self::Value, D::Error> {
        name.deserialize_str(self)
    }
}

impl<const N: usize> Visitor<'_> for Roles<'_, N> {
    type Value = ([bool; N], bool);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Self::Value, E> {
        let roles = self.0.map(|wanted| wanted == name);
        Ok((roles, told::tells_versions(name)))
    }

    fn visit_bytes<E: serde::de::Error>(self, _: &[u8]) -> Result<Self::Value, E> {
        Err(E::custom("the name of a field is not UTF-8"))
    }
}

/// How deep a value that is known to be JSON is nested: 0 for a string or a number.
fn depth(value: &str) -> usize {
    if !value.starts_with(['{', '[']) {
        return 0;
    }
    let (mut depth, mut deepest) = (0_usize, 0);
    let (mut in_string, mut is_escaped) = (false, false);
    for byte in value.bytes() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// The reason without the parser's own count of lines, which is that of the record.
pub(super) fn not_json(error: &serde_json::Error) -> String {
    let words = error.to_string();
    let reason = words.split(" at line ").next().unwrap_or_default();
    format!("is not JSON: {reason} (column {})", error.column())
}

/// Whether one of the first lines that are not blank is an object.
pub(super) fn opens_with_an_object(body: &[u8], lines: usize) -> bool {
    body.split(|&byte| byte == b'\n')
        .map(<[u8]>::trim_ascii)
        .filter(|line| !line.is_empty())
        .take(lines)
        .any(|line| line.starts_with(b"{") && serde_json::from_slice::<IgnoredAny>(line).is_ok())
}

/// Where a part of `whole` stands in it.
fn offset(part: &str, whole: impl AsRef<[u8]>) -> usize {
    part.as_ptr() as usize - whole.as_ref().as_ptr() as usize
}

fn line_ends(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn strings_are_what_a_parser_makes_of_them(content in r#"(["\\\n\t\r/a-cé🙂]|[\x00-\x7F]|\\u[0-9a-f]{4}){0,40}"#) {
            let literal = serde_json::Value::from(content.as_str()).to_string();
            prop_assert_eq!(string(&literal).unwrap(), content);
        }

        #[test]
        fn escapes_are_what_a_parser_makes_of_them(inner in r#"([a-cé ]|\\["\\/bfnrt]|\\u00e9|\\ud83d\\ude42){0,20}"#) {
            let literal = format!("\"{inner}\"");
            let parsed: String = serde_json::from_str(&literal).unwrap();
            prop_assert_eq!(string(&literal).unwrap(), parsed);
        }
    }
}
