//! Files as shops really write them, one quirk at a time.

use super::*;
use crate::{
    DateOrder, DecimalMark, Encoding, FileKind, Format, RepairCode, RepairStep, SetAsideReason, Strictness, ValidationReport,
};
use clientele_core::domain::{Day, Money};

const CUSTOMERS: &[u8] = include_bytes!("../../../tests/fixtures/ingest/customers.csv");
const PRODUCTS: &[u8] = include_bytes!("../../../tests/fixtures/ingest/products.csv");
const TRANSACTIONS: &[u8] = include_bytes!("../../../tests/fixtures/ingest/transactions.csv");

fn money(text: &str) -> Money {
    Money::parse(text).unwrap()
}

#[test]
fn the_plain_schema_is_joined_and_checked() {
    let today = Day::from_ymd(2024, 3, 5);
    let params = || IngestParams { today, ..IngestParams::default() };
    let files = [("c.csv", CUSTOMERS), ("p.csv", PRODUCTS), ("t.csv", TRANSACTIONS)];
    let imported = import_with(&files, params(), usize::MAX).unwrap();
    assert_accounted(&imported);
    let report = &imported.report;
    let kinds: Vec<(FileKind, u64, u64, u64)> = report.files.iter().map(|f| (f.kind, f.rows, f.used, f.passed_over)).collect();
    assert_eq!(kinds, [(FileKind::Customers, 5, 3, 2), (FileKind::Products, 4, 3, 1), (FileKind::Sales, 16, 10, 0)]);

    let reasons: Vec<(SetAsideReason, u64)> = report.reconciliation.set_aside.iter().map(|(r, t)| (*r, t.rows)).collect();
    assert_eq!(
        reasons,
        [
            (SetAsideReason::BadDate, 1),
            (SetAsideReason::BadNumber, 1),
            (SetAsideReason::NoCustomer, 1),
            (SetAsideReason::QuantityNotPositive, 1),
            (SetAsideReason::PriceNotPositive, 1),
            (SetAsideReason::ImplausibleAmount, 1),
        ]
    );
    assert_eq!(report.reconciliation.analysed.amount, money("59.97"));
    for (code, rows) in [
        (IssueCode::DuplicateCustomerId, 1),
        (IssueCode::DuplicateProductId, 1),
        (IssueCode::MissingId, 1),
        (IssueCode::BadOptionalValue, 3),
        (IssueCode::UnknownCustomer, 1),
        (IssueCode::UnknownProduct, 1),
        (IssueCode::MissingProduct, 1),
        (IssueCode::MissingOrderId, 1),
        (IssueCode::OrderWithTwoCustomers, 1),
        (IssueCode::DuplicateRow, 1),
        (IssueCode::OldDate, 1),
        (IssueCode::FutureDate, 1),
        (IssueCode::BeforeRegistration, 2),
    ] {
        assert_eq!(rows_of(&imported, code), rows, "{code:?}");
    }
    let unknown = report.issues.iter().find(|i| i.code == IssueCode::UnknownCustomer).unwrap();
    assert_eq!(
        (unknown.examples[0].line, unknown.examples[0].column.as_str(), unknown.examples[0].value.as_str()),
        (5, "customer_id", "C9")
    );
    assert_eq!(unknown.money, money("4.50"));

    let data = &imported.dataset;
    assert_eq!(data.customers().ids.iter().collect::<Vec<_>>(), ["C1", "C2", "C3", "C9"]);
    assert_eq!(data.customers().names.iter().collect::<Vec<_>>(), ["Ann Example", "Ben Example", "Cam \"CJ\" Example, Jr", ""]);
    assert_eq!(data.customers().age_years, [Some(34), None, None, None]);
    assert_eq!(data.customers().registered[2], None);
    assert_eq!(data.products().ids.iter().collect::<Vec<_>>(), ["(no product)", "P1", "P2", "P3", "P9"]);
    assert_eq!(data.products().price[1], money("4.50"), "the first row of an id counts");
    assert_eq!(data.orders().ids.iter().filter(|id| *id == "T1").count(), 2, "T1 of C1 and T1 of C2");
    assert!(data.orders().ids.iter().any(|id| id == "C2 2024-03-06"), "an order without number is known by customer and day");

    // In any order of files, and each of customers and products may be missing.
    let turned = [("t.csv", TRANSACTIONS), ("p.csv", PRODUCTS), ("c.csv", CUSTOMERS)];
    assert_eq!(import_with(&turned, params(), usize::MAX).unwrap().dataset, *data);
    let alone = import(&[("t.csv", TRANSACTIONS)]).unwrap();
    assert_eq!(rows_of(&alone, IssueCode::UnknownCustomer), 0);
    assert_eq!(alone.dataset.customers().ids.len(), 3, "C1, C2 and C9");
    assert_eq!(alone.dataset.revenue(), data.revenue());
}

#[test]
fn strict_refuses_problems_only() {
    let strict = || IngestParams { strictness: Strictness::Strict, ..IngestParams::default() };
    let error = import_with(&[("t.csv", TRANSACTIONS)], strict(), usize::MAX).unwrap_err();
    let DataValidationError::NotClean { problems } = error else { panic!("{error}") };
    assert_eq!(problems, [(IssueCode::BadDate, 1), (IssueCode::BadNumber, 1), (IssueCode::ImplausibleAmount, 1)]);
    let clean = "transaction_id,customer_id,product_id,purchase_date,price\n1,a,p,2024-01-01,1\n";
    assert!(import_with(&[("t.csv", clean.as_bytes())], strict(), usize::MAX).is_ok());
}

#[test]
fn decimal_commas_semicolons_and_days_first() {
    let imported = import(&[("f", include_bytes!("../../../tests/fixtures/ingest/semicolon_decimal_comma.csv"))]).unwrap();
    assert_accounted(&imported);
    let file = &imported.report.files[0];
    assert_eq!((file.delimiter, file.decimal_mark, file.date_order), (';', Some(DecimalMark::Comma), Some(DateOrder::DayFirst)));
    assert_eq!(file.format, Format::GeneralSales);
    assert_eq!(imported.dataset.revenue(), money("2440.90"), "1.200 is twelve hundred beside 3,20");
    assert_eq!(imported.dataset.period(), Some((Day::from_ymd(2024, 2, 13).unwrap(), Day::from_ymd(2024, 3, 2).unwrap())));
    assert_eq!(imported.dataset.products().names.iter().collect::<Vec<_>>(), ["Brot", "Käse", "Wein; rot"]);
}

#[test]
fn what_spreadsheets_add_is_taken_off() {
    let imported = import(&[("f", include_bytes!("../../../tests/fixtures/ingest/spreadsheet.tsv"))]).unwrap();
    assert_accounted(&imported);
    let data = &imported.dataset;
    assert_eq!(data.customers().ids.iter().collect::<Vec<_>>(), ["17850"]);
    assert_eq!(data.products().ids.iter().collect::<Vec<_>>(), ["=cmd", "Tea"]);
    assert_eq!(data.orders().ids.iter().collect::<Vec<_>>(), ["0012", "0014"]);
    assert_eq!(data.orders().minute[0], 13 * 60 + 5);
    assert_eq!(data.lines().amount, [money("1234.50"), money("7.50")]);
    assert_eq!(data.lines().quantity, [1, 3], "two and a half pieces count as three; the amount is exact");
    assert_eq!(imported.report.currency, "GBP");
    assert_eq!(imported.report.reconciliation.tally(SetAsideReason::NoCustomer).amount, money("-6"), "nan is nobody");
    let steps: Vec<(RepairStep, u64)> = imported.report.steps.iter().map(|s| (s.step, s.count)).collect();
    assert!(steps.contains(&(RepairStep::TakeOffGuards, 3)) && steps.contains(&(RepairStep::TakeOffIdDecimals, 1)), "{steps:?}");
    assert_eq!(rows_of(&imported, IssueCode::FractionalQuantity), 1);
    assert_eq!(imported.set_aside.line, [4], "the line sep= counts");
}

#[test]
fn rows_that_are_none_are_set_aside_with_their_lines() {
    let imported = import(&[("f", include_bytes!("../../../tests/fixtures/ingest/rows_that_are_none.csv"))]).unwrap();
    assert_accounted(&imported);
    let found: Vec<(u32, SetAsideReason)> =
        imported.set_aside.line.iter().copied().zip(imported.set_aside.reason.iter().copied()).collect();
    assert_eq!(
        found,
        [
            (4, SetAsideReason::RaggedRow),
            (5, SetAsideReason::RaggedRow),
            (6, SetAsideReason::EmptyRow),
            (7, SetAsideReason::RepeatedHeader),
            (11, SetAsideReason::BadNumber),
        ]
    );
    assert_eq!(imported.dataset.products().ids.iter().collect::<Vec<_>>(), ["p", "two\nlines"]);
}

#[test]
fn which_of_two_numbers_is_the_month() {
    let file =
        |a: &str, b: &str| format!("transaction_id,customer_id,product_id,purchase_date,price\n1,a,p,{a},1\n2,a,p,{b},1\n");
    let order = |text: String| sales(&text).report.files[0].date_order;
    assert_eq!(order(file("1/2/2024", "1/31/2024")), Some(DateOrder::MonthFirst));
    assert_eq!(order(file("1/2/2024", "31/1/2024")), Some(DateOrder::DayFirst));
    assert_eq!(order(file("2024-01-02", "2024-01-31")), None);
    let open = sales(&file("3/4/2024", "5/6/2024"));
    assert_eq!(rows_of(&open, IssueCode::AmbiguousDateOrder), 2);
    let params = IngestParams { date_order: Some(DateOrder::DayFirst), ..IngestParams::default() };
    let told = import_with(&[("f", file("3/4/2024", "5/6/2024").as_bytes())], params, usize::MAX).unwrap();
    assert_eq!(told.dataset.period(), Some((Day::from_ymd(2024, 4, 3).unwrap(), Day::from_ymd(2024, 6, 5).unwrap())));
    assert_eq!(rows_of(&told, IssueCode::AmbiguousDateOrder), 0);

    let mixed = sales(&format!("{}3,a,p,2/14/2024,1\n", file("1/31/2024", "31/1/2024")));
    assert_eq!(mixed.report.reconciliation.tally(SetAsideReason::BadDate).rows, 1);
    assert_eq!(mixed.report.reconciliation.tally(SetAsideReason::BadDate).amount, money("1"), "its money is not lost");
    assert_eq!(rows_of(&mixed, IssueCode::MixedDateOrder), 1);
}

#[test]
fn decimal_marks_are_told_by_the_file_or_by_the_user() {
    let file = |price: &str| format!("transaction_id;customer_id;product_id;purchase_date;price\n1;a;p;2024-01-01;{price}\n");
    let revenue = |text: &str| sales(text).dataset.revenue();
    assert_eq!(revenue(&file("1,234")), money("1234"));
    assert_eq!(revenue(&file("1.234")), money("1.234"));
    assert_eq!(rows_of(&sales(&file("1.234")), IssueCode::AmbiguousDecimalMark), 1);
    assert_eq!(revenue(&format!("{}2;a;p;2024-01-01;0,50\n", file("1.234"))), money("1234.50"));
    assert_eq!(revenue(&format!("{}2;a;p;2024-01-01;0.50\n", file("1.234"))), money("1.734"));
    let mixed = sales(&format!("{}2;a;p;2024-01-01;0.50\n3;a;p;2024-01-01;0.25\n", file("1,5")));
    assert_eq!(mixed.dataset.revenue(), money("2.25"));
    assert_eq!(rows_of(&mixed, IssueCode::MixedDecimalMarks), 1);
    let comma = IngestParams { decimal_mark: Some(DecimalMark::Comma), ..IngestParams::default() };
    let told = import_with(&[("f", file("1.234").as_bytes())], comma, usize::MAX).unwrap();
    assert_eq!(told.dataset.revenue(), money("1234"));
}

#[test]
fn online_retail_prefixes_in_their_order() {
    let header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";
    let rows = "1,p,d,2,12/1/2010 8:26,1,a,X\nC2,p,d,-1,12/1/2010 8:26,1,a,X\nA3,p,d,1,12/1/2010 8:26,-5,a,X\n\
                4,p,d,-1,12/1/2010 8:26,0,a,X\nC5,p,d,-1,12/1/2010 8:26,1,,X\n";
    let imported = sales(&format!("{header}{rows}"));
    let reasons: Vec<SetAsideReason> = imported.set_aside.reason.clone();
    assert_eq!(
        reasons,
        [
            SetAsideReason::Cancellation,
            SetAsideReason::Adjustment,
            SetAsideReason::QuantityNotPositive,
            SetAsideReason::NoCustomer
        ]
    );
    // A plain shop may well number its orders C1, C2, …
    let plain = sales("transaction_id,customer_id,product_id,purchase_date,price\nC1,a,p,2024-01-01,1\n");
    assert_eq!(plain.dataset.lines().len(), 1);
}

#[test]
fn line_totals_are_not_multiplied() {
    let imported = sales("Order ID,Order Date,Customer ID,Product ID,Sales,Quantity\n1,2024-01-01,a,p,10.50,3\n");
    assert_eq!(imported.dataset.revenue(), money("10.50"));
    assert_eq!(imported.dataset.lines().quantity, [3]);
}

#[test]
fn guests_are_known_by_their_email_and_orders_by_the_day() {
    let text = "email,product,date,price\nAnn@Example.com,p,2024-01-01,1\nann@example.com,q,2024-01-01,2\nb@example.com,p,2024-01-02,4\n";
    let imported = sales(text);
    assert_eq!(imported.dataset.customers().ids.iter().collect::<Vec<_>>(), ["ann@example.com", "b@example.com"]);
    assert_eq!(imported.dataset.orders().ids.len(), 2);
    assert_eq!(imported.report.reconciliation.gross.orders, 2);
    assert!(imported.report.repairs.iter().any(|r| r.code == RepairCode::OrdersDerived));
}

#[test]
fn currencies_are_never_added_up_silently() {
    let file = |currency: &str| {
        format!("order_id,customer_id,product,date,price,currency\n1,a,p,2024-01-01,1,EUR\n2,a,p,2024-01-01,1,{currency}\n")
    };
    assert_eq!(sales(&file("EUR")).report.currency, "EUR");
    let mixed = sales(&file("USD"));
    assert_accounted(&mixed);
    assert_eq!((mixed.report.currency.as_str(), rows_of(&mixed, IssueCode::OtherCurrency)), ("EUR", 1));
    let reconciliation = &mixed.report.reconciliation;
    assert_eq!((reconciliation.gross.amount, reconciliation.gross.rows), (money("1"), 2), "dollars add nothing to euros");
    let other = &mixed.report.other_currencies[0];
    assert_eq!((other.currency.as_str(), other.rows, other.amount), ("USD", 1, money("1")));
    let mut params = IngestParams::default();
    params.recipe.steps.insert(RepairStep::DropOtherCurrencies, false);
    let added = import_with(&[("f", file("USD").as_bytes())], params, usize::MAX).unwrap();
    assert_eq!((added.report.currency.as_str(), rows_of(&added, IssueCode::MixedCurrencies)), ("", 1));
    assert_eq!(added.dataset.revenue(), money("2"));
}

#[test]
fn nul_bytes_are_an_issue_with_a_place() {
    let mut text = String::from("transaction_id,customer_id,product_id,purchase_date,price\n");
    text.extend((0..30).map(|n| format!("{n},a,p,2024-01-01,1\n")));
    let text = text.replacen("7,a", "7,a\0", 1);
    let imported = sales(&text);
    assert_eq!(imported.dataset.customers().ids.len(), 1);
    let issue = imported.report.issues.iter().find(|i| i.code == IssueCode::NulBytes).unwrap();
    assert_eq!((issue.rows, issue.examples[0].line), (1, 9));
}

#[test]
fn invalid_utf8_after_a_while_comes_right() {
    let mut bytes = b"\xef\xbb\xbftransaction_id,customer_id,product_id,purchase_date,price,product_name\n".to_vec();
    for n in 0..4000 {
        bytes.extend(format!("{n},a,p{n},2024-01-01,1,caf\u{e9}\n").as_bytes());
    }
    bytes.extend(b"4000,a,z,2024-01-01,1,caf\xe9\n");
    let imported = import(&[("f", &bytes)]).unwrap();
    assert!(imported.dataset.products().names.iter().all(|name| name == "café"));
    assert_eq!(imported.report.files[0].encoding, Encoding::Mixed);
}

#[test]
fn files_not_needed_are_noted() {
    let imported = import(&[("notes.csv", b"city,weather\nYork,rain\n"), ("t.csv", TRANSACTIONS)]).unwrap();
    assert_accounted(&imported);
    let note = &imported.report.repairs[0];
    assert_eq!((note.code, note.file.as_str()), (RepairCode::FileIgnored, "notes.csv"));
    assert_eq!(imported.report.files[0].passed_over, 1);
}

#[test]
fn the_report_is_written_with_decimal_text_and_reads_back() {
    let report = import(&[("c.csv", CUSTOMERS), ("t.csv", TRANSACTIONS)]).unwrap().report;
    let json = serde_json::to_value(report.to_json_view()).unwrap();
    assert_eq!(json["reconciliation"]["analysed"]["amount"], "59.97");
    assert_eq!(json["reconciliation"]["set_aside"][0]["reason"], "bad-date");
    assert_eq!(json["period"]["first"], "1989-12-31");
    assert_eq!(json["issues"][0]["code"], "bad-date");
    assert_eq!(json["issues"][0]["examples"][0]["line"], 11);
    assert_eq!(json["issues"][0]["examples"][0]["value"], "soon");
    assert_eq!(json["issues"][0]["examples"][0]["column"], "purchase_date");
    let text = serde_json::to_string(&report).unwrap();
    assert_eq!(serde_json::from_str::<ValidationReport>(&text).unwrap(), report);
    let bytes = postcard::to_allocvec(&report).unwrap();
    assert_eq!(postcard::from_bytes::<ValidationReport>(&bytes).unwrap(), report);
}

#[test]
fn a_stray_quote_does_not_swallow_the_lines_after_it() {
    let header = "transaction_id,customer_id,product_id,purchase_date,price,note\n";
    let row = |id: u32, note: &str| format!("{id},a,p,2024-01-01,1,{note}\n");
    let swallowed = |rows: String| {
        let imported = sales(&format!("{header}{rows}"));
        assert_accounted(&imported);
        let places: Vec<u32> = imported
            .report
            .issues
            .iter()
            .filter(|i| i.code == IssueCode::StrayQuote)
            .flat_map(|i| &i.examples)
            .map(|e| e.line)
            .collect();
        (imported.dataset.lines().len(), places)
    };
    assert_eq!(swallowed(row(1, "x") + &row(2, "\"5 inch") + &row(3, "x") + &row(4, "x")), (4, vec![3]));
    assert_eq!(swallowed(row(1, "\"5 inch") + &row(2, "x") + &row(3, "\"good\"") + &row(4, "x")), (4, vec![2]));
    // The second one's quote ends with its line, which is as good.
    assert_eq!(swallowed(row(1, "\"5 inch") + "\r\n" + &row(2, "\"6 inch") + &row(3, "x")), (3, vec![2]));
    assert_eq!(swallowed("1,a,\"p,2024-01-01,1,x\n".to_owned() + &row(2, "x")), (2, vec![2]));
    assert_eq!(swallowed(row(1, "\"two\nlines, of text\"") + &row(2, "x")), (2, vec![]), "this is as it should be");
    // Longer than any row may be.
    let many: String = (1..300_000).map(|id| row(id, "x")).collect();
    assert_eq!(swallowed(row(0, "\"5 inch") + &many), (300_000, vec![2]));
}
