//! Shared shingles into the texts that have them.
//!
//! The range of shingles is cut into parts, and each part is sorted for itself ([`pairs`](super::pairs)). So every count is exact, with
//! no table in which shingles could collide.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use rayon::prelude::*;

use super::pairs::{Pair, Pairs};
use super::unit::Text;

/// Texts known of one shingle: the most preferred ones that have it.
pub(super) const MOST_TEXTS: usize = 256;
/// Shingles that are sorted together: 8 MB.
const PART: usize = 1 << 19;
/// A part has fewer lists than this many bits can count.
const LIST_BITS: u32 = 20;
/// What a list is said to have at most.
pub(super) const COMMONEST: usize = (1 << (u32::BITS - LIST_BITS)) - 1;
/// No list: any has two texts at least.
const NONE: u32 = 0;

/// For each shingle that stands in two texts or more, and is asked for by one of them, the texts it stands in.
pub(super) struct Postings {
    /// Bits by which shingles are told apart into parts.
    bits: u32,
    parts: Vec<Part>,
    asked: Asked,
}

/// One stretch of the range of shingles.
#[derive(Default)]
struct Part {
    /// The lists, one behind the other, each in the order of preference.
    texts: Vec<u32>,
    /// Where each list begins, and where the last one ends.
    starts: Vec<u32>,
}

/// Which list has each shingle of the texts that ask, written by many threads: of a text each writes in a place of its own, that of the
/// part it is at.
struct Asked {
    /// For each text that asks where its shared shingles begin.
    starts: Vec<Option<usize>>,
    /// For each of these shingles the number of the list in its part, and in the bits above that the texts that have the shingle.
    lists: Vec<AtomicU32>,
}

/// A shingle that a text asks for. The rarest sort first, then the smaller shingle: parts and the lists in them ascend with
/// the shingles, so that the order is the same however many parts there are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Question {
    /// Texts that have it, at most `COMMONEST`.
    pub(super) texts: u32,
    pub(super) part: u32,
    pub(super) list: u32,
}

impl Postings {
    /// Of texts in the order of preference, of which some ask.
    pub(super) fn of(texts: &[Text], asks: impl Fn(&Text) -> bool) -> Postings {
        let asked = Asked::new(texts, asks);
        let shingles: usize = texts.iter().map(|text| text.shared.len()).sum();
        let bits = (shingles / PART).max(1).ilog2() + 1;
        let room = (shingles >> bits) * 9 / 8;
        let parts = (0..1u64 << bits).into_par_iter().map_init(
            || Pairs::with_room(room),
            |pairs, part| Part::of(pairs.of(texts, part, bits), &asked),
        );
        Postings {
            bits,
            parts: parts.collect(),
            asked,
        }
    }

    /// What a text that asks may ask for: all its shingles that stand in another text too.
    pub(super) fn questions(&self, number: u32, text: &Text) -> Vec<Question> {
        let lists = self.asked.of(number, text.shared.len());
        let question = |(shingle, list): (&u64, u32)| Question {
            texts: list >> LIST_BITS,
            part: (shingle >> (u64::BITS - self.bits)) as u32,
            list: list & ((1 << LIST_BITS) - 1),
        };
        let met = text
            .shared
            .iter()
            .zip(lists)
            .filter(|(_, list)| *list != NONE);
        met.map(question).collect()
    }

    /// The texts that have one of these shingles, each once, in the order of preference.
    pub(super) fn candidates(&self, questions: &[Question]) -> Vec<u32> {
        let mut candidates = Vec::new();
        for question in questions {
            let part = &self.parts[question.part as usize];
            let list = question.list as usize;
            let range = part.starts[list] as usize..part.starts[list + 1] as usize;
            candidates.extend_from_slice(&part.texts[range]);
        }
        candidates.sort_unstable();
        candidates.dedup();
        candidates
    }
}

impl Part {
    fn of(pairs: &[Pair], asked: &Asked) -> Part {
        let mut part = Part::default();
        part.starts.push(0);
        for list in pairs.chunk_by(|a, b| a.shingle == b.shingle) {
            if list.len() > 1 && list.iter().any(|pair| asked.asks(pair.text)) {
                let common = list.len().min(COMMONEST) as u32;
                let number = common << LIST_BITS | (part.starts.len() - 1) as u32;
                list.iter().for_each(|pair| asked.put(pair, number));
                let texts = list.iter().map(|pair| pair.text);
                part.texts.extend(texts.take(MOST_TEXTS));
                part.starts.push(part.texts.len() as u32);
            }
        }
        part
    }
}

impl Asked {
    /// For these texts, of which some ask.
    fn new(texts: &[Text], asks: impl Fn(&Text) -> bool) -> Asked {
        let mut shingles = 0;
        let mut start = |text: &Text| {
            let start = shingles;
            shingles += text.shared.len();
            start
        };
        let starts = texts.iter().map(|text| asks(text).then(|| start(text)));
        Asked {
            starts: starts.collect(),
            lists: (0..shingles).map(|_| AtomicU32::new(NONE)).collect(),
        }
    }

    /// Whether a text asks.
    fn asks(&self, text: u32) -> bool {
        self.starts[text as usize].is_some()
    }

    /// Notes, if the text asks, which list has the shingle.
    fn put(&self, pair: &Pair, list: u32) {
        if let Some(start) = self.starts[pair.text as usize] {
            self.lists[start + pair.index as usize].store(list, Relaxed);
        }
    }

    /// For each shared shingle of a text that asks its list, or `NONE`.
    fn of(&self, text: u32, shingles: usize) -> impl Iterator<Item = u32> {
        let start = self.starts[text as usize].unwrap_or(self.lists.len());
        let lists = self.lists[start..].iter().take(shingles);
        lists.map(|list| list.load(Relaxed))
    }
}
