//! How fast tokens become shingles, shingles a signature, and a signature buckets: `cargo bench --bench sketch`.
//!
//! 53 shingles are a paragraph (the median of news), 1,000 a long story. Two other sketches are timed beside wireprint's own; how
//! much each errs is told by `tests/signatures.rs`.

#[path = "sketches/others.rs"]
mod others;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use wireprint::sketch::{Banding, BottomK, ShingleSet, Signature, each_shingle};

fn hashes(count: u64) -> Vec<u64> {
    (0..count)
        .map(|n| (n + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15))
        .collect()
}

fn sketch(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("sketch");
    let banding = Banding::at(0.8);
    for count in [53, 1000] {
        let tokens = hashes(count);
        group.throughput(Throughput::Elements(count));
        group.bench_function(BenchmarkId::new("shingles", count), |bencher| {
            bencher.iter(|| {
                each_shingle(black_box(&tokens), 5, |shingle| {
                    black_box(shingle);
                })
            });
        });
        group.bench_function(BenchmarkId::new("shingle set", count), |bencher| {
            bencher.iter(|| ShingleSet::of(black_box(&tokens), 5));
        });
        let (bottom, mut smallest) = (BottomK::at(0.8), Vec::new());
        group.bench_function(BenchmarkId::new("smallest shingles", count), |bencher| {
            bencher.iter(|| bottom.fill(black_box(&tokens), 5, &mut smallest));
        });
        group.bench_function(BenchmarkId::new("signature", count), |bencher| {
            bencher.iter(|| Signature::of(black_box(&tokens), banding.slots));
        });
        let signature = Signature::of(&tokens, banding.slots);
        group.bench_function(BenchmarkId::new("keys", count), |bencher| {
            bencher.iter(|| banding.keys(black_box(&signature)).fold(0, |a, b| a ^ b));
        });
    }
    group.finish();
}

/// Nanoseconds a shingle: 128 slots, the sizes of sets at which their errors are told, and a paragraph.
fn signatures(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("signatures of 128 slots");
    for count in [10, 30, 53, 100, 400, 1000] {
        let shingles = hashes(count);
        group.throughput(Throughput::Elements(count));
        group.bench_function(BenchmarkId::new("signature", count), |bencher| {
            bencher.iter(|| Signature::of(black_box(&shingles), 128));
        });
        group.bench_function(BenchmarkId::new("independent hashes", count), |bencher| {
            bencher.iter(|| others::independent_hashes(black_box(&shingles), 128));
        });
        group.bench_function(BenchmarkId::new("one permutation", count), |bencher| {
            bencher.iter(|| others::one_permutation(black_box(&shingles), 128));
        });
    }
    group.finish();
}

criterion_group!(benches, sketch, signatures);
criterion_main!(benches);
