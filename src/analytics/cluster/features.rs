//! The features that customers are clustered by: metrics, standardised, as an ndarray matrix with a row for each buyer.

use super::error::ClusteringError;
use super::params::{Feature, Transform};
use super::scaler::FeatureScaler;
use crate::segment::Rfm;
use ndarray::{Array2, ArrayBase, Data, Ix2, ShapeBuilder};
use serde::{Deserialize, Serialize};

/// Numbers of a centre as it is shown: recency, frequency, monetary value. Points have as many columns unless more features are chosen.
pub const FEATURES: usize = 3;

/// The columns of a feature matrix as slices, which the kernels read: `columns[feature][row]`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Points<'a, const D: usize = FEATURES> {
    pub(super) columns: [&'a [f64]; D],
}

/// A feature matrix of `D` columns, each of which lies together in memory (Fortran order). Columns without a feature are 0.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct FeatureMatrix<const D: usize = FEATURES> {
    columns_first: Array2<f64>,
}

impl<const D: usize> FeatureMatrix<D> {
    /// From columns of one length.
    pub(super) fn from_columns(columns: [Vec<f64>; D]) -> Self {
        let rows = columns.iter().map(Vec::len).min().unwrap_or(0);
        let mut columns_first = Array2::zeros((rows, D).f());
        for (mut to, from) in columns_first.columns_mut().into_iter().zip(&columns) {
            to.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
        }
        Self { columns_first }
    }

    /// The first `D` columns of any matrix; columns that it lacks are 0.
    pub(super) fn of_records(records: &ArrayBase<impl Data<Elem = f64>, Ix2>) -> Self {
        let mut columns_first = Array2::zeros((records.nrows(), D).f());
        for (mut to, from) in columns_first.columns_mut().into_iter().zip(records.columns()) {
            to.assign(&from);
        }
        Self { columns_first }
    }

    pub(super) fn nrows(&self) -> usize {
        self.columns_first.nrows()
    }

    pub(super) fn as_array(&self) -> &Array2<f64> {
        &self.columns_first
    }

    pub(super) fn as_array_mut(&mut self) -> &mut Array2<f64> {
        &mut self.columns_first
    }

    pub(super) fn points(&self) -> Points<'_, D> {
        let rows = self.nrows();
        let all = self.columns_first.as_slice_memory_order().unwrap_or(&[]);
        Points { columns: std::array::from_fn(|f| all.get(f * rows..(f + 1) * rows).unwrap_or(&[])) }
    }
}

impl<const D: usize> Points<'_, D> {
    pub(super) fn len(&self) -> usize {
        self.columns[0].len()
    }

    #[inline]
    pub(super) fn get(&self, row: usize) -> [f64; D] {
        std::array::from_fn(|feature| self.columns[feature][row])
    }

    /// The points of these rows, in that order.
    pub(super) fn select(&self, rows: &[u32]) -> FeatureMatrix<D> {
        FeatureMatrix::from_columns(self.columns.map(|column| rows.iter().map(|&row| column[row as usize]).collect()))
    }
}

#[inline]
pub(super) fn squared_distance<const D: usize>(a: [f64; D], b: [f64; D]) -> f64 {
    let mut sum = 0.0;
    for feature in 0..D {
        let apart = a[feature] - b[feature];
        sum += apart * apart;
    }
    sum
}

/// How metrics became features: `(transform(value) - mean) / standard_deviation`. Columns have one row a feature.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FeatureScaling {
    /// What was done to the values first.
    pub transform: Transform,
    /// The features.
    pub features: Vec<Feature>,
    /// Mean of each transformed metric.
    pub mean: Vec<f64>,
    /// Population standard deviation of each transformed metric.
    pub standard_deviation: Vec<f64>,
    /// Metrics that are the same for all customers. They cannot tell customers apart and are 0 for all.
    pub constant: Vec<bool>,
}

/// Standardised features, how they were made, and how many different rows there are.
pub(super) struct Features<const D: usize> {
    pub(super) matrix: FeatureMatrix<D>,
    pub(super) scaling: FeatureScaling,
    pub(super) distinct: u32,
}

impl<const D: usize> Features<D> {
    /// At most D features; columns beyond are 0 for all.
    pub(super) fn of(rfm: &Rfm, features: &[Feature], transform: Transform) -> Result<Self, ClusteringError> {
        if rfm.len() < 2 {
            return Err(ClusteringError::TooFewCustomers { found: rfm.len() as u32 });
        }
        let mut matrix = FeatureMatrix::from_columns(std::array::from_fn(|at| match features.get(at) {
            Some(&feature) => metric(rfm, feature),
            None => vec![0.0; rfm.len()],
        }));
        let scaler = FeatureScaler::fit_in_place(transform, matrix.as_array_mut());
        let scaling = FeatureScaling {
            transform,
            features: features.to_vec(),
            mean: scaler.mean().iter().copied().take(features.len()).collect(),
            standard_deviation: scaler.std_dev().iter().copied().take(features.len()).collect(),
            constant: scaler.std_dev().iter().map(|&std_dev| std_dev <= 0.0).take(features.len()).collect(),
        };
        let distinct = count_distinct(&matrix.points());
        if distinct < 2 {
            return Err(ClusteringError::AllAlike { customers: rfm.len() as u32 });
        }
        Ok(Self { matrix, scaling, distinct })
    }
}

/// Recency, frequency and monetary value of every buyer, standardised, for describing clusters that were made from other features.
pub(super) fn shown_metrics(rfm: &Rfm, transform: Transform) -> Option<FeatureMatrix> {
    Features::of(rfm, &Feature::RFM, transform).ok().map(|features| features.matrix)
}

/// A feature of every buyer, as it is.
fn metric(rfm: &Rfm, feature: Feature) -> Vec<f64> {
    let rows = 0..rfm.len();
    match feature {
        Feature::Recency => rfm.recency_days.iter().map(|&days| f64::from(days)).collect(),
        Feature::Frequency => rfm.frequency.iter().map(|&orders| f64::from(orders)).collect(),
        Feature::Monetary => rfm.monetary.iter().map(|amount| amount.to_f64()).collect(),
        Feature::AverageOrderValue => rows.map(|row| rfm.monetary[row].to_f64() / f64::from(rfm.frequency[row].max(1))).collect(),
        Feature::Tenure => rows.map(|row| f64::from(rfm.analysis_date.0.abs_diff(rfm.first_order[row].0))).collect(),
    }
}

pub(super) fn count_distinct<const D: usize>(points: &Points<D>) -> u32 {
    let mut keys: Vec<[u64; D]> = (0..points.len()).map(|row| points.get(row).map(f64::to_bits)).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.len() as u32
}
