//! The words for methods, strategies and comparisons that pages, reports and files share.

use crate::recommend::{EvaluationReport, RankingMethod, Strategy, Task};
use clientele_core::domain::counted;

/// With fewer customers than this, methods cannot be told apart.
const FEWEST_TESTED: u32 = 30;

/// What a method is, in plain words.
pub fn method_label(method: RankingMethod) -> &'static str {
    match method {
        RankingMethod::Hybrid => "Clientele's five strategies",
        RankingMethod::Popular => "Best sellers of all time",
        RankingMethod::RecentPopular => "Best sellers of the last weeks",
        RankingMethod::Repurchase => "What the customer bought before",
        RankingMethod::ItemKnn => "Products that the same customers buy",
        RankingMethod::Ease => "Products that explain each other's purchase (EASE)",
    }
}

/// The name of a strategy in plain words: what it is based on.
pub fn strategy_label(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::Collaborative => "Similar customers",
        Strategy::Content => "Taste",
        Strategy::CrossSell => "Bought together",
        Strategy::Seasonal => "Season and rhythm",
        Strategy::PriceAffinity => "Price",
    }
}

/// Which method wins on the days held back, as a plain sentence; and whether the hybrid loses.
///
/// `task` is what the lists shown are for: all products, or only those that a customer never bought.
pub fn verdict(report: &EvaluationReport, task: Task) -> (String, bool) {
    let all = || report.results.iter().filter(|r| r.task == task && r.customers > 0);
    let Some(hybrid) = all().find(|r| r.method == RankingMethod::Hybrid) else {
        return ("No customer bought both before and after the split day, so nothing can be tested.".to_owned(), false);
    };
    let rivals = all().filter(|r| r.method != RankingMethod::Hybrid);
    let Some(best) = rivals.max_by(|a, b| a.at_10.ndcg.total_cmp(&b.at_10.ndcg)) else {
        return ("There is nothing to compare with.".to_owned(), false);
    };
    let tested = counted(u64::from(hybrid.customers), "customer", "customers");
    if hybrid.customers < FEWEST_TESTED {
        return (
            format!("Only {tested} bought both before and after the split day: too few to tell which method is better."),
            false,
        );
    }
    let (h, b) = (hybrid.at_10.ndcg, best.at_10.ndcg);
    let is_clear = report.compare(RankingMethod::Hybrid, best.method, task).is_some_and(|compared| compared.is_clear());
    // EASE keeps its capitals.
    let label = method_label(best.method);
    let rival = format!("{}{}", label[..1].to_lowercase(), &label[1..]);
    let figures = format!("ranking quality (NDCG at 10) {h:.3} against {b:.3}, {tested} tested");
    if is_clear && h > b {
        (format!("The five strategies together beat the best simple method, “{rival}”: {figures}."), false)
    } else if is_clear && h < b {
        (
            format!(
                "A simple method does better on this shop's past: “{rival}”. {}{}.",
                figures[..1].to_uppercase(),
                &figures[1..]
            ),
            true,
        )
    } else {
        (
            format!(
                "The five strategies together and the best simple method, “{rival}”, are too close to tell apart: {figures}."
            ),
            false,
        )
    }
}
