//! The gates before a passage is judged, each in a line: time, sources, seeds, candidate, alignment.

use std::cmp::Reverse;

use super::super::wording::{counted, duration, thousands};
use super::text::{GATE_COLUMNS, Page};
use crate::story::{Link, SharedSeed};

/// Seeds of a kind that are named.
const SEEDS_NAMED: usize = 3;

impl Page<'_> {
    pub(super) fn gate_lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let of_headers = [("Time", self.time()), ("Sources", self.sources())];
        for (gate, said) in of_headers {
            lines.extend(said.iter().flat_map(|said| self.under(gate, said)));
        }
        lines.extend(self.under("Seeds", &self.seeds()));
        let named = self.seeds_named().into_iter();
        lines.extend(named.map(|seed| format!("{}{seed}", " ".repeat(GATE_COLUMNS + 2))));
        if !self.reading.explained.explanation.seeds.is_empty() {
            lines.extend(self.under("Candidate", &self.candidate()));
            lines.extend(self.under("Alignment", &self.alignment()));
        }
        lines
    }

    /// Nothing where nothing is known and nothing was asked for.
    fn time(&self) -> Option<String> {
        let window = &self.reading.explained.explanation.window;
        let apart = window.apart.map(|apart| duration(apart.as_secs()));
        let asked = window.asked.map(|asked| duration(asked.as_secs()));
        Some(match (apart, asked) {
            (None, None) => return None,
            (Some(apart), None) => format!("{apart} apart; no --window is set."),
            (None, Some(_)) => "not known of both, so --window lets them pass.".to_owned(),
            (Some(apart), Some(asked)) if window.apart <= window.asked => {
                format!("{apart} apart, within the --window of {asked}.")
            }
            (Some(apart), Some(asked)) => {
                format!("{apart} apart, beyond the --window of {asked}: stopped here.")
            }
        })
    }

    /// Nothing where nothing is known and nothing was asked for.
    fn sources(&self) -> Option<String> {
        let explained = self.reading.explained;
        let sources = &explained.explanation.sources;
        let is_known = explained.a.source.is_some() && explained.b.source.is_some();
        let said = match (sources.asked, sources.same) {
            (true, true) => "the same, and --across-sources is set: stopped here.",
            (true, false) if is_known => "not the same, as --across-sources asks for.",
            (true, false) => "not known of both, so --across-sources lets them pass.",
            (false, true) => "the same; --across-sources is not set.",
            (false, false) if is_known => "not the same.",
            (false, false) => return None,
        };
        Some(said.to_owned())
    }

    /// How many seeds there are, and what becomes of them.
    fn seeds(&self) -> String {
        let seeds = &self.reading.explained.explanation.seeds;
        if seeds.is_empty() {
            return "none in common: no six words in a row, and from the start of a word no fifteen letters (six of Chinese or Japanese): stopped here."
                .to_owned();
        }
        let of_words = seeds.iter().filter(|seed| seed.is_words).count();
        let kinds = [
            (of_words, "of four words"),
            (seeds.len() - of_words, "of letters"),
        ];
        let kinds = kinds.into_iter().filter(|(count, _)| *count > 0);
        let kinds = kinds.map(|(count, kind)| format!("{} {kind}", thousands(count as u64)));
        let fates = [Link::Linked, Link::InRepeats, Link::TooCommon, Link::CutOff];
        let fates = fates.into_iter().filter_map(|link| {
            let count = seeds.iter().filter(|seed| seed.link == link).count() as u64;
            (count > 0).then(|| self.fate(link, count))
        });
        format!(
            "{} in common: {}. {}.",
            thousands(seeds.len() as u64),
            kinds.collect::<Vec<_>>().join(", "),
            fates.collect::<Vec<_>>().join("; ")
        )
    }

    fn fate(&self, link: Link, count: u64) -> String {
        let number = thousands(count);
        let is_one = count == 1;
        let verb = |one: &'static str, many: &'static str| if is_one { one } else { many };
        let candidacy = &self.reading.explained.explanation.candidacy;
        let (few, most) = (candidacy.few_places, candidacy.most_places);
        match link {
            Link::Linked => format!("{number} {} A and B", verb("links", "link")),
            Link::InRepeats => format!(
                "{number} {} in near-identical paragraphs",
                verb("stands", "stand")
            ),
            Link::TooCommon => format!(
                "{number} {} in more than {few} places, and {} only where more words around {} are equal",
                verb("stands", "stand"),
                verb("links", "link"),
                verb("it", "them"),
            ),
            Link::CutOff => format!(
                "{number} {} in more than {most} places, and {} each only to the earliest few",
                verb("stands", "stand"),
                verb("links", "link")
            ),
        }
    }

    /// The rarest seeds of those that link, and the commonest of those that do not.
    fn seeds_named(&self) -> Vec<String> {
        let seeds = &self.reading.explained.explanation.seeds;
        let most = self.most(SEEDS_NAMED);
        let (mut linking, mut others): (Vec<&SharedSeed>, Vec<&SharedSeed>) = seeds
            .iter()
            .partition(|seed| matches!(seed.link, Link::Linked | Link::InRepeats));
        linking.sort_by_key(|seed| (!seed.is_words, Reverse(seed.bits)));
        others.sort_by_key(|seed| Reverse(seed.places));
        let groups = [linking, others];
        groups
            .iter()
            .flat_map(|group| self.named(group, most))
            .collect()
    }

    fn named(&self, seeds: &[&SharedSeed], most: usize) -> Vec<String> {
        let name = |seed: &&SharedSeed| {
            let places = counted(seed.places, "place");
            let articles = counted(seed.articles, "article");
            let (quote, bits) = (self.reading.quote(seed.a[0]), seed.bits);
            format!("{quote} {bits} bits, in {places} of {articles}")
        };
        let mut lines: Vec<String> = seeds.iter().take(most).map(name).collect();
        if seeds.len() > most {
            lines.push(format!(
                "and {} more",
                thousands((seeds.len() - most) as u64)
            ));
        }
        lines
    }

    fn candidate(&self) -> String {
        let candidacy = &self.reading.explained.explanation.candidacy;
        let (bits, needed) = (candidacy.bits, candidacy.needed);
        if let [(in_a, in_b), more @ ..] = &candidacy.paragraphs[..] {
            let place = self.reading.place(*in_a, *in_b);
            let others = match more.len() {
                0 => "are near-identical".to_owned(),
                count => format!(
                    "are near-identical, as are {} more",
                    thousands(count as u64)
                ),
            };
            let outside = match bits {
                0 => String::new(),
                _ => format!("; outside of these, equal words in one place are worth {bits} bits"),
            };
            return format!("yes: paragraphs {place} {others}{outside}.");
        }
        let worth = format!("equal words in one place are worth {bits} bits, of {needed} needed");
        match (
            bits >= needed,
            candidacy.is_quoted,
            candidacy.has_two_places,
        ) {
            (true, ..) => format!("yes: {worth}."),
            (_, true, _) => format!("yes: {worth}, but they are between quotation marks."),
            (.., true) => format!("yes: {worth}, but two places belong together."),
            _ => format!("no: {worth}: stopped here."),
        }
    }

    fn alignment(&self) -> String {
        let explanation = self.reading.explained.explanation;
        if explanation.passages.is_empty() {
            return "nothing corresponds at length around the seeds: stopped here.".to_owned();
        }
        let stretches = match explanation.stretches.len() as u64 {
            1 => "1 stretch of words corresponds".to_owned(),
            count => format!("{} stretches of words correspond", thousands(count)),
        };
        let passages = counted(explanation.passages.len() as u64, "passage");
        let overlap = explanation.overlap.as_ref();
        let enough = match overlap.map_or(0, |overlap| overlap.passages.len()) {
            0 => "none is enough".to_owned(),
            1 => "1 is enough".to_owned(),
            count => format!("{} are enough", thousands(count as u64)),
        };
        format!("{stretches}; joined where close, cut where sentences end: {passages}, {enough}.")
    }
}
