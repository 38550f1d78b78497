//! Two words into how alike they are, letter by letter.
//!
//! Edit distance by the bit-parallel method of Myers (1999, in the form of Hyyrö 2003): one machine word holds a whole
//! column of the table, so that comparing two words costs about as much as reading them.

/// The longest word, in characters, that is compared; longer ones are equal or not.
const LONGEST: usize = 64;
/// Shorter words are equal or not: one letter is most of them.
const SHORTEST: usize = 4;

/// 1 − edit distance / length of the longer word, in 1/256; 0 where a word is too short or too long to compare.
pub(super) fn similarity(a: &str, b: &str) -> i32 {
    if a.is_ascii() && b.is_ascii() {
        return scaled(a.len(), b.len(), || distance_of_ascii(a, b));
    }
    let (in_a, in_b) = (a.chars().count(), b.chars().count());
    scaled(in_a, in_b, || distance_of_chars(a, b))
}

/// Which letters a word has, and how many: enough to tell of most words that they are not alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Letters {
    /// One bit each, a few letters sharing one; 0 for a word that is not ASCII.
    set: u32,
    bytes: u32,
}

impl Letters {
    /// Of no word.
    pub(super) const UNKNOWN: Letters = Letters { set: 0, bytes: 0 };

    pub(super) fn of(word: &str) -> Letters {
        let set = word.bytes().fold(0, |set, byte| set | 1 << (byte & 31));
        Letters {
            set: if word.is_ascii() { set } else { 0 },
            bytes: word.len() as u32,
        }
    }

    /// Whether any other word may be like it: of few letters of ASCII, none.
    #[inline]
    pub(super) fn may_have_a_like(self) -> bool {
        self.set == 0 || self.bytes >= SHORTEST as u32
    }

    /// Whether words with these letters may be as alike as 3 letters in 5: every letter that one has and the other has not is an
    /// edit. Most words that are compared are out here.
    #[inline]
    pub(super) fn may_be_alike(self, other: Letters) -> bool {
        if self.set == 0 || other.set == 0 {
            return true;
        }
        let long = self.bytes.max(other.bytes);
        let is_near = |edits: u32| edits * 5 <= long * 2;
        // Counting bits is the dearest step where the processor has no instruction for it: first both sides at once.
        let are_near = || (self.set ^ other.set).count_ones() * 5 <= long * 4;
        self.bytes.min(other.bytes) >= SHORTEST as u32
            && is_near(self.bytes.abs_diff(other.bytes))
            && are_near()
            && is_near((self.set & !other.set).count_ones())
            && is_near((other.set & !self.set).count_ones())
    }
}

/// The similarity of words of these lengths, whose distance is found only where it can matter.
fn scaled(in_a: usize, in_b: usize, distance: impl FnOnce() -> usize) -> i32 {
    let (short, long) = (in_a.min(in_b), in_a.max(in_b));
    if short < SHORTEST || long > LONGEST || (long - short) * 2 > long {
        return 0;
    }
    256 - (256 * distance() / long) as i32
}

/// The distance of two words of ASCII: the places of each letter are looked up.
fn distance_of_ascii(a: &str, b: &str) -> usize {
    let mut places = [0u64; 128];
    for (n, byte) in a.bytes().enumerate() {
        places[usize::from(byte & 127)] |= 1 << n;
    }
    distance(
        a.len(),
        b.bytes().map(|byte| places[usize::from(byte & 127)]),
    )
}

/// The distance of any two words: the places of each letter are found anew.
fn distance_of_chars(a: &str, b: &str) -> usize {
    let places = |letter: char| {
        let of_a = a.chars().enumerate();
        of_a.fold(0u64, |places, (n, other)| {
            places | u64::from(other == letter) << n
        })
    };
    distance(a.chars().count(), b.chars().map(places))
}

/// Letters changed, dropped or added between a word of at most [`LONGEST`] letters and another, of each of whose letters `places`
/// says where the first has it.
fn distance(length: usize, places: impl Iterator<Item = u64>) -> usize {
    let last = 1u64 << (length - 1);
    let (mut rises, mut falls, mut score) = (!0u64, 0u64, length);
    for places in places {
        let held = places | falls;
        let diagonal = (((places & rises).wrapping_add(rises)) ^ rises) | places;
        let up = falls | !(diagonal | rises);
        let down = rises & diagonal;
        score = score + usize::from(up & last != 0) - usize::from(down & last != 0);
        let (up, down) = ((up << 1) | 1, down << 1);
        rises = down | !(held | up);
        falls = up & held;
    }
    score
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_the_book(a: &str, b: &str) -> usize {
        let b: Vec<char> = b.chars().collect();
        let mut row: Vec<usize> = (0..=b.len()).collect();
        for (i, x) in a.chars().enumerate() {
            let mut corner = std::mem::replace(&mut row[0], i + 1);
            for (j, y) in b.iter().enumerate() {
                let next = (corner + usize::from(x != *y))
                    .min(row[j] + 1)
                    .min(row[j + 1] + 1);
                corner = std::mem::replace(&mut row[j + 1], next);
            }
        }
        row[b.len()]
    }

    proptest::proptest! {
        #[test]
        fn distances_are_those_of_the_textbook(a in "[abcé]{1,64}", b in "[abcé]{0,64}") {
            proptest::prop_assert_eq!(distance_of_chars(&a, &b), by_the_book(&a, &b));
        }

        #[test]
        fn distances_of_ascii_are_those_of_the_textbook(a in "[a-e0-9]{1,64}", b in "[a-e0-9]{0,64}") {
            proptest::prop_assert_eq!(distance_of_ascii(&a, &b), by_the_book(&a, &b));
        }
    }

    proptest::proptest! {
        #[test]
        fn no_word_that_is_alike_is_passed_over(a in "[a-f]{1,12}", b in "[a-f]{1,12}") {
            let may = Letters::of(&a).may_be_alike(Letters::of(&b));
            proptest::prop_assert!(may || similarity(&a, &b) < 154);
            proptest::prop_assert!(Letters::of(&a).may_have_a_like() || similarity(&a, &b) == 0);
        }
    }

    #[test]
    fn a_damaged_word_is_much_like_itself_and_short_words_are_not_compared() {
        assert_eq!(similarity("government", "governmcnt"), 256 - 25);
        assert_eq!(similarity("cat", "cot"), 0);
        assert_eq!(similarity("said", "announced"), 0);
    }
}
