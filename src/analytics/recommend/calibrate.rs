//! The chance that a recommended product is bought within the days of a test: fitted on one stretch of the shop's past, tested on
//! the next.
//!
//! Lists are made as they would have been made on the first day of the window before the test, for customers who had bought before;
//! a logistic regression (ridge, Newton's method) on their [`Factors`] is fitted to what was bought. The lists of the first day of
//! the test are then put into bins by the chance that it gives, and compared with what was bought: that is the reliability table,
//! on purchases that neither the models nor the regression have seen. Chances are those of a shop that showed no such
//! recommendations: what was bought was bought anyway.

use crate::recommend::evaluate::HoldoutWindow;
use crate::recommend::explain::confidence::Factors;
use crate::recommend::model::ModelBuilder;
use crate::recommend::params::{RecommendParams, ValidRecommendParams};
use crate::recommend::select::recommender::Recommender;
use crate::recommend::select::settings::Scratch;
use crate::recommend::{RecommendationError, Recommendations};
use clientele_core::domain::{Dataset, grouped};
use clientele_core::statistics::{draw, solve_small, sum, wilson_interval};

/// Factors of a chance, the constant among them.
const TERMS: usize = 9;
/// Pull of every factor's weight towards 0, in purchases.
const RIDGE: f64 = 2.0;
/// Rows of the reliability table at most.
const BINS: usize = 10;
/// Customers listed between two pauses.
const CUSTOMERS_PER_STEP: usize = 64;
/// Customers looked at; of more a sample is drawn.
const MOST_CUSTOMERS: usize = 20_000;
/// Standard errors to each side of a 95 % interval.
const Z_95: f64 = 1.959_963_984_540_054;
/// Newton's steps: it takes about six.
const ROUNDS: u32 = 30;

/// Recommendations of about the same chance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReliabilityBin {
    /// Mean chance given.
    pub predicted: f64,
    /// Share bought.
    pub observed: f64,
    /// Recommendations.
    pub recommendations: u32,
    /// Of them bought.
    pub bought: u32,
    /// Limits of the share, 95 % (Wilson).
    pub interval: (f64, f64),
}

/// A fitted and tested chance.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    weights: [f64; TERMS],
    /// The days that it was fitted on.
    pub fitted_on: HoldoutWindow,
    /// Recommendations that it was fitted to.
    pub fitted_recommendations: u32,
    /// Of them bought.
    pub fitted_bought: u32,
    /// The days that it was tested on.
    pub tested_on: HoldoutWindow,
    /// The reliability table, lowest chance first.
    pub bins: Vec<ReliabilityBin>,
    /// Expected calibration error: mean distance of chance and share bought over the bins, by their recommendations.
    pub expected_calibration_error: f64,
    /// Mean squared error of the chances.
    pub brier: f64,
    /// The same, had everybody got the share bought in the days that were fitted.
    pub brier_of_constant: f64,
    /// Purchases that the chances add up to in the test.
    pub expected_bought: f64,
    /// Purchases that there were.
    pub observed_bought: u32,
}

impl Calibration {
    /// The chance, 0 to 1, that a recommendation is bought within the [days](Self::days).
    pub fn chance(&self, factors: &Factors) -> f64 {
        logistic(&self.weights, &terms(factors))
    }

    /// How many days a chance is about.
    pub fn days(&self) -> u32 {
        self.tested_on.days()
    }

    /// What a chance must be multiplied by for the least and the most that the test bears: limits (95 %, Wilson) of the purchases
    /// in the test over those expected; the first at most 1, the second at least 1.
    pub fn range(&self) -> (f64, f64) {
        let n: u32 = self.bins.iter().map(|bin| bin.recommendations).sum();
        let (low, high) = wilson_interval(self.observed_bought, n, Z_95);
        let expected = (self.expected_bought / f64::from(n.max(1))).max(1e-9);
        ((low / expected).min(1.0), (high / expected).max(1.0))
    }

    /// The result in plain words.
    pub fn verdict(&self) -> String {
        let n: u32 = self.bins.iter().map(|bin| bin.recommendations).sum();
        if n == 0 {
            return "Nobody who has a list bought in the days held back: the chances could not be tested.".to_owned();
        }
        format!(
            "Of {} recommendations in the days held back {} were bought; {:.0} were expected. Chances were off by {:.1} in 100 on average.",
            grouped(u64::from(n)),
            grouped(u64::from(self.observed_bought)),
            self.expected_bought,
            100.0 * self.expected_calibration_error
        )
    }
}

/// The work in progress.
#[derive(Debug)]
pub struct Calibrator {
    windows: [HoldoutWindow; 2],
    groups: [Vec<u32>; 2],
    params: ValidRecommendParams,
    seed: u64,
    stage: Stage,
    /// Per window the factors of each recommendation and whether it was bought.
    samples: [Vec<(Factors, bool)>; 2],
}

#[derive(Debug)]
enum Stage {
    Build(usize, Box<ModelBuilder>),
    List(usize, Box<(Recommender, Scratch)>, Vec<u32>, usize),
    Done,
}

impl Calibrator {
    /// Tests on the `test_days` days that end with the last order and fits on as many before. Groups are labels per customer row as
    /// of the day before each of the two.
    ///
    /// # Errors
    /// When the orders span fewer than four times `test_days`, or as [`ModelBuilder::new`].
    pub fn new(
        dataset: &Dataset,
        groups: Option<[&[u32]; 2]>,
        test_days: u32,
        params: &ValidRecommendParams,
        seed: u64,
    ) -> Result<Self, RecommendationError> {
        let test = HoldoutWindow::ending(dataset, test_days, None, 4)?;
        // Rules about single products are today's; they did not apply when these products were bought.
        let params = RecommendParams { exclude: Vec::new(), in_stock: None, pin: Vec::new(), ..params.params().clone() };
        let mut out = Self {
            windows: [test.before(), test],
            groups: groups.map_or_else(<[Vec<u32>; 2]>::default, |groups| groups.map(<[u32]>::to_vec)),
            params: params.check()?,
            seed,
            stage: Stage::Done,
            samples: [Vec::new(), Vec::new()],
        };
        out.stage = Stage::Build(0, Box::new(out.builder(dataset, 0)?));
        Ok(out)
    }

    fn builder(&self, dataset: &Dataset, window: usize) -> Result<ModelBuilder, RecommendationError> {
        let groups = Some(self.groups[window].as_slice()).filter(|groups| !groups.is_empty());
        let first = self.windows[window].first;
        ModelBuilder::new(dataset, groups, Some(first), first, &self.params)
    }

    /// Share done, 0 to 1.
    pub fn progress(&self) -> f64 {
        match &self.stage {
            Stage::Build(window, builder) => 0.5 * *window as f64 + 0.25 * builder.progress(),
            Stage::List(window, _, customers, next) => {
                0.5 * *window as f64 + 0.25 + 0.25 * *next as f64 / customers.len().max(1) as f64
            }
            Stage::Done => 1.0,
        }
    }

    /// Does the next piece of work; true when all is done.
    ///
    /// # Errors
    /// [`RecommendationError::NotReady`] if a model cannot be finished, which does not happen with a sound dataset.
    pub fn step(&mut self, dataset: &Dataset) -> Result<bool, RecommendationError> {
        self.stage = match std::mem::replace(&mut self.stage, Stage::Done) {
            Stage::Build(window, mut builder) => {
                if builder.step(dataset) {
                    let recommender = Recommender::from_model(builder.finish()?, self.params.clone());
                    let interactions = &recommender.model().interactions;
                    let known: Vec<u32> =
                        (0..interactions.customers() as u32).filter(|&c| !interactions.row(c).is_empty()).collect();
                    let customers = draw::sample(known.iter().copied(), MOST_CUSTOMERS, &mut draw::seeded(self.seed, 4));
                    let scratch = recommender.scratch();
                    Stage::List(window, Box::new((recommender, scratch)), customers, 0)
                } else {
                    Stage::Build(window, builder)
                }
            }
            Stage::List(window, mut recommender, customers, from) => {
                let to = customers.len().min(from + CUSTOMERS_PER_STEP);
                let (recommender_ref, scratch) = &mut *recommender;
                for &customer in &customers[from..to] {
                    let mut list = Recommendations::default();
                    recommender_ref.recommend_block(customer..customer + 1, scratch, &mut list);
                    let interactions = &recommender_ref.model().interactions;
                    let bought = self.windows[window].bought(dataset, interactions, customer);
                    for (product, factors) in list.product.iter().zip(&list.factors) {
                        self.samples[window].push((*factors, bought.binary_search(&product.0).is_ok()));
                    }
                }
                match (to < customers.len(), window) {
                    (true, _) => Stage::List(window, recommender, customers, to),
                    (false, 0) => Stage::Build(1, Box::new(self.builder(dataset, 1)?)),
                    (false, _) => Stage::Done,
                }
            }
            Stage::Done => Stage::Done,
        };
        Ok(matches!(self.stage, Stage::Done))
    }

    /// The fit and its test; `None` until [`Self::step`] returns true.
    pub fn finish(&self) -> Option<Calibration> {
        if !matches!(self.stage, Stage::Done) {
            return None;
        }
        let [fitted, tested] = &self.samples;
        let weights = fit(fitted);
        let bought = |samples: &[(Factors, bool)]| samples.iter().filter(|(_, bought)| *bought).count() as u32;
        let share = f64::from(bought(fitted)) / fitted.len().max(1) as f64;
        let mut chances: Vec<(f64, bool)> = tested.iter().map(|(f, bought)| (logistic(&weights, &terms(f)), *bought)).collect();
        chances.sort_by(|a, b| a.0.total_cmp(&b.0));
        let n = chances.len().max(1) as f64;
        let squared = |chance: &dyn Fn(f64) -> f64| {
            let off = |&(p, bought): &(f64, bool)| chance(p) - f64::from(u32::from(bought));
            sum(chances.iter().map(|row| off(row) * off(row))) / n
        };
        let bins = bins(&chances);
        Some(Calibration {
            weights,
            fitted_on: self.windows[0],
            fitted_recommendations: fitted.len() as u32,
            fitted_bought: bought(fitted),
            tested_on: self.windows[1],
            expected_calibration_error: sum(bins
                .iter()
                .map(|bin| f64::from(bin.recommendations) * (bin.predicted - bin.observed).abs()))
                / n,
            brier: squared(&|p| p),
            brier_of_constant: squared(&|_| share),
            expected_bought: sum(chances.iter().map(|c| c.0)),
            observed_bought: bought(tested),
            bins,
        })
    }
}

/// Bins of equally many recommendations, lowest chance first.
fn bins(chances: &[(f64, bool)]) -> Vec<ReliabilityBin> {
    let n = chances.len();
    (0..BINS)
        .map(|bin| &chances[bin * n / BINS..(bin + 1) * n / BINS])
        .filter(|rows| !rows.is_empty())
        .map(|rows| {
            let bought = rows.iter().filter(|row| row.1).count() as u32;
            let recommendations = rows.len() as u32;
            ReliabilityBin {
                predicted: rows.iter().map(|row| row.0).sum::<f64>() / f64::from(recommendations),
                observed: f64::from(bought) / f64::from(recommendations),
                recommendations,
                bought,
                interval: wilson_interval(bought, recommendations, Z_95),
            }
        })
        .collect()
}

/// What the chance is a logistic function of, each about 0 to 1.
fn terms(f: &Factors) -> [f64; TERMS] {
    let log = |count: f64| libm::log1p(count.min(1e6));
    [
        1.0,
        f.strength,
        f.confidence(),
        log(f64::from(f.times)),
        0.2 * log(f64::from(f.since_days)),
        0.3 * log(f.activity),
        0.2 * log(f64::from(f.purchases)),
        f.popularity,
        1.0 / (1.0 + f64::from(f.rank)),
    ]
}

fn logistic(weights: &[f64; TERMS], terms: &[f64; TERMS]) -> f64 {
    let mut sum = 0.0;
    for (weight, term) in weights.iter().zip(terms) {
        sum += weight * term;
    }
    1.0 / (1.0 + libm::exp(-sum.clamp(-30.0, 30.0)))
}

/// Ridge logistic regression by Newton's method; the constant is not pulled. With half a purchase more and half a missed one, so
/// that it exists even where nothing, or everything, was bought.
fn fit(samples: &[(Factors, bool)]) -> [f64; TERMS] {
    let rows: Vec<([f64; TERMS], f64)> = samples.iter().map(|(f, bought)| (terms(f), f64::from(u32::from(*bought)))).collect();
    let hits: f64 = rows.iter().map(|row| row.1).sum();
    let n = rows.len() as f64;
    let share = (hits + 0.5) / (n + 1.0);
    let mut weights = [0.0; TERMS];
    weights[0] = libm::log(share / (1.0 - share));
    if hits < 1.0 || n - hits < 1.0 {
        return weights;
    }
    let start = weights[0];
    for _ in 0..ROUNDS {
        let mut gradient = [0.0; TERMS];
        let mut curvature = [[0.0; TERMS]; TERMS];
        for (terms, bought) in &rows {
            let p = logistic(&weights, terms);
            let spread = p * (1.0 - p);
            for i in 0..TERMS {
                gradient[i] += (bought - p) * terms[i];
                for j in 0..=i {
                    curvature[i][j] += spread * terms[i] * terms[j];
                }
            }
        }
        for i in 0..TERMS {
            let (pull, from) = if i == 0 { (1e-3, start) } else { (RIDGE, 0.0) };
            gradient[i] -= pull * (weights[i] - from);
            curvature[i][i] += pull;
        }
        let mut step = gradient;
        solve_small(&mut curvature, &mut step, 1e-12);
        let greatest = step.iter().map(|s| s.abs()).fold(0.0, f64::max);
        // A Newton step from a far start might overshoot.
        let scale = if greatest > 3.0 { 3.0 / greatest } else { 1.0 };
        for (weight, step) in weights.iter_mut().zip(step) {
            *weight += scale * step;
        }
        if greatest < 1e-9 {
            break;
        }
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    fn factors(strength: f64, times: u32) -> Factors {
        Factors {
            agreement: 0.5,
            evidence: 10,
            purchases: 5,
            strength,
            times,
            since_days: 20,
            activity: 3.0,
            popularity: 0.2,
            rank: 0,
        }
    }

    #[test]
    fn where_nothing_could_be_tested_nothing_is_minus_nought() {
        let window = HoldoutWindow { first: clientele_core::domain::Day(0), last: clientele_core::domain::Day(29) };
        let calibrator = Calibrator {
            windows: [window, window],
            groups: [Vec::new(), Vec::new()],
            params: RecommendParams::default().check().unwrap(),
            seed: 1,
            stage: Stage::Done,
            samples: [vec![(factors(0.5, 1), true), (factors(0.2, 0), false)], Vec::new()],
        };
        let found = calibrator.finish().unwrap();
        let figures = [found.expected_bought, found.expected_calibration_error, found.brier, found.brier_of_constant];
        assert_eq!(figures.map(|figure| format!("{figure:.1}")), ["0.0"; 4]);
        assert!(found.verdict().contains("could not be tested"), "{}", found.verdict());
    }

    #[test]
    fn a_known_chance_is_found_again() {
        let mut rng = draw::seeded(3, 3);
        let truth = |f: &Factors| 1.0 / (1.0 + libm::exp(-(-3.0 + 2.0 * f.strength + libm::log1p(f64::from(f.times)))));
        let samples: Vec<(Factors, bool)> = (0..20_000)
            .map(|_| {
                let f = factors(f64::from(draw::below(&mut rng, 1000)) / 1000.0, draw::below(&mut rng, 5));
                (f, f64::from(draw::below(&mut rng, 1_000_000)) / 1e6 < truth(&f))
            })
            .collect();
        let weights = fit(&samples);
        for f in [factors(0.1, 0), factors(0.9, 0), factors(0.5, 4)] {
            let found = logistic(&weights, &terms(&f));
            assert!((found - truth(&f)).abs() < 0.02, "{found} {}", truth(&f));
        }
    }

    #[test]
    fn nothing_bought_gives_a_small_chance_and_no_failure() {
        let samples: Vec<(Factors, bool)> = (0..50).map(|_| (factors(0.5, 1), false)).collect();
        let p = logistic(&fit(&samples), &terms(&factors(0.5, 1)));
        assert!(p > 0.0 && p < 0.02, "{p}");
        assert!((logistic(&fit(&[]), &terms(&factors(0.5, 1))) - 0.5).abs() < 1e-9);
    }
}
