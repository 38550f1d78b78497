//! What can be typed. Each option is said once, here; its default is said in the library and printed from there.
//!
//! The short help shows what is used daily and fits a screen; `--help` shows everything.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args as Options, Parser, Subcommand};
use encoding_rs::Encoding;
use jiff::SpanRelativeTo;
use wireprint::input::{self, Input, ReadOptions};
use wireprint::report::{Format, Offsets};
use wireprint::{Bits, DedupeSettings, Keep, Level, Measure, OverlapSettings, Preset};

/// Finds what news articles share: near-duplicate stories, and the passages one has in common with another.
#[derive(Parser)]
#[command(name = "wireprint", version, disable_help_subcommand = true)]
#[command(
    after_help = "wireprint overlap a.txt b.txt      what do these share?\n\
    wireprint dedupe wire.jsonl > kept.jsonl"
)]
#[command(after_long_help = SAME_BYTES)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const SAME_BYTES: &str = "\
The same records, settings and version give the same bytes, whatever the number of threads and the order of the inputs. \
Exempt are the order of what dedupe keeps (that of the input), `--keep first`, and ids of the form FILE:LINE, which \
records without an id are given.

Exit code: 0 done, and every record read; 2 a usage error, or something failed or was left unread (the rest is done, \
and each fault is named on stderr). Closing the pipe early is no fault.";

const INPUTS: &str = "\
INPUT is a file, a folder (all files below it, in name order) or `-` for standard input: plain text, JSON Lines, JSON or \
CSV, compressed or not.";

#[derive(Subcommand)]
pub(crate) enum Command {
    Overlap(OverlapArgs),
    #[command(visible_alias = "dedup")]
    Dedupe(DedupeArgs),
    /// A completion script for a shell, on stdout
    #[command(hide = true)]
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// A manual page, on stdout
    #[command(hide = true)]
    Man {
        /// The command to describe; else the program
        #[arg(value_parser = ["overlap", "dedupe"])]
        command: Option<String>,
    },
}

/// Passages shared between the inputs
///
/// Finds every passage that two articles have in common through light edits, and says where it stands in each, how
/// surprising it is, and which article came first.
#[derive(Options)]
#[command(after_long_help = format!("{INPUTS}\n\n{SAME_BYTES}"))]
pub(crate) struct OverlapArgs {
    /// Files, folders, or `-` for standard input
    #[arg(value_name = "INPUT", required = true, value_parser = named_input)]
    pub(crate) inputs: Vec<Input>,
    /// Hold the inputs only against these; repeatable
    #[arg(long, value_name = "X", value_parser = named_input)]
    pub(crate) against: Vec<Input>,
    /// Compare exactly these pairs: a CSV file with columns a_id, b_id
    #[arg(long, value_name = "FILE.csv", conflicts_with_all = ["window", "across_sources", "within"])]
    pub(crate) pairs: Option<PathBuf>,
    /// What a row of the result is
    #[arg(long, value_parser = one_of(ROWS), default_value = name_of(ROWS, &Rows::Passages))]
    pub(crate) rows: Rows,
    /// Compare only articles published at most so far apart: 30d, 6h, 90m
    ///
    /// Units are w, d, h, m and s. An article without a date is compared with every other.
    #[arg(long, value_name = "TIME", value_parser = window)]
    window: Option<Duration>,
    /// Compare only articles of different sources
    ///
    /// An article without a source is compared with every other.
    #[arg(long)]
    across_sources: bool,
    /// Report also what one article repeats of itself
    #[arg(long, hide_short_help = true, conflicts_with = "against")]
    within: bool,
    /// How sure a passage must be
    #[arg(long, value_parser = one_of(PRESETS),
          default_value = name_of(PRESETS, &OverlapSettings::default().preset))]
    preset: Preset,
    /// Leave out passages less surprising than this [default: the preset's]
    ///
    /// The preset asks less of all that stands between two quotation marks; this does not.
    #[arg(long, value_name = "BITS", value_parser = bits)]
    min_bits: Option<Bits>,
    /// Leave out passages of fewer words
    #[arg(long, value_name = "N", default_value_t = OverlapSettings::default().min_words)]
    min_words: usize,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
    #[command(flatten)]
    pub(crate) report: ReportArgs,
    #[command(flatten)]
    pub(crate) run: RunArgs,
}

impl OverlapArgs {
    pub(crate) fn settings(&self) -> OverlapSettings {
        OverlapSettings {
            preset: self.preset,
            min_bits: self.min_bits,
            min_words: self.min_words,
            window: self.window,
            across_sources: self.across_sources,
            within: self.within,
        }
    }
}

/// Keeps one of each group of near-duplicates
///
/// Kept records go to stdout in input order, byte for byte as they came; of plain files, their paths. Each removal is
/// verified directly against the kept text that stands for it, never along a chain.
#[derive(Options)]
#[command(after_long_help = format!("{INPUTS}\n\n{SAME_BYTES}"))]
pub(crate) struct DedupeArgs {
    /// Files, folders, or `-` for standard input
    #[arg(value_name = "INPUT", required = true, value_parser = named_input)]
    pub(crate) inputs: Vec<Input>,
    /// Write the kept records to a file of the input's format
    #[arg(short, long, value_name = "FILE", value_parser = records_file)]
    pub(crate) output: Vec<PathBuf>,
    /// From this share on (0 to 1) a text counts as a duplicate
    #[arg(long, value_name = "SHARE", default_value_t = DedupeSettings::default().threshold)]
    threshold: f64,
    /// How two texts are held against each other
    #[arg(long, value_parser = one_of(MEASURES),
          default_value = name_of(MEASURES, &DedupeSettings::default().measure))]
    measure: Measure,
    /// Words in a shingle
    #[arg(long, value_name = "N", hide_short_help = true,
          default_value_t = DedupeSettings::default().shingle_words)]
    shingle_words: usize,
    /// Which text of a group stays [default: longest for coverage, earliest for jaccard]
    #[arg(long, value_parser = one_of(KEEPS))]
    keep: Option<Keep>,
    /// Remove whole texts, or only paragraphs met before
    #[arg(long, value_parser = one_of(LEVELS),
          default_value = name_of(LEVELS, &DedupeSettings::default().level))]
    level: Level,
    /// Keep all records, and add to each `duplicate_of` and `group`
    ///
    /// JSON objects get two more fields and CSV two more columns; of plain files, path, duplicate_of and group are
    /// listed, with tabs between.
    #[arg(long, conflicts_with = "copy_to")]
    pub(crate) annotate: bool,
    /// Copy the kept files into this folder instead of listing them
    #[arg(long, value_name = "DIR")]
    pub(crate) copy_to: Option<PathBuf>,
    /// Write which kept text stands for each removed one (.txt, .jsonl, .csv)
    #[arg(long, value_name = "FILE", value_parser = report_file)]
    pub(crate) removed: Option<ReportFile>,
    /// Write the cluster of each text (.txt, .jsonl, .csv)
    #[arg(long, value_name = "FILE", value_parser = report_file)]
    pub(crate) clusters: Option<ReportFile>,
    /// Write the records that could not be read, as they came
    #[arg(long, value_name = "FILE", value_parser = records_file)]
    pub(crate) rejected: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
    #[command(flatten)]
    pub(crate) run: RunArgs,
}

impl DedupeArgs {
    pub(crate) fn settings(&self) -> DedupeSettings {
        DedupeSettings {
            measure: self.measure,
            threshold: self.threshold,
            shingle_words: self.shingle_words,
            keep: self.keep,
            level: self.level,
        }
    }
}

/// How records are read.
#[derive(Options)]
#[command(next_help_heading = "Input")]
pub(crate) struct ReadingArgs {
    /// The field that holds the text
    #[arg(long, value_name = "NAME", hide_short_help = true,
          default_value_t = ReadOptions::default().text_field)]
    text_field: String,
    /// The field that holds the id
    #[arg(long, value_name = "NAME", hide_short_help = true,
          default_value_t = ReadOptions::default().id_field)]
    id_field: String,
    /// The field that holds the headline
    #[arg(long, value_name = "NAME", hide_short_help = true,
          default_value_t = ReadOptions::default().title_field)]
    title_field: String,
    /// The field that holds the time of publication
    #[arg(long, value_name = "NAME", hide_short_help = true,
          default_value_t = ReadOptions::default().date_field)]
    date_field: String,
    /// The field that holds the source
    #[arg(long, value_name = "NAME", hide_short_help = true,
          default_value_t = ReadOptions::default().source_field)]
    source_field: String,
    /// The format of every input [default: told from each file]
    #[arg(long, value_name = "FORMAT", hide_short_help = true, value_parser = one_of(INPUT_FORMATS))]
    input_format: Option<input::Format>,
    /// The encoding of plain text and CSV: windows-1252, big5, ... [default: told from each file]
    #[arg(long, value_name = "NAME", hide_short_help = true, value_parser = encoding)]
    encoding: Option<&'static Encoding>,
}

impl ReadingArgs {
    pub(crate) fn options(&self) -> ReadOptions {
        ReadOptions {
            text_field: self.text_field.clone(),
            id_field: self.id_field.clone(),
            title_field: self.title_field.clone(),
            date_field: self.date_field.clone(),
            source_field: self.source_field.clone(),
            format: self.input_format,
            encoding: self.encoding,
        }
    }
}

/// Where a report goes and what it looks like.
#[derive(Options)]
#[command(next_help_heading = "Output")]
pub(crate) struct ReportArgs {
    /// Write to a file, in the format of its suffix: .txt, .jsonl, .csv; repeatable
    #[arg(short, long, value_name = "FILE", value_parser = report_file)]
    pub(crate) output: Vec<ReportFile>,
    /// The format on stdout
    #[arg(long, value_parser = one_of(FORMATS), conflicts_with = "output",
          default_value = name_of(FORMATS, &Format::default()))]
    format: Format,
    /// The same as --format jsonl
    #[arg(long, conflicts_with_all = ["output", "format"])]
    json: bool,
    /// What offsets count
    #[arg(long, hide_short_help = true, value_parser = one_of(OFFSETS),
          default_value = name_of(OFFSETS, &Offsets::default()))]
    pub(crate) offsets: Offsets,
    /// Colours in text
    #[arg(long, hide_short_help = true, value_parser = one_of(COLOURS),
          default_value = name_of(COLOURS, &Colour::Auto))]
    pub(crate) color: Colour,
}

impl ReportArgs {
    pub(crate) fn format(&self) -> Format {
        if self.json {
            Format::JsonLines
        } else {
            self.format
        }
    }
}

/// How the work is done.
#[derive(Options)]
#[command(next_help_heading = "Run")]
pub(crate) struct RunArgs {
    /// Threads to work on; 0: all processors. No result depends on it
    #[arg(
        short = 'j',
        long,
        value_name = "N",
        default_value_t = 0,
        hide_short_help = true
    )]
    pub(crate) threads: usize,
    /// Say nothing on stderr but faults
    #[arg(short, long, hide_short_help = true)]
    pub(crate) quiet: bool,
}

/// A file for a report, its format known by its suffix.
#[derive(Clone)]
pub(crate) struct ReportFile {
    pub(crate) path: PathBuf,
    pub(crate) format: Format,
}

/// What a row of `overlap` is.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Rows {
    Passages,
    Pairs,
    Clusters,
    Sources,
}

/// When text has colours.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Colour {
    Auto,
    Always,
    Never,
}

/// Values of an option: what is typed, what the long help says of it, what it means.
type Choices<T> = &'static [(&'static str, &'static str, T)];

const ROWS: Choices<Rows> = &[
    (
        "passages",
        "each passage that two articles share",
        Rows::Passages,
    ),
    ("pairs", "two articles that share text", Rows::Pairs),
    ("clusters", "an article and its versions", Rows::Clusters),
    ("sources", "what two sources share", Rows::Sources),
];
const PRESETS: Choices<Preset> = &[
    ("strict", "only what nobody would doubt", Preset::Strict),
    ("wire", "agency copy: light edits, quotes", Preset::Wire),
    (
        "loose",
        "also text retold sentence by sentence, and digests; slower, with more chance finds",
        Preset::Loose,
    ),
];
const MEASURES: Choices<Measure> = &[
    (
        "coverage",
        "the share of the removed text that stands in the kept one",
        Measure::Coverage,
    ),
    (
        "jaccard",
        "what both have over what either has",
        Measure::Jaccard,
    ),
];
const KEEPS: Choices<Keep> = &[
    ("longest", "the one with the most words", Keep::Longest),
    ("earliest", "the first published", Keep::Earliest),
    ("latest", "the last published", Keep::Latest),
    ("first", "the first in the input", Keep::First),
];
const LEVELS: Choices<Level> = &[
    ("document", "whole texts", Level::Document),
    (
        "paragraph",
        "paragraphs met before; the rest of the text stays",
        Level::Paragraph,
    ),
];
const FORMATS: Choices<Format> = &[
    ("text", "for people", Format::Text),
    ("jsonl", "one JSON object a line", Format::JsonLines),
    ("csv", "comma-separated, with a header", Format::Csv),
];
const INPUT_FORMATS: Choices<input::Format> = &[
    ("text", "each file is one article", input::Format::Text),
    (
        "jsonl",
        "each line is a JSON object",
        input::Format::JsonLines,
    ),
    (
        "json",
        "the file is a JSON array, or one object",
        input::Format::Json,
    ),
    (
        "csv",
        "a header, then an article in each row",
        input::Format::Csv,
    ),
];
const OFFSETS: Choices<Offsets> = &[
    ("char", "Unicode code points, as in Python", Offsets::Char),
    ("byte", "bytes of UTF-8", Offsets::Byte),
    (
        "utf16",
        "UTF-16 units, as in JavaScript and Java",
        Offsets::Utf16,
    ),
];
const COLOURS: Choices<Colour> = &[
    ("auto", "on a terminal", Colour::Auto),
    ("always", "also in files and pipes", Colour::Always),
    ("never", "nowhere", Colour::Never),
];

fn one_of<T: Clone + Send + Sync + 'static>(
    choices: Choices<T>,
) -> impl TypedValueParser<Value = T> {
    let values = choices
        .iter()
        .map(|(name, help, _)| PossibleValue::new(name).help(help));
    PossibleValuesParser::new(values).try_map(move |typed| {
        let choice = choices.iter().find(|(name, ..)| *name == typed);
        choice
            .map(|(.., value)| value.clone())
            .ok_or("no such value")
    })
}

fn name_of<T: PartialEq>(choices: Choices<T>, value: &T) -> &'static str {
    let choice = choices.iter().find(|(.., choice)| choice == value);
    choice.map_or("", |(name, ..)| name)
}

fn encoding(typed: &str) -> Result<&'static Encoding, String> {
    let known = Encoding::for_label(typed.as_bytes());
    known.ok_or_else(|| "is no encoding known on the web (WHATWG)".to_owned())
}

fn named_input(typed: &str) -> Result<Input, String> {
    match typed {
        "" => Err("is empty".to_owned()),
        "-" => Ok(Input::Stdin),
        path => Ok(Input::Path(path.into())),
    }
}

fn window(typed: &str) -> Result<Duration, String> {
    let span = typed.parse::<jiff::Span>();
    let length = span.and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()));
    let length = length.and_then(Duration::try_from);
    length.map_err(|_| "write a span of time such as 2w, 30d, 6h, 90m or 45s".to_owned())
}

fn bits(typed: &str) -> Result<Bits, String> {
    match typed.parse::<f64>() {
        Ok(bits) if bits.is_finite() && bits >= 0.0 => Ok(Bits::from_f64(bits)),
        _ => Err("write a number of bits, 0 or more".to_owned()),
    }
}

fn report_file(typed: &str) -> Result<ReportFile, String> {
    let path = PathBuf::from(typed);
    match Format::of_path(&path) {
        Some(format) => writable(&path).map(|()| ReportFile {
            path: path.clone(),
            format,
        }),
        None => Err("its suffix names no format: use .txt, .jsonl or .csv".to_owned()),
    }
}

fn records_file(typed: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(typed);
    writable(&path).map(|()| path)
}

/// Says at once what would otherwise be found out when the work is done.
fn writable(path: &Path) -> Result<(), String> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    match folder {
        Some(folder) if !folder.is_dir() => Err(format!("there is no folder {}", folder.display())),
        _ if path.is_dir() => Err("is a folder".to_owned()),
        _ => Ok(()),
    }
}
