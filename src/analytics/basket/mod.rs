//! What is bought together: association rules over baskets, with one antecedent or two, their support, confidence and lift, and a mark for
//! what may be chance. All counts are exact whole numbers.
//!
//! - [`mine`] finds all rules at once, [`RuleMiner`] in small steps
//! - [`AssociationRules`] are the rules of a shop, [`AssociationRules::select`] filters and sorts them for a table
//! - [`TwoItemRules`] have two antecedents: who buys A and B also buys C

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
