//! What `find` found, together with the articles it was found in, into rows: one for each printing, the oldest first.

use super::offset::{Location, locate};
use super::record::{fraction, tenths};
use super::{Offsets, PrintingRow, Table};
use crate::document::{Corpus, Header};
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
        Table::of_printings(numbered.map(|(printing, number)| self.row(printing, number + 1)))
    }

    pub(super) fn header(&self, printing: &Printing) -> &'q Header {
        self.archive.header(printing.document)
    }

    /// The text of a printing, and where it stands.
    pub(super) fn located(&self, printing: &Printing) -> (String, Location) {
        let text = self.archive.text(printing.document);
        let location = locate(&text, &[printing.passage.b], self.offsets)[0];
        (text[printing.passage.b.range()].to_owned(), location)
    }

    fn row(&self, printing: &Printing, variant: usize) -> PrintingRow<'q> {
        let header = self.header(printing);
        let passage = &printing.passage;
        let (text, location) = self.located(printing);
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
            text,
        }
    }
}
