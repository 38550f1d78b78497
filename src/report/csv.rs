//! Rows into CSV (RFC 4180): a header even where there are no rows, an empty field where nothing is known.

use std::io::{self, Write};

use super::inventory::ItemRow;
use super::{Found, Inventory, PassageRow, Quoted, Report, Table};

/// Writes CSV.
pub(super) struct Csv<'w>(csv::Writer<&'w mut dyn Write>);

impl<'w> Csv<'w> {
    pub(super) fn new(out: &'w mut dyn Write) -> Csv<'w> {
        let mut builder = csv::WriterBuilder::new();
        Csv(builder.has_headers(false).from_writer(out))
    }
}

impl Report for Csv<'_> {
    fn passages(&mut self, found: &Found<'_>) -> io::Result<()> {
        self.0.write_record(PassageRow::NAMES).map_err(cause)?;
        for pair in found.pairs() {
            let texts = found.texts(pair);
            for row in texts.passage_rows(found.offsets) {
                self.0.serialize(row).map_err(cause)?;
            }
        }
        self.0.flush()
    }

    fn printings(&mut self, quoted: &Quoted<'_>) -> io::Result<()> {
        self.table(&quoted.table())
    }

    fn items(&mut self, inventory: &Inventory<'_>) -> io::Result<()> {
        self.0.write_record(ItemRow::NAMES).map_err(cause)?;
        inventory.each_item(|row| self.0.serialize(row).map_err(cause))?;
        self.0.flush()
    }

    fn table(&mut self, table: &Table<'_>) -> io::Result<()> {
        self.0.write_record(table.names).map_err(cause)?;
        for row in &table.rows {
            self.0.serialize(row).map_err(cause)?;
        }
        self.0.flush()
    }
}

/// What went wrong underneath: a closed pipe must still be known for one, and `csv`'s own conversion hides it.
fn cause(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(cause) => cause,
        other => io::Error::other(format!("{other:?}")),
    }
}
