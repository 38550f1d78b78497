//! Places where a quotation is printed into its story: which came first, and which have the same wording.

use std::collections::HashMap;

use crate::align::Passage;
use crate::document::{DocumentId, Span};

/// One printing of a quotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Printing {
    /// The article.
    pub document: DocumentId,
    /// `a` is of the quotation as it was asked for, `b` of the article.
    pub passage: Passage,
    /// One number for its words in order: printings of the same wording have the same.
    pub wording: u64,
}

/// Printings that have the same words in the same order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// The first of them, as its place among all printings.
    pub first: usize,
    /// How many they are.
    pub printings: usize,
}

/// The place that came closest to being a printing, and what it lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearPrinting {
    /// The article.
    pub document: DocumentId,
    /// Where in it.
    pub span: Span,
    /// Words of the quotation that it prints.
    pub matched_words: u32,
    /// What it lacks, in the user's words.
    pub lack: String,
}

/// All printings of one quotation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Printings {
    /// The oldest first; undated ones last; then by id and place.
    pub printings: Vec<Printing>,
    /// What came closest, if nothing was found.
    pub nearest: Option<NearPrinting>,
    /// Words of the quotation.
    pub quoted_words: u32,
    /// Words read.
    pub words: u64,
}

impl Printings {
    /// The wordings there are, in the order of their first printings.
    pub fn variants(&self) -> Vec<Variant> {
        let mut variants: Vec<Variant> = Vec::new();
        for (place, number) in self.variant_numbers().into_iter().enumerate() {
            match variants.get_mut(number) {
                Some(variant) => variant.printings += 1,
                None => variants.push(Variant {
                    first: place,
                    printings: 1,
                }),
            }
        }
        variants
    }

    /// For each printing, the place of its wording among the variants.
    pub fn variant_numbers(&self) -> Vec<usize> {
        let mut numbers = HashMap::new();
        let number = |printing: &Printing| {
            let next = numbers.len();
            *numbers.entry(printing.wording).or_insert(next)
        };
        self.printings.iter().map(number).collect()
    }
}
