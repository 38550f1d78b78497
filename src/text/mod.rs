//! Floor 1: text into paragraphs and tokens, and what of it is furniture.
//!
//! A token is a word, folded so that the same word written another way is the same token, and it remembers where it stands:
//!
//! ```
//! use wireprint::text::each_token;
//!
//! let text = "“DON’T go,” the U.S. said";
//! let mut words = Vec::new();
//! each_token(text, |span, folded| words.push((&text[span.range()], folded.to_owned())));
//! let words: Vec<(&str, &str)> = words.iter().map(|(word, folded)| (*word, folded.as_str())).collect();
//! assert_eq!(words, [("DON’T", "dont"), ("go", "go"), ("the", "the"), ("U.S", "us"), ("said", "said")]);
//! ```

mod ascii;
mod class;
mod fold;
mod furniture;
mod grammar;
mod joined;
mod paragraph;
mod quote;
mod rules;
#[cfg(target_arch = "x86_64")]
mod sixteen;
mod token;
#[cfg(target_arch = "x86_64")]
mod wide;

pub(crate) use class::gram_width;
pub use furniture::{Furniture, Kind, Piece};
pub use paragraph::paragraphs;
pub(crate) use quote::QuotationMarks;
pub use token::{TOKENISER_VERSION, Token, Tokens, each_token, each_token_hash, token_hash};
