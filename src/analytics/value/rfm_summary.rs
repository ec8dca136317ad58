//! RFM summary: frequency, recency and age of every customer, as the BG/NBD model reads them, and what repeat purchases were worth.
//! Purchases of one day count as one (Fader, Hardie & Lee 2005, as in the CDNOW study; `lifetimes` and `PyMC-Marketing` use the same
//! words).

use clientele_core::domain::{CustomerIx, Dataset, Day, Money, OrderIx};

/// Days in the models' unit of time, the week.
pub const DAYS_PER_WEEK: f64 = 7.0;

/// RFM summary of every customer with a purchase up to a day, one row each, in the order of the customer table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RfmSummary {
    /// The last day that counts; later purchases are unknown.
    pub observed_to: Day,
    /// The customer of each row.
    pub customer: Vec<CustomerIx>,
    /// x, repeat purchases: days with a purchase after the first such day.
    pub frequency: Vec<u32>,
    /// t_x, in days: from the first to the last day with a purchase.
    pub recency: Vec<u32>,
    /// T, in days: from the first day with a purchase to [`Self::observed_to`].
    pub age: Vec<u32>,
    /// The amount of the first day's purchases.
    pub first_value: Vec<Money>,
    /// The amount of all later purchases.
    pub repeat_value: Vec<Money>,
    /// The first day with a purchase in the data, of anyone.
    pub first_day: Day,
    /// Orders after [`Self::observed_to`], which were left out.
    pub orders_left_out: u32,
}

/// Customers with the same x, t_x and T: to the BG/NBD model they are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group {
    /// x, repeat purchases: days with a purchase after the first.
    pub frequency: u32,
    /// T, in days: from the first purchase to the end of the observation.
    pub age: u32,
    /// t_x, in days: from the first to the last purchase.
    pub recency: u32,
    /// How many customers.
    pub customers: u32,
}

impl RfmSummary {
    /// Sums up every customer's purchases up to `observed_to`, that day included.
    pub fn collect(dataset: &Dataset, observed_to: Day) -> Self {
        let mut all = Self { observed_to, first_day: observed_to, ..Self::default() };
        let (days, amounts) = (&dataset.orders().day, &dataset.lines().amount);
        for row in 0..dataset.customers().ids.len() {
            let customer = CustomerIx::new(row);
            let orders = dataset.orders_of(customer);
            let known = days[orders.clone()].partition_point(|&day| day <= observed_to);
            all.orders_left_out += (orders.len() - known) as u32;
            let Some(first) = orders.clone().next().filter(|_| known > 0).map(|order| days[order]) else { continue };
            let (mut last, mut frequency) = (first, 0);
            let (mut first_value, mut repeat_value) = (Money::ZERO, Money::ZERO);
            for order in orders.start..orders.start + known {
                let value: Money = amounts[dataset.lines_of(OrderIx::new(order))].iter().copied().sum();
                frequency += u32::from(days[order] != last);
                last = days[order];
                *(if last == first { &mut first_value } else { &mut repeat_value }) += value;
            }
            all.customer.push(customer);
            all.frequency.push(frequency);
            all.recency.push(last.0.abs_diff(first.0));
            all.age.push(observed_to.0.abs_diff(first.0));
            all.first_value.push(first_value);
            all.repeat_value.push(repeat_value);
            all.first_day = all.first_day.min(first);
        }
        all
    }

    /// Number of customers.
    pub fn len(&self) -> usize {
        self.customer.len()
    }

    /// Whether nobody has bought.
    pub fn is_empty(&self) -> bool {
        self.customer.is_empty()
    }

    /// Customers with purchases on two days or more.
    pub fn repeat_customers(&self) -> u32 {
        self.frequency.iter().filter(|&&x| x > 0).count() as u32
    }

    /// Days from the first purchase of anyone to the end, both counted.
    pub fn history_days(&self) -> u32 {
        if self.is_empty() { 0 } else { self.observed_to.0.abs_diff(self.first_day.0) + 1 }
    }

    /// Mean worth of a repeat purchase in main units, refunds below zero counted as zero; `None` for one-time buyers.
    pub fn mean_repeat_value(&self, row: usize) -> Option<f64> {
        let (&frequency, value) = (self.frequency.get(row)?, self.repeat_value.get(row)?);
        (frequency > 0).then(|| value.to_f64().max(0.0) / f64::from(frequency))
    }

    /// The customers by equal x, T and t_x, in that order.
    pub fn groups(&self) -> Vec<Group> {
        let rows = self.frequency.iter().zip(&self.age).zip(&self.recency);
        let mut keys: Vec<(u32, u32, u32)> = rows.map(|((&x, &t), &t_x)| (x, t, t_x)).collect();
        keys.sort_unstable();
        keys.chunk_by(|a, b| a == b)
            .map(|same| Group { frequency: same[0].0, age: same[0].1, recency: same[0].2, customers: same.len() as u32 })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clientele_core::domain::fixture::shop;
    use proptest::prelude::*;

    #[test]
    fn a_small_shop_by_hand() {
        // Customer 0: days 10 (twice), 17, 31; customer 1: day 20 only; customer 2: after the end.
        let shop = shop(3, &[(0, 10, 500), (0, 10, 250), (0, 17, 300), (0, 31, 900), (1, 20, 111), (2, 50, 100)]);
        let all = RfmSummary::collect(&shop, Day(40));
        assert_eq!(all.customer, [CustomerIx(0), CustomerIx(1)]);
        assert_eq!((&all.frequency[..], &all.recency[..], &all.age[..]), (&[2, 0][..], &[21, 0][..], &[30, 20][..]));
        assert_eq!(all.first_value.iter().map(|m| m.cents()).collect::<Vec<_>>(), [750, 111]);
        assert_eq!((all.mean_repeat_value(0), all.mean_repeat_value(1)), (Some(6.0), None));
        assert_eq!((all.history_days(), all.orders_left_out, all.repeat_customers()), (31, 1, 1));
        let earlier = RfmSummary::collect(&shop, Day(16));
        assert_eq!((earlier.len(), earlier.frequency[0], earlier.age[0]), (1, 0, 6));
        assert!(RfmSummary::collect(&shop, Day(9)).is_empty());
    }

    proptest! {
        #[test]
        fn groups_hold_every_customer_once(rows in prop::collection::vec((0_u32..3, 0_i32..4, 0_i64..300), 1..60)) {
            let shop = shop(3, &rows);
            let all = RfmSummary::collect(&shop, Day(3));
            let groups = all.groups();
            prop_assert_eq!(groups.iter().map(|g| g.customers as usize).sum::<usize>(), all.len());
            prop_assert!(groups.windows(2).all(|pair| pair[0] < pair[1]));
            for row in 0..all.len() {
                let mine: Vec<_> = rows.iter().filter(|r| r.0 == all.customer[row].0).collect();
                let mut days: Vec<i32> = mine.iter().map(|r| r.1).collect();
                days.sort_unstable();
                days.dedup();
                prop_assert_eq!(all.frequency[row] as usize, days.len() - 1);
                prop_assert_eq!(all.recency[row], (days[days.len() - 1] - days[0]).unsigned_abs());
                let total = all.first_value[row] + all.repeat_value[row];
                prop_assert_eq!(total.cents(), mine.iter().map(|r| r.2).sum::<i64>());
            }
        }
    }
}
