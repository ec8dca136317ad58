//! The one typed configuration: TOML for the command line, postcard to the worker.

use clientele_analytics::basket::{BasketParams, ValidBasketParams};
use clientele_analytics::cluster::{ClusterParams, ValidClusterParams};
use clientele_analytics::recommend::{RecommendParams, ValidRecommendParams};
use clientele_analytics::segment::{AdviceEdit, RfmParams, ValidRfmParams, check_advice};
use clientele_analytics::value::{ValidValueParams, ValueParams};
use clientele_core::domain::{Day, ErrorView};
use clientele_generate::{GeneratorParams, ValidGeneratorParams};
use clientele_ingest::{IngestParams, ValidIngestParams};
use serde::{Deserialize, Serialize};

/// All settings of a run. Whatever is left out of a file takes its default.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The generated shop, for runs without files.
    pub generator: GeneratorParams,
    /// How files are read.
    pub ingest: IngestParams,
    /// Analysis date and segment map.
    pub rfm: RfmParams,
    /// Clusters.
    pub clustering: ClusterParams,
    /// Recommendations.
    pub recommendations: RecommendParams,
    /// Customer lifetime value.
    pub value: ValueParams,
    /// What is bought together.
    pub basket: BasketParams,
    /// The user's own words for segments; nothing is worked out from them.
    pub strategies: Vec<AdviceEdit>,
}

/// Settings that have been checked: only these run.
#[derive(Clone, Debug)]
pub(super) struct ValidConfig {
    pub(super) generator: ValidGeneratorParams,
    pub(super) ingest: ValidIngestParams,
    pub(super) rfm: ValidRfmParams,
    rfm_unchecked: RfmParams,
    pub(super) clustering: ValidClusterParams,
    pub(super) recommendations: ValidRecommendParams,
    pub(super) value: ValidValueParams,
    pub(super) basket: ValidBasketParams,
}

impl ValidConfig {
    /// The same segment map as seen from another day; `None` for a day that no analysis date may be.
    pub(super) fn rfm_at(&self, analysis_date: Day) -> Option<ValidRfmParams> {
        RfmParams { analysis_date: Some(analysis_date), ..self.rfm_unchecked.clone() }.check().ok()
    }
}

impl Config {
    /// Uses one seed for every random draw: the generated shop, the starts of clusters and of value's search, samples.
    pub fn with_seed(mut self, seed: u64) -> Self {
        self.generator.seed = seed;
        self.clustering.seed = seed;
        self.value.seed = seed;
        self
    }

    /// The seed; those of generator and clustering are the same unless a file sets them apart.
    pub fn seed(&self) -> u64 {
        self.clustering.seed
    }

    /// Reads TOML, such as
    /// `[clustering]` / `max_clusters = 8`.
    ///
    /// # Errors
    /// When the text is no TOML, names an unknown setting or gives one a value of the wrong kind: the message has the line.
    pub fn from_toml(text: &str) -> Result<Self, ErrorView> {
        toml::from_str(text).map_err(|error| ErrorView {
            code: "config-not-readable".into(),
            message: format!("The configuration could not be read: {}", error.message()),
            place: error.span().map(|span| format!("line {}", text[..span.start.min(text.len())].matches('\n').count() + 1)),
            suggestion: "Correct that line; `clientele config` prints all settings with their defaults.".into(),
        })
    }

    /// All settings as TOML.
    ///
    /// # Errors
    /// When a value cannot be written in TOML, such as a seed above 2⁶³ − 1.
    pub fn to_toml(&self) -> Result<String, ErrorView> {
        toml::to_string_pretty(self).map_err(|error| ErrorView {
            code: "config-not-writable".into(),
            message: format!("The configuration could not be written: {error}"),
            place: None,
            suggestion: "Use a seed below 9,223,372,036,854,775,808.".into(),
        })
    }

    /// Whether every setting is within its bounds.
    ///
    /// # Errors
    /// The first setting that is out of bounds, with its name, its value and the bound.
    pub fn validate(&self) -> Result<(), ErrorView> {
        self.check().map(drop)
    }

    /// Checks every setting.
    ///
    /// # Errors
    /// The first setting that is out of bounds, with its name, its value and the bound.
    pub(super) fn check(&self) -> Result<ValidConfig, ErrorView> {
        check_advice(&self.strategies).map_err(|e| ErrorView::of(&e))?;
        Ok(ValidConfig {
            generator: self.generator.check().map_err(|e| ErrorView::of(&e))?,
            ingest: self.ingest.clone().check().map_err(|e| ErrorView::of(&e))?,
            rfm_unchecked: self.rfm.clone(),
            rfm: self.rfm.check().map_err(|e| ErrorView::of(&e))?,
            clustering: self.clustering.check().map_err(|e| ErrorView::of(&e))?,
            recommendations: self.recommendations.clone().check().map_err(|e| ErrorView::of(&e))?,
            value: self.value.check().map_err(|e| ErrorView::of(&e))?,
            basket: self.basket.check().map_err(|e| ErrorView::of(&e))?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clientele_analytics::segment::{EditedCuts, MapKind, SegmentMap};

    #[test]
    fn own_segments_read_back_from_toml() {
        let mut config = Config::default();
        config.rfm.cuts = Some(EditedCuts {
            recency: vec![7.0, 30.0, 90.0, 365.0],
            frequency: vec![1.0, 2.0, 3.0, 5.5],
            monetary: vec![10.0, 99.99, 500.0, 2_000.0],
        });
        config.rfm.custom_map = Some(SegmentMap::preset(MapKind::Grid));
        config.strategies =
            vec![AdviceEdit { segment: "Can't Lose".into(), offer: "Tea, \"on us\"".into(), ..AdviceEdit::default() }];
        let text = config.to_toml().unwrap();
        assert_eq!(Config::from_toml(&text), Ok(config.clone()), "{text}");
        assert!(config.validate().is_ok());
        // Whole numbers without a point are what a person writes.
        let read = Config::from_toml(
            "[rfm.cuts]\nrecency = [7, 30, 90, 365]\nfrequency = [1, 2, 3, 5.5]\nmonetary = [10, 99.99, 500, 2000]\n",
        );
        assert_eq!(read.map(|c| c.rfm.cuts), Ok(config.rfm.cuts.clone()));
        config.strategies.push(config.strategies[0].clone());
        assert_eq!(config.validate().err().map(|e| e.code), Some("strategy-twice".into()));
        config.strategies.clear();
        config.rfm.custom_map.as_mut().unwrap().segments.pop();
        assert_eq!(config.validate().err().map(|e| e.code), Some("segment-map-not-total".into()));
    }
}
