//! How fast an archive is read: JSON Lines into headers and places, and every text once more on demand.
//!
//! `WIREPRINT_ARCHIVE=FILE.jsonl cargo bench --bench input` measures a file of one's own; without it a made-up one is read.

use std::hint::black_box;
use std::path::PathBuf;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use wireprint::Corpus;
use wireprint::input::{Input, ReadOptions};
use wireprint::pipeline::{Resources, read};

fn reading(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path =
        std::env::var_os("WIREPRINT_ARCHIVE").map_or_else(|| made_up(&folder), PathBuf::from);
    let bytes = std::fs::metadata(&path).expect("an archive").len();
    let inputs = [Input::Path(path)];
    let options = ReadOptions::default();
    let mut group = criterion.benchmark_group("input");
    group.throughput(Throughput::Bytes(bytes)).sample_size(20);
    for count in [1, 4] {
        let threads = Resources::new(count).expect("threads");
        group.bench_function(format!("read/{count}"), |bencher| {
            bencher.iter(|| read(&inputs, &options, &threads));
        });
    }
    let archive = read(&inputs, &options, &Resources::new(1).expect("threads"));
    group.bench_function("text/1", |bencher| {
        bencher.iter(|| {
            let texts = archive
                .documents()
                .map(|document| archive.text(document).len());
            black_box(texts.sum::<usize>())
        });
    });
}

fn made_up(folder: &tempfile::TempDir) -> PathBuf {
    let paragraph = "The ferry strike entered another day, the port authority said, and no talks were planned. ".repeat(12);
    let lines: String = (0..20_000)
        .map(|n| {
            let text = format!("{paragraph}\\n\\nStory {n}. {paragraph}");
            format!("{{\"id\": \"s{n}\", \"source\": \"wire\", \"published\": \"2024-02-07T00:39:00Z\", \"text\": \"{text}\"}}\n")
        })
        .collect();
    let path = folder.path().join("archive.jsonl");
    std::fs::write(&path, lines).expect("a file");
    path
}

criterion_group!(benches, reading);
criterion_main!(benches);
