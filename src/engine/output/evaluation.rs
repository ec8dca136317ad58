//! evaluation.json and impact.json: how good the recommendations are on the shop's past, how likely a purchase is, and what that may be worth.

use super::documents::bytes;
use clientele_analytics::recommend::{
    Calibration, Cases, EvaluationReport, GroupImpact, Impact, Quality, RankingMethod, Task, method_label, verdict,
};
use serde_json::{Value, json};

/// Every method on every task with lists of 3 and of 10, who wins, the reliability of chances, and the impact by segment (with the
/// names of the segments). The verdict is about `task`, which the lists are for.
pub fn evaluation_json(
    report: &EvaluationReport,
    task: Task,
    calibration: Option<&Calibration>,
    impact: Option<(&Impact, &[&str])>,
) -> Vec<u8> {
    let at = |q: &Quality| json!({ "hit_rate": q.hit_rate, "recall": q.recall, "ndcg": q.ndcg, "map": q.map });
    let interval = |(low, high): &(Quality, Quality)| json!({ "low": at(low), "high": at(high) });
    let results: Vec<Value> = report
        .results
        .iter()
        .map(|r| {
            json!({
                "method": r.method.name(), "label": method_label(r.method), "task": r.task.name(), "customers": r.customers,
                "at_3": at(&r.at_3), "at_10": at(&r.at_10),
                "at_3_interval": interval(&r.at_3_interval), "at_10_interval": interval(&r.at_10_interval),
                "ndcg_at_10_standard_error": r.ndcg_at_10_se,
                "coverage_at_3": r.coverage_at_3, "coverage_at_10": r.coverage_at_10,
                "novelty_at_10_bits": r.novelty_at_10, "diversity_at_10": r.diversity_at_10,
            })
        })
        .collect();
    let comparisons: Vec<Value> = Task::ALL
        .into_iter()
        .flat_map(|task| {
            RankingMethod::ALL.into_iter().filter_map(move |other| {
                let c = report.compare(RankingMethod::Hybrid, other, task)?;
                Some(json!({
                    "task": task.name(), "best": c.best.name(), "other": c.other.name(), "ndcg_at_10_difference": c.difference,
                    "low": c.interval.0, "high": c.interval.1, "is_clear": c.is_clear(),
                }))
            })
        })
        .collect();
    let (text, loses) = verdict(report, task);
    bytes(&json!({
        "split_date": report.split_day, "last_date": report.last_day, "results": results, "comparisons": comparisons,
        "best": { "all": report.best(Task::All).map(RankingMethod::name), "new": report.best(Task::New).map(RankingMethod::name) },
        "verdict": text, "hybrid_loses": loses,
        "calibration": calibration.map(calibration_json),
        "impact": impact.map(|(impact, segments)| impact_view(impact, segments)),
    }))
}

fn calibration_json(c: &Calibration) -> Value {
    let bins: Vec<Value> = c
        .bins
        .iter()
        .map(|bin| {
            json!({
                "predicted": bin.predicted, "observed": bin.observed, "recommendations": bin.recommendations,
                "bought": bin.bought, "low": bin.interval.0, "high": bin.interval.1,
            })
        })
        .collect();
    json!({
        "days": c.days(),
        "fitted_on": { "first": c.fitted_on.first, "last": c.fitted_on.last,
            "recommendations": c.fitted_recommendations, "bought": c.fitted_bought },
        "tested_on": { "first": c.tested_on.first, "last": c.tested_on.last },
        "reliability": bins,
        "expected_calibration_error": c.expected_calibration_error,
        "brier": c.brier, "brier_of_constant": c.brier_of_constant,
        "expected_bought": c.expected_bought, "observed_bought": c.observed_bought,
        "verdict": c.verdict(),
    })
}

/// impact.json: what the offers may be worth, by segment, low, middle and high, with what is assumed; amounts are in the shop's
/// currency.
pub fn impact_json(impact: &Impact, segments: &[&str], currency: &str, seed: u64) -> Vec<u8> {
    let mut view = impact_view(impact, segments);
    if let Some(fields) = view.as_object_mut() {
        fields.insert("currency".to_owned(), json!(currency));
        fields.insert("seed".to_owned(), json!(seed));
    }
    bytes(&view)
}

fn impact_view(impact: &Impact, segments: &[&str]) -> Value {
    let cases = |c: &Cases| json!({ "low": c.low, "mid": c.mid, "high": c.high });
    let one = |name: Option<&str>, g: &GroupImpact| {
        json!({
            "segment": name, "customers": g.customers, "recommendations": g.recommendations,
            "orders_anyway": cases(&g.orders_anyway), "revenue_anyway": cases(&g.revenue_anyway),
            "extra_revenue": cases(&g.extra_revenue),
        })
    };
    let groups: Vec<Value> =
        impact.groups.iter().map(|g| one(g.group.and_then(|group| segments.get(group as usize).copied()), g)).collect();
    json!({ "days": impact.days, "assumptions": impact.assumptions(), "total": one(None, &impact.total), "segments": groups })
}
