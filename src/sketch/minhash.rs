//! Shingles into a signature: a short list of numbers, of which two texts agree in as large a share as they share
//! shingles (jaccard).
//!
//! Every shingle has a number for every slot, and a slot keeps the least it is offered. The upper seven bits of a shingle's numbers
//! for 128 slots are the 128 ranks in some order, as in SuperMinHash (Ertl 2017): it comes first in one slot, last in another. So no
//! shingle wins by luck in many slots or in none, and in short texts the estimate errs by half the variance of independent hashes.
//! The order is a product in the field of 2⁷ elements, by a factor of the shingle's own: one shingle's ranks are all different, and
//! in the ranks of two shingles of different factors so are the differences. The lower bits are alike for all slots but for the
//! slot's own pattern, which lets equal ranks be won now by this shingle, now by that one. A signature of more than 128 slots is
//! several, each from hashes of its own.
//!
//! Why not another: the numbers of a shingle for 128 slots are a row of a table, crossed with one number, whatever the size of the
//! set: 3 to 4 ns a shingle with the vector units that the machine turns out to have, and no branch.
//! The Fast Similarity Sketch (Dahlgaard, Knudsen and Thorup, FOCS 2017), which was here before, errs as much, but throws n + slots · ln
//! slots numbers one by one: 2 ns a shingle for 1,000, 28 for the 53 of the median paragraph. An order by a step through the slots
//! (a + slot · b modulo 2³²) is as fast and errs more (RMSE × 1000 32.8 instead of 31.5 at 53 shingles), independent hashes err by 44
//! throughout, one-permutation hashing with densification by 73 at 10 shingles (`tests/signatures.rs` and
//! `cargo bench --bench sketch` make these figures).

use multiversion::multiversion;

/// Slots that are filled together, and elements of the field.
const BLOCK: usize = 128;
/// Bits of a number below its rank.
const RANK_SHIFT: u32 = 25;
/// The field's modulus: x⁷ + x + 1.
const MODULUS: u32 = 0b1000_0011;

/// What stands for a set of shingles where only its likeness to others is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature(Vec<u32>);

impl Signature {
    /// The signature, of `slots` numbers (at most 512), of these shingles, in whatever order and however often each.
    /// A set without shingles has all slots alike.
    pub fn of(shingles: &[u64], slots: usize) -> Signature {
        let slots = slots.min(512);
        let mut least = vec![u32::MAX; slots.next_multiple_of(BLOCK)];
        let (blocks, _) = least.as_chunks_mut();
        for (number, block) in blocks.iter_mut().enumerate() {
            fill(block, shingles, seed(number));
        }
        least.truncate(slots);
        Signature(least)
    }

    /// The numbers.
    pub fn slots(&self) -> &[u32] {
        &self.0
    }

    /// An estimate of the jaccard resemblance (0 to 1) of the two sets: unbiased, its standard deviation at most
    /// √(J · (1 − J) / slots). Signatures of different lengths are compared as far as both go.
    pub fn jaccard(&self, other: &Signature) -> f64 {
        let agreeing = self.0.iter().zip(&other.0).filter(|(a, b)| a == b).count();
        agreeing as f64 / self.0.len().min(other.0.len()).max(1) as f64
    }
}

/// The least number of any shingle in each slot. Plain as it is, the inner loop becomes one of vectors.
#[allow(
    clippy::needless_range_loop,
    reason = "by iterators the loop hangs on a call that is not always inlined: seven times slower"
)]
#[multiversion(targets(
    "x86_64+avx512f+avx512bw+avx512dq+avx512vl",
    "x86_64+avx2",
    "x86_64+sse4.1"
))]
fn fill(least: &mut [u32; BLOCK], shingles: &[u64], seed: u64) {
    for shingle in shingles {
        let hash = mix(shingle ^ seed);
        let factor = ((hash >> 32) * ORDERS.0.len() as u64) >> 32;
        let order = &ORDERS.0[factor as usize];
        for slot in 0..BLOCK {
            least[slot] = least[slot].min(order[slot] ^ hash as u32);
        }
    }
}

/// For each factor but nought, the slots' ranks and patterns. Aligned, as a vector that lies in two cache lines is loaded twice.
#[repr(align(64))]
struct Orders([[u32; BLOCK]; BLOCK - 1]);

static ORDERS: Orders = Orders(orders());

const fn orders() -> [[u32; BLOCK]; BLOCK - 1] {
    let mut orders = [[0; BLOCK]; BLOCK - 1];
    let mut factor = 1;
    while factor < BLOCK {
        let mut slot = 0;
        while slot < BLOCK {
            let rank = product(factor as u32, slot as u32);
            orders[factor - 1][slot] = rank << RANK_SHIFT | pattern(slot);
            slot += 1;
        }
        factor += 1;
    }
    orders
}

/// The product of two elements of the field: of polynomials over two elements, modulo [`MODULUS`].
const fn product(a: u32, b: u32) -> u32 {
    let (mut sum, mut shifted, mut left) = (0, a, b);
    while left > 0 {
        sum ^= shifted * (left & 1);
        left >>= 1;
        shifted <<= 1;
        shifted ^= MODULUS * (shifted >> 7);
    }
    sum
}

/// A slot's own bits below the rank.
const fn pattern(slot: usize) -> u32 {
    (mix(mix(slot as u64 + 1)) as u32) & ((1 << RANK_SHIFT) - 1)
}

const fn seed(block: usize) -> u64 {
    mix((block as u64).wrapping_add(0x5851_f42d_4c95_7f2d))
}

/// A product of 64 by 64 bits, folded (as in wyhash).
const fn mix(value: u64) -> u64 {
    let product = (value ^ 0xa076_1d64_78bd_642f) as u128 * 0xe703_7ed1_a0b4_28db;
    (product ^ (product >> 64)) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two sets of `size` shingles with a jaccard of one half or nearly: a third of either is its own.
    fn pair(size: u64, seed: u64) -> (Vec<u64>, Vec<u64>) {
        let number = |n: u64| mix(mix(n.wrapping_add(seed << 20)));
        let common = size * 2 / 3;
        let a = (0..size).map(number).collect();
        let b = (0..common)
            .chain(size..2 * size - common)
            .map(number)
            .collect();
        (a, b)
    }

    /// Root mean square error over 400 pairs, and the bound: that of independent slots.
    fn error_and_bound(size: u64, slots: usize) -> (f64, f64) {
        let common = (size * 2 / 3) as f64;
        let jaccard = common / (2.0 * size as f64 - common);
        let squares: f64 = (0..400)
            .map(|seed| {
                let (a, b) = pair(size, seed);
                let estimate = Signature::of(&a, slots).jaccard(&Signature::of(&b, slots));
                (estimate - jaccard).powi(2)
            })
            .sum();
        let bound = (jaccard * (1.0 - jaccard) / slots as f64).sqrt();
        ((squares / 400.0).sqrt(), bound)
    }

    /// The signature as it is defined: slot by slot, the least number of any shingle.
    fn plainly(shingles: &[u64], slots: usize) -> Vec<u32> {
        let number = |slot: usize, shingle: &u64| {
            let hash = mix(shingle ^ seed(slot / BLOCK));
            let factor = 1 + (((hash >> 32) * 127) >> 32) as u32;
            let own = (slot % BLOCK) as u32;
            (product(factor, own) << RANK_SHIFT | pattern(slot % BLOCK)) ^ hash as u32
        };
        let least = |slot| shingles.iter().map(|shingle| number(slot, shingle)).min();
        (0..slots)
            .map(|slot| least(slot).unwrap_or(u32::MAX))
            .collect()
    }

    #[test]
    fn the_slots_are_those_of_the_definition() {
        for (size, slots) in [
            (0, 128),
            (1, 128),
            (3, 7),
            (53, 128),
            (54, 300),
            (1000, 512),
        ] {
            let (set, _) = pair(size, size);
            assert_eq!(Signature::of(&set, slots).slots(), plainly(&set, slots));
        }
    }

    #[test]
    fn a_shingle_has_every_rank_once_and_two_have_every_difference_once() {
        let ranks = |factor: usize| ORDERS.0[factor].map(|number| number >> RANK_SHIFT);
        let is_permutation = |mut ranks: [u32; BLOCK]| {
            ranks.sort_unstable();
            ranks.iter().copied().eq(0..BLOCK as u32)
        };
        for one in 0..ORDERS.0.len() {
            assert!(is_permutation(ranks(one)));
            for other in 0..one {
                let (one, other) = (ranks(one), ranks(other));
                let differences = std::array::from_fn(|slot| one[slot] ^ other[slot]);
                assert!(is_permutation(differences));
            }
        }
    }

    #[test]
    fn the_estimate_lies_within_its_bound() {
        for slots in [128, 256] {
            for size in [3, 10, 30, 100, 300] {
                let (error, bound) = error_and_bound(size, slots);
                assert!(
                    error < 1.1 * bound,
                    "{size} shingles, {slots} slots: {error}, bound {bound}"
                );
            }
        }
    }

    #[test]
    fn few_shingles_err_less_than_independent_slots_would() {
        let (error, bound) = error_and_bound(30, 128);
        assert!(error < 0.8 * bound, "{error}, bound {bound}");
    }

    #[test]
    fn order_and_repeats_of_shingles_do_not_matter() {
        let (a, _) = pair(50, 1);
        let twice: Vec<u64> = a.iter().rev().chain(&a).copied().collect();
        assert_eq!(Signature::of(&a, 128), Signature::of(&twice, 128));
    }

    #[test]
    fn sets_without_a_shingle_in_common_agree_in_nothing() {
        let (a, _) = pair(40, 1);
        let (b, _) = pair(40, 2);
        assert_eq!(Signature::of(&a, 128).jaccard(&Signature::of(&b, 128)), 0.0);
    }

    #[test]
    fn one_shingle_fills_every_slot() {
        let signature = Signature::of(&[7], 256);
        assert_eq!(signature.jaccard(&Signature::of(&[7], 256)), 1.0);
        assert_eq!(signature.jaccard(&Signature::of(&[8], 256)), 0.0);
    }
}
