//! A text into its furniture: dateline, byline, sign-off and whatever else stands around a story and is no part of it.
//!
//! Rules say how furniture looks and where it stands (`furniture.toml`; users add their own). It is looked for near the
//! beginning and the end of a text only, paragraph by paragraph, until story comes: most texts have little, and should not pay
//! for more.

use std::ops::Range;
use std::sync::{Arc, LazyLock};

use memchr::{memchr, memrchr};
use serde::{Deserialize, Serialize};

use super::rules::Rules;
use crate::document::Span;

/// What a piece of furniture is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Where and when it was written: `KALBORG, March 3 (Northern Wire) -`.
    Dateline,
    /// Who wrote it.
    Byline,
    /// What closes an agency's story: who worked on it, their initials, the agency's name.
    SignOff,
    /// What changed in this version, and other words to editors.
    Advisory,
    /// Which version it is: `UPDATE 2-`.
    #[serde(rename = "lead tag")]
    LeadTag,
    /// Copyright and terms of use.
    Legal,
    /// Whose picture it is.
    Photo,
    /// What a republisher says of where it has the text from.
    Tail,
    /// Whom it names as its source.
    Credit,
    /// What one source repeats under different stories: learned from the articles of a run, by no rule.
    #[serde(skip_deserializing)]
    Learned,
    /// Story, whatever other rules say.
    Text,
}

impl Kind {
    /// The name used in rules and in every output.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Dateline => "dateline",
            Kind::Byline => "byline",
            Kind::SignOff => "sign-off",
            Kind::Advisory => "advisory",
            Kind::LeadTag => "lead tag",
            Kind::Legal => "legal",
            Kind::Photo => "photo",
            Kind::Tail => "tail",
            Kind::Credit => "credit",
            Kind::Learned => "learned",
            Kind::Text => "text",
        }
    }
}

/// A stretch of a text that is no part of the story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
    /// `None`: it was learned.
    rule: Option<usize>,
    /// Where what the rule matched begins: it may ask for the end of a sentence before the piece.
    matched_from: u32,
}

impl Piece {
    /// A line that one source repeats.
    pub(crate) fn learned(span: Span) -> Piece {
        Piece {
            span,
            kind: Kind::Learned,
            rule: None,
            matched_from: span.start,
        }
    }
}

/// By what furniture is recognised. The default has the built-in rules.
#[derive(Clone, Debug, Default)]
pub struct Furniture {
    /// `None`: the built-in ones.
    rules: Option<Arc<Rules>>,
}

/// They take some milliseconds to be made ready, are always the same, and not every run needs them.
static BUILT_IN: LazyLock<Rules> =
    LazyLock::new(|| Rules::read(None).expect("a test reads the built-in rules"));

impl PartialEq for Furniture {
    fn eq(&self, other: &Furniture) -> bool {
        std::ptr::eq(self.rules(), other.rules())
    }
}

impl Furniture {
    /// The built-in rules behind those of a user, in TOML. Fails with all that is wrong with these, in a line for each fault that
    /// names the rule.
    pub fn with(user: &str) -> Result<Furniture, Vec<String>> {
        Rules::read(Some(user)).map(Furniture::of)
    }

    /// No rules: every word is of the story.
    pub fn none() -> Furniture {
        Furniture::of(Rules::none())
    }

    pub(super) fn of(rules: Rules) -> Furniture {
        Furniture {
            rules: Some(Arc::new(rules)),
        }
    }

    fn rules(&self) -> &Rules {
        self.rules.as_deref().unwrap_or_else(|| &BUILT_IN)
    }

    /// The furniture of a text, in order; no two pieces overlap.
    pub fn pieces(&self, text: &str) -> Vec<Piece> {
        if self.rules().is_empty() {
            return Vec::new();
        }
        let mut search = Search {
            rules: self.rules(),
            text,
            found: Vec::new(),
        };
        let lead_end = search.lead();
        let of_lead = search.found.len();
        search.foot(lead_end);
        search.found[of_lead..].reverse();
        search.found
    }

    /// Whether there are no rules.
    pub(crate) fn is_none(&self) -> bool {
        self.rules().is_empty()
    }

    /// Whether a rule says of a paragraph, all of it, that it is story.
    pub(crate) fn is_story(&self, paragraph: &str) -> bool {
        let rules = [&self.rules().lead, &self.rules().foot];
        let found = rules.map(|rules| rules.at(paragraph, 0));
        found
            .into_iter()
            .flatten()
            .any(|(rule, end)| self.rules().kind(rule) == Kind::Text && end == paragraph.len())
    }

    /// The agency or paper that a piece of a text's furniture names as the source of the story, if it names one.
    pub fn agency<'t>(&self, text: &'t str, piece: &Piece) -> Option<&'t str> {
        let matched = piece.matched_from as usize..piece.span.end as usize;
        self.rules().agency(piece.rule?, &text[matched])
    }

    /// The name of the rule that a piece was recognised by; `None` if it was learned.
    pub fn rule(&self, piece: &Piece) -> Option<&str> {
        piece.rule.map(|rule| self.rules().name(rule))
    }
}

/// Paragraphs that are looked at from the beginning, and from the end.
const MOST_PARAGRAPHS: usize = 6;
/// Bytes of what may be a headline or a standfirst: behind it a byline or a dateline may come.
const HEADLINE: usize = 200;
/// Bytes at the beginning of a paragraph among which stands the sign that sets furniture off from a story, such as a dash or a
/// bracket; a shorter paragraph may be furniture without any. Few stories have one there, so that most are spared the rules.
const SET_OFF: usize = 80;
/// Bytes of a paragraph that is furniture as a whole.
const LONGEST: usize = 300;
/// Paragraphs of story at the end above which no furniture is looked for.
const STORY_AT_END: usize = 2;
/// Bytes at the end of a text among which furniture behind the last sentence is looked for.
const LONGEST_END: usize = 400;
/// Columns of a line that was wrapped: a longer one was not, and behind a shorter one the next word had room.
const WRAPPED: Range<usize> = 45..121;

/// Whether a byte may be of a sign that sets furniture off: any beyond ASCII may. Looking at all is faster than at each.
fn has_set_off(beginning: &[u8]) -> bool {
    let sets_off = |byte: &u8| {
        matches!(byte, b'-' | b'(' | b')' | b'[' | b'<' | b':' | b'_' | b'/') || !byte.is_ascii()
    };
    beginning
        .iter()
        .fold(false, |any, byte| any | sets_off(byte))
}

/// A text that is searched.
struct Search<'t> {
    rules: &'t Rules,
    text: &'t str,
    found: Vec<Piece>,
}

impl Search<'_> {
    /// Looks at paragraphs from the beginning. Returns where the furniture that was found ends.
    fn lead(&mut self) -> usize {
        let mut at = self.next_word(0);
        for _ in 0..MOST_PARAGRAPHS {
            if self.is_story(at) {
                break;
            }
            let end = self.paragraph_end(at);
            let is_furniture = self.paragraph_start(at, end);
            if at == self.text.len() || !(is_furniture || end - at <= HEADLINE) {
                break;
            }
            at = self.next_word(end);
        }
        self.found.last().map_or(0, |last| last.span.end as usize)
    }

    /// Whether what begins at byte `at` is a long paragraph of story, by its first bytes: most texts begin so, and have no line end
    /// for a long way.
    fn is_story(&self, at: usize) -> bool {
        let bytes = &self.text.as_bytes()[at..];
        let is_long = bytes.get(HEADLINE).is_some_and(u8::is_ascii_graphic);
        is_long && !has_set_off(&bytes[..SET_OFF]) && memchr(b'\n', &bytes[..HEADLINE]).is_none()
    }

    /// Takes what a paragraph begins with, piece by piece; whether that is all of it.
    fn paragraph_start(&mut self, mut at: usize, end: usize) -> bool {
        let paragraph = &self.text[..end];
        let beginning = &paragraph.as_bytes()[at..end.min(at + SET_OFF)];
        if end - at > SET_OFF && !has_set_off(beginning) {
            return false;
        }
        while at < end {
            let Some((rule, after)) = self.rules.lead.at(paragraph, at) else {
                return false;
            };
            let is_story = self.rules.kind(rule) == Kind::Text || after == at;
            if is_story || !self.rules.may_be_followed(rule, paragraph, after) {
                return false;
            }
            self.add(rule, at, at..after);
            at = self.next_word(after);
        }
        true
    }

    /// Looks at the end of the text, and at paragraphs from there, down to byte `lead_end`.
    fn foot(&mut self, lead_end: usize) {
        let mut end = self.text.trim_end().len();
        let mut story = 0;
        for _ in 0..MOST_PARAGRAPHS {
            if end <= lead_end {
                return;
            }
            while story == 0
                && let Some(start) = self.last_words(end, lead_end)
            {
                end = self.text[..start].trim_end().len().max(lead_end);
            }
            let Some(start) = self
                .paragraph_at(end, lead_end)
                .filter(|start| *start < end)
            else {
                return;
            };
            if !self.is_foot(start, end) {
                story += 1;
            }
            if story == STORY_AT_END {
                return;
            }
            end = self.text[..start].trim_end().len();
        }
    }

    /// Takes what stands behind the last sentence up to byte `end`, and returns where it begins. Behind most texts nothing does: they
    /// end with a sentence, and so with a small letter or a digit and its stop.
    fn last_words(&mut self, end: usize, lead_end: usize) -> Option<usize> {
        let ending = &self.text.as_bytes()[..end];
        if let [.., b'a'..=b'z' | b'0'..=b'9', b'.' | b'?' | b'!'] = ending {
            return None;
        }
        let from = end.saturating_sub(LONGEST_END).max(lead_end);
        let from = (from..end).find(|at| self.text.is_char_boundary(*at))?;
        let (rule, start) = self.rules.up_to_end(&self.text[..end], from)?;
        // A rule may ask for the end of a sentence before it.
        let before = self.text[start..end]
            .find(|c: char| !(c.is_whitespace() || ".!?\"”’»)|".contains(c)))?;
        self.add(rule, start, start + before..end);
        Some(start + before)
    }

    /// Takes a paragraph that is furniture as a whole; whether it is.
    fn is_foot(&mut self, start: usize, end: usize) -> bool {
        let found = self.rules.foot.at(&self.text[..end], start);
        let found = found.filter(|(rule, _)| self.rules.kind(*rule) != Kind::Text);
        if let Some((rule, _)) = found {
            self.add(rule, start, start..end);
        }
        found.is_some()
    }

    fn add(&mut self, rule: usize, matched_from: usize, place: Range<usize>) {
        let words = self.text[place.clone()].trim_end().len();
        self.found.push(Piece {
            span: Span::new(place.start, place.start + words),
            kind: self.rules.kind(rule),
            rule: Some(rule),
            matched_from: matched_from as u32,
        });
    }

    /// Where the next word or sign stands from byte `at` on.
    fn next_word(&self, at: usize) -> usize {
        self.text.len() - self.text[at..].trim_start().len()
    }

    /// Where the paragraph that begins at byte `start` ends, without white space.
    fn paragraph_end(&self, start: usize) -> usize {
        let mut line = start;
        loop {
            let Some(len) = memchr(b'\n', &self.text.as_bytes()[line..]) else {
                return line + self.text[line..].trim_end().len();
            };
            if self.ends_paragraph(line, line + len) {
                return line + self.text[line..line + len].trim_end().len();
            }
            line += len + 1;
        }
    }

    /// Where the paragraph begins that ends at byte `end`, if it is short, and begins behind `least`.
    fn paragraph_at(&self, end: usize, least: usize) -> Option<usize> {
        let mut next = end;
        loop {
            let line = memrchr(b'\n', self.text.as_bytes().get(least..next)?).map(|at| least + at);
            let start = line.map_or(least, |line| line + 1);
            if end - start > LONGEST {
                return None;
            }
            let above = line.map_or(least, |line| self.line_start(line));
            if line.is_none_or(|line| self.ends_paragraph(above, line)) {
                return Some(self.next_word(start));
            }
            next = start - 1;
        }
    }

    fn line_start(&self, end: usize) -> usize {
        memrchr(b'\n', &self.text.as_bytes()[..end]).map_or(0, |at| at + 1)
    }

    /// Whether the line from `start` to the line feed at `end` is the last of its paragraph, by what stands next to it:
    /// [`paragraphs`](super::paragraphs) looks at all of a text to know.
    fn ends_paragraph(&self, start: usize, end: usize) -> bool {
        let line = self.text[start..end].trim_end();
        let next = &self.text[end + 1..];
        let is_indented =
            next.starts_with("  ") || next.starts_with(['\t', '\r', '\n', '\u{3000}']);
        let goes_on = line.ends_with([',', ';']);
        let was_wrapped = WRAPPED.contains(&line.len()) || goes_on;
        !was_wrapped || is_indented || is_blank(next)
    }
}

/// Whether the first line of a text has no words.
fn is_blank(text: &str) -> bool {
    let from_words = text.trim_start_matches(|c: char| c != '\n' && c.is_whitespace());
    from_words.is_empty() || from_words.starts_with('\n')
}
