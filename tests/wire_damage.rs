//! Every fixture of a newsroom's format, broken off at every byte and spoilt at every byte: something is read of it or said of it, and
//! nothing panics. (`cargo test --release --test wire_damage` takes every byte, a build for debugging every thirteenth.)

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use rayon::prelude::*;
use wireprint::Corpus;
use wireprint::input::ReadOptions;
use wireprint::pipeline::{Resources, read_bytes};

/// Which bytes are taken: unoptimised, all of them take minutes.
const EVERY: usize = if cfg!(debug_assertions) { 13 } else { 1 };

/// The fixtures, each with its bytes.
fn fixtures() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/wire_formats");
    let below = |folder: &Path| -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().path()).collect()
    };
    let formats = below(&folder).into_iter().filter(|path| path.is_dir());
    let files = formats.flat_map(|format| below(&format));
    let fixtures = files.map(|file| (file.display().to_string(), fs::read(&file).unwrap()));
    fixtures.collect()
}

/// Reads bytes as a file of this name, and asks for all that was read.
fn assert_read_or_told(name: &str, bytes: Vec<u8>, threads: &Resources) {
    let archive = read_bytes(name, bytes, &ReadOptions::default(), threads);
    for document in archive.documents() {
        archive.text(document);
        archive.raw(document);
        archive.line_end(document);
    }
    let is_told = !archive.notes().is_empty() || !archive.faults().is_empty();
    assert!(!archive.is_empty() || is_told, "{name} is silently empty");
}

/// Does so with every variation of every fixture, of which there is one for each byte that is taken.
fn assert_all(vary: fn(&[u8], usize) -> Vec<u8>) {
    let fixtures = fixtures();
    assert!(fixtures.len() > 50);
    fixtures.par_iter().for_each(|(name, bytes)| {
        let threads = Resources::new(1).unwrap();
        for at in (0..bytes.len()).step_by(EVERY) {
            assert_read_or_told(&format!("{name} at {at}"), vary(bytes, at), &threads);
        }
    });
}

#[test]
fn a_file_that_breaks_off_at_any_byte_is_read_or_refused() {
    assert_all(|bytes, at| bytes[..at].to_vec());
}

#[test]
fn a_file_with_any_byte_of_all_ones_is_read_or_refused() {
    assert_all(|bytes, at| spoilt(bytes, at, 0xff));
}

#[test]
fn a_file_with_any_byte_of_all_zeros_is_read_or_refused() {
    assert_all(|bytes, at| spoilt(bytes, at, 0));
}

fn spoilt(bytes: &[u8], at: usize, by: u8) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at] = by;
    bytes
}

#[test]
fn a_file_that_breaks_off_ends_the_command_as_it_should() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in fixtures() {
        let suffix = Path::new(&name).extension().unwrap();
        let file = folder.path().join("cut").with_extension(suffix);
        for part in 1..8 {
            fs::write(&file, &bytes[..bytes.len() * part / 8]).unwrap();
            let mut command = Command::cargo_bin("wireprint").unwrap();
            let code = command
                .arg("read")
                .arg(&file)
                .output()
                .unwrap()
                .status
                .code();
            assert!(
                matches!(code, Some(0 | 2)),
                "{name}, {part} eighths: {code:?}"
            );
        }
    }
}
