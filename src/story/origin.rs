//! What an article says of where it is from: the agency or paper it names, and in what.
//!
//! This is what it says, not what is so, and it changes no relation and no order.

use crate::document::{Header, Span};
use crate::text::{Kind, each_token_hash};

/// What an article says of where it is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// The agency's or the paper's name, as it stands there.
    pub agency: String,
    /// The words around it, in the text, and what they are: dateline, sign-off, credit or tail; `None`: it stands in the field of its
    /// record for whom to name as its source.
    pub words: Option<(Kind, Span)>,
}

impl Declared {
    /// In what it stands, by the name used in every output.
    pub fn declared_in(&self) -> &'static str {
        self.words.map_or("field", |(kind, _)| kind.name())
    }

    /// Whether the name is that of who ran an article, in whatever letters.
    pub fn is_by(&self, header: &Header) -> bool {
        let source = header.source.as_deref();
        source.is_some_and(|source| name(source) == name(&self.agency))
    }
}

/// A name as the words in it, however they are typed.
pub(super) fn name(words: &str) -> Vec<u64> {
    let mut hashes = Vec::new();
    each_token_hash(words, |hash| hashes.push(hash));
    hashes
}
