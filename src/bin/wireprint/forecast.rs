//! `--dry-run`: what a command does, done with samples and written to nowhere, and what that tells of the whole.

use std::io;

use anyhow::{Result, bail};
use wireprint::DedupeSettings;
use wireprint::align::Quote;
use wireprint::pipeline::{self, Archive, Forecasting, Question, Sample, Threads};
use wireprint::report::{Decided, Forecast, Found, Quoted, Shape, Style};

use crate::args::{FindArgs, OverlapArgs, ReportArgs};
use crate::commands::rows;
use crate::log::Log;
use crate::output::to_stdout;

/// Says what `overlap` will cost.
pub(crate) fn overlap(
    args: &OverlapArgs,
    forecasting: Forecasting,
    archives: (&Archive, Option<&Archive>),
    threads: &Threads,
    log: &mut Log,
) -> Result<()> {
    if args.pairs.is_some() {
        bail!(
            "--dry-run draws samples of articles, which have few of the pairs that --pairs asks for: it tells nothing of them"
        );
    }
    let work = |samples: &[Sample<'_>]| {
        let against = samples.get(1).map(|sample| sample as _);
        let question = Question {
            input: &samples[0],
            against,
            pairs: None,
        };
        let overlaps = pipeline::overlap(&question, &args.settings(), threads);
        let found = Found::new(&samples[0], against, &overlaps, args.place.offsets);
        nowhere(&args.report, |report| rows(args.rows, &found, report));
    };
    let archives: Vec<&Archive> = [archives.0].into_iter().chain(archives.1).collect();
    say(&forecasting.of(&archives, threads, work), log);
    Ok(())
}

/// Says what `dedupe` will cost.
pub(crate) fn dedupe(
    settings: &DedupeSettings,
    forecasting: Forecasting,
    (archive, shape): (&Archive, Option<Shape<'_>>),
    threads: &Threads,
    log: &mut Log,
) {
    let work = |samples: &[Sample<'_>]| {
        let deduped = pipeline::dedupe(&samples[0], settings, threads);
        // Nowhere is never full.
        let _ = Decided::new(&samples[0], shape, &deduped).write_kept(&mut io::sink());
    };
    say(&forecasting.of(&[archive], threads, work), log);
}

/// Says what `find` will cost.
pub(crate) fn find(
    args: &FindArgs,
    quote: &Quote,
    forecasting: Forecasting,
    archive: &Archive,
    threads: &Threads,
    log: &mut Log,
) {
    let work = |samples: &[Sample<'_>]| {
        let found = pipeline::find(quote, &samples[0], threads);
        let quoted = Quoted::new(quote.text(), &samples[0], &found, args.place.offsets);
        nowhere(&args.report, |report| report.printings(&quoted));
    };
    say(&forecasting.of(&[archive], threads, work), log);
}

/// Writes a report that nobody reads.
fn nowhere(
    args: &ReportArgs,
    content: impl Fn(&mut dyn wireprint::report::Report) -> io::Result<()>,
) {
    let mut nowhere = io::sink();
    // Nowhere is never full.
    let _ = content(&mut *args.format().report(&mut nowhere, Style::default()));
}

fn say(forecast: &Forecast, log: &mut Log) {
    log.done(to_stdout(|out| write!(out, "{forecast}")));
}
