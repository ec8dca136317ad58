//! What is bought together: association rules over baskets, of one product and of two, with support, confidence, lift and a mark for what may be chance.
//! Counts are exact whole numbers. Nothing here recommends anything to anybody, formats a file or draws.

mod bounds;
mod counts;
mod error;
mod miner;
mod params;
mod rules;
mod select;
mod two_item;

#[cfg(test)]
mod tests;

pub use counts::{ProductPair, RuleCounts};
pub use error::{BasketError, BasketParamError};
pub use miner::{RuleMiner, mine};
pub use params::{BasketParams, ValidBasketParams};
pub use rules::{AssociationRule, AssociationRules};
pub use select::{RuleFilter, RuleSort, TwoItemSort};
pub use two_item::{TwoItemRule, TwoItemRules};
