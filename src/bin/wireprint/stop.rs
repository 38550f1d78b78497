//! Ctrl-C and SIGTERM: the run ends at once, wherever it is, says how far it was, and leaves no half-written file behind.
//!
//! The process ends from a thread that waits for nothing else. Temporary files have no names, so the system takes them
//! back; the work need not look up from what it does, and no stage can forget to.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::{io, thread};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::{flag, low_level};
use wireprint::report::abandon_files;

use crate::output::complain;
use crate::progress::stopped;

/// From here on, a signal ends the run in good order. Where the system does not allow that, it ends it as it always did.
pub(crate) fn on_signal() {
    let _ = ends_at_once_if_asked_twice().and_then(|()| {
        let mut signals = Signals::new([SIGINT, SIGTERM])?;
        let wait = move || signals.forever().for_each(end);
        thread::Builder::new()
            .name("signals".to_owned())
            .spawn(wait)
    });
}

/// Nothing must hold up who asks again: not even a terminal that takes no more words.
fn ends_at_once_if_asked_twice() -> io::Result<()> {
    let asked = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        flag::register_conditional_shutdown(signal, exit_code(signal), Arc::clone(&asked))?;
        flag::register(signal, Arc::clone(&asked))?;
    }
    Ok(())
}

fn end(signal: i32) {
    let _half_written = abandon_files();
    let (what, _run) = stopped();
    complain(&what);
    low_level::exit(exit_code(signal));
}

/// As a shell tells of it.
fn exit_code(signal: i32) -> i32 {
    128 + signal
}
