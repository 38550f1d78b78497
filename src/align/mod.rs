//! Floor 1: two token sequences into the passages they have in common.
//!
//! seeds → runs → chains → extension → merged, scored and trimmed passages, one file each; for [`Preset::Loose`] also
//! sentences → stretches and digests → what was reworked. Algorithms work on token
//! numbers; text is looked at only where two words are compared letter by letter, and where a sentence or a quotation ends.
//!
//! ```
//! use wireprint::align::{Background, Side, Thresholds, align, common_seeds};
//! use wireprint::{Preset, text::Tokens};
//!
//! let (a, b) = (
//!     "He said the harbour wall will be rebuilt before the first winter storms arrive.",
//!     "The minister: the harbour wall will be rebuilt before the first winter storms arrive, and soon.",
//! );
//! let background = Background::default();
//! let (a, b) = (Side::new(a, &background), Side::new(b, &background));
//! let found = align(&a, &b, common_seeds(&a, &b), &Thresholds::of(Preset::Wire));
//! assert_eq!(found.passages[0].matched_words, 12);
//! ```
//!
//! [`Preset::Loose`]: crate::Preset::Loose

mod chain;
mod digest;
mod extend;
mod merge;
mod passage;
mod region;
mod reworked;
mod run;
mod seed;
mod sentence;
mod side;
mod similarity;
mod statement;
mod stretch;
mod surprisal;
mod thresholds;

use chain::chains;
use extend::{Match, grown, matches};
use merge::merged;
use region::Region;
use reworked::{Reworked, reworked};
use run::{Run, runs};
use statement::statements;

pub use passage::Passage;
pub use run::{Anchor, longest_common_run};
pub use seed::{Seed, common_seeds, seeds};
pub use side::Side;
pub use surprisal::Background;
pub use thresholds::{DigestThresholds, Gate, ReworkedThresholds, Thresholds};

/// What two texts have in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Aligned {
    /// In the order of `a`, then of `b`.
    pub passages: Vec<Passage>,
    /// What was found and fell short of a threshold, the most surprising first.
    pub rejected: Vec<(Passage, Gate)>,
}

impl Aligned {
    /// Judges regions, and what was reworked around them if the thresholds ask for that.
    fn of(regions: Vec<Region>, a: &Side<'_>, b: &Side<'_>, thresholds: &Thresholds) -> Aligned {
        let mut aligned = Aligned::default();
        let Reworked { passages, regions } = match &thresholds.reworked {
            Some(numbers) => reworked(regions, a, b, thresholds, numbers),
            None => Reworked {
                passages: Vec::new(),
                regions,
            },
        };
        for region in regions {
            aligned.judge(&region, a, b, thresholds);
        }
        for passage in passages {
            aligned.add(passage, thresholds.gate_of_reworked(&passage));
        }
        aligned
    }

    /// Reports a region, or says which gate stopped it.
    fn judge(&mut self, region: &Region, a: &Side<'_>, b: &Side<'_>, thresholds: &Thresholds) {
        let passage = region.passage(a, b);
        self.add(
            passage,
            thresholds.gate(&passage, region.is_quotation(a, b)),
        );
    }

    fn add(&mut self, passage: Passage, gate: Option<Gate>) {
        match gate {
            None => self.passages.push(passage),
            Some(gate) => self.rejected.push((passage, gate)),
        }
    }
}

/// The passages two texts have in common, found from the places where they are known to correspond.
///
/// The sides may be swapped: what is found is the same, seen from the other side.
pub fn align(a: &Side<'_>, b: &Side<'_>, anchors: Vec<Anchor>, thresholds: &Thresholds) -> Aligned {
    if a.words_come_before(b) {
        return sorted(align_in_order(a, b, anchors, thresholds));
    }
    let anchors = anchors
        .into_iter()
        .map(|anchor| Anchor {
            a: anchor.b,
            b: anchor.a,
        })
        .collect();
    let Aligned { passages, rejected } = align_in_order(b, a, anchors, thresholds);
    sorted(Aligned {
        passages: passages.iter().map(Passage::swapped).collect(),
        rejected: rejected
            .iter()
            .map(|(passage, gate)| (passage.swapped(), *gate))
            .collect(),
    })
}

/// The passage that two texts of the same words are, whole: nothing has to be looked for, however they repeat themselves.
pub fn align_same_words(a: &Side<'_>, b: &Side<'_>, thresholds: &Thresholds) -> Aligned {
    let matches = (0..a.len().min(b.len())).map(|token| extend::exact(a, token, token));
    let mut aligned = Aligned::default();
    if let Some(region) = Region::of(matches.collect()) {
        aligned.judge(&region, a, b, thresholds);
    }
    aligned
}

/// The passages a text repeats of itself, each with the place it repeats. What it says again in other words is not among
/// them: of all its sentences each is most like itself.
pub fn align_with_itself(
    text: &Side<'_>,
    mut anchors: Vec<Anchor>,
    thresholds: &Thresholds,
) -> Aligned {
    let thresholds = &Thresholds {
        reworked: None,
        ..*thresholds
    };
    anchors.retain(|anchor| anchor.a > anchor.b);
    let found = align_in_order(text, text, anchors, thresholds);
    let mut aligned = Aligned {
        rejected: found.rejected,
        ..Aligned::default()
    };
    aligned
        .rejected
        .retain(|(passage, _)| passage.a.start >= passage.b.end);
    for passage in found.passages {
        if passage.a.start >= passage.b.end {
            aligned.passages.push(passage);
        } else {
            periods(&passage, text)
                .for_each(|region| aligned.judge(&region, text, text, thresholds));
        }
    }
    sorted(aligned)
}

/// A passage that runs into its own repetition (a paragraph that stands three times is, from the second on, the same as from
/// the first on) into one region for each time.
fn periods<'r>(passage: &Passage, text: &'r Side<'_>) -> impl Iterator<Item = Region> + 'r {
    let token_at = |byte: u32| {
        text.tokens
            .as_slice()
            .partition_point(|token| token.span.start < byte)
    };
    let (a, b) = (token_at(passage.a.start), token_at(passage.b.start));
    let end = a + passage.a_words as usize;
    let period = a.saturating_sub(b);
    let starts = (a..end).step_by(period.max(1)).filter(move |_| period > 0);
    starts.filter_map(move |start| {
        let words = start..end.min(start + period);
        let equal = words.filter(|word| text.hash(*word) == text.hash(*word - period));
        Region::of(
            equal
                .map(|word| extend::exact(text, word, word - period))
                .collect(),
        )
    })
}

/// [`align`], but where several alignments are equally good, the order of the sides decides.
fn align_in_order(
    a: &Side<'_>,
    b: &Side<'_>,
    anchors: Vec<Anchor>,
    thresholds: &Thresholds,
) -> Aligned {
    let whole = merged(a, b, regions(a, b, anchors, thresholds), thresholds);
    let found = whole
        .into_iter()
        .flat_map(|region| statements(region, a, b))
        .filter_map(|region| region.trimmed(a, b));
    Aligned::of(found.collect(), a, b, thresholds)
}

fn sorted(mut aligned: Aligned) -> Aligned {
    aligned
        .passages
        .sort_by_key(|passage| (passage.a, passage.b));
    aligned
        .rejected
        .sort_by_key(|(passage, _)| (-passage.bits.0, passage.a, passage.b));
    aligned
}

/// Every stretch that corresponds, before any is joined or judged.
fn regions(
    a: &Side<'_>,
    b: &Side<'_>,
    anchors: Vec<Anchor>,
    thresholds: &Thresholds,
) -> Vec<Region> {
    let mut regions = Vec::new();
    let mut taken = Taken::new(a, b);
    for chain in chains(&runs(a, b, anchors), thresholds) {
        if taken.holds(&chain) {
            continue;
        }
        let (first, last) = (&chain[0], &chain[chain.len() - 1]);
        let within = matches(a, b, &chain);
        let found = grown(
            a,
            b,
            within,
            (first.a, first.b),
            (last.a_end(), last.b_end()),
            thresholds,
        );
        taken.add(&found);
        regions.extend(Region::of(found).and_then(|region| region.trimmed(a, b)));
    }
    regions
}

/// Two texts into the places where they correspond, exactly and at length: what [`align`] needs to know of two paragraphs
/// wherever they stand, so that it is found once for all the articles that have them.
pub fn firm_anchors(a: &Side<'_>, b: &Side<'_>, thresholds: &Thresholds) -> Vec<Anchor> {
    let regions = regions(a, b, common_seeds(a, b), thresholds);
    let exact = regions
        .iter()
        .flat_map(|region| &region.matches)
        .filter(|pair| pair.exact);
    let mut anchors: Vec<Anchor> = exact
        .map(|pair| Anchor {
            a: pair.a,
            b: pair.b,
        })
        .collect();
    anchors.sort_unstable();
    let runs = anchors.chunk_by(|one, next| one.a + 1 == next.a && one.b + 1 == next.b);
    runs.filter(|run| run.len() >= FIRM_WORDS)
        .map(|run| run[0])
        .collect()
}

/// Equal words in a row that are worth telling of.
const FIRM_WORDS: usize = 3;

/// The words of either side that better chains matched already.
struct Taken {
    a: Vec<bool>,
    b: Vec<bool>,
}

impl Taken {
    fn new(a: &Side<'_>, b: &Side<'_>) -> Taken {
        Taken {
            a: vec![false; a.len()],
            b: vec![false; b.len()],
        }
    }

    fn add(&mut self, found: &[Match]) {
        for pair in found {
            self.a[pair.a as usize] = true;
            self.b[pair.b as usize] = true;
        }
    }

    /// Whether half of a chain's words are taken on both sides: it is an echo of what was found. Text that repeats itself,
    /// such as a table, would otherwise be aligned with each of its own repetitions.
    fn holds(&self, chain: &[Run]) -> bool {
        let half = |taken: &[bool], start: fn(&Run) -> usize| {
            let words = || {
                chain
                    .iter()
                    .flat_map(|run| (0..run.len.max(1)).map(move |k| start(run) + k))
            };
            words().filter(|word| taken[*word]).count() * 2 >= words().count()
        };
        half(&self.a, |run| run.a) && half(&self.b, |run| run.b)
    }
}
