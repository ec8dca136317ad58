//! Special functions that the models need, in libm's arithmetic so that every target gives the same bits.

/// The digamma function of a positive number: upward recurrence to 10, then the asymptotic series (Abramowitz & Stegun 6.3.18).
pub(super) fn digamma(x: f64) -> f64 {
    let (mut x, mut shift) = (x, 0.0);
    while x < 10.0 {
        shift -= 1.0 / x;
        x += 1.0;
    }
    let f = 1.0 / (x * x);
    let series =
        f * (1.0 / 12.0 - f * (1.0 / 120.0 - f * (1.0 / 252.0 - f * (1.0 / 240.0 - f * (1.0 / 132.0 - f * 691.0 / 32_760.0)))));
    shift + libm::log(x) - 0.5 / x - series
}

/// `ln Γ(x + n) - ln Γ(x)` for a positive x and a whole number: by the product while that is short, so that nothing cancels.
pub(super) fn ln_rising(x: f64, n: u32) -> f64 {
    if n > 16 {
        return libm::lgamma(x + f64::from(n)) - libm::lgamma(x);
    }
    libm::log((0..n).map(|i| x + f64::from(i)).product())
}

/// `ψ(x + n) - ψ(x)` for a positive x and a whole number, without cancelling for short n.
pub(super) fn digamma_rising(x: f64, n: u32) -> f64 {
    if n > 16 {
        return digamma(x + f64::from(n)) - digamma(x);
    }
    (0..n).map(|i| 1.0 / (x + f64::from(i))).sum()
}

/// `1 / (1 + e^-x)`.
pub(super) fn logistic(x: f64) -> f64 {
    if x >= 0.0 {
        1.0 / (1.0 + libm::exp(-x))
    } else {
        let e = libm::exp(x);
        e / (1.0 + e)
    }
}

/// `ln(1 / (1 + e^-x))`.
pub(super) fn ln_logistic(x: f64) -> f64 {
    if x >= 0.0 { -libm::log1p(libm::exp(-x)) } else { x - libm::log1p(libm::exp(x)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn near(found: f64, expected: f64) {
        assert!((found - expected).abs() <= 1e-13 * expected.abs().max(1.0), "{found} {expected}");
    }

    #[test]
    fn digamma_at_known_points() {
        near(digamma(1.0), -0.577_215_664_901_532_9);
        near(digamma(0.5), -1.963_510_026_021_423_5);
        near(digamma(2.0), 0.422_784_335_098_467_13);
        near(digamma(100.0), 4.600_161_852_738_087);
        near(digamma(1e-6), -1_000_000.577_214_02);
    }

    proptest! {
        #[test]
        fn rising_forms_equal_differences(x in 0.01_f64..50.0, n in 0_u32..40) {
            let plain = libm::lgamma(x + f64::from(n)) - libm::lgamma(x);
            prop_assert!((ln_rising(x, n) - plain).abs() < 1e-10);
            let plain = digamma(x + f64::from(n)) - digamma(x);
            prop_assert!((digamma_rising(x, n) - plain).abs() < 1e-9);
        }

        #[test]
        fn digamma_is_the_slope_of_ln_gamma(x in 0.05_f64..30.0) {
            let h = 1e-5 * x;
            let slope = (libm::lgamma(x + h) - libm::lgamma(x - h)) / (2.0 * h);
            prop_assert!((digamma(x) - slope).abs() < 1e-6 * (1.0 + 1.0 / x), "{} {}", digamma(x), slope);
        }

        #[test]
        fn logistic_forms_agree(x in -700.0_f64..700.0) {
            prop_assert!((libm::exp(ln_logistic(x)) - logistic(x)).abs() < 1e-14);
        }
    }
}
