//! Orders that several files have: the same file given twice, sheets that repeat each other, months that overlap.

use crate::collect::columns::NONE;
use crate::collect::sales::Sales;
use clientele_core::domain::Day;
use rustc_hash::FxHashSet;

/// One line of an order, as it can be known again in another file: order or (without a number) customer and day, product, pieces, amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct LineKey {
    order: u32,
    customer: u32,
    day: Day,
    product: u32,
    quantity: i64,
    amount: i64,
    /// Of the whole row; 0 where an order's number makes that needless.
    hash: u64,
}

/// Rows that repeat a line of the same order in an earlier file, ascending; of the rows that `counts`. A line that an order has twice in one file
/// is left out as often as the file before has it.
pub(crate) fn seen_in_earlier_files(
    sales: &Sales,
    day: &[Day],
    amount: impl Fn(usize) -> i64,
    counts: impl Fn(usize) -> bool,
) -> Vec<u32> {
    if sales.segments.len() < 2 {
        return Vec::new();
    }
    let at = |column: &[u32], row: usize| column.get(row).copied().unwrap_or(NONE);
    // Orders of more than one file, and without numbers, customers of a day.
    let mut first_of: Vec<u32> = Vec::new();
    let mut orders: FxHashSet<u32> = FxHashSet::default();
    let mut customers = [FxHashSet::default(), FxHashSet::default()];
    for segment in 0..sales.segments.len() {
        let mut here: FxHashSet<(u32, Day)> = FxHashSet::default();
        for row in sales.rows_of(segment).filter(|&row| counts(row)) {
            match at(&sales.order, row) {
                NONE => {
                    here.insert((at(&sales.customer, row), day.get(row).copied().unwrap_or_default()));
                }
                order => {
                    if first_of.len() <= order as usize {
                        first_of.resize(order as usize + 1, NONE);
                    }
                    match first_of.get_mut(order as usize) {
                        Some(first) if *first == NONE => *first = segment as u32,
                        Some(first) if *first != segment as u32 => {
                            orders.insert(order);
                        }
                        _ => {}
                    }
                }
            }
        }
        let [all, again] = &mut customers;
        again.extend(here.iter().filter(|key| all.contains(*key)).copied());
        all.extend(here);
    }
    let [_, again] = &customers;
    if orders.is_empty() && again.is_empty() {
        return Vec::new();
    }
    let mut lines: Vec<(LineKey, u32, u32)> = Vec::new();
    for segment in 0..sales.segments.len() {
        for row in sales.rows_of(segment).filter(|&row| counts(row)) {
            let (order, customer) = (at(&sales.order, row), at(&sales.customer, row));
            let day = day.get(row).copied().unwrap_or_default();
            let is_likely = if order == NONE { again.contains(&(customer, day)) } else { orders.contains(&order) };
            if is_likely {
                let key = LineKey {
                    order,
                    customer,
                    day,
                    product: at(&sales.product, row),
                    quantity: sales.quantity.values.get(row).copied().unwrap_or(0),
                    amount: amount(row),
                    hash: if order == NONE { sales.hash.get(row).copied().unwrap_or(0) } else { 0 },
                };
                lines.push((key, segment as u32, row as u32));
            }
        }
    }
    lines.sort_unstable();
    let mut seen: Vec<u32> = Vec::new();
    for same in lines.chunk_by(|a, b| a.0 == b.0) {
        // How often the line stands in the file before that has it most often.
        let mut most = 0;
        for of_file in same.chunk_by(|a, b| a.1 == b.1) {
            seen.extend(of_file.iter().take(most).map(|line| line.2));
            most = most.max(of_file.len());
        }
    }
    seen.sort_unstable();
    seen
}
