//! Who moved between segments from one day to a later one: the flows with customers and revenue, and who fell or rose. Each day's
//! scores are as the shop would have seen them on that day, against its customers of that day.

use super::rfm::{Rfm, RfmError, ValidRfmParams};
use clientele_core::domain::{CustomerIx, Dataset, Day, Money, UserError};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// The name of those who had not ordered by the earlier day.
pub const NOT_YET_A_CUSTOMER: &str = "Not yet a customer";

/// Customers who went from one segment to another, or stayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    /// Segment on the earlier day, a position in [`Movement::segments`]; `None` for those who had not ordered yet.
    pub from: Option<u8>,
    /// Segment on the later day.
    pub to: u8,
    /// Customers.
    pub customers: u32,
    /// What they had spent in all by the later day.
    pub revenue: Money,
    /// What they spent after the earlier day, up to the later.
    pub revenue_between: Money,
}

/// Segments of the same customers on two days. Columns have one row a customer with an order by the later day, in the order of the
/// customer table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Movement {
    /// The earlier day; orders of that day count.
    pub from_day: Day,
    /// The later day; orders of that day count.
    pub to_day: Day,
    /// Names of the segments, in map order.
    pub segments: Vec<String>,
    /// The customer of each row.
    pub customer: Vec<CustomerIx>,
    /// Segment on the earlier day; `None` for those who had not ordered yet.
    pub from: Vec<Option<u8>>,
    /// Segment on the later day.
    pub to: Vec<u8>,
    /// What they spent after the earlier day, up to the later.
    pub revenue_between: Vec<Money>,
    /// What they had spent in all by the later day.
    pub revenue: Vec<Money>,
    /// By how much R + FM changed (FM: the mean of the F and M scores, rounded half up); `None` for those who had not ordered yet.
    pub score_change: Vec<Option<i8>>,
    /// All flows that somebody took, by `from` (those who had not ordered yet first), then `to`.
    pub flows: Vec<Flow>,
}

/// Why there is no movement to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MovementError {
    /// The earlier day is not before the later.
    #[error("Movement is from a day to a later one: {from_day} is not before {to_day}.")]
    DaysInOrder {
        /// The earlier day as given.
        from_day: Day,
        /// The later day as given.
        to_day: Day,
    },
    /// One of the days cannot be scored.
    #[error(transparent)]
    NotScored(RfmError),
    /// The two days were scored with different maps.
    #[error("The two days were scored with different segment maps.")]
    DifferentMaps,
}

impl Movement {
    /// Scores the customers on both days and compares. For data of 100,000 customers each scoring takes about 50 ms; to pause
    /// between them, score with [`ValidRfmParams::at`] and call [`Self::of`].
    ///
    /// ```
    /// use clientele_analytics::segment::{Movement, NOT_YET_A_CUSTOMER, RfmParams};
    /// use clientele_core::domain::{Dataset, Day, Money, SalesRow};
    ///
    /// let sale = |customer, order, day| SalesRow::new(customer, order, Day(day), "tea", 1, Money::from_ten_thousandths(90_000));
    /// let shop = Dataset::from_rows([sale("anna", "1", 0), sale("ben", "2", 5), sale("cleo", "3", 50), sale("anna", "4", 55)], "EUR")?;
    /// let movement = Movement::between(&shop, &RfmParams::default().check()?, Day(30), Day(60))?;
    ///
    /// assert_eq!(movement.from_name(movement.from[2]), NOT_YET_A_CUSTOMER, "Cleo came after day 30");
    /// assert_eq!(movement.revenue_between[0], Money::from_ten_thousandths(90_000), "Anna's second order");
    /// assert_eq!(movement.flows.iter().map(|flow| flow.customers).sum::<u32>(), 3);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`MovementError`] when the days are not in order or one of them has no orders before it.
    pub fn between(dataset: &Dataset, params: &ValidRfmParams, from_day: Day, to_day: Day) -> Result<Self, MovementError> {
        if from_day >= to_day {
            return Err(MovementError::DaysInOrder { from_day, to_day });
        }
        let score = |day| Rfm::compute(dataset, &params.clone().at(day)).map_err(MovementError::NotScored);
        Self::of(&score(from_day)?, &score(to_day)?)
    }

    /// Compares the same customers scored on two days with the same map.
    ///
    /// # Errors
    /// [`MovementError`] when the days are not in order or the maps differ.
    pub fn of(earlier: &Rfm, later: &Rfm) -> Result<Self, MovementError> {
        let (from_day, to_day) = (earlier.analysis_date, later.analysis_date);
        if from_day >= to_day {
            return Err(MovementError::DaysInOrder { from_day, to_day });
        }
        let segments: Vec<String> = later.segments.iter().map(|s| s.name.clone()).collect();
        if !earlier.segments.iter().map(|s| &s.name).eq(&segments) {
            return Err(MovementError::DifferentMaps);
        }
        let score = |rfm: &Rfm, row: usize| i8::try_from(rfm.r_score.get(row)? + rfm.value_score(row)?).ok();
        let mut found = Self {
            from_day,
            to_day,
            segments,
            customer: later.customer.clone(),
            to: later.segment.clone(),
            revenue: later.monetary.clone(),
            from: Vec::with_capacity(later.len()),
            revenue_between: Vec::with_capacity(later.len()),
            score_change: Vec::with_capacity(later.len()),
            flows: Vec::new(),
        };
        for (row, &customer) in later.customer.iter().enumerate() {
            let before = earlier.row_of(customer);
            let spent = before.and_then(|at| earlier.monetary.get(at)).copied().unwrap_or_default();
            found.from.push(before.and_then(|at| earlier.segment.get(at)).copied());
            found.revenue_between.push(later.monetary[row] - spent);
            found.score_change.push(before.and_then(|at| Some(score(later, row)? - score(earlier, at)?)));
        }
        found.flows = found.add_up();
        Ok(found)
    }

    /// The movement of some customers only (one flag a customer of the data), between the segments that they have among all; flows are
    /// added up anew.
    #[must_use]
    pub fn of_customers(&self, members: &[bool]) -> Self {
        let is_member = |customer: CustomerIx| members.get(customer.ix()).copied().unwrap_or(false);
        let rows: Vec<usize> = (0..self.customer.len()).filter(|&row| is_member(self.customer[row])).collect();
        fn of<T: Copy>(column: &[T], rows: &[usize]) -> Vec<T> {
            rows.iter().map(|&row| column[row]).collect()
        }
        let mut found = Self {
            from_day: self.from_day,
            to_day: self.to_day,
            segments: self.segments.clone(),
            customer: of(&self.customer, &rows),
            from: of(&self.from, &rows),
            to: of(&self.to, &rows),
            revenue_between: of(&self.revenue_between, &rows),
            revenue: of(&self.revenue, &rows),
            score_change: of(&self.score_change, &rows),
            flows: Vec::new(),
        };
        found.flows = found.add_up();
        found
    }

    /// Name of a segment on the earlier day.
    pub fn from_name(&self, from: Option<u8>) -> &str {
        from.map_or(NOT_YET_A_CUSTOMER, |segment| self.segments.get(usize::from(segment)).map_or("", String::as_str))
    }

    /// Rows of customers who were in `segment` on the earlier day and are not on the later ("fell out of Champions"), those who had
    /// spent most first.
    pub fn left(&self, segment: u8) -> Vec<u32> {
        self.rows(|row| self.from[row] == Some(segment) && self.to[row] != segment)
    }

    /// Rows of customers who are in `segment` on the later day and were not on the earlier, those who had spent most first.
    pub fn entered(&self, segment: u8) -> Vec<u32> {
        self.rows(|row| self.from[row] != Some(segment) && self.to[row] == segment)
    }

    /// Rows of customers in another segment whose scores fell, those who had spent most first.
    pub fn fell(&self) -> Vec<u32> {
        self.rows(|row| self.from[row] != Some(self.to[row]) && self.score_change[row].is_some_and(|change| change < 0))
    }

    /// Rows of customers in another segment whose scores rose, those who had spent most first.
    pub fn rose(&self) -> Vec<u32> {
        self.rows(|row| self.from[row] != Some(self.to[row]) && self.score_change[row].is_some_and(|change| change > 0))
    }

    fn rows(&self, keep: impl Fn(usize) -> bool) -> Vec<u32> {
        let mut rows: Vec<u32> = (0..self.customer.len()).filter(|&row| keep(row)).map(|row| row as u32).collect();
        rows.sort_by_key(|&row| (Reverse(self.revenue[row as usize]), row));
        rows
    }

    fn add_up(&self) -> Vec<Flow> {
        let mut keys: Vec<(Option<u8>, u8, usize)> =
            self.from.iter().zip(&self.to).enumerate().map(|(row, (&from, &to))| (from, to, row)).collect();
        keys.sort_unstable();
        keys.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1))
            .map(|same| Flow {
                from: same[0].0,
                to: same[0].1,
                customers: same.len() as u32,
                revenue: same.iter().map(|&(_, _, row)| self.revenue[row]).sum(),
                revenue_between: same.iter().map(|&(_, _, row)| self.revenue_between[row]).sum(),
            })
            .collect()
    }
}

impl UserError for MovementError {
    fn code(&self) -> &'static str {
        match self {
            MovementError::DaysInOrder { .. } => "movement-days-not-in-order",
            MovementError::NotScored(error) => error.code(),
            MovementError::DifferentMaps => "movement-maps-differ",
        }
    }

    fn suggestion(&self) -> String {
        match self {
            MovementError::DaysInOrder { .. } => "Choose an earlier first day.".to_owned(),
            MovementError::NotScored(error) => error.suggestion(),
            MovementError::DifferentMaps => "Score both days with the same map.".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::RfmParams;
    use clientele_core::domain::fixture::shop;
    use proptest::prelude::*;

    #[test]
    fn a_best_customer_who_stays_away_falls() {
        // Customer 0 orders every five days until day 95 and then no more; the rest once in a while until day 300.
        let mut orders: Vec<(u32, i32, i64)> = (0..20).map(|i| (0, i * 5, 10_000)).collect();
        orders.extend((1..30).flat_map(|c| (0..3).map(move |i| (c, 3 * c as i32 + 70 * i, 500))));
        orders.push((30, 250, 700));
        let shop = shop(31, &orders);
        let params = RfmParams::default().check().expect("valid");
        let found = Movement::between(&shop, &params, Day(96), Day(300)).expect("both days have orders");
        let champions = found.segments.iter().position(|s| s == "Champions").expect("is in the map") as u8;
        assert_eq!(found.from[0], Some(champions));
        assert_eq!(found.segments[usize::from(found.to[0])], "Can't Lose");
        assert_eq!(found.left(champions).first(), Some(&0));
        assert_eq!(found.fell().first(), Some(&0));
        assert!(found.score_change[0].is_some_and(|change| change < 0));
        assert_eq!(found.revenue_between[0], Money::ZERO);
        assert_eq!((found.from[30], found.score_change[30], found.from_name(found.from[30])), (None, None, NOT_YET_A_CUSTOMER));
        assert_eq!(found.revenue_between[30].cents(), 700);
        assert!(found.entered(found.to[30]).contains(&30));

        let wrong = Movement::between(&shop, &params, Day(300), Day(96));
        assert_eq!(wrong, Err(MovementError::DaysInOrder { from_day: Day(300), to_day: Day(96) }));
        assert!(matches!(Movement::between(&shop, &params, Day(-5), Day(96)), Err(MovementError::NotScored(_))));
    }

    proptest! {
        /// Whoever is in the part: nothing is lost between it and the others, and nobody has another segment than among all.
        #[test]
        fn a_part_and_the_others_add_up_to_the_whole(
            rows in prop::collection::vec((0_u32..25, 0_i32..100, 1_i64..500), 5..120), members in prop::collection::vec(any::<bool>(), 25),
        ) {
            let shop = shop(25, &rows);
            let params = RfmParams::default().check().expect("valid");
            let Ok(whole) = Movement::between(&shop, &params, Day(50), Day(100)) else { return Ok(()) };
            let others: Vec<bool> = members.iter().map(|member| !member).collect();
            let [part, rest] = [&members, &others].map(|of| whole.of_customers(of));
            prop_assert_eq!(part.customer.len() + rest.customer.len(), whole.customer.len());
            prop_assert!(part.customer.iter().all(|customer| members[customer.ix()]));
            for (row, customer) in part.customer.iter().enumerate() {
                let all = whole.customer.iter().position(|c| c == customer).expect("is among all");
                prop_assert_eq!((part.from[row], part.to[row]), (whole.from[all], whole.to[all]));
                prop_assert_eq!(part.score_change[row], whole.score_change[all]);
            }
            let sum = |of: &Movement, from, to| {
                let same = || of.flows.iter().filter(|flow| (flow.from, flow.to) == (from, to));
                let (revenue, between): (Money, Money) =
                    (same().map(|flow| flow.revenue).sum(), same().map(|flow| flow.revenue_between).sum());
                (same().map(|flow| flow.customers).sum::<u32>(), revenue, between)
            };
            for flow in &whole.flows {
                let (a, b) = (sum(&part, flow.from, flow.to), sum(&rest, flow.from, flow.to));
                prop_assert_eq!((a.0 + b.0, a.1 + b.1, a.2 + b.2), (flow.customers, flow.revenue, flow.revenue_between));
            }
            for found in [&part, &rest] {
                prop_assert!(found.flows.iter().all(|flow| sum(&whole, flow.from, flow.to).0 > 0));
            }
            prop_assert_eq!(whole.of_customers(&[true; 25]), whole);
        }

        #[test]
        fn flows_add_up(rows in prop::collection::vec((0_u32..25, 0_i32..100, 1_i64..500), 5..120), day in 5_i32..99) {
            let shop = shop(25, &rows);
            let params = RfmParams::default().check().expect("valid");
            if let Ok(found) = Movement::between(&shop, &params, Day(day), Day(100)) {
                let n = found.customer.len();
                prop_assert_eq!(found.flows.iter().map(|f| f.customers as usize).sum::<usize>(), n);
                let between: i64 = rows.iter().filter(|r| r.1 > day).map(|r| r.2).sum();
                prop_assert_eq!(found.flows.iter().map(|f| f.revenue_between).sum::<Money>().cents(), between);
                prop_assert_eq!(found.flows.iter().map(|f| f.revenue).sum::<Money>(), shop.revenue());
                prop_assert!(found.flows.windows(2).all(|pair| (pair[0].from, pair[0].to) < (pair[1].from, pair[1].to)));
                for (row, from) in found.from.iter().enumerate() {
                    let known = rows.iter().any(|r| r.0 == found.customer[row].0 && r.1 <= day);
                    prop_assert_eq!(from.is_some(), known);
                }
                let (fell, rose) = (found.fell(), found.rose());
                prop_assert!(fell.iter().all(|row| !rose.contains(row)));
            }
        }
    }
}
