//! What `overlap` found, together with the articles it was found in, into rows.
//!
//! The order of rows is fixed here, by ids and offsets alone, so that it hangs neither on threads nor on the order of the
//! input.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};

use super::offset::locate;
use super::record::{fraction, tenths};
use super::sides::BothSides;
use super::wording::shell_word;
use super::{
    ClusterRow, Kind, NearMiss, Offsets, Overlaps, PairRow, PassageRow, Side, SourcesRow, Table,
};
use crate::document::{Corpus, DocumentId, Header, Span};
use crate::story::{Chains, Declared, Kills, Overlap, Step, clusters};
use crate::text::Furniture;

/// What `overlap` found, and the articles it speaks of.
pub struct Found<'f> {
    pub(super) input: &'f dyn Corpus,
    pub(super) against: Option<&'f dyn Corpus>,
    pub(super) overlaps: &'f Overlaps,
    pub(super) offsets: Offsets,
    /// But for those with a killed article: a kill notice quotes its victim.
    pairs: Vec<&'f Overlap>,
    kills: Kills,
    chains: OnceCell<Chains>,
    left_out: HashMap<(DocumentId, DocumentId), Vec<&'f NearMiss>>,
    of_some_pairs: bool,
    pub(super) furniture: Furniture,
    /// The words of the command that explains a pair of this run, but for the pair; empty: there is none.
    explained_by: Vec<String>,
}

impl<'f> Found<'f> {
    /// `against`: the corpus that side `b` is of; `None`: the input itself. `offsets`: the unit of the rows' offsets.
    pub fn new(
        input: &'f dyn Corpus,
        against: Option<&'f dyn Corpus>,
        overlaps: &'f Overlaps,
        offsets: Offsets,
    ) -> Found<'f> {
        let mut found = Found {
            input,
            against,
            overlaps,
            offsets,
            pairs: Vec::new(),
            kills: Kills::of(input),
            chains: OnceCell::new(),
            left_out: HashMap::new(),
            of_some_pairs: false,
            furniture: Furniture::default(),
            explained_by: Vec::new(),
        };
        let of_against = against.map(Kills::of);
        let of_b = of_against.as_ref().unwrap_or(&found.kills);
        let lives = |pair: &&Overlap| !found.kills.is_notice(pair.a) && !of_b.is_notice(pair.b);
        let mut pairs: Vec<&Overlap> = overlaps.pairs.iter().filter(lives).collect();
        pairs.sort_by_key(|pair| (&found.a(pair.a).id, &found.b(pair.b).id));
        found.pairs = pairs;
        for miss in &overlaps.left_out {
            let of_pair = found.left_out.entry((miss.a, miss.b)).or_default();
            of_pair.push(miss);
        }
        found
    }

    /// Says that only some pairs were asked for, so that an article without a passage has nothing said of it.
    pub fn of_some_pairs(self) -> Found<'f> {
        Found {
            of_some_pairs: true,
            ..self
        }
    }

    /// Names the rules that said what of a text is no part of its story, so that words are counted as they were.
    pub fn with_furniture(self, furniture: &Furniture) -> Found<'f> {
        Found {
            furniture: furniture.clone(),
            ..self
        }
    }

    /// Names the command that explains a pair of this run, word by word, but for the pair: the text format points to it.
    pub fn explained_by(self, command: Vec<String>) -> Found<'f> {
        Found {
            explained_by: command,
            ..self
        }
    }

    /// The command, as it can be pasted into a shell, that explains a pair; `None`: there is none.
    pub(super) fn explaining(&self, a: DocumentId, b: DocumentId) -> Option<String> {
        let is_one_article = self.against.is_none() && a == b;
        if self.explained_by.is_empty() || is_one_article {
            return None;
        }
        let (mut first, mut second) = (self.a(a), self.b(b));
        if self.against.is_none() && by_time(second) < by_time(first) {
            (first, second) = (second, first);
        }
        let pair = ["--pair", &first.id, &second.id];
        let words = self.explained_by.iter().map(String::as_str).chain(pair);
        let words: Vec<String> = words.map(shell_word).collect();
        Some(words.join(" "))
    }

    /// A row for each pair that shares text.
    pub fn pairs_table(&self) -> Table<'f> {
        Table::of_pairs(self.pairs().map(|pair| self.pair_row(pair)))
    }

    /// A row for each two sources that share text.
    pub fn sources_table(&self) -> Table<'f> {
        let mut rows = BTreeMap::new();
        for pair in self.pairs() {
            self.add_to_sources(pair, &mut rows);
        }
        Table::of_sources(rows.into_values())
    }

    /// A row for each article of the input: the cluster of versions of one story that it belongs to, alone or not.
    pub fn clusters_table(&self) -> Table<'f> {
        let published = |document| self.input.header(document).published;
        let clusters = clusters(self.input.len(), self.pairs(), published);
        let names = cluster_names(self.input, &clusters);
        let row = |(document, &cluster)| ClusterRow {
            id: &self.input.header(document).id,
            cluster,
            kept: None,
        };
        Table::of_clusters(documents(self.input).zip(&names).map(row).collect())
    }

    /// What was killed of the input.
    pub(super) fn kills(&self) -> &Kills {
        &self.kills
    }

    /// The stories that were sent in several versions; of two corpora, across both.
    pub(super) fn chains(&self) -> &Chains {
        self.chains.get_or_init(|| match self.both_sides() {
            None => Chains::of(self.input, self.overlaps.pairs.iter()),
            Some(both) => {
                let pairs = self.overlaps.pairs.iter();
                let pairs: Vec<Overlap> = pairs.map(|pair| both.overlap(pair)).collect();
                Chains::of(&both, pairs.iter())
            }
        })
    }

    fn both_sides(&self) -> Option<BothSides<'f>> {
        let input = self.input;
        self.against.map(|against| BothSides { input, against })
    }

    /// Which of two articles is the later version of their story, and what it is to the earlier; `None`: they are no versions of one, or
    /// one article that stands in both corpora.
    pub(super) fn later(&self, pair: &Overlap) -> Option<(Side, Step)> {
        let both = self.both_sides();
        let b = both.as_ref().map_or(pair.b, |both| both.overlap(pair).b);
        let record = |header: &'f Header| (&header.id, header.published);
        if both.is_some() && record(self.a(pair.a)) == record(self.b(pair.b)) {
            return None;
        }
        let later = self.chains().later_of(pair.a, b)?;
        let is_a = later.document == pair.a;
        Some((if is_a { Side::A } else { Side::B }, later.step))
    }

    /// What either article of a pair says of where it is from.
    pub(super) fn declared(&self, pair: &Overlap) -> [Option<&'f Declared>; 2] {
        let (of_input, of_against) = &self.overlaps.declared;
        let of_b = match self.against {
            None => of_input,
            Some(_) => of_against,
        };
        [of_input.get(&pair.a), of_b.get(&pair.b)]
    }

    /// The pairs that share text, sorted by (id of a, id of b).
    pub(super) fn pairs(&self) -> impl ExactSizeIterator<Item = &'f Overlap> {
        self.pairs.iter().copied()
    }

    /// What is known of an article on side `a`.
    pub(super) fn a(&self, document: DocumentId) -> &'f Header {
        self.input.header(document)
    }

    /// The corpus of side `b`.
    pub(super) fn other(&self) -> &'f dyn Corpus {
        self.against.unwrap_or(self.input)
    }

    /// What is known of an article on side `b`.
    pub(super) fn b(&self, document: DocumentId) -> &'f Header {
        self.other().header(document)
    }

    /// The texts of a pair, fetched for as long as its rows are written.
    pub(super) fn texts(&self, pair: &'f Overlap) -> PairTexts<'f> {
        PairTexts {
            overlap: Cow::Borrowed(pair),
            a: self.a(pair.a),
            b: self.b(pair.b),
            a_text: self.input.text(pair.a),
            b_text: self.other().text(pair.b),
        }
    }

    /// The articles of the input that have no passage and were held against every other one, in order of id.
    pub(super) fn without_passages(&self) -> Vec<DocumentId> {
        if self.of_some_pairs {
            return Vec::new();
        }
        let mut silent = vec![true; self.input.len()];
        for pair in self.pairs() {
            silent[pair.a.index()] = false;
            if self.against.is_none() {
                silent[pair.b.index()] = false;
            }
        }
        let all = documents(self.input)
            .filter(|document| silent[document.index()] && !self.kills.is_notice(*document));
        let mut without: Vec<DocumentId> = all.collect();
        without.sort_by_key(|&document| &self.a(document).id);
        without
    }

    /// What was left out between two articles, the most surprising first.
    pub(super) fn left_out(&self, pair: &Overlap) -> &[&'f NearMiss] {
        self.left_out
            .get(&(pair.a, pair.b))
            .map_or(&[], Vec::as_slice)
    }

    /// Whether a pair is one article and itself.
    pub(super) fn is_of_one_article(&self, pair: &Overlap) -> bool {
        self.against.is_none() && pair.a == pair.b
    }

    fn pair_row(&self, pair: &Overlap) -> PairRow<'f> {
        let (a, b) = (self.a(pair.a), self.b(pair.b));
        let declared = self.declared(pair);
        let [a_declares, b_declares] = declared.map(|of| of.map(|of| of.agency.as_str()));
        let [a_declared_in, b_declared_in] = declared.map(|of| of.map(Declared::declared_in));
        PairRow {
            a_id: &a.id,
            b_id: &b.id,
            relation: pair.relation,
            passages: pair.passages.len(),
            matched_words: pair.matched_words,
            longest_words: pair.longest_words,
            a_coverage: fraction(pair.a_coverage),
            b_coverage: fraction(pair.b_coverage),
            jaccard: fraction(pair.jaccard),
            earlier: earlier(a, b),
            lag_seconds: lag_seconds(a, b),
            step: self.later(pair).map(|(_, step)| step),
            a_declares,
            b_declares,
            a_declared_in,
            b_declared_in,
        }
    }

    fn add_to_sources(&self, pair: &Overlap, rows: &mut SourcesRows<'f>) {
        let (mut a, mut b) = (self.a(pair.a), self.b(pair.b));
        if self.against.is_none() && a.source > b.source {
            (a, b) = (b, a);
        }
        let key = (a.source.as_deref(), b.source.as_deref());
        let row = rows.entry(key).or_insert_with(|| empty_sources(key));
        row.pairs += 1;
        row.passages += pair.passages.len() as u64;
        row.words += u64::from(pair.matched_words);
        row.first_by_a += u64::from(earlier(a, b) == Some(Side::A));
        row.first_by_b += u64::from(earlier(a, b) == Some(Side::B));
    }
}

type SourcesKey<'t> = (Option<&'t str>, Option<&'t str>);
type SourcesRows<'t> = BTreeMap<SourcesKey<'t>, SourcesRow<'t>>;

fn empty_sources<'t>((a_source, b_source): SourcesKey<'t>) -> SourcesRow<'t> {
    SourcesRow {
        a_source,
        b_source,
        pairs: 0,
        passages: 0,
        words: 0,
        first_by_a: 0,
        first_by_b: 0,
    }
}

/// A pair with its two texts at hand.
pub(super) struct PairTexts<'f> {
    pub(super) overlap: Cow<'f, Overlap>,
    pub(super) a: &'f Header,
    pub(super) b: &'f Header,
    pub(super) a_text: Cow<'f, str>,
    pub(super) b_text: Cow<'f, str>,
}

impl<'f> PairTexts<'f> {
    /// The same pair seen from the other article.
    pub(super) fn swapped(self) -> PairTexts<'f> {
        PairTexts {
            overlap: Cow::Owned(self.overlap.swapped()),
            a: self.b,
            b: self.a,
            a_text: self.b_text,
            b_text: self.a_text,
        }
    }

    /// A row for each passage, sorted by (a_start, b_start).
    pub(super) fn passage_rows(&self, offsets: Offsets) -> Vec<PassageRow<'_>> {
        let passages = &self.overlap.passages;
        let spans_of = |side: fn(&crate::align::Passage) -> Span| -> Vec<Span> {
            passages.iter().map(side).collect()
        };
        let in_a = locate(&self.a_text, &spans_of(|passage| passage.a), offsets);
        let in_b = locate(&self.b_text, &spans_of(|passage| passage.b), offsets);
        let (earlier, lag_seconds) = (earlier(self.a, self.b), lag_seconds(self.a, self.b));
        let located = passages.iter().zip(in_a).zip(in_b);
        let row = located.map(|((passage, in_a), in_b)| PassageRow {
            a_id: &self.a.id,
            a_start: in_a.start,
            a_end: in_a.end,
            a_paragraph: in_a.first_paragraph,
            b_id: &self.b.id,
            b_start: in_b.start,
            b_end: in_b.end,
            b_paragraph: in_b.first_paragraph,
            a_words: passage.a_words,
            b_words: passage.b_words,
            matched_words: passage.matched_words,
            identity: fraction(passage.identity()),
            bits: tenths(passage.bits.as_f64()),
            kind: Kind::Body,
            speaker: None,
            earlier,
            lag_seconds,
            common_source: None,
            a_text: &self.a_text[passage.a.range()],
            b_text: &self.b_text[passage.b.range()],
            furniture_words: passage.furniture_words,
        });
        let mut rows: Vec<_> = row.collect();
        rows.sort_by_key(|row| (row.a_start, row.b_start));
        rows
    }
}

/// Which of two articles came first, by time alone.
pub(super) fn earlier(a: &Header, b: &Header) -> Option<Side> {
    match a.published?.cmp(&b.published?) {
        Ordering::Less => Some(Side::A),
        Ordering::Equal => None,
        Ordering::Greater => Some(Side::B),
    }
}

/// The time of `a` less the time of `b`.
pub(super) fn lag_seconds(a: &Header, b: &Header) -> Option<i64> {
    Some(a.published?.duration_since(b.published?).as_secs())
}

/// Sorts articles by time, undated ones last, then by id.
pub(super) fn by_time<'h>(header: &'h Header) -> impl Ord + use<'h> {
    (header.published.is_none(), header.published, &header.id)
}

/// Every article of a corpus, in order.
pub(super) fn documents(corpus: &dyn Corpus) -> impl Iterator<Item = DocumentId> + use<> {
    (0..corpus.len() as u32).map(DocumentId)
}

/// For each article the name of its cluster: the smallest id in it.
pub(super) fn cluster_names<'c>(corpus: &'c dyn Corpus, clusters: &[DocumentId]) -> Vec<&'c str> {
    let mut smallest: Vec<Option<&str>> = vec![None; corpus.len()];
    for (document, cluster) in documents(corpus).zip(clusters) {
        let id = corpus.header(document).id.as_str();
        let name = smallest[cluster.index()].get_or_insert(id);
        *name = id.min(name);
    }
    let name = |cluster: &DocumentId| smallest[cluster.index()].unwrap_or_default();
    clusters.iter().map(name).collect()
}
