//! K-means as a linfa estimator: the kernels and starts of the product for any matrix.

use super::features::{FeatureMatrix, Points, count_distinct};
use super::kernel::Partition;
use super::multi_start::{SAMPLE, SAMPLED_FROM, Starts, best_of_starts};
use crate::estimator::{EstimatorError, ensure_finite};
use clientele_core::statistics::draw;
use linfa::traits::{Fit, PredictInplace, Transformer};
use linfa::{DatasetBase, ParamGuard};
use ndarray::{Array1, Array2, ArrayBase, ArrayView1, Axis, Data, Ix2, Slice};

/// Most clusters: labels are kept in a byte.
const MAX_K: usize = 255;
/// Widths for which the kernel is compiled; records get as many columns of zeros as they need to be as wide as the next of these, which
/// changes no distance.
const MAX_COLUMNS: usize = 64;

/// A fitted K-means model.
///
/// ```
/// use clientele_analytics::cluster::KMeans;
/// use linfa::DatasetBase;
/// use linfa::traits::{Fit, Predict};
/// use ndarray::array;
///
/// let customers = DatasetBase::from(array![[0.0, 0.1], [0.2, 0.0], [0.1, 0.2], [5.0, 5.1], [5.2, 4.9]]);
/// let ours = KMeans::params(2).seed(42).fit(&customers)?;
/// let labels = ours.predict(&customers);
/// assert!(labels[0] == labels[1] && labels[1] == labels[2] && labels[3] == labels[4] && labels[0] != labels[3]);
///
/// // linfa's own, in the same place: the same two groups.
/// let theirs = linfa_clustering::KMeans::params(2).fit(&customers)?;
/// let other = theirs.predict(&customers);
/// assert!((0..5).all(|i| (0..5).all(|j| (labels[i] == labels[j]) == (other[i] == other[j]))));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct KMeans {
    centroids: Array2<f64>,
    cluster_count: Array1<f64>,
    inertia: f64,
}

/// Parameters of [`KMeans`], not yet checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KMeansParams(KMeansValidParams);

/// Parameters of [`KMeans`] that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KMeansValidParams {
    n_clusters: usize,
    n_runs: usize,
    seed: u64,
}

impl KMeans {
    /// Parameters for `n_clusters` clusters, with 10 starts and the seed 42.
    pub fn params(n_clusters: usize) -> KMeansParams {
        KMeansParams(KMeansValidParams { n_clusters, n_runs: 10, seed: 42 })
    }

    /// The mean of each cluster: one row a cluster, as many columns as the records.
    pub fn centroids(&self) -> &Array2<f64> {
        &self.centroids
    }

    /// Rows of the records in each cluster.
    pub fn cluster_count(&self) -> &Array1<f64> {
        &self.cluster_count
    }

    /// Mean over rows of the squared distance to the own centroid, which is what linfa calls inertia.
    pub fn inertia(&self) -> f64 {
        self.inertia
    }

    fn nearest(&self, row: ArrayView1<'_, f64>) -> (usize, f64) {
        let mut nearest = (0, f64::INFINITY);
        for (cluster, centroid) in self.centroids.rows().into_iter().enumerate() {
            let mut sum = 0.0;
            for (x, c) in row.iter().zip(centroid) {
                sum += (x - c) * (x - c);
            }
            if sum < nearest.1 {
                nearest = (cluster, sum);
            }
        }
        nearest
    }
}

impl KMeansParams {
    /// Starts of which the best counts, 1 to 100.
    #[must_use]
    pub fn n_runs(mut self, n_runs: usize) -> Self {
        self.0.n_runs = n_runs;
        self
    }

    /// Seed of every random draw.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.0.seed = seed;
        self
    }
}

impl ParamGuard for KMeansParams {
    type Checked = KMeansValidParams;
    type Error = EstimatorError;

    fn check_ref(&self) -> Result<&KMeansValidParams, EstimatorError> {
        let KMeansValidParams { n_clusters, n_runs, .. } = self.0;
        let fault = |name, value: usize, range| Err(EstimatorError::Parameter { name, value: value.to_string(), range });
        if !(1..=MAX_K).contains(&n_clusters) {
            return fault("n_clusters", n_clusters, "1 to 255");
        }
        if !(1..=100).contains(&n_runs) {
            return fault("n_runs", n_runs, "1 to 100");
        }
        Ok(&self.0)
    }

    fn check(self) -> Result<KMeansValidParams, EstimatorError> {
        self.check_ref()?;
        Ok(self.0)
    }
}

impl<D: Data<Elem = f64>, T> Fit<ArrayBase<D, Ix2>, T, EstimatorError> for KMeansValidParams {
    type Object = KMeans;

    /// # Errors
    /// [`EstimatorError`] for values that are not finite, more than 64 columns, or fewer different rows than clusters.
    fn fit(&self, dataset: &DatasetBase<ArrayBase<D, Ix2>, T>) -> Result<KMeans, EstimatorError> {
        let records = &dataset.records;
        ensure_finite(records)?;
        match records.ncols() {
            1..=3 => self.fit_width::<3>(records),
            4..=5 => self.fit_width::<5>(records),
            6..=8 => self.fit_width::<8>(records),
            9..=16 => self.fit_width::<16>(records),
            17..=32 => self.fit_width::<32>(records),
            33..=MAX_COLUMNS => self.fit_width::<MAX_COLUMNS>(records),
            found => Err(EstimatorError::Columns { found, expected: "1 to 64" }),
        }
    }
}

impl KMeansValidParams {
    fn fit_width<const W: usize>(&self, records: &ArrayBase<impl Data<Elem = f64>, Ix2>) -> Result<KMeans, EstimatorError> {
        let matrix = FeatureMatrix::<W>::of_records(records);
        let points = matrix.points();
        let distinct = count_distinct(&points) as usize;
        if distinct < self.n_clusters {
            return Err(EstimatorError::TooFewDistinctRows { k: self.n_clusters, distinct });
        }
        let starts = Starts { seed: self.seed, purpose: 0, count: self.n_runs as u32 };
        let sample = settling_sample(&points, self.seed);
        let sample = sample.as_ref().map(FeatureMatrix::points);
        let partition = best_of_starts(&points, sample.as_ref(), self.n_clusters as u32, starts).unwrap_or_default();
        Ok(KMeans::from_partition(&partition, records.ncols()))
    }
}

impl KMeans {
    fn from_partition<const W: usize>(partition: &Partition<W>, columns: usize) -> Self {
        Self {
            centroids: partition.centroids.slice_axis(Axis(1), Slice::from(..columns)).to_owned(),
            cluster_count: partition.counts.iter().map(|&count| f64::from(count)).collect(),
            inertia: partition.inertia / partition.labels.len().max(1) as f64,
        }
    }
}

/// The points on which starts settle first, where there are many.
pub(super) fn settling_sample<const D: usize>(points: &Points<D>, seed: u64) -> Option<FeatureMatrix<D>> {
    (points.len() >= SAMPLED_FROM).then(|| points.select(&draw::sample_rows(points.len() as u32, SAMPLE as u32, seed)))
}

impl<D: Data<Elem = f64>> PredictInplace<ArrayBase<D, Ix2>, Array1<usize>> for KMeans {
    /// The cluster of the nearest centroid, the first of equals.
    fn predict_inplace(&self, records: &ArrayBase<D, Ix2>, labels: &mut Array1<usize>) {
        for (label, row) in labels.iter_mut().zip(records.rows()) {
            *label = self.nearest(row).0;
        }
    }

    fn default_target(&self, records: &ArrayBase<D, Ix2>) -> Array1<usize> {
        Array1::zeros(records.nrows())
    }
}

impl<D: Data<Elem = f64>> Transformer<&ArrayBase<D, Ix2>, Array1<f64>> for KMeans {
    /// The squared distance of each row to the nearest centroid, as linfa's K-means gives it.
    fn transform(&self, records: &ArrayBase<D, Ix2>) -> Array1<f64> {
        records.rows().into_iter().map(|row| self.nearest(row).1).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::features::squared_distance;
    use linfa::traits::Predict;
    use ndarray::array;

    #[test]
    fn bad_parameters_and_records_are_told() {
        let told = |params: KMeansParams, records: Array2<f64>| {
            params.fit(&DatasetBase::from(records)).expect_err("cannot be fitted").to_string()
        };
        let two = array![[0.0], [1.0]];
        assert_eq!(told(KMeans::params(0), two.clone()), "n_clusters is 0; it must be 1 to 255");
        assert_eq!(told(KMeans::params(2).n_runs(101), two.clone()), "n_runs is 101; it must be 1 to 100");
        assert_eq!(told(KMeans::params(3), two), "3 clusters were asked for, but there are only 2 different rows");
        assert_eq!(told(KMeans::params(1), array![[0.0, f64::NAN]]), "row 0, column 1 is NaN; it must be a finite number");
        assert_eq!(told(KMeans::params(1), Array2::zeros((4, 65))), "there are 65 columns; they must be 1 to 64");
    }

    #[test]
    fn any_width_finds_the_same_groups() {
        let column: Vec<f64> = (0..60).map(|i| f64::from(i % 3) * 4.0 + f64::from(i) / 100.0).collect();
        let mut expected: Option<Array1<usize>> = None;
        for width in [1, 2, 3, 4, 5, 7, 9, 20, 40, 64] {
            let records = Array2::from_shape_fn((60, width), |(row, f)| if f == width - 1 { column[row] } else { 0.0 });
            let model = KMeans::params(3).fit(&DatasetBase::from(records.clone())).expect("fits");
            assert_eq!(model.centroids().dim(), (3, width));
            let labels = model.predict(&records);
            assert_eq!(*expected.get_or_insert_with(|| labels.clone()), labels, "width {width}");
            let distances = model.transform(&records);
            assert!((distances.iter().sum::<f64>() / 60.0 - model.inertia()).abs() < 1e-12);
        }
    }

    #[test]
    fn distances_are_those_of_the_kernel() {
        assert_eq!(squared_distance([1.0, 2.0, 0.0], [0.0, 0.0, 0.0]), 5.0);
        let model = KMeans { centroids: array![[0.0, 0.0]], cluster_count: array![1.0], inertia: 0.0 };
        assert_eq!(model.nearest(array![1.0, 2.0].view()), (0, 5.0));
    }
}
