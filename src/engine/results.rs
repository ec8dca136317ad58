//! Results that a session holds about its recommendations.

use clientele_analytics::recommend::{
    AppliedRule, Calibration, EvaluationReport, RecommendParams, Recommendations, Recommender, ReplayReport,
};
use clientele_core::files::Digest;

/// The recommender and everybody's lists.
#[derive(Debug)]
pub struct RecommendationResult {
    /// Digest of what the model was learned from; other weights and rules need no new one.
    pub(super) model_key: Digest,
    /// The learned model with its settings.
    pub recommender: Recommender,
    /// The lists of all customers, in the customer table's order.
    pub lists: Recommendations,
}

/// The test of the recommendations on the shop's past.
#[derive(Clone, Debug)]
pub struct EvaluationResult {
    /// The methods side by side.
    pub report: EvaluationReport,
    /// The chance that a recommendation is bought; `None` where the past is too short to fit and test one.
    pub calibration: Option<Calibration>,
}

/// How many offers a rule touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleEffect {
    /// The rule.
    pub rule: AppliedRule,
    /// Offers that stand where they stand because of it.
    pub offers: u64,
    /// Customers with such an offer.
    pub customers: u64,
}

/// Other settings and what their replay came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Replayed {
    /// The settings that were replayed against those in use.
    pub other: RecommendParams,
    /// What came of it.
    pub report: ReplayReport,
}
