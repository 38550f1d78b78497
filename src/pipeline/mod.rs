//! Floor 3: the stages in their order, over many articles at once. The only place that knows threads.

mod dedupe;
mod overlap;
mod read;
mod threads;

pub use dedupe::{Deduped, dedupe};
pub use overlap::{Asked, NearMiss, Overlaps, overlap};
pub use read::{Archive, Unread, read};
pub use threads::Threads;
