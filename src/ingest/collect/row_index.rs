//! Finds the row of an id.

use crate::collect::columns::NONE;

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
