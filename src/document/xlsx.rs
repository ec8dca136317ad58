//! A workbook as an XLSX file: formats, frozen headers, filters. Texts stay texts, whatever they look like.

use super::DocumentError;
use super::workbook::{Column, ColumnKind, Sheet, SheetBody, Workbook};
use clientele_core::domain::{Cell, Day, Figure, is_formula};
use rust_xlsxwriter as xl;

/// Rows of a sheet, the header among them.
const MOST_ROWS: usize = 1_048_576;
/// Letters of a cell, in units of UTF-16.
const MOST_LETTERS: usize = 32_767;
/// Days from the beginning of the spreadsheet's calendar to 1970-01-01; from March 1900 on it counts as ours does.
const EPOCH_SERIAL: i32 = 25_569;
/// Its first day that counts so.
const FIRST_SERIAL: i32 = 61;

/// Text for a cell: without control characters, no longer than a cell may be.
pub(super) fn cell_text(text: &str) -> String {
    let mut left = MOST_LETTERS;
    let mut out = String::with_capacity(text.len().min(MOST_LETTERS));
    for letter in text.chars() {
        let is_written = !letter.is_control() || matches!(letter, '\n' | '\t');
        if !is_written || matches!(letter, '\u{fffe}' | '\u{ffff}') {
            continue;
        }
        if letter.len_utf16() > left {
            break;
        }
        left -= letter.len_utf16();
        out.push(letter);
    }
    out
}

struct Formats {
    header: xl::Format,
    header_right: xl::Format,
    text: xl::Format,
    /// Marked as text, as with an apostrophe before it: who edits the cell does not make it a formula.
    text_only: xl::Format,
    count: xl::Format,
    number: xl::Format,
    share: xl::Format,
    money: xl::Format,
    day: xl::Format,
}

impl Formats {
    fn new(currency: &str) -> Self {
        let of = |code: &str| xl::Format::new().set_num_format(code).set_align(xl::FormatAlign::Top);
        let header = xl::Format::new()
            .set_bold()
            .set_text_wrap()
            .set_border_bottom(xl::FormatBorder::Thin)
            .set_align(xl::FormatAlign::Bottom);
        // Only letters stand for themselves inside quotes.
        let sign: String = currency.chars().filter(|c| c.is_alphanumeric() || "€£$¥ ".contains(*c)).collect();
        let money = if sign.is_empty() { "#,##0.00".to_owned() } else { format!("\"{sign}\" #,##0.00") };
        Self {
            header_right: header.clone().set_align(xl::FormatAlign::Right),
            header,
            text: xl::Format::new().set_align(xl::FormatAlign::Top),
            text_only: xl::Format::new().set_align(xl::FormatAlign::Top).set_quote_prefix(),
            count: of("#,##0"),
            number: of("#,##0.####"),
            share: of("0.0%"),
            money: of(&money),
            day: of("yyyy-mm-dd"),
        }
    }

    fn of_text(&self, text: &str) -> &xl::Format {
        if is_formula(text) { &self.text_only } else { &self.text }
    }
}

/// The workbook's file.
///
/// # Errors
/// When the writer refuses, such as for a workbook without sheets.
pub fn workbook_xlsx(book: &Workbook) -> Result<Vec<u8>, DocumentError> {
    write(book).map_err(|error| DocumentError::Workbook(error.to_string()))
}

fn write(book: &Workbook) -> Result<Vec<u8>, xl::XlsxError> {
    let mut out = xl::Workbook::new();
    let (year, month, day) = book.dated.to_ymd();
    let dated = xl::ExcelDateTime::from_ymd(u16::try_from(year).unwrap_or(1900).clamp(1900, 9999), month, day)?;
    let properties =
        xl::DocProperties::new().set_title(cell_text(&book.title)).set_author("Clientele").set_creation_datetime(&dated);
    out.set_properties(&properties);
    let formats = Formats::new(&book.currency);
    for sheet in &book.sheets {
        let page = out.add_worksheet();
        page.set_name(&sheet.name)?;
        page.set_freeze_panes(1, 0)?;
        page.set_landscape();
        page.set_print_fit_to_pages(1, 0);
        page.set_repeat_rows(0, 0)?;
        match &sheet.body {
            SheetBody::Table(view) => {
                for (at, header) in view.columns.iter().enumerate() {
                    let right = view.rows.iter().any(|row| matches!(row.get(at), Some(Cell::Figure(_))));
                    write_header(page, at, header, right, &formats)?;
                    let widest = view.rows.iter().filter_map(|row| row.get(at)).map(wide).fold(0, usize::max);
                    set_width(page, at, header, widest)?;
                }
                for (row, cells) in view.rows.iter().enumerate().take(MOST_ROWS - 1) {
                    for (at, cell) in cells.iter().enumerate() {
                        write_cell(page, row as u32 + 1, at as u16, cell, &formats)?;
                    }
                }
            }
            SheetBody::Columns(columns) => {
                for (at, column) in columns.iter().enumerate() {
                    let right = !matches!(column.cells, ColumnKind::Text { .. } | ColumnKind::Words { .. });
                    write_header(page, at, &column.header, right, &formats)?;
                    write_column(page, at as u16, column, &formats)?;
                    set_width(page, at, &column.header, column_wide(&column.cells))?;
                }
            }
        }
        finish_sheet(page, sheet)?;
    }
    out.save_to_buffer()
}

/// The filter over the header; a sheet that could not hold all rows says so in its header's comment.
fn finish_sheet(page: &mut xl::Worksheet, sheet: &Sheet) -> Result<(), xl::XlsxError> {
    let columns = match &sheet.body {
        SheetBody::Table(view) => view.columns.len(),
        SheetBody::Columns(columns) => columns.len(),
    };
    let rows = sheet.rows();
    if rows > 1 && columns > 0 {
        page.autofilter(0, 0, rows.min(MOST_ROWS - 1) as u32, columns as u16 - 1)?;
    }
    let mut says = sheet.note.clone();
    if rows > MOST_ROWS - 1 {
        says = format!("A sheet holds {MOST_ROWS} rows; {} more stand in the CSV file only. {says}", rows - (MOST_ROWS - 1));
    }
    if !says.is_empty() {
        page.insert_note(0, 0, &xl::Note::new(cell_text(&says)).set_author("Clientele"))?;
    }
    Ok(())
}

fn write_header(page: &mut xl::Worksheet, at: usize, header: &str, right: bool, formats: &Formats) -> Result<(), xl::XlsxError> {
    let format = if right { &formats.header_right } else { &formats.header };
    page.write_string_with_format(0, at as u16, cell_text(header), format)?;
    Ok(())
}

/// Widths in letters, for what is seen at a glance.
fn set_width(page: &mut xl::Worksheet, at: usize, header: &str, widest: usize) -> Result<(), xl::XlsxError> {
    let longest_word = header.split(' ').map(|word| word.chars().count()).max().unwrap_or(0);
    page.set_column_width(at as u16, (widest.max(longest_word + 3) as f64 + 2.0).clamp(8.0, 60.0))?;
    Ok(())
}

fn wide(cell: &Cell) -> usize {
    match cell {
        Cell::Text(text) => text.chars().count(),
        Cell::Figure(Figure::Money(_)) => 16,
        Cell::Figure(_) | Cell::Day(_) => 10,
        Cell::Empty => 0,
    }
}

fn column_wide(cells: &ColumnKind) -> usize {
    match cells {
        ColumnKind::Text { .. } | ColumnKind::Words { .. } => {
            (0..cells.len().min(200)).filter_map(|row| cells.text(row)).map(|text| text.chars().count()).fold(0, usize::max)
        }
        ColumnKind::Money(_) => 16,
        _ => 10,
    }
}

fn write_cell(page: &mut xl::Worksheet, row: u32, at: u16, cell: &Cell, formats: &Formats) -> Result<(), xl::XlsxError> {
    match cell {
        Cell::Text(text) => page.write_string_with_format(row, at, cell_text(text), formats.of_text(text))?,
        Cell::Figure(Figure::Count(n)) => page.write_number_with_format(row, at, *n as f64, &formats.count)?,
        Cell::Figure(Figure::Money(amount)) => page.write_number_with_format(row, at, amount.to_f64(), &formats.money)?,
        Cell::Figure(Figure::Share(x)) if x.is_finite() => page.write_number_with_format(row, at, *x, &formats.share)?,
        Cell::Figure(Figure::Days(x) | Figure::Number(x)) if x.is_finite() => {
            page.write_number_with_format(row, at, *x, &formats.number)?
        }
        Cell::Day(day) => return write_day(page, row, at, *day, formats),
        _ => page,
    };
    Ok(())
}

fn write_day(page: &mut xl::Worksheet, row: u32, at: u16, day: Day, formats: &Formats) -> Result<(), xl::XlsxError> {
    let serial = day.0.saturating_add(EPOCH_SERIAL);
    if serial >= FIRST_SERIAL {
        page.write_number_with_format(row, at, f64::from(serial), &formats.day)?;
    } else if day != ColumnKind::NO_DAY {
        page.write_string_with_format(row, at, day.to_string(), &formats.text)?;
    }
    Ok(())
}

fn write_column(page: &mut xl::Worksheet, at: u16, column: &Column, formats: &Formats) -> Result<(), xl::XlsxError> {
    let mut numbers = |cells: &[f64], format: &xl::Format| -> Result<(), xl::XlsxError> {
        for (row, &x) in cells.iter().enumerate().take(MOST_ROWS - 1) {
            if x.is_finite() {
                page.write_number_with_format(row as u32 + 1, at, x, format)?;
            }
        }
        Ok(())
    };
    match &column.cells {
        ColumnKind::Number(cells) => numbers(cells, &formats.number),
        ColumnKind::Share(cells) => numbers(cells, &formats.share),
        ColumnKind::Money(cells) => numbers(cells, &formats.money),
        ColumnKind::Count(cells) => {
            for (row, &n) in cells.iter().enumerate().take(MOST_ROWS - 1) {
                page.write_number_with_format(row as u32 + 1, at, f64::from(n), &formats.count)?;
            }
            Ok(())
        }
        ColumnKind::Day(cells) => {
            for (row, &day) in cells.iter().enumerate().take(MOST_ROWS - 1) {
                write_day(page, row as u32 + 1, at, day, formats)?;
            }
            Ok(())
        }
        cells @ (ColumnKind::Text { .. } | ColumnKind::Words { .. }) => {
            for row in 0..cells.len().min(MOST_ROWS - 1) {
                if let Some(text) = cells.text(row).filter(|text| !text.is_empty()) {
                    page.write_string_with_format(row as u32 + 1, at, cell_text(text), formats.of_text(text))?;
                }
            }
            Ok(())
        }
    }
}

#[cfg(test)]
#[path = "xlsx_tests.rs"]
mod tests;
