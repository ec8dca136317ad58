//! What the page shows by views of its own, as plain data. Texts are plain text, never markup: names in them come from users' files.

use super::arguments::Arguments;
use super::page::Line;
use crate::Block;
use clientele_ingest::{DateOrder, DecimalMark, RecipeFile, StatusReport, StepReport};
use serde::{Deserialize, Serialize};

/// How grave an issue is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    /// For the record.
    Info,
    /// May change results.
    Warning,
    /// Rows could not be used.
    Error,
}

/// The repairs of the data page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RepairsView {
    /// What the steps of the recipe did, or would do.
    pub steps: Vec<StepReport>,
    /// The words of the status column.
    pub statuses: Vec<StatusReport>,
    /// How the files were read: the recipe, mappings, and what was set by hand.
    pub recipe: RecipeFile,
    /// Codes of the issues.
    pub issues: Vec<String>,
    /// How dates were read, by file; only files whose dates do not all say so themselves.
    pub date_orders: Vec<(String, DateOrder)>,
    /// How numbers were read, by file; only files where there was something to decide.
    pub decimal_marks: Vec<(String, DecimalMark)>,
    /// ISO code or sign, empty when unknown.
    pub currency: String,
}

/// A row of the customer table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CustomerRow {
    /// The shop's identifier.
    pub id: String,
    /// Cells, as many as columns; the first one is the identifier.
    pub cells: Vec<Line>,
}

/// A column of the customer table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CustomerColumn {
    /// Name in addresses and files.
    pub name: String,
    /// Heading.
    pub title: String,
    /// The field's term for it, or empty.
    pub hint: String,
    /// Whether it holds figures, which stand at the right.
    pub is_figure: bool,
    /// Room that it needs, in rem.
    pub width_rem: u8,
    /// Arguments that sort by it alone.
    pub sorts: Arguments,
    /// Arguments that sort by it after the keys that there are.
    pub sorts_also: Arguments,
    /// Whether it is one of the keys, and whether upwards.
    pub sorted: Option<bool>,
    /// Its place among the keys, from 1; 0 for none.
    pub rank: u8,
}

/// A page of the customer table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CustomersPage {
    /// Customers that pass the filter.
    pub total: u64,
    /// All customers.
    pub all: u64,
    /// Rows skipped.
    pub offset: u32,
    /// The columns.
    pub columns: Vec<CustomerColumn>,
    /// The rows.
    pub rows: Vec<CustomerRow>,
    /// What to say, and to do, when nobody passes; else nothing.
    pub nobody: Vec<Block>,
}

/// A file to download.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportedFile {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its bytes.
    #[serde(with = "bytes_as_slice")]
    pub bytes: Vec<u8>,
}

/// Postcard writes a `Vec<u8>` element by element; as a byte slice it is one copy.
mod bytes_as_slice {
    use serde::{Deserializer, Serializer, de};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytes)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        struct Bytes;
        impl de::Visitor<'_> for Bytes {
            type Value = Vec<u8>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("bytes")
            }
            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
                Ok(bytes.to_vec())
            }
            fn visit_byte_buf<E>(self, bytes: Vec<u8>) -> Result<Vec<u8>, E> {
                Ok(bytes)
            }
        }
        deserializer.deserialize_byte_buf(Bytes)
    }
}
