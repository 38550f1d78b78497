//! Distinct texts into the pairs of which one stands for the other: an exact set-similarity join, where no share is estimated.
//!
//! A text can go only if all but a spared number `s` of its shingles stand in one other text. Those it has alone are
//! certain to be missing; if `m` are, then of any s − m + 1 of the others one at least stands in that other text. So
//! each text asks for its rarest s − m + 1 shared shingles only, and most texts for none, since m > s. This is the
//! prefix filter (Chaudhuri, Ganti and Kaushik 2006; AllPairs, Bayardo, Ma and Srikant 2007; PPJoin, Xiao et al. 2008), used
//! from the side that would go: so it serves containment, where two-sided prefixes serve resemblance only.
//!
//! By jaccard, what is joined are sketches, of which [`BottomK`] says how many shingles must be common; the rest is the same.
//! Sketches of texts of one template meet hundreds of others, by chance; such texts are left to be joined by their whole
//! sets ([`crowd`](super::crowd)).
//!
//! No pair is missed, with one exception, which keeps the work linear: of a shingle only the 256 most preferred texts that have it
//! are known. Rarest first, a text comes to a shingle of more texts than that only if all but the spared number
//! of its shingles stand in as many: it is boilerplate through and through, and is held against the most preferred of
//! its like, not against each. A text has at most (s − m + 1) · 256 candidates, however large the archive; 20,000
//! texts that share six words in ten had 0 at a threshold of .8 and 257 at .5 (`cargo bench --bench growth -- template`).
//!
//! The usual way, locality-sensitive hashing (25 bands of 5 rows) with the same exact test after it, was tried on the
//! same texts. By jaccard .8, one thread, best of three: on 20,000 stories of a made wire archive (54 MB) the join took .51 s and
//! hashing .42 s, on the 19,043 of Reuters-21578 .15 s and .24 s; both found the same 3,800 and 493 pairs, after comparing 4,440 and 539
//! against 6,666 and 929. Hashing holds the shingles of every text for its test, or reads the archive again; and it
//! cannot find a brief inside a long story, which is what the measure of coverage is for.
//! (These are figures of the join of whole sets, which coverage still takes; against the join of sketches hashing was not tried.)

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use rayon::prelude::*;

use super::postings::{Postings, Question};
use super::unit::Text;
use crate::pipeline::{Resources, Stage};
use crate::settings::Measure;
use crate::sketch::{BottomK, common_at_least};
use crate::story::Threshold;

/// The shingles of `text` that stand in `by` are enough for `by` to stand for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Match {
    pub(super) text: u32,
    pub(super) by: u32,
    /// Different shingles in common.
    pub(super) common: u32,
}

impl Match {
    fn turned(&self) -> Match {
        Match {
            text: self.by,
            by: self.text,
            common: self.common,
        }
    }
}

/// How texts are held against each other.
#[derive(Clone, Copy)]
pub(super) struct Test {
    pub(super) measure: Measure,
    pub(super) threshold: Threshold,
    /// How the texts were sketched, if they were.
    pub(super) sketch: Option<BottomK>,
}

impl Test {
    /// Whether another text could stand for this one. Lets through what the sieve lets through.
    pub(super) fn may_go(&self, text: &Text) -> bool {
        text.alone as usize <= self.spared(text)
    }

    /// Whether a text could be half of a match. Two that resemble each other could each stand for the other.
    pub(super) fn may_match(&self, text: &Text) -> bool {
        self.measure == Measure::Coverage || self.may_go(text)
    }

    /// Whether a text is held against another. Resemblance is the same both ways: each pair is counted once, from the less
    /// preferred side.
    pub(super) fn is_asked_of(&self, text: u32, by: u32) -> bool {
        match self.measure {
            Measure::Coverage => by != text,
            Measure::Jaccard => by < text,
        }
    }

    /// How many of its shingles may be missing in another text that stands for it. A resemblance of `t` implies that either
    /// text contains a share of `t` of the other, so that this serves both measures.
    fn spared(&self, text: &Text) -> usize {
        let spared = self.threshold.spared(text.size as usize);
        match self.sketch {
            Some(sketch) => spared.max((text.size as usize).saturating_sub(sketch.least_common)),
            None => spared,
        }
    }

    /// How many shingles two texts have in common, if they are enough, or their sketches may be.
    fn common(&self, text: &Text, by: &Text) -> Option<u32> {
        let needed = match self.sketch {
            Some(sketch) if text.size.max(by.size) as usize == sketch.size => {
                let is_alike = sketch.may_be_alike(&text.shared, &by.shared);
                return is_alike.then_some(sketch.least_common as u32);
            }
            _ => self.needed(text.size, by.size),
        };
        common_at_least(&text.shared, &by.shared, needed).map(|common| common as u32)
    }

    /// How many shingles two texts of so many must have in common.
    pub(super) fn needed(&self, text: u32, by: u32) -> usize {
        let (text, by) = (text as usize, by as usize);
        self.threshold.needed_in_common(self.measure, text, by)
    }
}

/// Candidates from which on a sketch is no help: as many as whole sets have at most by a shingle.
const CROWD: usize = 256;

/// What a join found, and how much work it was.
#[derive(Default)]
pub(super) struct Joined {
    pub(super) matches: Vec<Match>,
    /// Pairs whose shingles were compared.
    pub(super) compared: u64,
    /// Texts whose sketches met too many others: not compared with the texts preferred to them. Ascending.
    pub(super) crowded: Vec<u32>,
    /// The texts that these met, and they themselves. Ascending.
    pub(super) in_crowd: Vec<u32>,
}

impl Joined {
    /// The matches, sorted. Resemblances are found once each and hold from both sides.
    pub(super) fn both_ways(self, measure: Measure) -> Vec<Match> {
        let mut matches = self.matches;
        if measure == Measure::Jaccard {
            let turned: Vec<Match> = matches.iter().map(Match::turned).collect();
            matches.extend(turned);
        }
        matches.par_sort_unstable();
        matches
    }

    /// Both together.
    pub(super) fn and(mut self, other: Joined) -> Joined {
        self.matches.extend(other.matches);
        self.compared += other.compared;
        self.crowded.extend(other.crowded);
        self
    }
}

/// Bytes in memory while these texts are joined: of each shared shingle itself, its place in a list, and which list that is.
pub(super) fn bytes(texts: &[Text]) -> usize {
    let shared: usize = texts.iter().map(|text| text.shared.len()).sum();
    shared * (size_of::<u64>() + 2 * size_of::<u32>())
}

/// Finds all matches between texts that are given in the order of preference.
pub(super) fn join(texts: &[Text], test: Test, resources: &Resources) -> Joined {
    let postings = Postings::of(texts, |text| test.may_go(text));
    let in_crowd: Vec<AtomicBool> = texts.iter().map(|_| AtomicBool::new(false)).collect();
    let asking = texts.iter().filter(|text| test.may_go(text)).count();
    let watch = resources.begin(Stage::COMPARISON, asking as u64);
    let asked = |(number, text): (u32, &Text)| {
        watch.advances(1);
        let questions = rarest(text, postings.questions(number, text), test);
        let candidates = postings.candidates(&questions);
        if test.sketch.is_none() || candidates.len() <= CROWD {
            return verify(number, &candidates, texts, test);
        }
        for one in candidates.iter().chain([&number]) {
            in_crowd[*one as usize].store(true, Relaxed);
        }
        Joined {
            crowded: vec![number],
            ..Joined::default()
        }
    };
    let numbered = (0..texts.len() as u32).into_par_iter().zip(texts);
    let asking = numbered.filter(|(_, text)| test.may_go(text));
    let joined = asking.map(asked).reduce(Joined::default, Joined::and);
    let met = |text: &u32| in_crowd[*text as usize].load(Relaxed);
    Joined {
        in_crowd: (0..texts.len() as u32).filter(met).collect(),
        ..joined
    }
}

/// Of the shingles that a text has in common with others, those it must ask for: one more than may still be missing, the
/// rarest. None if too many are missing already.
pub(super) fn rarest(text: &Text, mut elsewhere: Vec<Question>, test: Test) -> Vec<Question> {
    let alone = text.size as usize - elsewhere.len();
    let spared = test.spared(text);
    if alone > spared {
        return Vec::new();
    }
    let needed = spared - alone + 1;
    elsewhere.select_nth_unstable(needed - 1);
    elsewhere.truncate(needed);
    elsewhere
}

/// The matches of one text, each counted on the exact sets, and how many candidates there were.
fn verify(text: u32, candidates: &[u32], texts: &[Text], test: Test) -> Joined {
    let others = candidates.iter().copied();
    let mut found = Joined::default();
    for by in others.filter(|by| test.is_asked_of(text, *by)) {
        found.compared += 1;
        if let Some(common) = test.common(&texts[text as usize], &texts[by as usize]) {
            found.matches.push(Match { text, by, common });
        }
    }
    found
}
