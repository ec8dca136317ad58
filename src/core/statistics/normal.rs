//! The standard normal distribution.

use std::f64::consts::{PI, SQRT_2};

/// Cumulative distribution function: the probability of a value up to `z`.
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z / SQRT_2)
}

/// Percent point function (quantile): the value below which a share `p` lies. Infinite at 0 and 1.
///
/// From 0.5 to 0.9999, where almost all intervals are, by Newton's method from 0: the distribution function bends down above 0, so each
/// turn comes nearer from below. In the tails by bisection to a few digits and Halley's method, on the lower half, where no digits are
/// lost. Bounds in the result files are products of these values at full precision: another method would change the files.
///
/// ```
/// use clientele_core::statistics::{normal_cdf, normal_ppf};
///
/// assert_eq!(format!("{:.6}", normal_ppf(0.975)), "1.959964");
/// assert!((normal_cdf(normal_ppf(0.3)) - 0.3).abs() < 1e-14);
/// assert_eq!(normal_ppf(1.0), f64::INFINITY);
/// ```
pub fn normal_ppf(p: f64) -> f64 {
    if p.is_nan() || p <= 0.0 {
        return if p.is_nan() { f64::NAN } else { f64::NEG_INFINITY };
    }
    if p >= 1.0 {
        return f64::INFINITY;
    }
    if (0.5..=0.9999).contains(&p) {
        let mut z = 0.0;
        for _ in 0..60 {
            let below = 1.0 - 0.5 * libm::erfc(z / SQRT_2);
            z += (p - below) / normal_pdf(z);
        }
        return z;
    }
    if p > 0.5 {
        return -normal_ppf(1.0 - p);
    }
    let (mut low, mut high) = (-40.0, 0.0);
    for _ in 0..12 {
        let middle = (low + high) / 2.0;
        if normal_cdf(middle) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    let mut z = (low + high) / 2.0;
    for _ in 0..8 {
        let pdf = normal_pdf(z);
        if pdf <= 0.0 {
            break;
        }
        let step = (normal_cdf(z) - p) / pdf;
        // Halley's correction: the distribution function's second derivative is -z times the density.
        z -= step / (1.0 + 0.5 * z * step).max(0.5);
        if step.abs() <= 1e-16 * z.abs() {
            break;
        }
    }
    z
}

/// Probability density at `z`.
fn normal_pdf(z: f64) -> f64 {
    libm::exp(-0.5 * z * z) / (2.0 * PI).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn quantiles_from_tables() {
        for (p, z) in [
            (0.5, 0.0),
            (0.975, 1.959_963_984_540_054),
            (0.995, 2.575_829_303_548_900_4),
            (0.75, 0.674_489_750_196_081_7),
            (0.9995, 3.290_526_731_491_926),
            (0.8, 0.841_621_233_572_914_2),
            (0.9, 1.281_551_565_544_600_4),
            (1e-10, -6.361_340_902_404_056),
        ] {
            assert!((normal_ppf(p) - z).abs() < 1e-13 * (1.0 + z.abs()), "{p}: {}", normal_ppf(p));
        }
        assert_eq!((normal_ppf(0.0), normal_ppf(1.0)), (f64::NEG_INFINITY, f64::INFINITY));
    }

    proptest! {
        #[test]
        fn quantiles_read_back(p in 1e-12_f64..1.0) {
            prop_assert!((normal_cdf(normal_ppf(p)) - p).abs() < 1e-14);
        }
    }
}
