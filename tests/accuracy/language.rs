//! Numbers into an invented language: words, sentences and paragraphs that are distributed as in a newspaper.
//!
//! Words are met by Zipf's law, frequent ones are short (Zipf's law of abbreviation), and sentences have commas and full
//! stops. That is what the program's scores rest on; meaning is not.

use std::collections::HashSet;

/// A small generator of numbers (SplitMix64), so that every run has the same text.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// 0 to `sides - 1`.
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        (self.next() >> 11) as usize % sides
    }

    /// `least` to `most`.
    pub(crate) fn between(&mut self, least: usize, most: usize) -> usize {
        least + self.roll(most - least + 1)
    }

    /// 0 to 1.
    pub(crate) fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub(crate) fn pick<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[self.roll(of.len())]
    }

    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.roll(last + 1));
        }
    }
}

/// Different words of the language.
const WORDS: usize = 12_000;

/// Words, the most frequent first, and how often each or a more frequent one is met.
pub(crate) struct Language {
    words: Vec<String>,
    up_to: Vec<f64>,
}

impl Language {
    pub(crate) fn invented(dice: &mut Dice) -> Language {
        let mut known = HashSet::new();
        let mut words = Vec::with_capacity(WORDS);
        while words.len() < WORDS {
            let word = invented_word(letters_at(words.len(), dice), dice);
            if known.insert(word.clone()) {
                words.push(word);
            }
        }
        let mut sum = 0.0;
        let up_to = (0..WORDS).map(|rank| {
            sum += 1.0 / (rank as f64 + 2.7);
            sum
        });
        Language {
            up_to: up_to.collect(),
            words,
        }
    }

    /// A word as a text has them.
    pub(crate) fn word(&self, dice: &mut Dice) -> &str {
        let at = dice.share() * self.up_to[WORDS - 1];
        &self.words[self.up_to.partition_point(|&sum| sum <= at).min(WORDS - 1)]
    }

    pub(crate) fn words(&self, count: usize, dice: &mut Dice) -> Vec<String> {
        (0..count).map(|_| self.word(dice).to_owned()).collect()
    }

    /// So many words, a comma after some, and a full stop.
    pub(crate) fn sentence(&self, count: usize, dice: &mut Dice) -> String {
        let mut words = self.words(count, dice);
        for word in &mut words[1..count - 1] {
            if dice.roll(12) == 0 {
                word.push(',');
            }
        }
        capital(&words.join(" ")) + "."
    }

    /// Two to four sentences.
    pub(crate) fn paragraph(&self, dice: &mut Dice) -> Vec<String> {
        let count = dice.between(2, 4);
        let sentence = |_| {
            let words = dice.between(8, 26);
            self.sentence(words, dice)
        };
        (0..count).map(sentence).collect()
    }

    /// A name: two words that are not met often.
    pub(crate) fn name(&self, dice: &mut Dice) -> String {
        let mut part = || capital(&self.words[WORDS / 2 + dice.roll(WORDS / 2)]);
        format!("{} {}", part(), part())
    }
}

/// Letters of a word of this rank.
fn letters_at(rank: usize, dice: &mut Dice) -> usize {
    match rank {
        0..30 => dice.between(2, 3),
        30..150 => dice.between(3, 5),
        150..1500 => dice.between(4, 8),
        _ => dice.between(5, 12),
    }
}

fn invented_word(letters: usize, dice: &mut Dice) -> String {
    let sounds: [&[u8]; 2] = [b"bcdfghklmnprstvw", b"aeiouy"];
    let first = dice.roll(2);
    (0..letters)
        .map(|n| char::from(*dice.pick(sounds[(first + n) % 2])))
        .collect()
}

fn capital(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_uppercase() + rest
}
