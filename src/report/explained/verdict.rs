//! What two articles make for the rows of `overlap` and for `dedupe`, and the verdict.

use super::super::found::lag_seconds;
use super::super::wording::{counted, duration, percent};
use super::ledger;
use super::text::Page;
use crate::settings::Measure;
use crate::story::{DedupeOfTwo, PairGate, Relation, Tie};

impl Page<'_> {
    /// What the two make for the rows of `overlap` and for `dedupe`.
    pub(super) fn together(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(overlap) = &self.reading.explained.explanation.overlap {
            let (of_a, of_b) = self
                .reading
                .in_order(overlap.a_coverage, overlap.b_coverage);
            let relation = self.relation(overlap.relation);
            let coverage = format!(
                "{} of A and {} of B lie in passages: {relation}. Jaccard {:.2}.",
                percent(of_a),
                percent(of_b),
                overlap.jaccard
            );
            lines.extend(self.under("Coverage", &coverage));
        }
        if let Some(tie) = self.reading.explained.explanation.tie() {
            lines.extend(self.under("Clusters", &self.cluster(tie)));
        }
        let dedupe = &self.reading.explained.explanation.dedupe;
        let dedupe: Vec<String> = dedupe.iter().map(|of_two| self.dedupe(of_two)).collect();
        lines.extend(self.under("Dedupe", &dedupe.join(" ")));
        lines
    }

    /// Seen from A.
    fn relation(&self, relation: Relation) -> &'static str {
        let relation = if self.reading.is_b_first {
            relation.swapped()
        } else {
            relation
        };
        match relation {
            Relation::Identical => "they are identical",
            Relation::NearDuplicate => "they are near-duplicates",
            Relation::Contains => "A contains B",
            Relation::Contained => "A is contained in B",
            Relation::Shares => "they share text, and neither contains the other",
        }
    }

    fn cluster(&self, tie: Tie) -> String {
        let are_versions = match self.reading.explained.explanation.are_versions() {
            true => "versions of one story, unless the other versions of either speak against it",
            false => "no versions of one story",
        };
        let why = match tie {
            Tie::DaysApart => "came out more than a day apart",
            Tie::OneDay => "came out within a day, or have no date",
            Tie::OneEnd => "begin or end alike",
            Tie::CutFromBottom => "begin alike, and nearly all of one lies in the other",
            Tie::CutFromTop => "end alike, and nearly all of one lies in the other",
        };
        let needed = percent(tie.min_coverage());
        format!("{are_versions}: of two that {why}, {needed} of both have to lie in passages.")
    }

    fn dedupe(&self, of_two: &DedupeOfTwo) -> String {
        let evidence = &of_two.evidence;
        let goes = self.reading.in_order(of_two.a_goes, of_two.b_goes);
        let does = match goes {
            (true, _) => "removes A",
            (_, true) => "removes B",
            _ => "keeps both",
        };
        let needed = percent(of_two.threshold);
        match of_two.measure {
            Measure::Coverage => {
                let covered = (evidence.removed_coverage(), evidence.kept_coverage());
                let (of_a, of_b) = self.reading.in_order(covered.0, covered.1);
                let (of_a, of_b) = (percent(of_a), percent(of_b));
                format!(
                    "by coverage {does}: {of_a} of A's shingles stand in B, {of_b} of B's in A; {needed} are needed."
                )
            }
            Measure::Jaccard => format!(
                "By jaccard it {does}: {} of all shingles stand in both.",
                percent(evidence.jaccard())
            ),
        }
    }

    pub(super) fn verdict(&self) -> Vec<String> {
        let article = self.reading.style.article;
        let lines = self.under("Verdict", &self.verdict_in_words());
        let lines = lines.into_iter();
        lines
            .map(|line| format!("{article}{line}{article:#}"))
            .collect()
    }

    fn verdict_in_words(&self) -> String {
        let explanation = self.reading.explained.explanation;
        let Some(gate) = explanation.stopped_by() else {
            let shared = explanation.overlap.iter();
            let passages = shared
                .clone()
                .map(|overlap| overlap.passages.len() as u64)
                .sum();
            let words = shared.map(|overlap| u64::from(overlap.matched_words)).sum();
            return format!(
                "A and B share {}, {}.",
                counted(passages, "passage"),
                counted(words, "word")
            );
        };
        let why = self.why_stopped(gate);
        match (&explanation.overlap, &explanation.longest_run) {
            (Some(overlap), _) => {
                let passages = counted(overlap.passages.len() as u64, "passage");
                format!("nothing is reported: {why}. Without that gate they share {passages}.")
            }
            (None, Some(run)) if explanation.passages.is_empty() => {
                let words = counted(run.matched_words.into(), "word");
                let (quote, bits) = (self.reading.quote(run.a_span), ledger::bits(run.bits));
                format!(
                    "nothing is reported: {why}. Their longest common run is {words} ({quote}), {bits} bits."
                )
            }
            _ => format!("nothing is reported: {why}."),
        }
    }

    fn why_stopped(&self, gate: PairGate) -> String {
        let explanation = self.reading.explained.explanation;
        let best = explanation.passages.first();
        match gate {
            PairGate::Window => {
                let lag = lag_seconds(self.reading.explained.a, self.reading.explained.b);
                let apart = duration(lag.unwrap_or(0).unsigned_abs());
                format!("they are {apart} apart, more than --window allows")
            }
            PairGate::Sources => "they are of one source, and --across-sources is set".to_owned(),
            PairGate::Seeds if explanation.seeds.is_empty() => {
                "they have no seed in common".to_owned()
            }
            PairGate::Seeds => "no seed links them".to_owned(),
            PairGate::Candidate => format!(
                "equal words in one place are worth {} bits, fewer than {}, and no two such places belong together",
                explanation.candidacy.bits, explanation.candidacy.needed
            ),
            PairGate::Alignment => "nothing corresponds at length around their seeds".to_owned(),
            PairGate::Furniture => "what they share is nothing but furniture".to_owned(),
            PairGate::Bits => best.map_or_else(String::new, |best| {
                let (bits, needed) = (ledger::bits(best.passage.bits), best.needed.as_f64());
                format!("their best passage scores {bits} bits, fewer than {needed:.0}")
            }),
            PairGate::Words => {
                "their passages have fewer words than --min-words asks for".to_owned()
            }
            PairGate::Template => "what they share is a template with other figures".to_owned(),
        }
    }
}
