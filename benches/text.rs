//! How fast text becomes tokens and paragraphs: `cargo bench --bench text`.
//!
//! The stories are made up here, word by word from a Zipf-like law, so that the figures can be had anywhere.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use wireprint::text::{each_token, each_token_hash, paragraphs};

const BYTES: usize = 1 << 20;

/// A language of made-up words, the first the commonest, as in any language: short words for common things.
struct Language {
    syllables: &'static [&'static str],
    between_words: &'static str,
    quotes: [&'static str; 2],
    apostrophe: &'static str,
}

const ENGLISH: Language = Language {
    syllables: &[
        "the", "of", "a", "in", "to", "er", "on", "re", "st", "ment", "al", "con", "ing", "pro",
        "ted", "is",
    ],
    between_words: " ",
    quotes: ["\"", "\""],
    apostrophe: "'",
};

const ENGLISH_TYPESET: Language = Language {
    quotes: ["“", "”"],
    apostrophe: "’",
    ..ENGLISH
};

const FRENCH: Language = Language {
    syllables: &[
        "le", "de", "la", "é", "en", "tion", "à", "re", "ré", "ment", "con", "dé", "pro", "ant",
        "is", "qu",
    ],
    quotes: ["« ", " »"],
    ..ENGLISH_TYPESET
};

const RUSSIAN: Language = Language {
    syllables: &[
        "в", "на", "и", "по", "не", "про", "го", "ст", "ва", "ни", "ко", "ра", "то", "ре", "ей",
        "ска",
    ],
    quotes: ["«", "»"],
    ..ENGLISH_TYPESET
};

const CHINESE: Language = Language {
    syllables: &[
        "的", "一", "是", "中国", "在", "人民", "有", "我", "经济", "这", "发展", "大", "来",
        "政府", "上", "国际",
    ],
    between_words: "",
    quotes: ["“", "”"],
    ..ENGLISH_TYPESET
};

/// The numbers of one seed: xorshift, so that every run reads the same story.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % sides
    }
}

impl Language {
    fn story(&self) -> String {
        let mut dice = Dice(1851);
        let mut story = String::new();
        while story.len() < BYTES {
            for _ in 0..3 + dice.below(5) {
                self.sentence(&mut dice, &mut story);
            }
            story.push_str("\n\n");
        }
        story
    }

    fn sentence(&self, dice: &mut Dice, story: &mut String) {
        let quoted = dice.below(5) == 0;
        story.push_str(if quoted { self.quotes[0] } else { "" });
        for word in 0..5 + dice.below(25) {
            let capital = word == 0 || dice.below(12) == 0;
            self.word(dice, capital, story);
            story.push_str(match dice.below(14) {
                0 => ", ",
                1 if dice.below(6) == 0 => " – ",
                2 if dice.below(6) == 0 => "-",
                _ => self.between_words,
            });
        }
        self.word(dice, false, story);
        story.push_str(if quoted { "," } else { ". " });
        story.push_str(if quoted { self.quotes[1] } else { "" });
    }

    fn word(&self, dice: &mut Dice, capital: bool, story: &mut String) {
        match dice.below(90) {
            0 => return story.push_str(["1988", "10,000", "3.5", "26", "7"][dice.below(5)]),
            1 => return story.push_str(["U.S.", "p.m."][dice.below(2)]),
            _ => {}
        }
        // Words drawn by rank: rank r about as often as 1/r.
        let rank = 1 << dice.below(11);
        let mut rank = rank + dice.below(rank);
        let start = story.len();
        while rank > 0 {
            story.push_str(self.syllables[rank % self.syllables.len()]);
            rank /= self.syllables.len();
        }
        if capital && story.is_char_boundary(start + 1) {
            story[start..=start].make_ascii_uppercase();
        }
        if dice.below(50) == 0 {
            story.push_str(self.apostrophe);
            story.push_str(self.syllables[11].get(..1).unwrap_or_default());
        }
    }
}

fn text(criterion: &mut Criterion) {
    let stories = [
        ("English", ENGLISH),
        ("English, typeset", ENGLISH_TYPESET),
        ("French", FRENCH),
        ("Russian", RUSSIAN),
        ("Chinese", CHINESE),
    ];
    for (name, language) in stories {
        let story = language.story();
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Bytes(story.len() as u64));
        group.bench_function("tokens", |bench| bench.iter(|| count(black_box(&story))));
        group.bench_function("token hashes", |bench| {
            bench.iter(|| hash(black_box(&story)))
        });
        group.bench_function("paragraphs", |bench| {
            bench.iter(|| paragraphs(black_box(&story)))
        });
        group.finish();
    }
}

fn count(story: &str) -> usize {
    let mut tokens = 0;
    each_token(story, |_, _| tokens += 1);
    tokens
}

fn hash(story: &str) -> u64 {
    let mut sum = 0_u64;
    each_token_hash(story, |hash| sum = sum.wrapping_add(hash));
    sum
}

criterion_group!(benches, text);
criterion_main!(benches);
