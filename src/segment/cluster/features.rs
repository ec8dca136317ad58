//! From the three metrics to standardised points, one a buyer.

use super::error::ClusteringError;
use super::params::Transform;
use crate::segment::Rfm;
use serde::{Deserialize, Serialize};

/// Number of features, in the order recency, frequency, monetary value.
pub const FEATURES: usize = 3;

/// Points as columns: `columns[feature][row]`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Points {
    pub(super) columns: [Vec<f64>; FEATURES],
}

impl Points {
    pub(super) fn len(&self) -> usize {
        self.columns[0].len()
    }

    #[inline]
    pub(super) fn get(&self, row: usize) -> [f64; FEATURES] {
        [self.columns[0][row], self.columns[1][row], self.columns[2][row]]
    }

    /// The points of these rows, in that order.
    pub(super) fn pick(&self, rows: &[u32]) -> Points {
        let column = |c: usize| rows.iter().map(|&row| self.columns[c][row as usize]).collect();
        Points { columns: [column(0), column(1), column(2)] }
    }
}

#[inline]
pub(super) fn squared_distance(a: [f64; FEATURES], b: [f64; FEATURES]) -> f64 {
    let (x, y, z) = (a[0] - b[0], a[1] - b[1], a[2] - b[2]);
    x * x + y * y + z * z
}

/// How metrics became features: `(transform(value) - mean) / standard_deviation`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FeatureScaling {
    /// What was done to the values first.
    pub transform: Transform,
    /// Mean of each transformed metric.
    pub mean: [f64; FEATURES],
    /// Population standard deviation of each transformed metric.
    pub standard_deviation: [f64; FEATURES],
    /// Metrics that are the same for all customers. They cannot tell customers apart and are 0 for all.
    pub constant: [bool; FEATURES],
}

/// Standardised points, how they were made, and how many different ones there are.
pub(super) struct Features {
    pub(super) points: Points,
    pub(super) scaling: FeatureScaling,
    pub(super) distinct: u32,
}

impl Features {
    pub(super) fn of(rfm: &Rfm, transform: Transform) -> Result<Self, ClusteringError> {
        if rfm.len() < 2 {
            return Err(ClusteringError::TooFewCustomers { found: rfm.len() as u32 });
        }
        let apply = |value: f64| match transform {
            // The same to both sides of zero: refunds may leave a customer below it, where log1p has no value.
            Transform::Log1p if value < 0.0 => -libm::log1p(-value),
            Transform::Log1p => libm::log1p(value),
            Transform::None => value,
        };
        let mut points = Points {
            columns: [
                rfm.recency_days.iter().map(|&days| apply(f64::from(days))).collect(),
                rfm.frequency.iter().map(|&orders| apply(f64::from(orders))).collect(),
                rfm.monetary.iter().map(|amount| apply(amount.to_f64())).collect(),
            ],
        };
        let mut scaling = FeatureScaling {
            transform,
            mean: [0.0; FEATURES],
            standard_deviation: [0.0; FEATURES],
            constant: [all_same(&rfm.recency_days), all_same(&rfm.frequency), all_same(&rfm.monetary)],
        };
        for (feature, column) in points.columns.iter_mut().enumerate() {
            let n = column.len() as f64;
            let mean = column.iter().sum::<f64>() / n;
            let deviation = (column.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n).sqrt();
            scaling.mean[feature] = mean;
            if scaling.constant[feature] || deviation <= 0.0 {
                // Rounding of the mean must not become a feature.
                scaling.constant[feature] = true;
                column.fill(0.0);
            } else {
                scaling.standard_deviation[feature] = deviation;
                column.iter_mut().for_each(|x| *x = (*x - mean) / deviation);
            }
        }
        let distinct = count_distinct(&points);
        if distinct < 2 {
            return Err(ClusteringError::AllAlike { customers: rfm.len() as u32 });
        }
        Ok(Self { points, scaling, distinct })
    }
}

fn all_same<T: PartialEq>(values: &[T]) -> bool {
    values.iter().all(|value| *value == values[0])
}

fn count_distinct(points: &Points) -> u32 {
    let mut keys: Vec<[u64; FEATURES]> = (0..points.len()).map(|row| points.get(row).map(f64::to_bits)).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.len() as u32
}
