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
    /// `{"data": […], "layout": {…}}` for Plotly; every text in it is escaped.
    pub spec_json: String,
    /// The same data as a table.
    pub table: TableView,
}
