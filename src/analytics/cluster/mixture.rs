//! Gaussian mixtures: soft groups, for every number of components in a range, judged by the Bayesian information criterion.
//!
//! The fit is linfa-clustering's (expectation-maximisation from its K-means). Its logarithms and matrix products come from the standard
//! library and from instructions that differ by machine, so the last bits of what it finds may differ between the command line and the
//! browser. Nothing rests on those bits: weights, means and covariances are rounded to six decimals, and likelihood, criterion and
//! memberships are worked out from the rounded numbers in libm's arithmetic and a fixed order. Its draws come from Xoshiro256++ by
//! [`PortableDraws`], which do not depend on the width of `usize`.

use super::error::ClusteringError;
use super::features::Features;
use super::params::ValidClusterParams;
use crate::estimator::{EstimatorError, ensure_finite};
use crate::segment::Rfm;
use clientele_core::statistics::{Pivot, cholesky_in_place, draw, solve_lower};
use linfa::traits::{Fit, PredictInplace};
use linfa::{DatasetBase, ParamGuard};
use linfa_clustering::GaussianMixtureModel;
use ndarray::{Array1, Array2, Array3, ArrayBase, ArrayView1, Data, Ix2};
use rand::Rng;
use rand_xoshiro::Xoshiro256PlusPlus;
use std::f64::consts::PI;
use std::ops::RangeInclusive;

/// Added to every variance, so that a component cannot shrink to a line: a tenth of a standard deviation, squared. Many customers have
/// exactly one order; without this, the likelihood of a component for just them would have no bound.
const LEAST_VARIANCE: f64 = 0.01;
/// Decimals that are kept of what linfa finds.
const DECIMALS: f64 = 1e6;
/// Change of the mean log-likelihood at which a fit has converged: scikit-learn's default.
const TOLERANCE: f64 = 1e-3;
/// What the seeded draws are for.
const FOR_MIXTURE: u64 = 4;

/// Gaussian mixtures of one matrix, by the number of components.
///
/// ```
/// use clientele_analytics::cluster::GaussianMixtures;
/// use clientele_core::statistics::draw;
/// use linfa::DatasetBase;
/// use linfa::traits::{Fit, Predict};
/// use ndarray::Array2;
///
/// // 100 customers around 0, 100 around 8, spread nearly as a normal distribution.
/// let mut rng = draw::seeded(1, 1);
/// let mut noise = || (0..12).map(|_| draw::unit(&mut rng)).sum::<f64>() - 6.0;
/// let points = Array2::from_shape_fn((200, 2), |(row, _)| noise() + if row < 100 { 0.0 } else { 8.0 });
/// let mixtures = GaussianMixtures::params(1..=4).seed(42).fit(&DatasetBase::from(points.view()))?;
/// let best = mixtures.best().ok_or("no mixture")?;
/// assert_eq!(best.k(), 2, "the lowest BIC is that of two groups");
///
/// let memberships = best.memberships(&points);
/// assert!(memberships.rows().into_iter().all(|row| (row.sum() - 1.0).abs() < 1e-12));
/// let labels = best.predict(&points);
/// assert_ne!(labels[0], labels[199]);
///
/// // linfa's own model of two components finds the same weights, but for the rounding and the variance that is added.
/// let theirs = linfa_clustering::GaussianMixtureModel::params(2).fit(&DatasetBase::from(points.view()))?;
/// assert!((theirs.weights()[0] - 0.5).abs() < 1e-3 && (best.weights()[0] - 0.5).abs() < 1e-3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct GaussianMixtures {
    by_k: Vec<(usize, Result<GaussianMixture, String>)>,
}

/// One Gaussian mixture, fitted.
#[derive(Clone, Debug, PartialEq)]
pub struct GaussianMixture {
    weights: Array1<f64>,
    means: Array2<f64>,
    covariances: Array3<f64>,
    /// Columns of the records that vary, which are those of means and covariances.
    columns: Vec<usize>,
    components: Vec<Component>,
    log_likelihood: f64,
    bic: f64,
}

/// What the density of one component needs.
#[derive(Clone, Debug, PartialEq)]
struct Component {
    mean: Vec<f64>,
    /// Cholesky factor of the covariance, row by row.
    factor: Vec<f64>,
    /// `ln weight - (d ln 2π + ln det covariance) / 2`.
    log_constant: f64,
}

/// Parameters of [`GaussianMixtures`], not yet checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GaussianMixturesParams(GaussianMixturesValidParams);

/// Parameters of [`GaussianMixtures`] that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GaussianMixturesValidParams {
    k: RangeInclusive<usize>,
    max_iterations: u64,
    sample: usize,
    seed: u64,
}

impl GaussianMixtures {
    /// Parameters for these numbers of components: at most 200 iterations each, fitted on at most 3,000 rows, the seed 42.
    pub fn params(k: RangeInclusive<usize>) -> GaussianMixturesParams {
        GaussianMixturesParams(GaussianMixturesValidParams { k, max_iterations: 200, sample: 3_000, seed: 42 })
    }

    /// Mixtures of the features of a clustering, for 1 to `max_clusters` components, by the same seed.
    ///
    /// # Errors
    /// [`ClusteringError`] when there are too few customers or all are alike.
    pub fn of_customers(rfm: &Rfm, params: &ValidClusterParams) -> Result<Self, ClusteringError> {
        let params = params.get();
        let features = Features::<5>::of(rfm, &params.features, params.transform)?;
        let settings = Self::params(1..=params.max_clusters as usize).seed(params.seed).0;
        // Standardised features of at least two different customers can always be fitted.
        Ok(settings.fit_all(features.matrix.as_array()).unwrap_or(Self { by_k: Vec::new() }))
    }

    /// Each number of components with its mixture, or with the reason why it has none.
    pub fn by_k(&self) -> impl Iterator<Item = (usize, Result<&GaussianMixture, &str>)> {
        self.by_k.iter().map(|(k, fitted)| (*k, fitted.as_ref().map_err(String::as_str)))
    }

    /// The mixture of the lowest criterion, the smaller of equals.
    pub fn best(&self) -> Option<&GaussianMixture> {
        let mut best: Option<&GaussianMixture> = None;
        for mixture in self.by_k.iter().filter_map(|(_, fitted)| fitted.as_ref().ok()) {
            if best.is_none_or(|other| mixture.bic < other.bic) {
                best = Some(mixture);
            }
        }
        best
    }
}

impl GaussianMixturesParams {
    /// Iterations of a fit at most, 1 to 10,000; a fit that has not converged by then counts as none.
    #[must_use]
    pub fn max_iterations(mut self, max_iterations: u64) -> Self {
        self.0.max_iterations = max_iterations;
        self
    }

    /// Rows that are fitted at most, 100 to 1,000,000: of more a seeded sample is drawn. All rows are judged and assigned.
    #[must_use]
    pub fn sample(mut self, rows: usize) -> Self {
        self.0.sample = rows;
        self
    }

    /// Seed of every random draw.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.0.seed = seed;
        self
    }
}

impl ParamGuard for GaussianMixturesParams {
    type Checked = GaussianMixturesValidParams;
    type Error = EstimatorError;

    fn check_ref(&self) -> Result<&GaussianMixturesValidParams, EstimatorError> {
        let GaussianMixturesValidParams { k, max_iterations, sample, .. } = &self.0;
        let fault = |name, value: String, range| Err(EstimatorError::Parameter { name, value, range });
        if k.is_empty() || *k.start() < 1 || *k.end() > 50 {
            return fault("k", format!("{} to {}", k.start(), k.end()), "a range within 1 to 50");
        }
        if !(1..=10_000).contains(max_iterations) {
            return fault("max_iterations", max_iterations.to_string(), "1 to 10,000");
        }
        if !(100..=1_000_000).contains(sample) {
            return fault("sample", sample.to_string(), "100 to 1,000,000");
        }
        Ok(&self.0)
    }

    fn check(self) -> Result<GaussianMixturesValidParams, EstimatorError> {
        self.check_ref()?;
        Ok(self.0)
    }
}

impl<D: Data<Elem = f64>, T> Fit<ArrayBase<D, Ix2>, T, EstimatorError> for GaussianMixturesValidParams {
    type Object = GaussianMixtures;

    /// Records should be on one scale, as a [`FeatureScaler`](super::FeatureScaler) makes them.
    ///
    /// # Errors
    /// [`EstimatorError`] for fewer than two rows, and for values that are not finite.
    fn fit(&self, dataset: &DatasetBase<ArrayBase<D, Ix2>, T>) -> Result<GaussianMixtures, EstimatorError> {
        self.fit_all(&dataset.records)
    }
}

impl GaussianMixturesValidParams {
    fn fit_all(&self, records: &ArrayBase<impl Data<Elem = f64>, Ix2>) -> Result<GaussianMixtures, EstimatorError> {
        if records.nrows() < 2 {
            return Err(EstimatorError::TooFewRows { found: records.nrows(), needed: 2 });
        }
        ensure_finite(records)?;
        // A constant column tells no components apart, but would count as parameters.
        let varies = |column: ArrayView1<'_, f64>| column.iter().any(|value| value.to_bits() != column[0].to_bits());
        let columns: Vec<usize> = (0..records.ncols()).filter(|&f| varies(records.column(f))).collect();
        if columns.is_empty() {
            return Err(EstimatorError::TooFewDistinctRows { k: *self.k.start(), distinct: 1 });
        }
        let all = Array2::from_shape_fn((records.nrows(), columns.len()), |(row, f)| records[[row, columns[f]]]);
        let rows = draw::sample_rows(all.nrows() as u32, self.sample as u32, self.seed);
        let sample = DatasetBase::from(Array2::from_shape_fn((rows.len(), columns.len()), |(at, f)| all[[rows[at] as usize, f]]));
        let distinct = count_distinct_rows(&sample.records);
        let fits = self.k.clone().filter(|&k| k <= distinct).map(|k| (k, self.fit_one(k, &sample, &all, &columns)));
        Ok(GaussianMixtures { by_k: fits.collect() })
    }

    fn fit_one(
        &self,
        k: usize,
        sample: &DatasetBase<Array2<f64>, Array1<()>>,
        all: &Array2<f64>,
        columns: &[usize],
    ) -> Result<GaussianMixture, String> {
        let draws = PortableDraws(draw::seeded(self.seed, FOR_MIXTURE << 32 | k as u64));
        let fitted = GaussianMixtureModel::params_with_rng(k, draws)
            .n_runs(1)
            .max_n_iterations(self.max_iterations)
            .tolerance(TOLERANCE)
            .reg_covariance(LEAST_VARIANCE)
            .fit(sample)
            .map_err(|error| error.to_string())?;
        let rounded = |x: &f64| (x * DECIMALS).round() / DECIMALS;
        let (weights, means) = (fitted.weights().map(rounded), fitted.means().map(rounded));
        GaussianMixture::new(weights, means, fitted.covariances().map(rounded), columns.to_vec(), all)
            .ok_or_else(|| "a component has no spread in some direction".to_owned())
    }
}

impl GaussianMixture {
    /// From its parameters, judged on `all` (the columns that vary). `None` if a covariance is not positive definite.
    fn new(
        weights: Array1<f64>,
        means: Array2<f64>,
        covariances: Array3<f64>,
        columns: Vec<usize>,
        all: &Array2<f64>,
    ) -> Option<Self> {
        let (k, d) = means.dim();
        let mut components = Vec::with_capacity(k);
        for ((mean, covariance), &weight) in means.rows().into_iter().zip(covariances.outer_iter()).zip(&weights) {
            let mut factor: Vec<f64> = covariance.iter().copied().collect();
            if !cholesky_in_place(&mut factor, d, Pivot::Require(1e-12)) {
                return None;
            }
            let half_log_det: f64 = (0..d).map(|i| libm::log(factor[i * d + i])).sum();
            let log_constant = libm::log(weight) - 0.5 * d as f64 * libm::log(2.0 * PI) - half_log_det;
            components.push(Component { mean: mean.to_vec(), factor, log_constant });
        }
        let mut mixture = Self { weights, means, covariances, columns, components, log_likelihood: 0.0, bic: 0.0 };
        mixture.log_likelihood = all.rows().into_iter().map(|row| log_sum_exp(&mixture.log_densities(row.iter().copied()))).sum();
        let parameters = (k - 1) + k * d + k * d * (d + 1) / 2;
        mixture.bic = parameters as f64 * libm::log(all.nrows() as f64) - 2.0 * mixture.log_likelihood;
        mixture.bic.is_finite().then_some(mixture)
    }

    /// Number of components.
    pub fn k(&self) -> usize {
        self.weights.len()
    }

    /// Share of each component, adding up to 1 but for rounding.
    pub fn weights(&self) -> &Array1<f64> {
        &self.weights
    }

    /// Mean of each component: one row a component, one column for each of [`Self::columns`].
    pub fn means(&self) -> &Array2<f64> {
        &self.means
    }

    /// Covariance of each component, among [`Self::columns`].
    pub fn covariances(&self) -> &Array3<f64> {
        &self.covariances
    }

    /// The columns of the records that vary; the others are not part of the model.
    pub fn columns(&self) -> &[usize] {
        &self.columns
    }

    /// Log-likelihood of all rows.
    pub fn log_likelihood(&self) -> f64 {
        self.log_likelihood
    }

    /// Bayesian information criterion over all rows: lower is better (Schwarz 1978).
    pub fn bic(&self) -> f64 {
        self.bic
    }

    /// The probability of each component for each row, given what the row is: one row a record, one column a component; rows add up to 1.
    pub fn memberships(&self, records: &ArrayBase<impl Data<Elem = f64>, Ix2>) -> Array2<f64> {
        let mut memberships = Array2::zeros((records.nrows(), self.k()));
        for (row, mut to) in records.rows().into_iter().zip(memberships.rows_mut()) {
            let log_densities = self.log_densities(self.columns.iter().map(|&column| row[column]));
            let total = log_sum_exp(&log_densities);
            to.iter_mut().zip(log_densities).for_each(|(share, log)| *share = libm::exp(log - total));
        }
        memberships
    }

    /// Logarithm of weight times density of each component at a point.
    fn log_densities(&self, point: impl Iterator<Item = f64> + Clone) -> Vec<f64> {
        let log_density = |component: &Component| {
            let mut apart: Vec<f64> = point.clone().zip(&component.mean).map(|(x, mean)| x - mean).collect();
            solve_lower(&component.factor, &mut apart);
            component.log_constant - 0.5 * apart.iter().map(|x| x * x).sum::<f64>()
        };
        self.components.iter().map(log_density).collect()
    }
}

impl<D: Data<Elem = f64>> PredictInplace<ArrayBase<D, Ix2>, Array1<usize>> for GaussianMixture {
    /// The component of the highest probability, the first of equals.
    fn predict_inplace(&self, records: &ArrayBase<D, Ix2>, labels: &mut Array1<usize>) {
        for (label, row) in labels.iter_mut().zip(records.rows()) {
            let mut best = (0, f64::NEG_INFINITY);
            for (component, log) in self.log_densities(self.columns.iter().map(|&f| row[f])).into_iter().enumerate() {
                if log > best.1 {
                    best = (component, log);
                }
            }
            *label = best.0;
        }
    }

    fn default_target(&self, records: &ArrayBase<D, Ix2>) -> Array1<usize> {
        Array1::zeros(records.nrows())
    }
}

/// `ln Σ exp(x)`, without overflow.
fn log_sum_exp(logs: &[f64]) -> f64 {
    let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    most + libm::log(logs.iter().map(|log| libm::exp(log - most)).sum())
}

fn count_distinct_rows(records: &Array2<f64>) -> usize {
    let mut rows: Vec<Vec<u64>> = records.rows().into_iter().map(|row| row.iter().map(|x| x.to_bits()).collect()).collect();
    rows.sort_unstable();
    rows.dedup();
    rows.len()
}

/// Xoshiro256++ for linfa's generation of rand. Each number has 32 random bits, in its upper half where it has 64: so a whole number below
/// a bound, which rand draws with the width of `usize`, is the same number in the browser's 32 bits and in native 64.
#[derive(Clone)]
struct PortableDraws(Xoshiro256PlusPlus);

impl rand_core_06::RngCore for PortableDraws {
    fn next_u32(&mut self) -> u32 {
        self.0.next_u32()
    }

    fn next_u64(&mut self) -> u64 {
        u64::from(self.0.next_u32()) << 32
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        self.0.fill_bytes(bytes);
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand_core_06::Error> {
        self.0.fill_bytes(bytes);
        Ok(())
    }
}

#[cfg(test)]
#[path = "mixture_tests.rs"]
mod tests;
