//! Articles as a person reads of them: which is called A, where a passage stands in either, and lines as wide as the page.

use super::super::Style;
use super::super::offset::{Offsets, locate};
use super::super::text::place;
use super::super::wording::{opening, set_in};
use super::Explained;
use crate::document::Span;

/// Columns of a quoted run of words.
pub(super) const QUOTE_COLUMNS: usize = 50;

/// The two articles in the order in which a person reads of them: the first is called A.
pub(super) struct Reading<'p> {
    pub(super) explained: &'p Explained<'p>,
    pub(super) style: &'p Style,
    pub(super) is_b_first: bool,
}

impl Reading<'_> {
    /// What is of `a` and what is of `b`, that of the article called A first.
    pub(super) fn in_order<T>(&self, of_a: T, of_b: T) -> (T, T) {
        if self.is_b_first {
            (of_b, of_a)
        } else {
            (of_a, of_b)
        }
    }

    /// `A:7  B:9-11`.
    pub(super) fn place(&self, in_a: Span, in_b: Span) -> String {
        let of = |text: &str, span| locate(text, &[span], Offsets::Byte)[0];
        let (first, second) = self.in_order(
            of(&self.explained.a_text, in_a),
            of(&self.explained.b_text, in_b),
        );
        format!("{}  {}", place('A', &first), place('B', &second))
    }

    /// Lines no wider than the page, set in by five columns.
    pub(super) fn wrapped(&self, line: &str) -> Vec<String> {
        set_in(line, "     ", "     ", self.style.columns)
    }

    /// A stretch of `a`, as it stands there.
    pub(super) fn quote(&self, span: Span) -> String {
        let text = &self.explained.a_text[span.range()];
        format!("\"{}\"", opening(text, QUOTE_COLUMNS))
    }
}
