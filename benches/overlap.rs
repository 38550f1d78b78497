//! Passages: each stage of the comparison on made-up wire copy, and the shapes of archive that could go quadratic.
//!
//! `cargo bench --bench overlap`; with `WIREPRINT_ARCHIVE=FILE.jsonl` the whole comparison also runs on that file.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use wireprint::align::{Background, Side, Thresholds, align, common_seeds, seeds};
use wireprint::input::{Input, ReadOptions};
use wireprint::pipeline::{Question, Resources, overlap, read};
use wireprint::story::Overlaps;
use wireprint::text::Tokens;
use wireprint::{Corpus, Document, OverlapSettings, Preset};

/// A small generator of numbers (SplitMix64), so that every run has the same text.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        ((mixed ^ (mixed >> 27)) as usize >> 8) % sides
    }

    /// A word of a Zipf-like vocabulary: short ones often, long ones seldom.
    fn word(&mut self) -> String {
        let rank = self.roll(100) * self.roll(100) * self.roll(3) + self.roll(40);
        let mut word = String::new();
        let mut left = rank + 1;
        while left > 0 {
            word.push_str(["ka", "re", "ti", "lo", "mun", "sa", "ver", "o"][left % 8]);
            left /= 8;
        }
        word
    }

    fn paragraph(&mut self, words: usize) -> String {
        let words: Vec<String> = (0..words).map(|_| self.word()).collect();
        format!("{}.", words.join(" "))
    }

    fn story(&mut self, paragraphs: usize) -> String {
        let paragraphs: Vec<String> = (0..paragraphs).map(|_| self.paragraph(50)).collect();
        paragraphs.join("\n\n")
    }
}

/// One word in ten changed.
fn edited(text: &str, dice: &mut Dice) -> String {
    let words = text.split(' ').map(|word| match dice.roll(10) {
        0 => dice.word(),
        _ => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

fn of_two_texts(criterion: &mut Criterion) {
    let mut dice = Dice(1);
    let a = dice.story(8);
    let b = format!("{}\n\n{}", dice.story(4), edited(&a, &mut dice));
    let background = Background::default();
    let (side_a, side_b) = (Side::new(&a, &background), Side::new(&b, &background));
    let thresholds = Thresholds::of(Preset::Wire);
    let mut group = criterion.benchmark_group("two_texts");
    group.throughput(Throughput::Bytes((a.len() + b.len()) as u64));
    group.bench_function("seeds", |bench| {
        let tokens = [Tokens::of(&a), Tokens::of(&b)];
        bench.iter(|| {
            tokens
                .iter()
                .for_each(|tokens| seeds(tokens, |seed| _ = black_box(seed)))
        });
    });
    group.bench_function("common_seeds", |bench| {
        bench.iter(|| common_seeds(&side_a, &side_b))
    });
    group.bench_function("align", |bench| {
        bench.iter(|| {
            align(
                &side_a,
                &side_b,
                common_seeds(&side_a, &side_b),
                &thresholds,
            )
        });
    });
    group.finish();
}

/// Stories of which every third has a paragraph of an earlier one, lightly edited.
fn archive(count: usize) -> Vec<Document> {
    let mut dice = Dice(2);
    let mut stories: Vec<String> = Vec::new();
    for n in 0..count {
        let mut story = dice.story(5);
        if n % 3 == 2 {
            let source = stories[dice.roll(stories.len())].clone();
            let paragraph = source.split("\n\n").next().unwrap_or_default();
            story = format!("{story}\n\n{}", edited(paragraph, &mut dice));
        }
        stories.push(story);
    }
    documents(stories)
}

/// One story in as many papers, in two versions: every paragraph meets its like in every pair.
fn one_story(count: usize) -> Vec<Document> {
    let mut dice = Dice(3);
    let paragraphs: Vec<String> = (0..6).map(|_| dice.paragraph(60)).collect();
    let changed: Vec<String> = paragraphs
        .iter()
        .map(|text| text.replacen(' ', " newly ", 1))
        .collect();
    let versions = [paragraphs.join("\n\n"), changed.join("\n\n")];
    documents(
        (0..count)
            .map(|n| format!("{}\n\n{}", versions[n % 2], dice.paragraph(40)))
            .collect(),
    )
}

/// Foreign stories that all end with the same paragraph.
fn one_paragraph_in_each(count: usize) -> Vec<Document> {
    let mut dice = Dice(4);
    let same = dice.paragraph(40);
    documents(
        (0..count)
            .map(|_| format!("{}\n\n{same}", dice.story(3)))
            .collect(),
    )
}

fn documents(texts: Vec<String>) -> Vec<Document> {
    texts
        .into_iter()
        .enumerate()
        .map(|(n, text)| Document::new(format!("{n:07}"), text))
        .collect()
}

fn compare(input: &dyn Corpus, resources: &Resources) -> Overlaps {
    overlap(
        &Question {
            input,
            against: None,
            pairs: None,
        },
        &OverlapSettings::default(),
        resources,
    )
    .unwrap()
}

fn of_archives(criterion: &mut Criterion) {
    let threads = Resources::new(0).expect("threads");
    let mut group = criterion.benchmark_group("archive");
    group.sample_size(10);
    let mut run = |name: &str, input: &dyn Corpus| {
        let work = compare(input, &threads).work;
        println!("{name}, {} articles: {work:?}", input.len());
        group.throughput(Throughput::Bytes(input.text_bytes()));
        group.bench_function(BenchmarkId::new(name, input.len()), |bench| {
            bench.iter(|| compare(input, &threads))
        });
    };
    for count in [1_000, 4_000] {
        run("every_third_borrows", &archive(count));
        run("one_paragraph_in_each", &one_paragraph_in_each(count));
    }
    for count in [50, 200] {
        run("one_story_in_each", &one_story(count));
    }
    if let Ok(path) = std::env::var("WIREPRINT_ARCHIVE") {
        run(
            "file",
            &read(
                &[Input::Path(path.into())],
                &ReadOptions::default(),
                &threads,
            ),
        );
    }
    group.finish();
}

criterion_group!(benches, of_two_texts, of_archives);
criterion_main!(benches);
