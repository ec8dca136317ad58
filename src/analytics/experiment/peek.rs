//! Why looking every day misleads: many experiments with a known truth are played through, and looked at each evening.

use super::binomial::Binomial;
use super::error::{ExperimentError, hold};
use super::sequential::always_valid;
use clientele_core::statistics::normal_quantile;
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
        hold("days", f64::from(self.days), 2.0, 180.0)?;
        hold("customers_per_day", f64::from(self.customers_per_day), 1.0, 10_000.0)?;
        hold("base", self.base, 0.000_1, 0.999_9)?;
        hold("effect", self.effect, -0.9, 10.0)?;
        hold("base with the effect", self.base * (1.0 + self.effect), 0.0, 1.0)?;
        hold("alpha", self.alpha, 0.001, 0.2)?;
        hold("runs", f64::from(self.runs), 10.0, 20_000.0)?;
        Ok(ValidPeekParams(self))
    }
}

/// Shares of the experiments in which a difference had been called by the evening of a day.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PeekDay {
    /// By looking at the usual test every evening, and stopping at the first p-value below α.
    pub every_evening: f64,
    /// By looking at the usual test on this evening only.
    pub this_evening: f64,
    /// By looking every evening at the interval that holds at every look.
    pub always_valid: f64,
}

/// Experiments being played.
#[derive(Debug)]
pub struct Peeking {
    params: PeekParams,
    z_alpha: f64,
    binomials: [Binomial; 2],
    rng: Xoshiro256PlusPlus,
    played: u32,
    /// By day: first called at the usual test, called that day, first called at the interval.
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
            z_alpha: normal_quantile(1.0 - params.alpha / 2.0),
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
        let (mut hits_a, mut hits_b) = (0.0, 0.0);
        let (mut called, mut called_valid) = (false, false);
        let per_day = f64::from(self.params.customers_per_day);
        let tuned_for = 2.0 * per_day * f64::from(self.params.days);
        for (day, counts) in self.counts.iter_mut().enumerate() {
            hits_a += f64::from(self.binomials[0].draw(&mut self.rng));
            hits_b += f64::from(self.binomials[1].draw(&mut self.rng));
            let n = per_day * (day as f64 + 1.0);
            let (a, b) = (hits_a / n, hits_b / n);
            let pooled = f64::midpoint(a, b);
            let error = (2.0 * pooled * (1.0 - pooled) / n).sqrt();
            let is_found = error > 0.0 && ((b - a) / error).abs() >= self.z_alpha;
            counts[1] += u32::from(is_found);
            counts[0] += u32::from(is_found && !called);
            called |= is_found;
            let plain = ((a * (1.0 - a) + b * (1.0 - b)) / n).sqrt();
            let valid = always_valid(b - a, plain, 2.0 * n, self.params.alpha, tuned_for).p_value < self.params.alpha;
            counts[2] += u32::from(valid && !called_valid);
            called_valid |= valid;
        }
    }

    /// Day by day. Steps not done yet are done now.
    pub fn finish(mut self) -> Vec<PeekDay> {
        while !self.step() {}
        let runs = f64::from(self.params.runs);
        let (mut peeked, mut valid) = (0, 0);
        self.counts
            .iter()
            .map(|[first, now, first_valid]| {
                peeked += first;
                valid += first_valid;
                PeekDay {
                    every_evening: f64::from(peeked) / runs,
                    this_evening: f64::from(*now) / runs,
                    always_valid: f64::from(valid) / runs,
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
    fn peeking_alarms_falsely_and_the_always_valid_interval_does_not() {
        let day = last(|_| {});
        // 28 looks at a 5 % test: about a quarter by theory of repeated tests (Armitage, McPherson & Rowe 1969).
        assert!((0.20..0.33).contains(&day.every_evening), "{day:?}");
        // Five standard errors around 5 %.
        assert!((day.this_evening - 0.05).abs() < 0.025, "{day:?}");
        assert!(day.always_valid < 0.05, "{day:?}");
    }

    #[test]
    fn a_true_difference_is_found_either_way() {
        let day = last(|p| p.effect = 0.3);
        assert!(day.this_evening > 0.99 && day.always_valid > 0.9, "{day:?}");
    }

    #[test]
    fn days_only_add_up_and_seeds_repeat() {
        let params = PeekParams { days: 10, customers_per_day: 30, base: 0.2, effect: 0.0, alpha: 0.1, runs: 300, seed: 1 };
        let days = Peeking::new(&params.check().unwrap()).finish();
        assert!(days.windows(2).all(|w| w[1].every_evening >= w[0].every_evening && w[1].always_valid >= w[0].always_valid));
        assert!(days.iter().all(|d| d.this_evening <= d.every_evening));
        assert_eq!(days, Peeking::new(&params.check().unwrap()).finish());
        assert!(PeekParams { days: 1, ..params }.check().is_err());
        assert!(PeekParams { base: 0.6, effect: 1.0, ..params }.check().is_err());
    }
}
