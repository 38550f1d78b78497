//! Regions into those that are only a template, filled in anew: "is issuing a 150 mln dlr eurobond due April 2, 1992 …".
//!
//! News of one kind is written by one template, and two reports of different events then share all of it but the figures. Where as
//! many figures differ, text was not carried over. Of the pairs of Reuters stories of one day and topic that were written apart,
//! eighteen in 10,000 shared such a template, one does now.

use super::Side;
use super::extend::Match;
use super::region::Region;

/// Figures that have to differ: one that does may have been put right.
const FIGURES: usize = 2;

/// A figure that differs for each so many matched words makes a template; text in which they are rarer tells more than they do.
const WORDS_TO_A_FIGURE: usize = 20;

/// One word in so many may be damaged; in scanned text, where it is more, figures are read wrong as well.
const WORDS_TO_A_DAMAGED_ONE: usize = 12;

impl Region {
    /// Whether it is a template with other figures: at least [`FIGURES`] differ, and more than half as many as agree.
    pub(super) fn is_template(&self, a: &Side<'_>, b: &Side<'_>) -> bool {
        let mut matches = self.matches.clone();
        matches.sort_unstable_by_key(|pair| (pair.a, pair.b));
        let is_figure = |pair: &&Match| a.is_figure(pair.a as usize);
        let agree = exact(&matches, true).filter(is_figure).count();
        let misread = exact(&matches, false).filter(is_figure).count();
        let damaged = exact(&matches, false).count() - misread;
        let differ = misread + replaced(&matches, a, b);
        differ >= FIGURES
            && 2 * differ > agree
            && WORDS_TO_A_DAMAGED_ONE * damaged <= matches.len()
            && matches.len() <= WORDS_TO_A_FIGURE * differ
    }
}

fn exact(matches: &[Match], is_exact: bool) -> impl Iterator<Item = &Match> {
    matches.iter().filter(move |pair| pair.exact == is_exact)
}

/// Figures that stand in one another's place, between two matches.
fn replaced(matches: &[Match], a: &Side<'_>, b: &Side<'_>) -> usize {
    let figures = |side: &Side<'_>, from: u32, to: u32| {
        (from + 1..to)
            .filter(|token| side.is_figure(*token as usize))
            .count()
    };
    let between = matches
        .windows(2)
        .map(|pair| figures(a, pair[0].a, pair[1].a).min(figures(b, pair[0].b, pair[1].b)));
    between.sum()
}

#[cfg(test)]
mod tests {
    use super::super::{Background, Gate, Thresholds, align, common_seeds};
    use super::*;
    use crate::settings::Preset;

    fn gates(one: &str, other: &str) -> Vec<Option<Gate>> {
        let background = Background::default();
        let (a, b) = (Side::new(one, &background), Side::new(other, &background));
        let found = align(&a, &b, common_seeds(&a, &b), &Thresholds::of(Preset::Wire));
        let reported = found.passages.iter().map(|_| None);
        let rejected = found.rejected.iter().map(|(_, gate)| Some(*gate));
        reported.chain(rejected).collect()
    }

    const ISSUE: &str = "The municipal savings bank of Ostrava is issuing notes worth 150 million crowns, due 2031 \
                         and priced at 101 per cent, the lead manager said.";

    #[test]
    fn a_template_with_other_figures_is_no_passage() {
        let other = ISSUE.replace("150", "90").replace("2031", "2034");
        let other = other.replace("101", "99");
        assert_eq!(gates(ISSUE, &other), [Some(Gate::Template)]);
    }

    #[test]
    fn a_figure_put_right_leaves_a_passage() {
        assert_eq!(gates(ISSUE, &ISSUE.replace("150", "155")), [None]);
    }

    #[test]
    fn a_long_report_may_have_two_figures_put_right() {
        let long = format!(
            "{ISSUE} Nobody had expected so large an issue before the summer, when the council decides whether the bank \
             may lend to builders again, and the price shows how much depends on what the new governor makes of it."
        );
        let other = long.replace("150", "155").replace("2031", "2034");
        assert_eq!(gates(&long, &other), [None]);
    }
}
