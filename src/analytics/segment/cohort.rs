//! Cohorts: customers by the month of their first order, and how many of them order again in each later month. Customers who had bought before
//! the data begin are in the first cohort, and a note says so.

use clientele_core::domain::{CustomerIx, Dataset, Day, Money, OrderIx};
use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;
use serde::{Deserialize, Serialize};

/// A cohort in one month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CohortMonth {
    /// Customers of the cohort who ordered in the month.
    pub customers: u32,
    /// Their orders in the month.
    pub orders: u32,
    /// The amount of these orders.
    pub revenue: Money,
}

/// Customers whose first order is of the same month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cohort {
    /// Year of the first order.
    pub year: i32,
    /// Month of the first order, 1 to 12.
    pub month: u8,
    /// Customers in it.
    pub customers: u32,
    /// Months from that of the first order to the last of the data, both counted.
    pub observed_months: u32,
    /// Months with an order of somebody, by months since the first order, ascending: 0 is the month of the first order. One far-off
    /// date makes many months, but no cells.
    pub active: Vec<(u32, CohortMonth)>,
    /// Whether the last of [`Self::observed_months`] is the data's last month and the data end before it does: its figures can still grow.
    pub last_month_incomplete: bool,
}

/// Cohorts by month of the first order, oldest first; months in which nobody ordered for the first time are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cohorts {
    /// The last day that counts.
    pub observed_to: Day,
    /// The cohorts.
    pub cohorts: Vec<Cohort>,
    /// Whether the data begin after the first of their first month. Even when not, some customers of the first cohorts may have
    /// ordered before the data begin.
    pub first_month_incomplete: bool,
}

impl Cohort {
    /// What the cohort did in the month `months` after its first; `None` beyond the data.
    pub fn month(&self, months: u32) -> Option<CohortMonth> {
        let found = self.active.binary_search_by_key(&months, |(after, _)| *after).ok().and_then(|at| self.active.get(at));
        (months < self.observed_months).then(|| found.map_or_else(CohortMonth::default, |(_, month)| *month))
    }

    /// Share of the cohort, 0 to 1, who ordered in the month `months` after their first; `None` beyond the data.
    pub fn retention(&self, months: u32) -> Option<f64> {
        self.month(months).map(|month| f64::from(month.customers) / f64::from(self.customers.max(1)))
    }
}

impl Cohorts {
    /// From all orders up to `observed_to`, that day included.
    ///
    /// ```
    /// use clientele_analytics::segment::Cohorts;
    /// use clientele_core::domain::{Dataset, Day, Money, SalesRow};
    ///
    /// let day = |month, day| Day::from_ymd(2026, month, day).ok_or("no such day");
    /// let sale = |customer, order, day| SalesRow::new(customer, order, day, "tea", 1, Money::from_ten_thousandths(90_000));
    /// let shop = Dataset::from_rows(
    ///     [sale("anna", "1", day(1, 3)?), sale("ben", "2", day(1, 20)?), sale("anna", "3", day(2, 9)?), sale("cleo", "4", day(3, 1)?)],
    ///     "EUR",
    /// )?;
    /// let found = Cohorts::of(&shop, day(3, 31)?);
    /// let january = &found.cohorts[0];
    /// assert_eq!((january.month, january.customers), (1, 2));
    /// assert_eq!(january.retention(1), Some(0.5), "Anna came back in February");
    /// assert_eq!(january.retention(2), Some(0.0));
    /// assert_eq!(january.retention(3), None, "April is not over");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of(dataset: &Dataset, observed_to: Day) -> Self {
        let orders = dataset.orders();
        let last_month = observed_to.month_number();
        let mut all: Vec<(i32, Cohort)> = Vec::new();
        let mut earliest: Option<Day> = None;
        let mut by_month: HashMap<i32, usize, FxBuildHasher> = HashMap::default();
        let mut cells: HashMap<(usize, u32), CohortMonth, FxBuildHasher> = HashMap::default();
        // The month of a day costs two divisions, so it is looked up instead.
        let months = MonthOfDay::of(&orders.day, observed_to);
        for row in 0..dataset.customers().ids.len() {
            let own = dataset.orders_of(CustomerIx::new(row));
            let known = orders.day[own.clone()].partition_point(|&day| day <= observed_to);
            let own = own.start..own.start + known;
            let Some(&first_day) = orders.day.get(own.start).filter(|_| known > 0) else { continue };
            earliest = Some(earliest.map_or(first_day, |day| day.min(first_day)));
            let first = months.get(first_day);
            let at = *by_month.entry(first).or_insert_with(|| {
                all.push((first, new_cohort(first, last_month)));
                all.len() - 1
            });
            all[at].1.customers += 1;
            let mut before = None;
            for order in own {
                let month = months.get(orders.day[order]);
                let cell = cells.entry((at, month.abs_diff(first))).or_default();
                cell.customers += u32::from(before != Some(month));
                cell.orders += 1;
                cell.revenue += dataset.lines().amount[dataset.lines_of(OrderIx::new(order))].iter().copied().sum();
                before = Some(month);
            }
        }
        for ((at, after), cell) in cells {
            all[at].1.active.push((after, cell));
        }
        all.iter_mut().for_each(|(_, cohort)| cohort.active.sort_unstable_by_key(|(after, _)| *after));
        all.sort_by_key(|(month, _)| *month);
        let next_day = Day(observed_to.0.saturating_add(1));
        let ends_early = next_day.month_number() == last_month;
        let mut cohorts: Vec<Cohort> = all.into_iter().map(|(_, cohort)| cohort).collect();
        cohorts.iter_mut().for_each(|cohort| cohort.last_month_incomplete = ends_early);
        Self { observed_to, cohorts, first_month_incomplete: earliest.is_some_and(|day| day.to_ymd().2 > 1) }
    }
}

/// Days that are looked up however few orders there are: ten years.
const DAYS_ALWAYS: usize = 3_653;

fn new_cohort(first: i32, last: i32) -> Cohort {
    Cohort {
        year: first.div_euclid(12),
        month: first.rem_euclid(12) as u8 + 1,
        customers: 0,
        observed_months: (last - first).max(0).unsigned_abs() + 1,
        active: Vec::new(),
        last_month_incomplete: false,
    }
}

/// Month numbers by day, for days from the first order on; none for a span that has more days than there are orders.
struct MonthOfDay {
    first: Day,
    months: Vec<i32>,
}

impl MonthOfDay {
    fn of(days: &[Day], last: Day) -> Self {
        let first = days.iter().copied().min().unwrap_or(last).min(last);
        let is_short = last.0.abs_diff(first.0) as usize <= days.len() + DAYS_ALWAYS;
        let months = if is_short { (first.0..=last.0).map(|day| Day(day).month_number()).collect() } else { Vec::new() };
        Self { first, months }
    }

    fn get(&self, day: Day) -> i32 {
        self.months.get(day.0.abs_diff(self.first.0) as usize).copied().unwrap_or_else(|| day.month_number())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clientele_core::domain::fixture::shop;
    use proptest::prelude::*;

    fn day(text: &str) -> i32 {
        Day::parse_iso(text).expect("a day").0
    }

    #[test]
    fn a_small_shop_by_hand() {
        let rows = [
            (0, day("2024-01-05"), 100),
            (0, day("2024-01-25"), 200),
            (0, day("2024-03-01"), 400),
            (1, day("2024-01-31"), 800),
            (2, day("2024-03-10"), 1_600),
            (3, day("2024-04-02"), 9_900),
        ];
        let found = Cohorts::of(&shop(4, &rows), Day(day("2024-03-15")));
        let months = |cohort: &Cohort| (0..cohort.observed_months).filter_map(|at| cohort.month(at)).collect::<Vec<_>>();
        let cells =
            |cohort: &Cohort| months(cohort).iter().map(|m| (m.customers, m.orders, m.revenue.cents())).collect::<Vec<_>>();
        assert_eq!(found.cohorts.len(), 2);
        let (january, march) = (&found.cohorts[0], &found.cohorts[1]);
        assert_eq!((january.year, january.month, january.customers), (2024, 1, 2));
        assert_eq!(cells(january), [(2, 3, 1_100), (0, 0, 0), (1, 1, 400)]);
        assert_eq!((march.year, march.month, cells(march)), (2024, 3, vec![(1, 1, 1_600)]));
        assert_eq!((january.retention(2), january.retention(3)), (Some(0.5), None));
        assert!(january.last_month_incomplete && found.first_month_incomplete);
        let whole = Cohorts::of(&shop(4, &rows), Day(day("2024-03-31")));
        assert!(!whole.cohorts[0].last_month_incomplete, "March is over on the 31st");
        assert_eq!(Cohorts::of(&shop(1, &[(0, 5, 1)]), Day(4)).cohorts, []);
    }

    #[test]
    fn a_far_off_date_makes_no_cells() {
        let rows =
            [(0, day("2024-01-05"), 100), (1, day("2024-02-05"), 200), (1, day("9999-12-31"), 300), (2, day("0001-01-01"), 400)];
        let found = Cohorts::of(&shop(3, &rows), Day(day("9999-12-31")));
        let sizes: Vec<(u32, usize)> = found.cohorts.iter().map(|cohort| (cohort.observed_months, cohort.active.len())).collect();
        assert_eq!(sizes, [(119_988, 1), (95_712, 1), (95_711, 2)]);
        assert_eq!(found.cohorts[2].month(95_710).map(|month| month.orders), Some(1));
        assert_eq!((found.cohorts[2].month(7), found.cohorts[2].month(95_711)), (Some(CohortMonth::default()), None));
    }

    proptest! {
        #[test]
        fn every_order_is_in_one_cell(rows in prop::collection::vec((0_u32..12, 0_i32..900, 1_i64..500), 1..80), end in 0_i32..950) {
            let found = Cohorts::of(&shop(12, &rows), Day(end));
            let cells = || found.cohorts.iter().flat_map(|c| c.active.iter().map(|(_, month)| *month));
            prop_assert_eq!(cells().map(|c| c.orders as usize).sum::<usize>(), rows.iter().filter(|r| r.1 <= end).count());
            let revenue: i64 = rows.iter().filter(|r| r.1 <= end).map(|r| r.2).sum();
            prop_assert_eq!(cells().map(|c| c.revenue).sum::<Money>().cents(), revenue);
            for cohort in &found.cohorts {
                prop_assert_eq!(cohort.month(0).map(|month| month.customers), Some(cohort.customers));
                prop_assert!(cohort.active.iter().all(|(_, m)| m.customers <= cohort.customers && m.customers <= m.orders));
                prop_assert!(cohort.active.windows(2).all(|pair| pair[0].0 < pair[1].0));
            }
            // Slow and plain: distinct customers by (first month, month).
            for cohort in &found.cohorts {
                for after in 0..cohort.observed_months {
                    let cell = cohort.month(after).expect("is within the data");
                    let first = cohort.year * 12 + i32::from(cohort.month) - 1;
                    let count = (0..12).filter(|&c| {
                        let months: Vec<i32> =
                            rows.iter().filter(|r| r.0 == c && r.1 <= end).map(|r| Day(r.1).month_number()).collect();
                        months.iter().min() == Some(&first) && months.contains(&(first + after as i32))
                    }).count();
                    prop_assert_eq!(cell.customers as usize, count);
                }
            }
        }
    }
}
