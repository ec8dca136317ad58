//! Databases dumped as several tables: joined by their keys, in whatever order the files come and whatever they are called.

use super::kinds::{CUSTOMERS, Line, PRICES, PRODUCTS, cents, day, gross, lines};
use super::*;
use crate::{FileProgress, InspectedFile, Inspector, must_ask};
use clientele_core::domain::Money;

fn inspect(files: &[(&str, &str)]) -> Vec<InspectedFile> {
    let mut inspector = Inspector::new(IngestParams::default().check().unwrap());
    for (name, text) in files {
        inspector.begin_file(name, None);
        inspector.push(text.as_bytes()).unwrap();
        while inspector.end_file_step().unwrap() != FileProgress::Done {}
    }
    inspector.finish()
}

/// In every turn of the files: nothing is asked, and the figures are these.
fn check(files: &[(&str, String)], revenue: i64, customers: u64) {
    for turn in 0..files.len() {
        let files: Vec<(&str, &str)> =
            (0..files.len()).map(|ix| &files[(ix + turn) % files.len()]).map(|(name, text)| (*name, text.as_str())).collect();
        let seen = inspect(&files);
        let told: Vec<_> = seen.iter().map(|file| (&file.name, file.kind, &file.missing, &file.questions)).collect();
        assert!(!must_ask(&seen), "{told:#?}");
        let bytes: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
        let imported = import(&bytes).unwrap_or_else(|error| panic!("{error}: {told:#?}"));
        assert_accounted(&imported);
        let sums = &imported.report.reconciliation;
        let found = (sums.analysed.amount, sums.customers, sums.analysed.orders, sums.products);
        assert_eq!(found, (Money::from_ten_thousandths(revenue), customers, 40, 7), "{told:#?}");
    }
}

fn table(header: &str, rows: impl Iterator<Item = String>) -> String {
    std::iter::once(header.to_owned()).chain(rows).map(|row| row + "\n").collect()
}

/// One line of each order.
fn orders() -> Vec<Line> {
    let mut orders = lines();
    orders.dedup_by_key(|line| line.order);
    orders
}

fn total(order: usize) -> i64 {
    lines().iter().filter(|l| l.order == order).map(|l| l.pieces * PRICES[l.product]).sum()
}

fn share(line: &Line) -> i64 {
    if line.order.is_multiple_of(3) { 20 } else { 0 }
}

#[test]
fn orders_with_totals_beside_their_lines() {
    let list = table(
        "SalesOrderID,OrderDate,DueDate,Status,CustomerID,SubTotal,TaxAmt,TotalDue",
        orders().iter().map(|l| {
            let sum = total(l.order);
            format!(
                "{},{},{},5,{},{},{},{}",
                900 + l.order,
                day(l.day),
                day(l.day + 9),
                20 + l.customer,
                cents(sum),
                cents(sum / 5),
                cents(sum * 6 / 5)
            )
        }),
    );
    let items = table(
        "SalesOrderID,SalesOrderDetailID,OrderQty,ProductID,UnitPrice,LineTotal",
        lines().iter().enumerate().map(|(ix, l)| {
            format!(
                "{},{},{},{},{},{}",
                900 + l.order,
                ix + 1,
                l.pieces,
                700 + l.product,
                cents(PRICES[l.product]),
                cents(l.pieces * PRICES[l.product])
            )
        }),
    );
    check(&[("header.csv", list), ("detail.csv", items)], gross(), 8);
}

#[test]
fn prices_in_the_catalogue_and_discounts_as_shares() {
    let revenue = lines().iter().map(|l| l.pieces * PRICES[l.product] * (100 - share(l))).sum();
    let list = table(
        "id,client_id,created,state",
        orders().iter().map(|l| format!("{},{},{} 10:00:00,2", 500 + l.order, 20 + l.customer, day(l.day))),
    );
    let items = table(
        "id,order_id,item_id,qty,discount",
        lines()
            .iter()
            .enumerate()
            .map(|(ix, l)| format!("{},{},{},{},0.{:02}", ix + 1, 500 + l.order, 1 + l.product, l.pieces, share(l))),
    );
    let products = table(
        "id,sku,name,category,price,cost",
        (0..PRODUCTS.len())
            .map(|p| format!("{},SKU-{p:03},{},Tea,{},{}", p + 1, PRODUCTS[p], cents(PRICES[p]), cents(PRICES[p] / 2))),
    );
    let clients = table(
        "id,name,email,city",
        (0..CUSTOMERS.len())
            .map(|c| format!("{},Name {},{}@mail.example,Leeds", 20 + c, CUSTOMERS[c], CUSTOMERS[c].to_lowercase())),
    );
    check(&[("a.csv", list), ("b.csv", items), ("c.csv", products), ("d.csv", clients)], revenue, 8);
}

#[test]
fn numbers_of_lines_and_list_prices() {
    let revenue = lines().iter().map(|l| l.pieces * PRICES[l.product] * (100 - share(l))).sum();
    let list = table(
        "order_id,customer_id,order_status,order_date,required_date,shipped_date,store_id,staff_id",
        orders().iter().map(|l| {
            format!(
                "{},{},4,{},{},{},1,{}",
                1 + l.order,
                20 + l.customer,
                day(l.day),
                day(l.day + 2),
                day(l.day + 2),
                l.order % 6
            )
        }),
    );
    let mut number = (usize::MAX, 0);
    let items = table(
        "order_id,item_id,product_id,quantity,list_price,discount",
        lines().iter().map(|l| {
            number = if number.0 == l.order { (l.order, number.1 + 1) } else { (l.order, 1) };
            format!("{},{},{},{},{},0.{:02}", 1 + l.order, number.1, 1 + l.product, l.pieces, cents(PRICES[l.product]), share(l))
        }),
    );
    let customers = table(
        "customer_id,first_name,last_name,phone,email,city",
        (0..CUSTOMERS.len())
            .map(|c| format!("{},Ann,{},NULL,{}@mail.example,Troy", 20 + c, CUSTOMERS[c], CUSTOMERS[c].to_lowercase())),
    );
    check(&[("orders.csv", list), ("order_items.csv", items), ("customers.csv", customers)], revenue, 8);
}
