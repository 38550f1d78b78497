//! 64 bytes into their classes by thirty-twos, on processors that have AVX2; all sold since 2015 do. The rest of the reading is
//! compiled for them too, for which the instructions on single bits (BMI) are worth as much.

use std::arch::x86_64::{
    __m256i, _mm256_cmpeq_epi8, _mm256_min_epu8, _mm256_movemask_epi8, _mm256_or_si256,
    _mm256_set_epi64x, _mm256_set1_epi8, _mm256_sub_epi8,
};

use super::ascii::{BLOCK, Block, Masks};
use super::token::{Sink, read_blocks};

/// That this processor has the instructions: the only one there is comes from asking it.
#[derive(Clone, Copy)]
pub(super) struct Wide(());

impl Wide {
    /// `None`: it lacks them.
    #[inline]
    pub(super) fn of_this_processor() -> Option<Wide> {
        let has_all = is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("bmi1")
            && is_x86_feature_detected!("bmi2");
        has_all.then_some(Wide(()))
    }

    /// Hands the tokens of a text to `sink`.
    #[inline]
    #[allow(
        unsafe_code,
        reason = "the compiler cannot know which processor runs this"
    )]
    pub(super) fn read(self, text: &str, sink: impl Sink) {
        // SAFETY: a `Wide` is proof that the processor has the instructions.
        unsafe { read(text, sink) }
    }
}

#[target_feature(enable = "avx2,bmi1,bmi2")]
fn read(text: &str, sink: impl Sink) {
    read_blocks::<Wide>(text, sink);
}

impl Masks for Wide {
    #[inline(never)]
    #[allow(
        unsafe_code,
        reason = "the compiler cannot know which processor runs this"
    )]
    fn block(bytes: &[u8; BLOCK]) -> Block {
        // SAFETY: this is called by `read_blocks::<Wide>` alone, and that by `read`, for which a `Wide` is needed.
        unsafe { by_thirty_twos(bytes) }
    }
}

/// Not put inline: there the compiler takes the masks apart, bit by bit, and puts them together again.
#[inline]
#[target_feature(enable = "avx2")]
fn by_thirty_twos(bytes: &[u8; BLOCK]) -> Block {
    let mut block = Block::default();
    for (index, some) in bytes.as_chunks::<32>().0.iter().enumerate() {
        block.set(32 * index, ThirtyTwo::of(some).classes());
    }
    block
}

/// Thirty-two bytes in a register. Every test answers with all bits of a byte, or none.
#[derive(Clone, Copy)]
struct ThirtyTwo(__m256i);

impl ThirtyTwo {
    #[inline]
    #[target_feature(enable = "avx2")]
    fn of(bytes: &[u8; 32]) -> ThirtyTwo {
        let eights = bytes.as_chunks::<8>().0;
        let [a, b, c, d] = [0, 1, 2, 3].map(|index| i64::from_le_bytes(eights[index]));
        ThirtyTwo(_mm256_set_epi64x(d, c, b, a))
    }

    /// A bit per byte for each class of a [`Block`], in the order of its fields.
    #[inline]
    #[target_feature(enable = "avx2")]
    fn classes(self) -> [u64; 5] {
        let lower = ThirtyTwo(_mm256_or_si256(self.0, every(0x20)));
        let word = _mm256_or_si256(lower.within(b'a', b'z'), self.within(b'0', b'9'));
        let points = _mm256_or_si256(self.is(b','), self.is(b'.'));
        let apostrophes = _mm256_or_si256(self.is(b'\''), self.is(b'`'));
        [
            mask(word),
            mask(self.within(b'A', b'Z')),
            mask(self.within(0xC0, 0xFF)),
            mask(_mm256_or_si256(points, apostrophes)),
            mask(self.is(b'-')),
        ]
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn within(self, low: u8, high: u8) -> __m256i {
        let above_low = _mm256_sub_epi8(self.0, every(low));
        _mm256_cmpeq_epi8(_mm256_min_epu8(above_low, every(high - low)), above_low)
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn is(self, byte: u8) -> __m256i {
        _mm256_cmpeq_epi8(self.0, every(byte))
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn every(byte: u8) -> __m256i {
    _mm256_set1_epi8(byte as i8)
}

#[inline]
#[target_feature(enable = "avx2")]
fn mask(answer: __m256i) -> u64 {
    u64::from(_mm256_movemask_epi8(answer) as u32)
}
