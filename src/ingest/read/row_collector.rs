//! Collects the cells of a sheet, which come row by row, into blocks; bounds what they may hold; and writes numbers and moments as text.

use crate::read::sheet_rows::{RowBlock, RowStart, SheetCell};
use crate::read::unreadable::UnreadableKind;
use calamine::ExcelDateTime;
use clientele_core::domain::Day;
use std::fmt::Write;

/// Cells, and bytes of their text, that are read in one step.
const CELLS_A_STEP: usize = 20_000;
const TEXT_A_STEP: usize = 4 << 20;
/// Columns of a sheet: the last is XFD.
pub(crate) const MAX_COLUMNS: u32 = 16_384;
/// Text of one cell. Spreadsheets hold 32,767 letters.
const MAX_CELL_BYTES: usize = 1 << 20;
/// Text of all cells together: a small workbook can refer to one long shared text from any number of cells.
const MAX_TEXT_BYTES: u64 = 2 << 30;

/// Collects the cells of a sheet, which come row by row, into blocks.
#[derive(Default)]
pub(crate) struct RowCollector {
    pub(crate) block: RowBlock,
    cells: usize,
    cell: String,
    /// Text of all cells so far.
    bytes: u64,
}

impl RowCollector {
    /// Takes a cell by its position, from 0. Cells that come in no order, or where no spreadsheet has any, make the sheet unreadable.
    /// `write` writes its text, or says that it shows an error by `false`.
    pub(crate) fn push(
        &mut self,
        (row, column): (u32, u32),
        write: impl FnOnce(&mut String) -> bool,
    ) -> Result<(), UnreadableKind> {
        self.cells += 1;
        self.cell.clear();
        if !write(&mut self.cell) {
            self.error(row.saturating_add(1));
        }
        if self.cell.is_empty() {
            return Ok(());
        }
        self.bytes += self.cell.len() as u64;
        if self.cell.len() > MAX_CELL_BYTES || self.bytes > MAX_TEXT_BYTES {
            return Err(UnreadableKind::TooLarge);
        }
        let RowBlock { text, cells, rows, .. } = &mut self.block;
        let line = row.saturating_add(1);
        let start = match rows.last() {
            Some(last) if last.line == line => *last,
            _ => {
                let new = RowStart { line, text_start: text.len(), cells_start: cells.len() };
                rows.push(new);
                new
            }
        };
        let before = cells.get(start.cells_start..).and_then(|cells| cells.last());
        if column >= MAX_COLUMNS || before.is_some_and(|before| before.column >= column) {
            return Err(UnreadableKind::BrokenWorkbook);
        }
        text.push_str(&self.cell);
        cells.push(SheetCell { column, end: text.len() - start.text_start });
        Ok(())
    }

    /// Counts a cell that shows an error.
    pub(crate) fn error(&mut self, line: u32) {
        self.block.error_cells += 1;
        if self.block.error_lines.len() < 5 {
            self.block.error_lines.push(line);
        }
    }

    /// Whether there is enough for a step.
    pub(crate) fn is_full(&self) -> bool {
        self.cells >= CELLS_A_STEP || self.block.text.len() >= TEXT_A_STEP
    }

    /// The rows so far, but for the last, which may go on.
    pub(crate) fn take_complete(&mut self) -> RowBlock {
        self.cells = 0;
        let Some(last) = self.block.rows.pop() else { return std::mem::take(&mut self.block) };
        let rest = RowBlock {
            text: self.block.text.split_off(last.text_start),
            cells: self.block.cells.split_off(last.cells_start),
            rows: vec![RowStart { line: last.line, text_start: 0, cells_start: 0 }],
            ..RowBlock::default()
        };
        std::mem::replace(&mut self.block, rest)
    }
}

/// The shortest decimals that mean exactly this number. Three decimals get a zero, as a workbook's `1.234` is never thousands.
pub(crate) fn write_number(number: f64, out: &mut String) {
    let start = out.len();
    let _ = write!(out, "{number}");
    let text = out.get(start..).unwrap_or_default();
    if text.len().checked_sub(4).is_some_and(|at| text.as_bytes().get(at) == Some(&b'.')) {
        out.push('0');
    }
}

/// `2010-12-01 08:26:00`, without the time at midnight and without the date of a mere time.
pub(crate) fn write_moment(moment: &ExcelDateTime, out: &mut String) {
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    let mut seconds = u32::from(hour) * 3600 + u32::from(minute) * 60 + u32::from(second) + u32::from(milli >= 500);
    let mut date = Day::from_ymd(i32::from(year), month, day);
    if seconds >= 86_400 {
        seconds -= 86_400;
        date = date.map(|day| Day(day.0 + 1));
    }
    let is_time_only = moment.is_duration() || (0.0..1.0).contains(&moment.as_f64());
    if let Some(date) = date.filter(|_| !is_time_only) {
        let _ = write!(out, "{date}");
        if seconds == 0 {
            return;
        }
        out.push(' ');
    }
    let _ = write!(out, "{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(text: &str) -> impl FnOnce(&mut String) -> bool {
        move |out| {
            out.push_str(text);
            true
        }
    }

    #[test]
    fn rows_are_cut_where_they_end() {
        let mut rows = RowCollector::default();
        for (row, column, text) in [(0, 1, "a"), (0, 3, "bc"), (2, 0, "d"), (2, 1, ""), (4, 0, "e")] {
            rows.push((row, column), text_of(text)).unwrap();
        }
        let block = rows.take_complete();
        rows.push((4, 2), text_of("1.5")).unwrap();
        let cells = |cells: &[SheetCell]| cells.iter().map(|cell| (cell.column, cell.end)).collect::<Vec<_>>();
        let found: Vec<_> = block.rows().chain(rows.block.rows()).map(|(line, text, row)| (line, text, cells(row))).collect();
        assert_eq!(found, [(1, "abc", vec![(1, 1), (3, 3)]), (3, "d", vec![(0, 1)]), (5, "e1.5", vec![(0, 1), (2, 4)])]);
        assert_eq!(rows.push((4, 1), text_of("1")), Err(UnreadableKind::BrokenWorkbook));
        assert_eq!(rows.push((5, MAX_COLUMNS), text_of("1")), Err(UnreadableKind::BrokenWorkbook));
    }

    #[test]
    fn cells_take_the_room_that_they_need_wherever_they_stand() {
        let mut rows = RowCollector::default();
        for row in 0..1_000 {
            rows.push((row, MAX_COLUMNS - 1), text_of("1")).unwrap();
        }
        assert_eq!((rows.block.cells.len(), rows.block.text.len()), (1_000, 1_000));
        let long = "x".repeat(MAX_CELL_BYTES + 1);
        assert_eq!(rows.push((1_000, 0), text_of(&long)), Err(UnreadableKind::TooLarge));
    }
}
