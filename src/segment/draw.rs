//! Random draws whose results do not depend on the width of `usize`, so that native and wasm32 draw alike.

use rand::Rng;

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

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_xoshiro::Xoshiro256PlusPlus;

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
}
