//! Wilson's interval for a share.

/// Wilson's score interval (1927) for the share that `successes` of `n` estimate, `z` standard errors to each side (1.96 for 95 %);
/// within 0 to 1, and all of it where `n` is 0.
///
/// ```
/// use clientele_core::statistics::{normal_ppf, wilson_interval};
///
/// // 10 of 100 customers ordered. With 95 % confidence the order rate lies between 5.5 % and 17.4 %.
/// let (low, high) = wilson_interval(10, 100, normal_ppf(0.975));
/// assert_eq!(format!("{low:.3} {high:.3}"), "0.055 0.174");
/// ```
pub fn wilson_interval(successes: u32, n: u32, z: f64) -> (f64, f64) {
    if n == 0 {
        return (0.0, 1.0);
    }
    let (n, p) = (f64::from(n), f64::from(successes) / f64::from(n));
    let middle = p + z * z / (2.0 * n);
    let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + z * z / n;
    (((middle - half) / scale).max(0.0), ((middle + half) / scale).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_statsmodels_has_it() {
        // proportion_confint(10, 100, method="wilson").
        let (low, high) = wilson_interval(10, 100, 1.959_963_984_540_054);
        assert!((low - 0.0552).abs() < 1e-4 && (high - 0.1744).abs() < 1e-4, "{low} {high}");
        assert_eq!(wilson_interval(0, 0, 2.0), (0.0, 1.0));
        assert_eq!((wilson_interval(0, 9, 2.0).0, wilson_interval(9, 9, 2.0).1), (0.0, 1.0));
    }
}
