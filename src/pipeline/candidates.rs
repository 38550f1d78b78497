//! Seeds into candidate pairs: which articles may share a passage, and where they meet.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::overlap::Question;
use crate::align::{Anchor, Background, seeds};
use crate::text::Tokens;

/// Two articles that share seeds, `a` later than `b` or of the input.
pub(super) struct Pair {
    pub(super) a: u32,
    pub(super) b: u32,
    pub(super) anchors: Vec<Anchor>,
}

/// Where a seed stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Posting {
    hash: u64,
    /// Place of the article in the order of publication.
    rank: u32,
    token: u32,
}

/// Two places with the same seed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Hit {
    a: u32,
    b: u32,
    anchor: Anchor,
    /// What the seed is worth, in bits.
    bits: u8,
}

/// Articles above which a seed's postings are linked star-wise.
const CUT_OFF: usize = 128;
/// The earliest articles of a too common seed, to which all later ones are linked.
const HUBS: usize = 4;

pub(super) fn candidates(question: &Question<'_>, background: &Background) -> Vec<Pair> {
    let order = order(question);
    let postings = postings(question, &order, background);
    eprintln!("{} postings", postings.len());
    let mut hits: Vec<Hit> = postings
        .par_chunk_by(|one, other| one.hash == other.hash)
        .flat_map_iter(|group| link(group, &order, question.boundary()))
        .collect();
    eprintln!("{} hits", hits.len());
    hits.par_sort_unstable();
    hits.par_chunk_by(|one, other| (one.a, one.b) == (other.a, other.b))
        .filter(|hits| promising(hits))
        .map(|hits| Pair { a: hits[0].a, b: hits[0].b, anchors: hits.iter().map(|hit| hit.anchor).collect() })
        .collect()
}

/// Two seeds close together on both sides, or one that is rare.
fn promising(hits: &[Hit]) -> bool {
    let single: u32 = std::env::var("SINGLE").ok().and_then(|v| v.parse().ok()).unwrap_or(45);
    let both: u32 = std::env::var("BOTH").ok().and_then(|v| v.parse().ok()).unwrap_or(40);
    hits.iter().enumerate().any(|(n, hit)| {
        u32::from(hit.bits) >= single
            || hits[n + 1..].iter().take_while(|next| next.anchor.a - hit.anchor.a <= 40).any(|next| {
                next.anchor.b.abs_diff(hit.anchor.b) <= 40
                    && next.anchor != hit.anchor && next.anchor.a != hit.anchor.a && next.anchor.b != hit.anchor.b
                    && u32::from(hit.bits) + u32::from(next.bits) >= both
            })
    })
}

/// Articles by (published, undated last; id).
fn order(question: &Question<'_>) -> Vec<u32> {
    let mut units: Vec<u32> = (0..question.len()).collect();
    units.par_sort_by_cached_key(|unit| {
        let (corpus, document) = question.place(*unit);
        let header = corpus.header(document);
        (header.published.is_none(), header.published, header.id.clone(), *unit)
    });
    units
}

fn link(group: &[Posting], order: &[u32], boundary: u32) -> Vec<Hit> {
    let mut hits = Vec::new();
    let common = group.len() > CUT_OFF;
    for (n, later) in group.iter().enumerate() {
        let earlier = if common { &group[..n.min(HUBS)] } else { &group[..n] };
        for earlier in earlier {
            let (mut a, mut b) = ((order[later.rank as usize], later.token), (order[earlier.rank as usize], earlier.token));
            if boundary != u32::MAX {
                if (a.0 < boundary) == (b.0 < boundary) {
                    continue;
                }
                if a.0 >= boundary {
                    (a, b) = (b, a);
                }
            } else if a.0 == b.0 {
                continue;
            }
            hits.push(Hit { a: a.0, b: b.0, anchor: Anchor { a: a.1, b: b.1 }, bits: later.hash as u8 });
        }
    }
    hits
}

fn postings(question: &Question<'_>, order: &[u32], background: &Background) -> Vec<Posting> {
    let sieve = Sieve::new(1 << 28);
    order.par_iter().for_each_init(Tokens::default, |tokens, unit| {
        let (corpus, document) = question.place(*unit);
        tokens.refill(&corpus.text(document));
        seeds(tokens, |seed| sieve.add(seed.hash));
    });
    let mut found: Vec<Posting> = order
        .par_iter()
        .enumerate()
        .fold(
            || (Vec::new(), Tokens::default()),
            |(mut found, mut tokens), (rank, unit)| {
                let (corpus, document) = question.place(*unit);
                tokens.refill(&corpus.text(document));
                seeds(&tokens, |seed| {
                    if sieve.met_twice(seed.hash) {
                        let bits = if seed.is_words { (0..4).map(|k| background.worth(&tokens, seed.token as usize + k)).sum::<i32>() / 256 } else { 20 };
                        found.push(Posting { hash: seed.hash & !255 | bits.min(255) as u64, rank: rank as u32, token: seed.token });
                    }
                });
                (found, tokens)
            },
        )
        .map(|(found, _)| found)
        .flatten()
        .collect();
    found.par_sort_unstable();
    found
}

/// Two bits for each of many hashes: met once, met again.
struct Sieve {
    bits: Vec<AtomicU64>,
}

impl Sieve {
    fn new(slots: usize) -> Sieve {
        Sieve { bits: (0..slots / 32).map(|_| AtomicU64::new(0)).collect() }
    }

    fn place(&self, hash: u64) -> (&AtomicU64, u32) {
        let slot = hash as usize & (self.bits.len() * 32 - 1);
        (&self.bits[slot / 32], (slot % 32 * 2) as u32)
    }

    fn add(&self, hash: u64) {
        let (word, shift) = self.place(hash);
        if word.fetch_or(1 << shift, Ordering::Relaxed) & (1 << shift) != 0 {
            word.fetch_or(2 << shift, Ordering::Relaxed);
        }
    }

    fn met_twice(&self, hash: u64) -> bool {
        let (word, shift) = self.place(hash);
        word.load(Ordering::Relaxed) >> shift & 2 != 0
    }
}
