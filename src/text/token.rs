//! Text into tokens: the words, each with its folded form and the bytes it was folded from.
//!
//! Two readers of one grammar. Where a word is ASCII and nothing that might join follows, it is cut out with bit masks,
//! 64 bytes at a time; every other word goes to the grammar, one by one, so that an English story with curly quotes is read as fast
//! as one without.

use xxhash_rust::xxh3::xxh3_64;

use super::ascii::{BLOCK, Block, Masks, Narrow};
use super::grammar::take;
use super::joined::Joined;
#[cfg(target_arch = "x86_64")]
use super::wide::Wide;
use crate::document::Span;

/// Changes whenever any text gives other tokens, or a token another number, than before. An index made by another version cannot be searched.
pub const TOKENISER_VERSION: u32 = 3;

/// One word: where it stands, and its folded form as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// The [`token_hash`] of the folded form.
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
        let tokens = text.len() / BYTES_A_TOKEN;
        self.list.reserve(tokens);
        self.ends.reserve(tokens);
        self.folded.reserve(text.len());
        read(text, Fill(self));
    }

    /// One more token, whose folded form was put behind the others.
    #[inline]
    fn push(&mut self, hash: u64, span: Span) {
        self.list.push(Token { hash, span });
        self.ends.push(self.folded.len() as u32);
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
        &self.folded[self.letters_start(index)..self.ends[index] as usize]
    }
}

/// Bytes of text for each token that memory is asked for at once: English has six, with the space. Texts of shorter words grow it.
const BYTES_A_TOKEN: usize = 5;

/// The number that stands for a folded token everywhere: of up to sixteen bytes, as nearly all words of spaced scripts are, the
/// product of both halves, folded (as in wyhash; Wang Yi 2019), which takes no branch on the length; of more, xxh3. Both are
/// the same on every machine.
#[inline]
pub fn token_hash(folded: &str) -> u64 {
    match folded.len() {
        0..=SHORT => short_hash(padded(folded.as_bytes())),
        _ => xxh3_64(folded.as_bytes()),
    }
}

/// Bytes in two halves.
const SHORT: usize = 16;
/// No half of a word makes a factor of these zero: 0xFF is in no text, and the second half of most words is empty.
const FACTORS: [u64; 2] = [0xFF9E_37FF_79B9_FF7F, 0xFF58_476D_1CE4_FFB9];

#[inline]
fn short_hash(word: u128) -> u64 {
    let factors = [word as u64 ^ FACTORS[0], (word >> 64) as u64 ^ FACTORS[1]];
    let product = u128::from(factors[0]) * u128::from(factors[1]);
    product as u64 ^ (product >> 64) as u64
}

/// At most sixteen bytes, with zeros behind them: there are none in a token.
#[inline]
fn padded(bytes: &[u8]) -> u128 {
    let mut all = [0; SHORT];
    all[..bytes.len()].copy_from_slice(bytes);
    u128::from_le_bytes(all)
}

/// Calls `emit` with each token of `text`: its span in the original and its folded form.
///
/// Spans come in order of their starts, no two start alike, and both ends fall between graphemes. Only the n-grams
/// of scripts without spaces overlap. A text is at most `u32::MAX` bytes.
#[inline]
pub fn each_token(text: &str, emit: impl FnMut(Span, &str)) {
    let folded = String::new();
    read(text, Each { emit, folded });
}

/// Calls `emit` with the [`token_hash`] of each token of `text`, in order: faster than to ask for the tokens, because short words
/// are hashed where they stand.
#[inline]
pub fn each_token_hash(text: &str, emit: impl FnMut(u64)) {
    read(text, EachHash(emit));
}

/// Takes the tokens of a text.
pub(super) trait Sink {
    /// A token and its folded form.
    fn folded(&mut self, span: Span, folded: &str);

    /// A word of `text` that is all ASCII letters and digits.
    fn plain(&mut self, text: &str, span: Span, has_capital: impl Fn() -> bool);
}

struct Each<Emit> {
    emit: Emit,
    /// Memory for a folded form.
    folded: String,
}

impl<Emit: FnMut(Span, &str)> Sink for Each<Emit> {
    fn folded(&mut self, span: Span, folded: &str) {
        (self.emit)(span, folded);
    }

    #[inline(always)]
    fn plain(&mut self, text: &str, span: Span, has_capital: impl Fn() -> bool) {
        let word = &text[span.range()];
        if has_capital() {
            self.folded.clear();
            self.folded.push_str(word);
            self.folded.make_ascii_lowercase();
            (self.emit)(span, &self.folded);
        } else {
            (self.emit)(span, word);
        }
    }
}

struct EachHash<Emit>(Emit);

impl<Emit: FnMut(u64)> Sink for EachHash<Emit> {
    fn folded(&mut self, _: Span, folded: &str) {
        (self.0)(token_hash(folded));
    }

    #[inline(always)]
    fn plain(&mut self, text: &str, span: Span, _: impl Fn() -> bool) {
        (self.0)(plain_hash(text, span));
    }
}

/// Puts tokens behind those that are there.
struct Fill<'t>(&'t mut Tokens);

impl Sink for Fill<'_> {
    fn folded(&mut self, span: Span, folded: &str) {
        self.0.folded.push_str(folded);
        self.0.push(token_hash(folded), span);
    }

    #[inline(always)]
    fn plain(&mut self, text: &str, span: Span, _: impl Fn() -> bool) {
        push_word(&mut self.0.folded, text, span);
        self.0.push(plain_hash(text, span), span);
    }
}

/// Puts a word of `text` that is all ASCII letters and digits behind others, in lower case: most with what follows them in sixteen
/// bytes, which is then taken away. To copy so many is two instructions, and to copy as many as a word has is a call.
#[inline(always)]
fn push_word(folded: &mut String, text: &str, span: Span) {
    let (before, start) = (folded.len(), span.start as usize);
    match text.get(start..start + SHORT) {
        Some(chunk) if span.len() <= SHORT => {
            folded.push_str(chunk);
            folded[before..before + SHORT].make_ascii_lowercase();
            folded.truncate(before + span.len());
        }
        _ => {
            folded.push_str(&text[span.range()]);
            folded[before..].make_ascii_lowercase();
        }
    }
}

/// The [`token_hash`] of a word of `text` that is all ASCII letters and digits, found where it stands.
#[inline(always)]
fn plain_hash(text: &str, span: Span) -> u64 {
    match text.as_bytes()[span.start as usize..].first_chunk() {
        Some(chunk) if span.len() <= SHORT => {
            short_hash(lower(u128::from_le_bytes(*chunk)) & FIRST[span.len()])
        }
        _ => token_hash(&text[span.range()].to_ascii_lowercase()),
    }
}

/// Letters and digits of either case in lower case: of these only capitals lack the bit.
#[inline]
fn lower(word: u128) -> u128 {
    word | u128::from_le_bytes([b' '; SHORT])
}

/// All bits of the first so many bytes of a word: looked up, since shifts of 128 bits take several instructions.
const FIRST: [u128; SHORT + 1] = {
    let mut first = [0; SHORT + 1];
    let mut len = 1;
    while len <= SHORT {
        first[len] = first[len - 1] << 8 | 0xFF;
        len += 1;
    }
    first
};

fn read(text: &str, sink: impl Sink) {
    #[cfg(target_arch = "x86_64")]
    if let Some(wide) = Wide::of_this_processor() {
        return wide.read(text, sink);
    }
    read_blocks(Narrow, text, sink);
}

/// Put inline, so that it is compiled for the instructions that its caller may use.
#[inline(always)]
pub(super) fn read_blocks(masks: impl Masks, text: &str, sink: impl Sink) {
    let mut reader = Reader {
        text,
        word_start: 0,
        folded: String::new(),
        sink,
    };
    let mut base = 0;
    let mut inside = false;
    while base <= text.len() {
        (base, inside) = reader.read_block(masks, base, inside);
    }
}

/// A text being read.
struct Reader<'a, S> {
    text: &'a str,
    /// Where the next ASCII word begins that is to be read, or the one that went on at the end of the last block.
    word_start: usize,
    /// Memory for a folded form.
    folded: String,
    sink: S,
}

impl<S: Sink> Reader<'_, S> {
    /// Reads the block at `base`; `inside` says whether the byte before it was of a word. Returns the same two for the next.
    #[inline(always)]
    fn read_block(&mut self, masks: impl Masks, base: usize, mut inside: bool) -> (usize, bool) {
        let mut block = Block::at(masks, self.text.as_bytes(), base);
        let may_join = block.may_join();
        let (mut starts, mut ends) = block.starts_and_ends(inside);
        // Each word's start is known before its end is come to, so that no branch depends on whether a word lies in two blocks.
        if !inside {
            self.word_start = base + next(&mut starts);
        }
        while ends != 0 {
            let bit = next(&mut ends) as u32;
            let at = base + bit as usize;
            let is_plain = may_join >> bit & 1 == 0;
            let ends_word = is_plain || block.ends_word(bit, inside);
            if ends_word && (is_plain || !self.may_go_on(self.word_start, at)) {
                let (start, text) = (self.word_start, self.text);
                let has_capital = || start < base || block.has_capital(start - base, bit);
                self.sink.plain(text, Span::new(start, at), has_capital);
                self.word_start = base + next(&mut starts);
                continue;
            }
            let taken = match ends_word {
                true => self.take_word(self.word_start),
                false if self.separates(at) => continue,
                false => self.take(at),
            };
            if taken >= base + BLOCK {
                return (taken, false);
            }
            inside = false;
            block.leave_out(taken - base);
            (starts, ends) = block.starts_and_ends(inside);
            self.word_start = base + next(&mut starts);
        }
        (base + BLOCK, block.ends_inside())
    }

    /// Takes the ASCII word at `start`, which may go on over a sign, and returns where it ended.
    #[inline(never)]
    fn take_word(&mut self, start: usize) -> usize {
        let Some(word) = Joined::at(self.text.as_bytes(), start) else {
            return self.take(start);
        };
        self.sink.folded(Span::new(start, word.end), word.folded());
        word.end
    }

    /// Hands the word or sign at `at` to the grammar, and returns where it ended.
    #[inline(never)]
    fn take(&mut self, at: usize) -> usize {
        let sink = &mut self.sink;
        let mut emit = |span, folded: &str| sink.folded(span, folded);
        take(self.text, at, &mut self.folded, &mut emit)
    }

    /// Whether the grammar might let the ASCII word from `start` to `at` go on over what stands there.
    fn may_go_on(&self, start: usize, at: usize) -> bool {
        let (word, rest) = self.text.as_bytes()[start..].split_at(at - start);
        let goes_on = |next: Option<&u8>| {
            next.is_some_and(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii())
        };
        match rest {
            [b'-', next, ..] => matches!(next, b' ' | b'\t' | b'\r' | b'\n'),
            [b'.' | b',', next, ..] if next.is_ascii() => {
                let after_digit = word.last().is_some_and(u8::is_ascii_digit);
                let is_letter = !after_digit && word.len() == 1;
                (after_digit && next.is_ascii_digit()) || (is_letter && next.is_ascii_alphabetic())
            }
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

/// The place of the lowest bit, which is taken away; of no bits, one past the highest.
#[inline(always)]
fn next(bits: &mut u64) -> usize {
    let place = bits.trailing_zeros();
    *bits &= bits.wrapping_sub(1);
    place as usize
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

    #[test]
    fn the_dashes_and_quotes_of_wires_without_them_are_no_words() {
        let words = |text| {
            tokens(text)
                .into_iter()
                .map(|(_, word)| word)
                .collect::<Vec<_>>()
        };
        let typeset = "KALBORG (NW) — “The wall,” she said — twice — “isn’t safe.”";
        let wired = "KALBORG (NW) _ ``The wall,'' she said _ twice _ ``isn't safe.''\n\t   ___";
        assert_eq!(words(wired), words(typeset));
        assert_eq!(words("said_the mayor_"), ["said", "the", "mayor"]);
    }

    #[test]
    fn the_numbers_of_words_are_the_same_on_every_machine() {
        let hashes = ["a", "statement", "sixteen-letters.", "interdepartmental"].map(token_hash);
        let known = [
            15_910_964_936_026_749_783,
            1_565_347_446_065_175_199,
            1_035_046_356_931_416_834,
            8_915_035_267_174_359_434,
        ];
        assert_eq!(hashes, known);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn hashes_of_a_text_are_those_of_its_tokens(text in "([a-zA-Z0-9]{1,20}|[ .,'\n-]|[é’—中ひ]|\\PC){0,60}") {
            let (mut at_once, mut one_by_one) = (Vec::new(), Vec::new());
            each_token_hash(&text, |hash| at_once.push(hash));
            each_token(&text, |_, folded| one_by_one.push(token_hash(folded)));
            prop_assert_eq!(at_once, one_by_one);
        }

        #[test]
        fn tokens_that_are_kept_are_those_that_are_met(text in "([a-zA-Z0-9]{1,20}|[ .,'\n-]|[é’—中ひ]|\\PC){0,60}") {
            let mut kept = Tokens::of("what was there before");
            kept.refill(&text);
            let met = tokens(&text);
            prop_assert_eq!(kept.as_slice().len(), met.len());
            for (index, (span, folded)) in met.iter().enumerate() {
                let token = Token { hash: token_hash(folded), span: *span };
                prop_assert_eq!(kept.as_slice()[index], token);
                prop_assert_eq!(kept.folded(index), folded);
            }
        }

        #[test]
        fn every_processor_reads_the_same(text in "([a-zA-Z0-9]{1,20}|[ .,'\n-]|[é’—中ひ]|\\PC){0,60}") {
            let (mut here, mut anywhere) = (Vec::new(), Vec::new());
            each_token_hash(&text, |hash| here.push(hash));
            read_blocks(Narrow, &text, EachHash(|hash| anywhere.push(hash)));
            prop_assert_eq!(here, anywhere);
        }

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
