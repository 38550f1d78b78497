//! Signatures into buckets: the slots are cut into bands of a few rows each, and texts that agree in a whole band meet
//! in its bucket (Indyk and Motwani 1998; Leskovec, Rajaraman and Ullman, ch. 3).
//!
//! Two texts of jaccard `s` meet with the probability 1 − (1 − sʳ)ᵇ. Slots, bands and rows follow from the threshold alone: at
//! the threshold, at least .9995 of the pairs meet. Peers take the bands where the curve is steepest there (16 × 8 at .8)
//! and lose every nineteenth pair; here false candidates are cheap, since each is verified, and lost pairs are not.

use super::Signature;

/// The share of pairs exactly at the threshold that must meet.
const RECALL: f64 = 0.9995;
/// Two rows let too many unlike texts meet: sooner more slots.
const ENOUGH_ROWS: usize = 3;
const MOST_SLOTS: usize = 512;

/// How signatures are cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Banding {
    /// Numbers in a signature.
    pub slots: usize,
    /// Buckets a signature falls into.
    pub bands: usize,
    /// Slots that must agree for two texts to meet in a bucket.
    pub rows: usize,
}

impl Banding {
    /// The banding for a threshold (0 to 1) of jaccard: 128 slots as 25 × 5 at .8, 256 as 85 × 3 at .5. Below .015 the
    /// recall cannot be held: 512 bands of one row.
    pub fn at(threshold: f64) -> Banding {
        [128, 256, MOST_SLOTS]
            .into_iter()
            .map(|slots| Banding::of_slots(slots, threshold))
            .find(|banding| banding.rows >= ENOUGH_ROWS || banding.slots == MOST_SLOTS)
            .unwrap_or_else(|| Banding::of_slots(MOST_SLOTS, threshold))
    }

    /// The most rows, hence fewest false candidates, that still have the recall.
    fn of_slots(slots: usize, threshold: f64) -> Banding {
        let with_rows = |rows| Banding {
            slots,
            bands: slots / rows,
            rows,
        };
        (2..=slots / 4)
            .map(with_rows)
            .take_while(|banding| banding.recall(threshold) >= RECALL)
            .last()
            .unwrap_or(with_rows(1))
    }

    /// The probability (0 to 1) that two texts of this jaccard meet in a bucket.
    pub fn recall(&self, jaccard: f64) -> f64 {
        1.0 - (1.0 - jaccard.powi(self.rows as i32)).powi(self.bands as i32)
    }

    /// The buckets of a signature, one for each band. Keys of different bands differ, so that all fit into one table.
    pub fn keys<'a>(&self, signature: &'a Signature) -> impl Iterator<Item = u64> + 'a {
        signature
            .slots()
            .chunks_exact(self.rows)
            .take(self.bands)
            .enumerate()
            .map(|(band, rows)| key(band as u64, rows))
    }
}

fn key(band: u64, rows: &[u32]) -> u64 {
    rows.iter().fold(band, |key, &row| {
        let product = u128::from(key ^ u64::from(row) ^ 0x8ebc_6af0_9c88_c6e3)
            * u128::from(0x5899_65cc_7537_4cc3 ^ (u64::from(row) << 32));
        (product ^ (product >> 64)) as u64
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_banding_follows_from_the_threshold_alone() {
        for (threshold, slots, bands, rows) in [
            (0.9, 128, 16, 8),
            (0.8, 128, 25, 5),
            (0.7, 128, 32, 4),
            (0.5, 256, 85, 3),
            (0.3, 512, 256, 2),
        ] {
            assert_eq!(Banding::at(threshold), Banding { slots, bands, rows });
        }
    }

    #[test]
    fn a_pair_at_the_threshold_is_met() {
        for per_cent in 2..=100 {
            let threshold = f64::from(per_cent) / 100.0;
            assert!(Banding::at(threshold).recall(threshold) >= RECALL);
        }
    }

    #[test]
    fn texts_of_the_threshold_meet_as_often_as_computed() {
        let banding = Banding::at(0.8);
        let met = (0..2000u64).filter(|seed| {
            let shingle = |n: u64| (n + (seed << 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let a: Vec<u64> = (0..90).map(shingle).collect();
            let b: Vec<u64> = (10..100).map(shingle).collect();
            let [a, b] = [a, b].map(|set| Signature::of(&set, banding.slots));
            banding.keys(&a).zip(banding.keys(&b)).any(|(a, b)| a == b)
        });
        assert!(met.count() >= 1998);
    }

    #[test]
    fn equal_rows_in_different_bands_are_different_buckets() {
        let banding = Banding::at(0.8);
        let keys: Vec<u64> = banding.keys(&Signature::of(&[], banding.slots)).collect();
        assert_eq!(keys.len(), 25);
        assert!(keys.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
