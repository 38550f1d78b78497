//! Articles into the lines that one source repeats by itself: furniture that no rule knows.
//!
//! ```text
//! headers ─drawn→ some articles of each source ─edges→ lines they repeat ─judge→ Furnishings
//! ```
//!
//! The line under each story of a paper is like nothing but itself, so no rule finds it; and what is printed often is not furniture for
//! that. Forty papers run one story, a story comes back with each update, and a report says once more what happened, in the words
//! of the day before: all of this an editor wants to see. So a line, a short paragraph near the beginning or the end of a text, is
//! judged by who prints it and under what:
//!
//! - one source, on several days, in a good share of its articles: a few hundred articles of each source, drawn by their ids, are
//!   enough to tell, whatever the size of the archive;
//! - no other, or one sister: what more have in common is copy;
//! - under different stories, which have less than half of their words in common;
//! - which do not speak of it: where half of the stories use one of its longer words elsewhere, it is part of what they tell.

use std::collections::BTreeSet;

use hashbrown::{HashMap, HashSet};
use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use super::Resources;
use super::drawn::{Drawn, drawn};
use super::furnishings::{Furnishings, MOST_BYTES, content, edges, hashes_beside, letters};
use crate::document::{Corpus, Span};
use crate::sketch::each_shingle;
use crate::text::{Furniture, Piece, Tokens, gram_width};

/// Days on which a source must have printed a line.
const DAYS: usize = 5;
/// One of so many of its articles must have it. Of 19,043 stories of one agency, the commonest line that is of the story stands in one of
/// 47: the heading over the second part of a table ("Year").
const ONE_OF: usize = 20;
/// So many sources,
const SOURCES: usize = 2;
/// must have printed so many of ten: others may have picked up a story with what stood under it.
const OF_TEN: usize = 9;
/// Articles with a line that are read to judge it.
const READ: usize = 48;
/// Words in the shingles by which stories differ.
const SHINGLE_WORDS: usize = 5;
/// Letters of a word that says what a story is about, at least. Of paragraphs with the word that gives several stories of Reuters their
/// subject, 19 of 20 have such a word in common with half of these; a word of any length, many a line has that is about nothing.
const LETTERS: usize = 5;

/// What furniture is recognised by among these articles: by `rules`, and, if there are any, by what is learned. Articles without a
/// source or a date teach nothing.
pub(super) fn furnishings(
    corpora: &[&dyn Corpus],
    rules: &Furniture,
    resources: &Resources,
) -> Furnishings {
    let with = |lines: &[Line]| Furnishings {
        rules: rules.clone(),
        lines: lines.iter().flat_map(Line::printed).collect(),
    };
    if rules.is_none() {
        return with(&[]);
    }
    let articles = of_promising_sources(drawn(corpora, DAYS));
    let of_article = |(number, article): (usize, &Drawn<'_>)| printings(number as u32, article);
    let numbered = articles.par_iter().enumerate();
    let printings: Vec<Printing> = numbered.flat_map_iter(of_article).collect();
    let _printings = resources
        .budget()
        .holding(size_of_val(printings.as_slice()));
    let mut lines = repeated(&articles, printings);
    loop {
        let judge = Judge {
            articles: &articles,
            furnishings: with(&lines),
        };
        let before = lines.len();
        lines = lines
            .into_par_iter()
            .filter_map(|line| judge.furniture(line))
            .collect();
        // What turned out to be story may be what another line speaks of: the rest are judged again.
        if lines.len() == before {
            return with(&lines);
        }
    }
}

/// Lines of a text, without blank ones, that a first glance takes in at either end.
const GLANCE: usize = 8;

/// The articles of those sources that print a line, to the letter, in a good share of them: most do not, and are done with here, before
/// anything is read word by word.
fn of_promising_sources(articles: Vec<Drawn<'_>>) -> Vec<Drawn<'_>> {
    let of_sources = articles.chunk_by(|one, other| one.source == other.source);
    let of_sources: Vec<&[Drawn<'_>]> = of_sources.collect();
    let of_sources = of_sources.into_par_iter();
    let promising = of_sources.filter(|of_one| is_promising(of_one));
    promising.flat_map_iter(<[_]>::to_vec).collect()
}

/// Whether articles have a line in common so often that it may be learned, even if it is written in two ways.
fn is_promising(articles: &[Drawn<'_>]) -> bool {
    let mut printed = HashMap::<(bool, u64), usize>::new();
    for article in articles {
        let text = article.text();
        let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
        let above = lines().take(GLANCE).map(|line| (true, line));
        let below = lines().rev().take(GLANCE).map(|line| (false, line));
        for (is_above, line) in above
            .chain(below)
            .filter(|(_, line)| line.len() <= MOST_BYTES)
        {
            *printed
                .entry((is_above, xxh3_64(line.as_bytes())))
                .or_default() += 1;
        }
    }
    let most = printed.into_values().max().unwrap_or(0);
    most * 2 > DAYS && is_good_share(most, articles.len())
}

fn is_good_share(printed: usize, articles: usize) -> bool {
    printed * ONE_OF >= articles
}

/// A line in an article.
struct Printing {
    content: u64,
    /// The article's number among those that were drawn.
    article: u32,
    letters: u32,
}

/// The lines of an article.
fn printings(article: u32, drawn: &Drawn<'_>) -> Vec<Printing> {
    let text = drawn.text();
    let lines = edges(&text).filter_map(|span| {
        let line = &text[span.range()];
        Some(Printing {
            content: content(line)?,
            article,
            letters: letters(line),
        })
    });
    lines.collect()
}

/// A line that one source prints often.
struct Line {
    content: u64,
    /// The source's articles with it, in order.
    articles: Vec<u32>,
    /// How many letters it has, as they were printed.
    letters: BTreeSet<u32>,
    /// Its longest word, once it was read.
    word: u64,
}

impl Line {
    /// What the line is known by, in each way it was printed.
    fn printed(&self) -> impl Iterator<Item = (u64, u32, u64)> {
        let letters = self.letters.iter();
        letters.map(|letters| (self.content, *letters, self.word))
    }

    /// Where the line stands in a text.
    fn places(&self, text: &str) -> impl Iterator<Item = Span> {
        edges(text).filter(|span| content(&text[span.range()]) == Some(self.content))
    }

    fn pieces(&self, text: &str) -> Vec<Piece> {
        self.places(text).map(Piece::learned).collect()
    }
}

/// The lines that stand in a good share of one source's articles, on several days, and in hardly any other's.
fn repeated(articles: &[Drawn<'_>], mut printings: Vec<Printing>) -> Vec<Line> {
    let mut of_source = HashMap::<u32, usize>::new();
    for article in articles {
        *of_source.entry(article.source).or_default() += 1;
    }
    printings.sort_unstable_by_key(|line| (line.content, line.article));
    printings.dedup_by_key(|line| (line.content, line.article));
    let source = |line: &Printing| articles[line.article as usize].source;
    let is_often = |of_one: &&[Printing]| {
        let days = of_one
            .iter()
            .map(|line| articles[line.article as usize].day);
        is_good_share(of_one.len(), of_source[&source(&of_one[0])])
            && days.collect::<HashSet<i64>>().len() >= DAYS
    };
    let repeated = |same: &[Printing]| {
        let mut sources: Vec<&[Printing]> = same
            .chunk_by(|one, other| source(one) == source(other))
            .collect();
        sources.sort_by_key(|of_one| std::cmp::Reverse(of_one.len()));
        let most: usize = sources
            .iter()
            .take(SOURCES)
            .map(|of_one| of_one.len())
            .sum();
        let by_few = most * 10 >= same.len() * OF_TEN;
        let often = sources.into_iter().find(is_often).filter(|_| by_few)?;
        Some(Line {
            content: same[0].content,
            articles: often.iter().map(|line| line.article).collect(),
            letters: same.iter().map(|line| line.letters).collect(),
            word: 0,
        })
    };
    printings
        .chunk_by(|one, other| one.content == other.content)
        .filter_map(repeated)
        .collect()
}

/// Tells furniture from story among the lines that are repeated.
struct Judge<'a> {
    articles: &'a [Drawn<'a>],
    /// As if all of them were furniture that are not known to be story.
    furnishings: Furnishings,
}

impl Judge<'_> {
    /// A line that different stories of several days have and do not speak of; `None` for any other.
    fn furniture(&self, line: Line) -> Option<Line> {
        let tokens = self.tokens(&line)?;
        let mut words = telling(&tokens);
        let (mut met, mut days, mut stories) = (HashSet::new(), HashSet::new(), 0);
        for article in spread(&line.articles) {
            let article = &self.articles[article as usize];
            let text = article.text();
            // Here all that is repeated is counted: it may be the story.
            if !is_new(&without(line.pieces(&text), &text), &mut met) {
                continue;
            }
            stories += 1;
            days.insert(article.day);
            // Not so here: one line of a tail may name what the next line names.
            let story = without(self.furnishings.pieces(&text), &text);
            let is_in = |word: u64| usize::from(story.contains(&word));
            words
                .iter_mut()
                .for_each(|(word, count)| *count += is_in(*word));
        }
        let is_told = words.iter().any(|(_, count)| count * 2 >= stories);
        let word = longest(&tokens);
        (days.len() >= DAYS && !is_told).then_some(Line { word, ..line })
    }

    /// The words of a line; `None` if the rules know what it is, or what a part of it is.
    fn tokens(&self, line: &Line) -> Option<Tokens> {
        let text = self.articles[line.articles[0] as usize].text();
        let span = line.places(&text).next()?;
        let rules = &self.furnishings.rules;
        let is_in = |piece: &Piece| piece.span.start < span.end && span.start < piece.span.end;
        let is_known = rules.pieces(&text).iter().any(is_in) || rules.is_story(&text[span.range()]);
        (!is_known).then(|| Tokens::of(&text[span.range()]))
    }
}

/// The words of a line that may say what it is about, none counted yet.
fn telling(tokens: &Tokens) -> Vec<(u64, usize)> {
    let words = tokens.as_slice().iter().enumerate();
    words
        .filter(|(number, _)| is_telling(tokens.folded(*number)))
        .map(|(_, word)| (word.hash, 0))
        .collect()
}

/// The words of a text without some pieces.
fn without(pieces: Vec<Piece>, text: &str) -> Vec<u64> {
    let mut words = Vec::new();
    hashes_beside(&pieces, text, &mut words);
    words
}

/// The longest word of a line, which few texts have, and not the first or the last: a mark beside these may join them to what stands
/// there.
fn longest(tokens: &Tokens) -> u64 {
    let list = tokens.as_slice();
    let inner = if list.len() > 2 {
        1..list.len() - 1
    } else {
        0..list.len()
    };
    let longest = inner.max_by_key(|number| tokens.folded(*number).len());
    longest.map_or(0, |number| list[number].hash)
}

/// Articles spread evenly over all with a line, no more than need be read.
fn spread(articles: &[u32]) -> impl Iterator<Item = u32> {
    let count = articles.len().min(READ);
    (0..count).map(move |n| articles[n * articles.len() / count])
}

/// Whether most of a story's shingles were not met before. Now they are.
fn is_new(story: &[u64], met: &mut HashSet<u64>) -> bool {
    let (mut new, mut all) = (0, 0);
    each_shingle(story, SHINGLE_WORDS, |shingle| {
        all += 1;
        new += usize::from(met.insert(shingle));
    });
    new * 2 > all
}

/// Whether a word may say what a text is about: short ones mostly do not, nor do figures; where words are not parted by spaces, two
/// letters may.
fn is_telling(word: &str) -> bool {
    let is_long = word.chars().nth(LETTERS - 1).is_some();
    gram_width(word).is_some() || (is_long && !word.bytes().all(|byte| byte.is_ascii_digit()))
}
