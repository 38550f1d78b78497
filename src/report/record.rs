//! The rows of every report: one struct for each kind, its fields named and ordered as in every format.
//!
//! A field is never renamed or dropped, only added: other people's programs read them. [`Table`] carries the names beside
//! the rows because a CSV file without rows still has a header.

use serde::Serialize;

use crate::score::{ClusterScore, PairScore, PassageScore};
use crate::story::{Relation, Step};

/// One of the two articles of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The article called `a`.
    A,
    /// The article called `b`.
    B,
}

/// What sort of text a passage is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Kind {
    /// Reporting, in the article's own voice.
    Body,
    /// What stands around a story and is no part of it. Such a passage is left out, and named where that is told.
    Furniture,
}

/// A passage that two articles have in common.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PassageRow<'t> {
    /// Id of the article `a`.
    pub a_id: &'t str,
    /// Where the passage begins in the text of `a`, in the unit asked for.
    pub a_start: u64,
    /// One past its end.
    pub a_end: u64,
    /// The paragraph of `a` it begins in, from 1.
    pub a_paragraph: usize,
    /// Id of the article `b`.
    pub b_id: &'t str,
    /// Where the passage begins in the text of `b`, in the unit asked for.
    pub b_start: u64,
    /// One past its end.
    pub b_end: u64,
    /// The paragraph of `b` it begins in, from 1.
    pub b_paragraph: usize,
    /// Words of `a` in it.
    pub a_words: u32,
    /// Words of `b` in it.
    pub b_words: u32,
    /// Pairs of words that correspond, furniture among them.
    pub matched_words: u32,
    /// 2 · matched / (words of a + words of b): 0 to 1, four decimals.
    pub identity: f64,
    /// Surprisal in bits, one decimal.
    pub bits: f64,
    /// What sort of text it is.
    pub kind: Kind,
    /// Who is quoted, where that is known.
    pub speaker: Option<&'t str>,
    /// Which article came first, where both times are known and differ.
    pub earlier: Option<Side>,
    /// Time of `a` less time of `b`, where both are known.
    pub lag_seconds: Option<i64>,
    /// Whether both quote a third; null: not known.
    pub common_source: Option<bool>,
    /// The passage as it stands in `a`.
    pub a_text: &'t str,
    /// The passage as it stands in `b`.
    pub b_text: &'t str,
    /// How many of `matched_words` are furniture, and count for nothing.
    pub furniture_words: u32,
}

impl PassageRow<'_> {
    /// The fields, in order.
    pub const NAMES: &'static [&'static str] = &[
        "a_id",
        "a_start",
        "a_end",
        "a_paragraph",
        "b_id",
        "b_start",
        "b_end",
        "b_paragraph",
        "a_words",
        "b_words",
        "matched_words",
        "identity",
        "bits",
        "kind",
        "speaker",
        "earlier",
        "lag_seconds",
        "common_source",
        "a_text",
        "b_text",
        "furniture_words",
    ];
}

/// Two articles that share text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PairRow<'t> {
    /// Id of the article `a`.
    pub a_id: &'t str,
    /// Id of the article `b`.
    pub b_id: &'t str,
    /// How they relate, seen from `a`.
    pub relation: Relation,
    /// How many passages they share.
    pub passages: usize,
    /// Words that correspond in all of them, but for furniture.
    pub matched_words: u32,
    /// The same of the longest of them.
    pub longest_words: u32,
    /// Share of the words of `a` that lie in a passage: 0 to 1, four decimals.
    pub a_coverage: f64,
    /// Share of the words of `b` that lie in a passage: 0 to 1, four decimals.
    pub b_coverage: f64,
    /// Resemblance of their word 5-grams: 0 to 1, four decimals.
    pub jaccard: f64,
    /// Which article came first, where both times are known and differ.
    pub earlier: Option<Side>,
    /// Time of `a` less time of `b`, where both are known.
    pub lag_seconds: Option<i64>,
    /// What the later one is to the earlier if they are versions of one story of one source; null: they are not.
    pub step: Option<Step>,
    /// The agency or paper that `a` says it is from, as it writes the name; null: it says nothing.
    pub a_declares: Option<&'t str>,
    /// The same of `b`.
    pub b_declares: Option<&'t str>,
    /// In what `a` says so: `field`, `tail`, `credit`, `dateline` or `sign-off`; null: it says nothing.
    pub a_declared_in: Option<&'static str>,
    /// The same of `b`.
    pub b_declared_in: Option<&'static str>,
}

/// One version of a story that was sent in several.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct VersionRow<'t> {
    /// Id of the first version.
    pub story: &'t str,
    /// Id of this one.
    pub id: &'t str,
    /// What became of the story with it.
    pub step: Step,
    /// Its number, where the sender gives one.
    pub version: Option<u32>,
    /// When it was published, UTC.
    pub published: Option<String>,
    /// Who sent it.
    pub source: Option<&'t str>,
    /// Share of the words of the version before that stand in this one: 0 to 1, four decimals; null: it is the first.
    pub coverage: Option<f64>,
    /// Words of it, but for furniture, that do not stand in the version before.
    pub new_words: u64,
}

/// An article that holds text of a killed story.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KilledRow<'t> {
    /// Id of the killed text.
    pub killed_id: &'t str,
    /// Id of what killed it.
    pub killed_by: &'t str,
    /// Id of the article that holds text of it; itself among them.
    pub holder_id: &'t str,
    /// Who ran that article.
    pub source: Option<&'t str>,
    /// When it was published, UTC.
    pub published: Option<String>,
    /// Share of the words of the killed text that stand in it: 0 to 1, four decimals.
    pub killed_coverage: f64,
    /// In how many passages.
    pub passages: usize,
}

/// One article and the cluster it belongs to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClusterRow<'t> {
    /// Id of the article.
    pub id: &'t str,
    /// Name of its cluster: the smallest id in it, so that the name does not hang on the order of the input.
    pub cluster: &'t str,
    /// Whether `dedupe` kept it; null where nothing was removed.
    pub kept: Option<bool>,
}

/// A text that `dedupe` removed, and the kept one that stands for it. (A killed one has none.)
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RemovedRow<'t> {
    /// Id of the removed text.
    pub removed_id: &'t str,
    /// Id of the kept text; null: it was killed.
    pub kept_id: Option<&'t str>,
    /// How they relate, seen from the removed one.
    pub relation: Option<Relation>,
    /// Share of the removed text's shingles that stand in the kept one: 0 to 1, four decimals.
    pub removed_coverage: Option<f64>,
    /// Share of the kept text's shingles that stand in the removed one: 0 to 1, four decimals.
    pub kept_coverage: Option<f64>,
    /// Shingles in common over shingles in all: 0 to 1, four decimals.
    pub jaccard: Option<f64>,
    /// Why it was removed, in words.
    pub reason: String,
}

/// What two sources share. Without a second corpus each pair of sources has one row, `a_source` before `b_source`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SourcesRow<'t> {
    /// The source of the articles `a`; null: not known.
    pub a_source: Option<&'t str>,
    /// The source of the articles `b`; null: not known.
    pub b_source: Option<&'t str>,
    /// Pairs of articles that share text.
    pub pairs: u64,
    /// Passages they share.
    pub passages: u64,
    /// Words in all of these.
    pub words: u64,
    /// Pairs in which `a_source` was first.
    pub first_by_a: u64,
    /// Pairs in which `b_source` was first.
    pub first_by_b: u64,
}

/// How well passages were found, of one kind or of all. Shares are 0 to 1.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PassageScoreRow {
    /// The kind of the true passages, or `all`, which is the last row.
    pub part: String,
    /// True passages.
    pub cases: u64,
    /// Passages found.
    pub found: u64,
    /// The mean share of a passage found that is true.
    pub precision: f64,
    /// The mean share of a true passage that was found.
    pub recall: f64,
    /// The mean number of passages found for a true one.
    pub granularity: f64,
    /// F1 of precision and recall, divided by log₂(1 + granularity).
    pub plagdet: f64,
}

/// One printing of a quotation that was looked for.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PrintingRow<'t> {
    /// Id of the article.
    pub id: &'t str,
    /// Where the printing begins in its text, in the unit asked for.
    pub start: u64,
    /// One past its end.
    pub end: u64,
    /// The paragraph it begins in, from 1.
    pub paragraph: usize,
    /// Words of the article in it.
    pub words: u32,
    /// Words of the quotation that it prints.
    pub matched_words: u32,
    /// 2 · matched / (words of the quotation + words of the printing): 0 to 1, four decimals.
    pub identity: f64,
    /// What the printed words are worth less what was skipped between them, in bits, one decimal.
    pub bits: f64,
    /// The number of its wording, from 1, in the order of first printings.
    pub variant: usize,
    /// When the article was published, UTC.
    pub published: Option<String>,
    /// Who ran it.
    pub source: Option<&'t str>,
    /// The printing as it stands in the article.
    pub text: String,
}

/// A file, and what it gave.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FileRow<'t> {
    /// Its name, as the user would say it.
    pub file: &'t str,
    /// How it holds its articles; null: it could not be opened.
    pub format: Option<&'static str>,
    /// Articles read.
    pub items: u64,
    /// Words (tokens) in them.
    pub words: u64,
    /// Why it or some of it was refused, or what else is to be said of it.
    pub remark: Option<String>,
}

/// How fast one stage of the work went, on so many threads.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StageRow {
    /// The stage; of a whole run, the command.
    pub stage: &'static str,
    /// Threads it went on.
    pub threads: usize,
    /// Articles it went through.
    pub articles: u64,
    /// Words (tokens) in them.
    pub words: u64,
    /// Bytes of text in them.
    pub bytes: u64,
    /// How often it was timed.
    pub rounds: u32,
    /// Seconds by the clock, the median of the rounds.
    pub seconds: f64,
    /// Millions of bytes of text in a second.
    pub mb_per_second: f64,
    /// The same for each thread.
    pub mb_per_second_per_thread: f64,
    /// Nanoseconds of one thread for a shingle, where shingles are what the stage counts.
    pub ns_per_shingle: Option<f64>,
}

/// A row of any kind but passages: those are many, and written one by one.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Row<'t> {
    /// Two articles that share text.
    Pair(PairRow<'t>),
    /// An article and its cluster.
    Cluster(ClusterRow<'t>),
    /// A version of a story.
    Version(VersionRow<'t>),
    /// An article that holds text of a killed one.
    Killed(KilledRow<'t>),
    /// A removed text and the one kept for it.
    Removed(RemovedRow<'t>),
    /// What two sources share.
    Sources(SourcesRow<'t>),
    /// A printing of a quotation.
    Printing(PrintingRow<'t>),
    /// How well passages were found.
    PassageScore(PassageScoreRow),
    /// How well documents were clustered.
    ClusterScore(ClusterScore),
    /// How well pairs of documents were found.
    PairScore(PairScore),
    /// A file, and what it gave.
    File(FileRow<'t>),
    /// How fast a stage went.
    Stage(StageRow),
}

impl Row<'_> {
    /// The row as text shows it: of a score, which is exact for programs, four decimals; of a time, four digits.
    pub(super) fn for_people(mut self) -> Self {
        match &mut self {
            Row::PassageScore(row) => {
                row.precision = fraction(row.precision);
                row.recall = fraction(row.recall);
                row.granularity = fraction(row.granularity);
                row.plagdet = fraction(row.plagdet);
            }
            Row::ClusterScore(row) => {
                row.ari = fraction(row.ari);
                row.bcubed_precision = fraction(row.bcubed_precision);
                row.bcubed_recall = fraction(row.bcubed_recall);
                row.bcubed = fraction(row.bcubed);
                row.largest = fraction(row.largest);
                (row.precision, row.recall) = (fraction(row.precision), fraction(row.recall));
                row.f1 = fraction(row.f1);
            }
            Row::PairScore(row) => {
                (row.precision, row.recall) = (fraction(row.precision), fraction(row.recall));
                row.f1 = fraction(row.f1);
            }
            Row::Stage(row) => {
                row.seconds = four_digits(row.seconds);
                row.mb_per_second = four_digits(row.mb_per_second);
                row.mb_per_second_per_thread = four_digits(row.mb_per_second_per_thread);
                row.ns_per_shingle = row.ns_per_shingle.map(four_digits);
            }
            Row::Pair(_)
            | Row::Cluster(_)
            | Row::Version(_)
            | Row::Killed(_)
            | Row::File(_)
            | Row::Removed(_)
            | Row::Sources(_)
            | Row::Printing(_) => {}
        }
        self
    }
}

/// Rows of one kind, in their order, under the names of their fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Table<'t> {
    /// The fields, in order.
    pub names: &'static [&'static str],
    /// The rows.
    pub rows: Vec<Row<'t>>,
}

impl<'t> Table<'t> {
    /// A table of pairs.
    pub(super) fn of_pairs(rows: impl Iterator<Item = PairRow<'t>>) -> Table<'t> {
        Table {
            names: &[
                "a_id",
                "b_id",
                "relation",
                "passages",
                "matched_words",
                "longest_words",
                "a_coverage",
                "b_coverage",
                "jaccard",
                "earlier",
                "lag_seconds",
                "step",
                "a_declares",
                "b_declares",
                "a_declared_in",
                "b_declared_in",
            ],
            rows: rows.map(Row::Pair).collect(),
        }
    }

    /// A table of versions.
    pub(super) fn of_versions(rows: impl Iterator<Item = VersionRow<'t>>) -> Table<'t> {
        Table {
            names: &[
                "story",
                "id",
                "step",
                "version",
                "published",
                "source",
                "coverage",
                "new_words",
            ],
            rows: rows.map(Row::Version).collect(),
        }
    }

    /// A table of files.
    pub(super) fn of_files(rows: impl Iterator<Item = FileRow<'t>>) -> Table<'t> {
        Table {
            names: &["file", "format", "items", "words", "remark"],
            rows: rows.map(Row::File).collect(),
        }
    }

    /// A table of who holds text of what was killed.
    pub(super) fn of_killed(rows: impl Iterator<Item = KilledRow<'t>>) -> Table<'t> {
        Table {
            names: &[
                "killed_id",
                "killed_by",
                "holder_id",
                "source",
                "published",
                "killed_coverage",
                "passages",
            ],
            rows: rows.map(Row::Killed).collect(),
        }
    }

    /// A table of articles and their clusters, sorted by (cluster, id).
    pub(super) fn of_clusters(mut rows: Vec<ClusterRow<'t>>) -> Table<'t> {
        rows.sort_unstable_by_key(|row| (row.cluster, row.id));
        Table {
            names: &["id", "cluster", "kept"],
            rows: rows.into_iter().map(Row::Cluster).collect(),
        }
    }

    /// A table of removed texts, sorted by id.
    pub(super) fn of_removed(mut rows: Vec<RemovedRow<'t>>) -> Table<'t> {
        rows.sort_unstable_by_key(|row| row.removed_id);
        Table {
            names: &[
                "removed_id",
                "kept_id",
                "relation",
                "removed_coverage",
                "kept_coverage",
                "jaccard",
                "reason",
            ],
            rows: rows.into_iter().map(Row::Removed).collect(),
        }
    }

    /// A table of what sources share.
    pub(super) fn of_sources(rows: impl Iterator<Item = SourcesRow<'t>>) -> Table<'t> {
        Table {
            names: &[
                "a_source",
                "b_source",
                "pairs",
                "passages",
                "words",
                "first_by_a",
                "first_by_b",
            ],
            rows: rows.map(Row::Sources).collect(),
        }
    }

    /// A table of the printings of a quotation.
    pub(super) fn of_printings(rows: impl Iterator<Item = PrintingRow<'t>>) -> Table<'t> {
        Table {
            names: &[
                "id",
                "start",
                "end",
                "paragraph",
                "words",
                "matched_words",
                "identity",
                "bits",
                "variant",
                "published",
                "source",
                "text",
            ],
            rows: rows.map(Row::Printing).collect(),
        }
    }
}

impl Table<'_> {
    /// A table of how well each kind of passage was found; of no kind: `all`.
    pub fn of_passage_scores(scores: Vec<(Option<String>, PassageScore)>) -> Table<'static> {
        let row = |(kind, score): (Option<String>, PassageScore)| PassageScoreRow {
            part: kind.unwrap_or_else(|| "all".to_owned()),
            cases: score.cases,
            found: score.found,
            precision: score.precision,
            recall: score.recall,
            granularity: score.granularity,
            plagdet: score.plagdet,
        };
        Table {
            names: &[
                "part",
                "cases",
                "found",
                "precision",
                "recall",
                "granularity",
                "plagdet",
            ],
            rows: scores
                .into_iter()
                .map(|score| Row::PassageScore(row(score)))
                .collect(),
        }
    }

    /// A table of how fast each stage went.
    pub fn of_stages(rows: Vec<StageRow>) -> Table<'static> {
        Table {
            names: &[
                "stage",
                "threads",
                "articles",
                "words",
                "bytes",
                "rounds",
                "seconds",
                "mb_per_second",
                "mb_per_second_per_thread",
                "ns_per_shingle",
            ],
            rows: rows.into_iter().map(Row::Stage).collect(),
        }
    }

    /// A table of how well documents were clustered: one row.
    pub fn of_cluster_score(score: ClusterScore) -> Table<'static> {
        Table {
            names: &[
                "documents",
                "ari",
                "bcubed_precision",
                "bcubed_recall",
                "bcubed",
                "largest",
                "precision",
                "recall",
                "f1",
            ],
            rows: vec![Row::ClusterScore(score)],
        }
    }

    /// A table of how well pairs were found: one row.
    pub fn of_pair_score(score: PairScore) -> Table<'static> {
        Table {
            names: &["truth", "found", "precision", "recall", "f1"],
            rows: vec![Row::PairScore(score)],
        }
    }
}

/// A fraction with four decimals. What is not quite whole is not shown as whole.
pub(super) fn fraction(exact: f64) -> f64 {
    let shown = (exact * 1e4).round() / 1e4;
    if exact < 1.0 {
        shown.min(0.9999)
    } else {
        shown
    }
}

/// The first four digits that are not nought.
fn four_digits(exact: f64) -> f64 {
    if exact == 0.0 || !exact.is_finite() {
        return exact;
    }
    let decimals = 3 - exact.abs().log10().floor() as i32;
    // A power of ten with a negative exponent is not exact: the shown number would have many digits again.
    let scale = 10f64.powi(decimals.abs());
    if decimals < 0 {
        (exact / scale).round() * scale
    } else {
        (exact * scale).round() / scale
    }
}

/// Bits with one decimal.
pub(super) fn tenths(exact: f64) -> f64 {
    (exact * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::{clusters, pairs, passages};

    fn keys(row: &impl Serialize) -> Vec<String> {
        let line = serde_json::to_string(row).unwrap();
        let pieces = line.split('"').skip(1).step_by(2);
        pieces
            .filter(|piece| line.contains(&format!("\"{piece}\":")))
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn the_names_of_a_table_are_the_fields_of_its_rows_in_order() {
        let pair = PairRow {
            a_id: "",
            b_id: "",
            relation: Relation::Shares,
            passages: 0,
            matched_words: 0,
            longest_words: 0,
            a_coverage: 0.0,
            b_coverage: 0.0,
            jaccard: 0.0,
            earlier: None,
            lag_seconds: None,
            step: None,
            a_declares: None,
            b_declares: None,
            a_declared_in: None,
            b_declared_in: None,
        };
        let version = VersionRow {
            story: "",
            id: "",
            step: Step::Take,
            version: None,
            published: None,
            source: None,
            coverage: None,
            new_words: 0,
        };
        let file = FileRow {
            file: "",
            format: None,
            items: 0,
            words: 0,
            remark: None,
        };
        let killed = KilledRow {
            killed_id: "",
            killed_by: "",
            holder_id: "",
            source: None,
            published: None,
            killed_coverage: 0.0,
            passages: 0,
        };
        let cluster = ClusterRow {
            id: "",
            cluster: "",
            kept: None,
        };
        let removed = RemovedRow {
            removed_id: "",
            kept_id: None,
            relation: None,
            removed_coverage: None,
            kept_coverage: None,
            jaccard: None,
            reason: String::new(),
        };
        let sources = SourcesRow {
            a_source: None,
            b_source: None,
            pairs: 0,
            passages: 0,
            words: 0,
            first_by_a: 0,
            first_by_b: 0,
        };
        let printing = PrintingRow {
            id: "",
            start: 0,
            end: 0,
            paragraph: 0,
            words: 0,
            matched_words: 0,
            identity: 0.0,
            bits: 0.0,
            variant: 0,
            published: None,
            source: None,
            text: String::new(),
        };
        let stage = StageRow {
            stage: "",
            threads: 1,
            articles: 0,
            words: 0,
            bytes: 0,
            rounds: 0,
            seconds: 0.0,
            mb_per_second: 0.0,
            mb_per_second_per_thread: 0.0,
            ns_per_shingle: None,
        };
        let tables = [
            Table::of_stages(vec![stage]),
            Table::of_pairs([pair].into_iter()),
            Table::of_clusters(vec![cluster]),
            Table::of_versions([version].into_iter()),
            Table::of_killed([killed].into_iter()),
            Table::of_files([file].into_iter()),
            Table::of_removed(vec![removed]),
            Table::of_sources([sources].into_iter()),
            Table::of_passage_scores(vec![(None, passages([], []))]),
            Table::of_cluster_score(clusters(&[], &[])),
            Table::of_pair_score(pairs(&[], &[])),
            Table::of_printings([printing].into_iter()),
        ];
        for table in tables {
            assert_eq!(keys(&table.rows[0]), table.names);
        }
    }

    #[test]
    fn a_score_has_four_decimals_for_people_and_all_for_programs() {
        let score = PairScore {
            truth: 3,
            found: 3,
            precision: 2.0 / 3.0,
            recall: 2.0 / 3.0,
            f1: 2.0 / 3.0,
        };
        let table = Table::of_pair_score(score);
        assert_eq!(table.rows, [Row::PairScore(score)]);
        let Row::PairScore(shown) = table.rows[0].clone().for_people() else {
            panic!("another row");
        };
        assert_eq!(
            (shown.precision, shown.recall, shown.f1),
            (0.6667, 0.6667, 0.6667)
        );
    }

    #[test]
    fn a_time_is_shown_with_four_digits() {
        let shown = [0.0, 0.000_123_456, 1.0, 999.96, 12_345.6].map(four_digits);
        assert_eq!(shown, [0.0, 0.000_123_5, 1.0, 1000.0, 12_350.0]);
    }

    #[test]
    fn what_is_not_quite_whole_is_not_shown_as_whole() {
        assert_eq!(fraction(0.999_99), 0.9999);
        assert_eq!(fraction(1.0), 1.0);
        assert_eq!(fraction(2.0 / 3.0), 0.6667);
    }
}
