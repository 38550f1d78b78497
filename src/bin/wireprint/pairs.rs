//! Ids into pairs of articles: those of a list, or two that were typed. Any list with fields `a_id` and `b_id` will do, a
//! report of wireprint's own too.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, Result, bail};
use wireprint::input::{Input, RowFaults, each_row, find_id};
use wireprint::{Corpus, DocumentId};

/// The pairs of one file, and its rows that name none.
pub(crate) struct Pairs {
    pub(crate) pairs: Vec<(DocumentId, DocumentId)>,
    pub(crate) read: RowFaults,
}

/// Reads the pairs of (an article of `a`, an article of `b`) that a file names.
pub(crate) fn read(path: &Path, a: &impl Corpus, b: &impl Corpus) -> Result<Pairs> {
    let (a, b) = (by_id(a), by_id(b));
    let mut pairs = Vec::new();
    let list = Input::Path(path.to_owned());
    let read = each_row(&list, ["a_id", "b_id"], 2, &mut |[a_id, b_id]| {
        pairs.push((article(a_id, &a)?, article(b_id, &b)?));
        Ok(())
    })?;
    Ok(Pairs { pairs, read })
}

/// The two articles with these ids, the second of `against` if there is one; without ids, the only two there are.
pub(crate) fn one(
    ids: Option<&[String]>,
    input: &impl Corpus,
    against: Option<&impl Corpus>,
) -> Result<(DocumentId, DocumentId)> {
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

fn only_two(input: usize, against: Option<usize>) -> Result<(DocumentId, DocumentId)> {
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

fn article(id: Option<Cow<'_, str>>, by_id: &ById<'_>) -> Result<DocumentId, String> {
    let id = id.unwrap_or_default();
    let article = by_id.get(id.as_ref()).copied();
    article.ok_or_else(|| format!("no article has the id `{id}`"))
}
