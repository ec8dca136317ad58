//! How good a partition is: Calinski-Harabasz (1974) and Davies-Bouldin (1979), as scikit-learn computes them.

use super::features::{Points, squared_distance};
use super::kernel::Partition;

/// Between-cluster over within-cluster dispersion, each by its degrees of freedom: higher is better. `None` when it is not
/// defined: every point its own cluster, or no spread within clusters.
pub(super) fn calinski_harabasz<const D: usize>(points: &Points<D>, partition: &Partition<D>) -> Option<f64> {
    let (n, k) = (points.len(), partition.centroids.nrows());
    if k < 2 || n <= k || partition.inertia <= 0.0 {
        return None;
    }
    let mut mean = [0.0; D];
    for (feature, column) in points.columns.iter().enumerate() {
        mean[feature] = column.iter().sum::<f64>() / n as f64;
    }
    let between: f64 = partition
        .centres()
        .into_iter()
        .zip(&partition.counts)
        .map(|(c, &count)| f64::from(count) * squared_distance(c, mean))
        .sum();
    Some(between * (n - k) as f64 / (partition.inertia * (k - 1) as f64))
}

/// Mean over clusters of the worst ratio of spread to separation: lower is better. `None` for fewer than two clusters or when
/// two centres coincide.
pub(super) fn davies_bouldin<const D: usize>(points: &Points<D>, partition: &Partition<D>) -> Option<f64> {
    let centres = partition.centres();
    let k = centres.len();
    let mut spread = vec![0.0; k];
    for (row, &label) in partition.labels.iter().enumerate() {
        spread[usize::from(label)] += squared_distance(points.get(row), centres[usize::from(label)]).sqrt();
    }
    for (sum, &count) in spread.iter_mut().zip(&partition.counts) {
        *sum /= f64::from(count.max(1));
    }
    let mut sum = 0.0;
    for i in 0..k {
        let mut worst = 0.0;
        for j in (0..k).filter(|&j| j != i) {
            let apart = squared_distance(centres[i], centres[j]).sqrt();
            if apart <= 0.0 {
                return None;
            }
            let ratio = (spread[i] + spread[j]) / apart;
            if ratio > worst {
                worst = ratio;
            }
        }
        sum += worst;
    }
    (k >= 2).then(|| sum / k as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::features::FeatureMatrix;
    use crate::cluster::kernel::to_matrix;

    fn on_a_line(values: &[f64], labels: &[u8], centres: &[f64]) -> (FeatureMatrix, Partition) {
        let n = values.len();
        let matrix = FeatureMatrix::from_columns([values.to_vec(), vec![0.0; n], vec![0.0; n]]);
        let count = |j: usize| labels.iter().filter(|&&label| usize::from(label) == j).count() as u32;
        let inertia =
            values.iter().zip(labels).map(|(x, &l)| (x - centres[usize::from(l)]) * (x - centres[usize::from(l)])).sum();
        let partition = Partition {
            labels: labels.to_vec(),
            centroids: to_matrix(&centres.iter().map(|&x| [x, 0.0, 0.0]).collect::<Vec<_>>()),
            counts: (0..centres.len()).map(count).collect(),
            inertia,
        };
        (matrix, partition)
    }

    #[test]
    fn two_pairs_by_hand() {
        // Within: 4 × 0.25 = 1, between: 4 × 25 = 100; spreads 0.5 and 0.5 at distance 10.
        let (points, partition) = on_a_line(&[0.0, 1.0, 10.0, 11.0], &[0, 0, 1, 1], &[0.5, 10.5]);
        assert!((calinski_harabasz(&points.points(), &partition).expect("is defined") - 200.0).abs() < 1e-12);
        assert!((davies_bouldin(&points.points(), &partition).expect("is defined") - 0.1).abs() < 1e-12);
    }

    #[test]
    fn the_worst_neighbour_counts() {
        // Spreads 1, 1, 0; distances 10 (first, second), 12 (second, third), 22: ratios 0.2, 0.2, 1/12.
        let (points, partition) = on_a_line(&[-1.0, 1.0, 9.0, 11.0, 22.0], &[0, 0, 1, 1, 2], &[0.0, 10.0, 22.0]);
        let expected = (0.2 + 0.2 + 1.0 / 12.0) / 3.0;
        assert!((davies_bouldin(&points.points(), &partition).expect("is defined") - expected).abs() < 1e-12);
    }

    #[test]
    fn undefined_is_none() {
        let (points, partition) = on_a_line(&[0.0, 1.0], &[0, 1], &[0.0, 1.0]);
        assert_eq!(calinski_harabasz(&points.points(), &partition), None);
        assert!(davies_bouldin(&points.points(), &partition).is_some_and(|value| value.abs() < 1e-12));
        let (points, partition) = on_a_line(&[1.0, 1.0, 1.0], &[0, 1, 1], &[1.0, 1.0]);
        assert_eq!(calinski_harabasz(&points.points(), &partition), None);
        assert_eq!(davies_bouldin(&points.points(), &partition), None);
    }
}
