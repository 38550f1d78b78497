//! Distinct texts into the pairs of which one stands for the other: an exact set-similarity join, no pair missed and none
//! estimated.
//!
//! A text can go only if all but a spared number `s` of its shingles stand in one other text. Those it has alone are
//! certain to be missing; if `m` are, then of any s − m + 1 of the others one at least stands in that other text. So
//! each text asks for its rarest s − m + 1 shared shingles only, and for most texts there are none to ask for, since
//! m > s. This is the prefix filter (Chaudhuri, Ganti and Kaushik 2006; AllPairs, Bayardo, Ma and Srikant 2007; PPJoin, Xiao et al. 2008), used from the
//! side that would go, which serves containment where two-sided prefixes serve only resemblance.
//!
//! Shingles are numbered by slots of a bitmap, where two may get one number: that adds candidates, which the exact sets
//! refute.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use rayon::prelude::*;

use super::numbered::Numbered;
use super::unit::Text;
use crate::settings::Measure;
use crate::sketch::common_at_least;
use crate::story::Threshold;

/// Texts looked at for one shingle: the most preferred ones that have it. Rarest first, a text comes to a shingle
/// of more texts than this only if all but the spared number of its shingles stand in as many: it is boilerplate
/// through and through, and is linked to the most preferred of its like, not to each. So there are at most
/// (s − m + 1) · 256 candidates for a text, however large the archive.
const MOST_POSTINGS: usize = 256;
const UNASKED: usize = usize::MAX;

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
}

impl Test {
    /// Whether another text could stand for this one. A resemblance of `t` implies that either text contains a share of `t` of
    /// the other, so that this serves both measures.
    pub(super) fn may_go(&self, text: &Text) -> bool {
        text.alone as usize <= self.threshold.spared(text.size as usize)
    }

    /// Whether this text has to be known to the others.
    pub(super) fn takes_part(&self, text: &Text) -> bool {
        self.measure == Measure::Coverage || self.may_go(text)
    }

    /// How many shingles two texts have in common, if they are enough.
    fn common(&self, text: &Text, by: &Text) -> Option<u32> {
        let needed =
            self.threshold
                .needed_in_common(self.measure, text.size as usize, by.size as usize);
        common_at_least(&text.shared, &by.shared, needed).map(|common| common as u32)
    }
}

/// What a join found, and how much work it was.
pub(super) struct Joined {
    /// Sorted.
    pub(super) matches: Vec<Match>,
    /// Pairs whose shingles were compared.
    pub(super) compared: u64,
}

/// Finds all matches between texts that are given in the order of preference.
pub(super) fn join(texts: &mut [Text], test: Test) -> Joined {
    let asked = asked_for(texts, test);
    let shingles: Vec<Box<[u32]>> = texts
        .par_iter_mut()
        .map(|text| numbers(text, &asked))
        .collect();
    let met = count(&shingles, asked.len());
    let questions: Vec<Box<[u32]>> = texts
        .par_iter()
        .zip(&shingles)
        .map(|(text, shingles)| rarest(text, shingles, &met, test))
        .collect();
    let postings = Postings::of(&shingles, &questions, &met);
    let found: Vec<(Vec<Match>, u64)> = (0..texts.len())
        .into_par_iter()
        .map(|text| {
            let candidates = postings.candidates(&questions[text]);
            verify(text as u32, &candidates, texts, test)
        })
        .collect();
    let compared = found.iter().map(|(_, compared)| compared).sum();
    let mut matches: Vec<Match> = found.into_iter().flat_map(|(matches, _)| matches).collect();
    if test.measure == Measure::Jaccard {
        let turned: Vec<Match> = matches.iter().map(Match::turned).collect();
        matches.extend(turned);
        matches.par_sort_unstable();
    }
    Joined { matches, compared }
}

/// The shingles that texts ask for which may go.
fn asked_for(texts: &[Text], test: Test) -> Numbered {
    let asking = texts.iter().filter(|text| test.may_go(text));
    let lists: Vec<&[u64]> = asking.map(|text| &text.shared[..]).collect();
    Numbered::of(&lists)
}

/// The numbers of a text's shingles; it forgets those that nobody asks for.
fn numbers(text: &mut Text, asked: &Numbered) -> Box<[u32]> {
    let mut numbers = Vec::with_capacity(text.shared.len());
    let mut shared = Vec::with_capacity(text.shared.len());
    for shingle in &text.shared {
        if let Some(number) = asked.number(*shingle) {
            numbers.push(number);
            shared.push(*shingle);
        }
    }
    if shared.len() < text.shared.len() {
        text.shared = shared.into();
    }
    numbers.into()
}

/// In how many texts each shingle stands.
fn count(texts: &[Box<[u32]>], shingles: usize) -> Vec<u32> {
    let met: Vec<AtomicU32> = (0..shingles).map(|_| AtomicU32::new(0)).collect();
    texts.par_iter().for_each(|text| {
        for shingle in text {
            met[*shingle as usize].fetch_add(1, Relaxed);
        }
    });
    met.into_iter().map(AtomicU32::into_inner).collect()
}

/// The shingles to ask for: one more than may still be missing, rarest first. None if the text cannot go.
fn rarest(text: &Text, shingles: &[u32], met: &[u32], test: Test) -> Box<[u32]> {
    if !test.may_go(text) {
        return Box::default();
    }
    let mut elsewhere: Vec<(u32, u32)> = shingles
        .iter()
        .map(|shingle| (met[*shingle as usize], *shingle))
        .filter(|(met, _)| *met > 1)
        .collect();
    let alone = text.size as usize - elsewhere.len();
    let spared = test.threshold.spared(text.size as usize);
    if alone > spared {
        return Box::default();
    }
    let asked = spared - alone + 1;
    elsewhere.select_nth_unstable(asked - 1);
    elsewhere[..asked]
        .iter()
        .map(|(_, shingle)| *shingle)
        .collect()
}

/// Of each shingle that is asked for, the most preferred texts it stands in.
struct Postings {
    /// Where the list of a shingle begins; `UNASKED`: it has none.
    starts: Vec<usize>,
    lengths: Vec<u16>,
    /// The lists, one behind the other.
    texts: Vec<u32>,
}

impl Postings {
    /// Texts come in the order of preference: so each list is in that order, and full with the most preferred.
    fn of(shingles: &[Box<[u32]>], questions: &[Box<[u32]>], met: &[u32]) -> Postings {
        let mut postings = Postings::empty(questions, met);
        for (text, shingles) in shingles.iter().enumerate() {
            for shingle in shingles {
                postings.push(*shingle as usize, text as u32);
            }
        }
        postings
    }

    fn empty(questions: &[Box<[u32]>], met: &[u32]) -> Postings {
        let mut starts = vec![UNASKED; met.len()];
        for shingle in questions.iter().flatten() {
            starts[*shingle as usize] = 0;
        }
        let mut total = 0;
        for (start, met) in starts.iter_mut().zip(met).filter(|(start, _)| **start == 0) {
            *start = total;
            total += MOST_POSTINGS.min(*met as usize);
        }
        Postings {
            starts,
            lengths: vec![0; met.len()],
            texts: vec![0; total],
        }
    }

    fn push(&mut self, shingle: usize, text: u32) {
        let (start, length) = (self.starts[shingle], &mut self.lengths[shingle]);
        if start != UNASKED && usize::from(*length) < MOST_POSTINGS {
            self.texts[start + usize::from(*length)] = text;
            *length += 1;
        }
    }

    fn list(&self, shingle: u32) -> &[u32] {
        let start = self.starts[shingle as usize];
        &self.texts[start..start + usize::from(self.lengths[shingle as usize])]
    }

    /// The texts that have one of these shingles, each once, in the order of preference.
    fn candidates(&self, questions: &[u32]) -> Vec<u32> {
        let lists = questions.iter().map(|shingle| self.list(*shingle));
        let mut candidates: Vec<u32> = lists.flatten().copied().collect();
        candidates.sort_unstable();
        candidates.dedup();
        candidates
    }
}

/// The matches of one text, each counted on the exact sets, and how many candidates there were.
fn verify(text: u32, candidates: &[u32], texts: &[Text], test: Test) -> (Vec<Match>, u64) {
    // Resemblance is the same both ways: each pair is counted once, from the less preferred side.
    let others = candidates.iter().filter(|by| match test.measure {
        Measure::Coverage => **by != text,
        Measure::Jaccard => **by < text,
    });
    let (mut matches, mut compared) = (Vec::new(), 0);
    for by in others.copied() {
        compared += 1;
        if let Some(common) = test.common(&texts[text as usize], &texts[by as usize]) {
            matches.push(Match { text, by, common });
        }
    }
    (matches, compared)
}
