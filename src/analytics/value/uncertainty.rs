//! From the covariance of logarithms of parameters to standard errors and intervals (the delta method).

use super::fit::FitResult;
use super::optimise::{Matrix, Vector, dot};
use super::outcome::{FitReport, Parameter};

/// Standard error of a parameter's logarithm above which it is hardly settled: its 95 % interval spans a factor of 50.
const HARDLY_SETTLED: f64 = 1.0;

/// The variance of a quantity with these slopes; never below zero.
pub(super) fn quadratic<const N: usize>(covariance: &Matrix<N>, slopes: &Vector<N>) -> f64 {
    (0..N).map(|i| slopes[i] * dot(&covariance[i], slopes)).sum::<f64>().max(0.0)
}

/// Bounds of a positive quantity whose logarithm has this variance, `z` standard errors away; `None` when they are no numbers.
pub(super) fn log_bounds(value: f64, variance: f64, z: f64) -> Option<(f64, f64)> {
    let factor = libm::exp(z * variance.sqrt());
    let bounds = (value / factor, value * factor);
    (bounds.0.is_finite() && bounds.1.is_finite()).then_some(bounds)
}

/// How a search went, with its parameters under these names.
pub(super) fn report<const N: usize>(names: [&str; N], found: &FitResult<N>, customers: u32, starts: u32, z: f64) -> FitReport {
    let parameter = |(i, name): (usize, &str)| {
        let value = libm::exp(found.theta[i]);
        // At the edge of the search the curvature is that of the penalty, not of the likelihood.
        let variance = found.covariance.filter(|_| !found.far_out[i]).map(|covariance| covariance[i][i]);
        Parameter {
            name: name.to_owned(),
            value,
            standard_error: variance.map(|v| value * v.sqrt()).filter(|error| error.is_finite()),
            bounds: variance.and_then(|v| log_bounds(value, v, z)),
        }
    };
    FitReport {
        parameters: names.into_iter().enumerate().map(parameter).collect(),
        log_likelihood: found.log_likelihood,
        customers,
        starts,
        agreeing_starts: found.agreeing,
        evaluations: found.evaluations,
    }
}

/// The names of the parameters that the data hardly settle.
pub(super) fn unsettled<const N: usize>(names: [&str; N], found: &FitResult<N>) -> Vec<String> {
    let Some(covariance) = found.covariance else { return Vec::new() };
    let unsettled = names.into_iter().enumerate().filter(|&(i, _)| covariance[i][i].sqrt() > HARDLY_SETTLED);
    unsettled.map(|(_, name)| name.to_owned()).collect()
}
