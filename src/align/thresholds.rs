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
    /// How far what was edited heavily reaches: words of its own stand everywhere in it, and tell less of where it ends.
    pub heavy: Reach,
    /// Two articles are aligned if equal words in a row, or almost, are worth so many bits.
    pub min_run_bits: u32,
    /// Or if such words beside a quotation mark are worth so many.
    pub min_quoted_run_bits: u32,
    /// Or if two places belong together.
    pub two_places: TwoPlaces,
    /// What is looked for sentence by sentence; `None`: nothing.
    pub reworked: Option<ReworkedThresholds>,
}

/// When two places with equal words or letters are worth aligning two articles, where neither is by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TwoPlaces {
    /// They follow each other at about the same distance on both sides, of at most so many words.
    pub in_line_words: u32,
    /// Or they are at most so many words apart on both sides, in whatever order, …
    pub close_words: u32,
    /// … and worth so many bits together.
    pub close_bits: u32,
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

/// From where on sentences say the same in other words. The likenesses of sentences, the gap and the share that is covered
/// lie on a plateau: a tenth more or less changes plagdet on text translated there and back by two thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReworkedThresholds {
    /// Two sentences are alike from this cosine and this Dice's coefficient on, in 1/1000.
    pub sentence_likeness: u32,
    /// At most so many sentences lie between two such pairs of one stretch, on either side.
    pub gap_sentences: u32,
    /// A stretch as a whole has at least this cosine, in 1/1000.
    pub whole_likeness: u32,
    /// A stretch has at least so many words on either side.
    pub min_words: u32,
    /// It scores at least so much, as does a digest: less than a passage found word by word, since each of its words is worth
    /// less already.
    pub min_bits: Bits,
    /// A stretch of which a passage found word by word has so much on both sides, in per cent, is that passage.
    pub covered_percent: u32,
    /// What a digest is.
    pub digest: DigestThresholds,
}

/// From where on a brief tells the whole of a longer article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DigestThresholds {
    /// Two sentences are alike from this cosine and this Dice's coefficient on, in 1/1000: who sums up leaves words out.
    pub sentence_likeness: u32,
    /// At most so many sentences lie between two such pairs on the side of the brief.
    pub near_sentences: u32,
    /// The same on the other side.
    pub far_sentences: u32,
    /// The digest as a whole has at least this cosine, in 1/1000.
    pub whole_likeness: u32,
    /// Fewest words of the brief.
    pub min_words: u32,
    /// Most words of the brief.
    pub max_words: u32,
    /// What it tells of is at least so many times longer.
    pub times_longer: u32,
    /// At least so many of its sentences tell something of the other article, in per cent.
    pub told_percent: u32,
    /// What it tells of spans at least so much of the other article, in per cent.
    pub spanned_percent: u32,
    /// It is no digest if so much of it, in per cent, tells of one place that is about as long.
    pub copied_percent: u32,
}

impl ReworkedThresholds {
    /// The numbers of [`Preset::Loose`].
    const LOOSE: ReworkedThresholds = ReworkedThresholds {
        sentence_likeness: 330,
        gap_sentences: 2,
        whole_likeness: 340,
        min_words: 20,
        min_bits: Bits::whole(60),
        covered_percent: 70,
        digest: DigestThresholds {
            sentence_likeness: 250,
            near_sentences: 3,
            far_sentences: 60,
            whole_likeness: 250,
            min_words: 40,
            max_words: 200,
            times_longer: 3,
            told_percent: 60,
            spanned_percent: 50,
            copied_percent: 80,
        },
    };
}

impl Thresholds {
    /// The numbers of a run's settings.
    pub fn for_run(settings: &OverlapSettings) -> Thresholds {
        let of_preset = Thresholds::of(settings.preset);
        Thresholds {
            min_bits: settings.min_bits.unwrap_or(of_preset.min_bits),
            min_quotation_bits: settings.min_bits.unwrap_or(of_preset.min_quotation_bits),
            min_words: settings.min_words,
            reworked: of_preset.reworked.map(|numbers| ReworkedThresholds {
                min_bits: settings.min_bits.unwrap_or(numbers.min_bits),
                ..numbers
            }),
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
            heavy: Reach {
                merge_gap_words: 60,
                cut_words: 100,
                drop: Bits::whole(45),
            },
            min_run_bits: 52,
            min_quoted_run_bits: 34,
            two_places: TwoPlaces {
                in_line_words: 100,
                close_words: 60,
                close_bits: 60,
            },
            reworked: None,
        };
        match preset {
            Preset::Strict => Thresholds {
                min_bits: Bits::whole(130),
                min_quotation_bits: Bits::whole(50),
                ..wire
            },
            Preset::Wire => wire,
            Preset::Loose => Thresholds {
                min_run_bits: 25,
                min_quoted_run_bits: 20,
                two_places: TwoPlaces {
                    close_words: 100,
                    close_bits: 40,
                    ..wire.two_places
                },
                reworked: Some(ReworkedThresholds::LOOSE),
                ..wire
            },
        }
    }

    /// How far a passage reaches that was edited lightly so far, or heavily.
    pub(super) fn reach(&self, is_heavily_edited: bool) -> &Reach {
        if is_heavily_edited {
            &self.heavy
        } else {
            &self.light
        }
    }

    /// No two chains with more words between them, on either side, are one passage.
    pub(super) fn farthest_merged(&self) -> usize {
        let farthest = |reach: &Reach| reach.merge_gap_words.max(reach.cut_words);
        farthest(&self.light).max(farthest(&self.heavy))
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
        self.gate_at(self.needed(is_quotation), passage)
    }

    /// What a passage has to score that was found sentence by sentence.
    pub(super) fn needed_of_reworked(&self) -> Bits {
        self.reworked
            .map_or(self.min_bits, |numbers| numbers.min_bits)
    }

    /// The gate that stops such a passage.
    pub(super) fn gate_of_reworked(&self, passage: &Passage) -> Option<Gate> {
        self.gate_at(self.needed_of_reworked(), passage)
    }

    fn gate_at(&self, needed: Bits, passage: &Passage) -> Option<Gate> {
        if passage.story_words() == 0 {
            return Some(Gate::Furniture);
        }
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
    /// It is nothing but furniture.
    Furniture,
    /// It scores less than it had to.
    Bits(Bits),
    /// It has fewer words than it had to.
    Words(usize),
    /// It is a template with other figures.
    Template,
}

impl std::fmt::Display for Gate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Gate::Furniture => write!(f, "is nothing but furniture"),
            Gate::Bits(needed) => write!(f, "scores less than {:.0} bits", needed.as_f64()),
            Gate::Words(needed) => write!(f, "has fewer than {needed} words"),
            Gate::Template => write!(f, "is a template with other figures"),
        }
    }
}
