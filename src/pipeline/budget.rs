//! How much memory a run may fill, shared by all its threads, and the folder that takes the rest.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::document::{Corpus, DocumentId};

/// The memory that a run's stores may fill, in bytes. What must be in memory is counted and never refused; what may as
/// well lie in a file asks first.
#[derive(Debug)]
pub(super) struct Budget {
    limit: u64,
    held: AtomicU64,
    /// The most that was held at a time.
    most: AtomicU64,
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
            most: AtomicU64::new(0),
            folder,
        }
    }

    /// The most that a table of a size of one's own choice may take: an eighth.
    pub(super) fn share(&self) -> u64 {
        self.limit / 8
    }

    /// Whether there is a limit at all.
    pub(super) fn is_limited(&self) -> bool {
        self.limit < u64::MAX
    }

    /// Takes so many bytes if they are left.
    pub(super) fn claim(&self, bytes: usize) -> bool {
        let bytes = bytes as u64;
        let with = |held: u64| held.checked_add(bytes).filter(|sum| *sum <= self.limit);
        let before = self
            .held
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, with);
        if let Ok(before) = before {
            self.most.fetch_max(before + bytes, Ordering::Relaxed);
        }
        before.is_ok()
    }

    /// Takes so many bytes, left or not.
    pub(super) fn hold(&self, bytes: usize) {
        let before = self.held.fetch_add(bytes as u64, Ordering::Relaxed);
        self.most
            .fetch_max(before + bytes as u64, Ordering::Relaxed);
    }

    /// Gives bytes back.
    pub(super) fn release(&self, bytes: usize) {
        self.held.fetch_sub(bytes as u64, Ordering::Relaxed);
    }

    /// The most bytes that were held at a time.
    pub(super) fn most(&self) -> u64 {
        self.most.load(Ordering::Relaxed)
    }

    /// The bytes that may be held, if there is a limit.
    pub(super) fn limit(&self) -> Option<u64> {
        self.is_limited().then_some(self.limit)
    }

    /// A budget to count with what is held where there is room for all, by the same steps as under this one.
    pub(super) fn to_count_with(&self) -> Budget {
        let limit = match self.is_limited() {
            true => u64::MAX - 1,
            false => u64::MAX,
        };
        Budget::new(limit, self.folder.clone())
    }

    /// Takes so many bytes, left or not, until what is returned is dropped.
    pub(super) fn holding(&self, bytes: usize) -> Holding<'_> {
        self.hold(bytes);
        Holding {
            budget: self,
            bytes,
        }
    }

    /// Bytes taken and not given back.
    #[cfg(test)]
    pub(super) fn held(&self) -> u64 {
        self.held.load(Ordering::Relaxed)
    }
}

/// Bytes that are taken for as long as this is there.
pub(super) struct Holding<'b> {
    budget: &'b Budget,
    bytes: usize,
}

impl Drop for Holding<'_> {
    fn drop(&mut self) {
        self.budget.release(self.bytes);
    }
}

/// What is in memory of articles whose texts are in files, about.
pub(super) fn memory_of(corpus: &dyn Corpus) -> usize {
    let header = |document| {
        let header = corpus.header(document);
        let words =
            [&header.title, &header.source].map(|words| words.as_ref().map_or(0, String::len));
        RECORD + size_of_val(header) + header.id.len() + words.iter().sum::<usize>()
    };
    (0..corpus.len() as u32).map(DocumentId).map(header).sum()
}

/// Where an article lies in its file, and what an allocator adds to three small pieces of memory.
const RECORD: usize = 100;

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
