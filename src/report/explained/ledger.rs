//! The bits of one passage as a person adds them up: each word with what it is worth, why, and what is taken off.

use super::super::snippet::Comparison;
use super::super::wording::{counted, plain, thousands};
use super::text::Reading;
use crate::align::{Account, Charge, Gate, Limit, MatchedWord, Worth};
use crate::settings::Bits;

/// Lines of words that are shown of one passage.
const WORD_LINES: usize = 7;
/// Phrases that are named below the words of one passage.
const PHRASES_NAMED: usize = 4;
/// Columns of a word in the table of words.
const WORD_COLUMNS: usize = 30;
/// A blank inside of what must stay on one line.
const FIRM: char = '\u{A0}';

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
    if all {
        lines.extend(table(account, reading));
    } else {
        lines.extend(words_in_line(account, reading));
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
fn words_in_line(account: &Account, reading: &Reading<'_>) -> Vec<String> {
    let words = in_order(account, reading);
    let item = |word: &&MatchedWord| {
        let item = format!("{} {}{}", shown(word, reading), bits(word.bits), mark(word));
        item.replace(' ', &FIRM.to_string())
    };
    let items: Vec<String> = words.iter().map(item).collect();
    let mut lines = reading.wrapped(&items.join("  "));
    if lines.len() > WORD_LINES {
        lines.truncate(WORD_LINES);
        let in_line = |line: &String| line.split("  ").filter(|item| !item.is_empty()).count();
        let rest = &words[lines.iter().map(in_line).sum::<usize>()..];
        let left = Bits(rest.iter().map(|word| word.bits.0).sum());
        let more = counted(rest.len() as u64, "word");
        lines.push(
            format!("     and {more} more, {} bits: see --all", bits(left))
                .replace("word more", "more word")
                .replace("words more", "more words"),
        );
    }
    lines
        .iter_mut()
        .for_each(|line| *line = line.replace(FIRM, " "));
    lines.extend(legend(&words).iter().flat_map(|line| reading.wrapped(line)));
    lines
}

/// What is behind the marks in a line of words.
fn legend(words: &[&MatchedWord]) -> Vec<String> {
    let mut phrases: Vec<String> = Vec::new();
    for word in words {
        if let Some(Limit::Phrase { words, .. }) = &word.worth.limit {
            let phrase = format!("\"{}\"", plain(&words.join(" ")));
            if !phrases.contains(&phrase) {
                phrases.push(phrase);
            }
        }
    }
    let more = phrases.len().saturating_sub(PHRASES_NAMED);
    phrases.truncate(PHRASES_NAMED);
    let mut lines = Vec::new();
    if !phrases.is_empty() {
        let list = phrases.join(", ");
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        lines.push(format!(
            "* no more than its share of words that are met together elsewhere too: {list}{more}"
        ));
    }
    if words.iter().any(|word| word.likeness < 1.0) {
        lines.push("~ not spelt alike, and counted in part".to_owned());
    }
    lines
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
    let width = super::super::text::widest(&names).min(WORD_COLUMNS);
    let line = |(word, name): (&&MatchedWord, &String)| {
        let name = super::super::text::pad(name, width);
        format!("     {name}  {:>5}  {}", bits(word.bits), why(word))
    };
    words.iter().zip(&names).map(line).collect()
}

/// `6 letters, met 3 more times`, and what limits it.
fn why(word: &MatchedWord) -> String {
    let worth = why_worth(&word.worth);
    if word.likeness < 1.0 {
        let (alike, counted) = (word.likeness * 100.0, 200.0 * word.likeness - 100.0);
        return format!(
            "alike to {alike:.0} %, so {counted:.0} % of {}: {worth}",
            bits(word.worth.bits)
        );
    }
    worth
}

fn why_worth(worth: &Worth) -> String {
    let letters = counted(worth.letters as u64, "letter");
    let met = times(worth.met.into());
    let alone = bits(worth.alone);
    match &worth.limit {
        None => format!("{letters}, met {met}"),
        Some(Limit::Most(most)) => {
            format!(
                "{letters}, met {met}: {alone}, but no word counts for more than {:.0}",
                most.as_f64()
            )
        }
        Some(Limit::Phrase {
            words,
            met,
            bits: of_all,
        }) => {
            let share = if words.len() == 2 { "half" } else { "a third" };
            let (phrase, met, of_all) = (plain(&words.join(" ")), times(*met), bits(*of_all));
            format!("{share} of \"{phrase}\", {of_all}, met {met}; by itself {alone}")
        }
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
        Some(Gate::Bits(_)) => format!("{asked}: left out."),
        Some(Gate::Words(words)) => {
            format!(
                "{asked}, but also {} on either side: left out.",
                counted(words as u64, "word")
            )
        }
    }
}
