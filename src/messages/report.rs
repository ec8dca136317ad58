//! What is asked of a report.

use super::filter::CustomerFilter;
use clientele_core::files::{DocumentKind, PageSize};
use serde::{Deserialize, Serialize};

/// Sections of a report, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ReportSection {
    /// What the data say, and the key figures.
    Summary,
    /// Revenue over time, by weekday, by category, by customer.
    Revenue,
    /// RFM segments and what to do with them.
    Segments,
    /// Clusters.
    Clusters,
    /// What customers are likely to be worth.
    Value,
    /// Movement between segments, retention, who is past due.
    Movement,
    /// Recommendations and their test.
    Recommendations,
    /// What is bought together.
    Rules,
    /// Row accounting, reconciliation, problems.
    Data,
    /// How everything is computed, and where the limits are.
    Methods,
}

impl ReportSection {
    /// All sections, in their order.
    pub const ALL: [ReportSection; 10] = [
        ReportSection::Summary,
        ReportSection::Revenue,
        ReportSection::Segments,
        ReportSection::Clusters,
        ReportSection::Value,
        ReportSection::Movement,
        ReportSection::Recommendations,
        ReportSection::Rules,
        ReportSection::Data,
        ReportSection::Methods,
    ];

    /// Stable name: anchors, test ids `report-section-<name>`.
    pub fn name(self) -> &'static str {
        match self {
            ReportSection::Summary => "summary",
            ReportSection::Revenue => "revenue",
            ReportSection::Segments => "segments",
            ReportSection::Clusters => "clusters",
            ReportSection::Value => "value",
            ReportSection::Movement => "movement",
            ReportSection::Recommendations => "recommendations",
            ReportSection::Rules => "rules",
            ReportSection::Data => "data",
            ReportSection::Methods => "methods",
        }
    }

    /// Its heading.
    pub fn title(self) -> &'static str {
        match self {
            ReportSection::Summary => "In short",
            ReportSection::Revenue => "Revenue",
            ReportSection::Segments => "Customer segments",
            ReportSection::Clusters => "Clusters",
            ReportSection::Value => "Customer value",
            ReportSection::Movement => "Movement and retention",
            ReportSection::Recommendations => "Recommendations",
            ReportSection::Rules => "Bought together",
            ReportSection::Data => "The data",
            ReportSection::Methods => "Methods and limits",
        }
    }
}

/// How a report is to be.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ReportParams {
    /// Its title; empty: the usual one.
    pub title: String,
    /// The sections wanted; their order is always the same.
    pub sections: Vec<ReportSection>,
    /// Paper.
    pub page: PageSize,
}

impl Default for ReportParams {
    fn default() -> Self {
        Self { title: String::new(), sections: ReportSection::ALL.to_vec(), page: PageSize::default() }
    }
}

/// What is exported, and from what.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ReportQuery {
    /// The form.
    pub kind: DocumentKind,
    /// The report; a workbook has everything whatever it says.
    pub params: ReportParams,
    /// Which customers and order lines it is about.
    pub filter: CustomerFilter,
}
