//! The pipeline's stages, and how far a run is.

use crate::domain::ErrorView;
use serde::{Deserialize, Serialize};

/// The pipeline's stages, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Generating or reading the files.
    Load,
    /// Checking rows and building the tables.
    Validate,
    /// Recency, frequency, monetary value; segments.
    Rfm,
    /// Who is still active, how many orders and how much revenue to expect.
    Value,
    /// K-means for every k, silhouettes, the choice of k.
    Cluster,
    /// What is bought together.
    Basket,
    /// The five strategies and the lists of all customers.
    Recommend,
    /// How good the recommendations are on the shop's own past.
    Evaluate,
}

impl Stage {
    /// All stages, in order.
    pub const ALL: [Stage; 8] = [
        Stage::Load,
        Stage::Validate,
        Stage::Rfm,
        Stage::Value,
        Stage::Cluster,
        Stage::Basket,
        Stage::Recommend,
        Stage::Evaluate,
    ];

    /// The stage's name in logs, files and test hooks.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Load => "load",
            Stage::Validate => "validate",
            Stage::Rfm => "rfm",
            Stage::Value => "value",
            Stage::Cluster => "cluster",
            Stage::Basket => "basket",
            Stage::Recommend => "recommend",
            Stage::Evaluate => "evaluate",
        }
    }

    /// What is happening, for the person who waits.
    pub fn doing(self) -> &'static str {
        match self {
            Stage::Load => "Reading the data",
            Stage::Validate => "Checking every row",
            Stage::Rfm => "Scoring customers",
            Stage::Value => "Forecasting what customers will be worth",
            Stage::Cluster => "Finding groups of alike customers",
            Stage::Basket => "Counting what is bought together",
            Stage::Recommend => "Choosing what to offer to whom",
            Stage::Evaluate => "Testing the recommendations on the shop's past",
        }
    }
}

/// How far a run is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// The stage under way.
    pub stage: Stage,
    /// Units done in this stage.
    pub done: u64,
    /// Units in all, 0 when not known.
    pub total: u64,
    /// What is counted, in the plural: `rows`, `bytes`, `customers`, `runs`.
    pub unit: String,
    /// Rows read so far, for the loading stage.
    pub rows: Option<u64>,
}

/// How a stage ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StageOutcome {
    /// Its result is there.
    Done {
        /// How long it took.
        elapsed_ms: u32,
        /// Whether an earlier result with the same input and settings was taken.
        cached: bool,
    },
    /// It failed; the other stages' results stand.
    Failed(ErrorView),
    /// The data cannot answer its question (too short a history to test on): nothing is wrong, there is just no result.
    Unavailable(ErrorView),
    /// It could not start because a stage that it needs has failed.
    Skipped {
        /// The stage that it needs.
        needs: Stage,
    },
}
