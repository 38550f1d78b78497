//! Text into tokens: the words, each with its folded form and the bytes it was folded from.
//!
//! Two readers of one grammar. Where a word is ASCII and nothing that might join follows, it is cut out with bit masks,
//! 64 bytes at a time; every other word goes to the grammar, one by one, so that an English story with curly quotes is read as fast
//! as one without.

use xxhash_rust::xxh3::xxh3_64;

use super::ascii::{BLOCK, Block};
use super::grammar::take;
use crate::document::Span;

/// Changes whenever any text gives other tokens than before. An index made by another version cannot be searched.
pub const TOKENISER_VERSION: u32 = 1;

/// One word: where it stands, and its folded form as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// xxh3 of the folded form.
    pub hash: u64,
    /// Bytes of the original text.
    pub span: Span,
}

/// The tokens of one text with their folded forms.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    list: Vec<Token>,
    folded: String,
    ends: Vec<u32>,
}

impl Tokens {
    /// The tokens of `text`.
    pub fn of(text: &str) -> Tokens {
        let mut tokens = Tokens::default();
        tokens.refill(text);
        tokens
    }

    /// The tokens of `text`, into the memory of these.
    pub fn refill(&mut self, text: &str) {
        self.list.clear();
        self.folded.clear();
        self.ends.clear();
        each_token(text, |span, folded| {
            self.list.push(Token {
                hash: token_hash(folded),
                span,
            });
            self.folded.push_str(folded);
            self.ends.push(self.folded.len() as u32);
        });
    }

    /// The tokens, in order.
    pub fn as_slice(&self) -> &[Token] {
        &self.list
    }

    /// The folded forms of all tokens, one behind the other.
    pub fn letters(&self) -> &str {
        &self.folded
    }

    /// Where in [`letters`](Tokens::letters) token `index` begins.
    pub fn letters_start(&self, index: usize) -> usize {
        if index == 0 {
            0
        } else {
            self.ends[index - 1] as usize
        }
    }

    /// The folded form of token `index`.
    pub fn folded(&self, index: usize) -> &str {
        let start = if index == 0 {
            0
        } else {
            self.ends[index - 1] as usize
        };
        &self.folded[start..self.ends[index] as usize]
    }
}

/// The number that stands for a folded token everywhere.
#[inline]
pub fn token_hash(folded: &str) -> u64 {
    xxh3_64(folded.as_bytes())
}

/// Calls `emit` with each token of `text`: its span in the original and its folded form.
///
/// Spans come in order of their starts, no two start alike, and both ends fall between graphemes. Only the n-grams
/// of scripts without spaces overlap. A text is at most `u32::MAX` bytes.
#[inline]
pub fn each_token(text: &str, emit: impl FnMut(Span, &str)) {
    let mut reader = Reader {
        text,
        word_start: None,
        folded: String::new(),
        emit,
    };
    let mut base = 0;
    let mut inside = false;
    while base <= text.len() {
        (base, inside) = reader.read_block(base, inside);
    }
}

/// A text being read.
struct Reader<'a, Emit> {
    text: &'a str,
    /// Where the ASCII word began that has not yet ended.
    word_start: Option<usize>,
    /// Memory for a folded form.
    folded: String,
    emit: Emit,
}

impl<Emit: FnMut(Span, &str)> Reader<'_, Emit> {
    /// Reads the block at `base`; `inside` says whether the byte before it was of a word. Returns the same two for the next.
    #[inline]
    fn read_block(&mut self, base: usize, inside: bool) -> (usize, bool) {
        let block = Block::at(self.text.as_bytes(), base);
        let may_join = block.may_join();
        let all_events = block.events(inside);
        let mut events = all_events;
        while events != 0 {
            let bit = events.trailing_zeros();
            events &= events - 1;
            let at = base + bit as usize;
            if block.word >> bit & 1 == 1 {
                self.word_start = Some(at);
                continue;
            }
            let taken = match self.word_start.take() {
                Some(start) if may_join >> bit & 1 == 1 && self.may_go_on(at) => self.take(start),
                Some(start) => {
                    self.emit_plain(
                        start,
                        at,
                        start < base || block.has_capital(start - base, bit),
                    );
                    continue;
                }
                None if block.lead >> bit & 1 == 1 && !self.separates(at) => self.take(at),
                None => continue,
            };
            if taken >= base + BLOCK {
                return (taken, false);
            }
            events = all_events & (u64::MAX << (taken - base));
        }
        (base + BLOCK, block.ends_inside())
    }

    /// Hands the word or sign at `at` to the grammar, and returns where it ended.
    #[inline(never)]
    fn take(&mut self, at: usize) -> usize {
        take(self.text, at, &mut self.folded, &mut self.emit)
    }

    /// Emits an ASCII word that no rule of the grammar extends.
    #[inline]
    fn emit_plain(&mut self, start: usize, end: usize, has_capital: bool) {
        let word = &self.text[start..end];
        if has_capital {
            self.folded.clear();
            self.folded.push_str(word);
            self.folded.make_ascii_lowercase();
            (self.emit)(Span::new(start, end), &self.folded);
        } else {
            (self.emit)(Span::new(start, end), word);
        }
    }

    /// Whether the grammar might let a word go on over what stands at `at`.
    fn may_go_on(&self, at: usize) -> bool {
        let rest = &self.text.as_bytes()[at..];
        let goes_on = |next: Option<&u8>| {
            next.is_some_and(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii())
        };
        match rest {
            [b'-', next, ..] => matches!(next, b' ' | b'\t' | b'\r' | b'\n'),
            [byte, ..] if byte.is_ascii() => goes_on(rest.get(1)),
            [0xE2, 0x80, 0x98 | 0x99, ..] => goes_on(rest.get(3)),
            _ => !self.separates(at),
        }
    }

    /// Whether a character beyond ASCII, outside of a word, is a separator as newspapers use it: a quotation mark, a dash, a
    /// dotted ellipsis, a no-break space. Knowing these few keeps most English away from the grammar.
    fn separates(&self, at: usize) -> bool {
        matches!(
            self.text.as_bytes()[at..],
            [
                0xE2,
                0x80,
                0x93 | 0x94 | 0x98 | 0x99 | 0x9C | 0x9D | 0xA2 | 0xA6,
                ..
            ] | [0xC2, 0xA0 | 0xAB | 0xBB, ..]
        )
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tokens(text: &str) -> Vec<(Span, String)> {
        let mut found = Vec::new();
        each_token(text, |span, folded| found.push((span, folded.to_owned())));
        found
    }

    /// The grammar alone, character by character: what the masks must agree with.
    fn tokens_by_grammar(text: &str) -> Vec<(Span, String)> {
        let mut found = Vec::new();
        let mut folded = String::new();
        let mut at = 0;
        while at < text.len() {
            at = take(text, at, &mut folded, &mut |span, folded| {
                found.push((span, folded.to_owned()))
            });
        }
        found
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn masks_and_grammar_agree_on_ascii(text in "[a-cA-C0-2'`.,\\-_ \r\n\t\"]{0,200}|[\\x00-\\x7F]{0,200}") {
            prop_assert_eq!(tokens(&text), tokens_by_grammar(&text));
        }

        #[test]
        fn masks_and_grammar_agree_on_every_text(text in "([a-z]{1,9}|[ .,'\n-]|[a-cA-C1é’‘“—\u{AD}\u{301}א\"中ひกا٣½⁄🙂\u{A0}…]|\\PC){0,120}") {
            prop_assert_eq!(tokens(&text), tokens_by_grammar(&text));
        }

        #[test]
        fn an_ascii_stretch_gives_its_own_tokens_beside_any_other(ascii in "[a-cA-C0-2'.,\\- \n]{0,120}", other in "\\PC{0,40}") {
            let alone = tokens(&ascii);
            let beside = tokens(&format!("{ascii} | {other}"));
            prop_assert_eq!(&beside[..alone.len()], &alone[..]);
        }
    }
}
