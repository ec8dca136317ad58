//! A finished chart.

use crate::domain::TableView;
use serde::{Deserialize, Serialize};

/// A chart ready to draw.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChartView {
    /// Heading.
    pub title: String,
    /// What it says, in one sentence computed from the data; the text alternative.
    pub says: String,
    /// How it is computed.
    pub how: String,
    /// `{"data": […], "layout": {…}}` for Plotly; every text in it is escaped. Empty when there is nothing to draw.
    pub spec_json: String,
    /// The same data as a table.
    pub table: TableView,
    /// Name of its files without the ending: the chart's, and what is filtered.
    pub file: String,
    /// What it is about, for a picture that leaves the page: filter, period, files.
    pub about: String,
}
