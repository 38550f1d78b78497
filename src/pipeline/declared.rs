//! What the articles that share text say of where they are from: asked of each once, however many it shares text with.
//!
//! A field of a record cannot be misread, so it goes before words; of words, the republisher's own go before a dateline, which a paper
//! leaves as it came. But who names nobody but themselves has not said where else the story is from: what names another goes before all
//! that.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::question::Rank;
use super::run::{Compared, Run};
use crate::document::{DocumentId, Header};
use crate::story::Declared;
use crate::text::{Furniture, Kind, Piece};

/// By article: of the input, and of the corpus it is held against.
pub(super) type OfBothSides = (
    BTreeMap<DocumentId, Declared>,
    BTreeMap<DocumentId, Declared>,
);

/// What the articles of these pairs declare; an article that declares nothing is left out.
pub(super) fn declared(run: &Run<'_>, shared: &[Compared]) -> OfBothSides {
    let mut ranks: Vec<Rank> = shared.iter().flat_map(|pair| [pair.a, pair.b]).collect();
    ranks.par_sort_unstable();
    ranks.dedup();
    let of_article = |rank: &Rank| {
        let (header, text) = (run.articles.header(*rank), run.articles.text(*rank));
        let declared = declared_by(header, &text, &run.settings.furniture)?;
        Some((*rank, declared))
    };
    let found: Vec<(Rank, Declared)> = ranks.par_iter().filter_map(of_article).collect();
    let (mut of_input, mut of_against) = OfBothSides::default();
    for (rank, declared) in found {
        let side = match run.articles.is_against(rank) {
            true => &mut of_against,
            false => &mut of_input,
        };
        side.insert(run.articles.document(rank), declared);
    }
    (of_input, of_against)
}

/// In what an origin is declared, besides a field: what is believed first before the others.
const BELIEVED: [Kind; 4] = [Kind::Tail, Kind::Credit, Kind::Dateline, Kind::SignOff];

/// What an article declares, its words told by `furniture`.
fn declared_by(header: &Header, text: &str, furniture: &Furniture) -> Option<Declared> {
    let pieces = furniture.pieces(text).into_iter();
    let of_words = pieces.filter_map(|piece| in_words(text, &piece, furniture));
    let all = in_field(header).into_iter().chain(of_words);
    let place = |declared: &Declared| {
        let (kind, _) = declared.words?;
        BELIEVED.iter().position(|believed| *believed == kind)
    };
    all.min_by_key(|declared| (declared.is_by(header), place(declared)))
}

fn in_field(header: &Header) -> Option<Declared> {
    let credit = header.wire.as_ref()?.credit.as_deref()?.trim();
    (!credit.is_empty()).then(|| Declared {
        agency: credit.to_owned(),
        words: None,
    })
}

fn in_words(text: &str, piece: &Piece, furniture: &Furniture) -> Option<Declared> {
    if !BELIEVED.contains(&piece.kind) {
        return None;
    }
    let agency = furniture
        .agency(text, piece)
        .filter(|name| may_be_name(name))?;
    Some(Declared {
        agency: agency.to_owned(),
        words: Some((piece.kind, piece.span)),
    })
}

/// Words in the name of an agency, or a paper, at most.
const MOST_WORDS: usize = 5;
/// Letters of a name in small letters, such as dpa, at most.
const SMALL_LETTERS: usize = 3;

/// Whether words may be a name: what stands where one is looked for may be a sentence.
fn may_be_name(words: &str) -> bool {
    let is_small = words.starts_with(char::is_lowercase);
    words.split_whitespace().count() <= MOST_WORDS
        && !words.contains(". ")
        && !(is_small && words.chars().count() > SMALL_LETTERS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Document, Wire};

    fn declared(article: &Document) -> Option<(String, &'static str)> {
        let found = declared_by(&article.header, &article.text, &Furniture::default())?;
        Some((found.agency.clone(), found.declared_in()))
    }

    fn of_text(text: &str) -> Option<(String, &'static str)> {
        declared(&Document::new("", text))
    }

    #[test]
    fn a_dateline_a_sign_off_a_credit_and_a_republishers_tail_declare_an_agency() {
        let cases = [
            (
                "KALBORG, March 3 (Northern Wire) - Wheat rose.",
                "Northern Wire",
                "dateline",
            ),
            (
                "(Northern Wire) - The ferry left late.",
                "Northern Wire",
                "dateline",
            ),
            ("The ferry left late.\n\n--NANS vc/vd", "NANS", "sign-off"),
            ("The ferry left late. (NPA)", "NPA", "credit"),
            (
                "The ferry left late. \u{2014} Northern Wire",
                "Northern Wire",
                "credit",
            ),
            (
                "The ferry left late. (With inputs from NTI)",
                "NTI",
                "credit",
            ),
            (
                "The ferry left late. (via Northern Wire)",
                "Northern Wire",
                "credit",
            ),
            (
                "The ferry left late.\n\nSource: Northern Wire",
                "Northern Wire",
                "credit",
            ),
            (
                "The ferry left late.\n\nThis story was published from a Northern Wire feed without modifications to the text.",
                "Northern Wire",
                "tail",
            ),
            (
                "The ferry left late.\n\nPublished from the Northern Wire agency feed without modifications to the text.",
                "Northern Wire",
                "tail",
            ),
            (
                "The ferry left late.\n\nThis article was first published by Open Shore and is republished here.",
                "Open Shore",
                "tail",
            ),
            (
                "The ferry left late.\n\n(Reprinted with permission from the Grane Review)",
                "Grane Review",
                "tail",
            ),
            (
                "The ferry left late.\n\nThis story originally appeared in the May issue of Classic Ferries.",
                "Classic Ferries",
                "tail",
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
            "The ferry left late.\n\nMORE",
            "The ferry left late. (via text message)",
            "The ferry left late. (Source: An old friend of the harbour master)",
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
        assert_eq!(by("Coastal Press"), ("Coastal Press".to_owned(), "field"));
        assert_eq!(by(""), ("Northern Wire".to_owned(), "tail"));
    }

    #[test]
    fn who_names_themselves_has_not_said_where_else_it_is_from() {
        assert_eq!(
            declared(&pickup("HARBOUR GAZETTE")),
            Some(("Northern Wire".to_owned(), "tail"))
        );
        let mut own = pickup("Harbour Gazette");
        own.text = "The ferry left late.".to_owned();
        assert_eq!(
            declared(&own),
            Some(("Harbour Gazette".to_owned(), "field"))
        );
    }
}
