//! Removals drawn at random, into what a person needs to judge them, and their judgements into a sentence that can be
//! published.

use std::io::{self, Write};

use super::Originals;
use super::side_by_side::{columns, rule, side_by_side};
use super::style::Style;
use super::text::about;
use super::wording::{counted, percent, plain, thousands};
use crate::document::DocumentId;
use crate::score::{Audit, AuditSettings, Tally, sample};
use crate::settings::{DedupeSettings, Keep, Measure};
use crate::story::{Deduped, Removal};

/// Columns of a headline, over as many lines as it takes.
const LONGEST_HEADLINE: usize = 200;

/// Characters of a text that are compared: more takes too long, and nobody reads on so far.
const LONGEST_TEXT: usize = 100_000;

/// The removals that were drawn for an audit of `dedupe`.
pub struct AuditSheet<'d> {
    records: &'d dyn Originals,
    drawn: Vec<(DocumentId, &'d Removal)>,
    population: usize,
    seed: u64,
}

impl<'d> AuditSheet<'d> {
    /// Draws from the texts removed, by their ids ([`sample`]).
    pub fn new(
        records: &'d dyn Originals,
        deduped: &'d Deduped,
        settings: &AuditSettings,
    ) -> AuditSheet<'d> {
        let removals: Vec<_> = deduped.removals().collect();
        let ids = removals
            .iter()
            .map(|(document, _)| records.header(*document).id.as_str());
        let drawn = sample(ids, settings.removals, settings.seed);
        AuditSheet {
            records,
            drawn: drawn.into_iter().map(|at| removals[at]).collect(),
            population: removals.len(),
            seed: settings.seed,
        }
    }

    /// An audit of what was drawn.
    pub fn audit(&self) -> Audit {
        Audit::new(self.population, self.drawn.len())
    }

    /// What is to be judged, in a sentence.
    pub fn introduction(&self) -> String {
        let removals = counted(self.population as u64, "removal");
        match (self.population, self.is_whole()) {
            (0, _) => "Nothing was removed: there is nothing to audit.".to_owned(),
            (1, _) => "The only removal is shown: the whole, not a sample.".to_owned(),
            (_, true) => {
                format!("All {removals} are shown, in random order: the whole, not a sample.")
            }
            (_, false) => {
                let (drawn, seed) = (thousands(self.drawn.len() as u64), self.seed);
                format!("{drawn} of {removals}, drawn at random without replacement (seed {seed}).")
            }
        }
    }

    /// Writes one of those drawn, counted from 0: the removed text on the left, the kept one on the right.
    pub fn write_removal(
        &self,
        number: usize,
        out: &mut dyn Write,
        style: &Style,
    ) -> io::Result<()> {
        let Some(&(document, removal)) = self.drawn.get(number) else {
            return Ok(());
        };
        let (place, all) = (number + 1, self.drawn.len());
        writeln!(out, "{place} of {all}: {}", reason(removal))?;
        let texts = [document, removal.kept];
        let mut lines = self.headings(texts, style);
        lines.push(rule(style));
        let [removed, kept] = texts.map(|document| self.records.text(document));
        lines.extend(side_by_side(beginning(&removed), beginning(&kept), style));
        if [&removed, &kept]
            .iter()
            .any(|text| beginning(text).len() < text.len())
        {
            let shown = thousands(LONGEST_TEXT as u64);
            lines.push(format!(
                "Only the first {shown} characters of either are compared."
            ));
        }
        lines.iter().try_for_each(|line| writeln!(out, "{line}"))
    }

    /// Ids, and below them headline, source and time, as far as they are known.
    fn headings(&self, [removed, kept]: [DocumentId; 2], style: &Style) -> Vec<String> {
        let headers = [removed, kept].map(|document| self.records.header(document));
        let [removed, kept] = headers.map(|header| plain(&header.id));
        let names = [format!("removed {removed}"), format!("kept {kept}")];
        let mut lines = columns(&names, style.article, style);
        let known = headers.map(|header| about(header, "", LONGEST_HEADLINE));
        if known.iter().any(|known| !known.is_empty()) {
            lines.extend(columns(&known, anstyle::Style::new(), style));
        }
        lines
    }

    /// What the judgements come to, and a line to be published.
    pub fn result(&self, tally: &Tally, settings: &DedupeSettings) -> String {
        if tally.judged() == 0 {
            return "No removal was judged: nothing can be said of their precision.\n".to_owned();
        }
        let mut result = format!("{}\n", verdict(tally));
        if tally.unsure > 0 {
            let unsure = counted(tally.unsure, "removal");
            let least = estimate(&tally.with_unsure_wrong());
            result += &format!(
                "{unsure} could not be judged and did not count. Counted as wrong: precision {least}.\n"
            );
        }
        let (version, how) = (env!("CARGO_PKG_VERSION"), described(settings));
        let (drawing, right) = (self.drawing(tally), thousands(tally.right));
        let precision = estimate(tally);
        result += &format!(
            "To cite: wireprint {version}, dedupe by {how}: {drawing}, {right} right: precision {precision}.\n"
        );
        result
    }

    /// `50 judged by hand, of 50 drawn at random without replacement (seed 1) from the 1,234 removals among 20,000 texts`.
    fn drawing(&self, tally: &Tally) -> String {
        let all = counted(tally.population, "removal");
        let texts = counted(self.records.len() as u64, "text");
        if tally.judged() == tally.population {
            return format!("all {all} among {texts} judged by hand");
        }
        let (judged, drawn) = (thousands(tally.judged()), thousands(tally.sample));
        let how = format!("at random without replacement (seed {})", self.seed);
        format!("{judged} judged by hand, of {drawn} drawn {how} from the {all} among {texts}")
    }

    fn is_whole(&self) -> bool {
        self.drawn.len() == self.population
    }
}

/// As much of a text as is compared.
fn beginning(text: &str) -> &str {
    let end = text.char_indices().nth(LONGEST_TEXT);
    end.map_or(text, |(end, _)| &text[..end])
}

/// `45 of 50 removals judged right: precision 0.900, 95 % interval 0.786 to 0.957 (Wilson 1927).`
fn verdict(tally: &Tally) -> String {
    let (right, judged) = (thousands(tally.right), counted(tally.judged(), "removal"));
    let exact = match tally.interval() {
        None => " All were judged: this is exact, no estimate.",
        Some(_) => "",
    };
    let precision = estimate(tally);
    format!("{right} of {judged} judged right: precision {precision}.{exact}")
}

/// `0.900, 95 % interval 0.786 to 0.957 (Wilson 1927)`; without the interval where nothing is left to estimate.
fn estimate(tally: &Tally) -> String {
    let precision = tally.precision().unwrap_or(0.0);
    match tally.interval() {
        None => format!("{precision:.3}"),
        Some(interval) => {
            let (low, high) = (interval.low, interval.high);
            format!("{precision:.3}, 95 % interval {low:.3} to {high:.3} (Wilson 1927)")
        }
    }
}

/// `contained; 97 % of it stands in the kept text, 57 % of the kept text in it`.
fn reason(removal: &Removal) -> String {
    let (own, kept) = (
        percent(removal.removed_coverage),
        percent(removal.kept_coverage),
    );
    let relation = removal.relation.name();
    format!("{relation}; {own} of it stands in the kept text, {kept} of the kept text in it")
}

/// `coverage of word 5-grams, threshold 0.8, keep longest`.
fn described(settings: &DedupeSettings) -> String {
    let measure = match settings.measure {
        Measure::Coverage => "coverage",
        Measure::Jaccard => "jaccard",
    };
    let keep = match settings.keep() {
        Keep::Longest => "longest",
        Keep::Earliest => "earliest",
        Keep::Latest => "latest",
        Keep::First => "first",
    };
    let (words, threshold) = (settings.shingle_words, settings.threshold);
    format!("{measure} of word {words}-grams, threshold {threshold}, keep {keep}")
}
