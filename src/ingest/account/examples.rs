//! Examples of rows that were set aside.

use crate::collect::columns::NONE;
use crate::collect::store::Store;
use crate::findings::decimal::plain_number;
use crate::findings::issue::MAX_EXAMPLES;
use crate::findings::issue_code::IssueCode;
use crate::findings::reason::SetAsideReason;
use crate::schema::meaning::Meaning;
use crate::settings::recipe::RepairStep;
use crate::settle::settlement::Settlement;
use clientele_core::domain::{Day, Money};

/// Adds the row to the issue of its reason; money and rows of the issue come from the sums.
pub(crate) fn add_example(settled: &mut Settlement, segment: usize, row: usize, reason: SetAsideReason) {
    let Store { files, ids, sales, issues, .. } = &mut settled.store;
    let issue = issues.entry(reason.issue(), "");
    if issue.examples.len() >= MAX_EXAMPLES {
        return;
    }
    let Some(segment) = sales.segments.get(segment) else { return };
    let Some(file) = files.get(segment.file) else { return };
    let bad = |meanings: &[Meaning]| {
        let from = sales.bad_cells.partition_point(|cell| (cell.row as usize) < row);
        let same_row = sales.bad_cells.iter().skip(from).take_while(|cell| cell.row as usize == row);
        same_row.into_iter().find(|cell| meanings.contains(&cell.meaning)).map(|cell| (cell.meaning, cell.text.clone()))
    };
    let text = |column: &[u32], of: &clientele_core::domain::Interner| {
        column.get(row).copied().filter(|&code| code != NONE).map_or_else(String::new, |code| of.get(code).to_owned())
    };
    let price = segment.columns.price_meaning();
    let (meaning, value) = match reason {
        SetAsideReason::RepeatedHeader
        | SetAsideReason::EmptyRow
        | SetAsideReason::RaggedRow
        | SetAsideReason::SummaryRow
        | SetAsideReason::DuplicateRow => (None, String::new()),
        SetAsideReason::BadDate => {
            let value = bad(&[Meaning::Date]).map(|b| b.1);
            (Some(Meaning::Date), value.unwrap_or_else(|| sales.date.get(row).map_or_else(String::new, |d| d.describe())))
        }
        SetAsideReason::FutureDate | SetAsideReason::OldDate | SetAsideReason::ImplausibleDate => {
            (Some(Meaning::Date), settled.day.get(row).map_or_else(String::new, Day::to_string))
        }
        SetAsideReason::BadNumber => {
            let (meaning, value) = bad(&[price, Meaning::Quantity]).unwrap_or((price, String::new()));
            (Some(meaning), value)
        }
        SetAsideReason::NoCustomer => (Some(Meaning::CustomerId), String::new()),
        SetAsideReason::Cancellation | SetAsideReason::NotPaid | SetAsideReason::Refunded | SetAsideReason::NotBought
            if sales.status.code(row) != NONE =>
        {
            (Some(Meaning::Status), sales.status.text(row).to_owned())
        }
        SetAsideReason::Cancellation
        | SetAsideReason::Adjustment
        | SetAsideReason::NoOrder
        | SetAsideReason::NotPaid
        | SetAsideReason::Refunded
        | SetAsideReason::NotBought
        | SetAsideReason::SeenInOtherFile
        | SetAsideReason::Settled => (Some(Meaning::OrderId), text(&sales.order, &ids.orders)),
        SetAsideReason::OtherCurrency => (Some(Meaning::Currency), sales.currency.text(row).to_owned()),
        SetAsideReason::TestLine | SetAsideReason::Service => (Some(Meaning::ProductId), text(&sales.product, &ids.products)),
        SetAsideReason::QuantityNotPositive | SetAsideReason::Return | SetAsideReason::ImplausibleQuantity => {
            let quantity = sales.quantity.values.get(row).copied().unwrap_or(0);
            (Some(Meaning::Quantity), plain_number(quantity))
        }
        SetAsideReason::PriceNotPositive | SetAsideReason::ImplausibleAmount => {
            let amount = sales.price.values.get(row).copied().unwrap_or(0);
            (Some(price), plain_number(amount))
        }
    };
    let column = meaning.map_or("", |m| file.header(m)).to_owned();
    let example = file.example(sales.line.get(row).copied().unwrap_or(0), &column, &value);
    issue.examples.push(example);
}

/// Reports sales whose status is not known, or says that an unknown part of them was paid back.
pub(crate) fn report_statuses(settled: &mut Settlement) {
    let readings = settled.lookups.as_ref().map(|lookups| lookups.status.clone()).unwrap_or_default();
    if readings.iter().all(|reading| reading.is_known && !reading.is_partial) {
        return;
    }
    for row in settled.analysed_rows() {
        let row = row as usize;
        let money = Money::from_ten_thousandths(settled.amount(row));
        let Store { files, sales, issues, .. } = &mut settled.store;
        let Some(reading) = readings.get(sales.status.code(row) as usize) else { continue };
        let Some(segment) = sales.segments.get(sales.segment_of(row)) else { continue };
        let word = sales.status.text(row);
        let (code, column) = match () {
            () if !reading.is_known => (IssueCode::UnknownStatus, issues.column_for(IssueCode::UnknownStatus, word)),
            () if reading.is_partial && !segment.columns.has_refund() => (IssueCode::PartlyRefunded, ""),
            () => continue,
        };
        issues.add(code, column, money, || {
            let line = sales.line.get(row).copied().unwrap_or(0);
            files.get(segment.file).map_or_else(Default::default, |f| f.example(line, f.header(Meaning::Status), word))
        });
    }
}

/// Reports the rows that are kept although they stand out: far dates, repeats, implausible quantities.
pub(crate) fn report_kept_outliers(settled: &mut Settlement) {
    // All that the step would set aside, as it says itself: also what was taken back later.
    let kept = |rows: &[u32], step: RepairStep| -> Vec<u32> {
        if settled.params.get().recipe.is_on(step) { Vec::new() } else { rows.to_vec() }
    };
    for (rows, code) in [
        (kept(&settled.far_dates, RepairStep::DropImplausibleDates), IssueCode::ImplausibleDate),
        (kept(&settled.elsewhere, RepairStep::DropSeenInOtherFile), IssueCode::SeenInOtherFile),
        (kept(&settled.repeats, RepairStep::DropDuplicates), IssueCode::DuplicateRow),
        (kept(&settled.implausible, RepairStep::DropImplausibleQuantities), IssueCode::ImplausibleQuantity),
    ] {
        for row in rows {
            let row = row as usize;
            let money = Money::from_ten_thousandths(settled.amount(row));
            let day = settled.day.get(row).copied();
            let Store { files, sales, issues, .. } = &mut settled.store;
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
}
