//! Sample size, power and minimum detectable effect (MDE) of a test, and how many days it takes in this shop.

use super::error::{ExperimentError, MAX_VARIANTS, ensure_in_range};
use super::history::ShopHistory;
use clientele_core::statistics::{normal_cdf, normal_ppf};

/// How the sample size is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SampleSizeMethod {
    /// Pooled variance under the null hypothesis, separate ones under the alternative (Fleiss, Levin & Paik 2003, without correction): that of the z test.
    Pooled,
    /// Separate variances under both.
    Unpooled,
    /// By Cohen's h, the difference of arcsines (Cohen 1988).
    CohenH,
}

/// Customers in each of two groups, to find `p1` against `p2` with probability `power` by a two-sided test at `alpha`; not rounded.
/// Infinite where nothing differs.
///
/// ```
/// use clientele_analytics::experiment::{SampleSizeMethod, sample_size_proportions};
///
/// // From 10 % to 12 % of customers who order, with α = 5 % and a power of 80 %.
/// let each = sample_size_proportions(0.10, 0.12, 0.05, 0.8, SampleSizeMethod::Pooled);
/// assert_eq!(each.ceil(), 3_841.0);
/// ```
pub fn sample_size_proportions(p1: f64, p2: f64, alpha: f64, power: f64, method: SampleSizeMethod) -> f64 {
    let (z_alpha, z_power) = (normal_ppf(1.0 - alpha / 2.0), normal_ppf(power));
    let spread = p1 * (1.0 - p1) + p2 * (1.0 - p2);
    let difference = p1 - p2;
    match method {
        SampleSizeMethod::Pooled => {
            let pooled = f64::midpoint(p1, p2);
            let root = z_alpha * (2.0 * pooled * (1.0 - pooled)).sqrt() + z_power * spread.sqrt();
            (root / difference) * (root / difference)
        }
        SampleSizeMethod::Unpooled => (z_alpha + z_power) * (z_alpha + z_power) * spread / (difference * difference),
        SampleSizeMethod::CohenH => {
            if difference == 0.0 {
                return f64::INFINITY;
            }
            let (mut low, mut high) = (1.0, 1e15);
            for _ in 0..200 {
                let middle = f64::midpoint(low, high);
                if power_proportions(p1, p2, middle, alpha, method) < power {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            f64::midpoint(low, high)
        }
    }
}

/// Probability that a two-sided test at `alpha` with `n` customers in each of two groups finds `p1` against `p2`.
pub fn power_proportions(p1: f64, p2: f64, n: f64, alpha: f64, method: SampleSizeMethod) -> f64 {
    let z_alpha = normal_ppf(1.0 - alpha / 2.0);
    let unpooled = ((p1 * (1.0 - p1) + p2 * (1.0 - p2)) / n).sqrt();
    let pooled_share = f64::midpoint(p1, p2);
    let (under_none, under_some, difference) = match method {
        SampleSizeMethod::Pooled => ((2.0 * pooled_share * (1.0 - pooled_share) / n).sqrt(), unpooled, (p2 - p1).abs()),
        SampleSizeMethod::Unpooled => (unpooled, unpooled, (p2 - p1).abs()),
        SampleSizeMethod::CohenH => {
            let arc = |p: f64| 2.0 * libm::asin(p.sqrt());
            ((2.0 / n).sqrt(), (2.0 / n).sqrt(), (arc(p2) - arc(p1)).abs())
        }
    };
    if under_some <= 0.0 {
        return if difference > 0.0 { 1.0 } else { alpha };
    }
    normal_cdf((difference - z_alpha * under_none) / under_some) + normal_cdf((-z_alpha * under_none - difference) / under_some)
}

/// Minimum detectable difference upward from `p1`: the least that `n` customers in each of two groups find with probability `power`; `None` when not even
/// everybody converting would be found.
pub fn mde_proportions(p1: f64, n: f64, alpha: f64, power: f64) -> Option<f64> {
    let needs = |d: f64| sample_size_proportions(p1, p1 + d, alpha, power, SampleSizeMethod::Pooled);
    let (mut low, mut high) = (0.0, 1.0 - p1);
    if needs(high) > n {
        return None;
    }
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if needs(middle) > n {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(f64::midpoint(low, high))
}

/// Customers in each of two groups to find means that differ by `difference`, both with the standard deviation `std_dev`; not
/// rounded. The normal approximation: right for more than a few dozen.
pub fn sample_size_means(std_dev: f64, difference: f64, alpha: f64, power: f64) -> f64 {
    let root = (normal_ppf(1.0 - alpha / 2.0) + normal_ppf(power)) * std_dev / difference;
    2.0 * root * root
}

/// Probability that a two-sided test with `n` customers in each of two groups finds means that differ by `difference`.
pub fn power_means(std_dev: f64, difference: f64, n: f64, alpha: f64) -> f64 {
    let z_alpha = normal_ppf(1.0 - alpha / 2.0);
    let error = std_dev * (2.0 / n).sqrt();
    if error <= 0.0 {
        return if difference == 0.0 { alpha } else { 1.0 };
    }
    normal_cdf(difference.abs() / error - z_alpha) + normal_cdf(-z_alpha - difference.abs() / error)
}

/// Minimum detectable difference of means: the least that `n` customers in each of two groups find with probability `power`.
pub fn mde_means(std_dev: f64, n: f64, alpha: f64, power: f64) -> f64 {
    (normal_ppf(1.0 - alpha / 2.0) + normal_ppf(power)) * std_dev * (2.0 / n).sqrt()
}

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OutcomeMetric {
    /// The share of customers who order.
    Conversion {
        /// The share without any change, 0 to 1.
        base: f64,
    },
    /// Revenue per customer, those without an order included.
    Revenue {
        /// The mean without any change, above 0.
        mean: f64,
        /// The standard deviation.
        std_dev: f64,
    },
}

/// The relative effect to detect: 0.1 is a tenth more than the control.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect(pub f64);

/// A plan, not yet checked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlanParams {
    /// What is compared.
    pub metric: OutcomeMetric,
    /// The effect to be found.
    pub effect: Effect,
    /// Probability of a false alarm, 0.001 to 0.2.
    pub alpha: f64,
    /// Probability of finding the effect, 0.5 to 0.99.
    pub power: f64,
    /// Variants, the control included, 2 to 10.
    pub variants: u32,
}

/// Checked settings of a plan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ValidPlanParams(PlanParams);

impl PlanParams {
    /// Checks each setting.
    ///
    /// # Errors
    /// [`ExperimentError::Setting`] for the first one out of its bounds.
    pub fn check(self) -> Result<ValidPlanParams, ExperimentError> {
        ensure_in_range("alpha", self.alpha, 0.001, 0.2)?;
        ensure_in_range("power", self.power, 0.5, 0.99)?;
        ensure_in_range("variants", f64::from(self.variants), 2.0, MAX_VARIANTS as f64)?;
        ensure_in_range("effect", self.effect.0, 0.001, 100.0)?;
        match self.metric {
            OutcomeMetric::Conversion { base } => {
                ensure_in_range("base", base, 0.000_1, 0.999)?;
                ensure_in_range("base with the effect", base * (1.0 + self.effect.0), 0.0, 1.0)?;
            }
            OutcomeMetric::Revenue { mean, std_dev } => {
                ensure_in_range("mean", mean, 1e-6, 1e12)?;
                ensure_in_range("std_dev", std_dev, 1e-6, 1e12)?;
            }
        }
        Ok(ValidPlanParams(self))
    }
}

/// What a test needs, and what can be found in this shop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// The α of each comparison with the control: α over their number (Bonferroni).
    pub alpha_each: f64,
    /// Customers in each variant.
    pub per_variant: u64,
    /// Customers in all.
    pub total: u64,
    /// Customers who could take part.
    pub available: u32,
    /// Probability of finding the effect with all of them.
    pub power_with_all: f64,
    /// Minimum detectable effect with all of them at the power asked for, relative to the control; `None`: none.
    pub mde_with_all: Option<f64>,
    /// Days until so many different customers have ordered, at the pace of the last ones; `None`: not within the period of the files.
    pub days: Option<u32>,
}

/// The plan for a shop.
///
/// ```
/// use clientele_analytics::experiment::{Effect, OutcomeMetric, PlanParams, ShopHistory, plan};
/// use clientele_core::domain::{Dataset, Day, Money, SalesRow};
///
/// // Two hundred customers; each orders on one day of the first month, and half of them again in the second.
/// let names: Vec<String> = (0..300).map(|n| format!("{n:03}")).collect();
/// let rows = (0..300).map(|n| {
///     let day = if n < 200 { n as i32 % 30 } else { 30 + n as i32 % 30 };
///     SalesRow::new(&names[n % 200], &names[n], Day(day), "tea", 1, Money::from_ten_thousandths(90_000))
/// });
/// let shop = Dataset::from_rows(rows, "EUR")?;
///
/// let history = ShopHistory::of(&shop, Day(59), 30)?;
/// assert_eq!((history.customers(), history.conversion()), (200, 0.5));
/// let metric = OutcomeMetric::Conversion { base: history.conversion() };
/// let params = PlanParams { metric, effect: Effect(0.2), alpha: 0.05, power: 0.8, variants: 2 };
/// let plan = plan(&params.check()?, &history);
/// assert_eq!((plan.per_variant, plan.available), (388, 200), "from 50 % to 60 %: this shop has too few customers");
/// assert!(plan.power_with_all < 0.8);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn plan(params: &ValidPlanParams, history: &ShopHistory) -> Plan {
    let PlanParams { metric, effect, alpha, power, variants } = params.0;
    let alpha_each = alpha / f64::from(variants - 1);
    let available = history.customers();
    let n = f64::from(available) / f64::from(variants);
    let (needed, power_with_all, least) = match metric {
        OutcomeMetric::Conversion { base } => {
            let target = base * (1.0 + effect.0);
            let method = SampleSizeMethod::Pooled;
            let least = if n >= 1.0 { mde_proportions(base, n, alpha_each, power) } else { None };
            (
                sample_size_proportions(base, target, alpha_each, power, method),
                if n >= 1.0 { power_proportions(base, target, n, alpha_each, method) } else { 0.0 },
                least.map(|difference| difference / base),
            )
        }
        OutcomeMetric::Revenue { mean, std_dev } => {
            let difference = mean * effect.0;
            let least = (n >= 1.0).then(|| mde_means(std_dev, n, alpha_each, power) / mean);
            (
                sample_size_means(std_dev, difference, alpha_each, power),
                if n >= 1.0 { power_means(std_dev, difference, n, alpha_each) } else { 0.0 },
                least,
            )
        }
    };
    let per_variant = needed.ceil().min(1e15) as u64;
    let total = per_variant * u64::from(variants);
    Plan { alpha_each, per_variant, total, available, power_with_all, mde_with_all: least, days: history.days_to_reach(total) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_settings_are_named() {
        let good = PlanParams {
            metric: OutcomeMetric::Conversion { base: 0.1 },
            effect: Effect(0.2),
            alpha: 0.05,
            power: 0.8,
            variants: 2,
        };
        assert!(good.check().is_ok());
        let name = |params: PlanParams| match params.check() {
            Err(ExperimentError::Setting { name, .. }) => name,
            other => panic!("{other:?}"),
        };
        assert_eq!(name(PlanParams { alpha: 0.0, ..good }), "alpha");
        assert_eq!(name(PlanParams { power: f64::NAN, ..good }), "power");
        assert_eq!(name(PlanParams { variants: 1, ..good }), "variants");
        assert_eq!(name(PlanParams { effect: Effect(0.0), ..good }), "effect");
        assert_eq!(name(PlanParams { effect: Effect(20.0), ..good }), "base with the effect");
        assert_eq!(name(PlanParams { metric: OutcomeMetric::Revenue { mean: 0.0, std_dev: 1.0 }, ..good }), "mean");
    }

    #[test]
    fn means_and_power_read_back() {
        let n = sample_size_means(40.0, 5.0, 0.05, 0.8);
        // 2 × (1.959964 + 0.841621)² × 64.
        assert!((n - 1_004.656).abs() < 0.01, "{n}");
        assert!((power_means(40.0, 5.0, n, 0.05) - 0.8).abs() < 1e-4);
        assert!((mde_means(40.0, n, 0.05, 0.8) - 5.0).abs() < 1e-12);
        assert_eq!(mde_proportions(0.9, 3.0, 0.05, 0.9), None);
    }
}
