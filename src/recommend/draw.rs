//! Random draws whose results do not depend on the width of `usize`, so that native and wasm32 draw alike.

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// The generator of a seed; different `purpose`s draw independently.
pub(super) fn seeded(seed: u64, purpose: u64) -> Xoshiro256PlusPlus {
    Xoshiro256PlusPlus::seed_from_u64(seed ^ purpose.wrapping_mul(0x9e37_79b9_7f4a_7c15))
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

/// At most `most` of `rows`, in their order, each set equally likely (Vitter's selection sampling).
pub(super) fn sample(rows: &[u32], most: usize, rng: &mut impl Rng) -> Vec<u32> {
    let mut wanted = most.min(rows.len()) as u32;
    let mut picked = Vec::with_capacity(wanted as usize);
    for (at, &row) in rows.iter().enumerate() {
        if below(rng, (rows.len() - at) as u32) < wanted {
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
    fn draws_are_even_and_samples_keep_their_order() {
        let mut rng = seeded(7, 1);
        let mut counts = [0_u32; 7];
        for _ in 0..70_000 {
            counts[below(&mut rng, 7) as usize] += 1;
        }
        // Standard deviation of each count is about 93: five of them.
        assert!(counts.iter().all(|&n| (9_535..=10_465).contains(&n)), "{counts:?}");
        let rows: Vec<u32> = (0..500).map(|row| row * 3).collect();
        let picked = sample(&rows, 40, &mut seeded(1, 1));
        assert_eq!(picked.len(), 40);
        assert!(picked.windows(2).all(|pair| pair[0] < pair[1]) && picked.iter().all(|row| row % 3 == 0));
        assert_ne!(picked, sample(&rows, 40, &mut seeded(1, 2)));
        assert_eq!(sample(&rows, 900, &mut seeded(1, 1)), rows);
    }
}
