//! A list of ids into pairs of articles: any with fields `a_id` and `b_id` will do, a report of wireprint's own too.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;

use anyhow::Result;
use wireprint::input::{Input, RowFaults, each_row};
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
