//! What of a page is shown, and what was clicked on it.

use super::chart::ChartWidth;
use serde::{Deserialize, Serialize};

/// Names and values that say what of a page is shown.
pub type Arguments = Vec<(String, String)>;

/// The value of an argument, empty when it is not there.
pub fn argument<'a>(arguments: &'a [(String, String)], name: &str) -> &'a str {
    arguments.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
}

/// What was clicked in a chart: the place on its axes, rounded, and the names that stand there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ChartClick {
    /// Place on the horizontal axis.
    pub x: Option<i32>,
    /// Place on the vertical axis.
    pub y: Option<i32>,
    /// Names, as the chart has them: of a band its two ends, else of the point, its places and its trace.
    pub names: Vec<String>,
    /// How much room the chart had.
    pub width: ChartWidth,
}

impl ChartClick {
    /// The place on the horizontal axis as a bin's number.
    pub fn column(&self) -> Option<u32> {
        self.x.and_then(|x| u32::try_from(x).ok())
    }

    /// The place on the vertical axis as a bin's number.
    pub fn row(&self) -> Option<u32> {
        self.y.and_then(|y| u32::try_from(y).ok())
    }
}
