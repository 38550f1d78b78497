//! Articles into the units that are held against each other, whole texts or paragraphs, and units into their shingles.
//!
//! The archive is read once, in parallel, into counts alone; shingles are held only up to a limit of memory, and what lies
//! beyond it is read again when asked for.

use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use hashbrown::HashMap;
use rayon::prelude::*;

use super::repeats::Repeats;
use crate::document::{Corpus, DocumentId, Span};
use crate::settings::{DedupeSettings, Level};
use crate::sketch::{each_shingle, sequence_hash, token_hashes};
use crate::text::paragraphs;

/// Articles read in one go by one thread.
const CHUNK: u32 = 64;
/// 96 MB of shingles, those of about 80 MB of text, are held instead of being read again.
const HELD_SHINGLES: usize = 12 << 20;
/// Texts whose length is asked for before the table is made.
const SAMPLED: usize = 256;

/// A text, or a paragraph of one.
pub(super) struct Unit {
    pub(super) document: DocumentId,
    pub(super) span: Span,
    pub(super) words: u32,
    /// The one unit among those of the same words that takes part for all of them; itself, mostly.
    pub(super) same_as: u32,
}

/// Of one distinct text: what of it may stand in another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Text {
    /// The unit it was read from.
    pub(super) unit: u32,
    /// Different shingles.
    pub(super) size: u32,
    /// Those of them that stand in no other text for certain.
    pub(super) alone: u32,
    /// The others, ascending.
    pub(super) shared: Box<[u64]>,
}

/// Where and how units are read.
pub(super) struct Source<'a, C> {
    pub(super) corpus: &'a C,
    pub(super) level: Level,
    pub(super) width: usize,
}

/// All units of an archive, and the shingles of the distinct ones.
pub(super) struct Units {
    pub(super) list: Vec<Unit>,
    chunks: Vec<Chunk>,
    repeats: Repeats,
}

/// The units of some articles on end.
struct Chunk {
    documents: Range<u32>,
    units: Range<u32>,
    /// The shingles of the chunk's distinct units, in order and one unit behind the other; `None`: to be read again.
    held: Option<Vec<u64>>,
}

impl<'a, C: Corpus> Source<'a, C> {
    pub(super) fn new(corpus: &'a C, settings: &DedupeSettings) -> Source<'a, C> {
        Source {
            corpus,
            level: settings.level,
            width: settings.shingle_words.max(1),
        }
    }

    /// Calls `visit` with the place and the tokens of each unit of some documents, in order, and with memory for its
    /// shingles.
    fn each_unit(
        &self,
        documents: Range<u32>,
        mut visit: impl FnMut((DocumentId, Span), &[u64], &mut Shingles),
    ) {
        let (mut tokens, mut shingles) = (Vec::new(), Shingles::default());
        for document in documents.map(DocumentId) {
            let text = self.corpus.text(document);
            for span in self.spans(&text) {
                token_hashes(&text[span.range()], &mut tokens);
                visit((document, span), &tokens, &mut shingles);
            }
        }
    }

    fn spans(&self, text: &str) -> Vec<Span> {
        match self.level {
            Level::Document => vec![Span::new(0, text.len())],
            Level::Paragraph => paragraphs(text),
        }
    }

    /// Bytes of text in the archive, by a sample spread over it: reading all of it only to know would cost a pass.
    fn estimated_bytes(&self) -> u64 {
        let step = self.corpus.len().div_ceil(SAMPLED).max(1);
        let sample = (0..self.corpus.len() as u32).step_by(step);
        let bytes: u64 = sample
            .map(|document| self.corpus.text(DocumentId(document)).len() as u64)
            .sum();
        bytes * step as u64
    }
}

impl Units {
    /// Reads the archive: the first of two looks at it.
    pub(super) fn read<C: Corpus>(source: &Source<'_, C>) -> Units {
        let look = FirstLook {
            source,
            repeats: Repeats::for_text(source.estimated_bytes()),
            seen: Seen::new(),
            held: AtomicUsize::new(0),
        };
        let documents = source.corpus.len() as u32;
        let read: Vec<_> = (0..documents.div_ceil(CHUNK))
            .into_par_iter()
            .map(|chunk| {
                let first = chunk * CHUNK;
                look.chunk(chunk, first..documents.min(first + CHUNK))
            })
            .collect();
        Units::joined(read, look.repeats)
    }

    /// Numbers the units through.
    fn joined(read: Vec<ReadChunk>, repeats: Repeats) -> Units {
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
            repeats,
        }
    }

    /// What each distinct text with words may share with another: the second look.
    pub(super) fn distinct_texts<C: Corpus>(
        self,
        source: &Source<'_, C>,
    ) -> (Vec<Unit>, Vec<Text>) {
        let (list, repeats) = (self.list, self.repeats);
        let texts = self.chunks.into_par_iter().flat_map_iter(|chunk| {
            let mut texts = Vec::with_capacity(chunk.units.len());
            let mut shared = Vec::new();
            chunk.each_text(&list, source, |unit, shingles| {
                texts.push(Text::of(unit, shingles, &repeats, &mut shared));
            });
            texts
        });
        let texts = texts.collect();
        (list, texts)
    }
}

impl Text {
    /// Counts the shingles of a unit and holds those that may stand elsewhere. A shingle met once is another one each
    /// time; only the rest need sorting to be counted. `shared` is memory to work in.
    fn of(unit: u32, shingles: &[u64], repeats: &Repeats, shared: &mut Vec<u64>) -> Text {
        repeats.keep_met_again(shingles, shared);
        let alone = (shingles.len() - shared.len()) as u32;
        shared.sort_unstable();
        shared.dedup();
        Text {
            unit,
            size: alone + shared.len() as u32,
            alone,
            shared: shared.as_slice().into(),
        }
    }
}

impl Chunk {
    /// Calls `visit` with the number and the shingles of each distinct unit that has words.
    fn each_text<C: Corpus>(
        &self,
        list: &[Unit],
        source: &Source<'_, C>,
        mut visit: impl FnMut(u32, &[u64]),
    ) {
        let takes_part = |unit: u32| list[unit as usize].takes_part(unit);
        let Some(held) = &self.held else {
            let mut number = self.units.clone();
            return source.each_unit(self.documents.clone(), |_, tokens, shingles| {
                if let Some(unit) = number.next().filter(|unit| takes_part(*unit)) {
                    shingles.fill(tokens, source.width);
                    visit(unit, &shingles.0);
                }
            });
        };
        let mut rest = held.as_slice();
        for unit in self.units.clone().filter(|unit| takes_part(*unit)) {
            let count = shingle_count(list[unit as usize].words as usize, source.width);
            let (own, others) = rest.split_at(count);
            visit(unit, own);
            rest = others;
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
    repeats: Repeats,
    seen: Seen,
    held: AtomicUsize,
}

/// A chunk whose units are not numbered through yet: each with the place of the unit it is the same as.
struct ReadChunk {
    documents: Range<u32>,
    units: Vec<(Unit, Place)>,
    held: Option<Vec<u64>>,
}

impl<C: Corpus> FirstLook<'_, C> {
    fn chunk(&self, chunk: u32, documents: Range<u32>) -> ReadChunk {
        let mut units = Vec::new();
        let mut held = (self.held.load(Relaxed) < HELD_SHINGLES).then(Vec::new);
        self.source
            .each_unit(documents.clone(), |(document, span), tokens, shingles| {
                let here = Place {
                    chunk,
                    unit: units.len() as u32,
                };
                let same_as = self.seen.first(sequence_hash(tokens), here);
                if same_as == here {
                    shingles.fill(tokens, self.source.width);
                    self.repeats.meet(&shingles.0);
                    if let Some(held) = &mut held {
                        held.extend_from_slice(&shingles.0);
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
            });
        if let Some(held) = &mut held {
            held.shrink_to_fit();
            self.held.fetch_add(held.len(), Relaxed);
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

/// The shingles of one unit, in memory that serves for the next.
#[derive(Default)]
struct Shingles(Vec<u64>);

impl Shingles {
    fn fill(&mut self, tokens: &[u64], width: usize) {
        self.0.clear();
        each_shingle(tokens, width, |shingle| self.0.push(shingle));
    }
}

fn shingle_count(words: usize, width: usize) -> usize {
    (words + 1).saturating_sub(width).max(words.min(1))
}
