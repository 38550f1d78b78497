//! A text into paragraphs.

use crate::document::Span;

/// The paragraphs of a text, in order, without the white space around them.
pub fn paragraphs(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut at = 0;
    for block in text.split("\n\n") {
        let body = block.trim();
        if !body.is_empty() {
            let start = at + (block.len() - block.trim_start().len());
            found.push(Span::new(start, start + body.len()));
        }
        at += block.len() + 2;
    }
    found
}
