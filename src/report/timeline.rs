//! The printings of a quotation as a person reads them: first its wordings, each with what differs from the quotation as it
//! was asked for, then every printing with its wording, the oldest first.

use std::collections::BTreeSet;
use std::io;

use super::Quoted;
use super::offset::Location;
use super::snippet::Comparison;
use super::text::{Text, about, pad, place_in_words, widest};
use super::wording::{counted, opening, plain, thousands};
use crate::story::{NearPrinting, Printing, Variant};

/// Columns that source, time and paragraph take of a line, about.
const PLACE_COLUMNS: usize = 54;
/// Columns that a headline is given at least.
const TITLE_COLUMNS: usize = 24;
/// Columns of the words of a near miss.
const MISS_COLUMNS: usize = 50;

impl Text<'_> {
    pub(super) fn timeline(&mut self, quoted: &Quoted<'_>) -> io::Result<()> {
        let variants = quoted.found.variants();
        self.line(&headline(quoted, variants.len()))?;
        if variants.is_empty() {
            return self.line(&nearest(quoted));
        }
        self.line("")?;
        let width = variants.len().to_string().len();
        for (at, variant) in variants.iter().enumerate() {
            self.variant(quoted, variant, &format!("{:>width$}", at + 1))?;
        }
        self.line("")?;
        self.printings(quoted, width)
    }

    /// `2  3 printings, 1 of 24 words differs`, and the words.
    fn variant(&mut self, quoted: &Quoted<'_>, variant: &Variant, number: &str) -> io::Result<()> {
        let first = &quoted.found.printings[variant.first];
        let text = quoted.text(first);
        let versions = Comparison::of(quoted.quote.trim(), &text);
        let printings = counted(variant.printings as u64, "printing");
        let article = self.style.article;
        let change = versions.change();
        self.line(&format!(
            "{article}{number}{article:#}  {printings}, {change}"
        ))?;
        let line = versions.line(&self.style);
        self.snippet(&line)
    }

    /// Every printing, with the number of its wording.
    fn printings(&mut self, quoted: &Quoted<'_>, width: usize) -> io::Result<()> {
        let id = |printing: &Printing| plain(&quoted.header(printing).id);
        let printings = &quoted.found.printings;
        let id_width = widest(&printings.iter().map(id).collect::<Vec<_>>());
        let article = self.style.article;
        let numbered = printings.iter().zip(quoted.found.variant_numbers());
        for ((printing, number), location) in numbered.zip(quoted.locations()) {
            let (number, id) = (
                format!("{:>width$}", number + 1),
                pad(&id(printing), id_width),
            );
            let about = self.about(quoted, printing, &location, width + id_width);
            self.line(&format!("{article}{number}{article:#}  {id}  {about}"))?;
        }
        Ok(())
    }

    /// Headline, source, time and paragraph.
    fn about(
        &self,
        quoted: &Quoted<'_>,
        printing: &Printing,
        location: &Location,
        taken: usize,
    ) -> String {
        let room = self.style.columns.saturating_sub(taken + PLACE_COLUMNS);
        let text = quoted.archive.text(printing.document);
        let article = about(quoted.header(printing), &text, room.max(TITLE_COLUMNS));
        format!("{article} · {}", place_in_words(location))
    }
}

/// `5 printings in 4 of 12 articles, 1,082 words; 3 wordings.`
fn headline(quoted: &Quoted<'_>, variants: usize) -> String {
    let found = quoted.found;
    let (articles, words) = (quoted.archive.len() as u64, counted(found.words, "word"));
    if found.printings.is_empty() {
        return format!("No printing in {}, {words}.", counted(articles, "article"));
    }
    let documents: BTreeSet<_> = found.printings.iter().map(|p| p.document).collect();
    format!(
        "{} in {} of {}, {words}; {}.",
        counted(found.printings.len() as u64, "printing"),
        thousands(documents.len() as u64),
        counted(articles, "article"),
        counted(variants as u64, "wording"),
    )
}

/// What came closest, and what it lacks.
fn nearest(quoted: &Quoted<'_>) -> String {
    let Some(miss) = &quoted.found.nearest else {
        return "Nothing came close: no article has two words of it side by side.".to_owned();
    };
    let NearPrinting {
        document,
        span,
        matched_words,
        lack,
    } = miss;
    let text = quoted.archive.text(*document);
    let words = opening(&text[span.range()], MISS_COLUMNS);
    let id = plain(&quoted.archive.header(*document).id);
    let all = counted(u64::from(quoted.found.quoted_words), "word");
    format!("The nearest miss has {matched_words} of its {all} (\"{words}\") in {id}: it {lack}.")
}
