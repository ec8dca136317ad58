//! An experiment's analysis as a sentence, tables and notes on the methods.

use super::cells::{
    amount, amounts, count, loss, number, numbers, p_value, points, points_interval, rates, sequential, share, signed_percent,
    table,
};
use clientele_analytics::experiment::{Analysis, CupedComparison, GuardrailVerdict, START, VariantComparison, Verdict};
use clientele_core::domain::{Cell, TableView, grouped};

/// The verdict in a sentence.
pub(super) fn verdict_says(found: &Analysis) -> String {
    let name = |arm: usize| found.arms.get(arm).map_or("", |arm| arm.name.as_str());
    let detail = |arm: usize| {
        found.comparisons.iter().find(|c| c.variant == arm).map_or_else(String::new, |c| {
            let relative = c.conversion.relative.map_or_else(String::new, |r| format!("; relative change {}", signed_percent(r)));
            format!("{} (95 % interval {}){relative}", points(c.conversion.difference), points_interval(c.conversion.newcombe))
        })
    };
    match found.verdict {
        Verdict::SampleRatioMismatch => format!(
            "Do not read these results: customers were not split as planned (sample ratio mismatch, p {}). Find out why first: lost rows, a filter that hits one variant only, customers counted twice.",
            p_value(found.srm.p_value)
        ),
        Verdict::Better(arm) => format!("{} brings more orders than {}: {}.", name(arm), name(0), detail(arm)),
        Verdict::BetterButGuardrailWorse(arm) => {
            format!(
                "{} brings more orders than {} ({}), but something else became worse: see the guardrails.",
                name(arm),
                name(0),
                detail(arm)
            )
        }
        Verdict::Worse => format!("No variant brings more orders than {}, and one brings fewer.", name(0)),
        Verdict::Unclear => {
            format!(
                "The data do not tell whether any variant brings more orders than {}. That is not the same as no difference.",
                name(0)
            )
        }
    }
}

/// What the p-values and intervals mean; sequential intervals are tuned for `planned` customers.
pub(super) fn method_notes(found: &Analysis, planned: f64) -> Vec<String> {
    let mut notes = Vec::new();
    let comparisons = found.comparisons.len();
    if comparisons > 1 {
        let mut families = vec!["orders"];
        if found.comparisons.iter().any(|c| c.revenue.is_some()) {
            families.push("revenue");
        }
        if found.comparisons.iter().any(|c| c.revenue.as_ref().is_some_and(|r| r.cuped.is_some())) {
            families.push("revenue with CUPED");
        }
        if !found.guardrails.is_empty() {
            families.push("each guardrail");
        }
        notes.push(format!(
            "p-values are adjusted by Holm's method over the {comparisons} comparisons with the control, for each measure by itself ({}). The verdict rests on orders. Intervals are of one comparison each.",
            families.join(", ")
        ));
    }
    notes.push(format!(
        "Read the 95 % interval once, at the planned end. Before that, read the sequential interval: it holds at every look. It is narrowest about the planned size, {} customers in all; it starts when both groups that are compared have {START} customers who ordered and {START} who did not.",
        grouped(planned as u64)
    ));
    notes
}

/// Variants, comparisons, guardrails and the check of the split.
pub(super) fn analysis_tables(found: &Analysis, currency: &str) -> Vec<(String, TableView)> {
    let mut tables = vec![("Variants".to_owned(), variants(found)), ("Orders".to_owned(), orders(found))];
    if found.arms.iter().any(|arm| arm.revenue.is_some()) {
        tables.push(("Revenue per customer".to_owned(), revenue(found, currency)));
    }
    if !found.guardrails.is_empty() {
        tables.push(("Guardrails".to_owned(), guardrails(found)));
    }
    let srm = vec![
        Cell::Text(if found.srm.is_mismatch() { "not as planned" } else { "as planned" }.to_owned()),
        number(found.srm.chi_square),
        Cell::Text(p_value(found.srm.p_value)),
    ];
    tables.push(("Sample ratio: split as planned?".to_owned(), table(&["Split", "Chi-square", "p"], vec![srm])));
    tables
}

fn name(found: &Analysis, arm: usize) -> Cell {
    Cell::Text(found.arms.get(arm).map_or_else(String::new, |arm| arm.name.clone()))
}

fn relative(change: Option<f64>) -> Cell {
    Cell::Text(change.map_or_else(|| "–".to_owned(), signed_percent))
}

fn variants(found: &Analysis) -> TableView {
    let has_revenue = found.arms.iter().any(|arm| arm.revenue.is_some());
    let rows = found.arms.iter().map(|arm| {
        let mut row = vec![
            Cell::Text(arm.name.clone()),
            count(arm.counts.n),
            count(arm.counts.conversions),
            share(arm.counts.rate()),
            Cell::Text(rates(arm.credible)),
            share(arm.bayes.probability_best),
            Cell::Text(loss(arm.bayes.expected_loss)),
        ];
        if has_revenue {
            row.push(arm.revenue.map_or(Cell::Empty, |revenue| Cell::Figure(amount(revenue.mean))));
        }
        row
    });
    let mut columns = vec![
        "Variant",
        "Customers",
        "Ordered",
        "Order rate",
        "95 % credible interval",
        "Probability to be best",
        "Expected loss",
    ];
    if has_revenue {
        columns.push("Revenue per customer");
    }
    table(&columns, rows.collect())
}

fn orders(found: &Analysis) -> TableView {
    let rows = found.comparisons.iter().map(|c: &VariantComparison| {
        vec![
            name(found, c.variant),
            Cell::Text(points(c.conversion.difference)),
            Cell::Text(points_interval(c.conversion.newcombe)),
            relative(c.conversion.relative),
            Cell::Text(p_value(c.adjusted_p)),
            Cell::Text(points_interval(c.credible)),
            share(c.probability_better),
            sequential(c.sequential.as_ref(), points_interval),
        ]
    });
    let columns = [
        "Against the control",
        "Difference",
        "95 % interval",
        "Relative change",
        "p",
        "Bayesian interval",
        "Probability to be better",
        "Sequential interval",
    ];
    table(&columns, rows.collect())
}

fn revenue(found: &Analysis, currency: &str) -> TableView {
    let rows = found.comparisons.iter().filter_map(|c| {
        let revenue = c.revenue.as_ref()?;
        let by_cuped =
            |text: &dyn Fn(&CupedComparison) -> String| Cell::Text(revenue.cuped.as_ref().map_or_else(|| "–".to_owned(), text));
        Some(vec![
            name(found, c.variant),
            Cell::Figure(amount(revenue.welch.difference)),
            Cell::Text(amounts(revenue.welch.interval, currency)),
            relative(revenue.welch.relative),
            Cell::Text(p_value(revenue.adjusted_p)),
            by_cuped(&|cuped| amounts(cuped.welch.interval, currency)),
            by_cuped(&|cuped| p_value(cuped.adjusted_p)),
            sequential(revenue.sequential.as_ref(), |interval| amounts(interval, currency)),
        ])
    });
    let columns = [
        "Against the control",
        "Difference",
        "95 % interval",
        "Relative change",
        "p",
        "95 % interval with CUPED",
        "p with CUPED",
        "Sequential interval",
    ];
    table(&columns, rows.collect())
}

fn guardrails(found: &Analysis) -> TableView {
    let rows = found.guardrails.iter().map(|g| {
        let verdict = match g.verdict {
            GuardrailVerdict::Worse => "became worse",
            GuardrailVerdict::Holds => "holds",
            GuardrailVerdict::Unclear => "not clear",
        };
        vec![
            Cell::Text(g.name.clone()),
            name(found, g.variant),
            number(g.control_mean),
            number(g.welch.difference),
            Cell::Text(numbers(g.welch.interval)),
            Cell::Text(p_value(g.adjusted_p)),
            Cell::Text(verdict.to_owned()),
        ]
    });
    let columns = ["Guardrail", "Variant", "Control mean", "Difference", "95 % interval", "p", "Verdict"];
    table(&columns, rows.collect())
}
