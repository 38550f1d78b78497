//! Floor 2: files, folders and standard input into records.

use std::path::PathBuf;

/// What the user named: a file, a folder, or standard input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// `-`
    Stdin,
    /// A file or a folder.
    Path(PathBuf),
}

/// How records are to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadOptions {
    /// The field that holds the text.
    pub text_field: String,
    /// The field that holds the id.
    pub id_field: String,
    /// The field that holds the headline.
    pub title_field: String,
    /// The field that holds the date of publication.
    pub date_field: String,
    /// The field that holds the source.
    pub source_field: String,
}

impl Default for ReadOptions {
    fn default() -> ReadOptions {
        ReadOptions {
            text_field: "text".to_owned(),
            id_field: "id".to_owned(),
            title_field: "title".to_owned(),
            date_field: "published".to_owned(),
            source_field: "source".to_owned(),
        }
    }
}
