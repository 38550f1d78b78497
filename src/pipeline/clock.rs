//! Work into the seconds it takes: the only place that looks at the clock. No answer depends on it.

use std::time::Instant;

/// Work is repeated until it was done so often,
const ROUNDS: usize = 3;
/// and so many seconds have passed;
const ENOUGH_SECONDS: f64 = 0.3;
/// but not once so many have.
const MOST_SECONDS: f64 = 10.0;

/// How long repeated work took.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Timed {
    /// How often it was done.
    pub(super) rounds: u32,
    /// The median, in seconds.
    pub(super) seconds: f64,
}

/// How long something has been going on.
pub(super) struct Stopwatch(Instant);

impl Stopwatch {
    pub(super) fn start() -> Stopwatch {
        Stopwatch(Instant::now())
    }

    pub(super) fn seconds(&self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }
}

/// Repeats some work until its time is known.
pub(super) fn timed<R>(mut work: impl FnMut() -> R) -> Timed {
    let (mut rounds, mut sum) = (Vec::new(), 0.0);
    while sum < MOST_SECONDS && (rounds.len() < ROUNDS || sum < ENOUGH_SECONDS) {
        let (seconds, _) = seconds(&mut work);
        rounds.push(seconds);
        sum += seconds;
    }
    rounds.sort_unstable_by(f64::total_cmp);
    Timed {
        rounds: rounds.len() as u32,
        seconds: rounds[rounds.len() / 2],
    }
}

/// Does some work once; the seconds it takes, never none, and what came of it.
pub(super) fn seconds<R>(work: impl FnOnce() -> R) -> (f64, R) {
    let start = Instant::now();
    let done = std::hint::black_box(work());
    (start.elapsed().as_secs_f64().max(1e-9), done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_work_is_repeated_until_its_time_is_known() {
        let mut times = 0;
        let timed = timed(|| times += 1);
        assert_eq!(timed.rounds, times);
        assert!(times > ROUNDS as u32);
        assert!(timed.seconds < 0.1);
    }
}
