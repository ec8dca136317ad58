//! What the user has set about segments and clusters, as it is kept in this browser, and how it gets into the configuration. Pure;
//! keeping it is the store's.

use super::route::DataKey;
use crate::pipeline::Config;
use crate::protocol::{Feature, RfmParams, StrategyEdit, check_strategies, from_kept_text, to_kept_text};
use serde::{Deserialize, Serialize};

/// Settings of the analysis of one set of data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct OwnSettings {
    /// Analysis date, map, cut points.
    pub rfm: RfmParams,
    /// What clusters are made from.
    pub features: Vec<Feature>,
    /// The number of clusters; chosen by silhouette when not set.
    pub k: Option<u32>,
}

impl Default for OwnSettings {
    fn default() -> Self {
        Self { rfm: RfmParams::default(), features: Feature::RFM.to_vec(), k: None }
    }
}

impl OwnSettings {
    /// The configuration with these settings. Settings that do not pass their check (kept by another version, say) are left out, so
    /// that what is kept can never stop an analysis.
    pub fn merged(&self, config: Config, strategies: &[StrategyEdit]) -> Config {
        let mut config = config;
        if self.rfm.check().is_ok() {
            config.rfm = self.rfm.clone();
        }
        let mut clustering = config.clustering.clone();
        clustering.features.clone_from(&self.features);
        clustering.k = self.k;
        clustering.max_clusters = clustering.max_clusters.max(self.k.unwrap_or(0));
        if clustering.check().is_ok() {
            config.clustering = clustering;
        }
        if check_strategies(strategies).is_ok() {
            config.strategies = strategies.to_vec();
        }
        config
    }

    /// What is not as usual, in words.
    pub fn changes(&self) -> Vec<&'static str> {
        let usual = Self::default();
        let mut names = Vec::new();
        if self.rfm.analysis_date.is_some() {
            names.push("the analysis date");
        }
        if self.rfm.custom_map.is_some() || self.rfm.map != usual.rfm.map {
            names.push("the segment map");
        }
        if self.rfm.cuts.is_some() {
            names.push("the cut points");
        }
        if self.features != usual.features {
            names.push("what clusters are made from");
        }
        if self.k.is_some() {
            names.push("the number of clusters");
        }
        names
    }
}

/// The name under which settings of these data are kept: other data have their own. `files` are the names and sizes of the user's.
pub fn storage_key(data: &DataKey, files: &[(String, u64)]) -> String {
    let what = match data {
        DataKey::Demo(size) => format!("demo.{}.{}.{}.{}", size.seed, size.customers, size.products, size.transactions),
        DataKey::Sample => "sample".to_owned(),
        DataKey::Files => {
            let names: Vec<String> = files.iter().map(|(name, bytes)| format!("{name}:{bytes}")).collect();
            format!("files.{}", names.join("|"))
        }
    };
    format!("clientele.analysis.{what}")
}

/// What is kept as text; `None` for what cannot be read.
pub fn from_text<T: for<'de> Deserialize<'de>>(text: &str) -> Option<T> {
    from_kept_text(text)
}

/// The text to keep.
pub fn to_text<T: Serialize>(settings: &T) -> String {
    to_kept_text(settings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{EditedCuts, MapKind};

    fn changed() -> OwnSettings {
        let cuts = EditedCuts { recency: vec![1.0, 2.0, 3.0, 4.5], frequency: vec![1.0; 4], monetary: vec![0.1, 5.0, 9.0, 70.0] };
        OwnSettings {
            rfm: RfmParams { cuts: Some(cuts), map: MapKind::Codes, ..RfmParams::default() },
            features: vec![Feature::Recency, Feature::Tenure],
            k: Some(12),
        }
    }

    #[test]
    fn what_is_kept_reads_back() {
        let text = to_text(&changed());
        assert_eq!(from_text::<OwnSettings>(&text), Some(changed()));
        assert_eq!(from_text::<OwnSettings>(&to_text(&OwnSettings::default())), Some(OwnSettings::default()));
        assert_eq!(from_text::<OwnSettings>(""), None);
        assert_eq!(changed().changes().len(), 4);
        assert_eq!(OwnSettings::default().changes(), Vec::<&str>::new());
    }

    #[test]
    fn settings_reach_the_configuration_and_bad_ones_do_not() {
        let strategies = [StrategyEdit { segment: "Loyal".into(), ..StrategyEdit::default() }];
        let config = changed().merged(Config::default(), &strategies);
        assert!(config.validate().is_ok());
        assert_eq!((config.clustering.k, config.clustering.max_clusters), (Some(12), 12));
        assert_eq!((config.rfm.map, config.strategies.len()), (MapKind::Codes, 1));
        assert_eq!(OwnSettings::default().merged(Config::default(), &[]), Config::default());
        let mut bad = changed();
        bad.features.clear();
        bad.rfm.cuts = Some(EditedCuts::default());
        assert_eq!(bad.merged(Config::default(), &[StrategyEdit::default()]), Config::default());
    }

    #[test]
    fn other_data_have_their_own_settings() {
        let one = storage_key(&DataKey::Files, &[("a.csv".into(), 5)]);
        assert_ne!(one, storage_key(&DataKey::Files, &[("a.csv".into(), 6)]));
        assert_ne!(storage_key(&DataKey::Sample, &[]), storage_key(&DataKey::Demo(Default::default()), &[]));
    }
}
