//! Recommendations for every customer from five strategies, each with its parts, its confidence and its reason. Reads no files,
//! knows no segments but the labels passed in.
//!
//! [`ModelBuilder`] learns the strategies from a [`clientele_core::domain::Dataset`] in steps; [`Recommender`] turns a [`Model`] and
//! weights into lists, block by block; [`reason`] says a recommendation in words; [`Evaluation`] measures it all on the shop's
//! past. Limits, stated: products per basket (`max_basket`), co-purchase pairs and pairs of customers compared (constants of
//! `item_weights`, `collaborative`).

mod board;
mod calibrate;
mod collaborative;
pub mod confidence;
mod content;
mod cross_sell;
mod decay;
mod ensemble;
mod error;
mod evaluate;
mod evidence;
mod explain;
mod features;
mod impact;
mod item_weights;
mod links;
mod lists;
mod matrix;
mod method;
mod model;
mod params;
mod pick;
mod price_affinity;
mod rules;
mod seasonal;
mod tune;
mod words;

pub use board::ScoreRow;
pub use calibrate::{Calibration, Calibrator, ReliabilityBin};
pub use collaborative::{Collaborative, NeighbourScratch};
pub use confidence::Factors;
pub use content::{Content, ContentBuilder, Profile};
pub use cross_sell::{CrossSell, CrossSellBuilder, PairCounts};
pub use decay::Decay;
pub use ensemble::{Recommender, Room};
pub use error::RecommendationError;
pub use evaluate::{
    Comparison, Evaluation, EvaluationReport, MethodResult, PairedDifference, Quality, Replay, ReplayArm, ReplayReport, Task,
    Window, quality_at,
};
pub use evidence::Evidence;
pub use explain::reason;
pub use features::{CustomerFeatures, JourneyStage, Preference};
pub use impact::{Cases, GroupImpact, Impact, ImpactParams, ValidImpactParams};
pub use item_weights::ItemWeightsBuilder;
pub use links::{Link, Links};
pub use lists::{ColdStart, NEW_PRODUCT_BUYERS, Recommendations};
pub use matrix::{Interactions, NO_GROUP, Purchase};
pub use method::Method;
pub use model::{Model, ModelBuilder, Scores};
pub use params::{
    Mix, REPEAT_SHARE_FOR_REPURCHASE, RecommendParams, Repurchase, Strategy, StrategyParams, ValidRecommendParams, ValidWeights,
    Weights,
};
pub use price_affinity::{PriceAffinity, PriceProfile};
pub use rules::{GroupRule, ProductFilter, ProductRules, Rule, SegmentRule};
pub use seasonal::{Rhythm, Seasonal};
pub use tune::{Estimate, TuneParams, TuneReport, Tuner, ValidTuneParams};
pub use words::{method_label, strategy_label, verdict};

#[cfg(test)]
mod tests;
