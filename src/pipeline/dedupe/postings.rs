//! Shared shingles into the texts that have them.
//!
//! The range of shingles is cut into parts, and each part is sorted for itself: that keeps the processor inside its cache and
//! the parts to as many threads. Of a text, whose shingles ascend, a part is one stretch. So every count is exact, with no
//! table in which shingles could collide.

use std::mem;

use rayon::prelude::*;

use super::unit::Text;

/// Texts known of one shingle: the most preferred ones that have it.
const MOST_TEXTS: usize = 256;
/// Shingles that are sorted together: 8 MB.
const PART: usize = 1 << 19;
/// Texts looked at together.
const TOGETHER: usize = 32;
/// Shingles that are in a bucket, about.
const BUCKET: usize = 8;
/// A part has fewer lists than this many bits can count.
const LIST_BITS: u32 = 20;
const COMMONEST: usize = (1 << (u32::BITS - LIST_BITS)) - 1;
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
    texts: u32,
    part: u32,
    list: u32,
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
        let room = (shingles >> bits) * 9 / 8;
        let parts = (0..1u64 << bits).into_par_iter().map_init(
            || Pairs::with_room(room),
            |pairs, part| Part::of(pairs.of(texts, part, bits), &asker, asking.len()),
        );
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

/// A shingle, and a text that has it.
type Pair = (u64, u32);

/// Memory for the pairs of a part, which serves one part after the other.
struct Pairs {
    found: Vec<Pair>,
    sorted: Vec<Pair>,
}

impl Pairs {
    /// With room for so many.
    fn with_room(pairs: usize) -> Pairs {
        Pairs {
            found: Vec::with_capacity(pairs),
            sorted: Vec::with_capacity(pairs),
        }
    }

    /// The shingles of one part, those that begin with its number in so many bits, in ascending order, each with the texts
    /// that have it.
    fn of(&mut self, texts: &[Text], part: u64, bits: u32) -> &[Pair] {
        let first = part << (u64::BITS - bits);
        let last = first | (u64::MAX >> bits);
        self.found.clear();
        for (base, some) in (0..).step_by(TOGETHER).zip(texts.chunks(TOGETHER)) {
            fetch(some, first);
            for (number, text) in (base..).zip(some) {
                let stretch = text.shared[place(&text.shared, first)..].iter();
                let stretch = stretch.take_while(|shingle| **shingle <= last);
                self.found.extend(stretch.map(|shingle| (*shingle, number)));
            }
        }
        self.sort(bits);
        &self.sorted
    }

    /// Puts each pair into one of so many buckets that it is nearly alone there: shingles are spread evenly, and say
    /// themselves where they belong. To sort the part by comparing takes three times as long.
    fn sort(&mut self, bits: u32) {
        let buckets = (self.found.len() / BUCKET).next_power_of_two().max(2);
        let bucket =
            |(shingle, _): &Pair| (shingle << bits >> (u64::BITS - buckets.ilog2())) as usize;
        let mut ends = vec![0_u32; buckets];
        for pair in &self.found {
            ends[bucket(pair)] += 1;
        }
        let mut end = 0;
        for next in &mut ends {
            end += mem::replace(next, end);
        }
        self.sorted.clear();
        self.sorted.resize(self.found.len(), (0, 0));
        for pair in &self.found {
            let next = &mut ends[bucket(pair)];
            self.sorted[*next as usize] = *pair;
            *next += 1;
        }
        let mut start = 0;
        for end in ends {
            self.sorted[start..end as usize].sort_unstable();
            start = end as usize;
        }
    }
}

/// Looks at the shingles of some texts about where a bound stands among them, so that the processor waits for all of
/// them at once and not for one after the other.
fn fetch(texts: &[Text], bound: u64) {
    let near = |text: &Text| text.shared.get(estimate(&text.shared, bound)).copied();
    let seen = texts
        .iter()
        .filter_map(near)
        .fold(0, |all, shingle| all ^ shingle);
    std::hint::black_box(seen);
}

/// The place of the first of these ascending shingles that is not below `bound`. Shingles are spread evenly, so it is close to
/// where it would be if they stood in equal distances; halving would wait for memory at every step.
fn place(shingles: &[u64], bound: u64) -> usize {
    let mut place = estimate(shingles, bound);
    while place > 0 && shingles[place - 1] >= bound {
        place -= 1;
    }
    while place < shingles.len() && shingles[place] < bound {
        place += 1;
    }
    place
}

fn estimate(shingles: &[u64], bound: u64) -> usize {
    ((u128::from(bound) * shingles.len() as u128) >> 64) as usize
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
    fn pairs_of_a_part_ascend_and_none_is_missing() {
        let spread = |n: u64| n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let texts: Vec<Text> = (0..100)
            .map(|text| {
                let mut shared: Vec<u64> = (text..3 * text).map(spread).collect();
                shared.sort_unstable();
                Text::default().with(&shared)
            })
            .collect();
        let numbered = (0..).zip(&texts);
        let mut all: Vec<Pair> = numbered
            .flat_map(|(number, text)| text.shared.iter().map(move |shingle| (*shingle, number)))
            .collect();
        all.sort_unstable();
        let mut pairs = Pairs::with_room(0);
        let parts = (0..8).flat_map(|part| pairs.of(&texts, part, 3).to_vec());
        assert_eq!(parts.collect::<Vec<Pair>>(), all);
    }

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
