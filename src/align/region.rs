//! Matches into regions: rectangles of words that correspond, scored and trimmed at their ends.

use super::extend::{Match, gap_cost};
use super::{Gate, Passage, Side, Thresholds};
use crate::settings::Bits;

/// What a word that stands in a passage on one side only takes from its score: 1 bit. It tells a passage from a few
/// formulae that two reports of one event are bound to share.
const LOOSE_WORD: i64 = 256;

/// So many words of a passage take as much again: a short passage has to be close to its like, while one of a hundred words
/// may be edited heavily. Of the chance finds in a made archive it keeps out two in five.
const DEAR_WORDS: i64 = 10;

/// A region was edited heavily where so many of a hundred words have no like on the other side. Below, lightly, and what
/// stands between two statements is foreign to both. PAN 2013 gives the same from 10 to 20.
const HEAVY_PER_CENT: usize = 15;

/// Who edits a text heavily changes a word here and a few there. More words in a row, between others that are copied to the letter,
/// are what stands between two statements.
const SHORT_GAP_WORDS: usize = 5;

/// So many equal words in a row were not edited at all.
const LONG_RUN_WORDS: usize = 8;

/// Matches that belong together, and the rectangle of words they lie in.
#[derive(Clone, Debug)]
pub(super) struct Region {
    pub(super) matches: Vec<Match>,
    /// Its words of `a`: first, one past the last.
    pub(super) a: (u32, u32),
    /// Its words of `b`.
    pub(super) b: (u32, u32),
    /// What its matches are worth, less what lies between them, in 1/256 bit.
    pub(super) score: i64,
    /// Its matches, and the words in the short gaps between them, of whichever side has more of them.
    words_inside: usize,
    /// Its matches that stand in short runs of equal words.
    words_in_short_runs: usize,
    /// Whether it was joined of several, and what was counted of them added up.
    is_joined: bool,
}

impl Region {
    /// The region of these matches; `None` if there are none.
    pub(super) fn of(matches: Vec<Match>) -> Option<Region> {
        let first = matches.first()?;
        let mut region = Region {
            a: (first.a, first.a + 1),
            b: (first.b, first.b + 1),
            score: i64::from(first.worth),
            words_inside: matches.len(),
            words_in_short_runs: 0,
            is_joined: false,
            matches: Vec::new(),
        };
        let mut run = 1;
        for pair in matches.windows(2) {
            if region.add(&pair[0], &pair[1]) {
                run += 1;
            } else {
                region.end_run(run);
                run = 1;
            }
        }
        region.end_run(run);
        region.matches = matches;
        Some(region)
    }

    /// Counts the `next` match in; whether both are in a row.
    #[inline]
    fn add(&mut self, pair: &Match, next: &Match) -> bool {
        self.a = (self.a.0.min(next.a), self.a.1.max(next.a + 1));
        self.b = (self.b.0.min(next.b), self.b.1.max(next.b + 1));
        self.score += i64::from(next.worth);
        if in_a_row(pair, next) {
            return true;
        }
        let (in_a, in_b) = (between(pair.a, next.a), between(pair.b, next.b));
        self.score -= gap_cost(in_a, in_b);
        let words = in_a.max(in_b);
        if words <= SHORT_GAP_WORDS {
            self.words_inside += words;
        }
        false
    }

    fn end_run(&mut self, words: usize) {
        if words < LONG_RUN_WORDS {
            self.words_in_short_runs += words;
        }
    }

    /// Takes in another region.
    pub(super) fn absorb(&mut self, other: Region) {
        self.is_joined = true;
        self.matches.extend(other.matches);
        self.a = (self.a.0.min(other.a.0), self.a.1.max(other.a.1));
        self.b = (self.b.0.min(other.b.0), self.b.1.max(other.b.1));
        self.score += other.score;
        self.words_inside += other.words_inside;
        self.words_in_short_runs += other.words_in_short_runs;
    }

    /// Whether many words have no like on the other side, in the midst of words that have, and hardly any stretch was copied to
    /// the letter: such words then tell nothing of where a statement ends.
    pub(super) fn is_heavily_edited(&self) -> bool {
        let is_loose = self.matches.len() * 100 <= self.words_inside * (100 - HEAVY_PER_CENT);
        is_loose && self.words_in_short_runs * 2 >= self.matches.len()
    }

    /// Without the words at its ends that match by chance: each end is two matches in a row, or one beside the edge of
    /// a sentence or a quotation. Alignment over-runs the true edge by one to four words otherwise.
    pub(super) fn trimmed(mut self, a: &Side<'_>, b: &Side<'_>) -> Option<Region> {
        let is_in_order = is_in_order(&self.matches);
        let whole = self.matches.len();
        loop {
            let before = self.matches.len();
            if !is_in_order {
                self.matches.sort_unstable_by_key(Match::order_of_a);
            }
            trim_start(&mut self.matches, a, b);
            trim_end(&mut self.matches, a, b);
            if !is_in_order {
                self.matches.sort_unstable_by_key(Match::order_of_b);
            }
            trim_start(&mut self.matches, a, b);
            trim_end(&mut self.matches, a, b);
            if self.matches.len() == before {
                break;
            }
        }
        if is_in_order && self.matches.len() == whole && !self.is_joined {
            return Some(self);
        }
        Region::of(self.matches).map(|region| Region {
            score: self.score,
            ..region
        })
    }

    /// Whether it is, on either side, all that stands between two quotation marks.
    pub(super) fn is_quotation(&self, a: &Side<'_>, b: &Side<'_>) -> bool {
        let is_whole =
            |side: &Side<'_>, (from, to): (u32, u32)| side.is_quotation(from as usize, to as usize);
        is_whole(a, self.a) || is_whole(b, self.b)
    }

    /// The gate that stops it as a passage; `None`: it passes.
    pub(super) fn gate(
        &self,
        passage: &Passage,
        a: &Side<'_>,
        b: &Side<'_>,
        thresholds: &Thresholds,
    ) -> Option<Gate> {
        let is_quotation = self.is_quotation(a, b);
        let stopped = thresholds.gate(passage, is_quotation);
        let is_template = || !is_quotation && self.is_template(a, b);
        stopped.or_else(|| is_template().then_some(Gate::Template))
    }

    /// The region; or, where it has too few bits, the whole quotation in it that has enough of them for a quotation: a word or
    /// two beyond its marks match as well now and then.
    pub(super) fn or_quotation_inside(
        self,
        a: &Side<'_>,
        b: &Side<'_>,
        thresholds: &Thresholds,
    ) -> Region {
        let scores = |region: &Region| region.passage(a, b).bits;
        let found = scores(&self);
        if found >= thresholds.min_bits || found < thresholds.min_quotation_bits {
            return self;
        }
        let enough = |region: &Region| scores(region) >= thresholds.min_quotation_bits;
        let quotations = self.quotations_inside(a, b).filter(enough);
        quotations.max_by_key(scores).unwrap_or(self)
    }

    /// What it has of each quotation that lies in it whole, on either side.
    fn quotations_inside(&self, a: &Side<'_>, b: &Side<'_>) -> impl Iterator<Item = Region> {
        let of_a = a.quotations(self.a).into_iter().map(|words| (words, true));
        let of_b = b.quotations(self.b).into_iter().map(|words| (words, false));
        of_a.chain(of_b).filter_map(move |((from, to), is_a)| {
            let place = |pair: &Match| if is_a { pair.a } else { pair.b };
            let is_inside = |pair: &&Match| (from..to).contains(&place(pair));
            let inside = self.matches.iter().filter(is_inside).copied().collect();
            let region = Region::of(inside)?.trimmed(a, b)?;
            region.is_quotation(a, b).then_some(region)
        })
    }

    /// The passage it is.
    pub(super) fn passage(&self, a: &Side<'_>, b: &Side<'_>) -> Passage {
        let is_furniture =
            |pair: &&Match| a.is_furniture(pair.a as usize) || b.is_furniture(pair.b as usize);
        let furniture = self.matches.iter().filter(is_furniture).count() as u32;
        let distinct = |side: fn(&Match) -> u32| {
            let mut words: Vec<u32> = self.matches.iter().map(side).collect();
            words.sort_unstable();
            words.dedup();
            words.len()
        };
        let matched_words = if is_in_order(&self.matches) {
            self.matches.len()
        } else {
            distinct(|pair| pair.a).min(distinct(|pair| pair.b))
        } as u32;
        let (a_words, b_words) = (self.a.1 - self.a.0, self.b.1 - self.b.0);
        Passage {
            a: a.span(self.a.0 as usize, self.a.1 as usize),
            b: b.span(self.b.0 as usize, self.b.1 as usize),
            a_words,
            b_words,
            matched_words,
            furniture_words: furniture.min(matched_words),
            bits: bits(
                &self.matches,
                a_words - matched_words,
                b_words - matched_words,
            ),
        }
    }
}

/// What a passage scores: what its matches are worth, less a mismatch for each two words that stand on one side only, a
/// gap for each of what is left of them, and [`LOOSE_WORD`] for them all, the first [`DEAR_WORDS`] twice. The order of its
/// words does not enter.
fn bits(matches: &[Match], loose_in_a: u32, loose_in_b: u32) -> Bits {
    Bits(worth(matches) - taken_off(loose_in_a, loose_in_b))
}

/// What so many words of either side that nothing corresponds to take from a passage.
pub(super) fn taken_off(loose_in_a: u32, loose_in_b: u32) -> i64 {
    let loose = i64::from(loose_in_a + loose_in_b);
    gap_cost(loose_in_a as usize, loose_in_b as usize)
        + LOOSE_WORD * (loose + loose.min(DEAR_WORDS))
}

fn trim_start(matches: &mut Vec<Match>, a: &Side<'_>, b: &Side<'_>) {
    let keep = matches.iter().enumerate().position(|(n, pair)| {
        let firm = matches.get(n + 1).is_some_and(|next| in_a_row(pair, next));
        firm || (a.is_edge(pair.a as usize) && b.is_edge(pair.b as usize))
    });
    matches.drain(..keep.unwrap_or(0));
}

fn trim_end(matches: &mut Vec<Match>, a: &Side<'_>, b: &Side<'_>) {
    let keep = matches.iter().enumerate().rev().find(|(n, pair)| {
        let firm = n
            .checked_sub(1)
            .is_some_and(|before| in_a_row(&matches[before], pair));
        firm || (a.is_edge(pair.a as usize + 1) && b.is_edge(pair.b as usize + 1))
    });
    let length = keep.map_or(matches.len(), |(n, _)| n + 1);
    matches.truncate(length);
}

fn in_a_row(pair: &Match, next: &Match) -> bool {
    pair.exact && next.exact && pair.a + 1 == next.a && pair.b + 1 == next.b
}

/// What matches are worth, whatever lies between them.
pub(super) fn worth(matches: &[Match]) -> i64 {
    matches.iter().map(|pair| i64::from(pair.worth)).sum()
}

/// Words between two that match; 0 where they are not in order.
fn between(from: u32, to: u32) -> usize {
    to.saturating_sub(from).saturating_sub(1) as usize
}

/// Whether each match comes after the one before on both sides.
fn is_in_order(matches: &[Match]) -> bool {
    matches
        .windows(2)
        .all(|pair| pair[0].a < pair[1].a && pair[0].b < pair[1].b)
}
