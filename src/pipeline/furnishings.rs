//! A text into its furniture, by rules and by the lines that were [learned](super::learned), and into the words of the story that is
//! left.

use hashbrown::HashSet;

use crate::document::Span;
use crate::sketch::sequence_hash;
use crate::text::{Furniture, Piece, each_token_hash, paragraphs};

/// By what furniture is recognised in one run.
pub(super) struct Furnishings {
    pub(super) rules: Furniture,
    pub(super) lines: Lines,
}

impl Furnishings {
    /// The furniture of a text, in order; no two pieces overlap.
    pub(super) fn pieces(&self, text: &str) -> Vec<Piece> {
        let mut pieces = self.rules.pieces(text);
        if !self.lines.is_empty() {
            let lines = edges(text).filter(|line| self.lines.has(&text[line.range()]));
            lines.for_each(|line| put(line, &mut pieces));
        }
        pieces
    }

    /// The hashes of the words of the story that a text tells, in order, into the memory of `hashes`; of all words where it has no story.
    pub(super) fn story_hashes(&self, text: &str, hashes: &mut Vec<u64>) {
        let mut pieces = self.rules.pieces(text);
        hashes_beside(&pieces, text, hashes);
        // Most texts have none of the lines, and need not be cut into paragraphs to know.
        if self.lines.may_be_among(hashes) {
            pieces = self.pieces(text);
            hashes_beside(&pieces, text, hashes);
        }
        if hashes.is_empty() {
            hashes_beside(&[], text, hashes);
        }
    }
}

/// The hashes of the words of a text that are in none of some pieces, in order, into the memory of `hashes`.
pub(super) fn hashes_beside(pieces: &[Piece], text: &str, hashes: &mut Vec<u64>) {
    hashes.clear();
    let ends = pieces.iter().map(|piece| piece.span.end as usize);
    let starts = pieces.iter().map(|piece| piece.span.start as usize);
    for (start, end) in [0].into_iter().chain(ends).zip(starts.chain([text.len()])) {
        each_token_hash(&text[start..end], |hash| hashes.push(hash));
    }
}

/// Puts a line among the pieces of a text, if it stands beside all of them.
fn put(line: Span, pieces: &mut Vec<Piece>) {
    let place = pieces.partition_point(|piece| piece.span.end <= line.start);
    if pieces
        .get(place)
        .is_none_or(|next| line.end <= next.span.start)
    {
        pieces.insert(place, Piece::learned(line));
    }
}

/// Paragraphs at the beginning of a text, and at its end, that may be such a line: what stands in the midst of a story is of it.
const EDGE: usize = 4;
/// Words of a line at most.
const MOST_WORDS: usize = 60;
/// Bytes of a line at most: no one needs to count the words of a longer paragraph.
pub(super) const MOST_BYTES: usize = 800;

/// The paragraphs near the beginning and the end of a text that are short enough for a line.
pub(super) fn edges(text: &str) -> impl Iterator<Item = Span> {
    let paragraphs = paragraphs(text);
    let end = paragraphs.len().saturating_sub(EDGE);
    let numbered = paragraphs.into_iter().enumerate();
    numbered
        .filter(move |(number, span)| {
            (*number < EDGE || *number >= end) && span.len() <= MOST_BYTES
        })
        .map(|(_, span)| span)
}

/// A paragraph as one number for all its words in order, white space, case and signs apart; `None` if it has none or too many.
pub(super) fn content(paragraph: &str) -> Option<u64> {
    let mut words = Vec::with_capacity(MOST_WORDS);
    each_token_hash(paragraph, |hash| words.push(hash));
    (1..=MOST_WORDS)
        .contains(&words.len())
        .then(|| sequence_hash(&words))
}

/// Lines, each known by its words.
#[derive(Default)]
pub(super) struct Lines {
    contents: HashSet<u64>,
    /// How many letters and digits they have: counted in a moment, and most paragraphs have another number.
    letters: HashSet<u32>,
    /// One word of each, that most texts do not have.
    words: HashSet<u64>,
}

impl Lines {
    fn is_empty(&self) -> bool {
        self.contents.is_empty()
    }

    fn has(&self, paragraph: &str) -> bool {
        self.letters.contains(&letters(paragraph))
            && content(paragraph).is_some_and(|content| self.contents.contains(&content))
    }

    /// Whether a text with these words may have one of them.
    fn may_be_among(&self, words: &[u64]) -> bool {
        !self.is_empty() && words.iter().any(|word| self.words.contains(word))
    }
}

/// Of lines: the [`content`] of each, how many [`letters`] it has in one way it was printed, and one of its words.
impl FromIterator<(u64, u32, u64)> for Lines {
    fn from_iter<I: IntoIterator<Item = (u64, u32, u64)>>(lines: I) -> Lines {
        let (contents, letters, words) = lines.into_iter().collect();
        Lines {
            contents,
            letters,
            words,
        }
    }
}

/// The letters and digits of ASCII in a paragraph.
pub(super) fn letters(paragraph: &str) -> u32 {
    let bytes = paragraph.bytes();
    bytes.filter(u8::is_ascii_alphanumeric).count() as u32
}
