//! Passages: each stage of the comparison of two texts, on made-up wire copy: `cargo bench --bench overlap`. Whole archives are compared in
//! `archives` and `growth`.

#[path = "made/mod.rs"]
mod made;

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use made::Dice;
use wireprint::Preset;
use wireprint::align::{Background, Side, Thresholds, align, common_seeds, seeds};
use wireprint::text::Tokens;

fn of_two_texts(criterion: &mut Criterion) {
    let mut dice = Dice(1);
    let a = dice.story(8);
    let b = format!("{}\n\n{}", dice.story(4), dice.edited(&a, 10));
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

criterion_group!(benches, of_two_texts);
criterion_main!(benches);
