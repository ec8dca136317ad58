//! Estimators for [linfa](https://docs.rs/linfa): what those of this crate share, which is how records are checked, and the errors.
//!
//! The estimators are [`KMeans`](crate::cluster::KMeans), [`FeatureScaler`](crate::cluster::FeatureScaler),
//! [`GaussianMixtures`](crate::cluster::GaussianMixtures), [`QuantileScorer`](crate::segment::QuantileScorer),
//! [`BgNbdParams`](crate::value::BgNbdParams) and [`GammaGammaParams`](crate::value::GammaGammaParams). Each has parameters that are checked
//! by linfa's `ParamGuard`, is fitted to a linfa `DatasetBase` whose records are a matrix of `f64` (one row a customer), and gives a
//! model that implements `Predict` or `Transformer`: where a linfa estimator stands, one of these can stand. The product fits the same
//! kernels, except that its RFM scores come from whole numbers ([`Rfm`](crate::segment::Rfm)). Results are the same bytes natively and in
//! the browser.

use clientele_core::domain::UserError;
use ndarray::{ArrayBase, Data, Ix2};

/// Why an estimator could not be fitted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EstimatorError {
    /// A parameter is out of its range.
    #[error("{name} is {value}; it must be {range}")]
    Parameter {
        /// The parameter.
        name: &'static str,
        /// The value given.
        value: String,
        /// What it may be.
        range: &'static str,
    },
    /// The records have fewer rows than are needed.
    #[error("there are {found} rows; at least {needed} are needed")]
    TooFewRows {
        /// Rows of the records.
        found: usize,
        /// Rows that are needed.
        needed: usize,
    },
    /// The records have fewer different rows than there are clusters.
    #[error("{k} clusters were asked for, but there are only {distinct} different rows")]
    TooFewDistinctRows {
        /// Clusters asked for.
        k: usize,
        /// Different rows of the records.
        distinct: usize,
    },
    /// The records have another number of columns than the estimator reads.
    #[error("there are {found} columns; they must be {expected}")]
    Columns {
        /// Columns of the records.
        found: usize,
        /// What they must be.
        expected: &'static str,
    },
    /// A value is not a number that the estimator can take.
    #[error("row {row}, column {column} is {value}; it must be {expected}")]
    Value {
        /// Row, from 0.
        row: usize,
        /// Column, from 0.
        column: usize,
        /// What stands there.
        value: f64,
        /// What must stand there.
        expected: &'static str,
    },
    /// The search for the parameters ended without an answer.
    #[error("the {model} could not be fitted: {reason}")]
    NotFitted {
        /// The model.
        model: &'static str,
        /// The reason.
        reason: String,
    },
    /// What linfa says.
    #[error(transparent)]
    Linfa(#[from] linfa::error::Error),
}

impl UserError for EstimatorError {
    fn code(&self) -> &'static str {
        match self {
            EstimatorError::Parameter { .. } => "parameter-out-of-range",
            EstimatorError::TooFewRows { .. } => "too-few-rows",
            EstimatorError::TooFewDistinctRows { .. } => "too-few-distinct-rows",
            EstimatorError::Columns { .. } => "columns-do-not-fit",
            EstimatorError::Value { .. } => "value-not-usable",
            EstimatorError::NotFitted { .. } => "not-fitted",
            EstimatorError::Linfa(_) => "linfa",
        }
    }

    fn place(&self) -> Option<String> {
        match self {
            EstimatorError::Parameter { name, .. } => Some((*name).to_owned()),
            EstimatorError::Value { row, column, .. } => Some(format!("row {row}, column {column}")),
            _ => None,
        }
    }

    fn suggestion(&self) -> String {
        match self {
            EstimatorError::Parameter { .. } => "Choose a value in that range.",
            EstimatorError::TooFewRows { .. } => "Add rows.",
            EstimatorError::TooFewDistinctRows { .. } => "Ask for fewer clusters.",
            EstimatorError::Columns { .. } | EstimatorError::Linfa(_) => {
                "Give records of the shape that the documentation shows."
            }
            EstimatorError::Value { .. } => "Correct the value or leave the row out.",
            EstimatorError::NotFitted { .. } => "Add rows, or choose a simpler model.",
        }
        .to_owned()
    }
}

/// Checks that every value is finite.
pub(crate) fn ensure_finite(records: &ArrayBase<impl Data<Elem = f64>, Ix2>) -> Result<(), EstimatorError> {
    match records.indexed_iter().find(|(_, value)| !value.is_finite()) {
        Some(((row, column), &value)) => Err(EstimatorError::Value { row, column, value, expected: "a finite number" }),
        None => Ok(()),
    }
}
