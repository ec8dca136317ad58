//! Rows that stand out among all rows: exact repeats, and implausibly large quantities.

use crate::collect::sales::Sales;
use clientele_core::domain::Money;

/// Rows that are the same in every cell as an earlier one, ascending; of `rows`, ascending.
pub(crate) fn repeated_rows(sales: &Sales, rows: impl Iterator<Item = u32> + Clone) -> Vec<u32> {
    // As a Bloom filter: hardly any row repeats another, so only rows whose bit in the map is set twice are compared by their hashes.
    let places = (sales.len() * 8).next_power_of_two().max(64);
    let (mut once, mut twice) = (vec![0_u64; places / 64], vec![0_u64; places / 64]);
    let place = |hash: u64| ((hash >> 32) as usize & (places - 1), 1 << (hash & 63));
    let hashes = || rows.clone().filter_map(|row| Some((*sales.hash.get(row as usize)?, row)));
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
pub(crate) fn implausible_quantity(sales: &Sales, counts: impl Fn(usize) -> bool) -> Option<i64> {
    let mut quantities: Vec<i64> =
        sales.quantity.values.iter().enumerate().filter(|&(row, _)| counts(row)).map(|(_, &quantity)| quantity).collect();
    let at = quantities.len().checked_sub(1)? * 95 / 100;
    let (_, &mut usual, _) = quantities.select_nth_unstable(at);
    Some(usual.max(Money::SCALE).saturating_mul(1_000))
}
