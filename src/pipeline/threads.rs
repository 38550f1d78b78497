//! The pool of threads a run works on. The program has its own and never touches rayon's global one; no result depends
//! on how many there are.

/// A pool of worker threads.
pub struct Threads(rayon::ThreadPool);

impl Threads {
    /// `count` threads; 0: one for each processor. Fails where the system grants none.
    pub fn new(count: usize) -> Result<Threads, rayon::ThreadPoolBuildError> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(count)
            .thread_name(|n| format!("wireprint-{n}"));
        Ok(Threads(pool.build()?))
    }

    /// Runs `work`, and every parallel loop inside it, on this pool.
    pub(crate) fn run<R: Send>(&self, work: impl FnOnce() -> R + Send) -> R {
        self.0.install(work)
    }
}
