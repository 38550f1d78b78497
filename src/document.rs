//! The nouns every stage speaks of: an article, its place among the others, and a stretch of its text.
//!
//! A [`Corpus`] hands out text on demand, so that an archive larger than memory can be read record by record, and twice,
//! instead of being held.

use std::borrow::Cow;
use std::ops::Range;

use jiff::Timestamp;
use jiff::tz::Offset;

/// Which article of a [`Corpus`], counted from 0 in the order they were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId(pub u32);

impl DocumentId {
    /// The position in the corpus, as an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A half-open range of bytes of an article's text. Both ends fall on character boundaries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span `start..end`.
    pub fn new(start: usize, end: usize) -> Span {
        Span {
            start: start as u32,
            end: end as u32,
        }
    }

    /// The same as a range of indices.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Bytes in the span.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span holds nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// What is known of an article besides its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// The name the article goes by in every output; unique within its corpus.
    pub id: String,
    /// Headline.
    pub title: Option<String>,
    /// The agency or the outlet that ran it.
    pub source: Option<String>,
    /// When it was published, UTC; of a version of a story, when that version was sent.
    pub published: Option<Timestamp>,
    /// What a newsroom's format says besides; `None` where it says nothing. (In a box: most archives have a million headers without.)
    pub wire: Option<Box<Wire>>,
}

impl Header {
    /// Which version of its item it is, where a newsroom's format says it.
    pub fn version(&self) -> Option<u32> {
        self.wire.as_ref()?.version
    }

    /// What stands in the way of using the story as copy: `Usable` where nothing is said.
    pub fn status(&self) -> Status {
        self.wire
            .as_ref()
            .map_or(Status::Usable, |wire| wire.status)
    }
}

/// What newsroom formats say of a story besides its headline, source and date. All words as they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wire {
    /// The name that all versions of the story have in common: `guid`, `NewsItemId`, `doc-id`, `uri`.
    pub item: Option<String>,
    /// Which version of it: a later one has a higher number.
    pub version: Option<u32>,
    /// Whether it may be used.
    pub status: Status,
    /// When the first version was made, UTC.
    pub created: Option<Timestamp>,
    /// When this version was last changed, UTC, if that is not when it was published.
    pub revised: Option<Timestamp>,
    /// Not to be published before this moment, UTC.
    pub embargo: Option<Timestamp>,
    /// How far from UTC the clock was that `published` was written by.
    pub zone: Option<Offset>,
    /// Who wrote it: `By Anna Ruud`.
    pub byline: Option<String>,
    /// Where and when it was written: `KALBORG, March 3`.
    pub dateline: Option<String>,
    /// The few words by which a desk calls the story.
    pub slugline: Option<String>,
    /// Whom to name as its source.
    pub credit: Option<String>,
    /// Its language, as a BCP 47 tag.
    pub language: Option<String>,
    /// From 1, drop everything, to 9.
    pub urgency: Option<u8>,
    /// What kind of version it is, in the sender's words: `sig:update`, `correction`, `1stLd-Writethru`.
    pub signals: Vec<String>,
    /// Notes to editors: no part of the story.
    pub notes: Vec<String>,
}

/// Whether a story may be used (the IPTC's publishing status).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// It may.
    #[default]
    Usable,
    /// Not for now.
    Withheld,
    /// Not any more: it was killed.
    Canceled,
}

/// An article held in memory: what a library user without files hands over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// What is known of it.
    pub header: Header,
    /// Its text, as it came: every offset that comes out points into this.
    pub text: String,
}

impl Document {
    /// An article of which nothing but a name and the text is known.
    pub fn new(id: impl Into<String>, text: impl Into<String>) -> Document {
        Document {
            header: Header {
                id: id.into(),
                ..Header::default()
            },
            text: text.into(),
        }
    }
}

/// Articles that can be asked for their text more than once, from several threads.
///
/// A text is at most `u32::MAX` bytes long; a reader reports a longer one as a fault.
pub trait Corpus: Sync {
    /// How many articles.
    fn len(&self) -> usize;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What is known of one article. Panics if there is no such article.
    fn header(&self, document: DocumentId) -> &Header;

    /// The text of one article: the same bytes at every call. Panics if there is no such article.
    fn text(&self, document: DocumentId) -> Cow<'_, str>;

    /// About how many bytes of text there are in all: tables are sized by it, no result depends on it.
    fn text_bytes(&self) -> u64 {
        (0..self.len() as u32)
            .map(|n| self.text(DocumentId(n)).len() as u64)
            .sum()
    }

    /// Every article's id, in order.
    fn documents(&self) -> impl Iterator<Item = DocumentId> + Clone
    where
        Self: Sized,
    {
        (0..self.len() as u32).map(DocumentId)
    }
}

impl Corpus for Vec<Document> {
    fn len(&self) -> usize {
        Vec::len(self)
    }

    fn header(&self, document: DocumentId) -> &Header {
        &self[document.index()].header
    }

    fn text(&self, document: DocumentId) -> Cow<'_, str> {
        Cow::Borrowed(&self[document.index()].text)
    }
}
