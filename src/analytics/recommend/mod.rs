//! Recommendations for every customer, made by five strategies. Each has a score with its parts, a confidence, and a reason in words.
//!
//! - [`Recommender`] makes the lists: from a [`Dataset`](clientele_core::domain::Dataset) at once, or from a [`Model`] that a [`ModelBuilder`]
//!   has learned in small steps
//! - [`reason`] says in a sentence why a product is on a list
//! - [`Evaluation`] measures the lists on days held back, [`Replay`] compares two settings there, [`Tuner`] learns weights from the days before
//! - [`Calibrator`] turns the evidence into the chance of a purchase, [`Impact`] chances into money
//!
//! Customers may be put into groups (such as RFM segments) by a label each; rules and the search for similar customers can go by it. Three
//! limits keep time and memory in proportion to the purchases: products per basket (`max_basket`), pairs of products bought by the same
//! customers, and pairs of customers compared (constants of `item_weights` and `collaborative`).

mod baselines;
mod calibrate;
mod error;
mod evaluate;
pub mod explain;
mod features;
mod impact;
mod matrix;
mod method;
mod model;
mod params;
mod rules;
mod select;
mod strategies;
mod tune;
mod words;

pub use calibrate::{Calibration, Calibrator, ReliabilityBin};
pub use error::RecommendationError;
pub use evaluate::{
    Evaluation, EvaluationReport, HoldoutWindow, MethodComparison, MethodResult, PairedDifference, Quality, Replay, ReplayArm,
    ReplayReport, Task, quality_at,
};
pub use explain::confidence;
pub use explain::confidence::Factors;
pub use explain::evidence::Evidence;
pub use explain::reason::reason;
pub use features::{CustomerFeatures, JourneyStage, Preference};
pub use impact::{Cases, GroupImpact, Impact, ImpactParams, ValidImpactParams};
pub use matrix::{Interactions, NO_GROUP, Purchase};
pub use method::RankingMethod;
pub use model::{Model, ModelBuilder, Scores};
pub use params::{RecommendParams, ValidRecommendParams};
pub use rules::{AppliedRule, GroupRule, ProductFilter, ProductRules, SegmentRule};
pub use select::lists::{ColdStart, NEW_PRODUCT_BUYERS, Recommendations};
pub use select::recommender::Recommender;
pub use select::settings::Scratch;
pub use strategies::collaborative::{Collaborative, NeighbourScratch};
pub use strategies::content::{Content, ContentBuilder, TasteProfile};
pub use strategies::cross_sell::{CrossSell, CrossSellBuilder};
pub use strategies::decay::Decay;
pub use strategies::item_weights::ItemWeightsBuilder;
pub use strategies::params::{Mix, REPEAT_SHARE_FOR_REPURCHASE, Repurchase, Strategy, StrategyParams, ValidWeights, Weights};
pub use strategies::price_affinity::{PriceAffinity, PriceProfile};
pub use strategies::scratch::ScoreRow;
pub use strategies::seasonal::{RepurchaseCycle, Seasonal};
pub use tune::{Estimate, TuneParams, TuneReport, Tuner, ValidTuneParams};
pub use words::{method_label, strategy_label, verdict};

#[cfg(test)]
mod tests;
