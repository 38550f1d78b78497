//! Where results and complaints go. A result that a reader stops reading is no fault; a file is written whole or not at all.

use std::fs;
use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};
use wireprint::input::Input;
use wireprint::report::{Report, Style, write_file};

use crate::args::{Colour, ReportArgs};
use crate::log::Log;
use crate::progress::{writing_parts, writing_whole};

/// Says something on stderr. That stderr may be closed is no reason to stop. An id or a file's name may hold anything: control
/// characters never reach the terminal.
pub(crate) fn complain(what: &str) {
    for line in what.lines() {
        let line = line.replace(char::is_control, "\u{FFFD}");
        let _ = writeln!(io::stderr(), "wireprint: {line}");
    }
}

/// Writes to stdout; a reader that has had enough ends it quietly.
pub(crate) fn to_stdout(content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    writing_parts(&"stdout", || {
        let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
        let written = content(&mut out).and_then(|()| out.flush());
        match written {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            written => written.context("stdout cannot be written"),
        }
    })
}

/// Writes a file, whole or not at all.
pub(crate) fn to_file(
    path: &Path,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<()> {
    let name = path.display();
    writing_whole(&name, || {
        write_file(path, content).with_context(|| format!("{name}: cannot be written"))
    })
}

/// Writes a report to every file asked for, or to stdout.
pub(crate) fn write_report(
    args: &ReportArgs,
    log: &mut Log,
    content: impl Fn(&mut dyn Report) -> io::Result<()>,
) {
    for file in &args.output {
        let style = file_style(args.look.color);
        log.done(to_file(&file.path, |out| {
            content(&mut *file.format.report(out, style))
        }));
    }
    if args.output.is_empty() {
        let style = stdout_style(args.look.color);
        log.done(to_stdout(|out| {
            content(&mut *args.format().report(out, style))
        }));
    }
}

/// Refuses to write a list or report over what is read: the articles would be gone. (That `dedupe -o` may name its input is
/// another matter: what is written there are the articles.)
pub(crate) fn check_target<'i>(
    target: &Path,
    inputs: impl Iterator<Item = &'i Input>,
    pairs: Option<&Path>,
) -> Result<()> {
    // Devices and pipes are not replaced; what does not exist yet cannot be lost.
    let Some(file) = fs::canonicalize(target).ok().filter(|path| path.is_file()) else {
        return Ok(());
    };
    let paths = inputs.filter_map(|input| match input {
        Input::Path(path) => Some(path.as_path()),
        Input::Stdin => None,
    });
    let is_read = |path: &Path| fs::canonicalize(path).is_ok_and(|path| path == file);
    if paths.chain(pairs).any(is_read) {
        bail!(
            "{}: is an input, and would be overwritten",
            target.display()
        );
    }
    Ok(())
}

/// The look of text on stdout.
pub(crate) fn stdout_style(colour: Colour) -> Style {
    let wanted = match colour {
        Colour::Auto => anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never,
        always_or_never => always_or_never == Colour::Always,
    };
    let style = if wanted {
        Style::coloured()
    } else {
        Style::default()
    };
    match terminal_size::terminal_size() {
        Some((width, _)) if io::stdout().is_terminal() => style.fitting(width.0.into()),
        _ => style,
    }
}

/// The look of two columns on stderr, where questions are asked: as wide as the terminal, up to what can be read.
pub(crate) fn question_style() -> Style {
    let style = match anstream::AutoStream::choice(&io::stderr()) {
        anstream::ColorChoice::Never => Style::default(),
        _ => Style::coloured(),
    };
    match terminal_size::terminal_size_of(io::stderr()) {
        Some((width, _)) => Style {
            columns: 160,
            ..style
        }
        .fitting(width.0.into()),
        None => style,
    }
}

/// The look of text in a file.
pub(crate) fn file_style(colour: Colour) -> Style {
    match colour {
        Colour::Always => Style::coloured(),
        Colour::Auto | Colour::Never => Style::default(),
    }
}
