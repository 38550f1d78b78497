//! One stretch of text that two articles have in common, through light edits: ranges and counts, no text.

use crate::document::Span;
use crate::settings::Bits;

/// A stretch of `a` and the stretch of `b` that says the same in nearly the same words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Bytes of the text of `a`.
    pub a: Span,
    /// Bytes of the text of `b`.
    pub b: Span,
    /// Words (tokens) of `a` in it.
    pub a_words: u32,
    /// Words (tokens) of `b` in it.
    pub b_words: u32,
    /// Pairs of words that correspond.
    pub matched_words: u32,
    /// Those of them that are furniture in one of the texts: shown, and counted for nothing.
    pub furniture_words: u32,
    /// How surprising it would be to meet it twice by chance.
    pub bits: Bits,
}

impl Passage {
    /// 2 · matched / (words of a + words of b): 0 to 1, 1 where not a word differs.
    pub fn identity(&self) -> f64 {
        2.0 * f64::from(self.matched_words) / f64::from((self.a_words + self.b_words).max(1))
    }

    /// Pairs of words that correspond and count: those of the stories.
    pub fn story_words(&self) -> u32 {
        self.matched_words - self.furniture_words
    }

    /// The same passage with its sides exchanged.
    pub fn swapped(&self) -> Passage {
        Passage {
            a: self.b,
            b: self.a,
            a_words: self.b_words,
            b_words: self.a_words,
            ..*self
        }
    }
}
