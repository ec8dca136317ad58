//! Figures of each segment: counts, revenue, means.

use super::rfm::Rfm;
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

/// One summary per segment, in map order, empty segments too.
pub(super) fn summarise(rfm: &Rfm, names: &[String]) -> Vec<SegmentSummary> {
    let total: Money = rfm.monetary.iter().copied().sum();
    let mut sums = vec![(0_u32, 0_u64, 0_u64, Money::ZERO); names.len()];
    for (row, &segment) in rfm.segment.iter().enumerate() {
        if let Some(sum) = sums.get_mut(usize::from(segment)) {
            sum.0 += 1;
            sum.1 += u64::from(rfm.recency_days[row]);
            sum.2 += u64::from(rfm.frequency[row]);
            sum.3 += rfm.monetary[row];
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
