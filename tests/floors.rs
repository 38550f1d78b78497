//! The house has floors: a module uses its own floor or those below. Only the pipeline knows threads, the library never
//! prints or exits, and every file says what it is.
//!
//! A scan of the text of `src`, without the comments: good enough for code that is formatted by rustfmt.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The modules right under `lib.rs`, by floor.
const FLOORS: [&[&str]; 4] = [
    &["document", "error"],
    &[
        "settings",
        "differences",
        "text",
        "sketch",
        "align",
        "story",
        "score",
    ],
    &["input", "report", "index"],
    &["pipeline", "serve"],
];

struct File {
    /// Below `src`.
    path: PathBuf,
    text: String,
    /// Its lines without comments.
    code: String,
}

impl File {
    fn is_library(&self) -> bool {
        !self.path.starts_with("bin")
    }

    /// `["pipeline", "dedupe", "unit"]` of `pipeline/dedupe/unit.rs`, `["align"]` of `align/mod.rs`.
    fn module(&self) -> Vec<String> {
        let parts = self.path.with_extension("");
        let parts = parts.iter().map(|part| part.to_string_lossy().into_owned());
        parts
            .filter(|part| part != "mod" && part != "lib")
            .collect()
    }

    fn has(&self, word: &str) -> Option<String> {
        let at = self.code.lines().find(|line| line.contains(word))?;
        Some(format!("{}: {}", self.path.display(), at.trim()))
    }
}

fn sources() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut files, mut folders) = (Vec::new(), vec![root.clone()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|suffix| suffix == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let code = text.lines().filter(|line| !line.trim().starts_with("//"));
                files.push(File {
                    path: path.strip_prefix(&root).unwrap().to_owned(),
                    code: code.collect::<Vec<_>>().join("\n"),
                    text,
                });
            }
        }
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    assert!(files.len() > 50, "src was not found");
    files
}

fn library() -> impl Iterator<Item = File> {
    sources().into_iter().filter(File::is_library)
}

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&module))
}

/// The names that `lib.rs` re-exports, each with the module it comes from.
fn re_exports() -> BTreeMap<String, String> {
    let lib = library().find(|file| file.path == Path::new("lib.rs"));
    let code = lib.unwrap().code;
    let statements = code.split("pub use ").skip(1);
    let statements = statements.map(|rest| rest.split(';').next().unwrap());
    let mut names = BTreeMap::new();
    for statement in statements {
        let (module, list) = statement.split_once("::").unwrap();
        for name in words(list) {
            names.insert(name, module.to_owned());
        }
    }
    names
}

fn words(code: &str) -> Vec<String> {
    let words = code.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

/// The first names of a path or of a group of paths: `a::{b, c}` gives `a`, `{a::b, c}` gives `a` and `c`.
fn first_names(path: &str) -> Vec<String> {
    let Some(group) = path.strip_prefix('{') else {
        return words(path).into_iter().take(1).collect();
    };
    let (mut depth, mut names, mut from) = (0, Vec::new(), 0);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' | ',' if depth == 0 => {
                names.extend(words(&group[from..at]).into_iter().take(1));
                from = at + 1;
                if c == '}' {
                    break;
                }
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
    names
}

/// The modules under `lib.rs` that a file names by a path.
fn used(file: &File, re_exports: &BTreeMap<String, String>) -> Vec<String> {
    let module = file.module();
    let mut used = Vec::new();
    let mut take = |path: &str| {
        for name in first_names(path) {
            used.push(re_exports.get(&name).cloned().unwrap_or(name));
        }
    };
    for (at, _) in file.code.match_indices("crate::") {
        take(&file.code[at + "crate::".len()..]);
    }
    for (at, _) in file.code.match_indices("super::") {
        if file.code[..at].ends_with("super::") {
            continue;
        }
        let mut rest = &file.code[at..];
        let mut above = module.len();
        while let Some(after) = rest.strip_prefix("super::") {
            (rest, above) = (after, above.saturating_sub(1));
        }
        // Below the root it stays within its own module.
        if above == 0 {
            take(rest);
        }
    }
    used
}

#[test]
fn every_module_stands_on_a_floor() {
    for file in library() {
        if let Some(module) = file.module().first() {
            assert!(floor(module).is_some(), "{}", file.path.display());
        }
    }
}

#[test]
fn a_module_uses_its_own_floor_or_those_below() {
    let re_exports = re_exports();
    let mut wrong = Vec::new();
    for file in library() {
        let Some(own) = file.module().first().and_then(|module| floor(module)) else {
            continue;
        };
        for module in used(&file, &re_exports) {
            if floor(&module).is_some_and(|floor| floor > own) {
                wrong.push(format!("{} uses {module}", file.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_scan_sees_paths_and_groups_of_paths() {
    assert_eq!(first_names("align::{Side, align};"), ["align"]);
    assert_eq!(
        first_names("{align::{Side, align}, text::Tokens, Span};"),
        ["align", "text", "Span"]
    );
    let file = |path: &str, code: &str| File {
        path: PathBuf::from(path),
        text: String::new(),
        code: code.to_owned(),
    };
    let names = BTreeMap::from([("Span".to_owned(), "document".to_owned())]);
    let code = "use super::super::report::Row;\nuse super::Side;\nfn f(x: &crate::Span) {}";
    let deep = file("text/token.rs", code);
    assert_eq!(used(&deep, &names), ["document", "report"]);
    let code = "use super::pipeline;";
    assert_eq!(used(&file("text/mod.rs", code), &names), ["pipeline"]);
    assert!(used(&file("text/token.rs", code), &names).is_empty());
}

fn assert_nowhere(files: impl Iterator<Item = File>, words: &[&str]) {
    let found = files.flat_map(|file| {
        words
            .iter()
            .filter_map(|word| file.has(word))
            .collect::<Vec<_>>()
    });
    let found: Vec<String> = found.collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn only_the_pipeline_knows_threads() {
    // Who waits for a signal can do nothing else.
    let others = sources().into_iter().filter(|file| {
        !file.path.starts_with("pipeline") && file.path != Path::new("bin/wireprint/stop.rs")
    });
    assert_nowhere(others, &["rayon", "std::thread", "thread::"]);
}

#[test]
fn stages_are_pure() {
    let stages = library().filter(|file| {
        let module = file.module().first().and_then(|module| floor(module));
        module.is_some_and(|floor| floor <= 1)
    });
    let outside = [
        "std::fs",
        "std::io",
        "std::env",
        "std::net",
        "std::process",
        "Instant::",
        "SystemTime",
        "Timestamp::now",
        "static mut",
        "thread_local!",
        "tracing",
    ];
    assert_nowhere(stages, &outside);
}

#[test]
fn the_library_never_prints_exits_or_leaves_work_undone() {
    let words = [
        "println!(",
        "print!(",
        "eprint!(",
        "process::exit",
        "process::abort",
        "todo!(",
        "unimplemented!(",
        "dbg!(",
    ];
    assert_nowhere(library(), &words);
}

#[test]
fn the_command_sees_only_what_is_public() {
    let command = sources().into_iter().filter(|file| !file.is_library());
    assert_nowhere(command, &["#[path", "include!("]);
    assert_nowhere(library(), &["doc(hidden)"]);
}

#[test]
fn every_file_opens_by_saying_what_it_is() {
    for file in sources() {
        assert!(file.text.starts_with("//! "), "{}", file.path.display());
    }
}
