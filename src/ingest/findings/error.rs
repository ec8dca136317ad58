//! Why files cannot be imported at all, in words for the person who chose them.

use crate::findings::issue::Example;
use crate::findings::issue_code::IssueCode;
use crate::findings::reason::SetAsideReason;
use crate::read::unreadable::UnreadableKind;
use crate::schema::needed::Needed;
use clientele_core::domain::{DatasetError, UserError};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why an import cannot go on. The message says where and what; [`UserError`] adds a code, a place and a suggestion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Error)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum DataValidationError {
    /// No bytes, or nothing but blanks.
    #[error("{file} is empty.")]
    EmptyFile {
        /// The file's name.
        file: String,
    },
    /// Not a text table.
    #[error("{}", unreadable(file, *what, *byte))]
    Unreadable {
        /// The file's name.
        file: String,
        /// Why.
        what: UnreadableKind,
        /// Bytes from the beginning of the file, about where.
        byte: u64,
    },
    /// A quote that opens in this row is not closed within the length that a row may have.
    #[error("{file}, line {line}: a quote is opened that is not closed within {MAX_ROW}.")]
    UnclosedQuote {
        /// The file's name.
        file: String,
        /// Line that the row starts on.
        line: u32,
    },
    /// A row that is longer than a row may be.
    #[error("{file}, line {line}: the row is longer than can be read here ({MAX_ROW}, or a million cells).")]
    RowTooLong {
        /// The file's name.
        file: String,
        /// Line that the row starts on.
        line: u32,
    },
    /// The first row holds values, not names.
    #[error("{file} does not begin with the names of its columns, but with: {}.", list(found))]
    NoHeader {
        /// The file's name.
        file: String,
        /// The first row's cells.
        found: Vec<String>,
    },
    /// A sales file without something that is needed.
    #[error("{file} has no column for {}. Its columns are: {}.", needed(missing), list(found))]
    MissingColumns {
        /// The file's name.
        file: String,
        /// The columns it has.
        found: Vec<String>,
        /// What is missing.
        missing: Vec<Needed>,
    },
    /// None of the files holds sales.
    #[error("{}", no_transactions(files))]
    NoTransactions {
        /// The files' names.
        files: Vec<String>,
    },
    /// Sales files without rows, or with none that can be used.
    #[error("{}", no_usable_rows(*rows, reasons))]
    NoUsableRows {
        /// Data rows in the sales files.
        rows: u64,
        /// How many rows were set aside for each reason.
        reasons: Vec<(SetAsideReason, u64)>,
        /// Some of the rows that were set aside for the commonest.
        #[serde(default)]
        examples: Vec<Example>,
    },
    /// More rows than the setting allows.
    #[error("With {file} there are more than {max_rows} rows.")]
    TooManyRows {
        /// The file's name.
        file: String,
        /// The setting.
        max_rows: u32,
    },
    /// The sums do not fit.
    #[error("The amounts are too large to be added up exactly (over 900 billion in all).")]
    AmountsTooLarge,
    /// Strict import of data that has problems.
    #[error("The data has problems, and the strict setting refuses them ({}).", problem_list(problems))]
    NotClean {
        /// The problems, and how many rows have each.
        problems: Vec<(IssueCode, u64)>,
    },
    /// A fault of this program.
    #[error("The imported tables do not fit together: {what}. This is a fault of the program.")]
    Internal {
        /// What does not fit together.
        what: String,
    },
}

impl From<DatasetError> for DataValidationError {
    fn from(error: DatasetError) -> Self {
        match error {
            DatasetError::AmountsTooLarge => DataValidationError::AmountsTooLarge,
            fault => DataValidationError::Internal { what: fault.to_string() },
        }
    }
}

/// The text for the screen.
const MAX_UNPACKED: &str = "2 GB, or 250 times its size";
const MAX_CELLS: &str = "250 million";
const MAX_ROW: &str = "4 MB";
/// Cells that an error shows.
const SHOWN_CELLS: usize = 3;

/// Names for a sentence, at most twenty.
fn list(names: &[String]) -> String {
    let shown: Vec<&str> = names.iter().take(20).map(String::as_str).collect();
    let more = names.len().saturating_sub(20);
    if more == 0 { shown.join(", ") } else { format!("{} and {more} more", shown.join(", ")) }
}

fn unreadable(file: &str, what: UnreadableKind, byte: u64) -> String {
    match what {
        UnreadableKind::EncryptedWorkbook => format!("{file} is protected by a password."),
        UnreadableKind::BrokenWorkbook => format!("{file} is a workbook, but damaged."),
        UnreadableKind::OtherWorkbook => {
            format!("{file} is a workbook of a kind that cannot be read here, such as .xlsb, or an .xls of before 1993.")
        }
        UnreadableKind::BrokenZip => format!("{file} is a zip archive, but damaged or protected by a password."),
        UnreadableKind::TooLarge => format!("{file} would unpack to more than can be held here ({MAX_UNPACKED})."),
        UnreadableKind::TooManyCells => {
            format!("{file} has more than {MAX_CELLS} cells, counted with the empty ones: more than can be read here.")
        }
        UnreadableKind::NoTable => format!("{file} holds no sheet or file with a table."),
        UnreadableKind::BrokenParquet => format!("{file} is a Parquet file, but damaged or cut short."),
        UnreadableKind::EncryptedParquet => format!("{file} is an encrypted Parquet file."),
        UnreadableKind::OtherParquet => format!("{file} is a Parquet file that is packed in a way that cannot be read here."),
        UnreadableKind::NoParquetProgram => {
            format!("{file} is a Parquet file, and the program that reads such files could not be loaded.")
        }
        UnreadableKind::NotText => format!("{file} is not a text file (byte {byte})."),
        UnreadableKind::BrokenGzip => format!("{file} is compressed, but damaged or cut short at about byte {byte}."),
    }
}

fn needed(missing: &[Needed]) -> String {
    missing.iter().map(|needed| needed.label()).collect::<Vec<_>>().join(", nor for ")
}

fn no_transactions(files: &[String]) -> String {
    match files {
        [] => "No file was read.".to_owned(),
        files => format!("None of the files holds sales: {}.", list(files)),
    }
}

fn no_usable_rows(rows: u64, reasons: &[(SetAsideReason, u64)]) -> String {
    if rows == 0 {
        return "The sales files have column names but no rows.".to_owned();
    }
    let reasons: Vec<String> = reasons.iter().map(|(reason, n)| format!("{}: {n}", reason.label())).collect();
    format!("None of the {rows} sales rows can be used ({}).", reasons.join("; "))
}

/// Where examples are, with the first three cells word for word: `till.csv, column “when”: “soon”, “later”, “never”`.
fn place_of(examples: &[Example]) -> Option<String> {
    let first = examples.first()?;
    let lines = examples.iter().take(SHOWN_CELLS).map(|example| example.line.to_string()).collect::<Vec<_>>();
    let lines = if lines.len() == 1 { format!("line {}", lines.join("")) } else { format!("lines {}", lines.join(", ")) };
    if first.column.is_empty() {
        return Some(format!("{}, {lines}", first.file));
    }
    let cell = |example: &Example| match example.value.is_empty() {
        true => "(empty)".to_owned(),
        false => format!("\u{201c}{}\u{201d}", example.value),
    };
    let cells: Vec<String> = examples.iter().take(SHOWN_CELLS).map(cell).collect();
    Some(format!("{}, column \u{201c}{}\u{201d}, {lines}: {}", first.file, first.column, cells.join(", ")))
}

fn problem_list(problems: &[(IssueCode, u64)]) -> String {
    problems.iter().map(|(code, n)| format!("{}: {n}", code.title())).collect::<Vec<_>>().join("; ")
}

impl UserError for DataValidationError {
    fn code(&self) -> &'static str {
        match self {
            Self::EmptyFile { .. } => "empty-file",
            Self::Unreadable { what: UnreadableKind::EncryptedWorkbook, .. } => "encrypted-workbook",
            Self::Unreadable { what: UnreadableKind::BrokenWorkbook, .. } => "broken-workbook",
            Self::Unreadable { what: UnreadableKind::OtherWorkbook, .. } => "other-workbook",
            Self::Unreadable { what: UnreadableKind::BrokenZip, .. } => "broken-zip",
            Self::Unreadable { what: UnreadableKind::TooLarge, .. } => "too-large",
            Self::Unreadable { what: UnreadableKind::TooManyCells, .. } => "too-many-cells",
            Self::Unreadable { what: UnreadableKind::NoTable, .. } => "no-table",
            Self::Unreadable { what: UnreadableKind::BrokenParquet, .. } => "broken-parquet",
            Self::Unreadable { what: UnreadableKind::EncryptedParquet, .. } => "encrypted-parquet",
            Self::Unreadable { what: UnreadableKind::OtherParquet, .. } => "other-parquet",
            Self::Unreadable { what: UnreadableKind::NoParquetProgram, .. } => "no-parquet-program",
            Self::Unreadable { what: UnreadableKind::NotText, .. } => "not-text",
            Self::Unreadable { what: UnreadableKind::BrokenGzip, .. } => "broken-gzip",
            Self::UnclosedQuote { .. } => "unclosed-quote",
            Self::RowTooLong { .. } => "row-too-long",
            Self::NoHeader { .. } => "no-header",
            Self::MissingColumns { .. } => "missing-columns",
            Self::NoTransactions { .. } => "no-transactions",
            Self::NoUsableRows { .. } => "no-usable-rows",
            Self::TooManyRows { .. } => "too-many-rows",
            Self::AmountsTooLarge => "amounts-too-large",
            Self::NotClean { .. } => "not-clean",
            Self::Internal { .. } => "ingest-internal",
        }
    }

    fn place(&self) -> Option<String> {
        match self {
            Self::EmptyFile { file } | Self::MissingColumns { file, .. } | Self::TooManyRows { file, .. } => Some(file.clone()),
            Self::NoHeader { file, .. } => Some(format!("{file}, line 1")),
            Self::Unreadable { file, byte: 0, .. } => Some(file.clone()),
            Self::Unreadable { file, byte, .. } => Some(format!("{file}, byte {byte}")),
            Self::UnclosedQuote { file, line } | Self::RowTooLong { file, line } => Some(format!("{file}, line {line}")),
            Self::NoUsableRows { examples, .. } => place_of(examples),
            _ => None,
        }
    }

    fn suggestion(&self) -> String {
        match self {
            Self::EmptyFile { .. } => "Export the file again and check that it has rows.".into(),
            Self::Unreadable { what: UnreadableKind::EncryptedWorkbook, .. } => {
                "Open it in your spreadsheet program, save it without a password, then choose that file.".into()
            }
            Self::Unreadable { what: UnreadableKind::BrokenWorkbook | UnreadableKind::TooLarge, .. } => {
                "Open it in your spreadsheet program and save the sheet as CSV, then choose that file.".into()
            }
            Self::Unreadable { what: UnreadableKind::TooManyCells, .. } => {
                "Delete what stands far to the right of the table, or save the sheet as CSV, then choose that file.".into()
            }
            Self::Unreadable { what: UnreadableKind::OtherWorkbook, .. } => {
                "Open it in your spreadsheet program and save it as .xlsx or CSV, then choose that file.".into()
            }
            Self::Unreadable { what: UnreadableKind::BrokenZip, .. } => {
                "Download or pack the file again, without a password, or unpack it and choose the files in it.".into()
            }
            Self::Unreadable { what: UnreadableKind::NoTable, .. } => {
                "Choose a file that holds a table of your sales: CSV, or a workbook.".into()
            }
            Self::Unreadable { what: UnreadableKind::BrokenParquet, .. } => "Export or download the file again.".into(),
            Self::Unreadable { what: UnreadableKind::EncryptedParquet, .. } => {
                "Write it without encryption, or as CSV, then choose that file.".into()
            }
            Self::Unreadable { what: UnreadableKind::OtherParquet, .. } => {
                "Write it as one file with snappy, gzip or zstd, or as CSV, then choose that file.".into()
            }
            Self::Unreadable { what: UnreadableKind::NoParquetProgram, .. } => {
                "Check the connection and try again; if it fails again, reload the page.".into()
            }
            Self::Unreadable { what: UnreadableKind::NotText, .. } => {
                "Choose a CSV file (plain, or compressed as gzip or zip) or a workbook.".into()
            }
            Self::Unreadable { what: UnreadableKind::BrokenGzip, .. } => "Download or compress the file again.".into(),
            Self::UnclosedQuote { .. } => "Close the quote in that line, or remove it.".into(),
            Self::RowTooLong { .. } => "Check that the file has a line break after each row, and export it again.".into(),
            Self::NoHeader { .. } => "Put the names of the columns in the first row, such as \
                transaction_id,customer_id,product_id,purchase_date,price."
                .into(),
            Self::MissingColumns { .. } => "Export the file with those columns, or rename the columns that hold them. \
                The names that always work are transaction_id,customer_id,product_id,purchase_date,price."
                .into(),
            Self::NoTransactions { .. } => "Add a file of sales with one row for each item sold: \
                transaction_id,customer_id,product_id,purchase_date,price (and quantity)."
                .into(),
            Self::NoUsableRows { .. } => "Look at the reasons: one of them takes the most rows. \
                Correct that in the export, or choose another file."
                .into(),
            Self::TooManyRows { .. } => "Import a shorter period, or raise max_rows.".into(),
            Self::AmountsTooLarge => "Check that the right columns were taken for price and quantity.".into(),
            Self::NotClean { .. } => "Correct the problems in the files, or import without the strict setting.".into(),
            Self::Internal { .. } => "Please report it, with a file that shows it if you can.".into(),
        }
    }
}
