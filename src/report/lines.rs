//! Records into a stream, one after another: in lines, or as the elements of an array.
//!
//! A record mostly goes as it came, and lies in its file already. So the pieces are not copied together but handed on where they lie,
//! many at once (scatter/gather I/O): one thread would copy the whole archive while the others wait.

use std::borrow::Cow;
use std::io::{self, ErrorKind, IoSlice, Write};

use super::Shape;

/// As many pieces as Linux and macOS take in one call.
const MOST_PIECES: usize = 1024;
/// Bytes that wait at most before the last piece: records that were made anew are held until they are written.
const MOST_BYTES: usize = 1 << 20;

/// Writes records, of which each lives as long as `'r`.
pub(super) struct Lines<'w, 'r> {
    out: &'w mut dyn Write,
    waiting: Vec<Cow<'r, [u8]>>,
    waiting_bytes: usize,
    array: bool,
    empty: bool,
    /// The last line had no end: the file it came from ended with it.
    open: bool,
}

impl<'w, 'r> Lines<'w, 'r> {
    /// Begins a stream of this shape; `header` is that of a CSV file.
    pub(super) fn begin(
        out: &'w mut dyn Write,
        shape: Option<Shape<'_>>,
        header: &[u8],
    ) -> io::Result<Lines<'w, 'r>> {
        let array = shape == Some(Shape::JsonArray);
        out.write_all(if array { b"[" } else { header })?;
        Ok(Lines {
            out,
            waiting: Vec::new(),
            waiting_bytes: 0,
            array,
            empty: true,
            open: !header.is_empty() && !header.ends_with(b"\n"),
        })
    }

    /// Adds a record.
    pub(super) fn record(
        &mut self,
        record: impl Into<Cow<'r, [u8]>>,
        line_end: &'r [u8],
    ) -> io::Result<()> {
        let before: &[u8] = match (self.array, self.empty, self.open) {
            (true, true, _) | (false, _, true) => b"\n",
            (true, false, _) => b",\n",
            (false, _, false) => b"",
        };
        self.piece(before.into())?;
        self.piece(record.into())?;
        if !self.array {
            self.piece(line_end.into())?;
        }
        self.empty = false;
        self.open = line_end.is_empty();
        Ok(())
    }

    /// Writes what is left to write.
    pub(super) fn end(mut self) -> io::Result<()> {
        self.write_waiting()?;
        self.out.write_all(if self.array { b"\n]\n" } else { b"" })
    }

    fn piece(&mut self, piece: Cow<'r, [u8]>) -> io::Result<()> {
        if piece.is_empty() {
            return Ok(());
        }
        self.waiting_bytes += piece.len();
        self.waiting.push(piece);
        match self.waiting.len() == MOST_PIECES || self.waiting_bytes >= MOST_BYTES {
            true => self.write_waiting(),
            false => Ok(()),
        }
    }

    fn write_waiting(&mut self) -> io::Result<()> {
        let mut pieces: Vec<IoSlice> = self.waiting.iter().map(|p| IoSlice::new(p)).collect();
        write_all(self.out, &mut pieces)?;
        self.waiting.clear();
        self.waiting_bytes = 0;
        Ok(())
    }
}

/// Writes pieces of which none is empty, whatever part of them is taken at a time.
fn write_all(out: &mut dyn Write, mut pieces: &mut [IoSlice]) -> io::Result<()> {
    while !pieces.is_empty() {
        match out.write_vectored(pieces) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(bytes) => IoSlice::advance_slices(&mut pieces, bytes),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Takes at most so many bytes at a time, and is interrupted before every other call.
    struct Slow {
        taken: Vec<u8>,
        most: usize,
        calls: usize,
    }

    impl Write for Slow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.write_vectored(&[IoSlice::new(bytes)])
        }

        fn write_vectored(&mut self, pieces: &[IoSlice<'_>]) -> io::Result<usize> {
            self.calls += 1;
            if self.calls.is_multiple_of(2) {
                return Err(ErrorKind::Interrupted.into());
            }
            let all = pieces.iter().flat_map(|piece| piece.iter());
            let before = self.taken.len();
            self.taken.extend(all.take(self.most));
            Ok(self.taken.len() - before)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    proptest! {
        #[test]
        fn every_record_is_written_once_and_in_order(
            records in prop::collection::vec("[a-z]{0,5}", 0..1500),
            most in 1usize..9000,
        ) {
            let mut slow = Slow { taken: Vec::new(), most, calls: 0 };
            let mut lines = Lines::begin(&mut slow, None, b"id\n").unwrap();
            for record in &records {
                lines.record(record.as_bytes(), b"\n").unwrap();
            }
            lines.end().unwrap();
            let expected: String = records.iter().map(|record| format!("{record}\n")).collect();
            prop_assert_eq!(slow.taken, format!("id\n{expected}").into_bytes());
        }
    }

    #[test]
    fn a_stream_that_takes_no_more_is_an_error() {
        let mut full = Slow {
            taken: Vec::new(),
            most: 0,
            calls: 0,
        };
        let mut lines = Lines::begin(&mut full, None, b"").unwrap();
        lines.record(b"{}".as_slice(), b"\n").unwrap();
        assert_eq!(lines.end().unwrap_err().kind(), ErrorKind::WriteZero);
    }
}
