//! Chains into passages: merged where they lie close together on both sides, scored, and trimmed at their ends.
//!
//! Merging does not ask for order, so that a paragraph whose sentences were moved about stays one passage. Each word is
//! counted once, however many chains run over it.

use super::chain::chains;
use super::extend::{Match, grown, matches};
use super::run::{Anchor, Run, runs};
use super::seed::common_seeds;
use super::{Side, extend};
use std::ops::Range;

use crate::document::Span;
use crate::settings::{Bits, OverlapSettings, Preset};

/// A stretch of `a` and the stretch of `b` that says the same in nearly the same words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Bytes of the text of `a`.
    pub a: Span,
    /// Bytes of the text of `b`.
    pub b: Span,
    /// Words (tokens) of `a` in it.
    pub a_words: u32,
    /// Words (tokens) of `b` in it.
    pub b_words: u32,
    /// Pairs of words that correspond.
    pub matched_words: u32,
    /// How surprising it would be to meet it twice by chance.
    pub bits: Bits,
}

impl Passage {
    /// 2 · matched / (words of a + words of b): 0 to 1, 1 where not a word differs.
    pub fn identity(&self) -> f64 {
        2.0 * f64::from(self.matched_words) / f64::from((self.a_words + self.b_words).max(1))
    }
}

/// The numbers a preset stands for: all of them free at query time.
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
    /// Chains with at most so many words between them, on both sides, are one passage.
    pub merge_gap_words: usize,
    /// So are chains that follow each other closely on one side, with at most so many words between them on the other: a
    /// sentence was cut.
    pub cut_words: usize,
    /// Chains that score less are not merged into a passage.
    pub min_merged_bits: Bits,
    /// How far the score may drop beyond an end before the text counts as foreign.
    pub drop: Bits,
}

impl Thresholds {
    /// The numbers of a run's settings.
    pub fn for_run(settings: &OverlapSettings) -> Thresholds {
        let of_preset = Thresholds::of(settings.preset);
        let min_bits = settings.min_bits.unwrap_or(of_preset.min_bits);
        Thresholds {
            min_bits,
            min_words: settings.min_words,
            ..of_preset
        }
    }

    /// The numbers of `preset`.
    pub fn of(preset: Preset) -> Thresholds {
        let wire = Thresholds {
            min_bits: Bits::whole(80),
            min_quotation_bits: Bits::whole(42),
            min_words: 4,
            max_gap_words: 25,
            merge_gap_words: 30,
            cut_words: 60,
            min_merged_bits: Bits::whole(20),
            drop: Bits::whole(20),
        };
        match preset {
            Preset::Strict => Thresholds {
                min_bits: Bits::whole(110),
                min_quotation_bits: Bits::whole(60),
                ..wire
            },
            Preset::Wire => wire,
            Preset::Loose => Thresholds {
                min_bits: Bits::whole(50),
                min_quotation_bits: Bits::whole(36),
                merge_gap_words: 45,
                ..wire
            },
        }
    }
}

/// Chains that follow each other within so many words on one side follow each other closely.
const CLOSE_WORDS: usize = 4;

/// What a word that stands in a passage on one side only takes from its score: 1 bit. It tells a passage from a few
/// formulae that two reports of one event are bound to share.
const LOOSE_WORD: i64 = 256;

/// The same where it is asked whether what stands beyond the edge of a sentence still belongs to a statement: 2.5 bits.
const STRICT_WORD: i64 = 640;

/// Words that one side has and the other cut take no more than this from a statement: 40 bits.
const CUT_AT_MOST: i64 = 40 * 256;

/// Beyond an edge on both sides, fewer words than this that do not simply go on are an attribution ("the CPI said").
const HALO_WORDS: usize = 4;

/// What such words have to be worth to belong to the statement: 16 bits.
const HALO: i64 = 16 * 256;

/// What a chain must be worth, beyond the least, for each word between it and the passage it is joined to: half a bit.
const MERGED_OVER: i64 = 128;

/// What two texts have in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Aligned {
    /// In the order of `a`, then of `b`.
    pub passages: Vec<Passage>,
    /// What was found and fell short of a threshold, the most surprising first.
    pub rejected: Vec<(Passage, Gate)>,
}

/// The passages two texts have in common, found from the places where they share a seed. `known` are paragraphs of both
/// that were aligned before.
pub fn align(
    a: &Side<'_>,
    b: &Side<'_>,
    anchors: Vec<Anchor>,
    known: &[Known<'_>],
    thresholds: &Thresholds,
) -> Aligned {
    let mut aligned = Aligned::default();
    let whole = merged(a, b, regions(a, b, anchors, known, thresholds), thresholds);
    for region in whole.into_iter().flat_map(|region| region.pieces(a, b)) {
        let Some(region) = region.trimmed(a, b) else {
            continue;
        };
        let passage = region.passage(a, b);
        match thresholds.gate(&passage, region.is_quotation(a, b)) {
            None => aligned.passages.push(passage),
            Some(gate) => aligned.rejected.push((passage, gate)),
        }
    }
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
    known: &[Known<'_>],
    thresholds: &Thresholds,
) -> Vec<Region> {
    let mut regions = Vec::new();
    let mut taken = Taken::new(a, b);
    for known in known {
        let within: Vec<Match> = known.matches().collect();
        let (Some(first), Some(last)) = (within.first(), within.last()) else {
            continue;
        };
        let (from, to) = (
            (first.a as usize, first.b as usize),
            (last.a as usize + 1, last.b as usize + 1),
        );
        let found = grown(a, b, within, from, to, thresholds);
        taken.add(&found);
        regions.extend(Region::of(found).and_then(|region| region.trimmed(a, b)));
    }
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

/// Two paragraphs that were aligned once, wherever they stand.
#[derive(Clone, Copy, Debug)]
pub struct Known<'m> {
    matches: &'m [Match],
    a: u32,
    b: u32,
}

impl<'m> Known<'m> {
    /// The `matches` of two paragraphs, of which one begins at token `a` of one text, the other at token `b` of the other.
    pub fn new(matches: &'m [Match], a: u32, b: u32) -> Known<'m> {
        Known { matches, a, b }
    }

    fn matches(&self) -> impl Iterator<Item = Match> {
        self.matches.iter().map(|pair| Match {
            a: pair.a + self.a,
            b: pair.b + self.b,
            ..*pair
        })
    }
}

/// Two paragraphs into chains of words that correspond, once for all the articles they stand in.
pub fn align_paragraphs(a: &Side<'_>, b: &Side<'_>, thresholds: &Thresholds) -> Vec<Vec<Match>> {
    regions(a, b, common_seeds(a, b), &[], thresholds)
        .into_iter()
        .map(|region| region.matches)
        .collect()
}

/// The gate that stopped a passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// It scores less than it had to.
    Bits(Bits),
    /// It has fewer words than it had to.
    Words(usize),
}

impl std::fmt::Display for Gate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Gate::Bits(needed) => write!(f, "scores less than {:.0} bits", needed.as_f64()),
            Gate::Words(needed) => write!(f, "has fewer than {needed} words"),
        }
    }
}

impl Thresholds {
    fn gate(&self, passage: &Passage, is_quotation: bool) -> Option<Gate> {
        let needed = if is_quotation {
            self.min_bits.min(self.min_quotation_bits)
        } else {
            self.min_bits
        };
        if passage.bits < needed {
            return Some(Gate::Bits(needed));
        }
        let words = passage.a_words.min(passage.b_words) as usize;
        (words < self.min_words).then_some(Gate::Words(self.min_words))
    }
}

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

/// Matches that belong together, and the rectangle of words they lie in.
#[derive(Clone, Debug)]
struct Region {
    matches: Vec<Match>,
    a: (u32, u32),
    b: (u32, u32),
    score: i64,
}

/// Whether the earlier of two stretches ends, and the later begins, at an edge.
fn faces_edge(side: &Side<'_>, one: (u32, u32), other: (u32, u32)) -> bool {
    let (first, second) = (one.min(other), one.max(other));
    side.is_edge(first.1 as usize) && side.is_edge(second.0 as usize)
}

/// Words between two stretches; 0 if they touch or overlap.
fn apart(one: (u32, u32), other: (u32, u32)) -> usize {
    one.0.max(other.0).saturating_sub(one.1.min(other.1)) as usize
}

impl Region {
    fn of(matches: Vec<Match>) -> Option<Region> {
        if matches.is_empty() {
            return None;
        }
        let around = |side: fn(&Match) -> u32| {
            let (low, high) = matches
                .iter()
                .map(side)
                .fold((u32::MAX, 0), |(low, high), at| (low.min(at), high.max(at)));
            (low, high + 1)
        };
        let (a, b) = (around(|pair| pair.a), around(|pair| pair.b));
        let score = score(&matches);
        Some(Region {
            matches,
            a,
            b,
            score,
        })
    }

    /// Whether another region is part of the same passage: it lies close by on both sides; or what was said on one side
    /// was cut on the other. Where one ends and the other begins at the edge of a sentence or a quotation, on both sides,
    /// they are two statements, unless they touch.
    fn is_near(&self, other: &Region, a: &Side<'_>, b: &Side<'_>, thresholds: &Thresholds) -> bool {
        let (in_a, in_b) = (apart(self.a, other.a), apart(self.b, other.b));
        let (less, more) = (in_a.min(in_b), in_a.max(in_b));
        let is_in_order = (self.a < other.a) == (self.b < other.b);
        if more <= CLOSE_WORDS
            || (is_in_order && less <= CLOSE_WORDS && more <= thresholds.cut_words)
        {
            return true;
        }
        more <= thresholds.merge_gap_words
            && !(faces_edge(a, self.a, other.a) && faces_edge(b, self.b, other.b))
    }

    /// Without what does not pay for the words that stand on one side only, cut where sentences and quotations meet on both
    /// sides: a statement, and not the halo of words that any report has before it.
    fn pieces(mut self, a: &Side<'_>, b: &Side<'_>) -> Vec<Region> {
        self.matches.sort_unstable_by_key(|pair| (pair.a, pair.b));
        let blocks = blocks(&self.matches, a, b);
        if blocks.len() == 1 {
            return vec![self];
        }
        let loose = Loose::of(&self);
        let within = |block: &Range<usize>| {
            let matches = &self.matches[block.clone()];
            worth(matches)
                - matches
                    .windows(2)
                    .map(|pair| loose.cost(&pair[0], &pair[1]))
                    .sum::<i64>()
        };
        let scores: Vec<i64> = blocks.iter().map(within).collect();
        let joints: Vec<i64> = blocks
            .windows(2)
            .map(|pair| {
                let (x, y) = (self.matches[pair[1].start - 1], self.matches[pair[1].start]);
                let both = a.is_edge(x.a as usize + 1) && b.is_edge(x.b as usize + 1)
                    || a.is_edge(y.a as usize) && b.is_edge(y.b as usize);
                let cost = loose.cost(&x, &y);
                let is_halo = |block: &Range<usize>| {
                    let m = &self.matches[block.clone()];
                    m.len() == 1
                        || m.len() < HALO_WORDS
                            && (cost > 0
                                || m.windows(2).any(|pair| loose.cost(&pair[0], &pair[1]) > 0))
                };
                -cost
                    - if both && (is_halo(&pair[0]) || is_halo(&pair[1])) {
                        HALO
                    } else {
                        0
                    }
            })
            .collect();
        best_stretches(&scores, &joints)
            .into_iter()
            .filter_map(|stretch| {
                let matches =
                    self.matches[blocks[stretch.start].start..blocks[stretch.end - 1].end].to_vec();
                Region::of(matches)
            })
            .collect()
    }

    fn absorb(&mut self, other: Region) {
        self.matches.extend(other.matches);
        self.a = (self.a.0.min(other.a.0), self.a.1.max(other.a.1));
        self.b = (self.b.0.min(other.b.0), self.b.1.max(other.b.1));
        self.score += other.score;
    }

    /// Without the words at its ends that match by chance: each end is two matches in a row, or one beside the edge of
    /// a sentence or a quotation. Alignment over-runs the true edge by one to four words otherwise.
    fn trimmed(mut self, a: &Side<'_>, b: &Side<'_>) -> Option<Region> {
        loop {
            self.matches.sort_unstable_by_key(|pair| (pair.a, pair.b));
            let before = self.matches.len();
            trim_start(&mut self.matches, a, b);
            trim_end(&mut self.matches, a, b);
            self.matches.sort_unstable_by_key(|pair| (pair.b, pair.a));
            trim_start(&mut self.matches, a, b);
            trim_end(&mut self.matches, a, b);
            if self.matches.len() == before {
                break;
            }
        }
        Region::of(self.matches).map(|region| Region {
            score: self.score,
            ..region
        })
    }

    fn is_quotation(&self, a: &Side<'_>, b: &Side<'_>) -> bool {
        let is_whole =
            |side: &Side<'_>, (from, to): (u32, u32)| side.is_quotation(from as usize, to as usize);
        is_whole(a, self.a) || is_whole(b, self.b)
    }

    fn passage(&self, a: &Side<'_>, b: &Side<'_>) -> Passage {
        let distinct = |side: fn(&Match) -> u32| {
            let mut words: Vec<u32> = self.matches.iter().map(side).collect();
            words.sort_unstable();
            words.dedup();
            words.len() as u32
        };
        let matched_words = distinct(|pair| pair.a).min(distinct(|pair| pair.b));
        let (a_words, b_words) = (self.a.1 - self.a.0, self.b.1 - self.b.0);
        Passage {
            a: a.span(self.a.0 as usize, self.a.1 as usize),
            b: b.span(self.b.0 as usize, self.b.1 as usize),
            a_words,
            b_words,
            matched_words,
            bits: Bits(self.score - LOOSE_WORD * i64::from(a_words + b_words - 2 * matched_words)),
        }
    }
}

fn trim_start(matches: &mut Vec<Match>, a: &Side<'_>, b: &Side<'_>) {
    let keep = matches.iter().enumerate().position(|(n, pair)| {
        let firm = matches.get(n + 1).is_some_and(|next| in_a_row(pair, next));
        firm || (pair.exact && a.is_edge(pair.a as usize) && b.is_edge(pair.b as usize))
    });
    matches.drain(..keep.unwrap_or(0));
}

fn trim_end(matches: &mut Vec<Match>, a: &Side<'_>, b: &Side<'_>) {
    let keep = matches.iter().enumerate().rev().find(|(n, pair)| {
        let firm = n
            .checked_sub(1)
            .is_some_and(|before| in_a_row(&matches[before], pair));
        firm || (pair.exact && a.is_edge(pair.a as usize + 1) && b.is_edge(pair.b as usize + 1))
    });
    let length = keep.map_or(matches.len(), |(n, _)| n + 1);
    matches.truncate(length);
}

fn in_a_row(pair: &Match, next: &Match) -> bool {
    pair.exact && next.exact && pair.a + 1 == next.a && pair.b + 1 == next.b
}

/// What matches in order are worth, less what lies between them.
fn score(matches: &[Match]) -> i64 {
    worth(matches)
        - between(matches)
            .map(|(in_a, in_b)| extend::gap_cost(in_a, in_b))
            .sum::<i64>()
}

/// The words of `b` that no match of a region holds: a word that was moved is not a word that was added.
struct Loose {
    first: u32,
    /// Such words before each word.
    before: Vec<u32>,
}

impl Loose {
    fn of(region: &Region) -> Loose {
        let mut is_loose = vec![1; (region.b.1 - region.b.0) as usize];
        region
            .matches
            .iter()
            .for_each(|pair| is_loose[(pair.b - region.b.0) as usize] = 0);
        let sums = is_loose
            .iter()
            .scan(0, |sum, loose| Some(std::mem::replace(sum, *sum + loose)));
        Loose {
            first: region.b.0,
            before: sums.collect(),
        }
    }

    /// What a statement has to pay for the words between two matches; no more than so much for words that one side has
    /// and the other has not: those were cut.
    fn cost(&self, pair: &Match, next: &Match) -> i64 {
        let in_a = i64::from(next.a - pair.a) - 1;
        let before = |word: u32| i64::from(self.before[(word - self.first) as usize]);
        let in_b = (before(next.b) - before(pair.b)).max(0);
        let (less, more) = (in_a.min(in_b).max(0), in_a.max(in_b));
        less * STRICT_WORD + ((more - less) * STRICT_WORD).min(CUT_AT_MOST)
    }
}

fn worth(matches: &[Match]) -> i64 {
    matches.iter().map(|pair| i64::from(pair.worth)).sum()
}

/// Words between each match and the next, on either side; 0 where they are not in order.
fn between(matches: &[Match]) -> impl Iterator<Item = (usize, usize)> {
    let words = |from: u32, to: u32| to.saturating_sub(from).saturating_sub(1) as usize;
    matches
        .windows(2)
        .map(move |pair| (words(pair[0].a, pair[1].a), words(pair[0].b, pair[1].b)))
}

/// Matches, in the order of `a`, cut wherever a sentence or a quotation ends, or begins, on both sides and all that comes
/// before in `a` comes before, or all of it after, in `b`.
fn blocks(matches: &[Match], a: &Side<'_>, b: &Side<'_>) -> Vec<Range<usize>> {
    let mut low = vec![u32::MAX; matches.len() + 1];
    let mut high = vec![0; matches.len() + 1];
    for (n, pair) in matches.iter().enumerate().rev() {
        (low[n], high[n]) = (low[n + 1].min(pair.b), high[n + 1].max(pair.b));
    }
    let (mut least, mut most) = (u32::MAX, 0);
    let mut found = Vec::new();
    let mut start = 0;
    for (n, pair) in matches.windows(2).enumerate() {
        (least, most) = (least.min(pair[0].b), most.max(pair[0].b));
        let is_clean = most < low[n + 1] || least > high[n + 1];
        let ends = a.is_edge(pair[0].a as usize + 1) || b.is_edge(pair[0].b as usize + 1);
        let begins = a.is_edge(pair[1].a as usize) || b.is_edge(pair[1].b as usize);
        if is_clean && (ends || begins) {
            found.push(start..n + 1);
            start = n + 1;
        }
    }
    found.push(start..matches.len());
    found
}

/// The stretches of blocks whose scores, with the (negative) joints between them, cannot be bettered by going on or by
/// stopping short (all maximal scoring subsequences; Ruzzo and Tompa 1999).
fn best_stretches(scores: &[i64], joints: &[i64]) -> Vec<Range<usize>> {
    struct Stretch {
        blocks: Range<usize>,
        left: i64,
        right: i64,
    }
    let mut found: Vec<Stretch> = Vec::new();
    let mut sum = 0;
    for (n, score) in scores.iter().enumerate() {
        if n > 0 {
            sum += joints[n - 1];
        }
        if *score <= 0 {
            sum += score;
            continue;
        }
        let mut here = Stretch {
            blocks: n..n + 1,
            left: sum,
            right: sum + score,
        };
        sum += score;
        while let Some(before) = found.iter().rposition(|stretch| stretch.left < here.left) {
            if found[before].right >= here.right {
                break;
            }
            here = Stretch {
                blocks: found[before].blocks.start..n + 1,
                left: found[before].left,
                right: here.right,
            };
            found.truncate(before);
        }
        found.push(here);
    }
    found.into_iter().map(|stretch| stretch.blocks).collect()
}

/// Joins regions that lie close together, the best first, until none is left to join.
fn merged(
    a: &Side<'_>,
    b: &Side<'_>,
    mut regions: Vec<Region>,
    thresholds: &Thresholds,
) -> Vec<Region> {
    regions.sort_by_key(|region| (-region.score, region.a, region.b));
    let mut done: Vec<Region> = Vec::new();
    while !regions.is_empty() {
        let mut whole = regions.remove(0);
        let mut used = Used::default();
        used.add(&whole);
        let mut next = 0;
        while next < regions.len() {
            if !whole.is_near(&regions[next], a, b, thresholds) {
                next += 1;
                continue;
            }
            let rest = used.rest(&regions[next]);
            let left = rest.as_ref().map_or(0, |rest| rest.score);
            match rest.filter(|rest| {
                rest.score
                    >= thresholds.min_merged_bits.0
                        + MERGED_OVER * (apart(whole.a, rest.a) + apart(whole.b, rest.b)) as i64
            }) {
                Some(rest) => {
                    regions.remove(next);
                    used.add(&rest);
                    whole.absorb(rest);
                    next = 0;
                }
                None if left * 2 < regions[next].score => _ = regions.remove(next),
                None => next += 1,
            }
        }
        done.push(whole);
    }
    done
}

/// The words of either side that a passage has matched: each counts once.
#[derive(Default)]
struct Used {
    a: hashbrown::HashSet<u32>,
    b: hashbrown::HashSet<u32>,
}

impl Used {
    fn add(&mut self, region: &Region) {
        self.a.extend(region.matches.iter().map(|pair| pair.a));
        self.b.extend(region.matches.iter().map(|pair| pair.b));
    }

    /// A region without the words used already.
    fn rest(&self, region: &Region) -> Option<Region> {
        let free = |pair: &&Match| !self.a.contains(&pair.a) && !self.b.contains(&pair.b);
        Region::of(region.matches.iter().filter(free).copied().collect())
    }
}
