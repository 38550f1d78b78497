//! Numbers one behind the other, put there once and then looked at in any place: in memory, or, where a limit leaves too little of it,
//! in a temporary file that is mapped.
//!
//! Such a file is written from its beginning to its end before it is mapped, so that a full disk is an error of writing and never
//! one of looking. The system keeps as much of it at hand as there is room for.

use std::ops::Deref;

use bytemuck::{Pod, cast_slice};
use memmap2::Mmap;

use super::budget::Budget;
use super::spill::Spill;
use crate::error::StorageError;

/// A long row of items.
pub(super) enum Row<T> {
    Here(Vec<T>),
    Away(Mmap),
}

impl<T: Pod> Row<T> {
    /// Bytes of memory that it takes.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Row::Here(items) => size_of_val(items.as_slice()),
            Row::Away(_) => 0,
        }
    }
}

impl<T: Pod> Deref for Row<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        match self {
            Row::Here(items) => items,
            // A mapping begins at a page, and whole items were written.
            Row::Away(bytes) => cast_slice(bytes),
        }
    }
}

/// A row while it is put together.
pub(super) enum Growing<'b, T> {
    Here(Vec<T>),
    Away(Spill<'b>),
}

impl<'b, T: Pod> Growing<'b, T> {
    /// Nothing yet, of about so many items: in memory, unless that takes more than a table's share of what is allowed.
    pub(super) fn to_about(items: usize, budget: &'b Budget) -> Growing<'b, T> {
        if (items * size_of::<T>()) as u64 <= budget.share() {
            // Of a page that is never written to, no memory is taken.
            Growing::Here(Vec::with_capacity(items))
        } else {
            Growing::Away(Spill::into_folder(&budget.folder))
        }
    }

    /// Adds items at the end. That they could not be kept comes out at [`Growing::end`].
    pub(super) fn extend(&mut self, items: &[T]) {
        match self {
            Growing::Here(row) => row.extend_from_slice(items),
            Growing::Away(spill) => _ = spill.write(cast_slice(items)),
        }
    }

    /// The row, complete. Fails if it could not be kept.
    pub(super) fn end(self) -> Result<Row<T>, StorageError> {
        Ok(match self {
            Growing::Here(row) => Row::Here(row),
            Growing::Away(spill) => Row::Away(spill.map()?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_the_same_in_memory_and_in_a_file() {
        let items: Vec<u32> = (0..10_000).collect();
        for limit in [0, u64::MAX] {
            let budget = Budget::new(limit, std::env::temp_dir());
            let mut growing = Growing::to_about(items.len(), &budget);
            items.chunks(7).for_each(|some| growing.extend(some));
            let row = growing.end().unwrap();
            assert_eq!(row[..], items);
            assert_eq!(row.bytes() > 0, limit > 0);
        }
    }

    #[test]
    fn a_row_of_nothing_is_empty_in_a_file_too() {
        let budget = Budget::new(0, std::env::temp_dir());
        let row = Growing::<u32>::to_about(1, &budget).end().unwrap();
        assert!(row.is_empty());
    }

    #[test]
    fn a_folder_that_is_not_there_is_told_at_the_end() {
        let budget = Budget::new(0, "no/such/folder".into());
        let mut growing = Growing::to_about(1, &budget);
        growing.extend(&[1u32]);
        assert!(
            growing
                .end()
                .is_err_and(|error| error.folder == "no/such/folder")
        );
    }
}
