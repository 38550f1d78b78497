//! What a run works with: a pool of threads, so much memory, a folder for what has no room in it, and somebody who is told
//! how far it is. No result depends on any of them.
//!
//! The program has its own pool and never touches rayon's global one.

use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use super::budget::Budget;
use super::watch::{Stage, Unwatched, Watch};

/// More threads are never of use, and starting a million takes longer than any run.
const MOST: usize = 1024;

/// One part in so many of the memory is left for what nobody counts: pieces that an allocator keeps, tables of some bytes.
const UNCOUNTED: u64 = 8;

/// What a run works with.
///
/// ```
/// use wireprint::pipeline::{Memory, Resources};
///
/// let small: Memory = "500M".parse()?;
/// let resources = Resources::new(2)?.memory(small).temporary_files("/var/tmp");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Resources {
    pool: Arc<rayon::ThreadPool>,
    budget: Budget,
    watch: Box<dyn Watch>,
}

impl Resources {
    /// `threads` threads; 0: one for each processor; never more than some. Fails where the system grants none. Memory as much
    /// as there is, temporary files where the system keeps them.
    pub fn new(threads: usize) -> Result<Resources, rayon::ThreadPoolBuildError> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads.min(MOST))
            .thread_name(|n| format!("wireprint-{n}"));
        Ok(Resources {
            pool: Arc::new(pool.build()?),
            budget: Budget::default(),
            watch: Box::new(Unwatched),
        })
    }

    /// Memory that a run may fill, mapped files not counted. What has no room in it goes to temporary files.
    pub fn memory(mut self, memory: Memory) -> Resources {
        let counted = memory.0 - memory.0 / UNCOUNTED;
        self.budget = Budget::new(counted, self.budget.folder);
        self
    }

    /// The folder for temporary files. They have no names there, and are gone however the run ends.
    pub fn temporary_files(mut self, folder: impl Into<PathBuf>) -> Resources {
        self.budget.folder = folder.into();
        self
    }

    /// Who is told how far a run is.
    pub fn watched_by(mut self, watch: impl Watch + 'static) -> Resources {
        self.watch = Box::new(watch);
        self
    }

    /// Runs `work`, and every parallel loop inside it, on the pool; then its stages are over.
    pub(crate) fn run<R: Send>(&self, work: impl FnOnce() -> R + Send) -> R {
        let result = self.pool.install(work);
        self.watch.ends();
        result
    }

    /// The same threads, to count what memory a part of the work takes; nobody is told how far it is.
    pub(super) fn to_count_with(&self) -> Resources {
        Resources {
            pool: Arc::clone(&self.pool),
            budget: self.budget.to_count_with(),
            watch: Box::new(Unwatched),
        }
    }

    /// The memory there is for what could as well lie in a file.
    pub(super) fn budget(&self) -> &Budget {
        &self.budget
    }

    /// A stage begins; whoever watches is told of it, and then of what is done of it.
    pub(super) fn begin(&self, stage: Stage, total: u64) -> &dyn Watch {
        self.watch.begins(stage, total);
        &*self.watch
    }
}

/// An amount of memory, in bytes. As text: `500M`, `2G`, `1.5GiB`; K, M, G and T count thousands, Ki, Mi, Gi and Ti 1024s, and a
/// `B` after them changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory(pub u64);

/// The units of memory.
const UNITS: [(&str, f64); 9] = [
    ("", 1.0),
    ("k", 1e3),
    ("m", 1e6),
    ("g", 1e9),
    ("t", 1e12),
    ("ki", 1024.0),
    ("mi", 1_048_576.0),
    ("gi", 1_073_741_824.0),
    ("ti", 1_099_511_627_776.0),
];

impl FromStr for Memory {
    type Err = String;

    fn from_str(typed: &str) -> Result<Memory, String> {
        let end = typed.find(|c: char| !c.is_ascii_digit() && c != '.');
        let (number, unit) = typed.split_at(end.unwrap_or(typed.len()));
        let unit = unit.trim_start().to_ascii_lowercase();
        let unit = unit.strip_suffix('b').unwrap_or(&unit);
        let known = UNITS.iter().find(|(name, _)| *name == unit);
        match (number.parse::<f64>(), known) {
            (Ok(number), Some((_, bytes))) => Ok(Memory((number * bytes) as u64)),
            _ => Err("write an amount of memory such as 500M, 2G or 1.5GiB".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_threads_are_not_started() {
        let resources = Resources::new(1_000_000).unwrap();
        assert_eq!(resources.run(rayon::current_num_threads), MOST);
    }

    #[test]
    fn memory_is_typed_in_thousands_or_in_1024s() {
        let typed = [
            ("0", 0),
            ("1000", 1000),
            ("100b", 100),
            ("500M", 500_000_000),
            ("2G", 2_000_000_000),
            ("2gb", 2_000_000_000),
            ("2 GiB", 2 << 30),
            ("1.5Gi", 3 << 29),
            (".5k", 500),
        ];
        for (typed, bytes) in typed {
            assert_eq!(typed.parse(), Ok(Memory(bytes)), "{typed}");
        }
    }

    #[test]
    fn what_is_no_amount_of_memory_is_refused() {
        for typed in ["", "G", "much", "-1", "2X", "1.2.3", "1e9", "2G2", "∞", "."] {
            assert!(typed.parse::<Memory>().is_err(), "{typed}");
        }
    }
}
