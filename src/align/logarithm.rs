//! Numbers into their logarithms, in 1/256: integers, so that they are the same on every platform.
//!
//! Every word of every passage takes two, so they are looked up. The whole part is counted in zeros. The first eight bits behind
//! the leading one say nearly what the fraction is: at most two fractions more begin before they change.

/// log₂ of `value`, or of 1, in 1/256, rounded down.
#[inline]
pub(super) fn log2(value: u64) -> i32 {
    let value = value.max(1);
    let zeros = value.leading_zeros();
    let mantissa = value << zeros;
    let first = FIRST[(mantissa >> 55) as usize - PARTS];
    let fraction = i32::from(first)
        + i32::from(mantissa > LAST[first as usize])
        + i32::from(mantissa > LAST[first as usize + 1]);
    (63 - zeros as i32) * PARTS as i32 + fraction
}

/// Fractions of a logarithm, and cells a mantissa is sorted into by its first bits.
const PARTS: usize = 256;

/// The fraction of the least mantissa in each cell.
static FIRST: [u8; PARTS] = {
    let mut first = [0; PARTS];
    let mut cell = 0;
    while cell < PARTS {
        first[cell] = fraction(((PARTS + cell) as u64) << 55);
        cell += 1;
    }
    first
};

/// The greatest mantissa of each fraction; one more that none exceeds.
static LAST: [u64; PARTS + 1] = {
    let mut last = [u64::MAX; PARTS + 1];
    let mut of = 0;
    while of < PARTS - 1 {
        last[of] = greatest(of as u8);
        of += 1;
    }
    last
};

/// The greatest mantissa of a fraction, by bisection: a greater mantissa has no lesser fraction.
const fn greatest(of: u8) -> u64 {
    let (mut has, mut exceeds) = (1 << 63, u64::MAX);
    while exceeds - has > 1 {
        let middle = has + (exceeds - has) / 2;
        if fraction(middle) <= of {
            has = middle;
        } else {
            exceeds = middle;
        }
    }
    has
}

/// log₂ of a mantissa (whose first bit is set, and is its whole), in 1/256, by squaring.
const fn fraction(mantissa: u64) -> u8 {
    let mut mantissa = mantissa as u128;
    let mut fraction = 0;
    let mut bit = 0;
    while bit < 8 {
        mantissa = (mantissa * mantissa) >> 63;
        fraction <<= 1;
        if mantissa >> 64 != 0 {
            mantissa >>= 1;
            fraction |= 1;
        }
        bit += 1;
    }
    fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_squaring(value: u64) -> i32 {
        let zeros = value.leading_zeros();
        (63 - zeros as i32) * 256 + i32::from(fraction(value << zeros))
    }

    #[test]
    fn logarithms_are_right_to_the_last_of_their_eight_bits() {
        for value in [
            1,
            2,
            3,
            5,
            7,
            10,
            1000,
            1 << 40,
            (1 << 40) + 12345,
            u64::MAX,
        ] {
            let exact = (value as f64).log2() * 256.0;
            assert!((f64::from(log2(value)) - exact).abs() <= 1.0, "{value}");
        }
    }

    #[test]
    fn logarithms_looked_up_are_those_found_by_squaring_wherever_a_fraction_changes() {
        let changes = LAST
            .iter()
            .flat_map(|last| [last - 1, *last, last.saturating_add(1)]);
        let cells = (PARTS as u64..2 * PARTS as u64).map(|cell| cell << 55);
        for value in changes.chain(cells).chain(1..5000) {
            assert_eq!(log2(value), by_squaring(value), "{value}");
        }
    }

    proptest::proptest! {
        #[test]
        fn logarithms_looked_up_are_those_found_by_squaring(value in 1u64.., shift in 0u32..64) {
            let value = (value >> shift).max(1);
            proptest::prop_assert_eq!(log2(value), by_squaring(value));
        }
    }
}
