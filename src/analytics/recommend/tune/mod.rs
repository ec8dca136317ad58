//! "Tune on my data": learns weights and strategy settings from the shop's own past, as a proposal that the user can take.
//!
//! Protocol: the last `test_days` days (the test window) are never looked at while searching. Everything is chosen on as many days
//! before them, with models that know only the days before those:
//! 1. the five weights and the shares inside the strategies, by coordinate search for the highest NDCG at 10;
//! 2. whether that gain is real: the customers are split in two halves, each half is searched by itself and measured on the other.
//!    If the gain found so could well be chance, the weights stay as they were;
//! 3. half-life, ridge, recent period, neighbours: each other value needs a model of its own, is tried once, and is kept only if it
//!    gains more than chance would give eight tries; then the weights are searched again;
//! 4. whether bought products may come again (only where that is left to the data).
//!
//! Then, once, settings before and after are compared on the test window, customer by customer. The budget is stated in
//! [`TuneParams`] and what was used of it in [`TuneReport`].

mod blend;
mod params;
mod report;
mod search;

pub use params::{TuneParams, ValidTuneParams};
pub use report::{Estimate, TuneReport};

use super::RecommendationError;
use super::evaluate::{DEPTH, HoldoutWindow, Task, quality_at};
use super::model::{Model, ModelBuilder, Scores};
use super::params::{RecommendParams, ValidRecommendParams};
use super::strategies::params::{Repurchase, StrategyParams, Weights};
use blend::{Blend, Cache, Measure};
use clientele_core::domain::Dataset;
use clientele_core::statistics::{self, draw};
use search::{Rows, Search, mean_ndcg, ndcgs};

/// Customers scored between two pauses.
const CUSTOMERS_PER_STEP: usize = 32;
/// Standard errors that a gain must exceed to be believed: one chance in twenty that there is none, for the one question of the
/// weights.
const SURE_OF_WEIGHTS: f64 = 1.64;
/// The same for each of the eight other settings, so that all of them together have one chance in twenty.
const SURE_OF_SETTING: f64 = 2.5;

/// The work in progress.
#[derive(Debug)]
pub struct Tuner {
    params: ValidTuneParams,
    before: ValidRecommendParams,
    measure: Measure,
    task: Task,
    validation: HoldoutWindow,
    test: HoldoutWindow,
    groups: [Vec<u32>; 2],
    stage: Stage,
    customers: Vec<u32>,
    halves: [Rows; 2],
    all: Rows,
    /// The best so far.
    blend: Blend,
    strategies: StrategyParams,
    neighbours: u32,
    cache: Cache,
    /// Blends found on each half.
    of_half: Vec<Blend>,
    gain_on_unseen: Option<Estimate>,
    adopted: bool,
    validation_before: f64,
    validation_after: f64,
    repurchase: Repurchase,
    structures_kept: Vec<&'static str>,
    builds: u32,
    blends: u32,
    test_ndcg: [Vec<f64>; 2],
    test_customers: Vec<u32>,
}

#[derive(Debug)]
enum Stage {
    /// A model of the validation window, with the structure of this number (0: as it is).
    Build(usize, Box<ModelBuilder>),
    Fill(usize, Box<(Model, Scores)>, Cache),
    /// 0 and 1: halves; 2: all; 3: all, again.
    Search(u32, Search),
    TestBuild(usize, Box<ModelBuilder>),
    TestScore(usize, Box<(Model, Scores)>),
    Done,
}

/// Other values of settings that need a model of their own.
type Structure = (&'static str, fn(&mut StrategyParams, &mut u32));

const STRUCTURES: [Structure; 8] = [
    ("half_life_days = 60", |s, _| s.half_life_days = 60.0),
    ("half_life_days = 120", |s, _| s.half_life_days = 120.0),
    ("half_life_days = 360", |s, _| s.half_life_days = 360.0),
    ("recent_days = 14", |s, _| s.recent_days = 14),
    ("recent_days = 60", |s, _| s.recent_days = 60),
    ("ridge = 10", |s, _| s.ridge = 10.0),
    ("ridge = 200", |s, _| s.ridge = 200.0),
    ("neighbours = 150", |_, n| *n = 150),
];

impl Tuner {
    /// Holds back the `test_days` days that end with the last order as test window, and as many before it to choose by. Groups are
    /// labels per customer row as of the day before the validation window, and as of the day before the test window.
    ///
    /// # Errors
    /// When the orders span fewer than four times `test_days`, or as [`ModelBuilder::new`].
    pub fn new(
        dataset: &Dataset,
        groups: Option<[&[u32]; 2]>,
        test_days: u32,
        task: Task,
        before: &ValidRecommendParams,
        params: ValidTuneParams,
    ) -> Result<Self, RecommendationError> {
        let test = HoldoutWindow::ending(dataset, test_days, None, 4)?;
        let validation = test.before();
        let groups = groups.map_or_else(<[Vec<u32>; 2]>::default, |groups| groups.map(<[u32]>::to_vec));
        let strategies = before.params().strategies;
        let mut tuner = Self {
            params,
            before: before.clone(),
            measure: task.into(),
            task,
            validation,
            test,
            groups,
            stage: Stage::Done,
            customers: Vec::new(),
            halves: [Rows(Vec::new()), Rows(Vec::new())],
            all: Rows(Vec::new()),
            blend: Blend { weights: before.weights().as_array(), mix: strategies.mix },
            strategies,
            neighbours: before.params().neighbours,
            cache: Cache::default(),
            of_half: Vec::new(),
            gain_on_unseen: None,
            adopted: false,
            validation_before: 0.0,
            validation_after: 0.0,
            repurchase: before.params().repurchase,
            structures_kept: Vec::new(),
            builds: 0,
            blends: 0,
            test_ndcg: [Vec::new(), Vec::new()],
            test_customers: Vec::new(),
        };
        tuner.stage = Stage::Build(0, Box::new(tuner.builder(dataset, tuner.validation, 0, strategies, tuner.neighbours)?));
        Ok(tuner)
    }

    fn builder(
        &self,
        dataset: &Dataset,
        window: HoldoutWindow,
        groups: usize,
        strategies: StrategyParams,
        neighbours: u32,
    ) -> Result<ModelBuilder, RecommendationError> {
        let params = RecommendParams { strategies, neighbours, ..self.before.params().clone() }.check()?;
        let groups = Some(self.groups[groups].as_slice()).filter(|groups| !groups.is_empty());
        ModelBuilder::new(dataset, groups, Some(window.first), window.first, &params)
    }

    fn start(&self) -> Blend {
        Blend { weights: self.before.weights().as_array(), mix: self.before.params().strategies.mix }
    }

    /// Share done, 0 to 1, as far as can be told: a search may end early.
    pub fn progress(&self) -> f64 {
        let budget = f64::from(self.params.params().blends);
        let builds = (STRUCTURES.len() + 1) as f64;
        match &self.stage {
            Stage::Build(n, builder) => 0.8 * (*n as f64 + 0.8 * builder.progress()) / builds,
            Stage::Fill(n, _, cache) => {
                0.8 * (*n as f64 + 0.8 + 0.2 * cache.len() as f64 / self.customers.len().max(1) as f64) / builds
            }
            Stage::Search(3, search) => 0.8 + 0.08 * f64::from(search.tried) / budget,
            Stage::Search(..) => 0.8 / builds,
            Stage::TestBuild(n, builder) => 0.88 + 0.06 * (*n as f64) + 0.04 * builder.progress(),
            Stage::TestScore(n, _) => 0.92 + 0.06 * (*n as f64),
            Stage::Done => 1.0,
        }
    }

    /// Does the next piece of work; true when all is done.
    ///
    /// # Errors
    /// [`RecommendationError::NotReady`] if a model cannot be finished, which does not happen with a sound dataset.
    pub fn step(&mut self, dataset: &Dataset) -> Result<bool, RecommendationError> {
        self.stage = match std::mem::replace(&mut self.stage, Stage::Done) {
            Stage::Build(n, mut builder) => {
                if builder.step(dataset) {
                    let model = builder.finish()?;
                    self.builds += 1;
                    if n == 0 {
                        self.choose_customers(dataset, &model);
                    }
                    let scratch = model.scores_scratch();
                    let products = model.interactions.products() as u32;
                    let recent_buyers = (0..products).map(|product| model.seasonal.recent_buyers(product)).collect();
                    Stage::Fill(n, Box::new((model, scratch)), Cache::new(recent_buyers))
                } else {
                    Stage::Build(n, builder)
                }
            }
            Stage::Fill(n, mut model, mut cache) => {
                let (model_ref, scratch) = &mut *model;
                for &customer in self.customers.iter().skip(cache.len()).take(CUSTOMERS_PER_STEP) {
                    cache.push(dataset, model_ref, self.validation, customer, scratch);
                }
                if cache.len() < self.customers.len() { Stage::Fill(n, model, cache) } else { self.filled(dataset, n, cache)? }
            }
            Stage::Search(n, mut search) => {
                let cache = &self.cache;
                if search.step(cache) { self.searched(dataset, n, &search)? } else { Stage::Search(n, search) }
            }
            Stage::TestBuild(n, mut builder) => {
                if builder.step(dataset) {
                    let mut model = builder.finish()?;
                    self.builds += 1;
                    if n == 0 {
                        self.test_customers = self.test.testable(dataset, &model.interactions, self.task);
                    } else {
                        model.set_mix(self.blend.mix);
                    }
                    let scratch = model.scores_scratch();
                    Stage::TestScore(n, Box::new((model, scratch)))
                } else {
                    Stage::TestBuild(n, builder)
                }
            }
            Stage::TestScore(n, model) => self.test(dataset, n, model)?,
            Stage::Done => Stage::Done,
        };
        Ok(matches!(self.stage, Stage::Done))
    }

    fn choose_customers(&mut self, dataset: &Dataset, model: &Model) {
        let params = *self.params.params();
        let testable = self.validation.testable(dataset, &model.interactions, self.task);
        self.customers = draw::sample(testable.iter().copied(), params.max_customers as usize, &mut draw::seeded(params.seed, 1));
        let mut rng = draw::seeded(params.seed, 2);
        for row in 0..self.customers.len() as u32 {
            self.halves[draw::below(&mut rng, 2) as usize].0.push(row);
            self.all.0.push(row);
        }
    }

    fn search(&self, n: u32, rows: &Rows, start: Blend) -> Stage {
        Stage::Search(n, Search::new(start, rows.clone(), self.measure, self.params.params().blends))
    }

    /// A cache is full: with the structure as it was, search; with another one, see whether it is better.
    fn filled(&mut self, dataset: &Dataset, n: usize, cache: Cache) -> Result<Stage, RecommendationError> {
        if n == 0 {
            self.cache = cache;
            self.validation_before = mean_ndcg(&self.cache, &self.all, self.measure, &self.blend);
            let first = self.halves[0].clone();
            return Ok(self.search(0, &first, self.blend));
        }
        let (old, new) =
            (ndcgs(&self.cache, &self.all, self.measure, &self.blend), ndcgs(&cache, &self.all, self.measure, &self.blend));
        self.blends += 1;
        let gain = Estimate::of_differences(&old, &new);
        if gain.mean > SURE_OF_SETTING * gain.standard_error {
            let (name, change) = STRUCTURES[n - 1];
            change(&mut self.strategies, &mut self.neighbours);
            self.structures_kept.push(name);
            self.cache = cache;
        }
        self.next_structure(dataset, n)
    }

    fn next_structure(&mut self, dataset: &Dataset, after: usize) -> Result<Stage, RecommendationError> {
        for n in after + 1..=STRUCTURES.len().min(self.params.params().models as usize) {
            let (mut strategies, mut neighbours) = (self.strategies, self.neighbours);
            STRUCTURES[n - 1].1(&mut strategies, &mut neighbours);
            if (strategies, neighbours) != (self.strategies, self.neighbours) {
                return Ok(Stage::Build(n, Box::new(self.builder(dataset, self.validation, 0, strategies, neighbours)?)));
            }
        }
        if self.structures_kept.is_empty() || !self.adopted {
            return self.decide(dataset);
        }
        let all = self.all.clone();
        Ok(self.search(3, &all, self.blend))
    }

    fn searched(&mut self, dataset: &Dataset, n: u32, search: &Search) -> Result<Stage, RecommendationError> {
        self.blends += search.tried;
        match n {
            0 => {
                self.of_half.push(search.best());
                let second = self.halves[1].clone();
                Ok(self.search(1, &second, self.blend))
            }
            1 => {
                self.of_half.push(search.best());
                let start = self.blend;
                let mut old = Vec::new();
                let mut new = Vec::new();
                for (half, other) in [(0, 1), (1, 0)] {
                    old.extend(ndcgs(&self.cache, &self.halves[other], self.measure, &start));
                    new.extend(ndcgs(&self.cache, &self.halves[other], self.measure, &self.of_half[half]));
                }
                let gain = Estimate::of_differences(&old, &new);
                self.adopted = gain.mean > SURE_OF_WEIGHTS * gain.standard_error && !self.all.0.is_empty();
                self.gain_on_unseen = Some(gain);
                if self.adopted {
                    let all = self.all.clone();
                    Ok(self.search(2, &all, start))
                } else {
                    self.next_structure(dataset, 0)
                }
            }
            2 => {
                self.blend = search.best();
                self.next_structure(dataset, 0)
            }
            _ => {
                self.blend = search.best();
                self.decide(dataset)
            }
        }
    }

    /// Everything is chosen: the test begins.
    fn decide(&mut self, dataset: &Dataset) -> Result<Stage, RecommendationError> {
        self.strategies.mix = self.blend.mix;
        self.validation_after = mean_ndcg(&self.cache, &self.all, self.measure, &self.blend);
        if self.repurchase == Repurchase::Auto && self.measure == Measure::All && !self.all.0.is_empty() {
            let new_only = mean_ndcg(&self.cache, &self.all, Measure::NewListsOnly, &self.blend);
            self.repurchase = if new_only > self.validation_after { Repurchase::NewOnly } else { Repurchase::Allowed };
        }
        self.cache = Cache::default();
        let before = self.before.params();
        Ok(Stage::TestBuild(0, Box::new(self.builder(dataset, self.test, 1, before.strategies, before.neighbours)?)))
    }

    fn test(&mut self, dataset: &Dataset, n: usize, mut model: Box<(Model, Scores)>) -> Result<Stage, RecommendationError> {
        let (model_ref, scratch) = &mut *model;
        let weights = if n == 0 { self.start().weights } else { self.blend.weights };
        let done = self.test_ndcg[n].len();
        for &customer in self.test_customers.iter().skip(done).take(CUSTOMERS_PER_STEP) {
            self.test_ndcg[n].push(ndcg_of(dataset, model_ref, scratch, self.test, self.task, &weights, customer));
        }
        if self.test_ndcg[n].len() < self.test_customers.len() {
            return Ok(Stage::TestScore(n, model));
        }
        if n == 1 || self.start() == self.blend && self.structures_kept.is_empty() {
            if n == 0 {
                self.test_ndcg[1] = self.test_ndcg[0].clone();
            }
            return Ok(Stage::Done);
        }
        if self.structures_kept.is_empty() {
            // The same model with other shares inside the strategies.
            model.0.set_mix(self.blend.mix);
            return Ok(Stage::TestScore(1, model));
        }
        Ok(Stage::TestBuild(1, Box::new(self.builder(dataset, self.test, 1, self.strategies, self.neighbours)?)))
    }

    /// What was found; `None` until [`Self::step`] returns true.
    pub fn report(&self) -> Option<TuneReport> {
        if !matches!(self.stage, Stage::Done) {
            return None;
        }
        let [collaborative, content, cross_sell, seasonal, price_affinity] = self.blend.weights;
        let sum: f64 = self.blend.weights.iter().sum();
        let rounded = |weight: f64| (weight / sum * 1e4).round() / 1e4;
        let tuned = RecommendParams {
            weights: Weights {
                collaborative: rounded(collaborative),
                content: rounded(content),
                cross_sell: rounded(cross_sell),
                seasonal: rounded(seasonal),
                price_affinity: rounded(price_affinity),
            },
            strategies: self.strategies,
            neighbours: self.neighbours,
            repurchase: self.repurchase,
            ..self.before.params().clone()
        };
        let before = self.before.params().clone();
        let mean = |values: &[f64]| statistics::sum(values.iter().copied()) / values.len().max(1) as f64;
        Some(TuneReport {
            task: self.task,
            validation: self.validation,
            test: self.test,
            validation_customers: self.customers.len() as u32,
            test_customers: self.test_customers.len() as u32,
            changed: self.start() != self.blend || !self.structures_kept.is_empty(),
            tuned: if self.start() == self.blend { RecommendParams { weights: before.weights, ..tuned } } else { tuned },
            before,
            settings_kept: self.structures_kept.iter().map(|&name| name.to_owned()).collect(),
            validation_before: self.validation_before,
            validation_after: self.validation_after,
            gain_on_unseen_customers: self.gain_on_unseen.unwrap_or_default(),
            test_before: mean(&self.test_ndcg[0]),
            test_after: mean(&self.test_ndcg[1]),
            test_gain: Estimate::of_differences(&self.test_ndcg[0], &self.test_ndcg[1]),
            blends_tried: self.blends,
            models_built: self.builds,
        })
    }
}

/// NDCG at 10 of one customer's list, ranked by score alone.
fn ndcg_of(
    dataset: &Dataset,
    model: &Model,
    scratch: &mut Scores,
    window: HoldoutWindow,
    task: Task,
    weights: &[f64; 5],
    customer: u32,
) -> f64 {
    model.score(customer, scratch);
    let owned = model.interactions.products_of(customer);
    let allowed = |product: &u32| task == Task::All || owned.binary_search(product).is_err();
    let mut truth = window.bought(dataset, &model.interactions, customer);
    truth.retain(allowed);
    let mut sums = Vec::new();
    scratch.weighted(weights, &mut sums);
    let mut ranked: Vec<(f64, u32)> =
        sums.into_iter().zip(scratch.candidates.iter().copied()).filter(|(_, product)| allowed(product)).collect();
    let best_first = |a: &(f64, u32), b: &(f64, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    if ranked.len() > DEPTH {
        ranked.select_nth_unstable_by(DEPTH, best_first);
        ranked.truncate(DEPTH);
    }
    ranked.sort_unstable_by(best_first);
    let list: Vec<u32> = ranked.iter().map(|entry| entry.1).collect();
    quality_at(DEPTH, &list, &truth).ndcg
}

#[cfg(test)]
mod tests;
