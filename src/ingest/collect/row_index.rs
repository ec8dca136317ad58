//! Finds the row of an id.

use crate::collect::columns::NONE;
use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

/// Which row an id has.
#[derive(Default)]
pub(crate) struct RowIndex(Vec<u32>);

impl RowIndex {
    pub(crate) fn get(&self, code: u32) -> Option<usize> {
        self.0.get(code as usize).copied().filter(|&row| row != NONE).map(|row| row as usize)
    }

    pub(crate) fn set(&mut self, code: u32, row: usize) {
        let ix = code as usize;
        if self.0.len() <= ix {
            self.0.resize(ix + 1, NONE);
        }
        if let Some(slot) = self.0.get_mut(ix) {
            *slot = row as u32;
        }
    }
}

/// Rows of a list by the text of a column that numbers them, beside the one by which they are known.
#[derive(Default)]
pub(crate) struct OtherKeys(HashMap<String, u32, FxBuildHasher>);

impl OtherKeys {
    pub(crate) fn add(&mut self, text: &str, row: usize) {
        if !text.is_empty() {
            self.0.entry(text.to_owned()).or_insert(row as u32);
        }
    }

    pub(crate) fn get(&self, text: &str) -> Option<usize> {
        self.0.get(text).map(|&row| row as usize)
    }
}
