//! A clustering against the true one, in the three ways that are in use: pairs of documents joined rightly, the same corrected
//! for chance (the adjusted Rand index of Hubert & Arabie 1985), and BCubed, which asks each document how many of
//! its neighbours are its own (Bagga & Baldwin 1998; Amigó, Gonzalo, Artiles & Verdejo 2009).
//!
//! Only the truth's documents count. One that was not found is a cluster of its own, as are texts that a program did not join.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{f1, share};

/// A document and the name of its cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The document.
    pub id: String,
    /// Its cluster.
    pub cluster: String,
}

/// How well documents were clustered. Shares are 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ClusterScore {
    /// Documents of the truth.
    pub documents: u64,
    /// The adjusted Rand index: 1 for the true clusters, 0 for what chance would give, below for worse.
    pub ari: f64,
    /// The mean share of a document's cluster that belongs with it.
    pub bcubed_precision: f64,
    /// The mean share of what belongs with a document that is in its cluster.
    pub bcubed_recall: f64,
    /// The harmonic mean of both.
    pub bcubed: f64,
    /// Size of the largest cluster over that of the truth's largest.
    pub largest: f64,
    /// Share of the pairs joined that belong together; 1 where none was joined.
    pub precision: f64,
    /// Share of the pairs that belong together that were joined; 1 where there are none.
    pub recall: f64,
    /// The harmonic mean of both.
    pub f1: f64,
}

/// Holds clusters against the true ones. Of a document listed twice the last counts.
pub fn clusters(truth: &[Member], found: &[Member]) -> ClusterScore {
    let table = Table::of(truth, found);
    let joined = Joined::of(&table);
    let precision = share(joined.rightly, joined.found, 1.0);
    let recall = share(joined.rightly, joined.truth, 1.0);
    let (bcubed_precision, bcubed_recall) = bcubed(&table);
    ClusterScore {
        documents: table.documents(),
        ari: joined.adjusted_rand_index(),
        bcubed_precision,
        bcubed_recall,
        bcubed: f1(bcubed_precision, bcubed_recall),
        largest: largest(&table.found) as f64 / largest(&table.truth).max(1) as f64,
        precision,
        recall,
        f1: f1(precision, recall),
    }
}

/// The cluster of a document as a program told it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Label<'l> {
    Cluster(&'l str),
    /// It was not told: the document, by its id, is alone.
    Alone(&'l str),
}

/// How many documents each true cluster has, each found one, and each crossing of the two.
struct Table<'l> {
    truth: BTreeMap<&'l str, u64>,
    found: BTreeMap<Label<'l>, u64>,
    cells: BTreeMap<(&'l str, Label<'l>), u64>,
}

impl<'l> Table<'l> {
    fn of(truth: &'l [Member], found: &'l [Member]) -> Table<'l> {
        let told = by_id(found);
        let mut table = Table {
            truth: BTreeMap::new(),
            found: BTreeMap::new(),
            cells: BTreeMap::new(),
        };
        for (id, cluster) in by_id(truth) {
            let label = told
                .get(id)
                .copied()
                .map_or(Label::Alone(id), Label::Cluster);
            *table.truth.entry(cluster).or_default() += 1;
            *table.found.entry(label).or_default() += 1;
            *table.cells.entry((cluster, label)).or_default() += 1;
        }
        table
    }

    fn documents(&self) -> u64 {
        self.truth.values().sum()
    }
}

fn by_id(members: &[Member]) -> BTreeMap<&str, &str> {
    let members = members.iter();
    members
        .map(|member| (member.id.as_str(), member.cluster.as_str()))
        .collect()
}

/// Pairs of documents that share a cluster: in the truth, as found, in both; and all there are.
struct Joined {
    truth: u64,
    found: u64,
    rightly: u64,
    all: u64,
}

impl Joined {
    fn of(table: &Table<'_>) -> Joined {
        let within =
            |sizes: &mut dyn Iterator<Item = &u64>| sizes.map(|&size| pairs_of(size)).sum();
        Joined {
            truth: within(&mut table.truth.values()),
            found: within(&mut table.found.values()),
            rightly: within(&mut table.cells.values()),
            all: pairs_of(table.documents()),
        }
    }

    /// (rightly − expected) / (mean of truth and found − expected), where chance would join truth · found / all rightly.
    ///
    /// Multiplied out by 2 · all, so that it is integers up to the one division: near perfection the plain form takes the
    /// difference of two large numbers. Without a difference to measure (all apart, or all together) it is 1.
    fn adjusted_rand_index(&self) -> f64 {
        let [truth, found, rightly, all] =
            [self.truth, self.found, self.rightly, self.all].map(i128::from);
        let above_chance = 2 * (rightly * all - truth * found);
        match (truth + found) * all - 2 * truth * found {
            0 => 1.0,
            room => above_chance as f64 / room as f64,
        }
    }
}

fn pairs_of(size: u64) -> u64 {
    size * size.saturating_sub(1) / 2
}

/// Precision and recall of BCubed: of the `n` documents of a cell, each has `n` rightful neighbours, itself one of them.
fn bcubed(table: &Table<'_>) -> (f64, f64) {
    let documents = table.documents().max(1) as f64;
    let (mut precision, mut recall) = (0.0, 0.0);
    for ((truth, found), &size) in &table.cells {
        let rightful = (size * size) as f64;
        precision += rightful / table.found[found] as f64;
        recall += rightful / table.truth[truth] as f64;
    }
    (precision / documents, recall / documents)
}

fn largest<K>(sizes: &BTreeMap<K, u64>) -> u64 {
    sizes.values().copied().max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `"ab c"`: a and b together, c alone; each cluster is named for what is in it.
    fn list(clusters: &str) -> Vec<Member> {
        let members = |cluster: &str| {
            let cluster = cluster.to_owned();
            let ids: Vec<String> = cluster.chars().map(String::from).collect();
            ids.into_iter().map(move |id| Member {
                id,
                cluster: cluster.clone(),
            })
        };
        clusters.split(' ').flat_map(members).collect()
    }

    fn score(truth: &str, found: &str) -> ClusterScore {
        clusters(&list(truth), &list(found))
    }

    fn assert_close(figure: f64, expected: f64) {
        assert!((figure - expected).abs() < 1e-12, "{figure} {expected}");
    }

    #[test]
    fn the_truth_against_itself_is_perfect() {
        for truth in ["abc de f", "a b c", "abc", "a"] {
            let score = score(truth, truth);
            let figures = [
                score.ari,
                score.bcubed,
                score.largest,
                score.precision,
                score.recall,
                score.f1,
            ];
            assert_eq!(figures, [1.0; 6], "{truth}");
        }
    }

    #[test]
    fn truth_and_found_may_be_swapped_with_precision_and_recall() {
        let (one, other) = (score("abc de f", "ab cde f"), score("ab cde f", "abc de f"));
        assert_eq!(one.ari, other.ari);
        assert_eq!((one.precision, one.recall), (other.recall, other.precision));
        assert_eq!(one.bcubed_precision, other.bcubed_recall);
    }

    #[test]
    fn a_document_that_was_not_found_is_alone() {
        let apart = score("ab cd", "ab c d");
        assert_eq!(score("ab cd", "ab c"), apart);
        assert_eq!(score("ab cd", "ab"), apart);
    }

    #[test]
    fn a_document_that_is_not_in_the_truth_does_not_count() {
        assert_eq!(score("ab c", "abx cyz"), score("ab c", "ab c"));
    }

    #[test]
    fn one_document_in_the_wrong_cluster() {
        let score = score("abc de", "ab cde");
        // Pairs: 3 + 1 in the truth, 1 + 3 found, ab and de in both, 10 in all.
        assert_eq!((score.precision, score.recall, score.f1), (0.5, 0.5, 0.5));
        // Chance joins 4 · 4 / 10 = 1.6 rightly: (2 − 1.6) / (4 − 1.6).
        assert_close(score.ari, 1.0 / 6.0);
        // Precision: a and b 2/2 each, c 1/3, d and e 2/3 each, over 5.
        assert_close(score.bcubed_precision, (2.0 + 1.0 / 3.0 + 4.0 / 3.0) / 5.0);
        // Recall: a and b 2/3 each, c 1/3, d and e 2/2 each, over 5.
        assert_close(score.bcubed_recall, (4.0 / 3.0 + 1.0 / 3.0 + 2.0) / 5.0);
        assert_eq!(score.largest, 1.0);
    }

    #[test]
    fn what_chance_would_give_is_worth_nothing() {
        // 2 · 2 pairs of 6, so chance joins 2/3 rightly, and none was: (0 − 2/3) / (2 − 2/3).
        assert_close(score("ab cd", "ac bd").ari, -0.5);
        assert_eq!(score("ab cd", "a b c d").ari, 0.0);
        assert_eq!(score("ab cd", "abcd").ari, 0.0);
    }

    #[test]
    fn a_cluster_that_swallows_all_is_told_by_its_size() {
        assert_eq!(score("ab cd ef", "abcdef").largest, 3.0);
    }

    #[test]
    fn four_billion_documents_do_not_overflow() {
        let all = pairs_of(4_000_000_000);
        let joined = Joined {
            truth: all - 1,
            found: all - 1,
            rightly: all - 1,
            all,
        };
        assert_eq!(joined.adjusted_rand_index(), 1.0);
    }

    #[test]
    fn no_documents_are_no_fault() {
        let nothing = clusters(&[], &[]);
        assert_eq!(
            (nothing.ari, nothing.bcubed, nothing.largest),
            (1.0, 0.0, 0.0)
        );
    }
}
