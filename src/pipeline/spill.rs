//! Bytes that memory has no room for, in one temporary file without a name: the system takes it back however the run ends.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use memmap2::Mmap;

use crate::error::StorageError;
use crate::input::map;

/// A temporary file, made when first something is written. Threads write and read it side by side.
pub(super) struct Spill<'b> {
    folder: &'b Path,
    file: OnceLock<io::Result<File>>,
    end: AtomicU64,
    /// The first thing that went wrong.
    failure: OnceLock<StorageError>,
}

impl Spill<'_> {
    /// Nothing yet, to be put into `folder`.
    pub(super) fn into_folder(folder: &Path) -> Spill<'_> {
        Spill {
            folder,
            file: OnceLock::new(),
            end: AtomicU64::new(0),
            failure: OnceLock::new(),
        }
    }

    /// Writes bytes, and says where they are. After a failure, which is kept, nothing more is written.
    pub(super) fn write(&self, bytes: &[u8]) -> u64 {
        let at = self.end.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        if self.failure.get().is_none() {
            let written = self.file().and_then(|file| write_all_at(file, bytes, at));
            self.checked(written);
        }
        at
    }

    /// Reads back what was written at `at`, unless anything went wrong before.
    pub(super) fn read(&self, at: u64, bytes: &mut [u8]) -> Result<(), StorageError> {
        self.check()?;
        let read = self.file().and_then(|file| read_exact_at(file, bytes, at));
        self.checked(read);
        self.check()
    }

    /// All that was written, to be looked at without reading it into memory. The file has no name, so nobody changes it.
    pub(super) fn map(self) -> Result<Mmap, StorageError> {
        self.check()?;
        let mapped = self.file().and_then(map);
        mapped.map_err(|error| refusal(self.folder, &error))
    }

    /// The first thing that went wrong.
    pub(super) fn check(&self) -> Result<(), StorageError> {
        self.failure.get().cloned().map_or(Ok(()), Err)
    }

    fn file(&self) -> io::Result<&File> {
        let file = self.file.get_or_init(|| tempfile::tempfile_in(self.folder));
        // An error cannot be cloned; its kind and words are what is told of it.
        file.as_ref()
            .map_err(|error| io::Error::new(error.kind(), error.to_string()))
    }

    fn checked(&self, done: io::Result<()>) {
        if let Err(error) = done {
            self.failure.get_or_init(|| refusal(self.folder, &error));
        }
    }
}

/// What the system said, in words that need no manual.
fn refusal(folder: &Path, error: &io::Error) -> StorageError {
    let words = error.to_string().to_lowercase();
    let words = words.split(" (os error").next().unwrap_or_default();
    let what = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "need more room",
        _ => "cannot be kept there",
    };
    StorageError {
        folder: folder.display().to_string(),
        what: format!("temporary files {what}: {words}"),
    }
}

#[cfg(unix)]
fn write_all_at(file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, at)
}

#[cfg(unix)]
fn read_exact_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(windows)]
fn write_all_at(file: &File, mut bytes: &[u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let written = std::os::windows::fs::FileExt::seek_write(file, bytes, at)?;
        (bytes, at) = (&bytes[written..], at + written as u64);
    }
    Ok(())
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut bytes: &mut [u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let read = std::os::windows::fs::FileExt::seek_read(file, bytes, at)?;
        if read == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        (bytes, at) = (&mut bytes[read..], at + read as u64);
    }
    Ok(())
}
