//! Where results and complaints go. A result that a reader stops reading is no fault; a file is written whole or not at all.

use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write};
use std::path::Path;

use anyhow::Context;
use wireprint::report::{Style, write_file};

use crate::args::Colour;

/// Says something on stderr. That stderr may be closed is no reason to stop.
pub(crate) fn complain(what: &str) {
    for line in what.lines() {
        let _ = writeln!(io::stderr(), "wireprint: {line}");
    }
}

/// Writes to stdout; a reader that has had enough ends it quietly.
pub(crate) fn to_stdout(
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> anyhow::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let written = content(&mut out).and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written.context("stdout cannot be written"),
    }
}

/// Writes a file, whole or not at all.
pub(crate) fn to_file(
    path: &Path,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> anyhow::Result<()> {
    write_file(path, content).with_context(|| format!("{}: cannot be written", path.display()))
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
