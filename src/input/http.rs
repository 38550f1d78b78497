//! What a web server answered, as a crawl kept it, into the content it sent: chunks put together, compression off.
//!
//! Crawlers write down what came over the line, and some what their own library made of it: a header may promise chunks or gzip that
//! are not there any more. Then the content is taken as it stands.

use std::borrow::Cow;
use std::io::Read;

use encoding_rs::Encoding;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

/// An answer: its status and headers, and what follows them.
#[derive(Debug)]
pub(super) struct Response<'b> {
    pub(super) status: u16,
    headers: Headers<'b>,
    body: &'b [u8],
}

/// The content of an answer.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Content<'b> {
    pub(super) bytes: Cow<'b, [u8]>,
    /// What is wrong with it: it goes only up to there.
    pub(super) damage: Option<String>,
}

impl<'b> Response<'b> {
    /// The answer in some bytes; `None` if they do not begin with a status line.
    pub(super) fn of(bytes: &'b [u8]) -> Option<Response<'b>> {
        let (line, rest) = split_line(bytes);
        let line = std::str::from_utf8(line).ok()?;
        let mut words = line.split_ascii_whitespace();
        let version = words.next()?;
        if !version.starts_with("HTTP/") && version != "ICY" {
            return None;
        }
        let status = words.next()?.parse().ok()?;
        let (headers, body) = Headers::of(rest);
        Some(Response {
            status,
            headers,
            body,
        })
    }

    /// What it says its content is.
    pub(super) fn media(&self) -> Media {
        Media::of(self.headers.get("content-type").unwrap_or_default())
    }

    /// The content; fails, in words, if its compression is not known or it grows beyond `most` bytes with nothing to show.
    pub(super) fn content(&self, most: u64) -> Result<Content<'b>, String> {
        let mut content = match self.headers.get("transfer-encoding") {
            Some(coding) if coding.to_ascii_lowercase().contains("chunked") => {
                without_chunks(self.body)
            }
            _ => Content {
                bytes: Cow::Borrowed(self.body),
                damage: None,
            },
        };
        let codings = self
            .headers
            .get("content-encoding")
            .unwrap_or_default()
            .to_ascii_lowercase();
        for coding in codings.rsplit(',').map(str::trim) {
            content = unpacked(content, coding, most)?;
        }
        Ok(content)
    }
}

/// What has more than these is no list of headers.
const MOST_HEADERS: usize = 1000;

/// Lines `Name: value`, up to an empty one.
#[derive(Debug, Default)]
pub(super) struct Headers<'b>(Vec<(&'b str, &'b str)>);

impl<'b> Headers<'b> {
    /// The headers, and what follows the empty line. A line that is none (in a legacy encoding, or folded) is passed over.
    pub(super) fn of(mut bytes: &'b [u8]) -> (Headers<'b>, &'b [u8]) {
        let mut headers = Vec::new();
        loop {
            let (line, rest) = split_line(bytes);
            bytes = rest;
            if line.is_empty() || headers.len() == MOST_HEADERS {
                return (Headers(headers), rest);
            }
            let line = std::str::from_utf8(line).unwrap_or_default();
            let (name, value) = line.split_once(':').unwrap_or_default();
            headers.push((name.trim(), value.trim()));
        }
    }

    /// The first of this name, in capitals or not.
    pub(super) fn get(&self, name: &str) -> Option<&'b str> {
        let header = self
            .0
            .iter()
            .find(|(own, _)| own.eq_ignore_ascii_case(name))?;
        Some(header.1).filter(|value| !value.is_empty())
    }
}

/// A kind of content: `text/html`, and how its characters are encoded.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Media {
    /// In lower case, without parameters; empty where nothing is said.
    pub(super) name: String,
    pub(super) encoding: Option<&'static Encoding>,
}

impl Media {
    /// Of a header `Content-Type`.
    pub(super) fn of(header: &str) -> Media {
        let mut parts = header.split(';');
        let name = parts.next().unwrap_or_default();
        let charset = parts.find_map(|part| {
            let (name, value) = part.split_once('=')?;
            let is_charset = name.trim().eq_ignore_ascii_case("charset");
            is_charset.then(|| value.trim().trim_matches(['"', '\'']))
        });
        Media {
            name: name.trim().to_ascii_lowercase(),
            encoding: charset.and_then(|label| Encoding::for_label(label.as_bytes())),
        }
    }
}

/// A line without its end (CRLF or LF), and what follows.
pub(super) fn split_line(bytes: &[u8]) -> (&[u8], &[u8]) {
    let (line, rest) = match memchr::memchr(b'\n', bytes) {
        Some(end) => (&bytes[..end], &bytes[end + 1..]),
        None => (bytes, &bytes[bytes.len()..]),
    };
    (line.strip_suffix(b"\r").unwrap_or(line), rest)
}

/// Chunks put together (RFC 9112, section 7.1). What does not begin with a chunk was put together before it was kept.
fn without_chunks(body: &[u8]) -> Content<'_> {
    let mut bytes = Vec::new();
    let mut rest = body;
    let damage = loop {
        let (line, after) = split_line(rest);
        match chunk_size(line) {
            Some(0) => break None,
            Some(size) if size <= after.len() => {
                bytes.extend_from_slice(&after[..size]);
                rest = after[size..].trim_ascii_start();
            }
            Some(_) if !after.is_empty() => {
                bytes.extend_from_slice(after);
                break Some("its last chunk is cut short: read up to there".to_owned());
            }
            _ if bytes.is_empty() => {
                let bytes = Cow::Borrowed(body);
                return Content {
                    bytes,
                    damage: None,
                };
            }
            _ if rest.is_empty() => {
                break Some("its last chunk is missing: read up to there".to_owned());
            }
            _ => break Some("a chunk of it has no length: read up to there".to_owned()),
        }
    };
    Content {
        bytes: Cow::Owned(bytes),
        damage,
    }
}

/// Hexadecimal digits, what follows a semicolon left out.
fn chunk_size(line: &[u8]) -> Option<usize> {
    let line = std::str::from_utf8(line).ok()?;
    let digits = line.split(';').next()?.trim();
    let is_size = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_size.then(|| usize::from_str_radix(digits, 16).ok())?
}

fn unpacked<'b>(content: Content<'b>, coding: &str, most: u64) -> Result<Content<'b>, String> {
    let bytes = &content.bytes[..];
    let (unpacked, damage) = match coding {
        "" | "identity" => return Ok(content),
        "gzip" | "x-gzip" if !bytes.starts_with(&[0x1f, 0x8b]) => return Ok(content),
        "gzip" | "x-gzip" => drain(MultiGzDecoder::new(bytes), most),
        "deflate" if is_zlib(bytes) => drain(ZlibDecoder::new(bytes), most),
        "deflate" => drain(DeflateDecoder::new(bytes), most),
        "zstd" if !bytes.starts_with(&ZSTD) => return Ok(content),
        "zstd" => match zstd::Decoder::with_buffer(bytes) {
            Ok(decoder) => drain(decoder, most),
            Err(_) => (Vec::new(), Some("is damaged or cut short")),
        },
        other => return Err(format!("is in `{other}` compression, which is not read")),
    };
    let damage = damage.map(|what| format!("its {coding} content {what}: read up to there"));
    Ok(Content {
        bytes: Cow::Owned(unpacked),
        damage: content.damage.or(damage),
    })
}

/// How a frame of zstd begins.
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// What the RFC calls deflate has two bytes of zlib before it, and what some servers send has not.
fn is_zlib(bytes: &[u8]) -> bool {
    let [first, second, ..] = *bytes else {
        return false;
    };
    first & 0x0f == 8 && u16::from_be_bytes([first, second]) % 31 == 0
}

/// All that a decoder gives, up to its end, the damage, or as much as is allowed.
fn drain(decoder: impl Read, most: u64) -> (Vec<u8>, Option<&'static str>) {
    let mut bytes = Vec::new();
    let end = decoder.take(most.saturating_add(1)).read_to_end(&mut bytes);
    match end {
        Err(_) => (bytes, Some("is damaged or cut short")),
        Ok(_) if bytes.len() as u64 > most => {
            bytes.truncate(most as usize);
            (bytes, Some("unpacks to more than `--max-unpacked` allows"))
        }
        Ok(_) => (bytes, None),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    const MANY: u64 = 1 << 20;

    fn content(answer: &[u8]) -> (String, Option<String>) {
        let response = Response::of(answer).unwrap();
        let content = response.content(MANY).unwrap();
        let text = String::from_utf8_lossy(&content.bytes).into_owned();
        (text, content.damage)
    }

    fn answer(headers: &str, body: &[u8]) -> Vec<u8> {
        [
            format!("HTTP/1.1 200 OK\r\n{headers}\r\n\r\n").as_bytes(),
            body,
        ]
        .concat()
    }

    #[test]
    fn headers_are_found_whatever_their_case_and_line_ends() {
        let crlf = b"HTTP/1.1 404 Not Found\r\nCONTENT-type: Text/HTML; charset=\"iso-8859-1\"\r\n\r\nbody";
        let lf = b"HTTP/1.0 404\ncontent-Type:text/html;charset=latin1\n\nbody";
        for bytes in [&crlf[..], lf] {
            let response = Response::of(bytes).unwrap();
            assert_eq!((response.status, response.body), (404, &b"body"[..]));
            let media = response.media();
            assert_eq!(media.name, "text/html");
            assert_eq!(media.encoding, Some(encoding_rs::WINDOWS_1252));
        }
        assert!(Response::of(b"<html>").is_none());
    }

    #[test]
    fn chunks_are_put_together() {
        let body = b"4\r\nThe \r\n00a;note=x\r\nharbour wa\r\n2\r\nll\r\n0\r\nTrailer: x\r\n\r\n";
        assert_eq!(
            content(&answer("Transfer-Encoding: chunked", body)),
            ("The harbour wall".to_owned(), None)
        );
    }

    #[test]
    fn what_only_says_that_it_is_in_chunks_is_taken_as_it_stands() {
        for body in ["<p>The wall", "abbey road"] {
            let answer = answer("Transfer-Encoding: chunked", body.as_bytes());
            assert_eq!(content(&answer), (body.to_owned(), None));
        }
    }

    #[test]
    fn chunks_that_break_off_are_read_up_to_there() {
        for (body, text) in [
            ("4\r\nThe \r\n20\r\nharbour", "The harbour"),
            ("4\r\nThe \r\nharbour", "The "),
            ("4\r\nThe \r\n", "The "),
            ("4\r\nThe \r\nffffffffffffffffffff\r\nwall", "The "),
        ] {
            let (read, damage) = content(&answer("Transfer-Encoding: chunked", body.as_bytes()));
            assert_eq!(read, text);
            assert!(damage.is_some(), "{body}");
        }
    }

    #[test]
    fn every_kind_of_compression_comes_off() {
        let text = b"The harbour wall".repeat(20);
        let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
        gzip.write_all(&text).unwrap();
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
        zlib.write_all(&text).unwrap();
        let mut raw = DeflateEncoder::new(Vec::new(), Compression::default());
        raw.write_all(&text).unwrap();
        for (coding, body) in [
            ("gzip", gzip.finish().unwrap()),
            ("deflate", zlib.finish().unwrap()),
            ("deflate", raw.finish().unwrap()),
            ("zstd", zstd::encode_all(&text[..], 3).unwrap()),
            ("zstd", text.clone()),
            ("gzip", text.clone()),
            ("identity", text.clone()),
        ] {
            let (read, damage) = content(&answer(&format!("Content-Encoding: {coding}"), &body));
            assert_eq!((read.as_bytes(), damage), (&text[..], None), "{coding}");
        }
    }

    #[test]
    fn a_compression_that_is_not_known_is_named() {
        let answer = answer("Content-Encoding: br", b"...");
        let refused = Response::of(&answer).unwrap().content(MANY).unwrap_err();
        assert_eq!(refused, "is in `br` compression, which is not read");
    }

    #[test]
    fn what_grows_beyond_all_bounds_is_read_up_to_the_bound() {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
        gzip.write_all(&[b'a'; 10_000]).unwrap();
        let answer = answer("Content-Encoding: gzip", &gzip.finish().unwrap());
        let content = Response::of(&answer).unwrap().content(100).unwrap();
        assert_eq!(content.bytes.len(), 100);
        assert!(content.damage.unwrap().contains("--max-unpacked"));
    }
}
