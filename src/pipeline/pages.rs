//! Items in memory that is taken from the system itself, and given back to it at once, whichever thread does so.
//!
//! An allocator keeps what one thread gives back of another's until that one asks for more. Half of what a run holds in partitions
//! lay idle that way: threads fill them side by side, and then each empties some.

use std::alloc::{Layout, handle_alloc_error};
use std::marker::PhantomData;
use std::ops::Deref;

use bytemuck::{Pod, cast_slice};
use memmap2::MmapMut;

/// Up to so many items, one behind the other. What was never filled takes no memory.
pub(super) struct Pages<T> {
    bytes: MmapMut,
    filled: usize,
    items: PhantomData<T>,
}

impl<T: Pod> Pages<T> {
    /// Room for so many items.
    pub(super) fn for_items(count: usize) -> Pages<T> {
        let bytes = (count * size_of::<T>()).max(1);
        Pages {
            bytes: MmapMut::map_anon(bytes).unwrap_or_else(|_| no_memory(bytes)),
            filled: 0,
            items: PhantomData,
        }
    }

    /// These items.
    pub(super) fn of(items: &[T]) -> Pages<T> {
        let mut pages = Pages::for_items(items.len());
        pages.extend(items);
        pages
    }

    /// Whether there is room for so many more items.
    pub(super) fn has_room_for(&self, count: usize) -> bool {
        self.bytes.len() - self.filled >= count * size_of::<T>()
    }

    /// Adds items at the end. There must be room for them.
    pub(super) fn extend(&mut self, items: &[T]) {
        let bytes = cast_slice(items);
        self.bytes[self.filled..][..bytes.len()].copy_from_slice(bytes);
        self.filled += bytes.len();
    }
}

impl<T: Pod> Deref for Pages<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        // A mapping begins at a page, and whole items were put there.
        cast_slice(&self.bytes[..self.filled])
    }
}

/// What every other allocation does where there is no memory.
fn no_memory(bytes: usize) -> ! {
    handle_alloc_error(Layout::array::<u8>(bytes).unwrap_or(Layout::new::<u8>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_come_back_in_their_order_until_there_is_no_room() {
        let mut pages = Pages::for_items(5);
        pages.extend(&[1u32, 2, 3]);
        assert!(pages.has_room_for(2) && !pages.has_room_for(3));
        pages.extend(&[4, 5]);
        assert_eq!(pages[..], [1, 2, 3, 4, 5]);
        assert!(Pages::<u32>::of(&[]).is_empty());
    }
}
