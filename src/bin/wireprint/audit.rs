//! `dedupe --audit`: each removal drawn is shown, a person says whether it is right, and the precision is told at the end.
//!
//! Questions go to stderr and answers come from stdin, a line each, whether it is a terminal or not: so an audit can be
//! scripted, and its result on stdout be kept.

use std::io::{self, BufRead, IsTerminal, Write};

use anyhow::{Context, Result};
use wireprint::DedupeSettings;
use wireprint::report::AuditSheet;
use wireprint::score::Judgement;

use crate::output::{complain, question_style, to_stdout};

const QUESTION: &str = "Is it right to remove it? y, n, s: unsure, b: back, q: stop: ";

/// What may be answered.
enum Answer {
    Judged(Judgement),
    Back,
    Stop,
}

/// Asks about each removal of the sheet until all are judged or no more is answered.
pub(crate) fn run(sheet: &AuditSheet<'_>, settings: &DedupeSettings) -> Result<()> {
    complain(&sheet.introduction());
    let mut audit = sheet.audit();
    let style = question_style();
    while let Some(number) = audit.question() {
        say("\n");
        // A closed stderr is no reason to stop: whoever answers may know the questions.
        let _ = sheet.write_removal(number, &mut io::stderr(), &style);
        match answer()? {
            Answer::Judged(judgement) => audit.judge(judgement),
            Answer::Back if audit.back() => {}
            Answer::Back => say("This is the first.\n"),
            Answer::Stop => break,
        }
    }
    if audit.tally().sample == 0 {
        return Ok(());
    }
    let result = sheet.result(&audit.tally(), settings);
    to_stdout(|out| out.write_all(result.as_bytes()))
}

/// Asks until it is answered; the end of the input is a wish to stop.
fn answer() -> Result<Answer> {
    loop {
        say(QUESTION);
        let mut typed = Vec::new();
        let read = io::stdin().lock().read_until(b'\n', &mut typed);
        let read = read.context("the answers on stdin cannot be read")?;
        let typed = String::from_utf8_lossy(&typed);
        if !io::stdin().is_terminal() {
            say(&format!("{}\n", typed.trim_end()));
        }
        match typed.trim().to_lowercase().as_str() {
            _ if read == 0 => return Ok(Answer::Stop),
            "y" | "yes" => return Ok(Answer::Judged(Judgement::Right)),
            "n" | "no" => return Ok(Answer::Judged(Judgement::Wrong)),
            "s" | "skip" | "unsure" => return Ok(Answer::Judged(Judgement::Unsure)),
            "b" | "back" => return Ok(Answer::Back),
            "q" | "quit" | "stop" => return Ok(Answer::Stop),
            _ => {}
        }
    }
}

fn say(what: &str) {
    let _ = write!(io::stderr(), "{what}");
}
