//! The reason for the chosen number of clusters, in words.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Why k is what it is. `Display` is the text for the user.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum KReason {
    /// No other k has a higher mean silhouette.
    HighestSilhouette {
        /// The k.
        k: u32,
        /// Its mean silhouette.
        silhouette: f64,
        /// The k with the second highest mean silhouette, and that mean.
        next: Option<(u32, f64)>,
        /// The elbow of the inertia curve.
        elbow_k: Option<u32>,
    },
    /// The user asked for it.
    SetByUser {
        /// The k.
        k: u32,
        /// Its mean silhouette.
        silhouette: f64,
        /// The k with the highest mean silhouette, and that mean.
        best: (u32, f64),
    },
}

impl fmt::Display for KReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KReason::HighestSilhouette { k, silhouette, next, elbow_k } => {
                write!(f, "{k} clusters, because they are the most clearly apart: the mean silhouette is {silhouette:.3}")?;
                match next {
                    Some((next_k, value)) => write!(f, ", against {value:.3} for the next best, {next_k}.")?,
                    None => write!(f, ". No other number was possible.")?,
                }
                match elbow_k {
                    Some(elbow) if elbow == k => write!(f, " The elbow of the inertia curve says the same."),
                    Some(elbow) => write!(f, " The elbow of the inertia curve is at {elbow}."),
                    None => Ok(()),
                }
            }
            KReason::SetByUser { k, best: (best_k, _), .. } if best_k == k => {
                write!(f, "{k} clusters, as you set. This is also the number with the highest mean silhouette.")
            }
            KReason::SetByUser { k, silhouette, best: (best_k, best) } => write!(
                f,
                "{k} clusters, as you set. Their mean silhouette is {silhouette:.3}; the highest is {best:.3}, for {best_k}."
            ),
        }
    }
}
