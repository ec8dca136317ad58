//! One sheet of a workbook as a table: finds the header among its first rows, and collects the rows below it.

use crate::collect::read_error::ReadError;
use crate::collect::store::Store;
use crate::findings::issue_code::IssueCode;
use crate::parse::cell::clean;
use crate::read::encoding::Encoding;
use crate::read::record::Record;
use crate::read::sheet_rows::{RowBlock, SheetCell};
use crate::read::unreadable::UnreadableKind;
use crate::recognise::table_head::{HEADER_ROWS, Header, find_head};
use crate::recognise::table_sample::{SAMPLE_ROWS, TableSample};
use clientele_core::domain::Money;

/// Cells of all sheets, empty ones included (rows times columns of the header): each is looked at, and a tiny file can have very many. A
/// header in the last column makes sixteen million cells of a thousand rows.
pub(crate) const MAX_CELLS: u64 = 250_000_000;

/// A sheet while it is read.
pub(crate) struct SheetTable {
    name: String,
    max_rows: u32,
    /// The first rows, until the header is chosen among them.
    head: Option<Vec<HeadRow>>,
    /// Position in the store once the header is chosen.
    file: Option<usize>,
    width: usize,
    ends: Vec<usize>,
    error_cells: u64,
    error_lines: Vec<u32>,
}

struct HeadRow {
    line: u32,
    text: String,
    cells: Vec<SheetCell>,
}

impl HeadRow {
    /// Where each cell ends, up to the last that is not empty.
    fn ends(&self) -> Vec<usize> {
        let width = self.cells.last().map_or(0, |cell| cell.column as usize + 1);
        let mut ends = Vec::with_capacity(width);
        fill_in(&self.cells, width, &mut ends);
        ends
    }
}

/// Where each of `width` cells ends, and then each cell beyond them that is not empty.
fn fill_in(cells: &[SheetCell], width: usize, ends: &mut Vec<usize>) {
    ends.clear();
    for cell in cells {
        let before = ends.last().copied().unwrap_or(0);
        ends.resize((cell.column as usize).min(width).max(ends.len()), before);
        ends.push(cell.end);
    }
    let last = ends.last().copied().unwrap_or(0);
    ends.resize(width.max(ends.len()), last);
}

impl SheetTable {
    pub(crate) fn new(name: String, max_rows: u32) -> Self {
        Self {
            name,
            max_rows,
            head: Some(Vec::new()),
            file: None,
            width: 0,
            ends: Vec::new(),
            error_cells: 0,
            error_lines: Vec::new(),
        }
    }

    pub(crate) fn push(&mut self, block: &RowBlock, store: &mut Store) -> Result<(), ReadError> {
        self.error_cells += block.error_cells;
        let room = 5_usize.saturating_sub(self.error_lines.len());
        self.error_lines.extend(block.error_lines.iter().take(room));
        for (line, text, cells) in block.rows() {
            match &mut self.head {
                Some(head) => {
                    head.push(HeadRow { line, text: text.to_owned(), cells: cells.to_vec() });
                    if head.len() >= HEADER_ROWS + SAMPLE_ROWS {
                        self.open(store)?;
                    }
                }
                None => self.take(line, text, cells, store)?,
            }
        }
        Ok(())
    }

    /// The sheet is complete. Whether it was a table.
    pub(crate) fn end(&mut self, bytes: u64, store: &mut Store) -> Result<bool, ReadError> {
        self.open(store)?;
        let Some(ix) = self.file else { return Ok(false) };
        let Store { files, issues, .. } = store;
        let Some(file) = files.get_mut(ix) else { return Ok(false) };
        file.bytes = bytes;
        file.encoding = Encoding::Workbook;
        for &line in &self.error_lines {
            issues.add(IssueCode::ErrorCells, "", Money::ZERO, || file.example(line, "", ""));
        }
        if self.error_cells > 0 {
            issues.entry(IssueCode::ErrorCells, "").rows += self.error_cells - self.error_lines.len() as u64;
        }
        Ok(true)
    }

    /// Chooses the header among the first rows, and takes those below it.
    fn open(&mut self, store: &mut Store) -> Result<(), ReadError> {
        let Some(head) = self.head.take() else { return Ok(()) };
        let ends: Vec<Vec<usize>> = head.iter().take(HEADER_ROWS).map(HeadRow::ends).collect();
        let rows = head.iter().zip(&ends);
        let cells: Vec<Vec<&str>> = rows.map(|(row, ends)| Record::new(&row.text, ends, row.line).fields().collect()).collect();
        let found = find_head(&cells);
        let last = found.at + found.rows() - 1;
        let Some(header) = head.get(last) else { return Ok(()) };
        let tidy = |cells: &Vec<&str>| -> Vec<String> { cells.iter().map(|cell| clean(cell).0.to_owned()).collect() };
        let header_rows: Vec<Vec<String>> = cells.iter().take(last + 1).skip(found.at).map(tidy).collect();
        let headers = found.joined.unwrap_or_else(|| header_rows.last().cloned().unwrap_or_default());
        self.width = headers.len();
        let mut sample = TableSample::default();
        for row in head.iter().skip(last + 1) {
            sample.push(&Record::new(&row.text, &row.ends(), row.line));
        }
        let ix = store.open(&self.name, 0, Header { names: headers, rows: header_rows }, &sample);
        if let Some(file) = store.files.get_mut(ix).filter(|_| found.at > 0) {
            file.preamble_lines = header.line.saturating_sub(1);
        }
        self.file = Some(ix);
        for row in head.get(last + 1..).unwrap_or_default() {
            self.take(row.line, &row.text, &row.cells, store)?;
        }
        Ok(())
    }

    /// Collects a row, filled with empty cells up to the width of the header, as rows of a sheet have no end. Cells beyond the header
    /// count only if they are not empty: then the row has too many cells.
    fn take(&mut self, line: u32, text: &str, cells: &[SheetCell], store: &mut Store) -> Result<(), ReadError> {
        let Some(file) = self.file else { return Ok(()) };
        fill_in(cells, self.width, &mut self.ends);
        store.sheet_cells += self.ends.len() as u64;
        if store.sheet_cells > MAX_CELLS {
            return Err(ReadError::Unreadable(UnreadableKind::TooManyCells, 0));
        }
        store.take_row(file, &Record::new(text, &self.ends, line), false, self.max_rows)
    }
}
