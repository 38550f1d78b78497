//! Articles into the units that are held against each other, whole texts or paragraphs, and units into their shingles.
//!
//! What a unit is known by is, for coverage, all its shingles; for jaccard, its sketch. The archive is read once, in parallel,
//! into a table of which of these were met again; they themselves are held only up to a limit of memory, and what lies
//! beyond it is read again when asked for.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use hashbrown::HashMap;
use rayon::prelude::*;

use super::super::furnishings::Furnishings;
use super::super::sieve::Sieve;
use super::join::Test;
use super::partitioned::{SharedShingles, Sharing};
use crate::document::{Corpus, DocumentId, Span};
use crate::pipeline::{Resources, Stage};
use crate::settings::{DedupeSettings, Level, Measure};
use crate::sketch::{BottomK, each_shingle, sequence_hash, token_hashes};
use crate::story::Kills;
use crate::text::paragraphs;

/// Articles read in one go by one thread.
const CHUNK: u32 = 64;
/// 96 MB of shingles, those of about 80 MB of text, are held instead of being read again.
const HELD_SHINGLES: usize = 12 << 20;
/// 512 MB of sketches, those of more than a million and a half texts. To read texts again for so little would take a sixth of the time.
const HELD_OF_SKETCHES: usize = 64 << 20;
/// Texts whose length is asked for before the table is made.
const SAMPLED: usize = 256;

/// A unit's rank, the number of its text, and the numbers that lead to these.
const ORDER: usize = 32;

/// Below this threshold sketches would be larger than most texts.
const LEAST_SKETCHED: f64 = 0.1;
/// In English and most languages with spaces.
const BYTES_A_WORD: u64 = 6;

/// A text, or a paragraph of one.
pub(super) struct Unit {
    pub(super) document: DocumentId,
    pub(super) span: Span,
    pub(super) words: u32,
    /// The one unit among those of the same words that takes part for all of them; itself, mostly.
    pub(super) same_as: u32,
}

/// Of one distinct text: what of its shingles, or of its sketch, may stand in another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Text {
    /// The unit it was read from.
    pub(super) unit: u32,
    /// Different shingles, or those in the sketch.
    pub(super) size: u32,
    /// Those of them that stand in no other text for certain.
    pub(super) alone: u32,
    /// The others, ascending; of a sketch, all; none for a text that no other can match.
    pub(super) shared: Box<[u64]>,
}

/// Where and how units are read, and with what.
pub(super) struct Source<'a, C> {
    pub(super) corpus: &'a C,
    pub(super) resources: &'a Resources,
    pub(super) level: Level,
    pub(super) width: usize,
    /// What is left out of whole texts.
    pub(super) furnishings: &'a Furnishings,
    /// How units are sketched; `None`: they are known by all their shingles.
    pub(super) sketch: Option<BottomK>,
    /// What was killed: it is no copy of anything, and takes part as if it had no words.
    pub(super) kills: Kills,
}

/// Memory for the tokens and the shingles of a unit, which serves one after the other: to ask for it anew would take a tenth of the time.
#[derive(Default)]
struct Memory {
    tokens: Vec<u64>,
    shingles: Vec<u64>,
}

/// All units of an archive, and the shingles of the distinct ones.
pub(super) struct Units {
    pub(super) list: Vec<Unit>,
    chunks: Vec<Chunk>,
    sieve: Sieve,
}

/// The units of some articles on end.
struct Chunk {
    documents: Range<u32>,
    units: Range<u32>,
    /// What the chunk's distinct units are known by; `None`: to be read again.
    held: Option<Held>,
}

impl<'a, C: Corpus> Source<'a, C> {
    pub(super) fn new(
        corpus: &'a C,
        furnishings: &'a Furnishings,
        settings: &'a DedupeSettings,
        resources: &'a Resources,
    ) -> Source<'a, C> {
        Source {
            corpus,
            resources,
            level: settings.level,
            width: settings.shingle_words.max(1),
            furnishings,
            // A short text in a long one has little of its sketch in that of the other.
            sketch: match settings.measure {
                Measure::Jaccard if settings.threshold >= LEAST_SKETCHED => {
                    Some(BottomK::at(settings.threshold))
                }
                Measure::Coverage | Measure::Jaccard => None,
            },
            kills: Kills::of(corpus),
        }
    }

    /// What a unit of these tokens is known by.
    fn known(&self, tokens: &[u64], shingles: &mut Vec<u64>) {
        match self.sketch {
            Some(sketch) => sketch.fill(tokens, self.width, shingles),
            None => {
                shingles.clear();
                each_shingle(tokens, self.width, |shingle| shingles.push(shingle));
            }
        }
    }

    /// All the shingles of a unit, in order.
    pub(super) fn shingles(&self, unit: &Unit) -> Vec<u64> {
        let text = self.corpus.text(unit.document);
        let mut tokens = Vec::with_capacity(unit.words as usize);
        self.tokens(&text[unit.span.range()], &mut tokens);
        let mut shingles = Vec::with_capacity(unit.words as usize);
        each_shingle(&tokens, self.width, |shingle| shingles.push(shingle));
        shingles
    }

    /// Calls `visit` with the place and the tokens of each unit of some documents, in order, and with memory for its
    /// shingles.
    fn each_unit(
        &self,
        documents: Range<u32>,
        memory: &mut Memory,
        mut visit: impl FnMut((DocumentId, Span), &[u64], &mut Vec<u64>),
    ) {
        let Memory { tokens, shingles } = memory;
        for document in documents.map(DocumentId) {
            let text = match self.kills.killed_by(document) {
                None => self.corpus.text(document),
                Some(_) => Cow::Borrowed(""),
            };
            for span in self.spans(&text) {
                self.tokens(&text[span.range()], tokens);
                visit((document, span), tokens, shingles);
            }
        }
    }

    /// The words of a unit that count.
    fn tokens(&self, text: &str, tokens: &mut Vec<u64>) {
        match self.level {
            Level::Document => self.furnishings.story_hashes(text, tokens),
            Level::Paragraph => token_hashes(text, tokens),
        }
    }

    fn spans(&self, text: &str) -> Vec<Span> {
        match self.level {
            Level::Document => vec![Span::new(0, text.len())],
            Level::Paragraph => paragraphs(text),
        }
    }

    /// Shingles by which all units are known, by a sample spread over the archive: reading all of it only to know would cost a
    /// pass.
    fn estimated_shingles(&self) -> u64 {
        let step = self.corpus.len().div_ceil(SAMPLED).max(1);
        let sample = (0..self.corpus.len() as u32).step_by(step);
        let most = match (self.sketch, self.level) {
            (Some(sketch), Level::Document) => sketch.size as u64,
            _ => u64::MAX,
        };
        let shingles: u64 = sample
            .map(|document| self.corpus.text(DocumentId(document)).len() as u64 / BYTES_A_WORD)
            .map(|words| words.min(most))
            .sum();
        shingles * step as u64
    }
}

impl Units {
    /// Reads the archive: the first of two looks at it.
    pub(super) fn read<C: Corpus>(source: &Source<'_, C>) -> Units {
        let look = FirstLook {
            source,
            sieve: Sieve::for_shingles(source.estimated_shingles()),
            seen: Seen::new(),
            held: AtomicUsize::new(0),
        };
        let documents = source.corpus.len() as u32;
        let watch = source.resources.begin(Stage::SURVEY, documents.into());
        let read: Vec<_> = (0..documents.div_ceil(CHUNK))
            .into_par_iter()
            .map_init(Memory::default, |memory, chunk| {
                let first = chunk * CHUNK;
                let end = documents.min(first + CHUNK);
                watch.advances((end - first).into());
                look.chunk(chunk, first..end, memory)
            })
            .collect();
        Units::joined(read, look.sieve)
    }

    /// Numbers the units through.
    fn joined(read: Vec<ReadChunk>, sieve: Sieve) -> Units {
        let mut first = Vec::with_capacity(read.len());
        let mut total = 0;
        for chunk in &read {
            first.push(total);
            total += chunk.units.len() as u32;
        }
        let mut list = Vec::with_capacity(total as usize);
        let mut chunks = Vec::with_capacity(read.len());
        for chunk in read {
            let start = list.len() as u32;
            list.extend(chunk.units.into_iter().map(|(unit, place)| Unit {
                same_as: first[place.chunk as usize] + place.unit,
                ..unit
            }));
            chunks.push(Chunk {
                documents: chunk.documents,
                units: start..list.len() as u32,
                held: chunk.held,
            });
        }
        Units {
            list,
            chunks,
            sieve,
        }
    }

    /// Bytes in memory until the second look is over.
    pub(super) fn bytes(&self) -> usize {
        let held = self.chunks.iter().filter_map(|chunk| chunk.held.as_ref());
        let held = held.map(|held| size_of_val(held.shingles.as_slice()));
        self.sieve.bytes() + held.sum::<usize>()
    }

    /// Bytes in memory of units, of their texts and of their order, as long as they are compared.
    pub(super) fn bytes_compared(&self) -> usize {
        self.list.len() * (size_of::<Unit>() + size_of::<Text>() + ORDER)
    }

    /// Words of all units.
    pub(super) fn words(&self) -> u64 {
        self.list.iter().map(|unit| u64::from(unit.words)).sum()
    }

    /// What each distinct text with words may share with another: the second look. It is put into `elsewhere`, if there is
    /// such a place, instead of being left with the text.
    pub(super) fn distinct_texts<C: Corpus>(
        self,
        source: &Source<'_, C>,
        test: Test,
        elsewhere: Option<&SharedShingles<'_>>,
    ) -> (Vec<Unit>, Vec<Text>) {
        let (list, sieve) = (self.list, self.sieve);
        let documents = source.corpus.len() as u64;
        let watch = source.resources.begin(Stage::SHINGLES, documents);
        let of_chunk = |(memory, shared, writer): &mut (Memory, Vec<u64>, _), chunk: Chunk| {
            watch.advances(chunk.documents.len() as u64);
            let mut texts = Vec::with_capacity(chunk.units.len());
            chunk.each_text(&list, source, memory, |unit, shingles| {
                let text = Text::of(unit, shingles, &sieve, shared);
                if !test.may_match(&text) {
                    return texts.push(text);
                }
                if source.sketch.is_some() {
                    shared.clear();
                    shared.extend_from_slice(shingles);
                    shared.sort_unstable();
                }
                texts.push(match writer {
                    None => text.with(shared),
                    Some(writer) => {
                        Sharing::put(writer, unit, shared);
                        text
                    }
                });
            });
            texts
        };
        let own = || {
            let writer = elsewhere.map(SharedShingles::writer);
            (Memory::default(), Vec::new(), writer)
        };
        let chunks = self.chunks.into_par_iter();
        let texts = chunks.map_init(own, of_chunk).flatten_iter().collect();
        (list, texts)
    }
}

impl Text {
    /// Counts the shingles of a unit, and puts those that may stand elsewhere into `shared`. A shingle met once is another one each
    /// time; only the rest need sorting to be counted.
    pub(super) fn of(unit: u32, shingles: &[u64], sieve: &Sieve, shared: &mut Vec<u64>) -> Text {
        sieve.keep_met_again(shingles, shared);
        let alone = (shingles.len() - shared.len()) as u32;
        shared.sort_unstable();
        shared.dedup();
        Text {
            unit,
            size: alone + shared.len() as u32,
            alone,
            shared: Box::default(),
        }
    }

    pub(super) fn with(self, shared: &[u64]) -> Text {
        Text {
            shared: shared.into(),
            ..self
        }
    }
}

impl Chunk {
    /// Calls `visit` with the number and the shingles of each distinct unit that has words.
    fn each_text<C: Corpus>(
        &self,
        list: &[Unit],
        source: &Source<'_, C>,
        memory: &mut Memory,
        mut visit: impl FnMut(u32, &[u64]),
    ) {
        let takes_part = |unit: u32| list[unit as usize].takes_part(unit);
        let Some(held) = &self.held else {
            let mut number = self.units.clone();
            return source.each_unit(self.documents.clone(), memory, |_, tokens, shingles| {
                if let Some(unit) = number.next().filter(|unit| takes_part(*unit)) {
                    source.known(tokens, shingles);
                    visit(unit, shingles);
                }
            });
        };
        // Before units were numbered, those without words were held too: they have no shingles.
        let first_of_their_words = self
            .units
            .clone()
            .filter(|unit| list[*unit as usize].same_as == *unit);
        for (unit, shingles) in first_of_their_words.zip(held.each()) {
            if takes_part(unit) {
                visit(unit, shingles);
            }
        }
    }
}

impl Unit {
    /// Whether this unit, of that number, has words and stands for itself.
    fn takes_part(&self, number: u32) -> bool {
        self.words > 0 && self.same_as == number
    }
}

/// The first look at an archive, by many threads.
struct FirstLook<'a, C> {
    source: &'a Source<'a, C>,
    sieve: Sieve,
    seen: Seen,
    held: AtomicUsize,
}

/// A chunk whose units are not numbered through yet: each with the place of the unit it is the same as.
struct ReadChunk {
    documents: Range<u32>,
    units: Vec<(Unit, Place)>,
    held: Option<Held>,
}

impl<C: Corpus> FirstLook<'_, C> {
    fn chunk(&self, chunk: u32, documents: Range<u32>, memory: &mut Memory) -> ReadChunk {
        let mut units = Vec::new();
        let most = match self.source.sketch {
            Some(_) => HELD_OF_SKETCHES,
            None => HELD_SHINGLES,
        };
        let is_held = self.held.load(Relaxed) < most;
        let mut held = is_held.then(|| Held::for_units(documents.len(), self.source.sketch));
        self.source.each_unit(
            documents.clone(),
            memory,
            |(document, span), tokens, shingles| {
                let here = Place {
                    chunk,
                    unit: units.len() as u32,
                };
                let same_as = self.seen.first(sequence_hash(tokens), here);
                if same_as == here {
                    self.source.known(tokens, shingles);
                    self.sieve.add(shingles);
                    if let Some(held) = &mut held {
                        held.push(shingles);
                    }
                }
                units.push((
                    Unit {
                        document,
                        span,
                        words: tokens.len() as u32,
                        same_as: 0,
                    },
                    same_as,
                ));
            },
        );
        if let Some(held) = &mut held {
            held.shingles.shrink_to_fit();
            self.held.fetch_add(held.shingles.len(), Relaxed);
        }
        ReadChunk {
            documents,
            units,
            held,
        }
    }
}

/// A unit before all units are numbered.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Place {
    chunk: u32,
    unit: u32,
}

/// Sequences of words met so far, each with the unit that had it first. Which of several that is depends on the threads, and
/// nothing else depends on it: they all have the same words.
struct Seen(Vec<Mutex<HashMap<u64, Place>>>);

impl Seen {
    fn new() -> Seen {
        Seen((0..256).map(|_| Mutex::default()).collect())
    }

    fn first(&self, sequence: u64, here: Place) -> Place {
        let mut seen = match self.0[(sequence >> 56) as usize].lock() {
            Ok(seen) => seen,
            Err(poisoned) => poisoned.into_inner(),
        };
        *seen.entry(sequence).or_insert(here)
    }
}

/// The shingles of some units, one unit behind the other.
#[derive(Default)]
struct Held {
    shingles: Vec<u64>,
    ends: Vec<u32>,
}

impl Held {
    /// With room for the sketches of so many units.
    fn for_units(units: usize, sketch: Option<BottomK>) -> Held {
        let each = sketch.map_or(0, |sketch| sketch.size);
        Held {
            shingles: Vec::with_capacity(units * each),
            ends: Vec::with_capacity(units),
        }
    }

    fn push(&mut self, shingles: &[u64]) {
        self.shingles.extend_from_slice(shingles);
        self.ends.push(self.shingles.len() as u32);
    }

    fn each(&self) -> impl Iterator<Item = &[u64]> {
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let end = *end as usize;
            let own = &self.shingles[start..end];
            start = end;
            own
        })
    }
}
