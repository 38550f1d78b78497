//! Two sides into sentences, and sentences into bags of stems: what says the same in another order is found by its words alone.
//!
//! The bag of words with the weight of information retrieval, counted over the sentences of the two texts (tf-isf; Sanchez-Perez,
//! Sidorov and Gelbukh 2014, "A Winning Approach to Text Alignment for Text Reuse Detection"). A stem that stands in most of
//! the sentences weighs next to nothing, be it a function word or the name that both articles are about: no list of stop words has to
//! be shipped. A word's first letters stand for its stem, which serves every script that inflects at the end of a word;
//! a stemmer for one language was not tried for that reason.

use std::ops::Range;

use hashbrown::HashMap;

use super::Side;
use super::logarithm::log2;
use crate::text::token_hash;

/// Letters of a word that are taken for its stem. 4 to 7 differ by half a hundredth of plagdet on text translated there and back.
const STEM_LETTERS: usize = 5;

/// A sentence has at least so many words, else it goes on: initials and abbreviations end in a full stop.
const FEWEST_WORDS: usize = 4;

/// A sentence has at most so many words: text without punctuation is cut.
const MOST_WORDS: usize = 60;

/// Some words, whatever their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Bag {
    /// Stems, in order, and what each weighs: its number times its weight, in 1/256 bit.
    stems: Vec<(u32, u64)>,
    /// What all of them weigh.
    weight: u64,
    /// Their length as a vector.
    length: u64,
}

impl Bag {
    fn of(mut stems: Vec<(u32, u64)>) -> Bag {
        stems.sort_unstable_by_key(|(stem, _)| *stem);
        stems.dedup_by(|later, first| {
            let is_same = later.0 == first.0;
            first.1 += u64::from(is_same) * later.1;
            is_same
        });
        let square: u128 = stems.iter().map(|(_, weight)| square(*weight)).sum();
        Bag {
            weight: stems.iter().map(|(_, weight)| weight).sum(),
            length: square.isqrt() as u64,
            stems,
        }
    }

    /// The angle between two bags, in 1/1000: 0 where they share no stem, 1000 where they are of the same words.
    pub(super) fn cosine(&self, other: &Bag) -> u32 {
        let (mut product, mut rest) = (0u128, other.stems.iter().peekable());
        for (stem, weight) in &self.stems {
            while rest.next_if(|(other, _)| other < stem).is_some() {}
            if let Some((_, of_other)) = rest.next_if(|(other, _)| other == stem) {
                product += u128::from(*weight) * u128::from(*of_other);
            }
        }
        thousandths(product, u128::from(self.length) * u128::from(other.length))
    }
}

fn square(weight: u64) -> u128 {
    u128::from(weight) * u128::from(weight)
}

fn thousandths(part: u128, whole: u128) -> u32 {
    (part * 1000 / whole.max(1)).min(1000) as u32
}

/// A sentence of one side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sentence {
    /// Its words: first, one past the last.
    pub(super) words: (u32, u32),
    bag: Bag,
}

/// The sentences of two sides.
pub(super) struct Sentences {
    pub(super) a: Vec<Sentence>,
    pub(super) b: Vec<Sentence>,
}

impl Sentences {
    pub(super) fn of(a: &Side<'_>, b: &Side<'_>) -> Sentences {
        let mut stems = Stems::default();
        let (of_a, of_b) = (stems.counted(a), stems.counted(b));
        let weights = stems.weights((of_a.len() + of_b.len()) as u64);
        let weighed = |sentences: Vec<(Range<usize>, Vec<u32>)>| {
            let weigh = |(words, stems): (Range<usize>, Vec<u32>)| Sentence {
                words: (words.start as u32, words.end as u32),
                bag: Bag::of(
                    stems
                        .iter()
                        .map(|stem| (*stem, weights[*stem as usize]))
                        .collect(),
                ),
            };
            sentences.into_iter().map(weigh).collect()
        };
        Sentences {
            a: weighed(of_a),
            b: weighed(of_b),
        }
    }

    /// The pairs of sentences (of `a`, of `b`, by number) that are as alike, both by cosine and by Dice's coefficient, as
    /// `likeness` says, in 1/1000. Only sentences that share a stem are looked at.
    pub(super) fn alike(&self, likeness: u32) -> Vec<(u32, u32)> {
        let postings = postings(&self.b);
        let mut found = Vec::new();
        let mut shared = vec![Shared::default(); self.b.len()];
        for (i, sentence) in self.a.iter().enumerate() {
            shared.fill(Shared::default());
            for (stem, weight) in &sentence.bag.stems {
                for (j, of_other) in postings.get(*stem as usize).into_iter().flatten() {
                    shared[*j as usize].add(*weight, *of_other);
                }
            }
            for (j, (shared, other)) in shared.iter().zip(&self.b).enumerate() {
                if shared.likeness(&sentence.bag, &other.bag) >= likeness {
                    found.push((i as u32, j as u32));
                }
            }
        }
        found
    }
}

/// The words and the bag of sentences in a row.
pub(super) fn whole(sentences: &[Sentence]) -> ((u32, u32), Bag) {
    let stems = sentences
        .iter()
        .flat_map(|sentence| sentence.bag.stems.iter().copied());
    let first = sentences.first().map_or(0, |sentence| sentence.words.0);
    let last = sentences.last().map_or(0, |sentence| sentence.words.1);
    ((first, last), Bag::of(stems.collect()))
}

/// What two sentences share.
#[derive(Clone, Copy, Default)]
struct Shared {
    product: u64,
    weight: u64,
}

impl Shared {
    fn add(&mut self, one: u64, other: u64) {
        self.product += one * other;
        self.weight += one.min(other);
    }

    /// The lesser of cosine and Dice's coefficient, in 1/1000. The cosine alone is high for sentences that have one rare
    /// word in common and little else.
    fn likeness(self, one: &Bag, other: &Bag) -> u32 {
        if self.product == 0 {
            return 0;
        }
        let lengths = u128::from(one.length) * u128::from(other.length);
        let cosine = thousandths(u128::from(self.product), lengths);
        let weights = u128::from(one.weight) + u128::from(other.weight);
        cosine.min(thousandths(2 * u128::from(self.weight), weights))
    }
}

/// For each stem, the sentences it stands in and what it weighs there.
fn postings(sentences: &[Sentence]) -> Vec<Vec<(u32, u64)>> {
    let stems = sentences.iter().flat_map(|sentence| &sentence.bag.stems);
    let highest = stems.map(|(stem, _)| *stem as usize + 1).max();
    let mut postings = vec![Vec::new(); highest.unwrap_or(0)];
    for (number, sentence) in sentences.iter().enumerate() {
        for (stem, weight) in &sentence.bag.stems {
            postings[*stem as usize].push((number as u32, *weight));
        }
    }
    postings
}

/// The stems of two sides, numbered as they are met.
#[derive(Default)]
struct Stems {
    numbers: HashMap<u64, u32>,
    /// For each stem, in how many sentences it stands, and the last of these.
    sentences: Vec<(u64, u64)>,
    /// Sentences met so far.
    met: u64,
}

impl Stems {
    /// The sentences of one side, each with the stems of its words.
    fn counted(&mut self, side: &Side<'_>) -> Vec<(Range<usize>, Vec<u32>)> {
        let sentences = sentences(side).into_iter();
        sentences
            .map(|words| {
                self.met += 1;
                let stems = words.clone().map(|word| self.count(stem(side, word)));
                (words, stems.collect())
            })
            .collect()
    }

    fn count(&mut self, stem: u64) -> u32 {
        let next = self.numbers.len() as u32;
        let number = *self.numbers.entry(stem).or_insert(next);
        if number == next {
            self.sentences.push((0, 0));
        }
        let (sentences, last) = &mut self.sentences[number as usize];
        if *last != self.met {
            (*sentences, *last) = (*sentences + 1, self.met);
        }
        number
    }

    /// What each stem weighs, in 1/256 bit: the more, the fewer of the sentences it stands in. A stem that stands in all of them
    /// keeps a third of a bit, so that two texts of one sentence can be compared at all.
    fn weights(&self, sentences: u64) -> Vec<u64> {
        let weight =
            |(with, _): &(u64, u64)| (log2(4 * sentences + with) - log2(4 * with)).max(0) as u64;
        self.sentences.iter().map(weight).collect()
    }
}

/// The sentences of a text, as ranges of its tokens.
fn sentences(side: &Side<'_>) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for word in 1..side.len() {
        let words = word - start;
        if words >= MOST_WORDS || (words >= FEWEST_WORDS && side.sentence_ended(word)) {
            found.push(start..word);
            start = word;
        }
    }
    let rest = start..side.len();
    match found.last_mut() {
        Some(last) if rest.len() < FEWEST_WORDS => last.end = rest.end,
        _ if rest.is_empty() => {}
        _ => found.push(rest),
    }
    found
}

/// A number for the first letters of a word; for all of a word with digits, whose end tells as much as its beginning.
fn stem(side: &Side<'_>, word: usize) -> u64 {
    let letters = side.tokens.folded(word);
    match letters.char_indices().nth(STEM_LETTERS) {
        Some((end, _)) if !letters.contains(|c: char| c.is_ascii_digit()) => {
            token_hash(&letters[..end])
        }
        _ => side.hash(word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::Background;

    fn with_sentences<R>(a: &str, b: &str, then: impl FnOnce(Sentences) -> R) -> R {
        let background = Background::default();
        then(Sentences::of(
            &Side::new(a, &background),
            &Side::new(b, &background),
        ))
    }

    #[test]
    fn every_word_is_in_one_sentence() {
        let text =
            "Mr. Berg left Vessby on Monday. It rained! Nobody saw the ships go, the master said.";
        with_sentences(text, "", |sentences| {
            let words: Vec<(u32, u32)> = sentences.a.iter().map(|s| s.words).collect();
            assert_eq!(
                words,
                [(0, 6), (6, 16)],
                "two words are no sentence of their own"
            );
        });
    }

    #[test]
    fn text_without_punctuation_is_cut() {
        with_sentences(&"word ".repeat(150), "", |sentences| {
            assert_eq!(sentences.a.len(), 3);
        });
    }

    #[test]
    fn sentences_of_the_same_stems_in_another_order_are_alike() {
        let (a, b) = (
            "The council closed the harbour after the storm. Trains were running late all Monday.",
            "After storms the harbour was closed by the council. Nobody told the fishermen of it.",
        );
        with_sentences(a, b, |sentences| assert_eq!(sentences.alike(600), [(0, 0)]));
    }

    #[test]
    fn numbers_that_begin_alike_are_not_one_stem() {
        with_sentences(
            "The loss was 1234567 crowns",
            "The loss was 1234599 crowns",
            |sentences| {
                let stems = |sentence: &Sentence| sentence.bag.stems.len();
                assert_eq!(stems(&sentences.a[0]) + stems(&sentences.b[0]), 10);
                assert!(sentences.a[0].bag.cosine(&sentences.b[0].bag) < 1000);
            },
        );
    }
}
