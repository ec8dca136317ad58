//! Seeded random draws whose results do not depend on the width of `usize`, so that native and wasm32 draw alike.

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// The generator of a seed; different `purpose`s draw independently, so that more draws for one thing do not change another.
pub fn seeded(seed: u64, purpose: u64) -> Xoshiro256PlusPlus {
    Xoshiro256PlusPlus::seed_from_u64(seed ^ purpose.wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

/// A number in 0 (inclusive) to 1 (exclusive), a multiple of 2⁻⁵³.
pub fn unit(rng: &mut impl Rng) -> f64 {
    (rng.next_u64() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
}

/// A whole number below `bound`, each equally likely; 0 when `bound` is 0. (Lemire 2019, "Fast random integer generation in
/// an interval".)
pub fn below(rng: &mut impl Rng, bound: u32) -> u32 {
    let threshold = bound.wrapping_neg().checked_rem(bound).unwrap_or(0);
    loop {
        let product = u64::from(rng.next_u32()) * u64::from(bound);
        if product as u32 >= threshold {
            return (product >> 32) as u32;
        }
    }
}

/// Puts values into random order, each order equally likely (Fisher & Yates).
pub fn shuffle<T>(rng: &mut impl Rng, values: &mut [T]) {
    for last in (1..values.len()).rev() {
        values.swap(last, below(rng, last as u32 + 1) as usize);
    }
}

/// At most `most` of `rows`, in their order, each set equally likely (Vitter's selection sampling); all of them when there are no more.
pub fn sample(rows: impl ExactSizeIterator<Item = u32>, most: usize, rng: &mut impl Rng) -> Vec<u32> {
    let mut left = rows.len() as u32;
    let mut wanted = most.min(rows.len()) as u32;
    let mut picked = Vec::with_capacity(wanted as usize);
    for row in rows {
        if below(rng, left) < wanted {
            picked.push(row);
            wanted -= 1;
        }
        left -= 1;
    }
    picked
}

/// The same of the rows `0..rows`, drawn by a seed alone.
pub fn sample_rows(rows: u32, most: u32, seed: u64) -> Vec<u32> {
    sample(0..rows, most as usize, &mut seeded(seed, 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_in_range_and_even() {
        let mut rng = seeded(7, 1);
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
    fn every_order_is_as_likely_as_another() {
        let mut rng = seeded(11, 1);
        let mut counts = std::collections::BTreeMap::new();
        for _ in 0..60_000 {
            let mut values = [0_u8, 1, 2];
            shuffle(&mut rng, &mut values);
            *counts.entry(values).or_insert(0_u32) += 1;
        }
        // Standard deviation of each count is about 91: five of them.
        assert_eq!(counts.len(), 6);
        assert!(counts.values().all(|&n| (9_545..=10_455).contains(&n)), "{counts:?}");
    }

    #[test]
    fn samples_are_as_many_as_asked_for_and_in_order() {
        let rows: Vec<u32> = (0..500).map(|row| row * 3).collect();
        let of = |most, purpose| sample(rows.iter().copied(), most, &mut seeded(1, purpose));
        let picked = of(40, 1);
        assert_eq!(picked.len(), 40);
        assert!(picked.windows(2).all(|pair| pair[0] < pair[1]) && picked.iter().all(|row| row % 3 == 0));
        assert_ne!(picked, of(40, 2));
        assert_eq!(of(900, 1), rows);
        assert_eq!(sample_rows(4, 9, 1), [0, 1, 2, 3]);
        assert_eq!(sample_rows(0, 5, 1), Vec::<u32>::new());
    }
}
