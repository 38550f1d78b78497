//! What `overlap` found into the rows that tell stories from their versions: each version with what is new in it, and who holds text of
//! what was killed.

use std::collections::{BTreeMap, HashMap};

use super::record::fraction;
use super::{Found, KilledRow, Table, VersionRow};
use crate::document::DocumentId;
use crate::story::{Overlap, Version};
use crate::text::each_token_hash;

/// An article that holds text of another, how much of it, and in how many passages.
#[derive(Clone, Copy)]
struct Holding {
    killed: DocumentId,
    coverage: f64,
    passages: usize,
}

impl<'f> Found<'f> {
    /// A row for each version of each story that was sent in several, the story sent first before the others. None where a second corpus
    /// is held against: the stories are those of the input.
    pub fn versions_table(&self) -> Table<'f> {
        if self.against.is_some() {
            return Table::of_versions(std::iter::empty());
        }
        let shared = self.shared();
        let rows = self.chains().stories().flat_map(|story| {
            let before = std::iter::once(None).chain(story.iter().map(Some));
            let with_before = story.iter().zip(before);
            let row = |(version, before)| self.version_row(&story[0], version, before, &shared);
            with_before.map(row).collect::<Vec<_>>()
        });
        Table::of_versions(rows)
    }

    /// A row for each article that holds text of a killed story, that story itself first, then in the order of time. Of several
    /// versions that were killed together, the one is named of which it holds most.
    pub fn killed_table(&self) -> Table<'f> {
        let mut holders = BTreeMap::<(DocumentId, DocumentId), Holding>::new();
        for (killed, by) in self.kills().iter() {
            if self.has_text_killed(killed, by) {
                let whole = Holding {
                    killed,
                    coverage: 1.0,
                    passages: 1,
                };
                holders.insert((by, killed), whole);
            }
        }
        for pair in &self.overlaps.pairs {
            self.add_holders(pair, &mut holders);
        }
        let mut rows: Vec<_> = holders
            .into_iter()
            .map(|((by, holder), holding)| self.killed_row(by, holder, holding))
            .collect();
        rows.sort_unstable_by(|one, other| {
            let is_other = |row: &KilledRow<'_>| row.killed_id != row.holder_id;
            let key = |row: &KilledRow<'f>| (row.killed_by, is_other(row), row.published.is_none());
            let time = |row: &KilledRow<'f>| (row.published.clone(), row.holder_id);
            key(one)
                .cmp(&key(other))
                .then_with(|| time(one).cmp(&time(other)))
        });
        Table::of_killed(rows.into_iter())
    }

    /// Whether the text of a killed article is a story: a notice that stands beside the story it kills is none.
    fn has_text_killed(&self, killed: DocumentId, by: DocumentId) -> bool {
        let has_others = || {
            self.kills()
                .iter()
                .any(|(other, of)| of == by && other != by)
        };
        killed != by || !has_others()
    }

    fn add_holders(
        &self,
        pair: &Overlap,
        holders: &mut BTreeMap<(DocumentId, DocumentId), Holding>,
    ) {
        let sides = [
            (pair.a, pair.b, pair.a_coverage),
            (pair.b, pair.a, pair.b_coverage),
        ];
        for (killed, holder, coverage) in sides {
            let Some(by) = self.kills().killed_by(killed) else {
                continue;
            };
            if self.kills().is_notice(holder) || !self.has_text_killed(killed, by) {
                continue;
            }
            let passages = pair.passages.len();
            let found = Holding {
                killed,
                coverage,
                passages,
            };
            let holding = holders.entry((by, holder)).or_insert(found);
            if holding.coverage < coverage {
                *holding = found;
            }
        }
    }

    fn killed_row(&self, by: DocumentId, holder: DocumentId, holding: Holding) -> KilledRow<'f> {
        let header = self.a(holder);
        KilledRow {
            killed_id: &self.a(holding.killed).id,
            killed_by: &self.a(by).id,
            holder_id: &header.id,
            source: header.source.as_deref(),
            published: header.published.map(|time| time.to_string()),
            killed_coverage: fraction(holding.coverage),
            passages: holding.passages,
        }
    }

    /// For each two articles of one story, what they share: seen from either, the share of the other.
    fn shared(&self) -> HashMap<(DocumentId, DocumentId), (f64, f64)> {
        let mut shared = HashMap::new();
        for pair in &self.overlaps.pairs {
            if self.chains().later_of(pair.a, pair.b).is_some() {
                shared.insert((pair.a, pair.b), (pair.a_coverage, pair.b_coverage));
                shared.insert((pair.b, pair.a), (pair.b_coverage, pair.a_coverage));
            }
        }
        shared
    }

    fn version_row(
        &self,
        first: &Version,
        version: &Version,
        before: Option<&Version>,
        shared: &HashMap<(DocumentId, DocumentId), (f64, f64)>,
    ) -> VersionRow<'f> {
        let header = self.a(version.document);
        let with_before = before.map(|before| {
            let pair = (version.document, before.document);
            shared.get(&pair).copied().unwrap_or_default()
        });
        let old = with_before.map_or(0.0, |(of_this, _)| of_this);
        VersionRow {
            story: &self.a(first.document).id,
            id: &header.id,
            step: version.step,
            version: version.number,
            published: header.published.map(|time| time.to_string()),
            source: header.source.as_deref(),
            coverage: with_before.map(|(_, of_before)| fraction(of_before)),
            new_words: ((1.0 - old) * self.story_words(version.document) as f64).round() as u64,
        }
    }

    /// Words of an article's story; all of them where it tells none.
    fn story_words(&self, document: DocumentId) -> u64 {
        let text = self.input.text(document);
        let pieces = self.furniture.pieces(&text).into_iter();
        let of_furniture: u64 = pieces.map(|piece| words(&text[piece.span.range()])).sum();
        match words(&text) {
            all if all > of_furniture => all - of_furniture,
            all => all,
        }
    }
}

fn words(text: &str) -> u64 {
    let mut count = 0;
    each_token_hash(text, |_| count += 1);
    count
}
