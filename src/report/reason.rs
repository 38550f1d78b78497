//! Why a text was removed, in the words of a desk: `an earlier version of ferries-2.xml (97 % of it stands there)`.

use std::cmp::Ordering;

use super::Decided;
use super::wording::percent;
use crate::document::DocumentId;
use crate::story::{Likeness, Marks, Relation, Removal, Verdict, sent_in_order};

impl Decided<'_> {
    /// Why a text was removed, the others called as `name` says; empty: it was not.
    pub(super) fn reason(
        &self,
        document: DocumentId,
        verdict: &Verdict,
        name: impl Fn(DocumentId) -> String,
    ) -> String {
        match verdict {
            Verdict::Kept => String::new(),
            Verdict::Killed { by } if *by == document => "canceled".to_owned(),
            Verdict::Killed { by } => format!("canceled by {}", name(*by)),
            Verdict::Removed(removal) => {
                let what = match self.as_version(document, removal) {
                    Some(version) => version,
                    None => as_copy(removal.relation),
                };
                let kept = name(removal.kept);
                match removal.relation {
                    Relation::Identical => format!("{what} {kept} (word for word)"),
                    _ => {
                        let share = percent(removal.removed_coverage);
                        format!("{what} {kept} ({share} of it stands there)")
                    }
                }
            }
        }
    }

    /// `an earlier version of`; `None`: the two are two stories, or of two sources.
    fn as_version(&self, document: DocumentId, removal: &Removal) -> Option<&'static str> {
        let records = self.records();
        let marks = [document, removal.kept].map(|document| Marks::of(records.header(document)));
        let likeness = Likeness::of_removal(removal, || records.text(document));
        let text = |is_kept| records.text(if is_kept { removal.kept } else { document });
        marks[0].are_versions(&marks[1], &likeness, text).then(|| {
            match self.order(document, removal.kept) {
                Ordering::Less => "an earlier version of",
                Ordering::Greater => "a later version of",
                Ordering::Equal => "another version of",
            }
        })
    }

    /// Which of two versions was sent first, by the number of the item, the time, and the number of the lead tag.
    fn order(&self, one: DocumentId, other: DocumentId) -> Ordering {
        let records = self.records();
        let number = |document: DocumentId| {
            let header = records.header(document);
            let of_item = header.wire.as_ref().and_then(|wire| wire.version);
            of_item.or_else(|| Marks::of(header).number())
        };
        let sent = sent_in_order(records, &[one, other]);
        let by_time = match (sent[0], sent[1]) {
            (Some(one), Some(other)) => one.cmp(&other),
            _ => Ordering::Equal,
        };
        by_time.then_with(|| number(one).cmp(&number(other)))
    }
}

fn as_copy(relation: Relation) -> &'static str {
    match relation {
        Relation::Identical => "the same as",
        Relation::NearDuplicate => "nearly the same as",
        Relation::Contained => "contained in",
        Relation::Contains => "holds most of",
        Relation::Shares => "much like",
    }
}
