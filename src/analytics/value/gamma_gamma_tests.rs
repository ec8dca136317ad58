use super::*;
use proptest::prelude::*;

/// The values published for the CDNOW sample.
const CDNOW: GammaGamma = GammaGamma { p: 6.25, q: 3.74, v: 15.44 };

#[test]
fn expected_values_by_hand() {
    let mean = CDNOW.population_mean().expect("q is above 1");
    assert!((mean - 6.25 * 15.44 / 2.74).abs() < 1e-12);
    assert!((CDNOW.expected_value(0, 0.0) - mean).abs() < 1e-12, "of nothing known, the mean");
    // One order of 50: 6.25 (15.44 + 50) / (6.25 + 2.74).
    assert!((CDNOW.expected_value(1, 50.0) - 6.25 * 65.44 / 8.99).abs() < 1e-12);
    assert_eq!(GammaGamma { q: 1.0, ..CDNOW }.population_mean(), None);
}

#[test]
fn one_purchase_by_the_density_itself() {
    // x = 1: z is the ratio of gammas, with the density z^(p-1) v^q / (B(p, q) (v + z)^(p+q)).
    let GammaGamma { p, q, v } = CDNOW;
    let z = 30.0;
    let ln_beta = libm::lgamma(p) + libm::lgamma(q) - libm::lgamma(p + q);
    let expected = (p - 1.0) * libm::log(z) + q * libm::log(v) - ln_beta - (p + q) * libm::log(v + z);
    assert!((CDNOW.log_likelihood(&[(1, z)]) - expected).abs() < 1e-12);
}

proptest! {
    #[test]
    fn slopes_are_the_likelihoods(
        logs in prop::array::uniform3(-1.0_f64..3.0),
        rows in prop::collection::vec((1_u32..30, 0.5_f64..300.0), 1..12),
    ) {
        let data = ValueData::new(rows);
        let value = |theta: &[f64; 3]| data.block(&data.prepare(theta), 0..data.len()).0;
        let (_, slopes) = data.block(&data.prepare(&logs), 0..data.len());
        for i in 0..3 {
            let (mut up, mut down) = (logs, logs);
            up[i] += 1e-5;
            down[i] -= 1e-5;
            let expected = (value(&up) - value(&down)) / 2e-5;
            prop_assert!((slopes[i] - expected).abs() < 1e-4 * (1.0 + expected.abs()), "{} {}", slopes[i], expected);
        }
        let (a, b) = (data.block(&data.prepare(&logs), 0..1), data.block(&data.prepare(&logs), 1..data.len()));
        prop_assert!((a.0 + b.0 - value(&logs)).abs() < 1e-8 * (1.0 + a.0.abs() + b.0.abs()));
    }

    #[test]
    fn the_expected_value_lies_between_own_and_all(x in 1_u32..50, z in 0.1_f64..500.0) {
        let (own, all) = (z, CDNOW.population_mean().unwrap());
        let found = CDNOW.expected_value(x, z);
        // The mean over customers of their means is p v / (q - 1); the own mean is of values whose mean is that.
        prop_assert!(found >= own.min(all) - 1e-9 && found <= own.max(all) + 1e-9);
    }

    #[test]
    fn value_slopes_are_slopes(x in 0_u32..20, z in 0.1_f64..500.0) {
        let logs = [6.25_f64, 3.74, 15.44].map(libm::log);
        let value = |theta: &[f64; 3]| libm::log(GammaGamma::from_logs(theta).expected_value(x, z));
        let slopes = CDNOW.ln_value_slopes(x, z);
        for i in 0..3 {
            let (mut up, mut down) = (logs, logs);
            up[i] += 1e-5;
            down[i] -= 1e-5;
            prop_assert!((slopes[i] - (value(&up) - value(&down)) / 2e-5).abs() < 1e-6);
        }
    }
}
