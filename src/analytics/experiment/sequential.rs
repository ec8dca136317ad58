//! Sequential intervals: they hold at every look, however often one looks, so a test may be stopped early. Asymptotic confidence
//! sequences with a normal mixture (Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas 2024, "Time-uniform central limit theory and
//! asymptotic confidence sequences"), tuned as GrowthBook tunes them.
//!
//! Two things come from outside the data. The *planned size*, at which the sequence is tightest, is fixed before the first look: tuned for
//! the number seen so far, every look would have an interval of its own and false alarms would add up. And the sequence has a *start*,
//! as in the theory, which is asymptotic in the time of the first look: each group needs [`START`] customers of its rarer outcome
//! (GrowthBook likewise shows nothing below a "minimum metric total").
//!
//! A small group that has not met its large spenders yet looks less spread than it is. So each group's variance is at least the pooled one.
//! Without that, and without a start, up to half of the tests without an effect call one when one group gets a tenth of the customers
//! (simulated, 1,000 looks).

use super::mean::Moments;
use super::proportion::ConversionCounts;

/// Customers who ordered, and customers who did not, that each group must have before there is an interval.
pub const START: u32 = 20;

/// The planned size where none is given: GrowthBook's default.
pub const DEFAULT_PLANNED_CUSTOMERS: u32 = 5_000;

/// What has been seen of a group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SeenGroup {
    moments: Moments,
    /// Customers of its rarer outcome.
    rarer: u32,
}

impl SeenGroup {
    /// Conversions.
    pub fn of_counts(counts: ConversionCounts) -> Self {
        let n = f64::from(counts.n);
        let variance = if counts.n > 1 { counts.rate() * (1.0 - counts.rate()) * n / (n - 1.0) } else { 0.0 };
        let moments = Moments { n: counts.n, mean: counts.rate(), variance };
        Self { moments, rarer: counts.conversions.min(counts.n.saturating_sub(counts.conversions)) }
    }

    /// Values, `nonzero` of which are not 0: a measure such as spending needs customers who spent.
    pub fn of_values(moments: Moments, nonzero: u32) -> Self {
        Self { moments, rarer: nonzero }
    }
}

/// An interval that holds at every look.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sequential {
    /// The interval of the difference.
    pub interval: (f64, f64),
    /// A p-value that holds at every look: the least α whose interval leaves out 0.
    pub p_value: f64,
}

/// The interval of the mean of b less the mean of a; `None` before the start. `alpha` such as 0.05; `planned` is the number of customers
/// in both groups together that is planned, fixed before the first look. The interval holds whatever that number is.
///
/// ```
/// use clientele_analytics::experiment::{ConversionCounts, SeenGroup, always_valid};
///
/// let [control, offer] = [100, 140].map(|conversions| SeenGroup::of_counts(ConversionCounts { n: 1_000, conversions }));
/// let found = always_valid(&control, &offer, 0.05, 2_000.0).ok_or("too few orders")?;
/// // A single look at the end finds this difference (p = 0.006). Who looks every evening needs more.
/// assert!(found.interval.0 < 0.0 && found.p_value > 0.05);
///
/// let [few, more] = [10, 14].map(|conversions| SeenGroup::of_counts(ConversionCounts { n: 100, conversions }));
/// assert_eq!(always_valid(&few, &more, 0.05, 2_000.0), None, "fewer than 20 orders in a group");
/// # Ok::<(), &str>(())
/// ```
pub fn always_valid(a: &SeenGroup, b: &SeenGroup, alpha: f64, planned: f64) -> Option<Sequential> {
    if a.rarer.min(b.rarer) < START {
        return None;
    }
    let (a, b) = (&a.moments, &b.moments);
    let [n_a, n_b] = [a, b].map(|group| f64::from(group.n));
    let pooled = ((n_a - 1.0) * a.variance + (n_b - 1.0) * b.variance) / (n_a + n_b - 2.0);
    let error = (a.variance.max(pooled) / n_a + b.variance.max(pooled) / n_b).sqrt();
    normal_mixture(b.mean - a.mean, error, n_a + n_b, alpha, planned)
}

/// The normal mixture's interval. `error` is the standard error of `difference`, `n` the customers behind it. `None` where nothing varies.
fn normal_mixture(difference: f64, error: f64, n: f64, alpha: f64, planned: f64) -> Option<Sequential> {
    if !(error > 0.0 && n > 0.0 && planned > 0.0) {
        return None;
    }
    let ln_alpha = libm::log(alpha);
    let rho_squared = (-2.0 * ln_alpha + libm::log1p(-2.0 * ln_alpha)) / planned;
    let grown = n * rho_squared;
    let ln_root = 0.5 * libm::log1p(grown);
    // half² = error² n × 2 (nρ² + 1) / (nρ)² × ln(√(nρ² + 1) / α)
    let half = error * (2.0 * (grown + 1.0) / grown * (ln_root - ln_alpha)).sqrt();
    let z = difference / error;
    let p_value = libm::exp((ln_root - z * z * grown / (2.0 * (grown + 1.0))).min(0.0));
    Some(Sequential { interval: (difference - half, difference + half), p_value })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clientele_core::statistics::draw::{seeded, unit};
    use proptest::prelude::*;
    use rand::Rng;

    proptest! {
        #[test]
        fn interval_and_p_value_say_the_same(
            difference in -0.2_f64..0.2, error in 0.001_f64..0.1, n in 10.0_f64..1e6, planned in 100.0_f64..1e6, alpha in 0.001_f64..0.2,
        ) {
            let found = normal_mixture(difference, error, n, alpha, planned).unwrap();
            let outside = found.interval.0 > 0.0 || found.interval.1 < 0.0;
            prop_assume!((found.p_value - alpha).abs() > 1e-9);
            prop_assert_eq!(outside, found.p_value < alpha);
            // Wider than the interval for one look: that is its price.
            let once = clientele_core::statistics::normal_ppf(1.0 - alpha / 2.0) * error;
            prop_assert!(found.interval.1 - difference > once);
        }
    }

    #[test]
    fn as_growthbook_computes_it() {
        // gbstats: rho = sqrt((-2 ln .05 + ln(-2 ln .05 + 1)) / 5000); halfwidth by its formula, worked out by hand for s2 = 1, n = 10,000.
        let found = normal_mixture(0.0, 0.01, 10_000.0, 0.05, 5_000.0).unwrap();
        let rho_squared = (5.991_464_547_107_979 + libm::log(6.991_464_547_107_979)) / 5_000.0;
        let n = 10_000.0;
        let by_hand = (2.0 * (n * rho_squared + 1.0) * libm::log((n * rho_squared + 1.0).sqrt() / 0.05)
            / (n * rho_squared.sqrt() * (n * rho_squared.sqrt())))
        .sqrt();
        assert!((found.interval.1 - by_hand).abs() < 1e-14, "{} {by_hand}", found.interval.1);
    }

    #[test]
    fn it_starts_when_each_group_has_enough_of_both_outcomes() {
        let seen = |n, conversions| SeenGroup::of_counts(ConversionCounts { n, conversions });
        let is_open = |a, b| always_valid(&a, &b, 0.05, 5_000.0).is_none();
        assert!(is_open(seen(100, 19), seen(100, 50)) && is_open(seen(100, 50), seen(100, 81)));
        assert!(!is_open(seen(100, 20), seen(100, 80)) && is_open(seen(0, 0), seen(0, 0)));
        let values = |nonzero| SeenGroup::of_values(Moments { n: 500, mean: 1.0, variance: 4.0 }, nonzero);
        assert!(is_open(values(19), values(400)) && !is_open(values(20), values(400)));
        assert!(
            always_valid(&SeenGroup::of_values(Moments { n: 50, mean: 1.0, variance: 0.0 }, 50), &values(50), 0.05, 9.0)
                .is_some()
        );
    }

    /// How a customer of a made-up shop behaves; nothing depends on the group.
    struct Shop {
        /// The share who order.
        rate: f64,
        /// Spread of what they spend (σ of its logarithm); `None`: only whether they order is looked at.
        spread: Option<f64>,
        /// Share of customers in the second group.
        second: f64,
    }

    /// Running sums of one group.
    #[derive(Clone, Copy, Default)]
    struct Running {
        n: u32,
        nonzero: u32,
        mean: f64,
        squares: f64,
    }

    impl Running {
        fn add(&mut self, value: f64) {
            self.n += 1;
            self.nonzero += u32::from(value > 0.0);
            let from_old = value - self.mean;
            self.mean += from_old / f64::from(self.n);
            self.squares += from_old * (value - self.mean);
        }

        fn seen(&self, is_share: bool) -> SeenGroup {
            let variance = if self.n > 1 { self.squares / f64::from(self.n - 1) } else { 0.0 };
            match is_share {
                true => SeenGroup::of_counts(ConversionCounts { n: self.n, conversions: self.nonzero }),
                false => SeenGroup::of_values(Moments { n: self.n, mean: self.mean, variance }, self.nonzero),
            }
        }
    }

    fn normal(rng: &mut impl Rng) -> f64 {
        let radius = (-2.0 * libm::log(1.0 - unit(rng))).sqrt();
        radius * libm::cos(2.0 * std::f64::consts::PI * unit(rng))
    }

    /// The share of experiments without an effect in which any of `looks` looks calls one; `per_look` customers come between looks.
    fn false_alarms(shop: &Shop, looks: u32, per_look: u32, planned: impl Fn(f64) -> f64) -> f64 {
        const RUNS: u32 = 1_000;
        let mut rng = seeded(11, 1);
        let mut alarms = 0;
        for _ in 0..RUNS {
            let mut groups = [Running::default(); 2];
            alarms += u32::from((0..looks).fold(false, |called, _| {
                for _ in 0..per_look {
                    let group = usize::from(unit(&mut rng) < shop.second);
                    let orders = unit(&mut rng) < shop.rate;
                    let spent = shop.spread.map_or(1.0, |spread| libm::exp(spread * normal(&mut rng)));
                    groups[group].add(if orders { spent } else { 0.0 });
                }
                let [a, b] = groups.map(|group| group.seen(shop.spread.is_none()));
                let seen = f64::from(groups[0].n) + f64::from(groups[1].n);
                called || always_valid(&a, &b, 0.05, planned(seen)).is_some_and(|found| found.p_value < 0.05)
            }));
        }
        f64::from(alarms) / f64::from(RUNS)
    }

    #[test]
    fn false_alarms_over_a_thousand_looks_stay_below_the_level() {
        // Groups of equal size and of nine to one; few customers and many; a plan that is kept, and one of a tenth of what comes.
        for spread in [None, Some(1.0), Some(1.5)] {
            for (rate, second, per_look) in [(0.5, 0.5, 1), (0.1, 0.5, 4), (0.5, 0.1, 2), (0.1, 0.1, 6)] {
                let shop = Shop { rate, spread, second };
                let comes = f64::from(1_000 * per_look);
                for planned in [comes, comes / 10.0] {
                    let alarms = false_alarms(&shop, 1_000, per_look, |_| planned);
                    assert!(alarms < 0.05, "{alarms} of {rate} {spread:?} {second} {per_look} {planned}");
                }
            }
        }
    }

    #[test]
    fn tuned_for_what_has_been_seen_alarms_add_up() {
        let shop = Shop { rate: 0.5, spread: None, second: 0.5 };
        let fixed = false_alarms(&shop, 1_000, 5, |_| 5_000.0);
        let moving = false_alarms(&shop, 1_000, 5, |seen| seen);
        assert!(moving > 1.5 * fixed, "{moving} against {fixed}");
    }
}
