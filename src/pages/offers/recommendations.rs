//! The recommendations in figures and rows.

use crate::overview::{category, product_rows};
use crate::views::{EvaluationView, MethodRow, RecommendationView, RecommendationsView};
use clientele_analytics::recommend::{AppliedRule, EvaluationReport, Recommendations, Task, method_label, reason, verdict};
use clientele_core::domain::{CustomerIx, ErrorView, counted, product_name};
use clientele_engine::Session;

/// Products in the table of the most recommended.
const TOP: usize = 20;

pub(crate) fn view(session: &Session) -> Result<RecommendationsView, ErrorView> {
    let result = session.recommendations()?;
    let dataset = session.dataset();
    let lists = &result.lists;
    let params = result.recommender.params().params();
    let mut times = vec![0_u64; dataset.shop().products().ids.len()];
    for product in &lists.product {
        times[product.ix()] += 1;
    }
    let mut products: Vec<_> =
        product_rows(dataset).into_iter().map(|(ix, row)| (row, times[ix.ix()])).filter(|(_, n)| *n > 0).collect();
    let distinct = products.len() as u64;
    // A stable sort: equal counts stay in the order of ids.
    products.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
    products.truncate(TOP);
    let mut notes = vec![result.recommender.repurchase_reason()];
    if session.whole_dataset().orders_are_single_lines() {
        notes.push("Orders here have one line each, so “bought together” means bought by one customer on one day.".into());
    }
    let cold = lists.rule.iter().filter(|&&rule| rule == AppliedRule::ColdStart).count() as u64;
    if cold > 0 {
        notes.push(format!(
            "{} for customers without orders: popular products.",
            counted(cold, "recommendation is", "recommendations are")
        ));
    }
    notes.push("Confidence says how much evidence stands behind a recommendation; it is not the chance of a purchase.".into());
    if let Some(calibration) = session.calibration() {
        let days = calibration.days();
        notes.push(format!("The chance is that of a purchase within {days} days. {}", calibration.verdict()));
    }
    for id in result.recommender.product_rules().unknown() {
        notes.push(format!("A rule names the product {id}, which the data do not have."));
    }
    Ok(RecommendationsView {
        customers: (0..lists.customers() as u32).filter(|&c| !lists.of(c).is_empty()).count() as u64,
        customers_short: u64::from(lists.short_lists),
        recommendations: lists.product.len() as u64,
        products: distinct,
        weights: params.weights.as_array(),
        n: params.n,
        min_confidence: params.min_confidence,
        notes,
        top_products: products,
        evaluation: session.evaluation().ok().map(|report| evaluation(report, session.tested_task())),
    })
}

fn evaluation(report: &EvaluationReport, task: Task) -> EvaluationView {
    let results: Vec<_> = report.results.iter().filter(|r| r.task == task).collect();
    let (text, hybrid_loses) = verdict(report, task);
    EvaluationView {
        split: report.split_day,
        customers: results.first().map_or(0, |r| u64::from(r.customers)),
        k: 10,
        methods: results
            .iter()
            .map(|r| MethodRow {
                name: r.method.name().into(),
                label: method_label(r.method).into(),
                hit_rate: r.at_10.hit_rate,
                recall: r.at_10.recall,
                ndcg: r.at_10.ndcg,
                ndcg_se: r.ndcg_at_10_se,
                map: r.at_10.map,
            })
            .collect(),
        verdict: text,
        hybrid_loses,
    }
}

/// A customer's list; empty when there are no recommendations.
pub(crate) fn list(session: &Session, customer: CustomerIx) -> Vec<RecommendationView> {
    let Ok(result) = session.recommendations() else { return Vec::new() };
    offers(session, &result.lists, customer)
}

/// A customer's list of these lists.
pub(crate) fn offers(session: &Session, lists: &Recommendations, customer: CustomerIx) -> Vec<RecommendationView> {
    let dataset = session.dataset();
    let range = lists.of(customer.0);
    let first = range.start;
    range
        .map(|row| {
            let product = lists.product[row].ix();
            RecommendationView {
                rank: (row - first + 1) as u32,
                product_id: dataset.products().ids.get(product).to_owned(),
                product_name: product_name(dataset, product).to_owned(),
                category: category(dataset, product),
                price: dataset.products().price[product],
                score: lists.score[row],
                confidence: lists.confidence[row],
                chance: session.calibration().map(|calibration| calibration.chance(&lists.factors[row])),
                parts: lists.parts[row],
                reason: [reason(dataset, &lists.evidence[row]).as_str(), lists.cold_start[row].note()]
                    .join(" ")
                    .trim_end()
                    .to_owned(),
                rule: match lists.rule[row] {
                    AppliedRule::None => String::new(),
                    other => super::lists::rule_words(other).0.to_lowercase(),
                },
            }
        })
        .collect()
}
