//! What can be typed. Each option is said once, here; its default is said in the library and printed from there.
//!
//! The short help shows what is used daily and fits a screen; `--help` shows everything.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{ArgAction, Args as Options, Parser, Subcommand};
use encoding_rs::Encoding;
use jiff::SpanRelativeTo;
use wireprint::input::{self, Input, ReadOptions};
use wireprint::pipeline::{Memory, Resources};
use wireprint::report::{Format, Offsets};
use wireprint::score::AuditSettings;
use wireprint::text::Furniture;
use wireprint::{Bits, DedupeSettings, Keep, Level, Measure, OverlapSettings, Preset};

use crate::progress::Progress;

/// Finds what news articles share: near-duplicate stories, and the passages one has in common with another.
#[derive(Parser)]
#[command(name = "wireprint", version, disable_help_subcommand = true)]
#[command(
    after_help = "wireprint overlap a.txt b.txt      what do these share?\n\
    wireprint dedupe wire.jsonl > kept.jsonl\n\
    wireprint find \"no ship will sail before Monday\" wire.jsonl\n\
    wireprint explain a.txt b.txt      why do these match, or why not?"
)]
#[command(after_long_help = format!("{UNLISTED}\n\n{SAME_BYTES}"))]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const UNLISTED: &str = "\
Commands that are not listed: read, what was read of files, and every format as JSON Lines or CSV; score, how well a list of passages, clusters or pairs agrees with the truth; completions SHELL; \
man [COMMAND]. Each has its own --help.";

const SAME_BYTES: &str = "\
The same records, settings and version give the same bytes, whatever the number of threads and the order of the inputs. \
Exempt are the order of what dedupe keeps (that of the input), `--keep first`, and ids of the form FILE:LINE, which \
records without an id are given.

Exit code: 0 done, and every record read; 1 `find` found nothing, and every record was read; 2 a usage error, or something failed or was left unread (the rest is done, \
and each fault is named on stderr); 130 stopped by Ctrl-C, 143 by SIGTERM. Closing the pipe early is no fault.";

const INPUTS: &str = "\
INPUT is a file, a folder (all files below it, in name order) or `-` for standard input: plain text, JSON Lines, JSON, \
CSV, or a newsroom's format (NewsML-G2, NewsML 1, NITF, ninjs, RSS, Atom), compressed or not.";

#[derive(Subcommand)]
pub(crate) enum Command {
    Overlap(OverlapArgs),
    #[command(visible_alias = "dedup")]
    Dedupe(DedupeArgs),
    Find(FindArgs),
    Explain(ExplainArgs),
    Bench(BenchArgs),
    #[command(hide = true)]
    Read(ReadArgs),
    /// How well a list agrees with the truth
    #[command(hide = true, subcommand)]
    Score(ScoreCommand),
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
        #[arg(value_parser = ["overlap", "dedupe", "find", "explain", "bench", "read", "score"])]
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
    ///
    /// Or JSON Lines with these fields; a report of wireprint's own will do.
    #[arg(long, value_name = "FILE.csv", conflicts_with_all = ["window", "across_sources", "within"])]
    pub(crate) pairs: Option<PathBuf>,
    /// What a row of the result is
    #[arg(long, value_parser = one_of(ROWS), default_value = name_of(ROWS, &Rows::Passages))]
    pub(crate) rows: Rows,
    /// Report also what one article repeats of itself
    #[arg(long, hide_short_help = true, conflicts_with = "against")]
    within: bool,
    #[command(flatten)]
    matching: MatchingArgs,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
    #[command(flatten)]
    pub(crate) report: ReportArgs,
    #[command(flatten)]
    pub(crate) place: PlaceArgs,
    #[command(flatten)]
    pub(crate) forecast: ForecastArgs,
    #[command(flatten)]
    pub(crate) run: RunArgs,
    #[command(flatten)]
    pub(crate) storage: StorageArgs,
}

impl OverlapArgs {
    pub(crate) fn resources(&self) -> Result<Resources> {
        Ok(self.storage.limited(self.run.resources()?))
    }

    pub(crate) fn settings(&self) -> OverlapSettings {
        OverlapSettings {
            within: self.within,
            ..self.matching.settings()
        }
    }

    /// The words of the command that explains a pair of this run, but for the pair.
    pub(crate) fn explain_command(&self) -> Vec<String> {
        let mut words = vec!["wireprint".to_owned(), "explain".to_owned()];
        if self.inputs.len() > FEW_INPUTS {
            words.push("INPUT...".to_owned());
        } else {
            words.extend(self.inputs.iter().map(typed));
        }
        for other in &self.against {
            words.extend(["--against".to_owned(), typed(other)]);
        }
        words.extend(self.matching.typed());
        words.extend(self.matching.furniture.typed());
        words.extend(self.reading.typed());
        words
    }
}

/// Inputs that are named again where a command is told.
const FEW_INPUTS: usize = 3;

fn typed(input: &Input) -> String {
    match input {
        Input::Stdin => "-".to_owned(),
        Input::Path(path) => path.display().to_string(),
    }
}

/// Those options, each with its value, that are not left at what they are by default.
fn unusual<const N: usize>(options: [(&str, String, String); N]) -> impl Iterator<Item = String> {
    let unusual = options
        .into_iter()
        .filter(|(_, value, default)| value != default);
    unusual.flat_map(|(name, value, _)| [name.to_owned(), value])
}

/// Why two articles match, or what stopped them
///
/// Says of two articles what overlap looked at: the seeds they share, whether they were worth aligning, each passage's bits word by
/// word, what they make for dedupe and clusters, and, last, the verdict. Common and rare words are counted in all
/// of INPUT, so that the figures are those of overlap with the same inputs and options.
#[derive(Options)]
#[command(after_long_help = format!("{INPUTS}\n\n{SAME_BYTES}"))]
pub(crate) struct ExplainArgs {
    /// Files, folders, or `-` for standard input
    #[arg(value_name = "INPUT", required = true, value_parser = named_input)]
    pub(crate) inputs: Vec<Input>,
    /// The ids of the two, where more are read
    #[arg(long, num_args = 2, value_names = ["A", "B"], allow_hyphen_values = true)]
    pub(crate) pair: Option<Vec<String>>,
    /// A is of the inputs and B of these; repeatable
    #[arg(long, value_name = "X", value_parser = named_input)]
    pub(crate) against: Vec<Input>,
    #[command(flatten)]
    pub(crate) matching: MatchingArgs,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
    /// Shorten no list, and say of each word why it is worth so much
    #[arg(long, help_heading = "Output", conflicts_with = "json")]
    pub(crate) all: bool,
    /// One JSON object with every figure
    #[arg(long, help_heading = "Output")]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) place: PlaceArgs,
    #[command(flatten)]
    pub(crate) look: LookArgs,
    #[command(flatten)]
    pub(crate) run: RunArgs,
}

/// What is no part of a story.
#[derive(Options)]
pub(crate) struct FurnitureArgs {
    /// More rules for what is no part of a story, in TOML
    ///
    /// Datelines, bylines, sign-offs, advisories, lead tags, legal lines, photo credits and what republishers add are
    /// recognised, shown and not counted. Rules of one's own come before the built-in ones; README tells how they are written.
    /// Besides, a line that one source repeats on several days under different stories is learned from the articles read.
    #[arg(long, value_name = "FILE", value_parser = furniture_file)]
    furniture: Option<FurnitureFile>,
    /// Count such words like any others
    #[arg(long, conflicts_with = "furniture")]
    count_furniture: bool,
}

impl FurnitureArgs {
    fn of(&self) -> Furniture {
        match self.count_furniture {
            true => Furniture::none(),
            false => self
                .furniture
                .as_ref()
                .map_or_else(Furniture::default, |file| file.rules.clone()),
        }
    }

    /// As it was typed.
    fn typed(&self) -> impl Iterator<Item = String> {
        let file = self.furniture.as_ref();
        let file = file.map(|file| ["--furniture".to_owned(), file.typed.clone()]);
        let counted = self.count_furniture.then(|| "--count-furniture".to_owned());
        file.into_iter().flatten().chain(counted)
    }
}

/// A file of rules that was read.
#[derive(Clone)]
struct FurnitureFile {
    typed: String,
    rules: Furniture,
}

/// What counts as a match.
#[derive(Options)]
pub(crate) struct MatchingArgs {
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
    furniture: FurnitureArgs,
}

impl MatchingArgs {
    /// What of it changes a passage's figures, as it was typed.
    fn typed(&self) -> impl Iterator<Item = String> {
        let default = OverlapSettings::default();
        let bits =
            |bits: Option<Bits>| bits.map_or_else(String::new, |bits| bits.as_f64().to_string());
        unusual([
            (
                "--preset",
                name_of(PRESETS, &self.preset).to_owned(),
                name_of(PRESETS, &default.preset).to_owned(),
            ),
            ("--min-bits", bits(self.min_bits), bits(default.min_bits)),
            (
                "--min-words",
                self.min_words.to_string(),
                default.min_words.to_string(),
            ),
        ])
    }

    pub(crate) fn settings(&self) -> OverlapSettings {
        OverlapSettings {
            preset: self.preset,
            min_bits: self.min_bits,
            min_words: self.min_words,
            window: self.window,
            across_sources: self.across_sources,
            furniture: self.furniture.of(),
            ..OverlapSettings::default()
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
    /// Show N random removals side by side, ask whether each is right, and tell the precision
    ///
    /// Questions go to stderr, answers (y, n, s: unsure, b: back, q: stop) are read from stdin, a line each, from a terminal or
    /// not; the precision goes to stdout, with its 95 % interval (Wilson 1927) and a line to be cited. Kept records
    /// are then written only where -o or --copy-to says. Drawn are the N removals whose ids have the smallest xxh3
    /// hashes under the seed, so that the order of the input does not matter; of fewer than N, all.
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    audit: Option<usize>,
    /// What the drawing of --audit starts from
    #[arg(long, value_name = "SEED", hide_short_help = true, requires = "audit",
          default_value_t = AuditSettings::default().seed)]
    seed: u64,
    /// Write the records that could not be read, as they came
    #[arg(long, value_name = "FILE", value_parser = records_file)]
    pub(crate) rejected: Option<PathBuf>,
    #[command(flatten)]
    furniture: FurnitureArgs,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
    #[command(flatten)]
    pub(crate) forecast: ForecastArgs,
    #[command(flatten)]
    pub(crate) run: RunArgs,
    #[command(flatten)]
    pub(crate) storage: StorageArgs,
}

impl DedupeArgs {
    pub(crate) fn resources(&self) -> Result<Resources> {
        Ok(self.storage.limited(self.run.resources()?))
    }

    pub(crate) fn audit(&self) -> Option<AuditSettings> {
        self.audit.map(|removals| AuditSettings {
            removals,
            seed: self.seed,
        })
    }

    pub(crate) fn settings(&self) -> DedupeSettings {
        DedupeSettings {
            measure: self.measure,
            threshold: self.threshold,
            shingle_words: self.shingle_words,
            keep: self.keep,
            level: self.level,
            furniture: self.furniture.of(),
        }
    }
}

const LISTS: &str = "\
TRUTH and FOUND are lists in JSON Lines, JSON or CSV, compressed or not, with the fields of wireprint's own reports; other \
fields do not matter. One of them may be `-`, standard input. A row that cannot be used is named on stderr, the others are scored, and the exit \
code is 2. Figures are shares of 0 to 1, with four decimals in text, and exact in JSON Lines and CSV.";

#[derive(Subcommand)]
pub(crate) enum ScoreCommand {
    Passages(PassagesArgs),
    /// Clusters of documents: adjusted Rand index and BCubed
    ///
    /// Fields: id, cluster. The adjusted Rand index (Hubert & Arabie 1985), BCubed (Bagga & Baldwin 1998), precision and
    /// recall of the pairs joined, and the size of the largest cluster over that of the truth's. Only documents of TRUTH
    /// count; one that FOUND lacks is a cluster of its own.
    #[command(after_long_help = LISTS)]
    Clusters(ListsArgs),
    /// Pairs of documents: precision, recall and F1
    ///
    /// Fields: a_id, b_id. Which of the two is named first does not matter, and a pair listed twice counts once.
    #[command(after_long_help = LISTS)]
    Pairs(ListsArgs),
}

/// Passages: plagdet, over characters
///
/// Fields: a_id, a_start, a_end, b_id, b_start, b_end. Recall, precision, granularity and plagdet of the PAN competitions
/// (Potthast et al. 2010), as means over passages. Which side is called a does not matter. Offsets of both lists must
/// count the same (here by default: Unicode code points).
#[derive(Options)]
#[command(after_long_help = LISTS)]
pub(crate) struct PassagesArgs {
    /// Score also each value of this field of TRUTH
    ///
    /// Precision of a value is over what was found between its pairs: those that --only lists with it, else those of its
    /// passages.
    #[arg(long, value_name = "FIELD")]
    pub(crate) by: Option<String>,
    /// Count only what was found between the pairs (a_id, b_id) of this list
    #[arg(long, value_name = "PAIRS", value_parser = named_input)]
    pub(crate) only: Option<Input>,
    /// Leave out what was found between the pairs (a_id, b_id) of this list
    #[arg(long, value_name = "PAIRS", value_parser = named_input)]
    pub(crate) ignore: Option<Input>,
    #[command(flatten)]
    pub(crate) lists: ListsArgs,
}

/// What is held against what, and where the score goes.
#[derive(Options)]
pub(crate) struct ListsArgs {
    /// The list that is held to be true
    #[arg(value_parser = named_input)]
    pub(crate) truth: Input,
    /// The list to be scored
    #[arg(value_parser = named_input)]
    pub(crate) found: Input,
    #[command(flatten)]
    pub(crate) report: ReportArgs,
    /// Say nothing on stderr but faults
    #[arg(short, long, help_heading = "Run")]
    pub(crate) quiet: bool,
}

/// Every printing of a quotation, the oldest first
///
/// Finds where a quotation is printed: in other marks, case and dashes, with words changed, added or dropped, split by an
/// attribution, abridged or re-ordered, and every time an article prints it. Words are marked [-so-] where only the
/// quotation has them, {+so+} where only the printing has them. Six words are enough; of four or five all are needed.
#[derive(Options)]
#[command(after_long_help = format!("{INPUTS}\n\n{SAME_BYTES}"))]
pub(crate) struct FindArgs {
    /// The words to look for; `-` reads them from standard input
    #[arg(value_name = "QUOTE")]
    pub(crate) quote: String,
    /// Files, folders, or `-` for standard input
    #[arg(value_name = "INPUT", required = true, value_parser = named_input)]
    pub(crate) inputs: Vec<Input>,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
    #[command(flatten)]
    pub(crate) report: ReportArgs,
    #[command(flatten)]
    pub(crate) place: PlaceArgs,
    #[command(flatten)]
    pub(crate) forecast: ForecastArgs,
    #[command(flatten)]
    pub(crate) run: RunArgs,
}

/// How fast each stage goes on your own files
///
/// Times each stage, and dedupe and overlap as a whole from the files on (but for what they write), on one thread and on all that
/// --threads grants; a stage is timed three times and for .3 s at least, unless 10 s have passed, and the median is told. MB are
/// millions of bytes of text. What is done text by text is timed on about 16 MB of text, taken from all over the inputs.
///
/// reading: files into records; texts: records into texts; tokens: texts into the hashes of their words; shingles: these into
/// runs of five; fingerprint: a text into what dedupe --measure jaccard keeps of it; signatures: a paragraph's shingles into
/// 128 numbers; seeds: a text into words with their places, and what overlap looks up of them.
#[derive(Options)]
#[command(after_long_help = INPUTS)]
pub(crate) struct BenchArgs {
    /// Files or folders: they are read several times
    #[arg(value_name = "INPUT", required = true, value_parser = named_path)]
    pub(crate) inputs: Vec<Input>,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
    #[command(flatten)]
    pub(crate) report: ReportArgs,
    #[command(flatten)]
    pub(crate) run: RunArgs,
}

/// What is read of the inputs: file by file, or each article with all that is known of it
///
/// Each file with its format, the articles in it and their words, or why it was refused. With --rows items, each article: in text for a
/// person to look through; with --json or --format csv every field and the text, under names that every command reads, so that
/// newsrooms' formats become JSON Lines or CSV.
#[derive(Options)]
#[command(after_long_help = INPUTS)]
pub(crate) struct ReadArgs {
    /// Files, folders, or `-` for standard input
    #[arg(value_name = "INPUT", required = true, value_parser = named_input)]
    pub(crate) inputs: Vec<Input>,
    /// What a row of the result is
    #[arg(long, value_parser = one_of(READ_ROWS), default_value = name_of(READ_ROWS, &ReadRows::Files))]
    pub(crate) rows: ReadRows,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
    #[command(flatten)]
    pub(crate) report: ReportArgs,
    #[command(flatten)]
    pub(crate) run: RunArgs,
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
    /// The encoding of plain text, CSV and HTML: windows-1252, big5, ... [default: told from each file]
    #[arg(long, value_name = "NAME", hide_short_help = true, value_parser = encoding)]
    encoding: Option<&'static Encoding>,
    /// What one compressed file may unpack to: 500M, 20G. What comes after that is not read [default: 100 times its size, at least 1G]
    #[arg(long, value_name = "SIZE", hide_short_help = true)]
    max_unpacked: Option<Memory>,
}

impl ReadingArgs {
    /// How the records are read, as it was typed.
    fn typed(&self) -> impl Iterator<Item = String> {
        let default = ReadOptions::default();
        let format = self
            .input_format
            .map_or("", |format| name_of(INPUT_FORMATS, &format));
        let encoding = self.encoding.map_or("", Encoding::name);
        unusual([
            ("--text-field", self.text_field.clone(), default.text_field),
            ("--id-field", self.id_field.clone(), default.id_field),
            (
                "--title-field",
                self.title_field.clone(),
                default.title_field,
            ),
            ("--date-field", self.date_field.clone(), default.date_field),
            (
                "--source-field",
                self.source_field.clone(),
                default.source_field,
            ),
            ("--input-format", format.to_owned(), String::new()),
            ("--encoding", encoding.to_owned(), String::new()),
        ])
    }

    pub(crate) fn options(&self) -> ReadOptions {
        ReadOptions {
            text_field: self.text_field.clone(),
            id_field: self.id_field.clone(),
            title_field: self.title_field.clone(),
            date_field: self.date_field.clone(),
            source_field: self.source_field.clone(),
            format: self.input_format,
            encoding: self.encoding,
            max_unpacked: self.max_unpacked.map(|Memory(bytes)| bytes),
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
    #[command(flatten)]
    pub(crate) look: LookArgs,
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

/// How places are told.
#[derive(Options)]
#[command(next_help_heading = "Output")]
pub(crate) struct PlaceArgs {
    /// What offsets count
    #[arg(long, hide_short_help = true, value_parser = one_of(OFFSETS),
          default_value = name_of(OFFSETS, &Offsets::default()))]
    pub(crate) offsets: Offsets,
}

/// What text looks like.
#[derive(Options)]
#[command(next_help_heading = "Output")]
pub(crate) struct LookArgs {
    /// Colours in text
    #[arg(long, hide_short_help = true, value_parser = one_of(COLOURS),
          default_value = name_of(COLOURS, &Colour::Auto))]
    pub(crate) color: Colour,
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
    /// Whether to show on stderr how far a long run is
    #[arg(long, value_name = "WHEN", hide_short_help = true, action = ArgAction::Set,
          value_parser = one_of(PROGRESS), default_value = name_of(PROGRESS, &true))]
    progress: bool,
}

impl RunArgs {
    pub(crate) fn resources(&self) -> Result<Resources> {
        let progress = Progress::shown(self.progress && !self.quiet);
        Ok(Resources::new(self.threads)?.watched_by(progress))
    }
}

/// Where what is worked on is kept.
#[derive(Options)]
#[command(next_help_heading = "Run")]
pub(crate) struct StorageArgs {
    /// Memory to fill, mapped files not counted: 500M, 2G, 1.5GiB; the rest goes to temporary files. No result depends on it
    #[arg(long, value_name = "SIZE", hide_short_help = true)]
    pub(crate) memory: Option<Memory>,
    /// The folder for temporary files, which are gone however the run ends [default: the system's]
    #[arg(long, value_name = "DIR", hide_short_help = true, value_parser = folder)]
    temp_dir: Option<PathBuf>,
}

impl StorageArgs {
    fn limited(&self, mut resources: Resources) -> Resources {
        if let Some(memory) = self.memory {
            resources = resources.memory(memory);
        }
        if let Some(folder) = &self.temp_dir {
            resources = resources.temporary_files(folder);
        }
        resources
    }
}

/// Whether a run is to be done or only forecast.
#[derive(Options)]
#[command(next_help_heading = "Run")]
pub(crate) struct ForecastArgs {
    /// Say what the run will cost in time, memory and disk, and end
    ///
    /// Everything is read, and the work is done with samples of it, for a second or a tenth of the time the run would take; what
    /// they took is carried on to the whole.
    #[arg(long)]
    pub(crate) dry_run: bool,
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
    Versions,
    Killed,
}

/// What a row of `read` is.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum ReadRows {
    Files,
    Items,
}

impl Rows {
    /// Whether such a row says something of the inputs alone.
    pub(crate) fn is_of_inputs(self) -> bool {
        matches!(self, Rows::Clusters | Rows::Versions | Rows::Killed)
    }
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
    (
        "versions",
        "a version of a story that one source sent in several: take, update, writethru, correction, kill",
        Rows::Versions,
    ),
    (
        "killed",
        "an article that holds text of a killed story: what to pull",
        Rows::Killed,
    ),
];
const READ_ROWS: Choices<ReadRows> = &[
    (
        "files",
        "a file, and what it gave or why it was refused",
        ReadRows::Files,
    ),
    ("items", "an article, with every field", ReadRows::Items),
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
    (
        "newsml",
        "the IPTC's NewsML-G2, or NewsML 1",
        input::Format::NewsMl,
    ),
    ("nitf", "the IPTC's NITF", input::Format::Nitf),
    ("ninjs", "the IPTC's news in JSON", input::Format::Ninjs),
    ("feed", "RSS or Atom", input::Format::Feed),
    (
        "warc",
        "what a crawl of the web kept: WARC, WET or ARC",
        input::Format::Warc,
    ),
    (
        "html",
        "each file is a page: the text of article, main or body",
        input::Format::Html,
    ),
    (
        "sgml",
        "the SGML of the Reuters-21578 collection",
        input::Format::Sgml,
    ),
    (
        "anpa",
        "ANPA 1312 and IPTC 7901: messages framed by control bytes",
        input::Format::Anpa,
    ),
    ("iptc7901", "the same", input::Format::Anpa),
    (
        "parquet",
        "an article in each row (cargo feature)",
        input::Format::Parquet,
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
const PROGRESS: Choices<bool> = &[("auto", "on a terminal", true), ("never", "nowhere", false)];

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

/// What is typed for a format.
pub(crate) fn format_name(format: input::Format) -> &'static str {
    name_of(INPUT_FORMATS, &format)
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

fn named_path(typed: &str) -> Result<Input, String> {
    match named_input(typed)? {
        Input::Stdin => Err("standard input can be read only once".to_owned()),
        path => Ok(path),
    }
}

fn at_least_one(typed: &str) -> Result<usize, String> {
    match typed.parse() {
        Ok(0) | Err(_) => Err("write a number, 1 or more".to_owned()),
        Ok(number) => Ok(number),
    }
}

fn window(typed: &str) -> Result<Duration, String> {
    let span = typed.parse::<jiff::Span>();
    let length = span.and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()));
    let length = length.and_then(Duration::try_from);
    length.map_err(|_| "write a span of time such as 2w, 30d, 6h, 90m or 45s".to_owned())
}

fn furniture_file(typed: &str) -> Result<FurnitureFile, String> {
    let rules = std::fs::read_to_string(typed).map_err(|error| error.to_string())?;
    let rules = Furniture::with(&rules).map_err(|wrong| wrong.join("\n"))?;
    let typed = typed.to_owned();
    Ok(FurnitureFile { typed, rules })
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

fn folder(typed: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(typed);
    match path.is_dir() {
        true => Ok(path),
        false => Err("is no folder".to_owned()),
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
