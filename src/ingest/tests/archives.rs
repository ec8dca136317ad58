//! Zip archives of text files.

use super::*;
use crate::{FileKind, RepairCode, UnreadableKind};
use clientele_core::domain::UserError;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

const CUSTOMERS: &[u8] = include_bytes!("../../../tests/fixtures/ingest/customers.csv");
const PRODUCTS: &[u8] = include_bytes!("../../../tests/fixtures/ingest/products.csv");
const TRANSACTIONS: &[u8] = include_bytes!("../../../tests/fixtures/ingest/transactions.csv");

/// A zip archive of these files.
pub(crate) fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn each_file_of_an_archive_is_a_file() {
    let zip = packed(&[
        ("c.csv", CUSTOMERS),
        ("folder/p.csv", PRODUCTS),
        ("__MACOSX/._c.csv", b"\0\0\0 nothing"),
        (".DS_Store", b"\0\0\0"),
        ("logo.png", b"\x89PNG\r\n\x1a\n and so on"),
        ("t.csv", TRANSACTIONS),
    ]);
    let plain = import(&[("c.csv", CUSTOMERS), ("p.csv", PRODUCTS), ("t.csv", TRANSACTIONS)]).unwrap();
    for chunk in [1, 1000, usize::MAX] {
        let imported = import_with(&[("shop.zip", &zip)], IngestParams::default(), chunk).unwrap();
        assert_accounted(&imported);
        assert_eq!(imported.dataset, plain.dataset);
        let names: Vec<(&str, FileKind)> = imported.report.files.iter().map(|f| (f.name.as_str(), f.kind)).collect();
        assert_eq!(
            names,
            [
                ("shop.zip › c.csv", FileKind::Customers),
                ("shop.zip › folder/p.csv", FileKind::Products),
                ("shop.zip › logo.png", FileKind::Ignored),
                ("shop.zip › t.csv", FileKind::Sales),
            ]
        );
        let note = imported.report.repairs.iter().find(|r| r.code == RepairCode::FileIgnored).unwrap();
        assert!(note.file.ends_with("logo.png") && note.text.contains("not a text file"), "{note:?}");
    }
}

#[test]
fn a_workbook_may_be_in_an_archive_but_no_other_archive() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, (name, value)) in (0..).zip([
        ("transaction_id", "1"),
        ("customer_id", "a"),
        ("product_id", "p"),
        ("purchase_date", "2024-01-01"),
        ("price", "5"),
    ]) {
        sheet.write_string(0, column, name).unwrap();
        sheet.write_string(1, column, value).unwrap();
    }
    let xlsx = workbook.save_to_buffer().unwrap();
    let alone = import(&[("f.zip", &packed(&[("shop.xlsx", &xlsx)]))]).unwrap();
    assert_eq!((alone.report.files[0].name.as_str(), alone.dataset.lines().len()), ("f.zip", 1));
    let zip = packed(&[("a.csv", TRANSACTIONS), ("shop.xlsx", &xlsx), ("more.zip", &packed(&[("b.csv", TRANSACTIONS)]))]);
    let imported = import(&[("f.zip", &zip)]).unwrap();
    assert_accounted(&imported);
    let names: Vec<(&str, u64)> = imported.report.files.iter().map(|f| (f.name.as_str(), f.rows)).collect();
    assert_eq!(names, [("f.zip › a.csv", 16), ("f.zip › shop.xlsx", 1), ("f.zip › more.zip", 0)]);
}

#[test]
fn archives_that_cannot_be_read() {
    let check = |bytes: &[u8], code: &str| {
        let error = import(&[("f.zip", bytes)]).unwrap_err();
        assert_eq!(error.code(), code, "{error}");
        assert!(error.to_string().ends_with('.') && error.suggestion().ends_with('.'), "{error}");
    };
    check(&packed(&[]), "no-table");
    check(&packed(&[("__MACOSX/x", b"x")]), "no-table");
    check(&packed(&[("logo.png", b"\x89PNG\r\n\x1a\n and so on")]), "not-text");
    check(&packed(&[("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>")]), "no-table");
    let whole = packed(&[("t.csv", TRANSACTIONS)]);
    check(&whole[..whole.len() - 30], "broken-zip");
    // An archive of which rows are taken when the fault is found makes the import fail, also when other files are good.
    let mut damaged = packed(&[("t.csv", TRANSACTIONS), ("u.csv", TRANSACTIONS)]);
    let at = damaged.windows(5).rposition(|w| w == b"u.csv").unwrap();
    let second = damaged[..at].windows(5).rposition(|w| w == b"u.csv").unwrap();
    for byte in &mut damaged[second + 5..second + 25] {
        *byte = 0xff;
    }
    let mut importer = Importer::new(ValidIngestParams::default());
    importer.begin_file("f.zip", None);
    importer.push(&damaged).unwrap();
    let error = importer.end_file().unwrap_err();
    assert!(matches!(error, DataValidationError::Unreadable { what: UnreadableKind::BrokenZip, .. }), "{error}");
    assert_eq!(importer.finish().unwrap_err(), error);
}

#[test]
fn small_archives_cannot_swell_without_end() {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("t.csv", SimpleFileOptions::default()).unwrap();
    writer.write_all(b"transaction_id,customer_id,product_id,purchase_date,price\n").unwrap();
    let block = vec![b'\n'; 1 << 20];
    for _ in 0..70 {
        writer.write_all(&block).unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    assert!(bytes.len() < 100_000, "{}", bytes.len());
    let error = import(&[("f.zip", &bytes)]).unwrap_err();
    assert!(matches!(error, DataValidationError::Unreadable { what: UnreadableKind::TooLarge, .. }), "{error}");
}
