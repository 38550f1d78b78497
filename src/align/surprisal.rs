//! Tokens into what it is worth to meet them twice: their surprisal, −log₂ of how often they are met.
//!
//! A prior, built in, sharpened by counts of the texts at hand. The prior takes a word's length for its rarity (Zipf's
//! law of abbreviation): it serves every script, and three articles, and no word list has to be shipped. The counts are
//! integers in a table of fixed size, and adding is all that is done to them: parts of an archive can be counted apart,
//! in any order. Scores are integers too, so they are equal on every platform.

use std::ops::Range;
use std::sync::OnceLock;

use super::logarithm::log2;
use crate::text::{Token, Tokens, gram_width};

/// Entries of the table of words. Words that fall on one entry share their counts: at a million different words about
/// half do, nearly all of them rare ones, which then cost a bit or so.
const WORD_ENTRIES: usize = 1 << 20;

/// Entries of each row of the table of pairs and triples.
const SEQUENCE_ENTRIES: usize = 1 << 22;

/// So many words of text weigh as much as the prior does.
const PRIOR_WORDS: u64 = 20_000;

/// So many pairs and triples of words weigh as much as the prior does, in which none is met twice. It is large: that a sentence
/// stands in five papers of a small folder tells that five papers printed it, not that people talk so. With 20,000, one of 18
/// words scored 85 bits in five articles and was lost in ten; now it has 122, and 99 in forty.
const PRIOR_SEQUENCES: u64 = 1 << 20;

/// How often a word of 0, 1, 2, … letters is met where nothing was counted, over [`PRIOR_SCALE`]; longer ones as the last.
/// Surprisals of 5, 5.5, 6, 6.5, 8.5, 10, 11, 11.5, 12, 12.5 and 13 bits: written out, since powers of fractions are not
/// the same on every platform.
const PRIOR: [u64; 11] = [
    32_768, 23_170, 16_384, 11_585, 2_896, 1_024, 512, 362, 256, 181, 128,
];

/// How often words, and pairs and triples of words, are met in the texts that are compared, or in any other body of text.
#[derive(Clone, Debug, Default)]
pub struct Background {
    /// Empty (nothing counted) or `WORD_ENTRIES` long.
    word_counts: Vec<u32>,
    /// Two rows of `SEQUENCE_ENTRIES`, pairs and triples together: a count is the smaller of its two entries
    /// (count-min; Cormode and Muthukrishnan 2005).
    sequence_counts: Vec<u32>,
    words: u64,
    /// Found when it is first asked for, forgotten when anything is counted.
    frequent: OnceLock<Frequent>,
}

impl PartialEq for Background {
    fn eq(&self, other: &Background) -> bool {
        self.words == other.words
            && self.word_counts == other.word_counts
            && self.sequence_counts == other.sequence_counts
    }
}

impl Eq for Background {}

impl Background {
    /// Memory that it takes once anything is counted.
    pub(crate) const BYTES: usize = (WORD_ENTRIES + 2 * SEQUENCE_ENTRIES) * size_of::<u32>();

    /// Counts the words of one text, or of one paragraph.
    pub fn add(&mut self, tokens: &[Token]) {
        self.frequent.take();
        self.word_counts.resize(WORD_ENTRIES, 0);
        self.sequence_counts.resize(2 * SEQUENCE_ENTRIES, 0);
        for (n, token) in tokens.iter().enumerate() {
            bump(&mut self.word_counts, token.hash as usize % WORD_ENTRIES);
            for length in 2..=(n + 1).min(3) {
                for place in places(sequence(&tokens[n + 1 - length..=n])) {
                    bump(&mut self.sequence_counts, place as usize);
                }
            }
        }
        self.words += tokens.len() as u64;
    }

    /// Adds what another background counted.
    pub fn merge(&mut self, other: &Background) {
        self.frequent.take();
        if self.words == 0 {
            self.clone_from(other);
            return;
        }
        let add = |counts: &mut Vec<u32>, more: &[u32]| {
            counts
                .iter_mut()
                .zip(more)
                .for_each(|(count, more)| *count = count.saturating_add(*more));
        };
        add(&mut self.word_counts, &other.word_counts);
        add(&mut self.sequence_counts, &other.sequence_counts);
        self.words += other.words;
    }

    /// How many words were counted.
    pub fn words(&self) -> u64 {
        self.words
    }

    /// What it is worth to meet token `index` twice, in 1/256 bit: its surprisal, or, where it is less, its share of the
    /// surprisal of a pair or a triple of words it belongs to (a name, a formula).
    pub fn worth(&self, tokens: &Tokens, index: usize) -> i32 {
        self.worth_within(tokens, 0..tokens.as_slice().len(), index)
    }

    /// The same, but only pairs and triples of the words `within` count, so that it does not matter what stands beside these.
    pub(crate) fn worth_within(&self, tokens: &Tokens, within: Range<usize>, index: usize) -> i32 {
        let list = &tokens.as_slice()[within.clone()];
        let most = most_worth(tokens.folded(index));
        let mut worth = self.of_word(tokens, index).min(most);
        each_phrase(list.len(), index - within.start, |phrase| {
            let length = phrase.len() as i32;
            worth = self
                .of_sequence(&list[phrase])
                .map_or(worth, |whole| worth.min(whole / length));
        });
        worth
    }

    /// The surprisal of a token by itself.
    pub(super) fn of_word(&self, tokens: &Tokens, index: usize) -> i32 {
        self.of_all_words() - frequency(tokens.folded(index), self.met(tokens, index))
    }

    /// What long words are worth, in 1/256 bit, by the lowest bits of their numbers: the most that any word is that shares its count.
    pub(crate) fn worths_of_entries(&self) -> impl Iterator<Item = i32> {
        let all = log2(PRIOR_SCALE * (PRIOR_WORDS + self.words));
        let rare = PRIOR_WORDS * PRIOR[PRIOR.len() - 1];
        let worth =
            move |others: u32| (all - log2(rare + PRIOR_SCALE * u64::from(others))).min(MOST_WORTH);
        let unmet = worth(0);
        (0..WORD_ENTRIES).map(move |entry| {
            let counted = self.word_counts.get(entry).copied().unwrap_or(0);
            match counted.saturating_sub(OWN_COPIES) {
                0 => unmet,
                others => worth(others),
            }
        })
    }

    /// The most that three words are worth together, in 1/256 bit, that were met in so many places.
    pub(crate) fn most_worth_of_triple(&self, places: u64) -> Option<i32> {
        let others = places.saturating_sub(u64::from(OWN_COPIES));
        (others > 0).then(|| log2(PRIOR_SEQUENCES + self.words) - log2(others))
    }

    /// How often the word at `index` was met, its own two copies left out.
    pub(super) fn met(&self, tokens: &Tokens, index: usize) -> u32 {
        self.word_count(tokens.as_slice()[index])
            .saturating_sub(OWN_COPIES)
    }

    /// The surprisal of two or three words together, where they were met often enough to tell.
    pub(super) fn of_sequence(&self, words: &[Token]) -> Option<i32> {
        let others = self.sequence_met(words)?;
        Some(self.of_all_sequences() - log2(others))
    }

    /// How often two or three words were met together, their own two copies and what chance leaves in a table of this size
    /// left out; `None`: not more often than that.
    pub(super) fn sequence_met(&self, words: &[Token]) -> Option<u64> {
        let places = places(sequence(words));
        let may_be = self.frequent().may_hold(places);
        may_be.then(|| self.others(self.sequence_count(places)))?
    }
}

/// What [`worths`](super::worths) looks up, step by step.
impl Background {
    #[inline]
    pub(super) fn word_count(&self, word: Token) -> u32 {
        let place = word.hash as usize % WORD_ENTRIES;
        self.word_counts.get(place).copied().unwrap_or(0)
    }

    /// What is counted in the entries of a sequence.
    #[inline]
    pub(super) fn sequence_count(&self, [first, second]: [u32; 2]) -> u32 {
        let count = |place: u32| {
            let entry = self.sequence_counts.get(place as usize);
            entry.copied().unwrap_or(0)
        };
        count(first).min(count(second))
    }

    /// How often a sequence with this count was met besides its own copies, if that is not chance.
    #[inline]
    pub(super) fn others(&self, counted: u32) -> Option<u64> {
        let others = u64::from(counted).saturating_sub(self.left_out());
        (others > 0).then_some(others)
    }

    /// What of the count of a sequence tells nothing: its own copies, and what other sequences leave in the same entries, twice
    /// over: fewer cannot be told from chance.
    fn left_out(&self) -> u64 {
        let noise = 2 * 2 * self.words / SEQUENCE_ENTRIES as u64;
        u64::from(OWN_COPIES) + noise
    }

    /// The logarithm of all words, the prior's too.
    pub(super) fn of_all_words(&self) -> i32 {
        log2(PRIOR_SCALE * (PRIOR_WORDS + self.words))
    }

    /// The same of all pairs, or all triples.
    pub(super) fn of_all_sequences(&self) -> i32 {
        log2(PRIOR_SEQUENCES + self.words)
    }

    pub(super) fn frequent(&self) -> &Frequent {
        self.frequent.get_or_init(|| {
            if self.words < MANY_WORDS {
                return Frequent::default();
            }
            Frequent::of(&self.sequence_counts, self.left_out())
        })
    }
}

/// The logarithm of how often a word is met, of which so many others were counted.
#[inline]
pub(super) fn frequency(folded: &str, others: u32) -> i32 {
    let letters = folded.chars().count().min(PRIOR.len() - 1);
    log2(PRIOR_WORDS * PRIOR[letters] + PRIOR_SCALE * u64::from(others))
}

/// Which entries of the table of pairs and triples count more than is left out: once many texts are counted, few. Most need
/// not be read then, and the processor has not to wait for them.
#[derive(Clone, Debug, Default)]
pub(super) struct Frequent {
    /// One bit for each [`GROUP`] of entries; empty: not known.
    groups: Vec<u64>,
}

/// Entries that share a bit: a megabyte of bits, one each, would not stay in the cache either.
const GROUP: usize = 4;

/// Where fewer words were counted, most of the table was never touched, and what was is in the cache.
const MANY_WORDS: u64 = 1 << 17;

impl Frequent {
    fn of(counts: &[u32], left_out: u64) -> Frequent {
        let left_out = u32::try_from(left_out).unwrap_or(u32::MAX);
        let is_any_frequent = |counts: &[u32]| {
            counts
                .iter()
                .fold(false, |any, count| any | (*count > left_out))
        };
        let bits = |groups: &[u32]| {
            let bits = groups.chunks_exact(GROUP).enumerate();
            bits.fold(0, |bits, (n, group)| {
                bits | u64::from(is_any_frequent(group)) << n
            })
        };
        Frequent {
            groups: counts.chunks_exact(64 * GROUP).map(bits).collect(),
        }
    }

    /// Whether both entries may count more than is left out. No branch hangs on either.
    #[inline]
    pub(super) fn may_hold(&self, places: [u32; 2]) -> bool {
        let [first, second] = places.map(|place| {
            let bit = place as usize / GROUP;
            let bits = self.groups.get(bit / 64).copied().unwrap_or(u64::MAX);
            bits >> (bit % 64) & 1 == 1
        });
        first & second
    }
}

/// Calls `emit` with each pair and each triple of words, of `count` in all, that the word at `index` belongs to.
#[inline]
pub(super) fn each_phrase(count: usize, index: usize, mut emit: impl FnMut(Range<usize>)) {
    for length in 2..=3 {
        let last = index.min(count.saturating_sub(length));
        for start in (index + 1).saturating_sub(length)..=last {
            if start + length <= count {
                emit(start..start + length);
            }
        }
    }
}

/// No single word is worth more: rare names alone make no passage.
const MOST_WORTH: i32 = 11 * 256;

/// No overlapping n-gram is worth more, of two clusters (a Chinese or Japanese character each) and of three (a Thai consonant
/// with its vowel): each adds but one cluster to the one before, so the surprisal of a whole n-gram would be counted two and
/// three times over.
const MOST_WORTH_OF_GRAM: [i32; 2] = [8 * 256, 5 * 256];

/// The most that a token is worth.
pub(super) fn most_worth(folded: &str) -> i32 {
    match gram_width(folded) {
        None => MOST_WORTH,
        Some(2) => MOST_WORTH_OF_GRAM[0],
        Some(_) => MOST_WORTH_OF_GRAM[1],
    }
}

/// A passage stands in both texts: its own two copies are no evidence that its words are common.
pub(super) const OWN_COPIES: u32 = 2;

fn bump(counts: &mut [u32], place: usize) {
    counts[place] = counts[place].saturating_add(1);
}

/// One number for a few words in order.
#[inline]
pub(super) fn sequence(words: &[Token]) -> u64 {
    words.iter().fold(words.len() as u64, |sum, token| {
        (sum.rotate_left(23) ^ token.hash).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    })
}

/// Its entries in the two rows.
#[inline]
pub(super) fn places(sequence: u64) -> [u32; 2] {
    let row = |hash: u64| hash as u32 % SEQUENCE_ENTRIES as u32;
    [
        row(sequence >> 8),
        SEQUENCE_ENTRIES as u32 + row(sequence >> 34),
    ]
}

/// Fractions of the prior are integers over this.
const PRIOR_SCALE: u64 = 1 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_counted_apart_are_the_whole() {
        let (first, second) = (Tokens::of("one two two"), Tokens::of("two three"));
        let mut whole = Background::default();
        whole.add(first.as_slice());
        whole.add(second.as_slice());
        let (mut part, mut other) = (Background::default(), Background::default());
        part.add(second.as_slice());
        other.add(first.as_slice());
        part.merge(&other);
        assert_eq!(part, whole);
    }

    #[test]
    fn overlapping_n_grams_are_worth_less_than_words_of_as_many_letters() {
        let background = Background::default();
        for (grams, words) in [("สภาจัดสรรเงิน", "abcdef"), ("ｶﾞｷﾞｸﾞ", "abcd")]
        {
            let (grams, words) = (Tokens::of(grams), Tokens::of(words));
            assert!(background.worth(&grams, 0) < background.worth(&words, 0));
        }
    }

    #[test]
    fn a_common_word_is_worth_less_than_a_rare_one_of_its_length() {
        let mut background = Background::default();
        let text = Tokens::of(&"often ".repeat(3000));
        background.add(text.as_slice());
        let words = Tokens::of("often seldm");
        assert!(background.worth(&words, 0) < background.worth(&words, 1) / 2);
    }
}
