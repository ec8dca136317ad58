//! Matches cancellations and returns with the sales that they take back.

use crate::collect::columns::NONE;
use crate::collect::sales::Sales;
use clientele_core::domain::Day;
use hashbrown::HashSet;
use rustc_hash::FxBuildHasher;

/// What a cancellation or return takes from a sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reversal {
    /// The sale.
    pub(crate) row: u32,
    /// The row that takes back.
    pub(crate) by: u32,
    /// In ten-thousandths of a piece.
    pub(crate) quantity: i64,
    /// In ten-thousandths, at the sale's price.
    pub(crate) amount: i64,
    /// Nothing of the sale is left.
    pub(crate) is_all: bool,
}

/// Finds for each row that takes back the sales that it belongs to: the same customer and product, not later, first those at
/// the same price, the latest first. `amount` is what each row comes to.
pub(crate) fn match_cancellations(
    sales: &Sales,
    day: &[Day],
    amount: impl Fn(usize) -> i64,
    is_sale: impl Fn(usize) -> bool,
    takes_back: impl Fn(usize) -> bool,
) -> Vec<Reversal> {
    let key = |row: usize| {
        let at = |column: &[u32]| column.get(row).copied().unwrap_or(NONE);
        (at(&sales.customer), at(&sales.product))
    };
    let is_known = |key: (u32, u32)| key.0 != NONE && key.1 != NONE;
    let reversals: Vec<usize> = (0..sales.len())
        .filter(|&row| takes_back(row) && is_known(key(row)) && sales.quantity.values.get(row).is_some_and(|&q| q < 0))
        .collect();
    let keys: HashSet<(u32, u32), FxBuildHasher> = reversals.iter().map(|&row| key(row)).collect();
    if keys.is_empty() {
        return Vec::new();
    }
    // Fast path: most sales are of customers without any cancellation or return.
    let most = keys.iter().map(|key| key.0).max().unwrap_or(0);
    let mut took_back = vec![false; most as usize + 1];
    keys.iter().for_each(|key| {
        if let Some(flag) = took_back.get_mut(key.0 as usize) {
            *flag = true;
        }
    });
    let is_wanted = |key: (u32, u32)| took_back.get(key.0 as usize) == Some(&true) && keys.contains(&key);
    let time = |row: usize| {
        // An unknown time of day is before every known one.
        let minute = sales.minute.get(row).map_or(0, |minute| minute.wrapping_add(1));
        (day.get(row).copied().unwrap_or_default(), minute)
    };
    let mut events: Vec<_> = (0..sales.len())
        .filter(|&row| is_sale(row) && is_wanted(key(row)))
        .map(|row| (key(row), time(row), false, row))
        .chain(reversals.iter().map(|&row| (key(row), time(row), true, row)))
        .collect();
    events.sort_unstable();
    let mut found = Vec::new();
    for of_key in events.chunk_by(|a, b| a.0 == b.0) {
        // What is left of each sale so far.
        let mut open: Vec<OpenSale> = Vec::new();
        for &(_, _, is_reversal, row) in of_key {
            let quantity = sales.quantity.values.get(row).copied().unwrap_or(0);
            if !is_reversal {
                open.push(OpenSale { row: row as u32, bought: quantity, left: quantity, taken: 0, amount: amount(row) });
                continue;
            }
            let mut wanted = quantity.saturating_neg();
            let price = (amount(row), quantity);
            for same_price_only in [true, false] {
                for sale in open.iter_mut().rev().filter(|sale| sale.left > 0) {
                    let is_same = i128::from(sale.amount) * i128::from(price.1) == i128::from(price.0) * i128::from(sale.bought);
                    if wanted <= 0 || (same_price_only && !is_same) {
                        continue;
                    }
                    let pieces = wanted.min(sale.left);
                    (wanted, sale.left) = (wanted - pieces, sale.left - pieces);
                    // The running total is rounded, so that all pieces together come to exactly the sale's amount.
                    let due = i128::from(sale.amount) * i128::from(sale.bought - sale.left) / i128::from(sale.bought.max(1));
                    let due = i64::try_from(due).unwrap_or(sale.amount);
                    let taken = due - sale.taken;
                    sale.taken = due;
                    let is_all = sale.left == 0;
                    found.push(Reversal { row: sale.row, by: row as u32, quantity: pieces, amount: taken, is_all });
                }
            }
        }
    }
    found.sort_unstable_by_key(|taken| (taken.row, taken.by));
    found
}

struct OpenSale {
    row: u32,
    bought: i64,
    left: i64,
    taken: i64,
    amount: i64,
}
