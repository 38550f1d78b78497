//! Overlaps into clusters: articles that are versions of one story.
//!
//! Two articles hang together if each lies, for a good part, in passages of the other; or if one is the other's beginning,
//! cut from the bottom as desks cut. Components over such edges alone
//! let one stitched article join two stories, and in a large archive a chain of them joins thousands (51,160 books in one
//! cluster is on record). So an edge counts only if the neighbours of its ends bear it out: of the articles that could
//! stand in a triangle with it, three in ten must. A quotation that articles share joins no stories.

use hashbrown::HashSet;

use super::{Overlap, components};
use crate::document::DocumentId;

/// Share of either article that must lie in passages.
const MIN_COVERAGE: f64 = 0.4;
/// The same where no third article could bear the edge out.
const MIN_COVERAGE_ALONE: f64 = 0.5;
/// Share of the shorter, and of the longer, that must lie in passages where both open with the same one.
const MIN_COVERAGE_CUT: (f64, f64) = (0.9, 0.15);
/// Share of the possible triangles of an edge that must be there.
const MIN_SUPPORT: f64 = 0.3;

/// For each of `count` articles of one corpus the first article of its cluster, which may be itself alone.
///
/// ```
/// use wireprint::story::clusters;
/// use wireprint::DocumentId;
///
/// assert_eq!(clusters(2, &[]), [DocumentId(0), DocumentId(1)]);
/// ```
pub fn clusters<'o>(
    count: usize,
    overlaps: impl IntoIterator<Item = &'o Overlap>,
) -> Vec<DocumentId> {
    let edges: Vec<&Overlap> = overlaps
        .into_iter()
        .filter(|overlap| hang_together(overlap, MIN_COVERAGE))
        .collect();
    let mut neighbours: Vec<HashSet<u32>> = vec![HashSet::new(); count];
    for edge in edges.iter().filter(|edge| edge.a != edge.b) {
        neighbours[edge.a.index()].insert(edge.b.0);
        neighbours[edge.b.index()].insert(edge.a.0);
    }
    let borne_out = edges
        .iter()
        .filter(|edge| is_borne_out(edge, &neighbours))
        .map(|edge| (edge.a.0, edge.b.0));
    components(count, borne_out)
        .into_iter()
        .map(DocumentId)
        .collect()
}

/// What two articles' overlap is worth as an edge between versions of one story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// Nothing: they share too little.
    Nothing,
    /// It joins them only if other articles next to them bear it out.
    InCompany,
    /// It joins them also where no third article could bear it out.
    Alone,
}

impl Edge {
    /// Share (0 to 1) of either article that has to lie in passages.
    pub const MIN_COVERAGE: f64 = MIN_COVERAGE;
    /// The same where no third article could bear the edge out.
    pub const MIN_COVERAGE_ALONE: f64 = MIN_COVERAGE_ALONE;

    /// The edge that an overlap makes.
    pub fn of(overlap: &Overlap) -> Edge {
        if hang_together(overlap, MIN_COVERAGE_ALONE) {
            Edge::Alone
        } else if hang_together(overlap, MIN_COVERAGE) {
            Edge::InCompany
        } else {
            Edge::Nothing
        }
    }
}

fn hang_together(overlap: &Overlap, min_coverage: f64) -> bool {
    let less = overlap.a_coverage.min(overlap.b_coverage);
    let more = overlap.a_coverage.max(overlap.b_coverage);
    less >= min_coverage
        || (overlap.same_opening && more >= MIN_COVERAGE_CUT.0 && less >= MIN_COVERAGE_CUT.1)
}

/// Whether enough of the articles next to the end with fewer neighbours are next to both ends.
fn is_borne_out(edge: &Overlap, neighbours: &[HashSet<u32>]) -> bool {
    let (of_a, of_b) = (&neighbours[edge.a.index()], &neighbours[edge.b.index()]);
    let (few, many) = if of_a.len() <= of_b.len() {
        (of_a, of_b)
    } else {
        (of_b, of_a)
    };
    let possible = few.len().saturating_sub(1);
    if possible == 0 {
        return hang_together(edge, MIN_COVERAGE_ALONE);
    }
    few.intersection(many).count() as f64 >= MIN_SUPPORT * possible as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::Relation;

    fn edge(a: u32, b: u32, coverage: f64) -> Overlap {
        Overlap {
            a: DocumentId(a),
            b: DocumentId(b),
            relation: Relation::Shares,
            matched_words: 0,
            longest_words: 0,
            a_coverage: coverage,
            b_coverage: 1.0,
            jaccard: 0.0,
            same_opening: false,
            passages: Vec::new(),
        }
    }

    fn named(count: usize, overlaps: &[Overlap]) -> Vec<u32> {
        clusters(count, overlaps)
            .into_iter()
            .map(|document| document.0)
            .collect()
    }

    #[test]
    fn versions_of_a_story_are_one_cluster_and_a_shared_quote_joins_nothing() {
        let overlaps = [
            edge(0, 1, 0.9),
            edge(1, 2, 0.9),
            edge(0, 2, 0.9),
            edge(2, 3, 0.1),
        ];
        assert_eq!(named(4, &overlaps), [0, 0, 0, 3]);
    }

    #[test]
    fn two_articles_alone_are_joined_as_their_edge_says() {
        for per_mille in (0..=1000).step_by(20) {
            let overlap = edge(0, 1, f64::from(per_mille) / 1000.0);
            let is_joined = named(2, std::slice::from_ref(&overlap)) == [0, 0];
            assert_eq!(is_joined, Edge::of(&overlap) == Edge::Alone);
        }
    }

    #[test]
    fn one_stitched_article_does_not_join_two_stories() {
        let story =
            |from: u32| (from..from + 4).flat_map(move |a| (from..a).map(move |b| edge(a, b, 0.9)));
        let mut overlaps: Vec<Overlap> = story(0).chain(story(4)).collect();
        overlaps.push(edge(3, 4, 0.5));
        assert_eq!(named(8, &overlaps), [0, 0, 0, 0, 4, 4, 4, 4]);
    }

    #[test]
    fn a_story_trimmed_from_the_bottom_is_a_version_and_a_borrowed_paragraph_is_none() {
        let borrowed = Overlap {
            a_coverage: 0.2,
            ..edge(0, 1, 0.2)
        };
        assert_eq!(named(2, std::slice::from_ref(&borrowed)), [0, 1]);
        assert_eq!(
            named(
                2,
                &[Overlap {
                    same_opening: true,
                    ..borrowed
                }]
            ),
            [0, 0]
        );
    }
}
