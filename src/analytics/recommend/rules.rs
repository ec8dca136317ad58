//! Business rules as data: what groups of customers may be shown, products barred or pinned; and the rule that was applied to a recommendation.

use crate::recommend::strategies::params::Weights;
use clientele_core::domain::StringColumn;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Which products a rule lets through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProductFilter {
    /// All products.
    #[default]
    Personalised,
    /// Priced at or above the shop's median product.
    Premium,
    /// Priced at or below the shop's median product.
    Value,
    /// Among the fifth of products that most customers bought.
    Popular,
}

/// A rule for one group of customers. Where a filter leaves a customer nothing, it is not applied to that customer.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupRule {
    /// The label of the group, as passed to the model.
    pub group: u32,
    /// The products that its customers may be shown.
    pub filter: ProductFilter,
    /// Weights of the strategies for its customers; the usual ones without.
    #[serde(default)]
    pub weights: Option<Weights>,
}

/// The same by a segment's name, as a person writes it: [`crate::recommend::ValidRecommendParams::for_groups`] makes group rules of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SegmentRule {
    /// Name of the segment. If the map in use has no such segment, the rule has no effect.
    pub segment: String,
    /// The products that its customers may be shown.
    #[serde(default)]
    pub filter: ProductFilter,
    /// Weights of the strategies for its customers; the usual ones without.
    #[serde(default)]
    pub weights: Option<Weights>,
}

impl SegmentRule {
    /// Rules to start from, one for each segment that should be treated differently: the dearer half for the best customers, what is
    /// popular for new ones, lower prices and known favourites for those about to leave. Not in force unless chosen: what they gain
    /// in meaning they may lose in hits.
    pub fn suggested() -> Vec<Self> {
        let usual = Weights::default();
        let rule = |segment: &str, filter, weights| Self { segment: segment.to_owned(), filter, weights };
        // Known customers get what is due again; new ones what others bought, as they have bought little themselves.
        let known = Weights { seasonal: 0.30, content: 0.15, cross_sell: 0.15, ..usual };
        let unknown = Weights { cross_sell: 0.30, seasonal: 0.25, collaborative: 0.20, content: 0.15, price_affinity: 0.10 };
        vec![
            rule("Champions", ProductFilter::Premium, None),
            rule("Loyal", ProductFilter::Personalised, Some(known)),
            rule("Potential Loyalists", ProductFilter::Personalised, None),
            rule("New", ProductFilter::Popular, Some(unknown)),
            rule("Promising", ProductFilter::Popular, Some(unknown)),
            rule("About To Sleep", ProductFilter::Value, None),
            rule("At Risk", ProductFilter::Value, Some(known)),
            rule("Can't Lose", ProductFilter::Personalised, Some(known)),
            rule("Hibernating", ProductFilter::Popular, None),
        ]
    }
}

/// Rules about single products, by row of the product table: barred, or pinned.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProductRules {
    /// Per product the rule that bars it; empty when none is barred.
    barred: Vec<Option<AppliedRule>>,
    /// Products that come first in every list, in this order.
    pinned: Vec<u32>,
    unknown: Vec<String>,
}

impl ProductRules {
    /// Looks the ids up; those that the data do not have are kept for [`Self::unknown`].
    pub fn resolve(ids: &StringColumn, exclude: &[String], in_stock: Option<&[String]>, pin: &[String]) -> Self {
        let mut row_of: BTreeMap<&str, u32> = BTreeMap::new();
        for (row, id) in ids.iter().enumerate() {
            row_of.entry(id).or_insert(row as u32);
        }
        let mut out = Self::default();
        let mut rows = |named: &[String]| -> Vec<u32> {
            let mut found = Vec::new();
            for id in named {
                match row_of.get(id.trim()) {
                    Some(&row) => found.push(row),
                    None => out.unknown.push(id.clone()),
                }
            }
            found
        };
        let (excluded, stocked, mut pinned) = (rows(exclude), in_stock.map(&mut rows), rows(pin));
        if !excluded.is_empty() || stocked.is_some() {
            let otherwise = stocked.is_some().then_some(AppliedRule::Stock);
            out.barred = vec![otherwise; ids.len()];
            for row in stocked.unwrap_or_default() {
                out.barred[row as usize] = None;
            }
            for row in excluded {
                out.barred[row as usize] = Some(AppliedRule::Exclusion);
            }
        }
        pinned.retain(|&row| out.barred(row).is_none());
        let mut seen = BTreeSet::new();
        pinned.retain(|&row| seen.insert(row));
        out.pinned = pinned;
        out
    }

    /// The rule that bars a product, if one does.
    #[inline]
    pub fn barred(&self, product: u32) -> Option<AppliedRule> {
        self.barred.get(product as usize).copied().flatten()
    }

    /// Whether no product is barred.
    pub fn bars_nothing(&self) -> bool {
        self.barred.is_empty()
    }

    /// Products that come first, those barred left out.
    pub fn pinned(&self) -> &[u32] {
        &self.pinned
    }

    /// Ids in the rules that no product has.
    pub fn unknown(&self) -> &[String] {
        &self.unknown
    }
}

/// The rule that was applied to a recommendation: why it is on the list, or higher up, beside its score.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AppliedRule {
    /// The score alone.
    #[default]
    None,
    /// The customer has no orders yet: popular products instead.
    ColdStart,
    /// It moved up because a category had its share of the list already, or for being unlike the rest of the list.
    Diversity,
    /// A [`GroupRule`] chose among which products, or with which weights, it was picked.
    Group,
    /// The shop put it first in every list.
    Pinned,
    /// It moved up because the shop excluded a better one.
    Exclusion,
    /// It moved up because a better one is not in stock.
    Stock,
}

impl AppliedRule {
    /// All rules.
    pub const ALL: [AppliedRule; 7] =
        [Self::None, Self::ColdStart, Self::Diversity, Self::Group, Self::Pinned, Self::Exclusion, Self::Stock];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::ColdStart => "cold-start",
            Self::Diversity => "diversity",
            Self::Group => "group",
            Self::Pinned => "pinned",
            Self::Exclusion => "exclusion",
            Self::Stock => "stock",
        }
    }
}
