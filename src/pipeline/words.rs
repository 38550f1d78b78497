//! The words of all articles as numbers, four bytes each, so that two places with the same seed can be held against each other
//! without reading their texts again.
//!
//! Most places with the same seed are a phrase that everybody uses, such as "in the United States", with nothing alike around it.
//! How far the words agree, and what they are worth, tells these from a shared passage at the price of two looks into memory.
//! Aligning a pair of articles costs a thousand times that.

use super::budget::Budget;
use super::question::Rank;
use super::row::{Growing, Row};
use crate::align::Background;
use crate::error::StorageError;
use crate::text::Token;

/// The words of all articles in one row, one article behind the other in the order of their ranks, with a separator before each and
/// behind the last.
pub(super) struct Words {
    row: Row<u32>,
    /// The place of each article's first word; one more, as if there were another article.
    starts: Vec<u32>,
    /// For each stretch of so many words the article that its first one is of.
    signposts: Vec<Rank>,
    /// What each word is worth, in 1/8 bit, by the lowest bits of its number.
    worth: Vec<u8>,
    /// Which words are worth less than the most, by the lowest bits of their numbers, a bit for each: it stays in the processor's
    /// cache, while most words of a row are looked up in vain in `worth`.
    common: Vec<u64>,
}

/// Words from one signpost to the next.
const STRETCH: usize = 256;

/// The bit of a word's number that says that a quotation mark may stand before it.
const MARKED: u32 = 1 << 31;

/// The numbers of the words of a text.
pub(super) fn numbers<'t>(text: &'t str, tokens: &'t [Token]) -> impl Iterator<Item = u32> + 't {
    let mut end = 0;
    tokens.iter().map(move |token| {
        let gap = text.as_bytes().get(end..token.span.start as usize);
        end = token.span.end as usize;
        token.hash as u32 & !MARKED | gap.map_or(0, marked)
    })
}

fn marked(gap: &[u8]) -> u32 {
    if gap.iter().any(may_be_mark) {
        MARKED
    } else {
        0
    }
}

/// Whether a byte may be of a quotation mark: a straight one, or any sign beyond ASCII.
fn may_be_mark(byte: &u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`') || !byte.is_ascii()
}

/// Words before a place that are looked at.
const BACK: usize = 6;
/// Words from a place on that are looked at: with words of average worth, twice what any preset asks for.
const ON: usize = 12;
/// Articles whose words are gathered in one piece.
pub(super) const ARTICLES_A_PIECE: usize = 64;
/// Words in a word seed.
const SEED_WORDS: usize = 4;
/// What fifteen letters in a row are worth at least: that does not depend on how damage cut them into words.
pub(super) const LETTERS_WORTH: u32 = 20;
/// No word is worth more, in bits.
const MOST_WORTH: u32 = 11;
/// Words between a quotation mark and equal words that are close to it.
const NEAR: u32 = 2;

/// A place, and the words around it.
#[derive(Clone, Copy)]
pub(super) struct Spot {
    pub(super) article: Rank,
    /// In the row of all words.
    pub(super) place: u32,
    around: [u32; BACK + ON],
}

/// How far the words around two places are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Agreement {
    /// Equal words before the places, up to [`BACK`].
    before: u32,
    /// Equal words from the places on, up to [`ON`].
    on: u32,
}

impl Agreement {
    /// Whether there may be more equal words before these.
    pub(super) fn goes_back_far(self) -> bool {
        self.before == BACK as u32
    }

    /// Equal words before the places that are known of.
    pub(super) fn before(self) -> u32 {
        self.before
    }

    /// Words from the first of a seed to its last: of one of letters, to the last that is equal.
    pub(super) fn last_of_seed(self) -> u32 {
        self.on.min(SEED_WORDS as u32).saturating_sub(1)
    }

    /// The most that so many words can be worth, in bits.
    pub(super) fn most_bits(self) -> u32 {
        LETTERS_WORTH.max(MOST_WORTH * (self.before + self.on))
    }
}

impl Spot {
    /// How far the words around two places are equal.
    pub(super) fn agreement(&self, other: &Spot) -> Agreement {
        let words = self.around.iter().zip(&other.around).enumerate();
        let differing = words.fold(0u32, |bits, (n, (one, other))| {
            bits | u32::from((one ^ other) & !MARKED != 0) << n
        });
        Agreement {
            before: (differing << (32 - BACK)).leading_zeros().min(BACK as u32),
            on: (differing >> BACK).trailing_zeros().min(ON as u32),
        }
    }

    /// Numbers for the word before and the first one, and for the first few: where more than a seed is equal, one of them is.
    pub(super) fn neighbours(&self) -> (u64, u64) {
        let word = |at: usize| u64::from(self.around[at] & !MARKED);
        let before = word(BACK - 1) << 32 | word(BACK);
        let on = (BACK..=BACK + SEED_WORDS).fold(0u64, |sum, at| {
            (sum.rotate_left(25) ^ word(at)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
        });
        (before, on)
    }

    /// Whether quotation marks stand close to both ends of equal words.
    pub(super) fn is_at_marks(&self, agreement: Agreement) -> bool {
        let marks = self.around.iter().enumerate();
        let marks = marks.fold(0u32, |bits, (n, word)| {
            bits | u32::from(word & MARKED != 0) << n
        });
        let (start, end) = (BACK as u32 - agreement.before, BACK as u32 + agreement.on);
        let near = |from: u32| marks >> from & ((2 << NEAR) - 1) != 0;
        near(start.saturating_sub(NEAR)) && near(end)
    }
}

/// What stands behind the words of an article: equal to no word but by chance, to no other article's, and not to the zeros at the
/// ends of the row. `tail` is what is left of its text.
pub(super) fn separator(article: Rank, tail: &str) -> u32 {
    (article.0 + 1).wrapping_mul(0x9E37_79B1) >> 1 | marked(tail.as_bytes())
}

/// The words of all articles while they are gathered.
pub(super) struct GrowingWords<'b> {
    row: Growing<'b, u32>,
    /// The place of each article's first word, and one past the last separator.
    starts: Vec<u32>,
    is_too_long: bool,
}

/// Places in the row of all words: they are numbers of 32 bits.
const MOST_PLACES: usize = u32::MAX as usize - ON;

impl<'b> GrowingWords<'b> {
    /// For so many bytes of text.
    pub(super) fn for_text(bytes: u64, budget: &'b Budget) -> GrowingWords<'b> {
        let mut row = Growing::to_about(bytes as usize / 6 + BACK + ON, budget);
        row.extend(&[0; BACK]);
        GrowingWords {
            row,
            starts: vec![BACK as u32],
            is_too_long: false,
        }
    }

    /// Adds the words of articles of so many words each, with a separator behind each article.
    pub(super) fn extend(&mut self, words: &[u32], lengths: &[u32]) {
        let end = self.starts[self.starts.len() - 1];
        self.is_too_long |= words.len() > MOST_PLACES - end as usize;
        if self.is_too_long {
            return;
        }
        self.row.extend(words);
        self.starts
            .extend(lengths.iter().scan(end, |place, length| {
                *place += length + 1;
                Some(*place)
            }));
    }

    /// Whether there are more words than places. What came last was left out.
    pub(super) fn is_too_long(&self) -> bool {
        self.is_too_long
    }
}

impl Words {
    /// Of all articles in the order of their ranks. Fails if there was no room for temporary files.
    pub(super) fn new(
        background: &Background,
        words: GrowingWords<'_>,
    ) -> Result<Words, StorageError> {
        let GrowingWords {
            mut row, starts, ..
        } = words;
        row.extend(&[0; ON]);
        let worths = background.worths_of_entries();
        let worth: Vec<u8> = worths.map(|worth| (worth / 32) as u8).collect();
        Ok(Words {
            row: row.end()?,
            common: common(&worth),
            signposts: signposts(&starts),
            starts,
            worth,
        })
    }

    /// Bytes of memory that they take.
    pub(super) fn bytes(&self) -> usize {
        let of_places =
            size_of_val(self.starts.as_slice()) + size_of_val(self.signposts.as_slice());
        self.row.bytes() + of_places + self.worth.len()
    }

    /// How many words there are in all.
    pub(super) fn count_all(&self) -> u64 {
        let separators = self.starts.len() as u64 - 1;
        u64::from(self.starts[separators as usize]) - BACK as u64 - separators
    }

    /// How many words an article has.
    pub(super) fn count(&self, article: Rank) -> usize {
        (self.starts[article.index() + 1] - self.starts[article.index()] - 1) as usize
    }

    /// The place of a word of an article in the row of all words.
    pub(super) fn place(&self, article: Rank, token: u32) -> u32 {
        self.starts[article.index()] + token
    }

    /// The number of the word at a place in its article.
    pub(super) fn token(&self, article: Rank, place: u32) -> u32 {
        place - self.starts[article.index()]
    }

    /// What is around a place.
    pub(super) fn spot(&self, place: u32) -> Spot {
        let from = place as usize - BACK;
        let mut around = [0; BACK + ON];
        around.copy_from_slice(&self.row[from..from + BACK + ON]);
        Spot {
            article: self.article(place),
            place,
            around,
        }
    }

    /// The article that a place is in.
    pub(super) fn article(&self, place: u32) -> Rank {
        let mut article = self.signposts[place as usize / STRETCH];
        while self.starts[article.index() + 1] <= place {
            article.0 += 1;
        }
        article
    }

    /// What equal words around a place are worth, in bits; those of a seed together at most `most`.
    pub(super) fn bits(&self, spot: &Spot, agreement: Agreement, most: u32) -> u32 {
        let worth = |from: u32, to: u32| {
            let words = &spot.around[from as usize..to as usize];
            words.iter().map(|word| self.worth(*word)).sum::<u32>() / 8
        };
        let first = BACK as u32;
        let seed = agreement.on.min(SEED_WORDS as u32);
        let of_seed = worth(first, first + seed).max(LETTERS_WORTH).min(most);
        of_seed + worth(first + seed, first + agreement.on) + worth(first - agreement.before, first)
    }

    fn worth(&self, word: u32) -> u32 {
        let bit = word as usize % (64 * self.common.len());
        if self.common[bit / 64] >> (bit % 64) & 1 == 0 {
            return 8 * MOST_WORTH;
        }
        u32::from(self.worth[word as usize % self.worth.len()])
    }
}

/// Bits by which common words are known: 64 kB.
const COMMON_BITS: u32 = 19;

fn common(worth: &[u8]) -> Vec<u64> {
    let mut common = vec![0; (1 << COMMON_BITS) / 64];
    let is_common = |worth: u8| u32::from(worth) < 8 * MOST_WORTH;
    for (word, _) in worth
        .iter()
        .enumerate()
        .filter(|(_, worth)| is_common(**worth))
    {
        let bit = word % (1 << COMMON_BITS);
        common[bit / 64] |= 1 << (bit % 64);
    }
    common
}

fn signposts(starts: &[u32]) -> Vec<Rank> {
    let mut article = 0;
    let signpost = |place: u32| {
        while starts.get(article + 1).is_some_and(|next| *next <= place) {
            article += 1;
        }
        Rank(article as u32)
    };
    (0..starts[starts.len() - 1])
        .step_by(STRETCH)
        .map(signpost)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::made::{Desk, surveyed};
    use super::*;

    /// Equal words before two places of two texts, and from them on.
    fn compared(a: &[&str], at_a: usize, b: &[&str], at_b: usize) -> Agreement {
        let equal = |(one, other): &(&&str, &&str)| one == other;
        let before = a[..at_a].iter().rev().zip(b[..at_b].iter().rev());
        let on = a[at_a..].iter().zip(&b[at_b..]);
        Agreement {
            before: before.take(BACK).take_while(equal).count() as u32,
            on: on.take(ON).take_while(equal).count() as u32,
        }
    }

    #[test]
    fn more_words_than_places_are_refused() {
        let budget = Budget::default();
        let mut words = GrowingWords::for_text(0, &budget);
        words.starts = vec![MOST_PLACES as u32 - 3];
        words.extend(&[1, 2, 3], &[2]);
        assert!(!words.is_too_long());
        words.extend(&[1], &[0]);
        assert!(words.is_too_long());
    }

    /// Articles of up to 15 words out of three, so that each two agree somewhere; every fifth is empty.
    fn articles() -> Vec<String> {
        let mut desk = Desk(1);
        let mut text = |n: usize| match n % 5 {
            3 => String::new(),
            _ => {
                let count = 1 + desk.below(15);
                desk.words(count, 3).join(" ")
            }
        };
        (0..20).map(&mut text).collect()
    }

    #[test]
    fn two_places_agree_as_far_as_the_words_of_their_texts_do() {
        let texts = articles();
        let survey = surveyed(&texts);
        let all: Vec<Vec<&str>> = texts
            .iter()
            .map(|t| t.split_whitespace().collect())
            .collect();
        let spot = |article: usize, word: usize| {
            let place = survey.words.place(Rank(article as u32), word as u32);
            survey.words.spot(place)
        };
        let pairs = (0..all.len()).flat_map(|a| (0..a).map(move |b| (a, b)));
        for (a, b) in pairs {
            for at_a in 0..all[a].len() {
                for at_b in 0..all[b].len() {
                    let agreement = spot(a, at_a).agreement(&spot(b, at_b));
                    let expected = compared(&all[a], at_a, &all[b], at_b);
                    assert_eq!(agreement, expected, "{a}:{at_a} {b}:{at_b}");
                }
            }
        }
    }

    #[test]
    fn of_every_place_its_article_is_known() {
        let mut texts = articles();
        texts.insert(7, "ba ".repeat(3 * STRETCH));
        let words = surveyed(&texts).words;
        for (article, text) in (0..).map(Rank).zip(&texts) {
            assert_eq!(words.count(article), text.split_whitespace().count());
            for token in 0..words.count(article) as u32 {
                let place = words.place(article, token);
                assert_eq!(words.article(place), article);
                assert_eq!(words.spot(place).article, article);
            }
        }
    }

    #[test]
    fn equal_words_between_marks_are_known_and_those_beside_one_mark_are_not() {
        let is_at_marks = |text: &str| {
            let words = surveyed(&[text.to_owned(), "we will rebuild it".to_owned()]).words;
            let at = text
                .split_whitespace()
                .position(|word| word.ends_with("we"));
            let [one, other] = [(0, at.unwrap() as u32), (1, 0)]
                .map(|(article, token)| words.spot(words.place(Rank(article), token)));
            one.is_at_marks(one.agreement(&other))
        };
        assert!(is_at_marks("he said: “we will rebuild it” at noon today"));
        assert!(is_at_marks("he said: \"and we will rebuild it\""));
        assert!(!is_at_marks(
            "he said: “we will rebuild it at noon today, or so”"
        ));
        assert!(!is_at_marks("he said we will rebuild it at noon"));
    }
}
