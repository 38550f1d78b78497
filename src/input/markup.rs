//! Marked-up stories into plain text: what stands in a block of its own becomes a paragraph with a blank line behind it.
//!
//! White space inside a block is mostly the markup's own layout and collapses, as in a browser. But some agencies put a whole story in one
//! `<p>`, wrapped at 65 columns with four spaces before each paragraph, or with blank lines between them: there the line ends are the
//! sender's, and stay.

/// A story in the making. Elements are given by their local names in lower case, those of XHTML and of NITF alike.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    text: String,
    block: String,
    /// How many elements deep the reader is in what is no part of the story.
    skipped: usize,
    /// How many elements deep it is in what is set as it stands.
    preformatted: usize,
    /// White space collapses wherever a browser would collapse it.
    is_page: bool,
}

/// What begins and ends a paragraph.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "block",
    "body",
    "body.content",
    "bq",
    "caption",
    "credit",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "fn",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hl1",
    "hl2",
    "hr",
    "li",
    "main",
    "nav",
    "nitf-table",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tagline",
    "tbody",
    "tfoot",
    "thead",
    "tr",
    "ul",
];

/// What is no part of any story.
const SKIPPED: &[&str] = &[
    "audio",
    "body.end",
    "body.head",
    "button",
    "canvas",
    "head",
    "iframe",
    "math",
    "media",
    "nitf-colgroup",
    "nitf-table-metadata",
    "note",
    "noscript",
    "object",
    "pronounce",
    "script",
    "select",
    "style",
    "svg",
    "template",
    "textarea",
    "title",
    "video",
];

/// With what else a story in XHTML may begin.
const FIRST: &[&str] = &[
    "a", "b", "br", "em", "head", "html", "i", "img", "script", "span", "strong", "style", "u",
];

/// Whether an element marks up a story: what other XML calls its elements does not.
pub(super) fn is_of_story(element: &str) -> bool {
    BLOCKS.contains(&element) || FIRST.contains(&element)
}

impl Blocks {
    /// For a page of the web, in which no line end is the sender's but in `pre`.
    pub(super) fn of_page() -> Blocks {
        Blocks {
            is_page: true,
            ..Blocks::default()
        }
    }

    /// An element begins.
    pub(super) fn begin(&mut self, element: &str) {
        if SKIPPED.contains(&element) {
            self.skipped += 1;
        }
        if element == "body" {
            // The end of a head may be left out.
            self.skipped = 0;
        }
        match element {
            _ if self.skipped > 0 => {}
            "br" => self.block.push(LINE_BREAK),
            "td" | "th" if !self.block.is_empty() => self.block.push(' '),
            _ if BLOCKS.contains(&element) => self.end_block(),
            _ => {}
        }
        self.preformatted += usize::from(element == "pre");
    }

    /// An element ends. Whether it ever began is not asked.
    pub(super) fn end(&mut self, element: &str) {
        if SKIPPED.contains(&element) {
            self.skipped = self.skipped.saturating_sub(1);
        } else if self.skipped == 0 && BLOCKS.contains(&element) {
            self.end_block();
        }
        if element == "pre" {
            self.preformatted = self.preformatted.saturating_sub(1);
        }
    }

    /// What stands in it.
    pub(super) fn text(&mut self, text: &str) {
        if self.skipped == 0 {
            self.block.extend(text.chars().filter(|c| *c != LINE_BREAK));
        }
    }

    /// The text: paragraphs with a blank line between them.
    pub(super) fn finish(mut self) -> String {
        self.end_block();
        self.text
    }

    fn end_block(&mut self) {
        let block = std::mem::take(&mut self.block);
        if block.trim().is_empty() || block.chars().all(|c| c == LINE_BREAK || c.is_whitespace()) {
            return;
        }
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        if self.preformatted > 0 || (!self.is_page && is_laid_out(&block)) {
            let block = block.replace(LINE_BREAK, "\n");
            self.text
                .push_str(block.trim_matches(['\n', '\r']).trim_end());
        } else {
            push_collapsed(&block, &mut self.text);
        }
    }
}

/// Stands for `<br/>` until white space has collapsed.
const LINE_BREAK: char = '\u{1E}';

/// Whether the line ends in a block are the sender's: there are blank lines in it, or some of its lines are indented by two columns
/// more than others. (The first line is not asked: it follows the tag.)
fn is_laid_out(block: &str) -> bool {
    let lines: Vec<&str> = block.trim_end().lines().collect();
    let Some((_, rest)) = lines.split_first() else {
        return false;
    };
    let has_blank_line = {
        let inner = block.trim().lines();
        inner.clone().count() > 2 && inner.clone().any(|line| line.trim().is_empty())
    };
    let mut indents = rest
        .iter()
        .filter(|line| !line.replace(LINE_BREAK, "").trim().is_empty())
        .map(|line| indent(line));
    let Some(first) = indents.next() else {
        return false;
    };
    let (least, most) = indents.fold((first, first), |(least, most), indent| {
        (least.min(indent), most.max(indent))
    });
    least < MARKUP_INDENT && (has_blank_line || most >= least + MIN_INDENT)
}

/// Columns by which the first line of a paragraph is indented, at least.
const MIN_INDENT: usize = 2;
/// Wire copy has its other lines at the margin; lines of markup that was indented for its own sake have none there.
const MARKUP_INDENT: usize = 2;

/// A tab counts for eight.
fn indent(line: &str) -> usize {
    let white = line.chars().take_while(|c| c.is_whitespace());
    white.map(|c| if c == '\t' { 8 } else { 1 }).sum()
}

/// Adds a block, each run of white space as one space, each break as a line end.
fn push_collapsed(block: &str, text: &mut String) {
    let lines = block.split(LINE_BREAK).map(|line| {
        let words = line
            .split([' ', '\t', '\n', '\r', '\u{C}'])
            .filter(|word| !word.is_empty());
        words.collect::<Vec<_>>().join(" ")
    });
    text.push_str(lines.collect::<Vec<_>>().join("\n").trim_matches('\n'));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(story: &[(&str, &str)]) -> String {
        let mut blocks = Blocks::default();
        for (element, text) in story {
            blocks.begin(element);
            blocks.text(text);
            blocks.end(element);
        }
        blocks.finish()
    }

    #[test]
    fn the_layout_of_markup_collapses() {
        let text = of(&[
            (
                "p",
                "The harbour wall\n          will be rebuilt\n          in spring.\n       ",
            ),
            ("p", "  Nobody objected."),
        ]);
        assert_eq!(
            text,
            "The harbour wall will be rebuilt in spring.\n\nNobody objected."
        );
    }

    #[test]
    fn the_layout_of_a_wrapped_story_stays() {
        let wrapped =
            "    The harbour wall will be\nrebuilt in spring.\n    Nobody objected to the\nplan.\n";
        assert_eq!(of(&[("p", wrapped)]), wrapped.trim_end());
        let blank = "The harbour wall will be\nrebuilt in spring.\n\nNobody objected.";
        assert_eq!(of(&[("p", blank)]), blank);
    }

    #[test]
    fn what_is_no_part_of_the_story_is_left_out() {
        let text = of(&[
            ("script", "var wall = 1;"),
            ("p", "The wall."),
            ("style", "p {}"),
        ]);
        assert_eq!(text, "The wall.");
    }

    #[test]
    fn a_blank_line_in_markup_that_is_indented_throughout_is_no_layout() {
        let block = "\n     The wall.\n     \n     Nobody objected.\n   ";
        assert_eq!(of(&[("p", block)]), "The wall. Nobody objected.");
    }

    #[test]
    fn a_break_on_a_line_of_its_own_is_no_layout() {
        let mut blocks = Blocks::default();
        blocks.begin("p");
        blocks.text("\n   North 3\n");
        blocks.begin("br");
        blocks.text("\n   South 1\n");
        blocks.end("p");
        assert_eq!(blocks.finish(), "North 3\nSouth 1");
    }

    #[test]
    fn a_break_ends_a_line_and_no_paragraph() {
        let mut blocks = Blocks::default();
        blocks.begin("p");
        blocks.text("North 3\n   ");
        blocks.begin("br");
        blocks.text("South 1");
        blocks.end("p");
        assert_eq!(blocks.finish(), "North 3\nSouth 1");
    }
}
