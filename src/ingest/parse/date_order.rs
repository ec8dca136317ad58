//! The order of day and month in dates such as `3/4/2024`.

use serde::{Deserialize, Serialize};

/// How `3/4/2024` is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    /// 4 March.
    MonthFirst,
    /// 3 April.
    DayFirst,
}
