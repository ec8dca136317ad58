//! How long a tuning may search, and on which days.

use crate::recommend::RecommendationError;
use serde::{Deserialize, Serialize};

/// The budget of a tuning, unchecked.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TuneParams {
    /// Seed of the draws: which customers, which half.
    pub seed: u64,
    /// Customers looked at in the validation window, 10 to 100,000; of more a sample is drawn.
    pub max_customers: u32,
    /// Blends tried per search, 0 to 10,000. There are up to four searches.
    pub blends: u32,
    /// Models tried with other settings, 0 to 8.
    pub models: u32,
}

impl Default for TuneParams {
    fn default() -> Self {
        Self { seed: 42, max_customers: 2_000, blends: 240, models: 8 }
    }
}

impl TuneParams {
    /// ```
    /// use clientele_analytics::recommend::{RecommendationError, TuneParams};
    ///
    /// let quick = TuneParams { max_customers: 200, blends: 20, models: 0, ..TuneParams::default() };
    /// assert_eq!(quick.check()?.params().seed, 42);
    /// let too_many = TuneParams { models: 9, ..quick };
    /// assert!(matches!(too_many.check(), Err(RecommendationError::Tuning { name: "models", high: 8, .. })));
    /// # Ok::<(), RecommendationError>(())
    /// ```
    ///
    /// # Errors
    /// [`RecommendationError::Tuning`] for the first setting that is out of its bounds.
    pub fn check(self) -> Result<ValidTuneParams, RecommendationError> {
        for (name, value, low, high) in [
            ("max_customers", self.max_customers, 10, 100_000),
            ("blends", self.blends, 0, 10_000),
            ("models", self.models, 0, 8),
        ] {
            if !(low..=high).contains(&value) {
                return Err(RecommendationError::Tuning { name, value, low, high });
            }
        }
        Ok(ValidTuneParams(self))
    }
}

/// A budget within its bounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ValidTuneParams(TuneParams);

impl ValidTuneParams {
    /// The budget as given.
    pub fn params(&self) -> &TuneParams {
        &self.0
    }
}
