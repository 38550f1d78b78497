//! Chains into matches: which word of `a` corresponds to which of `b`, between the runs of a chain and beyond its ends.
//!
//! Between two runs the gap is aligned whole. Beyond the ends alignment goes on until the score has dropped too far below
//! its best (the X-drop of BLAST; Altschul et al. 1997), so that a light edit is crossed and foreign text is not entered.
//! Words count as equal where they are, and in part where they are alike letter by letter.

use std::ops::Range;

use super::Side;
use super::run::Run;
use super::similarity::similarity;
use super::table::Table;
use crate::settings::Bits;

/// A word of `a` and the word of `b` that corresponds to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Match {
    /// Token of `a`.
    pub(super) a: u32,
    /// Token of `b`.
    pub(super) b: u32,
    /// What the pair adds to the score, in 1/256 bit.
    pub(super) worth: i32,
    /// Whether the folded words are equal.
    pub(super) exact: bool,
}

impl Match {
    /// What comes first in `a`, then in `b`.
    #[inline]
    pub(super) fn order_of_a(&self) -> u64 {
        u64::from(self.a) << 32 | u64::from(self.b)
    }

    /// What comes first in `b`, then in `a`.
    #[inline]
    pub(super) fn order_of_b(&self) -> u64 {
        u64::from(self.b) << 32 | u64::from(self.a)
    }
}

/// Cost of a pair of words that do not correspond: 2.3 bits.
pub(super) const MISMATCH: i32 = 589;

/// Cost of a word that stands on one side only: 1.7 bits.
pub(super) const GAP: i32 = 435;

/// From this similarity (of 256) on, words of four letters and more correspond: .6.
const ALIKE: i32 = 154;
/// Rows of the table beyond an end that are aligned at one go.
const REACH: usize = 400;

/// What it costs to skip so many words on either side.
pub(crate) fn gap_cost(gap_a: usize, gap_b: usize) -> i64 {
    gap_a.min(gap_b) as i64 * i64::from(MISMATCH) + gap_a.abs_diff(gap_b) as i64 * i64::from(GAP)
}

/// The matches of a chain, in order, from its first run to its last.
pub(super) fn matches(a: &Side<'_>, b: &Side<'_>, chain: &[Run], memory: &mut Table) -> Vec<Match> {
    let words = chain.iter().map(|run| run.len).sum();
    let mut found = Vec::with_capacity(words);
    for (n, run) in chain.iter().enumerate() {
        if let Some(before) = n.checked_sub(1).map(|before| &chain[before]) {
            let gap = (before.a_end()..run.a, before.b_end()..run.b);
            fill(a, b, gap, memory, &mut found);
        }
        found.extend((0..run.len).map(|k| exact(a, b, run.a + k, run.b + k)));
    }
    found
}

/// The matches `within` a stretch of both texts, and those beyond either end of it, until the score has dropped by more than
/// `drop`.
pub(super) fn grown(
    a: &Side<'_>,
    b: &Side<'_>,
    mut within: Vec<Match>,
    from: (usize, usize),
    to: (usize, usize),
    drop: Bits,
    memory: &mut Table,
) -> Vec<Match> {
    extend_right(a, b, to, drop, memory, &mut within);
    let mut found = Vec::new();
    extend_left(a, b, from, drop, memory, &mut found);
    if found.is_empty() {
        return within;
    }
    found.append(&mut within);
    found
}

/// Two words that are equal.
#[inline]
pub(super) fn exact(a: &Side<'_>, b: &Side<'_>, i: usize, j: usize) -> Match {
    Match {
        a: i as u32,
        b: j as u32,
        worth: a.worth_beside(i, (b, j)),
        exact: true,
    }
}

/// How well word `i` of `a` and word `j` of `b` correspond; `None` where they do not.
pub(super) fn compare(a: &Side<'_>, b: &Side<'_>, i: usize, j: usize) -> Option<Match> {
    let worth = comparing(a, b, i)(j)?;
    Some(Match {
        a: i as u32,
        b: j as u32,
        worth,
        exact: a.hash(i) == b.hash(j),
    })
}

/// What it adds to the score that word `i` of `a` corresponds to a word of `b`.
#[inline]
fn comparing<'s>(a: &'s Side<'_>, b: &'s Side<'_>, i: usize) -> impl Fn(usize) -> Option<i32> + 's {
    let (hash, letters) = (a.hash(i), a.letters(i));
    let may_have_a_like = letters.may_have_a_like();
    move |j| {
        if hash == b.hash(j) {
            return Some(a.worth_beside(i, (b, j)));
        }
        let may_be = may_have_a_like && letters.may_be_alike(b.letters(j));
        may_be.then(|| alike(a, b, i, j))?
    }
}

/// The same for two words that are not equal.
#[inline(never)]
fn alike(a: &Side<'_>, b: &Side<'_>, i: usize, j: usize) -> Option<i32> {
    let alike = similarity(a.tokens.folded(i), b.tokens.folded(j));
    (alike >= ALIKE).then(|| a.worth(i).min(b.worth(j)) * (2 * alike - 256) / 256)
}

fn fill(
    a: &Side<'_>,
    b: &Side<'_>,
    (in_a, in_b): (Range<usize>, Range<usize>),
    memory: &mut Table,
    found: &mut Vec<Match>,
) {
    let (i, j) = (in_a.start, in_b.start);
    let words = |row| {
        let with = comparing(a, b, i + row);
        move |column| with(j + column)
    };
    let path = memory.through(in_a.len(), in_b.len(), words).iter().rev();
    found.extend(path.filter_map(|(row, column)| compare(a, b, i + row, j + column)));
}

fn extend_right(
    a: &Side<'_>,
    b: &Side<'_>,
    (mut i, mut j): (usize, usize),
    drop: Bits,
    memory: &mut Table,
    found: &mut Vec<Match>,
) {
    loop {
        let (rows, columns) = ((a.len() - i).min(REACH), (b.len() - j).min(REACH));
        let words = |row| {
            let with = comparing(a, b, i + row);
            move |column| with(j + column)
        };
        let (path, is_cut) = memory.outwards(rows, columns, drop, words);
        let pair = |(row, column): &(usize, usize)| compare(a, b, i + row, j + column);
        found.extend(path.iter().rev().filter_map(pair));
        match path.first() {
            Some((row, column)) if is_cut => (i, j) = (i + row + 1, j + column + 1),
            _ => return,
        }
    }
}

/// The matches it adds come in the order of the texts.
fn extend_left(
    a: &Side<'_>,
    b: &Side<'_>,
    (mut i, mut j): (usize, usize),
    drop: Bits,
    memory: &mut Table,
    found: &mut Vec<Match>,
) {
    let first = found.len();
    loop {
        let (rows, columns) = (i.min(REACH), j.min(REACH));
        let words = |row| {
            let with = comparing(a, b, i - 1 - row);
            move |column| with(j - 1 - column)
        };
        let (path, is_cut) = memory.outwards(rows, columns, drop, words);
        let pair = |(row, column): &(usize, usize)| compare(a, b, i - 1 - row, j - 1 - column);
        found.extend(path.iter().rev().filter_map(pair));
        match path.first() {
            Some((row, column)) if is_cut => (i, j) = (i - 1 - row, j - 1 - column),
            _ => break,
        }
    }
    found[first..].reverse();
}
