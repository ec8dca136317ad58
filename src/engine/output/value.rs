//! What customers are likely to be worth, as files: value.csv, its part of summary.json, and movement.csv.

use super::tables::csv_bytes;
use clientele_analytics::segment::{InterpurchaseTimes, Movement};
use clientele_analytics::value::{EstimateSource, Estimates, FitReport, Ranking, Total, Valuation, ValueNote};
use clientele_core::domain::{Dataset, Money, guarded};
use serde_json::{Value, json};

/// Amounts beyond this are no estimate of anything: an open bound.
const MOST: f64 = 1e15;

/// What to know when reading the values, as sentences. Without prices there is one that says so, in place of those about amounts.
pub fn value_notes(dataset: &Dataset, value: &Valuation) -> Vec<String> {
    let priced = dataset.revenue() != Money::ZERO;
    let about_amounts = |note: &ValueNote| {
        matches!(
            note,
            ValueNote::SimpleValues { .. } | ValueNote::RepeatBuyersWithoutValue { .. } | ValueNote::ValuesGoWithFrequency { .. }
        )
    };
    let mut notes = Vec::new();
    if !priced {
        notes.push("These files have no prices, so no amounts can be forecast: only how likely customers are still active, and how many orders to expect.".to_owned());
    }
    notes.extend(value.notes.iter().filter(|note| priced || !about_amounts(note)).map(ToString::to_string));
    notes
}

/// value.csv: every buyer with the probability of being active, expected orders and value, their bounds, and when the next order is
/// due; sorted by customer id. Cells are empty where there is no such figure: no probability with a simple estimate, no amounts
/// without prices, no bounds where the data settle none.
pub fn value_csv(dataset: &Dataset, value: &Valuation, interpurchase: Option<&InterpurchaseTimes>) -> Vec<u8> {
    let priced = dataset.revenue() != Money::ZERO;
    let orders = format!("expected_orders_{}d", value.params.orders_horizon_days);
    let worth = format!("clv_{}d", value.params.value_horizon_days);
    let ends = |name: &str| [format!("{name}_low"), format!("{name}_high")];
    let mut header = vec!["customer_id".to_owned(), "p_alive".to_owned(), orders.clone()];
    header.extend(["expected_order_value".to_owned(), worth.clone()]);
    for name in ["p_alive", &orders, "expected_order_value", &worth] {
        header.extend(ends(name));
    }
    header.extend(["next_order_early", "next_order_expected", "next_order_late", "ranking_note"].map(str::to_owned));
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let rows = value.customer.iter().enumerate().map(|(row, &customer)| {
        let amounts = |estimates| Some(estimates).filter(|_| priced);
        let columns =
            [value.p_alive.as_ref(), Some(&value.expected_orders), amounts(&value.order_value), amounts(&value.lifetime_value)];
        let mut cells = vec![guarded(dataset.customers().ids.get(customer.ix()))];
        cells.extend(columns.iter().map(|column| number(column.and_then(|c| c.value.get(row).copied()))));
        for column in columns {
            let (low, high) = bounds(column, row).unzip();
            cells.extend([number(low), number(high)]);
        }
        let next = interpurchase.and_then(|interpurchase| interpurchase.next_of(customer));
        let day = |day: Option<clientele_core::domain::Day>| day.map_or_else(String::new, |day| day.to_string());
        cells.extend([day(next.map(|n| n.early)), day(next.map(|n| n.expected)), day(next.map(|n| n.late))]);
        cells.push(
            match value.ranking.get(row).copied().unwrap_or_default() {
                Ranking::AsExpected => "",
                Ranking::AboveRepeatBuyer => "above-repeat-buyer",
                Ranking::BelowOneTimeBuyer => "below-one-time-buyer",
            }
            .to_owned(),
        );
        cells
    });
    csv_bytes(&header, rows)
}

fn bounds(estimates: Option<&Estimates>, row: usize) -> Option<(f64, f64)> {
    let bounds = estimates?.bounds.as_ref()?;
    Some((*bounds.low.get(row)?, *bounds.high.get(row)?))
}

fn number(value: Option<f64>) -> String {
    value.filter(|value| value.is_finite() && value.abs() < MOST).map_or_else(String::new, |value| value.to_string())
}

/// The part of summary.json about values: method, settings, parameters, totals with bounds, check, notes.
pub fn value_json(dataset: &Dataset, value: &Valuation) -> Value {
    let priced = dataset.revenue() != Money::ZERO;
    let total =
        |total: &Total| json!({ "value": total.value, "low": total.bounds.map(|b| b.0), "high": total.bounds.map(|b| b.1) });
    let fit = |model: &str, method: &EstimateSource, report: Option<&FitReport>| {
        let parameters = report.map(|report| {
            let one = |p: &clientele_analytics::value::Parameter| {
                json!({
                    "name": p.name, "value": p.value, "standard_error": p.standard_error,
                    "low": p.bounds.map(|b| b.0), "high": p.bounds.map(|b| b.1),
                })
            };
            report.parameters.iter().map(one).collect::<Vec<_>>()
        });
        let (name, why) = match method {
            EstimateSource::Model => (model, None),
            EstimateSource::Fallback { reason } => ("simple-estimate", Some(reason.to_string())),
        };
        json!({
            "method": name, "why": why, "parameters": parameters,
            "log_likelihood": report.map(|r| r.log_likelihood), "customers": report.map(|r| r.customers),
        })
    };
    let check = value.holdout.as_ref().ok().map(|h| {
        json!({
            "split": h.split, "end": h.end, "customers": h.customers, "expected_orders": h.expected, "actual_orders": h.actual,
            "mean_absolute_error": h.mean_absolute_error, "own_pace_mean_absolute_error": h.own_pace_mean_absolute_error,
            "correlation": h.correlation,
        })
    });
    json!({
        "observed_to": value.observed_to,
        "buyers": value.customer.len(),
        "orders_horizon_days": value.params.orders_horizon_days,
        "value_horizon_days": value.params.value_horizon_days,
        "yearly_discount_rate": value.params.yearly_discount_rate,
        "confidence": value.params.confidence,
        "orders": fit("bg-nbd", &value.purchases.method, value.purchases.report.as_ref()),
        "order_values": priced.then(|| fit("gamma-gamma", &value.values.method, value.values.report.as_ref())),
        "expected_orders": total(&value.total_orders),
        "expected_value": priced.then(|| total(&value.total_value)),
        "holdout": check,
        "notes": value_notes(dataset, value),
    })
}

/// movement.csv: every customer with an order by the later day, with the segments of both days; sorted by customer id.
pub fn movement_csv(dataset: &Dataset, movement: &Movement) -> Vec<u8> {
    let header = ["customer_id", "from_segment", "to_segment", "direction", "score_change", "revenue_between", "revenue"];
    let rows = movement.customer.iter().enumerate().map(|(row, &customer)| {
        let (from, to) = (movement.from[row], movement.to[row]);
        let change = movement.score_change[row];
        let direction = match (from, change) {
            (None, _) => "new",
            (Some(from), _) if from == to => "stayed",
            (_, Some(change)) if change < 0 => "fell",
            (_, Some(change)) if change > 0 => "rose",
            _ => "moved",
        };
        vec![
            guarded(dataset.customers().ids.get(customer.ix())),
            guarded(movement.from_name(from)),
            guarded(movement.from_name(Some(to))),
            direction.to_owned(),
            change.map_or_else(String::new, |change| change.to_string()),
            movement.revenue_between[row].to_exact_string(),
            movement.revenue[row].to_exact_string(),
        ]
    });
    csv_bytes(&header, rows)
}
