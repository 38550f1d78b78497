//! ninjs of the IPTC, news in JSON, into articles: a file is one item, an array of items, or an item on each line. Versions 1, 2 and 3 write the
//! same names in other ways (`versioncreated`, `versionCreated`; `body_text`, `bodies`): names are compared without regard to case.
//!
//! An item may carry its story in several renditions: the [best](super::rendition) is read. The pictures that go with a story are its
//! `associations`, and no stories. Where a file is a list of items, one without a story has an empty text.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use super::dates::Dates;
use super::items::Items;
use super::rendition::{Rendition, best};
use super::{Format, charset, json, json_lines, nitf};
use crate::document::{Header, Wire};

/// What tells an item from other JSON with a `uri`, in lower case. (Not a `headline`, which many have.)
const FIELDS: [&str; 6] = [
    "bodies",
    "eventdetails",
    "headlines",
    "pubstatus",
    "renditions",
    "versioncreated",
];
/// The same, where more of the name follows.
const PREFIXES: [&str; 3] = ["body_", "description_", "headline_"];

/// Types of items that may carry a story; an item without a type may too.
const STORIES: [&str; 3] = ["text", "composite", "component"];

/// How the items lie in a file.
pub(super) fn lies_as(bytes: &[u8]) -> Format {
    let body = bytes[charset::mark_len(bytes)..].trim_ascii();
    match body.first() {
        Some(b'[') => Format::Json,
        _ if serde_json::from_slice::<IgnoredAny>(body).is_ok() => Format::Ninjs,
        _ if json::opens_with_an_object(body, 1) => Format::JsonLines,
        _ => Format::Json,
    }
}

/// Reads a file whose items lie in it like that.
pub(super) fn read(bytes: &[u8], lies_as: Format, items: &mut Items) {
    let body = charset::mark_len(bytes)..bytes.len();
    let mut take = |raw: Range<usize>, item: Result<&str, String>| {
        let raw = match lies_as {
            Format::Ninjs => 0..bytes.len(),
            _ => raw,
        };
        match item.and_then(parse) {
            Ok(fields) => accept(&fields, raw, lies_as, items),
            Err(what) => items.refuse(raw, what),
        }
    };
    match lies_as {
        Format::JsonLines => {
            json_lines::each(bytes, body, false, |_, raw, line| take(raw, line));
        }
        _ => json::each(bytes, body, false, |_, raw, value| take(raw, value)),
    }
}

/// Whether the first item of what begins like JSON is one of ninjs. It is not where it has the field that is read as the text.
pub(super) fn begins(body: &[u8], text_field: &str) -> bool {
    let first = match body {
        [b'[', rest @ ..] => rest,
        [b'{', ..] => body,
        _ => return false,
    };
    let mut values = serde_json::Deserializer::from_slice(first).into_iter::<Names>();
    let Some(Ok(Names(names))) = values.next() else {
        return false;
    };
    let is_of_ninjs = |name: &String| {
        let name = name.to_ascii_lowercase();
        FIELDS.contains(&name.as_str()) || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
    };
    !names.iter().any(|name| name == text_field)
        && names.iter().any(|name| name == "uri")
        && names.iter().any(is_of_ninjs)
}

/// The names of an object's fields.
struct Names(Vec<String>);

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(object: D) -> Result<Names, D::Error> {
        object.deserialize_map(NamesOnly).map(Names)
    }
}

struct NamesOnly;

impl<'de> Visitor<'de> for NamesOnly {
    type Value = Vec<String>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Vec<String>, A::Error> {
        let mut names = Vec::new();
        while let Some((name, IgnoredAny)) = object.next_entry()? {
            names.push(name);
        }
        Ok(names)
    }
}

/// The fields of an item, their names in lower case.
struct Fields(BTreeMap<String, Value>);

fn parse(item: &str) -> Result<Fields, String> {
    match serde_json::from_str::<Value>(item) {
        Ok(Value::Object(fields)) => {
            let lower = fields
                .into_iter()
                .map(|(name, value)| (name.to_ascii_lowercase(), value));
            Ok(Fields(lower.collect()))
        }
        Ok(_) => Err("is not a JSON object".to_owned()),
        Err(error) => Err(json::not_json(&error)),
    }
}

fn accept(fields: &Fields, raw: Range<usize>, lies_as: Format, items: &mut Items) {
    let mut dates = Dates::default();
    let header = fields.header(&mut dates);
    let other = fields.other_kind();
    let story = match other {
        Some(_) => None,
        None => best(fields.renditions().into_iter()).or_else(|| Rendition::of_kill(&header)),
    };
    if let Some(story) = story {
        return story.accept(raw, header, dates, items);
    }
    let name = fields.words("uri").unwrap_or_else(|| "item".to_owned());
    items.without_story(
        &name,
        other.unwrap_or_else(|| fields.what_else().to_owned()),
    );
    if lies_as != Format::Ninjs {
        // A record of a list is kept when the list is written again, and matches nothing.
        items.accept(raw, header, "");
    }
}

fn of_kind(kind: &str) -> String {
    match kind {
        "audio" => "sound".to_owned(),
        kind if kind.starts_with(['a', 'e', 'i', 'o', 'u']) => format!("an {kind}"),
        kind => format!("a {kind}"),
    }
}

impl Fields {
    /// Of an item that is no story, what it is.
    fn other_kind(&self) -> Option<String> {
        let kind = self.words("type")?.to_ascii_lowercase();
        (!STORIES.contains(&kind.as_str())).then(|| of_kind(&kind))
    }

    /// A string that is not empty, or a number as it is written.
    fn words(&self, name: &str) -> Option<String> {
        words(self.0.get(name)?)
    }

    fn list(&self, name: &str) -> &[Value] {
        self.0
            .get(name)
            .and_then(Value::as_array)
            .map_or(&[], Vec::as_slice)
    }

    /// The story as it stands in `body_text`, `body_xhtml`, or in the list of bodies.
    fn renditions(&self) -> Vec<Rendition> {
        let named = self.0.iter().filter_map(|(name, value)| {
            let role = name.strip_prefix("body_")?;
            Some((value.as_str()?, content_type(role)))
        });
        let listed = self.list("bodies").iter().filter_map(|body| {
            let told = field(body, "contenttype").unwrap_or_default();
            let role = field(body, "role").unwrap_or_default();
            let told = match told.is_empty() {
                true => content_type(&role).to_owned(),
                false => told,
            };
            Some((body.get("value")?.as_str()?, told))
        });
        named
            .map(|(body, told)| (body, told.to_owned()))
            .chain(listed)
            .filter_map(|(body, told)| Rendition::of_text(body, &told))
            .collect()
    }

    /// What an item holds that holds no story.
    fn what_else(&self) -> &'static str {
        let has = |prefix: &str| self.0.keys().any(|name| name.starts_with(prefix));
        match () {
            () if has("body_") || has("bodies") => "its bodies are empty, or of another kind",
            () if has("eventdetails") => "an event",
            () if has("description") => "a description without a body",
            () => "it has no body",
        }
    }

    fn header(&self, dates: &mut Dates) -> Header {
        let (published, zone) = dates.read(self.words("versioncreated"), "versioncreated");
        let mut date = |name: &str| dates.read(self.words(name), name).0;
        let info_source = self.info_source();
        Header {
            id: String::new(),
            title: self.headline(),
            source: self
                .words("copyrightholder")
                .or_else(|| info_source.clone()),
            published,
            wire: Some(Box::new(Wire {
                item: self.words("uri"),
                version: self
                    .words("version")
                    .and_then(|version| version.parse().ok()),
                status: nitf::status(self.words("pubstatus").as_deref()),
                created: date("firstcreated"),
                revised: date("contentmodified").filter(|revised| published != Some(*revised)),
                embargo: date("embargoed"),
                zone,
                byline: self.words("by").or_else(|| self.words("byline")),
                dateline: self.words("dateline"),
                slugline: self.words("slugline"),
                credit: self.words("creditline").or(info_source),
                language: self.words("language"),
                urgency: self
                    .words("urgency")
                    .and_then(|urgency| urgency.parse().ok()),
                signals: self.signals(),
                notes: self.words("ednote").into_iter().collect(),
            })),
        }
    }

    /// No part of the standard, but some agencies send them: words, or objects with a code or a name.
    fn signals(&self) -> Vec<String> {
        let told = |signal: &Value| {
            words(signal)
                .or_else(|| field(signal, "code"))
                .or_else(|| field(signal, "name"))
        };
        self.list("signals").iter().filter_map(told).collect()
    }

    /// The headline; of several, the main one.
    fn headline(&self) -> Option<String> {
        let listed = self.list("headlines");
        let is_main = |headline: &&Value| {
            field(headline, "role").is_none_or(|role| role.eq_ignore_ascii_case("main"))
        };
        let main = listed.iter().find(is_main).or_else(|| listed.first());
        self.words("headline")
            .or_else(|| field(main?, "value"))
            .or_else(|| self.words("title"))
    }

    fn info_source(&self) -> Option<String> {
        let first = [self.list("infosources"), self.list("infosource")].concat();
        field(first.first()?, "name")
    }
}

/// The content type that the name of a body tells.
fn content_type(role: &str) -> &'static str {
    let role = role.to_ascii_lowercase();
    match () {
        () if role.contains("html") => "text/html",
        () if role.contains("nitf") => "text/nitf",
        () if role.contains("text") => "text/plain",
        () => "",
    }
}

/// A field of an object, whatever the case of its name.
fn field(object: &Value, name: &str) -> Option<String> {
    let mut fields = object.as_object()?.iter();
    let (_, value) = fields.find(|(other, _)| other.eq_ignore_ascii_case(name))?;
    words(value)
}

fn words(value: &Value) -> Option<String> {
    let words = match value {
        Value::String(words) => words.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    Some(words).filter(|words| !words.is_empty())
}
