//! What can be asked of a report, checked.

use clientele_core::domain::UserError;
use clientele_core::files::PageSize;
use clientele_messages::{ReportParams, ReportSection};

/// Letters that a title may have.
const LONGEST_TITLE: usize = 120;

/// Why such a report cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum ReportParamsError {
    /// No section is chosen.
    #[error("No section of the report is chosen")]
    NoSections,
    /// The title is too long.
    #[error("The title has {letters} letters, at most {LONGEST_TITLE} are possible")]
    LongTitle {
        /// Its letters.
        letters: usize,
    },
}

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

/// Checked parameters: only these are used.
///
/// # Errors
/// One for each bad parameter.
pub(super) fn checked(params: &ReportParams) -> Result<ValidReportParams, ReportParamsError> {
    let letters = params.title.chars().count();
    if letters > LONGEST_TITLE {
        return Err(ReportParamsError::LongTitle { letters });
    }
    let sections: Vec<_> = ReportSection::ALL.into_iter().filter(|s| params.sections.contains(s)).collect();
    if sections.is_empty() {
        return Err(ReportParamsError::NoSections);
    }
    let title = params.title.trim();
    let title = if title.is_empty() { "Customer report".to_owned() } else { title.to_owned() };
    Ok(ValidReportParams { title, sections, page: params.page })
}

/// Parameters that hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ValidReportParams {
    pub(super) title: String,
    pub(super) sections: Vec<ReportSection>,
    pub(super) page: PageSize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_possible_reports_are_made() {
        let mut params =
            ReportParams { sections: vec![ReportSection::Methods, ReportSection::Summary], ..ReportParams::default() };
        let valid = checked(&params).unwrap();
        assert_eq!(valid.sections, [ReportSection::Summary, ReportSection::Methods]);
        assert_eq!(valid.title, "Customer report");
        params.title = "ä".repeat(121);
        assert_eq!(checked(&params), Err(ReportParamsError::LongTitle { letters: 121 }));
        let nothing = ReportParams { sections: Vec::new(), ..ReportParams::default() };
        assert_eq!(checked(&nothing), Err(ReportParamsError::NoSections));
    }
}
