//! What an import gives.

use crate::findings::reason::SetAsideReason;
use crate::findings::report::{Deduction, ValidationReport};
use crate::findings::rows::ReadRow;
use clientele_core::domain::{Dataset, Money};

/// What an import gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// The analysed rows.
    pub dataset: Dataset,
    /// What was found on the way.
    pub report: ValidationReport,
    /// Which rows of the sales files were set aside.
    pub set_aside: SetAsideRows,
    /// Which analysed rows had something taken off.
    pub deductions: DeductedRows,
    /// The first eight rows of each sales file as they were read, also those that were set aside.
    pub first_rows: Vec<ReadRow>,
}

/// Analysed rows of the sales files from which something was taken off, in the order of the files. All columns have as many
/// rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeductedRows {
    /// Position in [`ValidationReport::files`].
    pub file: Vec<u16>,
    /// Line of that file, from 1.
    pub line: Vec<u32>,
    /// What for.
    pub what: Vec<Deduction>,
    /// How much.
    pub amount: Vec<Money>,
}

/// Rows of the sales files that were set aside, in the order of the files. All columns have as many rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SetAsideRows {
    /// Position in [`ValidationReport::files`].
    pub file: Vec<u16>,
    /// Line of that file, from 1.
    pub line: Vec<u32>,
    /// Why.
    pub reason: Vec<SetAsideReason>,
}
