//! The words of all articles as numbers, four bytes each, so that two places with the same seed can be held against each other
//! without reading their texts again.
//!
//! Most places with the same seed are a phrase that everybody uses, such as "in the United States", with nothing alike around it.
//! How far the words agree, and what they are worth, tells these from a shared passage at the price of two looks into memory.
//! Aligning a pair of articles costs ten thousand times that.

use super::question::Rank;
use crate::align::Background;
use crate::text::Token;

/// Articles whose words are held in one piece.
pub(super) const ARTICLES_A_PIECE: usize = 64;

/// The words of all articles, one article behind the other in the order of their ranks.
pub(super) struct Words {
    pieces: Vec<Vec<u32>>,
    /// The place of each article's first word in the row of all words; one more at the end.
    starts: Vec<u32>,
    /// For each stretch of so many words the article that its first one is of.
    signposts: Vec<Rank>,
    /// What each word is worth, in 1/8 bit, by the lowest bits of its number.
    worth: Vec<u8>,
}

/// Words from one signpost to the next.
const STRETCH: usize = 256;

/// Bits of a word's number by which its worth is known.
const WORTH_BITS: u32 = 20;

/// A word of an article, among the others.
#[derive(Clone, Copy)]
pub(super) struct Spot<'w> {
    pub(super) article: Rank,
    words: &'w [u32],
    pub(super) token: usize,
}

/// Equal words on both sides of two places that are looked at.
const LOOK_BACK: usize = 8;
/// The same behind them: with words of average worth, twice what any preset asks for.
const LOOK_ON: usize = 16;
/// Words in a word seed.
const SEED_WORDS: usize = 4;
/// What fifteen letters in a row are worth at least: that does not depend on how damage cut them into words.
pub(super) const LETTERS_WORTH: u32 = 20;

/// What two places have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Agreement {
    /// Equal words before the places, up to [`LOOK_BACK`].
    pub(super) before: usize,
    /// Equal words from the places on, up to [`LOOK_ON`].
    on: usize,
    /// What the equal words are worth together, in bits.
    pub(super) bits: u32,
}

impl Agreement {
    /// Whether there may be more equal words before these.
    pub(super) fn goes_back_far(&self) -> bool {
        self.before == LOOK_BACK
    }
}

/// The bit of a word's number that says that a quotation mark may stand before it.
const MARKED: u32 = 1 << 31;

/// The numbers of the words of a text.
pub(super) fn numbers<'t>(text: &'t str, tokens: &'t [Token]) -> impl Iterator<Item = u32> + 't {
    let mut end = 0;
    tokens.iter().map(move |token| {
        let gap = text.as_bytes().get(end..token.span.start as usize);
        end = token.span.end as usize;
        let is_marked = gap.is_some_and(|gap| gap.iter().any(may_be_mark));
        token.hash as u32 & !MARKED | if is_marked { MARKED } else { 0 }
    })
}

/// Whether a byte may be of a quotation mark: a straight one, or any sign beyond ASCII.
fn may_be_mark(byte: &u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`') || !byte.is_ascii()
}

fn is_same(one: u32, other: u32) -> bool {
    (one ^ other) & !MARKED == 0
}

impl Spot<'_> {
    /// The equal words around a place that others have too: a number for the word before, one for the first few.
    pub(super) fn neighbours(&self) -> (u64, u64) {
        let word = |at: usize| self.words.get(at).map_or(0, |word| u64::from(word & !MARKED));
        let before = self.token.checked_sub(1).map_or(self.article.0.into(), word);
        let on = (0..5).fold(0u64, |sum, n| {
            (sum.rotate_left(25) ^ word(self.token + n)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
        });
        (before << 32 | word(self.token), on)
    }

    /// Whether a quotation mark stands close to either end of equal words.
    fn is_at_marks(&self, agreement: &Agreement) -> bool {
        let (start, end) = (self.token - agreement.before, self.token + agreement.on);
        let near_start = start.saturating_sub(NEAR)..start + 1;
        let near_end = end..(end + NEAR + 1).min(self.words.len());
        let is_marked = |words: std::ops::Range<usize>| {
            let words = self.words.get(words);
            words.is_some_and(|words| words.iter().any(|word| word & MARKED != 0))
        };
        is_marked(near_start) || end >= self.words.len() || is_marked(near_end)
    }
}

/// Words between a quotation mark and equal words that are close to it.
const NEAR: usize = 2;

impl Words {
    pub(super) fn new(background: &Background, pieces: Vec<Vec<u32>>, lengths: &[u32]) -> Words {
        let mut starts = Vec::with_capacity(lengths.len() + 1);
        let mut start = 0;
        for length in lengths {
            starts.push(start);
            start += length;
        }
        starts.push(start);
        let worth = (0..1 << WORTH_BITS).map(|entry| (background.worth_of_entry(entry) / 32) as u8);
        Words {
            pieces,
            signposts: signposts(&starts),
            starts,
            worth: worth.collect(),
        }
    }

    /// How many words an article has.
    pub(super) fn count(&self, article: Rank) -> usize {
        (self.starts[article.index() + 1] - self.starts[article.index()]) as usize
    }

    /// The place of a word of an article in the row of all words.
    pub(super) fn place(&self, article: Rank, token: u32) -> u32 {
        self.starts[article.index()] + token
    }

    /// The word at a place.
    pub(super) fn spot(&self, place: u32) -> Spot<'_> {
        let mut article = self.signposts[place as usize / STRETCH].index();
        while self.starts[article + 1] <= place {
            article += 1;
        }
        let piece = article / ARTICLES_A_PIECE;
        let first = self.starts[piece * ARTICLES_A_PIECE];
        let range = (self.starts[article] - first) as usize..(self.starts[article + 1] - first) as usize;
        Spot {
            article: Rank(article as u32),
            words: &self.pieces[piece][range],
            token: (place - self.starts[article]) as usize,
        }
    }

    /// How far the words around two places agree, and what that is worth; of the words of a seed together at most `most` bits.
    pub(super) fn agreement(&self, one: &Spot<'_>, other: &Spot<'_>, most: u32) -> Agreement {
        let pairs = one.words[one.token..].iter().zip(&other.words[other.token..]);
        let equal = pairs.take(LOOK_ON).take_while(|(one, other)| is_same(**one, **other));
        let (mut seed, mut beyond, mut on) = (0, 0, 0);
        for (word, _) in equal {
            on += 1;
            if on <= SEED_WORDS {
                seed += self.worth(*word);
            } else {
                beyond += self.worth(*word);
            }
        }
        let pairs = one.words[..one.token].iter().rev().zip(other.words[..other.token].iter().rev());
        let back = pairs.take(LOOK_BACK).take_while(|(one, other)| is_same(**one, **other));
        let mut before = 0;
        for (word, _) in back {
            before += 1;
            beyond += self.worth(*word);
        }
        Agreement {
            before,
            on,
            bits: (seed / 8).max(LETTERS_WORTH).min(most) + beyond / 8,
        }
    }

    /// Whether a quotation mark stands close to the equal words, on either side.
    pub(super) fn is_at_marks(one: &Spot<'_>, other: &Spot<'_>, agreement: &Agreement) -> bool {
        one.is_at_marks(agreement) || other.is_at_marks(agreement)
    }

    /// What the words of a seed are worth, in bits, by themselves.
    pub(super) fn seed_worth(&self, spot: &Spot<'_>) -> u32 {
        let words = spot.words[spot.token..].iter().take(SEED_WORDS);
        words.map(|word| self.worth(*word)).sum::<u32>() / 8
    }

    fn worth(&self, word: u32) -> u32 {
        u32::from(self.worth[word as usize & (self.worth.len() - 1)])
    }
}

fn signposts(starts: &[u32]) -> Vec<Rank> {
    let words = starts[starts.len() - 1];
    let mut article = 0;
    let signpost = |place: u32| {
        while starts[article + 1] <= place {
            article += 1;
        }
        Rank(article as u32)
    };
    (0..words).step_by(STRETCH).map(signpost).collect()
}
