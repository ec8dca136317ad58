//! Bytes of a shop's files to a [`Dataset`](clientele_core::domain::Dataset) and a report of everything found on the way. Does no I/O,
//! keeps no text of a file, never drops a row silently.
//!
//! The way of a byte: `container` unwraps gzip, `workbook` opens workbooks and zip archives, `text` strips marks and decodes UTF-16, `sniff` chooses the delimiter,
//! `records` splits rows and cells (`stray_quote` when a quote is never closed), `headers` says what the file is, `sales` and
//! `catalogue` keep columns of numbers (`domain::number`, `date`, `cell` read the cells). When all files are read, `finish` decides
//! what dates and numbers mean, gives every row its fate and reconciles; `tables` makes the tables; `summary` writes the
//! `report`.
//!
//! New exports and names of columns are added in `presets`; new problems as codes in `issue`.

// Tests compare exact values and build small tables.
#![cfg_attr(test, allow(clippy::float_cmp, clippy::cast_possible_wrap))]

mod catalogue;
mod cell;
mod code_page;
mod container;
mod date;
mod error;
mod far_dates;
mod fate;
mod file;
mod finish;
mod headers;
mod importer;
mod inspect;
mod issue;
mod link;
mod look;
mod meaning;
mod open_file;
mod orders;
mod packed;
mod params;
mod pick;
mod presets;
mod recipe;
mod recipe_file;
mod records;
mod report;
mod sales;
mod scan;
mod services;
mod settle;
mod sniff;
mod status;
mod steps;
mod stray_quote;
mod summary;
mod synonyms;
mod table_reader;
mod tables;
mod text;
mod workbook;
mod workbook_sheet;
mod workbook_table;

#[cfg(test)]
mod tests;

pub use clientele_core::domain::number::DecimalMark;
pub use error::{DataValidationError, UnreadableKind};
pub use finish::{DeductedRows, FinishProgress, Imported, SetAsideRows};
pub use importer::{FileProgress, Importer};
pub use inspect::{InspectedColumn, InspectedFile, Inspector, ValueKind, must_ask};
pub use issue::{Example, Issue, IssueCode, SetAsideReason, Severity};
pub use look::{Inspection, RowLine, RowSet, RowsPage};
pub use meaning::{Certainty, FileKind, Format, Meaning, Needed};
pub use params::{ColumnMapping, DateOrder, IngestParamError, IngestParams, Strictness, ValidIngestParams};
pub use pick::{PickedRow, RowPicker, WantedRows, WhichRows};
pub use recipe::{Recipe, RepairStep, StepGroup};
pub use recipe_file::RecipeFile;
pub use report::{
    Change, ColumnReport, CurrencyReport, Deduction, FileReport, Reconciliation, Repair, RepairCode, StatusReport, StepReport,
    Tally, ValidationReport,
};
pub use status::StatusRule;
pub use text::Encoding;
