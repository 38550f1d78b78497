//! So many right of so many judged, into the range in which the share of all may lie.
//!
//! The score interval of Wilson (1927), "Probable inference, the law of succession, and statistical inference". The textbook's
//! p ± z·√(p(1−p)/n) was rejected: of ten right out of ten it says that all are right, and of few it covers
//! far less than it claims (Brown, Cai & DasGupta 2001).

/// The standard normal quantile of 97.5 %: 2.5 % are left out at either end.
const Z: f64 = 1.959_963_984_540_054;

/// The 95 % confidence interval of a share, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// Of a share of which `hits` of `trials` were seen in a random sample; the whole range where nothing was seen.
    ///
    /// ```
    /// use wireprint::score::Interval;
    ///
    /// let interval = Interval::wilson(45, 50);
    /// assert_eq!(format!("{:.3} {:.3}", interval.low, interval.high), "0.786 0.957");
    /// ```
    pub fn wilson(hits: u64, trials: u64) -> Interval {
        if trials == 0 {
            return Interval {
                low: 0.0,
                high: 1.0,
            };
        }
        let n = trials as f64;
        let share = hits as f64 / n;
        let middle = share + Z * Z / (2.0 * n);
        let half_width = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
        let scale = 1.0 + Z * Z / n;
        // Of none or of all, one end is exact, and rounding must not carry it past.
        Interval {
            low: ((middle - half_width) / scale).clamp(0.0, share),
            high: ((middle + half_width) / scale).clamp(share, 1.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_intervals() {
        // hits, trials, low, high: by hand from the formula, or (81 of 263, 15 of 148) as published by Newcombe (1998).
        let cases = [
            (45, 50, 0.7864, 0.9565),
            (0, 10, 0.0, 0.2775),
            (10, 10, 0.7225, 1.0),
            (5, 10, 0.2366, 0.7634),
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
        ];
        for (hits, trials, low, high) in cases {
            let interval = Interval::wilson(hits, trials);
            assert!((interval.low - low).abs() < 5e-5, "{hits} {interval:?}");
            assert!((interval.high - high).abs() < 5e-5, "{hits} {interval:?}");
        }
    }

    #[test]
    fn none_and_all_are_exact_at_their_end() {
        for trials in 1..200 {
            assert_eq!(Interval::wilson(0, trials).low, 0.0);
            assert_eq!(Interval::wilson(trials, trials).high, 1.0);
        }
    }

    #[test]
    fn hits_and_misses_mirror_each_other() {
        for hits in 0..=20 {
            let (one, other) = (Interval::wilson(hits, 20), Interval::wilson(20 - hits, 20));
            assert!((one.low - (1.0 - other.high)).abs() < 1e-12);
        }
    }

    #[test]
    fn more_of_the_same_narrows_it_around_the_share() {
        let width = |times: u64| {
            let interval = Interval::wilson(9 * times, 10 * times);
            assert!(interval.low < 0.9 && 0.9 < interval.high);
            interval.high - interval.low
        };
        assert!(width(1) > width(2) && width(2) > width(10) && width(10) > width(1000));
    }

    #[test]
    fn of_nothing_judged_nothing_is_known() {
        assert_eq!(
            Interval::wilson(0, 0),
            Interval {
                low: 0.0,
                high: 1.0
            }
        );
    }
}
