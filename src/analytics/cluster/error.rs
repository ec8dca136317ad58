//! Why customers cannot be clustered.

use clientele_core::domain::UserError;
use std::fmt;

/// Why there is no clustering.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClusteringError {
    /// Fewer than two buyers.
    TooFewCustomers {
        /// How many there are.
        found: u32,
    },
    /// All buyers have the same recency, frequency and monetary value.
    AllAlike {
        /// How many there are.
        customers: u32,
    },
    /// The k asked for is more than there are different customers.
    TooFewDistinct {
        /// The k asked for.
        k: u32,
        /// Different combinations of the three metrics.
        distinct: u32,
    },
}

impl fmt::Display for ClusteringError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ClusteringError::TooFewCustomers { found: 1 } => f.write_str("One customer cannot be divided into clusters."),
            ClusteringError::TooFewCustomers { found } => write!(f, "{found} customers cannot be divided into clusters."),
            ClusteringError::AllAlike { customers } => write!(
                f,
                "All {customers} customers have the same recency, number of orders and spending, so there is nothing to tell \
                 them apart by."
            ),
            ClusteringError::TooFewDistinct { k, distinct } => {
                write!(f, "{k} clusters were asked for, but there are only {distinct} different kinds of customer.")
            }
        }
    }
}

impl std::error::Error for ClusteringError {}

impl UserError for ClusteringError {
    fn code(&self) -> &'static str {
        match self {
            ClusteringError::TooFewCustomers { .. } => "too-few-customers",
            ClusteringError::AllAlike { .. } => "customers-all-alike",
            ClusteringError::TooFewDistinct { .. } => "too-few-distinct-customers",
        }
    }

    fn place(&self) -> Option<String> {
        matches!(self, ClusteringError::TooFewDistinct { .. }).then(|| "clustering.k".to_owned())
    }

    fn suggestion(&self) -> String {
        match self {
            ClusteringError::TooFewDistinct { distinct, .. } => {
                format!("Choose at most {distinct} clusters, or leave the number empty.")
            }
            _ => "Add data with more customers. RFM segments are shown all the same.".to_owned(),
        }
    }
}
