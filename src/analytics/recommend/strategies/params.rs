//! The five strategies: their names, their weights, and the settings of each.

use crate::recommend::RecommendationError;
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
        // Below that, dividing by the sum would lose digits.
        if sum < 1e-9 {
            return Err(RecommendationError::NoWeight);
        }
        Ok(ValidWeights(weights.map(|weight| weight / sum)))
    }
}

/// Five weights, none negative, that add up to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ValidWeights(pub(crate) [f64; 5]);

impl ValidWeights {
    /// In the order of [`Strategy::ALL`].
    pub fn as_array(&self) -> [f64; 5] {
        self.0
    }

    /// The weights when only some strategies can speak: theirs scaled up so that they add up to 1 again. `None` when those that
    /// can speak have no weight.
    pub fn shared_out(&self, has_signal: [bool; 5]) -> Option<[f64; 5]> {
        let sum: f64 = (0..5).filter(|&s| has_signal[s]).map(|s| self.0[s]).sum();
        if sum < 1e-9 {
            return None;
        }
        let mut shared = [0.0; 5];
        for s in 0..5 {
            if has_signal[s] {
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
    /// Orders with both products that a pair needs to count.
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
