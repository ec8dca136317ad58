//! What an analysis would make of files, while somebody says what their columns mean.

use super::page::Block;
use serde::{Deserialize, Serialize};

/// How much of it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PreviewDetail {
    /// Every row's fate, and the first rows as they are read.
    Whole,
    /// The first rows and what they come to, under the answer of this number: for answers side by side.
    Answer(u32),
    /// What they come to, in a line.
    Total,
}

/// What an analysis would make of files, laid out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PreviewView {
    /// Whether all rows were read; if not, the first ones.
    pub is_whole: bool,
    /// What it comes to.
    pub blocks: Vec<Block>,
}
