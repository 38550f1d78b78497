//! A list that some program wrote, into the few fields that are asked for: rows of JSON Lines, JSON or CSV, told apart and
//! unpacked as articles are.

use std::borrow::Cow;

use super::{Found, Input, Opened, ReadOptions, open, walk};
use crate::error::Fault;

/// The names of some fields. The first `required` of them must be columns of a table; the others need not.
#[derive(Clone, Copy)]
pub(crate) struct Names<'n, const N: usize> {
    pub(crate) names: [&'n str; N],
    pub(crate) required: usize,
}

/// What a row holds under the names that were asked for, in their order; `None`: empty, null or not there.
pub type Values<'r, const N: usize> = [Option<Cow<'r, str>>; N];

/// One row of a file: the values of the fields that were asked for, or what is wrong with it.
pub(crate) struct Row<'r, const N: usize> {
    /// The line it begins on, counted from 1.
    pub(crate) line: u64,
    pub(crate) values: Result<Values<'r, N>, String>,
}

/// What was met while reading a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowFaults {
    /// The rows that could not be used, and files that broke off; the rest was read.
    pub faults: Vec<Fault>,
    /// What is not wrong but worth saying: `found.jsonl: is empty`.
    pub notes: Vec<String>,
}

/// Hands on every row of a list, as the values of the fields `names`. What `take` says of a row becomes its fault. A folder is the lists in it. Fails where nothing of a file can be read, or where a CSV file
/// has no column for one of the first `required` names.
///
/// ```
/// use wireprint::input::{Input, each_row};
///
/// let mut sources = std::collections::BTreeSet::new();
/// let read = each_row(&Input::Path("fixtures/wire.csv".into()), ["id", "source"], 2, &mut |[id, source]| {
///     id.ok_or("has no id")?;
///     sources.extend(source.map(String::from));
///     Ok(())
/// })?;
/// assert_eq!((sources.len(), read.faults.len()), (4, 0));
/// # Ok::<(), wireprint::Fault>(())
/// ```
pub fn each_row<const N: usize>(
    input: &Input,
    names: [&str; N],
    required: usize,
    take: &mut dyn FnMut(Values<'_, N>) -> Result<(), String>,
) -> Result<RowFaults, Fault> {
    let names = Names { names, required };
    // A table is known by a column that must be there.
    let options = ReadOptions {
        text_field: names.names[0].to_owned(),
        ..ReadOptions::default()
    };
    let mut read = RowFaults::default();
    for found in walk(std::slice::from_ref(input)) {
        match found {
            Found::Fault(fault) => return Err(fault),
            Found::Note(note) => read.notes.push(note),
            Found::Source(source) => {
                for opened in open(source, &options) {
                    read.file(opened, names, take)?;
                }
            }
        }
    }
    Ok(read)
}

impl RowFaults {
    fn file<const N: usize>(
        &mut self,
        opened: Opened,
        names: Names<'_, N>,
        take: &mut dyn FnMut(Values<'_, N>) -> Result<(), String>,
    ) -> Result<(), Fault> {
        self.notes.extend(opened.notes);
        let Some(file) = opened.file else {
            return opened.fault.map_or(Ok(()), Err);
        };
        self.faults.extend(opened.fault);
        let mut take = |row: Row<'_, N>| {
            if let Err(what) = row.values.and_then(&mut *take) {
                self.faults
                    .push(Fault::of_line(file.name(), row.line, what));
            }
        };
        let rows = file.rows(names, &mut take);
        rows.map_err(|what| Fault::of_file(file.name(), what))
    }
}
