//! The executive summary: what the data say, in sentences computed from them.

use clientele_analytics::segment::Rfm;
use clientele_core::domain::{CustomerIx, Dataset, counted, money_text, percent};

/// What comes from sales without a customer, beside what is told of customers; `None` where there are none.
pub fn sales_without_customer(dataset: &Dataset) -> Option<String> {
    let anonymous = dataset.anonymous();
    let amount = || money_text(anonymous.revenue(), dataset.currency());
    let of = match (anonymous.order_count(), anonymous.lines().len()) {
        (_, 0) => return None,
        (0, lines) => counted(lines as u64, "order line", "order lines"),
        (orders, _) => counted(orders as u64, "order", "orders"),
    };
    Some(format!("{} more from sales without a customer ({of}).", amount()))
}

/// Sentences for the reader in a hurry, most important first.
pub fn executive_summary(dataset: &Dataset, rfm: Option<&Rfm>) -> Vec<String> {
    let mut sentences = Vec::new();
    let without_customer = sales_without_customer(dataset);
    let Some((first, last)) = dataset.period() else {
        return vec![without_customer.unwrap_or_else(|| "The data hold no orders that could be analysed.".into())];
    };
    let buyers = (0..dataset.customers().ids.len()).filter(|&c| !dataset.orders_of(CustomerIx::new(c)).is_empty()).count();
    sentences.push(format!(
        "From {} to {}, {} placed {} worth {}.",
        first.long_text(),
        last.long_text(),
        counted(buyers as u64, "customer", "customers"),
        counted(dataset.orders().ids.len() as u64, "order", "orders"),
        money_text(dataset.revenue(), dataset.currency()),
    ));
    sentences.extend(without_customer);
    let once = (0..dataset.customers().ids.len()).filter(|&c| dataset.orders_of(CustomerIx::new(c)).len() == 1).count();
    if once > 0 {
        sentences.push(format!(
            "{} of {} ordered only once: a second order from some of these is the nearest growth.",
            percent(once as f64 / buyers as f64),
            if dataset.anonymous().is_empty() { "them" } else { "the customers" }
        ));
    }
    let Some(rfm) = rfm.filter(|rfm| !rfm.is_empty()) else { return sentences };
    let segment = |name: &str| rfm.segments.iter().find(|s| s.name == name && s.customers > 0);
    // Of a part of the customers that is one segment there is nothing to compare.
    let several = rfm.segments.iter().filter(|s| s.customers > 0).count() > 1;
    if let Some(best) = rfm.segments.iter().max_by_key(|s| s.revenue).filter(|s| s.customers > 0 && several) {
        sentences.push(format!(
            "The segment {} ({}) brings {} of {} with {} of customers.",
            best.name,
            counted(u64::from(best.customers), "customer", "customers"),
            percent(best.revenue_share),
            if dataset.anonymous().is_empty() { "revenue" } else { "customers' revenue" },
            percent(f64::from(best.customers) / rfm.len() as f64)
        ));
    }
    for name in ["Can't Lose", "Cannot Lose", "At Risk"] {
        if let Some(lost) = segment(name) {
            let days = lost.mean_recency_days.unwrap_or(0.0);
            sentences.push(format!(
                "{}: {} who spent {} in all have not ordered for {days:.0} days on average; write to them first.",
                lost.name,
                counted(u64::from(lost.customers), "customer", "customers"),
                money_text(lost.revenue, dataset.currency()),
            ));
            break;
        }
    }
    sentences
}
