//! Further figures of each buyer, beside recency, frequency and monetary value: order value, orders per month, lifetime.

use super::rfm::Rfm;
use clientele_core::domain::Dataset;
use serde::{Deserialize, Serialize};

/// Mean days of a month.
pub const DAYS_PER_MONTH: f64 = 30.4375;

/// Further figures; columns have one row a buyer, in the order of the [`Rfm`] they go with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Behaviour {
    /// Days from registration to the analysis date; `None` when that is not known, or later.
    pub registered_days: Vec<Option<u32>>,
    /// Days from the first order to the analysis date.
    pub tenure_days: Vec<u32>,
    /// Days from the first to the last order.
    pub lifetime_days: Vec<u32>,
    /// Revenue over orders, in main units.
    pub average_order_value: Vec<f64>,
    /// Orders per month of 30.4375 days since the first order; a tenure below one month counts as one month, so that an order of
    /// yesterday is not thirty a month.
    pub orders_per_month: Vec<f64>,
}

impl Behaviour {
    /// Of every buyer.
    pub fn of(dataset: &Dataset, rfm: &Rfm) -> Self {
        let mut found = Self::default();
        for (row, &customer) in rfm.customer.iter().enumerate() {
            let registered = dataset.customers().registered.get(customer.ix()).copied().flatten();
            let known = registered.filter(|&day| day <= rfm.analysis_date);
            found.registered_days.push(known.map(|day| rfm.analysis_date.0.abs_diff(day.0)));
            let tenure = rfm.analysis_date.0.abs_diff(rfm.first_order[row].0);
            let orders = f64::from(rfm.frequency[row]);
            found.tenure_days.push(tenure);
            found.lifetime_days.push(rfm.last_order[row].0.abs_diff(rfm.first_order[row].0));
            found.average_order_value.push(rfm.monetary[row].to_f64() / orders.max(1.0));
            found.orders_per_month.push(orders / (f64::from(tenure) / DAYS_PER_MONTH).max(1.0));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::RfmParams;
    use clientele_core::domain::fixture::shop;

    #[test]
    fn figures_by_hand() {
        let shop = shop(3, &[(0, 0, 1_000), (0, 100, 3_000), (1, 119, 500), (2, 20, 100)]);
        let rfm = Rfm::compute(&shop, &RfmParams::default().check().expect("valid")).expect("has orders");
        assert_eq!(rfm.analysis_date.0, 120);
        let found = Behaviour::of(&shop, &rfm);
        assert_eq!(found.registered_days, [Some(120), None, Some(122)]);
        assert_eq!((&found.tenure_days[..], &found.lifetime_days[..]), (&[120, 1, 100][..], &[100, 0, 0][..]));
        assert_eq!(found.average_order_value, [20.0, 5.0, 1.0]);
        assert!((found.orders_per_month[0] - 2.0 * 30.4375 / 120.0).abs() < 1e-12);
        assert_eq!(found.orders_per_month[1], 1.0, "less than a month counts as one");
    }
}
