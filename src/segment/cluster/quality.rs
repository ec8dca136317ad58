//! How good a partition is: Calinski-Harabasz (1974) and Davies-Bouldin (1979), as scikit-learn computes them.

use super::features::{FEATURES, Points, squared_distance};
use super::kernel::Partition;

/// Between-cluster over within-cluster dispersion, each by its degrees of freedom: higher is better. `None` when it is not
/// defined: every point its own cluster, or no spread within clusters.
pub(super) fn calinski_harabasz(points: &Points, partition: &Partition) -> Option<f64> {
    let (n, k) = (points.len(), partition.centres.len());
    if k < 2 || n <= k || partition.inertia <= 0.0 {
        return None;
    }
    let mut mean = [0.0; FEATURES];
    for (feature, column) in points.columns.iter().enumerate() {
        mean[feature] = column.iter().sum::<f64>() / n as f64;
    }
    let between: f64 =
        partition.centres.iter().zip(&partition.counts).map(|(c, &count)| f64::from(count) * squared_distance(*c, mean)).sum();
    Some(between * (n - k) as f64 / (partition.inertia * (k - 1) as f64))
}

/// Mean over clusters of the worst ratio of spread to separation: lower is better. `None` for fewer than two clusters or when
/// two centres coincide.
pub(super) fn davies_bouldin(points: &Points, partition: &Partition) -> Option<f64> {
    let k = partition.centres.len();
    let mut spread = vec![0.0; k];
    for (row, &label) in partition.labels.iter().enumerate() {
        spread[usize::from(label)] += squared_distance(points.get(row), partition.centres[usize::from(label)]).sqrt();
    }
    for (sum, &count) in spread.iter_mut().zip(&partition.counts) {
        *sum /= f64::from(count.max(1));
    }
    let worst = |i: usize| {
        let ratios = (0..k)
            .filter(|&j| j != i)
            .map(|j| (spread[i] + spread[j]) / squared_distance(partition.centres[i], partition.centres[j]).sqrt());
        ratios.fold(0.0, f64::max)
    };
    let mean = (0..k).map(worst).sum::<f64>() / k as f64;
    (k >= 2 && mean.is_finite()).then_some(mean)
}
