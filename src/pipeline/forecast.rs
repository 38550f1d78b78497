//! An archive and a piece of work into what the work will cost: it is done with samples of the archive, each twice as large as
//! the one before, and what that took is carried on to the whole.
//!
//! Articles cost by their number and pairs of them by its square: a sample of a tenth has a hundredth of the pairs. So two numbers
//! are sought, seconds for a byte and seconds for a byte squared, that fit the last samples best (least squares of relative errors,
//! neither below nought); of the memory that the run counts, a fixed part and bytes for a byte, and what has no room goes to temporary
//! files; what is not counted, tables of fixed size and what an allocator keeps ready for each thread, the largest sample has like
//! the whole. Nothing else is known of the work: no constant of some machine is written down here.

use super::clock::{Stopwatch, seconds};
use super::memory::{held, peak};
use super::{Archive, Resources, Sample};
use crate::document::Corpus;
use crate::report::Forecast;

/// Bytes of the first sample, about, or a share of all.
const FIRST_BYTES: f64 = 700_000.0;
const FIRST_SHARE: f64 = 1.0 / 128.0;
/// Samples that are always taken, where they are not all there is.
const FIRST_SAMPLES: usize = 4;
/// The samples may take as long as this,
const ENOUGH_SECONDS: f64 = 1.0;
/// or such a share of what all will take.
const ENOUGH_SHARE: f64 = 0.1;
/// Samples that are carried on from.
const LAST: usize = 4;

/// A forecast in the making.
pub struct Forecasting {
    since: Stopwatch,
}

impl Forecasting {
    /// Starts the clock: reading is part of what a run takes.
    pub fn begin() -> Forecasting {
        Forecasting {
            since: Stopwatch::start(),
        }
    }

    /// What `work` will cost with the whole of these archives, which were read since [`Forecasting::begin`]. It is done with samples of
    /// all of them, in the same order, on the same threads. Fails where the work fails.
    ///
    /// ```
    /// use wireprint::input::{Input, ReadOptions};
    /// use wireprint::pipeline::{Forecasting, Resources, dedupe, read};
    ///
    /// let resources = Resources::new(1)?;
    /// let forecasting = Forecasting::begin();
    /// let wire = read(&[Input::Path("fixtures/wire.jsonl".into())], &ReadOptions::default(), &resources);
    /// let forecast = forecasting.of(&[&wire], &resources, |samples, resources| {
    ///     dedupe(&samples[0], &Default::default(), resources).map(drop)
    /// })?;
    /// assert_eq!(forecast.articles, 12);
    /// assert!(forecast.seconds < 1.0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of<E>(
        self,
        archives: &[&Archive],
        resources: &Resources,
        work: impl Fn(&[Sample<'_>], &Resources) -> Result<(), E>,
    ) -> Result<Forecast, E> {
        let (reading, after_reading) = (self.since.seconds(), held());
        let own = after_reading.map_or(0, |held| held.own);
        let whole = Sampled::of(archives, 1.0);
        let runs = runs(archives, &whole, resources, &work)?;
        let limit = resources
            .budget()
            .limit()
            .map_or(f64::MAX, |limit| limit as f64);
        let counted = counted(&runs, whole.bytes);
        let growth = memory(&runs, own, counted.min(limit)) as u64;
        Ok(Forecast {
            articles: whole.articles as u64,
            bytes: whole.bytes as u64,
            threads: resources.run(rayon::current_num_threads),
            seconds: reading + time(&runs, whole.bytes),
            // Reading itself may take more than all that follows.
            memory: after_reading.map(|held| held.most.max(held.own + held.mapped + growth)),
            mapped: after_reading.map(|held| held.mapped),
            temporary: (counted - limit).max(0.0) as u64,
            samples: runs.len(),
            largest_sample: runs.last().map_or(0, |run| run.articles as u64),
            sampling_seconds: self.since.seconds() - reading,
        })
    }
}

/// The samples of all archives.
struct Sampled<'a> {
    samples: Vec<Sample<'a>>,
    articles: usize,
    bytes: f64,
}

impl<'a> Sampled<'a> {
    fn of(archives: &[&'a Archive], share: f64) -> Sampled<'a> {
        let samples = archives.iter().map(|archive| Sample::of(archive, share));
        let samples: Vec<Sample<'a>> = samples.collect();
        Sampled {
            articles: samples.iter().map(Corpus::len).sum(),
            bytes: samples
                .iter()
                .map(|sample| sample.text_bytes() as f64)
                .sum(),
            samples,
        }
    }
}

/// The work done with one sample.
struct Run {
    articles: usize,
    bytes: f64,
    seconds: f64,
    /// Memory of the program's own at most.
    peak: Option<u64>,
    /// What of it was counted.
    counted: u64,
}

/// Does the work with larger and larger samples, as long as that costs little, or less than the whole.
fn runs<E>(
    archives: &[&Archive],
    whole: &Sampled<'_>,
    resources: &Resources,
    work: &impl Fn(&[Sample<'_>], &Resources) -> Result<(), E>,
) -> Result<Vec<Run>, E> {
    let mut runs: Vec<Run> = Vec::new();
    let mut share = FIRST_SHARE.max(FIRST_BYTES / whole.bytes.max(1.0));
    loop {
        let sampled = Sampled::of(archives, share);
        let part = resources.to_count_with();
        let ((seconds, done), peak) = peak(|| seconds(|| work(&sampled.samples, &part)));
        done?;
        runs.push(Run {
            articles: sampled.articles,
            bytes: sampled.bytes,
            seconds,
            peak,
            counted: part.budget().most(),
        });
        let spent: f64 = runs.iter().map(|run| run.seconds).sum();
        let next = time(&runs, 2.0 * sampled.bytes);
        let enough = ENOUGH_SECONDS.max(ENOUGH_SHARE * time(&runs, whole.bytes));
        if share >= 1.0 || runs.len() >= FIRST_SAMPLES && spent + next > enough {
            return Ok(runs);
        }
        share *= 2.0;
    }
}

/// Seconds for so many bytes.
fn time(runs: &[Run], bytes: f64) -> f64 {
    carried_on(&costs(runs, |run| Some(run.seconds)), bytes, BY_PAIRS_TOO)
}

/// What is counted of the memory for so many bytes.
fn counted(runs: &[Run], bytes: f64) -> f64 {
    let counted = costs(runs, |run| Some(run.counted as f64));
    carried_on(&counted, bytes, OVER_A_FIXED_PART)
}

/// Memory beyond what the program `held` before: what is `counted`, and what the last and largest run took besides. After a run the
/// program keeps what it has given back, so that it cannot be told from others how that grows.
fn memory(runs: &[Run], held: u64, counted: f64) -> f64 {
    let Some(last) = runs.last() else {
        return 0.0;
    };
    let grown = last.peak.unwrap_or(held).saturating_sub(held) as f64;
    (grown + counted - last.counted as f64).max(0.0)
}

/// Bytes and costs of all runs of which they are known.
fn costs(runs: &[Run], cost: impl Fn(&Run) -> Option<f64>) -> Vec<(f64, f64)> {
    let known = runs.iter().filter_map(|run| Some((run.bytes, cost(run)?)));
    known.collect()
}

/// The two parts a cost is made of, as powers of the bytes.
type Powers = [i32; 2];
/// Time goes by articles and by pairs of them.
const BY_PAIRS_TOO: Powers = [1, 2];
/// Memory has a fixed part. Pairs take little of it: what pairs have in common is given back or written as it is found.
const OVER_A_FIXED_PART: Powers = [0, 1];

/// The cost of `whole` bytes, from that of fewer: (bytes, cost), ascending.
fn carried_on(costs: &[(f64, f64)], whole: f64, powers: Powers) -> f64 {
    let last = &costs[costs.len().saturating_sub(LAST)..];
    match last {
        [] => 0.0,
        // The work was done with all.
        [.., (bytes, cost)] if *bytes >= whole => *cost,
        [(bytes, cost)] if *bytes > 0.0 => cost * whole / bytes,
        last => {
            let parts = fitted(last, powers);
            let part = |n: usize| parts[n] * whole.powi(powers[n]);
            part(0) + part(1)
        }
    }
}

/// The two factors, neither below nought, by which costs fit best as factor · bytesᵖ + factor · bytesᵠ.
fn fitted(costs: &[(f64, f64)], powers: Powers) -> [f64; 2] {
    // As it is the relative error that counts: 1 = factor · u + factor · v, with u = bytesᵖ / cost and v = bytesᵠ / cost.
    let [mut u, mut v, mut uu, mut vv, mut uv] = [0.0; 5];
    for (bytes, cost) in costs.iter().filter(|(_, cost)| *cost > 0.0) {
        let [a, b] = powers.map(|power| bytes.powi(power) / cost);
        u += a;
        v += b;
        uu += a * a;
        vv += b * b;
        uv += a * b;
    }
    let alone = |sum: f64, squares: f64| if squares > 0.0 { sum / squares } else { 0.0 };
    let determinant = uu * vv - uv * uv;
    let both = [u * vv - v * uv, v * uu - u * uv].map(|part| part / determinant);
    match both {
        [first, second] if first >= 0.0 && second >= 0.0 => both,
        // What cannot be below nought is nought.
        [first, _] if first < 0.0 => [0.0, alone(v, vv)],
        _ => [alone(u, uu), 0.0],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Costs of 1, 2 and 4 bytes.
    fn costs_of(cost: impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
        [1.0, 2.0, 4.0].map(|bytes| (bytes, cost(bytes))).to_vec()
    }

    #[test]
    fn what_costs_by_the_byte_and_by_the_pair_is_carried_on_exactly() {
        let cost = |bytes: f64| bytes * (3.0 + 0.5 * bytes);
        let error = carried_on(&costs_of(cost), 64.0, BY_PAIRS_TOO) / cost(64.0) - 1.0;
        assert!(error.abs() < 1e-9, "{error}");
    }

    #[test]
    fn what_has_a_fixed_part_is_carried_on_exactly() {
        let cost = |bytes: f64| 100.0 + 2.0 * bytes;
        let error = carried_on(&costs_of(cost), 64.0, OVER_A_FIXED_PART) / cost(64.0) - 1.0;
        assert!(error.abs() < 1e-9, "{error}");
    }

    #[test]
    fn time_that_grows_more_slowly_than_the_archive_is_taken_to_grow_with_it() {
        let whole = carried_on(&costs_of(|bytes| 1.0 + bytes), 100.0, BY_PAIRS_TOO);
        assert!((125.0..200.0).contains(&whole), "{whole}");
    }

    #[test]
    fn memory_that_shrinks_is_taken_to_stay_and_a_single_cost_to_grow() {
        let shrinking = carried_on(&costs_of(|bytes| 9.0 - bytes), 100.0, OVER_A_FIXED_PART);
        assert!((5.0..9.0).contains(&shrinking), "{shrinking}");
        for powers in [BY_PAIRS_TOO, OVER_A_FIXED_PART] {
            assert_eq!(carried_on(&[(2.0, 6.0)], 100.0, powers), 300.0);
        }
    }

    #[test]
    fn memory_that_is_counted_is_carried_on_and_the_rest_stays_as_it_is() {
        let run = |bytes: f64, peak: u64, counted: u64| Run {
            articles: 1,
            bytes,
            seconds: 1.0,
            peak: Some(peak),
            counted,
        };
        let runs = [run(1.0, 1102, 12), run(2.0, 1154, 14), run(4.0, 1158, 18)];
        let whole = memory(&runs, 1000, counted(&runs, 100.0));
        assert!((whole - 350.0).abs() < 1e-6, "{whole}");
        assert_eq!(memory(&runs, 1000, 18.0), 158.0);
        assert_eq!(memory(&[], 1000, 1.0), 0.0);
    }

    #[test]
    fn what_was_done_with_all_costs_what_it_cost() {
        let costs = [(1.0, 1.0), (2.0, 9.0)];
        assert_eq!(carried_on(&costs, 2.0, BY_PAIRS_TOO), 9.0);
    }

    #[test]
    fn nothing_costs_nothing() {
        assert_eq!(carried_on(&[], 0.0, BY_PAIRS_TOO), 0.0);
        assert_eq!(carried_on(&[(0.0, 0.0)], 5.0, BY_PAIRS_TOO), 0.0);
    }
}
