//! Random draws whose results do not depend on the width of `usize`, so that native and wasm32 draw alike.

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// A number in 0 (inclusive) to 1 (exclusive), a multiple of 2⁻⁵³.
pub(super) fn unit(rng: &mut impl Rng) -> f64 {
    (rng.next_u64() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
}

/// A whole number below `bound`, each equally likely; 0 when `bound` is 0. (Lemire 2019, "Fast random integer generation in
/// an interval".)
pub(super) fn below(rng: &mut impl Rng, bound: u32) -> u32 {
    let threshold = bound.wrapping_neg().checked_rem(bound).unwrap_or(0);
    loop {
        let product = u64::from(rng.next_u32()) * u64::from(bound);
        if product as u32 >= threshold {
            return (product >> 32) as u32;
        }
    }
}

/// At most `most` of `rows` rows, ascending, each set equally likely (Vitter's selection sampling); all of them when there are no more.
pub fn sample_rows(rows: u32, most: u32, seed: u64) -> Vec<u32> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut wanted = most.min(rows);
    let mut picked = Vec::new();
    for row in 0..rows {
        if below(&mut rng, rows - row) < wanted {
            picked.push(row);
            wanted -= 1;
        }
    }
    picked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_in_range_and_even() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(7);
        let mut counts = [0_u32; 7];
        for _ in 0..70_000 {
            counts[below(&mut rng, 7) as usize] += 1;
            assert!((0.0..1.0).contains(&unit(&mut rng)));
        }
        // Standard deviation of each count is about 93: five of them.
        assert!(counts.iter().all(|&n| (9_535..=10_465).contains(&n)), "{counts:?}");
        assert_eq!(below(&mut rng, 0), 0);
        assert_eq!(below(&mut rng, 1), 0);
    }

    #[test]
    fn samples_are_as_many_as_asked_for_and_in_order() {
        assert_eq!(sample_rows(4, 9, 1), [0, 1, 2, 3]);
        let picked = sample_rows(1_000, 100, 7);
        assert_eq!(picked.len(), 100);
        assert!(picked.windows(2).all(|w| w[0] < w[1]) && picked.last().is_some_and(|&row| row < 1_000));
        assert_ne!(picked, sample_rows(1_000, 100, 8));
        assert_eq!(sample_rows(0, 5, 1), Vec::<u32>::new());
    }
}
