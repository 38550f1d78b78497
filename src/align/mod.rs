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

mod account;
mod chain;
mod digest;
mod extend;
mod logarithm;
mod merge;
mod passage;
mod printing;
mod quotation;
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
mod table;
mod template;
mod thresholds;
mod worths;

use std::ops::Range;

use chain::chains;
pub(crate) use extend::gap_cost;
use extend::{Match, grown, matches};
use merge::merged;
use region::Region;
use reworked::{Reworked, reworked};
use run::{Run, runs};
use statement::statements;
use table::Table;

pub use account::{Account, Accounts, Charge, Limit, MatchedWord, Worth, accounts};
pub use passage::Passage;
pub use quotation::{Glance, Place, Quotation, Quote, Shortfall, TooFewWords};
pub use run::{Anchor, longest_common_run};
pub use seed::{Seed, common_seeds, seeds};
pub use side::Side;
pub use surprisal::Background;
pub use thresholds::{DigestThresholds, Gate, Reach, ReworkedThresholds, Thresholds, TwoPlaces};

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
        let Reworked { passages, regions } = settled(regions, a, b, thresholds);
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
        self.add(passage, region.gate(&passage, a, b, thresholds));
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
    let mut aligned = Aligned::default();
    if let Some(region) = same_words(a, b) {
        aligned.judge(&region, a, b, thresholds);
    }
    aligned
}

/// The one region that two texts of the same words are.
fn same_words(a: &Side<'_>, b: &Side<'_>) -> Option<Region> {
    let worths = a.worths(0..a.len().min(b.len()));
    let matches = worths.zip(0..).map(|(worth, word)| Match {
        a: word,
        b: word,
        worth,
        exact: true,
    });
    Region::of(matches.collect())
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
                .map(|word| extend::exact(text, text, word, word - period))
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
    let regions = regions(a, b, anchors, thresholds);
    let found = whole_regions(a, b, regions, thresholds);
    Aligned::of(found, a, b, thresholds)
}

/// Regions joined, cut into statements and trimmed: all that is then judged.
fn whole_regions(
    a: &Side<'_>,
    b: &Side<'_>,
    regions: Vec<Region>,
    thresholds: &Thresholds,
) -> Vec<Region> {
    let mut whole: Vec<Region> = merged(a, b, regions, thresholds)
        .into_iter()
        .flat_map(|region| statements(region, a, b))
        .filter_map(|region| region.trimmed(a, b))
        .map(|region| region.or_quotation_inside(a, b, thresholds))
        .collect();
    let furniture = shared_furniture(a, b, &whole);
    whole.extend(furniture);
    whole
}

/// The pieces of furniture that both texts have in the same words, and that lie in no region: since they are worth nothing, no chain of
/// seeds leads to them.
fn shared_furniture(a: &Side<'_>, b: &Side<'_>, regions: &[Region]) -> Vec<Region> {
    let mut of_b: Vec<Range<usize>> = b.furniture().collect();
    let beside = |in_a: Range<usize>| {
        let is_same = |in_b: &Range<usize>| a.hashes(in_a.clone()).eq(b.hashes(in_b.clone()));
        let in_b = of_b.remove(of_b.iter().position(is_same)?);
        let words = in_a.clone().zip(in_b);
        Region::of(words.map(|(i, j)| extend::exact(a, b, i, j)).collect())
    };
    let shared: Vec<Region> = a.furniture().filter_map(beside).collect();
    let is_told = |piece: &Region| {
        regions
            .iter()
            .any(|region| region.words().meets(piece.words()))
    };
    shared.into_iter().filter(|piece| !is_told(piece)).collect()
}

/// The same, and what was reworked around them if the thresholds ask for that.
fn settled(regions: Vec<Region>, a: &Side<'_>, b: &Side<'_>, thresholds: &Thresholds) -> Reworked {
    match &thresholds.reworked {
        Some(numbers) => reworked(regions, a, b, thresholds, numbers),
        None => Reworked {
            passages: Vec::new(),
            regions,
        },
    }
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
    let mut memory = Table::default();
    for chain in chains(&runs(a, b, anchors), thresholds) {
        if taken.holds(&chain) {
            continue;
        }
        if let Some(region) = grown_chain(a, b, &chain, thresholds, &mut memory) {
            taken.add(&region.matches);
            regions.push(region);
        }
    }
    regions
}

/// A chain with what lies beyond its ends. What turns out to be edited heavily may be so for long: it is grown once more, over more
/// words that do not match.
fn grown_chain(
    a: &Side<'_>,
    b: &Side<'_>,
    chain: &[Run],
    thresholds: &Thresholds,
    memory: &mut Table,
) -> Option<Region> {
    let (first, last) = (&chain[0], &chain[chain.len() - 1]);
    let (from, to) = ((first.a, first.b), (last.a_end(), last.b_end()));
    let drop = thresholds.reach(false).drop;
    let within = matches(a, b, chain, memory);
    let region = Region::of(grown(a, b, within, from, to, drop, memory))?.trimmed(a, b)?;
    if !region.is_heavily_edited() {
        return Some(region);
    }
    let from = (region.a.0 as usize, region.b.0 as usize);
    let to = (region.a.1 as usize, region.b.1 as usize);
    let drop = thresholds.reach(true).drop;
    Region::of(grown(a, b, region.matches, from, to, drop, memory))?.trimmed(a, b)
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
