//! The model: all that the five strategies learn from a shop's data, built in small steps; and the scores that it gives a customer's candidates.
//! Weights and rules act on those scores later, in [`select`](crate::recommend::Recommender).

use crate::recommend::matrix::Interactions;
use crate::recommend::matrix::by_popularity;
use crate::recommend::params::ValidRecommendParams;
use crate::recommend::strategies::collaborative::{Collaborative, NeighbourScratch};
use crate::recommend::strategies::content::{Content, ContentBuilder, TasteProfile};
use crate::recommend::strategies::cross_sell::{CrossSell, CrossSellBuilder};
use crate::recommend::strategies::item_weights::ItemWeightsBuilder;
use crate::recommend::strategies::params::{Mix, REPEAT_SHARE_FOR_REPURCHASE, Repurchase, StrategyParams};
use crate::recommend::strategies::price_affinity::PriceAffinity;
use crate::recommend::strategies::scratch::{Marks, ScoreRow};
use crate::recommend::strategies::seasonal::Seasonal;
use crate::recommend::{ProductFilter, RecommendationError};
use clientele_core::domain::{BasketItems, Baskets, Dataset, Day, StringColumn};

/// Work per step: 5 to 15 ms natively.
const BUDGET: u64 = 2_000_000;
/// Neighbours of a product for [`crate::recommend::RankingMethod::ItemKnn`].
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
            Stage::Baskets => Stage::Pairs(CrossSellBuilder::new(Baskets::build(
                dataset,
                self.until,
                BasketItems::Goods,
                self.params.max_basket,
            ))),
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
    /// [`RecommendationError::NotReady`] until [`Self::step`] has returned true.
    pub fn finish(self) -> Result<Model, RecommendationError> {
        self.model.ok_or(RecommendationError::NotReady)
    }
}

/// The scores of one customer by each strategy; scratch, reused from customer to customer.
#[derive(Clone, Debug)]
pub struct Scores {
    /// All products that any strategy proposed, sorted.
    pub candidates: Vec<u32>,
    /// One column per strategy, in the order of [`crate::recommend::Strategy::ALL`]: a score of 0 to 1 for each of the candidates.
    pub columns: [Vec<f64>; 5],
    /// Whether each strategy had anything to go by.
    pub has_signal: [bool; 5],
    /// The similar customers found.
    pub neighbours: NeighbourScratch,
    /// The customer's profile.
    pub profile: TasteProfile,
    /// For methods that score by one row.
    pub(super) row: ScoreRow,
    marks: Marks,
    /// All that was marked, and of it what may not be proposed.
    touched: Vec<u32>,
    others: Vec<u32>,
    /// By product.
    names: Vec<f64>,
    together: Vec<f64>,
    due: Vec<f64>,
}

impl Scores {
    /// The scores of a product by the strategies; 0 for one that is no candidate.
    pub fn of(&self, product: u32) -> [f64; 5] {
        match self.candidates.binary_search(&product) {
            Ok(at) => std::array::from_fn(|s| self.columns[s].get(at).copied().unwrap_or(0.0)),
            Err(_) => [0.0; 5],
        }
    }

    /// The strategies' scores added up with weights, from the first to the last, in place of what `out` holds: one sum per candidate.
    pub fn weighted(&self, weights: &[f64; 5], out: &mut Vec<f64>) {
        let [a, b, c, d, e] = &self.columns;
        out.clear();
        out.extend(
            a.iter().zip(b).zip(c).zip(d).zip(e).map(|((((a, b), c), d), e)| {
                sum(&[weights[0] * a, weights[1] * b, weights[2] * c, weights[3] * d, weights[4] * e])
            }),
        );
    }

    /// Takes the row's scores as those of the only strategy with a signal.
    pub(super) fn take_row(&mut self, strategy: usize) {
        self.has_signal = std::array::from_fn(|s| s == strategy);
        for (s, column) in self.columns.iter_mut().enumerate() {
            column.clear();
            if s == strategy {
                column.extend(self.candidates.iter().map(|&product| self.row.get(product)));
            } else {
                column.resize(self.candidates.len(), 0.0);
            }
        }
    }

    /// Of the products marked: goods; and where only the customer's own products predict one, it must be with a score above 0.
    fn find_candidates(&mut self, is_goods: &[bool]) {
        let from_items = self.neighbours.item_marks();
        self.marks.touched(from_items, &mut self.touched);
        self.candidates.clear();
        // As in `Recommender::rank`, without branches, which would be mispredicted half of the time.
        self.candidates.resize(self.touched.len(), 0);
        let mut kept = 0;
        for &product in &self.touched {
            let is_good = is_goods[product as usize];
            if !is_good {
                self.others.push(product);
            }
            self.candidates[kept] = product;
            kept += usize::from(is_good & (self.marks.has(product) | (self.neighbours.from_items(product) > 0.0)));
        }
        self.candidates.truncate(kept);
    }

    /// Forgets what was gathered of the customer before.
    fn clear(&mut self) {
        if self.touched.len() * 4 > self.names.len() {
            self.names.fill(0.0);
            self.together.fill(0.0);
        } else {
            for &product in &self.touched {
                self.names[product as usize] = 0.0;
                self.together[product as usize] = 0.0;
            }
        }
        self.marks.clear(&self.touched);
        self.neighbours.clear(&self.touched);
        self.touched.clear();
        self.others.clear();
    }
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

    /// Scratch for the scores of one customer at a time.
    pub fn scores_scratch(&self) -> Scores {
        let (customers, products) = (self.interactions.customers(), self.interactions.products());
        Scores {
            candidates: Vec::new(),
            columns: Default::default(),
            has_signal: [false; 5],
            neighbours: NeighbourScratch::new(customers, products),
            profile: self.content.profile_scratch(),
            row: ScoreRow::new(products),
            marks: Marks::new(products),
            touched: Vec::new(),
            others: Vec::new(),
            names: vec![0.0; products],
            together: vec![0.0; products],
            due: vec![0.0; products],
        }
    }

    /// The score of every product that any strategy proposes, by each of them. Without purchases only the seasonal one has a signal.
    ///
    /// First all strategies gather, each into numbers by product; then the candidates are known, and each completes a column of theirs.
    pub fn score(&self, customer: u32, scores: &mut Scores) {
        scores.clear();
        let interactions = &self.interactions;
        let marks = &mut scores.marks;
        scores.has_signal = [
            self.collaborative.gather(interactions, customer, &mut scores.neighbours, marks),
            self.content.gather(interactions, customer, &mut scores.profile, &mut scores.names, marks),
            self.cross_sell.gather(interactions, customer, &mut scores.together, marks),
            self.seasonal.propose(interactions, customer, marks),
            false,
        ];
        scores.find_candidates(&self.is_goods);
        let (candidates, [collaborative, content, cross_sell, seasonal, price]) = (&scores.candidates, &mut scores.columns);
        self.collaborative.complete(interactions, customer, &mut scores.neighbours, candidates, collaborative);
        self.content.complete(&scores.profile, &scores.names, &scores.others, candidates, content);
        self.cross_sell.complete(&scores.together, candidates, cross_sell);
        self.seasonal.complete(interactions, customer, candidates, &mut scores.due, seasonal);
        scores.has_signal[4] = self.price_affinity.score(interactions, customer, candidates, price);
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

/// From the first to the last: the order in which a reader adds them up again.
#[inline]
pub(crate) fn sum(parts: &[f64; 5]) -> f64 {
    (((parts[0] + parts[1]) + parts[2]) + parts[3]) + parts[4]
}
