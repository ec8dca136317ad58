//! Student's t distribution.

use super::beta::beta_cdf;
use super::normal::normal_ppf;

/// Probability that a t variate with `degrees` degrees of freedom is at least as far from 0 as `t`.
pub fn t_two_sided(t: f64, degrees: f64) -> f64 {
    beta_cdf(degrees / 2.0, 0.5, degrees / (degrees + t * t))
}

/// The value below which a share `p` of a t distribution lies, by bisection.
pub fn t_ppf(p: f64, degrees: f64) -> f64 {
    if p < 0.5 {
        return -t_ppf(1.0 - p, degrees);
    }
    if p >= 1.0 {
        return f64::INFINITY;
    }
    let above = |t: f64| t_two_sided(t, degrees) / 2.0;
    let (mut low, mut high) = (0.0, normal_ppf(p).max(1.0));
    while above(high) > 1.0 - p && high < 1e300 {
        (low, high) = (high, high * 2.0);
    }
    for _ in 0..80 {
        let middle = f64::midpoint(low, high);
        if above(middle) > 1.0 - p {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_from_tables() {
        for (p, degrees, t) in [
            (0.975, 1.0, 12.706_204_736_174_7),
            (0.975, 10.0, 2.228_138_851_964_938_7),
            (0.995, 30.0, 2.749_995_653_567_23),
            (0.5, 4.0, 0.0),
            (0.025, 10.0, -2.228_138_851_964_938_7),
        ] {
            assert!((t_ppf(p, degrees) - t).abs() < 1e-11 * t.abs().max(1.0), "{p} {degrees}");
        }
        // With many degrees it is the normal distribution.
        assert!((t_two_sided(1.959_963_984_540_054, 1e9) - 0.05).abs() < 1e-8);
    }
}
