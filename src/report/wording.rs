//! Numbers, times and long texts into the words of a report that a person reads.

use textwrap::core::display_width;

use crate::error::Fault;

/// `2 records have faults`, `1 file and 12 records have faults`: they were left unread, or read in part, as each fault says.
pub fn with_faults(faults: &[Fault]) -> String {
    let files = faults
        .iter()
        .filter(|fault| fault.place.line.is_none())
        .count();
    let of_kind = [(files, "file"), (faults.len() - files, "record")];
    let counts = of_kind.into_iter().filter(|(count, _)| *count > 0);
    let counts: Vec<String> = counts
        .map(|(count, noun)| counted(count as u64, noun))
        .collect();
    let verb = if faults.len() == 1 {
        "has a fault"
    } else {
        "have faults"
    };
    format!("{} {verb}", counts.join(" and "))
}

/// `1 article`, `1,512 words`.
pub(super) fn counted(count: u64, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", thousands(count))
}

/// `1,512`.
pub(super) fn thousands(count: u64) -> String {
    let digits = count.to_string();
    let mut shown = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// `46 %`. Neither nothing nor all is said of what is not quite so.
pub(super) fn percent(fraction: f64) -> String {
    match (fraction * 100.0).round() as u64 {
        0 if fraction > 0.0 => "under 1 %".to_owned(),
        100 if fraction < 1.0 => "over 99 %".to_owned(),
        whole => format!("{whole} %"),
    }
}

/// `2 h 5 min`: the largest unit, and the next one where it is not nothing.
pub(super) fn duration(seconds: u64) -> String {
    const UNITS: [(u64, &str); 4] = [(86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")];
    let mut rest = seconds;
    let parts = UNITS.map(|(length, name)| {
        let count = rest / length;
        rest %= length;
        (count, name)
    });
    let parts: Vec<_> = parts.into_iter().skip_while(|part| part.0 == 0).collect();
    let shown: Vec<String> = parts
        .iter()
        .take(2)
        .map(|(n, unit)| format!("{n} {unit}"))
        .collect();
    match &parts[..] {
        [] => "0 s".to_owned(),
        [_, (0, _), ..] => shown[0].clone(),
        _ => shown.join(" "),
    }
}

/// The text on one line: white space and control characters (some steer terminals) become single blanks.
pub(super) fn plain(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        if !c.is_whitespace() && !c.is_control() {
            line.push(c);
        } else if !line.ends_with(' ') {
            line.push(' ');
        }
    }
    line
}

/// A word as it has to be typed into a shell.
pub(super) fn shell_word(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "._/:@%+=,-".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// The first words of a text, on one line no wider than `columns`.
pub(super) fn opening(text: &str, columns: usize) -> String {
    let enough: String = text.trim_start().chars().take(columns * 4).collect();
    let line = plain(&enough);
    let line = line.trim();
    if display_width(line) <= columns && enough.len() == text.trim_start().len() {
        line.to_owned()
    } else {
        format!("{}…", head(line, columns.saturating_sub(1)).trim_end())
    }
}

/// A line as lines no wider than `columns`, broken at blanks; `first` stands before the first of them, `others` before the rest.
pub(super) fn set_in(line: &str, first: &str, others: &str, columns: usize) -> Vec<String> {
    let options = textwrap::Options::new(columns)
        .initial_indent(first)
        .subsequent_indent(others)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    let lines = textwrap::wrap(line, options);
    lines.into_iter().map(String::from).collect()
}

/// A line with its middle left out where it is wider than about twice `columns`.
pub(super) fn without_middle(line: &str, columns: usize) -> String {
    if display_width(line) <= 2 * columns {
        return line.to_owned();
    }
    format!(
        "{} … {}",
        head(line, columns).trim_end(),
        tail(line, columns).trim_start()
    )
}

/// The longest beginning that is no wider than `columns`, back to the last blank if it has one.
fn head(line: &str, columns: usize) -> &str {
    let mut width = 0;
    let wide = line.char_indices().find(|&(_, c)| {
        width += char_width(c);
        width > columns
    });
    let Some((end, next)) = wide else { return line };
    match line[..end].rfind(' ') {
        Some(blank) if next != ' ' => &line[..blank],
        _ => &line[..end],
    }
}

/// The longest end that is no wider than `columns`, on to its first blank if it has one.
fn tail(line: &str, columns: usize) -> &str {
    let mut width = 0;
    let wide = line.char_indices().rev().find(|&(_, c)| {
        width += char_width(c);
        width > columns
    });
    let Some((before, last)) = wide else {
        return line;
    };
    let rest = &line[before + last.len_utf8()..];
    match rest.find(' ') {
        Some(blank) if last != ' ' => &rest[blank..],
        _ => rest.trim_start_matches(|c| char_width(c) == 0),
    }
}

fn char_width(c: char) -> usize {
    display_width(c.encode_utf8(&mut [0; 4]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped_and_agree_with_their_noun() {
        let cases = [
            (0, "0 words"),
            (1, "1 word"),
            (999, "999 words"),
            (1_512, "1,512 words"),
            (12_345_678, "12,345,678 words"),
        ];
        for (count, expected) in cases {
            assert_eq!(counted(count, "word"), expected);
        }
    }

    #[test]
    fn what_has_faults_is_counted_by_files_and_records() {
        let file = Fault::of_file("a.gz", "is cut off");
        let record = Fault::of_line("a.jsonl", 3, "is not JSON");
        let cases = [
            (vec![record.clone()], "1 record has a fault"),
            (vec![file.clone()], "1 file has a fault"),
            (
                vec![file, record.clone(), record],
                "1 file and 2 records have faults",
            ),
        ];
        for (faults, expected) in cases {
            assert_eq!(with_faults(&faults), expected);
        }
    }

    #[test]
    fn a_duration_is_told_in_at_most_two_units() {
        let cases = [
            (0, "0 s"),
            (59, "59 s"),
            (60, "1 min"),
            (7_500, "2 h 5 min"),
            (7_200, "2 h"),
            (86_400 + 59, "1 d"),
            (31 * 86_400 + 3 * 3_600, "31 d 3 h"),
        ];
        for (seconds, expected) in cases {
            assert_eq!(duration(seconds), expected);
        }
    }

    #[test]
    fn a_share_is_neither_rounded_to_nothing_nor_to_all() {
        let shares = [0.0, 0.001, 0.456, 0.999, 1.0].map(percent);
        assert_eq!(shares, ["0 %", "under 1 %", "46 %", "over 99 %", "100 %"]);
    }

    #[test]
    fn an_opening_ends_with_a_whole_word() {
        let text = "New Delhi,\n\nMay 7 (PTI) Left parties";
        assert_eq!(opening(text, 50), "New Delhi, May 7 (PTI) Left parties");
        assert_eq!(opening(text, 20), "New Delhi, May 7…");
        assert_eq!(opening("東京都知事は七日", 9), "東京都知…");
        assert_eq!(opening(" ", 9), "");
    }

    #[test]
    fn a_long_line_keeps_its_two_ends() {
        assert_eq!(
            without_middle("one two three four five six", 9),
            "one two … five six"
        );
        assert_eq!(without_middle("one two three", 9), "one two three");
        assert_eq!(without_middle("一二三四五六七八九十", 6), "一二三 … 八九十");
    }

    #[test]
    fn what_a_shell_would_take_apart_is_quoted() {
        let cases = [
            ("desk/a.txt", "desk/a.txt"),
            ("a b", "'a b'"),
            ("it's", r"'it'\''s'"),
            ("", "''"),
        ];
        for (word, typed) in cases {
            assert_eq!(shell_word(word), typed);
        }
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        assert_eq!(plain("a\u{1b}[31m\tb\r\n\r\nc"), "a [31m b c");
    }
}
