//! Pairs of sentences that are alike into stretches: rectangles of sentences that say the same, judged as wholes.
//!
//! Clustering by gaps as in Sanchez-Perez, Sidorov and Gelbukh (2014): pairs that follow each other closely on both sides, in
//! whatever order, are one cluster; a cluster whose two texts are not alike as wholes is taken apart by a smaller gap.

use super::sentence::{Sentences, whole};

/// Words of both sides: first, one past the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rectangle {
    pub(super) a: (u32, u32),
    pub(super) b: (u32, u32),
}

impl Rectangle {
    /// The same with its sides exchanged.
    pub(super) fn swapped(self) -> Rectangle {
        Rectangle {
            a: self.b,
            b: self.a,
        }
    }

    /// Whether two have words in common on both sides.
    pub(super) fn meets(self, other: Rectangle) -> bool {
        common(self.a, other.a) > 0 && common(self.b, other.b) > 0
    }

    /// The smallest that holds both.
    pub(super) fn with(self, other: Rectangle) -> Rectangle {
        let around = |one: (u32, u32), other: (u32, u32)| (one.0.min(other.0), one.1.max(other.1));
        Rectangle {
            a: around(self.a, other.a),
            b: around(self.b, other.b),
        }
    }
}

/// How many words a range has.
pub(super) fn length(range: (u32, u32)) -> u32 {
    range.1 - range.0
}

/// How many words two ranges have in common.
pub(super) fn common(one: (u32, u32), other: (u32, u32)) -> u32 {
    one.1.min(other.1).saturating_sub(one.0.max(other.0))
}

/// Sentences of `a` and sentences of `b` that say the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) words: Rectangle,
    /// How alike its two texts are as wholes, in 1/1000.
    pub(super) likeness: u32,
    /// The pairs of sentences it was made from, by number, in order.
    pub(super) pairs: Vec<(u32, u32)>,
}

/// Sentences that may lie between two pairs of one stretch, on either side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Gap {
    pub(super) a: u32,
    pub(super) b: u32,
}

impl Gap {
    /// The next smaller one: the wider side gives way first.
    fn smaller(self) -> Option<Gap> {
        match self.a.cmp(&self.b) {
            _ if self.a.max(self.b) == 0 => None,
            std::cmp::Ordering::Less => Some(Gap {
                b: self.b - 1,
                ..self
            }),
            std::cmp::Ordering::Greater => Some(Gap {
                a: self.a - 1,
                ..self
            }),
            std::cmp::Ordering::Equal => Some(Gap {
                a: self.a - 1,
                b: self.b - 1,
            }),
        }
    }
}

/// The stretches that pairs of sentences make: as long as `gap` allows, and as alike as `likeness` asks, in 1/1000.
pub(super) fn stretches(
    pairs: Vec<(u32, u32)>,
    sentences: &Sentences,
    gap: Gap,
    likeness: u32,
) -> Vec<Stretch> {
    let mut found = Vec::new();
    let mut open = vec![(pairs, gap)];
    while let Some((pairs, gap)) = open.pop() {
        for cluster in clusters(pairs, gap) {
            let stretch = Stretch::of(cluster, sentences);
            if stretch.likeness >= likeness {
                found.push(stretch);
            } else if let Some(gap) = gap.smaller() {
                open.push((stretch.pairs, gap));
            }
        }
    }
    found
}

impl Stretch {
    fn of(mut pairs: Vec<(u32, u32)>, sentences: &Sentences) -> Stretch {
        pairs.sort_unstable();
        let around = |side: fn(&(u32, u32)) -> u32| {
            let numbers = || pairs.iter().map(side);
            let (first, last) = (numbers().min().unwrap_or(0), numbers().max().unwrap_or(0));
            first as usize..last as usize + 1
        };
        let (a, of_a) = whole(&sentences.a[around(|pair| pair.0)]);
        let (b, of_b) = whole(&sentences.b[around(|pair| pair.1)]);
        Stretch {
            words: Rectangle { a, b },
            likeness: of_a.cosine(&of_b),
            pairs,
        }
    }
}

/// Pairs split wherever more sentences than `gap` lie between them, on one side and the other in turn, until nothing is
/// left to split.
fn clusters(pairs: Vec<(u32, u32)>, gap: Gap) -> Vec<Vec<(u32, u32)>> {
    let mut done = Vec::new();
    let mut open = vec![(pairs, true, false)];
    while let Some((mut pairs, by_a, is_whole_by_other)) = open.pop() {
        let at = |pair: &(u32, u32)| if by_a { pair.0 } else { pair.1 };
        let gap = if by_a { gap.a } else { gap.b };
        pairs.sort_unstable_by_key(|pair| (at(pair), *pair));
        let parts = pairs.chunk_by(|one, next| at(next) - at(one) <= gap + 1);
        let is_whole = parts.clone().count() == 1;
        for part in parts.map(<[_]>::to_vec) {
            if is_whole && is_whole_by_other {
                done.push(part);
            } else {
                open.push((part, !by_a, is_whole));
            }
        }
    }
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_far_apart_on_either_side_are_two_clusters() {
        let pairs = vec![(0, 0), (1, 1), (2, 30), (20, 2)];
        let mut found = clusters(pairs, Gap { a: 3, b: 3 });
        found.sort_unstable();
        assert_eq!(found, [vec![(0, 0), (1, 1)], vec![(2, 30)], vec![(20, 2)]]);
    }

    #[test]
    fn the_wider_gap_gives_way_first_and_both_come_to_nothing() {
        let mut gap = Gap { a: 1, b: 3 };
        let mut sizes = Vec::new();
        while let Some(smaller) = gap.smaller() {
            gap = smaller;
            sizes.push((gap.a, gap.b));
        }
        assert_eq!(sizes, [(1, 2), (1, 1), (0, 0)]);
    }
}
