//! Why a document could not be written.

use clientele_core::domain::UserError;
use std::fmt;

/// Why a document could not be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DocumentError {
    /// The PDF.
    Pdf(String),
    /// The workbook.
    Workbook(String),
    /// The archive.
    Archive(String),
    /// The picture.
    Picture(String),
}

impl fmt::Display for DocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, why) = match self {
            Self::Pdf(why) => ("The PDF", why),
            Self::Workbook(why) => ("The workbook", why),
            Self::Archive(why) => ("The archive", why),
            Self::Picture(why) => ("The picture", why),
        };
        write!(f, "{what} could not be written: {why}")
    }
}

impl std::error::Error for DocumentError {}

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
