//! Regions into those that are only a template, filled in anew: "is issuing a 150 mln dlr eurobond due April 2, 1992 …".
//!
//! News of one kind is written by one template, and two reports of different events then share all of it but figures, names and
//! days. Where as many figures differ, and other words in between, text was not carried over. Where nothing but figures differs, it
//! may be a later take of the same story, and stays. Of the pairs of Reuters stories of one day and topic that were written apart,
//! eighteen in 10,000 shared a template before this gate.

use std::ops::Range;

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
    /// Whether it is a template filled in anew: at least [`FIGURES`] figures differ, more than half as many as agree, and so does
    /// some other word.
    pub(super) fn is_template(&self, a: &Side<'_>, b: &Side<'_>) -> bool {
        let mut matches = self.matches.clone();
        matches.sort_unstable_by_key(Match::order_of_a);
        let is_figure = |pair: &&Match| a.is_figure(pair.a as usize);
        let misread = of_kind(&matches, false).filter(is_figure).count();
        let damaged = of_kind(&matches, false).count() - misread;
        let replaced = Replaced::between(&matches, a, b);
        let differ = misread + replaced.figures;
        let agree = || of_kind(&matches, true).filter(is_figure).count();
        differ >= FIGURES
            && replaced.words > 0
            && WORDS_TO_A_DAMAGED_ONE * damaged <= matches.len()
            && matches.len() <= WORDS_TO_A_FIGURE * differ
            && 2 * differ > agree()
    }
}

fn of_kind(matches: &[Match], is_exact: bool) -> impl Iterator<Item = &Match> {
    matches.iter().filter(move |pair| pair.exact == is_exact)
}

/// What stands in one another's place, between two matches.
#[derive(Default)]
struct Replaced {
    /// Figures that are not the same: 14,000 and 14 000 are.
    figures: usize,
    /// Other words.
    words: usize,
}

impl Replaced {
    fn between(matches: &[Match], a: &Side<'_>, b: &Side<'_>) -> Replaced {
        let mut replaced = Replaced::default();
        for pair in matches.windows(2) {
            let in_a = pair[0].a as usize + 1..pair[1].a as usize;
            let in_b = pair[0].b as usize + 1..pair[1].b as usize;
            if !in_a.is_empty() && !in_b.is_empty() {
                replaced.add(&Gap::of(a, in_a), &Gap::of(b, in_b));
            }
        }
        replaced
    }

    fn add(&mut self, of_a: &Gap, of_b: &Gap) {
        self.words += of_a.words.min(of_b.words);
        if of_a.digits().ne(of_b.digits()) {
            self.figures += of_a.figures.min(of_b.figures);
        }
    }
}

/// The words between two matches, on one side.
#[derive(Default)]
struct Gap {
    figures: usize,
    words: usize,
    text: String,
}

impl Gap {
    fn of(side: &Side<'_>, words: Range<usize>) -> Gap {
        let mut gap = Gap::default();
        for token in words {
            if side.is_figure(token) {
                gap.figures += 1;
                gap.text += side.tokens.folded(token);
            } else {
                gap.words += 1;
            }
        }
        gap
    }

    /// Its digits in a row, without zeros before them.
    fn digits(&self) -> impl Iterator<Item = char> {
        let digits = self.text.chars().filter(char::is_ascii_digit);
        digits.skip_while(|digit| *digit == '0')
    }
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
        let other = other.replace("101", "99").replace("Ostrava", "Plzen");
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

    #[test]
    fn an_update_with_other_figures_alone_is_a_passage() {
        let later = ISSUE.replace("150", "90").replace("2031", "2034");
        assert_eq!(gates(ISSUE, &later.replace("101", "99")), [None]);
    }

    #[test]
    fn figures_written_another_way_do_not_differ() {
        let one = "The council of Vessby spends 14,000 crowns on lamps and 2,300 on paint for the harbour station.";
        let other = one
            .replace("14,000", "14 000")
            .replace("2,300", "2.300")
            .replace("Vessby", "Norholm");
        assert_eq!(gates(one, &other), [None]);
    }
}
