//! Shingles into a signature: a short list of numbers, of which two texts agree in as large a share as they share
//! shingles (jaccard).
//!
//! The sketch is the Fast Similarity Sketch (Dahlgaard, Knudsen and Thorup, FOCS 2017). In rounds, every shingle throws a
//! random number into a random slot, from round `slots` on into one appointed slot; a slot keeps its smallest number, an earlier
//! round's before a later one's; the first round after which no slot is empty is the last. A text of `n` shingles costs about
//! n + slots · ln slots hashes, MinHash with independent hashes n · slots.
//!
//! Why not another: paragraphs are small (53 shingles in the median), and there it errs least. RMSE × 1000 with 128 slots at
//! jaccard .5 and 10 / 30 / 100 / 1000 shingles: this 31/31/33/42; 128 independent hashes 44 throughout, at more than ten times
//! the price from 53 shingles on; one-permutation hashing with densification 73/55/44/43, unfit (`tests/signatures.rs` and
//! `cargo bench --bench sketch` make these figures). SuperMinHash errs about as little, and is slower.

/// Bits of a slot's number below the round: rounds are fewer than 1,024.
const ROUND_SHIFT: u32 = 54;
const EMPTY: u64 = u64::MAX;

/// What stands for a set of shingles where only its likeness to others is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature(Vec<u32>);

impl Signature {
    /// The signature, of `slots` numbers (at most 512), of these shingles, in whatever order and however often each.
    /// A set without shingles has all slots alike.
    pub fn of(shingles: &[u64], slots: usize) -> Signature {
        let slots = slots.min(512);
        let mut least = vec![EMPTY; slots];
        if !shingles.is_empty() {
            fill(&mut least, shingles);
        }
        Signature(least.into_iter().map(number).collect())
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

fn fill(least: &mut [u64], shingles: &[u64]) {
    let slots = least.len() as u64;
    for round in 0..2 * slots {
        let seed = mix(round.wrapping_add(0x5851_f42d_4c95_7f2d));
        for &shingle in shingles {
            let hash = mix(shingle ^ seed);
            let slot = match round.checked_sub(slots) {
                None => ((hash >> 32) * slots) >> 32,
                Some(appointed) => appointed,
            };
            let thrown = round << ROUND_SHIFT | (hash & ((1 << ROUND_SHIFT) - 1));
            let least = &mut least[slot as usize];
            *least = thrown.min(*least);
        }
        if !least.contains(&EMPTY) {
            return;
        }
    }
}

/// A product of 64 by 64 bits, folded (as in wyhash).
fn mix(value: u64) -> u64 {
    let product = u128::from(value ^ 0xa076_1d64_78bd_642f) * 0xe703_7ed1_a0b4_28db;
    (product ^ (product >> 64)) as u64
}

/// All bits of the winner into 32, since the least of many numbers has its upper ones 0.
fn number(least: u64) -> u32 {
    (least.wrapping_mul(0x9fb2_1c65_1e98_df25) >> 32) as u32
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

    #[test]
    fn the_estimate_lies_within_its_bound() {
        for slots in [128, 256] {
            for size in [3, 10, 30, 100, 1000, 5000] {
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
