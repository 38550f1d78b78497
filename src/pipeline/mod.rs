//! Floor 3: the stages in their order, over many articles at once. The only place that knows threads.
//!
//! ```
//! use wireprint::Corpus;
//! use wireprint::input::{Input, ReadOptions};
//! use wireprint::pipeline::{Question, Resources, overlap, read};
//!
//! let resources = Resources::new(2)?;
//! let wire = read(&[Input::Path("fixtures/wire.jsonl".into())], &ReadOptions::default(), &resources);
//! let question = Question { input: &wire, against: None, pairs: None };
//! let found = overlap(&question, &Default::default(), &resources)?;
//! // Two briefs of the same words, four minutes apart.
//! let copied = found.pairs.iter().find(|pair| pair.jaccard == 1.0).expect("they are in the file");
//! assert_eq!((wire.header(copied.a).id.as_str(), wire.header(copied.b).id.as_str()), ("nw-0334", "nw-0333"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod bench;
mod blocks;
mod budget;
mod candidates;
mod clock;
mod declared;
mod dedupe;
mod drawn;
mod explain;
mod find;
mod forecast;
mod furnishings;
mod learned;
mod linking;
mod links;
#[cfg(test)]
mod made;
mod memory;
mod nearest;
mod overlap;
mod pages;
mod pairs;
mod partitions;
mod postings;
mod question;
mod read;
mod repeats;
mod resources;
mod row;
mod run;
mod sample;
mod shared_seeds;
mod sieve;
mod spill;
mod survey;
mod watch;
mod words;

pub use bench::bench;
pub use dedupe::dedupe;
pub use explain::explain;
pub use find::find;
pub use forecast::Forecasting;
pub use overlap::overlap;
pub use question::Question;
pub use read::{Archive, Unread, read, read_bytes};
pub use resources::{Memory, Resources};
pub use sample::Sample;
pub use watch::{Stage, Unit, Watch};
