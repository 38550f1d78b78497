//! Tokens into seeds: the short word sequences by which two articles find each other.
//!
//! Two kinds, united. Word 4-grams chosen by winnowing (Schleimer, Wilkerson, Aiken 2003) over windows of 3: every
//! exact run of 6 words or more in two articles gives both the same seed, at half a seed a word. Letter 15-grams at word
//! starts, spaces and punctuation dropped: they survive the damage of scanning, which breaks every run of 4 words.

use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::{Anchor, Side};
use crate::text::{Token, Tokens, gram_width};

/// Words in a word seed.
const WORDS: usize = 4;
/// Word seeds of which the smallest is chosen.
const WINDOW: usize = 3;
/// Letters (characters of folded text) in a letter seed. Not bytes: of Arabic those are seven letters, of Hindi five, which is
/// one word, and one common word is met everywhere.
const LETTERS: usize = 15;
/// The same where two characters in a row are a token: three such tokens, four characters of Chinese, are worth as much as fifteen
/// letters, and a quotation of eight characters is still met.
const LETTERS_OF_PAIRS: usize = 6;

/// A number that two articles share where they share words, and the token it begins at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seed {
    /// What is compared.
    pub hash: u64,
    /// The first token of it.
    pub token: u32,
    is_words: bool,
}

impl Seed {
    /// The tokens of a word seed; `None` for a letter seed, whose words may be damaged.
    pub fn words(&self) -> Option<Range<usize>> {
        let first = self.token as usize;
        self.is_words.then_some(first..first + WORDS)
    }

    /// The tokens of either kind of seed, of a letter seed to the one that its last letter is in.
    pub(crate) fn extent(&self, tokens: &Tokens) -> Range<usize> {
        self.words().unwrap_or_else(|| {
            let first = self.token as usize;
            let end = tokens.letters_start(first) + LETTERS;
            let is_within = |token: &usize| tokens.letters_start(*token) < end;
            let count = (first..tokens.as_slice().len())
                .take_while(is_within)
                .count();
            first..first + count
        })
    }
}

/// The seeds of one text, in no particular order.
pub fn seeds(tokens: &Tokens, mut emit: impl FnMut(Seed)) {
    word_seeds(tokens, &mut emit);
    letter_seeds(tokens, &mut emit);
}

/// Winnowing: of each window of word seeds the smallest, the last of equals, each once.
fn word_seeds(tokens: &Tokens, emit: &mut impl FnMut(Seed)) {
    let mixed_words = |gram: &[Token]| mixed(gram.iter().map(|token| token.hash));
    let grams: Vec<u64> = tokens.as_slice().windows(WORDS).map(mixed_words).collect();
    for place in chosen(&grams) {
        emit(Seed {
            hash: grams[place as usize],
            token: place,
            is_words: true,
        });
    }
}

/// The places of the smallest of each window, in order, each once. Which is the smallest is chance, and a branch on it would be
/// mispredicted every other time: each place is written down, and the next one over it if it is the same.
fn chosen(grams: &[u64]) -> Vec<u32> {
    if grams.len() < WINDOW {
        return grams
            .first()
            .map(|_| last_of_smallest(grams))
            .into_iter()
            .collect();
    }
    let mut places = vec![0; grams.len()];
    let mut count = 0;
    for (start, window) in (0..).zip(grams.windows(WINDOW)) {
        let place = start + last_of_smallest(window);
        count += usize::from(start > 0 && places[count] != place);
        places[count] = place;
    }
    places.truncate(count + 1);
    places
}

#[inline(always)]
fn last_of_smallest(window: &[u64]) -> u32 {
    let places = window.iter().zip(0..);
    let smallest = places.reduce(|best, next| if next.0 <= best.0 { next } else { best });
    smallest.map_or(0, |(_, place)| place)
}

/// One seed for each word start that has enough letters behind it.
fn letter_seeds(tokens: &Tokens, emit: &mut impl FnMut(Seed)) {
    let letters = tokens.letters().as_bytes();
    let hashed = |gram: &[u8]| xxh3_64_with_seed(gram, 15);
    for token in 0..tokens.as_slice().len() {
        let hash = match letters[tokens.letters_start(token)..].first_chunk::<16>() {
            // Of a length that is known, the hash is a few instructions.
            Some(chunk) if chunk.is_ascii() => Some(hashed(&chunk[..LETTERS])),
            _ => letter_gram(tokens, token).map(|gram| hashed(gram.as_bytes())),
        };
        if let Some(hash) = hash {
            emit(Seed {
                hash,
                token: token as u32,
                is_words: false,
            });
        }
    }
}

/// The letters of the seed at a word start, in any script; `None` where too few are left.
#[inline(never)]
fn letter_gram(tokens: &Tokens, token: usize) -> Option<&str> {
    let letters = &tokens.letters()[tokens.letters_start(token)..];
    let count = match gram_width(tokens.folded(token)) {
        Some(2) => LETTERS_OF_PAIRS,
        _ => LETTERS,
    };
    first_letters(letters, count)
}

/// The first `count` letters, if there are so many.
fn first_letters(letters: &str, count: usize) -> Option<&str> {
    match letters.as_bytes().get(..count) {
        Some(bytes) if bytes.is_ascii() => Some(&letters[..count]),
        _ => {
            let (last, c) = letters.char_indices().nth(count - 1)?;
            Some(&letters[..last + c.len_utf8()])
        }
    }
}

/// One number for several, in order.
fn mixed(hashes: impl Iterator<Item = u64>) -> u64 {
    let sum = hashes.fold(0u64, |sum, hash| {
        sum.rotate_left(17).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ hash
    });
    let sum = (sum ^ (sum >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    sum ^ (sum >> 32)
}

/// The anchors of two sides by their seeds: what the pipeline finds for a whole archive, for two texts alone.
pub fn common_seeds(a: &Side<'_>, b: &Side<'_>) -> Vec<Anchor> {
    let sorted = |side: &Side<'_>| {
        let mut list = Vec::new();
        seeds(&side.tokens, |seed| list.push(seed));
        list.sort_unstable();
        list
    };
    let (in_a, in_b) = (sorted(a), sorted(b));
    let mut anchors = Vec::new();
    for of_a in in_a.chunk_by(|one, next| one.hash == next.hash) {
        let from = in_b.partition_point(|seed| seed.hash < of_a[0].hash);
        let of_b = &in_b[from..];
        let of_b = &of_b[..of_b.partition_point(|seed| seed.hash == of_a[0].hash)];
        anchor_all(of_a, of_b, &mut anchors);
    }
    anchors
}

/// Pairs of places of one seed above which only the first is anchored to the first, the second to the second, and so on.
const CUT_OFF: usize = 4_096;

fn anchor_all(of_a: &[Seed], of_b: &[Seed], anchors: &mut Vec<Anchor>) {
    let anchor = |(a, b): (&Seed, &Seed)| Anchor {
        a: a.token,
        b: b.token,
    };
    if of_a.len() * of_b.len() > CUT_OFF {
        anchors.extend(of_a.iter().zip(of_b).map(anchor));
    } else {
        anchors.extend(
            of_a.iter()
                .flat_map(|a| of_b.iter().map(move |b| (a, b)))
                .map(anchor),
        );
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Reverse;

    use proptest::prelude::*;

    use super::*;

    /// Winnowing as the paper has it: window by window.
    fn chosen_plainly(grams: &[u64]) -> Vec<u32> {
        let mut places = Vec::new();
        for start in 0..(grams.len() + 1).saturating_sub(WINDOW).max(1) {
            let window = start..grams.len().min(start + WINDOW);
            places.extend(window.min_by_key(|place| (grams[*place], Reverse(*place))));
        }
        places.dedup();
        places.into_iter().map(|place| place as u32).collect()
    }

    /// Letter by letter, whatever the script.
    fn letter_seeds_plainly(tokens: &Tokens) -> Vec<Seed> {
        let seed = |token: usize| {
            let gram = letter_gram(tokens, token)?;
            Some(Seed {
                hash: xxh3_64_with_seed(gram.as_bytes(), 15),
                token: token as u32,
                is_words: false,
            })
        };
        (0..tokens.as_slice().len()).filter_map(seed).collect()
    }

    proptest! {
        #[test]
        fn the_smallest_of_each_window_are_chosen(grams in prop::collection::vec(0u64..9, 0..40)) {
            prop_assert_eq!(chosen(&grams), chosen_plainly(&grams));
        }

        #[test]
        fn letters_by_fifteens_are_those_letter_by_letter(text in "([a-zA-Z0-9]{1,20}|[ .,'\n-]|[é’—中ひ文字กा]|\\PC){0,60}") {
            let tokens = Tokens::of(&text);
            let mut found = Vec::new();
            letter_seeds(&tokens, &mut |seed| found.push(seed));
            prop_assert_eq!(found, letter_seeds_plainly(&tokens));
        }
    }

    #[test]
    fn a_letter_seed_has_as_many_letters_in_every_script() {
        for letters in [
            "thecouncilhasputaside",
            "خصصالمجلسمبلغالكلأسرة",
            "परिषदनेहरउसघरकेलिएरुपये",
        ] {
            let seed = first_letters(letters, LETTERS).unwrap();
            assert_eq!(seed.chars().count(), LETTERS);
        }
    }
}
