//! Shared shingles into the texts that have them.
//!
//! The range of shingles is cut into parts, and each part is sorted for itself: that keeps the processor inside its cache and
//! the parts to as many threads. Of a text, whose shingles ascend, a part is one stretch. So every count is exact, with no
//! table in which shingles could collide.

use rayon::prelude::*;

use super::unit::Text;

/// Texts known of one shingle: the most preferred ones that have it.
pub(super) const MOST_TEXTS: usize = 256;
/// Shingles that are sorted together: 8 MB.
const PART: usize = 1 << 19;
/// A part has fewer lists than this many bits can count.
const LIST_BITS: u32 = 20;
/// What a list is said to have at most.
pub(super) const COMMONEST: usize = (1 << (u32::BITS - LIST_BITS)) - 1;
const SILENT: u32 = u32::MAX;

/// For each shingle that stands in two texts or more, and is asked for by one of them, the texts it stands in.
pub(super) struct Postings {
    /// The texts that ask.
    asking: Vec<u32>,
    parts: Vec<Part>,
}

/// One stretch of the range of shingles.
#[derive(Default)]
struct Part {
    /// The lists, one behind the other, each in the order of preference.
    texts: Vec<u32>,
    /// Where each list begins, and where the last one ends.
    starts: Vec<u32>,
    /// The lists that each asking text may ask for, one text behind the other: of each its number, and in the bits above that the
    /// texts that have the shingle.
    asked: Vec<u32>,
    /// Where those of each asking text begin, and where the last one's end.
    asked_starts: Vec<u32>,
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
        let numbered = (0u32..).zip(texts);
        let asking: Vec<u32> = numbered
            .filter(|(_, text)| asks(text))
            .map(|(n, _)| n)
            .collect();
        let mut asker = vec![SILENT; texts.len()];
        for (number, text) in (0..).zip(&asking) {
            asker[*text as usize] = number;
        }
        let shingles: usize = texts.iter().map(|text| text.shared.len()).sum();
        let bits = (shingles / PART).max(1).ilog2() + 1;
        let parts = (0..1u64 << bits)
            .into_par_iter()
            .map(|part| Part::of(&pairs(texts, part, bits), &asker, asking.len()));
        Postings {
            parts: parts.collect(),
            asking,
        }
    }

    /// The texts that ask, in the order of preference.
    pub(super) fn asking(&self) -> &[u32] {
        &self.asking
    }

    /// What the asking text of that number may ask for: all its shingles that stand in another text too.
    pub(super) fn questions(&self, asker: usize) -> Vec<Question> {
        let mut questions = Vec::new();
        for (part, of_part) in (0..).zip(&self.parts) {
            let starts = &of_part.asked_starts;
            let lists = &of_part.asked[starts[asker] as usize..starts[asker + 1] as usize];
            questions.extend(lists.iter().map(|list| Question {
                texts: list >> LIST_BITS,
                part,
                list: list & ((1 << LIST_BITS) - 1),
            }));
        }
        questions
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

/// The shingles of one part, those that begin with its number in so many bits, in ascending order, each with a text
/// that has it.
fn pairs(texts: &[Text], part: u64, bits: u32) -> Vec<(u64, u32)> {
    let first = part << (u64::BITS - bits);
    let last = first | (u64::MAX >> bits);
    let mut pairs = Vec::with_capacity(PART);
    for (number, text) in (0..).zip(texts) {
        let stretch = text.shared[place(&text.shared, first)..].iter();
        let stretch = stretch.take_while(|shingle| **shingle <= last);
        pairs.extend(stretch.map(|shingle| (*shingle, number)));
    }
    pairs.sort_unstable();
    pairs
}

/// The place of the first of these ascending shingles that is not below `bound`. Shingles are spread evenly, so it is close to
/// where it would be if they stood in equal distances; halving would wait for memory at every step.
fn place(shingles: &[u64], bound: u64) -> usize {
    let mut place = ((u128::from(bound) * shingles.len() as u128) >> 64) as usize;
    while place > 0 && shingles[place - 1] >= bound {
        place -= 1;
    }
    while place < shingles.len() && shingles[place] < bound {
        place += 1;
    }
    place
}

impl Part {
    /// `asker` has the number of each text among those that ask.
    fn of(pairs: &[(u64, u32)], asker: &[u32], askers: usize) -> Part {
        let mut part = Part::default();
        part.starts.push(0);
        let mut asked = Vec::new();
        for list in pairs.chunk_by(|a, b| a.0 == b.0) {
            let texts = list.iter().map(|(_, text)| *text);
            let asking = texts.clone().map(|text| asker[text as usize]);
            if list.len() > 1 && asking.clone().any(|asker| asker != SILENT) {
                let common = list.len().min(COMMONEST) as u32;
                let number = common << LIST_BITS | (part.starts.len() - 1) as u32;
                asked.extend(asking.filter(|a| *a != SILENT).map(|a| (a, number)));
                part.texts.extend(texts.take(MOST_TEXTS));
                part.starts.push(part.texts.len() as u32);
            }
        }
        part.put_asked(&asked, askers);
        part
    }

    /// Sorts what is asked for by who asks.
    fn put_asked(&mut self, asked: &[(u32, u32)], askers: usize) {
        let mut starts = vec![0; askers + 1];
        for (asker, _) in asked {
            starts[*asker as usize + 1] += 1;
        }
        for asker in 0..askers {
            starts[asker + 1] += starts[asker];
        }
        let mut next = starts.clone();
        self.asked = vec![0; asked.len()];
        for (asker, list) in asked {
            let next = &mut next[*asker as usize];
            self.asked[*next as usize] = *list;
            *next += 1;
        }
        self.asked_starts = starts;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_of_a_bound_is_found_among_even_and_uneven_shingles() {
        let even: Vec<u64> = (0..100).map(|n| n << 57).collect();
        let uneven: Vec<u64> = (0..100).collect();
        for shingles in [even, uneven, vec![]] {
            for bound in [0, 1, 50, 99, 100, 1 << 57, 7 << 60, u64::MAX] {
                let expected = shingles.partition_point(|shingle| *shingle < bound);
                assert_eq!(place(&shingles, bound), expected);
            }
        }
    }
}
