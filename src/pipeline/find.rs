//! A quotation and an archive into every printing of it, through edits, the oldest first.
//!
//! One pass: each text is glanced at, and only those are read closely that hold enough of the quotation in one stretch.
//! What words are worth is the built-in estimate alone, never sharpened by the archive: whether a text prints the
//! quotation is between the two of them, and more articles never take a printing away.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::{Resources, Stage};
use crate::align::{Background, Glance, Place, Quotation, Quote, Side};
use crate::document::{Corpus, DocumentId};
use crate::settings::Bits;
use crate::sketch::sequence_hash;
use crate::story::{NearPrinting, Printing, Printings};

/// Finds where `quote` is printed in `archive`: whole or abridged, reworded, split by an attribution, re-ordered, and as often
/// as an article prints it.
///
/// ```
/// use wireprint::Document;
/// use wireprint::align::Quote;
/// use wireprint::pipeline::{Resources, find};
///
/// let quote = Quote::new("No ship will sail before the ice has gone")?;
/// let archive = vec![Document::new("gazette", "“No ship will sail,” the pilot said, “before all the ice has gone.”")];
/// let found = find(&quote, &archive, &Resources::new(1)?);
/// let printing = &found.printings[0].passage;
/// assert_eq!(
///     &archive[0].text[printing.b.range()],
///     "No ship will sail,” the pilot said, “before all the ice has gone"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn find(quote: &Quote, archive: &dyn Corpus, resources: &Resources) -> Printings {
    let background = &Background::default();
    let search = Search {
        quote,
        archive,
        background,
    };
    resources.run(|| search.result(resources))
}

/// One quotation looked for in one archive.
struct Search<'s> {
    quote: &'s Quote,
    archive: &'s dyn Corpus,
    background: &'s Background,
}

/// What one article gave.
struct Searched {
    document: DocumentId,
    words: u32,
    printings: Vec<Printing>,
    /// What neighbouring words of the quotation are worth that stand close together.
    glimpsed: Bits,
    /// The best place that is no printing.
    miss: Option<Place>,
}

impl Search<'_> {
    fn result(&self, resources: &Resources) -> Printings {
        let watch = resources.begin(Stage::SEARCH, self.archive.len() as u64);
        let documents = (0..self.archive.len() as u32)
            .into_par_iter()
            .map(DocumentId);
        let searched: Vec<Searched> = documents
            .map_init(
                || self.quotation(),
                |quotation, document| self.searched(quotation, document),
            )
            .inspect(|_| watch.advances(1))
            .collect();
        let mut printings: Vec<Printing> = searched
            .iter()
            .flat_map(|article| article.printings.iter().copied())
            .collect();
        printings.sort_by_key(|printing| (self.age(printing.document), printing.passage.b));
        Printings {
            nearest: printings
                .is_empty()
                .then(|| self.nearest(&searched))
                .flatten(),
            printings,
            quoted_words: self.quotation().count() as u32,
            words: searched
                .iter()
                .map(|article| u64::from(article.words))
                .sum(),
        }
    }

    /// For each thread its own: what its words are worth is looked up as it is needed.
    fn quotation(&self) -> Quotation<'_> {
        Quotation::new(self.quote, self.background)
    }

    fn searched(&self, quotation: &Quotation<'_>, document: DocumentId) -> Searched {
        let text = self.archive.text(document);
        let glance = quotation.glance(&text);
        let mut searched = Searched {
            document,
            words: glance.words,
            printings: Vec::new(),
            glimpsed: glance.best,
            miss: None,
        };
        if !glance.stretches.is_empty() {
            self.look(quotation, &text, &glance, &mut searched);
        }
        searched
    }

    /// Looks closely at what a glance found.
    fn look(
        &self,
        quotation: &Quotation<'_>,
        text: &str,
        glance: &Glance,
        searched: &mut Searched,
    ) {
        let side = Side::new(text, self.background);
        let places = quotation.places(&side, &glance.stretches);
        let (printings, misses): (Vec<Place>, Vec<Place>) = places
            .into_iter()
            .partition(|place| place.shortfall.is_none());
        searched.miss = misses
            .into_iter()
            .max_by_key(|place| (place.passage.bits, Reverse(place.words)));
        let printing = |place: Place| Printing {
            document: searched.document,
            passage: place.passage,
            wording: wording(&side, &place),
        };
        searched.printings = printings.into_iter().map(printing).collect();
    }

    /// The oldest first, undated ones last; then by id.
    fn age(&self, document: DocumentId) -> impl Ord {
        let header = self.archive.header(document);
        (header.published.is_none(), header.published, &header.id)
    }

    /// What came closest where nothing was found: the best place that was looked at, or else the best that was only glanced at.
    fn nearest(&self, searched: &[Searched]) -> Option<NearPrinting> {
        let close = searched.iter().filter(|article| article.glimpsed > Bits(0));
        let best = close.max_by_key(|article| {
            let miss = article.miss.map(|place| place.passage.bits);
            (miss, article.glimpsed, Reverse(self.age(article.document)))
        })?;
        let text = self.archive.text(best.document);
        let place = best.miss.or_else(|| self.best_place(&text))?;
        Some(NearPrinting {
            document: best.document,
            span: place.passage.b,
            matched_words: place.passage.matched_words,
            lack: place.shortfall?.to_string(),
        })
    }

    /// The best place of a text, wherever it is.
    fn best_place(&self, text: &str) -> Option<Place> {
        let side = Side::new(text, self.background);
        let whole = 0..side.len();
        let places = self.quotation().places(&side, &[whole]);
        places
            .into_iter()
            .max_by_key(|place| (place.passage.bits, Reverse(place.words)))
    }
}

/// One number for the words of a place, in order.
fn wording(text: &Side<'_>, place: &Place) -> u64 {
    let words = &text.tokens.as_slice()[place.words.0 as usize..place.words.1 as usize];
    let hashes: Vec<u64> = words.iter().map(|word| word.hash).collect();
    sequence_hash(&hashes)
}
