//! Counts rows, orders and amounts by what becomes of them.

use crate::account::examples::add_example;
use crate::collect::columns::NONE;
use crate::collect::store::Store;
use crate::findings::error::DataValidationError;
use crate::findings::reason::SetAsideReason;
use crate::findings::report::Deduction;
use crate::settle::settlement::{ANALYSED, Settlement};
use clientele_core::domain::Day;
use hashbrown::{HashMap, HashSet};
use rustc_hash::FxBuildHasher;

/// Sums are kept for each reason, and last for the analysed rows.
const SUMS: usize = SetAsideReason::ALL.len() + 1;

/// Rows, orders, and an exact amount in ten-thousandths.
#[derive(Clone, Copy, Default)]
pub(crate) struct Sum {
    pub(crate) rows: u64,
    pub(crate) orders: u64,
    pub(crate) amount: i128,
}

/// The sums over the rows counted so far.
pub(crate) struct Counts {
    /// By reason, and of analysed rows last.
    pub(crate) sums: [Sum; SUMS],
    pub(crate) deductions: [Sum; Deduction::ALL.len()],
    /// For each order number, in which of the sums it was counted, a bit for each.
    orders_seen: Vec<u32>,
    pub(crate) gross_orders: u64,
    /// Orders without a number: a place in `orders_seen` for each customer and day.
    unnumbered: HashMap<(u32, Day), u32, FxBuildHasher>,
    /// By word of the status column; last, rows without one.
    pub(crate) statuses: Vec<Sum>,
    /// By word of the currency column: rows set aside as they are in another currency.
    pub(crate) currencies: Vec<Sum>,
    /// Rows of sales without a customer that are sales of the shop.
    pub(crate) anonymous_rows: u64,
    segment: usize,
    /// Position in [`Sales::continuations`](crate::collect::sales::Sales::continuations).
    continuation: usize,
}

impl Counts {
    /// Counts of nothing, with room for the words and orders of these rows.
    pub(crate) fn new(store: &Store) -> Self {
        Self {
            sums: [Sum::default(); SUMS],
            deductions: Default::default(),
            orders_seen: vec![0; store.ids.orders.len()],
            gross_orders: 0,
            unnumbered: HashMap::default(),
            statuses: vec![Sum::default(); store.sales.status.values.len() + 1],
            currencies: vec![Sum::default(); store.sales.currency.values.len()],
            anonymous_rows: 0,
            segment: 0,
            continuation: 0,
        }
    }

    /// Counts the rows, ascending, of sales without a customer.
    pub(crate) fn count_anonymous(&mut self, settled: &Settlement, rows: &[u32]) {
        let continuations = &settled.store.sales.continuations;
        self.anonymous_rows = rows.iter().filter(|row| continuations.binary_search(row).is_err()).count() as u64;
    }

    /// The analysed rows.
    pub(crate) fn analysed(&self) -> Sum {
        self.sums.last().copied().unwrap_or_default()
    }

    /// No row is analysed: which reasons took them, and where the one that took most can be seen.
    pub(crate) fn no_usable_rows(&self, settled: &mut Settlement) -> DataValidationError {
        let reasons = SetAsideReason::ALL.iter().zip(&self.sums).filter(|(_, sum)| sum.rows > 0);
        let reasons: Vec<(SetAsideReason, u64)> = reasons.map(|(reason, sum)| (*reason, sum.rows)).collect();
        let most = reasons.iter().rev().max_by_key(|(_, rows)| *rows);
        let examples = most.map(|(reason, _)| settled.store.issues.entry(reason.issue(), "").examples.clone());
        DataValidationError::NoUsableRows { rows: settled.rows() as u64, reasons, examples: examples.unwrap_or_default() }
    }

    /// Counts one row by its disposition.
    pub(crate) fn count_row(&mut self, settled: &mut Settlement, row: usize) {
        let sales = &settled.store.sales;
        while sales.segments.get(self.segment + 1).is_some_and(|next| row >= next.start) {
            self.segment += 1;
        }
        let is_continuation = sales.continuations.get(self.continuation) == Some(&(row as u32));
        self.continuation += usize::from(is_continuation);
        let disposition = settled.disposition.get(row).copied().unwrap_or(ANALYSED);
        let reason = SetAsideReason::ALL.get(disposition as usize).copied();
        let is_foreign = reason == Some(SetAsideReason::OtherCurrency);
        let own_amount = i128::from(settled.amount(row));
        let at = |column: &[u32]| column.get(row).copied().unwrap_or(NONE);
        let (status, currency) = (sales.status.code(row), sales.currency.code(row));
        let rows = u64::from(!is_continuation);
        if is_foreign && let Some(sum) = self.currencies.get_mut(currency as usize) {
            (sum.rows, sum.amount) = (sum.rows + rows, sum.amount + own_amount);
        }
        let amount = if is_foreign { 0 } else { own_amount };
        let words = self.statuses.len().saturating_sub(1);
        if words > 0
            && let Some(sum) = self.statuses.get_mut((status as usize).min(words))
        {
            (sum.rows, sum.amount) = (sum.rows + rows, sum.amount + amount);
        }
        let (customer, order) = (at(&sales.customer), at(&sales.order));
        let day = settled.day.get(row).copied().unwrap_or_default();
        let bit = reason.map_or(SetAsideReason::ALL.len(), |r| r as usize);
        if let Some(sum) = self.sums.get_mut(bit) {
            sum.rows += rows;
            sum.amount += amount;
            let order = if order == NONE && customer != NONE && has_day(reason) {
                let next = self.orders_seen.len() as u32;
                let code = *self.unnumbered.entry((customer, day)).or_insert(next);
                if code == next {
                    self.orders_seen.push(0);
                }
                code
            } else {
                order
            };
            if let Some(seen) = self.orders_seen.get_mut(order as usize) {
                self.gross_orders += u64::from(*seen == 0);
                sum.orders += u64::from(*seen & (1 << bit) == 0);
                *seen |= 1 << bit;
            }
        }
        if let Some(reason) = reason {
            add_example(settled, self.segment, row, reason);
        }
    }

    /// Takes deductions off the amounts of their rows, and counts them.
    pub(crate) fn count_deductions(&mut self, settled: &mut Settlement) {
        // A row counts once for each kind of deduction, an order once for all of its rows.
        let mut orders: [HashSet<u32, FxBuildHasher>; Deduction::ALL.len()] = Default::default();
        let sales = &mut settled.store.sales;
        for deduction in &settled.deducted {
            let row = deduction.row as usize;
            let order = sales.order.get(row).copied().unwrap_or(NONE);
            let what = deduction.what as usize;
            if let (Some(sum), Some(orders)) = (self.deductions.get_mut(what), orders.get_mut(what)) {
                sum.rows += 1;
                sum.amount += i128::from(deduction.amount);
                sum.orders += u64::from(order == NONE || orders.insert(order));
            }
            // The sums of analysed rows are what is left.
            if let Some(sum) = self.sums.last_mut() {
                sum.amount -= i128::from(deduction.amount);
            }
            if let Some(amount) = sales.price.values.get_mut(row) {
                *amount -= deduction.amount;
            }
            if let Some(repaired) = sales.repaired.get_mut(row) {
                *repaired = true;
            }
        }
    }
}

/// Whether rows set aside for this reason (`None`: analysed rows) have a day by which their order can be known.
fn has_day(reason: Option<SetAsideReason>) -> bool {
    !matches!(
        reason,
        Some(
            SetAsideReason::BadDate
                | SetAsideReason::RepeatedHeader
                | SetAsideReason::EmptyRow
                | SetAsideReason::RaggedRow
                | SetAsideReason::SummaryRow
                | SetAsideReason::NoOrder
        )
    )
}
