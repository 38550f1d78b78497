//! The command `score`: lists read, held against each other, and the figures written.

use anyhow::{Result, bail};
use wireprint::input::{self, Input, Read};
use wireprint::report::Table;
use wireprint::score::{self, PassageQuestion};

use crate::args::{ListsArgs, PassagesArgs, ScoreCommand};
use crate::log::{Log, Outcome};
use crate::output::{check_target, write_report};

/// Scores what was asked for.
pub(crate) fn run(command: &ScoreCommand) -> Result<Outcome> {
    match command {
        ScoreCommand::Passages(args) => passages(args),
        ScoreCommand::Clusters(args) => scored(args, &[], |log| {
            let truth = log.read(input::clusters(&args.truth))?;
            let found = log.read(input::clusters(&args.found))?;
            Ok(Table::of_cluster_score(score::clusters(&truth, &found)))
        }),
        ScoreCommand::Pairs(args) => scored(args, &[], |log| {
            let truth = log.pairs(&args.truth)?;
            let found = log.pairs(&args.found)?;
            Ok(Table::of_pair_score(score::pairs(&truth, &found)))
        }),
    }
}

fn passages(args: &PassagesArgs) -> Result<Outcome> {
    let others: Vec<&Input> = args.only.iter().chain(&args.ignore).collect();
    scored(&args.lists, &others, |log| {
        let question = question(args, log)?;
        Ok(Table::of_passage_scores(score::parts(&question)))
    })
}

fn question(args: &PassagesArgs, log: &mut Log) -> Result<PassageQuestion> {
    let by = args.by.as_deref();
    let truth = log.read(input::passages(&args.lists.truth, by))?;
    let found = log.read(input::passages(&args.lists.found, None))?;
    let only = match &args.only {
        None => None,
        Some(only) => Some(log.read(input::document_pairs(only, by))?),
    };
    let ignore = match &args.ignore {
        None => Vec::new(),
        Some(ignore) => log.pairs(ignore)?,
    };
    Ok(PassageQuestion {
        truth,
        found: found.into_iter().map(|(passage, _)| passage).collect(),
        only,
        ignore,
    })
}

/// Writes the score that `table` makes, unless nothing can be read or written where it was asked for.
fn scored(
    args: &ListsArgs,
    others: &[&Input],
    table: impl FnOnce(&mut Log) -> Result<Table<'static>>,
) -> Result<Outcome> {
    let lists = [&args.truth, &args.found]
        .into_iter()
        .chain(others.iter().copied());
    if lists.clone().filter(|&list| *list == Input::Stdin).count() > 1 {
        bail!("only one list can be standard input");
    }
    for file in &args.report.output {
        check_target(&file.path, lists.clone(), None)?;
    }
    let mut log = Log::new(args.quiet);
    let table = table(&mut log)?;
    write_report(&args.report, &mut log, |report| report.table(&table));
    Ok(log.outcome())
}

impl Log {
    /// A list that was read, its faults named.
    fn read<T>(&mut self, list: Read<T>) -> Result<Vec<T>> {
        let (list, read) = list?;
        self.list(&read);
        Ok(list)
    }

    fn pairs(&mut self, list: &Input) -> Result<Vec<score::DocumentPair>> {
        let pairs = self.read(input::document_pairs(list, None))?;
        Ok(pairs.into_iter().map(|(pair, _)| pair).collect())
    }
}
