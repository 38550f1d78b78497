//! Two texts into two columns, for someone who has to judge whether the one stands for the other. Words that only one of them
//! has are marked as in a snippet, and what both have is left out but for its ends, as a diff leaves it out.

use std::iter;

use similar::DiffOp;
use textwrap::core::display_width;

use super::snippet::{Comparison, Word};
use super::style::Style;
use super::wording::{counted, plain};

/// Words shown on either side of what is left out of a stretch that both texts have.
const CONTEXT_WORDS: usize = 10;
/// Words shown at either end of a long stretch that only one text has.
const DIFFERENCE_WORDS: usize = 40;
/// Fewer are not worth leaving out.
const MIN_LEFT_OUT: usize = 8;
/// So many words of one text that stand in a row in the other too were moved, and are not marked.
const MOVED_WORDS: usize = 4;
/// Between the columns.
const RULE: &str = " │ ";

/// A word with what follows it, and how it is shown.
struct Piece {
    text: String,
    blank_after: bool,
    style: anstyle::Style,
}

/// What stands side by side: the pieces on the left and on the right begin on one line.
type Block = [Vec<Piece>; 2];

/// The lines that show `a` on the left and `b` on the right, folded to the columns of the style.
pub(super) fn side_by_side(a: &str, b: &str, style: &Style) -> Vec<String> {
    let versions = Comparison::of(a, b);
    let blocks = blocks(&versions, style);
    let lines = blocks.iter().flat_map(|block| lines(block, style));
    lines.collect()
}

/// Two plain texts side by side, in one look.
pub(super) fn columns(texts: &[String; 2], look: anstyle::Style, style: &Style) -> Vec<String> {
    let pieces = |text: &String| {
        let words = text.split(' ');
        words.map(|word| Piece::new(word, look)).collect()
    };
    lines(&texts.each_ref().map(pieces), style)
}

/// A line across both columns.
pub(super) fn rule(style: &Style) -> String {
    let half = "─".repeat(column_width(style) + 1);
    format!("{half}┼{half}")
}

/// A block up to each gap in what both texts have, and one for the gap.
fn blocks(versions: &Comparison<'_>, style: &Style) -> Vec<Block> {
    let (in_a, in_b) = (keys(&versions.a), keys(&versions.b));
    let mut blocks = vec![Block::default()];
    for op in &versions.differences {
        let (a, b) = (&versions.a[op.old_range()], &versions.b[op.new_range()]);
        let DiffOp::Equal { len, .. } = *op else {
            let block = last(&mut blocks);
            block[0].extend(difference(a, &in_b, ["[-", "-]"], style.only_a));
            block[1].extend(difference(b, &in_a, ["{+", "+}"], style.only_b));
            continue;
        };
        if len < 2 * CONTEXT_WORDS + MIN_LEFT_OUT {
            push_alike(last(&mut blocks), a, b);
            continue;
        }
        let (head, tail) = (CONTEXT_WORDS, len - CONTEXT_WORDS);
        push_alike(last(&mut blocks), &a[..head], &b[..head]);
        let left_out = || vec![left_out(tail - head, "alike")];
        blocks.push([left_out(), left_out()]);
        blocks.push(Block::default());
        push_alike(last(&mut blocks), &a[tail..], &b[tail..]);
    }
    blocks
}

fn last(blocks: &mut [Block]) -> &mut Block {
    let last = blocks.last_mut();
    last.expect("there is a block from the start, and none is taken away")
}

fn push_alike(block: &mut Block, a: &[Word<'_>], b: &[Word<'_>]) {
    for (side, words) in block.iter_mut().zip([a, b]) {
        side.extend(
            words
                .iter()
                .map(|word| Piece::of(word, anstyle::Style::new())),
        );
    }
}

/// What only one text has, between marks; unmarked if it stands elsewhere in the other.
fn difference(
    words: &[Word<'_>],
    other: &str,
    marks: [&str; 2],
    style: anstyle::Style,
) -> Vec<Piece> {
    let was_moved = words.len() >= MOVED_WORDS && other.contains(&keys(words));
    let look = if was_moved {
        anstyle::Style::new()
    } else {
        style
    };
    let mut pieces: Vec<Piece> = words.iter().map(|word| Piece::of(word, look)).collect();
    if let ([first, ..], [.., last_word], false) = (&mut pieces[..], words, was_moved) {
        first.text.insert_str(0, marks[0]);
        // The mark stands before the comma that follows.
        let last = pieces.last_mut().expect("it has a first");
        let after_word = last.text.len() - plain(last_word.gap).trim_end().len();
        last.text.insert_str(after_word, marks[1]);
    }
    if pieces.len() >= 2 * DIFFERENCE_WORDS + MIN_LEFT_OUT {
        let middle = DIFFERENCE_WORDS..pieces.len() - DIFFERENCE_WORDS;
        let gap = Piece {
            style: look,
            ..left_out(middle.len(), "more")
        };
        pieces.splice(middle, iter::once(gap));
    }
    pieces
}

fn left_out(words: usize, what: &str) -> Piece {
    let text = format!("… {} {what} …", counted(words as u64, "word"));
    Piece::new(&text, anstyle::Style::new())
}

/// What the words are compared by, in a row, each between blanks: so a run of words in it is a run of letters in it.
fn keys(words: &[Word<'_>]) -> String {
    let mut keys = String::from(" ");
    for word in words {
        keys.push_str(&word.key);
        keys.push(' ');
    }
    keys
}

impl Piece {
    fn new(text: &str, style: anstyle::Style) -> Piece {
        Piece {
            text: text.to_owned(),
            blank_after: true,
            style,
        }
    }

    fn of(word: &Word<'_>, style: anstyle::Style) -> Piece {
        let text = plain(&format!("{}{}", word.shown, word.gap));
        Piece {
            blank_after: text.ends_with(' '),
            text: text.trim_end().to_owned(),
            style,
        }
    }
}

fn column_width(style: &Style) -> usize {
    style.columns.saturating_sub(display_width(RULE)) / 2
}

/// A block as lines of two columns.
fn lines(block: &Block, style: &Style) -> Vec<String> {
    let width = column_width(style);
    let [left, right] = [folded(&block[0], width), folded(&block[1], width)];
    let count = left.len().max(right.len());
    let side = |lines: &[Vec<&Piece>], at: usize| {
        lines.get(at).map_or_else(Cell::default, |line| cell(line))
    };
    let line = |at: usize| {
        let (left, right) = (side(&left, at), side(&right, at));
        let missing = " ".repeat(width.saturating_sub(left.width));
        format!("{}{missing}{RULE}{}", left.text, right.text)
    };
    (0..count)
        .map(|at| line(at).trim_end().to_owned())
        .collect()
}

/// Pieces into lines no wider than `width`, but for a piece that is wider by itself.
fn folded(pieces: &[Piece], width: usize) -> Vec<Vec<&Piece>> {
    let (mut lines, mut taken) = (Vec::<Vec<&Piece>>::new(), 0);
    for piece in pieces {
        let own = display_width(&piece.text);
        match lines.last_mut() {
            Some(line) if taken + own <= width => line.push(piece),
            _ => {
                lines.push(vec![piece]);
                taken = 0;
            }
        }
        taken += own + usize::from(piece.blank_after);
    }
    lines
}

/// A line of one column, and how wide it looks.
#[derive(Default)]
struct Cell {
    text: String,
    width: usize,
}

fn cell(pieces: &[&Piece]) -> Cell {
    let mut cell = Cell::default();
    for (at, piece) in pieces.iter().enumerate() {
        let (text, style) = (&piece.text, piece.style);
        cell.text.push_str(&format!("{style}{text}{style:#}"));
        cell.width += display_width(text);
        if piece.blank_after && at + 1 < pieces.len() {
            cell.text.push(' ');
            cell.width += 1;
        }
    }
    cell
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(a: &str, b: &str, columns: usize) -> String {
        let style = Style {
            columns,
            ..Style::default()
        };
        side_by_side(a, b, &style).join("\n")
    }

    #[test]
    fn words_that_differ_are_marked_on_their_side() {
        let (removed, kept) = (
            "The well-known mayor, he said, will go.",
            "The mayor will step down.",
        );
        let found = shown(removed, kept, 73);
        let expected = "\
The [-well-known-] mayor, [-he      │ The mayor will {+step down+}.
said-], will [-go-].                │";
        assert_eq!(found, expected);
    }

    #[test]
    fn columns_are_folded_and_stay_beside_each_other() {
        let found = shown(
            "Sheep block the road to Cold Ash",
            "Goats block the road to Cold Ash",
            33,
        );
        let expected = "\
[-Sheep-] block │ {+Goats+} block
the road to     │ the road to
Cold Ash        │ Cold Ash";
        assert_eq!(found, expected);
    }

    #[test]
    fn what_both_have_is_left_out_but_for_its_ends() {
        let words: Vec<String> = (0..60).map(|n| format!("w{n}")).collect();
        let found = shown(&words.join(" "), &words.join(" "), 100);
        assert!(found.contains("\n… 40 words alike …"), "{found}");
        assert!(
            found.starts_with("w0 w1 ") && found.ends_with(" w59"),
            "{found}"
        );
        assert!(
            !found.contains("w10 ") && !found.contains(" w49 "),
            "{found}"
        );
    }

    #[test]
    fn what_was_moved_is_not_marked() {
        let (one, other) = (
            "The harbour wall will be rebuilt.",
            "Ferries sail again on Monday morning.",
        );
        let found = shown(&format!("{one} {other}"), &format!("{other} {one}"), 100);
        assert!(!found.contains("[-") && !found.contains("{+"), "{found}");
    }

    proptest! {
        #[test]
        fn any_two_texts_are_shown(a in "\\PC{0,60}", b in ".{0,60}", columns in 0usize..60) {
            shown(&a, &b, columns);
        }
    }

    #[test]
    fn a_long_addition_is_shown_by_its_ends() {
        let added: Vec<String> = (0..200).map(|n| format!("w{n}")).collect();
        let found = shown("Sheep.", &format!("Sheep. {}", added.join(" ")), 100);
        assert!(
            found.contains("{+w0 ") && found.contains("w199+}"),
            "{found}"
        );
        assert!(found.contains("… 120 words more …"), "{found}");
    }

    #[test]
    fn texts_without_blanks_are_folded_too_and_wide_letters_count_twice() {
        let found = shown(
            "東京都知事は七日、防災計画を発表した",
            "東京都知事は八日、防災計画を発表した",
            43,
        );
        for line in found.lines() {
            let left = line.split(RULE).next().unwrap();
            assert!(display_width(left) <= 20, "{found}");
        }
        assert!(found.contains("[-七") && found.contains("{+八"), "{found}");
    }
}
