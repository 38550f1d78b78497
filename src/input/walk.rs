//! What the user named, into the files to read, in name order: an archive must come out in the same order on every
//! machine, and a folder's own order is whatever its file system likes.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Input, refusal};
use crate::error::Fault;

/// A file to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Source {
    /// As the user would name it.
    pub(crate) name: String,
    /// What its article is called, or its records' places begin with.
    pub(crate) id: String,
    /// Where it is; `None`: standard input.
    pub(crate) path: Option<PathBuf>,
}

/// One step of the walk.
#[derive(Debug)]
pub(crate) enum Found {
    /// A file.
    Source(Source),
    /// What stopped the walk here.
    Fault(Fault),
    /// Nothing wrong, but the user will want to know.
    Note(String),
}

/// Names every file of the inputs: folders in byte order of their entries' names, without hidden entries, through links.
pub(crate) fn walk(inputs: &[Input]) -> Vec<Found> {
    let mut found = Vec::new();
    for input in inputs {
        match input {
            Input::Stdin => found.push(Found::Source(stdin())),
            Input::Path(path) => walk_path(path, inputs.len() > 1, &mut found),
        }
    }
    found
}

fn stdin() -> Source {
    Source {
        name: "-".to_owned(),
        id: "-".to_owned(),
        path: None,
    }
}

fn walk_path(path: &Path, one_of_several: bool, found: &mut Vec<Found>) {
    let name = path.to_string_lossy().into_owned();
    match fs::metadata(path) {
        Err(error) => found.push(Found::Fault(Fault::of_file(name, refusal(&error)))),
        Ok(about) if about.is_dir() => {
            let id = if one_of_several {
                own_name(path)
            } else {
                String::new()
            };
            walk_folder(path, &id, found);
        }
        Ok(_) => found.push(Found::Source(Source {
            id: if one_of_several {
                name.clone()
            } else {
                own_name(path)
            },
            name,
            path: Some(path.to_owned()),
        })),
    }
}

/// The last part of a path; of `.` and the like, that of the folder it stands for.
fn own_name(path: &Path) -> String {
    let name = |path: &Path| Some(path.file_name()?.to_string_lossy().into_owned());
    name(path)
        .or_else(|| name(&path.canonicalize().ok()?))
        .unwrap_or_default()
}

fn walk_folder(path: &Path, id: &str, found: &mut Vec<Found>) {
    let before = found.len();
    let mut walk = Walk {
        above: path.canonicalize().into_iter().collect(),
        found,
    };
    walk.folder(path, id);
    if found.len() == before {
        found.push(Found::Note(format!("{}: no files in it", path.display())));
    }
}

/// A walk through one folder.
struct Walk<'a> {
    found: &'a mut Vec<Found>,
    /// The folders the walk is inside of, without links: meeting one of them again is a loop.
    above: Vec<PathBuf>,
}

impl Walk<'_> {
    fn folder(&mut self, path: &Path, id: &str) {
        match entries(path) {
            Err(error) => self.fault(path, refusal(&error)),
            Ok(names) => names
                .iter()
                .for_each(|name| self.entry(&path.join(name), &below(id, &name.to_string_lossy()))),
        }
    }

    fn entry(&mut self, path: &Path, id: &str) {
        match fs::metadata(path) {
            Err(error) => self.fault(path, refusal(&error)),
            Ok(about) if about.is_dir() => self.enter(path, id),
            Ok(about) if about.is_file() => self.found.push(Found::Source(Source {
                name: path.to_string_lossy().into_owned(),
                id: id.to_owned(),
                path: Some(path.to_owned()),
            })),
            // A pipe met on the way would be waited for without end.
            Ok(_) => self.fault(path, "is neither a file nor a folder"),
        }
    }

    fn enter(&mut self, path: &Path, id: &str) {
        match path.canonicalize() {
            Err(error) => self.fault(path, refusal(&error)),
            Ok(real) if self.above.contains(&real) => {
                self.fault(path, "links back to a folder above it")
            }
            Ok(real) => {
                self.above.push(real);
                self.folder(path, id);
                self.above.pop();
            }
        }
    }

    fn fault(&mut self, path: &Path, what: impl Into<String>) {
        let fault = Fault::of_file(path.to_string_lossy(), what);
        self.found.push(Found::Fault(fault));
    }
}

/// The names in a folder, without hidden ones, in byte order.
fn entries(path: &Path) -> io::Result<Vec<OsString>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(path)? {
        let name = entry?.file_name();
        if !name.as_encoded_bytes().starts_with(b".") {
            names.push(name);
        }
    }
    names.sort_unstable_by(|a, b| a.as_encoded_bytes().cmp(b.as_encoded_bytes()));
    Ok(names)
}

fn below(folder: &str, name: &str) -> String {
    match folder {
        "" => name.to_owned(),
        _ => format!("{folder}/{name}"),
    }
}
