//! Why a project file cannot be opened.

use super::VERSION;
use clientele_core::domain::{ErrorView, UserError};
use thiserror::Error;

/// Why a project file cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ProjectError {
    /// It is something else: no archive, or one without a manifest of a project.
    #[error("The file is not a project of Clientele")]
    NotAProject,
    /// Its end is missing, or bytes were changed.
    #[error("The project file is damaged: {part} cannot be read")]
    Damaged {
        /// The part that is.
        part: String,
    },
    /// It was made by a newer Clientele.
    #[error("The project file was made by a newer Clientele (version {version}{by}; this one reads up to {VERSION})", by = made_by(app_version))]
    TooNew {
        /// The file's version.
        version: u64,
        /// The newer Clientele's own number.
        app_version: String,
    },
    /// Its version is none that there ever was.
    #[error("The project file's version is {version}, but must be 1 to {VERSION}")]
    BadVersion {
        /// What stands there.
        version: String,
    },
    /// It would unpack to more than a project may.
    #[error("The project file would unpack to more than a project may hold (1 GB, 1,000 files)")]
    TooLarge,
    /// Its settings cannot be used.
    #[error("A setting of the project file cannot be used: {message}", message = .0.message)]
    Settings(ErrorView),
}

/// Which Clientele made a file, if the file says so.
fn made_by(app_version: &str) -> String {
    if app_version.is_empty() { String::new() } else { format!(" of the form, by Clientele {app_version}") }
}

impl UserError for ProjectError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotAProject => "project-not-a-project",
            Self::Damaged { .. } => "project-damaged",
            Self::TooNew { .. } => "project-too-new",
            Self::BadVersion { .. } => "project-bad-version",
            Self::TooLarge => "project-too-large",
            Self::Settings(_) => "project-settings",
        }
    }

    fn place(&self) -> Option<String> {
        match self {
            Self::Settings(error) => error.place.clone(),
            Self::TooNew { .. } | Self::BadVersion { .. } => Some("manifest.json".into()),
            _ => None,
        }
    }

    fn suggestion(&self) -> String {
        let what = match self {
            Self::NotAProject => "Choose a file that was saved as a project; its name ends in .clientele.",
            Self::Damaged { .. } => "Take another copy of it, or save the project again where it was made.",
            Self::TooNew { .. } => "Reload the page (or install) to get the newest Clientele, then open it again.",
            Self::BadVersion { .. } => "Save the project again.",
            Self::TooLarge => "Open the files that it holds by themselves.",
            Self::Settings(_) => "Save the project again with settings within their bounds.",
        };
        format!("{what} What is open now is unchanged.")
    }
}
