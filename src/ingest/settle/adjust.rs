//! Adjustments to rows that depend on other rows: implausible dates and quantities, repeats, cancellations, discounts and refunds.

use crate::collect::columns::{BAD, NONE};
use crate::collect::sales::Sales;
use crate::collect::store::Store;
use crate::findings::decimal::{plain_money, plain_number};
use crate::findings::issue_code::IssueCode;
use crate::findings::reason::SetAsideReason;
use crate::findings::report::Deduction;
use crate::schema::meaning::Meaning;
use crate::settings::recipe::RepairStep;
use crate::settle::apportion::apportion_over_orders;
use crate::settle::cancellations::{Matches, Part, Unmatched, match_cancellations};
use crate::settle::far_dates::{implausible_days, rows_of_days};
use crate::settle::other_files::seen_in_earlier_files;
use crate::settle::outliers::{implausible_quantity, repeated_rows};
use crate::settle::settlement::{ANALYSED, RowDeduction, Settlement};
use clientele_core::domain::Money;
use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

impl Settlement {
    /// Applies a step that sets whole rows aside because of other rows.
    pub(crate) fn set_rows_aside(&mut self, rows: &[u32], step: RepairStep, reason: SetAsideReason) {
        let is_on = self.params.get().recipe.is_on(step);
        for &row in rows {
            let row = row as usize;
            self.steps.add(step, 1, -i128::from(self.amount(row)));
            self.example_of_step(step, row, || format!("set aside: {}", reason.label().to_lowercase()));
            if is_on && let Some(disposition) = self.disposition.get_mut(row) {
                *disposition = reason as u8;
            }
        }
    }

    pub(crate) fn find_implausible_dates(&mut self) {
        let analysed =
            || (0..self.day.len()).filter(|&row| self.is_analysed(row)).filter_map(|row| Some((row, *self.day.get(row)?)));
        let far = implausible_days(&rows_of_days(analysed().map(|(_, day)| day)));
        if far.is_empty() {
            return;
        }
        let rows: Vec<u32> = analysed().filter(|(_, day)| far.binary_search(day).is_ok()).map(|(row, _)| row as u32).collect();
        self.set_rows_aside(&rows, RepairStep::DropImplausibleDates, SetAsideReason::ImplausibleDate);
        self.far_dates = rows;
    }

    /// Sets aside what an earlier file has, too: sales, and what takes them back.
    pub(crate) fn find_rows_of_other_files(&mut self) {
        let rows = seen_in_earlier_files(
            &self.store.sales,
            &self.day,
            |row| self.amount(row),
            |row| matches!(self.part(row), Part::Sale | Part::TakesBack),
        );
        self.elsewhere = self.set_sales_aside(rows, RepairStep::DropSeenInOtherFile, SetAsideReason::SeenInOtherFile);
    }

    pub(crate) fn find_repeats(&mut self) {
        let counts = |&row: &u32| matches!(self.part(row as usize), Part::Sale | Part::TakesBack);
        let rows = repeated_rows(&self.store.sales, (0..self.rows() as u32).filter(counts));
        self.repeats = self.set_sales_aside(rows, RepairStep::DropDuplicates, SetAsideReason::DuplicateRow);
    }

    /// Applies a step that sets sales aside, and as quietly what takes sales back: once for each sale. Returns the sales.
    fn set_sales_aside(&mut self, rows: Vec<u32>, step: RepairStep, reason: SetAsideReason) -> Vec<u32> {
        let (sales, others): (Vec<u32>, Vec<u32>) = rows.into_iter().partition(|&row| self.is_analysed(row as usize));
        self.set_rows_aside(&sales, step, reason);
        if self.params.get().recipe.is_on(step) {
            for row in others {
                if let Some(disposition) = self.disposition.get_mut(row as usize) {
                    *disposition = reason as u8;
                }
            }
        }
        sales
    }

    pub(crate) fn find_implausible_quantities(&mut self) {
        self.most_pieces = implausible_quantity(&self.store.sales, |row| self.is_analysed(row));
        let Some(most) = self.most_pieces else { return };
        let quantities = self.store.sales.quantity.values.iter().zip(0_u32..);
        let rows: Vec<u32> =
            quantities.filter(|&(&q, row)| q > most && self.is_analysed(row as usize)).map(|(_, row)| row).collect();
        self.set_rows_aside(&rows, RepairStep::DropImplausibleQuantities, SetAsideReason::ImplausibleQuantity);
        if !self.params.get().recipe.is_on(RepairStep::DropImplausibleQuantities) {
            self.implausible = rows;
        }
    }

    /// Takes cancellations and returns off the sales that they belong to, and tells what finds no sale.
    pub(crate) fn net_cancellations(&mut self) {
        let Matches { taken, unmatched } =
            match_cancellations(&self.store.sales, &self.day, |row| self.amount(row), |row| self.part(row));
        let is_on = self.params.get().recipe.is_on(RepairStep::NetCancellations);
        for of_sale in taken.chunk_by(|a, b| a.row == b.row) {
            let (Some(first), is_all) = (of_sale.first(), of_sale.iter().any(|t| t.is_all)) else { continue };
            let row = first.row as usize;
            let (amount, pieces) = of_sale.iter().fold((0, 0), |sum, t| (sum.0 + t.amount, sum.1 + t.quantity));
            self.steps.add(RepairStep::NetCancellations, 1, -i128::from(amount));
            let by = self.store.sales.line.get(first.by as usize).copied().unwrap_or(0);
            self.example_of_step(RepairStep::NetCancellations, row, || match is_all {
                true => format!("set aside: taken back by line {by}"),
                false => format!("{} fewer: taken back by line {by}", plain_number(pieces)),
            });
            if !is_on {
                continue;
            }
            if is_all {
                if let Some(disposition) = self.disposition.get_mut(row) {
                    *disposition = SetAsideReason::Settled as u8;
                }
            } else {
                self.deducted.push(RowDeduction { row: first.row, what: Deduction::Returned, amount });
                if let Some(quantity) = self.store.sales.quantity.values.get_mut(row) {
                    *quantity -= pieces;
                }
            }
        }
        for left in unmatched.iter().filter(|_| is_on) {
            self.report_unmatched(left);
        }
    }

    /// What a row is to the settling of cancellations.
    fn part(&self, row: usize) -> Part {
        let Some(&disposition) = self.disposition.get(row) else { return Part::Other };
        let is_one_of = |reasons: &[SetAsideReason]| reasons.iter().any(|&reason| reason as u8 == disposition);
        let pieces = self.store.sales.quantity.values.get(row).copied().unwrap_or(0);
        if disposition == ANALYSED {
            Part::Sale
        } else if is_one_of(&[SetAsideReason::Return])
            || is_one_of(&[SetAsideReason::Cancellation]) && (pieces < 0 || self.amount(row) < 0)
        {
            Part::TakesBack
        } else if is_one_of(&[SetAsideReason::Cancellation, SetAsideReason::NotPaid, SetAsideReason::Refunded]) && pieces > 0 {
            Part::ClosedSale
        } else {
            Part::Other
        }
    }

    /// Tells of a cancellation or return whose sale is not in the files.
    fn report_unmatched(&mut self, left: &Unmatched) {
        let Store { files, ids, sales, issues, .. } = &mut self.store;
        issues.add(IssueCode::ReversalWithoutSale, "", Money::from_ten_thousandths(left.amount), || {
            let row = left.row as usize;
            let product = sales.product.get(row).copied().filter(|&p| p != NONE).map_or("", |p| ids.products.get(p));
            let file = sales.segments.get(sales.segment_of(row)).and_then(|segment| files.get(segment.file));
            let line = sales.line.get(row).copied().unwrap_or(0);
            file.map_or_else(Default::default, |f| f.example(line, f.header(Meaning::ProductId), product))
        });
    }

    /// Nothing is left of these rows: they are no sales, and what was taken off them counts with them.
    fn set_refunded_aside(&mut self, rows: &[u32]) {
        for &row in rows {
            if let Some(disposition) = self.disposition.get_mut(row as usize) {
                *disposition = SetAsideReason::Refunded as u8;
            }
        }
        if !rows.is_empty() {
            let disposition = &self.disposition;
            self.deducted.retain(|deduction| disposition.get(deduction.row as usize) == Some(&ANALYSED));
        }
    }

    /// Takes discounts and refunds off the rows that they concern.
    pub(crate) fn deduct_discounts_and_refunds(&mut self) {
        self.deducted.sort_unstable();
        for (what, step) in
            [(Deduction::Discount, RepairStep::SubtractDiscounts), (Deduction::Refund, RepairStep::SubtractRefunds)]
        {
            let sales = &self.store.sales;
            let is_discount = what == Deduction::Discount;
            let of_orders = if is_discount { &sales.order_discount } else { &sales.refund };
            let of_lines = [&sales.line_discount, &sales.unit_discount, &sales.discount_share];
            if of_orders.rows.is_empty() && (!is_discount || of_lines.iter().all(|numbers| numbers.rows.is_empty())) {
                continue;
            }
            let mut left = sales.price.values.clone();
            for taken in &self.deducted {
                if let Some(left) = left.get_mut(taken.row as usize) {
                    *left -= taken.amount;
                }
            }
            let left_of = |row: usize| if self.is_analysed(row) { left.get(row).copied().unwrap_or(0) } else { 0 };
            let found = deductions_of(sales, what, left_of, |_| true);
            let is_on = self.params.get().recipe.is_on(step);
            let lefts: Vec<i64> = found.iter().map(|&(row, _)| left_of(row as usize)).collect();
            let (mut at, mut refunded) = (0, Vec::new());
            for of_row in found.chunk_by(|a, b| a.0 == b.0) {
                let left = lefts.get(at).copied().unwrap_or(0);
                at += of_row.len();
                let Some(&(row, _)) = of_row.first() else { continue };
                let amount: i64 = of_row.iter().map(|r| r.1).sum();
                self.steps.add(step, 1, -i128::from(amount));
                self.example_of_step(step, row as usize, || format!("{} less", plain_money(amount)));
                if is_on && !is_discount && amount >= left {
                    refunded.push(row);
                } else if is_on {
                    self.deducted.push(RowDeduction { row, what, amount });
                }
            }
            self.set_refunded_aside(&refunded);
            self.deducted.sort_unstable();
        }
    }
}

/// What discounts or refunds take off rows, ascending; a row may be there twice. `left`: what a row comes to, 0 for a row that does not count;
/// `shares`: whether a row takes part when the discount of its order is shared out.
pub(crate) fn deductions_of(
    sales: &Sales,
    what: Deduction,
    left: impl Fn(usize) -> i64,
    shares: impl Fn(usize) -> bool,
) -> Vec<(u32, i64)> {
    let is_discount = what == Deduction::Discount;
    let of_orders = if is_discount { &sales.order_discount } else { &sales.refund };
    let mut found: Vec<(u32, i64)> = Vec::new();
    if is_discount {
        let of_piece = |(row, value): (u32, i64)| {
            let pieces = sales.quantity.values.get(row as usize).copied().filter(|&pieces| pieces != BAD).unwrap_or(Money::SCALE);
            let amount = i128::from(value) * i128::from(pieces) / i128::from(Money::SCALE);
            (row, i64::try_from(amount).unwrap_or(i64::MAX))
        };
        let of_lines = sales.line_discount.iter().chain(sales.unit_discount.iter().map(of_piece));
        found.extend(of_lines.map(|(row, value)| (row, value.saturating_abs().min(left(row as usize).max(0)))));
        found.extend(amounts_of_shares(sales, &left));
        found.sort_unstable();
    }
    if !of_orders.rows.is_empty() {
        let after_lines: HashMap<u32, i64, FxBuildHasher> = found.iter().copied().collect();
        let left_of = |row: usize| match shares(row) {
            true => left(row) - after_lines.get(&(row as u32)).copied().unwrap_or(0),
            false => 0,
        };
        found.extend(apportion_over_orders(sales, of_orders, left_of));
    }
    found.retain(|&(_, amount)| amount > 0);
    found.sort_unstable();
    found
}

/// What discounts given as shares come to, in ten-thousandths, rounded half up. A file in which any is above 1 writes them in per cent.
fn amounts_of_shares(sales: &Sales, left: impl Fn(usize) -> i64) -> Vec<(u32, i64)> {
    let mut whole = vec![Money::SCALE; sales.segments.len()];
    for (row, share) in sales.discount_share.iter() {
        if let Some(whole) = whole.get_mut(sales.segment_of(row as usize)).filter(|_| share > Money::SCALE) {
            *whole = 100 * Money::SCALE;
        }
    }
    let amount = |(row, share): (u32, i64)| {
        let whole = i128::from(whole.get(sales.segment_of(row as usize)).copied().unwrap_or(Money::SCALE));
        let left = i128::from(left(row as usize).max(0));
        let amount = (left * i128::from(share.max(0)) * 2 + whole) / (whole * 2);
        (row, i64::try_from(amount.min(left)).unwrap_or(0))
    };
    sales.discount_share.iter().map(amount).collect()
}
