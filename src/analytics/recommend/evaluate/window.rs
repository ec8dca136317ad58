//! The days held back for a test, who can be tested on them, and what each customer bought in them.

use super::Task;
use crate::recommend::RecommendationError;
use crate::recommend::matrix::Interactions;
use clientele_core::domain::{CustomerIx, Dataset, Day};

/// Days held back for a test: all before the first is learned from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HoldoutWindow {
    /// First day of the test.
    pub first: Day,
    /// Last day of the test.
    pub last: Day,
}

impl HoldoutWindow {
    /// The `days` days that end with `last` (without it, with the last order), when the orders up to it span `times` times as
    /// many.
    ///
    /// # Errors
    /// [`RecommendationError::NoOrders`], or [`RecommendationError::TooShortForEvaluation`].
    pub fn ending(dataset: &Dataset, days: u32, last: Option<Day>, times: u32) -> Result<Self, RecommendationError> {
        let (first_order, last_order) = dataset.period().ok_or(RecommendationError::NoOrders)?;
        let last = last.unwrap_or(last_order);
        let days = days.max(1);
        let span = u32::try_from(i64::from(last.0) - i64::from(first_order.0) + 1).unwrap_or(0);
        let needed = days.saturating_mul(times);
        if span < needed {
            return Err(RecommendationError::TooShortForEvaluation { days: span, needed });
        }
        // The window is shorter than the period, so its first day lies within it.
        Ok(Self { first: Day(last.0 - days.cast_signed() + 1), last })
    }

    /// Days in it.
    pub fn days(&self) -> u32 {
        u32::try_from(i64::from(self.last.0) - i64::from(self.first.0) + 1).unwrap_or(0)
    }

    /// The window of as many days right before this one.
    #[must_use]
    pub fn before(&self) -> Self {
        Self { first: Day(self.first.0 - self.days().cast_signed()), last: Day(self.first.0 - 1) }
    }

    /// What the customer bought in the window, of products that were sold before it; sorted.
    pub(crate) fn bought(&self, dataset: &Dataset, interactions: &Interactions, customer: u32) -> Vec<u32> {
        let mut out: Vec<u32> = Vec::new();
        for order in dataset.orders_of(CustomerIx(customer)).rev() {
            let day = dataset.orders().day[order];
            if day < self.first {
                break; // a customer's orders are sorted by day
            }
            if day <= self.last {
                for line in dataset.lines_of(clientele_core::domain::OrderIx::new(order)) {
                    let product = dataset.lines().product[line].0;
                    if interactions.buyers(product) > 0 {
                        out.push(product);
                    }
                }
            }
        }
        out.sort_unstable();
        out.dedup();
        out
    }

    /// Customers who bought before the window and in it a product that was sold before, in order.
    pub(crate) fn testable(&self, dataset: &Dataset, interactions: &Interactions, task: Task) -> Vec<u32> {
        (0..interactions.customers() as u32)
            .filter(|&customer| {
                let before = interactions.products_of(customer);
                !before.is_empty()
                    && self
                        .bought(dataset, interactions, customer)
                        .iter()
                        .any(|product| task == Task::All || before.binary_search(product).is_err())
            })
            .collect()
    }
}
