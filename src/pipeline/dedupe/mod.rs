//! Articles into verdicts: which texts of an archive can go because another, kept, stands for them.
//!
//! ```text
//! text ─unit→ counts of shingles ─repeats→ shared shingles ─join→ matches ─decide→ reasons ─verdicts→ Deduped
//! ```
//!
//! 1. Every text is read into shingles. Texts of the same words are one from here on. A table of two bits a slot
//!    remembers which shingles were met again ([`repeats`]).
//! 2. A text can go only if enough of its shingles were met again: most articles are out here. Of the
//!    others, and of those that may stand for them, the shared shingles are held ([`unit`]).
//! 3. Each text that is left asks for its rarest shared shingles, and meets all that could stand for it; every
//!    one of these is counted on the exact sets ([`join`]).
//! 4. In the order of preference ([`preference`]), each text that a kept one stands for goes ([`decide`]).
//!
//! So the answer is exact, in what it finds as in what it says: no pair is missed but beyond the bound on boilerplate that
//! [`join`] states. Locality-sensitive hashing, the usual way, was tried and rejected: see [`join`] for the figures.

mod decide;
mod join;
mod postings;
mod preference;
mod repeats;
mod unit;
mod verdicts;

use super::Threads;
use crate::document::{Corpus, DocumentId, Span};
use crate::settings::{DedupeSettings, Level};
use crate::story::{Relation, Removal, Threshold, Verdict};
use decide::Ranked;
use join::{Joined, Test};
use unit::{Source, Units};
use verdicts::Decided;

/// What `dedupe` decides.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Deduped {
    /// One verdict for each document, in corpus order. At paragraph level documents stay, but for those of which every
    /// paragraph went.
    pub verdicts: Vec<Verdict>,
    /// For each document the most preferred document of its group, always a kept one: the connected components of the
    /// verified pairs, removed or not. At paragraph level documents hang together only where one was removed for the other.
    pub groups: Vec<DocumentId>,
    /// At paragraph level, for each document the paragraphs that go, in order; else empty.
    pub repeated_paragraphs: Vec<Vec<Span>>,
    /// Pairs of texts, or of paragraphs, whose shingles were compared.
    pub compared_pairs: u64,
}

impl Deduped {
    /// The documents that go, in corpus order, each with the reason.
    pub fn removals(&self) -> impl Iterator<Item = (DocumentId, &Removal)> {
        (0..)
            .map(DocumentId)
            .zip(&self.verdicts)
            .filter_map(|(document, verdict)| Some((document, verdict.removal()?)))
    }

    /// How many documents go.
    pub fn removed(&self) -> usize {
        self.removals().count()
    }

    /// How many documents go that relate so to the one that stands for them.
    pub fn removed_as(&self, relation: Relation) -> usize {
        self.removals()
            .filter(|(_, removal)| removal.relation == relation)
            .count()
    }

    /// The removal that leaves most behind: the lowest share of the removed text in the kept one; of several the first.
    pub fn lowest_coverage(&self) -> Option<(DocumentId, &Removal)> {
        self.removals()
            .min_by(|(_, a), (_, b)| a.removed_coverage.total_cmp(&b.removed_coverage))
    }

    /// How many groups have two documents or more.
    pub fn group_count(&self) -> usize {
        self.group_sizes().filter(|size| *size > 1).count()
    }

    /// How many documents the largest group has; 0 for an empty corpus.
    pub fn largest_group(&self) -> usize {
        self.group_sizes().max().unwrap_or(0)
    }

    /// How many paragraphs go.
    pub fn removed_paragraphs(&self) -> usize {
        self.repeated_paragraphs.iter().map(Vec::len).sum()
    }

    fn group_sizes(&self) -> impl Iterator<Item = usize> {
        let mut sizes = vec![0; self.groups.len()];
        for group in &self.groups {
            sizes[group.index()] += 1;
        }
        sizes.into_iter()
    }
}

/// Decides for each document whether it stays. The settings are taken as checked
/// ([`DedupeSettings::check`]).
///
/// ```
/// use wireprint::pipeline::{Threads, dedupe};
/// use wireprint::{DedupeSettings, Document, DocumentId};
///
/// let archive = vec![
///     Document::new("take 1", "Heavy rain stopped all trains in Mumbai on Monday, the railway said."),
///     Document::new("take 2", "Heavy rain stopped all trains in Mumbai on Monday, the railway said. Schools are shut."),
///     Document::new("brief", "The railway said nothing."),
/// ];
/// let found = dedupe(&archive, &DedupeSettings::default(), &Threads::new(1)?);
/// let removed: Vec<DocumentId> = found.removals().map(|(document, _)| document).collect();
/// assert_eq!(removed, [DocumentId(0)]);
/// assert_eq!(found.groups, [DocumentId(1), DocumentId(1), DocumentId(2)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn dedupe<C: Corpus>(corpus: &C, settings: &DedupeSettings, threads: &Threads) -> Deduped {
    threads.run(|| {
        let test = Test {
            measure: settings.measure,
            threshold: Threshold::of(settings.threshold),
        };
        let source = Source::new(corpus, settings);
        let (units, texts) = Units::read(&source).distinct_texts(&source);
        let ranks = preference::ranks(corpus, &units, settings.keep());
        let ranked = Ranked::new(texts, &units, &ranks);
        let Joined { matches, compared } = join::join(&ranked.texts, test);
        let decided = Decided {
            units: &units,
            reasons: ranked.reasons(&matches, test.measure),
            threshold: test.threshold,
        };
        let found = match settings.level {
            Level::Document => decided.of_documents(&ranked.groups(&matches)),
            Level::Paragraph => decided.of_paragraphs(&source, &ranks),
        };
        Deduped {
            compared_pairs: compared,
            ..found
        }
    })
}
