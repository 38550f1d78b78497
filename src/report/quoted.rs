//! What `find` found, together with the articles it was found in, into rows: one for each printing, the oldest first.

use super::offset::{Location, locate};
use super::record::{fraction, tenths};
use super::{Offsets, PrintingRow, Table};
use crate::document::{Corpus, Header, Span};
use crate::story::{Printing, Printings};

/// The printings of a quotation, and the articles they stand in.
pub struct Quoted<'q> {
    pub(super) quote: &'q str,
    pub(super) archive: &'q dyn Corpus,
    pub(super) found: &'q Printings,
    offsets: Offsets,
}

impl<'q> Quoted<'q> {
    /// `quote`: the quotation as it was asked for. `offsets`: the unit of the rows' offsets.
    pub fn new(
        quote: &'q str,
        archive: &'q dyn Corpus,
        found: &'q Printings,
        offsets: Offsets,
    ) -> Quoted<'q> {
        Quoted {
            quote,
            archive,
            found,
            offsets,
        }
    }

    /// A row for each printing.
    pub(super) fn table(&self) -> Table<'q> {
        let numbers = self.found.variant_numbers();
        let numbered = self.found.printings.iter().zip(numbers);
        let placed = numbered.zip(self.locations());
        Table::of_printings(
            placed.map(|((printing, number), location)| self.row(printing, number + 1, location)),
        )
    }

    pub(super) fn header(&self, printing: &Printing) -> &'q Header {
        self.archive.header(printing.document)
    }

    /// A printing as it stands.
    pub(super) fn text(&self, printing: &Printing) -> String {
        self.archive.text(printing.document)[printing.passage.b.range()].to_owned()
    }

    /// Where each printing stands. Those of one article follow one another, and its text is swept once for all of them.
    pub(super) fn locations(&self) -> Vec<Location> {
        let printings = &self.found.printings;
        let of_one_article = printings.chunk_by(|one, next| one.document == next.document);
        let located = |printings: &[Printing]| {
            let spans: Vec<Span> = printings.iter().map(|p| p.passage.b).collect();
            let text = self.archive.text(printings[0].document);
            locate(&text, &spans, self.offsets)
        };
        of_one_article.flat_map(located).collect()
    }

    fn row(&self, printing: &Printing, variant: usize, location: Location) -> PrintingRow<'q> {
        let header = self.header(printing);
        let passage = &printing.passage;
        PrintingRow {
            id: &header.id,
            start: location.start,
            end: location.end,
            paragraph: location.first_paragraph,
            words: passage.b_words,
            matched_words: passage.matched_words,
            identity: fraction(passage.identity()),
            bits: tenths(passage.bits.as_f64()),
            variant,
            published: header.published.map(|time| time.to_string()),
            source: header.source.as_deref(),
            text: self.text(printing),
        }
    }
}
