//! Why the bytes of a file are no table.

use serde::{Deserialize, Serialize};

/// Why bytes are no table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnreadableKind {
    /// A workbook protected by a password.
    EncryptedWorkbook,
    /// A workbook that is damaged.
    BrokenWorkbook,
    /// A workbook of a kind that is not read here: xlsb, and xls of before Excel 5.
    OtherWorkbook,
    /// A zip archive that is damaged or protected by a password.
    BrokenZip,
    /// A zip archive or workbook that is larger than can be unpacked here.
    TooLarge,
    /// A workbook whose sheets have more cells, counted with the empty ones, than can be looked at here.
    TooManyCells,
    /// A zip archive or workbook without a table.
    NoTable,
    /// A Parquet file that is damaged or cut short.
    BrokenParquet,
    /// A Parquet file that is encrypted.
    EncryptedParquet,
    /// A Parquet file packed in a way that is not read here.
    OtherParquet,
    /// A Parquet file, and the program that reads it could not be loaded.
    NoParquetProgram,
    /// A picture, a PDF or another binary file.
    NotText,
    /// Compressed data that is damaged or cut short.
    BrokenGzip,
}
