//! An experiment simulated on the shop's own customers: their real orders of the last days are the control's outcome, and the assumed
//! effect of a variant is put on top. Customers are assigned anew in each run. The share of runs that find a difference is the test's
//! power at the assumed effect, and its rate of false alarms where the effect is 0.

use super::analyse::{Analysis, Outcomes, analyse};
use super::assign::{ValidVariants, assign};
use super::cuped::cuped;
use super::error::{ExperimentError, ensure_in_range};
use super::history::ShopHistory;
use super::mean::{Moments, welch};
use super::proportion::{ConversionCounts, compare_proportions};
use clientele_core::statistics::draw::{below, unit};
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

/// What is played, not yet checked.
#[derive(Clone, Debug, PartialEq)]
pub struct SimulationParams {
    /// The variants, the control first.
    pub variants: ValidVariants,
    /// Assumed effect of each other variant on the share that orders, -0.9 to 10; 0.1 is "a tenth more".
    pub conversion_effects: Vec<f64>,
    /// Assumed effect of each other variant on what those who order spend, -0.9 to 10.
    pub spending_effects: Vec<f64>,
    /// Runs, 1 to 2,000.
    pub runs: u32,
    /// Probability of a false alarm that is meant, 0.001 to 0.2.
    pub alpha: f64,
    /// Seed of the draws.
    pub seed: u64,
}

/// What can be played.
#[derive(Clone, Debug, PartialEq)]
pub struct ValidSimulationParams(SimulationParams);

impl SimulationParams {
    /// Checks each setting.
    ///
    /// # Errors
    /// [`ExperimentError`] for the first one that cannot be used; effects must be one for each variant but the first.
    pub fn check(self) -> Result<ValidSimulationParams, ExperimentError> {
        let others = self.variants.get().len() - 1;
        for (name, effects) in [("conversion_effects", &self.conversion_effects), ("spending_effects", &self.spending_effects)] {
            ensure_in_range(name, effects.len() as f64, others as f64, others as f64)?;
            for &effect in effects {
                ensure_in_range(name, effect, -0.9, 10.0)?;
            }
        }
        ensure_in_range("runs", f64::from(self.runs), 1.0, 2_000.0)?;
        ensure_in_range("alpha", self.alpha, 0.001, 0.2)?;
        Ok(ValidSimulationParams(self))
    }
}

/// What the runs found of one variant.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SimulatedArm {
    /// Share of the runs that found it better by the share that orders (z test at α).
    pub found_better: f64,
    /// Share that found it worse.
    pub found_worse: f64,
    /// Mean of the estimated differences of that share.
    pub mean_difference: f64,
    /// Share of the runs that found any difference of spending per customer (Welch's test).
    pub revenue_found: f64,
    /// The same with earlier spending taken out (CUPED).
    pub cuped_found: f64,
}

/// The results of the runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Simulation {
    /// Runs played.
    pub runs: u32,
    /// Customers assigned.
    pub customers: u32,
    /// The share that really ordered.
    pub base: f64,
    /// Each variant but the first.
    pub arms: Vec<SimulatedArm>,
    /// Mean share of the variance of spending that earlier spending explains.
    pub variance_reduction: f64,
    /// The first run, analysed as a real experiment would be.
    pub example: Analysis,
}

/// Runs being played.
#[derive(Debug)]
pub struct Simulator<'a> {
    params: SimulationParams,
    history: &'a ShopHistory,
    strata: Vec<u32>,
    /// What those who ordered spent.
    spendings: Vec<f64>,
    base: f64,
    rng: Xoshiro256PlusPlus,
    played: u32,
    arms: Vec<SimulatedArm>,
    reduction: f64,
    example: Option<Analysis>,
}

impl<'a> Simulator<'a> {
    /// Nothing played yet. `stratum` tells a customer's stratum by the row of the customer table.
    pub fn new(params: ValidSimulationParams, history: &'a ShopHistory, stratum: impl Fn(usize) -> u32) -> Self {
        let params = params.0;
        let spendings = history.converted().iter().zip(history.spent()).filter(|(c, _)| **c).map(|(_, s)| *s).collect();
        Self {
            strata: history.customer().iter().map(|c| stratum(c.ix())).collect(),
            spendings,
            base: history.conversion(),
            rng: Xoshiro256PlusPlus::seed_from_u64(params.seed),
            played: 0,
            arms: vec![SimulatedArm::default(); params.conversion_effects.len()],
            reduction: 0.0,
            example: None,
            params,
            history,
        }
    }

    /// Plays one run; true when all are done.
    pub fn step(&mut self) -> bool {
        if self.played >= self.params.runs {
            return true;
        }
        let outcomes = self.outcomes();
        self.tally(&outcomes);
        if self.played == 0 {
            let planned = f64::from(self.history.customers().max(10));
            self.example = analyse(&outcomes, self.params.alpha, planned).ok();
        }
        self.played += 1;
        self.played >= self.params.runs
    }

    /// Assigns customers and puts the effects on top of what they did.
    fn outcomes(&mut self) -> Outcomes {
        let seed = self.params.seed.wrapping_add(u64::from(self.played).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let variant = assign(&self.strata, &self.params.variants, seed);
        let mut converted = self.history.converted().to_vec();
        let mut spent = self.history.spent().to_vec();
        for (row, &arm) in variant.iter().enumerate() {
            let Some(other) = usize::from(arm).checked_sub(1) else { continue };
            let (lift, more) = (self.params.conversion_effects[other], self.params.spending_effects[other]);
            if lift > 0.0 && !converted[row] {
                // Scaled so that the conversion rate of all customers rises by the lift.
                let needed = self.base * lift / (1.0 - self.base).max(1e-12);
                if unit(&mut self.rng) < needed && !self.spendings.is_empty() {
                    converted[row] = true;
                    spent[row] = self.spendings[below(&mut self.rng, self.spendings.len() as u32) as usize];
                }
            } else if lift < 0.0 && converted[row] && unit(&mut self.rng) < -lift {
                converted[row] = false;
                spent[row] = 0.0;
            }
            spent[row] *= 1.0 + more;
        }
        Outcomes {
            variants: self.params.variants.get().iter().map(|v| v.name.clone()).collect(),
            planned: self.params.variants.shares(),
            variant,
            converted,
            revenue: Some(spent),
            pre_experiment: Some(self.history.before().to_vec()),
            guardrails: Vec::new(),
        }
    }

    fn tally(&mut self, outcomes: &Outcomes) {
        let arms = outcomes.variants.len();
        let confidence = 1.0 - self.params.alpha;
        let spent = outcomes.revenue.as_deref().unwrap_or_default();
        let adjusted = outcomes.pre_experiment.as_ref().and_then(|before| cuped(&outcomes.variant, arms, spent, before));
        self.reduction += adjusted.as_ref().map_or(0.0, |c| c.variance_reduction);
        let mut counts = vec![ConversionCounts::default(); arms];
        for (&arm, &converted) in outcomes.variant.iter().zip(&outcomes.converted) {
            counts[usize::from(arm)].n += 1;
            counts[usize::from(arm)].conversions += u32::from(converted);
        }
        let revenue = |arm: usize| {
            Moments::of(outcomes.variant.iter().zip(spent).filter(move |(v, _)| usize::from(**v) == arm).map(|(_, x)| *x))
        };
        let control = revenue(0);
        let one = |is: bool| f64::from(u8::from(is));
        for (other, found) in self.arms.iter_mut().enumerate() {
            let arm = other + 1;
            let test = compare_proportions(counts[0], counts[arm], confidence);
            let is_found = test.p_value < self.params.alpha;
            found.found_better += one(is_found && test.difference > 0.0);
            found.found_worse += one(is_found && test.difference < 0.0);
            found.mean_difference += test.difference;
            found.revenue_found += one(welch(&control, &revenue(arm), confidence).p_value < self.params.alpha);
            let by_cuped = adjusted.as_ref().map(|c| welch(&c.arms[0], &c.arms[arm], confidence).p_value);
            found.cuped_found += one(by_cuped.is_some_and(|p| p < self.params.alpha));
        }
    }

    /// The results of the runs. Runs not played yet are played now.
    ///
    /// # Errors
    /// When the first run could not be analysed, which its checked settings rule out.
    pub fn finish(mut self) -> Result<Simulation, ExperimentError> {
        while !self.step() {}
        let runs = f64::from(self.played.max(1));
        for arm in &mut self.arms {
            for sum in [
                &mut arm.found_better,
                &mut arm.found_worse,
                &mut arm.mean_difference,
                &mut arm.revenue_found,
                &mut arm.cuped_found,
            ] {
                *sum /= runs;
            }
        }
        let days = (self.history.window().last.0 - self.history.window().first.0).unsigned_abs() + 1;
        Ok(Simulation {
            runs: self.played,
            customers: self.history.customers(),
            base: self.base,
            arms: self.arms,
            variance_reduction: self.reduction / runs,
            example: self.example.ok_or(ExperimentError::NoHistory { days })?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::assign::Variants;
    use super::*;
    use clientele_core::domain::fixture::shop;
    use clientele_core::domain::{Dataset, Day};

    /// Customers who order every so often, some of them in the last 30 of 330 days.
    fn dataset() -> Dataset {
        let mut orders = Vec::new();
        for c in 0..1_500_u32 {
            let pace = 20 + (c * 37 % 101) as i32;
            let mut day = (c * 13 % 60) as i32;
            while day < 330 {
                orders.push((c, day, 500 + i64::from(c % 40) * 100));
                day += pace;
            }
        }
        shop(1_500, &orders)
    }

    fn simulate(effect: f64, runs: u32) -> Simulation {
        let dataset = dataset();
        let history = ShopHistory::of(&dataset, Day(329), 30).unwrap();
        let params = SimulationParams {
            variants: Variants::equal(2).check().unwrap(),
            conversion_effects: vec![effect],
            spending_effects: vec![0.0],
            runs,
            alpha: 0.05,
            seed: 4,
        };
        Simulator::new(params.check().unwrap(), &history, |row| row as u32 % 3).finish().unwrap()
    }

    #[test]
    fn nothing_is_found_where_nothing_is_and_much_where_much_is() {
        let none = simulate(0.0, 400);
        assert_eq!((none.runs, none.customers), (400, 1_500));
        // Five standard errors around 2.5 % each way.
        assert!(none.arms[0].found_better < 0.065 && none.arms[0].found_worse < 0.065, "{none:?}");
        assert!(none.arms[0].mean_difference.abs() < 0.01);
        let much = simulate(0.5, 60);
        assert!(much.arms[0].found_better > 0.95, "{:?}", much.arms);
        assert!((much.arms[0].mean_difference - 0.5 * much.base).abs() < 0.02, "{:?}", much.arms);
        assert!(much.variance_reduction > 0.02, "what they spent before explains some of what they spend");
        let less = simulate(-0.5, 60);
        assert!(less.arms[0].found_worse > 0.95, "{:?}", less.arms);
        assert_eq!(simulate(0.2, 5), simulate(0.2, 5));
    }

    #[test]
    fn the_past_is_read_as_it_was() {
        let dataset = shop(4, &[(0, 10, 100), (0, 95, 200), (0, 99, 300), (1, 40, 100), (2, 98, 700), (3, 70, 50)]);
        let history = ShopHistory::of(&dataset, Day(99), 10).unwrap();
        // Customer 2 came first within the window: nobody could have put her into a variant before.
        let rows: Vec<u32> = history.customer().iter().map(|c| c.0).collect();
        assert_eq!((rows, history.converted()), (vec![0, 1, 3], [true, false, false].as_slice()));
        assert_eq!((history.spent(), history.before()), ([5.0, 0.0, 0.0].as_slice(), [0.0, 0.0, 0.5].as_slice()));
        assert_eq!([1, 2, 30, 60, 400].map(|days| history.reached_in(days)), [1, 2, 3, 4, 4]);
        assert_eq!([1, 2, 3, 4, 5].map(|n| history.days_to_reach(n)), [Some(1), Some(2), Some(30), Some(60), None]);
        assert_eq!(ShopHistory::of(&dataset, Day(99), 100), Err(ExperimentError::NoHistory { days: 100 }));
        assert!(ShopHistory::of(&dataset, Day(99), 0).is_err());
    }
}
