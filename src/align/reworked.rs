//! Regions and stretches into what is told of two texts: each place once, by whatever tells most exactly where it is.
//!
//! A region has been found word by word: its edges are exact. A stretch has been found sentence by sentence: it knows of text
//! that no run of words has survived in. A near-verbatim region stays as it is, and its sentences take no part in stretches; any other region
//! that lies in a stretch is part of it, unless it covers most of it already.

use hashbrown::HashSet;

use super::digest::digests;
use super::extend::{Match, compare};
use super::logarithm::log2;
use super::region::Region;
use super::sentence::{Sentence, Sentences};
use super::stretch::{Gap, Rectangle, Stretch, common, length, stretches};
use super::thresholds::ReworkedThresholds;
use super::{Passage, Side, Thresholds};
use crate::settings::Bits;

/// What is told of two texts: what was found sentence by sentence, and the regions that stay.
pub(super) struct Reworked {
    pub(super) passages: Vec<Passage>,
    pub(super) regions: Vec<Region>,
}

/// Finds what was reworked, and settles it with the regions.
pub(super) fn reworked(
    regions: Vec<Region>,
    a: &Side<'_>,
    b: &Side<'_>,
    thresholds: &Thresholds,
    numbers: &ReworkedThresholds,
) -> Reworked {
    let sentences = Sentences::of(a, b);
    let mut plain = plain(&sentences, &regions, a, b, numbers);
    let told: Vec<Rectangle> = plain
        .iter()
        .map(|stretch| stretch.words)
        .chain(regions.iter().map(Region::words))
        .collect();
    let mut digests = digests(&sentences, &told, &numbers.digest);
    let mut settled = Settled::of(regions, a, b, thresholds);
    for stretches in [&mut digests, &mut plain] {
        stretches.sort_by_key(|stretch| (std::cmp::Reverse(stretch.likeness), stretch.words));
    }
    for stretch in digests {
        settled.take(stretch, None, &sentences);
    }
    for stretch in plain {
        settled.take(stretch, Some(numbers.covered_percent), &sentences);
    }
    settled.result()
}

/// Stretches of sentences that were not copied nearly word by word.
fn plain(
    sentences: &Sentences,
    regions: &[Region],
    a: &Side<'_>,
    b: &Side<'_>,
    numbers: &ReworkedThresholds,
) -> Vec<Stretch> {
    let copied: Vec<Rectangle> = regions
        .iter()
        .filter(|region| is_near_verbatim(&region.passage(a, b)))
        .map(Region::words)
        .collect();
    let mostly_in = |words: (u32, u32), whole| common(words, whole) * 2 >= length(words);
    let mut pairs = sentences.alike(numbers.sentence_likeness);
    pairs.retain(|(of_a, of_b)| {
        let (of_a, of_b) = (&sentences.a[*of_a as usize], &sentences.b[*of_b as usize]);
        !copied
            .iter()
            .any(|whole| mostly_in(of_a.words, whole.a) || mostly_in(of_b.words, whole.b))
    });
    let gap = Gap {
        a: numbers.gap_sentences,
        b: numbers.gap_sentences,
    };
    let mut found = stretches(pairs, sentences, gap, numbers.whole_likeness);
    found.retain(|stretch| {
        length(stretch.words.a).min(length(stretch.words.b)) >= numbers.min_words
    });
    found
}

/// Nine words in ten are the same, and there are enough of them to tell.
fn is_near_verbatim(passage: &Passage) -> bool {
    let words = passage.a_words + passage.b_words;
    passage.matched_words * 20 >= words * 9 && passage.a_words.min(passage.b_words) >= NEAR_VERBATIM
}

/// Fewer words than this tell nothing of how the text around them was made.
const NEAR_VERBATIM: u32 = 15;

impl Region {
    /// The words it lies in.
    pub(super) fn words(&self) -> Rectangle {
        Rectangle {
            a: self.a,
            b: self.b,
        }
    }
}

/// What was settled so far.
struct Settled<'s> {
    a: &'s Side<'s>,
    b: &'s Side<'s>,
    /// Each with whether it would be reported by itself; `None`: it became part of a stretch.
    regions: Vec<Option<(Region, bool)>>,
    taken: Vec<Rectangle>,
    passages: Vec<Passage>,
}

impl<'s> Settled<'s> {
    fn of(
        regions: Vec<Region>,
        a: &'s Side<'s>,
        b: &'s Side<'s>,
        thresholds: &Thresholds,
    ) -> Settled<'s> {
        let judged = |region: Region| {
            let gate = thresholds.gate(&region.passage(a, b), region.is_quotation(a, b));
            Some((region, gate.is_none()))
        };
        Settled {
            a,
            b,
            regions: regions.into_iter().map(judged).collect(),
            taken: Vec::new(),
            passages: Vec::new(),
        }
    }

    /// Tells of a stretch, with the regions in it, unless its place is taken by a better one, or a region covers
    /// `covered_percent` of it on both sides.
    fn take(&mut self, stretch: Stretch, covered_percent: Option<u32>, sentences: &Sentences) {
        if self
            .taken
            .iter()
            .any(|taken| is_in_the_way(*taken, stretch.words))
        {
            return;
        }
        let within = self.regions_within(stretch.words);
        if let ([only], Some(percent)) = (&within[..], covered_percent)
            && self.covers(*only, stretch.words, percent)
        {
            return;
        }
        let mut words = stretch.words;
        let mut matched = Matched::default();
        for (region, _) in within.iter().filter_map(|n| self.regions[*n].take()) {
            words = words.with(region.words());
            region.matches.iter().for_each(|pair| matched.add(*pair, 0));
        }
        matched.add_sentences(&stretch, sentences, self.a, self.b);
        self.taken.push(words);
        self.passages.push(matched.passage(words, self.a, self.b));
    }

    /// The numbers of the regions that a stretch meets and that would be reported by themselves.
    fn regions_within(&self, words: Rectangle) -> Vec<usize> {
        let is_within = |number: &usize| {
            self.regions[*number]
                .as_ref()
                .is_some_and(|(region, passes)| *passes && region.words().meets(words))
        };
        (0..self.regions.len()).filter(is_within).collect()
    }

    fn covers(&self, number: usize, words: Rectangle, percent: u32) -> bool {
        let covers = |own, whole| common(own, whole) * 100 >= length(whole) * percent;
        self.regions[number].as_ref().is_some_and(|(region, _)| {
            covers(region.words().a, words.a) && covers(region.words().b, words.b)
        })
    }

    /// A region that meets a stretch and did not become part of it is told of by it.
    fn result(self) -> Reworked {
        let taken = self.taken;
        let stays = |region: &Region| !taken.iter().any(|taken| taken.meets(region.words()));
        Reworked {
            passages: self.passages,
            regions: self
                .regions
                .into_iter()
                .flatten()
                .map(|(region, _)| region)
                .filter(stays)
                .collect(),
        }
    }
}

/// Whether a place is taken: some of it on both sides, or half of it on one.
fn is_in_the_way(taken: Rectangle, words: Rectangle) -> bool {
    taken.meets(words)
        || common(taken.a, words.a) * 2 > length(words.a)
        || common(taken.b, words.b) * 2 > length(words.b)
}

/// Words that correspond, each once.
#[derive(Default)]
struct Matched {
    a: HashSet<u32>,
    b: HashSet<u32>,
    words: u32,
    bits: i64,
}

impl Matched {
    fn is_free(&self, i: u32, j: u32) -> bool {
        !self.a.contains(&i) && !self.b.contains(&j)
    }

    /// Counts a pair of words, unless either is counted already. What it is worth is less by `places`.
    fn add(&mut self, pair: Match, places: i64) {
        if self.is_free(pair.a, pair.b) {
            self.a.insert(pair.a);
            self.b.insert(pair.b);
            self.words += 1;
            self.bits += (i64::from(pair.worth) - places).max(0);
        }
    }

    /// Counts the words that the sentences of a stretch share: equal ones first, then those that are alike letter by letter.
    /// A word may have come from any place of its sentence, so it is worth less by the logarithm of their number.
    fn add_sentences(
        &mut self,
        stretch: &Stretch,
        sentences: &Sentences,
        a: &Side<'_>,
        b: &Side<'_>,
    ) {
        for is_exact in [true, false] {
            for (of_a, of_b) in &stretch.pairs {
                let (of_a, of_b) = (&sentences.a[*of_a as usize], &sentences.b[*of_b as usize]);
                self.add_words(of_a, of_b, a, b, is_exact);
            }
        }
    }

    fn add_words(
        &mut self,
        of_a: &Sentence,
        of_b: &Sentence,
        a: &Side<'_>,
        b: &Side<'_>,
        is_exact: bool,
    ) {
        let places = i64::from(log2(u64::from(length(of_a.words).max(length(of_b.words)))));
        for i in of_a.words.0..of_a.words.1 {
            let fits = |j: &u32| !is_exact || a.hash(i as usize) == b.hash(*j as usize);
            let free = (of_b.words.0..of_b.words.1).filter(|j| self.is_free(i, *j) && fits(j));
            let pair = free
                .filter_map(|j| compare(a, b, i as usize, j as usize))
                .next();
            if let Some(pair) = pair {
                self.add(pair, places);
            }
        }
    }

    /// The passage of these words.
    fn passage(&self, words: Rectangle, a: &Side<'_>, b: &Side<'_>) -> Passage {
        let furniture = |side: &Side<'_>, words: &HashSet<u32>| {
            let words = words.iter().map(|word| *word as usize);
            words.filter(|word| side.is_furniture(*word)).count() as u32
        };
        Passage {
            furniture_words: furniture(a, &self.a).max(furniture(b, &self.b)),
            a: a.span(words.a.0 as usize, words.a.1 as usize),
            b: b.span(words.b.0 as usize, words.b.1 as usize),
            a_words: length(words.a),
            b_words: length(words.b),
            matched_words: self.words,
            bits: Bits(self.bits),
        }
    }
}
