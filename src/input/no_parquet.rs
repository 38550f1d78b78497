//! Stands for the reader of Parquet where it was left out of the build.

use super::items::Texts;
use super::{ReadOptions, Reading};

/// Says how to get it.
pub(super) fn read(_: &[u8], _: &ReadOptions) -> Result<(Reading, Texts, String), String> {
    Err(
        "is Parquet, which this wireprint was built without: build it with `--features parquet`"
            .to_owned(),
    )
}
