//! Longer computations about the result that is shown.

use serde::{Deserialize, Serialize};

/// What may be worked out about a result that stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Work {
    /// Weights and settings learned from the shop's own past.
    Tune,
    /// Other settings replayed on the days held back.
    Replay {
        /// The other settings as typed: name and text. `days` is how many days are held back.
        fields: Vec<(String, String)>,
    },
}
