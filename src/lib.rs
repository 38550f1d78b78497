//! wireprint: finds what news articles share.

pub mod align;
mod document;
mod error;
pub mod input;
pub mod pipeline;
pub mod report;
mod settings;
pub mod sketch;
pub mod story;
pub mod text;

pub use document::{Corpus, Document, DocumentId, Header, Span};
pub use error::{Fault, Place, SettingsError};
pub use settings::{Bits, DedupeSettings, Keep, Level, Measure, OverlapSettings, Preset};
