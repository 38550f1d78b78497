//! Words in a row into what each is worth: [`Background::worth`] of them all, at once.
//!
//! The tables are larger than the processor's cache, and looking up is nearly all the work. Word by word, each pair is looked up
//! twice and each triple three times; here once. And all are looked up before any is judged, so that the processor waits for many at
//! the same time.

use std::ops::Range;

use super::Background;
use super::logarithm::log2;
use super::surprisal::{OWN_COPIES, frequency, most_worth, places, sequence};
use crate::text::{Token, Tokens};

/// What it is worth to meet each of these tokens twice, in 1/256 bit.
pub(super) fn worths(background: &Background, tokens: &Tokens, of: Range<usize>) -> Vec<i32> {
    let mut worths = of_words(background, tokens, of.clone());
    let of_all = background.of_all_sequences();
    for (phrase, counted) in phrases(background, tokens.as_slice(), of.clone()) {
        let Some(others) = background.others(counted) else {
            continue;
        };
        let share = (of_all - log2(others)) / phrase.len() as i32;
        let (from, to) = (phrase.start.max(of.start), phrase.end.min(of.end));
        for worth in &mut worths[from - of.start..to - of.start] {
            *worth = share.min(*worth);
        }
    }
    worths
}

/// What each is worth by itself.
fn of_words(background: &Background, tokens: &Tokens, of: Range<usize>) -> Vec<i32> {
    let words = tokens.as_slice()[of.clone()].iter();
    let counts: Vec<u32> = words.map(|word| background.word_count(*word)).collect();
    let of_all = background.of_all_words();
    let worth = |(index, counted): (usize, u32)| {
        let folded = tokens.folded(index);
        let alone = of_all - frequency(folded, counted.saturating_sub(OWN_COPIES));
        alone.min(most_worth(folded))
    };
    of.zip(counts).map(worth).collect()
}

/// A pair or a triple of words, and where it is counted.
#[derive(Clone, Copy, Default)]
struct Phrase {
    start: usize,
    length: usize,
    places: [usize; 2],
}

/// The pairs and triples with a word among these that may be frequent, each with what is counted of it.
fn phrases(
    background: &Background,
    list: &[Token],
    of: Range<usize>,
) -> impl Iterator<Item = (Range<usize>, u32)> {
    let phrases = may_be_frequent(background, list, of);
    let counts: Vec<u32> = phrases
        .iter()
        .map(|phrase| background.sequence_count(phrase.places))
        .collect();
    let range = |phrase: Phrase| phrase.start..phrase.start + phrase.length;
    phrases.into_iter().map(range).zip(counts)
}

/// Each phrase is written down, and the next one over it unless it stays: a branch would be mispredicted, and all that is read
/// ahead behind it lost.
fn may_be_frequent(background: &Background, list: &[Token], of: Range<usize>) -> Vec<Phrase> {
    let frequent = background.frequent();
    let mut found = vec![Phrase::default(); 2 * of.len() + 4];
    let mut count = 0;
    for length in [2, 3] {
        let first = (of.start + 1).saturating_sub(length);
        for (start, words) in (first..of.end).zip(list[first..].windows(length)) {
            let places = places(sequence(words));
            found[count] = Phrase {
                start,
                length,
                places,
            };
            count += usize::from(frequent.may_hold(places));
        }
    }
    found.truncate(count);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worths_at_once_are_those_of_each_word() {
        let text =
            "the ship of the line sailed past the ship of fools and the ship of the line, 中文字, "
                .repeat(30);
        let tokens = Tokens::of(&text);
        let all = tokens.as_slice().len();
        let mut background = Background::default();
        for times in [0, 1, 9, 300] {
            (0..times).for_each(|_| background.add(tokens.as_slice()));
            for of in [0..1, 0..7, 5..9, 40..all, 0..all] {
                let one_by_one: Vec<i32> = of
                    .clone()
                    .map(|word| background.worth(&tokens, word))
                    .collect();
                assert_eq!(worths(&background, &tokens, of), one_by_one);
            }
        }
    }

    #[test]
    fn a_text_of_one_word_has_no_phrase() {
        let tokens = Tokens::of("rain");
        let background = Background::default();
        assert_eq!(
            worths(&background, &tokens, 0..1),
            [background.worth(&tokens, 0)]
        );
    }
}
