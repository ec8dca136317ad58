//! Rules of the business as data, and the name of the rule that touched a recommendation. Ranks nothing.

use serde::{Deserialize, Serialize};

/// Which products a rule lets through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProductFilter {
    /// All.
    Personalised,
    /// Priced at or above the shop's median product.
    Premium,
    /// Priced at or below the shop's median product.
    Value,
    /// Among the fifth of products that most customers bought.
    Popular,
}

/// A rule for one group of customers. Where a filter leaves a customer nothing, it is not applied to that customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupRule {
    /// The label of the group, as passed to the model.
    pub group: u32,
    /// The products that its customers may be shown.
    pub filter: ProductFilter,
}

/// What decided that a recommendation stands where it stands, besides its score.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// The score alone.
    #[default]
    None,
    /// The customer has no orders yet: popular products instead.
    ColdStart,
    /// It moved up because a category had its share of the list already.
    Diversity,
    /// A [`GroupRule`] chose among which products it was picked.
    Group,
}

impl Rule {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::ColdStart => "cold-start",
            Self::Diversity => "diversity",
            Self::Group => "group",
        }
    }
}
