//! Places with the same seed into hits: where two articles that are compared have more in common than a phrase.

use std::ops::Range;

use bytemuck::{Pod, Zeroable};

use super::links::{CUT_OFF, each_like, linked};
use super::postings::{FEW_PLACES, Posting, Postings};
use super::question::{Rank, Ranked};
use super::repeats::Repeats;
use super::survey::Survey;
use super::words::{Agreement, Spot};
use crate::align::{Anchor, Thresholds};
use crate::error::StorageError;
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
    padding: [u8; 2],
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
pub(super) struct Meeting<'s> {
    a: &'s Spot,
    b: &'s Spot,
    agreement: Agreement,
    /// The most that the seed is worth, in bits.
    most: u32,
    /// Whether this alone is worth aligning two articles.
    pub(super) is_enough: bool,
}

impl Meeting<'_> {
    /// The articles.
    pub(super) fn sides(&self) -> (Rank, Rank) {
        (self.a.article, self.b.article)
    }

    /// Where the equal words begin in `a`: the same for all seeds in one run of them.
    pub(super) fn start(&self) -> u32 {
        self.a.place - self.agreement.before()
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
    /// Calls `visit` with the places that each seed of a shelf links.
    pub(super) fn each_on_shelf(
        &self,
        postings: &Postings<'_>,
        shelf: usize,
        mut visit: impl FnMut(&Meeting<'_>),
    ) -> Result<(), StorageError> {
        let mut batch = Batch::default();
        postings.each_list(shelf, |list| {
            batch.add(list, self.survey);
            if batch.spots.len() >= SPOTS {
                batch
                    .lists()
                    .for_each(|list| self.each(&batch.spots[list], SPARSE, &mut visit));
                batch.clear();
            }
        })?;
        batch
            .lists()
            .for_each(|list| self.each(&batch.spots[list], SPARSE, &mut visit));
        Ok(())
    }

    /// Calls `visit` with the places that one seed links.
    pub(super) fn each_of_seed(&self, postings: &[Posting], mut visit: impl FnMut(&Meeting<'_>)) {
        let mut batch = Batch::default();
        batch.add(postings, self.survey);
        self.each(&batch.spots, 1, &mut visit);
    }

    /// Far into equal words, one place in `sparse` is told of.
    fn each(&self, spots: &[Spot], sparse: u32, visit: &mut impl FnMut(&Meeting<'_>)) {
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
        visit: &mut impl FnMut(&Meeting<'_>),
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
            visit(&Meeting {
                a,
                b,
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
        if agreement.most_bits() < quoted {
            return false;
        }
        let bits = self.survey.words.bits(one, agreement, most);
        let is_quotation = || one.is_at_marks(agreement) || other.is_at_marks(agreement);
        bits >= run || bits >= quoted && is_quotation()
    }

    /// What two places are as a hit; `None` where their paragraphs are near-identical, which link their articles by themselves.
    pub(super) fn hit(&self, meeting: &Meeting<'_>) -> Option<Hit> {
        let (words, Meeting { a, b, .. }) = (&self.survey.words, meeting);
        let tokens = [words.token(a), words.token(b)];
        let group = |spot: &Spot, token: u32| {
            let paragraph = self.survey.paragraph_at(spot.article, token as usize);
            self.repeats.group_of(paragraph as u32)
        };
        let bits = || words.bits(a, meeting.agreement, meeting.most).min(255) as u8;
        (group(a, tokens[0]) != group(b, tokens[1])).then(|| Hit {
            a: a.article,
            b: b.article,
            tokens,
            bits: bits(),
            is_enough: meeting.is_enough.into(),
            padding: [0; 2],
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
struct Batch {
    spots: Vec<Spot>,
    ends: Vec<usize>,
}

impl Batch {
    fn add(&mut self, list: &[Posting], survey: &Survey) {
        let spots = list
            .iter()
            .map(|posting| survey.words.spot(posting.place()));
        self.spots.extend(spots);
        self.ends.push(self.spots.len());
    }

    fn lists(&self) -> impl Iterator<Item = Range<usize>> {
        let starts = [0].into_iter().chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| start..*end)
    }

    fn clear(&mut self) {
        self.spots.clear();
        self.ends.clear();
    }
}
