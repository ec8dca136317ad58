//! The report of an import: sums, reconciliation, rows set aside, statuses, currencies.

use super::{DeductedRows, Finish, Imported, SetAsideRows, Sum, plain_number};
use crate::error::DataValidationError;
use crate::file::NONE;
use crate::importer::Store;
use crate::issue::{IssueCode, SetAsideReason, Severity};
use crate::meaning::Meaning;
use crate::params::Strictness;
use crate::recipe::RepairStep;
use crate::report::{CurrencyReport, Deduction, Reconciliation, StatusReport, Tally};
use crate::status::StatusRule;
use crate::steps::StepTallies;
use clientele_core::domain::{Dataset, Money};
use rustc_hash::FxBuildHasher;

impl Finish {
    /// What is known of rows that were kept although they look odd, and what is taken off: before the tables are built.
    pub(super) fn conclude_rows(&mut self) {
        let kept = |flagged: &[u32], finish: &Self| -> Vec<u32> {
            flagged.iter().copied().filter(|&row| finish.is_analysed(row as usize)).collect()
        };
        for (rows, code) in [
            (kept(&self.far_dates, self), IssueCode::ImplausibleDate),
            (kept(&self.repeats, self), IssueCode::DuplicateRow),
            (kept(&self.implausible, self), IssueCode::ImplausibleQuantity),
        ] {
            for row in rows {
                let row = row as usize;
                let money = Money::from_ten_thousandths(self.amount(row));
                let day = self.day.get(row).copied();
                let Store { files, sales, issues, .. } = &mut self.store;
                let segment = sales.segments.get(sales.segment_of(row));
                issues.add(code, "", money, || {
                    let file = segment.and_then(|s| files.get(s.file));
                    let line = sales.line.get(row).copied().unwrap_or(0);
                    let (meaning, value) = match code {
                        IssueCode::ImplausibleQuantity => {
                            (Some(Meaning::Quantity), plain_number(sales.quantity.values.get(row).copied().unwrap_or(0)))
                        }
                        IssueCode::ImplausibleDate => (Some(Meaning::Date), day.map_or_else(String::new, |day| day.to_string())),
                        _ => (None, String::new()),
                    };
                    file.map_or_else(Default::default, |f| f.example(line, meaning.map_or("", |m| f.header(m)), &value))
                });
            }
        }
        // A row counts once for each kind of deduction, an order once for all of its rows.
        let mut orders: [hashbrown::HashSet<u32, FxBuildHasher>; Deduction::ALL.len()] = Default::default();
        for taken in &self.deducted {
            let row = taken.row as usize;
            let order = self.store.sales.order.get(row).copied().unwrap_or(NONE);
            if let (Some(sum), Some(orders)) = (self.deductions.get_mut(taken.what as usize), orders.get_mut(taken.what as usize))
            {
                sum.rows += 1;
                sum.amount += i128::from(taken.amount);
                sum.orders += u64::from(order == NONE || orders.insert(order));
            }
            // The sums of analysed rows are what is left.
            if let Some(sum) = self.sums.last_mut() {
                sum.amount -= i128::from(taken.amount);
            }
            if let Some(amount) = self.store.sales.price.values.get_mut(row) {
                *amount -= taken.amount;
            }
            if let Some(repaired) = self.store.sales.repaired.get_mut(row) {
                *repaired = true;
            }
        }
    }

    pub(super) fn conclude(&mut self, dataset: Dataset) -> Result<Imported, DataValidationError> {
        let reconciliation = self.reconcile(&dataset)?;
        for (reason, tally) in &reconciliation.set_aside {
            let issue = self.store.issues.entry(reason.issue(), "");
            issue.rows += tally.rows;
            issue.money = tally.amount;
        }
        let set_aside = self.set_aside_rows();
        let reconciliation =
            Reconciliation { repaired_rows: self.store.files.iter().map(|f| f.repaired).sum(), ..reconciliation };
        let deductions = self.deducted_rows();
        let recipe = &self.params.get().recipe;
        let steps = std::mem::replace(&mut self.steps, StepTallies::new()).into_reports(recipe);
        let (statuses, other_currencies) = (self.status_reports(), self.currency_reports());
        let mut report = crate::summary::report(&mut self.store, &self.decided, reconciliation, &dataset, self.params.get());
        // The recipe may name steps of cells that did nothing; then both know them.
        let mended: Vec<RepairStep> = report.steps.iter().map(|s| s.step).collect();
        report.steps.extend(steps.into_iter().filter(|s| !mended.contains(&s.step)));
        report.steps.sort_by_key(|s| s.step);
        (report.statuses, report.other_currencies) = (statuses, other_currencies);
        if self.params.get().strictness == Strictness::Strict {
            let problems: Vec<(IssueCode, u64)> =
                report.issues.iter().filter(|i| i.severity == Severity::Problem).map(|i| (i.code, i.rows)).collect();
            if !problems.is_empty() {
                return Err(DataValidationError::NotClean { problems });
            }
        }
        Ok(Imported { dataset, report, set_aside, deductions })
    }

    pub(super) fn reconcile(&self, dataset: &Dataset) -> Result<Reconciliation, DataValidationError> {
        let tally = |sum: &Sum| -> Result<Tally, DataValidationError> {
            let amount = i64::try_from(sum.amount).map_err(|_| DataValidationError::AmountsTooLarge)?;
            Ok(Tally { rows: sum.rows, orders: sum.orders, amount: Money::from_ten_thousandths(amount) })
        };
        let total = self.sums.iter().fold(Sum { orders: self.gross_orders, ..Sum::default() }, |total, sum| Sum {
            rows: total.rows + sum.rows,
            amount: total.amount + sum.amount,
            ..total
        });
        let taken: i128 = self.deductions.iter().map(|sum| sum.amount).sum();
        let total = Sum { amount: total.amount + taken, ..total };
        let mut set_aside = Vec::new();
        for (reason, sum) in SetAsideReason::ALL.iter().zip(&self.sums) {
            if sum.rows > 0 {
                set_aside.push((*reason, tally(sum)?));
            }
        }
        let mut deductions = Vec::new();
        for (what, sum) in Deduction::ALL.iter().zip(&self.deductions) {
            if sum.rows > 0 {
                deductions.push((*what, tally(sum)?));
            }
        }
        let mut analysed = tally(self.sums.last().unwrap_or(&Sum::default()))?;
        analysed.orders = dataset.orders().ids.len() as u64;
        let customers = dataset.orders().customer.chunk_by(|a, b| a == b).count() as u64;
        let mut sold = vec![false; dataset.products().ids.len()];
        for product in &dataset.lines().product {
            if let Some(sold) = sold.get_mut(product.ix()) {
                *sold = true;
            }
        }
        let products = sold.iter().filter(|&&s| s).count() as u64;
        Ok(Reconciliation { gross: tally(&total)?, set_aside, deductions, analysed, repaired_rows: 0, customers, products })
    }

    /// The rows set aside; counts them for their files, too.
    pub(super) fn set_aside_rows(&mut self) -> SetAsideRows {
        let mut rows = SetAsideRows::default();
        let Store { files, sales, .. } = &mut self.store;
        let mut segments = sales.segments.iter().peekable();
        let mut parts = sales.parts.iter().peekable();
        let mut file_ix = 0;
        for (row, (&fate, &line)) in self.fate.iter().zip(&sales.line).enumerate() {
            if parts.next_if(|&&part| part as usize == row).is_some() {
                continue;
            }
            while let Some(segment) = segments.next_if(|s| s.start <= row) {
                file_ix = segment.file;
            }
            let Some(file) = files.get_mut(file_ix) else { continue };
            match SetAsideReason::ALL.get(fate as usize) {
                Some(&reason) => {
                    rows.file.push(file_ix as u16);
                    rows.line.push(line);
                    rows.reason.push(reason);
                    if let Some(count) = file.set_aside.get_mut(fate as usize) {
                        *count += 1;
                    }
                }
                None => {
                    file.used += 1;
                    file.repaired += u64::from(sales.repaired.get(row).copied().unwrap_or(false));
                }
            }
        }
        rows
    }

    /// The rows from which something was taken off.
    pub(super) fn deducted_rows(&self) -> DeductedRows {
        let mut rows = DeductedRows::default();
        let sales = &self.store.sales;
        for taken in &self.deducted {
            let row = taken.row as usize;
            rows.file.push(sales.segments.get(sales.segment_of(row)).map_or(0, |s| s.file) as u16);
            rows.line.push(sales.line.get(row).copied().unwrap_or(0));
            rows.what.push(taken.what);
            rows.amount.push(Money::from_ten_thousandths(taken.amount));
        }
        rows
    }

    pub(super) fn status_reports(&self) -> Vec<StatusReport> {
        let words = &self.store.sales.status.values;
        let recipe = &self.params.get().recipe;
        let mut reports: Vec<StatusReport> = self
            .statuses
            .iter()
            .enumerate()
            .filter(|(_, sum)| sum.rows > 0 && !words.is_empty())
            .map(|(ix, sum)| {
                let status = if ix < words.len() { words.get(ix as u32) } else { "" };
                let rule = recipe.statuses.get(status).copied();
                StatusReport {
                    status: status.to_owned(),
                    rule: rule
                        .unwrap_or_else(|| if status.is_empty() { StatusRule::Sale } else { crate::status::rule_of(status) }),
                    rows: sum.rows,
                    amount: Money::from_ten_thousandths(i64::try_from(sum.amount).unwrap_or(0)),
                }
            })
            .collect();
        reports.sort_by(|a, b| (b.rows, &a.status).cmp(&(a.rows, &b.status)));
        reports
    }

    pub(super) fn currency_reports(&self) -> Vec<CurrencyReport> {
        let words = &self.store.sales.currency.values;
        let of_word = (0_u32..).zip(&self.currencies).filter(|(_, sum)| sum.rows > 0);
        let mut reports: Vec<CurrencyReport> = of_word
            .map(|(code, sum)| CurrencyReport {
                currency: words.get(code).to_owned(),
                rows: sum.rows,
                amount: Money::from_ten_thousandths(i64::try_from(sum.amount).unwrap_or(0)),
            })
            .collect();
        reports.sort_by(|a, b| (b.rows, &a.currency).cmp(&(a.rows, &b.currency)));
        reports
    }
}
