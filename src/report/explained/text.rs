//! An explanation as a page: who the two are, gate by gate what was looked at, the passages with their bits, what the two make
//! for `dedupe` and for clusters, and the verdict.

use super::super::Style;
use super::super::text::{about, pad, widest};
use super::super::wording::{counted, plain, set_in, thousands};
use super::reading::{QUOTE_COLUMNS, Reading};
use super::{Explained, ledger};
use crate::align::{Account, Gate};

/// Columns of a gate's name.
pub(super) const GATE_COLUMNS: usize = 11;
/// Passages that are shown, and passages left out that are named.
const PASSAGES_SHOWN: usize = 10;
const LEFT_OUT_NAMED: usize = 3;
/// Matched words from which a passage left out is worth naming.
const NAMED_WORDS: u32 = 4;
/// A page under way.
pub(super) struct Page<'p> {
    pub(super) reading: Reading<'p>,
    pub(super) all: bool,
}

impl<'p> Page<'p> {
    pub(super) fn of(explained: &'p Explained<'p>, style: &'p Style, all: bool) -> Page<'p> {
        Page {
            reading: Reading {
                explained,
                style,
                is_b_first: explained.is_b_first(),
            },
            all,
        }
    }

    pub(super) fn lines(&self) -> Vec<String> {
        let mut lines = self.articles();
        lines.push(String::new());
        lines.extend(self.gate_lines());
        lines.extend(self.passages());
        lines.extend(self.left_out());
        lines.push(String::new());
        lines.extend(self.together());
        lines.push(String::new());
        lines.extend(self.verdict());
        lines
    }

    fn articles(&self) -> Vec<String> {
        let (explained, style) = (self.reading.explained, self.reading.style);
        let (a, b) = self.reading.in_order(
            (explained.a, &*explained.a_text),
            (explained.b, &*explained.b_text),
        );
        let ids = [plain(&a.0.id), plain(&b.0.id)];
        let width = widest(&ids);
        let room = style.columns.saturating_sub(width + 5).max(QUOTE_COLUMNS);
        let article = style.article;
        let line = |(name, id, (header, text)): (char, &String, (_, &str))| {
            let (id, about) = (pad(id, width), about(header, text, room));
            format!("{article}{name}  {id}{article:#}  {about}")
        };
        let both = [('A', &ids[0], a), ('B', &ids[1], b)];
        let mut lines: Vec<String> = both.into_iter().map(line).collect();
        let run = explained.explanation;
        lines.push(format!(
            "   How common a word is was counted in {}, {}.",
            counted(run.articles, "article"),
            counted(run.words, "word")
        ));
        lines
    }

    /// A line, or a few, under the name of a gate.
    pub(super) fn under(&self, name: &str, text: &str) -> Vec<String> {
        let others = " ".repeat(GATE_COLUMNS);
        set_in(
            text,
            &pad(name, GATE_COLUMNS),
            &others,
            self.reading.style.columns,
        )
    }

    /// The passages that pass; where none does, the one that came closest.
    fn passages(&self) -> Vec<String> {
        let (passing, left_out) = self.judged();
        let closest = left_out.first().filter(|_| passing.is_empty());
        let shown: Vec<&Account> = passing.iter().chain(closest).copied().collect();
        let mut lines = Vec::new();
        for account in shown.iter().take(self.most(PASSAGES_SHOWN)) {
            lines.push(String::new());
            lines.extend(ledger::passage(account, &self.reading, self.all));
        }
        if let Some(more) = shown.len().checked_sub(self.most(PASSAGES_SHOWN) + 1) {
            lines.push(String::new());
            lines.push(format!(
                "   and {} more: see --all",
                thousands(more as u64 + 1)
            ));
        }
        lines
    }

    /// What was looked at and not reported, but for what is shown as the closest.
    fn left_out(&self) -> Vec<String> {
        let (passing, left_out) = self.judged();
        let shown = usize::from(passing.is_empty()).min(left_out.len());
        let worth_naming = |account: &&&Account| account.passage.matched_words >= NAMED_WORDS;
        let left_out: Vec<&&Account> = left_out[shown..].iter().filter(worth_naming).collect();
        if left_out.is_empty() {
            return Vec::new();
        }
        let named = left_out.iter().take(self.most(LEFT_OUT_NAMED));
        let mut lines = vec![String::new(), "   Left out".to_owned()];
        lines.extend(named.flat_map(|account| self.reading.wrapped(&self.left_out_one(account))));
        if let Some(more) = left_out.len().checked_sub(self.most(LEFT_OUT_NAMED) + 1) {
            lines.push(format!("     and {} more", thousands(more as u64 + 1)));
        }
        lines
    }

    /// The passages that pass, as they are read, and those that do not, the most surprising first.
    fn judged(&self) -> (Vec<&Account>, Vec<&Account>) {
        let accounts = self.reading.explained.explanation.passages.iter();
        let (mut passing, left_out): (Vec<&Account>, Vec<&Account>) =
            accounts.partition(|account| account.gate.is_none());
        passing.sort_by_key(|account| self.reading.in_order(account.passage.a, account.passage.b));
        (passing, left_out)
    }

    /// How many of a list are shown.
    pub(super) fn most(&self, usually: usize) -> usize {
        if self.all { usize::MAX - 1 } else { usually }
    }

    fn left_out_one(&self, account: &Account) -> String {
        let passage = &account.passage;
        let place = self.reading.place(passage.a, passage.b);
        let (quote, bits) = (self.reading.quote(passage.a), ledger::bits(passage.bits));
        let needed = match account.gate {
            Some(Gate::Furniture) => "it is nothing but furniture".to_owned(),
            Some(Gate::Words(words)) => format!("{} are needed", counted(words as u64, "word")),
            Some(Gate::Template) => "but it is a template with other figures".to_owned(),
            _ => format!("{:.0} are needed", account.needed.as_f64()),
        };
        format!("{place}  {quote} {bits} bits; {needed}")
    }
}
