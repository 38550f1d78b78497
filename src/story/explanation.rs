//! Two articles into why they match, or which gate stopped them: the figures of a pair at each gate that `overlap` sets, in
//! their order.

use std::time::Duration;

use super::{Evidence, NearMiss, Overlap, Tie};
use crate::align::{Account, Gate, Passage};
use crate::document::{DocumentId, Span};
use crate::settings::Measure;

/// A gate that a pair of articles has to pass before it is reported, in the order in which they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PairGate {
    /// They were published closely enough.
    Window,
    /// They are of different sources.
    Sources,
    /// They have a seed in common.
    Seeds,
    /// Their seeds are worth enough in one place, or they have a near-identical paragraph.
    Candidate,
    /// Around the seeds, something corresponds at length.
    Alignment,
    /// Some passage is more than furniture.
    Furniture,
    /// Some passage is surprising enough.
    Bits,
    /// Some passage that is, is long enough.
    Words,
    /// Some passage that is, is more than a template with other figures.
    Template,
}

impl PairGate {
    /// The name used in every output.
    pub fn name(self) -> &'static str {
        match self {
            PairGate::Window => "window",
            PairGate::Sources => "sources",
            PairGate::Seeds => "seeds",
            PairGate::Candidate => "candidate",
            PairGate::Alignment => "alignment",
            PairGate::Furniture => "furniture",
            PairGate::Bits => "bits",
            PairGate::Words => "words",
            PairGate::Template => "template",
        }
    }
}

/// The window of time, and how the pair lies to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// How far apart articles may be; `None`: any time.
    pub asked: Option<Duration>,
    /// How far apart these are; `None`: one has no date, and passes.
    pub apart: Option<Duration>,
}

impl Window {
    fn is_passed(&self) -> bool {
        match (self.asked, self.apart) {
            (Some(asked), Some(apart)) => apart <= asked,
            _ => true,
        }
    }
}

/// The sources, and whether they matter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// Whether only different sources are compared.
    pub asked: bool,
    /// Whether the two have one source, known to be the same.
    pub same: bool,
}

/// What became of a seed that both articles have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// It links the two.
    Linked,
    /// It stands in paragraphs that are near-identical and link the two by themselves.
    InRepeats,
    /// It stands in many places, and links only those with more words in common around it, or in near-identical paragraphs.
    TooCommon,
    /// It stands in too many places, and links each only to the earliest few: these two are not among them.
    CutOff,
}

impl Link {
    /// The name used in every output.
    pub fn name(self) -> &'static str {
        match self {
            Link::Linked => "linked",
            Link::InRepeats => "in-repeats",
            Link::TooCommon => "too-common",
            Link::CutOff => "cut-off",
        }
    }
}

/// A seed that both articles have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedSeed {
    /// Whether it is four words; else letters: fifteen, or six characters of Chinese or Japanese.
    pub is_words: bool,
    /// Where it stands in `a`.
    pub a: Vec<Span>,
    /// Where it stands in `b`.
    pub b: Vec<Span>,
    /// What it is worth, in bits.
    pub bits: u32,
    /// In how many places of the run it stands.
    pub places: u64,
    /// In how many articles of the run it stands.
    pub articles: u64,
    /// What became of it.
    pub link: Link,
}

/// Whether two articles are worth aligning.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Candidacy {
    /// The most that equal words in one place are worth, in bits.
    pub bits: u32,
    /// How much they have to be worth.
    pub needed: u32,
    /// Whether equal words that are worth less, but enough for a quotation, stand between quotation marks.
    pub is_quoted: bool,
    /// Whether two places belong together: in line, or close to each other and worth enough.
    pub has_two_places: bool,
    /// Near-identical paragraphs of `a` and of `b`: one is enough.
    pub paragraphs: Vec<(Span, Span)>,
    /// Up to how many places a seed links articles that have little else in common around it.
    pub few_places: usize,
    /// From how many places on a seed links each only to the earliest few.
    pub most_places: usize,
}

impl Candidacy {
    fn is_passed(&self) -> bool {
        self.bits >= self.needed
            || self.is_quoted
            || self.has_two_places
            || !self.paragraphs.is_empty()
    }
}

/// What `dedupe` says of two articles alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DedupeOfTwo {
    /// How they are held against each other.
    pub measure: Measure,
    /// From this share on (0 to 1) one can go.
    pub threshold: f64,
    /// What was counted; `a` is the one that would be removed.
    pub evidence: Evidence,
    /// Whether `a` goes.
    pub a_goes: bool,
    /// Whether `b` goes.
    pub b_goes: bool,
}

/// Why two articles match, or which gate stopped them.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// Of the input; without a second corpus, the later one by (published, id), undated last.
    pub a: DocumentId,
    /// Of the corpus held against; without one, of the input too.
    pub b: DocumentId,
    /// How many articles the run has, on both sides.
    pub articles: u64,
    /// Words (tokens) of the run by which its words are judged common or rare.
    pub words: u64,
    /// The window of time.
    pub window: Window,
    /// The sources.
    pub sources: Sources,
    /// The seeds that both have, in the order of `a`.
    pub seeds: Vec<SharedSeed>,
    /// Whether they are worth aligning.
    pub candidacy: Candidacy,
    /// The stretches that correspond, before any is joined, cut or judged; the best first.
    pub stretches: Vec<Passage>,
    /// What they became: what passes, in the order of `a`, then what a gate stopped, the most surprising first.
    pub passages: Vec<Account>,
    /// What the passages that pass add up to, whether or not a gate before stopped the pair; `None`: there is none.
    pub overlap: Option<Overlap>,
    /// Their longest run of equal words.
    pub longest_run: Option<NearMiss>,
    /// What `dedupe` says of the two.
    pub dedupe: Vec<DedupeOfTwo>,
}

impl Explanation {
    /// The first gate that stopped the pair; `None`: it is reported.
    ///
    /// A pair that an earlier gate stopped is held against the later ones all the same, so that one sees what that gate costs.
    pub fn stopped_by(&self) -> Option<PairGate> {
        let passed = [
            (PairGate::Window, self.window.is_passed()),
            (
                PairGate::Sources,
                !(self.sources.asked && self.sources.same),
            ),
            (PairGate::Seeds, self.has_link()),
            (PairGate::Candidate, self.candidacy.is_passed()),
            (PairGate::Alignment, !self.passages.is_empty()),
            (PairGate::Furniture, !self.is_all_furniture()),
            (PairGate::Bits, !self.passages.iter().all(Self::lacks_bits)),
            (
                PairGate::Words,
                self.passages.iter().any(Self::is_long_enough),
            ),
            (PairGate::Template, self.overlap.is_some()),
        ];
        let stopped = passed.into_iter().find(|(_, is_passed)| !is_passed);
        stopped.map(|(gate, _)| gate)
    }

    /// What they share; `None` where a gate stopped the pair.
    pub fn shared(&self) -> Option<&Overlap> {
        self.overlap
            .as_ref()
            .filter(|_| self.stopped_by().is_none())
    }

    /// What else ties the two as versions of one story; `None` where nothing is reported.
    pub fn tie(&self) -> Option<Tie> {
        self.shared()
            .map(|overlap| Tie::of(overlap, self.window.apart))
    }

    /// Whether they are versions of one story, unless their neighbours speak against it.
    pub fn are_versions(&self) -> bool {
        self.shared()
            .zip(self.tie())
            .is_some_and(|(overlap, tie)| tie.holds(overlap))
    }

    /// Whether a shared seed, or a paragraph, links the two at all.
    fn has_link(&self) -> bool {
        let is_linked = |seed: &SharedSeed| seed.link == Link::Linked;
        self.seeds.iter().any(is_linked) || !self.candidacy.paragraphs.is_empty()
    }

    fn is_all_furniture(&self) -> bool {
        let mut passages = self.passages.iter();
        passages.all(|account| account.gate == Some(Gate::Furniture))
    }

    fn lacks_bits(account: &Account) -> bool {
        matches!(account.gate, Some(Gate::Bits(_) | Gate::Furniture))
    }

    fn is_long_enough(account: &Account) -> bool {
        matches!(account.gate, None | Some(Gate::Template))
    }
}
