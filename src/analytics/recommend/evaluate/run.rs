//! The evaluation in small steps: learn the model, rank for every tested customer by every method, draw bootstrap samples.

use super::bootstrap::{Bootstrap, Figures};
use super::columns::{COLUMNS, FIGURES, column_of};
use super::metrics::{DEPTH, quality_at};
use super::{EvaluationReport, HoldoutWindow, Task};
use crate::recommend::model::{Model, ModelBuilder, Scores};
use crate::recommend::params::ValidRecommendParams;
use crate::recommend::{RankingMethod, RecommendationError};
use clientele_core::domain::{Dataset, Day};
use clientele_core::statistics::sum;

/// Customers listed between two pauses.
const CUSTOMERS_PER_STEP: usize = 64;
/// Seed of the draws: the same past gives the same figures.
const SEED: u64 = 42;

/// An evaluation in steps.
///
/// ```
/// use clientele_analytics::recommend::{Evaluation, RankingMethod, RecommendParams, Task};
/// use clientele_core::domain::{Dataset, Day, Money, SalesRow};
///
/// // Twenty customers, of whom each buys one and the same product every week.
/// let names: Vec<String> = (0..400).map(|n| format!("{n:03}")).collect();
/// let products = ["bread", "coffee", "milk", "tea"];
/// let rows = (0..400).map(|n| {
///     let (customer, week) = (n % 20, n / 20);
///     let day = Day(7 * week as i32);
///     SalesRow::new(&names[customer], &names[n], day, products[customer % 4], 1, Money::from_ten_thousandths(90_000))
/// });
/// let shop = Dataset::from_rows(rows, "EUR")?;
///
/// let mut evaluation = Evaluation::new(&shop, None, 30, None, &RecommendParams::default().check()?)?;
/// while !evaluation.step(&shop)? {}
/// let report = evaluation.report();
/// let repurchase = report.of(RankingMethod::Repurchase, Task::All).ok_or("is tested")?;
/// assert_eq!((repurchase.customers, repurchase.at_3.hit_rate), (20, 1.0), "who always buys the same will buy it again");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Evaluation {
    window: HoldoutWindow,
    weights: crate::recommend::ValidWeights,
    stage: Stage,
    customers: Vec<u32>,
    next: usize,
    figures: Figures,
    /// Per task and method, per product: on no list, on a list of ten, on a list of three.
    listed: Vec<Vec<u8>>,
    sold: u32,
    report: Option<EvaluationReport>,
}

#[derive(Clone, Debug)]
enum Stage {
    Build(Box<ModelBuilder>),
    List(Box<(Model, Scores)>),
    Draw(Bootstrap),
    Done,
}

impl Evaluation {
    /// Holds back the `test_days` days that end with `last_day` (without it, with the last order). Groups must come from data
    /// before the split: labels computed with the test in them would leak it.
    ///
    /// # Errors
    /// When the orders span fewer than three times `test_days`, or as [`ModelBuilder::new`].
    pub fn new(
        dataset: &Dataset,
        groups: Option<&[u32]>,
        test_days: u32,
        last_day: Option<Day>,
        params: &ValidRecommendParams,
    ) -> Result<Self, RecommendationError> {
        let window = HoldoutWindow::ending(dataset, test_days, last_day, 3)?;
        let builder = ModelBuilder::new(dataset, groups, Some(window.first), window.first, params)?;
        Ok(Self {
            window,
            weights: params.weights(),
            stage: Stage::Build(Box::new(builder)),
            customers: Vec::new(),
            next: 0,
            figures: Figures::new(COLUMNS),
            listed: vec![vec![0; dataset.products().ids.len()]; RankingMethod::ALL.len() * 2],
            sold: 0,
            report: None,
        })
    }

    /// Share done, 0 to 1.
    pub fn progress(&self) -> f64 {
        match &self.stage {
            Stage::Build(builder) => 0.4 * builder.progress(),
            Stage::List(_) => 0.4 + 0.5 * self.next as f64 / self.customers.len().max(1) as f64,
            Stage::Draw(bootstrap) => 0.9 + 0.1 * bootstrap.progress(),
            Stage::Done => 1.0,
        }
    }

    /// Does the next piece of work; true when all is measured.
    ///
    /// # Errors
    /// [`RecommendationError::NotReady`] if the model cannot be finished, which does not happen with a sound dataset.
    pub fn step(&mut self, dataset: &Dataset) -> Result<bool, RecommendationError> {
        self.stage = match std::mem::replace(&mut self.stage, Stage::Done) {
            Stage::Build(mut builder) => {
                if builder.step(dataset) {
                    let model = builder.finish()?;
                    self.customers = self.window.testable(dataset, &model.interactions, Task::All);
                    let products = model.interactions.products() as u32;
                    self.sold = (0..products).filter(|&p| model.interactions.buyers(p) > 0).count() as u32;
                    let scratch = model.scores_scratch();
                    Stage::List(Box::new((model, scratch)))
                } else {
                    Stage::Build(builder)
                }
            }
            Stage::List(mut model) => {
                let to = self.customers.len().min(self.next + CUSTOMERS_PER_STEP);
                for at in self.next..to {
                    let customer = self.customers[at];
                    self.measure(dataset, &mut model, customer);
                }
                self.next = to;
                if to < self.customers.len() { Stage::List(model) } else { Stage::Draw(Bootstrap::new(&self.figures, SEED)) }
            }
            Stage::Draw(mut bootstrap) => {
                if bootstrap.step(&self.figures) {
                    let sold = f64::from(self.sold.max(1));
                    let share = |listed: &Vec<u8>, least: u8| listed.iter().filter(|&&l| l >= least).count() as f64 / sold;
                    let coverage: Vec<[f64; 2]> = self.listed.iter().map(|l| [share(l, 2), share(l, 1)]).collect();
                    self.report = Some(EvaluationReport::new(self.window, &self.figures, &bootstrap, &coverage));
                    Stage::Done
                } else {
                    Stage::Draw(bootstrap)
                }
            }
            Stage::Done => Stage::Done,
        };
        Ok(matches!(self.stage, Stage::Done))
    }

    fn measure(&mut self, dataset: &Dataset, model: &mut (Model, Scores), customer: u32) {
        let (model, scores) = (&model.0, &mut model.1);
        let bought = model.interactions.products_of(customer);
        let is_new = |product: &u32| bought.binary_search(product).is_err();
        let truth = self.window.bought(dataset, &model.interactions, customer);
        let truths = [truth.clone(), truth.into_iter().filter(is_new).collect()];
        let mut row = [0.0_f32; COLUMNS];
        let (mut ranked, mut sums): (Vec<(f64, u32)>, Vec<f64>) = (Vec::new(), Vec::new());
        for (m, method) in RankingMethod::ALL.into_iter().enumerate() {
            model.score_by(method, customer, scores);
            let weights = match method {
                RankingMethod::Hybrid => self.weights.shared_out(scores.has_signal).unwrap_or([0.2; 5]),
                _ => [1.0; 5],
            };
            scores.weighted(&weights, &mut sums);
            for (t, truth) in truths.iter().enumerate().filter(|(_, truth)| !truth.is_empty()) {
                ranked.clear();
                let rows = scores.candidates.iter().zip(&sums).filter(|(product, _)| t == 0 || is_new(product));
                ranked.extend(rows.map(|(&product, &score)| (score, product)));
                let list = best(&mut ranked);
                let figures = &mut row[column_of(m, t)..column_of(m, t) + FIGURES];
                for (k, figures) in [3, DEPTH].into_iter().zip(figures.chunks_mut(4)) {
                    let q = quality_at(k, &list, truth);
                    for (figure, value) in figures.iter_mut().zip([q.hit_rate, q.recall, q.ndcg, q.map]) {
                        *figure = value as f32;
                    }
                }
                figures[8] = novelty(model, &list) as f32;
                figures[9] = diversity(model, &list) as f32;
                for (rank, &product) in list.iter().enumerate() {
                    let cell = &mut self.listed[t * RankingMethod::ALL.len() + m][product as usize];
                    *cell = (*cell).max(if rank < 3 { 2 } else { 1 });
                }
            }
        }
        self.figures.push(&row, [true, !truths[1].is_empty()]);
    }

    /// What was found; without results until [`Self::step`] returns true.
    pub fn report(&self) -> EvaluationReport {
        self.report.clone().unwrap_or_else(|| EvaluationReport {
            split_day: self.window.first,
            last_day: self.window.last,
            results: Vec::new(),
            comparisons: Vec::new(),
        })
    }
}

/// The ten best products, best first, ties by product.
fn best(ranked: &mut Vec<(f64, u32)>) -> Vec<u32> {
    let best_first = |a: &(f64, u32), b: &(f64, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    if ranked.len() > DEPTH {
        ranked.select_nth_unstable_by(DEPTH, best_first);
        ranked.truncate(DEPTH);
    }
    ranked.sort_unstable_by(best_first);
    ranked.iter().map(|entry| entry.1).collect()
}

/// Mean self-information of the products, bits.
fn novelty(model: &Model, list: &[u32]) -> f64 {
    let customers = f64::from(model.buyers.max(1));
    let bits = |&product: &u32| -libm::log2(f64::from(model.interactions.buyers(product).max(1)) / customers);
    sum(list.iter().map(bits)) / list.len().max(1) as f64
}

/// 1 − mean similarity of two products; 1 for fewer than two.
fn diversity(model: &Model, list: &[u32]) -> f64 {
    let pairs = list.len() * list.len().saturating_sub(1) / 2;
    let alike: f64 =
        list.iter().enumerate().map(|(at, &a)| list[..at].iter().map(|&b| model.content.similarity(a, b)).sum::<f64>()).sum();
    1.0 - alike / pairs.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recommend::tests::{Shop, TODAY, valid};

    /// Half the shop buys the same thing month after month, the other half by chance.
    fn dataset() -> Dataset {
        let mut rng = clientele_core::statistics::draw::seeded(5, 5);
        let mut lines = Vec::new();
        for customer in 0..80_usize {
            for order in 0..8_usize {
                let product = if customer % 2 == 0 {
                    customer % 16
                } else {
                    clientele_core::statistics::draw::below(&mut rng, 30) as usize
                };
                lines.push((customer, order, 3 + 20 * order as i32, product));
            }
        }
        Shop::new(80, 30, lines).dataset()
    }

    #[test]
    fn every_method_has_its_figures_and_repurchase_wins_where_it_must() {
        let dataset = dataset();
        let mut evaluation = Evaluation::new(&dataset, None, 30, None, &valid(|_| {})).unwrap();
        while !evaluation.step(&dataset).unwrap() {}
        let report = evaluation.report();
        assert_eq!(report.results.len(), 11);
        for r in &report.results {
            for (q, (low, high)) in [(r.at_3, r.at_3_interval), (r.at_10, r.at_10_interval)] {
                assert!(low.ndcg <= q.ndcg + 1e-9 && q.ndcg <= high.ndcg + 1e-9, "{r:?}");
                assert!(low.hit_rate <= q.hit_rate + 1e-9 && q.hit_rate <= high.hit_rate + 1e-9, "{r:?}");
            }
            assert!((0.0..=1.0).contains(&r.diversity_at_10) && r.novelty_at_10 >= 0.0);
            assert!(r.coverage_at_3 <= r.coverage_at_10 && r.coverage_at_10 <= 1.0);
        }
        let popular = report.of(RankingMethod::Popular, Task::All).unwrap();
        let own = report.of(RankingMethod::Repurchase, Task::All).unwrap();
        assert!(popular.coverage_at_10 < own.coverage_at_10 && popular.novelty_at_10 < own.novelty_at_10);
        let compared = report.compare(RankingMethod::Popular, RankingMethod::Repurchase, Task::All).unwrap();
        assert_eq!((compared.best, compared.is_clear()), (RankingMethod::Repurchase, true));
        let hybrid = report.compare(RankingMethod::Popular, RankingMethod::Hybrid, Task::All).unwrap();
        assert_eq!((hybrid.best, hybrid.is_clear()), (RankingMethod::Hybrid, true));
        assert!(report.compare(RankingMethod::Repurchase, RankingMethod::Hybrid, Task::New).is_none());
        assert!(report.best(Task::All).is_some());
    }

    #[test]
    fn no_customer_to_test_on_is_no_failure() {
        // One order each, at different ends of the period.
        let dataset = Shop::new(2, 2, vec![(0, 0, 5, 0), (1, 0, 200, 1)]).dataset();
        let mut evaluation = Evaluation::new(&dataset, None, 30, Some(Day(TODAY.0 - 1)), &valid(|_| {})).unwrap();
        while !evaluation.step(&dataset).unwrap() {}
        let report = evaluation.report();
        assert_eq!(report.best(Task::All), None);
        assert!(report.results.iter().all(|r| r.customers == 0 && r.at_10 == crate::recommend::Quality::default()));
    }
}
