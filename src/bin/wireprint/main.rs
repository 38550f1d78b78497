//! wireprint, the command: what was typed into settings (`args`), settings into work (`commands`), and what came of it into
//! an exit code: 0 done and everything read, 1 the same but nothing found, 2 anything else; more where a signal ended it.

mod args;
mod audit;
mod commands;
mod forecast;
mod log;
mod output;
mod pairs;
mod progress;
mod score;
#[cfg(unix)]
mod stop;

use std::process::ExitCode;

use clap::Parser;

use crate::log::Outcome;
use crate::output::complain;

/// The system's allocator is slow where many threads share it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let args = args::Args::parse();
    #[cfg(unix)]
    stop::on_signal();
    match commands::run(args) {
        Ok(Outcome::Complete) => ExitCode::SUCCESS,
        Ok(Outcome::NothingFound) => ExitCode::from(1),
        Ok(Outcome::Incomplete) => ExitCode::from(2),
        Err(error) => {
            complain(&format!("{error:#}"));
            ExitCode::from(2)
        }
    }
}
