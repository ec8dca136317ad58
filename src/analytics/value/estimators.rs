//! BG/NBD and Gamma-Gamma as linfa estimators: the same search as in the product, for any matrix of customers.

use super::bgnbd::{BgNbd, PurchaseData};
use super::fit::{FitResult, MaximumLikelihood};
use super::gamma_gamma::{GammaGamma, ValueData};
use super::rfm_summary::{DAYS_PER_WEEK, Group};
use super::valuer::{gamma_gamma_fit, purchase_fit};
use crate::estimator::{EstimatorError, ensure_finite};
use linfa::traits::{Fit, PredictInplace};
use linfa::{DatasetBase, ParamGuard};
use ndarray::{Array1, ArrayBase, Data, Ix2};

/// Parameters of a BG/NBD fit, not yet checked.
///
/// Records have three columns, in days: frequency (days with a purchase after the first), recency (days from the first to the last
/// purchase), age (days from the first purchase to the end of observation). The model predicts the days with a purchase in the
/// next weeks.
///
/// ```
/// use clientele_analytics::value::BgNbdParams;
/// use linfa::DatasetBase;
/// use linfa::traits::{Fit, Predict};
/// use ndarray::Array2;
///
/// // 200 customers, observed for 20 to 52 weeks: many buy once, some often.
/// let records = Array2::from_shape_fn((200, 3), |(row, column)| {
///     let frequency = [0, 0, 0, 0, 1, 1, 2, 3, 5, 9][row % 10];
///     let age = 140 + row as u32 * 37 % 224;
///     let recency = if frequency == 0 { 0 } else { age * (1 + row as u32 % 7) / 7 };
///     f64::from([frequency, recency, age][column])
/// });
/// let customers = DatasetBase::from(records.view());
/// let model = BgNbdParams::new().horizon_weeks(12.0).fit(&customers)?;
/// let expected = model.predict(&customers);
/// assert!(expected[69] > expected[60], "ten purchases, the last one today, promise more than one");
/// assert!(model.model().p_alive(6, 10.0, 52.0) < model.model().p_alive(6, 50.0, 52.0), "silence is a bad sign");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct BgNbdParams(BgNbdValidParams);

/// Parameters of a BG/NBD fit that can be used.
#[derive(Clone, Debug, PartialEq)]
pub struct BgNbdValidParams {
    horizon_weeks: f64,
    starts: u32,
    seed: u64,
}

/// A fitted BG/NBD model with the weeks that it predicts.
#[derive(Clone, Debug, PartialEq)]
pub struct FittedBgNbd {
    model: BgNbd,
    horizon_weeks: f64,
    log_likelihood: f64,
}

impl Default for BgNbdParams {
    fn default() -> Self {
        Self::new()
    }
}

impl BgNbdParams {
    /// 13 weeks ahead, 5 starts, the seed 42.
    pub fn new() -> Self {
        Self(BgNbdValidParams { horizon_weeks: 13.0, starts: 5, seed: 42 })
    }

    /// Weeks that are predicted, above 0 to 520.
    #[must_use]
    pub fn horizon_weeks(mut self, weeks: f64) -> Self {
        self.0.horizon_weeks = weeks;
        self
    }

    /// Starts of the search, 1 to 50.
    #[must_use]
    pub fn starts(mut self, starts: u32) -> Self {
        self.0.starts = starts;
        self
    }

    /// Seed of the starts.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.0.seed = seed;
        self
    }
}

impl ParamGuard for BgNbdParams {
    type Checked = BgNbdValidParams;
    type Error = EstimatorError;

    fn check_ref(&self) -> Result<&BgNbdValidParams, EstimatorError> {
        let BgNbdValidParams { horizon_weeks, starts, .. } = self.0;
        if !(horizon_weeks > 0.0 && horizon_weeks <= 520.0) {
            let (name, value) = ("horizon_weeks", horizon_weeks.to_string());
            return Err(EstimatorError::Parameter { name, value, range: "above 0, up to 520" });
        }
        check_starts(starts)?;
        Ok(&self.0)
    }

    fn check(self) -> Result<BgNbdValidParams, EstimatorError> {
        self.check_ref()?;
        Ok(self.0)
    }
}

fn check_starts(starts: u32) -> Result<(), EstimatorError> {
    if (1..=50).contains(&starts) {
        return Ok(());
    }
    Err(EstimatorError::Parameter { name: "starts", value: starts.to_string(), range: "1 to 50" })
}

impl<D: Data<Elem = f64>, T> Fit<ArrayBase<D, Ix2>, T, EstimatorError> for BgNbdValidParams {
    type Object = FittedBgNbd;

    /// # Errors
    /// [`EstimatorError`] for records of another shape, days that are not whole numbers of 0 or more, a recency above the age or without a
    /// repeat purchase, and where the data do not determine the model.
    fn fit(&self, dataset: &DatasetBase<ArrayBase<D, Ix2>, T>) -> Result<FittedBgNbd, EstimatorError> {
        let groups = groups_of(&dataset.records)?;
        let result = run(purchase_fit(PurchaseData::new(groups), self.starts, self.seed), "BG/NBD model")?;
        let model = BgNbd::from_logs(&result.theta);
        Ok(FittedBgNbd { model, horizon_weeks: self.horizon_weeks, log_likelihood: result.log_likelihood })
    }
}

/// Steps a search to its end.
fn run<const N: usize, L: super::fit::Likelihood<N>>(
    mut fit: MaximumLikelihood<N, L>,
    model: &'static str,
) -> Result<FitResult<N>, EstimatorError> {
    while !fit.step() {}
    match fit.result() {
        Some(result) if result.converged => Ok(result.clone()),
        _ => Err(EstimatorError::NotFitted { model, reason: "the search found no highest likelihood".to_owned() }),
    }
}

/// The customers of a matrix, equal ones together.
fn groups_of(records: &ArrayBase<impl Data<Elem = f64>, Ix2>) -> Result<Vec<Group>, EstimatorError> {
    if records.ncols() != 3 {
        return Err(EstimatorError::Columns { found: records.ncols(), expected: "3: frequency, recency and age" });
    }
    ensure_finite(records)?;
    let mut groups: Vec<Group> = Vec::with_capacity(records.nrows());
    for (row, record) in records.rows().into_iter().enumerate() {
        let whole = |column: usize| {
            let value = record[column];
            let fits = value >= 0.0 && value <= f64::from(u32::MAX) && value.fract().abs() <= 0.0;
            let expected = "a whole number of 0 or more";
            if fits { Ok(value as u32) } else { Err(EstimatorError::Value { row, column, value, expected }) }
        };
        let (frequency, recency, age) = (whole(0)?, whole(1)?, whole(2)?);
        if recency > age || (frequency == 0) != (recency == 0) {
            let expected = "at most the age, and 0 just for those without a repeat purchase";
            return Err(EstimatorError::Value { row, column: 1, value: record[1], expected });
        }
        groups.push(Group { frequency, age, recency, customers: 1 });
    }
    if groups.iter().filter(|group| group.frequency > 0).count() < 2 {
        let found = groups.iter().filter(|group| group.frequency > 0).count();
        return Err(EstimatorError::TooFewRows { found, needed: 2 });
    }
    groups.sort_unstable();
    groups.dedup_by(|later, kept| {
        let same = (later.frequency, later.age, later.recency) == (kept.frequency, kept.age, kept.recency);
        kept.customers += u32::from(same);
        same
    });
    Ok(groups)
}

impl FittedBgNbd {
    /// The model, times in weeks.
    pub fn model(&self) -> &BgNbd {
        &self.model
    }

    /// Log-likelihood of the records.
    pub fn log_likelihood(&self) -> f64 {
        self.log_likelihood
    }
}

impl<D: Data<Elem = f64>> PredictInplace<ArrayBase<D, Ix2>, Array1<f64>> for FittedBgNbd {
    /// Expected days with a purchase within the horizon, for each row of frequency, recency and age.
    fn predict_inplace(&self, records: &ArrayBase<D, Ix2>, expected: &mut Array1<f64>) {
        for (to, record) in expected.iter_mut().zip(records.rows()) {
            let (recency, age) = (record[1] / DAYS_PER_WEEK, record[2] / DAYS_PER_WEEK);
            *to = self.model.expected_orders(record[0] as u32, recency, age, self.horizon_weeks);
        }
    }

    fn default_target(&self, records: &ArrayBase<D, Ix2>) -> Array1<f64> {
        Array1::zeros(records.nrows())
    }
}

/// Parameters of a Gamma-Gamma fit, not yet checked.
///
/// Records have two columns: frequency (repeat purchases) and the mean value of those purchases. Rows without a repeat purchase, or whose
/// mean value is not above 0, are left out of the fit; the model predicts the mean of all for them.
///
/// ```
/// use clientele_analytics::value::GammaGammaParams;
/// use linfa::DatasetBase;
/// use linfa::traits::{Fit, Predict};
/// use ndarray::Array2;
///
/// let records = Array2::from_shape_fn((80, 2), |(row, column)| {
///     let row = row as u32;
///     if column == 0 { f64::from(1 + row % 4) } else { 20.0 + f64::from(row * 37 % 60) }
/// });
/// let customers = DatasetBase::from(records.view());
/// let model = GammaGammaParams::new().fit(&customers)?;
/// let value = model.predict(&customers);
/// // One purchase is weak evidence: the prediction lies between it and the mean of all.
/// let (own, all) = (records[[4, 1]], model.population_mean().ok_or("no mean")?);
/// assert!(value[4] > own.min(all) && value[4] < own.max(all));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GammaGammaParams(GammaGammaValidParams);

/// Parameters of a Gamma-Gamma fit that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GammaGammaValidParams {
    starts: u32,
    seed: u64,
}

impl Default for GammaGammaParams {
    fn default() -> Self {
        Self::new()
    }
}

impl GammaGammaParams {
    /// 5 starts, the seed 42.
    pub fn new() -> Self {
        Self(GammaGammaValidParams { starts: 5, seed: 42 })
    }

    /// Starts of the search, 1 to 50.
    #[must_use]
    pub fn starts(mut self, starts: u32) -> Self {
        self.0.starts = starts;
        self
    }

    /// Seed of the starts.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.0.seed = seed;
        self
    }
}

impl ParamGuard for GammaGammaParams {
    type Checked = GammaGammaValidParams;
    type Error = EstimatorError;

    fn check_ref(&self) -> Result<&GammaGammaValidParams, EstimatorError> {
        check_starts(self.0.starts)?;
        Ok(&self.0)
    }

    fn check(self) -> Result<GammaGammaValidParams, EstimatorError> {
        self.check_ref()?;
        Ok(self.0)
    }
}

impl<D: Data<Elem = f64>, T> Fit<ArrayBase<D, Ix2>, T, EstimatorError> for GammaGammaValidParams {
    type Object = GammaGamma;

    /// # Errors
    /// [`EstimatorError`] for records of another shape, fewer than two repeat customers, values that are all alike, and where the data do
    /// not determine the model or its mean.
    fn fit(&self, dataset: &DatasetBase<ArrayBase<D, Ix2>, T>) -> Result<GammaGamma, EstimatorError> {
        let records = &dataset.records;
        if records.ncols() != 2 {
            return Err(EstimatorError::Columns { found: records.ncols(), expected: "2: frequency and mean value" });
        }
        ensure_finite(records)?;
        let customers = records.rows().into_iter().map(|record| (record[0] as u32, record[1])).collect();
        let data = ValueData::new(customers);
        if data.len() < 2 {
            return Err(EstimatorError::TooFewRows { found: data.len(), needed: 2 });
        }
        let model = "Gamma-Gamma model";
        if data.is_constant() {
            return Err(EstimatorError::NotFitted { model, reason: "all values are alike".to_owned() });
        }
        let fitted = GammaGamma::from_logs(&run(gamma_gamma_fit(&data, self.starts, self.seed), model)?.theta);
        match fitted.population_mean() {
            Some(mean) if mean.is_finite() => Ok(fitted),
            _ => Err(EstimatorError::NotFitted { model, reason: "the values vary so much that they have no mean".to_owned() }),
        }
    }
}

impl<D: Data<Elem = f64>> PredictInplace<ArrayBase<D, Ix2>, Array1<f64>> for GammaGamma {
    /// Expected value of a purchase, for each row of frequency and mean value.
    fn predict_inplace(&self, records: &ArrayBase<D, Ix2>, values: &mut Array1<f64>) {
        for (to, record) in values.iter_mut().zip(records.rows()) {
            let known = record[0] >= 1.0 && record[1] > 0.0;
            *to = if known { self.expected_value(record[0] as u32, record[1]) } else { self.expected_value(0, 0.0) };
        }
    }

    fn default_target(&self, records: &ArrayBase<D, Ix2>) -> Array1<f64> {
        Array1::zeros(records.nrows())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use linfa::traits::Predict;
    use ndarray::{Array2, array};

    #[test]
    fn records_of_another_shape_are_told() {
        let told =
            |records: Array2<f64>| BgNbdParams::new().fit(&DatasetBase::from(records)).expect_err("cannot be fitted").to_string();
        assert_eq!(told(array![[1.0, 2.0]]), "there are 2 columns; they must be 3: frequency, recency and age");
        assert_eq!(told(array![[1.5, 2.0, 3.0]]), "row 0, column 0 is 1.5; it must be a whole number of 0 or more");
        let recency = "row 0, column 1 is 4; it must be at most the age, and 0 just for those without a repeat purchase";
        assert_eq!(told(array![[1.0, 4.0, 3.0]]), recency);
        assert_eq!(told(array![[0.0, 0.0, 3.0], [1.0, 2.0, 3.0]]), "there are 1 rows; at least 2 are needed");
        let error = BgNbdParams::new().horizon_weeks(0.0).check().expect_err("is out of range");
        assert_eq!(error.to_string(), "horizon_weeks is 0; it must be above 0, up to 520");
        let error = GammaGammaParams::new().starts(0).check().expect_err("is out of range");
        assert_eq!(error.to_string(), "starts is 0; it must be 1 to 50");
        let alike = array![[1.0, 5.0], [2.0, 5.0]];
        let error = GammaGammaParams::new().fit(&DatasetBase::from(alike)).expect_err("are alike");
        assert_eq!(error.to_string(), "the Gamma-Gamma model could not be fitted: all values are alike");
    }

    #[test]
    fn unknown_customers_get_the_mean_of_all() {
        let model = GammaGamma { p: 6.0, q: 4.0, v: 15.0 };
        let predicted = model.predict(&array![[0.0, 0.0], [3.0, 50.0]]);
        assert_eq!(predicted[0], model.population_mean().expect("has one"));
        assert_eq!(predicted[1], model.expected_value(3, 50.0));
    }
}
