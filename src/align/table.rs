//! Two stretches of words into their best alignment: the table of dynamic programming, banded.
//!
//! Of each row only the columns are kept whose score has not dropped too far below the best so far (the X-drop of BLAST; Altschul et
//! al. 1997). Only the last two rows of scores are needed; of the others it is enough to know how each cell was reached.

use super::extend::{GAP, MISMATCH};
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

/// Compares the words of two stretches: from a row into its word of `a`, from a column into what it adds to the score that the word
/// of `b` there corresponds to it; `None` where it does not.
pub(super) trait Compare {
    fn row(&self, row: usize) -> impl Fn(usize) -> Option<i32>;
}

impl<Row: Fn(usize) -> Option<i32>, Rows: Fn(usize) -> Row> Compare for Rows {
    fn row(&self, row: usize) -> impl Fn(usize) -> Option<i32> {
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
    /// The words that correspond on the best path, the last first.
    path: Vec<(usize, usize)>,
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
    /// The rows and columns whose words correspond on the best path from one corner to the opposite one, the last first.
    pub(super) fn through(
        &mut self,
        rows: usize,
        columns: usize,
        compare: impl Compare,
    ) -> &[(usize, usize)] {
        self.path.clear();
        if rows > 0 && columns > 0 {
            self.fill(rows, columns, None, compare);
            self.trace((rows, columns));
        }
        &self.path
    }

    /// The same from a corner to wherever the score is best, given up where it has dropped by more than `drop` below its best.
    /// Also whether rows or columns were at an end before that: with more of them it might have gone on.
    pub(super) fn outwards(
        &mut self,
        rows: usize,
        columns: usize,
        drop: Bits,
        compare: impl Compare,
    ) -> (&[(usize, usize)], bool) {
        self.path.clear();
        if rows == 0 || columns == 0 {
            return (&self.path, false);
        }
        let best = self.fill(rows, columns, Some(drop.0 as i32), compare);
        self.trace((best.row, best.column));
        (&self.path, best.is_cut)
    }

    fn fill(
        &mut self,
        rows: usize,
        columns: usize,
        drop: Option<i32>,
        compare: impl Compare,
    ) -> Best {
        let mut best = Best::default();
        self.first_row(columns, drop);
        for row in 1..=rows {
            let floor = drop.map_or(NEVER, |drop| best.score - drop);
            if !self.next_row(row, columns, floor, &mut best, compare.row(row - 1)) {
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
        compare: impl Fn(usize) -> Option<i32>,
    ) -> bool {
        let (first_above, start) = (self.rows[row - 1].0, self.steps.len());
        let mut cells = Cells {
            scores: &mut self.here,
            steps: &mut self.steps,
            first: first_above,
            floor,
            left: NEVER,
            corner: NEVER,
        };
        cells.scores.clear();
        let last_above = columns.min(first_above + self.above.len() - 1);
        for (column, above) in (first_above..=last_above).zip(&self.above) {
            cells.add(row, column, *above, best, &compare);
        }
        for column in last_above + 1..=columns {
            if cells.corner == NEVER && cells.left - GAP < floor {
                break;
            }
            cells.add(row, column, NEVER, best, &compare);
        }
        let first = cells.first;
        let is_kept = |score: &i32| *score > NEVER;
        let kept = self
            .here
            .iter()
            .rposition(is_kept)
            .map_or(0, |last| last + 1);
        self.here.truncate(kept);
        self.steps.truncate(start + kept);
        self.rows.push((first, start));
        std::mem::swap(&mut self.above, &mut self.here);
        best.is_cut |= kept > 0 && first + kept > columns;
        kept > 0
    }

    /// Back from a cell to the corner.
    fn trace(&mut self, (mut row, mut column): (usize, usize)) {
        while row > 0 {
            let (first, start) = self.rows[row];
            let step = self.steps[start + column - first];
            row -= usize::from(step != Step::Left);
            column -= usize::from(step != Step::Up);
            if step == Step::Match {
                self.path.push((row, column));
            }
        }
    }
}

/// The cells of a row that is made, from the left.
struct Cells<'t> {
    scores: &'t mut Vec<i32>,
    steps: &'t mut Vec<Step>,
    /// The first column that is kept.
    first: usize,
    /// Cells that score less are not kept.
    floor: i32,
    /// The score of the cell to the left.
    left: i32,
    /// The score of the cell above that.
    corner: i32,
}

impl Cells<'_> {
    #[inline]
    fn add(
        &mut self,
        row: usize,
        column: usize,
        above: i32,
        best: &mut Best,
        compare: &impl Fn(usize) -> Option<i32>,
    ) {
        let worth = (self.corner > NEVER).then(|| compare(column - 1)).flatten();
        let (score, step) = best_step(self.corner, worth, above, self.left);
        self.corner = above;
        let is_kept = score >= self.floor;
        if !is_kept && self.scores.is_empty() {
            self.first = column + 1;
            return;
        }
        if score > best.score {
            (best.score, best.row, best.column) = (score, row, column);
        }
        self.left = if is_kept { score } else { NEVER };
        self.scores.push(self.left);
        self.steps.push(step);
    }
}

/// The best way into a cell from its three neighbours; of equals first a pair of words, then a word of `a` alone, then one
/// of `b`.
#[inline]
fn best_step(corner: i32, worth: Option<i32>, above: i32, left: i32) -> (i32, Step) {
    let mut best = match worth {
        Some(worth) => (corner + worth, Step::Match),
        None => (corner - MISMATCH, Step::Mismatch),
    };
    for (score, step) in [(above - GAP, Step::Up), (left - GAP, Step::Left)] {
        if score > best.0 {
            best = (score, step);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::super::extend::gap_cost;
    use super::*;
    use proptest::prelude::*;

    fn worth(letter: u8) -> i64 {
        if letter == b'a' { 300 } else { 1500 }
    }

    /// Letters for words; equal ones match.
    fn comparing<'t>(a: &'t [u8], b: &'t [u8]) -> impl Compare + use<'t> {
        move |row: usize| move |column: usize| (a[row] == b[column]).then(|| worth(a[row]) as i32)
    }

    /// The score of the best path from corner to corner: every cell of the table, nothing else.
    fn by_the_book(a: &[u8], b: &[u8]) -> i64 {
        let mut above: Vec<i64> = (0..=b.len())
            .map(|column| gap_cost(0, column))
            .map(|cost| -cost)
            .collect();
        for (row, x) in a.iter().enumerate() {
            let mut here = vec![-gap_cost(row + 1, 0)];
            for (column, y) in b.iter().enumerate() {
                let pair = if x == y {
                    worth(*x)
                } else {
                    -i64::from(MISMATCH)
                };
                let alone = above[column + 1].max(here[column]) - i64::from(GAP);
                here.push(alone.max(above[column] + pair));
            }
            above = here;
        }
        above[b.len()]
    }

    fn score(path: &[(usize, usize)], a: &[u8], b: &[u8]) -> i64 {
        let (mut i, mut j, mut score) = (0, 0, 0);
        for (row, column) in path.iter().rev() {
            score += worth(a[*row]) - gap_cost(row - i, column - j);
            (i, j) = (row + 1, column + 1);
        }
        score - gap_cost(a.len() - i, b.len() - j)
    }

    /// The matches beyond a corner, `reach` rows and columns at one go: as long as any is found, or as long as one was cut.
    fn extended(a: &[u8], b: &[u8], reach: usize, while_cut: bool) -> Vec<(usize, usize)> {
        let (mut i, mut j) = (0, 0);
        let (mut table, mut found) = (Table::default(), Vec::new());
        loop {
            let (rows, columns) = ((a.len() - i).min(reach), (b.len() - j).min(reach));
            let compare = comparing(&a[i..], &b[j..]);
            let (path, is_cut) = table.outwards(rows, columns, Bits::whole(20), compare);
            found.extend(path.iter().rev().map(|(row, column)| (i + row, j + column)));
            match path.first() {
                Some((row, column)) if is_cut || !while_cut => {
                    (i, j) = (i + row + 1, j + column + 1)
                }
                _ => return found,
            }
        }
    }

    proptest! {
        #[test]
        fn a_path_from_corner_to_corner_scores_what_the_textbook_says(a in "[a-d]{1,30}", b in "[a-d]{1,30}") {
            let (a, b) = (a.as_bytes(), b.as_bytes());
            let mut table = Table::default();
            let path = table.through(a.len(), b.len(), comparing(a, b));
            prop_assert_eq!(score(path, a, b), by_the_book(a, b));
        }

        #[test]
        fn beyond_an_extension_that_ended_by_itself_nothing_is_found(a in "[a-h]{0,80}", b in "[a-h]{0,80}", reach in 8usize..100) {
            let (a, b) = (a.as_bytes(), b.as_bytes());
            prop_assert_eq!(extended(a, b, reach, true), extended(a, b, reach, false));
        }
    }
}
