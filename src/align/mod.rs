//! Floor 1: two token sequences into the passages they have in common.
//!
//! seeds → runs → chains → extension → merged, scored and trimmed passages, one file each. Algorithms work on token
//! numbers; text is looked at only where two words are compared letter by letter, and where a sentence or a quotation ends.
//!
//! ```
//! use wireprint::align::{Background, Side, Thresholds, align, common_seeds};
//! use wireprint::{Preset, text::Tokens};
//!
//! let (a, b) = (
//!     "He said the harbour wall will be rebuilt before the first winter storms arrive.",
//!     "The minister: the harbour wall will be rebuilt before the first winter storms arrive, and soon.",
//! );
//! let background = Background::default();
//! let (a, b) = (Side::new(a, &background), Side::new(b, &background));
//! let found = align(&a, &b, common_seeds(&a, &b), &[], &Thresholds::of(Preset::Wire));
//! assert_eq!(found.passages[0].matched_words, 12);
//! ```

mod chain;
mod extend;
mod passage;
mod run;
mod seed;
mod side;
mod similarity;
mod surprisal;

pub use extend::Match;
pub use passage::{Aligned, Gate, Known, Passage, Thresholds, align, align_paragraphs};
pub use run::{Anchor, longest_common_run};
pub use seed::{Seed, common_seeds, seeds};
pub use side::Side;
pub use surprisal::Background;
