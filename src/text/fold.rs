//! The text of a token into its folded form: what stays the same when another desk types the word.
//!
//! Compatibility decomposition (NFKD) takes apart ligatures, full-width letters and accents; full case folding unites the
//! cases (ß = ss, ς = σ); decimal digits of every script become ASCII digits. Then the marks that wire copy drops are
//! dropped: São = Sao, Wałęsa = Walesa, Arabic and Hebrew vowel points. The cost: words told apart by those marks
//! alone meet. In Vietnamese that is most of the tones (ma, má, mà, mả, mã, mạ are one token), in Spanish `año` and
//! `ano`, in Russian `мой` and `мои`. It is paid because a passage is a row of words: a neighbour tells them apart, whereas
//! a text sent without accents would match nothing. Nothing is composed again: the form is compared, not read.

use icu_casemap::{CaseMapper, CaseMapperBorrowed};
use icu_normalizer::properties::{CanonicalCombiningClassMap, CanonicalCombiningClassMapBorrowed};
use icu_normalizer::{DecomposingNormalizer, DecomposingNormalizerBorrowed};
use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory};
use icu_properties::{CodePointSetData, CodePointSetDataBorrowed};

use super::class::{Class, category};

const NFKD: DecomposingNormalizerBorrowed<'static> = DecomposingNormalizer::new_nfkd();
const CASES: CaseMapperBorrowed<'static> = CaseMapper::new();
const COMBINING: CanonicalCombiningClassMapBorrowed<'static> = CanonicalCombiningClassMap::new();
const IGNORABLE: CodePointSetDataBorrowed<'static> =
    CodePointSetData::new::<DefaultIgnorableCodePoint>();

/// Appends the folded form of a token to `folded`. `token` is what the grammar found: it may hold apostrophes, points
/// and the broken end of a line, all of which vanish, except a point between two digits.
pub(super) fn fold_into(folded: &mut String, token: &str) {
    let mut fold = Fold {
        start: folded.len(),
        folded,
        point: None,
    };
    if token.chars().all(is_decomposed) {
        token.chars().for_each(|c| fold.push(c));
    } else {
        NFKD.normalize_iter(token.chars())
            .for_each(|c| fold.push(c));
    }
}

/// A folded form in the making.
struct Fold<'a> {
    folded: &'a mut String,
    start: usize,
    point: Option<char>,
}

impl Fold<'_> {
    /// One character of the decomposed token.
    fn push(&mut self, c: char) {
        match Class::of(c) {
            Class::Digit => self.push_digit(ascii_digit(c)),
            Class::Letter | Class::Pairs | Class::Triples => self.push_letter(c),
            Class::Mark if self.folded.len() > self.start && mark_is_kept(c) => {
                self.folded.push(plain_mark(c));
            }
            Class::Stop | Class::Comma => self.point = Some(folded_point(c)),
            _ => {}
        }
    }

    fn push_digit(&mut self, digit: char) {
        let after_digit = self.folded.as_bytes()[self.start..]
            .last()
            .is_some_and(u8::is_ascii_digit);
        if let Some(point) = self.point.take().filter(|_| after_digit) {
            self.folded.push(point);
        }
        self.folded.push(digit);
    }

    fn push_letter(&mut self, c: char) {
        self.point = None;
        match c {
            'a'..='z' | '一'..='鿿' => self.folded.push(c),
            'A'..='Z' => self.folded.push(c.to_ascii_lowercase()),
            _ if is_invisible(c) => {}
            _ => match CASES.simple_fold(c) {
                // The one full case folding that decomposition has not already done.
                'ß' => self.folded.push_str("ss"),
                'æ' => self.folded.push_str("ae"),
                'œ' => self.folded.push_str("oe"),
                c => self.folded.push(plain_letter(c)),
            },
        }
    }
}

/// Letters that are the plain letter to a desk without the key, though Unicode sees no mark in them; the two Persian letters
/// that Arabic keyboards type differently; and what Arabic desks write either way: alef without its wasla, yeh and teh
/// marbuta without their points.
fn plain_letter(c: char) -> char {
    match c {
        'ı' => 'i',
        'đ' => 'd',
        'ħ' => 'h',
        'ł' => 'l',
        'ø' => 'o',
        'ŧ' => 't',
        'ک' => 'ك',
        'ی' | 'ى' => 'ي',
        'ٱ' => 'ا',
        'ة' => 'ه',
        c => c,
    }
}

/// Hindi writes a nasal vowel with a moon or, as most newspapers do, with a point: पाँच, पांच.
fn plain_mark(c: char) -> char {
    match c {
        '\u{901}' => '\u{902}',
        c => c,
    }
}

/// Whether decomposition leaves `c` alone and nothing after it can be reordered: it spares most words the normaliser.
fn is_decomposed(c: char) -> bool {
    matches!(c, '\0'..='\x7F' | '’' | '一'..='鿿' | 'а'..='и' | 'к'..='я' | 'А'..='И' | 'К'..='Я' | 'α'..='ω')
}

/// Whether a mark tells words apart in print.
///
/// By canonical combining class. Kept: 0, 6, 8 and 9, the vowel signs of India and South-East Asia, kana voicing,
/// virama; 84-132, Telugu length marks (ై decomposes into one), Thai and Lao vowels and tones, Tibetan vowels.
/// Dropped: 1, strokes through a letter; 7, the nukta that Hindi newspapers set or leave out (फ़ैसला, फैसला); 10-36,
/// Hebrew, Arabic and Syriac points; from 200, what stands above and below Latin, Greek and Cyrillic, and the hamza and madda
/// of alef.
fn mark_is_kept(c: char) -> bool {
    let drawn = matches!(
        category(c),
        GeneralCategory::NonspacingMark
            | GeneralCategory::SpacingMark
            | GeneralCategory::OtherLetter
    );
    drawn && matches!(COMBINING.get_u8(c), 0 | 6 | 8 | 9 | 84..=132) && !IGNORABLE.contains(c)
}

/// Letters to UAX #29 that print nothing of their own: Hangul fillers, the signs set before Arabic numbers.
fn is_invisible(c: char) -> bool {
    IGNORABLE.contains(c) || category(c) == GeneralCategory::Format
}

/// Decimal digits stand in unbroken runs of ten that begin with zero, so a digit's value is its distance from the start of the run.
fn ascii_digit(c: char) -> char {
    if c.is_ascii() {
        return c;
    }
    let before = (0..c as u32)
        .rev()
        .map_while(char::from_u32)
        .take_while(|&c| category(c) == GeneralCategory::DecimalNumber);
    (b'0' + (before.count() % 10) as u8) as char
}

fn folded_point(c: char) -> char {
    match c {
        '٫' => '.',
        '⁄' => '⁄',
        _ if Class::of(c) == Class::Stop => '.',
        _ => ',',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(token: &str) -> String {
        let mut form = String::new();
        fold_into(&mut form, token);
        form
    }

    fn characters() -> impl Iterator<Item = String> {
        ('\0'..=char::MAX).map(String::from)
    }

    #[test]
    fn folding_twice_is_folding_once() {
        for c in characters() {
            let once = folded(&c);
            assert_eq!(folded(&once), once, "{c:?}");
        }
    }

    #[test]
    fn both_cases_of_every_letter_fold_alike() {
        let decompose = |c: &String| DecomposingNormalizer::new_nfd().normalize(c).into_owned();
        // Iota subscript is a mark, dropped with the accents; its capital is a letter, and stays.
        let with_iota = |c: &String| decompose(c).contains('\u{345}');
        for c in characters().filter(|c| !with_iota(c)) {
            assert_eq!(folded(&CASES.fold_string(&c)), folded(&c), "{c:?}");
        }
    }

    #[test]
    fn composed_and_decomposed_fold_alike() {
        for c in characters() {
            let decomposed = DecomposingNormalizer::new_nfd().normalize(&c);
            assert_eq!(folded(&decomposed), folded(&c), "{c:?}");
        }
    }

    #[test]
    fn what_needs_no_decomposition_folds_as_if_decomposed() {
        for c in ('\0'..=char::MAX).filter(|&c| is_decomposed(c)) {
            assert_eq!(NFKD.normalize(&c.to_string()), c.to_string());
        }
    }

    #[test]
    fn digits_of_every_script_are_the_ascii_digits() {
        for (digits, expected) in [
            ("٠٩", "09"),
            ("۳", "3"),
            ("३४", "34"),
            ("７", "7"),
            ("𝟗", "9"),
            ("𑛣", "9"),
        ] {
            assert_eq!(folded(digits), expected);
        }
    }
}
