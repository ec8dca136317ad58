//! What concerns several rows of sales at once: repeats, implausible quantities, cancellations and the sales they belong to,
//! discounts and refunds of whole orders. Finds and shares out; counts nothing.

use super::file::{NONE, SparseNumbers};
use super::link::share;
use super::sales::Sales;
use clientele_core::domain::{Day, Money};
use hashbrown::{HashMap, HashSet};
use rustc_hash::FxBuildHasher;

/// Rows that are the same in every cell as an earlier one, ascending; of the rows that `counts`.
pub(super) fn repeated_rows(sales: &Sales, counts: impl Fn(usize) -> bool) -> Vec<u32> {
    // Nearly no row repeats another: a place of the bitmap that was taken twice is a hint, the hashes of those few tell.
    let places = (sales.len() * 8).next_power_of_two().max(64);
    let (mut once, mut twice) = (vec![0_u64; places / 64], vec![0_u64; places / 64]);
    let place = |hash: u64| ((hash >> 32) as usize & (places - 1), 1 << (hash & 63));
    let hashes = || sales.hash.iter().zip(0_u32..).filter(|&(_, row)| counts(row as usize)).map(|(&hash, row)| (hash, row));
    for (hash, _) in hashes() {
        let (word, bit) = place(hash);
        if let (Some(once), Some(twice)) = (once.get_mut(word / 64), twice.get_mut(word / 64)) {
            *twice |= *once & bit;
            *once |= bit;
        }
    }
    let mut likely: Vec<(u64, u32)> = hashes()
        .filter(|&(hash, _)| {
            let (word, bit) = place(hash);
            twice.get(word / 64).is_some_and(|twice| twice & bit != 0)
        })
        .collect();
    likely.sort_unstable();
    let mut repeats: Vec<u32> =
        likely.chunk_by(|a, b| a.0 == b.0).flat_map(|same| same.iter().skip(1).map(|&(_, row)| row)).collect();
    repeats.sort_unstable();
    repeats
}

/// Pieces above which a quantity is not plausible in these files: a thousand times what 95 of 100 rows stay at or below.
/// `None` without rows.
pub(super) fn implausible_quantity(sales: &Sales, counts: impl Fn(usize) -> bool) -> Option<i64> {
    let mut quantities: Vec<i64> =
        sales.quantity.values.iter().enumerate().filter(|&(row, _)| counts(row)).map(|(_, &quantity)| quantity).collect();
    let at = quantities.len().checked_sub(1)? * 95 / 100;
    let (_, &mut usual, _) = quantities.select_nth_unstable(at);
    Some(usual.max(Money::SCALE).saturating_mul(1_000))
}

/// What a cancellation or return takes from a sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Taken {
    /// The sale.
    pub(super) row: u32,
    /// The row that takes back.
    pub(super) by: u32,
    /// In ten-thousandths of a piece.
    pub(super) quantity: i64,
    /// In ten-thousandths, at the sale's price.
    pub(super) amount: i64,
    /// Nothing of the sale is left.
    pub(super) is_all: bool,
}

/// Finds for each row that takes back the sales that it belongs to: the same customer and product, not later, first those at
/// the same price, the latest first. `amount` is what each row comes to.
pub(super) fn settle(
    sales: &Sales,
    day: &[Day],
    amount: impl Fn(usize) -> i64,
    is_sale: impl Fn(usize) -> bool,
    takes_back: impl Fn(usize) -> bool,
) -> Vec<Taken> {
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
    // Most sales are of customers who never took anything back: no need to look those up.
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
        let mut open: Vec<Open> = Vec::new();
        for &(_, _, is_reversal, row) in of_key {
            let quantity = sales.quantity.values.get(row).copied().unwrap_or(0);
            if !is_reversal {
                open.push(Open { row: row as u32, bought: quantity, left: quantity, taken: 0, amount: amount(row) });
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
                    // What has been taken up to here is rounded, so that all of it is exactly the sale's amount.
                    let due = i128::from(sale.amount) * i128::from(sale.bought - sale.left) / i128::from(sale.bought.max(1));
                    let due = i64::try_from(due).unwrap_or(sale.amount);
                    let taken = due - sale.taken;
                    sale.taken = due;
                    let is_all = sale.left == 0;
                    found.push(Taken { row: sale.row, by: row as u32, quantity: pieces, amount: taken, is_all });
                }
            }
        }
    }
    found.sort_unstable_by_key(|taken| (taken.row, taken.by));
    found
}

struct Open {
    row: u32,
    bought: i64,
    left: i64,
    taken: i64,
    amount: i64,
}

/// Shares numbers that concern whole orders out over the rows of each order that `left` gives an amount, in proportion and at
/// most all of it. Gives rows and what is taken from each, ascending. A number on a row without an order concerns that row.
pub(super) fn share_over_orders(sales: &Sales, numbers: &SparseNumbers, left: impl Fn(usize) -> i64) -> Vec<(u32, i64)> {
    let mut by_order: HashMap<u32, (i128, Vec<u32>), FxBuildHasher> = HashMap::default();
    let mut shared: Vec<(u32, i64)> = Vec::new();
    for (row, value) in numbers.iter() {
        let value = i128::from(value).abs();
        match sales.order.get(row as usize).copied().unwrap_or(NONE) {
            NONE => {
                let most = i128::from(left(row as usize).max(0));
                shared.push((row, i64::try_from(value.min(most)).unwrap_or(0)));
            }
            order => by_order.entry(order).or_default().0 += value,
        }
    }
    for (row, order) in (0_u32..).zip(&sales.order) {
        if let Some((_, rows)) = by_order.get_mut(order).filter(|_| left(row as usize) > 0) {
            rows.push(row);
        }
    }
    for (total, rows) in by_order.into_values() {
        let weights: Vec<i128> = rows.iter().map(|&row| i128::from(left(row as usize))).collect();
        let total = total.min(weights.iter().sum());
        let parts = share(total, &weights).into_iter().map(|part| i64::try_from(part).unwrap_or(0));
        shared.extend(rows.iter().copied().zip(parts));
    }
    shared.retain(|&(_, amount)| amount > 0);
    shared.sort_unstable();
    shared
}
