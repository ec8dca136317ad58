//! What holds for any file: rows and money add up, chunks and the order of rows do not matter, nothing panics.

use super::*;
use crate::{RepairStep, SetAsideReason};
use clientele_core::domain::Money;
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::{BTreeMap, BTreeSet};

const HEADER: &str = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country";

/// A row of a dirty shop: cells of every kind, some rows ragged.
fn row() -> impl Strategy<Value = String> {
    let invoice = select(vec!["1", "2", "3", "C4", "A5", "", "6.0", "7"]);
    let code = select(vec!["p1", "p2", "'12", "POST", ""]);
    let name = select(vec!["Tea", "\"Mug, blue\"", "Caf\u{e9}", "", " Tea ", "\"two\nlines\""]);
    let quantity = select(vec!["1", "2", "-1", "0", "12", "x", "", "1.5"]);
    let date = select(vec!["12/1/2010 8:26", "1/31/2011", "2/30/2011 9:00", "2011-03-04", "soon", "", "12/5/2010 10:00"]);
    let price = select(vec!["1.25", "0", "-3.5", "0.001", "1,234.50", "x", "", "£2.00", "3000000000"]);
    let customer = select(vec!["17850", "17850.0", "a", "", "nan", "b"]);
    let country = select(vec!["UK", "France", ""]);
    let tail = select(vec!["", "", "", "", "", ",", ",extra"]);
    (invoice, code, name, quantity, date, price, customer, country, tail).prop_map(
        |(invoice, code, name, quantity, date, price, customer, country, tail)| {
            let price = if price.contains(',') { format!("\"{price}\"") } else { price.to_owned() };
            format!("{invoice},{code},{name},{quantity},{date},{price},{customer},{country}{tail}")
        },
    )
}

fn file(rows: &[String]) -> String {
    std::iter::once(HEADER).chain(rows.iter().map(String::as_str)).map(|row| format!("{row}\n")).collect()
}

/// Imports, and checks what must hold whether it works or not.
fn accounted(bytes: &[u8], chunk: usize) -> Result<Imported, DataValidationError> {
    accounted_with(bytes, IngestParams::default(), chunk)
}

fn accounted_with(bytes: &[u8], params: IngestParams, chunk: usize) -> Result<Imported, DataValidationError> {
    let result = import_with(&[("f.csv", bytes)], params, chunk);
    match &result {
        Ok(imported) => assert_accounted(imported),
        Err(DataValidationError::NoUsableRows { rows, reasons, .. }) => {
            assert_eq!(reasons.iter().map(|(_, rows)| rows).sum::<u64>(), *rows);
        }
        Err(_) => {}
    }
    result
}

/// The slow, obvious version: each cell as text, one reason after another.
fn expected(rows: &[String]) -> BTreeMap<String, (u64, BTreeSet<String>, i64)> {
    let mut sums: BTreeMap<String, (u64, BTreeSet<String>, i64)> = BTreeMap::new();
    let text = file(rows);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    for record in reader.records().map(Result::unwrap) {
        let cell = |ix: usize| record.get(ix).unwrap_or("").trim();
        let number = |ix: usize| Money::parse(&cell(ix).replace([',', '£'], "")).ok().map(Money::ten_thousandths);
        let date = cell(4);
        let amount = number(3).zip(number(5)).map(|(q, p)| i64::try_from(i128::from(q) * i128::from(p) / 10_000).unwrap());
        let of_nobody = matches!(cell(6), "" | "nan");
        let reason = if record.iter().all(|cell| cell.trim().is_empty()) {
            "empty-row"
        } else if record.get(8).is_some_and(|cell| !cell.is_empty()) {
            "ragged-row"
        } else if record.iter().filter(|cell| !cell.trim().is_empty()).count() == 1 {
            "summary-row"
        } else if date.is_empty() || date == "soon" || date.starts_with("2/30") {
            "bad-date"
        } else if amount.is_none() {
            "bad-number"
        } else if cell(0).starts_with('C') {
            "cancellation"
        } else if cell(0).starts_with('A') {
            "adjustment"
        } else if number(3).unwrap() < 0 && number(5).unwrap() > 0 {
            "return"
        } else if number(3).unwrap() <= 0 {
            "quantity-not-positive"
        } else if number(5).unwrap() <= 0 {
            "price-not-positive"
        } else if amount.is_some_and(|amount| amount > 10_000_000_000_000) {
            "implausible-amount"
        } else {
            "analysed"
        };
        // Who bought is asked once a row can be read; what is a sale otherwise is one of the shop.
        let is_read = !matches!(reason, "empty-row" | "ragged-row" | "summary-row" | "bad-date" | "bad-number");
        if of_nobody && reason == "analysed" {
            let sum = sums.entry("of the shop only".to_owned()).or_default();
            (sum.0, sum.2) = (sum.0 + 1, sum.2 + amount.unwrap());
        }
        let reason = if of_nobody && is_read { "no-customer" } else { reason };
        let sum = sums.entry(reason.to_owned()).or_default();
        sum.0 += 1;
        let is_row = !matches!(reason, "ragged-row" | "summary-row");
        if is_row && !cell(0).is_empty() {
            sum.1.insert(cell(0).trim_end_matches(".0").to_owned());
        }
        sum.2 += if is_row { amount.unwrap_or(0) } else { 0 };
    }
    sums
}

proptest! {
    #[test]
    fn every_row_has_the_fate_of_the_slow_version(rows in prop::collection::vec(row(), 1..60)) {
        let expected = expected(&rows);
        let mut params = IngestParams::default();
        params.recipe.steps.insert(RepairStep::NetCancellations, false);
        let Ok(imported) = accounted_with(file(&rows).as_bytes(), params, 100) else {
            prop_assert!(!expected.contains_key("analysed"));
            return Ok(());
        };
        let found = &imported.report.reconciliation;
        for reason in SetAsideReason::ALL {
            let tally = found.tally(reason);
            let expected = expected.get(reason.code()).cloned().unwrap_or_default();
            prop_assert_eq!((tally.rows, tally.amount.ten_thousandths()), (expected.0, expected.2), "{:?}", reason);
            if !rows.iter().any(|row| row.starts_with(',')) {
                prop_assert_eq!(tally.orders, expected.1.len() as u64, "{:?}", reason);
            }
        }
        let analysed = expected.get("analysed").cloned().unwrap_or_default();
        prop_assert_eq!((found.analysed.rows, found.analysed.amount.ten_thousandths()), (analysed.0, analysed.2));
        let more = expected.get("of the shop only").cloned().unwrap_or_default();
        let shop = (found.shop.rows, found.shop.amount.ten_thousandths());
        prop_assert_eq!(shop, (analysed.0 + more.0, analysed.2 + more.2));
    }

    #[test]
    fn chunks_do_not_matter(rows in prop::collection::vec(row(), 1..40), chunk in 1_usize..200) {
        let text = file(&rows);
        prop_assert_eq!(accounted(text.as_bytes(), chunk), accounted(text.as_bytes(), usize::MAX));
    }

    #[test]
    fn the_order_of_rows_does_not_matter(
        (rows, shuffled) in prop::collection::vec(row(), 1..60).prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle()))
    ) {
        // The exceptions: blanks that are filled from the row above, and which of two sales of the same minute a return takes back.
        let mut params = IngestParams::default();
        params.recipe.steps.extend([(RepairStep::FillDown, false), (RepairStep::NetCancellations, false)]);
        let [one, other] = [rows, shuffled].map(|rows| import_with(&[("f.csv", file(&rows).as_bytes())], params.clone(), 100));
        match (one, other) {
            (Ok(one), Ok(other)) => {
                prop_assert_eq!(one.dataset, other.dataset);
                prop_assert_eq!(one.report.reconciliation, other.report.reconciliation);
            }
            (one, other) => {
                // The examples of an error are the first rows.
                let reasons = |error| match error {
                    Some(crate::DataValidationError::NoUsableRows { rows, reasons, .. }) => Ok((rows, reasons)),
                    error => Err(error),
                };
                prop_assert_eq!(reasons(one.err()), reasons(other.err()));
            }
        }
    }

    #[test]
    fn latin_1_and_crlf_do_not_matter(rows in prop::collection::vec(row(), 1..40)) {
        let text = file(&rows);
        // Line breaks within cells stay as they are: they are part of a text.
        let crlf = text.replace("\"two\nlines\"", "\"two\u{1}lines\"").replace('\n', "\r\n").replace('\u{1}', "\n");
        let (latin_1, _, _) = encoding_rs::WINDOWS_1252.encode(&crlf);
        match (accounted(text.as_bytes(), 64), accounted(&latin_1, 64)) {
            (Ok(one), Ok(other)) => prop_assert_eq!(one.dataset, other.dataset),
            (one, other) => prop_assert_eq!(one.err(), other.err()),
        }
    }

    #[test]
    fn damaged_files_never_panic_or_lose_rows(
        rows in prop::collection::vec(row(), 1..30),
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), any::<bool>()), 0..30),
        chunk in 1_usize..300,
    ) {
        let mut bytes = file(&rows).into_bytes();
        for (at, byte, insert) in edits {
            let at = at.index(bytes.len());
            if insert { bytes.insert(at, byte) } else { bytes[at] = byte }
        }
        prop_assert_eq!(accounted(&bytes, chunk), accounted(&bytes, usize::MAX));
    }

    #[test]
    fn any_text_survives(names in prop::collection::vec("[^\0\u{feff}]{0,20}", 1..20)) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["transaction_id", "customer_id", "product_id", "purchase_date", "price", "product_name"]).unwrap();
        for (n, name) in names.iter().enumerate() {
            writer.write_record(["1", "a", &format!("{n:03}"), "2024-01-01", "1", name]).unwrap();
        }
        let imported = accounted(&writer.into_inner().unwrap(), 64).unwrap();
        let expected: Vec<&str> = names.iter().map(|name| crate::parse::cell::clean(name).0).map(|name| if crate::parse::nothing::is_nothing(name) { "" } else { name }).collect();
        prop_assert_eq!(imported.dataset.products().names.iter().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn random_bytes_never_panic(head in select(vec![&b""[..], &[0xff, 0xfe], &[0xfe, 0xff], &[0x1f, 0x8b, 8], b"sep=;\n", HEADER.as_bytes()]),
        tail in prop::collection::vec(any::<u8>(), 0..400), chunk in 1_usize..50) {
        let bytes = [head, &tail].concat();
        let (whole, pieces) = (accounted(&bytes, usize::MAX), accounted(&bytes, chunk));
        prop_assert_eq!(whole, pieces);
    }
}
