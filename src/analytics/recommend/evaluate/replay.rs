//! Two ways to make lists, replayed on the days held back: whose lists held more of what customers then really bought. Both get the
//! same customers, so the comparison is paired. It tells which lists fit the past better. How much more is sold by showing them, only an
//! experiment can tell, as nobody saw either list.
//!
//! Unlike the comparison of methods, lists are made as customers would get them: with rules, quotas, variety, least confidence and
//! the length asked for.

use super::HoldoutWindow;
use super::bootstrap::{Bootstrap, Figures};
use crate::recommend::model::{Model, ModelBuilder};
use crate::recommend::params::ValidRecommendParams;
use crate::recommend::select::recommender::Recommender;
use crate::recommend::select::settings::Scratch;
use crate::recommend::{RecommendationError, Recommendations};
use clientele_core::domain::{CustomerIx, Dataset, Money, OrderIx};
use clientele_core::statistics::draw;
use std::sync::Arc;

/// Customers listed between two pauses.
const CUSTOMERS_PER_STEP: usize = 64;
/// Customers looked at; of more a sample is drawn.
const MOST_CUSTOMERS: usize = 20_000;
/// Figures of one way for one customer: whether there was a hit, hits, revenue of the hits.
const FIGURES: usize = 3;

/// The results of one way to make lists.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ReplayArm {
    /// Customers with at least one recommendation.
    pub customers_with_list: u32,
    /// Recommendations in all.
    pub recommendations: u32,
    /// Customers who bought at least one product of their list.
    pub customers_hit: u32,
    /// Recommendations that were bought.
    pub hits: u32,
    /// What was spent on them in those days.
    pub revenue: Money,
}

impl ReplayArm {
    /// Share of the recommendations that were bought.
    pub fn precision(&self) -> f64 {
        f64::from(self.hits) / f64::from(self.recommendations.max(1))
    }
}

/// A difference of means per customer, the second way less the first.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PairedDifference {
    /// The difference.
    pub mean: f64,
    /// Its limits, 95 %, from draws of the same customers for both.
    pub interval: (f64, f64),
}

impl PairedDifference {
    /// Whether other customers would hardly have turned it round.
    pub fn is_clear(&self) -> bool {
        self.interval.0 > 0.0 || self.interval.1 < 0.0
    }
}

/// The results of a replay.
#[derive(Clone, Debug, PartialEq)]
pub struct ReplayReport {
    /// The days that were held back.
    pub window: HoldoutWindow,
    /// Customers who had bought before them: everybody counted.
    pub customers: u32,
    /// The lists as they are, and those of the other settings.
    pub arms: [ReplayArm; 2],
    /// Of the share of customers with a hit.
    pub hit_rate: PairedDifference,
    /// Of the hits per customer.
    pub hits: PairedDifference,
    /// Of what was spent on hits, per customer, main units.
    pub revenue: PairedDifference,
}

impl ReplayReport {
    /// The result in plain words.
    pub fn verdict(&self) -> String {
        if self.customers == 0 {
            return "Nobody had bought before the days held back, so nothing can be replayed.".to_owned();
        }
        let [a, b] = self.arms.map(|arm| 100.0 * f64::from(arm.customers_hit) / f64::from(self.customers));
        let figures =
            format!("{b:.1} % of customers bought something from their list, against {a:.1} % with the lists as they are");
        match (self.hit_rate.is_clear(), self.hit_rate.mean > 0.0) {
            (true, true) => format!("The other settings fit the past better: {figures}."),
            (true, false) => format!("The other settings fit the past worse: {figures}."),
            (false, _) => format!("No difference that other customers might not have turned round: {figures}."),
        }
    }
}

/// A replay in steps.
#[derive(Debug)]
pub struct Replay {
    window: HoldoutWindow,
    params: [ValidRecommendParams; 2],
    groups: Vec<u32>,
    seed: u64,
    stage: Stage,
    models: Vec<Arc<Model>>,
    customers: Vec<u32>,
    figures: Figures,
    arms: [ReplayArm; 2],
    bootstrap: Option<Bootstrap>,
}

#[derive(Debug)]
enum Stage {
    Build(Box<ModelBuilder>),
    List(Box<[(Recommender, Scratch); 2]>, usize),
    Draw(Bootstrap),
    Done,
}

impl Replay {
    /// Holds back the last `days` days and makes lists by both settings for the first of them. `groups` are labels per customer row
    /// as of the day before.
    ///
    /// # Errors
    /// When the orders span fewer than three times `days`, or as [`ModelBuilder::new`].
    pub fn new(
        dataset: &Dataset,
        groups: Option<&[u32]>,
        days: u32,
        params: [ValidRecommendParams; 2],
        seed: u64,
    ) -> Result<Self, RecommendationError> {
        let window = HoldoutWindow::ending(dataset, days, None, 3)?;
        let mut replay = Self {
            window,
            params,
            groups: groups.map(<[u32]>::to_vec).unwrap_or_default(),
            seed,
            stage: Stage::Done,
            models: Vec::new(),
            customers: Vec::new(),
            figures: Figures::new(2 * FIGURES),
            arms: [ReplayArm::default(); 2],
            bootstrap: None,
        };
        replay.stage = Stage::Build(Box::new(replay.builder(dataset, 0)?));
        Ok(replay)
    }

    fn builder(&self, dataset: &Dataset, arm: usize) -> Result<ModelBuilder, RecommendationError> {
        let groups = Some(self.groups.as_slice()).filter(|groups| !groups.is_empty());
        ModelBuilder::new(dataset, groups, Some(self.window.first), self.window.first, &self.params[arm])
    }

    /// Share done, 0 to 1.
    pub fn progress(&self) -> f64 {
        match &self.stage {
            Stage::Build(builder) => 0.25 * (self.models.len() as f64 + builder.progress()),
            Stage::List(_, next) => 0.5 + 0.4 * *next as f64 / self.customers.len().max(1) as f64,
            Stage::Draw(bootstrap) => 0.9 + 0.1 * bootstrap.progress(),
            Stage::Done => 1.0,
        }
    }

    /// Does the next piece of work; true when all is done.
    ///
    /// # Errors
    /// [`RecommendationError::NotReady`] if a model cannot be finished, which does not happen with a sound dataset.
    pub fn step(&mut self, dataset: &Dataset) -> Result<bool, RecommendationError> {
        self.stage = match std::mem::replace(&mut self.stage, Stage::Done) {
            Stage::Build(mut builder) => {
                if builder.step(dataset) {
                    self.models.push(Arc::new(builder.finish()?));
                    self.after_model(dataset)?
                } else {
                    Stage::Build(builder)
                }
            }
            Stage::List(mut ways, from) => {
                let to = self.customers.len().min(from + CUSTOMERS_PER_STEP);
                for at in from..to {
                    self.replay(dataset, &mut ways, self.customers[at]);
                }
                if to < self.customers.len() {
                    Stage::List(ways, to)
                } else {
                    Stage::Draw(Bootstrap::new(&self.figures, self.seed))
                }
            }
            Stage::Draw(mut bootstrap) => {
                if bootstrap.step(&self.figures) {
                    self.bootstrap = Some(bootstrap);
                    Stage::Done
                } else {
                    Stage::Draw(bootstrap)
                }
            }
            Stage::Done => Stage::Done,
        };
        Ok(matches!(self.stage, Stage::Done))
    }

    /// Another model, where the second settings need one of their own; else the lists.
    fn after_model(&mut self, dataset: &Dataset) -> Result<Stage, RecommendationError> {
        let learned_from = |arm: usize| (self.params[arm].params().neighbours, self.params[arm].params().strategies);
        if let [first] = self.models.as_slice() {
            if learned_from(0) != learned_from(1) {
                return Ok(Stage::Build(Box::new(self.builder(dataset, 1)?)));
            }
            let shared = Arc::clone(first);
            self.models.push(shared);
        }
        let [first, second] = self.models.as_slice() else { return Err(RecommendationError::NotReady) };
        let interactions = &first.interactions;
        let known: Vec<u32> = (0..interactions.customers() as u32).filter(|&c| !interactions.row(c).is_empty()).collect();
        self.customers = draw::sample(known.iter().copied(), MOST_CUSTOMERS, &mut draw::seeded(self.seed, 5));
        let way = |model: &Arc<Model>, arm: usize| {
            let recommender = Recommender::from_model(Arc::clone(model), self.params[arm].clone());
            let scratch = recommender.scratch();
            (recommender, scratch)
        };
        Ok(Stage::List(Box::new([way(first, 0), way(second, 1)]), 0))
    }

    fn replay(&mut self, dataset: &Dataset, ways: &mut [(Recommender, Scratch); 2], customer: u32) {
        let bought = spent_by_product(dataset, self.window, customer);
        let mut row = [0.0_f32; 2 * FIGURES];
        for ((recommender, scratch), (arm, row)) in ways.iter_mut().zip(self.arms.iter_mut().zip(row.chunks_mut(FIGURES))) {
            let mut list = Recommendations::default();
            recommender.recommend_block(customer..customer + 1, scratch, &mut list);
            let (mut hits, mut spent) = (0, Money::ZERO);
            for product in &list.product {
                if let Ok(at) = bought.binary_search_by_key(&product.0, |entry| entry.0) {
                    hits += 1;
                    spent += bought[at].1;
                }
            }
            arm.customers_with_list += u32::from(!list.product.is_empty());
            arm.recommendations += list.product.len() as u32;
            arm.customers_hit += u32::from(hits > 0);
            arm.hits += hits;
            arm.revenue += spent;
            row.copy_from_slice(&[f32::from(u8::from(hits > 0)), hits as f32, spent.to_f64() as f32]);
        }
        self.figures.push(&row, [true, true]);
    }

    /// The results; `None` until [`Self::step`] returns true.
    pub fn report(&self) -> Option<ReplayReport> {
        let bootstrap = self.bootstrap.as_ref()?;
        let means = self.figures.means(0..self.figures.len() as u32);
        let difference = |figure: usize| {
            let of = |means: &[f64]| means[FIGURES + figure] - means[figure];
            PairedDifference { mean: of(&means), interval: bootstrap.interval(of(&means), of) }
        };
        Some(ReplayReport {
            window: self.window,
            customers: self.figures.len() as u32,
            arms: self.arms,
            hit_rate: difference(0),
            hits: difference(1),
            revenue: difference(2),
        })
    }
}

/// What a customer spent on each product in the window, by product; nothing returned is taken off.
fn spent_by_product(dataset: &Dataset, window: HoldoutWindow, customer: u32) -> Vec<(u32, Money)> {
    let mut out: Vec<(u32, Money)> = Vec::new();
    for order in dataset.orders_of(CustomerIx(customer)).rev() {
        let day = dataset.orders().day[order];
        if day < window.first {
            break; // a customer's orders are sorted by day
        }
        if day <= window.last {
            let lines = dataset.lines();
            out.extend(dataset.lines_of(OrderIx::new(order)).map(|line| (lines.product[line].0, lines.amount[line])));
        }
    }
    out.sort_unstable_by_key(|entry| entry.0);
    out.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recommend::tests::{Shop, TODAY, valid};
    use crate::recommend::{RankingMethod, RecommendParams, Repurchase};
    use std::collections::BTreeSet;

    /// Half the shop buys the same thing month after month, the other half by chance.
    fn dataset() -> Dataset {
        let mut rng = draw::seeded(5, 5);
        let mut lines = Vec::new();
        for customer in 0..80_usize {
            for order in 0..8_usize {
                let product = if customer % 2 == 0 { customer % 16 } else { draw::below(&mut rng, 30) as usize };
                lines.push((customer, order, 3 + 20 * order as i32, product));
            }
        }
        Shop::new(80, 30, lines).dataset()
    }

    fn replayed(dataset: &Dataset, a: &dyn Fn(&mut RecommendParams), b: &dyn Fn(&mut RecommendParams)) -> ReplayReport {
        let mut replay = Replay::new(dataset, None, 30, [valid(a), valid(b)], 42).unwrap();
        let mut before = 0.0;
        while !replay.step(dataset).unwrap() {
            assert!(replay.report().is_none());
            assert!((before..=1.0).contains(&replay.progress()));
            before = replay.progress();
        }
        replay.report().unwrap()
    }

    #[test]
    fn hits_are_those_of_a_slow_count() {
        let dataset = dataset();
        let popular = |p: &mut RecommendParams| p.method = RankingMethod::Popular;
        let report = replayed(&dataset, &|_| {}, &popular);
        for (arm, params) in report.arms.iter().zip([valid(|_| {}), valid(popular)]) {
            let model = Model::build(&dataset, None, Some(report.window.first), report.window.first, &params).unwrap();
            let recommender = Recommender::from_model(model, params);
            let mut lists = Recommendations::default();
            recommender.recommend_block(0..80, &mut recommender.scratch(), &mut lists);
            let mut expected = ReplayArm::default();
            for customer in 0..80_u32 {
                let list: BTreeSet<u32> = lists.product[lists.of(customer)].iter().map(|p| p.0).collect();
                let mut hit = BTreeSet::new();
                for order in dataset.orders_of(CustomerIx(customer)) {
                    if (report.window.first..=report.window.last).contains(&dataset.orders().day[order]) {
                        for line in dataset.lines_of(OrderIx::new(order)) {
                            if list.contains(&dataset.lines().product[line].0) {
                                hit.insert(dataset.lines().product[line].0);
                                expected.revenue += dataset.lines().amount[line];
                            }
                        }
                    }
                }
                expected.customers_with_list += u32::from(!list.is_empty());
                expected.recommendations += list.len() as u32;
                expected.customers_hit += u32::from(!hit.is_empty());
                expected.hits += hit.len() as u32;
            }
            assert_eq!(*arm, expected);
        }
        let n = f64::from(report.customers);
        let hit_rates = report.arms.map(|arm| f64::from(arm.customers_hit) / n);
        assert!((report.hit_rate.mean - (hit_rates[1] - hit_rates[0])).abs() < 1e-9);
    }

    #[test]
    fn what_is_known_to_be_worse_is_found_worse_and_the_same_is_no_different() {
        let dataset = dataset();
        let same = replayed(&dataset, &|_| {}, &|_| {});
        assert_eq!((same.hit_rate.mean, same.hit_rate.interval), (0.0, (0.0, 0.0)));
        assert!(!same.hit_rate.is_clear() && same.verdict().starts_with("No difference"), "{same:?}");
        // Half the shop buys the same again: lists of new products only miss that.
        let new_only = |p: &mut RecommendParams| p.repurchase = Repurchase::NewOnly;
        let worse = replayed(&dataset, &|p| p.repurchase = Repurchase::Allowed, &new_only);
        assert!(worse.hit_rate.is_clear() && worse.hit_rate.mean < -0.2, "{worse:?}");
        assert!(worse.verdict().starts_with("The other settings fit the past worse"));
        assert_eq!(worse, replayed(&dataset, &|p| p.repurchase = Repurchase::Allowed, &new_only));
    }

    #[test]
    fn other_settings_inside_a_strategy_get_a_model_of_their_own() {
        let dataset = dataset();
        let report = replayed(&dataset, &|_| {}, &|p| p.strategies.half_life_days = 5.0);
        assert_eq!(report.window.last, dataset.period().unwrap().1);
        assert!(report.window.last < TODAY && report.customers > 0);
        let wide = valid(|_| {});
        assert!(Replay::new(&dataset, None, 3_000, [wide.clone(), wide], 1).is_err());
    }
}
