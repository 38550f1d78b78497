//! HTML into the story that is marked up in it. It is read as it is written: no page is ever so broken that it cannot be read, only so that
//! less of it is told apart.

use html5gum::{DefaultEmitter, State, Token, Tokenizer, naive_next_state};

use super::markup::Blocks;

/// Adds the story in a page or in a piece of one: as [`super::xml::add_story`] does for XML.
pub(super) fn add_story(html: &str, blocks: &mut Blocks) {
    let mut tokens = Tokenizer::new_with_emitter(html, DefaultEmitter::default());
    while let Some(Ok(token)) = tokens.next() {
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name);
                blocks.begin(&name);
                if tag.self_closing {
                    // XHTML, whatever it is sent as: a browser would take all that follows `<title/>` for a title.
                    blocks.end(&name);
                } else if let Some(state) = raw_text(&name) {
                    tokens.set_state(state);
                }
            }
            Token::EndTag(tag) => blocks.end(&String::from_utf8_lossy(&tag.name)),
            Token::String(text) => blocks.text(&String::from_utf8_lossy(&text)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
}

/// A piece of text in which characters are written as entities, in these characters.
pub(super) fn decoded(text: &str) -> String {
    let mut decoded = String::new();
    let mut tokens = Tokenizer::new_with_emitter(text, DefaultEmitter::default());
    while let Some(Ok(token)) = tokens.next() {
        if let Token::String(text) = token {
            decoded.push_str(&String::from_utf8_lossy(&text));
        }
    }
    decoded
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
