//! Pairs whose sketches are alike into matches: the texts of both are read again, and all their shingles counted.
//!
//! Pairs that hang together are counted together, so that each text is read once and the shingles of one group, not of
//! all, are in memory.

use rayon::prelude::*;

use super::decide::Groups;
use super::join::{Joined, Match, Test};
use super::unit::{Source, Text, Unit};
use crate::document::Corpus;
use crate::sketch::Lookup;

/// What was counted of one group.
struct Counted {
    matches: Vec<Match>,
    /// Texts, and how many shingles each has.
    sizes: Vec<(u32, u32)>,
}

/// The pairs that pass the test on all their shingles. Their texts' sizes become those of the whole sets.
pub(super) fn verified<C: Corpus>(
    pairs: Vec<Match>,
    texts: &mut [Text],
    units: &[Unit],
    source: &Source<'_, C>,
    test: Test,
) -> Joined {
    let compared = pairs.len() as u64;
    let shingles = |text: u32| source.shingles(&units[texts[text as usize].unit as usize]);
    let groups: Vec<Counted> = hanging_together(pairs, texts.len())
        .into_par_iter()
        .map(|group| counted(group, &shingles, test))
        .collect();
    for (text, size) in groups.iter().flat_map(|group| &group.sizes) {
        texts[*text as usize].size = *size;
    }
    let matches = groups.into_iter().flat_map(|group| group.matches);
    Joined {
        matches: matches.collect(),
        compared,
        ..Joined::default()
    }
}

/// Pairs by the groups that they make.
fn hanging_together(mut pairs: Vec<Match>, texts: usize) -> Vec<Vec<Match>> {
    let mut groups = Groups::of(texts);
    for pair in &pairs {
        groups.join(pair.text, pair.by);
    }
    pairs.sort_by_cached_key(|pair| groups.first(pair.text));
    pairs
        .chunk_by(|a, b| groups.first(a.text) == groups.first(b.text))
        .map(<[Match]>::to_vec)
        .collect()
}

/// Counts the pairs of one group: for each text that may stand for others, all of them.
fn counted(
    mut pairs: Vec<Match>,
    shingles: &(impl Fn(u32) -> Vec<u64> + Sync),
    test: Test,
) -> Counted {
    let mut texts: Vec<u32> = pairs.iter().flat_map(|pair| [pair.text, pair.by]).collect();
    texts.sort_unstable();
    texts.dedup();
    let each_once = |lookup: &mut Lookup, text: &u32| {
        let mut shingles = shingles(*text);
        lookup.refill_and_leave_each_once(&mut shingles);
        shingles
    };
    let sets = texts.par_iter().map_init(Lookup::default, each_once);
    let sets: Vec<Vec<u64>> = sets.collect();
    let set_of = |text| &sets[texts.partition_point(|other| *other < text)];
    pairs.sort_unstable_by_key(|pair| pair.by);
    let of_one = |lookup: &mut Lookup, pairs: &[Match]| {
        let by = set_of(pairs[0].by);
        lookup.refill(by);
        let matches = pairs.iter().filter_map(|pair| {
            let text = set_of(pair.text);
            let common = lookup.count(text);
            let is_enough = common >= test.needed(text.len() as u32, by.len() as u32);
            let common = common as u32;
            is_enough.then_some(Match { common, ..*pair })
        });
        matches.collect::<Vec<Match>>()
    };
    let matches = pairs
        .par_chunk_by(|a, b| a.by == b.by)
        .map_init(Lookup::default, of_one)
        .flatten_iter();
    let matches = matches.collect();
    let sizes = sets.iter().map(|set| set.len() as u32);
    Counted {
        sizes: texts.iter().copied().zip(sizes).collect(),
        matches,
    }
}
