//! Texts into their shingles, each with a text that has it, part by part of the range of shingles: sorted, so that those that have
//! a shingle in common stand together. The parts are small enough for the processor's cache, and as many threads as there are may
//! sort one each. Of a text, whose shingles ascend, a part is one stretch.

use std::mem;

use super::unit::Text;

/// Texts looked at together.
const TOGETHER: usize = 32;
/// Shingles that are in a bucket, about.
const BUCKET: usize = 8;

/// A shingle, and a text that has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Pair {
    pub(super) shingle: u64,
    pub(super) text: u32,
    /// Which of the text's shared shingles it is.
    pub(super) index: u32,
}

/// Memory for the pairs of a part, which serves one part after the other.
pub(super) struct Pairs {
    found: Vec<Pair>,
    sorted: Vec<Pair>,
}

impl Pairs {
    /// With room for so many.
    pub(super) fn with_room(pairs: usize) -> Pairs {
        Pairs {
            found: Vec::with_capacity(pairs),
            sorted: Vec::with_capacity(pairs),
        }
    }

    /// The shingles of one part, those that begin with its number in so many bits, in ascending order, each with the texts
    /// that have it.
    pub(super) fn of(&mut self, texts: &[Text], part: u64, bits: u32) -> &[Pair] {
        let first = part << (u64::BITS - bits);
        let last = first | (u64::MAX >> bits);
        self.found.clear();
        for (base, some) in (0..).step_by(TOGETHER).zip(texts.chunks(TOGETHER)) {
            fetch(some, first);
            for (number, text) in (base..).zip(some) {
                let start = place(&text.shared, first);
                let stretch = (start as u32..).zip(&text.shared[start..]);
                let stretch = stretch.take_while(|(_, shingle)| **shingle <= last);
                self.found.extend(stretch.map(|(index, shingle)| Pair {
                    shingle: *shingle,
                    text: number,
                    index,
                }));
            }
        }
        self.sort(bits);
        &self.sorted
    }

    /// Puts each pair into one of so many buckets that it is nearly alone there: shingles are spread evenly, and say
    /// themselves where they belong. To sort the part by comparing takes three times as long.
    fn sort(&mut self, bits: u32) {
        let buckets = (self.found.len() / BUCKET).next_power_of_two().max(2);
        let bucket = |pair: &Pair| (pair.shingle << bits >> (u64::BITS - buckets.ilog2())) as usize;
        let mut ends = vec![0_u32; buckets];
        for pair in &self.found {
            ends[bucket(pair)] += 1;
        }
        let mut end = 0;
        for next in &mut ends {
            end += mem::replace(next, end);
        }
        self.sorted.clear();
        self.sorted.resize(self.found.len(), Pair::default());
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
            .flat_map(|(text, with)| {
                let pair = move |(index, shingle): (u32, &u64)| Pair {
                    shingle: *shingle,
                    text,
                    index,
                };
                (0..).zip(&with.shared).map(pair)
            })
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
