//! Floor 1: what the passages of two articles, and the pairs of an archive, add up to.
//!
//! ```
//! use wireprint::story::{Relation, components};
//!
//! // What is contained in `a`, seen from `b`, contains it.
//! assert_eq!(Relation::Contained.swapped().name(), "contains");
//! // Take 0 with take 1, take 1 with take 3: one group; take 2 is alone.
//! assert_eq!(components(4, [(0, 1), (3, 1)]), [0, 0, 2, 0]);
//! ```

mod cluster;
mod components;
mod deduped;
mod explanation;
mod kill;
mod lead_tag;
mod origin;
mod overlap;
mod overlaps;
mod printing;
mod removal;
mod version;

pub use cluster::{Tie, clusters};
pub use components::components;
pub use deduped::Deduped;
pub use explanation::{
    Candidacy, DedupeOfTwo, Explanation, Link, PairGate, SharedSeed, Sources, Window,
};
pub use kill::Kills;
pub use lead_tag::{LeadTag, lead_tag_of_text, without_lead_tag};
pub use origin::Declared;
pub use overlap::{Overlap, Relation};
pub use overlaps::{NearMiss, Overlaps, Work};
pub use printing::{NearPrinting, Printing, Printings, Variant};
pub use removal::{Evidence, Removal, Threshold, Verdict};
pub use version::{Chains, Likeness, Marks, Step, Version, sent_in_order};
