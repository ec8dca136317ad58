//! Why a document could not be written.

use clientele_core::domain::UserError;
use thiserror::Error;

/// Why a document could not be written.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// The PDF.
    #[error("The PDF could not be written: {0}")]
    Pdf(String),
    /// The workbook.
    #[error("The workbook could not be written: {0}")]
    Workbook(String),
    /// The archive.
    #[error("The archive could not be written: {0}")]
    Archive(String),
    /// The picture.
    #[error("The picture could not be written: {0}")]
    Picture(String),
}

impl UserError for DocumentError {
    fn code(&self) -> &'static str {
        match self {
            Self::Pdf(_) => "pdf-not-written",
            Self::Workbook(_) => "workbook-not-written",
            Self::Archive(_) => "archive-not-written",
            Self::Picture(_) => "picture-not-written",
        }
    }

    fn suggestion(&self) -> String {
        "Try another form: the same report as HTML, the tables as CSV.".into()
    }
}
