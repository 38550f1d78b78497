//! What is said on stderr during a run, and what it comes to: faults are named as they are met and counted at the end.

use anyhow::Result;
use wireprint::Fault;
use wireprint::input::RowFaults;
use wireprint::pipeline::Archive;
use wireprint::report::with_faults;

use crate::output::complain;

/// Whether all was done that was asked.
pub(crate) enum Outcome {
    /// Every record was read, every file written.
    Complete,
    /// That too, and nothing was found.
    NothingFound,
    /// Something was not, and has been named.
    Incomplete,
}

/// What is said on stderr during a run.
pub(crate) struct Log {
    quiet: bool,
    faults: Vec<Fault>,
    failed: bool,
}

impl Log {
    pub(crate) fn new(quiet: bool) -> Log {
        Log {
            quiet,
            faults: Vec::new(),
            failed: false,
        }
    }

    /// Names what was left unread.
    pub(crate) fn archive(&mut self, archive: &Archive) {
        archive.notes().iter().for_each(|note| self.note(note));
        self.faults(archive.faults());
    }

    /// Names what was met while a list was read.
    pub(crate) fn list(&mut self, read: &RowFaults) {
        read.notes.iter().for_each(|note| self.note(note));
        self.faults(&read.faults);
    }

    fn faults(&mut self, faults: &[Fault]) {
        faults.iter().for_each(|fault| complain(&fault.to_string()));
        self.faults.extend_from_slice(faults);
    }

    /// Says what is no fault.
    pub(crate) fn note(&self, what: &str) {
        if !self.quiet {
            complain(what);
        }
    }

    /// Names what could not be written; the rest is still done.
    pub(crate) fn done(&mut self, written: Result<()>) {
        if let Err(error) = written {
            complain(&format!("{error:#}"));
            self.failed = true;
        }
    }

    pub(crate) fn outcome(self) -> Outcome {
        if !self.faults.is_empty() {
            complain(&with_faults(&self.faults));
        }
        if self.failed || !self.faults.is_empty() {
            Outcome::Incomplete
        } else {
            Outcome::Complete
        }
    }
}
