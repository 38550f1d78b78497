//! How much memory the program holds: what Linux says of it. Elsewhere it is not known.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Memory is looked at so often while work goes on.
const STEP: Duration = Duration::from_millis(1);

/// Bytes of memory, at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Held {
    /// The program's own, which no file has.
    pub(super) own: u64,
    /// Of files that are mapped.
    pub(super) mapped: u64,
    /// Both together, at most since the program began.
    pub(super) most: u64,
}

/// What is held now; `None` where the system does not say.
pub(super) fn held() -> Option<Held> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let bytes = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
        Some(kib << 10)
    };
    Some(Held {
        own: bytes("RssAnon:")?,
        mapped: bytes("RssFile:")? + bytes("RssShmem:")?,
        most: bytes("VmHWM:")?,
    })
}

/// Does some work, and says how much memory of its own the program held at most meanwhile.
pub(super) fn peak<R>(work: impl FnOnce() -> R) -> (R, Option<u64>) {
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let watching = scope.spawn(|| {
            let mut most = held()?.own;
            while !over.load(Ordering::Relaxed) {
                std::thread::sleep(STEP);
                most = most.max(held()?.own);
            }
            Some(most)
        });
        let done = work();
        over.store(true, Ordering::Relaxed);
        (done, watching.join().ok().flatten())
    })
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn memory_that_work_gives_back_is_in_its_peak() {
        // What other tests hold meanwhile comes and goes, so that only the block itself is sure.
        let (block, peak) = peak(|| {
            let block = vec![1u8; 200 << 20];
            std::thread::sleep(200 * STEP);
            std::hint::black_box(block.len() as u64)
        });
        assert!(peak.unwrap() >= block);
    }
}
