//! Floor 1: tokens into shingles, shingles into signatures, signatures into buckets.
//!
//! ```
//! use wireprint::sketch::{Banding, ShingleSet, Signature};
//!
//! let a = ShingleSet::of_text("Left parties on Wednesday condoled the loss of lives", 5);
//! let b = ShingleSet::of_text("Left parties on Wednesday condoled the loss of nobody", 5);
//! assert_eq!((a.len(), a.common(&b)), (5, 4));
//!
//! let banding = Banding::at(0.8);
//! let a = Signature::of(a.as_slice(), banding.slots);
//! let b = Signature::of(b.as_slice(), banding.slots);
//! assert!((a.jaccard(&b) - 4.0 / 6.0).abs() < 0.2);
//! assert!(banding.keys(&a).zip(banding.keys(&b)).any(|(a, b)| a == b));
//! ```

mod bottom;
mod lookup;
mod lsh;
mod minhash;
mod shingle;

pub use bottom::BottomK;
pub(crate) use lookup::{Lookup, Shingles};
pub use lsh::Banding;
pub use minhash::Signature;
pub use shingle::{ShingleSet, common_at_least, each_shingle, sequence_hash, token_hashes};
