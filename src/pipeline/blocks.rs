//! Candidate pairs into blocks, so that a text is made ready to be aligned once a block and not once a pair.
//!
//! A story that thirty papers print is in four hundred pairs. The pairs of articles that hang together, each with each or by way of
//! others, stand in one block if they are few, in blocks one behind the other if they are many. No result depends on the cut.

use super::candidates::Candidate;
use super::question::Rank;
use crate::story::components;

/// Pairs that are aligned one after the other.
#[derive(Default)]
pub(super) struct Block<'c, 'f> {
    /// Each `a` of its pairs, ascending: their texts are held ready as long as the block lasts.
    pub(super) articles: Vec<Rank>,
    /// By `b`, whose text is held ready from its first pair to its last.
    pub(super) pairs: Vec<&'c Candidate<'f>>,
}

/// Words of the articles held ready for a block, unless one alone has more: some 70 bytes a word, by its fields.
const MOST_WORDS: usize = 1 << 15;
/// Pairs of a block, unless one article alone has more: a tenth of a second's work.
const MOST_PAIRS: usize = 1 << 11;
/// Of few pairs the blocks are smaller, as there should be many for the threads to share.
const BLOCKS: usize = 64;
const FEWEST_PAIRS: usize = 1 << 4;

/// Cuts sorted pairs into blocks; `words` tells how many an article has.
pub(super) fn blocks<'c, 'f>(
    pairs: &'c [Candidate<'f>],
    words: impl Fn(Rank) -> usize,
) -> Vec<Block<'c, 'f>> {
    let most_pairs = (pairs.len() / BLOCKS).clamp(FEWEST_PAIRS, MOST_PAIRS);
    let mut found: Vec<Block> = Vec::new();
    let mut room = (0, 0);
    for of_one in in_order_of_components(pairs) {
        let needed = (words(of_one[0].a), of_one.len());
        if needed.0 > room.0 || needed.1 > room.1 {
            room = (MOST_WORDS, most_pairs);
            found.push(Block::default());
        }
        room = (
            room.0.saturating_sub(needed.0),
            room.1.saturating_sub(needed.1),
        );
        if let Some(block) = found.last_mut() {
            block.articles.push(of_one[0].a);
            block.pairs.extend(of_one);
        }
    }
    found.iter_mut().for_each(Block::sort);
    found
}

/// The pairs of each `a`, those behind each other whose articles hang together.
fn in_order_of_components<'c, 'f>(pairs: &'c [Candidate<'f>]) -> Vec<&'c [Candidate<'f>]> {
    let mut articles: Vec<Rank> = pairs.iter().flat_map(|pair| [pair.a, pair.b]).collect();
    articles.sort_unstable();
    articles.dedup();
    let number = |rank: Rank| articles.partition_point(|other| *other < rank);
    let edges = pairs
        .iter()
        .map(|pair| (number(pair.a) as u32, number(pair.b) as u32));
    let components = components(articles.len(), edges);
    let mut of_each: Vec<_> = pairs.chunk_by(|one, other| one.a == other.a).collect();
    // Stable: within a component in the order of `a`.
    of_each.sort_by_key(|of_one| components[number(of_one[0].a)]);
    of_each
}

impl Block<'_, '_> {
    fn sort(&mut self) {
        self.articles.sort_unstable();
        self.pairs.sort_unstable_by_key(|pair| (pair.b, pair.a));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn candidates(pairs: &BTreeSet<(u32, u32)>) -> Vec<Candidate<'static>> {
        let candidate = |(a, b): &(u32, u32)| Candidate::without_places(Rank(*a), Rank(*b));
        pairs.iter().map(candidate).collect()
    }

    fn pairs_of(block: &Block<'_, '_>) -> Vec<(u32, u32)> {
        block
            .pairs
            .iter()
            .map(|pair| (pair.a.0, pair.b.0))
            .collect()
    }

    #[test]
    fn articles_that_hang_together_stand_in_one_block() {
        let mut pairs: BTreeSet<(u32, u32)> = (0..20).map(|n| (100 + n, n)).collect();
        pairs.extend([(300, 7), (301, 200), (301, 300)]);
        let candidates = candidates(&pairs);
        let blocks = blocks(&candidates, |_| 100);
        let with_seven = blocks
            .iter()
            .find(|block| pairs_of(block).contains(&(107, 7)));
        let pairs = with_seven.map(pairs_of).unwrap_or_default();
        assert!(
            [(300, 7), (301, 200), (301, 300)]
                .iter()
                .all(|pair| pairs.contains(pair)),
            "{pairs:?}"
        );
    }

    #[test]
    fn long_articles_are_held_ready_one_at_a_time() {
        let candidates = candidates(&(1..9).map(|n| (n, 0)).collect());
        assert_eq!(blocks(&candidates, |_| MOST_WORDS + 1).len(), 8);
    }

    proptest! {
        #[test]
        fn each_pair_is_in_one_block_and_its_article_held_ready(
            pairs in prop::collection::btree_set((0u32..90, 0u32..90), 0..400),
        ) {
            let candidates = candidates(&pairs);
            let blocks = blocks(&candidates, |rank| 300 * rank.index());
            for block in &blocks {
                prop_assert!(block.pairs.is_sorted_by_key(|pair| (pair.b, pair.a)));
                let held: BTreeSet<Rank> = block.pairs.iter().map(|pair| pair.a).collect();
                prop_assert!(block.articles.iter().eq(&held));
            }
            let mut all: Vec<_> = blocks.iter().flat_map(pairs_of).collect();
            all.sort_unstable();
            prop_assert!(all.iter().eq(&pairs));
        }
    }
}
