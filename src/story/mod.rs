//! Floor 1: what the passages of two articles, and the pairs of an archive, add up to.

mod cluster;
mod components;
mod deduped;
mod overlap;
mod overlaps;
mod removal;

pub use cluster::clusters;
pub use components::components;
pub use deduped::Deduped;
pub use overlap::{Overlap, Relation};
pub use overlaps::{NearMiss, Overlaps, Work};
pub use removal::{Evidence, Removal, Threshold, Verdict};
