//! A character into its class: all that the grammar of words knows of it.
//!
//! The classes are those of UAX #29 (Word_Break), tailored for newspapers: apostrophes and points have classes of their
//! own because they may join, hyphens because they may end a line, and scripts written without spaces because their
//! words cannot be found by looking at characters.

use icu_properties::props::{GeneralCategory, GeneralCategoryGroup, Script, WordBreak};
use icu_properties::{CodePointMapData, CodePointMapDataBorrowed};

/// What a character is to the grammar of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// Part of a word; also numbers that are not decimal digits (½, ², Ⅳ).
    Letter,
    /// A decimal digit of any script.
    Digit,
    /// Written on, or invisible after, the character before it: accents, vowel signs, joiners, soft hyphens.
    Mark,
    /// Joins the letters on both sides and is dropped.
    Apostrophe,
    /// Joins Hebrew letters, which write their acronyms with it (צה"ל), and separates all else.
    DoubleQuote,
    /// A full stop: kept between digits, dropped between single letters.
    Stop,
    /// Kept between digits: commas, the marks of decimals and thousands, the fraction slash.
    Comma,
    /// May break a word at the end of a line.
    Hyphen,
    /// Of a script without spaces whose words are mostly two characters long.
    Pairs,
    /// Of a script without spaces whose words take about three clusters.
    Triples,
    /// Separates.
    Other,
}

const WORD_BREAK: CodePointMapDataBorrowed<'static, WordBreak> = CodePointMapData::new();
const CATEGORY: CodePointMapDataBorrowed<'static, GeneralCategory> = CodePointMapData::new();
const SCRIPT: CodePointMapDataBorrowed<'static, Script> = CodePointMapData::new();

impl Class {
    /// The class of `c`.
    ///
    /// The ranges are the letters that most text is made of; they only spare three look-ups in the tables of Unicode, and
    /// a test compares them with those tables, character by character.
    pub(super) fn of(c: char) -> Class {
        match c {
            'a'..='z' | 'A'..='Z' => Class::Letter,
            '0'..='9' => Class::Digit,
            '\0'..='\x7F' | '“' | '”' | '–' | '—' | '\u{A0}' => {
                Class::of_sign(c).unwrap_or(Class::Other)
            }
            'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ɏ' | 'Α'..='Ρ' | 'Σ'..='ώ' | 'А'..='я' => {
                Class::Letter
            }
            'א'..='ת' | 'ء'..='ؿ' | 'ف'..='ي' | 'अ'..='ह' | '가'..='힣' => {
                Class::Letter
            }
            'ぁ'..='ゖ' | 'ァ'..='ヺ' | '一'..='鿿' => Class::Pairs,
            'ก'..='ะ' => Class::Triples,
            _ => Class::by_property(c),
        }
    }

    /// Whether a word can be made of it.
    pub(super) fn is_word(self) -> bool {
        matches!(self, Class::Letter | Class::Digit)
    }

    /// Characters per n-gram, for a script without spaces. Two for Chinese and Japanese, as search engines do; three for the
    /// alphabetic scripts of South-East Asia, where two clusters are met everywhere.
    pub(super) fn gram_width(self) -> Option<usize> {
        match self {
            Class::Pairs => Some(2),
            Class::Triples => Some(3),
            _ => None,
        }
    }

    fn by_property(c: char) -> Class {
        Class::of_sign(c).unwrap_or_else(|| match WORD_BREAK.get(c) {
            WordBreak::Extend | WordBreak::Format | WordBreak::ZWJ => Class::Mark,
            WordBreak::Katakana => Class::Pairs,
            word_break => Class::of_base(c, word_break),
        })
    }

    fn of_base(c: char, word_break: WordBreak) -> Class {
        let category = CATEGORY.get(c);
        if category == GeneralCategory::DecimalNumber {
            return Class::Digit;
        }
        let in_a_word = GeneralCategoryGroup::Letter.contains(category)
            || GeneralCategoryGroup::Number.contains(category);
        match SCRIPT.get(c) {
            Script::Han | Script::Hiragana | Script::Katakana | Script::Bopomofo if in_a_word => {
                Class::Pairs
            }
            script if in_a_word && is_south_east_asian(script) => Class::Triples,
            _ if in_a_word || is_squared_unit(c) => Class::Letter,
            _ => match word_break {
                WordBreak::ALetter | WordBreak::HebrewLetter | WordBreak::Numeric => Class::Letter,
                _ => Class::Other,
            },
        }
    }

    /// The signs whose class is ours, not UAX #29's.
    fn of_sign(c: char) -> Option<Class> {
        Some(match c {
            '\'' | '’' | '‘' | 'ʼ' | 'ʻ' | '`' | '´' | '＇' | '׳' | '\u{1FEF}' | '\u{1FFD}' => {
                Class::Apostrophe
            }
            '"' | '“' | '”' | '״' => Class::DoubleQuote,
            '.' | '․' | '﹒' | '．' => Class::Stop,
            ',' | '،' | '٬' | '٫' | '﹐' | '，' | '⁄' => Class::Comma,
            '-' | '\u{2010}' => Class::Hyphen,
            // The numerator of nothing: alone of all fractions it would end in its slash.
            '⅟' => Class::Other,
            // Tatweel stretches a line and says nothing. The zero-width space marks where Khmer and Thai lines may
            // break: one outlet sets it between all words, the next nowhere.
            'ـ' | '\u{200B}' => Class::Mark,
            // Thai and Lao AA and AM follow their consonant: ำ is also written ํ + า, and must count alike.
            'า' | 'ำ' | 'າ' | 'ຳ' => Class::Mark,
            _ => return None,
        })
    }
}

/// Clusters in the n-gram that a folded token is; `None` for a word.
pub(crate) fn gram_width(folded: &str) -> Option<usize> {
    let first = folded.chars().next().filter(|c| !c.is_ascii())?;
    Class::of(first).gram_width()
}

/// Whether UAX #29 counts `c` as a Hebrew letter.
pub(super) fn is_hebrew_letter(c: char) -> bool {
    WORD_BREAK.get(c) == WordBreak::HebrewLetter
}

/// The general category of `c`.
pub(super) fn category(c: char) -> GeneralCategory {
    CATEGORY.get(c)
}

fn is_south_east_asian(script: Script) -> bool {
    matches!(
        script,
        Script::Thai
            | Script::Lao
            | Script::Khmer
            | Script::Myanmar
            | Script::TaiLe
            | Script::NewTaiLue
            | Script::TaiTham
            | Script::TaiViet
    )
}

/// ㎏, ㎡ and their like: symbols to Unicode, units to a newspaper.
fn is_squared_unit(c: char) -> bool {
    matches!(c, '\u{3371}'..='\u{337A}' | '\u{3380}'..='\u{33DF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_cut_agrees_with_the_tables_of_unicode() {
        let differ: Vec<char> = ('\0'..=char::MAX)
            .filter(|&c| Class::of(c) != Class::by_property(c))
            .collect();
        assert!(differ.is_empty(), "{differ:?}");
    }

    #[test]
    fn every_sign_of_the_newsroom_has_its_class() {
        let expected = [
            (Class::Letter, "aZéßяΩעعह가½²①㎏"),
            (Class::Digit, "0９٣३๓"),
            (
                Class::Mark,
                "\u{301}\u{AD}\u{200C}\u{200D}\u{200F}ـ्ิ\u{FE0F}",
            ),
            (Class::Apostrophe, "'’‘ʼ`´＇׳"),
            (Class::Pairs, "中々〇ひカーｶㄅ"),
            (Class::Triples, "กລកက"),
            (Class::Other, "_–—‑ \n\u{A0}…«™👍。、！/"),
        ];
        for (class, characters) in expected {
            for c in characters.chars() {
                assert_eq!(Class::of(c), class, "{c:?}");
            }
        }
    }
}
