//! Why a text was removed, in the words of a desk: `an earlier version of ferries-2.xml (97 % of it stands there)`.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::Decided;
use super::wording::percent;
use crate::document::DocumentId;
use crate::story::{Likeness, Marks, Relation, Removal, Verdict, sent_in_order};
use crate::text::{Kind, Piece, each_token_hash};

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
                    Relation::Identical => {
                        let word_for_word = self.word_for_word(document, removal.kept);
                        format!("{what} {kept} ({word_for_word})")
                    }
                    _ => {
                        let share = percent(removal.removed_coverage);
                        format!("{what} {kept} ({share} of it stands there)")
                    }
                }
            }
        }
    }

    /// `word for word, but for the dateline and the sign-off`: of two texts that tell one story in the same words.
    fn word_for_word(&self, one: DocumentId, other: DocumentId) -> String {
        let [one, other] = [one, other].map(|document| self.records().text(document));
        if words(&one) == words(&other) {
            return "word for word".to_owned();
        }
        let (in_one, in_other) = (self.furniture_of(&one), self.furniture_of(&other));
        let kinds: BTreeSet<Kind> = in_one
            .symmetric_difference(&in_other)
            .map(|(kind, _)| *kind)
            .collect();
        let names: Vec<&str> = kinds.into_iter().map(called).collect();
        let what = match &names[..] {
            // Rules know of nothing that differs: it was learned.
            [] => called(Kind::Learned).to_owned(),
            [one] => (*one).to_owned(),
            [others @ .., last] => format!("{} and {last}", others.join(", ")),
        };
        format!("word for word, but for {what}")
    }

    /// What stands around a story, kind by kind, each with its words.
    fn furniture_of(&self, text: &str) -> BTreeSet<(Kind, Vec<u64>)> {
        let pieces = self.furniture.pieces(text).into_iter();
        let piece = |piece: Piece| (piece.kind, words(&text[piece.span.range()]));
        pieces.map(piece).collect()
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
            header.version().or_else(|| Marks::of(header).number())
        };
        let sent = sent_in_order(records, &[one, other]);
        let by_time = match (sent[0], sent[1]) {
            (Some(one), Some(other)) => one.cmp(&other),
            _ => Ordering::Equal,
        };
        by_time.then_with(|| number(one).cmp(&number(other)))
    }
}

/// The words of a text, however they are typed.
fn words(text: &str) -> Vec<u64> {
    let mut hashes = Vec::new();
    each_token_hash(text, |hash| hashes.push(hash));
    hashes
}

/// A kind of furniture in a sentence.
fn called(kind: Kind) -> &'static str {
    match kind {
        Kind::Dateline => "the dateline",
        Kind::Byline => "the byline",
        Kind::SignOff => "the sign-off",
        Kind::Advisory => "an advisory",
        Kind::LeadTag => "the lead tag",
        Kind::Legal => "the legal line",
        Kind::Photo => "the photo credit",
        Kind::Tail => "the republisher's tail",
        Kind::Credit => "the credit",
        Kind::Learned => "a line that its source repeats",
        Kind::Text => "what is no furniture",
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
