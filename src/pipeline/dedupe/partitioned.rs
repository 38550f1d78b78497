//! Distinct texts into the pairs of which one stands for the other, by their whole sets, where memory is limited or texts are many:
//! the steps of
//! [`join`](super::join) and the same matches. But whatever there is for every shingle of every text goes through
//! [`Partitions`], of which each thread has one in memory at a time.
//!
//! ```text
//! shared shingles ─by shingle→ lists of texts ─by asking text→ questions → candidates, read again → matches
//! ```
//!
//! In memory remain the lists, four bytes for each place of a shingle that is asked for. Candidates are read again to be
//! counted: they are few, half a million pairs in a million stories.

use bytemuck::{Pod, Zeroable};
use hashbrown::HashMap;
use rayon::prelude::*;

use super::decide::Ranked;
use super::join::{Joined, Match, Test, rarest};
use super::postings::{COMMONEST, MOST_TEXTS, Question};
use super::unit::{Source, Text, Unit};
use crate::document::Corpus;
use crate::error::StorageError;
use crate::pipeline::budget::{Budget, Holding};
use crate::pipeline::partitions::{Partitions, Writer};
use crate::pipeline::{Resources, Stage, Watch};
use crate::sketch::Lookup;

/// Shingles in a partition, about, if all of them stood in two texts: 12 MB.
const PARTITION: u64 = 1 << 20;
/// More have too many half-empty buffers.
const MOST_PARTITIONS: u64 = 1 << 12;
/// Partitions of the texts that ask.
const ASKING_PARTS: usize = 256;
/// Shingles of texts read again that one thread keeps for the next candidates: 8 MB.
const KEPT: usize = 1 << 20;

/// A shingle that may stand in another text, and the unit it was read from. Of three numbers of four bytes, as one of eight
/// would take sixteen in all.
#[derive(Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Place {
    shingle: [u32; 2],
    unit: u32,
}

/// What a text may ask for: a [`Question`], in twelve bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Pod, Zeroable)]
#[repr(C)]
struct Asked {
    asker: u32,
    list: u32,
    texts: u16,
    part: u16,
}

/// The shared shingles of all texts, by their first bits.
pub(super) struct SharedShingles<'b> {
    places: Partitions<'b, Place>,
    bits: u32,
    resources: &'b Resources,
}

/// Puts shared shingles where they belong, for one thread.
pub(super) struct Sharing<'s>(Writer<'s, Place>, u32);

impl<'b> SharedShingles<'b> {
    /// For units of so many words together.
    pub(super) fn of_words(words: u64, resources: &'b Resources) -> SharedShingles<'b> {
        let count = (words / PARTITION).next_power_of_two();
        let bits = count.clamp(2, MOST_PARTITIONS).ilog2();
        SharedShingles {
            places: Partitions::new(1 << bits, resources.budget()),
            bits,
            resources,
        }
    }

    pub(super) fn writer(&self) -> Sharing<'_> {
        Sharing(self.places.writer(), self.bits)
    }

    /// The matches between texts in the order of preference, as [`join`](super::join::join) finds them.
    pub(super) fn joined<C: Corpus>(
        &self,
        ranked: &Ranked,
        units: &[Unit],
        source: &Source<'_, C>,
        test: Test,
    ) -> Result<Joined, StorageError> {
        let asking = Asking::of(&ranked.texts, test);
        let questions = Partitions::new(ASKING_PARTS, self.resources.budget());
        let lists = self.lists(ranked, &asking, &questions)?;
        let answering = Answering {
            texts: &ranked.texts,
            units,
            source,
            test,
            asking: &asking,
            lists: &lists,
        };
        let watch = self
            .resources
            .begin(Stage::COMPARISON, asking.texts.len() as u64);
        let parts = (0..ASKING_PARTS).into_par_iter();
        let answers = parts.map(|part| Ok(answering.matches(questions.take(part)?, watch)));
        answers.try_reduce(Joined::default, |one, other| Ok(one.and(other)))
    }

    fn lists(
        &self,
        ranked: &Ranked,
        asking: &Asking,
        questions: &Partitions<'_, Asked>,
    ) -> Result<Vec<Lists<'b>>, StorageError> {
        let (count, budget) = (self.places.count(), self.resources.budget());
        let watch = self.resources.begin(Stage::LINKS, count as u64);
        let parts = (0..count).into_par_iter();
        let lists = parts.map_init(
            || questions.writer(),
            |questions, part| {
                let mut places: Vec<(u64, u32)> = self
                    .places
                    .take(part)?
                    .into_iter()
                    .map(|place| (place.shingle(), ranked.text_of[place.unit as usize]))
                    .collect();
                places.sort_unstable();
                let lists = Lists::of(&places, asking, budget, |asker, texts, list| {
                    let asked = Asked {
                        asker,
                        list,
                        texts,
                        part: part as u16,
                    };
                    questions.push(asking.part(asker), asked);
                });
                watch.advances(1);
                Ok(lists)
            },
        );
        lists.collect()
    }
}

impl Sharing<'_> {
    pub(super) fn put(&mut self, unit: u32, shared: &[u64]) {
        for shingle in shared {
            let place = Place {
                shingle: [(shingle >> 32) as u32, *shingle as u32],
                unit,
            };
            self.0
                .push((shingle >> (u64::BITS - self.1)) as usize, place);
        }
    }
}

impl Place {
    fn shingle(&self) -> u64 {
        u64::from(self.shingle[0]) << 32 | u64::from(self.shingle[1])
    }
}

/// The texts that could go, numbered through in the order of preference.
struct Asking {
    texts: Vec<u32>,
    /// For each text its number.
    number: Vec<u32>,
}

/// The number of a text that does not ask.
const SILENT: u32 = u32::MAX;

impl Asking {
    fn of(texts: &[Text], test: Test) -> Asking {
        let mut number = vec![SILENT; texts.len()];
        let mut asking = Vec::new();
        for (text, _) in (0u32..).zip(texts).filter(|(_, text)| test.may_go(text)) {
            number[text as usize] = asking.len() as u32;
            asking.push(text);
        }
        Asking {
            texts: asking,
            number,
        }
    }

    /// Where what a text asks for is put: neighbours are together.
    fn part(&self, asker: u32) -> usize {
        asker as usize * ASKING_PARTS / self.texts.len()
    }
}

/// For each shingle of one partition that stands in two texts or more, and is asked for by one of them, the texts it stands in.
struct Lists<'b> {
    /// The lists, one behind the other, each in the order of preference.
    texts: Vec<u32>,
    /// Where each list begins, and where the last one ends.
    starts: Vec<u32>,
    _held: Holding<'b>,
}

impl<'b> Lists<'b> {
    /// Of sorted shingles; tells for each list who asks for it, how many texts it has, and its number.
    fn of(
        places: &[(u64, u32)],
        asking: &Asking,
        budget: &'b Budget,
        mut ask: impl FnMut(u32, u16, u32),
    ) -> Lists<'b> {
        let (mut texts, mut starts) = (Vec::new(), vec![0]);
        for list in places.chunk_by(|one, other| one.0 == other.0) {
            let of_list = list.iter().map(|(_, text)| *text);
            let askers = of_list.clone().map(|text| asking.number[text as usize]);
            let mut askers = askers.filter(|asker| *asker != SILENT).peekable();
            if list.len() > 1 && askers.peek().is_some() {
                let number = starts.len() as u32 - 1;
                let common = list.len().min(COMMONEST) as u16;
                askers.for_each(|asker| ask(asker, common, number));
                texts.extend(of_list.take(MOST_TEXTS));
                starts.push(texts.len() as u32);
            }
        }
        texts.shrink_to_fit();
        starts.shrink_to_fit();
        let bytes = size_of_val(texts.as_slice()) + size_of_val(starts.as_slice());
        Lists {
            texts,
            starts,
            _held: budget.holding(bytes),
        }
    }

    fn list(&self, number: u32) -> &[u32] {
        let number = number as usize;
        &self.texts[self.starts[number] as usize..self.starts[number + 1] as usize]
    }
}

/// What questions are answered from.
struct Answering<'a, C> {
    texts: &'a [Text],
    units: &'a [Unit],
    source: &'a Source<'a, C>,
    test: Test,
    asking: &'a Asking,
    lists: &'a [Lists<'a>],
}

impl<C: Corpus> Answering<'_, C> {
    /// The matches of the texts of one part.
    fn matches(&self, mut asked: Vec<Asked>, watch: &dyn Watch) -> Joined {
        asked.sort_unstable();
        let mut found = Joined::default();
        let mut sets = Sets::default();
        for asked in asked.chunk_by(|one, other| one.asker == other.asker) {
            watch.advances(1);
            let text = self.asking.texts[asked[0].asker as usize];
            let questions = asked.iter().map(Asked::question).collect();
            let questions = rarest(&self.texts[text as usize], questions, self.test);
            self.verify(text, &self.candidates(&questions), &mut sets, &mut found);
        }
        found
    }

    /// The texts that have one of these shingles, each once, in the order of preference.
    fn candidates(&self, questions: &[Question]) -> Vec<u32> {
        let lists = questions
            .iter()
            .map(|question| self.lists[question.part as usize].list(question.list));
        let mut candidates: Vec<u32> = lists.flatten().copied().collect();
        candidates.sort_unstable();
        candidates.dedup();
        candidates
    }

    /// The matches of one text, each counted on the exact sets.
    fn verify(&self, text: u32, candidates: &[u32], sets: &mut Sets, found: &mut Joined) {
        let others = candidates.iter().copied();
        let others = others.filter(|by| self.test.is_asked_of(text, *by));
        let read = |text: u32| {
            let unit = self.texts[text as usize].unit;
            self.source.shingles(&self.units[unit as usize])
        };
        for by in others {
            found.compared += 1;
            let common = sets.common(text, by, read) as u32;
            let [of_text, of_by] = [text, by].map(|text| self.texts[text as usize].size);
            if common as usize >= self.test.needed(of_text, of_by) {
                found.matches.push(Match { text, by, common });
            }
        }
    }
}

impl Asked {
    fn question(&self) -> Question {
        Question {
            texts: self.texts.into(),
            part: self.part.into(),
            list: self.list,
        }
    }
}

/// Texts that were read again, as long as they are not too many.
#[derive(Default)]
struct Sets {
    /// The shingles of each, each once.
    of: HashMap<u32, Vec<u64>>,
    shingles: usize,
    lookup: Lookup,
    /// The text that is in the lookup.
    looked_up: Option<u32>,
}

impl Sets {
    /// How many shingles two texts have in common.
    fn common(&mut self, text: u32, by: u32, read: impl Fn(u32) -> Vec<u64>) -> usize {
        if self.shingles > KEPT {
            self.of.clear();
            self.shingles = 0;
        }
        for one in [by, text] {
            if !self.of.contains_key(&one) {
                let mut shingles = read(one);
                self.lookup.refill_and_leave_each_once(&mut shingles);
                self.looked_up = Some(one);
                self.shingles += shingles.len();
                self.of.insert(one, shingles);
            }
        }
        if self.looked_up != Some(text) {
            self.lookup.refill(&self.of[&text]);
            self.looked_up = Some(text);
        }
        self.lookup.count(&self.of[&by])
    }
}
