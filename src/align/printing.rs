//! Words that a quotation and a text have in common into the places that print it: chained as runs are in `chain`, the best
//! chain first (Li 2018, section 2.1), but word by word, as six words are less than a run needs to stand out.
//!
//! What is skipped between two words costs something, but no more than so much: an attribution is put in, a clause is cut.
//! Chains close to each other that print different words of the quotation are one printing whose sentences were moved.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use hashbrown::HashSet;

use super::extend::{Match, gap_cost};
use super::region::worth;
use super::{Passage, Side};
use crate::settings::Bits;

/// At most so many words of the text lie between two words of a printing.
pub(super) const MOST_BETWEEN: u32 = 40;
/// What is skipped between two words costs no more than this: 16 bits.
const MOST_COST: i64 = 16 * 256;
/// What is put in where a sentence or a quotation ends, up to where one begins, costs no more than this: 4 bits. That is how
/// an attribution stands.
const ATTRIBUTION_COST: i64 = 4 * 256;
/// What a chain must be worth to be part of a printing: 16 bits.
const LEAST_PART: i64 = 16 * 256;
/// What a chain must be worth to be a part that was moved: 32 bits.
const MOVED: i64 = 32 * 256;

/// The places that print a quotation, or some of it, in the order of the text. `pairs` are its words and those of the text that
/// correspond, in the order of the text.
pub(super) fn printings(pairs: &[Match], text: &Side<'_>) -> Vec<Part> {
    gathered(chains(pairs, text))
}

/// Pairs of words that belong to one printing.
#[derive(Clone, Debug)]
pub(super) struct Part {
    matches: Vec<Match>,
    score: i64,
}

impl Part {
    /// Its words of the text: first, one past the last.
    pub(super) fn words(&self) -> (u32, u32) {
        let ends = self.matches.iter().map(|pair| (pair.b, pair.b + 1));
        ends.fold((u32::MAX, 0), |all, one| {
            (all.0.min(one.0), all.1.max(one.1))
        })
    }

    /// Whether no word, of the quotation or of the text, is in both.
    fn is_disjoint(&self, other: &Part) -> bool {
        let of_quotation: HashSet<u32> = self.matches.iter().map(|pair| pair.a).collect();
        let of_text: HashSet<u32> = self.matches.iter().map(|pair| pair.b).collect();
        let is_free = |pair: &Match| !of_quotation.contains(&pair.a) && !of_text.contains(&pair.b);
        other.matches.iter().all(is_free)
    }

    fn absorb(&mut self, other: Part) {
        self.score += other.score;
        self.matches.extend(other.matches);
        self.matches.sort_unstable();
    }

    /// The passage it is; of the quotation always the whole.
    pub(super) fn passage(&self, quotation: &Side<'_>, text: &Side<'_>) -> Passage {
        let words = self.words();
        Passage {
            a: quotation.span(0, quotation.len()),
            b: text.span(words.0 as usize, words.1 as usize),
            a_words: quotation.len() as u32,
            b_words: words.1 - words.0,
            matched_words: self.matches.len() as u32,
            furniture_words: 0,
            bits: Bits(self.score),
        }
    }
}

/// The best chain that ends in a pair of words.
struct Link {
    score: i64,
    before: Option<usize>,
}

/// Pairs of words (in the order of the text) into chains, the best first; each pair is in one at most.
fn chains(pairs: &[Match], text: &Side<'_>) -> Vec<Part> {
    let links = links(pairs, text);
    let mut ends: Vec<usize> = (0..pairs.len()).collect();
    ends.sort_by_key(|end| (Reverse(links[*end].score), *end));
    let mut used = vec![false; pairs.len()];
    let unwound = ends
        .into_iter()
        .filter_map(|end| unwound(pairs, &links, end, &mut used, text));
    let mut chains: Vec<Part> = unwound.filter(|chain| chain.score >= LEAST_PART).collect();
    chains.sort_by_key(|chain| (Reverse(chain.score), chain.words()));
    chains
}

fn links(pairs: &[Match], text: &Side<'_>) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::with_capacity(pairs.len());
    for (here, pair) in pairs.iter().enumerate() {
        let mut best = Link {
            score: i64::from(pair.worth),
            before: None,
        };
        let near = (0..here)
            .rev()
            .take_while(|back| pairs[*back].b + MOST_BETWEEN >= pair.b);
        for back in near.filter(|back| pairs[*back].a < pair.a && pairs[*back].b < pair.b) {
            let at_most = links[back].score + i64::from(pair.worth);
            // What is skipped costs work to tell, and nothing at the least.
            if at_most <= best.score {
                continue;
            }
            let score = at_most - cost(&pairs[back], pair, text);
            if score > best.score {
                best = Link {
                    score,
                    before: Some(back),
                };
            }
        }
        links.push(best);
    }
    links
}

/// What it costs to skip what lies between two pairs of words.
fn cost(pair: &Match, next: &Match, text: &Side<'_>) -> i64 {
    let (quoted, printed) = (next.a - pair.a - 1, next.b - pair.b - 1);
    let is_put_in = quoted == 0
        && printed > 0
        && text.is_edge(pair.b as usize + 1)
        && text.is_edge(next.b as usize);
    let most = if is_put_in {
        ATTRIBUTION_COST
    } else {
        MOST_COST
    };
    gap_cost(quoted as usize, printed as usize).min(most)
}

/// The chain that ends in `end`, as far as its pairs are not in a better one.
fn unwound(
    pairs: &[Match],
    links: &[Link],
    end: usize,
    used: &mut [bool],
    text: &Side<'_>,
) -> Option<Part> {
    let mut matches = Vec::new();
    let mut next = Some(end);
    while let Some(here) = next.filter(|here| !used[*here]) {
        used[here] = true;
        matches.push(pairs[here]);
        next = links[here].before;
    }
    matches.reverse();
    let costs = matches.windows(2).map(|two| cost(&two[0], &two[1], text));
    let score = worth(&matches) - costs.sum::<i64>();
    (!matches.is_empty()).then_some(Part { matches, score })
}

/// Chains, the best first, into printings: what stands in the place of a better one is its echo, unless it prints other words
/// of the quotation, which were moved.
fn gathered(chains: Vec<Part>) -> Vec<Part> {
    // By their first words of the text. They never overlap.
    let mut found: BTreeMap<u32, Part> = BTreeMap::new();
    for chain in chains {
        let words = chain.words();
        let near = near(&found, words);
        let moved_from = near
            .iter()
            .find(|first| goes_with(&found, &near, **first, &chain));
        if let Some(mut part) = moved_from.and_then(|first| found.remove(first)) {
            part.absorb(chain);
            found.insert(part.words().0, part);
        } else if near
            .iter()
            .all(|first| !overlap(found[first].words(), words))
        {
            found.insert(words.0, chain);
        }
    }
    found.into_values().collect()
}

/// Whether a chain is what was moved of the part that begins at `first`: it prints other words, and no other part lies
/// between the two.
fn goes_with(found: &BTreeMap<u32, Part>, near: &[u32], first: u32, chain: &Part) -> bool {
    let part = &found[&first];
    let (one, other) = (part.words(), chain.words());
    let whole = (one.0.min(other.0), one.1.max(other.1));
    let is_clear = |other: &u32| *other == first || !overlap(found[other].words(), whole);
    chain.score >= MOVED && part.is_disjoint(chain) && near.iter().all(is_clear)
}

/// The first words of the parts that lie close to these words of the text.
fn near(found: &BTreeMap<u32, Part>, words: (u32, u32)) -> Vec<u32> {
    let before = found.range(..words.1 + MOST_BETWEEN).rev();
    let near = before.take_while(|(_, part)| part.words().1 + MOST_BETWEEN >= words.0);
    near.map(|(first, _)| *first).collect()
}

fn overlap(one: (u32, u32), other: (u32, u32)) -> bool {
    one.0 < other.1 && other.0 < one.1
}
