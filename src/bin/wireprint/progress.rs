//! How far the run is: shown on a terminal while it goes on, and said if it is stopped.

use std::fmt::Display;
use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use anyhow::Result;
use indicatif::{DecimalBytes, HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};
use wireprint::pipeline::{Stage, Unit, Watch};

/// A run that is over by then shows nothing.
const WORTH_SHOWING: Duration = Duration::from_millis(500);
/// Time between two drawings.
const TICK: Duration = Duration::from_millis(100);

/// How far the one run of this process is. Who stops it comes from outside, and has no other way to know.
static RUN: Mutex<Run> = Mutex::new(Run {
    stage: None,
    writing: None,
    written: Vec::new(),
});

/// What was done, and what is being done.
struct Run {
    /// The stage under way, with what counts it.
    stage: Option<(Stage, ProgressBar)>,
    /// What is being written: its name if it is there whole or not at all, else what is there of it.
    writing: Option<(String, Option<String>)>,
    /// What has been written.
    written: Vec<String>,
}

fn run() -> MutexGuard<'static, Run> {
    match RUN.lock() {
        Ok(run) => run,
        Err(poisoned) => poisoned.into_inner(),
    }
}

/// Counts what the library does, and shows it on stderr.
pub(crate) struct Progress {
    bar: ProgressBar,
    began: Instant,
    /// Nothing is to be drawn any more, or yet.
    is_hidden: AtomicBool,
    is_wanted: bool,
}

impl Progress {
    /// `if_wanted`: shown at all, on a terminal.
    pub(crate) fn shown(if_wanted: bool) -> Progress {
        Progress {
            bar: ProgressBar::hidden(),
            began: Instant::now(),
            is_hidden: AtomicBool::new(true),
            is_wanted: if_wanted && io::stderr().is_terminal(),
        }
    }

    fn show_if_long(&self) {
        let is_due = self.is_wanted && self.began.elapsed() > WORTH_SHOWING;
        if is_due && self.is_hidden.swap(false, Ordering::Relaxed) {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
            self.bar.enable_steady_tick(TICK);
        }
    }
}

impl Watch for Progress {
    fn begins(&self, stage: Stage, total: u64) {
        let mut run = run();
        self.bar.reset();
        self.bar.set_length(total);
        self.bar.set_style(style(stage));
        run.stage = Some((stage, self.bar.clone()));
        self.show_if_long();
    }

    fn advances(&self, by: u64) {
        self.bar.inc(by);
        if self.is_wanted && self.is_hidden.load(Ordering::Relaxed) {
            self.show_if_long();
        }
    }

    fn ends(&self) {
        run().stage = None;
        clear(&self.bar);
        self.is_hidden.store(true, Ordering::Relaxed);
    }
}

fn clear(bar: &ProgressBar) {
    bar.disable_steady_tick();
    bar.finish_and_clear();
    bar.set_draw_target(ProgressDrawTarget::hidden());
}

/// `aligning [=====>    ] 12,000 of 40,000 pairs, 3,400/s, 8s left`
fn style(stage: Stage) -> ProgressStyle {
    let template = format!(
        "{} [{{bar:24}}] {{done}}, {{speed}}/s, {{eta}} left",
        stage.name
    );
    // The template is right, or a test fails; a plain bar will do.
    let style = ProgressStyle::with_template(&template);
    style
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("=> ")
        .with_key(
            "done",
            move |bar: &indicatif::ProgressState, out: &mut dyn std::fmt::Write| {
                let _ = out.write_str(&done_of(
                    stage.unit,
                    bar.pos(),
                    bar.len().unwrap_or_default(),
                ));
            },
        )
        .with_key(
            "speed",
            move |bar: &indicatif::ProgressState, out: &mut dyn std::fmt::Write| {
                let _ = out.write_str(&amount(stage.unit, bar.per_sec() as u64));
            },
        )
}

/// `12,000 of 40,000 pairs`
fn done_of(unit: Unit, done: u64, total: u64) -> String {
    let noun = match unit {
        Unit::Bytes => "",
        Unit::Files => " files",
        Unit::Articles => " articles",
        Unit::Pairs => " pairs",
        Unit::Shelves => " parts",
    };
    format!("{} of {}{noun}", amount(unit, done), amount(unit, total))
}

fn amount(unit: Unit, count: u64) -> String {
    match unit {
        Unit::Bytes => DecimalBytes(count).to_string(),
        Unit::Files | Unit::Articles | Unit::Pairs | Unit::Shelves => HumanCount(count).to_string(),
    }
}

/// Writes something that is there whole or not at all.
pub(crate) fn writing_whole(name: &dyn Display, write: impl FnOnce() -> Result<()>) -> Result<()> {
    writing(name.to_string(), None, write)
}

/// Writes something of which a part may be there.
pub(crate) fn writing_parts(name: &dyn Display, write: impl FnOnce() -> Result<()>) -> Result<()> {
    writing(name.to_string(), Some(format!("a part of {name}")), write)
}

fn writing(name: String, part: Option<String>, write: impl FnOnce() -> Result<()>) -> Result<()> {
    run().writing = Some((name.clone(), part));
    let written = write();
    let mut run = run();
    run.writing = None;
    if written.is_ok() {
        run.written.push(name);
    }
    written
}

/// Where the run was stopped, and what is there of its results: `stopped at aligning, 12,000 of 40,000 pairs; nothing was
/// written`. Nothing is drawn any more, and no stage begun until the process ends.
#[cfg(unix)]
pub(crate) fn stopped() -> (String, impl Sized) {
    let run = run();
    let place = match (&run.stage, &run.writing) {
        (Some((stage, bar)), _) => {
            let done = done_of(stage.unit, bar.position(), bar.length().unwrap_or_default());
            clear(bar);
            format!(" at {}, {done}", stage.name)
        }
        (None, Some((name, _))) => format!(" at writing {name}"),
        (None, None) => String::new(),
    };
    let parts = run.writing.iter().filter_map(|(_, part)| part.as_ref());
    let written: Vec<&str> = run
        .written
        .iter()
        .chain(parts)
        .map(String::as_str)
        .collect();
    let written = match written.as_slice() {
        [] => "nothing was written".to_owned(),
        written => format!("written: {}", written.join(", ")),
    };
    (format!("stopped{place}; {written}"), run)
}
