//! Where data come from.

use serde::{Deserialize, Serialize};

/// Where a run's data come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    /// Generated from the configuration's sizes and seed.
    Demo,
    /// The slice of UCI Online Retail that comes with the page.
    Sample,
    /// The user's files.
    Files,
}
