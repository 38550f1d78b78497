//! Shingles into signatures by the two sketches that wireprint's own is held against, for speed in `benches/sketch.rs` and for
//! error in `tests/signatures.rs`: MinHash with independent hashes, and one-permutation hashing with densification.

/// MinHash (Broder 1997): each slot keeps the least hash of all shingles under a hash function of its own.
pub(crate) fn independent_hashes(shingles: &[u64], slots: usize) -> Vec<u32> {
    (0..slots as u64)
        .map(|slot| {
            let least = shingles.iter().map(|shingle| hash(shingle ^ hash(slot)));
            least.min().unwrap_or(u64::MAX) as u32
        })
        .collect()
}

/// One-permutation hashing (Li, Owen and Zhang 2012): one hash sends each shingle to one slot, which keeps the least.
/// A slot that stays empty borrows from another, drawn by its number until one is met that is not (optimal densification;
/// Shrivastava 2017).
pub(crate) fn one_permutation(shingles: &[u64], slots: usize) -> Vec<u32> {
    let mut least = vec![u64::MAX; slots];
    for shingle in shingles {
        let hash = hash(*shingle);
        let slot = &mut least[slot_of(hash, slots)];
        *slot = hash.min(*slot);
    }
    let lender = |slot: usize| {
        (0..)
            .map(|draw| slot_of(hash((draw << 32) | slot as u64), slots))
            .find(|other| least[*other] != u64::MAX)
    };
    let full = |slot: usize| least[slot] != u64::MAX;
    (0..slots)
        .map(|slot| match shingles {
            [] => u32::MAX,
            _ if full(slot) => least[slot] as u32,
            _ => lender(slot).map_or(u32::MAX, |other| least[other] as u32),
        })
        .collect()
}

/// The slot of a hash, told by its upper half: the lower one is what a slot keeps.
fn slot_of(hash: u64, slots: usize) -> usize {
    (((hash >> 32) * slots as u64) >> 32) as usize
}

/// A product of 64 by 64 bits, folded (as in wyhash): the same that wireprint's sketch pays for a hash.
pub(crate) fn hash(value: u64) -> u64 {
    let product = u128::from(value ^ 0xa076_1d64_78bd_642f) * 0xe703_7ed1_a0b4_28db;
    (product ^ (product >> 64)) as u64
}
