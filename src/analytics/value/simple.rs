//! Simple estimates for shops whose data are too thin for the models. Wherever they are shown, the user is told so.

use super::rfm_summary::{DAYS_PER_WEEK, RfmSummary};

/// Repeat purchases at the shop's pace that each customer's own are counted with.
const PRIOR_PURCHASES: f64 = 1.0;
/// Orders of the shop's mean value that each customer's own are counted with.
const PRIOR_ORDERS: f64 = 3.0;

/// The shop's pace and order value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Simple {
    /// Repeat purchases per customer and week.
    pub(super) purchases_per_week: f64,
    /// Mean worth of what a customer buys on one day, in main units.
    pub(super) mean_value: f64,
}

impl Simple {
    pub(super) fn of(customers: &RfmSummary) -> Self {
        let frequency: u64 = customers.frequency.iter().map(|&x| u64::from(x)).sum();
        let days: u64 = customers.age.iter().map(|&t| u64::from(t)).sum();
        let values = customers.first_value.iter().chain(&customers.repeat_value);
        let value = values.map(|money| money.to_f64()).sum::<f64>().max(0.0);
        let purchases = frequency + customers.len() as u64;
        Self {
            purchases_per_week: if days == 0 { 0.0 } else { frequency as f64 * DAYS_PER_WEEK / days as f64 },
            mean_value: if purchases == 0 { 0.0 } else { value / purchases as f64 },
        }
    }

    /// Expected purchases a week of a customer: their own pace, moved towards the shop's.
    pub(super) fn rate(&self, x: u32, observed_weeks: f64) -> f64 {
        if self.purchases_per_week <= 0.0 {
            return 0.0;
        }
        (f64::from(x) + PRIOR_PURCHASES) / (observed_weeks + PRIOR_PURCHASES / self.purchases_per_week)
    }

    /// Expected worth of an order of row `row`: their own mean, moved towards the shop's.
    pub(super) fn value(&self, customers: &RfmSummary, row: usize) -> f64 {
        let money = |column: &[clientele_core::domain::Money]| column.get(row).map_or(0.0, |money| money.to_f64());
        let own = (money(&customers.first_value) + money(&customers.repeat_value)).max(0.0);
        let orders = 1.0 + customers.frequency.get(row).copied().map_or(0.0, f64::from);
        (own + PRIOR_ORDERS * self.mean_value) / (orders + PRIOR_ORDERS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clientele_core::domain::Day;
    use clientele_core::domain::fixture::shop;

    #[test]
    fn estimates_by_hand() {
        // Customer 0: days 0, 7, 14 at 10.00 each; customer 1: day 7 at 50.00; the end is day 21.
        let shop = shop(2, &[(0, 0, 1_000), (0, 7, 1_000), (0, 14, 1_000), (1, 7, 5_000)]);
        let customers = RfmSummary::collect(&shop, Day(21));
        let simple = Simple::of(&customers);
        // Two repeat purchases in 3 + 2 weeks; 80.00 on four days.
        assert_eq!(simple, Simple { purchases_per_week: 0.4, mean_value: 20.0 });
        assert!((simple.rate(2, 3.0) - 3.0 / 5.5).abs() < 1e-15);
        assert!((simple.rate(0, 2.0) - 1.0 / 4.5).abs() < 1e-15);
        assert!((simple.value(&customers, 0) - 90.0 / 6.0).abs() < 1e-12);
        assert!((simple.value(&customers, 1) - 110.0 / 4.0).abs() < 1e-12);
        assert_eq!(Simple::of(&RfmSummary::default()).rate(0, 1.0), 0.0);
    }
}
