//! Compressed bytes into plain ones, told by their first bytes and not by the file's name. Damaged compression gives what
//! came out before the damage: half of a day's wire is better than none, as long as the fault is named.

use std::borrow::Cow;
use std::io::{Cursor, Read};

use bzip2::read::MultiBzDecoder;
use flate2::read::MultiGzDecoder;
use liblzma::read::XzDecoder;
use zip::ZipArchive;
use zip::read::read_zipfile_from_stream;

use super::mapping::Bytes;

/// One file out of a compressed one.
#[derive(Debug, Default)]
pub(super) struct Member {
    /// Its name in an archive of several.
    pub(super) name: Option<String>,
    /// Its bytes, as far as they could be had.
    pub(super) bytes: Bytes,
    /// What is wrong with the compression.
    pub(super) damage: Option<String>,
}

/// The ways of compression that are known.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Compression {
    Gzip,
    Zstd,
    Bzip2,
    Xz,
    Zip,
}

/// Takes one layer of compression off; bytes that are not compressed come back as they are.
pub(super) fn unpack(bytes: Bytes) -> Vec<Member> {
    let Some(compression) = compression(&bytes) else {
        return vec![Member {
            bytes,
            ..Member::default()
        }];
    };
    let member = match compression {
        Compression::Gzip => drain("gzip", MultiGzDecoder::new(&bytes[..])),
        Compression::Bzip2 => drain("bzip2", MultiBzDecoder::new(&bytes[..])),
        Compression::Xz => drain("xz", XzDecoder::new_multi_decoder(&bytes[..])),
        Compression::Zstd => match zstd::Decoder::with_buffer(&bytes[..]) {
            Ok(decoder) => drain("zstd", decoder),
            Err(error) => broken(damage("zstd", &error)),
        },
        Compression::Zip => return unzip(&bytes),
    };
    vec![member]
}

/// Whether the bytes begin like a compressed file.
pub(super) fn is_compressed(bytes: &[u8]) -> bool {
    compression(bytes).is_some()
}

fn compression(bytes: &[u8]) -> Option<Compression> {
    match bytes {
        [0x1f, 0x8b, ..] => Some(Compression::Gzip),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Compression::Zstd),
        // A story may begin with "BZh": the block's own mark follows the level.
        [b'B', b'Z', b'h', b'1'..=b'9', 0x31 | 0x17, ..] => Some(Compression::Bzip2),
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some(Compression::Xz),
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Some(Compression::Zip),
        _ => None,
    }
}

/// All that a decoder gives, up to its end or the damage.
fn drain(kind: &str, mut decoder: impl Read) -> Member {
    let mut bytes = Vec::new();
    let end = decoder.read_to_end(&mut bytes);
    if end.is_err() {
        bytes.truncate(whole_characters(&bytes));
    }
    Member {
        name: None,
        bytes: Bytes::Held(bytes),
        damage: end.err().map(|error| damage(kind, &error)),
    }
}

/// Bytes up to a character that the damage cut in two: half of one would make UTF-8 look like another encoding.
fn whole_characters(bytes: &[u8]) -> usize {
    match std::str::from_utf8(bytes) {
        Err(error) if error.error_len().is_none() => error.valid_up_to(),
        _ => bytes.len(),
    }
}

fn broken(damage: String) -> Member {
    Member {
        damage: Some(damage),
        ..Member::default()
    }
}

fn damage(kind: &str, error: &dyn std::error::Error) -> String {
    format!("its {kind} compression is damaged or cut short ({error}): read up to there")
}

/// The members of a zip archive, in name order. One whose directory is lost is read from its front.
fn unzip(bytes: &[u8]) -> Vec<Member> {
    let mut members = match ZipArchive::new(Cursor::new(bytes)) {
        Ok(archive) => by_directory(archive),
        Err(error) => from_the_front(bytes, damage("zip", &error)),
    };
    members.sort_by(|a, b| a.name.cmp(&b.name));
    members
}

fn by_directory(mut archive: ZipArchive<Cursor<&[u8]>>) -> Vec<Member> {
    let mut members = Vec::new();
    for index in 0..archive.len() {
        let name = archive
            .name_for_index(index)
            .and_then(Result::ok)
            .map(Cow::into_owned);
        if name.as_deref().is_some_and(is_left_out) {
            continue;
        }
        let member = match archive.by_index(index) {
            Ok(file) => drain("zip", file),
            Err(error) => broken(damage("zip", &error)),
        };
        members.push(Member { name, ..member });
    }
    members
}

fn from_the_front(bytes: &[u8], damage: String) -> Vec<Member> {
    let mut rest = bytes;
    let mut members = vec![broken(damage)];
    while let Ok(Some(file)) = read_zipfile_from_stream(&mut rest) {
        let Ok(name) = file.name().map(Cow::into_owned) else {
            break;
        };
        let member = drain("zip", file);
        if !is_left_out(&name) {
            let name = Some(name);
            // The archive's own fault speaks for the member it broke off in.
            let damage = None;
            members.push(Member {
                name,
                damage,
                ..member
            });
        }
    }
    members
}

/// Folders, and what is hidden or a Macintosh's own: as in a folder on disk.
fn is_left_out(name: &str) -> bool {
    name.ends_with('/')
        || name
            .split('/')
            .any(|part| part.starts_with('.') || part == "__MACOSX")
}
