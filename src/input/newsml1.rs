//! NewsML 1.x of the IPTC into articles. An item is a tree of components, and a component has a role: the body is the story; headlines,
//! captions, contacts and style sheets, which some senders give bodies of their own, are not.

use std::ops::Range;

use roxmltree::Node;

use super::dates::Dates;
use super::items::Items;
use super::nitf;
use super::recovery::Part;
use super::rendition::{Rendition, best};
use super::xml::{self, attribute, child, child_words, children, find, words};
use crate::document::{Header, Wire};

/// Roles of components that are no stories, in lower case.
const NO_STORIES: [&str; 12] = [
    "caption",
    "contact",
    "copyright",
    "headline",
    "icon",
    "keyword",
    "logo",
    "photo",
    "stylesheet",
    "subheadline",
    "thumbnail",
    "video",
];

/// Reads the items of a document.
pub(super) fn read(root: Node<'_, '_>, part: &Part<'_>, items: &mut Items) {
    // Looked for once: an envelope may be longer than all its items.
    let envelope = child(root, "NewsEnvelope");
    let sender = envelope
        .and_then(|envelope| find(envelope, "SentFrom"))
        .and_then(party);
    let sender = sender.as_deref();
    let found: Vec<_> = children(root, "NewsItem").collect();
    match &found[..] {
        [] => items.without_story("NewsML", "it has no items"),
        [only] => item(*only, part.whole(), sender, items),
        several => {
            for node in several {
                item(*node, part.came_at(node.range()), sender, items);
            }
        }
    }
}

fn item(node: Node<'_, '_>, raw: Range<usize>, sender: Option<&str>, items: &mut Items) {
    let mut dates = Dates::default();
    let header = header(node, sender, &mut dates);
    let story = best(renditions(node).into_iter()).or_else(|| Rendition::of_kill(&header));
    match story {
        Some(story) => story.accept(raw, header, dates, items),
        None => {
            let name = identifier(node, "NewsItemId");
            let name = name.as_deref().unwrap_or("NewsItem");
            items.without_story(name, what_else(node));
        }
    }
}

/// What may be the story: of the components that are its body where there are such, else of those that say nothing against it.
fn renditions(item: Node<'_, '_>) -> Vec<Rendition> {
    let contents = || {
        item.descendants()
            .filter(|node| xml::is_named(*node, "ContentItem"))
    };
    let of_role = |is_wanted: &dyn Fn(&str) -> bool| -> Vec<Rendition> {
        contents()
            .filter(|content| is_wanted(&role(*content)))
            .filter_map(|content| rendition(content))
            .collect()
    };
    let bodies = of_role(&|role| matches!(role, "body" | "main" | "main text" | "story" | "text"));
    match bodies.is_empty() {
        true => of_role(&|role| !NO_STORIES.contains(&role)),
        false => bodies,
    }
}

fn rendition(content: Node<'_, '_>) -> Option<Rendition> {
    let packed = child(content, "Encoding");
    let data = child(packed.unwrap_or(content), "DataContent")?;
    let encoding = packed.and_then(|packed| attribute(packed, "Notation"));
    match data.children().any(|child| child.is_element()) {
        true => Rendition::of_xml(data),
        false => Rendition::of_data(data, &content_type(content), encoding.as_deref()),
    }
}

/// The role of the component that something stands in; empty where none is said.
fn role(node: Node<'_, '_>) -> String {
    let mut roles = node.ancestors().filter_map(own_role);
    let role = roles.next().and_then(formal_name);
    role.unwrap_or_default().to_ascii_lowercase()
}

/// The role of a component. It stands before what the component holds, of which there may be ten thousand.
fn own_role<'a, 'i>(component: Node<'a, 'i>) -> Option<Node<'a, 'i>> {
    const HELD: [&str; 3] = ["ContentItem", "NewsComponent", "NewsItem"];
    let is_held = |node: &Node<'_, '_>| HELD.iter().any(|name| xml::is_named(*node, name));
    let mut own = component.children().take_while(|node| !is_held(node));
    own.find(|node| xml::is_named(*node, "Role"))
}

fn content_type(content: Node<'_, '_>) -> String {
    let named = |name: &str| child(content, name).and_then(formal_name);
    let mime = named("MimeType").or_else(|| named("Format"));
    mime.filter(|mime| mime.contains('/') || mime.to_ascii_lowercase().contains("nitf"))
        .unwrap_or_default()
}

fn what_else(item: Node<'_, '_>) -> String {
    let medium = find(item, "MediaType").and_then(formal_name);
    let medium = medium.unwrap_or_default().to_ascii_lowercase();
    match medium.as_str() {
        "photo" => "a picture".to_owned(),
        "graphic" => "a graphic".to_owned(),
        "video" => "a video".to_owned(),
        "audio" => "sound".to_owned(),
        _ if find(item, "NewsItemRef").is_some() => "a package, which names other items".to_owned(),
        _ if find(item, "ContentItem").is_some() => {
            "its content is empty, or lies elsewhere".to_owned()
        }
        _ => "it has no content".to_owned(),
    }
}

fn header(item: Node<'_, '_>, sender: Option<&str>, dates: &mut Dates) -> Header {
    let management = child(item, "NewsManagement");
    let managed = |name: &str| management.and_then(|management| child(management, name));
    let (published, zone) = dates.read(
        managed("ThisRevisionCreated").and_then(words),
        "ThisRevisionCreated",
    );
    let created = managed("FirstCreated").and_then(words);
    let line = |name: &str| find(item, name).and_then(words);
    Header {
        id: String::new(),
        title: line("HeadLine"),
        source: provider(item, sender),
        published,
        wire: Some(Box::new(Wire {
            item: name(item),
            version: identifier(item, "RevisionId").and_then(|revision| revision.parse().ok()),
            status: nitf::status(managed("Status").and_then(formal_name).as_deref()),
            created: dates.read(created, "FirstCreated").0,
            embargo: dates.read(embargo(item), "StatusWillChange").0,
            zone,
            byline: line("ByLine"),
            dateline: line("DateLine"),
            slugline: line("SlugLine"),
            credit: line("CreditLine").or_else(|| find(item, "Source").and_then(party)),
            language: find(item, "Language").and_then(formal_name),
            urgency: managed("Urgency")
                .and_then(formal_name)
                .and_then(|urgency| urgency.parse().ok()),
            signals: signals(item, management),
            notes: notes(item),
            ..Wire::default()
        })),
    }
}

/// The public name of an item without its revision: what all of its versions have in common.
fn name(item: Node<'_, '_>) -> Option<String> {
    let Some(public) = identifier(item, "PublicIdentifier") else {
        return identifier(item, "NewsItemId");
    };
    let revision = identifier(item, "RevisionId").unwrap_or_default();
    let version = public.rsplit_once(':').filter(|(_, version)| {
        // `:3U` says that revision 3 is an update.
        !revision.is_empty() && version.trim_end_matches(char::is_alphabetic) == revision
    });
    Some(version.map_or(public.as_str(), |(name, _)| name).to_owned())
}

fn identifier(item: Node<'_, '_>, name: &str) -> Option<String> {
    let identifier = find(child(item, "Identification")?, "NewsIdentifier")?;
    child_words(identifier, name)
}

/// When the status of the item changes by itself.
fn embargo(item: Node<'_, '_>) -> Option<String> {
    child_words(find(item, "StatusWillChange")?, "DateAndTime")
}

fn provider(item: Node<'_, '_>, sender: Option<&str>) -> Option<String> {
    find(item, "Provider")
        .and_then(party)
        .or_else(|| sender.map(str::to_owned))
        .or_else(|| identifier(item, "ProviderId"))
}

fn party(node: Node<'_, '_>) -> Option<String> {
    find(node, "Party").and_then(formal_name)
}

/// What a desk is told to do with the revision, and whether it is an update.
fn signals(item: Node<'_, '_>, management: Option<Node<'_, '_>>) -> Vec<String> {
    let told = management
        .into_iter()
        .flat_map(|node| children(node, "Instruction"));
    let mut signals: Vec<_> = told.filter_map(formal_name).collect();
    let update = find(item, "RevisionId").and_then(|revision| attribute(revision, "Update"));
    signals.extend(
        update
            .filter(|update| update != "N")
            .map(|update| format!("Update {update}")),
    );
    signals
}

/// Lines that are called advisories or notes.
fn notes(item: Node<'_, '_>) -> Vec<String> {
    let lines = item
        .descendants()
        .filter(|node| xml::is_named(*node, "NewsLine"));
    let notes = lines.filter(|line| {
        let kind = child(*line, "NewsLineType").and_then(formal_name);
        let kind = kind.unwrap_or_default().to_ascii_lowercase();
        kind.contains("advisory") || kind.contains("note")
    });
    notes
        .filter_map(|line| child_words(line, "NewsLineText"))
        .collect()
}

fn formal_name(node: Node<'_, '_>) -> Option<String> {
    attribute(node, "FormalName")
}
