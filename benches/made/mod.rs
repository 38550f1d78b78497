//! Archives made up by a small generator of numbers, so that every run has the same: ordinary ones of any size, and the shapes that
//! could make a run quadratic.
#![allow(dead_code, reason = "each bench takes some of them")]

use wireprint::Document;

/// A small generator of numbers (SplitMix64).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        ((mixed ^ (mixed >> 27)) as usize >> 8) % sides
    }

    /// A word of a Zipf-like vocabulary: short ones often, long ones seldom.
    pub(crate) fn word(&mut self) -> String {
        let rank = self.roll(100) * self.roll(100) * self.roll(3) + self.roll(40);
        let mut word = String::new();
        let mut left = rank + 1;
        while left > 0 {
            word.push_str(["ka", "re", "ti", "lo", "mun", "sa", "ver", "o"][left % 8]);
            left /= 8;
        }
        word
    }

    pub(crate) fn words(&mut self, count: usize) -> String {
        let words: Vec<String> = (0..count).map(|_| self.word()).collect();
        words.join(" ")
    }

    pub(crate) fn story(&mut self, paragraphs: usize) -> String {
        let paragraphs: Vec<String> = (0..paragraphs)
            .map(|_| format!("{}.", self.words(50)))
            .collect();
        paragraphs.join("\n\n")
    }

    /// One word in so many changed.
    pub(crate) fn edited(&mut self, text: &str, one_in: usize) -> String {
        let words = text.split(' ').map(|word| match self.roll(one_in) {
            0 => self.word(),
            _ => word.to_owned(),
        });
        words.collect::<Vec<_>>().join(" ")
    }
}

/// Stories; every tenth is an earlier one with one word in fifty changed, every other tenth has an edited paragraph of an earlier one.
pub(crate) fn ordinary(count: usize) -> Vec<Document> {
    let mut dice = Dice(1);
    let mut stories: Vec<String> = Vec::with_capacity(count);
    for n in 0..count {
        let earlier = (n > 0).then(|| dice.roll(n));
        let story = match (n % 10, earlier) {
            (4, Some(earlier)) => dice.edited(&stories[earlier], 50),
            (9, Some(earlier)) => {
                let paragraph = stories[earlier].split("\n\n").next().unwrap_or_default();
                let paragraph = dice.edited(paragraph, 10);
                format!("{}\n\n{paragraph}", dice.story(5))
            }
            _ => dice.story(6),
        };
        stories.push(story);
    }
    documents(stories)
}

/// Foreign stories that all end with the same paragraph.
pub(crate) fn one_paragraph_in_each(count: usize) -> Vec<Document> {
    let mut dice = Dice(2);
    let same = dice.words(40);
    let story = |_| format!("{}\n\n{same}", dice.story(5));
    documents((0..count).map(story).collect())
}

/// Texts that all are the same.
pub(crate) fn all_identical(count: usize) -> Vec<Document> {
    let story = Dice(3).story(6);
    documents(vec![story; count])
}

/// One story as each paper prints it, with one word in fifty changed.
pub(crate) fn one_story_in_many_papers(count: usize) -> Vec<Document> {
    let mut dice = Dice(8);
    let story = dice.story(6);
    documents((0..count).map(|_| dice.edited(&story, 50)).collect())
}

/// Foreign stories, in each of which the same six words stand somewhere.
pub(crate) fn one_seed_in_each(count: usize) -> Vec<Document> {
    let mut dice = Dice(4);
    let seed = dice.words(6);
    let story = |_| format!("{} {seed} {}", dice.story(3), dice.story(2));
    documents((0..count).map(story).collect())
}

/// Six words in ten are the same in all, in the same places: runs of twelve between runs of eight that are each text's own.
pub(crate) fn one_template(count: usize) -> Vec<Document> {
    let mut dice = Dice(5);
    let fixed: Vec<String> = (0..15).map(|_| dice.words(12)).collect();
    let filled_in = |_| {
        let pieces: Vec<String> = fixed
            .iter()
            .map(|fixed| format!("{fixed} {}", dice.words(8)))
            .collect();
        pieces.join(" ")
    };
    documents((0..count).map(filled_in).collect())
}

/// Texts of one word, each of another length.
pub(crate) fn one_word_repeated(count: usize) -> Vec<Document> {
    let text = |n| vec!["buffalo"; 50 + n % 1_000].join(" ");
    documents((0..count).map(text).collect())
}

/// One word, so many times, beside a text that has it a hundred times.
pub(crate) fn one_word_in_one_text(words: usize) -> Vec<Document> {
    documents(vec![
        vec!["buffalo"; words].join(" "),
        vec!["buffalo"; 100].join(" "),
    ])
}

/// Briefs of two lines; every tenth is one before it with a word changed.
pub(crate) fn two_line_briefs(count: usize) -> Vec<Document> {
    let mut dice = Dice(6);
    let mut briefs: Vec<String> = Vec::with_capacity(count);
    for n in 0..count {
        let brief = match n % 10 {
            9 => {
                let earlier = dice.roll(n);
                dice.edited(&briefs[earlier], 20)
            }
            _ => format!("{}\n{}.", dice.words(10), dice.words(10)),
        };
        briefs.push(brief);
    }
    documents(briefs)
}

/// One text of so many bytes, and a short one that quotes a paragraph of it.
pub(crate) fn one_long_text(bytes: usize) -> Vec<Document> {
    let mut dice = Dice(7);
    let quoted = dice.words(50);
    let mut long = String::with_capacity(bytes + 1_000);
    while long.len() < bytes / 2 {
        long.push_str(&dice.story(5));
        long.push_str("\n\n");
    }
    long.push_str(&quoted);
    while long.len() < bytes {
        long.push_str("\n\n");
        long.push_str(&dice.story(5));
    }
    documents(vec![long, format!("{} {quoted}", dice.words(100))])
}

fn documents(texts: Vec<String>) -> Vec<Document> {
    texts
        .into_iter()
        .enumerate()
        .map(|(n, text)| Document::new(format!("{n:07}"), text))
        .collect()
}
