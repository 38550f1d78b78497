//! Pairs of sentences that are alike into digests: a brief that tells the whole of a longer article.
//!
//! A brief stands in a row on its own side; what it tells of lies scattered over the other, so that the gaps of a stretch would
//! take it apart (the summaries of Sanchez-Perez, Sidorov and Gelbukh 2014). Asking for wide gaps alone finds a digest wherever a
//! copied paragraph meets a chance likeness elsewhere; hence the tests below, each of which is about the text and not about scores.

use super::sentence::{Sentence, Sentences};
use super::stretch::{Gap, Rectangle, Stretch, common, length, stretches};
use super::thresholds::DigestThresholds;

/// The digests among sentences that are alike. `told` is what is known to correspond otherwise.
pub(super) fn digests(
    sentences: &Sentences,
    told: &[Rectangle],
    thresholds: &DigestThresholds,
) -> Vec<Stretch> {
    let pairs = sentences.alike(thresholds.sentence_likeness);
    let (near, far) = (thresholds.near_sentences, thresholds.far_sentences);
    let mut found = Vec::new();
    for brief_is_a in [true, false] {
        let gap = if brief_is_a {
            Gap { a: near, b: far }
        } else {
            Gap { a: far, b: near }
        };
        let wide = stretches(pairs.clone(), sentences, gap, thresholds.whole_likeness);
        found.extend(wide.into_iter().filter(|stretch| {
            Brief::of(stretch, sentences, brief_is_a).is_digest(told, thresholds)
        }));
    }
    found
}

/// A stretch, seen from the side that would be the brief.
struct Brief<'s> {
    brief_is_a: bool,
    stretch: &'s Stretch,
    /// The sentences of the brief's side.
    sentences: &'s [Sentence],
    /// Words of the other article, all of it.
    other_words: u32,
}

impl<'s> Brief<'s> {
    fn of(stretch: &'s Stretch, sentences: &'s Sentences, brief_is_a: bool) -> Brief<'s> {
        let (own, other) = if brief_is_a {
            (&sentences.a, &sentences.b)
        } else {
            (&sentences.b, &sentences.a)
        };
        Brief {
            brief_is_a,
            stretch,
            sentences: own,
            other_words: other.last().map_or(0, |sentence| sentence.words.1),
        }
    }

    /// Turned so that the brief is `a`.
    fn turned(&self, words: Rectangle) -> Rectangle {
        if self.brief_is_a {
            words
        } else {
            words.swapped()
        }
    }

    fn is_digest(&self, told: &[Rectangle], thresholds: &DigestThresholds) -> bool {
        let words = self.turned(self.stretch.words);
        let (brief, other) = (length(words.a), length(words.b));
        (thresholds.min_words..=thresholds.max_words).contains(&brief)
            && other >= brief * thresholds.times_longer
            && self.tells_enough(thresholds.told_percent)
            && other * 100 >= self.other_words * thresholds.spanned_percent
            && !self.is_copied(told, thresholds.copied_percent)
    }

    /// Whether so much of the brief's sentences, and two at least, are like some sentence of the other side, and like two of them.
    fn tells_enough(&self, percent: u32) -> bool {
        let distinct = |side: fn(&(u32, u32)) -> u32| {
            let mut numbers: Vec<u32> = self.stretch.pairs.iter().map(side).collect();
            numbers.sort_unstable();
            numbers.dedup();
            numbers.len() as u32
        };
        let in_a = distinct(|pair| pair.0);
        let in_b = distinct(|pair| pair.1);
        let (telling, told) = if self.brief_is_a {
            (in_a, in_b)
        } else {
            (in_b, in_a)
        };
        telling.min(told) >= 2 && telling * 100 >= self.sentence_count() * percent
    }

    fn sentence_count(&self) -> u32 {
        let words = self.turned(self.stretch.words).a;
        let within = |sentence: &&Sentence| common(sentence.words, words) > 0;
        self.sentences.iter().filter(within).count() as u32
    }

    /// Whether one place of the other article, about as long, has so much of the brief: it is that place told again, and no
    /// digest.
    fn is_copied(&self, told: &[Rectangle], percent: u32) -> bool {
        let words = self.turned(self.stretch.words);
        told.iter().map(|other| self.turned(*other)).any(|other| {
            let shared = common(words.a, other.a);
            other.meets(words)
                && length(other.b) * 2 < shared * 3
                && shared * 100 >= length(words.a) * percent
        })
    }
}
