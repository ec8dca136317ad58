//! Settings of the clustering and their check.

use clientele_core::domain::UserError;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::RangeInclusive;

/// What is done to the metrics before they are standardised.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Transform {
    /// The logarithm of one plus the value: few very large customers do not drown the rest.
    #[default]
    Log1p,
    /// Nothing.
    None,
}

impl Transform {
    /// The value transformed.
    pub(super) fn apply(self, value: f64) -> f64 {
        match self {
            // Mirrored at zero: refunds may leave a customer below it, where log1p has no value.
            Transform::Log1p if value < 0.0 => -libm::log1p(-value),
            Transform::Log1p => libm::log1p(value),
            Transform::None => value,
        }
    }
}

/// What clusters can be made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Feature {
    /// Days since the last order.
    Recency,
    /// Number of orders.
    Frequency,
    /// Amount spent.
    Monetary,
    /// Amount spent per order.
    AverageOrderValue,
    /// Days since the first order.
    Tenure,
}

impl Feature {
    /// The three that are used unless others are chosen.
    pub const RFM: [Feature; 3] = [Feature::Recency, Feature::Frequency, Feature::Monetary];
}

/// Settings of the clustering, not yet checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ClusterParams {
    /// The largest k that is tried, 2 to 20.
    pub max_clusters: u32,
    /// The number of clusters; the one of the highest mean silhouette when not set.
    pub k: Option<u32>,
    /// What is done to the metrics first.
    pub transform: Transform,
    /// What clusters are made from: one to five different features, in any order.
    pub features: Vec<Feature>,
    /// Starts for each k, of which the best counts, 1 to 100.
    pub n_init: u32,
    /// Seed of every random draw.
    pub seed: u64,
}

impl Default for ClusterParams {
    fn default() -> Self {
        Self { max_clusters: 10, k: None, transform: Transform::Log1p, features: Feature::RFM.to_vec(), n_init: 10, seed: 42 }
    }
}

/// Settings of the clustering that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidClusterParams(ClusterParams);

/// A setting that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClusterParamError {
    /// `max_clusters` is out of range.
    #[error("max_clusters is {value}; it must be {} to {}", MAX_CLUSTERS.start(), MAX_CLUSTERS.end())]
    MaxClusters {
        /// The value given.
        value: u32,
    },
    /// `k` is out of range.
    #[error("k is {value}; it must be 2 to max_clusters, which is {max_clusters}")]
    K {
        /// The value given.
        value: u32,
        /// `max_clusters`.
        max_clusters: u32,
    },
    /// `features` is empty.
    #[error("features is empty; it must name at least one")]
    NoFeatures,
    /// `features` has one twice.
    #[error("features names {feature} twice; it must name each once")]
    FeatureTwice {
        /// The feature.
        feature: Feature,
    },
    /// `n_init` is out of range.
    #[error("n_init is {value}; it must be {} to {}", N_INIT.start(), N_INIT.end())]
    NInit {
        /// The value given.
        value: u32,
    },
}

const MAX_CLUSTERS: RangeInclusive<u32> = 2..=20;
const N_INIT: RangeInclusive<u32> = 1..=100;

impl ClusterParams {
    /// Checks each setting.
    ///
    /// # Errors
    /// [`ClusterParamError`] names the setting, its value and its bounds.
    pub fn check(&self) -> Result<ValidClusterParams, ClusterParamError> {
        if !MAX_CLUSTERS.contains(&self.max_clusters) {
            return Err(ClusterParamError::MaxClusters { value: self.max_clusters });
        }
        if let Some(value) = self.k
            && !(2..=self.max_clusters).contains(&value)
        {
            return Err(ClusterParamError::K { value, max_clusters: self.max_clusters });
        }
        if !N_INIT.contains(&self.n_init) {
            return Err(ClusterParamError::NInit { value: self.n_init });
        }
        let mut features = self.features.clone();
        features.sort_unstable();
        if features.is_empty() {
            return Err(ClusterParamError::NoFeatures);
        }
        if let Some(pair) = features.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(ClusterParamError::FeatureTwice { feature: pair[0] });
        }
        // The order in which features are given must not matter.
        Ok(ValidClusterParams(Self { features, ..self.clone() }))
    }
}

impl ValidClusterParams {
    /// The settings.
    pub fn get(&self) -> &ClusterParams {
        &self.0
    }
}

impl fmt::Display for Feature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Feature::Recency => "recency",
            Feature::Frequency => "frequency",
            Feature::Monetary => "monetary",
            Feature::AverageOrderValue => "average-order-value",
            Feature::Tenure => "tenure",
        })
    }
}

impl UserError for ClusterParamError {
    fn code(&self) -> &'static str {
        match self {
            ClusterParamError::MaxClusters { .. } => "max-clusters-out-of-range",
            ClusterParamError::K { .. } => "k-out-of-range",
            ClusterParamError::NoFeatures => "no-features",
            ClusterParamError::FeatureTwice { .. } => "feature-twice",
            ClusterParamError::NInit { .. } => "n-init-out-of-range",
        }
    }

    fn place(&self) -> Option<String> {
        let setting = match self {
            ClusterParamError::MaxClusters { .. } => "clustering.max_clusters",
            ClusterParamError::K { .. } => "clustering.k",
            ClusterParamError::NoFeatures | ClusterParamError::FeatureTwice { .. } => "clustering.features",
            ClusterParamError::NInit { .. } => "clustering.n_init",
        };
        Some(setting.to_owned())
    }

    fn suggestion(&self) -> String {
        match self {
            ClusterParamError::MaxClusters { .. } => "Choose a number in that range; 10 is usual.".to_owned(),
            ClusterParamError::K { .. } => "Choose a number in that range, or leave k empty to have it chosen.".to_owned(),
            ClusterParamError::NoFeatures | ClusterParamError::FeatureTwice { .. } => {
                "Choose from recency, frequency, monetary, average-order-value and tenure; the first three are usual.".to_owned()
            }
            ClusterParamError::NInit { .. } => "Choose a number in that range; 10 is usual.".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_bad_setting_is_named_with_its_bounds() {
        let check = |change: fn(&mut ClusterParams), expected: &str| {
            let mut params = ClusterParams::default();
            change(&mut params);
            let text = params.check().err().map(|e| e.to_string());
            assert_eq!(text.as_deref(), Some(expected));
        };
        assert!(ClusterParams::default().check().is_ok());
        check(|p| p.max_clusters = 1, "max_clusters is 1; it must be 2 to 20");
        check(|p| p.max_clusters = 21, "max_clusters is 21; it must be 2 to 20");
        check(|p| p.k = Some(11), "k is 11; it must be 2 to max_clusters, which is 10");
        check(|p| p.k = Some(1), "k is 1; it must be 2 to max_clusters, which is 10");
        check(|p| p.features.clear(), "features is empty; it must name at least one");
        check(|p| p.features.push(Feature::Recency), "features names recency twice; it must name each once");
        check(|p| p.n_init = 0, "n_init is 0; it must be 1 to 100");
    }
}
