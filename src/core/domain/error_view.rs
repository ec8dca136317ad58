//! Errors as the page, the log and the command line tell them.

use super::UserError;
use serde::{Deserialize, Serialize};

/// An error told to the user: the same words in the page, the log and on the command line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorView {
    /// Stable name of the kind, such as `missing-columns`.
    pub code: String,
    /// One plain sentence: what is wrong.
    pub message: String,
    /// Where: file, line, column or setting.
    pub place: Option<String>,
    /// What to do about it.
    pub suggestion: String,
}

impl ErrorView {
    /// What an error says of itself.
    pub fn of(error: &impl UserError) -> Self {
        Self { code: error.code().to_owned(), message: error.to_string(), place: error.place(), suggestion: error.suggestion() }
    }
}

/// `message (place). suggestion`
impl std::fmt::Display for ErrorView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.message.trim_end_matches('.'))?;
        if let Some(place) = &self.place {
            write!(f, " ({place})")?;
        }
        write!(f, ". {}", self.suggestion)
    }
}

impl std::error::Error for ErrorView {}
