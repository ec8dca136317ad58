//! tuning.json: what tuning on the shop's past found, and how sure that is.

use super::documents::bytes;
use clientele_analytics::recommend::{Estimate, HoldoutWindow, RecommendParams, TuneReport};
use serde_json::{Value, json};

/// tuning.json: the days it was chosen on and tested on, the settings before and after, what they gained.
pub fn tuning_json(report: &TuneReport) -> Vec<u8> {
    let days = |window: &HoldoutWindow| json!({ "first": window.first, "last": window.last, "days": window.days() });
    let estimate = |e: &Estimate| {
        let (low, high) = e.interval();
        json!({ "mean": e.mean, "standard_error": e.standard_error, "low": low, "high": high })
    };
    let settings = |p: &RecommendParams| -> Value {
        json!({ "weights": p.weights, "neighbours": p.neighbours, "repurchase": p.repurchase, "strategies": p.strategies })
    };
    bytes(&json!({
        "task": report.task.name(),
        "chosen_on": days(&report.validation), "customers_chosen_by": report.validation_customers,
        "tested_on": days(&report.test), "customers_tested": report.test_customers,
        "before": settings(&report.before), "tuned": settings(&report.tuned),
        "changed": report.changed, "is_advised": report.is_advised(), "settings_kept": report.settings_kept,
        "gain_on_unseen_customers": estimate(&report.gain_on_unseen_customers),
        "chosen_on_ndcg_at_10": { "before": report.validation_before, "after": report.validation_after },
        "test_ndcg_at_10": { "before": report.test_before, "after": report.test_after, "gain": estimate(&report.test_gain) },
        "blends_tried": report.blends_tried, "models_built": report.models_built,
        "verdict": report.verdict(),
    }))
}
