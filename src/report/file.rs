//! A report into a file that is there whole or not at all: written beside its final name, then renamed.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard};

/// The files of this process that are not whole yet, under the names they have until then. A signal may come at any
/// moment: what is in the folder is in this list.
static UNFINISHED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Writes a file. If anything fails, what stood under `path` before still stands there, and nothing else is left behind.
///
/// Devices and pipes cannot be replaced and are written directly.
pub fn write_file(
    path: &Path,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if fs::metadata(&path).is_ok_and(|found| !found.is_file()) {
        return fill(File::options().write(true).open(&path)?, content);
    }
    let beside = beside(&path)?;
    let done = create(&beside)
        .and_then(|file| fill(file, content))
        .and_then(|()| finish(&beside, &path));
    if done.is_err() {
        // It may not even have been created; the first error is the one to tell.
        let _ = fs::remove_file(&beside);
        unfinished().remove(&beside);
    }
    done
}

/// Removes the files that are half written, for a program that is about to end in the middle of its work. None is begun and none
/// finished until what is returned is dropped.
pub fn abandon_files() -> impl Sized {
    let unfinished = unfinished();
    for path in unfinished.iter() {
        // There is nobody left to tell.
        let _ = fs::remove_file(path);
    }
    unfinished
}

fn unfinished() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    match UNFINISHED.lock() {
        Ok(unfinished) => unfinished,
        Err(poisoned) => poisoned.into_inner(),
    }
}

fn create(beside: &Path) -> io::Result<File> {
    let mut unfinished = unfinished();
    let file = File::create_new(beside)?;
    unfinished.insert(beside.to_owned());
    Ok(file)
}

fn finish(beside: &Path, path: &Path) -> io::Result<()> {
    let mut unfinished = unfinished();
    fs::rename(beside, path)?;
    unfinished.remove(beside);
    Ok(())
}

fn fill(file: File, content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, file);
    content(&mut out)?;
    out.flush()
}

/// A name in the same folder (a rename must not cross file systems) that no other run takes.
fn beside(path: &Path) -> io::Result<PathBuf> {
    let name = path.file_name().ok_or(io::ErrorKind::IsADirectory)?;
    let mut beside = std::ffi::OsString::from(".");
    beside.push(name);
    beside.push(format!(".{}.part", std::process::id()));
    Ok(path.with_file_name(beside))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_fails_half_way_leaves_the_old_one_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.csv");
        write_file(&path, |out| out.write_all(b"old")).unwrap();
        let failed = write_file(&path, |out| {
            out.write_all(b"half")?;
            Err(io::ErrorKind::StorageFull.into())
        });
        assert_eq!(failed.unwrap_err().kind(), io::ErrorKind::StorageFull);
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_is_abandoned_half_way_is_gone_and_cannot_be_finished() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.csv");
        let failed = write_file(&path, |out| {
            out.write_all(b"half")?;
            drop(abandon_files());
            out.write_all(b"whole")
        });
        assert!(failed.is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (
            folder.path().join("real.txt"),
            folder.path().join("link.txt"),
        );
        fs::write(&real, "old").unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        write_file(&link, |out| out.write_all(b"new")).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&real).unwrap(), b"new");
    }
}
