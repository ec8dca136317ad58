//! What is asked of a report.

use super::query::CustomerFilter;
use clientele_document::{JobKind, PageSize};
use clientele_core::domain::UserError;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Letters that a title may have.
const LONGEST_TITLE: usize = 120;

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

/// Why such a report cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportParamsError {
    /// No section is chosen.
    NoSections,
    /// The title is too long.
    LongTitle {
        /// Its letters.
        letters: usize,
    },
}

impl fmt::Display for ReportParamsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSections => f.write_str("No section of the report is chosen"),
            Self::LongTitle { letters } => {
                write!(f, "The title has {letters} letters, at most {LONGEST_TITLE} are possible")
            }
        }
    }
}

impl std::error::Error for ReportParamsError {}

impl UserError for ReportParamsError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoSections => "report-no-sections",
            Self::LongTitle { .. } => "report-long-title",
        }
    }

    fn place(&self) -> Option<String> {
        None
    }

    fn suggestion(&self) -> String {
        match self {
            Self::NoSections => "Choose at least one section.".into(),
            Self::LongTitle { .. } => "Choose a shorter title.".into(),
        }
    }
}

impl ReportParams {
    /// Checked parameters: only these are used.
    ///
    /// # Errors
    /// One for each bad parameter.
    pub fn check(&self) -> Result<ValidReportParams, ReportParamsError> {
        let letters = self.title.chars().count();
        if letters > LONGEST_TITLE {
            return Err(ReportParamsError::LongTitle { letters });
        }
        let sections: Vec<_> = ReportSection::ALL.into_iter().filter(|s| self.sections.contains(s)).collect();
        if sections.is_empty() {
            return Err(ReportParamsError::NoSections);
        }
        let title = self.title.trim();
        let title = if title.is_empty() { "Customer report".to_owned() } else { title.to_owned() };
        Ok(ValidReportParams { title, sections, page: self.page })
    }
}

/// Parameters that hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidReportParams {
    pub(super) title: String,
    pub(super) sections: Vec<ReportSection>,
    pub(super) page: PageSize,
}

/// What is exported, and from what.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ReportQuery {
    /// The form.
    pub kind: JobKind,
    /// The report; a workbook has everything whatever it says.
    pub params: ReportParams,
    /// Which customers and order lines it is about.
    pub filter: CustomerFilter,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_possible_reports_are_made() {
        let mut params =
            ReportParams { sections: vec![ReportSection::Methods, ReportSection::Summary], ..ReportParams::default() };
        let valid = params.check().unwrap();
        assert_eq!(valid.sections, [ReportSection::Summary, ReportSection::Methods]);
        assert_eq!(valid.title, "Customer report");
        params.title = "ä".repeat(121);
        assert_eq!(params.check(), Err(ReportParamsError::LongTitle { letters: 121 }));
        let nothing = ReportParams { sections: Vec::new(), ..ReportParams::default() };
        assert_eq!(nothing.check(), Err(ReportParamsError::NoSections));
    }
}
