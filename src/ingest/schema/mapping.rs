//! Columns whose meanings a user has set.

use crate::schema::meaning::{FileKind, Meaning};
use serde::{Deserialize, Serialize};

/// What the columns of a file mean, for every file that has exactly these.
///
/// ```
/// use clientele_ingest::{ColumnMapping, FileKind, Importer, IngestParams, Meaning};
///
/// let mapping = ColumnMapping {
///     headers: ["who", "when", "what", "how much"].map(str::to_owned).to_vec(),
///     kind: FileKind::Sales,
///     columns: vec![Meaning::CustomerId, Meaning::Date, Meaning::ProductName, Meaning::LineTotal],
/// };
/// let params = IngestParams { mappings: vec![mapping], ..IngestParams::default() }.check()?;
/// let mut importer = Importer::new(params);
/// importer.begin_file("notes.csv", None);
/// importer.push(b"who,when,what,how much\nAnn,2024-01-05,Tea,4.50\n")?;
/// assert_eq!(importer.finish()?.dataset.revenue().to_exact_string(), "4.50");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnMapping {
    /// The names of all columns, tidied.
    pub headers: Vec<String>,
    /// What the file holds.
    pub kind: FileKind,
    /// What each column means; as many as headers.
    pub columns: Vec<Meaning>,
}
