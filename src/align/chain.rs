//! Runs into chains: runs that follow each other on both sides with little between them.
//!
//! Dynamic programming as in minimap2 (Li 2018, section 2.1): the best chain that ends in a run is the run itself or the
//! best chain that ends a little before it, less what lies between. Only so many runs back are looked at, so that text
//! which repeats itself does not go quadratic.

use super::run::Run;
use super::{Thresholds, extend};

/// Runs looked back on from each.
const LOOK_BACK: usize = 50;

/// Chains worth less are left alone: four common words. Growing them finds nothing and was a third of all the work.
const LEAST_WORTH: i64 = 16 * 256;

/// Chains of runs, the best first. A run is in one chain; what overlaps inside a chain is cut from the later run.
pub(super) fn chains(runs: &[Run], thresholds: &Thresholds) -> Vec<Vec<Run>> {
    let links = link(runs, thresholds);
    let mut order: Vec<usize> = (0..runs.len()).collect();
    order.sort_by_key(|end| (-links[*end].score, *end));
    let mut used = vec![false; runs.len()];
    order
        .into_iter()
        .filter(|end| links[*end].score >= LEAST_WORTH)
        .filter_map(|end| unwind(runs, &links, end, &mut used))
        .collect()
}

/// The best chain that ends in a run.
struct Link {
    score: i64,
    before: Option<usize>,
}

fn link(runs: &[Run], thresholds: &Thresholds) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::with_capacity(runs.len());
    for (here, run) in runs.iter().enumerate() {
        let mut best = Link {
            score: run.worth,
            before: None,
        };
        for back in (here.saturating_sub(LOOK_BACK)..here).rev() {
            if let Some(step) = step(&runs[back], run, thresholds) {
                let score = links[back].score + step;
                if score > best.score {
                    best = Link {
                        score,
                        before: Some(back),
                    };
                }
            }
        }
        links.push(best);
    }
    links
}

/// What `run` adds to a chain that ends in `before`; `None` where it does not follow it closely.
fn step(before: &Run, run: &Run, thresholds: &Thresholds) -> Option<i64> {
    if run.a <= before.a || run.b <= before.b {
        return None;
    }
    let shared = overlap(before, run);
    if shared > 0 && shared >= run.len {
        return None;
    }
    let gap_a = (run.a + shared).saturating_sub(before.a_end());
    let gap_b = (run.b + shared).saturating_sub(before.b_end());
    if gap_a.max(gap_b) > thresholds.max_gap_words {
        return None;
    }
    let worth = if shared == 0 {
        run.worth
    } else {
        run.worth * (run.len - shared) as i64 / run.len as i64
    };
    Some(worth - extend::gap_cost(gap_a, gap_b))
}

/// Tokens at the start of `run` that `before` holds already, on either side.
fn overlap(before: &Run, run: &Run) -> usize {
    before
        .a_end()
        .saturating_sub(run.a)
        .max(before.b_end().saturating_sub(run.b))
}

/// The chain that ends in `end`, as far as its runs are not in a better one.
fn unwind(runs: &[Run], links: &[Link], end: usize, used: &mut [bool]) -> Option<Vec<Run>> {
    let mut chain: Vec<Run> = Vec::new();
    let mut next = Some(end);
    while let Some(here) = next.filter(|here| !used[*here]) {
        used[here] = true;
        chain.push(runs[here]);
        next = links[here].before;
    }
    chain.reverse();
    for n in 1..chain.len() {
        let shared = overlap(&chain[n - 1], &chain[n]);
        let run = &mut chain[n];
        run.a += shared;
        run.b += shared;
        run.len -= shared.min(run.len);
    }
    (!chain.is_empty()).then_some(chain)
}
