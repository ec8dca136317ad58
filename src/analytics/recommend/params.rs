//! Settings of the recommender: unchecked as they come from a file or the page, and checked.

use crate::recommend::strategies::params::{Repurchase, StrategyParams, ValidWeights, Weights};
use crate::recommend::{RankingMethod, RecommendationError};
use serde::{Deserialize, Serialize};

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
    pub method: RankingMethod,
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
    pub rules: Vec<crate::recommend::GroupRule>,
    /// Rules per segment, by name.
    pub segments: Vec<crate::recommend::SegmentRule>,
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
            method: RankingMethod::default(),
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
                params.rules.push(crate::recommend::GroupRule { group, filter: rule.filter, weights: rule.weights });
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
