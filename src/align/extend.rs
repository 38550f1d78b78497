//! Chains into matches: which word of `a` corresponds to which of `b`, between the runs of a chain and beyond its ends.
//!
//! Between two runs the gap is aligned whole. Beyond the ends alignment goes on until the score has dropped too far below
//! its best (the X-drop of BLAST; Altschul et al. 1997), so that a light edit is crossed and foreign text is not entered.
//! Words count as equal where they are, and in part where they are alike letter by letter.

use std::ops::Range;

use super::Side;
use super::run::Run;
use super::similarity::{may_be_alike, similarity};
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

/// Cost of a pair of words that do not correspond: 2.3 bits.
const MISMATCH: i32 = 589;

/// Cost of a word that stands on one side only: 1.7 bits.
const GAP: i32 = 435;

/// From this similarity (of 256) on, words of four letters and more correspond: .6.
const ALIKE: i32 = 154;
/// Rows of the table beyond an end that are aligned at one go.
const REACH: usize = 400;

/// What it costs to skip so many words on either side.
pub(crate) fn gap_cost(gap_a: usize, gap_b: usize) -> i64 {
    gap_a.min(gap_b) as i64 * i64::from(MISMATCH) + gap_a.abs_diff(gap_b) as i64 * i64::from(GAP)
}

/// The matches of a chain, in order, from its first run to its last.
pub(super) fn matches(a: &Side<'_>, b: &Side<'_>, chain: &[Run]) -> Vec<Match> {
    let mut found = Vec::new();
    for (n, run) in chain.iter().enumerate() {
        if let Some(before) = n.checked_sub(1).map(|before| &chain[before]) {
            fill(
                a,
                b,
                before.a_end()..run.a,
                before.b_end()..run.b,
                &mut found,
            );
        }
        found.extend((0..run.len).map(|k| exact(a, run.a + k, run.b + k)));
    }
    found
}

/// The matches `within` a stretch of both texts, and those beyond either end of it, until the score has dropped by more than
/// `drop`.
pub(super) fn grown(
    a: &Side<'_>,
    b: &Side<'_>,
    within: Vec<Match>,
    from: (usize, usize),
    to: (usize, usize),
    drop: Bits,
) -> Vec<Match> {
    let mut found = Vec::new();
    extend_left(a, b, from.0, from.1, drop, &mut found);
    found.extend(within);
    extend_right(a, b, to.0, to.1, drop, &mut found);
    found
}

/// Two words that are equal.
pub(super) fn exact(a: &Side<'_>, i: usize, j: usize) -> Match {
    Match {
        a: i as u32,
        b: j as u32,
        worth: a.worth(i),
        exact: true,
    }
}

/// How well word `i` of `a` and word `j` of `b` correspond; `None` where they do not.
pub(super) fn compare(a: &Side<'_>, b: &Side<'_>, i: usize, j: usize) -> Option<Match> {
    if a.hash(i) == b.hash(j) {
        return Some(exact(a, i, j));
    }
    if !may_be_alike(a.letters(i), b.letters(j)) {
        return None;
    }
    let alike = similarity(a.tokens.folded(i), b.tokens.folded(j));
    (alike >= ALIKE).then(|| {
        let worth = a.worth(i).min(b.worth(j)) * (2 * alike - 256) / 256;
        Match {
            a: i as u32,
            b: j as u32,
            worth,
            exact: false,
        }
    })
}

fn fill(
    a: &Side<'_>,
    b: &Side<'_>,
    in_a: Range<usize>,
    in_b: Range<usize>,
    found: &mut Vec<Match>,
) {
    let (rows, columns) = (in_a.len(), in_b.len());
    let mut path = Table::new(rows, columns, i32::MAX)
        .path(true, |i, j| compare(a, b, in_a.start + i, in_b.start + j));
    path.reverse();
    found.append(&mut path);
}

fn extend_right(
    a: &Side<'_>,
    b: &Side<'_>,
    i: usize,
    j: usize,
    drop: Bits,
    found: &mut Vec<Match>,
) {
    let (mut i, mut j) = (i, j);
    loop {
        let (rows, columns) = ((a.len() - i).min(REACH), (b.len() - j).min(REACH));
        let mut path = Table::new(rows, columns, drop.0 as i32)
            .path(false, |x, y| compare(a, b, i + x, j + y));
        path.reverse();
        let Some(last) = path.last().copied() else {
            return;
        };
        found.append(&mut path);
        (i, j) = (last.a as usize + 1, last.b as usize + 1);
    }
}

fn extend_left(a: &Side<'_>, b: &Side<'_>, i: usize, j: usize, drop: Bits, found: &mut Vec<Match>) {
    let (mut i, mut j) = (i, j);
    let mut backwards = Vec::new();
    loop {
        let (rows, columns) = (i.min(REACH), j.min(REACH));
        let path = Table::new(rows, columns, drop.0 as i32)
            .path(false, |x, y| compare(a, b, i - 1 - x, j - 1 - y));
        let Some(first) = path.first().copied() else {
            break;
        };
        backwards.extend(path.into_iter().rev());
        (i, j) = (first.a as usize, first.b as usize);
    }
    backwards.reverse();
    found.append(&mut backwards);
}

/// The way a cell was reached.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Diagonal,
    Up,
    Left,
}

/// The table of an alignment of `rows` words with `columns` words. Of each row only the columns are kept whose score is
/// at most `drop` below the best so far.
struct Table {
    rows: usize,
    columns: usize,
    drop: i32,
}

/// One row: the first column that is kept, and for each kept column how it was reached and what matched there.
struct Row {
    first: usize,
    scores: Vec<i32>,
    steps: Vec<(Step, Option<Match>)>,
}

const NEVER: i32 = i32::MIN / 2;

impl Row {
    fn score(&self, column: usize) -> i32 {
        column
            .checked_sub(self.first)
            .and_then(|at| self.scores.get(at))
            .copied()
            .unwrap_or(NEVER)
    }
}

impl Table {
    fn new(rows: usize, columns: usize, drop: i32) -> Table {
        Table {
            rows,
            columns,
            drop,
        }
    }

    /// The matches of the best path from the corner, the last first: to the opposite corner if `through`, else to wherever
    /// the score is best.
    fn path(
        &self,
        through: bool,
        mut compare: impl FnMut(usize, usize) -> Option<Match>,
    ) -> Vec<Match> {
        let (mut best, mut end) = (0, (0, 0));
        let mut table = vec![self.edge()];
        for i in 1..=self.rows {
            let above = &table[i - 1];
            let row = self.row(above, i, best, &mut compare);
            if row.scores.is_empty() {
                break;
            }
            for (at, score) in row.scores.iter().enumerate() {
                if *score > best {
                    (best, end) = (*score, (i, row.first + at));
                }
            }
            table.push(row);
        }
        trace(
            &table,
            if through {
                (self.rows, self.columns)
            } else {
                end
            },
        )
    }

    /// Row 0: words of `b` that stand on that side only.
    fn edge(&self) -> Row {
        let kept = if self.drop == i32::MAX {
            self.columns
        } else {
            self.columns.min((self.drop / GAP) as usize)
        };
        let scores = (0..=kept).map(|j| -GAP * j as i32).collect();
        Row {
            first: 0,
            scores,
            steps: vec![(Step::Left, None); kept + 1],
        }
    }

    fn row(
        &self,
        above: &Row,
        i: usize,
        best: i32,
        compare: &mut impl FnMut(usize, usize) -> Option<Match>,
    ) -> Row {
        let floor = if self.drop == i32::MAX {
            NEVER
        } else {
            best - self.drop
        };
        let mut row = Row {
            first: above.first,
            scores: Vec::new(),
            steps: Vec::new(),
        };
        let last_above = above.first + above.scores.len() - 1;
        for j in above.first..=self.columns {
            let left = row.score(j.wrapping_sub(1)).saturating_sub(GAP);
            if j > last_above + 1 && left < floor {
                break;
            }
            let corner = if j == 0 { NEVER } else { above.score(j - 1) };
            let matched = (corner > NEVER).then(|| compare(i - 1, j - 1)).flatten();
            let (score, step) = best_step(corner, matched, above.score(j), left);
            if score < floor && row.scores.is_empty() {
                row.first = j + 1;
                continue;
            }
            row.scores.push(if score < floor { NEVER } else { score });
            row.steps.push(step);
        }
        while row.scores.last().is_some_and(|score| *score <= NEVER) {
            row.scores.pop();
            row.steps.pop();
        }
        row
    }
}

/// The best way into a cell from its three neighbours; of equals first a pair of words, then a word of `a` alone, then one
/// of `b`. `left` is what the cell would score from its left.
fn best_step(
    corner: i32,
    matched: Option<Match>,
    above: i32,
    left: i32,
) -> (i32, (Step, Option<Match>)) {
    let diagonal = corner.saturating_add(matched.map_or(-MISMATCH, |pair| pair.worth));
    let mut best = (diagonal, (Step::Diagonal, matched));
    for (score, step) in [(above.saturating_sub(GAP), Step::Up), (left, Step::Left)] {
        if score > best.0 {
            best = (score, (step, None));
        }
    }
    best
}

/// Back from a cell to the corner.
fn trace(table: &[Row], end: (usize, usize)) -> Vec<Match> {
    let (mut i, mut j) = end;
    let mut found = Vec::new();
    while i > 0 {
        let row = &table[i];
        let (step, matched) = row.steps[j - row.first];
        found.extend(matched);
        match step {
            Step::Diagonal => (i, j) = (i - 1, j - 1),
            Step::Up => i -= 1,
            Step::Left => j -= 1,
        }
    }
    found
}
