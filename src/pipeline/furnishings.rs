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
        hashes.clear();
        let pieces = self.pieces(text);
        for stretch in beside(&pieces, text) {
            each_token_hash(&text[stretch.range()], |hash| hashes.push(hash));
        }
        if hashes.is_empty() && !pieces.is_empty() {
            each_token_hash(text, |hash| hashes.push(hash));
        }
    }
}

/// What of a text stands beside its furniture, stretch by stretch.
pub(super) fn beside(pieces: &[Piece], text: &str) -> impl Iterator<Item = Span> {
    let ends = pieces.iter().map(|piece| piece.span.end as usize);
    let starts = pieces.iter().map(|piece| piece.span.start as usize);
    let stretches = [0].into_iter().chain(ends).zip(starts.chain([text.len()]));
    stretches.map(|(start, end)| Span::new(start, end))
}

/// Puts a line among the pieces of a text, in place of those that are part of it; where one reaches further, or is the same, that one
/// stays.
fn put(line: Span, pieces: &mut Vec<Piece>) {
    let is_beside = |piece: &Piece| piece.span.end <= line.start || line.end <= piece.span.start;
    let is_part = |piece: &Piece| {
        line.start <= piece.span.start && piece.span.end <= line.end && piece.span != line
    };
    if pieces
        .iter()
        .all(|piece| is_beside(piece) || is_part(piece))
    {
        pieces.retain(is_beside);
        let place = pieces.partition_point(|piece| piece.span.start < line.start);
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
}

impl Lines {
    fn is_empty(&self) -> bool {
        self.contents.is_empty()
    }

    fn has(&self, paragraph: &str) -> bool {
        self.letters.contains(&letters(paragraph))
            && content(paragraph).is_some_and(|content| self.contents.contains(&content))
    }
}

/// Of lines, each known by its [`content`] and by how many [`letters`] it has in one way it was printed.
impl FromIterator<(u64, u32)> for Lines {
    fn from_iter<I: IntoIterator<Item = (u64, u32)>>(lines: I) -> Lines {
        let (contents, letters) = lines.into_iter().unzip();
        Lines { contents, letters }
    }
}

/// The letters and digits of ASCII in a paragraph.
pub(super) fn letters(paragraph: &str) -> u32 {
    let bytes = paragraph.bytes();
    bytes.filter(u8::is_ascii_alphanumeric).count() as u32
}
