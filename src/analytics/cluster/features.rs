//! From metrics to standardised points, one a buyer.

use super::error::ClusteringError;
use super::params::{Feature, Transform};
use crate::segment::Rfm;
use serde::{Deserialize, Serialize};

/// Numbers of a centre as it is shown: recency, frequency, monetary value. Points have as many columns unless more features are chosen.
pub const FEATURES: usize = 3;

/// Points as columns: `columns[feature][row]`. Columns without a feature are 0.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Points<const D: usize = FEATURES> {
    pub(super) columns: [Vec<f64>; D],
}

impl<const D: usize> Points<D> {
    pub(super) fn len(&self) -> usize {
        self.columns[0].len()
    }

    #[inline]
    pub(super) fn get(&self, row: usize) -> [f64; D] {
        std::array::from_fn(|feature| self.columns[feature][row])
    }

    /// The points of these rows, in that order.
    pub(super) fn pick(&self, rows: &[u32]) -> Points<D> {
        Points { columns: self.columns.each_ref().map(|column| rows.iter().map(|&row| column[row as usize]).collect()) }
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

/// Standardised points, how they were made, and how many different ones there are.
pub(super) struct Features<const D: usize> {
    pub(super) points: Points<D>,
    pub(super) scaling: FeatureScaling,
    pub(super) distinct: u32,
}

impl<const D: usize> Features<D> {
    /// At most D features; columns beyond are 0 for all.
    pub(super) fn of(rfm: &Rfm, features: &[Feature], transform: Transform) -> Result<Self, ClusteringError> {
        if rfm.len() < 2 {
            return Err(ClusteringError::TooFewCustomers { found: rfm.len() as u32 });
        }
        let mut scaling = FeatureScaling {
            transform,
            features: features.to_vec(),
            mean: Vec::new(),
            standard_deviation: Vec::new(),
            constant: Vec::new(),
        };
        let columns = std::array::from_fn(|at| match features.get(at) {
            Some(&feature) => standardised(rfm, feature, transform, &mut scaling),
            None => vec![0.0; rfm.len()],
        });
        let points = Points { columns };
        let distinct = count_distinct(&points);
        if distinct < 2 {
            return Err(ClusteringError::AllAlike { customers: rfm.len() as u32 });
        }
        Ok(Self { points, scaling, distinct })
    }
}

/// Recency, frequency and monetary value of every buyer, standardised, for describing clusters that were made from other features.
pub(super) fn shown_metrics(rfm: &Rfm, transform: Transform) -> Option<Points<FEATURES>> {
    Features::of(rfm, &Feature::RFM, transform).ok().map(|features| features.points)
}

fn standardised(rfm: &Rfm, feature: Feature, transform: Transform, scaling: &mut FeatureScaling) -> Vec<f64> {
    let apply = |value: f64| match transform {
        // The same to both sides of zero: refunds may leave a customer below it, where log1p has no value.
        Transform::Log1p if value < 0.0 => -libm::log1p(-value),
        Transform::Log1p => libm::log1p(value),
        Transform::None => value,
    };
    let rows = 0..rfm.len();
    let mut column: Vec<f64> = match feature {
        Feature::Recency => rfm.recency_days.iter().map(|&days| apply(f64::from(days))).collect(),
        Feature::Frequency => rfm.frequency.iter().map(|&orders| apply(f64::from(orders))).collect(),
        Feature::Monetary => rfm.monetary.iter().map(|amount| apply(amount.to_f64())).collect(),
        Feature::AverageOrderValue => {
            rows.map(|row| apply(rfm.monetary[row].to_f64() / f64::from(rfm.frequency[row].max(1)))).collect()
        }
        Feature::Tenure => rows.map(|row| apply(f64::from(rfm.analysis_date.0.abs_diff(rfm.first_order[row].0)))).collect(),
    };
    let all_same = column.iter().all(|value| value.to_bits() == column[0].to_bits());
    let n = column.len() as f64;
    let mean = column.iter().sum::<f64>() / n;
    let deviation = (column.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n).sqrt();
    // Rounding of the mean must not become a feature.
    let constant = all_same || deviation <= 0.0;
    if constant {
        column.fill(0.0);
    } else {
        column.iter_mut().for_each(|x| *x = (*x - mean) / deviation);
    }
    scaling.mean.push(mean);
    scaling.standard_deviation.push(if constant { 0.0 } else { deviation });
    scaling.constant.push(constant);
    column
}

fn count_distinct<const D: usize>(points: &Points<D>) -> u32 {
    let mut keys: Vec<[u64; D]> = (0..points.len()).map(|row| points.get(row).map(f64::to_bits)).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.len() as u32
}
