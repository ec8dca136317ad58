//! What is bought together, as a file: rules.csv.

use super::tables::{csv_bytes, guarded};
use crate::basket::{RuleFilter, RuleSort, Rules};
use crate::domain::Dataset;

/// rules.csv: every rule, the highest lift first (then confidence, antecedent, consequent). `orders` counts the baskets with both.
/// `conviction` is empty for a rule that never fails. `more_than_chance` says whether the pair stands after adjustment for the
/// number of pairs.
pub fn rules_csv(dataset: &Dataset, rules: &Rules) -> Vec<u8> {
    let header = [
        "antecedent",
        "consequent",
        "support",
        "confidence",
        "lift",
        "orders",
        "antecedent_name",
        "consequent_name",
        "orders_with_antecedent",
        "orders_with_consequent",
        "leverage",
        "conviction",
        "p_value",
        "adjusted_p_value",
        "more_than_chance",
    ];
    let products = dataset.products();
    let rows = rules.select(dataset, &RuleFilter::default(), RuleSort::Lift).into_iter().map(|rule| {
        let counts = &rule.counts;
        let [antecedent, consequent] = [rule.antecedent, rule.consequent].map(crate::domain::ProductIx::ix);
        let conviction = counts.conviction();
        [
            guarded(products.ids.get(antecedent)),
            guarded(products.ids.get(consequent)),
            counts.support().to_string(),
            counts.confidence().to_string(),
            counts.lift().to_string(),
            counts.both.to_string(),
            guarded(products.names.get(antecedent)),
            guarded(products.names.get(consequent)),
            counts.antecedent.to_string(),
            counts.consequent.to_string(),
            counts.leverage().to_string(),
            if conviction.is_finite() { conviction.to_string() } else { String::new() },
            rule.p_value.to_string(),
            rule.adjusted_p.to_string(),
            rules.is_beyond_chance(&rule).to_string(),
        ]
    });
    csv_bytes(&header, rows)
}
