//! wireprint finds what news articles share: near-duplicate stories in an archive, and the passages that one article has
//! in common with another, to the character, through light edits.
//!
//! # Passages
//!
//! Articles go in as a [`Corpus`]: a `Vec` of [`Document`]s, or an [`Archive`](pipeline::Archive) of files. What comes out
//! points into the texts as they came: every [`Span`] is a range of their bytes, on character boundaries.
//!
//! ```
//! use wireprint::pipeline::{Question, Resources, overlap};
//! use wireprint::{Document, OverlapSettings};
//!
//! let articles = vec![
//!     Document::new("agency", "The harbour wall will be rebuilt before the first winter storms arrive, the county said."),
//!     Document::new("paper", "Relief at last: the harbour wall is to be rebuilt before the first winter storms arrive."),
//!     Document::new("other", "The museum opens its new wing in May."),
//! ];
//! let question = Question { input: &articles, against: None, pairs: None };
//! let found = overlap(&question, &OverlapSettings::default(), &Resources::new(1)?)?;
//!
//! let pair = &found.pairs[0];
//! // Without dates, `a` is the later one by id.
//! assert_eq!((pair.a.index(), pair.b.index()), (1, 0));
//! let passage = &pair.passages[0];
//! assert_eq!(
//!     &articles[1].text[passage.a.range()],
//!     "the harbour wall is to be rebuilt before the first winter storms arrive"
//! );
//! assert_eq!((passage.a_words, passage.b_words, passage.matched_words), (13, 12, 11));
//! assert_eq!(found.pairs.len(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Near-duplicates
//!
//! ```
//! use wireprint::pipeline::{Resources, dedupe};
//! use wireprint::{DedupeSettings, Document};
//!
//! let archive = vec![
//!     Document::new("take 1", "Heavy rain stopped all trains in Mumbai on Monday, the railway said."),
//!     Document::new("take 2", "Heavy rain stopped all trains in Mumbai on Monday, the railway said. Schools are shut."),
//! ];
//! let found = dedupe(&archive, &DedupeSettings::default(), &Resources::new(1)?)?;
//! let (document, removal) = found.removals().next().expect("take 1 stands in take 2");
//! assert_eq!((document.index(), removal.kept.index()), (0, 1));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # How it works
//!
//! ```text
//!          overlap: token → seed → places alike ─→ candidate pairs ─→ chain → extend → passage ┐
//! files ─input→ Document                                                                story ─┼─ report
//!          dedupe:  token → shingle → join ──────→ verdicts ───────────────────────────────────┘
//! ```
//!
//! - A text is cut into tokens, folded so that the same word typed at another desk is the same token ([`text`]).
//! - [`overlap`](pipeline::overlap) samples short word and letter sequences, its seeds, and holds the words around places with the
//!   same seed against each other. Two articles with enough of them alike are aligned ([`align`]): seeds in a row become
//!   chains, chains grow through edits, and what is surprising enough in both texts is a passage. Passages add up to an
//!   [`Overlap`](story::Overlap) of two articles ([`story`]).
//! - [`explain`](pipeline::explain) tells of one pair what each of these steps made of it, and which stopped it.
//! - [`find`](pipeline::find) looks for one quotation: a glance at each text, and a close look where enough of its words stand
//!   side by side.
//! - [`dedupe`](pipeline::dedupe) counts the shingles ([`sketch`]) that texts have in common, exactly, and removes a text only
//!   for one that is kept.
//! - [`bench`](fn@pipeline::bench) times these stages on one's own files, and a [`Forecasting`](pipeline::Forecasting) tells what a run will
//!   cost before it is done.
//!
//! The same records, settings and version give the same answer, whatever the number of threads and the order of the input
//! (but for [`Keep::First`] and ids made of line numbers). Scores are integers ([`Bits`]), so no platform rounds them otherwise.
//!
//! # Where things live
//!
//! A module uses those of its own floor and below.
//!
//! | floor | modules | |
//! |---|---|---|
//! | 0 | `document`, `error` | the nouns, re-exported here |
//! | 1 | `settings` | what a run can be told, re-exported here |
//! | 1 | `differences` | of two lists of words |
//! | 1 | [`text`], [`sketch`], [`align`], [`story`] | pure stages: no files, threads, clock or log |
//! | 1 | [`score`] | answers against the truth |
//! | 2 | [`input`], [`report`] | the world outside: a file for each format |
//! | 3 | [`pipeline`] | the stages in their order; the only place that knows threads |
//! | 4 | the command | sees only what is public here (feature `cli`) |
//!
//! The library never prints, exits, or panics on input. A record that cannot be read is a [`Fault`] with its [`Place`], and the rest
//! is read.

pub mod align;
mod differences;
mod document;
mod error;
pub mod input;
pub mod pipeline;
pub mod report;
pub mod score;
mod settings;
pub mod sketch;
pub mod story;
pub mod text;

pub use document::{Corpus, Document, DocumentId, Header, Span, Status, Wire};
pub use error::{Fault, Place, RunError, SettingsError, StorageError};
pub use settings::{Bits, DedupeSettings, Keep, Level, Measure, OverlapSettings, Preset};

/// The examples of the README run too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
