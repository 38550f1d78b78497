//! The bits of one passage as a person adds them up: each word with what it is worth, why, and what is taken off.

use hashbrown::HashSet;
use textwrap::core::display_width;

use super::super::snippet::Comparison;
use super::super::text::{pad, widest};
use super::super::wording::{counted, plain, set_in, thousands};
use super::reading::Reading;
use crate::align::{Account, Charge, Gate, Limit, MatchedWord, Worth};
use crate::settings::Bits;

/// Lines of words that are shown of one passage.
const WORD_LINES: usize = 7;
/// Phrases that are named below the words of one passage.
const PHRASES_NAMED: usize = 4;
/// Columns of a word in the table of words.
const WORD_COLUMNS: usize = 30;
/// Columns before the words.
const INDENT: usize = 5;

/// Bits with one decimal.
pub(super) fn bits(bits: Bits) -> String {
    format!("{:.1}", bits.as_f64())
}

/// `52 words, identical`, both versions as one line, the words and the sum.
pub(super) fn passage(account: &Account, reading: &Reading<'_>, all: bool) -> Vec<String> {
    let texts = reading.in_order(
        &reading.explained.a_text[account.passage.a.range()],
        &reading.explained.b_text[account.passage.b.range()],
    );
    let versions = Comparison::of(texts.0, texts.1);
    let place = reading.place(account.passage.a, account.passage.b);
    let mut lines = vec![format!("   {place}   {}", versions.in_words('A', 'B'))];
    lines.extend(reading.wrapped(&versions.line(reading.style)));
    lines.push(String::new());
    if account.words.is_empty() {
        let score = format!(
            "Found sentence by sentence: {} bits. {}",
            bits(account.passage.bits),
            judged(account)
        );
        lines.extend(reading.wrapped(&score));
        return lines;
    }
    if all {
        lines.extend(table(account, reading));
    } else {
        lines.extend(words_in_lines(account, reading));
    }
    lines.extend(reading.wrapped(&sum(account)));
    lines
}

/// The words in the order of the article that is read first.
fn in_order<'w>(account: &'w Account, reading: &Reading<'_>) -> Vec<&'w MatchedWord> {
    let mut words: Vec<&MatchedWord> = account.words.iter().collect();
    words.sort_by_key(|word| reading.in_order(word.a, word.b));
    words
}

/// `Given 8.5  the 3.4  grave 8.5`, and what the marks say.
fn words_in_lines(account: &Account, reading: &Reading<'_>) -> Vec<String> {
    let words = in_order(account, reading);
    let item =
        |word: &&MatchedWord| format!("{} {}{}", shown(word, reading), bits(word.bits), mark(word));
    let items: Vec<String> = words.iter().map(item).collect();
    let rows = rows(&items, reading.style.columns.saturating_sub(INDENT));
    let shown: Vec<&[String]> = rows.into_iter().take(WORD_LINES).collect();
    let indent = " ".repeat(INDENT);
    let mut lines: Vec<String> = shown
        .iter()
        .map(|row| indent.clone() + &row.join("  "))
        .collect();
    let rest = &words[shown.iter().map(|row| row.len()).sum()..];
    if !rest.is_empty() {
        let left = Bits(rest.iter().map(|word| word.bits.0).sum());
        let more = counted(rest.len() as u64, "more word");
        lines.push(format!(
            "{indent}and {more}, {} bits: see --all",
            bits(left)
        ));
    }
    lines.extend(legend(&words).iter().flat_map(|line| reading.wrapped(line)));
    lines
}

/// Items, two columns apart, as many in a row as fit.
fn rows(items: &[String], columns: usize) -> Vec<&[String]> {
    let mut rows = Vec::new();
    let (mut from, mut width) = (0, 0);
    for (at, item) in items.iter().enumerate() {
        let item_width = display_width(item) + 2;
        if at > from && width + item_width > columns + 2 {
            rows.push(&items[from..at]);
            (from, width) = (at, 0);
        }
        width += item_width;
    }
    rows.push(&items[from..]);
    rows
}

/// What is behind the marks in a line of words.
fn legend(words: &[&MatchedWord]) -> Vec<String> {
    let mut lines = Vec::new();
    let phrases = phrases(words);
    if let Some(more) = phrases.len().checked_sub(PHRASES_NAMED + 1) {
        let list = phrases[..PHRASES_NAMED].join(", ");
        lines.push(format!("{SHARE}: {list} and {} more", more + 1));
    } else if !phrases.is_empty() {
        lines.push(format!("{SHARE}: {}", phrases.join(", ")));
    }
    if words.iter().any(|word| word.likeness < 1.0) {
        lines.push("~ not spelt the same, and counted in part".to_owned());
    }
    lines
}

const SHARE: &str = "* no more than its share of words that are met together elsewhere too";

/// The phrases that limit words, each once, in the order of the words.
fn phrases(words: &[&MatchedWord]) -> Vec<String> {
    let of_word = |word: &&MatchedWord| match &word.worth.limit {
        Some(Limit::Phrase { words, .. }) => Some(format!("\"{}\"", plain(&words.join(" ")))),
        _ => None,
    };
    let mut named = HashSet::new();
    let phrases = words.iter().filter_map(of_word);
    phrases
        .filter(|phrase| named.insert(phrase.clone()))
        .collect()
}

fn mark(word: &MatchedWord) -> &'static str {
    match word.worth.limit {
        _ if word.likeness < 1.0 => "~",
        Some(Limit::Phrase { .. }) => "*",
        _ => "",
    }
}

/// The word as it stands; `tugs/tngs` where the two differ.
fn shown(word: &MatchedWord, reading: &Reading<'_>) -> String {
    let explained = reading.explained;
    let (first, second) = reading.in_order(
        plain(&explained.a_text[word.a.range()]),
        plain(&explained.b_text[word.b.range()]),
    );
    if word.likeness < 1.0 {
        format!("{first}/{second}")
    } else {
        first
    }
}

/// A line for each word, with the reason of its worth.
fn table(account: &Account, reading: &Reading<'_>) -> Vec<String> {
    let words = in_order(account, reading);
    let names: Vec<String> = words.iter().map(|word| shown(word, reading)).collect();
    let width = widest(&names).min(WORD_COLUMNS);
    let others = " ".repeat(INDENT + width + 9);
    let line = |(word, name): (&&MatchedWord, &String)| {
        let name = pad(name, width);
        let first = format!("{}{name}  {:>5}  ", " ".repeat(INDENT), bits(word.bits));
        set_in(&why(word), &first, &others, reading.style.columns)
    };
    words.iter().zip(&names).flat_map(line).collect()
}

/// `6 letters, met 3 more times`, and what limits it.
fn why(word: &MatchedWord) -> String {
    let worth = why_worth(&word.worth);
    if word.likeness < 1.0 {
        let (alike, counted) = (word.likeness * 100.0, 200.0 * word.likeness - 100.0);
        return format!(
            "{alike:.0} % alike, counted as {counted:.0} % of {}: {worth}",
            bits(word.worth.bits)
        );
    }
    worth
}

fn why_worth(worth: &Worth) -> String {
    let letters = counted(worth.letters as u64, "letter");
    let met = times(worth.met.into());
    let alone = bits(worth.alone);
    let capped = |most: &Bits, what: &str| {
        let most = most.as_f64();
        format!("{letters}, met {met}: {alone}, but {most:.0} is the most for {what}")
    };
    match &worth.limit {
        None => format!("{letters}, met {met}"),
        Some(Limit::Most(most)) => capped(most, "a word"),
        Some(Limit::MostOfGram(most)) => capped(most, "an n-gram"),
        Some(Limit::Phrase {
            words,
            met,
            bits: of_all,
        }) => {
            let share = if words.len() == 2 { "half" } else { "a third" };
            let (phrase, met, of_all) = (plain(&words.join(" ")), times(*met), bits(*of_all));
            format!("{share} of \"{phrase}\", {of_all}, met {met}; by itself {alone}")
        }
        Some(Limit::Furniture(kind)) => format!("furniture: {}", kind.name()),
    }
}

fn times(met: u64) -> String {
    match met {
        0 => "nowhere else".to_owned(),
        1 => "once more".to_owned(),
        _ => format!("{} more times", thousands(met)),
    }
}

/// What the words are worth, what is taken off, what is left, and what was needed.
fn sum(account: &Account) -> String {
    let words = counted(account.words.len() as u64, "matching word");
    if account.replaced.count + account.added.count == 0 {
        return format!(
            "{words}: {} bits. {}",
            bits(account.gained()),
            judged(account)
        );
    }
    let mut line = format!("{words}: {}", bits(account.gained()));
    let mut take_off = |charge: &Charge, what: &str| {
        if charge.count > 0 {
            let words = counted(charge.count.into(), "word");
            line += &format!(" − {} for {words} {what}", bits(charge.bits));
        }
    };
    take_off(&account.replaced, "in another's place");
    take_off(&account.added, "that one side alone has");
    format!(
        "{line} = {} bits. {}",
        bits(account.passage.bits),
        judged(account)
    )
}

/// The gate, and what the passage did at it.
fn judged(account: &Account) -> String {
    let needed = format!("{:.0}", account.needed.as_f64());
    let asked = if account.is_quotation {
        format!("A whole quotation needs {needed}")
    } else {
        format!("{needed} are needed")
    };
    match account.gate {
        None => format!("{asked}: reported."),
        Some(Gate::Furniture) => "It is nothing but furniture: left out.".to_owned(),
        Some(Gate::Bits(_)) => format!("{asked}: left out."),
        Some(Gate::Words(words)) => {
            format!(
                "{asked}, but also {} on either side: left out.",
                counted(words as u64, "word")
            )
        }
        Some(Gate::Template) => {
            format!("{asked}, but it is a template with other figures: left out.")
        }
    }
}
