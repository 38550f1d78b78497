//! What came close to being reported: passages that a gate stopped, and the longest run of words two articles share.
//!
//! An empty result that names its nearest miss tells that the program worked, and which setting to change.

use rayon::prelude::*;

use super::question::Rank;
use super::run::{Compared, Run};
use crate::align::{Aligned, Gate, Passage, Side, Thresholds, longest_common_run};
use crate::settings::Bits;
use crate::story::NearMiss;

/// Passages left out that are named for each pair.
const LEFT_OUT_NAMED: usize = 20;
/// Matched words from which a passage left out is worth naming.
const NAMED_WORDS: u32 = 4;
/// Articles up to which each one that shares nothing is told its nearest miss: every pair of them is looked at.
const FEW_ARTICLES: usize = 50;
/// Words of all articles up to which that is done.
const FEW_WORDS: u64 = 500_000;

/// The most surprising passages of a pair that a gate stopped; of a pair that shares nothing the first alone.
pub(super) fn rejected(run: &Run<'_>, a: Rank, b: Rank, aligned: &Aligned) -> Vec<NearMiss> {
    let worth_naming = |(passage, _): &&(Passage, Gate)| passage.matched_words >= NAMED_WORDS;
    let named = aligned
        .rejected
        .iter()
        .filter(worth_naming)
        .take(if aligned.passages.is_empty() {
            1
        } else {
            LEFT_OUT_NAMED
        });
    let miss = |(passage, gate): &(Passage, Gate)| NearMiss {
        a: run.articles.document(a),
        b: run.articles.document(b),
        a_span: passage.a,
        b_span: passage.b,
        matched_words: passage.matched_words,
        bits: passage.bits,
        is_furniture: *gate == Gate::Furniture,
        gate: gate.to_string(),
    };
    named.map(miss).collect()
}

/// For each article that shares nothing, of few; or for the run, if nothing was found.
pub(super) fn nearest(run: &Run<'_>, compared: &[Compared]) -> Vec<NearMiss> {
    if is_each_told(run) {
        return nearest_of_each(run, compared);
    }
    if compared.iter().any(|pair| pair.overlap.is_some()) {
        return Vec::new();
    }
    let best = closest(compared).and_then(|pair| pair.left_out.first());
    best.into_iter().cloned().collect()
}

/// Of pairs compared, those that share text, and of the others as many as [`nearest`] looks at: all, or the one that came closest.
pub(super) fn worth_keeping(run: &Run<'_>, mut compared: Vec<Compared>) -> Vec<Compared> {
    if !is_each_told(run) {
        let closest = closest(&compared).map(|pair| (pair.a, pair.b));
        compared.retain(|pair| pair.overlap.is_some() || Some((pair.a, pair.b)) == closest);
    }
    compared
}

/// Whether each article that shares nothing is told its nearest miss.
fn is_each_told(run: &Run<'_>) -> bool {
    run.articles.len() <= FEW_ARTICLES && run.survey.words.count_all() <= FEW_WORDS
}

/// The first pair that shares nothing and comes closest to it: the one miss that is known of it is the most surprising.
fn closest(compared: &[Compared]) -> Option<&Compared> {
    let bits = |pair: &Compared| pair.left_out.first().map(|miss| miss.bits);
    let alone = compared.iter().filter(|pair| pair.overlap.is_none());
    let missed = alone.filter(|pair| !pair.left_out.is_empty());
    missed.reduce(|best, pair| if bits(best) >= bits(pair) { best } else { pair })
}

fn nearest_of_each(run: &Run<'_>, compared: &[Compared]) -> Vec<NearMiss> {
    let mut found: Vec<((Rank, Rank), NearMiss)> = if run.articles.are_pairs_asked() {
        let alone = compared.par_iter().filter(|pair| pair.overlap.is_none());
        alone
            .filter_map(|pair| nearest_of_asked(run, pair))
            .collect()
    } else {
        let alone = articles_alone(run, compared);
        alone
            .par_iter()
            .filter_map(|rank| nearest_of(run, *rank))
            .collect()
    };
    // By rank, as a document's number hangs on the order of the input.
    found.sort_by_key(|(ranks, miss)| (-miss.bits.0, *ranks));
    found.dedup_by_key(|(ranks, miss)| (*ranks, miss.a_span, miss.b_span));
    let named = found
        .into_iter()
        .map(|(ranks, miss)| passage_around(miss, ranks, compared, &run.thresholds));
    named.collect()
}

/// Where a run of words is surprising enough by itself, what stopped the passage around it is the reason: that passage.
fn passage_around(
    miss: NearMiss,
    (a, b): (Rank, Rank),
    compared: &[Compared],
    thresholds: &Thresholds,
) -> NearMiss {
    if miss.bits < thresholds.min_bits {
        return miss;
    }
    let pair = compared.iter().find(|pair| (pair.a, pair.b) == (a, b));
    let left_out = pair.and_then(|pair| pair.left_out.first());
    let around = left_out.filter(|passage| passage.bits >= miss.bits);
    around.cloned().unwrap_or(miss)
}

/// The articles that are in no pair that shares text.
fn articles_alone(run: &Run<'_>, compared: &[Compared]) -> Vec<Rank> {
    let mut shares = vec![false; run.articles.len()];
    for pair in compared.iter().filter(|pair| pair.overlap.is_some()) {
        shares[pair.a.index()] = true;
        shares[pair.b.index()] = true;
    }
    let alone = run.articles.all().filter(|rank| !shares[rank.index()]);
    alone.collect()
}

/// The longest run of words of a pair that was asked for.
fn nearest_of_asked(run: &Run<'_>, pair: &Compared) -> Option<((Rank, Rank), NearMiss)> {
    if pair.a == pair.b {
        return None;
    }
    let (of_a, of_b) = (run.articles.text(pair.a), run.articles.text(pair.b));
    let miss = longest_run(run, (pair.a, &run.side(&of_a)), (pair.b, &run.side(&of_b)))?;
    is_worth_telling(&miss).then_some(((pair.a, pair.b), miss))
}

/// The longest run of words one article shares with any it may be compared with; of equal ones the most surprising. Furniture only
/// where there is hardly anything else.
fn nearest_of(run: &Run<'_>, one: Rank) -> Option<((Rank, Rank), NearMiss)> {
    let of_one = run.articles.text(one);
    let one_side = run.side(&of_one);
    let mut best: Option<((Rank, Rank), NearMiss)> = None;
    for other in run.articles.all().filter(|other| *other != one) {
        let Some((a, b)) = run.articles.sides(one, other, run.settings) else {
            continue;
        };
        let text = run.articles.text(other);
        let side = run.side(&text);
        let (of_a, of_b) = if a == one {
            (&one_side, &side)
        } else {
            (&side, &one_side)
        };
        let Some(miss) = longest_run(run, (a, of_a), (b, of_b)) else {
            continue;
        };
        let rank = |miss: &NearMiss| {
            let is_of_story = !miss.is_furniture && miss.matched_words >= NAMED_WORDS;
            (is_of_story, miss.matched_words, miss.bits)
        };
        if best
            .as_ref()
            .is_none_or(|(_, best)| rank(&miss) > rank(best))
        {
            best = Some(((a, b), miss));
        }
    }
    best.filter(|(_, miss)| is_worth_telling(miss))
}

/// Whether a run of words is of the story, or is more of furniture than two lines share by chance.
fn is_worth_telling(miss: &NearMiss) -> bool {
    !miss.is_furniture || miss.matched_words >= NAMED_WORDS
}

/// The longest run of words two articles share, and what stopped it.
pub(super) fn longest_run(
    run: &Run<'_>,
    (a, of_a): (Rank, &Side<'_>),
    (b, of_b): (Rank, &Side<'_>),
) -> Option<NearMiss> {
    let (a_span, b_span, matched_words, bits) = longest_common_run(of_a, of_b)?;
    Some(NearMiss {
        a: run.articles.document(a),
        b: run.articles.document(b),
        a_span,
        b_span,
        matched_words,
        bits,
        is_furniture: bits == Bits(0),
        gate: gate(bits, matched_words, &run.thresholds),
    })
}

/// What stopped a run of words.
fn gate(bits: Bits, words: u32, thresholds: &Thresholds) -> String {
    let needed = thresholds.min_bits;
    if bits == Bits(0) {
        Gate::Furniture.to_string()
    } else if bits < needed {
        format!(
            "scores {:.0} bits, fewer than {:.0}",
            bits.as_f64(),
            needed.as_f64()
        )
    } else if (words as usize) < thresholds.min_words {
        format!("has fewer than {} words", thresholds.min_words)
    } else {
        "stands where too few seeds of the two meet".to_owned()
    }
}
