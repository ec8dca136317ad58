//! The Beta distribution.

/// A Beta distribution with shapes `a` and `b`, both above 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beta {
    /// Shape of the upper end: 1 more than the successes, when nothing was known before.
    pub a: f64,
    /// Shape of the lower end: 1 more than the failures.
    pub b: f64,
}

impl Beta {
    /// Expected value.
    pub fn mean(&self) -> f64 {
        self.a / (self.a + self.b)
    }

    /// Standard deviation.
    pub fn std_dev(&self) -> f64 {
        let sum = self.a + self.b;
        (self.a * self.b / (sum + 1.0)).sqrt() / sum
    }

    /// Probability density at `x`, 0 outside 0 to 1.
    pub fn pdf(&self, x: f64) -> f64 {
        if x <= 0.0 || x >= 1.0 {
            return 0.0;
        }
        libm::exp((self.a - 1.0) * libm::log(x) + (self.b - 1.0) * libm::log1p(-x) - ln_beta(self.a, self.b))
    }

    /// Cumulative distribution function: the probability of a value up to `x`.
    pub fn cdf(&self, x: f64) -> f64 {
        beta_cdf(self.a, self.b, x)
    }

    /// Survival function: the probability of a value above `x`.
    pub fn sf(&self, x: f64) -> f64 {
        beta_cdf(self.b, self.a, 1.0 - x)
    }

    /// Percent point function (quantile): the value below which a share `p` lies, by bisection.
    pub fn ppf(&self, p: f64) -> f64 {
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..60 {
            let middle = f64::midpoint(low, high);
            if self.cdf(middle) < p {
                low = middle;
            } else {
                high = middle;
            }
        }
        f64::midpoint(low, high)
    }
}

/// What Stirling's formula for `ln Γ(x)` lacks, for x of 10 and more.
fn stirling_rest(x: f64) -> f64 {
    let f = 1.0 / (x * x);
    (1.0 / 12.0 - f * (1.0 / 360.0 - f * (1.0 / 1260.0 - f * (1.0 / 1680.0 - f / 1188.0)))) / x
}

/// `ln B(a, b)`. For large shapes by Stirling's formula, put together so that the large parts cancel on paper.
pub(super) fn ln_beta(a: f64, b: f64) -> f64 {
    let (a, b) = (a.min(b), a.max(b));
    let sum = a + b;
    if a >= 10.0 {
        let parts = a * libm::log(a / sum) - b * libm::log1p(a / b);
        return parts + 0.5 * libm::log(2.0 * std::f64::consts::PI * sum / (a * b)) + stirling_rest(a) + stirling_rest(b)
            - stirling_rest(sum);
    }
    if b >= 10.0 {
        // ln Γ(b) - ln Γ(a + b), likewise.
        let difference = -(b - 0.5) * libm::log1p(a / b) - a * (libm::log(sum) - 1.0) + stirling_rest(b) - stirling_rest(sum);
        return libm::lgamma(a) + difference;
    }
    libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(sum)
}

/// The regularised incomplete Beta function: the probability of a value up to `x` when the shapes are `a` and `b`; by its continued
/// fraction (Press et al., "Numerical Recipes", 6.4).
pub fn beta_cdf(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let front = libm::exp(a * libm::log(x) + b * libm::log1p(-x) - ln_beta(a, b));
    if x < (a + 1.0) / (a + b + 2.0) {
        front * fraction(a, b, x) / a
    } else {
        (1.0 - front * fraction(b, a, 1.0 - x) / b).clamp(0.0, 1.0)
    }
}

/// Lentz's method.
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let not_zero = |v: f64| if v.abs() < TINY { TINY } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / not_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut product = d;
    for m in 1..20_000 {
        let m = f64::from(m);
        for numerator in [
            m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0)),
        ] {
            d = 1.0 / not_zero(1.0 + numerator * d);
            c = not_zero(1.0 + numerator / c);
            product *= c * d;
        }
        if (c * d - 1.0).abs() < 1e-16 {
            break;
        }
    }
    product
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_values() {
        // Shapes of 1 are the even distribution; 2 and 3 have a polynomial.
        for x in [0.1_f64, 0.5, 0.83] {
            assert!((beta_cdf(1.0, 1.0, x) - x).abs() < 1e-15);
            let polynomial = x * x * (6.0 - 8.0 * x + 3.0 * x * x);
            assert!((beta_cdf(2.0, 3.0, x) - polynomial).abs() < 1e-14);
        }
        assert!((ln_beta(1.0, 250_001.0) + libm::log(250_001.0)).abs() < 1e-13);
        assert!((ln_beta(2.0, 3.0) + libm::log(12.0)).abs() < 1e-14);
        // Symmetric, so half lies below the middle.
        assert!((beta_cdf(20_000.0, 20_000.0, 0.5) - 0.5).abs() < 1e-11);
        assert!((Beta { a: 1.0, b: 51.0 }.sf(0.5) - 1.0 / (1_u64 << 51) as f64).abs() < 1e-28);
    }

    proptest! {
        #[test]
        fn halves_meet_and_quantiles_read_back(a in 1.0_f64..3_000.0, b in 1.0_f64..3_000.0, x in 0.001_f64..0.999) {
            let beta = Beta { a, b };
            prop_assert!((beta.cdf(x) + beta.sf(x) - 1.0).abs() < 1e-11);
            prop_assert!((beta.cdf(beta.ppf(x)) - x).abs() < 1e-9);
            // I(a, b) - I(a + 1, b) = x^a (1-x)^b / (a B(a, b)).
            let step = libm::exp(a * libm::log(x) + b * libm::log1p(-x) - ln_beta(a, b)) / a;
            prop_assert!((beta_cdf(a, b, x) - beta_cdf(a + 1.0, b, x) - step).abs() < 1e-11);
        }

        #[test]
        fn both_ways_to_the_beta_function_agree(a in 0.5_f64..40.0, b in 0.5_f64..40.0) {
            let plain = libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b);
            prop_assert!((ln_beta(a, b) - plain).abs() < 1e-11 * plain.abs().max(1.0), "{} {}", ln_beta(a, b), plain);
        }
    }
}
