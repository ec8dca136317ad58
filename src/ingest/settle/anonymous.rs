//! Rows that name no customer: which of them are sales of the shop.

use crate::findings::reason::SetAsideReason;
use std::collections::BTreeMap;

/// Rows that name no customer, and would count or take something back if they did.
#[derive(Default)]
pub(crate) struct Anonymous {
    /// Sales, ascending.
    pub(crate) sales: Vec<u32>,
    /// Cancellations and returns, ascending.
    pub(crate) reversals: Vec<u32>,
    /// What is taken off the amounts of sales, in ten-thousandths, by row.
    pub(crate) less: BTreeMap<u32, i64>,
}

impl Anonymous {
    /// Notes a row that names no customer; `otherwise`: why it would be set aside if it did.
    pub(crate) fn note(&mut self, row: usize, otherwise: Option<SetAsideReason>) {
        match otherwise {
            None => self.sales.push(row as u32),
            Some(SetAsideReason::Cancellation | SetAsideReason::Return) => self.reversals.push(row as u32),
            Some(_) => {}
        }
    }

    pub(crate) fn is_sale(&self, row: usize) -> bool {
        self.sales.binary_search(&(row as u32)).is_ok()
    }

    pub(crate) fn is_reversal(&self, row: usize) -> bool {
        self.reversals.binary_search(&(row as u32)).is_ok()
    }

    pub(crate) fn drop_sales(&mut self, ascending: &[u32]) {
        if !ascending.is_empty() {
            self.sales.retain(|row| ascending.binary_search(row).is_err());
        }
    }
}
