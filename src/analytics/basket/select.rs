//! Rules filtered and sorted for a table.

use super::counts::RuleCounts;
use super::rules::{AssociationRule, AssociationRules};
use super::two_item::TwoItemRule;
use clientele_core::domain::{BasketItems, Dataset, ProductIx};
use serde::{Deserialize, Serialize};

/// Which rules; all conditions must hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RuleFilter {
    /// Part of the id or the name of either product, any case.
    pub search: String,
    /// Rules with this antecedent.
    pub antecedent: Option<ProductIx>,
    /// The least lift.
    pub min_lift: f64,
    /// The least confidence, 0 to 1.
    pub min_confidence: f64,
    /// The least number of baskets with both.
    pub min_orders: u32,
    /// Leaves out what may be chance.
    pub beyond_chance_only: bool,
    /// Whether rules about postage and fees are shown.
    pub items: BasketItems,
}

/// What rules are sorted by. Equals are in the order of lift, confidence, antecedent, consequent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RuleSort {
    /// Times chance.
    #[default]
    Lift,
    /// Share of the antecedent's baskets.
    Confidence,
    /// Baskets with both: support.
    Orders,
    /// Baskets above chance.
    Leverage,
    /// The antecedent's id.
    Antecedent,
    /// The consequent's id.
    Consequent,
}

/// What rules with two antecedents are sorted by. Equals are in the order of the products.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TwoItemSort {
    /// What the second product adds to the share.
    #[default]
    Gain,
    /// Times chance.
    Lift,
    /// Share of the baskets with both antecedents.
    Confidence,
    /// Baskets with all three.
    Orders,
}

impl AssociationRules {
    /// The rules with two antecedents that pass, the largest first. `antecedent` and the search mean any of the two (the search: any
    /// of the three).
    pub fn select_two_item_rules(&self, dataset: &Dataset, filter: &RuleFilter, sort: TwoItemSort) -> Vec<TwoItemRule> {
        let products = dataset.shop().products();
        let search = filter.search.trim().to_lowercase();
        let matches = |product: ProductIx| {
            let texts = [products.ids.get(product.ix()), products.names.get(product.ix())];
            search.is_empty() || texts.iter().any(|text| text.to_lowercase().contains(&search))
        };
        let is_good = |product: ProductIx| products.is_goods.get(product.ix()).copied().unwrap_or(false);
        let passes = |rule: &&TwoItemRule| {
            let [a, b] = rule.antecedents;
            let three = [a, b, rule.consequent];
            filter.antecedent.is_none_or(|antecedent| antecedent == a || antecedent == b)
                && rule.counts.both >= filter.min_orders
                && rule.counts.lift() >= filter.min_lift
                && rule.counts.confidence() >= filter.min_confidence
                && (filter.items == BasketItems::All || three.into_iter().all(is_good))
                && (!filter.beyond_chance_only || self.is_beyond_singles(rule))
                && three.into_iter().any(matches)
        };
        let mut found: Vec<TwoItemRule> = self.two_item_rules().all().iter().filter(passes).copied().collect();
        let value = |rule: &TwoItemRule| match sort {
            TwoItemSort::Gain => rule.gain(),
            TwoItemSort::Lift => rule.counts.lift(),
            TwoItemSort::Confidence => rule.counts.confidence(),
            TwoItemSort::Orders => f64::from(rule.counts.both),
        };
        // A stable sort: equal rules stay in the order of the products.
        found.sort_by(|a, b| value(b).total_cmp(&value(a)));
        found
    }

    /// The rules that pass, the largest first (texts from A).
    pub fn select(&self, dataset: &Dataset, filter: &RuleFilter, sort: RuleSort) -> Vec<AssociationRule> {
        let products = dataset.shop().products();
        let search = filter.search.trim().to_lowercase();
        // Checked once for each product instead of once for each rule.
        let matches: Vec<bool> = (0..products.ids.len())
            .map(|p| {
                search.is_empty()
                    || [products.ids.get(p), products.names.get(p)].iter().any(|text| text.to_lowercase().contains(&search))
            })
            .collect();
        let is = |of: &[bool], product: ProductIx| of.get(product.ix()).copied().unwrap_or(false);
        let passes = |rule: &AssociationRule| {
            let (a, c) = (rule.antecedent, rule.consequent);
            filter.antecedent.is_none_or(|antecedent| antecedent == a)
                && rule.counts.both >= filter.min_orders
                && rule.counts.lift() >= filter.min_lift
                && rule.counts.confidence() >= filter.min_confidence
                && (is(&matches, a) || is(&matches, c))
                && (filter.items == BasketItems::All || (is(&products.is_goods, a) && is(&products.is_goods, c)))
                && (!filter.beyond_chance_only || self.is_beyond_chance(rule))
        };
        let mut found: Vec<AssociationRule> = self.all().filter(passes).collect();
        let value = |counts: &RuleCounts| match sort {
            RuleSort::Confidence => counts.confidence(),
            RuleSort::Orders => f64::from(counts.both),
            RuleSort::Leverage => counts.leverage(),
            _ => counts.lift(),
        };
        found.sort_by(|a, b| {
            let by_key = match sort {
                RuleSort::Antecedent => products.ids.get(a.antecedent.ix()).cmp(products.ids.get(b.antecedent.ix())),
                RuleSort::Consequent => products.ids.get(a.consequent.ix()).cmp(products.ids.get(b.consequent.ix())),
                _ => value(&b.counts).total_cmp(&value(&a.counts)),
            };
            by_key
                .then_with(|| b.counts.lift().total_cmp(&a.counts.lift()))
                .then_with(|| b.counts.confidence().total_cmp(&a.counts.confidence()))
                .then((a.antecedent, a.consequent).cmp(&(b.antecedent, b.consequent)))
        });
        found
    }
}
