//! The two versions of a passage into one line that shows where they differ: `{+CPI believes that+} India had …`.
//!
//! Words are compared by their folded forms, so that quotes, dashes and case are no differences, and shown as they stand
//! (where both versions agree, as in the second: it is
//! the one whose insertions are read in their place).

use similar::DiffOp;

use super::style::Style;
use super::wording::{counted, plain, thousands, without_middle};
use crate::differences::differences;
use crate::text::Tokens;

/// Columns kept on either side of what is left out of a passage without differences.
const IDENTICAL_COLUMNS: usize = 90;
/// The same for a stretch between two differences.
const BETWEEN_COLUMNS: usize = 48;

/// Two versions of a passage, word by word.
pub(super) struct Comparison<'t> {
    pub(super) a: Vec<Word<'t>>,
    pub(super) b: Vec<Word<'t>>,
    pub(super) differences: Vec<DiffOp>,
    /// Words that both have, in whatever order.
    common_words: usize,
}

/// From so many common words that a comparison in order does not pair, and from this share of all, text was moved.
const MOVED_WORDS: (usize, f64) = (4, 0.1);

/// A word as it stands, what follows it up to the next word, and what it is compared by.
pub(super) struct Word<'t> {
    pub(super) shown: &'t str,
    pub(super) gap: &'t str,
    pub(super) key: String,
}

impl<'t> Comparison<'t> {
    /// Compares the versions in `a` and in `b`.
    pub(super) fn of(a: &'t str, b: &'t str) -> Comparison<'t> {
        let (a, b) = (words(a), words(b));
        let [of_a, of_b] = [&a, &b].map(|words| words.iter().map(|word| word.key.as_str()));
        let differences = differences(&of_a.collect::<Vec<_>>(), &of_b.collect::<Vec<_>>());
        let common_words = common_words(&a, &b);
        Comparison {
            a,
            b,
            differences,
            common_words,
        }
    }

    /// Whether the same words stand in another order: marking what was moved as dropped and added would mislead.
    fn is_reordered(&self) -> bool {
        let moved = self.common_words - self.same_words();
        moved >= MOVED_WORDS.0 && moved as f64 >= MOVED_WORDS.1 * self.common_words as f64
    }

    /// `52 words, identical`; `23 words, 3 added in B`; `2 of 31 words differ`; `99 words, re-ordered`.
    pub(super) fn in_words(&self, a: char, b: char) -> String {
        if self.is_reordered() {
            let differ = self.a.len().max(self.b.len()) - self.common_words;
            let words = counted(self.common_words as u64, "word");
            return match differ {
                0 => format!("{words}, re-ordered"),
                _ => format!("{words}, re-ordered, {} changed", thousands(differ as u64)),
            };
        }
        let same = self.same_words();
        let (only_a, only_b) = (self.a.len() - same, self.b.len() - same);
        let words = counted(same as u64, "word");
        match (only_a, only_b) {
            (0, 0) => format!("{words}, identical"),
            (0, added) => format!("{words}, {} added in {b}", thousands(added as u64)),
            (added, 0) => format!("{words}, {} added in {a}", thousands(added as u64)),
            _ => self.differing(only_a.max(only_b)),
        }
    }

    /// How the second version differs from the first, without its words: `as quoted`, `3 words added`, `2 words left out`,
    /// `1 of 24 words differs`.
    pub(super) fn change(&self) -> String {
        let same = self.same_words();
        let (dropped, added) = (self.a.len() - same, self.b.len() - same);
        if self.is_reordered() {
            return match self.a.len().max(self.b.len()) - self.common_words {
                0 => "re-ordered".to_owned(),
                differ => format!("re-ordered, {} changed", counted(differ as u64, "word")),
            };
        }
        match (dropped, added) {
            (0, 0) => "as quoted".to_owned(),
            (0, added) => format!("{} added", counted(added as u64, "word")),
            (dropped, 0) => format!("{} left out", counted(dropped as u64, "word")),
            _ => self.differing(dropped.max(added)),
        }
    }

    /// `1 of 24 words differs`.
    fn differing(&self, words: usize) -> String {
        let verb = if words == 1 { "differs" } else { "differ" };
        let all = counted(self.a.len().max(self.b.len()) as u64, "word");
        format!("{} of {all} {verb}", thousands(words as u64))
    }

    fn same_words(&self) -> usize {
        let same = self.differences.iter().map(|op| match op {
            DiffOp::Equal { len, .. } => *len,
            _ => 0,
        });
        same.sum()
    }

    /// Both versions as one line, what is only in one marked `[-in A-]{+in B+}`, long stretches without their middle.
    ///
    /// Of moved text the second version alone, unmarked.
    pub(super) fn line(&self, style: &Style) -> String {
        if self.is_reordered() {
            return shortened(&self.b, IDENTICAL_COLUMNS).trim().to_owned();
        }
        let alike = self.differences.len() == 1;
        let columns = if alike {
            IDENTICAL_COLUMNS
        } else {
            BETWEEN_COLUMNS
        };
        let mut line = String::new();
        for (at, op) in self.differences.iter().enumerate() {
            match op {
                DiffOp::Equal { .. } => line.push_str(&shortened(&self.b[op.new_range()], columns)),
                _ => self.push_difference(&mut line, op, style),
            }
            line.push_str(&plain(self.gap_after(at)));
        }
        line.trim().to_owned()
    }

    /// What follows a stretch: around words that only `a` has, as it stands there (else a comma would be shown twice).
    fn gap_after(&self, at: usize) -> &str {
        let deletes = |op: Option<&DiffOp>| matches!(op, Some(DiffOp::Delete { .. }));
        let op = &self.differences[at];
        let around_deletion = deletes(Some(op)) || deletes(self.differences.get(at + 1));
        let last = match around_deletion {
            true => self.a[op.old_range()].last(),
            false => self.b[op.new_range()].last(),
        };
        last.map_or("", |word| word.gap)
    }

    fn push_difference(&self, line: &mut String, op: &DiffOp, style: &Style) {
        let mut mark = |words: &[Word<'_>], open: &str, close: &str, style: anstyle::Style| {
            if !words.is_empty() {
                let text = shortened(words, BETWEEN_COLUMNS);
                line.push_str(&format!("{style}{open}{text}{close}{style:#}"));
            }
        };
        mark(&self.a[op.old_range()], "[-", "-]", style.only_a);
        mark(&self.b[op.new_range()], "{+", "+}", style.only_b);
    }
}

/// How many words two versions have in common, each as often as both have it.
fn common_words(a: &[Word<'_>], b: &[Word<'_>]) -> usize {
    let sorted = |words: &[Word<'_>]| {
        let mut keys: Vec<String> = words.iter().map(|word| word.key.clone()).collect();
        keys.sort_unstable();
        keys
    };
    let (in_a, in_b) = (sorted(a), sorted(b));
    let mut rest = in_b.as_slice();
    let mut is_met = |key: &String| {
        rest = &rest[rest.partition_point(|other| other < key)..];
        let found = rest.first() == Some(key);
        rest = &rest[usize::from(found)..];
        found
    };
    in_a.iter().filter(|key| is_met(key)).count()
}

/// The words of a passage. Where tokens overlap (runs of characters in scripts without spaces) each word is what the
/// next one does not cover, compared as it stands. What stands before the first word (an opening quote) goes with it.
fn words(text: &str) -> Vec<Word<'_>> {
    let tokens = Tokens::of(text);
    let list = tokens.as_slice();
    let word = |(at, token): (usize, &crate::text::Token)| {
        let next = list
            .get(at + 1)
            .map_or(text.len(), |next| next.span.range().start);
        let end = token.span.range().end;
        let start = if at == 0 { 0 } else { token.span.range().start };
        if next < end {
            let shown = &text[start..next];
            Word {
                shown,
                gap: "",
                key: shown.to_owned(),
            }
        } else {
            let key = tokens.folded(at).to_owned();
            Word {
                shown: &text[start..end],
                gap: &text[end..next],
                key,
            }
        }
    };
    list.iter().enumerate().map(word).collect()
}

/// Words in a row as one line without the gap after the last, its middle left out where it is long.
fn shortened(words: &[Word<'_>], columns: usize) -> String {
    let mut line = String::new();
    for (at, word) in words.iter().enumerate() {
        line.push_str(word.shown);
        if at + 1 < words.len() {
            line.push_str(word.gap);
        }
    }
    without_middle(&plain(&line), columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(a: &str, b: &str) -> (String, String) {
        let versions = Comparison::of(a, b);
        (
            versions.in_words('A', 'B'),
            versions.line(&Style::default()),
        )
    }

    #[test]
    fn differing_words_are_marked_in_place() {
        let cases = [
            // a, b, in words, line
            ("one two", "one two", "2 words, identical", "one two"),
            (
                "lives, we had",
                "lives, CPI had",
                "1 of 3 words differs",
                "lives, [-we-]{+CPI+} had",
            ),
            (
                "lives, we had",
                "lives, CPI says we had",
                "3 words, 2 added in B",
                "lives, {+CPI says+} we had",
            ),
            (
                "on Monday morning, he said",
                "on Monday, he said",
                "4 words, 1 added in A",
                "on Monday [-morning-], he said",
            ),
            (
                "he never, ever said",
                "he said",
                "2 words, 2 added in A",
                "he [-never, ever-] said",
            ),
            (
                "said: \"We go",
                "said \"They go",
                "1 of 3 words differs",
                "said \"[-We-]{+They+} go",
            ),
        ];
        for (a, b, in_words, line) in cases {
            assert_eq!(shown(a, b), (in_words.to_owned(), line.to_owned()));
        }
    }

    #[test]
    fn moved_sentences_are_not_shown_as_dropped_and_added() {
        let a = "The harbour wall will be rebuilt. Ferries sail again on Monday morning.";
        let b = "Ferries sail again on Monday morning. The harbour wall will be rebuilt.";
        let (words, line) = shown(a, b);
        assert_eq!(words, "12 words, re-ordered");
        assert_eq!(line, b.trim_end_matches('.'));
    }

    #[test]
    fn quotes_case_and_line_ends_are_no_differences() {
        let (in_words, line) = shown("“Talks RESUME”\n\nhe said", "\"talks resume\" he said");
        assert_eq!(in_words, "4 words, identical");
        assert_eq!(line, "\"talks resume\" he said");
    }

    #[test]
    fn a_long_stretch_between_differences_loses_its_middle() {
        let long = "word ".repeat(60);
        let (_, line) = shown(
            &format!("{long}old {long}end"),
            &format!("{long}new {long}end"),
        );
        assert_eq!(line.matches('…').count(), 2);
        assert!(line.contains("word [-old-]{+new+} word"), "{line}");
    }
}
