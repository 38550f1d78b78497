//! A file into its bytes: mapped into memory where that is possible, so that an archive larger than memory can be read and
//! its pages given back, else read.

use std::fs::File;
use std::io::{self, Read};
use std::ops::Deref;
use std::path::Path;

use memmap2::Mmap;

/// Below this a read costs less than a mapping, and a system grants only some 65,000 mappings.
const WORTH_MAPPING: u64 = 64 * 1024;

/// The bytes of a file.
#[derive(Debug)]
pub(crate) enum Bytes {
    /// Left in the file.
    Mapped(Mmap),
    /// Held in memory.
    Held(Vec<u8>),
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Bytes::Mapped(map) => map,
            Bytes::Held(bytes) => bytes,
        }
    }
}

impl Default for Bytes {
    fn default() -> Bytes {
        Bytes::Held(Vec::new())
    }
}

/// The bytes of the file at `path`. Pipes and the like, small files, and what cannot be mapped are read.
pub(super) fn load(path: &Path) -> io::Result<Bytes> {
    let mut file = File::open(path)?;
    let about = file.metadata()?;
    if about.is_file()
        && about.len() >= WORTH_MAPPING
        && let Ok(map) = map(&file)
    {
        return Ok(Bytes::Mapped(map));
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(Bytes::Held(bytes))
}

/// Maps a file for reading.
///
/// What must hold: nobody changes the file while it is read. Nobody can promise that of a file, so nothing built on these
/// bytes takes an earlier check of them for granted: text is held to be UTF-8 only after a check of the very bytes
/// handed out, and every range is taken with bounds. A file that is rewritten during the run gives wrong articles or
/// ends the run, and one that is cut short ends the program, as in every program that maps files.
#[allow(
    unsafe_code,
    reason = "mapping reads an archive without a copy of it in memory"
)]
pub(crate) fn map(file: &File) -> io::Result<Mmap> {
    // SAFETY: the map is read only, private to this process's readers, and used under the terms stated above.
    unsafe { Mmap::map(file) }
}
