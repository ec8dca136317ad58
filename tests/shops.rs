//! The exports of many shops, in small files of our own making: what each is recognised as, and where every row and cent goes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use clientele::domain::Money;
use clientele::ingest::{Deduction, Imported, Importer, IngestParams, IssueCode, RepairStep, SetAsideReason as R};
use common::{check_rows, money};

type Files<'a> = &'a [&'a str];

fn import_with(files: Files<'_>, params: IngestParams) -> Imported {
    let mut importer = Importer::new(params.check().expect("valid"));
    for name in files {
        let path = format!("{}/tests/fixtures/shops/{name}", env!("CARGO_MANIFEST_DIR"));
        importer.begin_file(name, None);
        importer.push(&std::fs::read(path).expect("fixture")).expect("readable");
        importer.end_file().expect("whole");
    }
    let imported = importer.finish().unwrap_or_else(|e| panic!("{files:?}: {e}"));
    check_rows(&imported);
    assert_eq!(imported.dataset.revenue(), imported.report.reconciliation.analysed.amount);
    imported
}

/// What is expected of an import.
struct Expected {
    formats: &'static [&'static str],
    /// Rows and amount.
    gross: (u64, &'static str),
    set_aside: &'static [(R, u64, &'static str)],
    /// Rows and amount.
    deductions: &'static [(Deduction, u64, &'static str)],
    analysed: (u64, &'static str),
    /// Customers with orders, all customers, orders, products sold.
    counts: (u64, usize, u64, u64),
    currency: &'static str,
}

fn check(files: Files<'_>, expected: &Expected) -> Imported {
    check_with(files, IngestParams::default(), expected)
}

fn check_with(files: Files<'_>, params: IngestParams, expected: &Expected) -> Imported {
    let imported = import_with(files, params);
    let report = &imported.report;
    let formats: Vec<&str> = report.files.iter().map(|f| f.format.label()).collect();
    assert_eq!(formats, expected.formats);
    let sums = &report.reconciliation;
    assert_eq!((sums.gross.rows, sums.gross.amount), (expected.gross.0, money(expected.gross.1)), "{files:?}: gross");
    let set_aside: Vec<_> = sums.set_aside.iter().map(|(reason, t)| (*reason, t.rows, t.amount)).collect();
    let wanted: Vec<_> = expected.set_aside.iter().map(|(reason, rows, amount)| (*reason, *rows, money(amount))).collect();
    assert_eq!(set_aside, wanted, "{files:?}");
    let deductions: Vec<_> = sums.deductions.iter().map(|(what, t)| (*what, t.rows, t.amount)).collect();
    let wanted: Vec<_> = expected.deductions.iter().map(|(what, rows, amount)| (*what, *rows, money(amount))).collect();
    assert_eq!(deductions, wanted, "{files:?}");
    let analysed = (sums.analysed.rows, sums.analysed.amount);
    assert_eq!(analysed, (expected.analysed.0, money(expected.analysed.1)), "{files:?}: analysed");
    let counts = (sums.customers, imported.dataset.customers().ids.len(), sums.analysed.orders, sums.products);
    assert_eq!(counts, expected.counts, "{files:?}: customers, all customers, orders, products");
    assert_eq!(report.currency, expected.currency, "{files:?}");
    imported
}

fn has_issue(imported: &Imported, code: IssueCode) -> bool {
    imported.report.issues.iter().any(|issue| issue.code == code)
}

fn customers(imported: &Imported) -> Vec<&str> {
    imported.dataset.customers().ids.iter().collect()
}

#[test]
fn shopify() {
    let expected = Expected {
        formats: &["Shopify orders", "Shopify customers", "Shopify products"],
        gross: (8, "102.50"),
        set_aside: &[(R::OtherCurrency, 1, "0"), (R::Cancellation, 1, "10"), (R::NotPaid, 1, "10")],
        deductions: &[(Deduction::Discount, 2, "3"), (Deduction::Refund, 1, "5")],
        analysed: (5, "74.50"),
        counts: (2, 3, 3, 4),
        currency: "EUR",
    };
    let imported = check(&["shopify_orders.csv", "shopify_customers.csv", "shopify_products.csv"], &expected);
    assert_eq!(customers(&imported), ["6001", "6002", "6009"], "known by their numbers, through the e-mail address");
    let other = &imported.report.other_currencies[0];
    assert_eq!((other.currency.as_str(), other.rows, other.amount), ("USD", 1, money("12")));
    let data = &imported.dataset;
    let tea = data.products().ids.iter().position(|id| id == "TEA-1").expect("sold");
    assert_eq!(data.products().names.get(tea), "Green Tea");
    assert!(!data.products().ids.iter().any(|id| id == "Green Tea"), "a row with a picture only is no product");
    let gift = data.products().ids.iter().position(|id| id == "Gift Card").expect("sold");
    assert_eq!((data.products().is_goods[tea], data.products().is_goods[gift]), (true, false));
    let amounts: Vec<Money> = data.lines().amount.clone();
    assert!(amounts.contains(&money("18")) && amounts.contains(&money("9")), "the discount is shared out: {amounts:?}");
    assert_eq!(imported.report.reconciliation.repaired_rows, 5, "all five got their customer's number");
    let filled = imported.report.steps.iter().find(|s| s.step == RepairStep::FillDown);
    assert!(filled.is_none(), "the e-mail stands on every row here");
}

#[test]
fn shopify_with_order_fields_on_the_first_row_only() {
    let path = format!("{}/tests/fixtures/shops/shopify_orders.csv", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("fixture");
    // Some exports leave the e-mail and the date out of the further rows, too.
    let text: String = text
        .lines()
        .map(|line| match line.find(",,,,,,,,,,,,,,") {
            Some(at) if line.starts_with("#1001,") && at < 40 => {
                format!("#1001,{}\n", &line[line.find(',').expect("cells") + 17..])
            }
            _ => format!("{line}\n"),
        })
        .collect();
    let run = |is_on: bool| {
        let mut params = IngestParams::default();
        params.recipe.steps.insert(RepairStep::FillDown, is_on);
        let mut importer = Importer::new(params.check().expect("valid"));
        importer.begin_file("orders.csv", None);
        importer.push(text.as_bytes()).expect("readable");
        importer.finish().expect("imported")
    };
    let (on, off) = (run(true), run(false));
    assert_eq!(on.report.reconciliation.analysed.amount, money("74.50"));
    let step = on.report.steps.iter().find(|s| s.step == RepairStep::FillDown).expect("done");
    assert!(step.count >= 1, "{step:?}");
    assert!(off.report.reconciliation.analysed.amount < money("74.50"), "without it the second row has no customer");
}

#[test]
fn woocommerce() {
    let expected = Expected {
        formats: &["WooCommerce Analytics orders"],
        gross: (5, "5199.01"),
        set_aside: &[(R::Cancellation, 1, "700"), (R::PriceNotPositive, 1, "0")],
        deductions: &[],
        analysed: (3, "4499.01"),
        counts: (2, 2, 3, 3),
        currency: "",
    };
    let imported = check(&["woocommerce_orders.csv"], &expected);
    let names: Vec<&str> = imported.dataset.products().names.iter().collect();
    assert_eq!(names, ["Cup", "Green Tea, loose", "Spoon"]);
    assert_eq!(imported.dataset.lines().len(), 5, "a row that lists products makes several lines");
}

#[test]
fn square() {
    let expected = Expected {
        formats: &["Square item sales"],
        gross: (5, "1024"),
        set_aside: &[(R::NoCustomer, 1, "4"), (R::Return, 1, "-7"), (R::Settled, 1, "7")],
        deductions: &[],
        analysed: (2, "1020"),
        counts: (2, 2, 2, 1),
        currency: "$",
    };
    let imported = check(&["square_items.csv"], &expected);
    assert_eq!(imported.dataset.orders().minute[0], 8 * 60 + 5, "the time has a column of its own");
    let names: Vec<&str> = imported.dataset.products().names.iter().collect();
    assert_eq!(names, ["Latte (Large)"], "the bagels came back");
}

#[test]
fn stripe_has_no_products() {
    let expected = Expected {
        formats: &["Stripe payments"],
        gross: (5, "1469"),
        set_aside: &[(R::NotPaid, 1, "99"), (R::Refunded, 1, "20")],
        deductions: &[(Deduction::Refund, 1, "15")],
        analysed: (3, "1335"),
        counts: (2, 2, 3, 0),
        currency: "USD",
    };
    assert!(has_issue(&check(&["stripe_payments.csv"], &expected), IssueCode::NoProducts));
}

#[test]
fn etsy() {
    let expected = Expected {
        formats: &["Etsy sold items"],
        gross: (3, "103.50"),
        set_aside: &[],
        deductions: &[(Deduction::Discount, 1, "4.90")],
        analysed: (3, "98.60"),
        counts: (2, 2, 3, 2),
        currency: "USD",
    };
    assert!(has_issue(&check(&["etsy_sold_items.csv"], &expected), IssueCode::ShortYear));
}

#[test]
fn bigcommerce_with_and_without_products() {
    let expected = Expected {
        formats: &["BigCommerce orders"],
        gross: (3, "49"),
        set_aside: &[(R::Cancellation, 1, "10")],
        deductions: &[(Deduction::Refund, 1, "4")],
        analysed: (2, "35"),
        counts: (2, 2, 2, 2),
        currency: "AUD",
    };
    check(&["bigcommerce_orders.csv"], &expected);
    let expected = Expected {
        formats: &["BigCommerce orders"],
        gross: (2, "39.50"),
        set_aside: &[],
        deductions: &[],
        analysed: (2, "39.50"),
        counts: (2, 2, 2, 0),
        currency: "",
    };
    let imported = check(&["bigcommerce_totals.csv"], &expected);
    assert!(has_issue(&imported, IssueCode::NoProducts));
    assert_eq!(customers(&imported), ["ada@shop.example", "bob@shop.example"]);
}

#[test]
fn amazon_prices_are_of_the_whole_line() {
    let expected = Expected {
        formats: &["Amazon order report"],
        gross: (3, "67.50"),
        set_aside: &[],
        deductions: &[],
        analysed: (3, "67.50"),
        counts: (2, 2, 2, 2),
        currency: "USD",
    };
    check(&["amazon_orders.txt"], &expected);
}

#[test]
fn instacart_has_no_money_and_counts_days() {
    let expected = Expected {
        formats: &["Instacart orders", "Instacart order products", "Instacart products"],
        gross: (7, "0"),
        set_aside: &[(R::NoOrder, 1, "0")],
        deductions: &[],
        analysed: (6, "0"),
        counts: (2, 2, 5, 2),
        currency: "",
    };
    let imported = check(&["instacart_orders.csv", "instacart_order_products.csv", "instacart_products.csv"], &expected);
    assert!(has_issue(&imported, IssueCode::NoPrices) && has_issue(&imported, IssueCode::CountedDays));
    let (first, last) = imported.dataset.period().expect("has orders");
    assert_eq!(last.0 - first.0, 45, "15 and 30 days after the first");
    assert_eq!(imported.dataset.orders().minute[0], 8 * 60);
}

#[test]
fn olist_is_joined() {
    let expected = Expected {
        formats: &["Olist order items", "Olist orders", "Olist customers", "Olist products"],
        gross: (5, "221.80"),
        set_aside: &[(R::NoOrder, 1, "1"), (R::Cancellation, 1, "99.90")],
        deductions: &[],
        analysed: (3, "120.90"),
        counts: (1, 3, 2, 2),
        currency: "BRL",
    };
    let imported = check(&["olist_items.csv", "olist_orders.csv", "olist_customers.csv", "olist_products.csv"], &expected);
    assert_eq!(customers(&imported), ["person1", "person2", "person3"], "the person, not the number in the order");
    assert_eq!(imported.dataset.lines().len(), 3, "two pieces are two rows");
}

#[test]
fn a_german_till() {
    let expected = Expected {
        formats: &["sales, by the names of its columns"],
        gross: (5, "1042.40"),
        set_aside: &[(R::Cancellation, 1, "12")],
        deductions: &[],
        analysed: (4, "1030.40"),
        counts: (2, 2, 3, 3),
        currency: "EUR",
    };
    let imported = check(&["kasse_de.csv"], &expected);
    assert_eq!(customers(&imported), ["K1", "K2"]);
    let goods: Vec<(&str, bool)> =
        imported.dataset.products().names.iter().zip(imported.dataset.products().is_goods.iter().copied()).collect();
    assert_eq!(goods, [("Grüner Tee", true), ("Tasse", true), ("Versandkosten", false)]);
    assert_eq!(imported.report.reconciliation.repaired_rows, 1, "the row that got its customer by e-mail");
    let matched = imported.report.steps.iter().find(|s| s.step == RepairStep::MatchByEmail).expect("done");
    assert_eq!((matched.count, matched.examples[0].after.as_str()), (1, "K1"));
}

#[test]
fn returns_are_set_aside_or_settled() {
    let mut params = IngestParams::default();
    params.recipe.steps.insert(RepairStep::NetCancellations, false);
    let as_sold = Expected {
        formats: &["sales, by the names of its columns"],
        gross: (11, "25.99"),
        set_aside: &[(R::TestLine, 1, "9.99"), (R::Return, 4, "-26")],
        deductions: &[],
        analysed: (6, "42"),
        counts: (4, 4, 5, 1),
        currency: "",
    };
    let imported = check_with(&["returns.csv"], params, &as_sold);
    let settle = imported.report.steps.iter().find(|s| s.step == RepairStep::NetCancellations).expect("told");
    assert_eq!((settle.on, settle.count, settle.money), (false, 3, money("-22")), "what it would do is told");

    let mut params = IngestParams::default();
    params.recipe.steps.insert(RepairStep::DropDuplicates, true);
    params.recipe.steps.insert(RepairStep::DropTests, false);
    let settled = Expected {
        formats: &["sales, by the names of its columns"],
        gross: (11, "25.99"),
        set_aside: &[(R::Return, 4, "-26"), (R::DuplicateRow, 1, "2"), (R::Settled, 2, "16")],
        deductions: &[(Deduction::Returned, 1, "6")],
        analysed: (4, "27.99"),
        counts: (3, 3, 4, 2),
        currency: "",
    };
    let imported = check_with(&["returns.csv"], params, &settled);
    assert!(has_issue(&imported, IssueCode::TestLine), "kept, and pointed out");
    assert_eq!(imported.report.reconciliation.repaired_rows, 1, "the sale of which three came back");
    let first = imported.dataset.lines();
    assert_eq!((first.quantity[0], first.amount[0]), (7, money("14")), "three of ten came back");
}
