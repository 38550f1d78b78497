//! Each command: settings checked, files read, the library asked, the answer written.

use std::io;

use anyhow::{Context, Result, bail};
use clap::CommandFactory;
use wireprint::Level;
use wireprint::align::Quote;
use wireprint::input::Input;
use wireprint::pipeline::{self, Archive, Forecasting, Question, Resources};
use wireprint::report::{
    AuditSheet, Decided, Explained, Found, Inventory, Originals, Quoted, Report, Shape, Table,
    common_shape, write_unread,
};
use wireprint::story::Overlaps;

use crate::args::{
    Args, BenchArgs, Command, DedupeArgs, ExplainArgs, FindArgs, OverlapArgs, ReadArgs, ReadRows,
    ReadingArgs, ReportFile, Rows, format_name,
};
use crate::log::{Log, Outcome};
use crate::output::{check_target, file_style, stdout_style, to_file, to_stdout, write_report};
use crate::progress::writing_parts;
use crate::{audit, forecast, pairs, score};

/// Runs what was typed.
pub(crate) fn run(args: Args) -> Result<Outcome> {
    match args.command {
        Command::Overlap(args) => overlap(&args),
        Command::Dedupe(args) => dedupe(&args),
        Command::Find(args) => find(&args),
        Command::Explain(args) => explain(&args),
        Command::Bench(args) => bench(&args),
        Command::Read(args) => inventory(&args),
        Command::Score(command) => score::run(&command),
        Command::Completions { shell } => completions(shell),
        Command::Man { command } => manual(command.as_deref()),
    }
}

fn overlap(args: &OverlapArgs) -> Result<Outcome> {
    if args.rows.is_of_inputs() && !args.against.is_empty() {
        bail!(
            "--rows clusters, versions and killed sort the articles of the inputs: they do not go with --against"
        );
    }
    let inputs = args.inputs.iter().chain(&args.against);
    for file in &args.report.output {
        check_target(&file.path, inputs.clone(), args.pairs.as_deref())?;
    }
    let resources = args.resources()?;
    let mut log = Log::new(args.run.quiet);
    let forecasting = Forecasting::begin();
    let input = read(&args.inputs, &args.reading, &resources, &mut log);
    let against = read(&args.against, &args.reading, &resources, &mut log);
    let against = (!args.against.is_empty()).then_some(&against);
    if args.forecast.dry_run {
        forecast::overlap(args, (forecasting, &resources), (&input, against), &mut log)?;
        return Ok(log.outcome());
    }
    let overlaps = compare(args, &input, against, &resources, &mut log)?;
    let found = Found::new(
        &input,
        against.map(|against| against as _),
        &overlaps,
        args.place.offsets,
    )
    .with_furniture(&args.settings().furniture)
    .explained_by(args.explain_command());
    let found = if args.pairs.is_some() {
        found.of_some_pairs()
    } else {
        found
    };
    write_report(&args.report, &mut log, |report| {
        rows(args.rows, &found, report)
    });
    Ok(log.outcome())
}

/// Asks for all pairs, or for those that a file names.
fn compare(
    args: &OverlapArgs,
    input: &Archive,
    against: Option<&Archive>,
    resources: &Resources,
    log: &mut Log,
) -> Result<Overlaps> {
    let pairs = match &args.pairs {
        None => None,
        Some(path) => {
            let found = pairs::read(path, input, against.unwrap_or(input))?;
            log.list(&found.read);
            Some(found.pairs)
        }
    };
    let question = Question {
        input,
        against: against.map(|against| against as _),
        pairs: pairs.as_deref(),
    };
    Ok(pipeline::overlap(&question, &args.settings(), resources)?)
}

pub(crate) fn rows(rows: Rows, found: &Found<'_>, report: &mut dyn Report) -> io::Result<()> {
    match rows {
        Rows::Passages => report.passages(found),
        Rows::Pairs => report.table(&found.pairs_table()),
        Rows::Clusters => report.table(&found.clusters_table()),
        Rows::Sources => report.table(&found.sources_table()),
        Rows::Versions => report.table(&found.versions_table()),
        Rows::Killed => report.table(&found.killed_table()),
    }
}

fn dedupe(args: &DedupeArgs) -> Result<Outcome> {
    let settings = args.settings();
    settings.check()?;
    check_audit(args)?;
    let lists = [&args.removed, &args.clusters];
    let lists = lists.into_iter().flatten().map(|file| file.path.as_path());
    for path in lists.chain(args.rejected.as_deref()) {
        check_target(path, args.inputs.iter(), None)?;
    }
    let resources = args.resources()?;
    let mut log = Log::new(args.run.quiet);
    let forecasting = Forecasting::begin();
    let archive = read(&args.inputs, &args.reading, &resources, &mut log);
    let shape = common_shape(&archive)?;
    check_output(args, &archive, shape)?;
    if args.forecast.dry_run {
        forecast::dedupe(args, (forecasting, &resources), (&archive, shape), &mut log)?;
        return Ok(log.outcome());
    }
    let deduped = pipeline::dedupe(&archive, &settings, &resources)?;
    let decided = Decided::new(&archive, shape, &deduped).with_furniture(&settings.furniture);
    write_lists(args, &archive, &decided, &mut log);
    write_kept(args, &decided, &mut log);
    log.note(&decided.summary().to_string());
    decided.reasons().iter().for_each(|reason| log.note(reason));
    if let Some(sampling) = args.audit() {
        let sheet = AuditSheet::new(&archive, &deduped, &sampling);
        log.done(audit::run(&sheet, &settings));
    }
    Ok(log.outcome())
}

/// An audit asks of whole texts, and its answers come by standard input.
fn check_audit(args: &DedupeArgs) -> Result<()> {
    if args.audit().is_none() {
        return Ok(());
    }
    if args.inputs.contains(&Input::Stdin) {
        bail!("--audit reads its answers from standard input: it cannot read `-` there too");
    }
    if args.settings().level == Level::Paragraph {
        bail!("--audit shows texts that were removed: it does not go with --level paragraph");
    }
    Ok(())
}

fn find(args: &FindArgs) -> Result<Outcome> {
    for file in &args.report.output {
        check_target(&file.path, args.inputs.iter(), None)?;
    }
    let typed = quote(args)?;
    let named = || format!("`{}`", typed.trim());
    let quote = Quote::new(typed.as_str()).with_context(named)?;
    let resources = args.run.resources()?;
    let mut log = Log::new(args.run.quiet);
    let forecasting = Forecasting::begin();
    let archive = read(&args.inputs, &args.reading, &resources, &mut log);
    if args.forecast.dry_run {
        forecast::find(args, &quote, (forecasting, &resources), &archive, &mut log)?;
        return Ok(log.outcome());
    }
    let found = pipeline::find(&quote, &archive, &resources);
    let quoted = Quoted::new(quote.text(), &archive, &found, args.place.offsets);
    write_report(&args.report, &mut log, |report| report.printings(&quoted));
    Ok(match log.outcome() {
        Outcome::Complete if found.printings.is_empty() => Outcome::NothingFound,
        outcome => outcome,
    })
}

/// The quotation as it was typed, or all of standard input.
fn quote(args: &FindArgs) -> Result<String> {
    if args.quote != "-" {
        return Ok(args.quote.clone());
    }
    if args.inputs.contains(&Input::Stdin) {
        bail!("standard input cannot be both the quotation and an input");
    }
    io::read_to_string(io::stdin()).context("standard input: cannot be read as a quotation")
}

/// What can only be known to be wrong once the input's format is known.
fn check_output(args: &DedupeArgs, archive: &Archive, shape: Option<Shape<'_>>) -> Result<()> {
    let Some(shape) = shape else { return Ok(()) };
    for path in &args.output {
        let suffix = path.extension().and_then(|suffix| suffix.to_str());
        if !suffix.is_some_and(|suffix| shape.suffixes().contains(&suffix)) {
            let suffixes = shape.suffixes().join(" or .");
            let (path, kind) = (path.display(), shape.name());
            bail!(
                "{path}: records are kept as they came, and the input is {kind}: use .{suffixes}"
            );
        }
    }
    if !shape.is_named() && args.copy_to.is_some() {
        bail!("--copy-to is for files: the input is {}", shape.name());
    }
    let is_row = matches!(shape, Shape::Parquet { .. });
    if is_row && args.rejected.is_some() {
        bail!("--rejected writes records as they came: a row of Parquet has no bytes of its own");
    }
    if (archive.is_marked_up() || is_row) && args.settings().level == Level::Paragraph {
        bail!(
            "--level paragraph changes texts: it cannot where an input is {}",
            if is_row {
                shape.name()
            } else {
                Shape::Wire.name()
            }
        );
    }
    if args.annotate && args.settings().level == Level::Paragraph {
        bail!("--annotate keeps every record as it came: it does not go with --level paragraph");
    }
    if shape == Shape::Plain && args.settings().level == Level::Paragraph && args.copy_to.is_none()
    {
        bail!("--level paragraph changes plain files: name a folder for them with --copy-to");
    }
    Ok(())
}

/// Writes the files beside the kept records.
fn write_lists(args: &DedupeArgs, records: &dyn Originals, decided: &Decided<'_>, log: &mut Log) {
    let mut write = |file: &ReportFile, table: Table<'_>| {
        log.done(to_file(&file.path, |out| {
            let style = file_style(crate::args::Colour::Never);
            file.format.report(out, style).table(&table)
        }));
    };
    if let Some(file) = &args.removed {
        write(file, decided.removed_table());
    }
    if let Some(file) = &args.clusters {
        write(file, decided.clusters_table());
    }
    if let Some(path) = &args.rejected {
        log.done(to_file(path, |out| write_unread(records, out)));
    }
}

/// Writes the kept records, after all else: whoever reads them may stop reading.
fn write_kept(args: &DedupeArgs, decided: &Decided<'_>, log: &mut Log) {
    let content = |out: &mut dyn io::Write| match args.annotate {
        true => decided.write_annotated(out),
        false => decided.write_kept(out),
    };
    if let Some(folder) = &args.copy_to {
        log.done(writing_parts(&folder.display(), || {
            Ok(decided.copy_kept(folder)?)
        }));
    }
    for path in &args.output {
        log.done(to_file(path, content));
    }
    // An audit has stdout for its result.
    if args.output.is_empty() && args.copy_to.is_none() && args.audit().is_none() {
        log.done(to_stdout(content));
    }
}

/// Reads articles, and names what was left unread.
fn read(inputs: &[Input], reading: &ReadingArgs, resources: &Resources, log: &mut Log) -> Archive {
    let archive = pipeline::read(inputs, &reading.options(), resources);
    log.archive(&archive);
    archive
}

fn explain(args: &ExplainArgs) -> Result<Outcome> {
    let resources = args.run.resources()?;
    let mut log = Log::new(args.run.quiet);
    let input = read(&args.inputs, &args.reading, &resources, &mut log);
    let against = read(&args.against, &args.reading, &resources, &mut log);
    let against = (!args.against.is_empty()).then_some(&against);
    let pair = pairs::one(args.pair.as_deref(), &input, against)?;
    let against = against.map(|against| against as _);
    let question = Question {
        input: &input,
        against,
        pairs: None,
    };
    let explanation = pipeline::explain(&question, pair, &args.matching.settings(), &resources)?;
    let explained = Explained::new(&input, against, &explanation);
    log.done(to_stdout(|out| match args.json {
        true => explained.write_json(out, args.place.offsets),
        false => explained.write_text(out, &stdout_style(args.look.color), args.all),
    }));
    Ok(log.outcome())
}

fn bench(args: &BenchArgs) -> Result<Outcome> {
    for file in &args.report.output {
        check_target(&file.path, args.inputs.iter(), None)?;
    }
    let threads = Resources::new(args.run.threads)?;
    let mut log = Log::new(args.run.quiet);
    let archive = read(&args.inputs, &args.reading, &threads, &mut log);
    let rows = pipeline::bench(&archive, &args.inputs, &args.reading.options(), &threads)?;
    if rows.is_empty() {
        log.note("no article: there is nothing to time");
    }
    let table = Table::of_stages(rows);
    write_report(&args.report, &mut log, |report| report.table(&table));
    Ok(log.outcome())
}

fn inventory(args: &ReadArgs) -> Result<Outcome> {
    for file in &args.report.output {
        check_target(&file.path, args.inputs.iter(), None)?;
    }
    let resources = args.run.resources()?;
    let mut log = Log::new(args.run.quiet);
    let archive = read(&args.inputs, &args.reading, &resources, &mut log);
    let inventory = Inventory {
        records: &archive,
        files: archive.files(),
        faults: archive.faults(),
        notes: archive.notes(),
        format_name,
    };
    write_report(&args.report, &mut log, |report| match args.rows {
        ReadRows::Files => report.table(&inventory.files_table()),
        ReadRows::Items => report.items(&inventory),
    });
    Ok(log.outcome())
}

fn completions(shell: clap_complete::Shell) -> Result<Outcome> {
    // By way of memory: the generator panics where it cannot write.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "wireprint", &mut script);
    to_stdout(|out| out.write_all(&script)).map(|()| Outcome::Complete)
}

fn manual(command: Option<&str>) -> Result<Outcome> {
    let mut program = Args::command();
    program.build();
    let command = command.and_then(|name| program.find_subcommand(name));
    let page = clap_mangen::Man::new(command.unwrap_or(&program).clone());
    to_stdout(|out| page.render(out)).map(|()| Outcome::Complete)
}
