//! The exports of platforms, marketplaces and payment services, in small files of our own making: each is recognised without a question, and
//! a file whose cells disagree with its names is asked about.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use clientele::domain::Money;
use clientele::ingest::{Certainty, FileProgress, Imported, Importer, IngestParams, InspectedFile, Inspector, must_ask};
use common::{check_rows, money};

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/fixtures/shops/{name}", env!("CARGO_MANIFEST_DIR"))).expect("fixture")
}

fn inspect(name: &str, bytes: &[u8]) -> Vec<InspectedFile> {
    inspect_all(&[(name, bytes.to_vec())])
}

fn inspect_all(files: &[(&str, Vec<u8>)]) -> Vec<InspectedFile> {
    let mut inspector = Inspector::new(IngestParams::default().check().expect("valid"));
    for (name, bytes) in files {
        inspector.begin_file(name, None);
        inspector.push(bytes).expect("readable");
        while inspector.end_file_step().expect("whole") != FileProgress::Done {}
    }
    inspector.finish()
}

fn import(name: &str, bytes: &[u8]) -> Imported {
    import_all(&[(name, bytes.to_vec())])
}

fn import_all(files: &[(&str, Vec<u8>)]) -> Imported {
    let mut importer = Importer::new(IngestParams::default().check().expect("valid"));
    for (name, bytes) in files {
        importer.begin_file(name, None);
        importer.push(bytes).expect("readable");
        importer.end_file().expect("whole");
    }
    let imported = importer.finish().unwrap_or_else(|error| panic!("{files:?}: {error}"));
    check_rows(&imported);
    imported
}

/// Tables of a database, in whatever order they are given: joined without a question, with this revenue, so many customers and orders.
fn check_tables(names: &[&str], revenue: &str, customers: u64, orders: u64) {
    for turn in 0..names.len() {
        let files: Vec<(&str, Vec<u8>)> =
            (0..names.len()).map(|ix| names[(ix + turn) % names.len()]).map(|name| (name, fixture(name))).collect();
        let seen = inspect_all(&files);
        let questions: Vec<_> = seen.iter().map(|file| (&file.name, file.kind, &file.questions)).collect();
        assert!(!must_ask(&seen), "{questions:?}");
        let sums = import_all(&files).report.reconciliation;
        let found = (sums.analysed.amount, sums.customers, sums.analysed.orders);
        assert_eq!(found, (money(revenue), customers, orders), "{names:?}: {:?}", sums.set_aside);
    }
}

/// Recognised as `format` without a question, with this revenue, so many customers and orders.
fn check(name: &str, format: &str, revenue: &str, customers: u64, orders: u64) -> Imported {
    let bytes = fixture(name);
    let files = inspect(name, &bytes);
    assert_eq!((files[0].format.label(), files[0].certainty), (format, Certainty::Certain), "{name}: {:?}", files[0].questions);
    assert!(!must_ask(&files), "{name}");
    let imported = import(name, &bytes);
    let sums = &imported.report.reconciliation;
    let found = (sums.analysed.amount, sums.customers, sums.analysed.orders);
    assert_eq!(found, (money(revenue), customers, orders), "{name}: {:?}", sums.set_aside);
    imported
}

#[test]
fn each_export_is_read_as_what_it_is() {
    let squarespace = check("squarespace_orders.csv", "Squarespace orders", "36.00", 2, 2);
    assert_eq!(squarespace.report.reconciliation.analysed.rows, 3, "order fields stand on the first row only");
    let prestashop = check("prestashop_commandes.csv", "PrestaShop orders", "1132.05", 2, 2);
    assert_eq!(prestashop.report.currency, "EUR");
    check("prestashop_orders.csv", "PrestaShop orders", "132.05", 2, 2);
    check("magento_orders.csv", "Magento orders", "43.40", 2, 2);
    let gumroad = check("gumroad_sales.csv", "Gumroad sales", "34.00", 2, 2);
    assert_eq!(gumroad.dataset.lines().amount[0], money("24.00"), "the price is of the whole purchase");
    check("ebay_orders.csv", "eBay orders report", "46.00", 2, 3);
    check("tiktok_orders.csv", "TikTok Shop orders", "13.00", 1, 1);
    check("etsy_orders.csv", "Etsy orders", "74.10", 2, 2);
    check("paypal_activity.csv", "PayPal activity", "36.00", 2, 2);
    check("woocommerce_items.csv", "WooCommerce order items", "31.00", 1, 1);
    // Layouts as readers of such files have them: Wix in spreadconnect-client and others, Shopware in its own profile and serializer.
    check("wix_orders.csv", "Wix orders", "45.00", 2, 2);
    check("wix_orders_old.csv", "Wix orders", "12800.00", 2, 2);
    let shopware = check("shopware_orders.csv", "Shopware orders", "52.75", 2, 3);
    assert_eq!(shopware.report.reconciliation.products, 2);
    let odoo = check("odoo_orders.csv", "Odoo orders", "38.10", 2, 2);
    assert_eq!(odoo.dataset.revenue(), Money::from_ten_thousandths(381_000));
}

#[test]
fn tables_of_a_shop_s_database_are_joined() {
    // Columns as in Magento's sales_order and sales_order_item, and OpenCart's order and order_product.
    check_tables(&["magento_sales_order.csv", "magento_sales_order_item.csv"], "37.40", 3, 3);
    check_tables(&["opencart_order.csv", "opencart_order_product.csv"], "50.00", 2, 3);
}

#[test]
fn an_export_whose_cells_disagree_is_a_guess() {
    let gumroad = String::from_utf8(fixture("gumroad_sales.csv")).unwrap();
    // Dates and names changed places, as happens when somebody sorts columns by hand.
    let turned = gumroad.replace("Buyer Name", "x").replace("Purchase Date", "Buyer Name").replacen('x', "Purchase Date", 1);
    let files = inspect("sales.csv", turned.as_bytes());
    assert_eq!(files[0].certainty, Certainty::Likely, "{:?}", files[0].columns);
    assert!(must_ask(&files) && files[0].questions.iter().any(|q| q.contains("Purchase Date")), "{:?}", files[0].questions);
    // A price of the line under the name of a price of one piece.
    let ebay = String::from_utf8(fixture("ebay_orders.csv")).unwrap();
    let mut text = ebay.lines().next().unwrap().to_owned() + "\n";
    for order in 0..20 {
        let pieces = 1 + order % 3;
        text += &format!(
            "{order},1-{order},b{},Ada,a@mail.example,UK,330002,Cup,CP,{pieces},£{}.50,£3.00,£9.00,Card,Jan-05-25,Jan-05-25,{order},\n",
            order % 4,
            pieces * 5
        );
    }
    let files = inspect("orders.csv", text.replace(".50", ".00").as_bytes());
    assert_eq!(files[0].certainty, Certainty::Likely, "{:?}", files[0].questions);
}
