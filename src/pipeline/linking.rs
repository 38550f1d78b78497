//! Places with the same seed into hits: where two articles that are compared have more in common than a phrase.

use bytemuck::{Pod, Zeroable};

use super::links::{CUT_OFF, each_like, linked};
use super::pairs::mark;
use super::postings::{FEW_PLACES, Posting, lists};
use super::question::{Rank, Ranked};
use super::repeats::Repeats;
use super::survey::Survey;
use super::words::{Agreement, Spot};
use crate::align::{Anchor, Thresholds};
use crate::settings::OverlapSettings;

/// Two places with the same seed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Hit {
    pub(super) a: Rank,
    pub(super) b: Rank,
    /// The words of `a` and of `b` at which the seed begins.
    pub(super) tokens: [u32; 2],
    /// What the equal words around it are worth, up to 255 bits.
    bits: u8,
    /// 1: this alone is worth aligning two articles; else 0.
    is_enough: u8,
    /// By which the beginning of the equal words in `a` is told from others, as in the [table](super::pairs) of pairs.
    pub(super) mark: u16,
}

impl Hit {
    pub(super) fn anchor(&self) -> Anchor {
        let [a, b] = self.tokens;
        Anchor { a, b }
    }

    /// What the equal words around it are worth, up to 255 bits.
    pub(super) fn bits(&self) -> u32 {
        self.bits.into()
    }

    /// Whether this alone is worth aligning two articles.
    pub(super) fn is_enough(&self) -> bool {
        self.is_enough != 0
    }
}

/// What places are linked by.
pub(super) struct Linking<'r> {
    pub(super) articles: &'r Ranked<'r>,
    pub(super) survey: &'r Survey,
    pub(super) repeats: &'r Repeats,
    pub(super) settings: &'r OverlapSettings,
    pub(super) thresholds: &'r Thresholds,
}

/// Two places that may be a hit.
#[derive(Clone, Copy)]
pub(super) struct Encounter {
    pub(super) a: Rank,
    pub(super) b: Rank,
    /// In the row of all words.
    places: [u32; 2],
    agreement: Agreement,
    /// The most that the seed is worth, in bits.
    most: u32,
    /// Whether this alone is worth aligning two articles.
    pub(super) is_enough: bool,
}

impl Encounter {
    /// Where the equal words begin in `a`: the same for all seeds in one run of them.
    pub(super) fn start(&self) -> u32 {
        self.places[0] - self.agreement.before()
    }
}

/// What two places of one seed must have in common.
#[derive(Clone, Copy)]
struct Rule {
    /// The most that the seed is worth, in bits.
    most: u32,
    /// Whether it stands in few places, which are told of whatever is around them.
    is_few: bool,
    /// Far into equal words, one place in so many is told of.
    sparse: u32,
}

/// That a run of equal words is there is known from its beginning; of its other seeds few are needed, lest those at its beginning
/// stand in too many places to be linked.
const SPARSE: u32 = 4;

/// Places that are looked up together.
const SPOTS: usize = 1 << 11;

impl Linking<'_> {
    /// Calls `visit` with the places that each seed of some postings links, and then `done` with the seed's own postings.
    pub(super) fn each_of<'p>(
        &self,
        postings: &'p [Posting],
        mut visit: impl FnMut(&Encounter),
        mut done: impl FnMut(&'p [Posting]),
    ) {
        let mut lists = lists(postings);
        let mut batch = Batch::default();
        while batch.fill(&mut lists, self.survey) {
            for (spots, list) in batch.lists() {
                self.each(spots, SPARSE, &mut visit);
                done(list);
            }
        }
    }

    /// Calls `visit` with the places that one seed links.
    pub(super) fn each_of_seed(&self, postings: &[Posting], mut visit: impl FnMut(&Encounter)) {
        let spot = |posting: &Posting| self.survey.words.spot(posting.place());
        let spots: Vec<Spot> = postings.iter().map(spot).collect();
        self.each(&spots, 1, &mut visit);
    }

    /// Far into equal words, one place in `sparse` is told of.
    fn each(&self, spots: &[Spot], sparse: u32, visit: &mut impl FnMut(&Encounter)) {
        let rule = Rule {
            most: self.most(spots.len()),
            is_few: spots.len() <= FEW_PLACES,
            sparse,
        };
        let mut meet = |one: &Spot, other: &Spot| self.meet((one, other), rule, visit);
        if rule.is_few || spots.len() > CUT_OFF {
            linked(
                spots,
                self.settings,
                self.articles,
                |spot| spot.article,
                meet,
            );
        } else {
            each_like(spots, |one, other| _ = meet(one, other));
        }
    }

    /// Visits two places if their articles are compared, and the words around them agree enough. Returns whether they are
    /// compared.
    fn meet(
        &self,
        (one, other): (&Spot, &Spot),
        Rule {
            most,
            is_few,
            sparse,
        }: Rule,
        visit: &mut impl FnMut(&Encounter),
    ) -> bool {
        let agreement = one.agreement(other);
        let is_told = !agreement.goes_back_far() || one.place.is_multiple_of(sparse);
        let is_enough = is_told && self.is_enough(one, other, agreement, most);
        if is_few && !is_told {
            return true;
        }
        let Some((a, _)) = self
            .articles
            .sides(one.article, other.article, self.settings)
        else {
            return false;
        };
        if is_enough || is_few {
            let (a, b) = if a == one.article {
                (one, other)
            } else {
                (other, one)
            };
            visit(&Encounter {
                a: a.article,
                b: b.article,
                places: [a.place, b.place],
                agreement,
                most,
                is_enough,
            });
        }
        true
    }

    fn is_enough(&self, one: &Spot, other: &Spot, agreement: Agreement, most: u32) -> bool {
        let (run, quoted) = (
            self.thresholds.min_run_bits,
            self.thresholds.min_quoted_run_bits,
        );
        // The cheapest first: most places have four words in common and nothing else.
        let is_quotation = || one.is_at_marks(agreement) || other.is_at_marks(agreement);
        let needed = match agreement.most_bits() {
            most if most < quoted => return false,
            _ if is_quotation() => quoted,
            most if most < run => return false,
            _ => run,
        };
        self.survey.words.bits(one, agreement, most) >= needed
    }

    /// What two places are as a hit; `None` where the seed begins or ends in near-identical paragraphs, which link their articles by
    /// themselves.
    pub(super) fn hit(&self, encounter: &Encounter) -> Option<Hit> {
        let words = &self.survey.words;
        let Encounter { a, b, places, .. } = *encounter;
        let agreement = encounter.agreement;
        let are_near_identical = |behind: u32| {
            let [one, other] = places.map(|place| place + behind);
            self.repeats.are_near_identical(one, other)
        };
        if are_near_identical(0) || are_near_identical(agreement.last_of_seed()) {
            return None;
        }
        let bits = words.bits(&words.spot(places[0]), agreement, encounter.most);
        Some(Hit {
            a,
            b,
            tokens: [words.token(a, places[0]), words.token(b, places[1])],
            bits: bits.min(255) as u8,
            is_enough: encounter.is_enough.into(),
            mark: mark(encounter.start()),
        })
    }

    /// The article a posting is in.
    pub(super) fn article(&self, posting: Posting) -> Rank {
        self.survey.words.article(posting.place())
    }

    /// The most that a seed is worth which stands in so many places: what a triple of words is worth that is met as often, and
    /// a third of that for a fourth word.
    fn most(&self, places: usize) -> u32 {
        match self.survey.background.most_worth_of_triple(places as u64) {
            Some(worth) => (worth * 4 / 3 / 256) as u32,
            None => u32::MAX,
        }
    }
}

/// The spots of some lists of places. All are looked up before any is looked at, so that the processor waits for them together.
#[derive(Default)]
struct Batch<'p> {
    spots: Vec<Spot>,
    lists: Vec<&'p [Posting]>,
}

impl<'p> Batch<'p> {
    /// Takes so many lists that there are enough spots; false if there is none.
    fn fill(&mut self, lists: &mut impl Iterator<Item = &'p [Posting]>, survey: &Survey) -> bool {
        self.spots.clear();
        self.lists.clear();
        while self.spots.len() < SPOTS
            && let Some(list) = lists.next()
        {
            let spot = |posting: &Posting| survey.words.spot(posting.place());
            self.spots.extend(list.iter().map(spot));
            self.lists.push(list);
        }
        !self.lists.is_empty()
    }

    fn lists(&self) -> impl Iterator<Item = (&[Spot], &'p [Posting])> {
        let mut rest = self.spots.as_slice();
        self.lists.iter().map(move |list| {
            let (spots, others) = rest.split_at(list.len());
            rest = others;
            (spots, *list)
        })
    }
}
