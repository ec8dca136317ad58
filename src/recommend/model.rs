//! The five strategies built from a shop's data, in steps. Knows no weights and ranks nothing: see `ensemble`.

use super::board::ScoreRow;
use super::collaborative::{Collaborative, NeighbourScratch};
use super::content::{Content, ContentBuilder, Profile};
use super::cross_sell::{Baskets, CrossSell, CrossSellBuilder};
use super::item_weights::ItemWeightsBuilder;
use super::matrix::Interactions;
use super::method::by_popularity;
use super::params::{Mix, REPEAT_SHARE_FOR_REPURCHASE, Repurchase, StrategyParams, ValidRecommendParams};
use super::price_affinity::PriceAffinity;
use super::seasonal::Seasonal;
use super::{ProductFilter, RecommendationError};
use crate::domain::{Dataset, Day, StringColumn};

/// Work per step: 10 to 30 ms natively.
const BUDGET: u64 = 5_000_000;
/// Neighbours of a product for [`super::Method::ItemKnn`].
const NEAREST: usize = 20;

/// Everything learned from the data. Changing weights, list length, rules or diversity needs no new model.
#[derive(Clone, Debug)]
pub struct Model {
    /// Who bought what.
    pub interactions: Interactions,
    /// Strategy 1.
    pub collaborative: Collaborative,
    /// Strategy 2.
    pub content: Content,
    /// Strategy 3.
    pub cross_sell: CrossSell,
    /// Strategy 4.
    pub seasonal: Seasonal,
    /// Strategy 5.
    pub price_affinity: PriceAffinity,
    place: Vec<u32>,
    /// Ids of the products, for rules about single ones.
    pub(super) product_ids: StringColumn,
    /// By product: only goods are proposed.
    is_goods: Vec<bool>,
    median_log_price: f64,
    popular_from_buyers: u32,
    /// Products by all buyers, and by recent ones, most popular first.
    pub(super) popular: Vec<u32>,
    pub(super) recently_popular: Vec<u32>,
    /// Customers with purchases.
    pub(super) buyers: u32,
}

/// Builds a [`Model`] step by step.
#[derive(Clone, Debug)]
pub struct ModelBuilder {
    until: Option<Day>,
    as_of: Day,
    neighbours: u32,
    params: StrategyParams,
    groups: Vec<u32>,
    stage: Stage,
    interactions: Interactions,
    cross_sell: Option<CrossSell>,
    content: Option<Content>,
    model: Option<Model>,
}

#[derive(Clone, Debug)]
enum Stage {
    Matrix,
    Baskets,
    Pairs(CrossSellBuilder),
    Names,
    Alike(ContentBuilder),
    ItemWeights(Box<ItemWeightsBuilder>),
    Rest(Box<ItemWeightsBuilder>),
    Done,
}

impl ModelBuilder {
    /// `groups` holds a label per customer row (segment or cluster), if there are any. Only orders before `until` are used, all
    /// without it; `as_of` is the day from which on is recommended.
    ///
    /// # Errors
    /// When there are no products, no customers, no orders before `until`, or not one group label per customer.
    pub fn new(
        dataset: &Dataset,
        groups: Option<&[u32]>,
        until: Option<Day>,
        as_of: Day,
        params: &ValidRecommendParams,
    ) -> Result<Self, RecommendationError> {
        let customers = dataset.customers().ids.len();
        let is_goods = &dataset.products().is_goods;
        if !dataset.lines().product.iter().any(|product| is_goods[product.ix()]) && !is_goods.contains(&true) {
            return Err(RecommendationError::NoProducts);
        }
        if customers == 0 {
            return Err(RecommendationError::NoCustomers);
        }
        if !dataset.orders().day.iter().any(|&day| until.is_none_or(|until| day < until)) {
            return Err(RecommendationError::NoOrders);
        }
        if let Some(groups) = groups.filter(|groups| groups.len() != customers) {
            return Err(RecommendationError::GroupLabels { expected: customers, found: groups.len() });
        }
        Ok(Self {
            until,
            as_of,
            neighbours: params.params().neighbours,
            params: params.params().strategies,
            groups: groups.unwrap_or_default().to_vec(),
            stage: Stage::Matrix,
            interactions: Interactions::default(),
            cross_sell: None,
            content: None,
            model: None,
        })
    }

    /// Share done, 0 to 1.
    pub fn progress(&self) -> f64 {
        match &self.stage {
            Stage::Matrix => 0.0,
            Stage::Baskets => 0.1,
            Stage::Pairs(builder) => 0.2 + 0.2 * builder.progress(),
            Stage::Names => 0.4,
            Stage::Alike(builder) => 0.45 + 0.05 * builder.progress(),
            Stage::ItemWeights(builder) => 0.5 + 0.4 * builder.progress(),
            Stage::Rest(_) => 0.9,
            Stage::Done => 1.0,
        }
    }

    /// Does the next piece of work; true when the model is ready. `dataset` is the one passed to [`Self::new`].
    pub fn step(&mut self, dataset: &Dataset) -> bool {
        self.stage = match std::mem::replace(&mut self.stage, Stage::Done) {
            Stage::Matrix => {
                let groups = std::mem::take(&mut self.groups);
                self.interactions = Interactions::build(dataset, self.until, self.as_of, self.params.half_life_days, &groups);
                Stage::Baskets
            }
            Stage::Baskets => Stage::Pairs(CrossSellBuilder::new(Baskets::build(dataset, self.until, self.params.max_basket))),
            Stage::Pairs(mut builder) => {
                if builder.step(&self.params, BUDGET) {
                    self.cross_sell = Some(builder.finish());
                    Stage::Names
                } else {
                    Stage::Pairs(builder)
                }
            }
            Stage::Names => Stage::Alike(ContentBuilder::new(dataset)),
            Stage::Alike(mut builder) => {
                if builder.step(&self.params, BUDGET) {
                    self.content = Some(builder.finish(dataset, &self.interactions));
                    Stage::ItemWeights(Box::new(ItemWeightsBuilder::new(&self.interactions)))
                } else {
                    Stage::Alike(builder)
                }
            }
            Stage::ItemWeights(mut builder) => {
                if builder.step(&self.interactions, &self.params, BUDGET) {
                    Stage::Rest(builder)
                } else {
                    Stage::ItemWeights(builder)
                }
            }
            Stage::Rest(builder) => {
                self.finish_model(dataset, *builder);
                Stage::Done
            }
            Stage::Done => Stage::Done,
        };
        matches!(self.stage, Stage::Done)
    }

    fn finish_model(&mut self, dataset: &Dataset, item_weights: ItemWeightsBuilder) {
        let (Some(cross_sell), Some(content)) = (self.cross_sell.take(), self.content.take()) else { return };
        let interactions = std::mem::take(&mut self.interactions);
        let nearest = item_weights.nearest(NEAREST);
        let mut collaborative =
            Collaborative::new(&interactions, item_weights.finish(), nearest, self.neighbours, self.params.min_group_buyers);
        let seasonal =
            Seasonal::build(dataset, &interactions, self.until, self.as_of, self.params.recent_days, self.params.mix.rhythm);
        let products = interactions.products() as u32;
        collaborative.set_mix(self.params.mix, (0..products).map(|product| seasonal.recent_buyers(product)));
        let price_affinity = PriceAffinity::build(dataset, &interactions);
        let mut prices: Vec<f64> = (0..products).map(|p| price_affinity.log_price(p)).filter(|p| p.is_finite()).collect();
        prices.sort_unstable_by(f64::total_cmp);
        let mut buyers: Vec<u32> = (0..products).map(|p| interactions.buyers(p)).collect();
        buyers.sort_unstable_by(|a, b| b.cmp(a));
        self.model = Some(Model {
            place: dataset.customers().place.clone(),
            product_ids: dataset.products().ids.clone(),
            is_goods: dataset.products().is_goods.clone(),
            median_log_price: prices.get(prices.len() / 2).copied().unwrap_or(0.0),
            popular_from_buyers: buyers.get(buyers.len() / 5).copied().unwrap_or(0).max(1),
            buyers: (0..interactions.customers() as u32).filter(|&c| !interactions.row(c).is_empty()).count() as u32,
            popular: by_popularity(&interactions, |p| interactions.buyers(p)),
            recently_popular: by_popularity(&interactions, |p| seasonal.recent_buyers(p)),
            interactions,
            collaborative,
            content,
            cross_sell,
            seasonal,
            price_affinity,
        });
    }

    /// The model.
    ///
    /// # Errors
    /// [`RecommendationError::NotReady`] before [`Self::step`] said true.
    pub fn finish(self) -> Result<Model, RecommendationError> {
        self.model.ok_or(RecommendationError::NotReady)
    }
}

/// What each strategy says for one customer, reused from customer to customer.
#[derive(Clone, Debug)]
pub struct Scores {
    /// One row per strategy, 0 to 1, in the order of [`super::Strategy::ALL`].
    pub rows: [ScoreRow; 5],
    /// Whether each strategy had anything to go by.
    pub speaks: [bool; 5],
    /// All products that any strategy proposed, sorted.
    pub candidates: Vec<u32>,
    /// The similar customers found.
    pub neighbours: NeighbourScratch,
    /// The customer's profile.
    pub profile: Profile,
    union: ScoreRow,
}

impl Model {
    /// Builds without pausing: for tests and the command line.
    ///
    /// # Errors
    /// As [`ModelBuilder::new`].
    pub fn build(
        dataset: &Dataset,
        groups: Option<&[u32]>,
        until: Option<Day>,
        as_of: Day,
        params: &ValidRecommendParams,
    ) -> Result<Self, RecommendationError> {
        let mut builder = ModelBuilder::new(dataset, groups, until, as_of, params)?;
        while !builder.step(dataset) {}
        builder.finish()
    }

    /// Room for the scores of one customer at a time.
    pub fn scores_room(&self) -> Scores {
        let (customers, products) = (self.interactions.customers(), self.interactions.products());
        Scores {
            rows: std::array::from_fn(|_| ScoreRow::new(products)),
            speaks: [false; 5],
            candidates: Vec::new(),
            neighbours: NeighbourScratch::new(customers, products),
            profile: self.content.profile_room(),
            union: ScoreRow::new(products),
        }
    }

    /// What each strategy says about every product that any of them proposes. Without purchases only the seasonal one speaks.
    pub fn score(&self, customer: u32, scores: &mut Scores) {
        for row in &mut scores.rows {
            row.clear();
        }
        scores.union.clear();
        let interactions = &self.interactions;
        let [collaborative, content, cross_sell, seasonal, price] = &mut scores.rows;
        scores.speaks = [
            self.collaborative.score(interactions, customer, &mut scores.neighbours, collaborative),
            self.content.propose(interactions, customer, &mut scores.profile, content),
            self.cross_sell.score(interactions, customer, cross_sell),
            self.seasonal.propose(interactions, customer, seasonal),
            false,
        ];
        for row in [&*collaborative, content, cross_sell, seasonal] {
            for &product in row.touched() {
                scores.union.add(product, 0.0);
            }
        }
        scores.union.touched_sorted(&mut scores.candidates);
        scores.candidates.retain(|&product| self.is_goods[product as usize]);
        if scores.speaks[1] {
            self.content.complete(&scores.profile, &scores.candidates, content);
        }
        self.seasonal.complete(&scores.candidates, seasonal);
        scores.speaks[4] = self.price_affinity.score(interactions, customer, &scores.candidates, price);
    }

    /// Takes another mix; what was learned stays.
    pub fn set_mix(&mut self, mix: Mix) {
        let seasonal = &self.seasonal;
        let products = self.interactions.products() as u32;
        self.collaborative.set_mix(mix, (0..products).map(|product| seasonal.recent_buyers(product)));
        self.seasonal.own_share = mix.rhythm;
    }

    /// Whether bought products come again under `repurchase`; for [`Repurchase::Auto`] as the data shows.
    pub fn repurchase_allowed(&self, repurchase: Repurchase) -> bool {
        match repurchase {
            Repurchase::Auto => self.interactions.repeat_share() >= REPEAT_SHARE_FOR_REPURCHASE,
            Repurchase::Allowed => true,
            Repurchase::NewOnly => false,
        }
    }

    /// Whether a rule's filter lets a product through.
    pub fn passes(&self, filter: ProductFilter, product: u32) -> bool {
        match filter {
            ProductFilter::Personalised => true,
            ProductFilter::Premium => self.price_affinity.log_price(product) >= self.median_log_price,
            ProductFilter::Value => self.price_affinity.log_price(product) <= self.median_log_price,
            ProductFilter::Popular => self.interactions.buyers(product) >= self.popular_from_buyers,
        }
    }

    /// Whether a product is one: postage and fees are not.
    pub fn is_goods(&self, product: u32) -> bool {
        self.is_goods[product as usize]
    }

    /// The place of a customer, as a row of the data's places.
    pub fn place(&self, customer: u32) -> u32 {
        self.place[customer as usize]
    }
}
