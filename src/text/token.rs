//! Text into tokens.

use xxhash_rust::xxh3::xxh3_64;

use crate::document::Span;

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
        if index == 0 { 0 } else { self.ends[index - 1] as usize }
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
pub fn token_hash(folded: &str) -> u64 {
    xxh3_64(folded.as_bytes())
}

/// Calls `emit` with each token of `text`: its span in the original and its folded form.
pub fn each_token(text: &str, mut emit: impl FnMut(Span, &str)) {
    let mut folded = String::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if c.is_alphanumeric() {
            start.get_or_insert(at);
            folded.extend(c.to_lowercase());
        } else if (c != '\'' && c != '’') || at == text.len() {
            if let Some(start) = start.take() {
                emit(Span::new(start, at), &folded);
                folded.clear();
            }
        }
    }
}
