//! The JSON files: clusters.json, validation.json, summary.json. Keys are sorted, money is decimal text.

use super::{executive_summary, kpis, value_json};
use clientele_analytics::cluster::{Clustering, silhouette_note};
use clientele_analytics::segment::Rfm;
use clientele_analytics::value::Valuation;
use clientele_core::domain::{Dataset, Figure, Money};
use clientele_ingest::ValidationReport;
use serde_json::{Value, json};

pub(super) fn bytes(value: &Value) -> Vec<u8> {
    // Values made of plain numbers and texts can always be written.
    let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// clusters.json: figures per k, the chosen k and why, centroids in original units, names, strategies, stability.
pub fn clusters_json(clustering: &Clustering) -> Vec<u8> {
    let by_k: Vec<Value> = clustering
        .by_k
        .iter()
        .map(|q| {
            json!({
                "k": q.k, "inertia": q.inertia, "silhouette": q.silhouette,
                "silhouette_standard_error": q.silhouette_standard_error,
                "calinski_harabasz": q.calinski_harabasz, "davies_bouldin": q.davies_bouldin,
            })
        })
        .collect();
    let clusters: Vec<Value> = clustering
        .clusters
        .iter()
        .enumerate()
        .map(|(number, c)| {
            json!({
                "cluster": number + 1, "name": c.name, "customers": c.customers, "orders": c.orders,
                "revenue": c.revenue.to_exact_string(), "revenue_share": c.revenue_share,
                "centroid": { "recency_days": c.mean_recency_days, "frequency": c.mean_frequency, "monetary": c.mean_monetary },
                "median": { "recency_days": c.median_recency_days, "frequency": c.median_frequency, "monetary": c.median_monetary },
                "centre_standardised": c.centre,
                "strategy": {
                    "meaning": c.strategy.meaning, "action": c.strategy.action,
                    "channel": c.strategy.channel, "offer": c.strategy.offer,
                },
            })
        })
        .collect();
    bytes(&json!({
        "by_k": by_k,
        "chosen_k": clustering.k,
        "reason": clustering.reason.to_string(),
        "elbow_k": clustering.elbow_k,
        "silhouette_basis": silhouette_note(&clustering.silhouette_basis),
        "clusters": clusters,
        "stability": {
            "mean_adjusted_rand": clustering.stability.mean_adjusted_rand,
            "adjusted_rand": clustering.stability.adjusted_rand,
            "customers_drawn": clustering.stability.drawn,
        },
        "features": clustering.params.features,
        "split_half": {
            "mean_adjusted_rand": clustering.split_half.mean_adjusted_rand,
            "adjusted_rand": clustering.split_half.adjusted_rand,
            "customers_in_half": clustering.split_half.half,
        },
    }))
}

/// validation.json: every issue with examples, repairs, row accounting and reconciliation.
pub fn validation_json(report: &ValidationReport) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(&report.to_json_view()).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// summary.json: key figures, segments, how values were forecast and what they come to, the summary in sentences. Orders, lines, revenue
/// and period are those of customers; where there are sales without a customer, `without_customer` has these, and `shop` both together.
pub fn summary_json(
    dataset: &Dataset,
    rfm: Option<&Rfm>,
    clustering: Option<&Clustering>,
    value: Option<&Valuation>,
    seed: u64,
) -> Vec<u8> {
    let figure = |figure: &Figure| match figure {
        Figure::Count(n) => json!(n),
        Figure::Money(amount) => json!(amount.to_exact_string()),
        Figure::Share(x) | Figure::Days(x) | Figure::Number(x) => json!(x),
    };
    let kpis: Vec<Value> = kpis(dataset, rfm)
        .iter()
        .map(|k| json!({ "name": k.name, "label": k.label, "value": figure(&k.value), "how": k.how, "change": k.change }))
        .collect();
    let segments: Vec<Value> = rfm
        .map(|rfm| rfm.segments.as_slice())
        .unwrap_or_default()
        .iter()
        .map(|s| {
            json!({
                "segment": s.name, "customers": s.customers, "orders": s.orders, "revenue": s.revenue.to_exact_string(),
                "revenue_share": s.revenue_share, "mean_recency_days": s.mean_recency_days,
                "mean_frequency": s.mean_frequency, "mean_monetary": s.mean_monetary,
            })
        })
        .collect();
    let mut summary = json!({
        "seed": seed,
        "currency": dataset.currency(),
        "period": dataset.period().map(|(first, last)| json!({ "first": first, "last": last })),
        "analysis_date": rfm.map(|rfm| rfm.analysis_date),
        "customers": dataset.customers().ids.len(),
        "prospects": rfm.map(|rfm| rfm.prospects.len()),
        "products": dataset.products().ids.len(),
        "orders": dataset.orders().ids.len(),
        "lines": dataset.lines().len(),
        "revenue": dataset.revenue().to_exact_string(),
        "kpis": kpis,
        "segments": segments,
        "chosen_k": clustering.map(|c| c.k),
        "value": value.map(|value| value_json(dataset, value)),
        "summary": executive_summary(dataset, rfm),
    });
    if let (false, Some(summary)) = (dataset.anonymous().is_empty(), summary.as_object_mut()) {
        let (shop, anonymous) = (dataset.shop(), dataset.anonymous());
        let part = |lines: usize, orders: usize, revenue: Money| json!({ "lines": lines, "orders": orders, "revenue": revenue.to_exact_string() });
        summary.insert("shop".into(), part(shop.lines(), shop.orders(), shop.revenue()));
        summary.insert("without_customer".into(), part(anonymous.lines().len(), anonymous.order_count(), anonymous.revenue()));
    }
    bytes(&summary)
}
