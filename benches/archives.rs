//! Whole runs, by the size of the archive: `cargo bench --bench archives`. What they cost must grow with the archive and no faster, so the
//! throughput in MB/s is what to look at.
//!
//! The archives are made up (`made::ordinary`); with `WIREPRINT_ARCHIVE=FILE.jsonl` the runs also go over that file.

#[path = "made/mod.rs"]
mod made;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use wireprint::input::{Input, ReadOptions};
use wireprint::pipeline::{Question, Resources, dedupe, overlap, read};
use wireprint::{Corpus, DedupeSettings, Measure, OverlapSettings};

const SIZES: [usize; 4] = [2_000, 5_000, 10_000, 20_000];

fn runs(criterion: &mut Criterion, name: &str, archive: &impl Corpus) {
    let mut group = criterion.benchmark_group(name);
    group
        .sample_size(10)
        .throughput(Throughput::Bytes(archive.text_bytes()));
    for count in [1, 4] {
        let threads = Resources::new(count).expect("threads");
        for (measure, name) in [
            (Measure::Jaccard, "dedupe --measure jaccard"),
            (Measure::Coverage, "dedupe"),
        ] {
            let settings = DedupeSettings {
                measure,
                ..DedupeSettings::default()
            };
            group.bench_function(
                BenchmarkId::new(name, format!("{count} threads")),
                |bencher| {
                    bencher.iter(|| dedupe(archive, &settings, &threads));
                },
            );
        }
        let question = Question {
            input: archive,
            against: None,
            pairs: None,
        };
        group.bench_function(
            BenchmarkId::new("overlap", format!("{count} threads")),
            |bencher| {
                bencher.iter(|| overlap(&question, &OverlapSettings::default(), &threads));
            },
        );
    }
    group.finish();
}

fn archives(criterion: &mut Criterion) {
    for size in SIZES {
        runs(
            criterion,
            &format!("{size} articles"),
            &made::ordinary(size),
        );
    }
    if let Some(path) = std::env::var_os("WIREPRINT_ARCHIVE") {
        let threads = Resources::new(0).expect("threads");
        let inputs = [Input::Path(path.into())];
        runs(
            criterion,
            "file",
            &read(&inputs, &ReadOptions::default(), &threads),
        );
    }
}

criterion_group!(benches, archives);
criterion_main!(benches);
