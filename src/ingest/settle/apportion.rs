//! Shares amounts out in proportion, so that the parts add up exactly.

use crate::collect::columns::{NONE, SparseNumbers};
use crate::collect::sales::Sales;
use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

/// Parts of `total` in proportion to `weights`, in whole numbers that add up to it exactly; equal parts without weights.
pub(crate) fn apportion(total: i128, weights: &[i128]) -> Vec<i128> {
    let sum: i128 = weights.iter().sum();
    let (mut given, mut seen) = (0, 0);
    let count = weights.len() as i128;
    weights
        .iter()
        .enumerate()
        .map(|(ix, &weight)| {
            seen += weight;
            // The running total is rounded, so that the parts add up to the total exactly.
            let due = if sum > 0 { total * seen / sum } else { total * (ix as i128 + 1) / count };
            let part = due - given;
            given = due;
            part
        })
        .collect()
}

/// Parts of `total` in proportion to `weights` that add up to it exactly: each is rounded down, and what is left goes to the largest
/// remainders, of equal ones to the first (Hare–Niemeyer). Equal parts without weights.
pub(crate) fn apportion_by_remainder(total: i128, weights: &[i128]) -> Vec<i128> {
    let sum: i128 = weights.iter().sum();
    let equal = vec![1; weights.len()];
    let (weights, sum) = if sum > 0 { (weights, sum) } else { (equal.as_slice(), weights.len() as i128) };
    let mut parts: Vec<i128> = weights.iter().map(|weight| (total * weight).div_euclid(sum.max(1))).collect();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    let remainder = |ix: &usize| weights.get(*ix).map_or(0, |weight| (total * weight).rem_euclid(sum.max(1)));
    order.sort_by_key(|ix| (std::cmp::Reverse(remainder(ix)), *ix));
    let left = total - parts.iter().sum::<i128>();
    for ix in order.into_iter().take(usize::try_from(left).unwrap_or(0)) {
        if let Some(part) = parts.get_mut(ix) {
            *part += 1;
        }
    }
    parts
}

/// Shares numbers that concern whole orders out over the rows of each order that `left` gives an amount, in proportion and at
/// most all of it. Returns rows and the part of each, ascending. A number on a row without an order is for that row alone.
pub(crate) fn apportion_over_orders(sales: &Sales, numbers: &SparseNumbers, left: impl Fn(usize) -> i64) -> Vec<(u32, i64)> {
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
        let parts = apportion(total, &weights).into_iter().map(|part| i64::try_from(part).unwrap_or(0));
        shared.extend(rows.iter().copied().zip(parts));
    }
    shared.retain(|&(_, amount)| amount > 0);
    shared.sort_unstable();
    shared
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up_exactly() {
        for (total, weights, expected) in [
            (100, vec![1, 1, 1], vec![33, 33, 34]),
            (100, vec![0, 0], vec![50, 50]),
            (-7, vec![3, 1], vec![-5, -2]),
            (10, vec![2, 3], vec![4, 6]),
            (5, vec![], vec![]),
        ] {
            assert_eq!(apportion(total, &weights), expected, "{total} {weights:?}");
        }
        for (total, weights, expected) in [
            (100, vec![1, 1, 1], vec![34, 33, 33]),
            (100, vec![0, 0], vec![50, 50]),
            (-7, vec![3, 1], vec![-5, -2]),
            (10, vec![1, 1, 4], vec![2, 2, 6]),
            (5, vec![], vec![]),
        ] {
            assert_eq!(apportion_by_remainder(total, &weights), expected, "{total} {weights:?}");
        }
    }
}
