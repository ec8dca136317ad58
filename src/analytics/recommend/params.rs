//! Settings of the recommender: unchecked as they come from a file or the page, and checked. Computes nothing.

use super::{Method, RecommendationError};
use serde::{Deserialize, Serialize};

/// The five strategies, in the order in which parts are stored and added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    /// What similar customers buy.
    Collaborative,
    /// What resembles the things the customer buys.
    Content,
    /// What is bought together with them.
    CrossSell,
    /// What is due again, in season, or popular now.
    Seasonal,
    /// What costs about what they usually pay.
    PriceAffinity,
}

impl Strategy {
    /// All five, in the order of [`Weights::as_array`].
    pub const ALL: [Strategy; 5] = [Self::Collaborative, Self::Content, Self::CrossSell, Self::Seasonal, Self::PriceAffinity];

    /// The name in files and settings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Collaborative => "collaborative",
            Self::Content => "content",
            Self::CrossSell => "cross_sell",
            Self::Seasonal => "seasonal",
            Self::PriceAffinity => "price_affinity",
        }
    }
}

/// How much each strategy counts; scaled to a sum of 1 when used.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Weights {
    /// See [`Strategy::Collaborative`].
    pub collaborative: f64,
    /// See [`Strategy::Content`].
    pub content: f64,
    /// See [`Strategy::CrossSell`].
    pub cross_sell: f64,
    /// See [`Strategy::Seasonal`].
    pub seasonal: f64,
    /// See [`Strategy::PriceAffinity`].
    pub price_affinity: f64,
}

impl Default for Weights {
    /// The weights of the original specification.
    fn default() -> Self {
        Self { collaborative: 0.30, content: 0.25, cross_sell: 0.20, seasonal: 0.15, price_affinity: 0.10 }
    }
}

impl Weights {
    /// In the order of [`Strategy::ALL`].
    pub fn as_array(&self) -> [f64; 5] {
        [self.collaborative, self.content, self.cross_sell, self.seasonal, self.price_affinity]
    }

    /// # Errors
    /// [`RecommendationError::Weight`] for a negative or non-finite weight, [`RecommendationError::NoWeight`] when none is
    /// above zero.
    pub fn check(self) -> Result<ValidWeights, RecommendationError> {
        let weights = self.as_array();
        for (strategy, &value) in Strategy::ALL.iter().zip(&weights) {
            if !(0.0..=1e6).contains(&value) {
                return Err(RecommendationError::Weight { strategy: strategy.name(), value });
            }
        }
        let sum: f64 = weights.iter().sum();
        // Below that, dividing by the sum would lose digits; nobody means it.
        if sum < 1e-9 {
            return Err(RecommendationError::NoWeight);
        }
        Ok(ValidWeights(weights.map(|weight| weight / sum)))
    }
}

/// Five weights, none negative, that add up to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ValidWeights(pub(super) [f64; 5]);

impl ValidWeights {
    /// In the order of [`Strategy::ALL`].
    pub fn as_array(&self) -> [f64; 5] {
        self.0
    }

    /// The weights when only some strategies can speak: theirs scaled up so that they add up to 1 again. `None` when those that
    /// can speak have no weight.
    pub fn shared_out(&self, speaks: [bool; 5]) -> Option<[f64; 5]> {
        let sum: f64 = (0..5).filter(|&s| speaks[s]).map(|s| self.0[s]).sum();
        if sum < 1e-9 {
            return None;
        }
        let mut shared = [0.0; 5];
        for s in 0..5 {
            if speaks[s] {
                shared[s] = self.0[s] / sum;
            }
        }
        Some(shared)
    }
}

/// Whether customers may be recommended what they already bought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Repurchase {
    /// As the shop's past shows: allowed when at least [`REPEAT_SHARE_FOR_REPURCHASE`] of the purchases of customers who had
    /// bought before were of products that they had bought before.
    #[default]
    Auto,
    /// Bought products may be recommended again.
    Allowed,
    /// Only products that the customer never bought.
    NewOnly,
}

/// See [`Repurchase::Auto`].
pub const REPEAT_SHARE_FOR_REPURCHASE: f64 = 0.10;

/// How strategies that look at several things add them up: shares before each strategy's scores are scaled to 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mix {
    /// Collaborative: products that explain each other's purchase.
    pub items: f64,
    /// Collaborative: similar customers.
    pub neighbours: f64,
    /// Collaborative: the customer's own purchases, decayed.
    pub own: f64,
    /// Collaborative: how much more what sells now counts: the power of (recent buyers + 1) that the sum is multiplied by. 0 for
    /// not at all.
    pub trend: f64,
    /// Seasonal: the customer's own rhythm, 0 to 1; the rest is what is popular now.
    pub rhythm: f64,
}

impl Default for Mix {
    /// Tuned on Online Retail before its last sixty days: similar customers add little to item weights, but serve small shops and
    /// tell a reason.
    fn default() -> Self {
        Self { items: 0.5, neighbours: 0.1, own: 0.8, trend: 0.3, rhythm: 0.5 }
    }
}

/// Settings inside the strategies. Every change but that of [`Mix`] needs a new model.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StrategyParams {
    /// After so many days a purchase counts half.
    pub half_life_days: f64,
    /// The recent period that tells what is popular now, days.
    pub recent_days: u32,
    /// How many other products each product's purchases are explained by.
    pub item_neighbours: u32,
    /// Ridge added to the diagonal when they are; grows with the noise to be smoothed away.
    pub ridge: f64,
    /// Products kept per product as bought together, and as similar.
    pub links_per_product: u32,
    /// Orders in which two products must have met before that says anything.
    pub min_pair_orders: u32,
    /// Larger baskets are cut to so many products (those that cost most).
    pub max_basket: u32,
    /// Fewer buyers than this in a customer's group: the search for similar customers goes over all.
    pub min_group_buyers: u32,
    /// How each strategy adds up what it looks at.
    pub mix: Mix,
}

impl Default for StrategyParams {
    fn default() -> Self {
        Self {
            half_life_days: 180.0,
            recent_days: 30,
            item_neighbours: 64,
            ridge: 50.0,
            links_per_product: 50,
            min_pair_orders: 2,
            max_basket: 500,
            min_group_buyers: 200,
            mix: Mix::default(),
        }
    }
}

/// What to recommend, unchecked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RecommendParams {
    /// Recommendations per customer, 1 to 100.
    pub n: u32,
    /// Recommendations below this confidence are left out, 0 to 1.
    pub min_confidence: f64,
    /// How much each strategy counts.
    pub weights: Weights,
    /// Whether bought products come again.
    pub repurchase: Repurchase,
    /// At most so many of one category in a list; `None` for no limit. No effect on products without category.
    pub max_per_category: Option<u32>,
    /// Similar customers asked, 1 to 1000.
    pub neighbours: u32,
    /// How candidates are ranked: by the five strategies, or by a simpler method that did better on the shop's past.
    pub method: Method,
    /// Variety against score, 0 (score alone) to below 1: how much a product loses for being like one already on the list (maximal
    /// marginal relevance).
    pub diversity: f64,
    /// Ids of products that are never recommended.
    pub exclude: Vec<String>,
    /// Ids of the products in stock: no others are recommended. `None` for all.
    pub in_stock: Option<Vec<String>>,
    /// Ids of products that come first in every list. They stand there by the shop's wish, whatever their confidence; what is
    /// excluded, out of stock, or not to be bought again does not.
    pub pin: Vec<String>,
    /// Rules per customer group.
    pub rules: Vec<super::GroupRule>,
    /// Rules per segment, by name.
    pub segments: Vec<super::SegmentRule>,
    /// Settings inside the strategies.
    pub strategies: StrategyParams,
}

impl Default for RecommendParams {
    fn default() -> Self {
        Self {
            n: 3,
            min_confidence: 0.2,
            weights: Weights::default(),
            repurchase: Repurchase::Auto,
            max_per_category: Some(2),
            neighbours: 50,
            method: Method::default(),
            diversity: 0.0,
            exclude: Vec::new(),
            in_stock: None,
            pin: Vec::new(),
            rules: Vec::new(),
            segments: Vec::new(),
            strategies: StrategyParams::default(),
        }
    }
}

impl RecommendParams {
    /// # Errors
    /// A variant of [`RecommendationError`] for the first setting that is out of its bounds.
    pub fn check(self) -> Result<ValidRecommendParams, RecommendationError> {
        if !(1..=100).contains(&self.n) {
            return Err(RecommendationError::ListLength { n: self.n });
        }
        if !(0.0..=1.0).contains(&self.min_confidence) {
            return Err(RecommendationError::MinConfidence { value: self.min_confidence });
        }
        let weights = self.weights.check()?;
        if self.max_per_category == Some(0) {
            return Err(RecommendationError::MaxPerCategory);
        }
        if !(1..=1000).contains(&self.neighbours) {
            return Err(RecommendationError::Neighbours { value: self.neighbours });
        }
        if !(0.0..1.0).contains(&self.diversity) {
            return Err(RecommendationError::Diversity { value: self.diversity });
        }
        if let Some(id) = self.pin.iter().find(|id| self.exclude.contains(id)) {
            return Err(RecommendationError::PinnedAndExcluded { id: id.clone() });
        }
        let own_weights = self.rules.iter().map(|r| r.weights).chain(self.segments.iter().map(|r| r.weights));
        for weights in own_weights.flatten() {
            weights.check()?;
        }
        let s = self.strategies;
        for (name, value, low, high) in [
            ("half_life_days", s.half_life_days, 1.0, 100_000.0),
            ("recent_days", f64::from(s.recent_days), 1.0, 3_660.0),
            ("item_neighbours", f64::from(s.item_neighbours), 1.0, 256.0),
            ("ridge", s.ridge, 1e-3, 1e9),
            ("links_per_product", f64::from(s.links_per_product), 1.0, 1_000.0),
            ("min_pair_orders", f64::from(s.min_pair_orders), 1.0, 1e6),
            ("max_basket", f64::from(s.max_basket), 2.0, 10_000.0),
            ("min_group_buyers", f64::from(s.min_group_buyers), 1.0, 1e9),
            ("mix.items", s.mix.items, 0.0, 1e3),
            ("mix.neighbours", s.mix.neighbours, 0.0, 1e3),
            ("mix.own", s.mix.own, 0.0, 1e3),
            ("mix.items + mix.neighbours + mix.own", s.mix.items + s.mix.neighbours + s.mix.own, 1e-6, 3e3),
            ("mix.trend", s.mix.trend, 0.0, 2.0),
            ("mix.rhythm", s.mix.rhythm, 0.0, 1.0),
        ] {
            if !(low..=high).contains(&value) {
                return Err(RecommendationError::Strategy { name, value, low, high });
            }
        }
        Ok(ValidRecommendParams { params: self, weights })
    }
}

/// Settings within their bounds.
#[derive(Clone, Debug, PartialEq)]
pub struct ValidRecommendParams {
    params: RecommendParams,
    weights: ValidWeights,
}

impl ValidRecommendParams {
    /// The settings as given.
    pub fn params(&self) -> &RecommendParams {
        &self.params
    }

    /// The weights, scaled to a sum of 1.
    pub fn weights(&self) -> ValidWeights {
        self.weights
    }

    /// The same with other weights: needs no new model.
    pub fn with_weights(&self, weights: ValidWeights) -> Self {
        Self { params: self.params.clone(), weights }
    }

    /// The same with the rules for segments made rules for groups; `names` holds the name of each group label. The first rule for
    /// a group counts, those given by label before those given by name.
    pub fn for_groups<S: AsRef<str>>(&self, names: &[S]) -> Self {
        let mut params = self.params.clone();
        for rule in params.segments.drain(..) {
            for group in (0_u32..).zip(names).filter(|(_, name)| name.as_ref() == rule.segment).map(|(group, _)| group) {
                params.rules.push(super::GroupRule { group, filter: rule.filter, weights: rule.weights });
            }
        }
        Self { params, weights: self.weights }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_bad_setting_has_its_error() {
        let ok = RecommendParams::default();
        assert!(ok.clone().check().is_ok());
        let bad = |change: &dyn Fn(&mut RecommendParams)| {
            let mut params = ok.clone();
            change(&mut params);
            params.check().err()
        };
        assert_eq!(bad(&|p| p.n = 0), Some(RecommendationError::ListLength { n: 0 }));
        assert!(matches!(bad(&|p| p.min_confidence = f64::NAN), Some(RecommendationError::MinConfidence { .. })));
        assert_eq!(bad(&|p| p.weights.content = -1.0), Some(RecommendationError::Weight { strategy: "content", value: -1.0 }));
        let none = Weights { collaborative: 0.0, content: 0.0, cross_sell: 0.0, seasonal: 0.0, price_affinity: 0.0 };
        assert_eq!(bad(&|p| p.weights = none), Some(RecommendationError::NoWeight));
        assert_eq!(bad(&|p| p.max_per_category = Some(0)), Some(RecommendationError::MaxPerCategory));
        assert_eq!(bad(&|p| p.neighbours = 0), Some(RecommendationError::Neighbours { value: 0 }));
        assert!(matches!(
            bad(&|p| p.strategies.half_life_days = 0.0),
            Some(RecommendationError::Strategy { name: "half_life_days", .. })
        ));
        assert!(matches!(bad(&|p| p.strategies.max_basket = 1), Some(RecommendationError::Strategy { name: "max_basket", .. })));
    }

    #[test]
    fn a_silent_strategy_shares_its_weight_out() {
        let weights = Weights::default().check().unwrap();
        let shared = weights.shared_out([true, false, true, false, false]).unwrap();
        assert!((shared[0] - 0.6).abs() < 1e-12 && (shared[2] - 0.4).abs() < 1e-12);
        assert_eq!(weights.shared_out([false; 5]), None);
    }
}
