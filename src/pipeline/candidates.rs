//! Hits and near-identical paragraphs into candidate pairs: which articles may share a passage, and where they meet.
//!
//! The places of seeds are gone through twice: first it is only noted which pairs of articles are worth a second look, then their
//! hits are written down, in parts by the rank of `a`, so that those of one part are in memory at a time.

use std::cell::Cell;

use rayon::prelude::*;

use super::Resources;
use super::linking::{Encounter, Hit, Linking};
use super::pairs::PairTable;
use super::partitions::{Partitions, Writer};
use super::postings::{Posting, Postings};
use super::question::Rank;
use super::repeats::Meeting;
use super::watch::Stage;
use crate::align::{Anchor, Thresholds, TwoPlaces, gap_cost};
use crate::error::StorageError;

/// Two articles that may share a passage, and where they meet.
pub(super) struct Candidate<'f> {
    pub(super) a: Rank,
    pub(super) b: Rank,
    /// Places with the same seed.
    hits: &'f [Hit],
    /// Paragraphs that are near-identical.
    pub(super) meetings: &'f [Meeting],
}

impl Candidate<'_> {
    pub(super) fn anchors(&self) -> Vec<Anchor> {
        self.hits.iter().map(Hit::anchor).collect()
    }

    #[cfg(test)]
    pub(super) fn without_places(a: Rank, b: Rank) -> Candidate<'static> {
        Candidate {
            a,
            b,
            hits: &[],
            meetings: &[],
        }
    }
}

/// All hits of a run, in parts by the rank of `a`.
pub(super) struct Hits<'b> {
    store: Partitions<'b, Hit>,
    articles: usize,
}

/// Encounters that are looked up in the table together.
const NOTED: usize = 256;

/// Articles whose hits are in memory together.
const ARTICLES_A_PART: usize = 1 << 12;

impl Hits<'_> {
    /// The hits that all postings make.
    pub(super) fn of<'b>(
        mut postings: Postings<'_>,
        linking: &Linking<'_>,
        resources: &'b Resources,
    ) -> Result<Hits<'b>, StorageError> {
        let articles = linking.articles.len();
        let hits = Hits {
            store: Partitions::new(articles.div_ceil(ARTICLES_A_PART), resources.budget()),
            articles,
        };
        let watch = resources.begin(Stage::LINKS, 2 * postings.shelves() as u64);
        let met = PairTable::for_meetings(postings.few_pairs(), resources.budget().share());
        let _met = resources.budget().holding(met.bytes());
        postings.retain(
            || hits.store.writer(),
            |writer, shelf| {
                watch.advances(1);
                hits.note(shelf, linking, &met, writer)
            },
        )?;
        postings.clear(
            || hits.store.writer(),
            |writer, shelf| {
                watch.advances(1);
                hits.add_again(shelf, linking, &met, writer)
            },
        )?;
        Ok(hits)
    }

    /// Writes down what is enough by itself, and notes which articles meet besides. Returns the postings of the seeds by which they
    /// do.
    fn note(
        &self,
        shelf: &[Posting],
        linking: &Linking<'_>,
        met: &PairTable,
        writer: &mut Writer<'_, Hit>,
    ) -> Vec<Posting> {
        let (mut left, is_left) = (Vec::new(), Cell::new(false));
        let mut noted = Vec::with_capacity(NOTED);
        linking.each_of(
            shelf,
            |encounter| {
                if encounter.is_enough {
                    met.take(encounter.a, encounter.b);
                    return self.add(linking.hit(encounter), writer);
                }
                is_left.set(true);
                noted.push((encounter.a, encounter.b, encounter.start()));
                if noted.len() == NOTED {
                    met.meet(&noted);
                    noted.clear();
                }
            },
            |list| {
                if is_left.take() {
                    left.extend_from_slice(list);
                }
            },
        );
        met.meet(&noted);
        left
    }

    /// Writes down the encounters, each not enough by itself, of articles that meet more than once.
    fn add_again(
        &self,
        shelf: &[Posting],
        linking: &Linking<'_>,
        met: &PairTable,
        writer: &mut Writer<'_, Hit>,
    ) {
        let mut noted: Vec<Encounter> = Vec::with_capacity(NOTED);
        let mut add = |noted: &mut Vec<Encounter>| {
            met.keep_met_again(noted, |encounter| (encounter.a, encounter.b));
            for encounter in noted.drain(..) {
                self.add(linking.hit(&encounter), writer);
            }
        };
        linking.each_of(
            shelf,
            |encounter| {
                if !encounter.is_enough {
                    noted.push(*encounter);
                }
                if noted.len() == NOTED {
                    add(&mut noted);
                }
            },
            |_| (),
        );
        add(&mut noted);
    }

    fn add(&self, hit: Option<Hit>, writer: &mut Writer<'_, Hit>) {
        if let Some(hit) = hit {
            writer.push(hit.a.index() / ARTICLES_A_PART, hit);
        }
    }

    /// How many parts there are.
    pub(super) fn parts(&self) -> usize {
        self.store.count()
    }

    /// The articles whose hits are in a part.
    pub(super) fn articles(&self, part: usize) -> std::ops::Range<usize> {
        let first = part * ARTICLES_A_PART;
        first..self.articles.min(first + ARTICLES_A_PART)
    }

    /// Takes the hits of a part, sorted, each once.
    pub(super) fn take(&self, part: usize) -> Result<Vec<Hit>, StorageError> {
        let mut hits = self.store.take(part)?;
        hits.par_sort_unstable();
        hits.dedup();
        Ok(hits)
    }
}

/// The pairs worth aligning, in the order of their ranks, of sorted hits and paragraphs that meet.
pub(super) fn candidates<'f>(
    mut hits: &'f [Hit],
    mut meetings: &'f [Meeting],
    thresholds: &Thresholds,
) -> Vec<Candidate<'f>> {
    let mut found = Vec::new();
    while let Some((a, b)) = next_pair(hits, meetings) {
        let (here, rest) = hits.split_at(
            hits.iter()
                .take_while(|hit| (hit.a, hit.b) == (a, b))
                .count(),
        );
        let (paragraphs, others) = meetings.split_at(
            meetings
                .iter()
                .take_while(|meeting| (meeting.a, meeting.b) == (a, b))
                .count(),
        );
        let here = if are_met_again(here) { here } else { &[] };
        if !paragraphs.is_empty() || is_promising(here, thresholds) {
            found.push(Candidate {
                a,
                b,
                hits: here,
                meetings: paragraphs,
            });
        }
        (hits, meetings) = (rest, others);
    }
    found
}

/// Whether two articles meet in more than one place, or in one that is enough: what the table of pairs lets through, but for those that
/// passed because another pair had the same slot.
fn are_met_again(hits: &[Hit]) -> bool {
    let is_other = |hit: &Hit| hit.is_enough() || hit.mark != hits[0].mark;
    hits.iter().any(is_other)
}

fn next_pair(hits: &[Hit], meetings: &[Meeting]) -> Option<(Rank, Rank)> {
    let hit = hits.first().map(|hit| (hit.a, hit.b));
    let meeting = meetings.first().map(|meeting| (meeting.a, meeting.b));
    hit.into_iter().chain(meeting).min()
}

/// Hits looked back on from each.
const LOOK_BACK: usize = 16;
/// Words in a seed.
const SEED_WORDS: u32 = 4;
/// Words from one hit to the next of a row.
const MOST_APART: u32 = 40;

/// Whether what two articles share is more than two reports of one event are bound to share: equal words in a row, or almost, that
/// are worth enough; two places that follow each other at about the same distance, as in a damaged text; or two places close
/// together in any order that are worth enough. Of pairs of a wire archive that share a seed, one in a hundred is.
fn is_promising(hits: &[Hit], thresholds: &Thresholds) -> bool {
    hits.iter().any(|hit| hit.is_enough())
        || has_two_places(hits, &thresholds.two_places)
        || bits_in_one_place(hits, thresholds.min_run_bits) >= thresholds.min_run_bits
}

/// The most that hits in a row are worth together, less what lies between them, in bits; it is looked for until `enough` are found.
pub(super) fn bits_in_one_place(hits: &[Hit], enough: u32) -> u32 {
    let mut sums: Vec<i64> = Vec::with_capacity(hits.len());
    let mut most = 0;
    for (n, hit) in hits.iter().enumerate() {
        let before =
            (n.saturating_sub(LOOK_BACK)..n).filter_map(|m| Some(sums[m] + added(&hits[m], hit)?));
        let sum = before.max().unwrap_or(0).max(i64::from(hit.bits()) * 256);
        most = most.max(sum);
        if most >= i64::from(enough) * 256 {
            break;
        }
        sums.push(sum);
    }
    (most / 256) as u32
}

/// What a hit adds to one before it, if it follows that: of equal words that overlap, what the later has for itself.
fn added(before: &Hit, hit: &Hit) -> Option<i64> {
    let (in_a, in_b) = apart(before, hit)?;
    if in_a == in_b && in_a < SEED_WORDS {
        return Some(0);
    }
    let new_words = i64::from(in_a.min(in_b).min(SEED_WORDS));
    let gap = |words: u32| words.saturating_sub(SEED_WORDS) as usize;
    (in_a.max(in_b) <= MOST_APART)
        .then(|| i64::from(hit.bits()) * 64 * new_words - gap_cost(gap(in_a), gap(in_b)))
}

/// Whether two hits belong together, as `needed` says.
pub(super) fn has_two_places(hits: &[Hit], needed: &TwoPlaces) -> bool {
    let before = |n: usize| &hits[n.saturating_sub(LOOK_BACK)..n];
    hits.iter().enumerate().any(|(n, hit)| {
        before(n).iter().any(|before| {
            are_in_line(before, hit, needed.in_line_words) || are_close(before, hit, needed)
        })
    })
}

/// Whether one place follows another on both sides at about the same distance.
fn are_in_line(before: &Hit, hit: &Hit, most_words: u32) -> bool {
    apart(before, hit).is_some_and(|(in_a, in_b)| {
        in_a.min(in_b) > SEED_WORDS && in_a <= most_words && in_a.abs_diff(in_b) <= 3 + in_a / 8
    })
}

/// Whether two places are close together on both sides, in whatever order, and worth enough.
fn are_close(before: &Hit, hit: &Hit, needed: &TwoPlaces) -> bool {
    let in_a = hit.tokens[0] - before.tokens[0];
    let in_b = hit.tokens[1].abs_diff(before.tokens[1]);
    in_a.min(in_b) > SEED_WORDS
        && in_a.max(in_b) <= needed.close_words
        && hit.bits() + before.bits() >= needed.close_bits
}

/// Words from one hit to one that follows it on both sides.
fn apart(before: &Hit, hit: &Hit) -> Option<(u32, u32)> {
    let in_a = hit.tokens[0].checked_sub(before.tokens[0])?;
    let in_b = hit.tokens[1].checked_sub(before.tokens[1])?;
    (in_a > 0 && in_b > 0).then_some((in_a, in_b))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::learned::furnishings;
    use super::super::made::{Desk, articles};
    use super::super::postings::Second;
    use super::super::question::{Question, Ranked};
    use super::super::repeats::{Contents, Repeats};
    use super::super::run::Run;
    use super::super::survey::Survey;
    use super::*;
    use crate::settings::OverlapSettings;

    /// The pairs of articles that are candidates, the earlier first.
    fn proposed(texts: &[String]) -> HashSet<(usize, usize)> {
        let (input, settings) = (articles(texts), OverlapSettings::default());
        let question = Question {
            input: &input,
            against: None,
            pairs: None,
        };
        let resources = Resources::new(2).unwrap();
        resources.run(|| {
            let articles = Ranked::new(&question);
            let (survey, sieve) = Survey::of(&articles, question.text_bytes(), &resources).unwrap();
            let run = Run {
                articles: &articles,
                survey: &survey,
                settings: &settings,
                thresholds: Thresholds::for_run(&settings),
                furnishings: &furnishings(&question.corpora(), &settings.furniture, &resources),
                resources: &resources,
            };
            let contents = Contents::of(&survey);
            let Second { postings, bands } =
                Second::of(&articles, (&survey, sieve), &contents, |_| true, &resources).unwrap();
            let repeats = Repeats::of(&survey, contents, &bands).unwrap();
            let hits = Hits::of(postings, &run.linking(&repeats), &resources).unwrap();
            let meetings = repeats.meetings(&articles, &survey, &settings);
            let hits: Vec<Hit> = (0..hits.parts())
                .flat_map(|n| hits.take(n).unwrap())
                .collect();
            let found = candidates(&hits, &meetings, &run.thresholds);
            let sides = |pair: &Candidate<'_>| (pair.b.index(), pair.a.index());
            found.iter().map(sides).collect()
        })
    }

    /// The pairs of texts with `count` equal words in a row, the earlier first.
    fn pairs_with_a_run(texts: &[String], count: usize) -> HashSet<(usize, usize)> {
        let words: Vec<Vec<&str>> = texts
            .iter()
            .map(|text| text.split_whitespace().collect())
            .collect();
        let runs: Vec<HashSet<&[&str]>> = words
            .iter()
            .map(|words| words.windows(count).collect())
            .collect();
        let pairs = (0..texts.len()).flat_map(|later| (0..later).map(move |n| (n, later)));
        pairs
            .filter(|(one, other)| !runs[*one].is_disjoint(&runs[*other]))
            .collect()
    }

    /// 300 articles of rare words, some of them empty, into most of which some words of another were put: at the beginning, at the
    /// end or in between.
    fn made_archive() -> Vec<String> {
        let mut desk = Desk(1);
        let mut archive: Vec<Vec<String>> = Vec::new();
        for n in 0..300 {
            let count = if n % 25 == 7 { 0 } else { desk.below(70) };
            let mut words = desk.words(count, 4000);
            if n > 0 && n % 3 > 0 {
                let of = &archive[desk.below(n)];
                let count = (4 + desk.below(8)).min(of.len());
                let from = [0, of.len() - count, desk.below(of.len() - count + 1)][desk.below(3)];
                let at = [0, words.len(), desk.below(words.len() + 1)][desk.below(3)];
                words.splice(at..at, of[from..from + count].to_vec());
            }
            archive.push(words);
        }
        archive.iter().map(|words| words.join(" ")).collect()
    }

    #[test]
    fn two_articles_with_six_rare_words_in_a_row_are_candidates() {
        let texts = made_archive();
        let (proposed, alike) = (proposed(&texts), pairs_with_a_run(&texts, 6));
        assert!(alike.len() > 100, "{}", alike.len());
        let missed: Vec<_> = alike.difference(&proposed).collect();
        assert!(missed.is_empty(), "{missed:?}");
    }

    #[test]
    fn a_paragraph_that_all_have_links_each_with_a_few_whatever_word_stands_before_it() {
        let mut desk = Desk(2);
        let paragraph = desk.words(40, 4000).join(" ");
        let text = |n: usize| {
            let own = desk.words(30, 4000).join(" ");
            format!(
                "{own} {}.\n\n{paragraph}",
                ["harbour", "ferry", "pier"][n % 3]
            )
        };
        let texts: Vec<String> = (0..300).map(text).collect();
        let proposed = proposed(&texts);
        assert!(
            (299..=4 * 300).contains(&proposed.len()),
            "{}",
            proposed.len()
        );
    }

    #[test]
    fn two_words_in_a_row_make_no_candidate() {
        let texts = made_archive();
        let (proposed, sharing) = (proposed(&texts), pairs_with_a_run(&texts, 4));
        assert!(proposed.difference(&sharing).next().is_none());
    }
}
