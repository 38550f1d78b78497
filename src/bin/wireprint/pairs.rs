//! Ids into pairs of articles: those of a CSV file, or two that were typed. Any CSV with columns `a_id` and `b_id` will do, a
//! report of wireprint's own too.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, bail};
use csv::StringRecord;
use wireprint::input::find_id;
use wireprint::{Corpus, DocumentId, Fault};

/// The pairs of one file, and its rows that name none.
#[derive(Default)]
pub(crate) struct Pairs {
    pub(crate) pairs: Vec<(DocumentId, DocumentId)>,
    pub(crate) faults: Vec<Fault>,
}

/// Reads the pairs of (an article of `a`, an article of `b`) that a file names.
pub(crate) fn read(path: &Path, a: &impl Corpus, b: &impl Corpus) -> anyhow::Result<Pairs> {
    let file = path.display().to_string();
    let mut rows =
        csv::Reader::from_path(path).with_context(|| format!("{file}: cannot be read"))?;
    let header = rows
        .headers()
        .with_context(|| format!("{file}: has no header"))?
        .clone();
    let columns = (column(&header, "a_id"), column(&header, "b_id"));
    let (Some(a_column), Some(b_column)) = columns else {
        bail!("{file}: its header must name the columns a_id and b_id");
    };
    let (a, b) = (by_id(a), by_id(b));
    let mut found = Pairs::default();
    for row in rows.records() {
        match row {
            Ok(row) => match pair(&row, (a_column, &a), (b_column, &b)) {
                Ok(pair) => found.pairs.push(pair),
                Err(what) => found
                    .faults
                    .push(Fault::of_line(&file, line(row.position()), what)),
            },
            Err(error) => {
                let fault = Fault::of_line(&file, line(error.position()), error.to_string());
                found.faults.push(fault);
            }
        }
    }
    Ok(found)
}

/// The two articles with these ids, the second of `against` if there is one; without ids, the only two there are.
pub(crate) fn one(
    ids: Option<&[String]>,
    input: &impl Corpus,
    against: Option<&impl Corpus>,
) -> anyhow::Result<(DocumentId, DocumentId)> {
    let Some([a, b]) = ids else {
        return only_two(input.len(), against.map(Corpus::len));
    };
    let Some(against) = against else {
        if a == b {
            bail!("`{a}` twice: to see what an article repeats of itself, use overlap --within");
        }
        return Ok((find_id(input, a)?, find_id(input, b)?));
    };
    let swapped = find_id(input, b).and(find_id(against, a));
    match (find_id(input, a), find_id(against, b)) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        _ if swapped.is_ok() => {
            bail!("`{a}` is an article of --against: name first that of the inputs, --pair {b} {a}")
        }
        (a, b) => Ok((a?, b.context("--against")?)),
    }
}

const NEEDS_TWO: &str = "explain needs two articles, named by --pair A B where more are read";

fn only_two(input: usize, against: Option<usize>) -> anyhow::Result<(DocumentId, DocumentId)> {
    match (input, against) {
        (2, None) => Ok((DocumentId(0), DocumentId(1))),
        (1, Some(1)) => Ok((DocumentId(0), DocumentId(0))),
        (read, None) => bail!("{NEEDS_TWO}; articles read: {read}"),
        (read, Some(others)) => {
            bail!("{NEEDS_TWO}; articles read: {read}, and {others} of --against")
        }
    }
}

type ById<'c> = HashMap<&'c str, DocumentId>;

fn by_id(corpus: &impl Corpus) -> ById<'_> {
    let documents = corpus.documents();
    documents
        .map(|document| (corpus.header(document).id.as_str(), document))
        .collect()
}

fn column(header: &StringRecord, name: &str) -> Option<usize> {
    header.iter().position(|column| column == name)
}

fn pair(
    row: &StringRecord,
    a: (usize, &ById<'_>),
    b: (usize, &ById<'_>),
) -> Result<(DocumentId, DocumentId), String> {
    Ok((article(row, a)?, article(row, b)?))
}

fn article(row: &StringRecord, (column, by_id): (usize, &ById<'_>)) -> Result<DocumentId, String> {
    let id = row.get(column).unwrap_or_default();
    by_id
        .get(id)
        .copied()
        .ok_or_else(|| format!("no article has the id `{id}`"))
}

fn line(position: Option<&csv::Position>) -> u64 {
    position.map_or(0, csv::Position::line)
}
