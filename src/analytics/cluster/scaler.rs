//! Features on one scale, as a linfa transformer: logarithms on request, then mean 0 and standard deviation 1.

use super::params::Transform;
use crate::estimator::{EstimatorError, ensure_finite};
use linfa::traits::{Fit, Transformer};
use linfa::{DatasetBase, ParamGuard};
use ndarray::{Array1, Array2, ArrayBase, Data, Ix2};

/// Puts features on one scale: `(transform(value) - mean) / standard deviation`. A column that is the same for all rows becomes 0.
///
/// ```
/// use clientele_analytics::cluster::{FeatureScaler, Transform};
/// use linfa::DatasetBase;
/// use linfa::traits::{Fit, Transformer};
/// use ndarray::{Axis, array};
///
/// let amounts = array![[10.0, 1.0], [100.0, 1.0], [1000.0, 1.0]];
/// let scaler = FeatureScaler::params(Transform::Log1p).fit(&DatasetBase::from(amounts.view()))?;
/// let scaled = scaler.transform(&amounts);
/// assert!(scaled.column(0).sum().abs() < 1e-12, "the mean is 0");
/// assert!((scaled.column(0).std(0.0) - 1.0).abs() < 1e-12, "the standard deviation is 1");
/// assert_eq!(scaled.column(1).sum(), 0.0, "a constant tells nobody apart");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct FeatureScaler {
    transform: Transform,
    mean: Array1<f64>,
    std_dev: Array1<f64>,
}

/// Parameters of [`FeatureScaler`], not yet checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeatureScalerParams(FeatureScalerValidParams);

impl FeatureScaler {
    /// Parameters: what is done to each value before it is standardised.
    pub fn params(transform: Transform) -> FeatureScalerParams {
        FeatureScalerParams(FeatureScalerValidParams { transform })
    }

    /// Mean of each transformed column.
    pub fn mean(&self) -> &Array1<f64> {
        &self.mean
    }

    /// Population standard deviation of each transformed column; 0 where it is constant.
    pub fn std_dev(&self) -> &Array1<f64> {
        &self.std_dev
    }

    /// Learns the scale of a matrix and puts it on that scale, in place. There must be a row.
    pub(super) fn fit_in_place(transform: Transform, matrix: &mut Array2<f64>) -> Self {
        let (mut means, mut std_devs) = (Vec::new(), Vec::new());
        for mut column in matrix.columns_mut() {
            column.iter_mut().for_each(|value| *value = transform.apply(*value));
            let first = column.first().copied().unwrap_or_default();
            let all_same = column.iter().all(|value| value.to_bits() == first.to_bits());
            let n = column.len() as f64;
            // Added in the order of the rows: ndarray's own sum adds in lanes, which gives other bits.
            let mean = column.iter().sum::<f64>() / n;
            let std_dev = (column.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n).sqrt();
            // The rounding error of the mean must not become a feature.
            let constant = all_same || std_dev <= 0.0;
            means.push(mean);
            std_devs.push(if constant { 0.0 } else { std_dev });
            if constant {
                column.fill(0.0);
            } else {
                column.iter_mut().for_each(|x| *x = (*x - mean) / std_dev);
            }
        }
        Self { transform, mean: means.into(), std_dev: std_devs.into() }
    }
}

impl ParamGuard for FeatureScalerParams {
    type Checked = FeatureScalerValidParams;
    type Error = EstimatorError;

    fn check_ref(&self) -> Result<&FeatureScalerValidParams, EstimatorError> {
        // Every transform can be used.
        Ok(&self.0)
    }

    fn check(self) -> Result<FeatureScalerValidParams, EstimatorError> {
        Ok(self.0)
    }
}

/// Parameters of [`FeatureScaler`], checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeatureScalerValidParams {
    transform: Transform,
}

impl<D: Data<Elem = f64>, T> Fit<ArrayBase<D, Ix2>, T, EstimatorError> for FeatureScalerValidParams {
    type Object = FeatureScaler;

    /// # Errors
    /// [`EstimatorError`] without rows, and for values that are not finite.
    fn fit(&self, dataset: &DatasetBase<ArrayBase<D, Ix2>, T>) -> Result<FeatureScaler, EstimatorError> {
        if dataset.records.nrows() == 0 {
            return Err(EstimatorError::TooFewRows { found: 0, needed: 1 });
        }
        ensure_finite(&dataset.records)?;
        Ok(FeatureScaler::fit_in_place(self.transform, &mut dataset.records.to_owned()))
    }
}

impl<D: Data<Elem = f64>> Transformer<&ArrayBase<D, Ix2>, Array2<f64>> for FeatureScaler {
    fn transform(&self, records: &ArrayBase<D, Ix2>) -> Array2<f64> {
        let mut scaled = records.to_owned();
        for ((mut column, &mean), &std_dev) in scaled.columns_mut().into_iter().zip(&self.mean).zip(&self.std_dev) {
            column.iter_mut().for_each(|x| {
                *x = if std_dev > 0.0 { (self.transform.apply(*x) - mean) / std_dev } else { 0.0 };
            });
        }
        scaled
    }
}

impl<D: Data<Elem = f64>, T> Transformer<DatasetBase<ArrayBase<D, Ix2>, T>, DatasetBase<Array2<f64>, T>> for FeatureScaler {
    fn transform(&self, dataset: DatasetBase<ArrayBase<D, Ix2>, T>) -> DatasetBase<Array2<f64>, T> {
        let scaled = self.transform(&dataset.records);
        DatasetBase::new(scaled, dataset.targets).with_weights(dataset.weights)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn new_rows_get_the_scale_of_those_that_were_fitted() {
        let scaler = FeatureScaler::params(Transform::None).fit(&DatasetBase::from(array![[1.0], [3.0]])).expect("fits");
        assert_eq!(scaler.transform(&array![[2.0], [5.0]]), array![[0.0], [3.0]]);
        let dataset: DatasetBase<Array2<f64>, _> = scaler.transform(DatasetBase::new(array![[4.0]], array![7_usize]));
        assert_eq!((dataset.records, dataset.targets), (array![[2.0]], array![7]));
    }

    #[test]
    fn refunds_below_zero_have_a_logarithm_too() {
        assert_eq!(Transform::Log1p.apply(-3.0), -libm::log1p(3.0));
        let empty: Array2<f64> = Array2::zeros((0, 2));
        let error = FeatureScaler::params(Transform::Log1p).fit(&DatasetBase::from(empty)).expect_err("no rows");
        assert_eq!(error.to_string(), "there are 0 rows; at least 1 are needed");
    }
}
