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

mod account;
mod collect;
mod findings;
mod importer;
mod inspector;
mod parse;
mod read;
mod recognise;
mod row_picker;
mod schema;
mod settings;
mod settle;

#[cfg(test)]
mod tests;

pub use account::finish::FinishProgress;
pub use clientele_core::domain::number::DecimalMark;
pub use collect::open_file::FileProgress;
pub use collect::purpose::{PickedRow, WantedRows, WhichRows};
pub use findings::error::DataValidationError;
pub use findings::imported::{DeductedRows, Imported, SetAsideRows};
pub use findings::inspection::{InspectedColumn, InspectedFile, Inspection, ValueKind, must_ask};
pub use findings::issue::{Example, Issue};
pub use findings::issue_code::{IssueCode, Severity};
pub use findings::reason::SetAsideReason;
pub use findings::report::{
    Change, ColumnReport, CurrencyReport, Deduction, FileReport, Reconciliation, Repair, RepairCode, StatusReport, StepReport,
    Tally, ValidationReport,
};
pub use findings::rows::{RowLine, RowSet, RowsPage};
pub use importer::Importer;
pub use inspector::Inspector;
pub use parse::date_order::DateOrder;
pub use read::encoding::Encoding;
pub use read::unreadable::UnreadableKind;
pub use row_picker::RowPicker;
pub use schema::format::Format;
pub use schema::mapping::ColumnMapping;
pub use schema::meaning::{FileKind, Meaning};
pub use schema::needed::{Certainty, Needed};
pub use settings::params::{IngestParamError, IngestParams, Strictness, ValidIngestParams};
pub use settings::recipe::{Recipe, RepairStep, StatusRule, StepGroup};
pub use settings::recipe_file::RecipeFile;
