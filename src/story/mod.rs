//! Floor 1: what the passages of two articles, and the pairs of an archive, add up to.

mod overlap;
mod removal;

pub use overlap::{Overlap, Relation};
pub use removal::{Evidence, Removal, Threshold, Verdict};
