//! Rows of files, word for word, and the groups of rows that can be asked for.

use crate::findings::reason::SetAsideReason;
use crate::findings::report::Deduction;
use clientele_core::domain::{Day, Money};
use serde::{Deserialize, Serialize};

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

/// A row of a sales file as it was read: who, when, what, how many, for how much.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadRow {
    /// Position in [`ValidationReport::files`](crate::ValidationReport::files).
    pub file: u32,
    /// Line of the file, from 1.
    pub line: u32,
    /// Order number; empty for none.
    pub order: String,
    /// Who bought: the number, address or name by which customers are told apart; empty for nobody.
    pub customer: String,
    /// When.
    pub day: Option<Day>,
    /// What was bought: its name, else its number; empty for nothing.
    pub product: String,
    /// How many pieces, as a plain number; empty where that cannot be read.
    pub quantity: String,
    /// For how much, less what is taken off.
    pub amount: Option<Money>,
    /// Why it was set aside; `None`: it counts.
    pub set_aside: Option<SetAsideReason>,
}
