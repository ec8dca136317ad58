//! Why customers cannot be clustered.

use clientele_core::domain::UserError;

/// Why there is no clustering.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClusteringError {
    /// Fewer than two buyers.
    #[error("{}", too_few(*found))]
    TooFewCustomers {
        /// How many there are.
        found: u32,
    },
    /// All buyers have the same recency, frequency and monetary value.
    #[error(
        "All {customers} customers have the same recency, number of orders and spending, so there is nothing to tell them apart by."
    )]
    AllAlike {
        /// How many there are.
        customers: u32,
    },
    /// The k asked for is more than there are different customers.
    #[error("{k} clusters were asked for, but there are only {distinct} different kinds of customer.")]
    TooFewDistinct {
        /// The k asked for.
        k: u32,
        /// Different combinations of the three metrics.
        distinct: u32,
    },
}

fn too_few(found: u32) -> String {
    match found {
        1 => "One customer cannot be divided into clusters.".to_owned(),
        found => format!("{found} customers cannot be divided into clusters."),
    }
}

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
