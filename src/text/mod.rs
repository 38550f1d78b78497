//! Floor 1: text into paragraphs and tokens.

mod paragraph;
mod token;

pub use paragraph::paragraphs;
pub use token::{Token, Tokens, each_token, token_hash};
