//! How much memory a run may fill, shared by all its threads, and the folder that takes the rest.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

/// The memory that a run's stores may fill, in bytes. What must be in memory is counted and never refused; what may as
/// well lie in a file asks first.
#[derive(Debug)]
pub(super) struct Budget {
    limit: u64,
    held: AtomicU64,
    /// Where temporary files go.
    pub(super) folder: PathBuf,
}

impl Default for Budget {
    /// All memory there is, and the system's folder for temporary files.
    fn default() -> Budget {
        Budget::new(u64::MAX, std::env::temp_dir())
    }
}

impl Budget {
    pub(super) fn new(limit: u64, folder: PathBuf) -> Budget {
        Budget {
            limit,
            held: AtomicU64::new(0),
            folder,
        }
    }

    /// Takes so many bytes if they are left.
    pub(super) fn claim(&self, bytes: usize) -> bool {
        let bytes = bytes as u64;
        let with = |held: u64| held.checked_add(bytes).filter(|sum| *sum <= self.limit);
        self.held
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, with)
            .is_ok()
    }

    /// Takes so many bytes, left or not.
    pub(super) fn hold(&self, bytes: usize) {
        self.held.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// Gives bytes back.
    pub(super) fn release(&self, bytes: usize) {
        self.held.fetch_sub(bytes as u64, Ordering::Relaxed);
    }

    /// Bytes taken and not given back.
    #[cfg(test)]
    pub(super) fn held(&self) -> u64 {
        self.held.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_claimed_stays_within_the_limit_and_what_must_be_held_is_counted() {
        let budget = Budget::new(100, PathBuf::new());
        assert!(budget.claim(60));
        assert!(!budget.claim(41));
        assert!(budget.claim(40));
        budget.hold(1);
        assert!(!budget.claim(0));
        budget.release(101);
        assert_eq!(budget.held(), 0);
    }
}
