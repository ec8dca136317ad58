//! Quantile scores of the columns of any matrix, as a linfa transformer: the way in which RFM scores are made.

use crate::estimator::{EstimatorError, ensure_finite};
use linfa::traits::{Fit, Transformer};
use linfa::{DatasetBase, ParamGuard};
use ndarray::{Array2, ArrayBase, Axis, Data, Ix2};
use std::collections::BTreeSet;

/// Most scores that a column can be cut into.
const MOST_LEVELS: u8 = 100;

/// Scores the columns of a matrix by their quantiles, from 1 to the number of levels: with five levels, 5 for the highest fifth of the
/// values and 1 for the lowest. Equal values always get the same score, so fifths need not be equally large. Of a column where less is
/// better, such as days since the last order, the lowest values get the highest score.
///
/// ```
/// use clientele_analytics::segment::QuantileScorer;
/// use linfa::DatasetBase;
/// use linfa::traits::{Fit, Transformer};
/// use ndarray::array;
///
/// // Recency in days, orders, and amount spent of five customers.
/// let rfm = array![[3.0, 9.0, 410.0], [40.0, 4.0, 220.0], [75.0, 1.0, 90.0], [200.0, 2.0, 60.0], [380.0, 1.0, 15.0]];
/// let scorer = QuantileScorer::params(5).less_is_better([0]).fit(&DatasetBase::from(rfm.view()))?;
/// let scores = scorer.transform(&rfm);
/// assert_eq!(scores.row(0), array![5.0, 5.0, 5.0]);
/// assert_eq!(scores.column(1), array![5.0, 4.0, 1.0, 3.0, 1.0], "equal numbers of orders, equal scores");
/// // A new customer is scored by the values of those that were fitted.
/// assert_eq!(scorer.transform(&array![[1.0, 3.0, 150.0]]), array![[5.0, 4.0, 4.0]]);
/// # Ok::<(), clientele_analytics::estimator::EstimatorError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct QuantileScorer {
    /// Cut points of each column, ascending, and whether less is better there.
    columns: Vec<(Vec<f64>, bool)>,
}

/// Parameters of [`QuantileScorer`], not yet checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuantileScorerParams(QuantileScorerValidParams);

/// Parameters of [`QuantileScorer`], checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuantileScorerValidParams {
    levels: u8,
    less_is_better: BTreeSet<usize>,
}

impl QuantileScorer {
    /// Parameters: the number of scores, 2 to 100. More is better in all columns.
    pub fn params(levels: u8) -> QuantileScorerParams {
        QuantileScorerParams(QuantileScorerValidParams { levels, less_is_better: BTreeSet::new() })
    }

    /// The cut points of a column, ascending, one fewer than there are scores: a value strictly above a cut point is beyond it.
    pub fn cut_points(&self, column: usize) -> Option<&[f64]> {
        self.columns.get(column).map(|(cuts, _)| cuts.as_slice())
    }
}

impl QuantileScorerParams {
    /// The columns, from 0, in which less is better.
    #[must_use]
    pub fn less_is_better(mut self, columns: impl IntoIterator<Item = usize>) -> Self {
        self.0.less_is_better = columns.into_iter().collect();
        self
    }
}

impl ParamGuard for QuantileScorerParams {
    type Checked = QuantileScorerValidParams;
    type Error = EstimatorError;

    fn check_ref(&self) -> Result<&QuantileScorerValidParams, EstimatorError> {
        if (2..=MOST_LEVELS).contains(&self.0.levels) {
            return Ok(&self.0);
        }
        Err(EstimatorError::Parameter { name: "levels", value: self.0.levels.to_string(), range: "2 to 100" })
    }

    fn check(self) -> Result<QuantileScorerValidParams, EstimatorError> {
        self.check_ref()?;
        Ok(self.0)
    }
}

impl<D: Data<Elem = f64>, T> Fit<ArrayBase<D, Ix2>, T, EstimatorError> for QuantileScorerValidParams {
    type Object = QuantileScorer;

    /// # Errors
    /// [`EstimatorError`] without rows, for values that are not finite, and where `less_is_better` names a column that is not there.
    fn fit(&self, dataset: &DatasetBase<ArrayBase<D, Ix2>, T>) -> Result<QuantileScorer, EstimatorError> {
        let records = &dataset.records;
        if records.nrows() == 0 {
            return Err(EstimatorError::TooFewRows { found: 0, needed: 1 });
        }
        if self.less_is_better.last().is_some_and(|&column| column >= records.ncols()) {
            let expected = "more than the number of the last column where less is better";
            return Err(EstimatorError::Columns { found: records.ncols(), expected });
        }
        ensure_finite(records)?;
        let columns = records.axis_iter(Axis(1)).enumerate().map(|(number, column)| {
            let mut sorted = column.to_vec();
            sorted.sort_unstable_by(f64::total_cmp);
            let cuts = (1..self.levels).map(|part| quantile(&sorted, part, self.levels)).collect();
            (cuts, self.less_is_better.contains(&number))
        });
        Ok(QuantileScorer { columns: columns.collect() })
    }
}

/// The `part / parts` quantile (R's type 7) of values in ascending order, of which there must be one. The position is worked out in whole
/// numbers: rounding must not decide whether a value lies above the cut point that equals it.
fn quantile(sorted: &[f64], part: u8, parts: u8) -> f64 {
    let (part, parts) = (usize::from(part), usize::from(parts));
    let last = sorted.len() - 1;
    let (low, rest) = (last / parts * part + last % parts * part / parts, last % parts * part % parts);
    let (a, b) = (sorted[low], sorted[(low + 1).min(last)]);
    a + (b - a) * (rest as f64 / parts as f64)
}

impl<D: Data<Elem = f64>> Transformer<&ArrayBase<D, Ix2>, Array2<f64>> for QuantileScorer {
    /// Scores as many columns as were fitted; further ones stay as they are.
    fn transform(&self, records: &ArrayBase<D, Ix2>) -> Array2<f64> {
        let mut scores = records.to_owned();
        for (mut column, (cuts, less_is_better)) in scores.columns_mut().into_iter().zip(&self.columns) {
            column.iter_mut().for_each(|value| {
                let below = cuts.iter().filter(|cut| *value > **cut).count();
                *value = 1.0 + if *less_is_better { cuts.len() - below } else { below } as f64;
            });
        }
        scores
    }
}

impl<D: Data<Elem = f64>, T> Transformer<DatasetBase<ArrayBase<D, Ix2>, T>, DatasetBase<Array2<f64>, T>> for QuantileScorer {
    fn transform(&self, dataset: DatasetBase<ArrayBase<D, Ix2>, T>) -> DatasetBase<Array2<f64>, T> {
        let scores = self.transform(&dataset.records);
        DatasetBase::new(scores, dataset.targets).with_weights(dataset.weights)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::{Rfm, RfmParams};
    use clientele_core::domain::fixture::shop;
    use ndarray::array;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_scores_as_the_rfm_analysis_does(rows in prop::collection::vec((0_u32..12, 0_i32..200, 1_i64..60), 1..80)) {
            let rfm = Rfm::compute(&shop(12, &rows), &RfmParams::default().check().expect("valid")).expect("has orders");
            let metric = |row: usize, column: usize| match column {
                0 => f64::from(rfm.recency_days[row]),
                1 => f64::from(rfm.frequency[row]),
                _ => rfm.monetary[row].ten_thousandths() as f64,
            };
            let records = Array2::from_shape_fn((rfm.len(), 3), |(row, column)| metric(row, column));
            let params = QuantileScorer::params(5).less_is_better([0]);
            let scores = params.fit(&DatasetBase::from(records.view())).expect("fits").transform(&records);
            for row in 0..rfm.len() {
                let expected = [rfm.r_score[row], rfm.f_score[row], rfm.m_score[row]].map(f64::from);
                prop_assert_eq!(scores.row(row).to_vec(), expected);
            }
        }
    }

    #[test]
    fn what_cannot_be_scored_is_refused() {
        let fit = |params: QuantileScorerParams, records: Array2<f64>| {
            params.fit(&DatasetBase::from(records)).expect_err("cannot be scored").to_string()
        };
        let two = array![[1.0], [2.0]];
        assert_eq!(fit(QuantileScorer::params(1), two.clone()), "levels is 1; it must be 2 to 100");
        assert_eq!(
            fit(QuantileScorer::params(5).less_is_better([1]), two),
            "there are 1 columns; they must be more than the number of the last column where less is better"
        );
        assert_eq!(fit(QuantileScorer::params(5), Array2::zeros((0, 1))), "there are 0 rows; at least 1 are needed");
        assert_eq!(fit(QuantileScorer::params(5), array![[f64::NAN]]), "row 0, column 0 is NaN; it must be a finite number");
    }

    #[test]
    fn targets_stay_with_their_rows() {
        let scorer = QuantileScorer::params(2).fit(&DatasetBase::from(array![[1.0], [3.0]])).expect("fits");
        assert_eq!(scorer.cut_points(0), Some(&[2.0][..]));
        let scored: DatasetBase<Array2<f64>, _> = scorer.transform(DatasetBase::new(array![[2.5]], array![7_usize]));
        assert_eq!((scored.records, scored.targets), (array![[2.0]], array![7]));
    }
}
