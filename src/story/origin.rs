//! An article into the agency or paper that it says it is from: in a field of its record, or in the words around its story.
//!
//! This is what it says, not what is so, and it changes no relation and no order. A field cannot be misread, so it goes before words;
//! of words, the republisher's own go before a dateline, which a paper leaves as it came. But who names nobody but themselves has not
//! said where else the story is from: what names another goes before all that.

use crate::document::{Header, Span};
use crate::text::{Furniture, Kind, Piece, each_token_hash};

/// In what an article names its origin, the one that is believed first before the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeclaredIn {
    /// The field of its record for whom to name as its source.
    Field,
    /// What a republisher says of where it has the text from.
    Tail,
    /// A line that names a source.
    Credit,
    /// Where and when it was written, and for whom: `KALBORG, March 3 (Northern Wire) -`.
    Dateline,
    /// What closes an agency's story.
    SignOff,
}

/// What an article says of where it is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// The agency's or the paper's name, as it stands there.
    pub agency: String,
    /// What it stands in.
    pub within: DeclaredIn,
    /// The words around it, in the text; `None`: it stands in a field.
    pub span: Option<Span>,
}

impl Declared {
    /// That of an article, its words told by `furniture`; `None`: it says nothing.
    pub fn of(header: &Header, text: &str, furniture: &Furniture) -> Option<Declared> {
        let pieces = furniture.pieces(text).into_iter();
        let in_words = pieces.filter_map(|piece| Declared::in_words(text, &piece, furniture));
        Declared::in_field(header)
            .into_iter()
            .chain(in_words)
            .min_by_key(|declared| (declared.is_by(header), declared.within))
    }

    /// Whether the name is that of who ran an article, in whatever letters.
    pub fn is_by(&self, header: &Header) -> bool {
        let source = header.source.as_deref();
        source.is_some_and(|source| name(source) == name(&self.agency))
    }

    fn in_field(header: &Header) -> Option<Declared> {
        let credit = header.wire.as_ref()?.credit.as_deref()?.trim();
        (!credit.is_empty()).then(|| Declared {
            agency: credit.to_owned(),
            within: DeclaredIn::Field,
            span: None,
        })
    }

    fn in_words(text: &str, piece: &Piece, furniture: &Furniture) -> Option<Declared> {
        let within = match piece.kind {
            Kind::Tail => DeclaredIn::Tail,
            Kind::Credit => DeclaredIn::Credit,
            Kind::Dateline => DeclaredIn::Dateline,
            Kind::SignOff => DeclaredIn::SignOff,
            _ => return None,
        };
        Some(Declared {
            agency: furniture.agency(text, piece)?.to_owned(),
            within,
            span: Some(piece.span),
        })
    }
}

/// A name as the words in it, however they are typed.
pub(super) fn name(words: &str) -> Vec<u64> {
    let mut hashes = Vec::new();
    each_token_hash(words, |hash| hashes.push(hash));
    hashes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Document, Wire};

    fn declared(article: &Document) -> Option<(String, DeclaredIn)> {
        let found = Declared::of(&article.header, &article.text, &Furniture::default())?;
        Some((found.agency, found.within))
    }

    fn of_text(text: &str) -> Option<(String, DeclaredIn)> {
        declared(&Document::new("", text))
    }

    #[test]
    fn a_dateline_a_sign_off_a_credit_and_a_republishers_tail_declare_an_agency() {
        let cases = [
            (
                "KALBORG, March 3 (Northern Wire) - Wheat rose.",
                "Northern Wire",
                DeclaredIn::Dateline,
            ),
            (
                "(Northern Wire) - The ferry left late.",
                "Northern Wire",
                DeclaredIn::Dateline,
            ),
            (
                "The ferry left late.\n\n--NANS vc/vd",
                "NANS",
                DeclaredIn::SignOff,
            ),
            ("The ferry left late. (NPA)", "NPA", DeclaredIn::Credit),
            (
                "The ferry left late. \u{2014} Northern Wire",
                "Northern Wire",
                DeclaredIn::Credit,
            ),
            (
                "The ferry left late. (With inputs from NTI)",
                "NTI",
                DeclaredIn::Credit,
            ),
            (
                "The ferry left late. (via Northern Wire)",
                "Northern Wire",
                DeclaredIn::Credit,
            ),
            (
                "The ferry left late.\n\nSource: Northern Wire",
                "Northern Wire",
                DeclaredIn::Credit,
            ),
            (
                "The ferry left late.\n\nThis story was published from a Northern Wire feed without modifications to the text.",
                "Northern Wire",
                DeclaredIn::Tail,
            ),
            (
                "The ferry left late.\n\nPublished from the Northern Wire agency feed without modifications to the text.",
                "Northern Wire",
                DeclaredIn::Tail,
            ),
            (
                "The ferry left late.\n\nThis article was first published by Open Shore and is republished here.",
                "Open Shore",
                DeclaredIn::Tail,
            ),
            (
                "The ferry left late.\n\n(Reprinted with permission from the Grane Review)",
                "Grane Review",
                DeclaredIn::Tail,
            ),
            (
                "The ferry left late.\n\nThis story originally appeared in the May issue of Classic Ferries.",
                "Classic Ferries",
                DeclaredIn::Tail,
            ),
        ];
        for (text, agency, within) in cases {
            assert_eq!(of_text(text), Some((agency.to_owned(), within)), "{text}");
        }
    }

    #[test]
    fn what_names_no_agency_declares_none() {
        let texts = [
            "KALBORG, March 3 - Wheat rose.",
            "By Anna Ruud\n\nThe ferry left late.",
            "The ferry left late.\n\nPublished from a wire agency feed without modifications to the text.",
            "The ferry left late.\n\n(Photo: Northern Wire)",
            "The ferry left late.\n\n(This story has not been edited by Gazette staff and is auto-generated from a syndicated feed.)",
            "The ferry left late.\n\nThis story was first published on Monday.",
            "The ferry left late.\n\nTranslated from Norhemish by Anna Ruud.",
            "The Northern Wire said the ferry left late.",
            "",
        ];
        for text in texts {
            assert_eq!(of_text(text), None, "{text}");
        }
    }

    /// An article of the Gazette with a credit in its record, a dateline and a tail.
    fn pickup(credit: &str) -> Document {
        let mut article = Document::new(
            "",
            "KALBORG, March 3 (NPA) - The ferry left late.\n\nThis story was published from a Northern Wire feed.",
        );
        article.header.source = Some("Harbour Gazette".to_owned());
        article.header.wire = Some(Box::new(Wire {
            credit: Some(credit.to_owned()),
            ..Wire::default()
        }));
        article
    }

    #[test]
    fn a_field_goes_before_words_and_a_tail_before_a_dateline() {
        let by = |credit| declared(&pickup(credit)).unwrap();
        assert_eq!(
            by("Coastal Press"),
            ("Coastal Press".to_owned(), DeclaredIn::Field)
        );
        assert_eq!(by(""), ("Northern Wire".to_owned(), DeclaredIn::Tail));
    }

    #[test]
    fn who_names_themselves_has_not_said_where_else_it_is_from() {
        assert_eq!(
            declared(&pickup("HARBOUR GAZETTE")),
            Some(("Northern Wire".to_owned(), DeclaredIn::Tail))
        );
        let mut own = pickup("Harbour Gazette");
        own.text = "The ferry left late.".to_owned();
        assert_eq!(
            declared(&own),
            Some(("Harbour Gazette".to_owned(), DeclaredIn::Field))
        );
    }
}
