//! From all rows to the analysed ones: the reconciliation, the rows set aside, statuses and currencies, and the report as a whole.

use crate::account::counts::{Counts, Sum};
use crate::account::file_reports::validation_report;
use crate::account::products::NO_PRODUCT;
use crate::collect::store::Store;
use crate::findings::error::DataValidationError;
use crate::findings::imported::{DeductedRows, Imported, SetAsideRows};
use crate::findings::issue_code::{IssueCode, Severity};
use crate::findings::reason::SetAsideReason;
use crate::findings::report::{CurrencyReport, Deduction, Reconciliation, StatusReport, Tally};
use crate::settings::params::Strictness;
use crate::settings::recipe::{RepairStep, StatusRule};
use crate::settle::disposition::read_status_column;
use crate::settle::settlement::Settlement;
use crate::settle::step_tallies::StepTallies;
use clientele_core::domain::{Dataset, Money};

/// What the import gives: everything is counted, and the tables are built. The settlement is used up.
pub(crate) fn reconcile(settled: &mut Settlement, counts: &Counts, dataset: Dataset) -> Result<Imported, DataValidationError> {
    let reconciliation = reconciliation(counts, &dataset)?;
    for (reason, tally) in &reconciliation.set_aside {
        let issue = settled.store.issues.entry(reason.issue(), "");
        issue.rows += tally.rows;
        issue.money = tally.amount;
    }
    let set_aside = set_aside_rows(settled);
    let repaired_rows = settled.store.files.iter().map(|f| f.repaired).sum();
    let reconciliation = Reconciliation { repaired_rows, ..reconciliation };
    let deductions = deducted_rows(settled);
    let params = settled.params.get();
    let row_steps = std::mem::replace(&mut settled.steps, StepTallies::new()).into_reports(&params.recipe);
    let (statuses, other_currencies) = (status_reports(settled, &counts.statuses), currency_reports(settled, &counts.currencies));
    let mut report = validation_report(&mut settled.store, &settled.notations, reconciliation, &dataset, params);
    // A step of cells that did nothing, but is named in the recipe, is in both lists.
    let cell_steps: Vec<RepairStep> = report.steps.iter().map(|s| s.step).collect();
    report.steps.extend(row_steps.into_iter().filter(|s| !cell_steps.contains(&s.step)));
    report.steps.sort_by_key(|s| s.step);
    (report.statuses, report.other_currencies) = (statuses, other_currencies);
    if params.strictness == Strictness::Strict {
        let problems: Vec<(IssueCode, u64)> =
            report.issues.iter().filter(|i| i.severity == Severity::Problem).map(|i| (i.code, i.rows)).collect();
        if !problems.is_empty() {
            return Err(DataValidationError::NotClean { problems });
        }
    }
    Ok(Imported { dataset, report, set_aside, deductions, first_rows: Vec::new() })
}

fn reconciliation(counts: &Counts, dataset: &Dataset) -> Result<Reconciliation, DataValidationError> {
    let tally = |sum: &Sum| -> Result<Tally, DataValidationError> {
        let amount = i64::try_from(sum.amount).map_err(|_| DataValidationError::AmountsTooLarge)?;
        Ok(Tally { rows: sum.rows, orders: sum.orders, amount: Money::from_ten_thousandths(amount) })
    };
    let total = counts.sums.iter().fold(Sum { orders: counts.gross_orders, ..Sum::default() }, |total, sum| Sum {
        rows: total.rows + sum.rows,
        amount: total.amount + sum.amount,
        ..total
    });
    let deducted: i128 = counts.deductions.iter().map(|sum| sum.amount).sum();
    let total = Sum { amount: total.amount + deducted, ..total };
    let mut set_aside = Vec::new();
    for (reason, sum) in SetAsideReason::ALL.iter().zip(&counts.sums) {
        if sum.rows > 0 {
            set_aside.push((*reason, tally(sum)?));
        }
    }
    let mut deductions = Vec::new();
    for (what, sum) in Deduction::ALL.iter().zip(&counts.deductions) {
        if sum.rows > 0 {
            deductions.push((*what, tally(sum)?));
        }
    }
    let mut analysed = tally(&counts.analysed())?;
    analysed.orders = dataset.orders().ids.len() as u64;
    let customers = dataset.orders().customer.chunk_by(|a, b| a == b).count() as u64;
    let mut sold = vec![false; dataset.products().ids.len()];
    for product in &dataset.lines().product {
        if let Some(sold) = sold.get_mut(product.ix()) {
            *sold = true;
        }
    }
    // Sales of which nobody says what was sold stand under a name of their own, which is no product.
    let named = dataset.products().ids.iter().map(|id| id != NO_PRODUCT);
    let products = sold.iter().zip(named).filter(|&(&is_sold, is_named)| is_sold && is_named).count() as u64;
    let shop = Tally {
        rows: analysed.rows + counts.anonymous_rows,
        orders: dataset.shop().orders() as u64,
        amount: dataset.shop().revenue(),
    };
    Ok(Reconciliation { gross: tally(&total)?, set_aside, deductions, analysed, shop, repaired_rows: 0, customers, products })
}

/// The rows set aside; counts them for their files, too.
fn set_aside_rows(settled: &mut Settlement) -> SetAsideRows {
    let mut rows = SetAsideRows::default();
    let Store { files, sales, .. } = &mut settled.store;
    let mut segments = sales.segments.iter().peekable();
    let mut continuations = sales.continuations.iter().peekable();
    let mut file_ix = 0;
    for (row, (&disposition, &line)) in settled.disposition.iter().zip(&sales.line).enumerate() {
        if continuations.next_if(|&&continuation| continuation as usize == row).is_some() {
            continue;
        }
        while let Some(segment) = segments.next_if(|s| s.start <= row) {
            file_ix = segment.file;
        }
        let Some(file) = files.get_mut(file_ix) else { continue };
        match SetAsideReason::ALL.get(disposition as usize) {
            Some(&reason) => {
                rows.file.push(file_ix as u16);
                rows.line.push(line);
                rows.reason.push(reason);
                if let Some(count) = file.set_aside.get_mut(disposition as usize) {
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
fn deducted_rows(settled: &Settlement) -> DeductedRows {
    let mut rows = DeductedRows::default();
    let sales = &settled.store.sales;
    for deduction in &settled.deducted {
        let row = deduction.row as usize;
        rows.file.push(sales.segments.get(sales.segment_of(row)).map_or(0, |s| s.file) as u16);
        rows.line.push(sales.line.get(row).copied().unwrap_or(0));
        rows.what.push(deduction.what);
        rows.amount.push(Money::from_ten_thousandths(deduction.amount));
    }
    rows
}

fn status_reports(settled: &Settlement, statuses: &[Sum]) -> Vec<StatusReport> {
    let words = &settled.store.sales.status.values;
    let readings = read_status_column(&settled.store, &settled.params.get().recipe);
    let of_word = statuses.iter().enumerate().filter(|(_, sum)| sum.rows > 0 && !words.is_empty());
    let mut reports: Vec<StatusReport> = of_word
        .map(|(ix, sum)| StatusReport {
            status: if ix < words.len() { words.get(ix as u32) } else { "" }.to_owned(),
            rule: readings.get(ix).map_or(StatusRule::Sale, |reading| reading.rule),
            is_known: readings.get(ix).is_none_or(|reading| reading.is_known),
            rows: sum.rows,
            amount: money(sum),
        })
        .collect();
    reports.sort_by(|a, b| (b.rows, &a.status).cmp(&(a.rows, &b.status)));
    reports
}

fn currency_reports(settled: &Settlement, currencies: &[Sum]) -> Vec<CurrencyReport> {
    let words = &settled.store.sales.currency.values;
    let of_word = (0_u32..).zip(currencies).filter(|(_, sum)| sum.rows > 0);
    let mut reports: Vec<CurrencyReport> = of_word
        .map(|(code, sum)| CurrencyReport { currency: words.get(code).to_owned(), rows: sum.rows, amount: money(sum) })
        .collect();
    reports.sort_by(|a, b| (b.rows, &a.currency).cmp(&(a.rows, &b.currency)));
    reports
}

fn money(sum: &Sum) -> Money {
    Money::from_ten_thousandths(i64::try_from(sum.amount).unwrap_or(0))
}
