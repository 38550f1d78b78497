//! A quotation and a text into the places where the text prints it, whole or abridged, reworded, split or re-ordered.
//!
//! A quotation may be six words long: with one of them changed it holds no seed, and little to grow a passage from. But it is
//! the only one that is looked for. So a glance, which costs no more than reading, tells in which stretches enough
//! neighbouring words of it stand, in whatever order; only these are read closely, every word against every word, and what
//! they print is judged: is it most of the quotation, or much by itself?

use std::fmt;
use std::ops::Range;

use hashbrown::HashMap;

use super::extend::{Match, compare};
use super::logarithm::log2;
use super::printing::{MOST_BETWEEN, Part, printings};
use super::{Background, Passage, Side};
use crate::settings::Bits;
use crate::text::{Tokens, each_token_hash};

/// Words that are long enough to be looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote(String);

/// A quotation of fewer words is no quotation.
const FEWEST_WORDS: usize = 4;

/// So few words are met everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("fewer than {FEWEST_WORDS} words: so few are met everywhere by chance")]
pub struct TooFewWords;

impl Quote {
    /// The quotation as it was typed.
    pub fn new(text: impl Into<String>) -> Result<Quote, TooFewWords> {
        let text = text.into();
        let words = Tokens::of(&text).as_slice().len();
        (words >= FEWEST_WORDS)
            .then_some(Quote(text))
            .ok_or(TooFewWords)
    }

    /// The words, as they were typed.
    pub fn text(&self) -> &str {
        &self.0
    }
}

/// A quotation made ready to be looked for in many texts.
pub struct Quotation<'q> {
    words: Side<'q>,
    bits: Bits,
    /// What a printing is worth, unless that is [`ENOUGH`].
    needed: Bits,
    vocabulary: Vocabulary,
    /// Each two neighbouring words, and the place of the first.
    neighbours: HashMap<(u64, u64), u32>,
}

/// A place that prints a quotation, or nearly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its `a` is the whole quotation, its `b` where it stands in the text. Its bits are what the words printed are worth, less
    /// what was skipped between them.
    pub passage: Passage,
    /// The words of the text that it takes, as numbers of tokens.
    pub words: (u32, u32),
    /// Why it is no printing; `None`: it is one.
    pub shortfall: Option<Shortfall>,
}

/// What a place lacks to be a printing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortfall {
    /// Its words are worth less than this.
    Bits(Bits),
    /// It has fewer words of the quotation than this.
    Words(u32),
    /// Not all words of the quotation stand in it, close together.
    Whole,
}

impl fmt::Display for Shortfall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Shortfall::Bits(needed) => {
                write!(f, "scores less than {:.0} bits", needed.as_f64())
            }
            Shortfall::Words(needed) => write!(f, "has fewer than {needed} of its words"),
            Shortfall::Whole => write!(
                f,
                "is not the whole, and of fewer than {FEW_WORDS} words all are needed"
            ),
        }
    }
}

/// What a look at a text tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Glance {
    /// Its words.
    pub words: u32,
    /// What the words of the quotation are worth that stand, beside a neighbour, in the best stretch of it.
    pub best: Bits,
    /// Where printings may be, as numbers of tokens, in order.
    pub stretches: Vec<Range<usize>>,
}

impl Glance {
    /// Adds a stretch, and what lies within `reach` of it.
    fn add(&mut self, from: usize, to: usize, reach: usize) {
        let (from, to) = (
            from.saturating_sub(reach),
            (to + reach).min(self.words as usize),
        );
        match self.stretches.last_mut() {
            Some(last) if from <= last.end => last.end = to,
            _ => self.stretches.push(from..to),
        }
    }
}

/// A printing has this share of the quotation's words, and of what they are worth: seven tenths, in 1/256. Measured on
/// quotations of six words with one changed, in an archive of 5,000 stories: at .65 none of the printings is lost and one to
/// three places are wrong for each quotation; at .70 two of 133 are lost (of 3,000 stories of another seed, 5 of 151) and
/// less than one place is wrong; at .75
/// one in eight is lost. Of eight words and more it hardly matters.
const NEEDED_SHARE: i64 = 179;
/// Or it is worth so much, whatever else the quotation says: a long one may be abridged. 80 bits, as for a passage.
const ENOUGH: Bits = Bits::whole(80);
/// Of a quotation of fewer words every word is needed: with one changed, too many formulae are like it.
const FEW_WORDS: usize = 6;
/// And what is put in between may cost no more than a tenth: nine tenths, in 1/256.
const WHOLE_SHARE: i64 = 230;
/// Share of the bits needed, in 1/256, that neighbouring words have to bring for a stretch to be looked at closely.
const GLANCED_SHARE: i64 = 90;
/// Words of a quotation from which on a stretch gets no longer.
const LONG: usize = 40;
/// Of a longer one, neighbours stand everywhere by chance ("of the"): a run of them counts by what it is worth more than 10
/// bits. With 12 bits and a floor of 40 for all, 11 of 409 printings are lost.
const TOLL: i64 = 10 * 256;
/// And each time a quotation is twice as long, 4 bits more are needed for a close look. Measured on 128 quotations of 45 to
/// 600 words, many with every third word changed: of 409 printings toll and floor lose four, three of them in damaged letters.
const DOUBLED: i64 = 4;

impl<'q> Quotation<'q> {
    /// `quote`, its words worth what `background` says.
    pub fn new(quote: &'q Quote, background: &'q Background) -> Quotation<'q> {
        let words = Side::new(quote.text(), background);
        let bits: i64 = words.worths(0..words.len()).map(i64::from).sum();
        let needed = bits * NEEDED_SHARE / 256;
        let pair = |word: usize| ((words.hash(word), words.hash(word + 1)), word as u32);
        let neighbours = (0..words.len().saturating_sub(1)).rev().map(pair).collect();
        Quotation {
            vocabulary: Vocabulary::of(&words),
            bits: Bits(bits),
            needed: Bits(needed),
            neighbours,
            words,
        }
    }

    /// How many words it has.
    pub fn count(&self) -> usize {
        self.words.len()
    }

    /// What its words are worth.
    pub fn bits(&self) -> Bits {
        self.bits
    }

    /// Where in a text printings may be: wherever a close look would find one (unless hardly two words in a row are left as
    /// they were), and in few other places.
    pub fn glance(&self, text: &str) -> Glance {
        let (met, words) = self.met(text);
        let met = self.telling(met);
        let mut glance = Glance {
            words,
            ..Glance::default()
        };
        self.gather(&met, &mut glance);
        glance
    }

    /// Where in a text two neighbouring words of the quotation stand: the token, and their place in the quotation. Also how
    /// many words the text has.
    fn met(&self, text: &str) -> (Vec<(u32, u32)>, u32) {
        let (mut before, mut words) = (None, 0);
        let mut met = Vec::new();
        each_token_hash(text, |hash| {
            let known = self.vocabulary.may_hold(hash).then_some(hash);
            if let Some(pair) = before.zip(known)
                && let Some(place) = self.neighbours.get(&pair)
            {
                met.push((words - 1, *place));
            }
            before = known;
            words += 1;
        });
        (met, words)
    }

    /// Without the runs of neighbouring words that are met everywhere.
    fn telling(&self, met: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
        let toll = self.toll();
        let worth = |place: u32| i64::from(self.words.worth(place as usize));
        let is_telling = |run: &&[(u32, u32)]| {
            let last = run.last().map_or(0, |(_, place)| worth(place + 1));
            run.iter().map(|(_, place)| worth(*place)).sum::<i64>() + last > toll
        };
        let runs = met.chunk_by(|one, next| one.0 + 1 == next.0);
        runs.filter(is_telling).flatten().copied().collect()
    }

    /// The stretches in which neighbouring words of the quotation, each counted once, are worth enough.
    fn gather(&self, met: &[(u32, u32)], glance: &mut Glance) {
        let (reach, floor) = (self.reach(), self.floor());
        let mut window = Window::new(&self.words, self.toll());
        let begins_run = |at: usize| at == 0 || met[at - 1].0 + 1 != met[at].0;
        let mut first = 0;
        for (last, &(word, place)) in met.iter().enumerate() {
            window.add(place, begins_run(last));
            while met[first].0 as usize + reach < word as usize {
                window.remove(met[first].1, begins_run(first + 1));
                first += 1;
            }
            glance.best = glance.best.max(Bits(window.worth));
            if window.worth >= floor {
                glance.add(met[first].0 as usize, word as usize + 2, reach);
            }
        }
    }

    /// What a run of neighbouring words has to be worth by itself, in 1/256 bit, before it counts.
    fn toll(&self) -> i64 {
        if self.count() > LONG { TOLL } else { 0 }
    }

    /// What neighbouring words have to be worth, in 1/256 bit, for a stretch to be looked at closely.
    fn floor(&self) -> i64 {
        let doublings = log2(self.count().max(LONG) as u64) - log2(LONG as u64);
        self.needed.min(ENOUGH).0 * GLANCED_SHARE / 256 + i64::from(doublings) * DOUBLED
    }

    /// Words within which the parts of a printing lie.
    fn reach(&self) -> usize {
        2 * self.count().min(LONG) + MOST_BETWEEN as usize
    }

    /// The places in these stretches of a text that print the quotation, or nearly, in order.
    pub fn places(&self, text: &Side<'_>, stretches: &[Range<usize>]) -> Vec<Place> {
        let of_stretch = |stretch: &Range<usize>| printings(&self.pairs(text, stretch), text);
        let parts = stretches.iter().flat_map(of_stretch);
        parts.map(|part| self.place(&part, text)).collect()
    }

    /// Every two words that correspond, in the order of the text.
    fn pairs(&self, text: &Side<'_>, stretch: &Range<usize>) -> Vec<Match> {
        let mut pairs = Vec::new();
        // Which words correspond hangs on the words alone, and many stand in a text more than once.
        let mut alike: HashMap<u64, Vec<usize>> = HashMap::new();
        for there in stretch.clone() {
            let pair = |here: usize| compare(&self.words, text, here, there);
            let places = alike.entry(text.hash(there));
            let places = places.or_insert_with(|| {
                (0..self.count())
                    .filter(|here| pair(*here).is_some())
                    .collect()
            });
            pairs.extend(places.iter().filter_map(|here| pair(*here)));
        }
        pairs
    }

    fn place(&self, part: &Part, text: &Side<'_>) -> Place {
        let passage = part.passage(&self.words, text);
        Place {
            passage,
            words: part.words(),
            shortfall: self.shortfall(&passage),
        }
    }

    fn shortfall(&self, passage: &Passage) -> Option<Shortfall> {
        if self.count() < FEW_WORDS {
            let is_whole = passage.matched_words as usize == self.count();
            let is_close = passage.bits.0 * 256 >= self.bits.0 * WHOLE_SHARE;
            return (!is_whole || !is_close).then_some(Shortfall::Whole);
        }
        if passage.bits >= ENOUGH {
            return None;
        }
        if passage.bits < self.needed {
            return Some(Shortfall::Bits(self.needed));
        }
        let needed_words = (self.count() * NEEDED_SHARE as usize).div_ceil(256) as u32;
        (passage.matched_words < needed_words).then_some(Shortfall::Words(needed_words))
    }
}

/// The words of a quotation, as a table that says at once of most other words that they are none.
struct Vocabulary([u64; 64]);

impl Vocabulary {
    fn of(words: &Side<'_>) -> Vocabulary {
        let mut bits = [0; 64];
        for word in 0..words.len() {
            let hash = words.hash(word) as usize;
            bits[hash % 64] |= 1 << (hash / 64 % 64);
        }
        Vocabulary(bits)
    }

    fn may_hold(&self, hash: u64) -> bool {
        let hash = hash as usize;
        self.0[hash % 64] >> (hash / 64 % 64) & 1 == 1
    }
}

/// The words of the quotation that stand in a moving stretch, and what they are worth together, less a toll for each run.
struct Window<'w> {
    words: &'w Side<'w>,
    toll: i64,
    counts: Vec<u32>,
    worth: i64,
}

impl<'w> Window<'w> {
    fn new(words: &'w Side<'w>, toll: i64) -> Window<'w> {
        Window {
            words,
            toll,
            counts: vec![0; words.len()],
            worth: 0,
        }
    }

    fn add(&mut self, place: u32, begins_run: bool) {
        self.worth -= if begins_run { self.toll } else { 0 };
        for word in [place as usize, place as usize + 1] {
            self.counts[word] += 1;
            if self.counts[word] == 1 {
                self.worth += i64::from(self.words.worth(word));
            }
        }
    }

    fn remove(&mut self, place: u32, ends_run: bool) {
        self.worth += if ends_run { self.toll } else { 0 };
        for word in [place as usize, place as usize + 1] {
            self.counts[word] -= 1;
            if self.counts[word] == 0 {
                self.worth -= i64::from(self.words.worth(word));
            }
        }
    }
}
