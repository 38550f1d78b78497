//! Articles made up for the tests of stages that need a whole archive.

use super::Resources;
use super::question::{Question, Ranked};
use super::survey::Survey;
use crate::document::Document;

/// Words and numbers that look random, the same for the same seed (Steele, Lea and Flood 2014, SplitMix64).
pub(super) struct Desk(pub(super) u64);

impl Desk {
    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ mixed >> 31) >> 11) as usize % bound
    }

    /// One of so many words, of eight letters each.
    pub(super) fn word(&mut self, vocabulary: usize) -> String {
        let number = self.below(vocabulary);
        let syllable = |n: usize| ["ba", "ke", "li", "mo", "nu", "sa", "ve", "zi"][n % 8];
        [number, number / 8, number / 64, number / 512]
            .map(syllable)
            .concat()
    }

    pub(super) fn words(&mut self, count: usize, vocabulary: usize) -> Vec<String> {
        (0..count).map(|_| self.word(vocabulary)).collect()
    }
}

/// Articles with these texts, whose ranks are their places.
pub(super) fn articles(texts: &[String]) -> Vec<Document> {
    let numbered = texts.iter().enumerate();
    numbered
        .map(|(n, text)| Document::new(format!("{n:04}"), text.clone()))
        .collect()
}

/// What is learnt of such articles.
pub(super) fn surveyed(texts: &[String]) -> Survey {
    let input = articles(texts);
    let question = Question {
        input: &input,
        against: None,
        pairs: None,
    };
    let resources = Resources::new(2).unwrap();
    let survey = || Survey::of(&Ranked::new(&question), question.text_bytes(), &resources);
    resources.run(survey).unwrap().0
}
