//! HTML into the story that is marked up in it. It is read as it is written: no page is ever so broken that it cannot be read, only so that
//! less of it is told apart.

use html5gum::{DefaultEmitter, StartTag, State, Token, Tokenizer, naive_next_state};

use super::markup::Blocks;

/// A piece of a page, in the order they come.
pub(super) enum Piece<'p> {
    /// An element begins: its name in lower case, and the values of its attributes by their names.
    Begin(&'p str, &'p dyn Fn(&str) -> Option<String>),
    /// An element ends, whether it ever began or not.
    End(&'p str),
    /// What stands in it.
    Text(&'p str),
}

/// Calls `take` with each piece of a page.
pub(super) fn each_piece(html: &str, mut take: impl FnMut(Piece<'_>)) {
    let mut tokens = Tokenizer::new_with_emitter(html, DefaultEmitter::default());
    while let Some(Ok(token)) = tokens.next() {
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name);
                take(Piece::Begin(&name, &|attribute| value(&tag, attribute)));
                if tag.self_closing {
                    // XHTML, whatever it is sent as: a browser would take all that follows `<title/>` for a title.
                    take(Piece::End(&name));
                } else if let Some(state) = raw_text(&name) {
                    tokens.set_state(state);
                }
            }
            Token::EndTag(tag) => take(Piece::End(&String::from_utf8_lossy(&tag.name))),
            Token::String(text) => take(Piece::Text(&String::from_utf8_lossy(&text))),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
}

fn value(tag: &StartTag<()>, attribute: &str) -> Option<String> {
    let value = tag.attributes.get(attribute.as_bytes())?;
    let value = String::from_utf8_lossy(value).trim().to_owned();
    Some(value).filter(|value| !value.is_empty())
}

/// Adds the story in a piece of a page, such as the body of an item of a feed: as [`super::xml::add_story`] does for XML.
pub(super) fn add_story(html: &str, blocks: &mut Blocks) {
    each_piece(html, |piece| match piece {
        Piece::Begin(element, _) => blocks.begin(element),
        Piece::End(element) => blocks.end(element),
        Piece::Text(text) => blocks.text(text),
    });
}

/// How the content of an element is read in which tags are no tags: of scripts, styles and titles. (`plaintext` has no end.)
fn raw_text(element: &str) -> Option<State> {
    naive_next_state(element.as_bytes()).filter(|state| !matches!(state, State::PlainText))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn story(html: &str) -> String {
        let mut blocks = Blocks::default();
        add_story(html, &mut blocks);
        blocks.finish()
    }

    #[test]
    fn paragraphs_are_told_apart_whether_they_are_ended_or_not() {
        assert_eq!(
            story("<p>The ferries stayed\n in port.<p>Nobody <b>objected</b>.</p>"),
            "The ferries stayed in port.\n\nNobody objected."
        );
    }

    #[test]
    fn entities_are_the_characters_they_stand_for() {
        assert_eq!(story("Fish &amp; chips &eacute;&#8212;"), "Fish & chips é—");
    }

    #[test]
    fn scripts_and_styles_are_left_out_whatever_stands_in_them() {
        let page =
            "<p>One.</p><script>if (a<b) document.write('<p>no')</script><style>p{}</style>Two.";
        assert_eq!(story(page), "One.\n\nTwo.");
    }

    #[test]
    fn an_empty_title_of_xhtml_swallows_nothing() {
        assert_eq!(
            story("<html><head><title/></head><body><p>One.</p></body></html>"),
            "One."
        );
    }

    #[test]
    fn a_body_ends_a_head_that_was_left_open() {
        assert_eq!(story("<head><meta charset=utf-8><body>One.</body>"), "One.");
    }
}
