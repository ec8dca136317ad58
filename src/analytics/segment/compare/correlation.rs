//! What goes with what: Pearson's and Spearman's correlations of columns.

use super::super::{Behaviour, Rfm};
use super::metric_columns;
use serde::{Deserialize, Serialize};

/// Correlations of columns with each other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Correlations {
    /// What the columns are.
    pub names: Vec<String>,
    /// Pearson's correlation, of values: `[row][column]`; `None` where a column does not vary.
    pub pearson: Vec<Vec<Option<f64>>>,
    /// Spearman's rank correlation (ties take their mean rank): `[row][column]`; `None` where a column does not vary.
    pub spearman: Vec<Vec<Option<f64>>>,
}

impl Correlations {
    /// Of columns of the same length.
    pub fn of(names: &[&str], columns: &[Vec<f64>]) -> Self {
        let ranked: Vec<Vec<f64>> = columns.iter().map(|column| ranks(column).0).collect();
        let matrix = |columns: &[Vec<f64>]| columns.iter().map(|a| columns.iter().map(|b| correlation(a, b)).collect()).collect();
        Self { names: names.iter().map(|&name| name.to_owned()).collect(), pearson: matrix(columns), spearman: matrix(&ranked) }
    }

    /// Of recency, frequency, monetary value, tenure and average order value.
    pub fn of_buyers(rfm: &Rfm, behaviour: &Behaviour) -> Self {
        let mut columns = metric_columns(rfm).to_vec();
        columns.push(behaviour.tenure_days.iter().map(|&days| f64::from(days)).collect());
        columns.push(behaviour.average_order_value.clone());
        Self::of(&["recency", "frequency", "monetary value", "tenure", "average order value"], &columns)
    }
}

/// The rank of each value from 1, ties with their mean rank; and the sum over ties of `t³ - t`.
pub fn ranks(values: &[f64]) -> (Vec<f64>, f64) {
    let mut order: Vec<u32> = (0..values.len() as u32).collect();
    order.sort_by(|&a, &b| values[a as usize].total_cmp(&values[b as usize]));
    let mut ranks = vec![0.0; values.len()];
    let (mut before, mut ties) = (0_usize, 0.0);
    for same in order.chunk_by(|&a, &b| values[a as usize].total_cmp(&values[b as usize]).is_eq()) {
        let t = same.len() as f64;
        let rank = before as f64 + (t + 1.0) / 2.0;
        for &row in same {
            ranks[row as usize] = rank;
        }
        ties += t * t * t - t;
        before += same.len();
    }
    (ranks, ties)
}

fn correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    let n = a.len().min(b.len()) as f64;
    let mean = |values: &[f64]| values.iter().sum::<f64>() / n;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let (mut aa, mut bb, mut ab) = (0.0, 0.0, 0.0);
    for (x, y) in a.iter().zip(b) {
        let (dx, dy) = (x - mean_a, y - mean_b);
        aa += dx * dx;
        bb += dy * dy;
        ab += dx * dy;
    }
    (aa > 0.0 && bb > 0.0).then(|| (ab / (aa * bb).sqrt()).clamp(-1.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_values() {
        assert_eq!(ranks(&[10.0, 20.0, 10.0, 5.0, 10.0]), (vec![3.0, 5.0, 3.0, 1.0, 3.0], 24.0));
        let found = Correlations::of(&["a", "b", "c"], &[vec![1.0, 2.0, 3.0, 4.0], vec![1.0, 4.0, 9.0, 16.0], vec![7.0; 4]]);
        // By hand: 25 / sqrt(5 × 129).
        assert!((found.pearson[0][1].unwrap_or(0.0) - 25.0 / (5.0_f64 * 129.0).sqrt()).abs() < 1e-15);
        assert_eq!((found.spearman[0][1], found.spearman[1][1], found.pearson[0][2]), (Some(1.0), Some(1.0), None));
    }

    proptest! {
        #[test]
        fn ranks_count_what_is_below(values in prop::collection::vec((-5_i32..5).prop_map(f64::from), 1..40)) {
            let (found, _) = ranks(&values);
            for (i, rank) in found.iter().enumerate() {
                let below = values.iter().filter(|&&v| v < values[i]).count() as f64;
                let same = values.iter().filter(|&&v| v == values[i]).count() as f64;
                prop_assert_eq!(*rank, below + (same + 1.0) / 2.0);
            }
        }
    }
}
