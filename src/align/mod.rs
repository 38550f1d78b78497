//! Floor 1: the passages two token sequences have in common.

mod passage;

pub use passage::Passage;
