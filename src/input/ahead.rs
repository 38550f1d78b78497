//! Bytes that will be read next are asked of the memory while others are worked on: an archive is read from one end to the other,
//! record by record, and to wait for each at its beginning takes a tenth of the time.

/// More of a record are not asked for: the processor's cache has no room for them.
const MOST: usize = 8 << 10;

/// Asks for these bytes, and waits for nothing.
#[cfg(target_arch = "x86_64")]
#[allow(
    unsafe_code,
    reason = "the instruction takes an address, not a reference"
)]
pub(super) fn ask(bytes: &[u8]) {
    use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};

    /// Bytes that come together.
    const LINE: usize = 64;

    for line in bytes[..bytes.len().min(MOST)].chunks(LINE) {
        // SAFETY: any address may be asked for, and nothing is read; every x86-64 processor has the instruction.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(line.as_ptr().cast()) };
    }
}

/// Elsewhere the processor is left to guess.
#[cfg(not(target_arch = "x86_64"))]
pub(super) fn ask(_: &[u8]) {}
