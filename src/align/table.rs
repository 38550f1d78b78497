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

#[cfg(test)]
mod tests {
    use super::super::extend::gap_cost;
    use super::*;
    use proptest::prelude::*;

    /// Letters for words; equal ones match, and "a" is worth less.
    fn comparing<'t>(a: &'t [u8], b: &'t [u8]) -> impl Compare + use<'t> {
        move |row: usize| {
            move |column: usize| {
                (a[row] == b[column]).then(|| Match {
                    a: row as u32,
                    b: column as u32,
                    worth: if a[row] == b'a' { 300 } else { 1500 },
                    exact: true,
                })
            }
        }
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
                let worth = if *x == b'a' { 300 } else { 1500 };
                let pair = if x == y { worth } else { -i64::from(MISMATCH) };
                let alone = above[column + 1].max(here[column]) - i64::from(GAP);
                here.push(alone.max(above[column] + pair));
            }
            above = here;
        }
        above[b.len()]
    }

    fn score(path: &[Match], rows: usize, columns: usize) -> i64 {
        let (mut i, mut j, mut score) = (0, 0, 0);
        for pair in path.iter().rev() {
            let (a, b) = (pair.a as usize, pair.b as usize);
            score += i64::from(pair.worth) - gap_cost(a - i, b - j);
            (i, j) = (a + 1, b + 1);
        }
        score - gap_cost(rows - i, columns - j)
    }

    /// The matches beyond a corner, `reach` rows and columns at one go: as long as any is found, or as long as one was cut.
    fn extended(a: &[u8], b: &[u8], reach: usize, while_cut: bool) -> Vec<(u32, u32)> {
        let (mut i, mut j) = (0, 0);
        let (mut table, mut found) = (Table::default(), Vec::new());
        loop {
            let mut path = Vec::new();
            let (rows, columns) = ((a.len() - i).min(reach), (b.len() - j).min(reach));
            let compare = comparing(&a[i..], &b[j..]);
            let is_cut = table.to_the_best(rows, columns, Bits::whole(20), compare, &mut path);
            found.extend(
                path.iter()
                    .rev()
                    .map(|pair| (pair.a + i as u32, pair.b + j as u32)),
            );
            match path.first() {
                Some(last) if is_cut || !while_cut => {
                    (i, j) = (i + last.a as usize + 1, j + last.b as usize + 1);
                }
                _ => return found,
            }
        }
    }

    proptest! {
        #[test]
        fn a_path_from_corner_to_corner_scores_what_the_textbook_says(a in "[a-d]{1,30}", b in "[a-d]{1,30}") {
            let (a, b) = (a.as_bytes(), b.as_bytes());
            let mut path = Vec::new();
            Table::default().through(a.len(), b.len(), comparing(a, b), &mut path);
            prop_assert_eq!(score(&path, a.len(), b.len()), by_the_book(a, b));
        }

        #[test]
        fn beyond_an_extension_that_ended_by_itself_nothing_is_found(a in "[a-h]{0,80}", b in "[a-h]{0,80}", reach in 8usize..100) {
            let (a, b) = (a.as_bytes(), b.as_bytes());
            prop_assert_eq!(extended(a, b, reach, true), extended(a, b, reach, false));
        }
    }
}
