//! The peeking problem: many experiments with a known truth are simulated and tested each evening, to show how often a difference is
//! called by repeated tests, by one test at the end, and by a sequential interval.

use super::binomial::Binomial;
use super::error::{ExperimentError, ensure_in_range};
use super::proportion::ConversionCounts;
use super::sequential::{SeenGroup, always_valid};
use clientele_core::statistics::normal_ppf;
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

/// What is played, not yet checked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PeekParams {
    /// Days of the experiment, 2 to 180.
    pub days: u32,
    /// Customers per day in each of two variants, 1 to 10,000.
    pub customers_per_day: u32,
    /// Share of them who order, 0.0001 to 0.9999.
    pub base: f64,
    /// The true effect as a share of the base, -0.9 to 10; 0: there is none, and whatever is found is false.
    pub effect: f64,
    /// Probability of a false alarm that is meant, 0.001 to 0.2.
    pub alpha: f64,
    /// Experiments played, 10 to 20,000.
    pub runs: u32,
    /// Seed of the draws.
    pub seed: u64,
}

/// What can be played.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ValidPeekParams(PeekParams);

impl PeekParams {
    /// Checks each setting.
    ///
    /// # Errors
    /// [`ExperimentError::Setting`] for the first one out of its bounds.
    pub fn check(self) -> Result<ValidPeekParams, ExperimentError> {
        ensure_in_range("days", f64::from(self.days), 2.0, 180.0)?;
        ensure_in_range("customers_per_day", f64::from(self.customers_per_day), 1.0, 10_000.0)?;
        ensure_in_range("base", self.base, 0.000_1, 0.999_9)?;
        ensure_in_range("effect", self.effect, -0.9, 10.0)?;
        ensure_in_range("base with the effect", self.base * (1.0 + self.effect), 0.0, 1.0)?;
        ensure_in_range("alpha", self.alpha, 0.001, 0.2)?;
        ensure_in_range("runs", f64::from(self.runs), 10.0, 20_000.0)?;
        Ok(ValidPeekParams(self))
    }
}

/// Shares of the experiments in which a difference had been called by the evening of a day.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PeekDay {
    /// By the z test every evening, stopping at the first p-value below α.
    pub peeking: f64,
    /// By the z test on this evening only.
    pub fixed_horizon: f64,
    /// By the sequential interval every evening.
    pub sequential: f64,
}

/// Experiments being played.
#[derive(Debug)]
pub struct Peeking {
    params: PeekParams,
    z_alpha: f64,
    binomials: [Binomial; 2],
    rng: Xoshiro256PlusPlus,
    played: u32,
    /// By day: first called by the z test, called by it that day, first called by the sequential interval.
    counts: Vec<[u32; 3]>,
}

impl std::fmt::Debug for Binomial {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Binomial")
    }
}

impl Peeking {
    /// Nothing played yet.
    pub fn new(params: &ValidPeekParams) -> Self {
        let params = params.0;
        let binomial = |p: f64| Binomial::new(params.customers_per_day, p);
        Self {
            params,
            z_alpha: normal_ppf(1.0 - params.alpha / 2.0),
            binomials: [binomial(params.base), binomial((params.base * (1.0 + params.effect)).min(1.0))],
            rng: Xoshiro256PlusPlus::seed_from_u64(params.seed),
            played: 0,
            counts: vec![[0; 3]; params.days as usize],
        }
    }

    /// Plays some experiments; true when all are done.
    pub fn step(&mut self) -> bool {
        let to = self.params.runs.min(self.played + 100);
        while self.played < to {
            self.play();
            self.played += 1;
        }
        self.played == self.params.runs
    }

    fn play(&mut self) {
        let (mut conversions_a, mut conversions_b) = (0, 0);
        let (mut called, mut called_sequential) = (false, false);
        let planned = 2.0 * f64::from(self.params.customers_per_day) * f64::from(self.params.days);
        for (day, counts) in self.counts.iter_mut().enumerate() {
            conversions_a += self.binomials[0].draw(&mut self.rng);
            conversions_b += self.binomials[1].draw(&mut self.rng);
            let n = self.params.customers_per_day * (day as u32 + 1);
            let [counts_a, counts_b] = [conversions_a, conversions_b].map(|conversions| ConversionCounts { n, conversions });
            let (n, a, b) = (f64::from(n), counts_a.rate(), counts_b.rate());
            let pooled = f64::midpoint(a, b);
            let error = (2.0 * pooled * (1.0 - pooled) / n).sqrt();
            let is_found = error > 0.0 && ((b - a) / error).abs() >= self.z_alpha;
            counts[1] += u32::from(is_found);
            counts[0] += u32::from(is_found && !called);
            called |= is_found;
            let [seen_a, seen_b] = [counts_a, counts_b].map(SeenGroup::of_counts);
            let alpha = self.params.alpha;
            let is_found = always_valid(&seen_a, &seen_b, alpha, planned).is_some_and(|found| found.p_value < alpha);
            counts[2] += u32::from(is_found && !called_sequential);
            called_sequential |= is_found;
        }
    }

    /// Day by day. Steps not done yet are done now.
    pub fn finish(mut self) -> Vec<PeekDay> {
        while !self.step() {}
        let runs = f64::from(self.params.runs);
        let (mut peeked, mut sequential) = (0, 0);
        self.counts
            .iter()
            .map(|[first, now, first_sequential]| {
                peeked += first;
                sequential += first_sequential;
                PeekDay {
                    peeking: f64::from(peeked) / runs,
                    fixed_horizon: f64::from(*now) / runs,
                    sequential: f64::from(sequential) / runs,
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn last(change: impl FnOnce(&mut PeekParams)) -> PeekDay {
        let mut params =
            PeekParams { days: 28, customers_per_day: 200, base: 0.1, effect: 0.0, alpha: 0.05, runs: 2_000, seed: 11 };
        change(&mut params);
        *Peeking::new(&params.check().unwrap()).finish().last().unwrap()
    }

    #[test]
    fn peeking_alarms_falsely_and_the_sequential_interval_does_not() {
        let day = last(|_| {});
        // 28 looks at a 5 % test: about a quarter by theory of repeated tests (Armitage, McPherson & Rowe 1969).
        assert!((0.20..0.33).contains(&day.peeking), "{day:?}");
        // Five standard errors around 5 %.
        assert!((day.fixed_horizon - 0.05).abs() < 0.025, "{day:?}");
        assert!(day.sequential < 0.05, "{day:?}");
    }

    #[test]
    fn a_true_difference_is_found_either_way() {
        let day = last(|p| p.effect = 0.3);
        assert!(day.fixed_horizon > 0.99 && day.sequential > 0.9, "{day:?}");
    }

    #[test]
    fn days_only_add_up_and_seeds_repeat() {
        let params = PeekParams { days: 10, customers_per_day: 30, base: 0.2, effect: 0.0, alpha: 0.1, runs: 300, seed: 1 };
        let days = Peeking::new(&params.check().unwrap()).finish();
        assert!(days.windows(2).all(|w| w[1].peeking >= w[0].peeking && w[1].sequential >= w[0].sequential));
        assert!(days.iter().all(|d| d.fixed_horizon <= d.peeking));
        assert_eq!(days, Peeking::new(&params.check().unwrap()).finish());
        assert!(PeekParams { days: 1, ..params }.check().is_err());
        assert!(PeekParams { base: 0.6, effect: 1.0, ..params }.check().is_err());
    }
}
