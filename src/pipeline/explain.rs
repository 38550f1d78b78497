//! Two articles of a run into why they match, or which gate stopped them.
//!
//! The run is that of `overlap`: the same survey, so the same words are common, and the same second pass, of which only the
//! seeds that the two articles share are written down. What is said is therefore what `overlap` does with the pair, at the price of
//! reading every article twice; aligned are these two alone.

use super::Resources;
use super::candidates::{bits_in_one_place, candidates, has_two_places};
use super::dedupe::dedupe_furnished;
use super::furnishings::Furnishings;
use super::learned::furnishings;
use super::linking::Hit;
use super::links::CUT_OFF;
use super::nearest::longest_run;
use super::postings::{FEW_PLACES, Second};
use super::question::{Question, Rank, Ranked};
use super::repeats::{AlignedOnce, Contents, Meeting, Repeats};
use super::run::Run;
use super::shared_seeds::Common;
use super::sieve::Sieve;
use super::survey::Survey;
use crate::align::{Account, Accounts, Anchor, Side, Thresholds, accounts, common_seeds};
use crate::document::{Document, DocumentId, Span};
use crate::error::{RunError, StorageError};
use crate::settings::{DedupeSettings, Measure, OverlapSettings};
use crate::sketch::ShingleSet;
use crate::story::{
    Candidacy, DedupeOfTwo, Evidence, Explanation, Overlap, SharedSeed, Sources, Window,
};

/// Explains what [`overlap`](super::overlap), asked the same question under the same settings, makes of one pair: an article
/// of the input and one of the second corpus, or two different ones of the input. Fails if there was no room for temporary
/// files, or there are too many words.
///
/// ```
/// use wireprint::pipeline::{Question, Resources, explain};
/// use wireprint::story::PairGate;
/// use wireprint::{Document, DocumentId, OverlapSettings};
///
/// let articles = vec![
///     Document::new("agency", "The harbour wall will be rebuilt before the first winter storms arrive."),
///     Document::new("paper", "The museum opens its new wing in May."),
/// ];
/// let question = Question { input: &articles, against: None, pairs: None };
/// let pair = (DocumentId(0), DocumentId(1));
/// let why = explain(&question, pair, &OverlapSettings::default(), &Resources::new(1)?)?;
/// assert_eq!(why.stopped_by(), Some(PairGate::Seeds));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn explain(
    question: &Question<'_>,
    pair: (DocumentId, DocumentId),
    settings: &OverlapSettings,
    resources: &Resources,
) -> Result<Explanation, RunError> {
    let (mut explanation, furnishings) = resources.run(|| {
        let furnishings = furnishings(&question.corpora(), &settings.furniture, resources);
        let articles = Ranked::new(question);
        let (survey, sieve) = Survey::of(&articles, question.text_bytes(), resources)?;
        let (one, other) = articles.pair(pair.0, pair.1);
        let (a, b) = articles.in_order(one, other);
        let run = Run {
            articles: &articles,
            survey: &survey,
            settings: &beyond_headers(&articles, (a, b), settings),
            thresholds: Thresholds::for_run(settings),
            furnishings: &furnishings,
            resources,
        };
        let explanation = run.explanation((a, b), sieve, settings)?;
        Ok::<_, RunError>((explanation, furnishings))
    })?;
    let against = question.against.unwrap_or(question.input);
    let texts =
        [(question.input, explanation.a), (against, explanation.b)].map(|(corpus, document)| {
            Document {
                header: corpus.header(document).clone(),
                text: corpus.text(document).into_owned(),
            }
        });
    for measure in [Measure::Coverage, Measure::Jaccard] {
        let of_two = dedupe_of_two(&texts, measure, &furnishings, resources)?;
        explanation.dedupe.push(of_two);
    }
    Ok(explanation)
}

/// The settings, without the window and the sources where these stop the pair: what would come of it is told all the same.
fn beyond_headers(
    articles: &Ranked<'_>,
    (a, b): (Rank, Rank),
    settings: &OverlapSettings,
) -> OverlapSettings {
    let stops = articles.sides(a, b, settings).is_none();
    OverlapSettings {
        window: settings.window.filter(|_| !stops),
        across_sources: settings.across_sources && !stops,
        ..settings.clone()
    }
}

impl Run<'_> {
    fn explanation(
        &self,
        (a, b): (Rank, Rank),
        sieve: Sieve,
        settings: &OverlapSettings,
    ) -> Result<Explanation, StorageError> {
        let (of_a, of_b) = (self.articles.text(a), self.articles.text(b));
        let (side_a, side_b) = (self.side(&of_a), self.side(&of_b));
        let met = self.met((a, &side_a), (b, &side_b), sieve)?;
        let Accounts {
            stretches,
            passages,
        } = accounts(&side_a, &side_b, met.anchors, &self.thresholds);
        let longest_run = longest_run(self, (a, &side_a), (b, &side_b));
        Ok(Explanation {
            a: self.articles.document(a),
            b: self.articles.document(b),
            articles: self.articles.len() as u64,
            words: self.survey.background.words(),
            window: self.window(a, b, settings),
            sources: self.sources(a, b, settings),
            seeds: met.seeds,
            candidacy: met.candidacy,
            stretches,
            overlap: self.overlap_of(&passages, (a, &side_a), (b, &side_b)),
            passages,
            longest_run,
            dedupe: Vec::new(),
        })
    }

    fn window(&self, a: Rank, b: Rank, settings: &OverlapSettings) -> Window {
        let times = self.articles.published(a).zip(self.articles.published(b));
        Window {
            asked: settings.window,
            apart: times.map(|(a, b)| a.duration_since(b).unsigned_abs()),
        }
    }

    fn sources(&self, a: Rank, b: Rank, settings: &OverlapSettings) -> Sources {
        let [of_a, of_b] = [a, b].map(|rank| &self.articles.header(rank).source);
        Sources {
            asked: settings.across_sources,
            same: of_a.is_some() && of_a == of_b,
        }
    }

    /// What the passages that no gate stopped add up to.
    fn overlap_of(
        &self,
        accounts: &[Account],
        (a, of_a): (Rank, &Side<'_>),
        (b, of_b): (Rank, &Side<'_>),
    ) -> Option<Overlap> {
        let passing = accounts.iter().filter(|account| account.gate.is_none());
        let passages: Vec<_> = passing.map(|account| account.passage).collect();
        (!passages.is_empty()).then(|| self.overlap(a, b, of_a, of_b, passages))
    }

    /// Where two articles meet.
    fn met(
        &self,
        a: (Rank, &Side<'_>),
        b: (Rank, &Side<'_>),
        sieve: Sieve,
    ) -> Result<Met, StorageError> {
        let (articles, survey) = (self.articles, self.survey);
        let common = Common::of(a.1, b.1);
        let contents = Contents::of(survey);
        let is_wanted = |seed| common.has(seed);
        let Second { postings, bands } = Second::of(
            articles,
            (survey, sieve),
            &contents,
            is_wanted,
            self.resources,
        )?;
        let repeats = Repeats::of(survey, contents, &bands)?;
        let linking = self.linking(&repeats);
        let traced = common.traced(&linking, a, b, &postings)?;
        let meetings = repeats.meetings(articles, survey, self.settings);
        let of_pair = |meeting: &&Meeting| (meeting.a, meeting.b) == (a.0, b.0);
        let meetings: Vec<Meeting> = meetings.iter().filter(of_pair).copied().collect();
        let paragraphs = meetings.iter().map(|meeting| self.paragraphs(meeting));
        Ok(Met {
            candidacy: self.candidacy(&traced.hits, paragraphs.collect()),
            anchors: self.anchors_of(&traced.hits, &meetings, &repeats, (a.1, b.1)),
            seeds: traced.seeds,
        })
    }

    fn candidacy(&self, hits: &[Hit], paragraphs: Vec<(Span, Span)>) -> Candidacy {
        let bits = bits_in_one_place(hits, u32::MAX);
        let needed = self.thresholds.min_run_bits;
        Candidacy {
            bits,
            needed,
            is_quoted: bits < needed && hits.iter().any(Hit::is_enough),
            has_two_places: has_two_places(hits, &self.thresholds.two_places),
            paragraphs,
            few_places: FEW_PLACES,
            most_places: CUT_OFF,
        }
    }

    /// What alignment starts from: as in `overlap`, or, where that does not align the two, as if they were asked for by name.
    fn anchors_of(
        &self,
        hits: &[Hit],
        meetings: &[Meeting],
        repeats: &Repeats,
        (a, b): (&Side<'_>, &Side<'_>),
    ) -> Vec<Anchor> {
        let candidates = candidates(hits, meetings, &self.thresholds);
        let Some(pair) = candidates.first() else {
            return common_seeds(a, b);
        };
        let known = AlignedOnce::of(
            self.articles,
            self.survey,
            repeats,
            pair.meetings,
            &self.thresholds,
        );
        self.anchors(pair, &known)
    }

    fn paragraphs(&self, meeting: &Meeting) -> (Span, Span) {
        let span = |number: u32| self.survey.paragraphs[number as usize].span();
        (span(meeting.paragraph_of_a), span(meeting.paragraph_of_b))
    }
}

/// Where two articles meet, and what alignment starts from.
struct Met {
    seeds: Vec<SharedSeed>,
    candidacy: Candidacy,
    anchors: Vec<Anchor>,
}

/// What `dedupe`, by its own settings, makes of these two alone.
fn dedupe_of_two(
    texts: &[Document; 2],
    measure: Measure,
    furnishings: &Furnishings,
    resources: &Resources,
) -> Result<DedupeOfTwo, StorageError> {
    let settings = DedupeSettings {
        measure,
        ..DedupeSettings::default()
    };
    let [a, b] = texts.each_ref().map(|document| {
        let mut tokens = Vec::new();
        furnishings.story_hashes(&document.text, &mut tokens);
        ShingleSet::of(&tokens, settings.shingle_words)
    });
    let evidence = Evidence {
        common: a.common(&b) as u32,
        removed: a.len() as u32,
        kept: b.len() as u32,
    };
    let found = dedupe_furnished(&texts.to_vec(), furnishings, &settings, resources)?;
    let goes = |n: usize| found.verdicts[n].removal().is_some();
    Ok(DedupeOfTwo {
        measure,
        threshold: settings.threshold,
        evidence,
        a_goes: goes(0),
        b_goes: goes(1),
    })
}
