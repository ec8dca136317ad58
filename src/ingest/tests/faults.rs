//! What cannot be imported, and how that is said.

use super::*;
use crate::{Needed, SetAsideReason, UnreadableKind};
use clientele_core::domain::UserError;

const HEADER: &str = "transaction_id,customer_id,product_id,purchase_date,price\n";

fn check(bytes: &[u8], code: &str, place: Option<&str>) -> DataValidationError {
    for chunk in [1, usize::MAX] {
        let error = import_with(&[("f.csv", bytes)], IngestParams::default(), chunk).unwrap_err();
        assert_eq!((error.code(), error.place().as_deref()), (code, place), "{error}");
        assert!(error.to_string().ends_with('.') && error.suggestion().ends_with('.'), "{error}");
    }
    import(&[("f.csv", bytes)]).unwrap_err()
}

#[test]
fn files_that_are_no_tables() {
    check(b"", "empty-file", Some("f.csv"));
    check(b"\xef\xbb\xbf\r\n\r\n", "empty-file", Some("f.csv"));
    check(b"PK\x03\x04 and so on", "broken-zip", Some("f.csv"));
    check(b"\x89PNG\r\n\x1a\n and so on", "not-text", Some("f.csv"));
    check(b"abc\0\x01\x02\0\0\0\0\0", "not-text", Some("f.csv, byte 3"));
    check(b"\x1f\x8b\x08 this is not compressed", "broken-gzip", Some("f.csv"));
}

#[test]
fn compressed_files_cut_short() {
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(format!("{HEADER}1,a,p,2024-01-01,1\n").as_bytes()).unwrap();
    let whole = encoder.finish().unwrap();
    assert!(import(&[("f.csv", &whole)]).is_ok());
    for len in [10, whole.len() / 2, whole.len() - 1] {
        let error = import(&[("f.csv", &whole[..len])]).unwrap_err();
        assert!(matches!(error, DataValidationError::Unreadable { what: UnreadableKind::BrokenGzip, .. }), "{len}: {error}");
    }
    // Two members end to end are one file.
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(b"2,a,p,2024-01-02,1\n").unwrap();
    let two = [whole, encoder.finish().unwrap()].concat();
    assert_eq!(import(&[("f.csv", &two)]).unwrap().dataset.lines().len(), 2);
}

#[test]
fn headers_that_do_not_do() {
    let error =
        check(b"transaction_id,customer_id,product_id,purchase_date\n1,a,p,2024-01-01\n", "missing-columns", Some("f.csv"));
    let DataValidationError::MissingColumns { found, missing, .. } = &error else { panic!("{error}") };
    assert_eq!((found.len(), missing.as_slice()), (4, [Needed::Price].as_slice()));
    assert!(error.to_string().contains("purchase_date"), "{error}");
    check(b"1,a,p,2024-01-01,9.99\n2,a,p,2024-01-01,9.99\n", "no-header", Some("f.csv, line 1"));
    check(b"city,weather\nYork,rain\n", "no-transactions", None);
    check(b"customer_id,name\n1,Ann\n", "no-transactions", None);
}

#[test]
fn nothing_left_to_analyse() {
    check(HEADER.as_bytes(), "no-usable-rows", None);
    let place = "f.csv, column \u{201c}purchase_date\u{201d}, line 2: \u{201c}soon\u{201d}";
    let error = check(format!("{HEADER}1,a,p,soon,1\n2,,p,2024-01-01,1\n").as_bytes(), "no-usable-rows", Some(place));
    let DataValidationError::NoUsableRows { rows: 2, reasons, .. } = error else { panic!("{error}") };
    assert_eq!(reasons, [(SetAsideReason::BadDate, 1), (SetAsideReason::NoCustomer, 1)]);
    let bad: String = (1..6).map(|n| format!("{n},a,p,soon {n},1\n")).collect();
    let place = "f.csv, column \u{201c}purchase_date\u{201d}, lines 2, 3, 4: \u{201c}soon 1\u{201d}, \u{201c}soon 2\u{201d}, \u{201c}soon 3\u{201d}";
    check(format!("{HEADER}{bad}").as_bytes(), "no-usable-rows", Some(place));
    assert_eq!(Importer::new(ValidIngestParams::default()).finish().unwrap_err().code(), "no-transactions");
}

#[test]
fn too_much() {
    let file = format!("{HEADER}1,a,p,2024-01-01,1\n2,a,p,2024-01-01,1\n");
    let params = IngestParams { max_rows: 1, ..IngestParams::default() };
    assert_eq!(import_with(&[("f", file.as_bytes())], params, 5).unwrap_err().code(), "too-many-rows");

    let header = "transaction_id,customer_id,product_id,purchase_date,quantity,price\n";
    let good = "1,a,p,2024-01-01,1,1\n";
    let huge = "2,a,p,2024-01-01,500,1000000000000\n".repeat(2);
    check(format!("{header}{good}{huge}").as_bytes(), "amounts-too-large", None);
    // One such row alone is only set aside.
    let one = sales(&format!("{header}{good}2,a,p,2024-01-01,500,1000000000000\n"));
    assert_eq!(one.report.reconciliation.tally(SetAsideReason::ImplausibleAmount).rows, 1);
    assert_accounted(&one);
}

#[test]
fn rows_that_do_not_end() {
    let told = |text: &str| {
        let mut found: Vec<DataValidationError> = [1 << 20, usize::MAX]
            .map(|chunk| import_with(&[("f.csv", text.as_bytes())], IngestParams::default(), chunk).unwrap_err())
            .into();
        found.dedup();
        assert_eq!(found.len(), 1, "however the bytes come");
        let error = found.remove(0);
        assert!(error.to_string().ends_with('.') && error.suggestion().ends_with('.'), "{error}");
        (error.code(), error.place().unwrap_or_default(), error.to_string())
    };
    let good = format!("{HEADER}1,a,p,2024-01-01,1\n");
    let long = "x".repeat(5 << 20);
    // No quote at all: nobody opened one.
    let (code, place, says) = told(&format!("{good}2,a,{long}"));
    assert_eq!((code, place.as_str()), ("row-too-long", "f.csv, line 3"));
    assert!(says.contains("4 MB") && !says.contains("quote"), "{says}");
    assert_eq!(told(&long).0, "row-too-long", "in the header, too");
    // Quotes that are closed, or mean nothing.
    assert_eq!(told(&format!("{good}2,\"a \"\"b\"\"\",5\" tube,{long}")).0, "row-too-long");
    // One that is open, in a row without line breaks.
    let (code, place, says) = told(&format!("{good}2,a,\"{long}"));
    assert_eq!((code, place.as_str()), ("unclosed-quote", "f.csv, line 3"));
    assert!(says.contains("not closed within 4 MB"), "{says}");
    assert_eq!(told(&format!("{good}2,\"a \"\"{long}")).0, "unclosed-quote");
    // Cells without text take room, too.
    assert_eq!(told(&format!("{good}{}", ",".repeat(2 << 20))).0, "row-too-long");
}

#[test]
fn an_importer_goes_on_after_a_refused_file() {
    let mut importer = Importer::new(ValidIngestParams::default());
    importer.push(b"nothing is open").unwrap();
    importer.begin_file("picture.png", Some(12));
    assert!(importer.push(b"\x89PNG\r\n\x1a\n and so on").is_err());
    assert!(importer.push(b"more of it").is_ok());
    importer.end_file().unwrap();
    importer.begin_file("t.csv", None);
    importer.push(format!("{HEADER}1,a,p,2024-01-01,1\n").as_bytes()).unwrap();
    importer.end_file().unwrap();
    assert_eq!(importer.rows_read(), 1);
    assert_eq!(importer.finish().unwrap().dataset.lines().len(), 1);
}
