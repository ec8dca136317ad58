//! The sheets of an xlsx workbook as rows of text, read with calamine. Dates become ISO text, numbers their shortest exact decimals.

use crate::read::archive_event::{ArchiveEvent, ArchiveOutput, name_within};
use crate::read::sheet_rows::{RowBlock, RowStart, SheetCell};
use crate::read::unreadable::UnreadableKind;
use calamine::{DataType, ExcelDateTime, Reader, SheetType, Xlsx, XlsxError};
use clientele_core::domain::Day;
use std::fmt::Write;
use std::io::Cursor;

/// Cells, and bytes of their text, that are read in one step.
const CELLS_A_STEP: usize = 20_000;
const TEXT_A_STEP: usize = 4 << 20;
/// Columns of a sheet: the last is XFD.
const MAX_COLUMNS: u32 = 16_384;
/// Text of one cell. Spreadsheets hold 32,767 letters.
const MAX_CELL_BYTES: usize = 1 << 20;
/// Text of all cells together: a small workbook can refer to one long shared text from any number of cells.
const MAX_TEXT_BYTES: u64 = 2 << 30;

/// Collects the cells of a sheet, which come row by row, into blocks.
#[derive(Default)]
struct Rows {
    block: RowBlock,
    cells: usize,
    cell: String,
    /// Text of all cells so far.
    bytes: u64,
}

impl Rows {
    /// Takes a cell by its position, from 0. Cells that come in no order, or where no spreadsheet has any, make the sheet unreadable.
    fn push<D: DataType>(&mut self, (row, column): (u32, u32), cell: &D) -> Result<(), UnreadableKind> {
        self.cells += 1;
        self.cell.clear();
        if !write_cell(cell, &mut self.cell) {
            self.error(row + 1);
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

    fn error(&mut self, line: u32) {
        self.block.error_cells += 1;
        if self.block.error_lines.len() < 5 {
            self.block.error_lines.push(line);
        }
    }

    /// The rows so far, but for the last, which may go on.
    fn take_complete(&mut self) -> RowBlock {
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

/// Writes the cell as text. `false`: it shows an error, and nothing is written.
fn write_cell<D: DataType>(cell: &D, out: &mut String) -> bool {
    if let Some(text) = cell.get_string().or_else(|| cell.get_datetime_iso()).or_else(|| cell.get_duration_iso()) {
        out.push_str(text);
    } else if let Some(number) = cell.get_float() {
        write_number(number, out);
    } else if let Some(moment) = cell.get_datetime() {
        write_moment(&moment, out);
    } else if let Some(number) = cell.get_int() {
        let _ = write!(out, "{number}");
    } else if let Some(flag) = cell.get_bool() {
        out.push_str(if flag { "TRUE" } else { "FALSE" });
    } else {
        return cell.get_error().is_none();
    }
    true
}

/// The shortest decimals that mean exactly this number. Three decimals get a zero, as a workbook's `1.234` is never thousands.
fn write_number(number: f64, out: &mut String) {
    let start = out.len();
    let _ = write!(out, "{number}");
    let text = out.get(start..).unwrap_or_default();
    if text.len().checked_sub(4).is_some_and(|at| text.as_bytes().get(at) == Some(&b'.')) {
        out.push('0');
    }
}

/// `2010-12-01 08:26:00`, without the time at midnight and without the date of a mere time.
fn write_moment(moment: &ExcelDateTime, out: &mut String) {
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

/// A name for each sheet that is not empty: the file's own if there is one sheet only.
fn names(file: &str, sheets: &[String]) -> Vec<String> {
    match sheets {
        [_] => vec![file.to_owned()],
        _ => sheets.iter().map(|sheet| name_within(file, sheet)).collect(),
    }
}

/// Reads a xlsx workbook's sheets cell by cell.
pub(crate) async fn xlsx(file: &str, bytes: &[u8], output: &ArchiveOutput) -> Result<(), UnreadableKind> {
    let fault = |error: XlsxError| match error {
        XlsxError::Password => UnreadableKind::EncryptedWorkbook,
        _ => UnreadableKind::BrokenWorkbook,
    };
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(fault)?;
    let worksheets = workbook.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let mut sheets: Vec<String> = worksheets.map(|sheet| sheet.name.clone()).collect();
    sheets.retain(|sheet| {
        let Ok(mut cells) = workbook.worksheet_cells_reader(sheet) else { return true };
        loop {
            match cells.next_cell() {
                Ok(None) => return false,
                Ok(Some(cell)) if cell.get_value().is_empty() => {}
                _ => return true,
            }
        }
    });
    let count = sheets.len() as f32;
    for (ix, (sheet, name)) in sheets.iter().zip(names(file, &sheets)).enumerate() {
        let mut cells = match workbook.worksheet_cells_reader(sheet) {
            Ok(cells) => cells,
            // A chart, or a macro of old.
            Err(XlsxError::NotAWorksheet(_)) => continue,
            Err(error) => return Err(fault(error)),
        };
        let rows_told = cells.dimensions().end.0.saturating_add(1);
        output.emit(ArchiveEvent::Sheet(name));
        let mut rows = Rows::default();
        let mut row = 0;
        loop {
            match cells.next_cell() {
                Ok(Some(cell)) => {
                    row = cell.get_position().0;
                    rows.push(cell.get_position(), cell.get_value())?;
                }
                Ok(None) => break,
                // A kind of error that calamine does not know, such as #SPILL!.
                Err(XlsxError::CellError(_)) => rows.error(row + 1),
                Err(error) => return Err(fault(error)),
            }
            if rows.cells >= CELLS_A_STEP || rows.block.text.len() >= TEXT_A_STEP {
                output.emit(ArchiveEvent::Rows(rows.take_complete()));
                output.pause_at((ix as f32 + row as f32 / rows_told as f32) / count).await;
            }
        }
        output.emit(ArchiveEvent::Rows(rows.block));
        output.emit(ArchiveEvent::SheetEnd);
        output.pause_at((ix + 1) as f32 / count).await;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{CellErrorType, Data, ExcelDateTimeType};

    fn check(cell: Data, expected: &str) {
        let mut text = String::new();
        assert_eq!((write_cell(&cell, &mut text), text.as_str()), (!cell.is_error(), expected), "{cell:?}");
    }

    #[test]
    fn cells_as_text() {
        check(Data::Float(17850.0), "17850");
        check(Data::Float(2.55), "2.55");
        check(Data::Float(-0.001), "-0.0010");
        check(Data::Float(1.234), "1.2340");
        check(Data::Float(1e21), "1000000000000000000000");
        check(Data::Float(0.1 + 0.2), "0.30000000000000004");
        check(Data::Int(-7), "-7");
        check(Data::Bool(true), "TRUE");
        check(Data::Error(CellErrorType::NA), "");
        check(Data::String(" a ".into()), " a ");
        check(Data::Empty, "");
        check(Data::DateTimeIso("2024-01-02T03:04:05".into()), "2024-01-02T03:04:05");
        let moment = |value, is_1904| Data::DateTime(ExcelDateTime::new(value, ExcelDateTimeType::DateTime, is_1904));
        check(moment(40_513.351_388_888_89, false), "2010-12-01 08:26:00");
        check(moment(40_513.0, false), "2010-12-01");
        check(moment(39_051.5, true), "2010-12-01 12:00:00");
        check(moment(40_513.999_999_9, false), "2010-12-02");
        check(moment(0.5, false), "12:00:00");
    }

    #[test]
    fn rows_are_cut_where_they_end() {
        let mut rows = Rows::default();
        for (row, column, text) in [(0, 1, "a"), (0, 3, "bc"), (2, 0, "d"), (2, 1, ""), (4, 0, "e")] {
            rows.push((row, column), &Data::String(text.into())).unwrap();
        }
        let block = rows.take_complete();
        rows.push((4, 2), &Data::Float(1.5)).unwrap();
        let cells = |cells: &[SheetCell]| cells.iter().map(|cell| (cell.column, cell.end)).collect::<Vec<_>>();
        let found: Vec<_> = block.rows().chain(rows.block.rows()).map(|(line, text, row)| (line, text, cells(row))).collect();
        assert_eq!(found, [(1, "abc", vec![(1, 1), (3, 3)]), (3, "d", vec![(0, 1)]), (5, "e1.5", vec![(0, 1), (2, 4)])]);
        assert_eq!(rows.push((4, 1), &Data::Float(1.0)), Err(UnreadableKind::BrokenWorkbook));
        assert_eq!(rows.push((5, MAX_COLUMNS), &Data::Float(1.0)), Err(UnreadableKind::BrokenWorkbook));
    }

    #[test]
    fn cells_take_the_room_that_they_need_wherever_they_stand() {
        let mut rows = Rows::default();
        for row in 0..1_000 {
            rows.push((row, MAX_COLUMNS - 1), &Data::Float(1.0)).unwrap();
        }
        assert_eq!((rows.block.cells.len(), rows.block.text.len()), (1_000, 1_000));
        let long = Data::String("x".repeat(MAX_CELL_BYTES + 1));
        assert_eq!(rows.push((1_000, 0), &long), Err(UnreadableKind::TooLarge));
    }
}
