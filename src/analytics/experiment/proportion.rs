//! Two conversion rates compared: z test, Fisher's exact test, intervals of the difference.

use clientele_core::statistics::{fisher_exact_two_sided, normal_ppf, normal_two_sided, wilson_interval};

/// Customers and those of them who converted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ConversionCounts {
    /// Customers.
    pub n: u32,
    /// Those of them who converted.
    pub conversions: u32,
}

impl ConversionCounts {
    /// Conversion rate, 0 to 1; 0 of none.
    pub fn rate(&self) -> f64 {
        f64::from(self.conversions) / f64::from(self.n.max(1))
    }
}

/// Rate of b against rate of a.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ProportionTest {
    /// Rate of b less rate of a.
    pub difference: f64,
    /// The difference over a's rate; `None` where that is 0.
    pub relative: Option<f64>,
    /// Pooled z statistic; 0 where nothing differs.
    pub z: f64,
    /// Its two-sided p-value.
    pub p_value: f64,
    /// Normal interval of the difference, with separate variances (Wald).
    pub wald: (f64, f64),
    /// Newcombe's hybrid score interval (1998, method 10): good for small numbers too.
    pub newcombe: (f64, f64),
    /// Agresti and Caffo's interval (2000).
    pub agresti_caffo: (f64, f64),
    /// Fisher's exact test, two-sided.
    pub fisher_p_value: f64,
}

/// Compares two rates; `confidence` such as 0.95.
pub fn compare_proportions(a: ConversionCounts, b: ConversionCounts, confidence: f64) -> ProportionTest {
    let z_of_interval = normal_ppf(f64::midpoint(1.0, confidence));
    let (n_a, n_b) = (f64::from(a.n.max(1)), f64::from(b.n.max(1)));
    let (p_a, p_b) = (a.rate(), b.rate());
    let difference = p_b - p_a;
    let pooled = (f64::from(a.conversions) + f64::from(b.conversions)) / (n_a + n_b);
    let pooled_error = (pooled * (1.0 - pooled) * (1.0 / n_a + 1.0 / n_b)).sqrt();
    let z = if pooled_error > 0.0 { difference / pooled_error } else { 0.0 };
    let around = |centre: f64, error: f64| (centre - z_of_interval * error, centre + z_of_interval * error);
    let (low_a, high_a) = wilson_interval(a.conversions, a.n, z_of_interval);
    let (low_b, high_b) = wilson_interval(b.conversions, b.n, z_of_interval);
    let hypot = |x: f64, y: f64| (x * x + y * y).sqrt();
    let plus_one = |counts: ConversionCounts| (f64::from(counts.conversions) + 1.0, f64::from(counts.n) + 2.0);
    let ((conversions_a, more_a), (conversions_b, more_b)) = (plus_one(a), plus_one(b));
    let (q_a, q_b) = (conversions_a / more_a, conversions_b / more_b);
    ProportionTest {
        difference,
        relative: (a.conversions > 0).then(|| p_b / p_a - 1.0),
        z,
        p_value: normal_two_sided(z),
        wald: around(difference, (p_a * (1.0 - p_a) / n_a + p_b * (1.0 - p_b) / n_b).sqrt()),
        newcombe: (difference - hypot(p_b - low_b, high_a - p_a), difference + hypot(high_b - p_b, p_a - low_a)),
        agresti_caffo: around(q_b - q_a, (q_a * (1.0 - q_a) / more_a + q_b * (1.0 - q_b) / more_b).sqrt()),
        fisher_p_value: fisher_exact_two_sided(a.conversions, a.n, b.conversions, b.n),
    }
}
