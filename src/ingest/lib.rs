//! Reads a shop's files into a [`Dataset`](clientele_core::domain::Dataset), with a report of everything found on the way. The crate does
//! no I/O: bytes are pushed into an [`Importer`]. Every row is accounted for: it is analysed, or set aside for a reason that is counted.
//!
//! The way of a file's bytes, each step in a module of its own that uses only those before it:
//! - `read`: bytes to rows of cells (gzip, archives, workbooks, encodings, CSV)
//! - `parse`: the text of a cell to a date, a currency, a list of products (numbers: [`clientele_core::domain::number`])
//! - `recognise`: delimiter and header; what a file is and what its columns mean
//! - `collect`: the rows of all files as columns of numbers
//! - `settle`: which rows count, and for how much
//! - `account`: counts, issues, reconciliation, report and tables
//!
//! Between them stand plain data: `schema` (what columns can mean), `settings` (recipe and mappings) and `findings` (issues, reports, errors).
//!
//! Before an import, an [`Inspector`] shows what files hold and proposes what their columns mean. After it, a [`RowPicker`] finds rows again,
//! word for word. A [`RecipeFile`] keeps the settings for the next files.

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
pub use findings::open_question::OpenQuestion;
pub use findings::reason::SetAsideReason;
pub use findings::report::{
    Change, ColumnReport, CurrencyReport, Deduction, FileReport, Reconciliation, Repair, RepairCode, StatusReport, StepReport,
    Tally, ValidationReport,
};
pub use findings::rows::{ReadRow, RowLine, RowSet, RowsPage};
pub use importer::Importer;
pub use inspector::Inspector;
pub use parse::date_order::DateOrder;
pub use read::encoding::Encoding;
pub use read::parquet::{ParquetAnswer, ParquetProgram, ParquetTable};
pub use read::unreadable::UnreadableKind;
pub use row_picker::RowPicker;
pub use schema::format::Format;
pub use schema::mapping::ColumnMapping;
pub use schema::meaning::{FileKind, Meaning};
pub use schema::needed::{Certainty, Needed};
pub use schema::question::{Answer, Question};
pub use settings::params::{IngestParamError, IngestParams, Strictness, ValidIngestParams};
pub use settings::recipe::{Recipe, RepairStep, StatusRule, StepGroup};
pub use settings::recipe_file::RecipeFile;
