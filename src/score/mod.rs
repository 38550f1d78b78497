//! Floor 1: what was found, held against what is true: how good an answer is, as the literature measures it.
//!
//! - [`passages`]: plagdet over characters (Potthast, Stein, Barrón-Cedeño & Rosso 2010)
//! - [`clusters`]: adjusted Rand index (Hubert & Arabie 1985), BCubed (Bagga & Baldwin 1998; Amigó et al. 2009), pairs joined
//! - [`pairs`]: precision and recall of pairs of documents
//! - [`Audit`]: where no truth is at hand, a random [`sample`] judged by a person, with its [`Interval`] (Wilson 1927)
//!
//! Ids are text, and what is listed may come from any program. Sums are taken in the order of the ids, so no figure
//! depends on the order of a list.
//!
//! ```
//! use wireprint::score::{DocumentPair, pairs};
//!
//! let truth = [DocumentPair::new("a", "b"), DocumentPair::new("a", "c")];
//! let score = pairs(&truth, &[DocumentPair::new("b", "a")]);
//! assert_eq!((score.precision, score.recall), (1.0, 0.5));
//! ```

mod audit;
mod clusters;
mod interval;
mod pairs;
mod parts;
mod passages;
mod sample;

pub use audit::{Audit, AuditSettings, Judgement, Tally};
pub use clusters::{ClusterScore, Member, clusters};
pub use interval::Interval;
pub use pairs::{DocumentPair, PairScore, pairs};
pub use parts::{PassageQuestion, parts};
pub use passages::{ListedPassage, PassageScore, passages};
pub use sample::sample;

/// The harmonic mean of precision and recall; 0 where both are 0.
fn f1(precision: f64, recall: f64) -> f64 {
    if precision + recall == 0.0 {
        return 0.0;
    }
    2.0 * precision * recall / (precision + recall)
}

/// `part` of `whole`; `of_none` where the whole is nothing.
fn share(part: u64, whole: u64, of_none: f64) -> f64 {
    match whole {
        0 => of_none,
        whole => part as f64 / whole as f64,
    }
}
