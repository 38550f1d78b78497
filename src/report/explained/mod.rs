//! Why two articles match, or which gate stopped them: as a page for people, and as one JSON object.

mod gates;
mod json;
mod ledger;
mod reading;
mod text;
mod verdict;

use std::borrow::Cow;
use std::io::{self, Write};

use super::found::by_time;
use super::{Offsets, Style};
use crate::document::{Corpus, Header};
use crate::story::Explanation;

/// An explanation, and the articles it speaks of.
pub struct Explained<'e> {
    explanation: &'e Explanation,
    a: &'e Header,
    b: &'e Header,
    a_text: Cow<'e, str>,
    b_text: Cow<'e, str>,
    /// Whether `a` and `b` are of two corpora.
    has_two_sides: bool,
}

impl<'e> Explained<'e> {
    /// `against`: the corpus that side `b` is of; `None`: the input itself.
    pub fn new(
        input: &'e dyn Corpus,
        against: Option<&'e dyn Corpus>,
        explanation: &'e Explanation,
    ) -> Explained<'e> {
        let other = against.unwrap_or(input);
        Explained {
            explanation,
            a: input.header(explanation.a),
            b: other.header(explanation.b),
            a_text: input.text(explanation.a),
            b_text: other.text(explanation.b),
            has_two_sides: against.is_some(),
        }
    }

    /// Writes a page for people: the gates in their order, each passage's bits, and, last, the verdict. Long lists are cut,
    /// unless `all` is asked for, which also says of each word why it is worth so much.
    pub fn write_text(&self, out: &mut dyn Write, style: &Style, all: bool) -> io::Result<()> {
        for line in text::Page::of(self, style, all).lines() {
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }

    /// Writes one JSON object, on one line, with every figure there is. `offsets`: the unit of its offsets.
    pub fn write_json(&self, out: &mut dyn Write, offsets: Offsets) -> io::Result<()> {
        serde_json::to_writer(&mut *out, &json::object(self, offsets))?;
        out.write_all(b"\n")
    }

    /// Whether a person reads of `b` first: as in the report of `overlap`, the earlier article is called A.
    fn is_b_first(&self) -> bool {
        !self.has_two_sides && by_time(self.b) < by_time(self.a)
    }
}
