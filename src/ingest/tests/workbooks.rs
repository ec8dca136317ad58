//! Workbooks: what a sheet gives is what the same table as text gives.

use super::*;
use crate::{Encoding, FileKind, RepairCode, UnreadableKind};
use clientele_core::domain::{Money, NO_MINUTE, UserError};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use std::io::{Cursor, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;

const HEADER: [&str; 6] = ["transaction_id", "customer_id", "product_id", "purchase_date", "price", "quantity"];

fn header(sheet: &mut Worksheet, row: u32, names: &[&str]) {
    for (column, name) in (0..).zip(names) {
        sheet.write_string(row, column, *name).unwrap();
    }
}

/// A row as people have it in a workbook: numbers as numbers, the date as a date.
fn sale(sheet: &mut Worksheet, row: u32, order: f64, customer: &str, date: &str, price: f64, quantity: f64) {
    let format = Format::new().set_num_format("dd/mm/yyyy hh:mm");
    sheet.write_number(row, 0, order).unwrap();
    sheet.write_string(row, 1, customer).unwrap();
    sheet.write_number(row, 2, 84_879.0).unwrap();
    sheet.write_datetime_with_format(row, 3, ExcelDateTime::parse_from_str(date).unwrap(), &format).unwrap();
    sheet.write_number(row, 4, price).unwrap();
    sheet.write_number(row, 5, quantity).unwrap();
}

fn one_sheet() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    header(sheet, 0, &HEADER);
    sale(sheet, 1, 536_365.0, "a", "2010-12-01T08:26:00", 2.55, 6.0);
    sale(sheet, 2, 536_366.0, "b", "2010-12-02", 1.234, 1.0);
    sale(sheet, 5, 536_367.0, "a", "2010-12-03T23:59:59", 1250.0, 2.0);
    workbook.save_to_buffer().unwrap()
}

#[test]
fn cells_have_their_own_types() {
    let text = format!(
        "{}\n536365,a,84879,2010-12-01 08:26:00,2.55,6\n536366,b,84879,2010-12-02,1.2340,1\n\n\n\
         536367,a,84879,2010-12-03 23:59:59,1250,2\n",
        HEADER.join(",")
    );
    let as_text = sales(&text);
    let bytes = one_sheet();
    let imported = import(&[("shop.xlsx", &bytes)]).unwrap();
    assert_accounted(&imported);
    assert_eq!(imported.dataset, as_text.dataset);
    assert_eq!(imported.dataset.orders().minute, [506, 1439, NO_MINUTE]);
    assert_eq!(imported.dataset.products().ids.get(0), "84879");
    let file = &imported.report.files[0];
    assert_eq!((file.name.as_str(), file.encoding, file.delimiter, file.rows), ("shop.xlsx", Encoding::Workbook, '\0', 3));
    assert_eq!(file.bytes, bytes.len() as u64);
    for chunk in [1, 1000] {
        let pieces = import_with(&[("shop.xlsx", &bytes)], IngestParams::default(), chunk).unwrap();
        assert_eq!(pieces, imported);
    }
}

#[test]
fn each_sheet_is_a_table() {
    let mut workbook = Workbook::new();
    let people = workbook.add_worksheet().set_name("People").unwrap();
    header(people, 0, &["customer_id", "name", "email", "registration_date"]);
    header(people, 1, &["a", "Ann", "ann@example.com", "2009-05-06"]);
    workbook.add_worksheet().set_name("Empty").unwrap().write_blank(3, 3, &Format::new().set_bold()).unwrap();
    let notes = workbook.add_worksheet().set_name("Notes").unwrap();
    notes.write_string(0, 0, "Remember the milk").unwrap();
    let sheet = workbook.add_worksheet().set_name("Sales").unwrap();
    sheet.write_string(0, 0, "Sales of the year 2010").unwrap();
    header(sheet, 2, &HEADER);
    sale(sheet, 3, 1.0, "a", "2010-12-01T08:26:00", 2.5, 6.0);
    sale(sheet, 4, 2.0, "zed", "2010-12-01T08:26:00", 2.5, 6.0);
    sheet.write_formula(5, 0, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    sheet.write_boolean(5, 1, true).unwrap();
    header(sheet, 6, &["3", "a", "p", "2010-12-05", "soon", "1", "", "", "too far"]);
    let imported = import(&[("shop.xlsx", &workbook.save_to_buffer().unwrap())]).unwrap();
    assert_accounted(&imported);
    let files: Vec<(&str, FileKind, u64)> = imported.report.files.iter().map(|f| (f.name.as_str(), f.kind, f.rows)).collect();
    assert_eq!(
        files,
        [
            ("shop.xlsx › People", FileKind::Customers, 1),
            ("shop.xlsx › Notes", FileKind::Ignored, 0),
            ("shop.xlsx › Sales", FileKind::Sales, 4)
        ]
    );
    let lines: Vec<u32> = imported.set_aside.line.clone();
    assert_eq!(lines, [6, 7], "as the spreadsheet numbers them");
    assert_eq!(rows_of(&imported, IssueCode::RaggedRow), 1);
    let unknown = imported.report.issues.iter().find(|i| i.code == IssueCode::UnknownCustomer).unwrap();
    assert_eq!((unknown.examples[0].line, unknown.examples[0].value.as_str()), (5, "zed"));
    let preamble = imported.report.repairs.iter().find(|r| r.code == RepairCode::Preamble).unwrap();
    assert_eq!((preamble.count, preamble.file.as_str()), (2, "shop.xlsx › Sales"));
}

#[test]
fn error_cells_are_empty_and_counted() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    header(sheet, 0, &HEADER);
    sale(sheet, 1, 1.0, "a", "2010-12-01", 2.0, 1.0);
    let bytes = workbook.save_to_buffer().unwrap();
    // The writer stores errors as text; real programs have a type for them.
    for (error, rows) in [("#N/A", 1), ("#SPILL!", 1)] {
        let bytes = rewritten(&bytes, "xl/worksheets/sheet1.xml", |xml| {
            let at = xml.find("</row></sheetData>").unwrap();
            let row = format!(
                "</row><row r=\"3\"><c r=\"A3\"><v>2</v></c><c r=\"B3\" t=\"e\"><v>{error}</v></c><c r=\"C3\" t=\"inlineStr\">\
                 <is><t>p</t></is></c><c r=\"D3\" t=\"d\"><v>2010-12-02</v></c><c r=\"E3\"><v>3</v></c><c r=\"F3\"><v>1</v></c>"
            );
            format!("{}{row}{}", &xml[..at], &xml[at..])
        });
        let imported = import(&[("f.xlsx", &bytes)]).unwrap();
        assert_accounted(&imported);
        assert_eq!(rows_of(&imported, IssueCode::ErrorCells), rows, "{error}");
        assert_eq!(rows_of(&imported, IssueCode::NoCustomer), 1, "{error}");
        let issue = imported.report.issues.iter().find(|i| i.code == IssueCode::ErrorCells).unwrap();
        assert_eq!(issue.examples[0].line, 3);
        assert_eq!(rows_of(&imported, IssueCode::BadDate), 0, "{error}");
    }
}

/// The archive with one part written anew.
fn rewritten(archive: &[u8], part: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(Cursor::new(archive)).unwrap();
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for ix in 0..from.len() {
        let mut entry = from.by_index(ix).unwrap();
        let name = entry.name().unwrap().to_string();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut bytes).unwrap();
        to.start_file(&name, SimpleFileOptions::default()).unwrap();
        if name == part {
            bytes = change(std::str::from_utf8(&bytes).unwrap()).into_bytes();
        }
        to.write_all(&bytes).unwrap();
    }
    to.finish().unwrap().into_inner()
}

#[test]
fn workbooks_that_cannot_be_read() {
    let check = |bytes: &[u8], kind: UnreadableKind| {
        for chunk in [7, usize::MAX] {
            let error = import_with(&[("f.xlsx", bytes)], IngestParams::default(), chunk).unwrap_err();
            let DataValidationError::Unreadable { what, .. } = &error else { panic!("{error}") };
            assert_eq!(*what, kind, "{error}");
            assert!(error.to_string().ends_with('.') && error.suggestion().ends_with('.'), "{error}");
        }
    };
    let whole = one_sheet();
    check(&whole[..whole.len() / 2], UnreadableKind::BrokenWorkbook);
    let mut flipped = whole.clone();
    let at = flipped.windows(24).position(|w| w == b"xl/worksheets/sheet1.xml").unwrap() + 60;
    flipped[at] ^= 0x55;
    check(&flipped, UnreadableKind::BrokenWorkbook);
    let encrypted: Vec<u8> = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]
        .into_iter()
        .chain([0; 600])
        .chain("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes))
        .chain([0; 600])
        .collect();
    check(&encrypted, UnreadableKind::EncryptedWorkbook);
    check(&[&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], [0; 600].as_slice()].concat(), UnreadableKind::BrokenWorkbook);
    let ods =
        super::archives::packed(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", b"<x/>")]);
    check(&ods, UnreadableKind::NoTable);
    let empty = Workbook::new().add_worksheet().set_name("x").map(|_| ()).and(Workbook::new().save_to_buffer()).unwrap();
    check(&empty, UnreadableKind::NoTable);
    let hostile = rewritten(&whole, "xl/sharedStrings.xml", |xml| xml.replace("uniqueCount=\"", "uniqueCount=\"99999999999"));
    check(&hostile, UnreadableKind::BrokenWorkbook);
}

#[test]
fn reading_a_workbook_goes_in_steps() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    header(sheet, 0, &HEADER);
    for row in 1..=20_000 {
        sale(sheet, row, f64::from(row), "a", "2010-12-01T08:26:00", 1.0, 1.0);
    }
    let bytes = workbook.save_to_buffer().unwrap();
    let mut importer = Importer::new(ValidIngestParams::default());
    importer.begin_file("f.xlsx", None);
    importer.push(&bytes).unwrap();
    let (mut steps, mut shares, mut rows) = (0, Vec::new(), Vec::new());
    while let FileProgress::Working { share } = importer.end_file_step().unwrap() {
        steps += 1;
        shares.push(share);
        rows.push(importer.rows_read());
    }
    assert!(steps > 6, "{steps}");
    assert!(shares.is_sorted() && shares.iter().all(|share| (0.0..=1.0).contains(share)), "{shares:?}");
    assert!(rows.windows(2).all(|pair| pair[1] - pair[0] < 5000), "{rows:?}");
    assert_eq!(importer.finish().unwrap().dataset.lines().len(), 20_000);
}

/// Reference data that stands beside a checkout on some machines.
fn shared(name: &str) -> Option<Vec<u8>> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name))
        .or_else(|_| std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/data").join(name)))
        .ok()
}

#[test]
fn a_real_workbook_gives_what_its_rows_as_text_give() {
    let (Some(workbook), Some(text)) = (shared("online_retail_first_70051_rows.xlsx"), shared("online_retail.csv.gz")) else {
        return;
    };
    let mut unpacked = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(text.as_slice()), &mut unpacked).unwrap();
    let mut lines = unpacked.split_inclusive(|&b| b == b'\n');
    let first: Vec<u8> = lines.by_ref().take(70_052).flatten().copied().collect();
    let from_text = import(&[("f", &first)]).unwrap();
    let from_workbook = import(&[("f", &workbook)]).unwrap();
    assert_accounted(&from_workbook);
    assert_eq!(from_workbook.report.files[0].rows, 70_051);
    assert_eq!(from_workbook.report.reconciliation, from_text.report.reconciliation);
    assert_eq!(from_workbook.dataset, from_text.dataset);
    let counts = |imported: &Imported| -> Vec<(IssueCode, u64, Money)> {
        imported.report.issues.iter().map(|i| (i.code, i.rows, i.money)).collect()
    };
    assert_eq!(counts(&from_workbook), counts(&from_text));
}

/// A workbook with one sheet of these rows, written as XML: each row's cells by their place.
fn of_rows(rows: impl Iterator<Item = String>) -> Vec<u8> {
    let sheet = rows.enumerate().map(|(n, cells)| format!("<row r=\"{}\">{cells}</row>", n + 1)).collect::<String>();
    rewritten(&one_sheet(), "xl/worksheets/sheet1.xml", |xml| {
        let (from, to) = (xml.find("<sheetData>").unwrap(), xml.find("</sheetData>").unwrap());
        format!("{}<sheetData>{sheet}{}", &xml[..from], &xml[to..])
    })
}

fn cell(column: &str, row: usize, text: &str) -> String {
    format!("<c r=\"{column}{row}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

fn sale_cells(row: usize) -> String {
    ["A", "B", "C", "D", "E"]
        .iter()
        .zip([&*format!("t{row}"), "a", "p", "2024-01-02", "2"])
        .map(|(c, text)| cell(c, row, text))
        .collect()
}

#[test]
fn cells_in_the_last_column_take_no_room_for_those_between() {
    let names = ["transaction_id", "customer_id", "product_id", "purchase_date", "price"];
    let header: String = ["A", "B", "C", "D", "E"].iter().zip(names).map(|(c, name)| cell(c, 1, name)).collect();
    // As many rows as fit into a step, each with a cell in the last column: 330 million places for 120,000 cells.
    let rows = (2..20_002).map(|row| if row == 2 { sale_cells(row) } else { sale_cells(row) + &cell("XFD", row, "x") });
    let bytes = of_rows(std::iter::once(header).chain(rows));
    let imported = import(&[("f.xlsx", &bytes)]).unwrap();
    assert_accounted(&imported);
    assert_eq!((imported.report.files[0].rows, rows_of(&imported, IssueCode::RaggedRow)), (20_000, 19_999));
}

#[test]
fn a_sheet_of_more_cells_than_can_be_looked_at_is_refused() {
    // A header that reaches to the last column makes each row sixteen thousand cells.
    let names = ["transaction_id", "customer_id", "product_id", "purchase_date", "price", "note"];
    let header: String = ["A", "B", "C", "D", "E", "XFD"].iter().zip(names).map(|(c, name)| cell(c, 1, name)).collect();
    let wide = |rows: usize| of_rows(std::iter::once(header.clone()).chain((2..rows + 2).map(sale_cells)));
    let imported = import(&[("f.xlsx", &wide(100))]).unwrap();
    assert_eq!(imported.report.reconciliation.analysed.rows, 100);
    let error = import(&[("f.xlsx", &wide(15_300))]).unwrap_err();
    assert!(matches!(error, DataValidationError::Unreadable { what: UnreadableKind::TooManyCells, .. }), "{error}");
    assert_eq!((error.code(), error.place().as_deref()), ("too-many-cells", Some("f.xlsx")));
    assert!(error.to_string().contains("250 million") && error.suggestion().contains("CSV"), "{error}");
}

#[test]
fn a_cell_where_no_spreadsheet_has_any_is_damage() {
    let names = ["transaction_id", "customer_id", "product_id", "purchase_date", "price"];
    let header: String = ["A", "B", "C", "D", "ZZZZ"].iter().zip(names).map(|(c, name)| cell(c, 1, name)).collect();
    let error = import(&[("f.xlsx", &of_rows(std::iter::once(header)))]).unwrap_err();
    assert!(matches!(error, DataValidationError::Unreadable { what: UnreadableKind::BrokenWorkbook, .. }), "{error}");
}
