//! An archive into how fast each stage goes on it, on one thread and on several.
//!
//! What is done to one text at a time is timed on texts that are held ready, so that it is timed alone: shingles on tokens that
//! are made, signatures on shingles that are made. Whole runs are timed from the files on, as a user has them, but for
//! what is written in the end.

use std::hint::black_box;

use rayon::prelude::*;

use super::clock::{Timed, timed};
use super::{Archive, Question, Resources, dedupe, overlap, read};
use crate::align::seeds;
use crate::document::{Corpus, DocumentId};
use crate::input::{Input, ReadOptions};
use crate::report::StageRow;
use crate::settings::{DedupeSettings, Measure, OverlapSettings};
use crate::sketch::{BottomK, Signature, each_shingle, token_hashes};
use crate::text::{Tokens, paragraphs};

/// Text that is held ready, in bytes: more than the caches hold, little beside the archive.
const HELD_BYTES: usize = 16 << 20;

/// Times every stage on an archive that was read from these inputs, which are read again: none may be standard input. One row for
/// each stage on one thread, and one on these threads if they are more; none where there is no article. Fails where the system
/// grants no thread.
///
/// ```
/// use wireprint::input::{Input, ReadOptions};
/// use wireprint::pipeline::{Resources, bench, read};
///
/// let (inputs, options) = ([Input::Path("fixtures/wire.jsonl".into())], ReadOptions::default());
/// let threads = Resources::new(1)?;
/// let archive = read(&inputs, &options, &threads);
/// let rows = bench(&archive, &inputs, &options, &threads)?;
/// assert_eq!((rows[0].stage, rows[0].articles, rows[0].words), ("reading", 12, 1_082));
/// assert!(rows.iter().all(|row| row.mb_per_second > 0.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn bench(
    archive: &Archive,
    inputs: &[Input],
    options: &ReadOptions,
    threads: &Resources,
) -> Result<Vec<StageRow>, rayon::ThreadPoolBuildError> {
    if archive.len() == 0 {
        return Ok(Vec::new());
    }
    let bench = threads.run(|| Bench::of(archive, inputs, options));
    let one = Resources::new(1)?;
    let several = (threads.run(rayon::current_num_threads) > 1).then_some(threads);
    let pools: Vec<&Resources> = [&one].into_iter().chain(several).collect();
    let timings = STAGES
        .iter()
        .flat_map(|stage| pools.iter().map(move |threads| (stage, threads)));
    Ok(timings
        .map(|(stage, threads)| bench.row(stage, threads))
        .collect())
}

/// A stage and the work in it.
struct Stage {
    name: &'static str,
    work: Work,
}

/// What a stage does, and to what.
enum Work {
    /// Something with the whole archive.
    Whole(fn(&Bench<'_>, &Resources)),
    /// Something with each text that is held ready, by itself.
    Each(fn(&Held, &mut Memory)),
    /// The same, and shingles are what is counted.
    EachShingle(fn(&Held, &mut Memory)),
}

const STAGES: &[Stage] = &[
    Stage::whole("reading", |bench, threads| drop(bench.read(threads))),
    Stage::whole("texts", |bench, threads| bench.texts(threads)),
    Stage::each("tokens", |held, memory| {
        token_hashes(&held.text, &mut memory.hashes)
    }),
    Stage {
        name: "shingles",
        work: Work::EachShingle(shingles),
    },
    Stage::each("fingerprint", fingerprint),
    Stage {
        name: "signatures",
        work: Work::EachShingle(signatures),
    },
    Stage::each("seeds", |held, memory| {
        memory.tokens.refill(&held.text);
        seeds(&memory.tokens, |seed| _ = black_box(seed));
    }),
    Stage::whole("dedupe --measure jaccard", |bench, threads| {
        bench.dedupe(Measure::Jaccard, threads)
    }),
    Stage::whole("dedupe", |bench, threads| {
        bench.dedupe(Measure::Coverage, threads)
    }),
    Stage::whole("overlap", |bench, threads| bench.overlap(threads)),
];

impl Stage {
    const fn whole(name: &'static str, work: fn(&Bench<'_>, &Resources)) -> Stage {
        let work = Work::Whole(work);
        Stage { name, work }
    }

    const fn each(name: &'static str, work: fn(&Held, &mut Memory)) -> Stage {
        let work = Work::Each(work);
        Stage { name, work }
    }
}

/// Words in a shingle, as `dedupe` and the signatures of paragraphs have them.
const WIDTH: usize = 5;
/// Slots of a signature, as near-duplicates at .8 would need them.
const SLOTS: usize = 128;
const THRESHOLD: f64 = 0.8;

/// Text into all that `dedupe --measure jaccard` keeps of it.
fn fingerprint(held: &Held, memory: &mut Memory) {
    token_hashes(&held.text, &mut memory.hashes);
    BottomK::at(THRESHOLD).fill(&memory.hashes, WIDTH, &mut memory.shingles);
}

fn shingles(held: &Held, _: &mut Memory) {
    let mut all = 0;
    each_shingle(&held.tokens, WIDTH, |shingle| all ^= shingle);
    black_box(all);
}

fn signatures(held: &Held, _: &mut Memory) {
    for shingles in &held.shingles {
        black_box(Signature::of(shingles, SLOTS));
    }
}

/// What is timed.
struct Bench<'b> {
    archive: &'b Archive,
    inputs: &'b [Input],
    options: &'b ReadOptions,
    /// Of the whole archive.
    size: Size,
    held: Vec<Held>,
    held_size: Size,
}

/// How much there is to do.
#[derive(Clone, Copy, Default)]
struct Size {
    articles: u64,
    words: u64,
    bytes: u64,
}

/// A text held ready.
struct Held {
    text: String,
    tokens: Vec<u64>,
    /// Of each paragraph.
    shingles: Vec<Vec<u64>>,
}

/// Memory that is used again for the next text.
#[derive(Default)]
struct Memory {
    hashes: Vec<u64>,
    shingles: Vec<u64>,
    tokens: Tokens,
}

impl<'b> Bench<'b> {
    fn of(archive: &'b Archive, inputs: &'b [Input], options: &'b ReadOptions) -> Bench<'b> {
        let size = Size::of_all(archive);
        // Every so many articles, so that all parts of the archive are among them.
        let step = (size.bytes as usize).div_ceil(HELD_BYTES).max(1);
        let held: Vec<Held> = (0..archive.len() as u32)
            .into_par_iter()
            .step_by(step)
            .map(|number| Held::of(archive.text(DocumentId(number)).into_owned()))
            .collect();
        Bench {
            archive,
            inputs,
            options,
            size,
            held_size: Size {
                articles: held.len() as u64,
                words: held.iter().map(|held| held.tokens.len() as u64).sum(),
                bytes: held.iter().map(|held| held.text.len() as u64).sum(),
            },
            held,
        }
    }

    fn row(&self, stage: &Stage, threads: &Resources) -> StageRow {
        let (timed, size) = match stage.work {
            Work::Whole(work) => (timed(|| work(self, threads)), self.size),
            Work::Each(work) | Work::EachShingle(work) => {
                (self.each(work, threads), self.held_size)
            }
        };
        let count = threads.run(rayon::current_num_threads);
        let mb_per_second = size.bytes as f64 / 1e6 / timed.seconds;
        let ns = timed.seconds * 1e9 * count as f64;
        StageRow {
            stage: stage.name,
            threads: count,
            articles: size.articles,
            words: size.words,
            bytes: size.bytes,
            rounds: timed.rounds,
            seconds: timed.seconds,
            mb_per_second,
            mb_per_second_per_thread: mb_per_second / count as f64,
            ns_per_shingle: match stage.work {
                Work::EachShingle(_) => Some(ns / self.shingles().max(1) as f64),
                Work::Whole(_) | Work::Each(_) => None,
            },
        }
    }

    fn each(&self, work: fn(&Held, &mut Memory), threads: &Resources) -> Timed {
        let all = || {
            let held = self.held.par_iter();
            held.for_each_init(Memory::default, |memory, held| work(held, memory));
        };
        threads.run(|| timed(all))
    }

    fn shingles(&self) -> usize {
        let lists = self.held.iter().flat_map(|held| &held.shingles);
        lists.map(Vec::len).sum()
    }

    fn read(&self, threads: &Resources) -> Archive {
        read(self.inputs, self.options, threads)
    }

    fn texts(&self, threads: &Resources) {
        threads.run(|| _ = black_box(bytes(self.archive)));
    }

    fn dedupe(&self, measure: Measure, threads: &Resources) {
        let settings = DedupeSettings {
            measure,
            ..DedupeSettings::default()
        };
        _ = black_box(dedupe(&self.read(threads), &settings, threads));
    }

    fn overlap(&self, threads: &Resources) {
        let archive = self.read(threads);
        let question = Question {
            input: &archive,
            against: None,
            pairs: None,
        };
        _ = black_box(overlap(&question, &OverlapSettings::default(), threads));
    }
}

impl Size {
    fn of_all(archive: &Archive) -> Size {
        let words = |memory: &mut Vec<u64>, number: u32| {
            token_hashes(&archive.text(DocumentId(number)), memory);
            memory.len() as u64
        };
        Size {
            articles: archive.len() as u64,
            words: (0..archive.len() as u32)
                .into_par_iter()
                .map_init(Vec::new, words)
                .sum(),
            bytes: bytes(archive),
        }
    }
}

/// Bytes of all texts, each fetched from its file.
fn bytes(archive: &Archive) -> u64 {
    (0..archive.len() as u32)
        .into_par_iter()
        .map(|number| archive.text(DocumentId(number)).len() as u64)
        .sum()
}

impl Held {
    fn of(text: String) -> Held {
        let (mut tokens, mut of_paragraph) = (Vec::new(), Vec::new());
        let shingles = paragraphs(&text).into_iter().map(|span| {
            token_hashes(&text[span.range()], &mut of_paragraph);
            let mut shingles = Vec::with_capacity(of_paragraph.len());
            each_shingle(&of_paragraph, WIDTH, |shingle| shingles.push(shingle));
            shingles
        });
        let shingles = shingles.collect();
        token_hashes(&text, &mut tokens);
        Held {
            text,
            tokens,
            shingles,
        }
    }
}
