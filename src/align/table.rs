//! Two stretches of words into their best alignment: the table of dynamic programming, banded.
//!
//! Of each row only the columns are kept whose score has not dropped too far below the best so far (the X-drop of BLAST; Altschul et
//! al. 1997). Only the last two rows of scores are needed; of the others it is enough to know how each cell was reached.

use super::extend::{GAP, MISMATCH, Match};
use crate::settings::Bits;

/// How a cell was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// By two words that correspond.
    Match,
    /// By two that do not.
    Mismatch,
    /// By a word of `a` alone.
    Up,
    /// By a word of `b` alone.
    Left,
}

/// Compares the words of two stretches: from a row into its word of `a`, from a column into what that and its word of `b` match.
pub(super) trait Compare {
    fn row(&self, row: usize) -> impl Fn(usize) -> Option<Match>;
}

impl<Row: Fn(usize) -> Option<Match>, Rows: Fn(usize) -> Row> Compare for Rows {
    fn row(&self, row: usize) -> impl Fn(usize) -> Option<Match> {
        self(row)
    }
}

/// The table of an alignment, and memory for the next one.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// Of each row, its first column and where its steps begin.
    rows: Vec<(usize, usize)>,
    /// How each kept cell was reached, row by row.
    steps: Vec<Step>,
    /// Scores of the last row.
    above: Vec<i32>,
    /// Scores of the row that is made.
    here: Vec<i32>,
}

const NEVER: i32 = i32::MIN / 2;

/// The cell with the best score.
#[derive(Default)]
struct Best {
    score: i32,
    row: usize,
    column: usize,
    /// Whether cells of the last row or the last column were kept.
    is_cut: bool,
}

impl Table {
    /// Appends the matches of the best path from one corner to the opposite one, the last first.
    pub(super) fn through(
        &mut self,
        rows: usize,
        columns: usize,
        compare: impl Compare,
        found: &mut Vec<Match>,
    ) {
        if rows > 0 && columns > 0 {
            self.fill(rows, columns, None, &compare);
            self.trace((rows, columns), compare, found);
        }
    }

    /// The same from a corner to wherever the score is best, given up where it has dropped by more than `drop` below its best.
    /// Whether rows or columns were at an end before that: with more of them it might have gone on.
    pub(super) fn to_the_best(
        &mut self,
        rows: usize,
        columns: usize,
        drop: Bits,
        compare: impl Compare,
        found: &mut Vec<Match>,
    ) -> bool {
        if rows == 0 || columns == 0 {
            return false;
        }
        let best = self.fill(rows, columns, Some(drop.0 as i32), &compare);
        self.trace((best.row, best.column), compare, found);
        best.is_cut
    }

    fn fill(
        &mut self,
        rows: usize,
        columns: usize,
        drop: Option<i32>,
        compare: &impl Compare,
    ) -> Best {
        let mut best = Best::default();
        self.first_row(columns, drop);
        for row in 1..=rows {
            let floor = drop.map_or(NEVER, |drop| best.score - drop);
            if !self.next_row(row, columns, floor, &mut best, compare) {
                return best;
            }
        }
        best.is_cut = true;
        best
    }

    /// Words of `b` that stand on that side only.
    fn first_row(&mut self, columns: usize, drop: Option<i32>) {
        let kept = drop.map_or(columns, |drop| columns.min((drop / GAP) as usize));
        self.above.clear();
        self.above
            .extend((0..=kept).map(|column| -GAP * column as i32));
        self.rows.clear();
        self.rows.push((0, 0));
        self.steps.clear();
        self.steps.resize(kept + 1, Step::Left);
    }

    /// Makes a row from the one above; whether any of its cells is kept.
    fn next_row(
        &mut self,
        row: usize,
        columns: usize,
        floor: i32,
        best: &mut Best,
        compare: &impl Compare,
    ) -> bool {
        let start = self.steps.len();
        let first_above = self.rows[row - 1].0;
        let mut first = first_above;
        let (mut left, mut corner) = (NEVER, NEVER);
        let compare = compare.row(row - 1);
        self.here.clear();
        for column in first_above..=columns {
            let above = self.above.get(column - first_above).copied();
            if above.is_none() && corner == NEVER && left - GAP < floor {
                break;
            }
            let above = above.unwrap_or(NEVER);
            let matched = (corner > NEVER).then(|| compare(column - 1)).flatten();
            let (score, step) = best_step(corner, matched, above, left);
            corner = above;
            if score < floor && self.here.is_empty() {
                first = column + 1;
                continue;
            }
            if score > best.score {
                (best.score, best.row, best.column) = (score, row, column);
            }
            left = if score < floor { NEVER } else { score };
            self.here.push(left);
            self.steps.push(step);
        }
        let kept = self
            .here
            .iter()
            .rposition(|score| *score > NEVER)
            .map_or(0, |last| last + 1);
        self.here.truncate(kept);
        best.is_cut |= kept > 0 && first + kept > columns;
        self.steps.truncate(start + kept);
        self.rows.push((first, start));
        std::mem::swap(&mut self.above, &mut self.here);
        kept > 0
    }

    /// Back from a cell to the corner.
    fn trace(
        &self,
        (mut row, mut column): (usize, usize),
        compare: impl Compare,
        found: &mut Vec<Match>,
    ) {
        while row > 0 {
            let (first, start) = self.rows[row];
            match self.steps[start + column - first] {
                Step::Up => row -= 1,
                Step::Left => column -= 1,
                step => {
                    (row, column) = (row - 1, column - 1);
                    if step == Step::Match {
                        found.extend(compare.row(row)(column));
                    }
                }
            }
        }
    }
}

/// The best way into a cell from its three neighbours; of equals first a pair of words, then a word of `a` alone, then one
/// of `b`.
#[inline]
fn best_step(corner: i32, matched: Option<Match>, above: i32, left: i32) -> (i32, Step) {
    let mut best = match matched {
        Some(pair) => (corner + pair.worth, Step::Match),
        None => (corner - MISMATCH, Step::Mismatch),
    };
    for (score, step) in [(above - GAP, Step::Up), (left - GAP, Step::Left)] {
        if score > best.0 {
            best = (score, step);
        }
    }
    best
}
