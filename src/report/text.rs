//! What was found as a person reads it: who shares how much with whom, each passage by paragraph and with the words that
//! differ, and, for what shares nothing, how near it came.
//!
//! An article goes by a letter: through the whole report where there are few, else from `A` in each pair. Without a second
//! corpus the earlier article has the earlier letter, so that `{+…+}` is what was added with time.

use std::collections::BTreeMap;
use std::io::{self, Write};

use textwrap::core::display_width;

use super::found::{PairTexts, by_time, lag_seconds};
use super::offset::{Location, locate};
use super::snippet::Comparison;
use super::wording::{counted, duration, opening, percent, plain, set_in, thousands};
use super::{Found, Inventory, NearMiss, Offsets, Quoted, Report, Row, Side, Style, Table};
use crate::document::{DocumentId, Header, Span};
use crate::story::{Declared, Overlap, Step};

/// From this many articles on, letters restart with each pair, and articles without passages are counted, not listed.
const MANY_ARTICLES: usize = 21;
/// Columns of an article's first words, and of a quoted run of words.
const OPENING_COLUMNS: usize = 50;
/// Columns of the words in which an article says where it is from.
const DECLARED_COLUMNS: usize = 70;
/// Lines of one passage that are shown.
const SNIPPET_LINES: usize = 8;

/// Writes text for people.
pub(super) struct Text<'w> {
    out: &'w mut dyn Write,
    pub(super) style: Style,
}

impl<'w> Text<'w> {
    pub(super) fn new(out: &'w mut dyn Write, style: Style) -> Text<'w> {
        Text { out, style }
    }

    pub(super) fn line(&mut self, line: &str) -> io::Result<()> {
        writeln!(self.out, "{}", line.trim_end())
    }
}

impl Report for Text<'_> {
    fn passages(&mut self, found: &Found<'_>) -> io::Result<()> {
        self.line(&headline(found))?;
        if let Some(killed) = killed(found) {
            self.line(&killed)?;
        }
        let letters = Letters::of(found);
        let mut pairs: Vec<&Overlap> = found.pairs().collect();
        if letters.few {
            pairs.sort_by_key(|pair| letters.in_order(pair));
        }
        for pair in pairs {
            self.line("")?;
            self.pair(found, pair, &letters)?;
        }
        if found.pairs().len() == 0 && found.overlaps.possible_pairs > 0 {
            let miss = found.overlaps.nearest.first();
            let command = miss.and_then(|miss| found.explaining(miss.a, miss.b));
            return self.pointing(&nearest(found), "", command);
        }
        self.without_passages(found, &letters)
    }

    fn printings(&mut self, quoted: &Quoted<'_>) -> io::Result<()> {
        self.timeline(quoted)
    }

    fn items(&mut self, inventory: &Inventory<'_>) -> io::Result<()> {
        let mut is_first = true;
        inventory.each_item(|row| {
            if !std::mem::take(&mut is_first) {
                self.line("")?;
            }
            row.lines().iter().try_for_each(|line| self.line(line))
        })
    }

    fn table(&mut self, table: &Table<'_>) -> io::Result<()> {
        let cells = cells(table)?;
        let widths = widths(&cells);
        for row in &cells {
            let padded = row
                .iter()
                .zip(&widths)
                .map(|(cell, &width)| pad(cell, width + 2));
            self.line(&padded.collect::<String>())?;
        }
        Ok(())
    }
}

impl Text<'_> {
    fn pair(&mut self, found: &Found<'_>, pair: &Overlap, letters: &Letters) -> io::Result<()> {
        let mut texts = found.texts(pair);
        let mut names = letters.of_pair(pair);
        if found.against.is_none() && by_time(texts.b) < by_time(texts.a) {
            texts = texts.swapped();
            names = (names.1, names.0);
        }
        let names = if found.is_of_one_article(pair) {
            let name = names.0.unwrap_or('A');
            (name, name)
        } else {
            (names.0.unwrap_or('A'), names.1.unwrap_or('B'))
        };
        self.articles(&texts, names)?;
        let story = match found.later(&texts.overlap) {
            None => String::new(),
            Some((Side::A, step)) => format!(" {} is {} of {}.", names.0, of_kind(step), names.1),
            Some((Side::B, step)) => format!(" {} is {} of {}.", names.1, of_kind(step), names.0),
        };
        self.line(&format!("   {}{story}", sum(&texts, names)))?;
        self.declared(found, &texts, names)?;
        self.line("")?;
        self.pair_passages(&texts, names)?;
        self.left_out(found, pair)
    }

    /// What either article says of where it is from, but for itself.
    fn declared(
        &mut self,
        found: &Found<'_>,
        texts: &PairTexts<'_>,
        names: (char, char),
    ) -> io::Result<()> {
        let [of_a, of_b] = found.declared(&texts.overlap);
        let sides = [
            (of_a, (texts.a, names.0), &texts.a_text, (texts.b, names.1)),
            (of_b, (texts.b, names.1), &texts.b_text, (texts.a, names.0)),
        ];
        let articles = if names.0 == names.1 { 1 } else { 2 };
        for (declared, (header, name), text, other) in sides.into_iter().take(articles) {
            if let Some(declared) = declared.filter(|declared| !declared.is_by(header)) {
                let said = declares(declared, text, other);
                self.line(&format!("   {name} says it is from {said}."))?;
            }
        }
        Ok(())
    }

    fn articles(&mut self, texts: &PairTexts<'_>, names: (char, char)) -> io::Result<()> {
        let (a, b) = (plain(&texts.a.id), plain(&texts.b.id));
        let width = display_width(&a).max(display_width(&b));
        let room = self
            .style
            .columns
            .saturating_sub(width + 5)
            .max(OPENING_COLUMNS);
        let article = self.style.article;
        let both = [
            (names.0, a, texts.a, &texts.a_text),
            (names.1, b, texts.b, &texts.b_text),
        ];
        let articles = if names.0 == names.1 { 1 } else { 2 };
        for (name, id, header, text) in both.into_iter().take(articles) {
            let (id, about) = (pad(&id, width), about(header, text, room));
            self.line(&format!("{article}{name}  {id}{article:#}  {about}"))?;
        }
        Ok(())
    }

    fn pair_passages(&mut self, texts: &PairTexts<'_>, names: (char, char)) -> io::Result<()> {
        let passages = &texts.overlap.passages;
        let places = |name: char, text: &str, spans: Vec<Span>| -> Vec<String> {
            let located = locate(text, &spans, Offsets::Byte);
            located
                .iter()
                .map(|location| place(name, location))
                .collect()
        };
        let in_a = places(
            names.0,
            &texts.a_text,
            passages.iter().map(|p| p.a).collect(),
        );
        let in_b = places(
            names.1,
            &texts.b_text,
            passages.iter().map(|p| p.b).collect(),
        );
        let (a_width, b_width) = (widest(&in_a), widest(&in_b));
        for (passage, (in_a, in_b)) in passages.iter().zip(in_a.iter().zip(&in_b)) {
            let versions = Comparison::of(
                &texts.a_text[passage.a.range()],
                &texts.b_text[passage.b.range()],
            );
            let (in_a, in_b) = (pad(in_a, a_width), pad(in_b, b_width));
            let extent = versions.in_words(names.0, names.1);
            let furniture = match passage.furniture_words {
                0 => String::new(),
                words => format!("; {} of them furniture", thousands(words.into())),
            };
            self.line(&format!("   {in_a}  {in_b}   {extent}{furniture}"))?;
            self.snippet(&versions.line(&self.style))?;
        }
        Ok(())
    }

    pub(super) fn snippet(&mut self, line: &str) -> io::Result<()> {
        let lines = set_in(line, "     ", "     ", self.style.columns);
        for line in lines.iter().take(SNIPPET_LINES) {
            self.line(line)?;
        }
        if lines.len() > SNIPPET_LINES {
            self.line(&format!("     {:#}…", self.style.only_b))?;
        }
        Ok(())
    }

    fn left_out(&mut self, found: &Found<'_>, pair: &Overlap) -> io::Result<()> {
        let left_out = found.left_out(pair).iter().copied();
        let (furniture, story): (Vec<_>, Vec<_>) = left_out.partition(|miss| miss.is_furniture);
        let reasons = [("furniture", furniture), ("too common or short", story)];
        let lines: Vec<String> = reasons
            .iter()
            .filter_map(|(reason, misses)| left_out_as(reason, misses, found))
            .collect();
        let Some((last, others)) = lines.split_last() else {
            return Ok(());
        };
        others.iter().try_for_each(|line| self.line(line))?;
        self.pointing(last, "   ", found.explaining(pair.a, pair.b))
    }

    /// A line, and behind it, or below it where there is no room, a command that says more.
    fn pointing(&mut self, line: &str, indent: &str, command: Option<String>) -> io::Result<()> {
        let Some(command) = command else {
            return self.line(line);
        };
        let width = display_width(line) + display_width(&command) + 3;
        if width <= self.style.columns {
            return self.line(&format!("{line} `{command}`"));
        }
        self.line(line)?;
        self.line(&format!("{indent}`{command}`"))
    }

    fn without_passages(&mut self, found: &Found<'_>, letters: &Letters) -> io::Result<()> {
        let without = found.without_passages();
        if without.len() >= MANY_ARTICLES {
            let count = counted(without.len() as u64, "article");
            return self.line(&format!("\n{count} share nothing."));
        }
        for document in without {
            self.line(&without_passage(found, document, letters))?;
        }
        Ok(())
    }
}

/// `3 articles, 1,512 words. 1 of 3 pairs shares text.`
fn headline(found: &Found<'_>) -> String {
    let size = |articles: usize, words: u64| {
        format!(
            "{}, {}",
            counted(articles as u64, "article"),
            counted(words, "word")
        )
    };
    let words = found.overlaps.words;
    let mut line = size(found.input.len(), words.0);
    if let Some(against) = found.against {
        line += &format!(", against {}", size(against.len(), words.1));
    }
    let possible = counted(found.overlaps.possible_pairs, "pair");
    match (found.pairs().len() as u64, found.overlaps.possible_pairs) {
        (0, 0) => line + ". There is no pair to compare.",
        (0, _) => format!("{line}. None of {possible} shares text."),
        (1, _) => format!("{line}. 1 of {possible} shares text."),
        (sharing, _) => format!("{line}. {} of {possible} share text.", thousands(sharing)),
    }
}

/// `1 kill is left out, which is no copy of what it quotes: --rows killed lists who holds text of what was killed.`
fn killed(found: &Found<'_>) -> Option<String> {
    let notices = found
        .kills()
        .iter()
        .filter(|(killed, by)| killed == by)
        .count();
    let left_out = match notices {
        0 => return None,
        1 => "1 kill is left out, which is no copy of what it quotes",
        _ => &format!(
            "{} kills are left out, which are no copies of what they quote",
            thousands(notices as u64)
        ),
    };
    Some(format!(
        "{left_out}: `--rows killed` lists who holds text of what was killed."
    ))
}

/// `   Left out as too common or short: "We also call upon the government" and 3 more.`; `None`: nothing was.
fn left_out_as(reason: &str, misses: &[&NearMiss], found: &Found<'_>) -> Option<String> {
    let (first, more) = misses.split_first()?;
    let more = match more.len() {
        0 => String::new(),
        count => format!(" and {} more", thousands(count as u64)),
    };
    let quote = quote(found, first);
    Some(format!("   Left out as {reason}: {quote}{more}."))
}

/// What came closest where nothing was found, and the gate that stopped it.
fn nearest(found: &Found<'_>) -> String {
    let Some(miss) = found.overlaps.nearest.first() else {
        return "Nothing came close: no two articles have more than a few common words in a row."
            .to_owned();
    };
    let words = counted(u64::from(miss.matched_words), "word");
    let quote = quote(found, miss);
    let (a, b) = (plain(&found.a(miss.a).id), plain(&found.b(miss.b).id));
    format!(
        "The nearest miss is {words} ({quote}) in {a} and {b}: it {}.",
        miss.gate
    )
}

/// `002.txt shares nothing; its longest common run is 5 words ("…", with A).`
fn without_passage(found: &Found<'_>, document: DocumentId, letters: &Letters) -> String {
    let id = plain(&found.a(document).id);
    let of_it =
        |miss: &&NearMiss| miss.a == document || (found.against.is_none() && miss.b == document);
    let Some(miss) = found.overlaps.nearest.iter().find(of_it) else {
        return format!("{id} shares nothing.");
    };
    let words = counted(u64::from(miss.matched_words), "word");
    let quote = quote(found, miss);
    let (letter, other) = if miss.a == document {
        (letters.of_b(miss.b), found.b(miss.b))
    } else {
        (letters.of_a(miss.a), found.a(miss.a))
    };
    let with = letter.map_or_else(|| plain(&other.id), String::from);
    if miss.is_furniture {
        return format!("{id} shares nothing but furniture ({quote}, with {with}).");
    }
    format!("{id} shares nothing; its longest common run is {words} ({quote}, with {with}).")
}

fn quote(found: &Found<'_>, miss: &NearMiss) -> String {
    let text = found.input.text(miss.a);
    format!(
        "\"{}\"",
        opening(&text[miss.a_span.range()], OPENING_COLUMNS)
    )
}

/// Headline, source and time, or where there is no headline the first words.
pub(super) fn about(header: &Header, text: &str, columns: usize) -> String {
    let title = match &header.title {
        Some(title) => opening(title, columns),
        None => opening(text, OPENING_COLUMNS),
    };
    let time = header
        .published
        .map(|time| time.strftime("%Y-%m-%d %H:%M").to_string());
    let source = header.source.as_deref().map(plain);
    let parts = [Some(title), source, time].into_iter().flatten();
    parts
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ")
}

/// `an update`.
fn of_kind(step: Step) -> String {
    let article = if step == Step::Update { "an" } else { "a" };
    format!("{article} {}", step.name())
}

/// `145 words in 5 passages: 46 % of A, 23 % of B. Order unknown: no dates.`
fn sum(texts: &PairTexts<'_>, (a, b): (char, char)) -> String {
    let overlap = &texts.overlap;
    let words = counted(u64::from(overlap.matched_words), "word");
    let passages = counted(overlap.passages.len() as u64, "passage");
    let (of_a, of_b) = (percent(overlap.a_coverage), percent(overlap.b_coverage));
    if a == b {
        return format!("{a} repeats {words} in {passages}: {of_a} of it.");
    }
    let order = order(texts.a, texts.b, (a, b));
    format!("{words} in {passages}: {of_a} of {a}, {of_b} of {b}. {order}")
}

/// `Northern Wire, the source of A ("KALBORG, March 3 (Northern Wire) -")`.
fn declares(declared: &Declared, text: &str, (other, other_name): (&Header, char)) -> String {
    let agency = plain(&declared.agency);
    let whose = match declared.is_by(other) {
        true => format!(", the source of {other_name}"),
        false => String::new(),
    };
    let evidence = match declared.words {
        None => "in a field of its record".to_owned(),
        Some((_, span)) => format!("\"{}\"", opening(&text[span.range()], DECLARED_COLUMNS)),
    };
    format!("{agency}{whose} ({evidence})")
}

fn order(a: &Header, b: &Header, names: (char, char)) -> String {
    match (lag_seconds(a, b), a.published, b.published) {
        (Some(0), ..) => "Both came at the same time.".to_owned(),
        (Some(lag), ..) => {
            let later = if lag > 0 { names.0 } else { names.1 };
            format!("{later} came {} later.", duration(lag.unsigned_abs()))
        }
        (None, None, None) => "Order unknown: no dates.".to_owned(),
        (None, None, _) => format!("Order unknown: {} has no date.", names.0),
        (None, ..) => format!("Order unknown: {} has no date.", names.1),
    }
}

/// `B:9-11`.
pub(super) fn place(name: char, location: &Location) -> String {
    let (first, last) = (location.first_paragraph, location.last_paragraph);
    if first == last {
        format!("{name}:{first}")
    } else {
        format!("{name}:{first}-{last}")
    }
}

/// `paragraph 3`, `paragraphs 9-11`.
pub(super) fn place_in_words(location: &Location) -> String {
    let (first, last) = (location.first_paragraph, location.last_paragraph);
    if first == last {
        format!("paragraph {first}")
    } else {
        format!("paragraphs {first}-{last}")
    }
}

/// The letters that stand for articles through a whole report; none where there are too many articles.
#[derive(Default)]
struct Letters {
    few: bool,
    within: bool,
    a: BTreeMap<DocumentId, char>,
    b: BTreeMap<DocumentId, char>,
}

impl Letters {
    fn of(found: &Found<'_>) -> Letters {
        let articles = found.input.len() + found.against.map_or(0, |against| against.len());
        let mut letters = Letters {
            few: articles < MANY_ARTICLES,
            within: found.against.is_none(),
            ..Letters::default()
        };
        if letters.few {
            letters.hand_out(found);
        }
        letters
    }

    fn hand_out(&mut self, found: &Found<'_>) {
        let mut alphabet = 'A'..='Z';
        let (mut a, mut b): (Vec<_>, Vec<_>) = found.pairs().map(|p| (p.a, p.b)).unzip();
        if self.within {
            a.append(&mut b);
        }
        a.sort_by_key(|&document| by_time(found.a(document)));
        a.dedup();
        b.sort_by_key(|&document| by_time(found.b(document)));
        b.dedup();
        self.a = a.into_iter().zip(alphabet.by_ref()).collect();
        self.b = b.into_iter().zip(alphabet).collect();
    }

    fn of_a(&self, document: DocumentId) -> Option<char> {
        self.a.get(&document).copied()
    }

    fn of_b(&self, document: DocumentId) -> Option<char> {
        let side = if self.within { &self.a } else { &self.b };
        side.get(&document).copied()
    }

    /// The letters of a pair, the first of the alphabet first: A, B comes before A, C.
    fn in_order(&self, pair: &Overlap) -> (Option<char>, Option<char>) {
        let (a, b) = self.of_pair(pair);
        (a.min(b), a.max(b))
    }

    fn of_pair(&self, pair: &Overlap) -> (Option<char>, Option<char>) {
        (self.of_a(pair.a), self.of_b(pair.b))
    }
}

/// The names and the rows of a table as text, `-` where nothing is known. By way of CSV: so text has its values.
fn cells(table: &Table<'_>) -> io::Result<Vec<Vec<String>>> {
    let mut bytes = Vec::new();
    let for_people = Table {
        names: table.names,
        rows: table.rows.iter().cloned().map(Row::for_people).collect(),
    };
    super::csv::Csv::new(&mut bytes).table(&for_people)?;
    let records = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(&bytes[..]);
    let text = |cell: &str| {
        if cell.is_empty() {
            "-".to_owned()
        } else {
            plain(cell)
        }
    };
    let rows = records.into_records().map(|record| {
        let record = record.map_err(io::Error::other)?;
        Ok(record.iter().map(text).collect())
    });
    rows.collect()
}

fn widths(rows: &[Vec<String>]) -> Vec<usize> {
    let columns = 0..rows.first().map_or(0, Vec::len);
    let width = |column: usize| {
        rows.iter()
            .map(move |row| display_width(&row[column]))
            .max()
    };
    columns.map(|column| width(column).unwrap_or(0)).collect()
}

pub(super) fn widest(cells: &[String]) -> usize {
    cells
        .iter()
        .map(|cell| display_width(cell))
        .max()
        .unwrap_or(0)
}

pub(super) fn pad(cell: &str, width: usize) -> String {
    let missing = width.saturating_sub(display_width(cell));
    format!("{cell}{}", " ".repeat(missing))
}
