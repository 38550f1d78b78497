//! A text made ready to be aligned: its tokens, what each is worth, and where sentences and quotations meet.

use std::cell::{Cell, OnceCell};
use std::ops::Range;

use super::Background;
use super::similarity::Letters;
use super::worths::worths;
use crate::document::Span;
use crate::sketch::Shingles;
use crate::text::{Kind, Piece, QuotationMarks, Token, Tokens};

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
    letters: Vec<Cell<Letters>>,
    /// Whether a sentence, a quotation or the text begins at each token and behind the last, once it was asked for.
    edge: Vec<Cell<Option<bool>>>,
    shingles: OnceCell<Shingles>,
    /// The words that are no part of the story, in order.
    furniture: Vec<(Range<usize>, Kind)>,
}

impl<'a> Side<'a> {
    /// `text`, its words worth what `background` says.
    pub fn new(text: &'a str, background: &'a Background) -> Side<'a> {
        let tokens = Tokens::of(text);
        let worth = vec![Cell::new(UNKNOWN); tokens.as_slice().len()];
        let letters = vec![Cell::new(Letters::UNKNOWN); tokens.as_slice().len()];
        let edge = vec![Cell::new(None); tokens.as_slice().len() + 1];
        Side {
            shingles: OnceCell::new(),
            furniture: Vec::new(),
            edge,
            letters,
            text,
            tokens,
            background,
            worth,
        }
    }

    /// The same text, with furniture that is worth nothing; of a text that is nothing else, all counts.
    pub fn furnished(mut self, pieces: &[Piece]) -> Side<'a> {
        let list = self.tokens.as_slice();
        let words = |piece: &Piece| {
            let first = list.partition_point(|token| token.span.end <= piece.span.start);
            let end = list.partition_point(|token| token.span.start < piece.span.end);
            (first..end, piece.kind)
        };
        self.furniture = pieces.iter().map(words).collect();
        let furniture: usize = self.furniture.iter().map(|(words, _)| words.len()).sum();
        if furniture >= self.len() {
            self.furniture.clear();
        }
        self
    }

    /// The words of each piece of furniture, in order.
    pub(super) fn furniture(&self) -> impl Iterator<Item = Range<usize>> {
        self.furniture.iter().map(|(words, _)| words.clone())
    }

    /// Whether a word is no part of the story.
    #[inline]
    pub(crate) fn is_furniture(&self, token: usize) -> bool {
        self.furniture_at(token).is_some()
    }

    /// What a word is if it is no part of the story.
    #[inline]
    pub(super) fn furniture_at(&self, token: usize) -> Option<Kind> {
        let mut furniture = self.furniture.iter();
        let piece = furniture.find(|(words, _)| words.contains(&token));
        piece.map(|(_, kind)| *kind)
    }

    /// The words of the story.
    pub(crate) fn story(&self) -> impl Iterator<Item = Token> {
        let words = self.tokens.as_slice().iter().enumerate();
        words
            .filter(|(word, _)| !self.is_furniture(*word))
            .map(|(_, token)| *token)
    }

    /// Whether another text tells the same story in the same words.
    pub(crate) fn has_same_story(&self, other: &Side<'_>) -> bool {
        self.story()
            .map(|word| word.hash)
            .eq(other.story().map(|word| word.hash))
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
        self.len() == other.len() && self.hashes(0..self.len()).eq(other.hashes(0..self.len()))
    }

    /// Whether the words of this text come before those of another, in an order that looks at nothing but the words.
    pub(super) fn words_come_before(&self, other: &Side<'_>) -> bool {
        self.len()
            .cmp(&other.len())
            .then_with(|| self.hashes(0..self.len()).cmp(other.hashes(0..other.len())))
            .is_le()
    }

    /// Its different runs of [`SHINGLE_WORDS`] words: found when they are first asked for.
    pub(crate) fn shingles(&self) -> &Shingles {
        self.shingles.get_or_init(|| {
            let hashes: Vec<u64> = self.story().map(|word| word.hash).collect();
            Shingles::of(&hashes, SHINGLE_WORDS)
        })
    }

    pub(super) fn hashes(&self, of: Range<usize>) -> impl Iterator<Item = u64> {
        self.tokens.as_slice()[of].iter().map(|token| token.hash)
    }

    #[inline]
    pub(super) fn hash(&self, token: usize) -> u64 {
        self.tokens.as_slice()[token].hash
    }

    /// What says how common its words are.
    pub(crate) fn background(&self) -> &'a Background {
        self.background
    }

    /// What it is worth to meet `token` twice.
    pub(super) fn worth(&self, token: usize) -> i32 {
        if self.is_furniture(token) {
            return 0;
        }
        let known = &self.worth[token];
        if known.get() == UNKNOWN {
            known.set(self.background.worth(&self.tokens, token));
        }
        known.get()
    }

    /// What it is worth that `token` is also word `there` of another text: nothing, if it is furniture in one of them.
    #[inline]
    pub(super) fn worth_beside(&self, token: usize, (other, there): (&Side<'_>, usize)) -> i32 {
        match other.is_furniture(there) {
            true => 0,
            false => self.worth(token),
        }
    }

    /// What each of these tokens is worth: found together, which is faster than one by one.
    pub(super) fn worths(&self, of: Range<usize>) -> impl Iterator<Item = i32> {
        let known = &self.worth[of.clone()];
        if known.iter().any(|worth| worth.get() == UNKNOWN) {
            let found = worths(self.background, &self.tokens, of.clone());
            known
                .iter()
                .zip(found)
                .for_each(|(known, worth)| known.set(worth));
        }
        let story = of.map(|word| i32::from(!self.is_furniture(word)));
        known
            .iter()
            .zip(story)
            .map(|(worth, counts)| worth.get() * counts)
    }

    /// Which letters `token` has.
    #[inline]
    pub(super) fn letters(&self, token: usize) -> Letters {
        let known = &self.letters[token];
        if known.get() == Letters::UNKNOWN {
            known.set(Letters::of(self.tokens.folded(token)));
        }
        known.get()
    }

    /// Whether a sentence, a quotation or the text begins at `token`, or ended just before it.
    #[inline]
    pub(super) fn is_edge(&self, token: usize) -> bool {
        let known = &self.edge[token];
        known.get().unwrap_or_else(|| {
            let is_edge = self.has_edge(token);
            known.set(Some(is_edge));
            is_edge
        })
    }

    fn has_edge(&self, token: usize) -> bool {
        if token == 0 || token == self.len() {
            return true;
        }
        let list = self.tokens.as_slice();
        let (start, end) = (
            list[token - 1].span.end as usize,
            list[token].span.start as usize,
        );
        if start + 1 == end && self.text.as_bytes()[start] == b' ' {
            return false;
        }
        self.gap(token).contains(ends_sentence) || self.quotation_marks(token).is_edge()
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

    /// Whether words `from..to` are all that stands between a mark that opens a quotation and one that closes it.
    pub(super) fn is_quotation(&self, from: usize, to: usize) -> bool {
        self.quotation_marks(from).enclose(self.quotation_marks(to))
    }

    /// The quotations that lie whole in words `from..to`: first word, one past the last.
    pub(super) fn quotations(&self, (from, to): (u32, u32)) -> Vec<(u32, u32)> {
        let marked: Vec<u32> = (from..=to)
            .filter(|token| self.quotation_marks(*token as usize).is_edge())
            .take(MARKS_TRIED)
            .collect();
        let starts = marked.iter().enumerate();
        let spans =
            starts.flat_map(|(n, start)| marked[n + 1..].iter().map(move |end| (*start, *end)));
        spans
            .filter(|(start, end)| self.is_quotation(*start as usize, *end as usize))
            .collect()
    }

    /// Whether at least half of `token` is digits: not so of a scanned word with a 0 for an o.
    pub(super) fn is_figure(&self, token: usize) -> bool {
        let word = self.tokens.folded(token);
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        2 * digits >= word.chars().count()
    }

    /// The quotation marks between `token` and the token before it.
    fn quotation_marks(&self, token: usize) -> QuotationMarks {
        QuotationMarks::of(self.gap(token), (token > 0, token < self.len()))
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

/// Words in a shingle of the jaccard that is reported of two articles.
const SHINGLE_WORDS: usize = 5;

const UNKNOWN: i32 = i32::MIN;

/// Places with quotation marks that are tried as the ends of a quotation.
const MARKS_TRIED: usize = 12;

fn is_blank_line_in(gap: &str) -> bool {
    gap.matches('\n').count() >= 2
}

/// What ends a sentence, or part of one that stands by itself.
fn ends_sentence(c: char) -> bool {
    matches!(
        c,
        '.' | '!'
            | '?'
            | ':'
            | ';'
            | '\n'
            | '。'
            | '．'
            | '｡'
            | '！'
            | '？'
            | '：'
            | '；'
            | '؟'
            | '؛'
            | '۔'
    ) || matches!(c, '।' | '॥' | '။' | '។' | '៖' | '։' | '።' | '…' | '\u{37E}')
}
