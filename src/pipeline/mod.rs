//! Floor 3: the stages in their order, over many articles at once. The only place that knows threads.

mod candidates;
mod dedupe;
mod overlap;
mod read;
mod threads;

pub use dedupe::{Deduped, dedupe};
pub use overlap::{NearMiss, Overlaps, Question, overlap};
pub use read::{Archive, read};
pub use threads::Threads;
