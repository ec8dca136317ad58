//! Two means compared, such as revenue per customer in two variants.

use clientele_core::statistics::{t_ppf, t_two_sided};

/// Number, mean and spread of values.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moments {
    /// How many.
    pub n: u32,
    /// Mean; 0 of none.
    pub mean: f64,
    /// Sample variance (over n - 1); 0 of fewer than two.
    pub variance: f64,
}

impl Moments {
    /// Of values, in their order (Welford 1962: one pass, no large sums to cancel).
    pub fn of(values: impl Iterator<Item = f64>) -> Self {
        let (mut n, mut mean, mut squares) = (0_u32, 0.0, 0.0);
        for value in values {
            n += 1;
            let from_old = value - mean;
            mean += from_old / f64::from(n);
            squares += from_old * (value - mean);
        }
        Self { n, mean, variance: if n > 1 { squares / f64::from(n - 1) } else { 0.0 } }
    }

    /// Square of the mean's standard error.
    pub fn error_squared(&self) -> f64 {
        self.variance / f64::from(self.n.max(1))
    }
}

/// Mean of b against mean of a.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WelchTest {
    /// Mean of b less mean of a.
    pub difference: f64,
    /// The difference over a's mean; `None` where that is not above 0.
    pub relative: Option<f64>,
    /// t statistic; 0 where nothing varies.
    pub t: f64,
    /// Welch and Satterthwaite's degrees of freedom.
    pub degrees: f64,
    /// Two-sided p-value.
    pub p_value: f64,
    /// Interval of the difference.
    pub interval: (f64, f64),
}

/// Welch's t test (1947), which does not take the spreads for equal; `confidence` such as 0.95.
pub fn welch(a: &Moments, b: &Moments, confidence: f64) -> WelchTest {
    let difference = b.mean - a.mean;
    let relative = (a.mean > 0.0).then(|| b.mean / a.mean - 1.0);
    let (v_a, v_b) = (a.error_squared(), b.error_squared());
    let error = (v_a + v_b).sqrt();
    if error <= 0.0 || a.n < 2 || b.n < 2 {
        return WelchTest {
            difference,
            relative,
            t: 0.0,
            degrees: 1.0,
            p_value: 1.0,
            interval: (f64::NEG_INFINITY, f64::INFINITY),
        };
    }
    let degrees = (v_a + v_b) * (v_a + v_b) / (v_a * v_a / f64::from(a.n - 1) + v_b * v_b / f64::from(b.n - 1));
    let t = difference / error;
    let half = t_ppf(f64::midpoint(1.0, confidence), degrees) * error;
    WelchTest {
        difference,
        relative,
        t,
        degrees,
        p_value: t_two_sided(t, degrees),
        interval: (difference - half, difference + half),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_by_hand_and_values_that_do_not_vary() {
        let found = Moments::of([1.0, 2.0, 6.0].into_iter());
        assert_eq!((found.n, found.mean), (3, 3.0));
        assert!((found.variance - 7.0).abs() < 1e-12);
        // Large values of small spread keep their spread.
        let large = Moments::of([1e9, 1e9 + 1.0, 1e9 + 2.0].into_iter());
        assert!((large.variance - 1.0).abs() < 1e-6);
        let same = Moments::of([4.0; 5].into_iter());
        let test = welch(&same, &same, 0.95);
        assert_eq!((test.t, test.p_value), (0.0, 1.0));
    }
}
