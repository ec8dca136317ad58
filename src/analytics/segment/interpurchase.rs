//! Interpurchase times: how long customers wait between orders, over the whole shop, and for each customer the day on which the next order is
//! due if they keep to their own pace. Orders of one day count as one.

use clientele_core::domain::{CustomerIx, Dataset, Day};
use clientele_core::statistics::{median_of, quantile};
use serde::{Deserialize, Serialize};

/// Days with an order that a customer must have before a next one is expected.
pub const MIN_ORDER_DAYS: u32 = 3;
/// Gaps of the shop's median that each customer's own are counted with.
pub const PRIOR_GAPS: f64 = 2.0;
/// Last day of each bin of the histogram but the last, which is open.
const BIN_ENDS: [u32; 13] = [1, 3, 7, 14, 21, 30, 45, 60, 90, 120, 180, 270, 365];

/// How many gaps have a length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GapBin {
    /// Shortest gap in the bin, in days.
    pub from_days: u32,
    /// Longest gap in the bin, in days; `None` for the last, which is open.
    pub to_days: Option<u32>,
    /// Gaps.
    pub gaps: u32,
}

/// The shop's gaps between orders, in days.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GapSummary {
    /// How many gaps there are.
    pub gaps: u32,
    /// Mean.
    pub mean_days: f64,
    /// Shares and their quantiles (R's type 7): 0.05, 0.25, 0.5, 0.75, 0.95.
    pub quantiles: Vec<(f64, f64)>,
    /// By length.
    pub histogram: Vec<GapBin>,
    /// Median over customers, with two order days or more, of their median gap: what single customers are moved towards.
    pub median_customer_days: f64,
    /// Quartiles, over the gaps of all customers of whom an order is expected, of a gap over what would be expected of its
    /// customer: the range's factors.
    pub spread: Option<(f64, f64)>,
}

/// When a customer's next order is due.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct NextOrder {
    /// Days with an order so far.
    pub order_days: u32,
    /// The customer's own median gap.
    pub own_median_days: f64,
    /// The gap that is expected: `(gaps × own median + 2 × the shop's median) / (gaps + 2)`.
    pub expected_gap_days: f64,
    /// The last order's day plus the expected gap, rounded to a day.
    pub expected: Day,
    /// Start of the range in which about half of all next orders came.
    pub early: Day,
    /// End of that range.
    pub late: Day,
    /// Days by which the end of the range is past; 0 while it is not.
    pub overdue_days: u32,
}

/// The times between orders of a shop, and when each customer's next order is due.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InterpurchaseTimes {
    /// The last day that counts.
    pub observed_to: Day,
    /// The shop's gaps; `None` when nobody ordered on two days.
    pub shop: Option<GapSummary>,
    /// Customers with an order, in the order of the customer table.
    pub customer: Vec<CustomerIx>,
    /// When the next order of each is due; `None` with fewer than three order days.
    pub next: Vec<Option<NextOrder>>,
}

impl InterpurchaseTimes {
    /// From all orders up to `observed_to`, that day included.
    ///
    /// ```
    /// use clientele_analytics::segment::InterpurchaseTimes;
    /// use clientele_core::domain::{CustomerIx, Dataset, Day, Money, SalesRow};
    ///
    /// let sale = |customer, order, day| SalesRow::new(customer, order, Day(day), "tea", 1, Money::from_ten_thousandths(90_000));
    /// let shop = Dataset::from_rows(
    ///     [sale("anna", "1", 0), sale("anna", "2", 20), sale("anna", "3", 40), sale("ben", "4", 0), sale("ben", "5", 20)],
    ///     "EUR",
    /// )?;
    /// let times = InterpurchaseTimes::of(&shop, Day(50));
    /// let next = times.next_of(CustomerIx(0)).ok_or("Anna ordered on three days")?;
    /// assert_eq!((next.expected_gap_days, next.expected), (20.0, Day(60)));
    /// assert_eq!(times.next_of(CustomerIx(1)), None, "two orders of Ben are too few to tell");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of(dataset: &Dataset, observed_to: Day) -> Self {
        let gaps = Gaps::collect(dataset, observed_to);
        let mut found = Self { observed_to, shop: None, next: vec![None; gaps.customer.len()], customer: Vec::new() };
        let mut all: Vec<u32> = gaps.days.clone();
        all.sort_unstable();
        let mut medians: Vec<f64> = (0..gaps.customer.len()).filter_map(|row| gaps.median_of(row)).collect();
        medians.sort_by(f64::total_cmp);
        if let Some(median_customer_days) = quantile(&medians, 0.5) {
            let expected_of = |row: usize| {
                let n = gaps.of(row).len();
                let own_median = gaps.median_of(row).filter(|_| n as u32 + 1 >= MIN_ORDER_DAYS)?;
                let n = n as f64;
                Some((own_median, (n * own_median + PRIOR_GAPS * median_customer_days) / (n + PRIOR_GAPS)))
            };
            let mut ratios: Vec<f64> = Vec::new();
            let expected: Vec<Option<(f64, f64)>> = (0..gaps.customer.len()).map(expected_of).collect();
            for (row, expected) in expected.iter().enumerate() {
                if let Some((_, expected)) = expected {
                    ratios.extend(gaps.of(row).iter().map(|&gap| f64::from(gap) / expected));
                }
            }
            ratios.sort_by(f64::total_cmp);
            let spread = quantile(&ratios, 0.25).zip(quantile(&ratios, 0.75));
            if let Some((low, high)) = spread {
                for (row, expected) in expected.iter().enumerate() {
                    let Some((own_median_days, gap)) = *expected else { continue };
                    let last = gaps.last[row];
                    let after = |days: f64| Day(last.0.saturating_add(days.round().min(1e6) as i32));
                    let (expected, early, late) = (after(gap), after(gap * low.min(1.0)), after(gap * high.max(1.0)));
                    found.next[row] = Some(NextOrder {
                        order_days: gaps.of(row).len() as u32 + 1,
                        own_median_days,
                        expected_gap_days: gap,
                        expected,
                        early,
                        late,
                        overdue_days: if late < observed_to { observed_to.0.abs_diff(late.0) } else { 0 },
                    });
                }
            }
            found.shop = Some(summary(&all, median_customer_days, spread));
        }
        found.customer = gaps.customer;
        found
    }

    /// When a customer's next order is due.
    pub fn next_of(&self, customer: CustomerIx) -> Option<NextOrder> {
        self.customer.binary_search(&customer).ok().and_then(|row| self.next.get(row).copied().flatten())
    }
}

/// Gaps between order days of each customer, oldest first.
#[derive(Default)]
struct Gaps {
    customer: Vec<CustomerIx>,
    last: Vec<Day>,
    days: Vec<u32>,
    /// Where each customer's gaps end in `days`.
    ends: Vec<usize>,
}

impl Gaps {
    fn collect(dataset: &Dataset, observed_to: Day) -> Self {
        let mut gaps = Self::default();
        for row in 0..dataset.customers().ids.len() {
            let customer = CustomerIx::new(row);
            let days = &dataset.orders().day[dataset.orders_of(customer)];
            let known = &days[..days.partition_point(|&day| day <= observed_to)];
            let Some(&last) = known.last() else { continue };
            let between = known.windows(2).map(|pair| pair[1].0.abs_diff(pair[0].0));
            gaps.days.extend(between.filter(|&gap| gap > 0));
            gaps.customer.push(customer);
            gaps.last.push(last);
            gaps.ends.push(gaps.days.len());
        }
        gaps
    }

    fn of(&self, row: usize) -> &[u32] {
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.days[start..self.ends[row]]
    }

    fn median_of(&self, row: usize) -> Option<f64> {
        median_of(self.of(row).iter().map(|&gap| f64::from(gap)))
    }
}

fn summary(sorted: &[u32], median_customer_days: f64, spread: Option<(f64, f64)>) -> GapSummary {
    let values: Vec<f64> = sorted.iter().map(|&gap| f64::from(gap)).collect();
    let mut histogram = Vec::new();
    let (mut from_days, mut counted) = (1, 0);
    for to_days in BIN_ENDS.into_iter().map(Some).chain([None]) {
        let up_to = to_days.map_or(sorted.len(), |end| sorted.partition_point(|&gap| gap <= end));
        histogram.push(GapBin { from_days, to_days, gaps: (up_to - counted) as u32 });
        counted = up_to;
        from_days = to_days.map_or(from_days, |end| end + 1);
    }
    let total: u64 = sorted.iter().map(|&gap| u64::from(gap)).sum();
    GapSummary {
        gaps: sorted.len() as u32,
        mean_days: total as f64 / sorted.len().max(1) as f64,
        quantiles: [0.05, 0.25, 0.5, 0.75, 0.95].into_iter().filter_map(|q| Some((q, quantile(&values, q)?))).collect(),
        histogram,
        median_customer_days,
        spread,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clientele_core::domain::fixture::shop;
    use proptest::prelude::*;

    #[test]
    fn a_small_shop_by_hand() {
        // Customer 0: days 0, 10, 30, 40 (gaps 10, 20, 10); customer 1: days 0, 50; customer 2: day 5.
        let rows = [(0, 0, 1), (0, 10, 1), (0, 10, 1), (0, 30, 1), (0, 40, 1), (1, 0, 1), (1, 50, 1), (2, 5, 1), (1, 400, 1)];
        let found = InterpurchaseTimes::of(&shop(3, &rows), Day(100));
        let gaps = found.shop.as_ref().expect("has gaps");
        assert_eq!((gaps.gaps, gaps.mean_days, gaps.median_customer_days), (4, 22.5, 30.0));
        assert_eq!(gaps.quantiles[2], (0.5, 15.0));
        assert_eq!(
            gaps.histogram
                .iter()
                .filter(|bin| bin.gaps > 0)
                .map(|bin| (bin.from_days, bin.to_days, bin.gaps))
                .collect::<Vec<_>>(),
            [(8, Some(14), 2), (15, Some(21), 1), (46, Some(60), 1)]
        );
        // (3 × 10 + 2 × 30) / 5 = 18; ratios 10/18, 20/18, 10/18: quartiles 10/18 and 15/18.
        let next = found.next_of(CustomerIx(0)).expect("has three order days");
        assert_eq!((next.order_days, next.own_median_days, next.expected_gap_days), (4, 10.0, 18.0));
        assert_eq!((next.early, next.expected, next.late), (Day(50), Day(58), Day(58)));
        assert_eq!(next.overdue_days, 42);
        assert_eq!((found.next_of(CustomerIx(1)), found.next_of(CustomerIx(2))), (None, None));
        assert_eq!(InterpurchaseTimes::of(&shop(2, &[(0, 3, 1), (1, 4, 1)]), Day(9)).shop, None);
    }

    proptest! {
        #[test]
        fn dates_are_in_order_and_only_for_those_with_enough(
            rows in prop::collection::vec((0_u32..8, 0_i32..300, 1_i64..9), 1..80), end in 0_i32..350,
        ) {
            let found = InterpurchaseTimes::of(&shop(8, &rows), Day(end));
            for (row, next) in found.next.iter().enumerate() {
                let mut days: Vec<i32> = rows.iter().filter(|r| r.0 == found.customer[row].0 && r.1 <= end).map(|r| r.1).collect();
                days.sort_unstable();
                days.dedup();
                prop_assert_eq!(next.is_some(), days.len() >= 3);
                if let Some(next) = next {
                    prop_assert_eq!(next.order_days as usize, days.len());
                    prop_assert!(next.early <= next.expected && next.expected <= next.late);
                    prop_assert!(next.early.0 >= days[days.len() - 1]);
                }
            }
            if let Some(gaps) = &found.shop {
                prop_assert_eq!(gaps.histogram.iter().map(|bin| bin.gaps).sum::<u32>(), gaps.gaps);
                prop_assert!(gaps.quantiles.windows(2).all(|pair| pair[0].1 <= pair[1].1));
            }
        }
    }
}
