//! How good the recommendations would have been: the shop's last days held back, everything before learned from. Chooses nothing
//! by what it finds.
//!
//! Protocol: the test is the last `test_days` calendar days, training all before. Customers count who bought before and bought
//! in the test at least one product that was sold before. Task *all*: bought products may be recommended. Task *new*: the
//! customer's bought products are taken out of lists and of what counts as right. NDCG is binary with ideal
//! min(k, relevant); MAP divides by min(k, relevant); recall by all relevant.

mod metrics;
mod window;

pub(crate) use metrics::{DEPTH, discount, ideal};
pub use metrics::{Quality, quality_at};
pub use window::Window;

use super::RecommendationError;
use super::matrix::Interactions;
use super::model::{Model, ModelBuilder, Scores};
use super::params::ValidRecommendParams;
use crate::domain::{Dataset, Day};

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// The five strategies with the weights given, ranked by score alone (no limit per category, no least confidence).
    Hybrid,
    /// Products by number of buyers.
    Popular,
    /// Products by number of buyers in the recent period.
    RecentPopular,
    /// The customer's own products by decayed purchases (half-life 240 days), ties by popularity; then popular ones.
    Repurchase,
}

impl Method {
    /// All, in the order of reports.
    pub const ALL: [Method; 4] = [Method::Hybrid, Method::Popular, Method::RecentPopular, Method::Repurchase];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hybrid => "hybrid",
            Self::Popular => "popular",
            Self::RecentPopular => "recent_popular",
            Self::Repurchase => "repurchase",
        }
    }
}

/// What counts as right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Task {
    /// Everything bought in the test.
    All,
    /// Only what the customer had not bought before.
    New,
}

impl Task {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::New => "new",
        }
    }
}

/// One method on one task.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MethodResult {
    /// What.
    pub method: Method,
    /// On which task.
    pub task: Task,
    /// Customers counted.
    pub customers: u32,
    /// With lists of 3.
    pub at_3: Quality,
    /// With lists of 10.
    pub at_10: Quality,
    /// Standard error of [`Quality::ndcg`] at 10.
    pub ndcg_at_10_se: f64,
}

/// The whole comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct EvaluationReport {
    /// First day of the test.
    pub split_day: Day,
    /// Last day of the test.
    pub last_day: Day,
    /// Every method on every task it can do.
    pub results: Vec<MethodResult>,
}

/// Half-life of the [`Method::Repurchase`] baseline, as in the reference figures.
const BASELINE_HALF_LIFE_DAYS: f64 = 240.0;

#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    customers: u32,
    at: [Quality; 2],
    ndcg_squares: f64,
}

/// An evaluation in steps.
#[derive(Clone, Debug)]
pub struct Evaluation {
    split_day: Day,
    last_day: Day,
    weights: super::ValidWeights,
    builder: Option<ModelBuilder>,
    ready: Option<Box<Ready>>,
    customers: u32,
    next_customer: u32,
    sums: Vec<Sums>,
}

#[derive(Clone, Debug)]
struct Ready {
    model: Model,
    scores: Scores,
    popular: Vec<u32>,
    recent: Vec<u32>,
    baseline: Interactions,
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
        let Window { first: split_day, last: last_day } = Window::ending(dataset, test_days, last_day, 3)?;
        let builder = ModelBuilder::new(dataset, groups, Some(split_day), split_day, params)?;
        Ok(Self {
            split_day,
            last_day,
            weights: params.weights(),
            builder: Some(builder),
            ready: None,
            customers: dataset.customers().ids.len() as u32,
            next_customer: 0,
            sums: vec![Sums::default(); Method::ALL.len() * 2],
        })
    }

    /// Share done, 0 to 1.
    pub fn progress(&self) -> f64 {
        match &self.builder {
            Some(builder) => 0.5 * builder.progress(),
            None => 0.5 + 0.5 * f64::from(self.next_customer) / f64::from(self.customers.max(1)),
        }
    }

    /// Does the next piece of work; true when all is measured.
    ///
    /// # Errors
    /// [`RecommendationError::NotReady`] if the model cannot be finished, which does not happen with a sound dataset.
    pub fn step(&mut self, dataset: &Dataset) -> Result<bool, RecommendationError> {
        if let Some(mut builder) = self.builder.take() {
            if !builder.step(dataset) {
                self.builder = Some(builder);
                return Ok(false);
            }
            self.ready = Some(Box::new(Ready::new(dataset, builder.finish()?, self.split_day)));
            return Ok(false);
        }
        let Some(mut ready) = self.ready.take() else { return Ok(true) };
        let mut scored = 0;
        while scored < 200 && self.next_customer < self.customers {
            scored += u32::from(self.measure(dataset, &mut ready, self.next_customer));
            self.next_customer += 1;
        }
        let done = self.next_customer == self.customers;
        if !done {
            self.ready = Some(ready);
        }
        Ok(done)
    }

    fn measure(&mut self, dataset: &Dataset, ready: &mut Ready, customer: u32) -> bool {
        let interactions = &ready.model.interactions;
        let window = Window { first: self.split_day, last: self.last_day };
        let truth = window.bought(dataset, interactions, customer);
        if truth.is_empty() || interactions.row(customer).is_empty() {
            return false;
        }
        let bought = interactions.products_of(customer);
        let new_truth: Vec<u32> = truth.iter().copied().filter(|p| bought.binary_search(p).is_err()).collect();
        ready.model.score(customer, &mut ready.scores);
        let weights = self.weights.shared_out(ready.scores.speaks).unwrap_or([0.2; 5]);
        let scores = &ready.scores;
        let interactions = &ready.model.interactions;
        let bought = interactions.products_of(customer);
        let mut ranked: Vec<(f64, u32)> = scores
            .candidates
            .iter()
            .map(|&product| ((0..5).map(|s| weights[s] * scores.rows[s].get(product)).sum(), product))
            .collect();
        ranked.sort_unstable_by(|a: &(f64, u32), b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut own: Vec<(f32, u32)> =
            bought.iter().copied().zip(ready.baseline.weights_of(customer)).map(|(product, &weight)| (weight, product)).collect();
        // What was bought in one order only ties: the more popular first.
        let buyers = |product: u32| interactions.buyers(product);
        own.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(buyers(b.1).cmp(&buyers(a.1))).then(a.1.cmp(&b.1)));
        for (t, (task, truth)) in [(Task::All, &truth), (Task::New, &new_truth)].into_iter().enumerate() {
            if truth.is_empty() {
                continue;
            }
            let allowed = |p: &u32| task == Task::All || bought.binary_search(p).is_err();
            for (m, method) in Method::ALL.into_iter().enumerate() {
                let list: Vec<u32> = match method {
                    Method::Hybrid => ranked.iter().map(|r| r.1).filter(allowed).take(DEPTH).collect(),
                    Method::Popular => ready.popular.iter().copied().filter(allowed).take(DEPTH).collect(),
                    Method::RecentPopular => ready.recent.iter().copied().filter(allowed).take(DEPTH).collect(),
                    Method::Repurchase => {
                        let rest = ready.popular.iter().copied().filter(|p| bought.binary_search(p).is_err());
                        own.iter().map(|r| r.1).chain(rest).filter(allowed).take(DEPTH).collect()
                    }
                };
                self.sums[m * 2 + t].add(&list, truth);
            }
        }
        true
    }

    /// What was found.
    pub fn report(&self) -> EvaluationReport {
        let mut results = Vec::new();
        for (m, method) in Method::ALL.into_iter().enumerate() {
            for (t, task) in [Task::All, Task::New].into_iter().enumerate() {
                // Own purchases are no recommendation of new products.
                if (method, task) != (Method::Repurchase, Task::New) {
                    results.push(self.sums[m * 2 + t].result(method, task));
                }
            }
        }
        EvaluationReport { split_day: self.split_day, last_day: self.last_day, results }
    }
}

impl Ready {
    fn new(dataset: &Dataset, model: Model, split_day: Day) -> Self {
        let baseline = Interactions::build(dataset, Some(split_day), split_day, BASELINE_HALF_LIFE_DAYS, &[]);
        let by = |count: &dyn Fn(u32) -> u32| {
            let mut order: Vec<u32> = (0..model.interactions.products() as u32).filter(|&p| count(p) > 0).collect();
            order.sort_by(|&a, &b| count(b).cmp(&count(a)).then(a.cmp(&b)));
            order
        };
        let popular = by(&|p| model.interactions.buyers(p));
        let recent = by(&|p| model.seasonal.recent_buyers(p));
        Self { scores: model.scores_room(), popular, recent, baseline, model }
    }
}

impl Sums {
    fn add(&mut self, list: &[u32], truth: &[u32]) {
        self.customers += 1;
        for (sum, k) in self.at.iter_mut().zip([3, DEPTH]) {
            let one = quality_at(k, list, truth);
            sum.hit_rate += one.hit_rate;
            sum.recall += one.recall;
            sum.ndcg += one.ndcg;
            sum.map += one.map;
            if k == DEPTH {
                self.ndcg_squares += one.ndcg * one.ndcg;
            }
        }
    }

    fn result(&self, method: Method, task: Task) -> MethodResult {
        let n = f64::from(self.customers.max(1));
        let mean = |q: Quality| Quality { hit_rate: q.hit_rate / n, recall: q.recall / n, ndcg: q.ndcg / n, map: q.map / n };
        let [at_3, at_10] = self.at.map(mean);
        let variance = (self.ndcg_squares / n - at_10.ndcg * at_10.ndcg).max(0.0);
        MethodResult {
            method,
            task,
            customers: self.customers,
            at_3,
            at_10,
            ndcg_at_10_se: (variance / (n - 1.0).max(1.0)).sqrt(),
        }
    }
}
