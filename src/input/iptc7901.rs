//! Messages of IPTC 7901 into stories.
//!
//! The heading is one line: source, number, priority, subject, number of words, and what else the agency likes. Slug and headline
//! follow, on one side of STX or the other; a headline mostly ends in ` =`. After the story comes the day of the month and the time.

use super::message::{Message, Moment, Told, first_line, moment, unread_date, without_date};
use crate::document::Wire;

/// Whether a heading is one of this kind.
pub(super) fn begins(heading: &[u8]) -> bool {
    Heading::of(&first_line(heading)).is_some()
}

/// The first line: `nwa0124 3 pl 93 nw 1888`.
#[derive(Debug)]
struct Heading<'l> {
    source: &'l str,
    number: &'l str,
    priority: u8,
}

impl<'l> Heading<'l> {
    fn of(line: &'l str) -> Option<Heading<'l>> {
        let mut words = line.split_ascii_whitespace();
        let name = words.next()?;
        let digits = name.find(|c: char| c.is_ascii_digit())?;
        let (source, number) = name.split_at(digits);
        let is_source = (2..=4).contains(&source.len())
            && source.bytes().all(|byte| byte.is_ascii_alphabetic());
        let is_number =
            (3..=5).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
        let priority = words
            .next()?
            .parse()
            .ok()
            .filter(|priority| (1..=9).contains(priority))?;
        let subject = words.next()?;
        let is_subject =
            subject.len() <= 3 && subject.bytes().all(|byte| byte.is_ascii_alphabetic());
        let is_count = words.next()?.bytes().all(|byte| byte.is_ascii_digit());
        (is_source && is_number && is_subject && is_count).then_some(Heading {
            source,
            number,
            priority,
        })
    }
}

/// What a message tells; `None` if its heading cannot be read.
pub(super) fn told(message: &Message) -> Option<Told> {
    let mut lines = message
        .heading
        .lines()
        .skip_while(|line| line.trim().is_empty());
    let heading = Heading::of(lines.next()?)?;
    let mut named = Named::default();
    lines.for_each(|line| named.slug(line));
    let text = named.story(&message.text);
    let (text, end) = match message.end.trim() {
        "" => without_date(&text, sent),
        end => (text.as_str(), end),
    };
    let (text, note) = without_note(text);
    let sent = sent(end);
    Some(Told {
        number: Some(format!("{}{}", heading.source, heading.number)),
        title: named.headline(),
        source: Some(heading.source.to_owned()),
        remark: unread_date(end).filter(|_| sent.is_none()),
        sent,
        wire: Wire {
            slugline: named.slug,
            signals: named.signals,
            byline: named.byline,
            urgency: Some(heading.priority),
            notes: note.into_iter().collect(),
            ..Wire::default()
        },
        text: text.to_owned(),
    })
}

/// A story without what stands behind it for editors, and that.
fn without_note(text: &str) -> (&str, Option<String>) {
    let before = text
        .split_inclusive('\n')
        .take_while(|line| !begins_note(line.trim()));
    let at = before.map(str::len).sum();
    if at == text.len() {
        return (text, None);
    }
    let note: Vec<&str> = text[at..].split_whitespace().collect();
    (
        text[..at].trim_end_matches(is_rule).trim_end(),
        Some(note.join(" ")),
    )
}

fn begins_note(line: &str) -> bool {
    const TITLES: [&str; 2] = ["# notebook", "# notizblock"];
    let line = line.to_lowercase();
    let says_so =
        line.starts_with("the following information is not ") && line.contains("for publication");
    TITLES.contains(&&line[..])
        || says_so
        || line.starts_with("die folgenden informationen sind nicht zur veröffentlichung")
}

/// What a line of stars is made of.
fn is_rule(c: char) -> bool {
    c == '*' || c.is_whitespace()
}

/// When it was sent: `020905 GMT Mar 26`, the day of the month first. Some agencies leave out the zone.
fn sent(line: &str) -> Option<Moment> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let (time, zone, month, year) = match words[..] {
        [time, month, year] => (time, None, month, year),
        [time, zone, month, year] => (time, Some(zone), month, year),
        _ => return None,
    };
    let format = if year.len() == 4 {
        "%d%H%M %m %Y"
    } else {
        "%d%H%M %m %y"
    };
    moment(
        format,
        &format!("{time} {} {year}", number_of(month)?),
        zone,
    )
}

/// The number of a month, by how its name begins in English or in German.
fn number_of(month: &str) -> Option<usize> {
    const MONTHS: [&[&str]; 12] = [
        &["jan"],
        &["feb"],
        &["mar", "mär", "mrz", "mae"],
        &["apr"],
        &["may", "mai"],
        &["jun"],
        &["jul"],
        &["aug"],
        &["sep"],
        &["oct", "okt"],
        &["nov"],
        &["dec", "dez"],
    ];
    let month = month.to_lowercase();
    let begins = |names: &&[&str]| names.iter().any(|name| month.starts_with(name));
    MONTHS.iter().position(begins).map(|before| before + 1)
}

/// What the lines before a story say.
#[derive(Debug, Default)]
struct Named {
    slug: Option<String>,
    signals: Vec<String>,
    byline: Option<String>,
    headline: Vec<String>,
}

/// The headline ends within so many lines.
const LATEST_HEADLINE: usize = 8;

impl Named {
    /// The story, without the lines before it that are not part of it.
    fn story(&mut self, text: &str) -> String {
        let text = text.trim_start_matches(['\n', ' ']);
        let lines: Vec<&str> = text.lines().collect();
        let ends_headline = |line: &&str| line.trim_end().ends_with('=');
        let marked = lines.iter().take(LATEST_HEADLINE).position(ends_headline);
        let end = match (marked, &lines[..]) {
            (Some(at), _) => at + 1,
            // A line of its own, and no sentence.
            (None, [first, second, _, ..])
                if second.trim().is_empty() && !first.trim_end().ends_with('.') =>
            {
                1
            }
            _ => 0,
        };
        lines[..end].iter().for_each(|line| self.take(line));
        let story = lines[end..].join("\n");
        story.trim_end().trim_start_matches('\n').to_owned()
    }

    fn take(&mut self, line: &str) {
        let line = line.trim().trim_end_matches('=').trim_end();
        let has_small = line.chars().any(char::is_lowercase);
        let in_brackets = line
            .strip_prefix('(')
            .and_then(|line| line.strip_suffix(')'));
        if line.is_empty() {
        } else if line.ends_with('/') || (line.contains('/') && !line.contains(' ')) {
            self.slug(line);
        } else if let Some(signal) = in_brackets {
            self.signals.push(signal.trim().to_owned());
        } else if line.starts_with("By ") && self.byline.is_none() {
            self.byline = Some(line.to_owned());
        } else if !has_small && self.headline.is_empty() && line.is_ascii() {
            self.signals.push(line.to_owned());
        } else {
            self.headline.push(line.to_owned());
        }
    }

    fn slug(&mut self, line: &str) {
        let slug = line.trim().trim_end_matches('/');
        if !slug.is_empty() && self.slug.is_none() {
            self.slug = Some(slug.to_owned());
        }
    }

    /// A headline all in capitals looks like a signal until nothing else comes.
    fn headline(&mut self) -> Option<String> {
        if self.headline.is_empty() {
            self.headline.extend(self.signals.pop());
        }
        Some(self.headline.join(" ")).filter(|headline| !headline.is_empty())
    }
}
