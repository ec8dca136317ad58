//! The sheets of an old workbook (.xls) as rows of text, the same as a new one gives.

use crate::read::archive_event::{ArchiveEvent, ArchiveOutput, pause};
use crate::read::compound_file::CompoundFile;
use crate::read::number_format::NumberKind;
use crate::read::row_collector::{RowCollector, write_moment, write_number};
use crate::read::unreadable::UnreadableKind;
use crate::read::workbook::names;
use crate::read::xls_records::{XlsBook, XlsCell, XlsSheet, XlsValue};
use calamine::{ExcelDateTime, ExcelDateTimeType};

/// Cells that are read in one step.
const CELLS_A_STEP: usize = 100_000;
/// Numbers of days from here on are none: the year 10000 begins.
const LAST_MOMENT: f64 = 2_958_466.0;

/// Reads a compound file that holds an old workbook.
///
/// The records of a sheet may come in any order (some programs write column by column), so its cells are held and sorted.
pub(crate) async fn xls(file: &str, bytes: &[u8], output: &ArchiveOutput) -> Result<(), UnreadableKind> {
    let packed = CompoundFile::open(bytes).ok_or(UnreadableKind::BrokenWorkbook)?;
    if packed.stream("EncryptedPackage").is_some() {
        return Err(UnreadableKind::EncryptedWorkbook);
    }
    // Files before Excel 97 have the second name.
    let Some(records) = packed.stream("Workbook").or_else(|| packed.stream("Book")) else { return Err(UnreadableKind::NoTable) };
    drop(packed);
    let book = XlsBook::read(&records)?;
    let has_cells = |sheet: &&XlsSheet| book.cells(sheet).any(|cell| cell.map_or(true, |cell| !is_empty(&book, &cell)));
    let sheets: Vec<&XlsSheet> = book.sheets.iter().filter(has_cells).collect();
    let titles: Vec<String> = sheets.iter().map(|sheet| sheet.name.clone()).collect();
    let count = sheets.len() as f32;
    for (ix, (sheet, name)) in sheets.iter().zip(names(file, &titles)).enumerate() {
        let mut cells: Vec<XlsCell> = Vec::new();
        for cell in book.cells(sheet) {
            cells.push(cell?);
            if cells.len().is_multiple_of(CELLS_A_STEP) {
                pause().await;
            }
        }
        cells.sort_by_key(place);
        output.emit(ArchiveEvent::Sheet(name));
        let mut rows = RowCollector::default();
        for (at, cell) in cells.iter().enumerate() {
            // Of two cells in one place the later one counts.
            if cells.get(at + 1).is_some_and(|next| place(next) == place(cell)) {
                continue;
            }
            rows.push((u32::from(cell.row), u32::from(cell.column)), |out| write_cell(&book, &cell.value, out))?;
            if rows.is_full() {
                output.emit(ArchiveEvent::Rows(rows.take_complete()));
                output.pause_at((ix as f32 + at as f32 / cells.len() as f32) / count).await;
            }
        }
        output.emit(ArchiveEvent::Rows(rows.block));
        output.emit(ArchiveEvent::SheetEnd);
        output.pause_at((ix + 1) as f32 / count).await;
    }
    Ok(())
}

fn place(cell: &XlsCell) -> (u16, u16) {
    (cell.row, cell.column)
}

fn is_empty(book: &XlsBook<'_>, cell: &XlsCell) -> bool {
    match &cell.value {
        XlsValue::Text(text) => text.is_empty(),
        XlsValue::Shared(number) => book.shared(*number).is_none_or(str::is_empty),
        _ => false,
    }
}

/// Writes the cell as text. `false`: it shows an error, and nothing is written.
fn write_cell(book: &XlsBook<'_>, value: &XlsValue, out: &mut String) -> bool {
    match value {
        XlsValue::Number(number, kind) => {
            let moment = match kind {
                NumberKind::Number => None,
                NumberKind::Moment => Some(ExcelDateTimeType::DateTime),
                NumberKind::Duration => Some(ExcelDateTimeType::TimeDelta),
            };
            match moment {
                Some(kind) if (0.0..LAST_MOMENT).contains(number) => {
                    write_moment(&ExcelDateTime::new(*number, kind, book.is_1904), out);
                }
                _ => write_number(*number, out),
            }
        }
        XlsValue::Shared(number) => out.push_str(book.shared(*number).unwrap_or_default()),
        XlsValue::Text(text) => out.push_str(text),
        XlsValue::Flag(flag) => out.push_str(if *flag { "TRUE" } else { "FALSE" }),
        XlsValue::Error => return false,
    }
    true
}
