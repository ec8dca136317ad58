//! What is told of files before they are analysed, and rows found again word for word.

use super::{Deduction, InspectedFile, SetAsideReason};
use clientele_core::domain::ErrorView;
use serde::{Deserialize, Serialize};

/// What files hold, as far as their beginnings tell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspection {
    /// The files, sheets of workbooks each by itself.
    pub files: Vec<InspectedFile>,
    /// Why files could not be read.
    pub errors: Vec<ErrorView>,
}

impl Inspection {
    /// Whether somebody should look at what the columns were taken for before the files are imported.
    pub fn must_ask(&self) -> bool {
        super::must_ask(&self.files)
    }
}

/// Which rows of the sales files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RowSet {
    /// All.
    All,
    /// The analysed ones.
    Analysed,
    /// Those set aside, for whatever reason.
    SetAside,
    /// Those set aside for this reason.
    For(SetAsideReason),
    /// The analysed ones from which this was taken off.
    Less(Deduction),
}

/// Some rows of files, word for word.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowsPage {
    /// Rows that there are in all.
    pub total: u64,
    /// Rows skipped before these.
    pub offset: u64,
    /// Names of the files, and of their columns.
    pub files: Vec<(String, Vec<String>)>,
    /// The rows.
    pub rows: Vec<RowLine>,
}

/// One row, word for word.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowLine {
    /// Position in [`RowsPage::files`].
    pub file: u32,
    /// Line of the file, from 1.
    pub line: u32,
    /// Its cells, not tidied.
    pub cells: Vec<String>,
    /// Why it was set aside, or what was taken off; empty for rows analysed as they are.
    pub note: String,
}
