//! What is bought together, as files: rules.csv and rules_of_two.csv.

use super::tables::csv_bytes;
use clientele_analytics::basket::{AssociationRules, RuleFilter, RuleSort, TwoItemSort};
use clientele_core::domain::{Dataset, ProductIx, guarded};

/// rules.csv: every rule, the highest lift first (then confidence, antecedent, consequent). `orders` counts the baskets with both.
/// `conviction` is empty for a rule that never fails. `more_than_chance` says whether the pair stands after adjustment for the
/// number of pairs.
pub fn rules_csv(dataset: &Dataset, rules: &AssociationRules) -> Vec<u8> {
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
    let products = dataset.shop().products();
    let rows = rules.select(dataset, &RuleFilter::default(), RuleSort::Lift).into_iter().map(|rule| {
        let counts = &rule.counts;
        let [antecedent, consequent] = [rule.antecedent, rule.consequent].map(clientele_core::domain::ProductIx::ix);
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

/// rules_of_two.csv: every rule with two antecedents, those first to which the second product adds most. `gain` is the confidence less
/// that of the better rule with one antecedent; `more_than_single` says whether that stands after adjustment for the rules looked for.
pub fn two_item_rules_csv(dataset: &Dataset, rules: &AssociationRules) -> Vec<u8> {
    let header = [
        "antecedent_1",
        "antecedent_2",
        "consequent",
        "support",
        "confidence",
        "lift",
        "orders",
        "antecedent_1_name",
        "antecedent_2_name",
        "consequent_name",
        "orders_with_antecedents",
        "orders_with_consequent",
        "single_confidence",
        "gain",
        "p_value",
        "adjusted_p_value",
        "more_than_single",
    ];
    let products = dataset.shop().products();
    let rows = rules.select_two_item_rules(dataset, &RuleFilter::default(), TwoItemSort::Gain).into_iter().map(|rule| {
        let counts = &rule.counts;
        let three = [rule.antecedents[0], rule.antecedents[1], rule.consequent].map(ProductIx::ix);
        let mut cells: Vec<String> = three.iter().map(|&product| guarded(products.ids.get(product))).collect();
        cells.extend([counts.support(), counts.confidence(), counts.lift()].map(|x| x.to_string()));
        cells.push(counts.both.to_string());
        cells.extend(three.iter().map(|&product| guarded(products.names.get(product))));
        cells.extend([counts.antecedent, counts.consequent].map(|n| n.to_string()));
        cells.extend([rule.single_confidence(), rule.gain(), rule.p_value, rule.adjusted_p].map(|x| x.to_string()));
        cells.push(rules.is_beyond_singles(&rule).to_string());
        cells
    });
    csv_bytes(&header, rows)
}
