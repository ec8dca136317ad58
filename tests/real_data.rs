//! Real files: a folder of public data sets, which are too large, or not free, to be kept here. These tests are `ignored`; `./dev test`
//! runs them where the folder is there (CLIENTELE_DATA, or data/ of the reference data).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

mod common;

use clientele::domain::{Money, UserError};
use clientele::ingest::{
    ColumnMapping, DataValidationError, FileKind, Imported, Importer, IngestParams, IssueCode, Meaning, RepairStep,
    SetAsideReason as R,
};
use common::{check_rows, money, shared};
use flate2::read::GzDecoder;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::PathBuf;

fn read(name: &str) -> Vec<u8> {
    let named = std::env::var_os("CLIENTELE_DATA").map(PathBuf::from);
    let path = named.map_or_else(|| shared("data").join(name), |folder| folder.join(name));
    std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn unpacked(name: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    GzDecoder::new(read(name).as_slice()).read_to_end(&mut bytes).expect("gzip");
    bytes
}

fn import(files: &[(&str, &[u8])], params: IngestParams) -> Result<Imported, DataValidationError> {
    let mut importer = Importer::new(params.check().expect("valid"));
    for (name, bytes) in files {
        importer.begin_file(name, None);
        for chunk in bytes.chunks(1 << 20) {
            importer.push(chunk)?;
        }
        importer.end_file()?;
    }
    let imported = importer.finish()?;
    check_rows(&imported);
    Ok(imported)
}

/// Gross rows and amount, rows set aside by reason, analysed rows and amount, customers, orders, products.
type Row<'a> = (u64, &'a str, &'a [(R, u64)], u64, &'a str, u64, u64, u64);

fn check(names: &[&str], params: IngestParams, expected: Row<'_>) -> Imported {
    let files: Vec<(String, Vec<u8>)> = names.iter().map(|name| ((*name).to_owned(), read(name))).collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let imported = import(&files, params).unwrap_or_else(|e| panic!("{names:?}: {e}"));
    let sums = &imported.report.reconciliation;
    let set_aside: Vec<(R, u64)> = sums.set_aside.iter().map(|(reason, tally)| (*reason, tally.rows)).collect();
    let found = (
        (sums.gross.rows, sums.gross.amount, set_aside.as_slice()),
        (sums.analysed.rows, sums.analysed.amount, sums.customers, sums.analysed.orders, sums.products),
    );
    let (gross_rows, gross, reasons, rows, amount, customers, orders, products) = expected;
    assert_eq!(found, ((gross_rows, money(gross), reasons), (rows, money(amount), customers, orders, products)), "{names:?}");
    imported
}

const ONLINE_RETAIL: Row<'static> = (
    541_909,
    "9747747.934",
    &[(R::NoCustomer, 135_080), (R::Cancellation, 8_905), (R::PriceNotPositive, 40), (R::Settled, 2_877)],
    395_007,
    "8432909.794",
    4_327,
    18_379,
    3_651,
);
const ONLINE_RETAIL_AS_SOLD: Row<'static> = (
    541_909,
    "9747747.934",
    &[(R::NoCustomer, 135_080), (R::Cancellation, 8_905), (R::PriceNotPositive, 40)],
    397_884,
    "8911407.904",
    4_338,
    18_532,
    3_665,
);

/// Sales as they were made: cancellations and returns take nothing off.
fn as_sold() -> IngestParams {
    let mut params = IngestParams::default();
    params.recipe.steps.insert(RepairStep::NetCancellations, false);
    params
}

#[test]
#[ignore = "needs the reference data"]
fn online_retail_in_both_its_forms() {
    let one = check(&["online_retail.csv.gz"], IngestParams::default(), ONLINE_RETAIL);
    // The form that is passed around as "data.csv".
    let text = String::from_utf8(unpacked("online_retail.csv.gz")).unwrap().replace('\n', "\r\n");
    let (latin_1, _, _) = encoding_rs::WINDOWS_1252.encode(&text);
    let other = import(&[("data.csv", &latin_1)], IngestParams::default()).unwrap();
    assert!(one.dataset == other.dataset, "Latin-1 with CRLF gives the same data");
    assert_eq!(one.report.reconciliation, other.report.reconciliation);
    assert_eq!(one.report.issues.len(), other.report.issues.len());
}

/// The shop with the sales that name no customer, month by month, against a count of the cells.
#[test]
#[ignore = "needs the reference data"]
fn online_retail_as_a_whole_shop() {
    let mut params = IngestParams::default();
    params.recipe.steps.insert(RepairStep::NetCancellations, false);
    let imported = import(&[("online_retail.csv.gz", &read("online_retail.csv.gz"))], params).unwrap();
    let mut months: BTreeMap<(String, bool), Money> = BTreeMap::new();
    let mut invoices = BTreeSet::new();
    let mut rows = 0;
    let text = unpacked("online_retail.csv.gz");
    for record in csv::Reader::from_reader(text.as_slice()).records().map(Result::unwrap) {
        let (pieces, price) = (record[3].parse::<i64>().unwrap(), money(&record[5]).ten_thousandths());
        if record[0].starts_with(['C', 'A']) || pieces <= 0 || price <= 0 {
            continue;
        }
        rows += 1;
        invoices.insert(record[0].to_owned());
        let day = record[4].split(' ').next().unwrap();
        let (month, year) = (day.split('/').next().unwrap(), day.rsplit('/').next().unwrap());
        let sum = months.entry((format!("{year}-{month:0>2}"), record[6].is_empty())).or_default();
        *sum += Money::from_ten_thousandths(pieces * price);
    }
    let shop = imported.dataset.shop();
    let mut found: BTreeMap<(String, bool), Money> = BTreeMap::new();
    for sale in shop.sales() {
        let (year, month, _) = sale.day.to_ymd();
        *found.entry((format!("{year}-{month:02}"), sale.customer.is_none())).or_default() += sale.revenue();
    }
    assert_eq!(found, months);
    let sums = imported.report.reconciliation.shop;
    assert_eq!((sums.rows, sums.orders, sums.amount), (rows, invoices.len() as u64, months.values().copied().sum()));
    assert_eq!((rows, sums.orders, sums.amount), (530_103, 19_959, money("10655622.484")));
}

#[test]
#[ignore = "needs the reference data"]
fn online_retail_settled_and_as_sold() {
    let reference: serde_json::Value =
        serde_json::from_slice(&std::fs::read(shared("reference/parity/online_retail_I_net.json")).unwrap()).unwrap();
    let text = |name: &str| reference[name].as_str().unwrap();
    let imported = check(&["online_retail.csv.gz"], IngestParams::default(), ONLINE_RETAIL);
    assert_eq!(imported.report.reconciliation.analysed.amount, money(text("revenue")));
    // The two orders of 80,995 and 74,215 pieces were cancelled within minutes.
    assert!(imported.dataset.lines().quantity.iter().all(|&pieces| pieces < 10_000));
    let step = imported.report.steps.iter().find(|s| s.step == RepairStep::NetCancellations).unwrap();
    assert_eq!((step.on, -step.money.ten_thousandths()), (true, money(text("taken_back")).ten_thousandths()));
    let issue = imported.report.issues.iter().find(|issue| issue.code == IssueCode::ReversalWithoutSale).unwrap();
    assert_eq!(Some(issue.rows), reference["reversals_not_wholly_matched"].as_u64());
    assert_eq!(-issue.money.ten_thousandths(), money(text("unmatched_amount")).ten_thousandths());

    let imported = check(&["online_retail.csv.gz"], as_sold(), ONLINE_RETAIL_AS_SOLD);
    let would = imported.report.steps.iter().find(|s| s.step == RepairStep::NetCancellations).unwrap();
    assert_eq!((would.on, would.money, would.count), (false, step.money, step.count), "what it would do is told");
    assert!(imported.report.issues.iter().all(|issue| issue.code != IssueCode::ReversalWithoutSale));
}

#[test]
#[ignore = "needs the reference data"]
fn superstore_in_two_dialects() {
    let full = (9_994, "2297200.8603", [].as_slice(), 9_994, "2297200.8603", 793, 5_009, 1_862);
    check(&["superstore/superstore_utf8_bom_comma_mdy.csv.gz"], IngestParams::default(), full);
    let cut = (9_994, "2297200.8603", [].as_slice(), 9_994, "2297200.8603", 793, 4_992, 1_850);
    check(&["superstore/superstore_cp1252_semicolon_decimal_comma_ymd.csv.gz"], IngestParams::default(), cut);
}

#[test]
#[ignore = "needs the reference data"]
fn a_wholesaler_in_a_dos_code_page() {
    let expected = (2_823, "8290886.79", [(R::Cancellation, 60)].as_slice(), 2_763, "8119691.30", 92, 303, 109);
    let imported = check(&["sales_data_sample/sales_data_sample_cp437.csv"], IngestParams::default(), expected);
    // Contacts and places hold the letters that only a DOS code page makes sense of.
    assert_eq!(imported.report.files[0].encoding, clientele::ingest::Encoding::Dos850);
}

const OLIST: [&str; 7] = [
    "olist_sample/olist_customers_dataset.csv.gz",
    "olist_sample/olist_order_items_dataset.csv.gz",
    "olist_sample/olist_order_payments_dataset.csv.gz",
    "olist_sample/olist_order_reviews_dataset.csv.gz",
    "olist_sample/olist_orders_dataset.csv.gz",
    "olist_sample/olist_products_dataset.csv.gz",
    "olist_sample/product_category_name_translation.csv.gz",
];

#[test]
#[ignore = "needs the reference data"]
fn olist_is_joined_and_the_rest_is_passed_over() {
    let expected = (4_519, "549545.09", [(R::Cancellation, 22)].as_slice(), 4_497, "547666.75", 3_958, 3_960, 3_115);
    let imported = check(&OLIST, IngestParams::default(), expected);
    let passed: Vec<u64> = imported.report.files.iter().map(|f| f.passed_over).collect();
    assert_eq!(passed, [2, 0, 4_161, 3_986, 0, 0, 71]);
    assert_eq!(imported.dataset.customers().ids.len(), 3_998);
}

#[test]
#[ignore = "needs the reference data"]
fn members_with_dates_and_no_prices_once_somebody_says_so() {
    let mapping = ColumnMapping {
        headers: ["customer_unique_id", "Date", "product_id"].map(str::to_owned).to_vec(),
        kind: FileKind::Sales,
        columns: vec![Meaning::CustomerId, Meaning::Date, Meaning::ProductName],
    };
    let params = IngestParams { mappings: vec![mapping], ..IngestParams::default() };
    let expected = (38_765, "0", [].as_slice(), 38_765, "0", 3_898, 14_963, 167);
    check(&["baskets/groceries_dated_members.csv"], params, expected);
}

#[test]
#[ignore = "needs the reference data"]
fn what_cannot_be_used_says_why() {
    for (name, code) in [
        ("baskets/groceries.csv", "no-transactions"),
        ("baskets/groceries_dated_members.csv", "missing-columns"),
        ("cdnow/CDNOW_sample.txt", "no-header"),
        ("cdnow/cdnow_customers_summary.csv", "no-transactions"),
        ("cdnow/cdnow_customers_summary_with_transactions.csv", "no-transactions"),
        ("shopify/orders_export.columns.csv", "no-usable-rows"),
        ("olist_sample/olist_order_items_dataset.csv.gz", "missing-columns"),
        ("olist_sample/olist_orders_dataset.csv.gz", "missing-columns"),
    ] {
        let bytes = read(name);
        let error = import(&[(name, &bytes)], IngestParams::default()).expect_err(name);
        assert_eq!(error.code(), code, "{name}: {error}");
        assert!(!error.suggestion().is_empty());
    }
}
