//! Old workbooks, OpenDocument and Parquet, as other programs write them (xlwt, odfpy, pyarrow, pandas, fastparquet, polars, DuckDB): the same
//! sales give the same figures as their CSV. `tests/fixtures/readers/README.md` says how the files were made.

use super::archives::packed;
use super::tables::figures;
use super::*;
use crate::{Encoding, RowPicker, SetAsideReason, UnreadableKind, WantedRows};
use clientele_core::domain::{Money, UserError};
use proptest::prelude::*;

fn fixture(name: &str) -> Vec<u8> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/readers");
    std::fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn read(name: &str) -> Imported {
    let imported = import(&[(name, &fixture(name))]).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_accounted(&imported);
    imported
}

#[test]
fn the_same_sales_give_the_same_figures() {
    let csv = read("sales.csv");
    assert_eq!(csv.report.reconciliation.analysed.rows, 120);
    for name in [
        "sales.xls",
        "sales_1904.xls",
        "sales.ods",
        "sales.parquet",
        "sales_gzip_v2.parquet",
        "sales_zstd_small_pages.parquet",
        "sales_brotli_dictionary.parquet",
        "sales_lz4_delta.parquet",
        "sales_none.parquet",
        "sales_int96.parquet",
        "sales_pandas.parquet",
        "sales_fastparquet.parquet",
        "sales_polars.parquet",
        "sales_duckdb.parquet",
        "sales_duckdb_v2.parquet",
    ] {
        let other = read(name);
        assert_eq!(figures(&other), figures(&csv), "{name}");
        assert_eq!(other.dataset.orders(), csv.dataset.orders(), "{name}");
        assert_eq!(other.dataset.products(), csv.dataset.products(), "{name}");
        let file = &other.report.files[0];
        let encoding = if name.ends_with(".parquet") { Encoding::Parquet } else { Encoding::Workbook };
        assert_eq!((file.name.as_str(), file.encoding, file.bytes), (name, encoding, fixture(name).len() as u64));
        let pieces = import_with(&[(name, &fixture(name))], IngestParams::default(), 7).unwrap();
        assert_eq!(pieces, other, "{name}");
    }
}

#[test]
fn a_file_is_known_by_its_bytes_and_may_be_in_an_archive() {
    let csv = read("sales.csv");
    for name in ["sales.xls", "sales.ods", "sales.parquet"] {
        let misnamed = import(&[("export.csv", &fixture(name))]).unwrap();
        assert_eq!(figures(&misnamed), figures(&csv), "{name}");
        let zip = packed(&[("a/b.dat", &fixture(name)), ("notes.txt", b"Remember the milk\n")]);
        let within = import(&[("export.zip", &zip)]).unwrap();
        assert_eq!(figures(&within), figures(&csv), "{name}");
        assert_eq!(within.report.files[0].name, "export.zip › a/b.dat");
    }
}

#[test]
fn sheets_that_repeat_each_other_are_counted_once() {
    let csv = read("sales.csv");
    for name in ["months.xls", "months.ods"] {
        let months = read(name);
        assert_eq!(figures(&months), figures(&csv), "{name}");
        assert_eq!(months.report.files.len(), 4, "{name}");
        assert_eq!(months.report.files[3].name, format!("{name} › All"));
        let tally = months.report.reconciliation.tally(SetAsideReason::SeenInOtherFile);
        assert!(tally.rows > 20 && tally.amount > Money::ZERO, "{name}: {tally:?}");
    }
}

#[test]
fn cells_of_an_old_workbook_are_written_by_their_kind() {
    let wanted = WantedRows { lines: vec![(2..15).collect()], limit: 20, ..WantedRows::default() };
    let mut picker = RowPicker::new(ValidIngestParams::default(), wanted);
    picker.begin_file("types.xls", None);
    picker.push(&fixture("types.xls")).unwrap();
    while picker.end_file_step().unwrap() != FileProgress::Done {}
    let long = "x".repeat(5_000);
    let expected = [
        ("whole", "12"),
        ("big", "123456789012"),
        ("hundredths", "12.34"),
        ("three", "1.2340"),
        ("negative", "-0.5"),
        ("date", "2024-02-29"),
        ("moment", "2024-02-29 13:45:30"),
        ("time", "13:45:30"),
        ("true", "TRUE"),
        ("false", "FALSE"),
        ("text", "Zoë “q”"),
        // Only a spreadsheet works formulas out: xlwt leaves an empty text.
        ("formula", ""),
        ("long", long.as_str()),
    ];
    let rows = picker.take();
    let found: Vec<(&str, &str)> = rows.iter().map(|row| (row.cells[0].as_str(), row.cells[1].as_str())).collect();
    assert_eq!(found, expected);
}

#[test]
fn columns_of_lists_are_passed_over_and_said() {
    let types = import(&[("sales.parquet", &fixture("sales.parquet")), ("types.parquet", &fixture("types.parquet"))]).unwrap();
    let issue = |column: &str| types.report.issues.iter().find(|i| i.code == IssueCode::ListColumn && i.column == column);
    assert_eq!(issue("list").map(crate::Issue::title).as_deref(), Some("Columns of lists: list"));
    assert!(issue("map").is_some() && issue("struct").is_none());
}

#[test]
fn what_cannot_be_read_is_said() {
    let check = |name: &str, bytes: &[u8], kind: UnreadableKind| {
        for chunk in [7, usize::MAX] {
            let error = import_with(&[(name, bytes)], IngestParams::default(), chunk).unwrap_err();
            assert!(matches!(&error, DataValidationError::Unreadable { what, .. } if *what == kind), "{name}: {error}");
            assert!(error.to_string().ends_with('.') && error.suggestion().ends_with('.'), "{error}");
        }
    };
    let half = |name: &str| {
        let bytes = fixture(name);
        bytes[..bytes.len() / 2].to_vec()
    };
    check("half.xls", &half("sales.xls"), UnreadableKind::BrokenWorkbook);
    check("half.ods", &half("sales.ods"), UnreadableKind::BrokenZip);
    check("half.parquet", &half("sales.parquet"), UnreadableKind::BrokenParquet);
    let mut encrypted = fixture("sales.parquet");
    let end = encrypted.len() - 1;
    encrypted[end] = b'E';
    check("e.parquet", &encrypted, UnreadableKind::EncryptedParquet);
    let mime = ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet".as_slice());
    let manifest = b"<manifest:manifest><manifest:encryption-data/></manifest:manifest>".as_slice();
    let locked = packed(&[mime, ("content.xml", b"\x01\x02"), ("META-INF/manifest.xml", manifest)]);
    check("locked.ods", &locked, UnreadableKind::EncryptedWorkbook);
    check("none.ods", &packed(&[mime, ("content.xml", b"<x/>")]), UnreadableKind::NoTable);
    let text = ("mimetype", b"application/vnd.oasis.opendocument.text".as_slice());
    check("letter.odt", &packed(&[text, ("content.xml", b"<x/>")]), UnreadableKind::NoTable);
}

fn sheet(rows: &str) -> Vec<u8> {
    let xml = format!(
        "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"S\">{rows}</table:table>\
         </office:spreadsheet></office:body></office:document-content>"
    );
    packed(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", xml.as_bytes())])
}

fn ods_row(cells: &[&str]) -> String {
    let cell = |text: &&str| format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>");
    format!("<table:table-row>{}</table:table-row>", cells.iter().map(cell).collect::<String>())
}

#[test]
fn what_is_no_cell_of_a_sheet_is_passed_over() {
    let header = ods_row(&["order_id", "customer_id", "product_id", "date", "price"]);
    let note = "<office:annotation><text:p>a note</text:p></office:annotation>";
    let rows = format!(
        "{header}<table:table-row-group>{}</table:table-row-group>\
         <table:table-row table:number-rows-repeated=\"2\"><table:table-cell table:number-columns-repeated=\"2\"/></table:table-row>\
         <table:table-row><table:table-cell office:value-type=\"string\">{note}<text:p>2</text:p></table:table-cell>\
         <table:table-cell office:value-type=\"string\"><text:p>B&amp;B<text:s text:c=\"2\"/>&#8211;<text:span>x</text:span></text:p></table:table-cell>\
         <table:table-cell office:value-type=\"string\" calcext:value-type=\"error\"><text:p>#N/A</text:p></table:table-cell>\
         <table:table-cell office:value-type=\"date\" office:date-value=\"2024-01-06\"><text:p>6.1.</text:p></table:table-cell>\
         <table:table-cell office:value-type=\"currency\" office:currency=\"EUR\" office:value=\"4.5\"><text:p>4,50 €</text:p></table:table-cell>\
         </table:table-row>",
        ods_row(&["1", "Ann", "Tea", "2024-01-05", "4.50 EUR"])
    );
    let imported = import(&[("f.ods", &sheet(&rows))]).unwrap();
    assert_accounted(&imported);
    assert_eq!(imported.report.reconciliation.gross.rows, 2);
    assert_eq!(imported.report.currency, "EUR");
    let error = imported.report.issues.iter().find(|issue| issue.code == IssueCode::ErrorCells).unwrap();
    assert_eq!((error.rows, error.examples[0].line), (1, 5));
    let customers: Vec<_> = imported.dataset.customers().ids.iter().map(str::to_owned).collect();
    assert!(customers.contains(&"Ann".to_owned()), "{customers:?}");
}

#[test]
fn repeated_cells_and_rows_do_not_swell_without_end() {
    let many = "<table:table-row table:number-rows-repeated=\"4000000000\"><table:table-cell \
                table:number-columns-repeated=\"4000000000\" office:value-type=\"string\"><text:p>x</text:p></table:table-cell></table:table-row>";
    let error = import(&[("f.ods", &sheet(many))]).unwrap_err();
    assert!(matches!(error, DataValidationError::Unreadable { what: UnreadableKind::BrokenWorkbook, .. }), "{error}");
    let deep = "<a>".repeat(100_000);
    let error = import(&[("f.ods", &sheet(&deep))]).unwrap_err();
    assert!(matches!(error, DataValidationError::Unreadable { what: UnreadableKind::BrokenWorkbook, .. }), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// Damaged files are read or refused; what is read is accounted for.
    #[test]
    fn damage_is_borne(
        which in 0_usize..6,
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let names = ["sales.xls", "types.xls", "sales.parquet", "sales_lz4_delta.parquet", "sales_zstd_small_pages.parquet", "types.parquet"];
        let mut bytes = fixture(names[which]);
        for (at, byte) in flips {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        if let Ok(imported) = import(&[("f", &bytes)]) {
            assert_accounted(&imported);
        }
    }
}
