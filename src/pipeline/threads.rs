//! The pool of threads a run works on. The program has its own and never touches rayon's global one; no result depends
//! on how many there are.

/// More are never of use, and starting a million takes longer than any run.
const MOST: usize = 1024;

/// A pool of worker threads.
pub struct Threads(rayon::ThreadPool);

impl Threads {
    /// `count` threads; 0: one for each processor; never more than some. Fails where the system grants none.
    pub fn new(count: usize) -> Result<Threads, rayon::ThreadPoolBuildError> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(count.min(MOST))
            .thread_name(|n| format!("wireprint-{n}"));
        Ok(Threads(pool.build()?))
    }

    /// Runs `work`, and every parallel loop inside it, on this pool.
    pub(crate) fn run<R: Send>(&self, work: impl FnOnce() -> R + Send) -> R {
        self.0.install(work)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_threads_are_not_started() {
        let threads = Threads::new(1_000_000).unwrap();
        assert_eq!(threads.run(rayon::current_num_threads), MOST);
    }
}
