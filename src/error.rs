//! What can go wrong, said as place, then what, in the words of the person who brought the input.
//!
//! A [`Fault`] is one record or file that could not be used: it is collected, never thrown, and the run goes on.

use std::fmt;

/// Where a fault lies: a file, and a line of it where the file has records.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file as the user named it, or `-` for standard input.
    pub file: String,
    /// The line the record begins on, counted from 1.
    pub line: Option<u64>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}", self.file),
            None => f.write_str(&self.file),
        }
    }
}

/// One file or record that was left unread, or read in part, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{place}: {what}")]
pub struct Fault {
    /// Where.
    pub place: Place,
    /// What is wrong there.
    pub what: String,
}

impl Fault {
    /// A fault of a whole file.
    pub fn of_file(file: impl Into<String>, what: impl Into<String>) -> Fault {
        Fault {
            place: Place {
                file: file.into(),
                line: None,
            },
            what: what.into(),
        }
    }

    /// A fault of the record that begins on `line` of `file`.
    pub fn of_line(file: impl Into<String>, line: u64, what: impl Into<String>) -> Fault {
        Fault {
            place: Place {
                file: file.into(),
                line: Some(line),
            },
            what: what.into(),
        }
    }
}

/// Settings that contradict each other or lie outside their range: all of them, one a line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub struct SettingsError(pub Vec<String>);

/// The folder for temporary files cannot hold what a run must put there. The run came to nothing, and left nothing there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{folder}: {what}")]
pub struct StorageError {
    /// The folder.
    pub folder: String,
    /// What is wrong there.
    pub what: String,
}

/// Why articles could not be compared. The run came to nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RunError {
    /// The folder for temporary files cannot hold what must be put there.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The words of all articles are more than there are numbers for them.
    #[error(
        "more than 4,294,967,295 words (about 26 GB of text) in one run: compare parts of the inputs, each also --against the others"
    )]
    TooManyWords,
}
