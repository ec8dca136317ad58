//! Sparse tables as compressed sparse rows (CSR): the entries of all rows one after another, and where each row starts.

use std::ops::Range;

/// Where each row starts in a table that holds its rows one after another: row `r` is the entries [`row(r)`](Self::row). A table has fewer
/// than 2³² entries.
///
/// ```
/// use clientele_core::sparse::RowOffsets;
///
/// // Five entries, each with the number of its row. Where does each go, so that rows lie together?
/// let row_of = [2, 0, 2, 2, 0];
/// let offsets = RowOffsets::counted(row_of, 3);
/// assert_eq!([offsets.row(0), offsets.row(1), offsets.row(2)], [0..2, 2..2, 2..5]);
/// let mut free = offsets.free_places();
/// assert_eq!(row_of.map(|row| free.take(row)), [2, 0, 3, 4, 1]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowOffsets(Vec<u32>);

impl Default for RowOffsets {
    fn default() -> Self {
        Self::with_capacity(0)
    }
}

impl RowOffsets {
    /// No rows yet, with memory for so many.
    pub fn with_capacity(rows: usize) -> Self {
        let mut offsets = Vec::with_capacity(rows + 1);
        offsets.push(0);
        Self(offsets)
    }

    /// Of a table with `rows` rows, from the row number of each entry, in any order. Every number must be below `rows`.
    pub fn counted(row_of_entry: impl IntoIterator<Item = usize>, rows: usize) -> Self {
        let mut offsets = vec![0_u32; rows + 1];
        for row in row_of_entry {
            offsets[row + 1] += 1;
        }
        for row in 0..rows {
            offsets[row + 1] += offsets[row];
        }
        Self(offsets)
    }

    /// Ends the row under way: `entries` are those of all rows so far.
    pub fn push_end(&mut self, entries: usize) {
        self.0.push(entries as u32);
    }

    /// The entries of a row.
    #[inline]
    pub fn row(&self, row: usize) -> Range<usize> {
        self.0[row] as usize..self.0[row + 1] as usize
    }

    /// The entries of some rows that follow each other.
    #[inline]
    pub fn rows(&self, rows: Range<usize>) -> Range<usize> {
        self.0[rows.start] as usize..self.0[rows.end] as usize
    }

    /// Number of entries in a row.
    #[inline]
    pub fn row_len(&self, row: usize) -> u32 {
        self.0[row + 1] - self.0[row]
    }

    /// Number of rows.
    #[inline]
    pub fn len(&self) -> usize {
        self.0.len() - 1
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of entries in all rows.
    pub fn entries(&self) -> usize {
        self.0[self.len()] as usize
    }

    /// The entries of every row, in turn.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Range<usize>> + '_ {
        self.0.windows(2).map(|bounds| bounds[0] as usize..bounds[1] as usize)
    }

    /// The places of all rows, none taken yet: to put entries into their rows in the order in which they come.
    pub fn free_places(&self) -> FreePlaces {
        FreePlaces(self.0.clone())
    }

    /// Bytes held, for memory figures.
    pub fn heap_bytes(&self) -> usize {
        self.0.capacity() * size_of::<u32>()
    }
}

/// The next free place of each row, see [`RowOffsets::free_places`].
#[derive(Clone, Debug)]
pub struct FreePlaces(Vec<u32>);

impl FreePlaces {
    /// Takes the next place of a row. A row must not be asked for more places than it has entries.
    #[inline]
    pub fn take(&mut self, row: usize) -> usize {
        let place = self.0[row];
        self.0[row] += 1;
        place as usize
    }
}

/// A square sparse matrix: each row's entries, sorted by column, with a weight and a count each.
///
/// ```
/// use clientele_core::sparse::{Csr, CsrEntry};
///
/// let entry = |column, weight| CsrEntry { column, weight, count: 1 };
/// let mut matrix = Csr::default();
/// matrix.push_strongest(&mut vec![entry(2, 0.9), entry(0, 0.1), entry(1, 0.5)], 2); // keeps columns 1 and 2
/// matrix.push_strongest(&mut vec![], 2);
/// matrix.push_strongest(&mut vec![entry(0, 0.3)], 2);
/// assert_eq!(matrix.row(0), (&[1, 2][..], &[0.5, 0.9][..]));
/// assert_eq!(matrix.find(0, 0), None);
/// assert_eq!(matrix.transposed().row(2), (&[0][..], &[0.9][..]));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Csr {
    offsets: RowOffsets,
    column: Vec<u32>,
    weight: Vec<f32>,
    count: Vec<u32>,
}

/// An entry of a row of a [`Csr`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CsrEntry {
    /// Its column.
    pub column: u32,
    /// Its weight; what it means depends on the matrix.
    pub weight: f32,
    /// Observations behind it.
    pub count: u32,
}

impl Csr {
    /// Appends the next row: of these entries the `keep` of greatest weight (ties: the lower column). `entries` comes back with those
    /// kept, sorted by column.
    pub fn push_strongest(&mut self, entries: &mut Vec<CsrEntry>, keep: usize) {
        if entries.len() > keep {
            entries.select_nth_unstable_by(keep, |a, b| b.weight.total_cmp(&a.weight).then(a.column.cmp(&b.column)));
            entries.truncate(keep);
        }
        entries.sort_unstable_by_key(|entry| entry.column);
        for entry in entries.iter() {
            self.column.push(entry.column);
            self.weight.push(entry.weight);
            self.count.push(entry.count);
        }
        self.offsets.push_end(self.column.len());
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.offsets.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.offsets.is_empty()
    }

    /// Number of entries in all rows.
    pub fn nnz(&self) -> usize {
        self.column.len()
    }

    /// The entries of a row, sorted by column.
    pub fn entries(&self, row: u32) -> impl ExactSizeIterator<Item = CsrEntry> + '_ {
        self.offsets.row(row as usize).map(|at| self.entry(at))
    }

    /// A row as columns, ascending, and weights.
    #[inline]
    pub fn row(&self, row: u32) -> (&[u32], &[f32]) {
        let row = self.offsets.row(row as usize);
        (&self.column[row.clone()], &self.weight[row])
    }

    /// The entry of a row in a column, if there is one.
    pub fn find(&self, row: u32, column: u32) -> Option<CsrEntry> {
        let row = self.offsets.row(row as usize);
        let at = row.start + self.column[row].binary_search(&column).ok()?;
        Some(self.entry(at))
    }

    /// The matrix with rows and columns exchanged.
    #[must_use]
    pub fn transposed(&self) -> Self {
        let offsets = RowOffsets::counted(self.column.iter().map(|&column| column as usize), self.len());
        let mut free = offsets.free_places();
        let n = self.nnz();
        let mut out = Self { offsets, column: vec![0; n], weight: vec![0.0; n], count: vec![0; n] };
        for row in 0..self.len() as u32 {
            for entry in self.entries(row) {
                let at = free.take(entry.column as usize);
                out.column[at] = row;
                out.weight[at] = entry.weight;
                out.count[at] = entry.count;
            }
        }
        out
    }

    fn entry(&self, at: usize) -> CsrEntry {
        CsrEntry { column: self.column[at], weight: self.weight[at], count: self.count[at] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn transposing_twice_changes_nothing(cells in prop::collection::btree_map((0_u32..9, 0_u32..9), 1_u32..50, 0..40)) {
            let mut matrix = Csr::default();
            for row in 0..9 {
                let of_row = cells.iter().filter(|((r, _), _)| *r == row);
                let mut entries: Vec<CsrEntry> =
                    of_row.map(|((_, column), &count)| CsrEntry { column: *column, weight: count as f32, count }).collect();
                matrix.push_strongest(&mut entries, usize::MAX);
            }
            let turned = matrix.transposed();
            for (&(row, column), &count) in &cells {
                prop_assert_eq!(turned.find(column, row).map(|entry| entry.count), Some(count));
            }
            prop_assert_eq!(turned.nnz(), cells.len());
            prop_assert_eq!(turned.transposed(), matrix);
        }
    }
}
