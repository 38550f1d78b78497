//! Regions into accounts: what each passage scores, word by word, and what is taken off, so that a person can add it up.
//!
//! Nothing is found or judged here that [`align`](super::align) does not find and judge: the same regions, told at length.

use super::extend::Match;
use super::region::{Region, taken_off};
use super::similarity::similarity;
use super::surprisal::{each_phrase, most_worth};
use super::{Anchor, Gate, Passage, Side, Thresholds, regions, same_words, settled, whole_regions};
use crate::document::Span;
use crate::settings::Bits;
use crate::text::{Kind, gram_width};

/// What aligning two texts came to, step by step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Accounts {
    /// The stretches that correspond, before any is joined, cut or judged; the best first.
    pub stretches: Vec<Passage>,
    /// What they became: what is reported in the order of `a`, then what a gate stopped, the most surprising first.
    pub passages: Vec<Account>,
}

/// What one passage scores, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    /// The passage. Its bits are those of `words`, less those of the two charges.
    pub passage: Passage,
    /// Whether it is, on either side, all that stands between two quotation marks.
    pub is_quotation: bool,
    /// What it had to score.
    pub needed: Bits,
    /// The gate that stopped it; `None`: it is reported.
    pub gate: Option<Gate>,
    /// The words that correspond, in the order of `a`.
    pub words: Vec<MatchedWord>,
    /// Words of `a` that nothing corresponds to.
    pub only_a: Vec<Span>,
    /// Words of `b` that nothing corresponds to.
    pub only_b: Vec<Span>,
    /// What is taken off for words of `only_a` and `only_b`, two by two: one stands for the other.
    pub replaced: Charge,
    /// What is taken off for those that are left over: one side alone has them.
    pub added: Charge,
}

/// What is taken off a score.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Charge {
    /// How often.
    pub count: u32,
    /// For all of them together.
    pub bits: Bits,
}

/// A word of `a`, the word of `b` that corresponds to it, and what they add to the score.
#[derive(Clone, Debug, PartialEq)]
pub struct MatchedWord {
    /// In the text of `a`.
    pub a: Span,
    /// In the text of `b`.
    pub b: Span,
    /// What the two add.
    pub bits: Bits,
    /// How alike they are, letter by letter: 0 to 1, 1 for the same word. Less takes twice its share from the worth.
    pub likeness: f64,
    /// What the word would add if it were the same on both sides; of two words, the one that is worth less.
    pub worth: Worth,
}

/// What it is worth to meet a word twice, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Worth {
    /// What it is worth.
    pub bits: Bits,
    /// Its surprisal by itself.
    pub alone: Bits,
    /// Its letters.
    pub letters: usize,
    /// How often it was met besides these two times.
    pub met: u32,
    /// Why it is worth less than by itself.
    pub limit: Option<Limit>,
}

/// Why a word is worth less than its own surprisal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Limit {
    /// No single word is worth more than this.
    Most(Bits),
    /// The same of an n-gram, in a script without spaces: it overlaps the one before.
    MostOfGram(Bits),
    /// It has its share, no more, of a pair or a triple of words that was met elsewhere.
    Phrase {
        /// The folded words.
        words: Vec<String>,
        /// About how often they were met besides these two times.
        met: u64,
        /// Their surprisal together.
        bits: Bits,
    },
    /// It is furniture in one of the texts, and worth nothing.
    Furniture(Kind),
}

/// What [`align`](super::align) finds and judges between two texts, or
/// [`align_same_words`](super::align_same_words) where they have the same words, with all its figures.
///
/// ```
/// use wireprint::align::{Background, Side, Thresholds, accounts, common_seeds};
/// use wireprint::Preset;
///
/// let background = Background::default();
/// let a = Side::new("Relief: the harbour wall will be rebuilt before the first winter storms arrive.", &background);
/// let b = Side::new("He said the harbour wall will be rebuilt before the first winter storms arrive.", &background);
/// let found = accounts(&a, &b, common_seeds(&a, &b), &Thresholds::of(Preset::Wire));
/// let account = &found.passages[0];
/// let sum: i64 = account.words.iter().map(|word| word.bits.0).sum();
/// assert_eq!(account.passage.bits.0, sum);
/// assert!(account.gate.is_none() && account.passage.bits >= account.needed);
/// ```
pub fn accounts(
    a: &Side<'_>,
    b: &Side<'_>,
    anchors: Vec<Anchor>,
    thresholds: &Thresholds,
) -> Accounts {
    if a.has_same_words(b) {
        let whole: Vec<Region> = same_words(a, b).into_iter().collect();
        return Accounts::of(&whole, &whole, a, b, thresholds);
    }
    if a.words_come_before(b) {
        return in_order(a, b, anchors, thresholds);
    }
    let swapped = |anchor: Anchor| Anchor {
        a: anchor.b,
        b: anchor.a,
    };
    let anchors = anchors.into_iter().map(swapped).collect();
    in_order(b, a, anchors, thresholds).swapped()
}

fn in_order(a: &Side<'_>, b: &Side<'_>, anchors: Vec<Anchor>, thresholds: &Thresholds) -> Accounts {
    let stretches = regions(a, b, anchors, thresholds);
    let whole = whole_regions(a, b, stretches.clone(), thresholds);
    let settled = settled(whole, a, b, thresholds);
    let mut accounts = Accounts::of(&stretches, &settled.regions, a, b, thresholds);
    let reworked = settled.passages.into_iter();
    accounts
        .passages
        .extend(reworked.map(|passage| Account::of_reworked(passage, thresholds)));
    accounts.sorted()
}

impl Accounts {
    fn of(
        stretches: &[Region],
        whole: &[Region],
        a: &Side<'_>,
        b: &Side<'_>,
        thresholds: &Thresholds,
    ) -> Accounts {
        let passages =
            |regions: &[Region]| regions.iter().map(|region| region.passage(a, b)).collect();
        let accounts = whole
            .iter()
            .map(|region| Account::of(region, a, b, thresholds));
        Accounts {
            stretches: passages(stretches),
            passages: accounts.collect(),
        }
        .sorted()
    }

    fn swapped(&self) -> Accounts {
        Accounts {
            stretches: self.stretches.iter().map(Passage::swapped).collect(),
            passages: self.passages.iter().map(Account::swapped).collect(),
        }
        .sorted()
    }

    fn sorted(mut self) -> Accounts {
        self.stretches
            .sort_by_key(|stretch| (-stretch.bits.0, stretch.a, stretch.b));
        self.passages.sort_by_key(|account| {
            let rank = account.gate.map(|_| -account.passage.bits.0);
            (rank.is_some(), rank, account.passage.a, account.passage.b)
        });
        self
    }
}

impl Account {
    fn of(region: &Region, a: &Side<'_>, b: &Side<'_>, thresholds: &Thresholds) -> Account {
        let passage = region.passage(a, b);
        let is_quotation = region.is_quotation(a, b);
        let matches = || region.matches.iter();
        let (replaced, added) = Charge::both(
            passage.a_words - passage.matched_words,
            passage.b_words - passage.matched_words,
        );
        let account = Account {
            passage,
            is_quotation,
            needed: thresholds.needed(is_quotation),
            gate: region.gate(&passage, a, b, thresholds),
            words: matches().map(|pair| MatchedWord::of(pair, a, b)).collect(),
            only_a: unmatched(a, region.a, matches().map(|pair| pair.a)),
            only_b: unmatched(b, region.b, matches().map(|pair| pair.b)),
            replaced,
            added,
        };
        account.sorted()
    }

    /// A passage that was found sentence by sentence: its words are not told one by one.
    fn of_reworked(passage: Passage, thresholds: &Thresholds) -> Account {
        Account {
            passage,
            is_quotation: false,
            needed: thresholds.needed_of_reworked(),
            gate: thresholds.gate_of_reworked(&passage),
            words: Vec::new(),
            only_a: Vec::new(),
            only_b: Vec::new(),
            replaced: Charge::default(),
            added: Charge::default(),
        }
    }

    /// What its matching words are worth together.
    pub fn gained(&self) -> Bits {
        Bits(self.words.iter().map(|word| word.bits.0).sum())
    }

    fn swapped(&self) -> Account {
        let swapped = |word: &MatchedWord| MatchedWord {
            a: word.b,
            b: word.a,
            ..word.clone()
        };
        Account {
            passage: self.passage.swapped(),
            words: self.words.iter().map(swapped).collect(),
            only_a: self.only_b.clone(),
            only_b: self.only_a.clone(),
            ..self.clone()
        }
        .sorted()
    }

    fn sorted(mut self) -> Account {
        self.words.sort_by_key(|word| (word.a, word.b));
        self
    }
}

impl Charge {
    /// For words of either side that nothing corresponds to: two by two, one standing for the other, and those left over.
    fn both(loose_in_a: u32, loose_in_b: u32) -> (Charge, Charge) {
        let in_pairs = loose_in_a.min(loose_in_b);
        let replaced = taken_off(in_pairs, in_pairs);
        let charge = |count, bits| Charge {
            count,
            bits: Bits(bits),
        };
        (
            charge(in_pairs, replaced),
            charge(
                loose_in_a.abs_diff(loose_in_b),
                taken_off(loose_in_a, loose_in_b) - replaced,
            ),
        )
    }
}

impl MatchedWord {
    fn of(pair: &Match, a: &Side<'_>, b: &Side<'_>) -> MatchedWord {
        let (i, j) = (pair.a as usize, pair.b as usize);
        let (worth, likeness) = if pair.exact {
            (Worth::of(a, i), 1.0)
        } else {
            let alike = similarity(a.tokens.folded(i), b.tokens.folded(j));
            let lesser = if b.worth(j) < a.worth(i) {
                Worth::of(b, j)
            } else {
                Worth::of(a, i)
            };
            (lesser, f64::from(alike) / 256.0)
        };
        let furniture = a.furniture_at(i).or_else(|| b.furniture_at(j));
        let worth = match furniture {
            Some(kind) => worth.of_furniture(kind),
            None => worth,
        };
        MatchedWord {
            a: a.tokens.as_slice()[i].span,
            b: b.tokens.as_slice()[j].span,
            bits: Bits(pair.worth.into()),
            likeness,
            worth,
        }
    }
}

impl Worth {
    fn of(side: &Side<'_>, token: usize) -> Worth {
        let alone = side.background().of_word(&side.tokens, token);
        let worth = side.worth(token);
        let limit = (worth < alone)
            .then(|| lowest_phrase(side, token, worth).unwrap_or_else(|| most(side, token)));
        Worth {
            bits: Bits(worth.into()),
            alone: Bits(alone.into()),
            letters: side.tokens.folded(token).chars().count(),
            met: side.background().met(&side.tokens, token),
            limit,
        }
    }

    fn of_furniture(self, kind: Kind) -> Worth {
        Worth {
            bits: Bits(0),
            limit: Some(Limit::Furniture(kind)),
            ..self
        }
    }
}

fn most(side: &Side<'_>, token: usize) -> Limit {
    let folded = side.tokens.folded(token);
    let most = Bits(most_worth(folded).into());
    match gram_width(folded) {
        None => Limit::Most(most),
        Some(_) => Limit::MostOfGram(most),
    }
}

/// The phrase that leaves a word no more than `worth`.
fn lowest_phrase(side: &Side<'_>, token: usize, worth: i32) -> Option<Limit> {
    let list = side.tokens.as_slice();
    let mut found = None;
    each_phrase(list.len(), token, |phrase| {
        let words = &list[phrase.clone()];
        let whole = side.background().of_sequence(words);
        let is_it = whole.is_some_and(|whole| whole / phrase.len() as i32 == worth);
        if let Some(bits) = whole.filter(|_| is_it && found.is_none()) {
            found = Some(Limit::Phrase {
                words: phrase
                    .map(|word| side.tokens.folded(word).to_owned())
                    .collect(),
                met: side.background().sequence_met(words).unwrap_or(0),
                bits: Bits(bits.into()),
            });
        }
    });
    found
}

/// The words of a stretch that are not among `matched`.
fn unmatched(
    side: &Side<'_>,
    (from, to): (u32, u32),
    matched: impl Iterator<Item = u32>,
) -> Vec<Span> {
    let mut is_loose = vec![true; (to - from) as usize];
    matched.for_each(|token| is_loose[(token - from) as usize] = false);
    let words = &side.tokens.as_slice()[from as usize..to as usize];
    let loose = words.iter().zip(is_loose).filter(|(_, is_loose)| *is_loose);
    loose.map(|(word, _)| word.span).collect()
}
