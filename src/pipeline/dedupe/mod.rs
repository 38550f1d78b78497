//! Articles into verdicts: which texts of an archive can go because another, kept, stands for them.
//!
//! ```text
//! text ─unit→ counts of shingles ─sieve→ shared shingles ─join→ matches ─decide→ reasons ─verdicts→ Deduped
//! ```
//!
//! 1. Every text is read into shingles; by jaccard, only its sketch of a few smallest ones goes on. Texts of the same words are
//!    one from here on. A table of two bits a slot remembers which shingles were met again (the [sieve](super::sieve)).
//! 2. A text can go only if enough of its shingles were met again: most articles are out here. Of the
//!    others, and of those that may stand for them, the shared shingles are held ([`unit`]).
//! 3. Each text that is left asks for its rarest shared shingles, and meets all that could stand for it; every
//!    one of these is counted ([`join`]; under a limit of memory, or of many texts, part by part: [`partitioned`]). Pairs of like sketches are
//!    read again and counted on the whole sets ([`exact`]).
//! 4. In the order of preference ([`preference`]), each text that a kept one stands for goes ([`decide`]).
//!
//! So what is said is exact. By coverage, no pair is missed but beyond the bound on boilerplate that [`join`] states; by
//! jaccard, besides, a pair of longer texts at the threshold with a probability of at most 10⁻⁵, and one above it with a smaller one
//! ([`BottomK`](crate::sketch::BottomK)). Locality-sensitive hashing, the usual way, was tried and rejected: see [`join`] for the figures.

mod crowd;
mod decide;
mod exact;
mod join;
mod pairs;
mod partitioned;
mod postings;
mod preference;
mod unit;
mod verdicts;

use super::Resources;
use super::budget::memory_of;
use super::furnishings::Furnishings;
use super::learned::furnishings;
use crate::document::Corpus;
use crate::error::StorageError;
use crate::settings::{DedupeSettings, Level};
use crate::story::{Deduped, Threshold, Verdict};
use decide::Ranked;
use join::Test;
use partitioned::SharedShingles;
use unit::{Source, Units};
use verdicts::Decided;

/// So many words are joined part by part even where there is memory for all: of 45 million that takes a tenth more processor time, of
/// 140 million a tenth less, of 450 million a third less, as the texts and their postings are no longer near at hand.
const MANY_WORDS: u64 = 100_000_000;

/// Decides for each document whether it stays. The settings are taken as checked
/// ([`DedupeSettings::check`]). Fails if there was no room for temporary files.
///
/// ```
/// use wireprint::pipeline::{Resources, dedupe};
/// use wireprint::{DedupeSettings, Document, DocumentId};
///
/// let archive = vec![
///     Document::new("take 1", "Heavy rain stopped all trains in Mumbai on Monday, the railway said."),
///     Document::new("take 2", "Heavy rain stopped all trains in Mumbai on Monday, the railway said. Schools are shut."),
///     Document::new("brief", "The railway said nothing."),
/// ];
/// let found = dedupe(&archive, &DedupeSettings::default(), &Resources::new(1)?)?;
/// let removed: Vec<DocumentId> = found.removals().map(|(document, _)| document).collect();
/// assert_eq!(removed, [DocumentId(0)]);
/// assert_eq!(found.groups, [DocumentId(1), DocumentId(1), DocumentId(2)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn dedupe<C: Corpus>(
    corpus: &C,
    settings: &DedupeSettings,
    resources: &Resources,
) -> Result<Deduped, StorageError> {
    let learn = || furnishings(&[corpus], &settings.furniture, resources);
    dedupe_furnished(corpus, &resources.run(learn), settings, resources)
}

/// The same, where it is known what furniture is recognised by.
pub(super) fn dedupe_furnished<C: Corpus>(
    corpus: &C,
    furnishings: &Furnishings,
    settings: &DedupeSettings,
    resources: &Resources,
) -> Result<Deduped, StorageError> {
    let budget = resources.budget();
    resources.run(|| {
        let _articles = budget.holding(memory_of(corpus));
        let source = Source::new(corpus, furnishings, settings, resources);
        let test = Test {
            measure: settings.measure,
            threshold: Threshold::of(settings.threshold),
            sketch: source.sketch,
        };
        let read = Units::read(&source);
        let is_large = budget.is_limited() || read.words() >= MANY_WORDS;
        let elsewhere = (test.sketch.is_none() && is_large)
            .then(|| SharedShingles::of_words(read.words(), resources));
        let _units = budget.holding(read.bytes_compared());
        let in_memory = budget.holding(read.bytes());
        let (units, texts) = read.distinct_texts(&source, test, elsewhere.as_ref());
        drop(in_memory);
        let ranks = preference::ranks(corpus, &units, settings.keep());
        let mut ranked = Ranked::new(texts, &units, &ranks);
        let _joined = budget.holding(join::bytes(&ranked.texts));
        let mut joined = match &elsewhere {
            None => join::join(&ranked.texts, test, resources),
            Some(shared) => shared.joined(&ranked, &units, &source, test)?,
        };
        if test.sketch.is_some() {
            let texts = &mut ranked.texts;
            let crowd = (&joined.crowded[..], &joined.in_crowd[..]);
            let of_crowd = crowd::joined(crowd, texts, &units, &source, test);
            joined = exact::verified(joined.matches, texts, &units, &source, test).and(of_crowd);
        }
        let compared_pairs = joined.compared;
        let matches = joined.both_ways(test.measure);
        let decided = Decided {
            units: &units,
            reasons: ranked.reasons(&matches, test.measure),
            threshold: test.threshold,
        };
        let mut found = match settings.level {
            Level::Document => decided.of_documents(&ranked.groups(&matches)),
            Level::Paragraph => decided.of_paragraphs(&source, &ranks),
        };
        for (killed, by) in source.kills.iter() {
            found.verdicts[killed.index()] = Verdict::Killed { by };
        }
        Ok(Deduped {
            compared_pairs,
            ..found
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::pipeline::Memory;

    #[test]
    fn a_run_gives_all_of_the_memory_back_that_it_counted() {
        let text = |n| format!("Heavy rain stopped all trains in Mumbai on Monday. Train {n}.");
        let archive: Vec<Document> = (0..50)
            .map(|n| Document::new(n.to_string(), text(n % 40)))
            .collect();
        for limit in [0, 1 << 30] {
            let resources = Resources::new(2).unwrap().memory(Memory(limit));
            let found = dedupe(&archive, &DedupeSettings::default(), &resources).unwrap();
            assert!(found.removals().next().is_some());
            assert_eq!(resources.budget().held(), 0);
        }
    }
}
