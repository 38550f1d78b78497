//! Messages of ANPA 1312 (also: NAA 89-3) into stories.
//!
//! The heading is two lines: service level, story number and selector; then priority, category, format, keyword, version, day
//! and word count. The text begins with lines that `^` marks for the composing room (keyword line, headline, notes, byline); the
//! paragraphs of the story begin with a tab.

use super::message::{Message, Moment, Told, first_line, moment, unread_date, without_date};
use crate::document::Wire;

/// Whether a heading is one of ANPA's: a letter, up to four digits, then a control byte or an end of line.
pub(super) fn begins(heading: &[u8]) -> bool {
    let [level, rest @ ..] = heading else {
        return false;
    };
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let after = rest.get(digits);
    // The unit separator before the selector; where the heading was made plain, a space.
    let is_number = matches!(after, Some(0x1f) | Some(b' '))
        && rest
            .get(digits + 1)
            .is_none_or(|byte| !byte.is_ascii_digit());
    level.is_ascii_alphabetic() && (3..=4).contains(&digits) && is_number
}

/// Whether some bytes are a heading, with its control bytes or without.
pub(super) fn is_heading(heading: &[u8]) -> bool {
    begins(heading) || begins_bare(heading)
}

/// Whether some bytes are a heading from which the control bytes were taken: without them, both of its lines have to be right.
pub(super) fn begins_bare(heading: &[u8]) -> bool {
    let line = first_line(heading);
    let number = number(&line);
    let is_of_selector =
        |c: char| c.is_ascii_alphabetic() || c.is_ascii_control() || "- ".contains(c);
    let is_first = (4..=5).contains(&number.len())
        && number.starts_with(|c: char| c.is_ascii_alphabetic())
        && line[number.len()..].chars().all(is_of_selector);
    let second = || heading.splitn(2, |byte| *byte == b'\n').nth(1);
    is_first && second().is_some_and(|line| Heading::of(&first_line(line)).is_some())
}

/// `a0416` of the first line of a heading, whether its selector follows at once or not.
fn number(line: &str) -> &str {
    let mut digits = line.char_indices().skip(1);
    let end = digits.find(|(_, c)| !c.is_ascii_digit());
    &line[..end.map_or(line.len(), |(at, _)| at)]
}

/// The second line of a heading.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Heading {
    pub(super) urgency: Option<u8>,
    /// By which the desk calls the story: `BC-Ferries`.
    pub(super) keyword: Option<String>,
    /// `1stLd-Writethru`
    pub(super) version: Option<String>,
}

impl Heading {
    /// `r z BC-Ferries 1stLd-Writethru 03-02 0416`: words (which may be missing) and day, from its end; priority and category, from its
    /// start.
    pub(super) fn of(line: &str) -> Option<Heading> {
        let mut words: Vec<&str> = line.split_whitespace().collect();
        words.pop_if(|count| count.bytes().all(|byte| byte.is_ascii_digit()));
        let [priority, category, middle @ .., day] = &words[..] else {
            return None;
        };
        let is_code = |word: &str| word.len() == 1 && word.as_bytes()[0].is_ascii_alphanumeric();
        if !is_code(priority) || !is_code(category) || !is_day(day) {
            return None;
        }
        let version = middle.get(1..).unwrap_or_default().join(" ");
        Some(Heading {
            urgency: urgency(priority),
            keyword: middle.first().map(|keyword| (*keyword).to_owned()),
            version: Some(version).filter(|version| !version.is_empty()),
        })
    }
}

/// `03-02`
fn is_day(word: &str) -> bool {
    let is_number = |word: &str| {
        (1..=2).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit())
    };
    word.split_once('-')
        .is_some_and(|(month, day)| is_number(month) && is_number(day))
}

/// Flash, bulletin, urgent, regular, deferred; in numbers as they are.
fn urgency(priority: &str) -> Option<u8> {
    match priority.to_ascii_lowercase().as_str() {
        "f" => Some(1),
        "b" => Some(2),
        "u" => Some(3),
        "r" => Some(4),
        "d" => Some(5),
        number => number
            .parse()
            .ok()
            .filter(|number| (1..=9).contains(number)),
    }
}

/// What a message tells; `None` if its heading cannot be read.
pub(super) fn told(message: &Message) -> Option<Told> {
    let mut lines = message.heading.lines();
    let number = number(lines.next()?).to_owned();
    let heading = lines.find_map(Heading::of).unwrap_or_default();
    let mut composing = Composing::default();
    let text = composing.story(&message.text, heading.keyword.as_deref());
    let mut ends = message.end.lines().map(str::trim);
    let (text, end) = match ends.find(|line| !line.is_empty()) {
        Some(end) => (&text[..], end),
        None => without_date(&text, sent),
    };
    let end = end.trim().trim_end_matches(['<', ' ']);
    let sent = sent(end);
    Some(Told {
        number: Some(number),
        title: composing.headline,
        source: source(end),
        remark: unread_date(end).filter(|_| sent.is_none()),
        sent,
        wire: Wire {
            byline: composing.byline,
            slugline: composing.keyword.or(heading.keyword),
            signals: heading.version.into_iter().collect(),
            urgency: heading.urgency,
            notes: composing.notes,
            ..Wire::default()
        },
        text: text.to_owned(),
    })
}

/// When it was sent: `AP-WF-03-02-26 0905GMT`, month first; or `09:05ET 02-03-26`, the day first.
fn sent(end: &str) -> Option<Moment> {
    let end = end.trim().trim_end_matches(['<', ' ']);
    let (before, after) = end.split_once(' ')?;
    let is_clock = before.starts_with(|c: char| c.is_ascii_digit());
    let (format, day, time) = match is_clock {
        true => ("%d-%m-%y %H:%M", after.to_owned(), before),
        false => ("%m-%d-%y %H%M", last_three(before)?, after),
    };
    let digits = time
        .find(|c: char| !c.is_ascii_digit() && c != ':')
        .unwrap_or(time.len());
    let (clock, zone) = time.split_at(digits);
    moment(format, &format!("{day} {clock}"), Some(zone))
}

/// The date at the end of `AP-WF-03-02-26`.
fn last_three(words: &str) -> Option<String> {
    let parts: Vec<&str> = words.rsplitn(4, '-').collect();
    let [year, date, month, ..] = parts[..] else {
        return None;
    };
    Some(format!("{month}-{date}-{year}"))
}

/// Who sent it: the word before the first hyphen.
fn source(end: &str) -> Option<String> {
    let (source, _) = end.split_once('-')?;
    let is_name = !source.is_empty() && source.chars().all(|c| c.is_ascii_uppercase());
    is_name.then(|| source.to_owned())
}

/// What the lines for the composing room say.
#[derive(Debug, Default)]
struct Composing {
    keyword: Option<String>,
    headline: Option<String>,
    byline: Option<String>,
    notes: Vec<String>,
}

impl Composing {
    /// The story, without the lines before it that are not part of it. (`^` in the story itself centres a line.)
    fn story(&mut self, text: &str, keyword: Option<&str>) -> String {
        let mut lines = text.lines().peekable();
        let mut rest = Vec::new();
        while let Some(line) = lines.next_if(|line| is_composing(line)) {
            let line = set_off(line);
            if !line.is_empty() && !self.takes(&line, keyword) {
                rest.push(line);
            }
        }
        let story = in_paragraphs(lines);
        match story.trim().is_empty() {
            // All of it is headlines.
            true => rest.join("\n\n"),
            false => {
                self.notes.append(&mut rest);
                story.trim_end().trim_start_matches('\n').to_owned()
            }
        }
    }

    /// Whether a line is one of those that are expected before a story.
    fn takes(&mut self, line: &str, keyword: Option<&str>) -> bool {
        let lower = line.to_lowercase();
        let slug = line.split(',').next().unwrap_or_default();
        let is_note = [
            "eds:", "(eds:", "editor", "advisory", "update:", "code:", "index:", "*",
        ];
        if let Some(headline) = line.strip_prefix("HL:") {
            self.headline = Some(headline.trim().to_owned());
        } else if lower.starts_with("by ") && self.byline.is_none() {
            self.byline = Some(line.to_owned());
        } else if is_note.iter().any(|start| lower.starts_with(start)) {
            self.notes.push(line.to_owned());
        } else if self.keyword.is_none() && self.headline.is_none() && is_keyword(slug, keyword) {
            self.keyword = Some(slug.to_owned());
        } else if self.headline.is_none() {
            self.headline = Some(line.to_owned());
        } else {
            return false;
        }
        true
    }
}

/// Whether a line before the story is no part of it: it is marked, or says how to set the rest.
fn is_composing(line: &str) -> bool {
    let start: String = line.chars().take(5).collect();
    line.starts_with('^') || line.trim().is_empty() || start.eq_ignore_ascii_case("code:")
}

/// The lines of a story, with an empty one before each that a tab begins: that is a paragraph, even among others of one line.
fn in_paragraphs<'l>(lines: impl Iterator<Item = &'l str>) -> String {
    let mut story = String::new();
    for line in lines {
        if line.starts_with('\t') && !story.is_empty() && !story.ends_with("\n\n") {
            story.push('\n');
        }
        story.push_str(unset(line));
        story.push('\n');
    }
    story
}

/// Whether a line is the keyword line: one of the two keywords is the other, cut short.
fn is_keyword(slug: &str, keyword: Option<&str>) -> bool {
    let letters = |text: &str| -> String {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let (slug, keyword) = (letters(slug), letters(keyword.unwrap_or_default()));
    let is_said = !slug.is_empty() && !keyword.is_empty();
    is_said && (slug.starts_with(&keyword) || keyword.starts_with(&slug))
}

/// A line for the composing room without the signs that set it.
fn set_off(line: &str) -> String {
    let line = line.trim_start_matches('^').trim_end();
    line.trim_end_matches(['<', '=', '@', '>', ' ', '^'])
        .trim()
        .to_owned()
}

/// A line of the story without the signs that end and centre it.
fn unset(line: &str) -> &str {
    let is_centred = line.starts_with('^');
    let line = line.trim_end().trim_start_matches('^');
    match is_centred {
        true => line.trim_end_matches(['<', '=', '@']),
        false => line.strip_suffix('<').unwrap_or(line),
    }
}
