//! Some rows of a file as text.

use serde::{Deserialize, Serialize};

/// What a file says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Names of the columns that are read.
    pub columns: Vec<String>,
    /// Names of the columns of lists and maps, which are not.
    pub passed_over: Vec<String>,
    /// How many rows there are.
    pub rows: u64,
}

/// Some rows: the text of all cells one after the other, row by row, and where each ends. A null is an empty text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Text of all cells.
    pub text: String,
    /// Where each cell ends in it.
    pub ends: Vec<u32>,
}
