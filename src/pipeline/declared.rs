//! What the articles that share text say of where they are from: asked of each once, however many it shares text with.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::question::Rank;
use super::run::{Compared, Run};
use crate::document::DocumentId;
use crate::story::Declared;

/// By article: of the input, and of the corpus it is held against.
pub(super) type OfBothSides = (
    BTreeMap<DocumentId, Declared>,
    BTreeMap<DocumentId, Declared>,
);

/// What the articles of these pairs declare; an article that declares nothing is left out.
pub(super) fn declared(run: &Run<'_>, shared: &[Compared]) -> OfBothSides {
    let mut ranks: Vec<Rank> = shared.iter().flat_map(|pair| [pair.a, pair.b]).collect();
    ranks.par_sort_unstable();
    ranks.dedup();
    let of_article = |rank: &Rank| {
        let (header, text) = (run.articles.header(*rank), run.articles.text(*rank));
        let declared = Declared::of(header, &text, &run.settings.furniture)?;
        Some((*rank, declared))
    };
    let found: Vec<(Rank, Declared)> = ranks.par_iter().filter_map(of_article).collect();
    let (mut of_input, mut of_against) = OfBothSides::default();
    for (rank, declared) in found {
        let side = match run.articles.is_against(rank) {
            true => &mut of_against,
            false => &mut of_input,
        };
        side.insert(run.articles.document(rank), declared);
    }
    (of_input, of_against)
}
