//! A text made ready to be aligned: its tokens, what each is worth, and where sentences and quotations meet.

use std::cell::Cell;

use super::Background;
use super::similarity::letters;
use crate::document::Span;
use crate::text::Tokens;

/// One of the two texts that are held against each other.
#[derive(Clone, Debug)]
pub struct Side<'a> {
    /// The text, as it came.
    pub text: &'a str,
    /// Its tokens.
    pub tokens: Tokens,
    background: &'a Background,
    /// What each token is worth, in 1/256 bit, once it was asked for: most of a text is in no passage.
    worth: Vec<Cell<i32>>,
    /// Which letters each token has, once it was asked for.
    letters: Vec<Cell<u32>>,
}

impl<'a> Side<'a> {
    /// `text`, its words worth what `background` says.
    pub fn new(text: &'a str, background: &'a Background) -> Side<'a> {
        let tokens = Tokens::of(text);
        let worth = vec![Cell::new(UNKNOWN); tokens.as_slice().len()];
        let letters = vec![Cell::new(0); tokens.as_slice().len()];
        Side {
            letters,
            text,
            tokens,
            background,
            worth,
        }
    }

    /// How many tokens.
    pub fn len(&self) -> usize {
        self.tokens.as_slice().len()
    }

    /// Whether the text has no token.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether another text has the same words in the same order.
    pub fn has_same_words(&self, other: &Side<'_>) -> bool {
        let of_both = self.tokens.as_slice().iter().zip(other.tokens.as_slice());
        self.len() == other.len()
            && of_both
                .into_iter()
                .all(|(one, other)| one.hash == other.hash)
    }

    /// Whether the words of this text come before those of another, in an order that looks at nothing but the words.
    pub(super) fn words_come_before(&self, other: &Side<'_>) -> bool {
        fn words<'s>(side: &'s Side<'_>) -> impl Iterator<Item = u64> + 's {
            side.tokens.as_slice().iter().map(|token| token.hash)
        }
        self.len()
            .cmp(&other.len())
            .then_with(|| words(self).cmp(words(other)))
            .is_le()
    }

    pub(super) fn hash(&self, token: usize) -> u64 {
        self.tokens.as_slice()[token].hash
    }

    /// What it is worth to meet `token` twice.
    pub(super) fn worth(&self, token: usize) -> i32 {
        let known = &self.worth[token];
        if known.get() == UNKNOWN {
            known.set(self.background.worth(&self.tokens, token));
        }
        known.get()
    }

    /// Which letters `token` has, and its length in bytes.
    pub(super) fn letters(&self, token: usize) -> (u32, usize) {
        let word = self.tokens.folded(token);
        let known = &self.letters[token];
        if known.get() == 0 {
            known.set(letters(word));
        }
        (known.get(), word.len())
    }

    /// Whether a sentence, a quotation or the text begins at `token`, or ended just before it.
    pub(super) fn is_edge(&self, token: usize) -> bool {
        token == 0 || token == self.len() || self.gap(token).contains(is_edge)
    }

    /// Whether a sentence ended just before `token`: with a full stop of its own script, or with one that white space follows.
    pub(super) fn sentence_ended(&self, token: usize) -> bool {
        let mut stopped = false;
        for c in self.gap(token).chars() {
            if matches!(c, '。' | '！' | '？' | '؟' | '।') || (stopped && c.is_whitespace()) {
                return true;
            }
            stopped |= matches!(c, '.' | '!' | '?' | '…');
        }
        is_blank_line_in(self.gap(token))
    }

    /// Whether words `from..to` are all that stands between two quotation marks.
    pub(super) fn is_quotation(&self, from: usize, to: usize) -> bool {
        self.gap(from).contains(is_quotation_mark) && self.gap(to).contains(is_quotation_mark)
    }

    /// What stands between `token` and the token before it.
    fn gap(&self, token: usize) -> &str {
        let list = self.tokens.as_slice();
        let start = token
            .checked_sub(1)
            .map_or(0, |before| list[before].span.end as usize);
        let end = list
            .get(token)
            .map_or(self.text.len(), |token| token.span.start as usize);
        self.text.get(start..end).unwrap_or_default()
    }

    /// The bytes from the first byte of token `from` to the last of token `to - 1`.
    pub(super) fn span(&self, from: usize, to: usize) -> Span {
        let list = self.tokens.as_slice();
        Span {
            start: list[from].span.start,
            end: list[to - 1].span.end,
        }
    }
}

const UNKNOWN: i32 = i32::MIN;

fn is_blank_line_in(gap: &str) -> bool {
    gap.matches('\n').count() >= 2
}

fn is_edge(c: char) -> bool {
    is_quotation_mark(c)
        || matches!(
            c,
            '.' | '!' | '?' | ':' | ';' | '\n' | '。' | '！' | '？' | '؟' | '।'
        )
}

fn is_quotation_mark(c: char) -> bool {
    matches!(
        c,
        '"' | '“'
            | '”'
            | '„'
            | '‟'
            | '‘'
            | '’'
            | '‚'
            | '«'
            | '»'
            | '‹'
            | '›'
            | '「'
            | '」'
            | '『'
            | '』'
            | '＂'
            | '《'
            | '》'
    )
}
