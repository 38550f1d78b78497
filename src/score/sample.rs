//! Names into a random sample of them, without replacement: each is given a hash, and those with the smallest are drawn, in
//! the order of their hashes.
//!
//! So a sample hangs on the names and the seed alone, whatever the order they come in; a larger one begins with a smaller one; and
//! its first few are a random sample themselves, for whoever stops early. (The bottom-k sample of Cohen & Kaplan
//! 2007. A generator drawing positions was rejected: one record more or less in the input would change the whole sample.)

use xxhash_rust::xxh3::xxh3_64_with_seed;

/// The positions of the `size` names drawn, in the order of drawing; of all where there are no more.
///
/// ```
/// use wireprint::score::sample;
///
/// let drawn = sample(["a", "b", "c", "d"].into_iter(), 2, 1);
/// assert_eq!(drawn, sample(["a", "b", "c", "d"].into_iter(), 3, 1)[..2]);
/// ```
pub fn sample<'n>(names: impl Iterator<Item = &'n str>, size: usize, seed: u64) -> Vec<usize> {
    let ticket =
        |(at, name): (usize, &'n str)| (xxh3_64_with_seed(name.as_bytes(), seed), name, at);
    let mut tickets: Vec<_> = names.enumerate().map(ticket).collect();
    tickets.sort_unstable();
    tickets.truncate(size);
    tickets.into_iter().map(|(_, _, at)| at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Vec<String> {
        (0..1000).map(|n| format!("story-{n}")).collect()
    }

    fn drawn(names: &[String], size: usize, seed: u64) -> Vec<&str> {
        let drawn = sample(names.iter().map(String::as_str), size, seed);
        drawn.into_iter().map(|at| names[at].as_str()).collect()
    }

    #[test]
    fn nobody_is_drawn_twice_and_never_more_than_there_are() {
        let names = names();
        let mut all = drawn(&names, 2000, 1);
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 1000);
    }

    #[test]
    fn the_order_of_the_names_does_not_matter() {
        let (names, mut turned) = (names(), names());
        turned.reverse();
        assert_eq!(drawn(&names, 50, 1), drawn(&turned, 50, 1));
    }

    #[test]
    fn a_larger_sample_begins_with_a_smaller_one() {
        let names = names();
        assert_eq!(drawn(&names, 50, 1)[..20], drawn(&names, 20, 1));
    }

    #[test]
    fn another_seed_draws_another_sample() {
        let names = names();
        assert_ne!(drawn(&names, 50, 1), drawn(&names, 50, 2));
    }

    #[test]
    fn every_name_is_drawn_about_equally_often() {
        let names = names();
        let mut times = [0u32; 1000];
        for seed in 0..2000 {
            for at in sample(names.iter().map(String::as_str), 100, seed) {
                times[at] += 1;
            }
        }
        // 2,000 draws of one in ten: 200, with a standard deviation of 13.4; five of them either way.
        assert!(times.iter().all(|&times| (133..=267).contains(&times)));
    }
}
