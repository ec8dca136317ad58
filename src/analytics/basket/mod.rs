//! What is bought together: association rules over baskets, of one product and of two, with support, confidence, lift and a mark for what may be chance.
//! Counts are exact whole numbers. Nothing here recommends anything to anybody, formats a file or draws.

mod bounds;
mod counts;
mod doubles;
mod error;
mod miner;
mod params;
mod rules;
mod select;

#[cfg(test)]
mod tests;

pub use counts::{Pair, RuleCounts};
pub use doubles::{DoubleRule, DoubleRules};
pub use error::{BasketError, BasketParamError};
pub use miner::{RuleMiner, mine};
pub use params::{BasketParams, ValidBasketParams};
pub use rules::{Rule, Rules};
pub use select::{DoubleSort, RuleFilter, RuleSort};
