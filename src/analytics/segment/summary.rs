//! Figures of each segment: counts, revenue, means.

use clientele_core::domain::Money;
use serde::{Deserialize, Serialize};

/// One segment in figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SegmentSummary {
    /// Its name.
    pub name: String,
    /// Customers in it.
    pub customers: u32,
    /// Their orders.
    pub orders: u64,
    /// Their revenue.
    pub revenue: Money,
    /// Their share of all buyers' revenue, 0 to 1; 0 when there is no revenue.
    pub revenue_share: f64,
    /// Mean days since the last order; `None` for an empty segment.
    pub mean_recency_days: Option<f64>,
    /// Mean number of orders; `None` for an empty segment.
    pub mean_frequency: Option<f64>,
    /// Mean revenue in main units; `None` for an empty segment.
    pub mean_monetary: Option<f64>,
}

/// What is known of each buyer.
pub(super) struct BuyerColumns<'a> {
    pub(super) segment: &'a [u8],
    pub(super) recency_days: &'a [u32],
    pub(super) frequency: &'a [u32],
    pub(super) monetary: &'a [Money],
}

/// One summary per segment, in map order, empty segments too.
pub(super) fn summarise(buyers: &BuyerColumns<'_>, names: &[String]) -> Vec<SegmentSummary> {
    let total: Money = buyers.monetary.iter().copied().sum();
    let mut sums = vec![(0_u32, 0_u64, 0_u64, Money::ZERO); names.len()];
    for (row, &segment) in buyers.segment.iter().enumerate() {
        if let Some(sum) = sums.get_mut(usize::from(segment)) {
            sum.0 += 1;
            sum.1 += u64::from(buyers.recency_days[row]);
            sum.2 += u64::from(buyers.frequency[row]);
            sum.3 += buyers.monetary[row];
        }
    }
    let one = |(name, (customers, recency_days, orders, revenue)): (&String, (u32, u64, u64, Money))| {
        let mean = |sum: f64| (customers > 0).then(|| sum / f64::from(customers));
        SegmentSummary {
            name: name.clone(),
            customers,
            orders,
            revenue,
            revenue_share: if total == Money::ZERO { 0.0 } else { revenue.to_f64() / total.to_f64() },
            mean_recency_days: mean(recency_days as f64),
            mean_frequency: mean(orders as f64),
            mean_monetary: mean(revenue.to_f64()),
        }
    };
    names.iter().zip(sums).map(one).collect()
}
