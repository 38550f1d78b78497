//! Compressed bytes into plain ones, told by their first bytes and not by the file's name. Damaged compression gives what
//! came out before the damage: half of a day's wire is better than none, as long as the fault is named.

use std::borrow::Cow;
use std::io::{Cursor, Read};

use bzip2::read::MultiBzDecoder;
use flate2::bufread::GzDecoder;
use flate2::read::MultiGzDecoder;
use liblzma::read::XzDecoder;
use zip::ZipArchive;
use zip::read::read_zipfile_from_stream;

use super::mapping::Bytes;
use super::warc;

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

/// Takes one layer of compression off; bytes that are not compressed come back as they are. All members together give at most `most`
/// bytes.
pub(super) fn unpack(bytes: Bytes, most: u64) -> Vec<Member> {
    let Some(compression) = compression(&bytes) else {
        return vec![Member {
            bytes,
            ..Member::default()
        }];
    };
    let member = match compression {
        Compression::Gzip => gunzip(&bytes, most),
        Compression::Bzip2 => drain("bzip2", MultiBzDecoder::new(&bytes[..]), most),
        Compression::Xz => drain("xz", XzDecoder::new_multi_decoder(&bytes[..]), most),
        Compression::Zstd => unzstd(&bytes, most),
        Compression::Zip => return unzip(&bytes, most),
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
        _ if bytes.starts_with(&DICTIONARY) => Some(Compression::Zstd),
        // A story may begin with "BZh": the block's own mark follows the level.
        [b'B', b'Z', b'h', b'1'..=b'9', 0x31 | 0x17, ..] => Some(Compression::Bzip2),
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some(Compression::Xz),
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Some(Compression::Zip),
        _ => None,
    }
}

/// All that a decoder gives, up to its end, the damage, or as much as is allowed.
fn drain(kind: &str, decoder: impl Read, most: u64) -> Member {
    let mut bytes = Vec::new();
    let end = decoder.take(most.saturating_add(1)).read_to_end(&mut bytes);
    let damage = match end {
        Err(error) => Some(damage(kind, &error)),
        Ok(_) if bytes.len() as u64 > most => {
            bytes.truncate(most as usize);
            Some(BEYOND.to_owned())
        }
        Ok(_) => None,
    };
    if damage.is_some() {
        bytes.truncate(whole_characters(&bytes));
    }
    Member {
        name: None,
        bytes: Bytes::Held(bytes),
        damage,
    }
}

pub(super) const BEYOND: &str =
    "unpacks to more than is allowed: read up to there (--max-unpacked allows more)";

/// A gzip file, which may be several one behind the other. In a crawl every record is one, so that behind damage it can be read on from
/// the next; in any other file nobody could say what is missing in between.
fn gunzip(bytes: &[u8], most: u64) -> Member {
    let member = drain("gzip", MultiGzDecoder::new(bytes), most);
    match &member.damage {
        Some(_) if warc::is_crawl(&member.bytes) && (member.bytes.len() as u64) < most => {
            records_of_crawl(bytes, most, member)
        }
        _ => member,
    }
}

/// How the frame begins that holds the dictionary of a crawl: one that other readers of zstd skip.
const DICTIONARY: [u8; 4] = 0x184D_2A5D_u32.to_le_bytes();

/// A file of zstd frames. The first one of a crawl may hold the dictionary of all others (`.warc.zst`), which may itself be packed.
fn unzstd(bytes: &[u8], most: u64) -> Member {
    let (dictionary, frames) = dictionary(bytes).unwrap_or((&[], bytes));
    let unpacked = match compression(dictionary) {
        Some(Compression::Zstd) => unzstd_with(&[], dictionary, LARGEST_DICTIONARY).bytes,
        _ => Bytes::Held(dictionary.to_vec()),
    };
    unzstd_with(&unpacked, frames, most)
}

fn unzstd_with(dictionary: &[u8], frames: &[u8], most: u64) -> Member {
    match zstd::Decoder::with_dictionary(frames, dictionary) {
        Ok(decoder) => drain("zstd", decoder, most),
        Err(error) => broken(damage("zstd", &error)),
    }
}

/// The dictionary that some bytes begin with, and what follows it.
fn dictionary(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let rest = bytes.strip_prefix(&DICTIONARY)?;
    let (len, rest) = rest.split_first_chunk()?;
    rest.split_at_checked(u32::from_le_bytes(*len) as usize)
}

/// A dictionary is rarely longer than a tenth of a megabyte.
const LARGEST_DICTIONARY: u64 = 64 << 20;

/// The records of a crawl, of which some are damaged. What is left of these has an empty line behind it.
fn records_of_crawl(bytes: &[u8], most: u64, stopped: Member) -> Member {
    let mut all = Vec::new();
    let mut at = 0;
    while at < bytes.len() && (all.len() as u64) < most {
        let mut decoder = GzDecoder::new(&bytes[at..]);
        let left = most - all.len() as u64;
        at = match (&mut decoder).take(left).read_to_end(&mut all) {
            Ok(_) => bytes.len() - decoder.into_inner().len(),
            Err(_) => {
                all.extend_from_slice(b"\r\n\r\n");
                next_record(bytes, at + 1)
            }
        };
    }
    let damage = match at < bytes.len() {
        true => Some(BEYOND.to_owned()),
        false => stopped
            .damage
            .map(|damage| format!("{damage}, and on from the next record that is whole")),
    };
    Member {
        bytes: Bytes::Held(all),
        damage,
        name: None,
    }
}

/// Where the next gzip file with a record of a crawl in it begins, at `from` or after it.
fn next_record(bytes: &[u8], from: usize) -> usize {
    const MAGIC: &[u8] = &[0x1f, 0x8b, 8];
    let starts = memchr::memmem::find_iter(&bytes[from..], MAGIC).map(|at| from + at);
    let mut starts = starts.filter(|&at| {
        let mut first = Vec::new();
        let decoder = GzDecoder::new(&bytes[at..]);
        // The line before a record of an ARC file may be long, and damage may lie behind it.
        let _ = decoder.take(LONGEST_LINE).read_to_end(&mut first);
        warc::begins_record(&first)
    });
    starts.next().unwrap_or(bytes.len())
}

/// Bytes of a record that are looked at to know it for one.
const LONGEST_LINE: u64 = 8192;

/// Bytes up to a character that the damage cut in two: half of one would make UTF-8 look like another encoding.
pub(super) fn whole_characters(bytes: &[u8]) -> usize {
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
fn unzip(bytes: &[u8], most: u64) -> Vec<Member> {
    let mut members = match ZipArchive::new(Cursor::new(bytes)) {
        Ok(archive) => by_directory(archive, most),
        Err(error) => from_the_front(bytes, most, damage("zip", &error)),
    };
    members.sort_by(|a, b| a.name.cmp(&b.name));
    members
}

fn by_directory(mut archive: ZipArchive<Cursor<&[u8]>>, most: u64) -> Vec<Member> {
    let mut members = Vec::new();
    let mut left = most;
    for index in 0..archive.len() {
        let name = archive
            .name_for_index(index)
            .and_then(Result::ok)
            .map(Cow::into_owned);
        let member = match name.as_deref() {
            Some(name) if leads_out(name) => broken(LEADS_OUT.to_owned()),
            Some(name) if is_left_out(name) => continue,
            _ => match archive.by_index(index) {
                Ok(file) => drain("zip", file, left),
                Err(error) => broken(damage("zip", &error)),
            },
        };
        left -= member.bytes.len() as u64;
        members.push(Member { name, ..member });
    }
    members
}

fn from_the_front(bytes: &[u8], most: u64, damage: String) -> Vec<Member> {
    let mut rest = bytes;
    let mut left = most;
    let mut members = vec![broken(damage)];
    while let Ok(Some(file)) = read_zipfile_from_stream(&mut rest) {
        let Ok(name) = file.name().map(Cow::into_owned) else {
            break;
        };
        if leads_out(&name) {
            members.push(Member {
                name: Some(name),
                ..broken(LEADS_OUT.to_owned())
            });
            continue;
        }
        let member = drain("zip", file, left);
        left -= member.bytes.len() as u64;
        if !is_left_out(&name) {
            members.push(Member {
                name: Some(name),
                bytes: member.bytes,
                // The archive's own fault speaks for the member it broke off in.
                damage: member.damage.filter(|damage| damage == BEYOND),
            });
        }
    }
    members
}

const LEADS_OUT: &str = "is not read: its name leads out of the archive";

/// Whether a name is one that would be written above the folder that an archive is unpacked to: no archive that somebody made in
/// good faith has one.
fn leads_out(name: &str) -> bool {
    name.split(['/', '\\']).any(|part| part == "..")
}

/// Folders, and what is hidden or a Macintosh's own: as in a folder on disk.
fn is_left_out(name: &str) -> bool {
    name.ends_with('/')
        || name
            .split('/')
            .any(|part| part.starts_with('.') || part == "__MACOSX")
}
