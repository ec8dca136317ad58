//! How silhouettes were computed, in the words that pages and files use.

use super::SilhouetteBasis;
use clientele_core::domain::counted;

/// How the silhouettes were computed, in words.
pub fn silhouette_note(basis: &SilhouetteBasis) -> String {
    match basis {
        SilhouetteBasis::Exact { customers } => {
            format!(
                "Silhouettes are exact: each of {} is compared with every other.",
                counted(u64::from(*customers), "customer", "customers")
            )
        }
        SilhouetteBasis::Sample { sampled, customers } => format!(
            "Silhouettes rest on a seeded sample of {} out of {}, each compared with every other customer; the standard error is shown.",
            counted(u64::from(*sampled), "customer", "customers"),
            counted(u64::from(*customers), "customer", "customers")
        ),
    }
}
