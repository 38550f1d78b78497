//! Items into partitions, each taken back at once: in memory while the [`Budget`] lasts, else in a temporary file.
//!
//! What is joined by a hash can be joined partition by partition of that hash, so that no more than one partition for each
//! thread has to be in memory and sorted. Which items went to the file depends on the threads, what a partition holds does
//! not: it comes back in no order, and whoever takes it sorts it.

use std::borrow::Cow;
use std::mem;
use std::sync::{Mutex, MutexGuard};

use bytemuck::{Pod, cast_slice, cast_slice_mut};

use super::budget::Budget;
use super::pages::Pages;
use super::spill::Spill;
use crate::error::StorageError;

/// Bytes that a writer collects for a partition before it hands them on. Fewer, and a file is read back in small pieces;
/// more, and the writers of all threads take memory from the partitions. So it is the most where the writers take no more of the
/// memory than a table may, else less.
const BLOCK_BYTES: std::ops::RangeInclusive<usize> = 1024..=16 * 1024;

/// Blocks that lie together in memory.
const BLOCKS_A_CHUNK: usize = 64;

/// Items of one type in so many partitions.
pub(super) struct Partitions<'b, T: Pod> {
    budget: &'b Budget,
    partitions: Vec<Mutex<Partition<T>>>,
    /// Items in a full block.
    block: usize,
    spill: Spill<'b>,
}

/// Items put away: in memory, or in the file, where and how many.
pub(super) enum Kept<T> {
    Here(Pages<T>),
    Away(u64, usize),
}

/// The items of one partition.
struct Partition<T> {
    /// Full blocks, some together.
    chunks: Vec<Pages<T>>,
    /// Where in the file full blocks lie.
    spilled: Vec<u64>,
    /// Fewer items than make a block: what was left when writers ended.
    rest: Vec<T>,
}

impl<T> Default for Partition<T> {
    fn default() -> Partition<T> {
        Partition {
            chunks: Vec::new(),
            spilled: Vec::new(),
            rest: Vec::new(),
        }
    }
}

impl<T: Pod> Partition<T> {
    fn add_block(&mut self, block: &[T]) {
        match self.chunks.last_mut() {
            Some(chunk) if chunk.has_room_for(block.len()) => chunk.extend(block),
            _ => {
                let mut chunk = Pages::for_items(BLOCKS_A_CHUNK * block.len());
                chunk.extend(block);
                self.chunks.push(chunk);
            }
        }
    }
}

impl<'b, T: Pod> Partitions<'b, T> {
    /// So many partitions, empty.
    pub(super) fn new(count: usize, budget: &'b Budget) -> Partitions<'b, T> {
        Partitions {
            budget,
            block: (block_bytes(count, budget) / size_of::<T>()).max(1),
            partitions: (0..count).map(|_| Mutex::default()).collect(),
            spill: Spill::into_folder(&budget.folder),
        }
    }

    /// A writer for one thread. What it was given is in the partitions when it is dropped.
    pub(super) fn writer(&self) -> Writer<'_, T> {
        self.budget.hold(self.writer_bytes());
        Writer {
            into: self,
            buffers: self.partitions.iter().map(|_| Vec::new()).collect(),
        }
    }

    /// How many partitions there are.
    pub(super) fn count(&self) -> usize {
        self.partitions.len()
    }

    /// Items in a partition.
    pub(super) fn len(&self, partition: usize) -> usize {
        let partition = self.partition(partition);
        let here: usize = partition.chunks.iter().map(|chunk| chunk.len()).sum();
        here + partition.spilled.len() * self.block + partition.rest.len()
    }

    /// Takes all items out of a partition, in no order; the budget no longer counts them. Fails if anything could not be
    /// put into the file, or read back from it.
    pub(super) fn take(&self, partition: usize) -> Result<Vec<T>, StorageError> {
        let len = self.len(partition);
        let Partition {
            chunks,
            spilled,
            rest: mut items,
        } = mem::take(&mut *self.partition(partition));
        self.budget.release(mem::size_of_val(items.as_slice()));
        items.reserve_exact(len - items.len());
        for chunk in chunks {
            items.extend_from_slice(&chunk);
            self.budget.release(mem::size_of_val(&*chunk));
        }
        for at in spilled {
            let from = items.len();
            items.resize(from + self.block, T::zeroed());
            let bytes = cast_slice_mut(&mut items[from..]);
            self.spill.read(at, bytes)?;
        }
        self.spill.check().map(|()| items)
    }

    /// Puts items away that are looked at again, more than once, in the order they are in.
    pub(super) fn keep(&self, items: &[T]) -> Kept<T> {
        if self.budget.claim(mem::size_of_val(items)) {
            Kept::Here(Pages::of(items))
        } else {
            Kept::Away(self.spill.write(cast_slice(items)), items.len())
        }
    }

    /// What was put away. Fails if anything could not be put into the file, or read back from it.
    pub(super) fn look<'k>(&self, kept: &'k Kept<T>) -> Result<Cow<'k, [T]>, StorageError> {
        match kept {
            Kept::Here(items) => Ok(Cow::Borrowed(items)),
            Kept::Away(at, count) => {
                let mut items = vec![T::zeroed(); *count];
                self.spill.read(*at, cast_slice_mut(&mut items))?;
                Ok(Cow::Owned(items))
            }
        }
    }

    /// The budget no longer counts what was put away.
    pub(super) fn release(&self, kept: Kept<T>) {
        if let Kept::Here(items) = kept {
            self.budget.release(mem::size_of_val(&*items));
        }
    }

    /// Bytes that a writer collects at most.
    fn writer_bytes(&self) -> usize {
        self.partitions.len() * self.block * size_of::<T>()
    }

    fn partition(&self, number: usize) -> MutexGuard<'_, Partition<T>> {
        let partition = self.partitions[number].lock();
        partition.unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Takes in a full block.
    fn add_block(&self, partition: usize, block: &[T]) {
        if self.budget.claim(mem::size_of_val(block)) {
            self.partition(partition).add_block(block);
        } else {
            let at = self.spill.write(cast_slice(block));
            self.partition(partition).spilled.push(at);
        }
    }

    /// Takes in what is no full block.
    fn add_rest(&self, partition: usize, rest: &[T]) {
        let mut held = self.partition(partition);
        self.budget.hold(mem::size_of_val(rest));
        held.rest.extend_from_slice(rest);
        if held.rest.len() < self.block {
            return;
        }
        let block: Vec<T> = held.rest.drain(..self.block).collect();
        drop(held);
        self.budget.release(mem::size_of_val(block.as_slice()));
        self.add_block(partition, &block);
    }
}

impl<T: Pod> Drop for Partitions<'_, T> {
    fn drop(&mut self) {
        for partition in &mut self.partitions {
            let partition = partition.get_mut();
            let partition = partition.unwrap_or_else(|poisoned| poisoned.into_inner());
            let chunks = partition.chunks.iter().map(|chunk| &**chunk);
            let bytes = chunks
                .chain([partition.rest.as_slice()])
                .map(mem::size_of_val);
            self.budget.release(bytes.sum());
        }
    }
}

/// Puts items into partitions, block by block.
pub(super) struct Writer<'p, T: Pod> {
    into: &'p Partitions<'p, T>,
    buffers: Vec<Vec<T>>,
}

/// Bytes in a block of one of so many partitions.
fn block_bytes(count: usize, budget: &Budget) -> usize {
    let writers = rayon::current_num_threads();
    let most = budget.share() / (writers * count).max(1) as u64;
    let (least, most_of_all) = BLOCK_BYTES.into_inner();
    most.clamp(least as u64, most_of_all as u64) as usize
}

impl<T: Pod> Writer<'_, T> {
    /// How many partitions there are.
    pub(super) fn partitions(&self) -> usize {
        self.buffers.len()
    }

    /// Puts an item into a partition. That it could not be kept comes out where the partition is taken.
    #[inline]
    pub(super) fn push(&mut self, partition: usize, item: T) {
        let buffer = &mut self.buffers[partition];
        buffer.push(item);
        if buffer.len() == self.into.block {
            self.into.add_block(partition, buffer);
            buffer.clear();
        }
    }
}

impl<T: Pod> Drop for Writer<'_, T> {
    fn drop(&mut self) {
        for (partition, buffer) in self.buffers.iter().enumerate() {
            if !buffer.is_empty() {
                self.into.add_rest(partition, buffer);
            }
        }
        self.into.budget.release(self.into.writer_bytes());
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;
    use std::path::Path;
    use std::process::Command;

    use super::*;

    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Pod, bytemuck::Zeroable)]
    #[repr(C)]
    struct Posting {
        hash: u64,
        place: u32,
        word: u32,
    }

    const COUNT: usize = 8;

    fn postings(count: u32) -> impl Iterator<Item = Posting> {
        (0..count).map(|place| Posting {
            hash: u64::from(place).wrapping_mul(0x9E37_79B9_7F4A_7C15),
            place,
            word: place % 7,
        })
    }

    fn partition(posting: &Posting) -> usize {
        (posting.hash >> 61) as usize
    }

    /// What comes back of each partition, sorted, if three threads put it there.
    fn put_and_taken(store: &Partitions<Posting>, items: u32) -> Vec<Vec<Posting>> {
        std::thread::scope(|scope| {
            for thread in 0..3 {
                scope.spawn(move || {
                    let mut writer = store.writer();
                    let own = postings(items).filter(|posting| posting.place % 3 == thread);
                    own.for_each(|posting| writer.push(partition(&posting), posting));
                });
            }
        });
        let taken = (0..COUNT).map(|number| {
            let len = store.len(number);
            let mut taken = store.take(number).unwrap();
            assert_eq!(taken.len(), len);
            taken.sort_unstable();
            taken
        });
        taken.collect()
    }

    fn expected(items: u32) -> Vec<Vec<Posting>> {
        let mut partitions = vec![Vec::new(); COUNT];
        postings(items).for_each(|posting| partitions[partition(&posting)].push(posting));
        partitions.iter_mut().for_each(|list| list.sort_unstable());
        partitions
    }

    #[test]
    fn a_partition_gives_back_what_was_put_there_under_every_limit() {
        let folder = tempfile::tempdir().unwrap();
        for items in [0, 1, 30_000] {
            for limit in [0, 600_000, u64::MAX] {
                let budget = Budget::new(limit, folder.path().to_owned());
                let store = Partitions::new(COUNT, &budget);
                assert_eq!(put_and_taken(&store, items), expected(items));
                assert_eq!(budget.held(), 0);
            }
        }
    }

    #[test]
    fn what_is_put_away_is_there_again_and_again_in_its_order() {
        for limit in [0, u64::MAX] {
            let budget = Budget::new(limit, std::env::temp_dir());
            let store = Partitions::new(1, &budget);
            let items: Vec<Posting> = postings(1000).collect();
            let kept = store.keep(&items);
            assert_eq!(store.look(&kept).unwrap(), items);
            assert_eq!(store.look(&kept).unwrap(), items);
            store.release(kept);
            assert_eq!(budget.held(), 0);
        }
    }

    #[test]
    fn what_was_never_taken_is_given_back_to_the_budget() {
        let budget = Budget::new(500_000, std::env::temp_dir());
        let store = Partitions::new(COUNT, &budget);
        let mut writer = store.writer();
        postings(20_000).for_each(|posting| writer.push(partition(&posting), posting));
        drop(writer);
        drop(store);
        assert_eq!(budget.held(), 0);
    }

    #[test]
    fn nobody_sees_the_temporary_file() {
        let folder = tempfile::tempdir().unwrap();
        let budget = Budget::new(0, folder.path().to_owned());
        let store = Partitions::new(COUNT, &budget);
        let mut writer = store.writer();
        postings(20_000).for_each(|posting| writer.push(partition(&posting), posting));
        drop(writer);
        assert!(store.spill.check().is_ok() && !store.partition(0).spilled.is_empty());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    /// What is said if items are put into a store whose folder cannot take them.
    fn failure(folder: &Path) -> String {
        let budget = Budget::new(0, folder.to_owned());
        let store = Partitions::new(COUNT, &budget);
        let mut writer = store.writer();
        postings(20_000).for_each(|posting| writer.push(partition(&posting), posting));
        drop(writer);
        let failed = (0..COUNT).map(|number| store.take(number).unwrap_err().to_string());
        let failed: Vec<String> = failed.collect();
        assert!(failed.iter().all(|one| *one == failed[0]), "{failed:?}");
        failed[0].clone()
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let desk = tempfile::tempdir().unwrap();
        let folder = desk.path().join("gone");
        let what = "temporary files cannot be kept there: no such file or directory";
        let expected = format!("{}: {what}", folder.display());
        // The crate names the file it would have made.
        assert!(
            failure(&folder).starts_with(&expected),
            "{}",
            failure(&folder)
        );
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_told_once_and_nothing_is_left_on_it() {
        let desk = tempfile::tempdir().unwrap();
        let mount = |command: &str, args: &[&str]| {
            let status = Command::new(command).args(args).arg(desk.path()).status();
            status.is_ok_and(|status| status.success())
        };
        if !mount("mount", &["-t", "tmpfs", "-o", "size=64k", "tmpfs"]) {
            let skipped = b"skipped: only root can mount a small disk\n";
            return std::io::stderr().write_all(skipped).unwrap();
        }
        let said = failure(desk.path());
        let left = fs::read_dir(desk.path()).unwrap().count();
        let free = fs::write(desk.path().join("x"), [0; 60_000]);
        assert!(mount("umount", &[]));
        let what = "temporary files need more room: no space left on device";
        assert_eq!(said, format!("{}: {what}", desk.path().display()));
        assert_eq!((left, free.is_ok()), (0, true));
    }
}
