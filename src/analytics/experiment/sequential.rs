//! Intervals that hold however often one looks: asymptotic confidence sequences with a normal mixture (Waudby-Smith, Arbour, Sinha,
//! Kennedy & Ramdas 2024, "Time-uniform central limit theory and asymptotic confidence sequences"), in the form that GrowthBook uses.

/// An interval that holds at every look.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sequential {
    /// The interval of the difference.
    pub interval: (f64, f64),
    /// A p-value that holds at every look: the least α whose interval leaves out 0.
    pub p_value: f64,
}

/// The interval around an estimated difference. `error` is its standard error, `n` the customers behind it, `alpha` such as 0.05;
/// the sequence is tightest, for its kind, where about `tuned_for` customers have been seen.
pub fn always_valid(difference: f64, error: f64, n: f64, alpha: f64, tuned_for: f64) -> Sequential {
    if !(error > 0.0 && n > 0.0 && tuned_for > 0.0) {
        return Sequential { interval: (f64::NEG_INFINITY, f64::INFINITY), p_value: 1.0 };
    }
    let ln_alpha = libm::log(alpha);
    let rho_squared = (-2.0 * ln_alpha + libm::log1p(-2.0 * ln_alpha)) / tuned_for;
    let grown = n * rho_squared;
    let ln_root = 0.5 * libm::log1p(grown);
    // half² = error² n × 2 (nρ² + 1) / (nρ)² × ln(√(nρ² + 1) / α)
    let half = error * (2.0 * (grown + 1.0) / grown * (ln_root - ln_alpha)).sqrt();
    let z = difference / error;
    let p_value = libm::exp((ln_root - z * z * grown / (2.0 * (grown + 1.0))).min(0.0));
    Sequential { interval: (difference - half, difference + half), p_value }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn interval_and_p_value_say_the_same(
            difference in -0.2_f64..0.2, error in 0.001_f64..0.1, n in 10.0_f64..1e6, tuned in 100.0_f64..1e6, alpha in 0.001_f64..0.2,
        ) {
            let found = always_valid(difference, error, n, alpha, tuned);
            let outside = found.interval.0 > 0.0 || found.interval.1 < 0.0;
            prop_assume!((found.p_value - alpha).abs() > 1e-9);
            prop_assert_eq!(outside, found.p_value < alpha);
            // Wider than the interval for one look: that is its price.
            let once = clientele_core::statistics::normal_quantile(1.0 - alpha / 2.0) * error;
            prop_assert!(found.interval.1 - difference > once);
        }
    }

    #[test]
    fn as_growthbook_computes_it() {
        // gbstats: rho = sqrt((-2 ln .05 + ln(-2 ln .05 + 1)) / 5000); halfwidth by its formula, worked out by hand for s2 = 1, n = 10,000.
        let found = always_valid(0.0, 0.01, 10_000.0, 0.05, 5_000.0);
        let rho_squared = (5.991_464_547_107_979 + libm::log(6.991_464_547_107_979)) / 5_000.0;
        let n = 10_000.0;
        let by_hand = (2.0 * (n * rho_squared + 1.0) * libm::log((n * rho_squared + 1.0).sqrt() / 0.05)
            / (n * rho_squared.sqrt() * (n * rho_squared.sqrt())))
        .sqrt();
        assert!((found.interval.1 - by_hand).abs() < 1e-14, "{} {by_hand}", found.interval.1);
        assert_eq!(always_valid(0.1, 0.0, 10.0, 0.05, 10.0).p_value, 1.0);
    }
}
