//! Rows of a sheet as text, from the reader of workbooks to the table.

/// Some rows of a sheet. Empty rows and empty cells take no memory.
#[derive(Default)]
pub(crate) struct RowBlock {
    pub(crate) text: String,
    pub(crate) cells: Vec<SheetCell>,
    pub(crate) rows: Vec<RowStart>,
    /// Cells that show an error, and the rows of the first of them.
    pub(crate) error_cells: u64,
    pub(crate) error_lines: Vec<u32>,
}

/// A cell that is not empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SheetCell {
    /// From 0.
    pub(crate) column: u32,
    /// Where its text ends, within that of its row; it begins where the one before ends.
    pub(crate) end: usize,
}

#[derive(Clone, Copy)]
pub(crate) struct RowStart {
    /// Number of the row in the sheet, from 1.
    pub(crate) line: u32,
    pub(crate) text_start: usize,
    pub(crate) cells_start: usize,
}

impl RowBlock {
    /// Each row: its number in the sheet, its text, and its cells from left to right.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (u32, &str, &[SheetCell])> {
        self.rows.iter().enumerate().map(|(ix, row)| {
            let next = self.rows.get(ix + 1);
            let text = self.text.get(row.text_start..next.map_or(self.text.len(), |n| n.text_start));
            let cells = self.cells.get(row.cells_start..next.map_or(self.cells.len(), |n| n.cells_start));
            (row.line, text.unwrap_or_default(), cells.unwrap_or_default())
        })
    }
}
