//! Recommendations for every customer from five strategies, each with its parts, its confidence and its reason. Reads no files,
//! knows no segments but the labels passed in.
//!
//! [`ModelBuilder`] learns the strategies from a [`clientele_core::domain::Dataset`] in steps; [`Recommender`] turns a [`Model`] and
//! weights into lists, block by block; [`reason`] says a recommendation in words; [`Evaluation`] measures it all on the shop's
//! past. Limits, stated: products per basket (`max_basket`), co-purchase pairs and pairs of customers compared (constants of
//! `item_weights`, `collaborative`).

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
pub use strategies::content::{Content, ContentBuilder, Profile};
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
