//! An id that a person typed into the article that has it, or into the ids that may have been meant.

use std::fmt;

use similar::diff_ratio;

use crate::differences::differences;
use crate::document::{Corpus, DocumentId};

/// Ids that are suggested.
const SUGGESTED: usize = 3;
/// From this likeness (0 to 1) on an id may have been meant.
const LIKE: f32 = 0.6;

/// No article has the id that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownId {
    /// What was asked for.
    pub id: String,
    /// Ids like it, the most alike first.
    pub near: Vec<String>,
}

impl fmt::Display for UnknownId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no article has the id `{}`", self.id)?;
        let near: Vec<String> = self.near.iter().map(|id| format!("`{id}`")).collect();
        match &near[..] {
            [] => Ok(()),
            [one] => write!(f, "; did you mean {one}?"),
            [first @ .., last] => write!(f, "; did you mean {} or {last}?", first.join(", ")),
        }
    }
}

impl std::error::Error for UnknownId {}

/// The article with this id.
///
/// ```
/// use wireprint::Document;
/// use wireprint::input::find_id;
///
/// let wire = vec![Document::new("npa/0412", ""), Document::new("npa/0413", ""), Document::new("gazette", "")];
/// assert_eq!(find_id(&wire, "gazette")?.index(), 2);
/// let unknown = find_id(&wire, "npa/414").unwrap_err();
/// assert_eq!(unknown.to_string(), "no article has the id `npa/414`; did you mean `npa/0412` or `npa/0413`?");
/// # Ok::<(), wireprint::input::UnknownId>(())
/// ```
pub fn find_id(corpus: &impl Corpus, id: &str) -> Result<DocumentId, UnknownId> {
    let found = corpus
        .documents()
        .find(|document| corpus.header(*document).id == id);
    found.ok_or_else(|| UnknownId {
        id: id.to_owned(),
        near: near(corpus, id),
    })
}

fn near(corpus: &impl Corpus, id: &str) -> Vec<String> {
    let ids = corpus
        .documents()
        .map(|document| corpus.header(document).id.as_str());
    let mut near: Vec<(f32, &str)> = ids
        .map(|other| (likeness(id, other), other))
        .filter(|(likeness, _)| *likeness >= LIKE)
        .collect();
    near.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(other.1)));
    let near = near.into_iter().take(SUGGESTED);
    near.map(|(_, id)| id.to_owned()).collect()
}

/// 1 where one is in the other, as a file's name is in its path; else the share of letters they have in common, in order.
fn likeness(one: &str, other: &str) -> f32 {
    let [one, other] = [one, other].map(str::to_lowercase);
    if !one.is_empty() && other.contains(&one) {
        return 1.0;
    }
    let [one, other] = [&one, &other].map(|id| letters(id));
    diff_ratio(&differences(&one, &other), one.len(), other.len())
}

fn letters(id: &str) -> Vec<&str> {
    let ends = id
        .char_indices()
        .map(|(at, letter)| (at, at + letter.len_utf8()));
    ends.map(|(start, end)| &id[start..end]).collect()
}
