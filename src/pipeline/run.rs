//! One comparison under way: what all its stages look at, and what each pair of articles comes to.

use super::Resources;
use super::furnishings::Furnishings;
use super::linking::Linking;
use super::question::{Rank, Ranked};
use super::repeats::Repeats;
use super::survey::Survey;
use crate::align::{Side, Thresholds};
use crate::settings::OverlapSettings;
use crate::story::{NearMiss, Overlap};

/// What every stage of one run looks at.
pub(super) struct Run<'r> {
    pub(super) articles: &'r Ranked<'r>,
    pub(super) survey: &'r Survey,
    pub(super) settings: &'r OverlapSettings,
    pub(super) thresholds: Thresholds,
    pub(super) furnishings: &'r Furnishings,
    pub(super) resources: &'r Resources,
}

/// Two articles, aligned.
pub(super) struct Compared {
    pub(super) a: Rank,
    pub(super) b: Rank,
    pub(super) overlap: Option<Overlap>,
    pub(super) left_out: Vec<NearMiss>,
}

impl Run<'_> {
    /// What places are linked by.
    pub(super) fn linking<'l>(&'l self, repeats: &'l Repeats) -> Linking<'l> {
        Linking {
            articles: self.articles,
            survey: self.survey,
            repeats,
            settings: self.settings,
            thresholds: &self.thresholds,
        }
    }

    /// A text made ready to be aligned.
    pub(super) fn side<'t>(&'t self, text: &'t str) -> Side<'t> {
        let pieces = self.furnishings.pieces(text);
        Side::new(text, &self.survey.background).furnished(&pieces)
    }
}
