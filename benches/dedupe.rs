//! How fast an archive is freed of near-duplicates, and how many pairs are compared for it: `cargo bench --bench dedupe`.
//!
//! The archives are made up here: an ordinary one, in which every fifth story is a lightly edited copy, and the three that
//! make deduplicators quadratic.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use wireprint::pipeline::{Resources, dedupe};
use wireprint::{DedupeSettings, Document, Level, Measure};

const STORIES: usize = 20_000;
const WORDS: u64 = 300;

/// A number that looks drawn at random from `seed`.
fn random(seed: u64) -> u64 {
    let mixed = (seed ^ (seed >> 31)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (mixed ^ (mixed >> 29)).wrapping_mul(0x94d0_49bb_1331_11eb) >> 16
}

/// So many words, the common ones far more often than the rare ones.
fn words(seed: u64, count: u64) -> Vec<String> {
    let word = |n| {
        let draw = random(random(seed) ^ n);
        format!("w{}", (draw % 50_000) * (draw / 50_000 % 1000) / 1000)
    };
    (0..count).map(word).collect()
}

fn archive(text: impl Fn(u64) -> String) -> Vec<Document> {
    (0..STORIES as u64)
        .map(|n| Document::new(n.to_string(), text(n)))
        .collect()
}

/// Every fifth story is that before it with one word in a hundred changed.
fn ordinary() -> Vec<Document> {
    archive(|n| {
        let copy = n % 5 == 4;
        let mut story = words(n - u64::from(copy), WORDS);
        for place in (0..WORDS).filter(|place| copy && random(n ^ *place << 20).is_multiple_of(100))
        {
            story[place as usize] = "changed".to_owned();
        }
        story.join(" ")
    })
}

/// Six words in ten are the same in all.
fn of_one_template() -> Vec<Document> {
    let template = words(u64::MAX, WORDS * 6 / 10).join(" ");
    archive(|n| format!("{template} {}", words(n, WORDS * 4 / 10).join(" ")))
}

fn all_identical() -> Vec<Document> {
    archive(|_| words(0, WORDS).join(" "))
}

fn with_one_paragraph_in_each() -> Vec<Document> {
    let paragraph = words(u64::MAX, 40).join(" ");
    archive(|n| format!("{}\n\n{paragraph}", words(n, WORDS - 40).join(" ")))
}

fn by(measure: Measure, threshold: f64) -> DedupeSettings {
    DedupeSettings {
        measure,
        threshold,
        ..DedupeSettings::default()
    }
}

fn whole_archives(criterion: &mut Criterion) {
    let by_paragraph = DedupeSettings {
        level: Level::Paragraph,
        ..DedupeSettings::default()
    };
    let runs = [
        ("ordinary, coverage", ordinary(), by(Measure::Coverage, 0.8)),
        ("ordinary, jaccard", ordinary(), by(Measure::Jaccard, 0.8)),
        (
            "one template",
            of_one_template(),
            by(Measure::Coverage, 0.8),
        ),
        (
            "one template at .5",
            of_one_template(),
            by(Measure::Coverage, 0.5),
        ),
        (
            "one template, jaccard",
            of_one_template(),
            by(Measure::Jaccard, 0.8),
        ),
        ("all identical", all_identical(), by(Measure::Coverage, 0.8)),
        (
            "one paragraph in each",
            with_one_paragraph_in_each(),
            by_paragraph,
        ),
    ];
    let mut group = criterion.benchmark_group("dedupe");
    group.sample_size(10);
    for (name, archive, settings) in runs {
        let bytes = archive.iter().map(|document| document.text.len() as u64);
        group.throughput(Throughput::Bytes(bytes.sum()));
        for count in [1, 4] {
            let Ok(threads) = Resources::new(count) else {
                continue;
            };
            let found = dedupe(&archive, &settings, &threads).unwrap();
            println!(
                "{name}: {} pairs compared, {} removed",
                found.compared_pairs,
                found.removed()
            );
            group.bench_function(BenchmarkId::new(name, count), |bencher| {
                bencher.iter(|| dedupe(&archive, &settings, &threads).unwrap());
            });
        }
    }
    group.finish();
}

criterion_group!(benches, whole_archives);
criterion_main!(benches);
