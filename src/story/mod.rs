//! Floor 1: what the passages of two articles, and the pairs of an archive, add up to.

mod components;
mod overlap;
mod removal;

pub use components::components;
pub use overlap::{Overlap, Relation};
pub use removal::{Removal, Verdict};
