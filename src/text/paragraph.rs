//! A text into paragraphs: what an editor cuts and moves whole.
//!
//! Archives mark paragraphs in three ways, and most texts keep to one of them:
//!
//! - a blank line between paragraphs (white space does not count; a form feed and U+2029 are as good);
//! - a first line that is indented by a tab or two spaces, as in wire copy of the 1980s, below a line that is not or that ends a
//!   sentence (lines indented alike, one below the other, are a table otherwise), or by an ideographic space;
//! - one line to a paragraph. A text most of which stands in lines of more than 120 columns was never wrapped, so every
//!   line end was meant.

use memchr::memchr3_iter;

use crate::document::Span;

/// The paragraphs of a text, in order, without the white space around them.
pub fn paragraphs(text: &str) -> Vec<Span> {
    let line_is_paragraph = is_unwrapped(text);
    let indent_begins = marks_first_lines(text);
    let mut found = Vec::new();
    let mut open: Option<Line> = None;
    let mut above_is_indented = true;
    for line in lines(text) {
        let indented = line.is_indented(text);
        let begins = line_is_paragraph
            || line.has_ideographic_indent(text)
            || (indented && !above_is_indented)
            || (indented && indent_begins && open.is_some_and(|above| above.ends_sentence(text)));
        if begins || line.is_blank(text) {
            found.extend(open.take().map(|paragraph| paragraph.trimmed(text)));
        }
        if !line.is_blank(text) {
            let start = open.map_or(line.start, |paragraph| paragraph.start);
            open = Some(Line { start, ..line });
        }
        if line.ends_page {
            found.extend(open.take().map(|paragraph| paragraph.trimmed(text)));
        }
        above_is_indented = indented;
    }
    found.extend(open.map(|paragraph| paragraph.trimmed(text)));
    found
}

/// Most teleprinter and terminal lines hold 69 to 80 columns, a wide printer 132 with margins.
const WIDEST_WRAPPED_LINE: usize = 120;

/// Whether most of the text stands in lines too long to have been wrapped.
fn is_unwrapped(text: &str) -> bool {
    let long: usize = lines(text)
        .map(|line| line.text(text))
        .filter(|line| is_wider_than(line, WIDEST_WRAPPED_LINE))
        .map(str::len)
        .sum();
    long > text.len() / 2
}

/// Whether a line takes more than so many columns. Ideographs, kana and Hangul take two each.
fn is_wider_than(line: &str, columns: usize) -> bool {
    let widths = line
        .chars()
        .map(|c| 1 + usize::from(matches!(c, '\u{1100}'..='\u{115F}' | '\u{2E80}'..='\u{A4CF}' | '가'..='힣' | '！'..='｠')));
    line.len() > columns && widths.take(columns + 1).sum::<usize>() > columns
}

/// Whether indents are for the first lines of paragraphs: the line below one is at the margin somewhere. (All of a text may be indented.)
fn marks_first_lines(text: &str) -> bool {
    let mut above_is_indented = false;
    lines(text).any(|line| {
        let is_below = above_is_indented && !line.is_indented(text) && !line.is_blank(text);
        above_is_indented = line.is_indented(text);
        is_below
    })
}

/// A line, without its end.
#[derive(Clone, Copy)]
struct Line {
    start: usize,
    end: usize,
    /// Whether a form feed or a paragraph separator ends it.
    ends_page: bool,
}

impl Line {
    fn text(self, text: &str) -> &str {
        &text[self.start..self.end]
    }

    fn is_blank(self, text: &str) -> bool {
        self.text(text).trim_start().is_empty()
    }

    fn is_indented(self, text: &str) -> bool {
        let line = self.text(text);
        line.starts_with('\t') || line.starts_with("  ")
    }

    /// Whether a sentence ends with it: a full stop or the like, quotation marks and brackets behind it looked through.
    fn ends_sentence(self, text: &str) -> bool {
        let line = self.text(text).trim_end();
        let line = line.trim_end_matches(['"', '”', '’', '\'', '»', ')', ']']);
        line.ends_with(['.', '!', '?', '…'])
    }

    /// Chinese and Japanese begin a paragraph so, and set nothing else so.
    fn has_ideographic_indent(self, text: &str) -> bool {
        self.text(text).starts_with('\u{3000}')
    }

    fn trimmed(self, text: &str) -> Span {
        let tail = self.text(text).trim_start();
        let start = self.end - tail.len();
        Span::new(start, start + tail.trim_end().len())
    }
}

/// The lines of a text, ended by LF, CR, CRLF, form feed or U+2029.
fn lines(text: &str) -> impl Iterator<Item = Line> {
    let mut page_start = 0;
    text.split('\u{2029}').flat_map(move |page| {
        let start = page_start;
        page_start += page.len() + '\u{2029}'.len_utf8();
        lines_of_page(page, start)
    })
}

/// The lines of a text without U+2029 that begins at byte `page_start`.
fn lines_of_page(page: &str, page_start: usize) -> impl Iterator<Item = Line> {
    let bytes = page.as_bytes();
    let mut next = 0;
    let line_ends = memchr3_iter(b'\n', b'\r', b'\x0C', bytes).chain([page.len()]);
    line_ends.filter_map(move |end| {
        let start = next;
        next = end + 1;
        let is_second_half_of_crlf = start == end
            && start > 0
            && bytes[start - 1] == b'\r'
            && bytes.get(end) == Some(&b'\n');
        (!is_second_half_of_crlf).then(|| Line {
            start: page_start + start,
            end: page_start + end,
            ends_page: bytes.get(end).is_none_or(|&byte| byte == b'\x0C'),
        })
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(text: &str) -> Vec<&str> {
        paragraphs(text)
            .iter()
            .map(|span| &text[span.range()])
            .collect()
    }

    #[test]
    fn a_blank_line_ends_a_paragraph_of_wrapped_lines() {
        let story = "The council voted late on Monday\nto close the bridge.\n\nRepairs will take\na year.\n  \t\n\nNobody objected.\n";
        assert_eq!(
            of(story),
            [
                "The council voted late on Monday\nto close the bridge.",
                "Repairs will take\na year.",
                "Nobody objected."
            ]
        );
    }

    #[test]
    fn an_indented_line_begins_a_paragraph() {
        let story = "    The council voted late on Monday\nto close the bridge.\n    Repairs will take\na year.\n\tNobody\nobjected.";
        assert_eq!(
            of(story),
            [
                "The council voted late on Monday\nto close the bridge.",
                "Repairs will take\na year.",
                "Nobody\nobjected."
            ]
        );
    }

    #[test]
    fn indented_lines_in_a_row_are_one_block() {
        let story = "The results:\n    North 3\n    South 1\nThe season ends in May.";
        assert_eq!(
            of(story),
            [
                "The results:",
                "North 3\n    South 1\nThe season ends in May."
            ]
        );
    }

    #[test]
    fn a_paragraph_of_one_line_ends_where_the_next_one_is_indented() {
        let story = "    The council voted late on Monday\nto close the bridge.\n    Nobody objected.\n    ``We will miss it,'' she said.''\n    Repairs will take\na year.";
        assert_eq!(
            of(story),
            [
                "The council voted late on Monday\nto close the bridge.",
                "Nobody objected.",
                "``We will miss it,'' she said.''",
                "Repairs will take\na year."
            ]
        );
    }

    #[test]
    fn a_text_that_is_indented_throughout_has_no_paragraphs_by_its_indents() {
        let verse = "    The bridge is closed.\n    The river rose.\n    Nobody crossed it.";
        assert_eq!(of(verse), [verse.trim()]);
    }

    #[test]
    fn dpa_wraps_at_69_columns_with_blank_lines_between() {
        let story = "Kalborg (nw) - The council of Vessby voted late on Monday to close the\nbridge over the river for a year.\n\nNobody objected, though the ferries are full and the next bridge lies\nforty kilometres to the north.\n\nnw ar hl\n";
        assert_eq!(of(story).len(), 3);
    }

    #[test]
    fn a_tab_and_spaces_begin_a_paragraph_of_anpa() {
        let story = "\t   KALBORG (NW) _ The council voted late on Monday\nto close the bridge.\n \n\t   Nobody objected.\n\t   ___\n\t   Repairs will take\na year.";
        assert_eq!(
            of(story),
            [
                "KALBORG (NW) _ The council voted late on Monday\nto close the bridge.",
                "Nobody objected.",
                "___\n\t   Repairs will take\na year."
            ]
        );
    }

    #[test]
    fn an_ideographic_space_always_begins_a_paragraph() {
        assert_eq!(
            of("　　市议会周一投票。\n　　没有人反对。\n"),
            ["市议会周一投票。", "没有人反对。"]
        );
    }

    #[test]
    fn in_a_text_that_was_never_wrapped_every_line_is_a_paragraph() {
        let long = "The council voted late on Monday to close the bridge, ".repeat(4);
        let story = format!("{long}\nNobody objected.\n{long}\n");
        assert_eq!(of(&story), [long.trim(), "Nobody objected.", long.trim()]);
        let chinese = "市议会周一晚投票决定关闭大桥，".repeat(5);
        assert_eq!(of(&format!("{chinese}\n没有人反对。\n{chinese}")).len(), 3);
    }

    #[test]
    fn one_long_line_does_not_unwrap_a_story() {
        let line = "The council voted late on Monday to close the bridge.\n";
        let story = format!("{}{}\n{}", line.repeat(5), "x".repeat(150), line.repeat(5));
        assert_eq!(of(&story).len(), 1);
    }

    #[test]
    fn every_kind_of_line_end_counts() {
        for end in ["\n", "\r\n", "\r"] {
            let story = ["One", "two.", "", "Three."].join(end);
            assert_eq!(of(&story), [&format!("One{end}two."), "Three."]);
        }
        assert_eq!(
            of("One\u{C}Two\u{2029}Three\u{2029}\u{2029}"),
            ["One", "Two", "Three"]
        );
    }

    #[test]
    fn white_space_holds_no_paragraph() {
        for text in ["", " \n\u{A0}\u{3000}\r\n\t", "\u{C}\u{2029}"] {
            assert!(paragraphs(text).is_empty());
        }
    }

    proptest! {
        #[test]
        fn paragraphs_are_trimmed_in_order_and_leave_out_only_white_space(text in "([a-zé中]{1,9}|[ \\t\\n\\r\u{C}\u{2029}\u{3000}]){0,60}") {
            let mut rest = String::new();
            let mut end = 0;
            for span in paragraphs(&text) {
                let body = &text[span.range()];
                prop_assert!(!body.is_empty() && body == body.trim());
                rest.push_str(&text[end..span.range().start]);
                end = span.range().end;
            }
            rest.push_str(&text[end..]);
            prop_assert_eq!(rest.trim(), "");
        }
    }
}
