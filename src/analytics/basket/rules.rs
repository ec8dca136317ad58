//! The association rules of a shop: the counts of each pair of products, read in both directions, and notes on how to read them.

use super::counts::{ProductPair, RuleCounts};
use super::params::BasketParams;
use super::two_item::{TwoItemRule, TwoItemRules};
use clientele_core::domain::{BasketItems, BasketKind, ProductIx, counted, grouped, percent};
use clientele_core::sparse::RowOffsets;

/// A pair read in one direction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AssociationRule {
    /// Who buys this …
    pub antecedent: ProductIx,
    /// … also buys this.
    pub consequent: ProductIx,
    /// The counts.
    pub counts: RuleCounts,
    /// See [`ProductPair::p_value`]: the same both ways.
    pub p_value: f64,
    /// See [`ProductPair::adjusted_p`].
    pub adjusted_p: f64,
}

/// The association rules of a shop.
#[derive(Clone, Debug)]
pub struct AssociationRules {
    params: BasketParams,
    kind: BasketKind,
    baskets: u32,
    baskets_with: Vec<u32>,
    min_orders: u32,
    capped: u32,
    found: u64,
    possible: u64,
    pairs: Vec<ProductPair>,
    /// The rules with each product as antecedent.
    offsets: RowOffsets,
    of_product: Vec<u32>,
    two_item: TwoItemRules,
}

impl AssociationRules {
    /// `pairs` sorted by their products; `(found, possible)`: pairs met often enough, and pairs of products bought often enough.
    #[expect(clippy::too_many_arguments, reason = "the miner's results, put together in one place")]
    pub(super) fn new(
        params: BasketParams,
        kind: BasketKind,
        baskets: u32,
        baskets_with: Vec<u32>,
        min_orders: u32,
        capped: u32,
        (found, possible): (u64, u64),
        pairs: Vec<ProductPair>,
        two_item: TwoItemRules,
    ) -> Self {
        let products = pairs.iter().flat_map(|pair| [pair.first.ix(), pair.second.ix()]);
        let offsets = RowOffsets::counted(products, baskets_with.len());
        let mut free = offsets.free_places();
        let mut of_product = vec![0; 2 * pairs.len()];
        for (at, pair) in pairs.iter().enumerate() {
            for (product, rule) in [(pair.first, 2 * at), (pair.second, 2 * at + 1)] {
                of_product[free.take(product.ix())] = rule as u32;
            }
        }
        Self { params, kind, baskets, baskets_with, min_orders, capped, found, possible, pairs, offsets, of_product, two_item }
    }

    /// What a basket is here.
    pub fn kind(&self) -> BasketKind {
        self.kind
    }

    /// All baskets.
    pub fn baskets(&self) -> u32 {
        self.baskets
    }

    /// Baskets with a product.
    pub fn baskets_with(&self, product: ProductIx) -> u32 {
        self.baskets_with.get(product.ix()).copied().unwrap_or(0)
    }

    /// The least number of shared baskets that makes a pair.
    pub fn min_orders(&self) -> u32 {
        self.min_orders
    }

    /// Baskets that were cut to the largest size.
    pub fn capped(&self) -> u32 {
        self.capped
    }

    /// Pairs met often enough, and how many pairs there are of products bought often enough: the tests behind the adjustment.
    pub fn found_of_possible(&self) -> (u64, u64) {
        (self.found, self.possible)
    }

    /// The settings.
    pub fn params(&self) -> &BasketParams {
        &self.params
    }

    /// The pairs, sorted by their products.
    pub fn pairs(&self) -> &[ProductPair] {
        &self.pairs
    }

    /// Number of rules: two for each pair.
    pub fn len(&self) -> usize {
        2 * self.pairs.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// A rule by its number, below [`Self::len`].
    pub fn rule(&self, number: u32) -> Option<AssociationRule> {
        let pair = self.pairs.get(number as usize / 2)?;
        let (antecedent, consequent) =
            if number.is_multiple_of(2) { (pair.first, pair.second) } else { (pair.second, pair.first) };
        let counts = RuleCounts {
            both: pair.both,
            antecedent: self.baskets_with(antecedent),
            consequent: self.baskets_with(consequent),
            baskets: self.baskets,
        };
        Some(AssociationRule { antecedent, consequent, counts, p_value: pair.p_value, adjusted_p: pair.adjusted_p })
    }

    /// All rules, by number.
    pub fn all(&self) -> impl Iterator<Item = AssociationRule> + '_ {
        (0..self.len() as u32).filter_map(|number| self.rule(number))
    }

    /// Whether two products meet more often than chance explains, after adjustment for the number of pairs.
    pub fn is_beyond_chance(&self, rule: &AssociationRule) -> bool {
        rule.adjusted_p <= self.params.false_discovery_rate && rule.counts.lift() > 1.0
    }

    /// The rules with two antecedents.
    pub fn two_item_rules(&self) -> &TwoItemRules {
        &self.two_item
    }

    /// Whether two products together say more than either of them alone, after adjustment for all such rules that were looked for.
    pub fn is_beyond_singles(&self, rule: &TwoItemRule) -> bool {
        rule.adjusted_p <= self.params.false_discovery_rate && rule.gain() > 0.0
    }

    /// Rules with this antecedent: what is bought together with it, the likeliest first (then by lift, then by product).
    pub fn bought_with(&self, product: ProductIx) -> Vec<AssociationRule> {
        let is_known = product.ix() < self.offsets.len();
        let numbers = if is_known { &self.of_product[self.offsets.row(product.ix())] } else { &[] };
        let mut rules: Vec<AssociationRule> = numbers.iter().filter_map(|&number| self.rule(number)).collect();
        rules.sort_by(|a, b| {
            let key = |rule: &AssociationRule| (rule.counts.both, rule.counts.lift());
            let ((both_a, lift_a), (both_b, lift_b)) = (key(a), key(b));
            both_b.cmp(&both_a).then(lift_b.total_cmp(&lift_a)).then(a.consequent.cmp(&b.consequent))
        });
        rules
    }

    /// What to know when reading the rules, as sentences.
    pub fn notes(&self) -> Vec<String> {
        let many = self.kind.many();
        let mut notes = vec![match self.kind {
            BasketKind::Order => {
                format!("A basket is the different products of one order: {} orders.", grouped(u64::from(self.baskets)))
            }
            BasketKind::CustomerDay => format!(
                "Orders have one line only in these files, so a basket is what a customer bought on one day: {} shopping days.",
                grouped(u64::from(self.baskets))
            ),
        }];
        notes.push(format!(
            "Two products make a rule when {} or more have both. {} of {} possible pairs do.",
            counted(u64::from(self.min_orders), self.kind.one(), many),
            grouped(self.found),
            grouped(self.possible)
        ));
        let left_out = self.found.saturating_sub(self.pairs.len() as u64);
        if left_out > 0 {
            notes.push(format!(
                "Only the {} pairs furthest above chance are kept; {} others are left out.",
                grouped(self.pairs.len() as u64),
                grouped(left_out)
            ));
        }
        if self.capped > 0 {
            notes.push(format!(
                "{} more than {} different products: of those the products that cost most are counted.",
                counted(u64::from(self.capped), &format!("{} has", self.kind.one()), &format!("{many} have")),
                grouped(u64::from(self.params.max_basket))
            ));
        }
        notes.push(format!(
            "\"More than chance\" is Fisher's exact test on each pair, with Benjamini and Hochberg's adjustment for all pairs: at most about {} of the pairs so marked are chance after all.",
            percent(self.params.false_discovery_rate)
        ));
        if self.params.items == BasketItems::Goods {
            notes.push("Postage, fees and vouchers are not counted.".to_owned());
        }
        notes
    }

    /// What to know when reading the rules with two antecedents, as sentences; none where none were looked for.
    pub fn two_item_notes(&self) -> Vec<String> {
        self.two_item.notes(self.min_orders, self.kind.one(), self.kind.many(), self.params.false_discovery_rate)
    }
}
