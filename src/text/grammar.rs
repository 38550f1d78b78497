//! Classes into tokens: where a token ends that begins here. The only place that knows.
//!
//! A word is a maximal run of letters and digits with their marks. An apostrophe between two of them joins. A point
//! between digits joins and is kept; a full stop between single letters joins and is dropped (`U.S.`, `p.m.`). A word broken
//! at the end of a line goes on in the next. A run of a script without spaces becomes overlapping n-grams: a
//! dictionary would find better words, but other words in another version.

use icu_properties::props::{CanonicalCombiningClass, IndicConjunctBreak, Lowercase, Script};
use icu_properties::{CodePointMapData, CodePointSetData};

use super::class::{Class, is_hebrew_letter};
use super::fold::fold_into;
use crate::document::Span;

/// Emits what begins at byte `at` of `text` - a word, the n-grams of a run, or nothing, where a separator stands - and
/// returns where it ends. `folded` is memory for the folded form.
pub(super) fn take(
    text: &str,
    at: usize,
    folded: &mut String,
    emit: &mut impl FnMut(Span, &str),
) -> usize {
    let Some((c, next)) = character(text, at) else {
        return text.len();
    };
    let class = Class::of(c);
    let mut emit_folded = |start: usize, end: usize| {
        folded.clear();
        fold_into(folded, &text[start..end]);
        if !folded.is_empty() {
            emit(Span::new(start, end), folded);
        }
    };
    if class.is_word() {
        let end = Word::starting(text, next, c, class).end();
        emit_folded(at, end);
        return end;
    }
    match class.gram_width() {
        Some(width) => each_gram(text, at, class, width, emit_folded),
        None => next,
    }
}

/// A word being read.
struct Word<'a> {
    text: &'a str,
    /// One past the last byte that belongs to the word.
    at: usize,
    /// Its last letter or digit.
    last: char,
    class: Class,
    /// Letters and digits since the word began, or since the last full stop that joined.
    part: usize,
}

impl<'a> Word<'a> {
    fn starting(text: &'a str, at: usize, first: char, class: Class) -> Word<'a> {
        Word {
            text,
            at,
            last: first,
            class,
            part: 1,
        }
    }

    /// Reads on to the end of the word.
    fn end(mut self) -> usize {
        while let Some((c, next)) = character(self.text, self.at) {
            let class = Class::of(c);
            match class {
                Class::Letter | Class::Digit => self.accept(c, class, next),
                Class::Mark if c == SOFT_HYPHEN => {
                    self.at = self.across_line_end(next).unwrap_or(next)
                }
                Class::Mark => self.at = next,
                _ => match self.across(class, next) {
                    Some(beyond) => self.at = beyond,
                    None => break,
                },
            }
        }
        self.at
    }

    fn accept(&mut self, c: char, class: Class, next: usize) {
        self.last = c;
        self.class = class;
        self.part += 1;
        self.at = next;
    }

    /// Where the word goes on after a sign of this class that ends at `next`, if it does.
    fn across(&mut self, class: Class, next: usize) -> Option<usize> {
        let (following, _) = character(self.text, next)?;
        let following_class = Class::of(following);
        let between_digits = self.class == Class::Digit && following_class == Class::Digit;
        let joins = match class {
            Class::Apostrophe => following_class.is_word() && !is_hangul(following),
            Class::DoubleQuote => is_hebrew_letter(self.last) && is_hebrew_letter(following),
            Class::Stop if self.is_single_letter() && is_single_letter(self.text, next) => {
                self.part = 0;
                true
            }
            Class::Stop | Class::Comma => between_digits,
            Class::Hyphen => return self.across_line_end(next),
            _ => false,
        };
        joins.then_some(next)
    }

    fn is_single_letter(&self) -> bool {
        self.class == Class::Letter && self.part == 1
    }

    /// `govern-⏎ment`: where the word goes on in the next line, if it is broken by a hyphen that ends at `at`. Only before a
    /// lower-case letter: `Anglo-⏎American` is as likely two words.
    fn across_line_end(&self, at: usize) -> Option<usize> {
        let rest = self.text[at..].trim_start_matches(BLANKS);
        let line = rest
            .strip_prefix("\r\n")
            .or_else(|| rest.strip_prefix(['\n', '\r']))?
            .trim_start_matches(BLANKS);
        let lower = CodePointSetData::new::<Lowercase>();
        let goes_on = self.class == Class::Letter
            && line.starts_with(|c| lower.contains(c) && Class::of(c) == Class::Letter);
        goes_on.then_some(self.text.len() - line.len())
    }
}

const SOFT_HYPHEN: char = '\u{AD}';
const BLANKS: [char; 2] = [' ', '\t'];

/// Whether `c` is a Korean letter: a particle follows a closing quotation mark without a space (‘그렇다’고), and no word has an
/// apostrophe.
fn is_hangul(c: char) -> bool {
    !c.is_ascii() && CodePointMapData::<Script>::new().get(c) == Script::Hangul
}

/// Whether a letter stands at `at` and no letter or digit after it.
fn is_single_letter(text: &str, at: usize) -> bool {
    let mut classes = text[at..].chars().map(Class::of);
    classes.next() == Some(Class::Letter)
        && !classes
            .find(|&class| class != Class::Mark)
            .is_some_and(Class::is_word)
}

/// Emits the n-grams of the run of `class` that begins at `at`, or the whole run if it is shorter, and returns its end.
fn each_gram(
    text: &str,
    at: usize,
    class: Class,
    width: usize,
    mut emit: impl FnMut(usize, usize),
) -> usize {
    let mut starts = [at; 3];
    let mut clusters = 0;
    let mut end = at;
    while let Some(next) = cluster_end(text, end, class) {
        starts[clusters % width] = end;
        clusters += 1;
        end = next;
        if clusters >= width {
            emit(starts[clusters % width], end);
        }
    }
    if clusters < width {
        emit(at, end);
    }
    end
}

/// The end of the cluster at `at`: a character with its marks, and what a virama binds to it. `None` where the run ends.
fn cluster_end(text: &str, at: usize, class: Class) -> Option<usize> {
    let (first, mut end) = character(text, at)?;
    if Class::of(first) != class {
        return None;
    }
    let mut bound = false;
    while let Some((c, next)) = character(text, end) {
        match Class::of(c) {
            Class::Mark => bound = binds(c) || (bound && is_reordered(c)),
            other if other == class && bound => bound = false,
            _ => break,
        }
        end = next;
    }
    Some(end)
}

/// Whether `c` stacks the next consonant under this one, as the Khmer coeng does.
fn binds(c: char) -> bool {
    CodePointMapData::<IndicConjunctBreak>::new().get(c) == IndicConjunctBreak::Linker
}

/// Whether normalisation may move `c` across a virama.
fn is_reordered(c: char) -> bool {
    CodePointMapData::<CanonicalCombiningClass>::new().get(c)
        != CanonicalCombiningClass::NotReordered
}

/// The character at byte `at`, and where the next one begins.
fn character(text: &str, at: usize) -> Option<(char, usize)> {
    let c = text[at..].chars().next()?;
    Some((c, at + c.len_utf8()))
}
