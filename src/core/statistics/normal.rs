//! The standard normal distribution.

use std::f64::consts::{PI, SQRT_2};

/// Probability of a value up to `z`.
pub fn normal_lower(z: f64) -> f64 {
    0.5 * libm::erfc(-z / SQRT_2)
}

/// The value below which a share `p` lies: bisection to a few digits, then Newton's method on the lower half, where no digits are lost.
/// Infinite at 0 and 1.
pub fn normal_quantile(p: f64) -> f64 {
    if p.is_nan() || p <= 0.0 {
        return if p.is_nan() { f64::NAN } else { f64::NEG_INFINITY };
    }
    if p >= 1.0 {
        return f64::INFINITY;
    }
    if p > 0.5 {
        return -normal_quantile(1.0 - p);
    }
    let (mut low, mut high) = (-40.0, 0.0);
    for _ in 0..12 {
        let middle = (low + high) / 2.0;
        if normal_lower(middle) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    let mut z = (low + high) / 2.0;
    for _ in 0..8 {
        let density = libm::exp(-0.5 * z * z) / (2.0 * PI).sqrt();
        if density <= 0.0 {
            break;
        }
        let step = (normal_lower(z) - p) / density;
        // Halley's correction: the distribution function's second derivative is -z times the density.
        z -= step / (1.0 + 0.5 * z * step).max(0.5);
        if step.abs() <= 1e-16 * z.abs() {
            break;
        }
    }
    z
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
            (0.8, 0.841_621_233_572_914_2),
            (0.9, 1.281_551_565_544_600_4),
            (1e-10, -6.361_340_902_404_056),
        ] {
            assert!((normal_quantile(p) - z).abs() < 1e-13 * (1.0 + z.abs()), "{p}: {}", normal_quantile(p));
        }
        assert_eq!((normal_quantile(0.0), normal_quantile(1.0)), (f64::NEG_INFINITY, f64::INFINITY));
    }

    proptest! {
        #[test]
        fn quantiles_read_back(p in 1e-12_f64..1.0) {
            prop_assert!((normal_lower(normal_quantile(p)) - p).abs() < 1e-14);
        }
    }
}
