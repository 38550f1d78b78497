//! Rows into JSON Lines: one object a line, every field present, null where nothing is known.

use std::io::{self, Write};

use serde::Serialize;

use super::{Found, Inventory, Quoted, Report, Table};

/// Writes JSON Lines.
pub(super) struct JsonLines<'w>(pub(super) &'w mut dyn Write);

impl JsonLines<'_> {
    fn row(&mut self, row: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut *self.0, row)?;
        self.0.write_all(b"\n")
    }
}

impl Report for JsonLines<'_> {
    fn passages(&mut self, found: &Found<'_>) -> io::Result<()> {
        for pair in found.pairs() {
            let texts = found.texts(pair);
            for row in texts.passage_rows(found.offsets) {
                self.row(&row)?;
            }
        }
        Ok(())
    }

    fn printings(&mut self, quoted: &Quoted<'_>) -> io::Result<()> {
        self.table(&quoted.table())
    }

    fn items(&mut self, inventory: &Inventory<'_>) -> io::Result<()> {
        inventory.each_item(|row| self.row(row))
    }

    fn table(&mut self, table: &Table<'_>) -> io::Result<()> {
        table.rows.iter().try_for_each(|row| self.row(row))
    }
}
