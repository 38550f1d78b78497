//! Sixteen bytes into their classes, with the instructions that every x86-64 processor has (SSE2).

use std::arch::x86_64::{
    __m128i, _mm_cmpeq_epi8, _mm_min_epu8, _mm_movemask_epi8, _mm_or_si128, _mm_set_epi64x,
    _mm_set1_epi8, _mm_sub_epi8,
};

/// A bit per byte for each class of a [`Block`](super::ascii::Block), in the order of its fields.
#[inline]
#[allow(
    unsafe_code,
    reason = "the intrinsics ask for it, and by eights the masks take a multiple of the instructions"
)]
pub(super) fn classes(bytes: &[u8; 16]) -> [u64; 5] {
    // SAFETY: SSE2 is part of x86-64: there is no processor to compile this for that lacks it.
    unsafe { Sixteen::of(bytes).classes() }
}

/// Sixteen bytes in a register. Every test answers with all bits of a byte, or none.
#[derive(Clone, Copy)]
struct Sixteen(__m128i);

impl Sixteen {
    #[inline]
    #[target_feature(enable = "sse2")]
    fn of(bytes: &[u8; 16]) -> Sixteen {
        let both = u128::from_le_bytes(*bytes);
        Sixteen(_mm_set_epi64x((both >> 64) as i64, both as i64))
    }

    /// A bit per byte for each class of a [`Block`], in the order of its fields.
    #[inline]
    #[target_feature(enable = "sse2")]
    fn classes(self) -> [u64; 5] {
        let lower = Sixteen(_mm_or_si128(self.0, every_of_sixteen(0x20)));
        let word = _mm_or_si128(lower.within(b'a', b'z'), self.within(b'0', b'9'));
        let points = _mm_or_si128(self.is(b','), self.is(b'.'));
        let apostrophes = _mm_or_si128(self.is(b'\''), self.is(b'`'));
        [
            word,
            self.within(b'A', b'Z'),
            self.within(0xC0, 0xFF),
            _mm_or_si128(points, apostrophes),
            self.is(b'-'),
        ]
        .map(|answer| u64::from(_mm_movemask_epi8(answer) as u16))
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    fn within(self, low: u8, high: u8) -> __m128i {
        let above_low = _mm_sub_epi8(self.0, every_of_sixteen(low));
        _mm_cmpeq_epi8(
            _mm_min_epu8(above_low, every_of_sixteen(high - low)),
            above_low,
        )
    }

    #[inline]
    #[target_feature(enable = "sse2")]
    fn is(self, byte: u8) -> __m128i {
        _mm_cmpeq_epi8(self.0, every_of_sixteen(byte))
    }
}

#[inline]
#[target_feature(enable = "sse2")]
fn every_of_sixteen(byte: u8) -> __m128i {
    _mm_set1_epi8(byte as i8)
}
