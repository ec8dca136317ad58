//! Tables in which order, customer and date stand on an order's first row only, with blanks below: found by the pattern of the blanks, and
//! filled down.

use crate::collect::columns::{BAD, NONE};
use crate::collect::sales::{NO_FAULT, Sales};
use crate::findings::reason::SetAsideReason;
use crate::parse::raw_date::RawDate;
use clientele_core::domain::NO_MINUTE;

/// Whether the recipe lets orders be filled down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Filling {
    /// Not at all: what would be filled is only counted.
    Off,
    /// Where the pattern is clear.
    IfClear,
    /// Wherever there are such blanks.
    Always,
}

/// A row whose order, customer and date are those of a row above.
#[derive(Clone, Copy)]
struct Below {
    row: u32,
    from: u32,
}

/// The rows of a segment that continue the order of a row above: customer and date are blank there, the order's number is blank or the same,
/// and what was bought is not. None where other rows have gaps of their own, so that a blank may as well mean "not known".
fn rows_below(sales: &Sales, segment: usize, filling: Filling) -> Vec<Below> {
    let Some(columns) = sales.segments.get(segment).map(|s| s.columns) else { return Vec::new() };
    if columns.needs_orders() {
        return Vec::new();
    }
    let (mut below, mut heads, mut odd) = (Vec::new(), 0_usize, 0_usize);
    let mut head: Option<usize> = None;
    // Empty rows, which end an order unless the header follows: then they are a page break.
    let mut is_after_gap = false;
    for row in sales.rows_of(segment) {
        let fault = sales.fault.get(row).copied().unwrap_or(NO_FAULT);
        if fault != NO_FAULT {
            match fault {
                fault if fault == SetAsideReason::RepeatedHeader as u8 => is_after_gap = false,
                fault if fault == SetAsideReason::EmptyRow as u8 => is_after_gap = true,
                _ => head = None,
            }
            continue;
        }
        if std::mem::take(&mut is_after_gap) {
            head = None;
        }
        let at = |column: &[u32]| column.get(row).copied().unwrap_or(NONE);
        let (order, customer) = (at(&sales.order), at(&sales.customer));
        let date = sales.date.get(row).copied().unwrap_or(RawDate::NONE);
        let has_date = date != RawDate::NONE;
        let same_order = order != NONE && head.is_some_and(|head| sales.order.get(head).copied() == Some(order));
        let begins = has_date && if columns.has_order() { order != NONE } else { customer != NONE };
        if begins && !(same_order && customer == NONE) {
            // Where orders are written out on each of their rows, a blank is no ditto.
            odd += usize::from(same_order);
            (head, heads) = (Some(row), heads + 1);
            continue;
        }
        let Some(from) = head else {
            odd += 1;
            continue;
        };
        let order_goes_on = order == NONE || same_order;
        // The date may stand on every row; then only the order's number tells that it goes on.
        let date_goes_on = !has_date || (columns.has_order() && sales.date.get(from).copied() == Some(date));
        let has_line = match columns.has_product() {
            true => at(&sales.product) != NONE,
            false => sales.price.values.get(row).copied().unwrap_or(BAD) != BAD,
        };
        if customer == NONE && sales.customer.get(from).copied().unwrap_or(NONE) == NONE {
            // The order of somebody unknown.
            continue;
        }
        let is_blank = sales.not_blank.binary_search(&(row as u32)).is_err();
        if is_blank && customer == NONE && order_goes_on && date_goes_on && has_line {
            below.push(Below { row: row as u32, from: from as u32 });
        } else {
            odd += 1;
            // A line of another order that has gaps: what is below may belong to it.
            if order != NONE && !same_order {
                head = None;
            }
        }
    }
    // A few rows without anything are damaged; in a table of this kind, many go on.
    let is_clear = below.len() > 1 && below.len() * 10 >= heads && odd * 10 <= below.len();
    if is_clear || filling == Filling::Always { below } else { Vec::new() }
}

/// Finds the rows of all segments that continue an order above, and fills them unless that is off. Those of known exports that are filled while
/// they are read are not among them. Returns the rows, ascending.
pub(crate) fn fill_blanks_below(sales: &mut Sales, filling: Filling) -> Vec<u32> {
    let mut all: Vec<Below> = Vec::new();
    for segment in 0..sales.segments.len() {
        all.extend(rows_below(sales, segment, filling));
    }
    if filling != Filling::Off {
        for below in &all {
            fill(sales, below.row as usize, below.from as usize);
        }
    }
    all.into_iter().map(|below| below.row).collect()
}

fn fill(sales: &mut Sales, row: usize, from: usize) {
    for column in [&mut sales.order, &mut sales.customer] {
        let above = column.get(from).copied().unwrap_or(NONE);
        if let Some(slot) = column.get_mut(row).filter(|slot| **slot == NONE) {
            *slot = above;
        }
    }
    let date = sales.date.get(from).copied().unwrap_or(RawDate::NONE);
    if let Some(slot) = sales.date.get_mut(row).filter(|slot| **slot == RawDate::NONE) {
        *slot = date;
        let minute = sales.minute.get(from).copied().unwrap_or(NO_MINUTE);
        if let Some(slot) = sales.minute.get_mut(row) {
            *slot = minute;
        }
    }
    for column in [&mut sales.status, &mut sales.currency, &mut sales.place, &mut sales.email, &mut sales.customer_name] {
        column.fill(row, from);
    }
    if let Some(repaired) = sales.repaired.get_mut(row) {
        *repaired = true;
    }
}
