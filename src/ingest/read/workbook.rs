//! The sheets of an xlsx workbook as rows of text, read with calamine. Dates become ISO text, numbers their shortest exact decimals.

use crate::read::archive_event::{ArchiveEvent, ArchiveOutput, name_within};
use crate::read::row_collector::{RowCollector, write_moment, write_number};
use crate::read::unreadable::UnreadableKind;
use calamine::{DataType, Reader, SheetType, Xlsx, XlsxError};
use std::fmt::Write;
use std::io::Cursor;

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

/// A name for each sheet that is not empty: the file's own if there is one sheet only.
pub(crate) fn names(file: &str, sheets: &[String]) -> Vec<String> {
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
        let mut rows = RowCollector::default();
        let mut row = 0;
        loop {
            match cells.next_cell() {
                Ok(Some(cell)) => {
                    row = cell.get_position().0;
                    rows.push(cell.get_position(), |out| write_cell(cell.get_value(), out))?;
                }
                Ok(None) => break,
                // A kind of error that calamine does not know, such as #SPILL!.
                Err(XlsxError::CellError(_)) => rows.error(row + 1),
                Err(error) => return Err(fault(error)),
            }
            if rows.is_full() {
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
    use calamine::{CellErrorType, Data, ExcelDateTime, ExcelDateTimeType};

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
}
