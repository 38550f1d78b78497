//! A preset into the numbers it stands for, and the gates that a passage has to pass. All of them are free at query time:
//! no seed and no sketch depends on them.

use super::Passage;
use crate::settings::{Bits, OverlapSettings, Preset};

/// The numbers a preset stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thresholds {
    /// A passage scores at least so much.
    pub min_bits: Bits,
    /// A passage that is, on either side, all that stands between two quotation marks scores at least so much: people
    /// who quote the same eight words quote the same speaker.
    pub min_quotation_bits: Bits,
    /// A passage has at least so many words on either side.
    pub min_words: usize,
    /// At most so many words lie between two runs of a chain, on either side.
    pub max_gap_words: usize,
    /// Chains that score less are not merged into a passage.
    pub min_merged_bits: Bits,
    /// How far what was edited lightly reaches.
    pub light: Reach,
    /// How far what was reworked reaches: words of its own stand everywhere in it, and tell less of where it ends.
    pub reworked: Reach,
}

/// How far a passage reaches over words that have no like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// Chains with at most so many words between them, on both sides, are one passage.
    pub merge_gap_words: usize,
    /// So are chains that follow each other closely on one side, with at most so many words between them on the other: a
    /// sentence was cut.
    pub cut_words: usize,
    /// How far the score may drop beyond an end before the text counts as foreign.
    pub drop: Bits,
}

impl Thresholds {
    /// The numbers of a run's settings.
    pub fn for_run(settings: &OverlapSettings) -> Thresholds {
        let of_preset = Thresholds::of(settings.preset);
        Thresholds {
            min_bits: settings.min_bits.unwrap_or(of_preset.min_bits),
            min_quotation_bits: settings.min_bits.unwrap_or(of_preset.min_quotation_bits),
            min_words: settings.min_words,
            ..of_preset
        }
    }

    /// The numbers of `preset`.
    pub fn of(preset: Preset) -> Thresholds {
        let wire = Thresholds {
            min_bits: Bits::whole(80),
            min_quotation_bits: Bits::whole(36),
            min_words: OverlapSettings::default().min_words,
            max_gap_words: 25,
            min_merged_bits: Bits::whole(20),
            light: Reach {
                merge_gap_words: 30,
                cut_words: 60,
                drop: Bits::whole(20),
            },
            reworked: Reach {
                merge_gap_words: 60,
                cut_words: 100,
                drop: Bits::whole(45),
            },
        };
        match preset {
            Preset::Strict => Thresholds {
                min_bits: Bits::whole(130),
                min_quotation_bits: Bits::whole(50),
                ..wire
            },
            Preset::Wire => wire,
            Preset::Loose => Thresholds {
                min_bits: Bits::whole(50),
                min_quotation_bits: Bits::whole(36),
                ..wire
            },
        }
    }

    /// How far a passage reaches that was edited lightly so far, or reworked.
    pub(super) fn reach(&self, is_reworked: bool) -> &Reach {
        if is_reworked {
            &self.reworked
        } else {
            &self.light
        }
    }

    /// What a passage has to score, or a passage that is a whole quotation.
    pub(super) fn needed(&self, is_quotation: bool) -> Bits {
        if is_quotation {
            self.min_bits.min(self.min_quotation_bits)
        } else {
            self.min_bits
        }
    }

    /// The gate that stops a passage; `None`: it passes.
    pub(super) fn gate(&self, passage: &Passage, is_quotation: bool) -> Option<Gate> {
        let needed = self.needed(is_quotation);
        if passage.bits < needed {
            return Some(Gate::Bits(needed));
        }
        let words = passage.a_words.min(passage.b_words) as usize;
        (words < self.min_words).then_some(Gate::Words(self.min_words))
    }
}

/// The gate that stopped a passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// It scores less than it had to.
    Bits(Bits),
    /// It has fewer words than it had to.
    Words(usize),
    /// It is a form with other figures.
    Template,
}

impl std::fmt::Display for Gate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Gate::Bits(needed) => write!(f, "scores less than {:.0} bits", needed.as_f64()),
            Gate::Words(needed) => write!(f, "has fewer than {needed} words"),
            Gate::Template => write!(f, "is a form with other figures"),
        }
    }
}
