//! Passages and clusters found, against the true ones: plagdet (Potthast et al. 2010) and the adjusted Rand index (Hubert and
//! Arabie 1985). To be replaced by `wireprint::score` as soon as the library has it.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::archive::Place;

/// A passage: the story with the smaller number first.
pub(crate) type Passage = [Place; 2];

/// How well passages were found; shares are 0 to 1.
#[derive(Debug)]
pub(crate) struct PassageScore {
    pub(crate) precision: f64,
    pub(crate) recall: f64,
    pub(crate) granularity: f64,
    pub(crate) plagdet: f64,
}

pub(crate) fn passages(truth: &[Passage], found: &[Passage]) -> PassageScore {
    let recall = mean(truth.iter().map(|case| covered(case, found)), 0.0);
    let precision = mean(found.iter().map(|passage| covered(passage, truth)), 0.0);
    let pieces = truth.iter().map(|case| meetings(case, found).len() as f64);
    let granularity = mean(pieces.filter(|pieces| *pieces > 0.0), 1.0);
    let f1 = 2.0 * precision * recall / (precision + recall).max(f64::MIN_POSITIVE);
    PassageScore {
        precision,
        recall,
        granularity,
        plagdet: f1 / (1.0 + granularity).log2(),
    }
}

/// Whether two passages overlap on both sides.
pub(crate) fn meet(one: &Passage, other: &Passage) -> bool {
    !meetings(one, std::slice::from_ref(other)).is_empty()
}

/// What each of `others` that overlaps a passage on both sides has in common with it.
fn meetings(one: &Passage, others: &[Passage]) -> Vec<[Range<usize>; 2]> {
    let common = |other: &Passage| {
        let of = |side: usize| {
            let ((story, one), (other_story, other)) = (&one[side], &other[side]);
            let common = one.start.max(other.start)..one.end.min(other.end);
            (story == other_story && !common.is_empty()).then_some(common)
        };
        Some([of(0)?, of(1)?])
    };
    others.iter().filter_map(common).collect()
}

/// The share of a passage, of both its sides together, that `others` cover.
fn covered(one: &Passage, others: &[Passage]) -> f64 {
    let meetings = meetings(one, others);
    let length = |side: usize| {
        let mut stretches: Vec<&Range<usize>> = meetings.iter().map(|both| &both[side]).collect();
        stretches.sort_by_key(|stretch| stretch.start);
        let mut reach = 0;
        stretches.iter().fold(0, |sum, stretch| {
            let from = stretch.start.max(reach);
            reach = reach.max(stretch.end);
            sum + stretch.end.saturating_sub(from)
        })
    };
    (length(0) + length(1)) as f64 / (one[0].1.len() + one[1].1.len()) as f64
}

fn mean(values: impl Iterator<Item = f64>, of_none: f64) -> f64 {
    let (sum, count) = values.fold((0.0, 0), |(sum, count), value| (sum + value, count + 1));
    if count == 0 {
        of_none
    } else {
        sum / f64::from(count)
    }
}

/// 1 for the true clusters, 0 for what chance would give. `truth` and `found` name the cluster of each story.
pub(crate) fn adjusted_rand_index(truth: &[usize], found: &[usize]) -> f64 {
    let together = pairs(truth.iter().zip(found));
    let (in_truth, in_found) = (pairs(truth), pairs(found));
    let expected = in_truth * in_found / pairs(truth.iter().map(|_| ()));
    (together - expected) / ((in_truth + in_found) / 2.0 - expected)
}

/// Pairs of stories that have the same label.
fn pairs<L: Ord>(labels: impl IntoIterator<Item = L>) -> f64 {
    let mut sizes = BTreeMap::new();
    for label in labels {
        *sizes.entry(label).or_insert(0u64) += 1;
    }
    sizes
        .values()
        .map(|size| size * (size - 1) / 2)
        .sum::<u64>() as f64
}
