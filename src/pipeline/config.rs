//! The one typed configuration: TOML for the command line, postcard to the worker.

use serde::{Deserialize, Serialize};

/// All settings of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Seed of every random draw.
    pub seed: u64,
    /// Sizes of the generated shop.
    pub generator: GeneratorConfig,
}

/// Sizes of the generated shop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GeneratorConfig {
    /// Number of customers.
    pub customers: u32,
    /// Number of products.
    pub products: u32,
    /// Number of transactions (rows).
    pub transactions: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self { seed: 42, generator: GeneratorConfig::default() }
    }
}

impl Default for GeneratorConfig {
    fn default() -> Self {
        Self { customers: 1000, products: 500, transactions: 9000 }
    }
}
