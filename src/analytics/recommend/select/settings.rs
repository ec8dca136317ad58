//! What a recommender keeps beside its model: settings that can change without learning anew, and scratch space for one customer.

use crate::recommend::explain::confidence::Factors;
use crate::recommend::explain::evidence::Evidence;
use crate::recommend::model::{Model, Scores};
use crate::recommend::params::ValidRecommendParams;
use crate::recommend::strategies::params::ValidWeights;
use crate::recommend::{AppliedRule, ProductRules};

/// What can change without learning anew.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) params: ValidRecommendParams,
    pub(crate) products: ProductRules,
    /// Per rule for a group its weights, in the order of the rules.
    pub(crate) group_weights: Vec<Option<ValidWeights>>,
    pub(crate) repurchase_allowed: bool,
}

impl Settings {
    pub(crate) fn new(model: &Model, params: ValidRecommendParams) -> Self {
        let p = params.params();
        let products = ProductRules::resolve(&model.product_ids, &p.exclude, p.in_stock.as_deref(), &p.pin);
        Self {
            products,
            // These were checked with the rest of the settings, so none fails here.
            group_weights: p.rules.iter().map(|rule| rule.weights.and_then(|weights| weights.check().ok())).collect(),
            repurchase_allowed: model.repurchase_allowed(p.repurchase),
            params,
        }
    }
}

/// Scratch for one customer at a time. Keep it between blocks.
#[derive(Clone, Debug)]
pub struct Scratch {
    pub(crate) scores: Scores,
    /// Score and product of what may be chosen.
    pub(crate) ranked: Vec<(f64, u32)>,
    /// The best of them, best first.
    pub(crate) head: Vec<(f64, u32)>,
    /// Scores of what rules about single products bar, and the rule.
    pub(crate) barred: Vec<(f64, AppliedRule)>,
    pub(crate) in_category: Vec<u32>,
    pub(crate) chosen: Vec<Chosen>,
    /// Per candidate the score.
    pub(crate) sums: Vec<f64>,
}

/// A product for the list.
#[derive(Clone, Debug)]
pub(crate) struct Chosen {
    pub(crate) product: u32,
    pub(crate) score: f64,
    pub(crate) parts: [f64; 5],
    pub(crate) rule: AppliedRule,
    pub(crate) evidence: Evidence,
    pub(crate) factors: Factors,
    pub(crate) confidence: f64,
}
