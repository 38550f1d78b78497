//! Pairs whose sketches are alike into matches: the texts of both are read again, and all their shingles counted.
//!
//! Pairs that hang together are counted together, so that each text is read once and the shingles of one group, not of
//! all, are in memory.

use rayon::prelude::*;

use super::decide::Groups;
use super::join::{Joined, Match, Test};
use super::unit::{Source, Text, Unit};
use crate::document::Corpus;
use crate::pipeline::Stage;
use crate::sketch::{ShingleSet, common_at_least};

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
    let watch = source.resources.begin(Stage::VERIFYING, compared);
    let set = |text: u32| source.set(&units[texts[text as usize].unit as usize]);
    let groups: Vec<Counted> = hanging_together(pairs, texts.len())
        .into_par_iter()
        .map(|group| {
            watch.advances(group.len() as u64);
            counted(&group, &set, test)
        })
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

/// Counts the pairs of one group.
fn counted(pairs: &[Match], set: &(impl Fn(u32) -> ShingleSet + Sync), test: Test) -> Counted {
    let mut texts: Vec<u32> = pairs.iter().flat_map(|pair| [pair.text, pair.by]).collect();
    texts.sort_unstable();
    texts.dedup();
    let sets: Vec<ShingleSet> = texts.par_iter().map(|text| set(*text)).collect();
    let set_of = |text| &sets[texts.partition_point(|other| *other < text)];
    let matches = pairs.par_iter().filter_map(|pair| {
        let (text, by) = (set_of(pair.text), set_of(pair.by));
        let needed = test.needed(text.len() as u32, by.len() as u32);
        let common = common_at_least(text.as_slice(), by.as_slice(), needed)? as u32;
        Some(Match { common, ..*pair })
    });
    let sizes = sets.iter().map(|set| set.len() as u32);
    Counted {
        matches: matches.collect(),
        sizes: texts.iter().copied().zip(sizes).collect(),
    }
}
