//! Columns whose meanings a user has set.

use crate::schema::meaning::{FileKind, Meaning};
use serde::{Deserialize, Serialize};

/// What the columns of a file mean, for every file that has exactly these.
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
