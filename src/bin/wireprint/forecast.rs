//! `--dry-run`: what a command does, done with samples and written to nowhere, and what that tells of the whole.

use std::io;

use anyhow::{Result, bail};
use wireprint::align::Quote;
use wireprint::pipeline::{self, Archive, Forecasting, Question, Resources, Sample};
use wireprint::report::{Decided, Forecast, Found, Quoted, Report, Shape, Style};

use crate::args::{DedupeArgs, FindArgs, OverlapArgs, ReportArgs};
use crate::commands::rows;
use crate::log::Log;
use crate::output::to_stdout;

/// Says what `overlap` will cost.
pub(crate) fn overlap(
    args: &OverlapArgs,
    (forecasting, resources): (Forecasting, &Resources),
    (input, against): (&Archive, Option<&Archive>),
    log: &mut Log,
) -> Result<()> {
    if args.pairs.is_some() {
        bail!(
            "--dry-run draws samples of articles, which have few of the pairs that --pairs asks for: it tells nothing of them"
        );
    }
    let work = |samples: &[Sample<'_>], resources: &Resources| -> Result<()> {
        let against = samples.get(1).map(|sample| sample as _);
        let question = Question {
            input: &samples[0],
            against,
            pairs: None,
        };
        let overlaps = pipeline::overlap(&question, &args.settings(), resources)?;
        let found = Found::new(&samples[0], against, &overlaps, args.place.offsets);
        nowhere(&args.report, |report| rows(args.rows, &found, report))
    };
    let archives: Vec<&Archive> = [input].into_iter().chain(against).collect();
    let forecast = forecasting.of(&archives, resources, work)?;
    say(forecast, log);
    Ok(())
}

/// Says what `dedupe` will cost.
pub(crate) fn dedupe(
    args: &DedupeArgs,
    (forecasting, resources): (Forecasting, &Resources),
    (archive, shape): (&Archive, Option<Shape<'_>>),
    log: &mut Log,
) -> Result<()> {
    let work = |samples: &[Sample<'_>], resources: &Resources| -> Result<()> {
        let deduped = pipeline::dedupe(&samples[0], &args.settings(), resources)?;
        let decided = Decided::new(&samples[0], shape, &deduped);
        Ok(decided.write_kept(&mut io::sink())?)
    };
    let forecast = forecasting.of(&[archive], resources, work)?;
    say(forecast, log);
    Ok(())
}

/// Says what `find` will cost.
pub(crate) fn find(
    args: &FindArgs,
    quote: &Quote,
    (forecasting, resources): (Forecasting, &Resources),
    archive: &Archive,
    log: &mut Log,
) -> Result<()> {
    let work = |samples: &[Sample<'_>], resources: &Resources| {
        let found = pipeline::find(quote, &samples[0], resources);
        let quoted = Quoted::new(quote.text(), &samples[0], &found, args.place.offsets);
        nowhere(&args.report, |report| report.printings(&quoted))
    };
    say(forecasting.of(&[archive], resources, work)?, log);
    Ok(())
}

/// Writes a report that nobody reads.
fn nowhere(args: &ReportArgs, content: impl Fn(&mut dyn Report) -> io::Result<()>) -> Result<()> {
    let mut nowhere = io::sink();
    Ok(content(
        &mut *args.format().report(&mut nowhere, Style::default()),
    )?)
}

fn say(forecast: Forecast, log: &mut Log) {
    log.done(to_stdout(|out| write!(out, "{forecast}")));
}
