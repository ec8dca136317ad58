//! Key figures.

use crate::domain::Figure;
use serde::{Deserialize, Serialize};

/// A key figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kpi {
    /// Stable name: `revenue`, `orders`, `customers`, `average-order`, `repeat-rate`, `active-customers`. Test id `kpi-<name>`.
    pub name: String,
    /// What it is.
    pub label: String,
    /// Its value.
    pub value: Figure,
    /// How it is computed, in one sentence.
    pub how: String,
    /// Change of the last period against the one before (0.1 is 10 % more), where there are two.
    pub change: Option<f64>,
    /// What the change compares, such as `last 90 days against the 90 before`.
    pub change_label: String,
    /// The figure by month, oldest first.
    pub history: Vec<f64>,
}
