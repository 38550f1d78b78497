//! Texts whose sketches meet too many others into matches: their whole sets are joined instead.
//!
//! Of texts made from one template, each sketch has the template's smallest shingles, and of them some as rare as chance has it.
//! 20,000 texts that share six words in ten met so many others that comparing sketches took 7 times as long, at a threshold of .8,
//! as all of the work takes this way; at .5, 10 times. Of whole sets the rarest shingles say at once that most texts can match none: too much of
//! each stands nowhere else.

use rayon::prelude::*;

use super::super::sieve::Sieve;
use super::join::{Joined, Match, Test, join};
use super::unit::{Source, Text, Unit};
use crate::document::Corpus;

/// The matches of the crowded texts with those they met. The sizes of both become those of the whole sets.
pub(super) fn joined<C: Corpus>(
    (crowded, in_crowd): (&[u32], &[u32]),
    texts: &mut [Text],
    units: &[Unit],
    source: &Source<'_, C>,
    test: Test,
) -> Joined {
    let test = Test {
        sketch: None,
        ..test
    };
    let whole = whole(in_crowd, texts, units, source, test);
    for (text, whole) in in_crowd.iter().zip(&whole) {
        texts[*text as usize].size = whole.size;
    }
    let found = join(&whole, test, source.resources);
    let of_all = |found: &Match| Match {
        text: in_crowd[found.text as usize],
        by: in_crowd[found.by as usize],
        common: found.common,
    };
    let is_crowded = |found: &Match| crowded.binary_search(&found.text).is_ok();
    Joined {
        matches: found
            .matches
            .iter()
            .map(of_all)
            .filter(is_crowded)
            .collect(),
        ..found
    }
}

/// Some texts, known by all their shingles, of which those that stand in another of them are held.
fn whole<C: Corpus>(
    some: &[u32],
    texts: &[Text],
    units: &[Unit],
    source: &Source<'_, C>,
    test: Test,
) -> Vec<Text> {
    let unit = |text: u32| &units[texts[text as usize].unit as usize];
    let shingles = some.iter().map(|text| u64::from(unit(*text).words)).sum();
    let sieve = Sieve::for_shingles(shingles);
    some.par_iter()
        .for_each(|text| sieve.add(&source.shingles(unit(*text))));
    let whole = |text: &u32| {
        let (shingles, mut shared) = (source.shingles(unit(*text)), Vec::new());
        let whole = Text::of(texts[*text as usize].unit, &shingles, &sieve, &mut shared);
        match test.may_match(&whole) {
            true => whole.with(&shared),
            false => whole,
        }
    };
    some.par_iter().map(whole).collect()
}
