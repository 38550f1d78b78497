//! Shapes of archive that could make a run quadratic, each at a size and at twice the size: `cargo bench --bench growth`, with a part of
//! a shape's name behind `--` for some of them. Twice the text may take at most 2.5 times as long: twice, and what larger tables cost in
//! slower memory; where twice the texts are more than twice the text, as much more. A line that is above says so, and the bench fails.
//!
//! `WIREPRINT_FULL=1` takes the sizes that the words promise (a text of 100 MB, a million briefs, 20,000 texts of one template).
//! This is no statistics but a bound: the least of three runs and more counts, on one thread and in its processor time where the system tells
//! that (Linux), so that the work is told and not what else the machine does.

#[path = "made/mod.rs"]
mod made;

use std::process::ExitCode;
use std::time::Instant;

use wireprint::pipeline::{Question, Resources, dedupe, overlap};
use wireprint::{DedupeSettings, Document, Level, Measure, OverlapSettings};

/// What twice the text may cost, for each time the text.
const BOUND: f64 = 1.25;
/// Runs at least, and the seconds up to which there are more: short ones are told by chance.
const ROUNDS: usize = 3;
const SECONDS: f64 = 0.5;

struct Shape {
    name: &'static str,
    made: fn(usize) -> Vec<Document>,
    /// Texts, or words or bytes of the long text, of the smaller archive.
    size: usize,
    full_size: usize,
}

const fn shape(
    name: &'static str,
    made: fn(usize) -> Vec<Document>,
    size: usize,
    full_size: usize,
) -> Shape {
    Shape {
        name,
        made,
        size,
        full_size,
    }
}

const SHAPES: [Shape; 10] = [
    shape("ordinary", made::ordinary, 5_000, 20_000),
    shape(
        "one paragraph in each",
        made::one_paragraph_in_each,
        5_000,
        20_000,
    ),
    shape("one seed in each", made::one_seed_in_each, 5_000, 20_000),
    shape("all identical", made::all_identical, 5_000, 20_000),
    shape(
        "one story, many papers",
        made::one_story_in_many_papers,
        1_000,
        5_000,
    ),
    shape("one template", made::one_template, 1_000, 10_000),
    shape("two-line briefs", made::two_line_briefs, 50_000, 500_000),
    shape("one word, many texts", made::one_word_repeated, 500, 500),
    shape(
        "one word, one long text",
        made::one_word_in_one_text,
        250_000,
        5_000_000,
    ),
    shape("one long text", made::one_long_text, 4_000_000, 50_000_000),
];

/// What is done with an archive; what it did, counted.
struct Run {
    name: &'static str,
    work: fn(&Vec<Document>, &Resources) -> String,
}

const RUNS: [Run; 5] = [
    Run {
        name: "dedupe --measure jaccard",
        work: |archive, threads| {
            let measure = Measure::Jaccard;
            deduped(
                archive,
                DedupeSettings {
                    measure,
                    ..DedupeSettings::default()
                },
                threads,
            )
        },
    },
    Run {
        name: "dedupe",
        work: |archive, threads| deduped(archive, DedupeSettings::default(), threads),
    },
    Run {
        name: "dedupe --threshold 0.5",
        work: |archive, threads| {
            let threshold = 0.5;
            deduped(
                archive,
                DedupeSettings {
                    threshold,
                    ..DedupeSettings::default()
                },
                threads,
            )
        },
    },
    Run {
        name: "dedupe --level paragraph",
        work: |archive, threads| {
            let level = Level::Paragraph;
            deduped(
                archive,
                DedupeSettings {
                    level,
                    ..DedupeSettings::default()
                },
                threads,
            )
        },
    },
    Run {
        name: "overlap",
        work: overlapped,
    },
];

fn deduped(archive: &Vec<Document>, settings: DedupeSettings, threads: &Resources) -> String {
    let found = dedupe(archive, &settings, threads).expect("memory is not limited");
    format!("{} pairs counted", found.compared_pairs)
}

fn overlapped(archive: &Vec<Document>, threads: &Resources) -> String {
    let question = Question {
        input: archive,
        against: None,
        pairs: None,
    };
    let found =
        overlap(&question, &OverlapSettings::default(), threads).expect("memory is not limited");
    let (work, pairs) = (found.work, found.pairs.len());
    format!("{} pairs aligned, {pairs} share text", work.candidate_pairs)
}

/// The least seconds of some runs, and what was done.
fn timed(run: &Run, archive: &Vec<Document>, threads: &Resources) -> (f64, String) {
    let (mut least, mut all, mut rounds) = (f64::MAX, 0.0, 0);
    let mut did = String::new();
    while rounds < ROUNDS || all < SECONDS {
        let (start, before) = (Instant::now(), processor_seconds());
        did = (run.work)(archive, threads);
        let seconds = match (before, processor_seconds()) {
            (Some(before), Some(after)) => after - before,
            _ => start.elapsed().as_secs_f64(),
        };
        least = least.min(seconds);
        all += start.elapsed().as_secs_f64();
        rounds += 1;
    }
    (least, did)
}

/// What all threads of this program have worked.
fn processor_seconds() -> Option<f64> {
    let tasks = std::fs::read_dir("/proc/self/task").ok()?;
    let nanoseconds = |task: std::fs::DirEntry| -> Option<f64> {
        let times = std::fs::read_to_string(task.path().join("schedstat")).ok()?;
        times.split(' ').next()?.parse().ok()
    };
    let all: Option<f64> = tasks.flatten().map(nanoseconds).sum();
    all.map(|nanoseconds| nanoseconds / 1e9)
}

/// Runs one shape at both sizes; whether it stays below the bound.
fn stays_below(shape: &Shape, run: &Run, size: usize, threads: &Resources) -> bool {
    let (smaller, larger) = ((shape.made)(size), (shape.made)(2 * size));
    let (one, _) = timed(run, &smaller, threads);
    let (two, did) = timed(run, &larger, threads);
    let ratio = two / one;
    let bound = BOUND * bytes(&larger) / bytes(&smaller);
    let verdict = if ratio <= bound { "" } else { "  ABOVE" };
    println!(
        "{:24} {:25} {size:>9} {one:>8.3} s   {:>9} {two:>8.3} s   x {ratio:.2} (at most {bound:.2}){verdict}   {did}",
        shape.name,
        run.name,
        2 * size
    );
    ratio <= bound
}

fn bytes(archive: &[Document]) -> f64 {
    archive
        .iter()
        .map(|article| article.text.len() as f64)
        .sum()
}

fn main() -> ExitCode {
    let asked: Vec<String> = std::env::args()
        .skip(1)
        .filter(|arg| !arg.starts_with('-'))
        .collect();
    let is_asked = |shape: &Shape| {
        asked.is_empty() || asked.iter().any(|part| shape.name.contains(part.as_str()))
    };
    let full = std::env::var_os("WIREPRINT_FULL").is_some();
    let threads = Resources::new(1).expect("a thread");
    let mut all_below = true;
    for shape in SHAPES.iter().filter(|shape| is_asked(shape)) {
        let size = if full { shape.full_size } else { shape.size };
        for run in &RUNS {
            all_below &= stays_below(shape, run, size, &threads);
        }
    }
    if all_below {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
