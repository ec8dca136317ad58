//! The first rows of the sales files as they were read, for people to check against the files.

use crate::collect::columns::{BAD, NONE};
use crate::collect::store::Store;
use crate::findings::decimal::plain_number;
use crate::findings::reason::SetAsideReason;
use crate::findings::rows::ReadRow;
use crate::parse::raw_date::RawDate;
use crate::settle::settlement::Settlement;
use clientele_core::domain::{Interner, Money};

/// Rows of each file.
const ROWS: usize = 8;

/// The first rows of each file, once all have their disposition and deductions, and before the tables are built.
pub(crate) fn first_rows(settled: &Settlement) -> Vec<ReadRow> {
    let sales = &settled.store.sales;
    let rows = (0..sales.segments.len()).flat_map(|segment| sales.rows_of(segment).take(ROWS));
    rows.map(|row| read_row(settled, row)).collect()
}

fn read_row(settled: &Settlement, row: usize) -> ReadRow {
    let Store { ids, sales, .. } = &settled.store;
    let text = |column: &[u32], of: &Interner| {
        column.get(row).copied().filter(|&code| code != NONE).map_or_else(String::new, |code| of.get(code).to_owned())
    };
    let name = sales.product_name.text(row);
    let from = settled.deducted.partition_point(|taken| (taken.row as usize) < row);
    let taken = settled.deducted.iter().skip(from).take_while(|taken| taken.row as usize == row).map(|taken| taken.amount);
    let set_aside = settled.disposition.get(row).and_then(|&code| SetAsideReason::ALL.get(usize::from(code))).copied();
    let amount = settled.amount(row).saturating_sub(taken.sum());
    ReadRow {
        file: sales.segments.get(sales.segment_of(row)).map_or(0, |segment| segment.file as u32),
        line: sales.line.get(row).copied().unwrap_or(0),
        order: text(&sales.order, &ids.orders),
        customer: text(&sales.customer, &ids.customers),
        day: settled.day.get(row).copied().filter(|_| sales.date.get(row).is_some_and(|&date| date != RawDate::NONE)),
        product: if name.is_empty() { text(&sales.product, &ids.products) } else { name.to_owned() },
        quantity: sales.quantity.values.get(row).filter(|&&pieces| pieces != BAD).map_or_else(String::new, |&q| plain_number(q)),
        amount: (set_aside != Some(SetAsideReason::BadNumber)).then(|| Money::from_ten_thousandths(amount)),
        set_aside,
    }
}
