//! Articles into those that were killed: what their sender canceled, and what a kill notice names.
//!
//! A wrong kill is worse than a missed one. A notice is one only if the lead tag says so *and* there is a story of that name, of the
//! same source and of the two days before; "Kill Bill returns" kills nothing.

use std::collections::BTreeMap;

use super::Step;
use super::version::{Marks, item, sent_in_order};
use crate::document::{Corpus, DocumentId, Header, Status};

/// What was killed in a corpus, and by which article: a canceled one by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kills {
    by: BTreeMap<DocumentId, DocumentId>,
}

impl Kills {
    /// Those of a corpus. Of what is in no newsroom's format, headlines alone are looked at.
    pub fn of(corpus: &dyn Corpus) -> Kills {
        let mut kills = Kills::default();
        let documents = || (0..corpus.len() as u32).map(DocumentId);
        let notices: Vec<DocumentId> = documents()
            .filter(|document| is_notice(corpus, *document))
            .collect();
        if notices.is_empty() {
            return kills;
        }
        let named_by_item = kills.of_items(corpus, &notices);
        let others: Vec<DocumentId> = notices
            .into_iter()
            .filter(|notice| !named_by_item.contains(notice))
            .collect();
        kills.of_names(corpus, &others);
        kills
    }

    /// Whether nothing was killed.
    pub fn is_empty(&self) -> bool {
        self.by.is_empty()
    }

    /// What killed an article; `None`: it lives.
    pub fn killed_by(&self, document: DocumentId) -> Option<DocumentId> {
        self.by.get(&document).copied()
    }

    /// Whether an article is itself what kills: canceled, or a kill notice.
    pub fn is_notice(&self, document: DocumentId) -> bool {
        self.killed_by(document) == Some(document)
    }

    /// What was killed, in corpus order, each with what killed it.
    pub fn iter(&self) -> impl Iterator<Item = (DocumentId, DocumentId)> {
        self.by.iter().map(|(killed, by)| (*killed, *by))
    }

    /// A canceled item takes its earlier versions with it, unless a later one takes that back. Tells which items have other versions.
    fn of_items(&mut self, corpus: &dyn Corpus, notices: &[DocumentId]) -> Vec<DocumentId> {
        let is_canceled =
            |document: &DocumentId| corpus.header(*document).status() == Status::Canceled;
        let canceled: Vec<DocumentId> = notices.iter().copied().filter(is_canceled).collect();
        self.by
            .extend(canceled.iter().map(|canceled| (*canceled, *canceled)));
        let mut items = BTreeMap::<_, Vec<DocumentId>>::new();
        for canceled in canceled {
            if let Some(item) = item(corpus.header(canceled)) {
                items.insert(item, Vec::new());
            }
        }
        if items.is_empty() {
            return Vec::new();
        }
        for document in (0..corpus.len() as u32).map(DocumentId) {
            let versions = item(corpus.header(document)).and_then(|item| items.get_mut(&item));
            if let Some(versions) = versions {
                versions.push(document);
            }
        }
        for versions in items.values() {
            let last = last(corpus, versions).filter(is_canceled);
            if let Some(last) = last {
                let living = versions.iter().filter(|version| !is_canceled(version));
                self.by.extend(living.map(|version| (*version, last)));
            }
        }
        items
            .into_values()
            .filter(|versions| versions.len() > 1)
            .flatten()
            .collect()
    }

    /// A kill notice takes the stories with it that it names.
    fn of_names(&mut self, corpus: &dyn Corpus, notices: &[DocumentId]) {
        let marks: Vec<_> = notices
            .iter()
            .map(|notice| (*notice, Marks::of(corpus.header(*notice))))
            .collect();
        for document in (0..corpus.len() as u32).map(DocumentId) {
            if self.by.contains_key(&document) || notices.contains(&document) {
                continue;
            }
            let header = corpus.header(document);
            let may_be = |notice: DocumentId| is_before(header, corpus.header(notice));
            if !notices.iter().any(|notice| may_be(*notice)) {
                continue;
            }
            let own = Marks::of(header);
            let by = marks
                .iter()
                .filter(|(notice, named)| {
                    may_be(*notice) && named.is_near(&own) && named.is_called_like(&own)
                })
                .min_by_key(|(notice, _)| {
                    let header = corpus.header(*notice);
                    (header.published, &header.id)
                });
            if let Some((notice, _)) = by {
                self.by.extend([(document, *notice), (*notice, *notice)]);
            }
        }
    }
}

/// Whether an article may kill: it is canceled, or its lead tag says so.
fn is_notice(corpus: &dyn Corpus, document: DocumentId) -> bool {
    let header = corpus.header(document);
    if header.status() == Status::Canceled {
        return true;
    }
    let kills = |tag: super::LeadTag| tag.step == Step::Kill;
    match &header.wire {
        None => {
            may_have_tag(header.title.as_deref().unwrap_or_default())
                && Marks::of(header).tag().is_some_and(kills)
        }
        Some(_) => Marks::of(header)
            .tag_with(|| corpus.text(document))
            .is_some_and(kills),
    }
}

/// Whether a headline has a mark that sets a lead tag off. (Most have none, and there may be a million; so no more is asked of those.)
fn may_have_tag(title: &str) -> bool {
    /// The first byte of a dash that is none of ASCII's.
    const DASH: u8 = 0xE2;
    let title = title.as_bytes();
    memchr::memchr3(b'-', b':', b'(', title).is_some()
        || memchr::memchr3(b',', b'[', DASH, title).is_some()
}

/// Whether a story can be what a notice kills: of the same source, and sent before it.
fn is_before(story: &Header, notice: &Header) -> bool {
    let times = story.published.zip(notice.published);
    story.source.is_some()
        && story.source == notice.source
        && times.is_some_and(|(story, notice)| story <= notice)
}

/// The version of an item that was sent last.
fn last(corpus: &dyn Corpus, versions: &[DocumentId]) -> Option<DocumentId> {
    let sent = sent_in_order(corpus, versions);
    let key = |(document, sent)| {
        let header = corpus.header(document);
        (sent, header.version(), &header.id)
    };
    let versions = versions.iter().copied().zip(sent);
    versions
        .max_by_key(|version| key(*version))
        .map(|(document, _)| document)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Document, Wire};

    fn article(id: &str, title: &str, published: &str) -> Document {
        let mut article = Document::new(id, "");
        article.header.title = Some(title.to_owned());
        article.header.source = Some("Northern Wire".to_owned());
        article.header.published = published.parse().ok();
        article
    }

    fn of_item(id: &str, version: u32, status: Status) -> Document {
        let mut article = article(id, "Ferries idle", "2026-03-02T09:00:00Z");
        article.header.wire = Some(Box::new(Wire {
            item: Some("nw-0301".to_owned()),
            version: Some(version),
            status,
            ..Wire::default()
        }));
        article
    }

    fn killed(corpus: &Vec<Document>) -> Vec<(u32, u32)> {
        Kills::of(corpus)
            .iter()
            .map(|(killed, by)| (killed.0, by.0))
            .collect()
    }

    #[test]
    fn a_canceled_item_takes_its_earlier_versions_with_it() {
        let corpus = vec![
            of_item("1", 1, Status::Usable),
            of_item("3", 3, Status::Canceled),
            of_item("2", 2, Status::Usable),
        ];
        assert_eq!(killed(&corpus), [(0, 1), (1, 1), (2, 1)]);
    }

    #[test]
    fn a_version_sent_after_the_cancellation_takes_it_back() {
        let corpus = vec![
            of_item("1", 1, Status::Usable),
            of_item("2", 2, Status::Canceled),
            of_item("3", 3, Status::Usable),
        ];
        assert_eq!(killed(&corpus), [(1, 1)]);
    }

    #[test]
    fn a_kill_notice_takes_the_story_that_it_names() {
        let corpus = vec![
            article("1", "Ferries idle", "2026-03-02T09:00:00Z"),
            article("2", "KILL-Ferries idle", "2026-03-02T11:00:00Z"),
            article("3", "UPDATE 1-Ferries idle", "2026-03-02T10:00:00Z"),
        ];
        assert_eq!(killed(&corpus), [(0, 1), (1, 1), (2, 1)]);
    }

    #[test]
    fn a_notice_that_names_no_story_kills_nothing_not_even_itself() {
        let named = article("1", "Ferries idle", "2026-03-02T09:00:00Z");
        let notice = article("2", "KILL-Ferries idle", "2026-03-02T11:00:00Z");
        let mut of_another = named.clone();
        of_another.header.source = Some("Harbour Gazette".to_owned());
        let mut later = named.clone();
        later.header.published = "2026-03-02T12:00:00Z".parse().ok();
        let mut earlier = named.clone();
        earlier.header.published = "2026-02-20T12:00:00Z".parse().ok();
        let mut renamed = named;
        renamed.header.title = Some("Ferries sail".to_owned());
        for other in [of_another, later, earlier, renamed] {
            assert_eq!(killed(&vec![other, notice.clone()]), []);
        }
    }
}
