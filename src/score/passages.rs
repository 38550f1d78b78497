//! Passages found against the true ones, by the measures of the PAN competitions (Potthast, Stein, Barrón-Cedeño & Rosso 2010,
//! "An evaluation framework for plagiarism detection").
//!
//! A true passage is a stretch of two documents, and so is a passage found; they meet if they overlap on both sides. The recall
//! of a true passage is the share of its characters, of both sides together, in what meets it; the
//! precision of one found likewise. Means are taken over passages (macro), so that a quotation weighs as much as a page. Granularity
//! is how many passages were found for a true one that was found at all, and plagdet = F1 / log₂(1 + granularity).

use std::collections::BTreeMap;
use std::ops::Range;

use super::{DocumentPair, f1};

/// A passage that two documents have in common, as a list has it. Offsets are half-open, in any one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedPassage {
    pair: DocumentPair,
    stretches: Stretches,
}

/// Where a passage stands in either document, in the order of [`DocumentPair`].
type Stretches = [Range<u64>; 2];

impl ListedPassage {
    /// The passage at these offsets of two documents; which of them is named first does not matter.
    pub fn new(a: (String, Range<u64>), b: (String, Range<u64>)) -> ListedPassage {
        let key = |side: &(String, Range<u64>)| (side.0.clone(), side.1.start, side.1.end);
        let (first, second) = match key(&a) <= key(&b) {
            true => (a, b),
            false => (b, a),
        };
        ListedPassage {
            pair: DocumentPair::new(first.0, second.0),
            stretches: [first.1, second.1],
        }
    }

    /// The documents it stands in.
    pub fn pair(&self) -> &DocumentPair {
        &self.pair
    }
}

/// How well passages were found. Shares are 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PassageScore {
    /// True passages.
    pub cases: u64,
    /// Passages found.
    pub found: u64,
    /// The mean share of a passage found that is true; 0 where none was found.
    pub precision: f64,
    /// The mean share of a true passage that was found; 0 where there is none.
    pub recall: f64,
    /// The mean number of passages found for a true one, of those that were found at all: 1 or more.
    pub granularity: f64,
    /// F1 of precision and recall, divided by log₂(1 + granularity).
    pub plagdet: f64,
}

/// Holds passages against the true ones.
pub fn passages<'p>(
    truth: impl IntoIterator<Item = &'p ListedPassage>,
    found: impl IntoIterator<Item = &'p ListedPassage>,
) -> PassageScore {
    let (truth, found) = (by_pair(truth), by_pair(found));
    let (mut recall, mut precision, mut detections) = <(Mean, Mean, Mean)>::default();
    for (pair, cases) in &truth {
        for case in &cases.sorted {
            let meetings = found.get(pair).map(|found| found.meetings(case));
            let meetings = meetings.unwrap_or_default();
            recall.add(covered_share(case, &meetings));
            if !meetings.is_empty() {
                detections.add(meetings.len() as f64);
            }
        }
    }
    for (pair, found) in &found {
        for passage in &found.sorted {
            let meetings = truth.get(pair).map(|cases| cases.meetings(passage));
            precision.add(covered_share(passage, &meetings.unwrap_or_default()));
        }
    }
    let granularity = detections.mean().unwrap_or(1.0);
    let (precision_mean, recall_mean) = (precision.mean(), recall.mean());
    let f1 = f1(precision_mean.unwrap_or(0.0), recall_mean.unwrap_or(0.0));
    PassageScore {
        cases: recall.count,
        found: precision.count,
        precision: precision_mean.unwrap_or(0.0),
        recall: recall_mean.unwrap_or(0.0),
        granularity,
        plagdet: f1 / (1.0 + granularity).log2(),
    }
}

fn by_pair<'p>(
    passages: impl IntoIterator<Item = &'p ListedPassage>,
) -> BTreeMap<&'p DocumentPair, Passages<'p>> {
    let mut of_pairs: BTreeMap<_, Vec<&Stretches>> = BTreeMap::new();
    for passage in passages {
        let of_pair = of_pairs.entry(&passage.pair).or_default();
        of_pair.push(&passage.stretches);
    }
    of_pairs
        .into_iter()
        .map(|(pair, passages)| (pair, Passages::of(passages)))
        .collect()
}

/// The passages of one pair of documents, so arranged that those which meet a given one lie close together.
struct Passages<'p> {
    /// By where they begin in the first document.
    sorted: Vec<&'p Stretches>,
    /// How far into the first document a passage, or one before it, reaches.
    reach: Vec<u64>,
}

impl<'p> Passages<'p> {
    fn of(mut sorted: Vec<&'p Stretches>) -> Passages<'p> {
        sorted.sort_by_key(|[x, y]| (x.start, x.end, y.start, y.end));
        let mut furthest = 0;
        let reach = sorted.iter().map(|[x, _]| {
            furthest = x.end.max(furthest);
            furthest
        });
        Passages {
            reach: reach.collect(),
            sorted,
        }
    }

    /// What each passage that overlaps `one` on both sides has in common with it.
    fn meetings(&self, one: &Stretches) -> Vec<Stretches> {
        let from = self.reach.partition_point(|&reach| reach <= one[0].start);
        let to = self.sorted.partition_point(|[x, _]| x.start < one[0].end);
        let near = self.sorted.get(from..to).unwrap_or_default();
        near.iter()
            .filter_map(|other| Some([meet(&one[0], &other[0])?, meet(&one[1], &other[1])?]))
            .collect()
    }
}

fn meet(one: &Range<u64>, other: &Range<u64>) -> Option<Range<u64>> {
    let common = one.start.max(other.start)..one.end.min(other.end);
    (!common.is_empty()).then_some(common)
}

/// The share of a passage's characters, of both sides together, that lie in what it has in common with others.
fn covered_share(passage: &Stretches, meetings: &[Stretches]) -> f64 {
    let side = |side: usize| {
        covered(
            meetings
                .iter()
                .map(|meeting| meeting[side].clone())
                .collect(),
        )
    };
    let len = |stretch: &Range<u64>| stretch.end - stretch.start;
    super::share(side(0) + side(1), len(&passage[0]) + len(&passage[1]), 0.0)
}

/// How many characters lie in one stretch or more.
fn covered(mut stretches: Vec<Range<u64>>) -> u64 {
    stretches.sort_by_key(|stretch| stretch.start);
    let (mut total, mut reach) = (0, 0);
    for stretch in stretches {
        total += stretch.end.saturating_sub(stretch.start.max(reach));
        reach = stretch.end.max(reach);
    }
    total
}

/// A mean in the making.
#[derive(Default)]
struct Mean {
    sum: f64,
    count: u64,
}

impl Mean {
    fn add(&mut self, value: f64) {
        self.sum += value;
        self.count += 1;
    }

    fn mean(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum / self.count as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A passage of the documents `a` and `b`.
    fn passage(a: Range<u64>, b: Range<u64>) -> ListedPassage {
        ListedPassage::new(("a".to_owned(), a), ("b".to_owned(), b))
    }

    fn any_passages() -> impl Strategy<Value = Vec<ListedPassage>> {
        let stretch = || (0u64..40, 1u64..20).prop_map(|(start, len)| start..start + len);
        let ids = || prop_oneof!["a", "b", "c"];
        let one = ((ids(), stretch()), (ids(), stretch()));
        prop::collection::vec(one.prop_map(|(a, b)| ListedPassage::new(a, b)), 0..30)
    }

    /// The definition, by looking at all with all.
    fn recall_by_definition(truth: &[ListedPassage], found: &[ListedPassage]) -> f64 {
        let recall = |case: &ListedPassage| {
            let meets = |other: &&ListedPassage| {
                let both = |side: usize| meet(&case.stretches[side], &other.stretches[side]);
                other.pair == case.pair && both(0).is_some() && both(1).is_some()
            };
            let near: Vec<&ListedPassage> = found.iter().filter(meets).collect();
            let side = |side: usize| {
                let stretch = case.stretches[side].clone();
                let is_in = |at: &u64| near.iter().any(|one| one.stretches[side].contains(at));
                (stretch.clone().filter(is_in).count(), stretch.count())
            };
            (side(0).0 + side(1).0) as f64 / (side(0).1 + side(1).1) as f64
        };
        truth.iter().map(recall).sum::<f64>() / truth.len().max(1) as f64
    }

    proptest! {
        #[test]
        fn recall_and_precision_are_those_of_the_definition(truth in any_passages(), found in any_passages()) {
            let score = passages(&truth, &found);
            prop_assert!((score.recall - recall_by_definition(&truth, &found)).abs() < 1e-12);
            prop_assert!((score.precision - recall_by_definition(&found, &truth)).abs() < 1e-12);
        }

        #[test]
        fn the_order_of_a_list_changes_no_bit_of_a_figure(truth in any_passages(), found in any_passages()) {
            let score = passages(&truth, &found);
            let (mut turned, mut about) = (truth, found);
            turned.reverse();
            about.reverse();
            prop_assert_eq!(passages(&turned, &about), score);
        }
    }

    #[test]
    fn the_truth_against_itself_is_perfect() {
        let truth = [passage(0..10, 5..15), passage(20..30, 40..55)];
        let score = passages(&truth, &truth);
        assert_eq!((score.precision, score.recall), (1.0, 1.0));
        assert_eq!((score.granularity, score.plagdet), (1.0, 1.0));
    }

    #[test]
    fn sides_may_be_swapped() {
        let other_way = ListedPassage::new(("b".to_owned(), 5..15), ("a".to_owned(), 0..10));
        assert_eq!(other_way, passage(0..10, 5..15));
        let within = |x, y| ListedPassage::new(("a".to_owned(), x), ("a".to_owned(), y));
        assert_eq!(within(0..5, 8..13), within(8..13, 0..5));
    }

    #[test]
    fn granularity_counts_the_pieces_of_a_passage() {
        let truth = [passage(0..30, 0..30), passage(50..60, 50..60)];
        let thirds = [
            passage(0..10, 0..10),
            passage(10..20, 10..20),
            passage(20..30, 20..30),
        ];
        let score = passages(&truth, &thirds);
        // Found whole, in three pieces; of the passage that was not found nothing is counted.
        assert_eq!((score.precision, score.recall), (1.0, 0.5));
        assert_eq!(score.granularity, 3.0);
        // F1 = 2 · 1 · 1/2 / (3/2) = 2/3; log₂(1 + 3) = 2.
        assert!((score.plagdet - 1.0 / 3.0).abs() < 1e-15);
    }

    #[test]
    fn means_are_over_passages_and_not_over_characters() {
        let truth = [passage(0..1000, 0..1000), passage(2000..2010, 2000..2010)];
        let score = passages(&truth, &truth[1..]);
        assert_eq!((score.precision, score.recall), (1.0, 0.5));
    }

    #[test]
    fn both_sides_count_and_what_is_met_twice_counts_once() {
        let truth = [passage(0..10, 0..10)];
        let found = [passage(0..6, 0..4), passage(4..8, 2..12)];
        let score = passages(&truth, &found);
        // Recall: 8 of the 10 in a, all 10 in b, of 20.
        assert_eq!(score.recall, 18.0 / 20.0);
        // Precision: the first lies wholly inside; of the second 4 + 8 of 4 + 10.
        assert_eq!(score.precision, (1.0 + 12.0 / 14.0) / 2.0);
        assert_eq!(score.granularity, 2.0);
    }

    #[test]
    fn a_passage_that_overlaps_on_one_side_alone_is_not_met() {
        let score = passages(&[passage(0..10, 0..10)], &[passage(0..10, 50..60)]);
        assert_eq!((score.precision, score.recall), (0.0, 0.0));
        assert_eq!((score.granularity, score.plagdet), (1.0, 0.0));
    }

    #[test]
    fn passages_of_other_documents_do_not_meet() {
        let elsewhere = ListedPassage::new(("a".to_owned(), 0..10), ("c".to_owned(), 0..10));
        assert_eq!(passages(&[passage(0..10, 0..10)], &[elsewhere]).recall, 0.0);
    }

    #[test]
    fn an_empty_passage_is_a_case_that_nothing_meets() {
        let empty = [passage(5..5, 5..9)];
        let score = passages(&empty, &[passage(0..10, 0..10)]);
        assert_eq!((score.cases, score.recall), (1, 0.0));
    }

    #[test]
    fn nothing_found_scores_nothing() {
        let score = passages(&[passage(0..10, 0..10)], []);
        assert_eq!((score.found, score.precision, score.plagdet), (0, 0.0, 0.0));
        assert_eq!(passages([], []).plagdet, 0.0);
    }
}
