//! 64 bytes into bit masks: where plain words begin and end, and where the grammar has to look closer.
//!
//! Nine tenths of the words in an English archive are ASCII letters between a space and a space or comma. Finding both ends
//! in a mask costs a few instructions per word, where a loop over bytes pays a mispredicted branch at every word's end.
//! Eight bytes at a time in a `u64` (SWAR; Lamport 1975), which runs on every machine; sixteen at a time on x86-64, all of
//! which have SSE2; thirty-two where the processor has AVX2 ([`wide`](super::wide); `cargo bench --bench text`).

#[cfg(target_arch = "x86_64")]
use super::sixteen::classes;

/// Bytes looked at together: one bit each.
pub(super) const BLOCK: usize = 64;

/// A way to the masks of a block. All give the same.
pub(super) trait Masks {
    /// The masks of these bytes.
    fn block(bytes: &[u8; BLOCK]) -> Block;
}

/// With the instructions that every processor has.
pub(super) struct Narrow;

impl Masks for Narrow {
    #[cfg(target_arch = "x86_64")]
    #[inline(never)]
    fn block(bytes: &[u8; BLOCK]) -> Block {
        let mut block = Block::default();
        for (index, sixteen) in bytes.as_chunks::<16>().0.iter().enumerate() {
            block.set(16 * index, classes(sixteen));
        }
        block
    }

    #[cfg(not(target_arch = "x86_64"))]
    fn block(bytes: &[u8; BLOCK]) -> Block {
        Block::by_eights(bytes)
    }
}

/// One bit per byte of a block, the first byte lowest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Block {
    /// ASCII letters and digits.
    pub(super) word: u64,
    /// ASCII capitals.
    capital: u64,
    /// First bytes of characters beyond ASCII.
    pub(super) lead: u64,
    /// Apostrophes, full stops and commas.
    joining: u64,
    /// Hyphens.
    hyphen: u64,
}

impl Block {
    /// The block of `bytes` that begins at `base`; past the end there is nothing.
    #[inline(always)]
    pub(super) fn at<M: Masks>(bytes: &[u8], base: usize) -> Block {
        let rest = &bytes[base..];
        match rest.first_chunk::<BLOCK>() {
            Some(chunk) => M::block(chunk),
            None => {
                let mut padded = [0; BLOCK];
                padded[..rest.len()].copy_from_slice(rest);
                M::block(&padded)
            }
        }
    }

    #[cfg(any(test, not(target_arch = "x86_64")))]
    fn by_eights(chunk: &[u8; BLOCK]) -> Block {
        let mut block = Block::default();
        for (index, eight) in chunk.as_chunks::<8>().0.iter().enumerate() {
            block.set(8 * index, Eight(u64::from_le_bytes(*eight)).classes());
        }
        block
    }

    /// Puts the bits of some bytes, from byte `first` on, in their places.
    #[inline(always)]
    pub(super) fn set(&mut self, first: usize, classes: [u64; 5]) {
        let [word, capital, lead, joining, hyphen] = classes.map(|bits| bits << first);
        self.word |= word;
        self.capital |= capital;
        self.lead |= lead;
        self.joining |= joining;
        self.hyphen |= hyphen;
    }

    /// Where words begin, and where words end or characters beyond ASCII begin. `inside`: whether the byte before the
    /// block is of a word.
    #[inline(always)]
    pub(super) fn starts_and_ends(&self, inside: bool) -> (u64, u64) {
        let edges = self.word ^ (self.word << 1 | u64::from(inside));
        (edges & self.word, (edges & !self.word) | self.lead)
    }

    /// Leaves out the words and characters in so many first bytes.
    pub(super) fn leave_out(&mut self, bytes: usize) {
        self.word &= u64::MAX << bytes;
        self.lead &= u64::MAX << bytes;
    }

    /// Whether a word ends before bit `end`.
    #[inline(always)]
    pub(super) fn ends_word(&self, end: u32, inside: bool) -> bool {
        (self.word << 1 | u64::from(inside)) >> end & 1 == 1
    }

    /// Whether the last byte of the block is of a word.
    #[inline(always)]
    pub(super) fn ends_inside(&self) -> bool {
        self.word >> (BLOCK - 1) == 1
    }

    /// Whether a word from byte `start` to before bit `end` has a capital.
    #[inline(always)]
    pub(super) fn has_capital(&self, start: usize, end: u32) -> bool {
        (self.capital & !(u64::MAX << end)) >> start != 0
    }

    /// Where a word that ends may yet go on: at an apostrophe or point right before a word, at a hyphen that is not, at
    /// a character beyond ASCII. What stands after the last byte is not known, so there it may.
    #[inline(always)]
    pub(super) fn may_join(&self) -> u64 {
        let before_word = (self.word | self.lead) >> 1 | 1 << (BLOCK - 1);
        (self.joining & before_word) | (self.hyphen & !(self.word >> 1)) | self.lead
    }
}

/// Eight bytes in a word. Every test answers in the top bit of each byte; the other bits of an answer mean nothing.
#[cfg(any(test, not(target_arch = "x86_64")))]
#[derive(Clone, Copy)]
struct Eight(u64);

#[cfg(any(test, not(target_arch = "x86_64")))]
const TOPS: u64 = every(0x80);

#[cfg(any(test, not(target_arch = "x86_64")))]
const fn every(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

#[cfg(any(test, not(target_arch = "x86_64")))]
impl Eight {
    /// A bit per byte for each class of a [`Block`], in the order of its fields.
    fn classes(self) -> [u64; 5] {
        let letters = self.letters();
        [
            letters | self.within(b'0', b'9'),
            letters & !(self.0 << 2),
            self.0 & (self.0 << 1),
            self.joining(),
            self.within(b'-', b'-'),
        ]
        .map(mask)
    }

    fn letters(self) -> u64 {
        Eight(self.0 | every(0x20)).within(b'a', b'z')
    }

    /// Bytes from `low` to `high`, both ASCII.
    fn within(self, low: u8, high: u8) -> u64 {
        let ascii = self.0 & !TOPS;
        let from_low = ascii + every(0x80 - low);
        let above_high = ascii + every(0x7F - high);
        from_low & !above_high & !self.0
    }

    /// `'`, `` ` ``, `.` and `,`.
    fn joining(self) -> u64 {
        self.within(b'\'', b'\'')
            | self.within(b'`', b'`')
            | (self.within(b',', b'.') & !self.within(b'-', b'-'))
    }
}

#[cfg(any(test, not(target_arch = "x86_64")))]
/// The top bit of each byte, gathered into the low eight bits.
fn mask(answer: u64) -> u64 {
    const GATHER: u64 = 0x0102_0408_1020_4080;
    ((answer & TOPS) >> 7).wrapping_mul(GATHER) >> 56
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_sets_the_bits_of_its_class_and_no_others() {
        for byte in 0..=255_u8 {
            for at in 0..BLOCK {
                let mut chunk = [0; BLOCK];
                chunk[at] = byte;
                let bit = |is: bool| u64::from(is) << at;
                let expected = Block {
                    word: bit(byte.is_ascii_alphanumeric()),
                    capital: bit(byte.is_ascii_uppercase()),
                    lead: bit(byte >= 0xC0),
                    joining: bit(b"'`.,".contains(&byte)),
                    hyphen: bit(byte == b'-'),
                };
                assert_eq!(Narrow::block(&chunk), expected, "byte {byte:#x} at {at}");
                assert_eq!(Block::by_eights(&chunk), expected, "byte {byte:#x} at {at}");
            }
        }
    }
}
