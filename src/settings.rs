//! What a run can be told. Defaults live in `Default` alone; each number says its unit.

use std::time::Duration;

use crate::error::SettingsError;
use crate::text::Furniture;

/// Surprisal in 1/256 of a bit: scores are integers, so that they are equal on every platform and in any order of adding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bits(pub i64);

impl Bits {
    /// So many whole bits.
    pub const fn whole(bits: i64) -> Bits {
        Bits(bits * 256)
    }

    /// The nearest representable value.
    pub fn from_f64(bits: f64) -> Bits {
        Bits((bits * 256.0).round() as i64)
    }

    /// For people and files: bits, with fractions.
    pub fn as_f64(self) -> f64 {
        self.0 as f64 / 256.0
    }
}

/// A named point on the trade-off between finding more and finding only what is sure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Preset {
    /// Only passages that nobody would doubt.
    Strict,
    /// For agency copy: light edits, quotes.
    #[default]
    Wire,
    /// Also what was reworked sentence by sentence: translated there and back, retold, or summed up. It finds all that
    /// [`Wire`](Preset::Wire) finds, as a passage or as part of a longer one, at the price of more chance finds and of
    /// several times the work. A word that corresponds in such a sentence is worth less, by the
    /// logarithm of the words of the sentence: it might have stood anywhere in it.
    Loose,
}

/// What `overlap` looks for and shows.
#[derive(Clone, Debug, PartialEq)]
pub struct OverlapSettings {
    /// The trade-off that the numbers below do not name.
    pub preset: Preset,
    /// A passage must be at least so surprising; `None`: the preset's own figures, of which that for a whole
    /// quotation is lower.
    pub min_bits: Option<Bits>,
    /// A passage must have at least so many words on either side.
    pub min_words: usize,
    /// Compare only articles published at most so far apart; articles without a date are always compared.
    pub window: Option<Duration>,
    /// Compare only articles of different sources; articles without a source are always compared.
    pub across_sources: bool,
    /// Also report what one article repeats of itself.
    pub within: bool,
    /// What is worth nothing, and is left out of coverage: datelines, bylines, sign-offs and the like; unless there are no rules, also
    /// the lines that one source is seen to repeat by itself.
    pub furniture: Furniture,
}

impl Default for OverlapSettings {
    fn default() -> OverlapSettings {
        OverlapSettings {
            preset: Preset::Wire,
            min_bits: None,
            min_words: 4,
            window: None,
            across_sources: false,
            within: false,
            furniture: Furniture::default(),
        }
    }
}

/// How two texts are held against each other by `dedupe`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Measure {
    /// The share of the removed text's shingles that stands in the kept one.
    #[default]
    Coverage,
    /// Shingles in common over shingles in all (Broder 1997): both ways alike.
    Jaccard,
}

/// Which text of a group of near-duplicates is preferred.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// The one with the most words.
    Longest,
    /// The first published; articles without a date come last.
    Earliest,
    /// The last published; articles without a date come last.
    Latest,
    /// The first in the input.
    First,
}

/// What `dedupe` removes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Level {
    /// Whole texts.
    #[default]
    Document,
    /// Paragraphs that were met before; the rest of the text stays.
    Paragraph,
}

/// What `dedupe` removes and what it keeps.
#[derive(Clone, Debug, PartialEq)]
pub struct DedupeSettings {
    /// How two texts are held against each other.
    pub measure: Measure,
    /// From this share on (0 to 1, above 0) a text counts as a duplicate.
    pub threshold: f64,
    /// Words in a shingle.
    pub shingle_words: usize,
    /// Which text of a group stays; `None`: longest for coverage, earliest for jaccard.
    pub keep: Option<Keep>,
    /// Whole texts or paragraphs.
    pub level: Level,
    /// What is left out of texts before they are compared: datelines, bylines, sign-offs and the like; unless there are no rules, also
    /// the lines that one source is seen to repeat by itself. Paragraphs are compared with it.
    pub furniture: Furniture,
}

impl Default for DedupeSettings {
    fn default() -> DedupeSettings {
        DedupeSettings {
            measure: Measure::Coverage,
            threshold: 0.8,
            shingle_words: 5,
            keep: None,
            level: Level::Document,
            furniture: Furniture::default(),
        }
    }
}

impl DedupeSettings {
    /// Which text of a group stays, the measure's own preference where none was asked for.
    pub fn keep(&self) -> Keep {
        self.keep.unwrap_or(match self.measure {
            Measure::Coverage => Keep::Longest,
            Measure::Jaccard => Keep::Earliest,
        })
    }

    /// All that is wrong with these settings, at once.
    pub fn check(&self) -> Result<(), SettingsError> {
        let mut wrong = Vec::new();
        if !(self.threshold > 0.0 && self.threshold <= 1.0) {
            wrong.push(format!(
                "threshold is {}: it must lie above 0 and be at most 1",
                self.threshold
            ));
        }
        if !(1..=64).contains(&self.shingle_words) {
            wrong.push(format!(
                "a shingle of {} words: it must have 1 to 64",
                self.shingle_words
            ));
        }
        if wrong.is_empty() {
            Ok(())
        } else {
            Err(SettingsError(wrong))
        }
    }
}
