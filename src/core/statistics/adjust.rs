//! Adjustment of p-values for many tests.

/// Benjamini and Hochberg's adjustment (1995) of the p-values of `tests` tests, of which those not given count as 1: calling every
/// value up to q "found" keeps the expected share of false finds at q. In the order given; `tests` below their number counts as it.
///
/// ```
/// use clientele_core::statistics::benjamini_hochberg;
///
/// assert_eq!(benjamini_hochberg(&[0.01, 0.04, 0.5], 0), [0.03, 0.06, 0.5]);
/// // The same three of a hundred tests: the other 97 found nothing.
/// assert_eq!(benjamini_hochberg(&[0.0001, 0.04, 0.5], 100)[0], 0.01);
/// ```
pub fn benjamini_hochberg(p_values: &[f64], tests: u64) -> Vec<f64> {
    let tests = tests.max(p_values.len() as u64) as f64;
    let mut order: Vec<u32> = (0..p_values.len() as u32).collect();
    order.sort_unstable_by(|&a, &b| p_values[a as usize].total_cmp(&p_values[b as usize]).then(a.cmp(&b)));
    let mut adjusted = vec![1.0; p_values.len()];
    let mut least = 1.0_f64;
    for (below, &at) in order.iter().enumerate().rev() {
        least = least.min(p_values[at as usize] * tests / (below + 1) as f64);
        // Multiplying and dividing may lose the last bit.
        adjusted[at as usize] = least.max(p_values[at as usize]);
    }
    adjusted
}

/// Holm's adjustment (1979): calling every value up to α "found" keeps the chance of any false find below α. In the order given.
///
/// ```
/// use clientele_core::statistics::holm;
///
/// // Three variants against one control: 0.04 would pass by itself at 5 %, but not as one of three tests.
/// assert_eq!(holm(&[0.04, 0.01, 0.5]), [0.08, 0.03, 0.5]);
/// ```
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<u32> = (0..p_values.len() as u32).collect();
    order.sort_unstable_by(|&a, &b| p_values[a as usize].total_cmp(&p_values[b as usize]).then(a.cmp(&b)));
    let mut adjusted = vec![1.0; p_values.len()];
    let mut greatest = 0.0_f64;
    for (before, &at) in order.iter().enumerate() {
        greatest = greatest.max(p_values[at as usize] * (p_values.len() - before) as f64).min(1.0);
        adjusted[at as usize] = greatest;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn adjusted_as_scipy_does() {
        let check = |p: &[f64], expected: &[f64]| {
            for (found, expected) in benjamini_hochberg(p, 0).iter().zip(expected) {
                assert!((found - expected).abs() < 1e-15, "{found} {expected}");
            }
        };
        check(
            &[0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216],
            &[0.01, 0.04, 0.084, 0.084, 0.084, 0.1, 0.105_714_285_714_285_7, 0.216, 0.216, 0.216],
        );
        check(&[0.01, 0.02, 0.03, 0.04, 0.05], &[0.05; 5]);
        check(&[0.05, 0.01, 0.04, 0.02, 0.03], &[0.05; 5]);
    }

    #[test]
    fn holm_by_hand() {
        assert_eq!(holm(&[0.04, 0.01, 0.5]), [0.08, 0.03, 0.5]);
        assert_eq!(holm(&[0.5, 0.6]), [1.0, 1.0]);
        assert_eq!(holm(&[0.02]), [0.02]);
    }

    proptest! {
        #[test]
        fn holm_is_what_its_definition_says(p in proptest::collection::vec(0.0_f64..1.0, 1..12)) {
            let adjusted = holm(&p);
            // The greatest of (m - j) p_j over those up to one's own.
            for (own, adjusted) in p.iter().zip(adjusted) {
                let expected = p.iter().filter(|q| *q <= own).map(|q| {
                    let rank = p.iter().filter(|other| *other < q).count();
                    ((p.len() - rank) as f64 * q).min(1.0)
                }).fold(0.0, f64::max);
                prop_assert!((adjusted - expected).abs() < 1e-12);
            }
        }

        #[test]
        fn tests_not_given_count_as_chance(p in proptest::collection::vec(0.0_f64..1.0, 0..30), more in 0_usize..30) {
            let mut all = p.clone();
            all.resize(p.len() + more, 1.0);
            let short = benjamini_hochberg(&p, all.len() as u64);
            prop_assert_eq!(short.as_slice(), &benjamini_hochberg(&all, 0)[..p.len()]);
            prop_assert!(short.iter().zip(&p).all(|(adjusted, p)| adjusted >= p && *adjusted <= 1.0));
        }
    }
}
