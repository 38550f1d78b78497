//! What a run will cost, in words: for `--dry-run`.

use std::fmt;

use super::wording::{counted, duration, thousands};

/// What a run will cost, as samples of the archive tell.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// Articles in all.
    pub articles: u64,
    /// Bytes of their records.
    pub bytes: u64,
    /// Threads the run goes on.
    pub threads: usize,
    /// Seconds it will take by the clock.
    pub seconds: f64,
    /// Bytes of memory it will hold at most, mapped files among them; `None`: the system does not tell.
    pub memory: Option<u64>,
    /// Those of mapped files, which the system takes back when it needs them.
    pub mapped: Option<u64>,
    /// Bytes of temporary files.
    pub temporary: u64,
    /// Samples that the work was done with.
    pub samples: usize,
    /// Articles in the largest of them.
    pub largest_sample: u64,
    /// Seconds that this took.
    pub sampling_seconds: f64,
}

impl fmt::Display for Forecast {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let articles = counted(self.articles, "article");
        writeln!(out, "{articles}, {} of records.", bytes(self.bytes))?;
        let threads = counted(self.threads as u64, "thread");
        writeln!(out, "time     {} on {threads}", time(self.seconds))?;
        match (self.memory, self.mapped) {
            (Some(memory), Some(mapped)) => {
                let (memory, mapped) = (bytes(memory), bytes(mapped));
                writeln!(
                    out,
                    "memory   about {memory} at the peak, {mapped} of it mapped files"
                )?;
            }
            _ => writeln!(out, "memory   not known: this system does not tell it")?,
        }
        match self.temporary {
            0 => writeln!(out, "disk     no temporary files")?,
            temporary => writeln!(
                out,
                "disk     about {} of temporary files",
                bytes(temporary)
            )?,
        }
        let samples = counted(self.samples as u64, "sample");
        let largest = thousands(self.largest_sample);
        let took = time(self.sampling_seconds);
        writeln!(
            out,
            "Told by {samples}, the largest of {largest}: {took}. Nothing else was done."
        )
    }
}

/// `1.2 GB`.
fn bytes(count: u64) -> String {
    match count {
        0..1_000 => counted(count, "byte"),
        1_000..1_000_000 => two_digits(count as f64 / 1e3, "kB"),
        1_000_000..1_000_000_000 => two_digits(count as f64 / 1e6, "MB"),
        _ => two_digits(count as f64 / 1e9, "GB"),
    }
}

/// `about 1.2 s`, `about 4 min 10 s`.
fn time(seconds: f64) -> String {
    match seconds {
        ..0.01 => "under 0.01 s".to_owned(),
        ..0.995 => format!("about {seconds:.2} s"),
        ..100.0 => format!("about {}", two_digits(seconds, "s")),
        _ => format!("about {}", duration(seconds.round() as u64)),
    }
}

fn two_digits(count: f64, unit: &str) -> String {
    if count < 9.95 {
        format!("{count:.1} {unit}")
    } else {
        format!("{} {unit}", thousands(count.round() as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forecast() -> Forecast {
        Forecast {
            articles: 20_000,
            bytes: 54_123_456,
            threads: 4,
            seconds: 3.12,
            memory: Some(1_260_000_000),
            mapped: Some(54_200_000),
            temporary: 0,
            samples: 5,
            largest_sample: 2_511,
            sampling_seconds: 0.424,
        }
    }

    #[test]
    fn a_forecast_tells_time_memory_and_disk() {
        assert_eq!(
            forecast().to_string(),
            "20,000 articles, 54 MB of records.\n\
             time     about 3.1 s on 4 threads\n\
             memory   about 1.3 GB at the peak, 54 MB of it mapped files\n\
             disk     no temporary files\n\
             Told by 5 samples, the largest of 2,511: about 0.42 s. Nothing else was done.\n"
        );
    }

    #[test]
    fn what_is_not_known_is_said_to_be_so() {
        let forecast = Forecast {
            memory: None,
            temporary: 5_000_000_000,
            ..forecast()
        };
        let said = forecast.to_string();
        assert!(said.contains("memory   not known"), "{said}");
        assert!(
            said.contains("disk     about 5.0 GB of temporary files"),
            "{said}"
        );
    }

    #[test]
    fn a_time_is_told_as_exactly_as_it_can_be_known() {
        let times = [0.0, 0.2, 1.04, 9.96, 75.2, 252.0, 7_500.0].map(time);
        let expected = [
            "under 0.01 s",
            "about 0.20 s",
            "about 1.0 s",
            "about 10 s",
            "about 75 s",
            "about 4 min 12 s",
            "about 2 h 5 min",
        ];
        assert_eq!(times, expected);
    }
}
