//! Floor 3: the stages in their order, over many articles at once. The only place that knows threads.

mod candidates;
mod dedupe;
mod nearest;
mod overlap;
mod question;
mod read;
mod repeats;
mod sieve;
mod survey;
mod threads;

pub use dedupe::dedupe;
pub use overlap::overlap;
pub use question::Question;
pub use read::{Archive, Unread, read};
pub use threads::Threads;
