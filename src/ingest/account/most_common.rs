//! The text that most rows of a customer or product have in a column.

use crate::collect::columns::{NONE, TextColumn};

/// Counts texts by what they belong to. Nearly every owner has one text only: the first is counted; only other texts are listed and sorted.
pub(crate) struct MostCommon {
    best: Vec<u32>,
    rows_of_best: Vec<u32>,
    others: Vec<u64>,
}

impl MostCommon {
    pub(crate) fn new(owners: usize) -> Self {
        Self { best: vec![NONE; owners], rows_of_best: vec![0; owners], others: Vec::new() }
    }

    /// Adds a row. An owner that does not exist has no text.
    pub(crate) fn add(&mut self, owner: u32, value: u32) {
        if let (Some(first), Some(rows)) = (self.best.get_mut(owner as usize), self.rows_of_best.get_mut(owner as usize)) {
            if *first == NONE {
                *first = value;
            }
            match *first == value {
                true => *rows += 1,
                false => self.others.push((u64::from(owner) << 32) | u64::from(value)),
            }
        }
    }

    /// For each owner the commonest text; of equally common ones the first bytewise.
    pub(crate) fn finish(mut self, column: &TextColumn) -> Vec<u32> {
        self.others.sort_unstable();
        for same in self.others.chunk_by(|a, b| a == b) {
            let Some(&pair) = same.first() else { continue };
            let (owner, value) = ((pair >> 32) as usize, pair as u32);
            let (Some(slot), Some(most)) = (self.best.get_mut(owner), self.rows_of_best.get_mut(owner)) else { continue };
            let rows = same.len() as u32;
            if rows > *most || (rows == *most && column.values.get(value) < column.values.get(*slot)) {
                (*slot, *most) = (value, rows);
            }
        }
        self.best
    }
}
