//! An explanation as one JSON object: every figure, exact, under names that stay.

use serde::Serialize;

use super::super::found::{earlier, lag_seconds};
use super::super::offset::{Location, Offsets, locate};
use super::super::record::{Kind, Side, fraction};
use super::Explained;
use crate::align::{Account, Charge, Gate, Limit, MatchedWord, Passage};
use crate::document::Span;
use crate::settings::Measure;
use crate::story::{DedupeOfTwo, Explanation, NearMiss, Overlap, Relation, SharedSeed, Tie};

#[derive(Serialize)]
pub(super) struct Object<'e> {
    a_id: &'e str,
    b_id: &'e str,
    earlier: Option<Side>,
    lag_seconds: Option<i64>,
    /// Null: the pair is reported.
    stopped_by: Option<&'static str>,
    passages: usize,
    background: Background,
    window: Window,
    sources: Sources,
    seeds: Vec<Seed<'e>>,
    candidate: Candidate,
    stretches: Vec<Stretch>,
    alignment: Vec<Aligned<'e>>,
    pair: Option<Pair>,
    cluster: Option<Cluster>,
    dedupe: Vec<Dedupe>,
    longest_run: Option<LongestRun<'e>>,
}

#[derive(Serialize)]
struct Background {
    articles: u64,
    words: u64,
}

#[derive(Serialize)]
struct Window {
    asked_seconds: Option<u64>,
    apart_seconds: Option<u64>,
}

#[derive(Serialize)]
struct Sources {
    across_sources: bool,
    a_source: Option<String>,
    b_source: Option<String>,
}

#[derive(Serialize)]
struct Seed<'e> {
    kind: &'static str,
    text: &'e str,
    a_starts: Vec<u64>,
    b_starts: Vec<u64>,
    bits: u32,
    places: u64,
    articles: u64,
    link: &'static str,
}

#[derive(Serialize)]
struct Candidate {
    bits: u32,
    needed_bits: u32,
    quoted: bool,
    two_places: bool,
    paragraphs: Vec<Range>,
}

/// Where something stands in both.
#[derive(Serialize)]
struct Range {
    a_start: u64,
    a_end: u64,
    a_paragraph: usize,
    b_start: u64,
    b_end: u64,
    b_paragraph: usize,
}

#[derive(Serialize)]
struct Stretch {
    #[serde(flatten)]
    range: Range,
    matched_words: u32,
    bits: f64,
}

#[derive(Serialize)]
struct Aligned<'e> {
    #[serde(flatten)]
    range: Range,
    a_words: u32,
    b_words: u32,
    matched_words: u32,
    bits: f64,
    needed_bits: f64,
    whole_quotation: bool,
    /// Null: it is reported.
    gate: Option<String>,
    kind: Kind,
    furniture_words: u32,
    words: Vec<Word<'e>>,
    only_a: Vec<&'e str>,
    only_b: Vec<&'e str>,
    replaced_words: u32,
    replaced_bits: f64,
    added_words: u32,
    added_bits: f64,
}

#[derive(Serialize)]
struct Word<'e> {
    a: &'e str,
    b: &'e str,
    a_start: u64,
    b_start: u64,
    bits: f64,
    likeness: f64,
    worth_bits: f64,
    alone_bits: f64,
    letters: usize,
    met: u32,
    limit: Option<&'static str>,
    phrase: Option<String>,
    phrase_met: Option<u64>,
    phrase_bits: Option<f64>,
}

#[derive(Serialize)]
struct Pair {
    relation: Relation,
    matched_words: u32,
    longest_words: u32,
    a_coverage: f64,
    b_coverage: f64,
    jaccard: f64,
}

#[derive(Serialize)]
struct Cluster {
    tie: &'static str,
    needed_coverage: f64,
    versions: bool,
}

#[derive(Serialize)]
struct Dedupe {
    measure: &'static str,
    threshold: f64,
    a_coverage: f64,
    b_coverage: f64,
    jaccard: f64,
    removed: Option<Side>,
}

#[derive(Serialize)]
struct LongestRun<'e> {
    #[serde(flatten)]
    range: Range,
    words: u32,
    bits: f64,
    text: &'e str,
}

/// All that is known of the pair.
pub(super) fn object<'e>(explained: &'e Explained<'_>, offsets: Offsets) -> Object<'e> {
    let explanation = explained.explanation;
    let writer = Writer { explained, offsets };
    let shared = explanation.shared();
    Object {
        a_id: &explained.a.id,
        b_id: &explained.b.id,
        earlier: earlier(explained.a, explained.b),
        lag_seconds: lag_seconds(explained.a, explained.b),
        stopped_by: explanation.stopped_by().map(|gate| gate.name()),
        passages: shared.map_or(0, |overlap| overlap.passages.len()),
        background: Background {
            articles: explanation.articles,
            words: explanation.words,
        },
        window: window(explanation),
        sources: Sources {
            across_sources: explanation.sources.asked,
            a_source: explained.a.source.clone(),
            b_source: explained.b.source.clone(),
        },
        seeds: writer.seeds(&explanation.seeds),
        candidate: writer.candidate(),
        stretches: writer.stretches(&explanation.stretches),
        alignment: writer.alignment(&explanation.passages),
        pair: explanation.overlap.as_ref().map(pair),
        cluster: explanation.tie().map(|tie| cluster(tie, explanation)),
        dedupe: explanation.dedupe.iter().map(dedupe).collect(),
        longest_run: explanation
            .longest_run
            .as_ref()
            .map(|run| writer.longest_run(run)),
    }
}

fn window(explanation: &Explanation) -> Window {
    Window {
        asked_seconds: explanation.window.asked.map(|asked| asked.as_secs()),
        apart_seconds: explanation.window.apart.map(|apart| apart.as_secs()),
    }
}

fn pair(overlap: &Overlap) -> Pair {
    Pair {
        relation: overlap.relation,
        matched_words: overlap.matched_words,
        longest_words: overlap.longest_words,
        a_coverage: fraction(overlap.a_coverage),
        b_coverage: fraction(overlap.b_coverage),
        jaccard: fraction(overlap.jaccard),
    }
}

fn cluster(tie: Tie, explanation: &Explanation) -> Cluster {
    Cluster {
        tie: match tie {
            Tie::DaysApart => "days-apart",
            Tie::OneDay => "one-day",
            Tie::OneEnd => "one-end",
            Tie::CutFromBottom => "cut-from-bottom",
            Tie::CutFromTop => "cut-from-top",
        },
        needed_coverage: tie.min_coverage(),
        versions: explanation.are_versions(),
    }
}

fn dedupe(of_two: &DedupeOfTwo) -> Dedupe {
    let removed = [(of_two.a_goes, Side::A), (of_two.b_goes, Side::B)];
    Dedupe {
        measure: match of_two.measure {
            Measure::Coverage => "coverage",
            Measure::Jaccard => "jaccard",
        },
        threshold: of_two.threshold,
        a_coverage: fraction(of_two.evidence.removed_coverage()),
        b_coverage: fraction(of_two.evidence.kept_coverage()),
        jaccard: fraction(of_two.evidence.jaccard()),
        removed: removed
            .into_iter()
            .find(|(goes, _)| *goes)
            .map(|(_, side)| side),
    }
}

/// Spans into offsets.
struct Writer<'e, 'x> {
    explained: &'e Explained<'x>,
    offsets: Offsets,
}

impl<'e> Writer<'e, '_> {
    fn in_a(&self, spans: &[Span]) -> Vec<Location> {
        locate(&self.explained.a_text, spans, self.offsets)
    }

    fn in_b(&self, spans: &[Span]) -> Vec<Location> {
        locate(&self.explained.b_text, spans, self.offsets)
    }

    fn text_of_a(&self, span: Span) -> &'e str {
        &self.explained.a_text[span.range()]
    }

    fn text_of_b(&self, span: Span) -> &'e str {
        &self.explained.b_text[span.range()]
    }

    fn ranges(&self, spans: impl Iterator<Item = (Span, Span)>) -> Vec<Range> {
        let (of_a, of_b): (Vec<Span>, Vec<Span>) = spans.unzip();
        let both = self.in_a(&of_a).into_iter().zip(self.in_b(&of_b));
        let range = |(a, b): (Location, Location)| Range {
            a_start: a.start,
            a_end: a.end,
            a_paragraph: a.first_paragraph,
            b_start: b.start,
            b_end: b.end,
            b_paragraph: b.first_paragraph,
        };
        both.map(range).collect()
    }

    fn seeds(&self, seeds: &[SharedSeed]) -> Vec<Seed<'e>> {
        let starts = |places: Vec<Location>| places.iter().map(|place| place.start).collect();
        let seed = |seed: &SharedSeed| Seed {
            kind: if seed.is_words { "words" } else { "letters" },
            text: self.text_of_a(seed.a[0]),
            a_starts: starts(self.in_a(&seed.a)),
            b_starts: starts(self.in_b(&seed.b)),
            bits: seed.bits,
            places: seed.places,
            articles: seed.articles,
            link: seed.link.name(),
        };
        seeds.iter().map(seed).collect()
    }

    fn candidate(&self) -> Candidate {
        let candidacy = &self.explained.explanation.candidacy;
        Candidate {
            bits: candidacy.bits,
            needed_bits: candidacy.needed,
            quoted: candidacy.is_quoted,
            two_places: candidacy.has_two_places,
            paragraphs: self.ranges(candidacy.paragraphs.iter().copied()),
        }
    }

    fn stretches(&self, stretches: &[Passage]) -> Vec<Stretch> {
        let ranges = self.ranges(stretches.iter().map(|stretch| (stretch.a, stretch.b)));
        let stretch = |(range, stretch): (Range, &Passage)| Stretch {
            range,
            matched_words: stretch.matched_words,
            bits: stretch.bits.as_f64(),
        };
        ranges.into_iter().zip(stretches).map(stretch).collect()
    }

    fn alignment(&self, accounts: &[Account]) -> Vec<Aligned<'e>> {
        let spans = accounts
            .iter()
            .map(|account| (account.passage.a, account.passage.b));
        let ranges = self.ranges(spans);
        ranges
            .into_iter()
            .zip(accounts)
            .map(|(range, account)| self.aligned(range, account))
            .collect()
    }

    fn aligned(&self, range: Range, account: &Account) -> Aligned<'e> {
        let taken = |charge: &Charge| charge.bits.as_f64();
        Aligned {
            range,
            a_words: account.passage.a_words,
            b_words: account.passage.b_words,
            matched_words: account.passage.matched_words,
            bits: account.passage.bits.as_f64(),
            needed_bits: account.needed.as_f64(),
            whole_quotation: account.is_quotation,
            gate: account.gate.map(|gate| gate.to_string()),
            kind: match account.gate {
                Some(Gate::Furniture) => Kind::Furniture,
                _ => Kind::Body,
            },
            furniture_words: account.passage.furniture_words,
            words: self.words(&account.words),
            only_a: account
                .only_a
                .iter()
                .map(|span| self.text_of_a(*span))
                .collect(),
            only_b: account
                .only_b
                .iter()
                .map(|span| self.text_of_b(*span))
                .collect(),
            replaced_words: account.replaced.count,
            replaced_bits: taken(&account.replaced),
            added_words: account.added.count,
            added_bits: taken(&account.added),
        }
    }

    fn words(&self, words: &[MatchedWord]) -> Vec<Word<'e>> {
        let of_a: Vec<Span> = words.iter().map(|word| word.a).collect();
        let of_b: Vec<Span> = words.iter().map(|word| word.b).collect();
        let places = self.in_a(&of_a).into_iter().zip(self.in_b(&of_b));
        let word = |(word, (in_a, in_b)): (&MatchedWord, (Location, Location))| Word {
            a_start: in_a.start,
            b_start: in_b.start,
            ..self.word(word)
        };
        words.iter().zip(places).map(word).collect()
    }

    /// A word, its places left at 0.
    fn word(&self, word: &MatchedWord) -> Word<'e> {
        let phrase = match &word.worth.limit {
            Some(Limit::Phrase { words, met, bits }) => {
                Some((words.join(" "), *met, bits.as_f64()))
            }
            _ => None,
        };
        Word {
            a: self.text_of_a(word.a),
            b: self.text_of_b(word.b),
            a_start: 0,
            b_start: 0,
            bits: word.bits.as_f64(),
            likeness: fraction(word.likeness),
            worth_bits: word.worth.bits.as_f64(),
            alone_bits: word.worth.alone.as_f64(),
            letters: word.worth.letters,
            met: word.worth.met,
            limit: word.worth.limit.as_ref().map(|limit| match limit {
                Limit::Most(_) => "word",
                Limit::MostOfGram(_) => "n-gram",
                Limit::Phrase { .. } => "phrase",
                Limit::Furniture(_) => "furniture",
            }),
            phrase_met: phrase.as_ref().map(|(_, met, _)| *met),
            phrase_bits: phrase.as_ref().map(|(.., bits)| *bits),
            phrase: phrase.map(|(words, ..)| words),
        }
    }

    fn longest_run(&self, run: &NearMiss) -> LongestRun<'e> {
        let mut ranges = self.ranges(std::iter::once((run.a_span, run.b_span)));
        LongestRun {
            range: ranges.remove(0),
            words: run.matched_words,
            bits: run.bits.as_f64(),
            text: self.text_of_a(run.a_span),
        }
    }
}
