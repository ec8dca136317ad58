//! The shop's own history as the baseline of a test: who could take part, their conversion rate and spending within a window of days, and
//! how fast different customers order.

use super::error::{ExperimentError, ensure_in_range};
use super::mean::Moments;
use clientele_core::domain::{CustomerIx, Dataset, Day, Money, OrderIx};

/// Length of the period before the window in which earlier spending is measured, as a multiple of the window.
const BEFORE_WINDOWS: i32 = 4;

/// The days observed as if the experiment had run in them: the last of the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ObservationWindow {
    /// Its first day.
    pub first: Day,
    /// Its last day.
    pub last: Day,
}

/// The past, as if an experiment without any effect had run in the last days. Rows are customers who had ordered before.
#[derive(Clone, Debug, PartialEq)]
pub struct ShopHistory {
    window: ObservationWindow,
    customer: Vec<CustomerIx>,
    converted: Vec<bool>,
    spent: Vec<f64>,
    before: Vec<f64>,
    /// Days since the latest order of each customer who ordered by then, ascending.
    latest_ages: Vec<u32>,
}

impl ShopHistory {
    /// Watches the last `days` days up to `last`, 1 to 365.
    ///
    /// # Errors
    /// A number of days out of its bounds, or nobody who had ordered before them.
    pub fn of(dataset: &Dataset, last: Day, days: u32) -> Result<Self, ExperimentError> {
        Self::of_customers(dataset, last, days, |_| true)
    }

    /// The same of the customers who `takes_part` says could take part, with all that they ordered.
    ///
    /// # Errors
    /// As [`Self::of`].
    pub fn of_customers(
        dataset: &Dataset,
        last: Day,
        days: u32,
        takes_part: impl Fn(CustomerIx) -> bool,
    ) -> Result<Self, ExperimentError> {
        ensure_in_range("window_days", f64::from(days), 1.0, 365.0)?;
        let first = Day(last.0.saturating_sub(days.cast_signed() - 1));
        let earlier = Day(first.0.saturating_sub(days.cast_signed() * BEFORE_WINDOWS));
        let orders = dataset.orders();
        let mut history = Self {
            window: ObservationWindow { first, last },
            customer: Vec::new(),
            converted: Vec::new(),
            spent: Vec::new(),
            before: Vec::new(),
            latest_ages: Vec::new(),
        };
        for customer in (0..dataset.customers().ids.len()).map(CustomerIx::new).filter(|&customer| takes_part(customer)) {
            let known = dataset.orders_of(customer).filter(|&order| orders.day[order] <= last);
            let (mut had_before, mut has_within, mut within, mut before) = (false, false, Money::ZERO, Money::ZERO);
            let mut latest = None;
            for order in known {
                let day = orders.day[order];
                let amount: Money = dataset.lines_of(OrderIx::new(order)).map(|line| dataset.lines().amount[line]).sum();
                latest = Some(day);
                if day >= first {
                    has_within = true;
                    within += amount;
                } else {
                    had_before = true;
                    if day >= earlier {
                        before += amount;
                    }
                }
            }
            history.latest_ages.extend(latest.map(|day| last.0.abs_diff(day.0)));
            if had_before {
                history.customer.push(customer);
                history.converted.push(has_within);
                history.spent.push(within.to_f64());
                history.before.push(before.to_f64());
            }
        }
        if history.customer.is_empty() {
            return Err(ExperimentError::NoHistory { days });
        }
        history.latest_ages.sort_unstable();
        Ok(history)
    }

    /// The window.
    pub fn window(&self) -> ObservationWindow {
        self.window
    }

    /// Customers who had ordered before the window: those who could have been assigned at its beginning.
    pub fn customers(&self) -> u32 {
        self.customer.len() as u32
    }

    /// Those customers, in the table's order.
    pub fn customer(&self) -> &[CustomerIx] {
        &self.customer
    }

    /// Whether each ordered in the window.
    pub fn converted(&self) -> &[bool] {
        &self.converted
    }

    /// What each spent in the window, main units.
    pub fn spent(&self) -> &[f64] {
        &self.spent
    }

    /// What each spent in the four windows before.
    pub fn before(&self) -> &[f64] {
        &self.before
    }

    /// The share that ordered in the window.
    pub fn conversion(&self) -> f64 {
        self.converted.iter().filter(|c| **c).count() as f64 / self.customer.len().max(1) as f64
    }

    /// Spending in the window.
    pub fn revenue(&self) -> Moments {
        Moments::of(self.spent.iter().copied())
    }

    /// Different customers who ordered in the last `days` days: those whose latest order is of these days.
    pub fn reached_in(&self, days: u32) -> u32 {
        self.latest_ages.partition_point(|&age| age < days) as u32
    }

    /// The fewest last days in which so many different customers ordered; `None` when the whole period had fewer.
    pub fn days_to_reach(&self, customers: u64) -> Option<u32> {
        let Some(last) = usize::try_from(customers).unwrap_or(usize::MAX).checked_sub(1) else { return Some(1) };
        self.latest_ages.get(last).map(|age| age + 1)
    }
}
