//! Sales without a customer, from the file to pages, report and files: they count in the shop's revenue, orders, products, seasons and baskets,
//! and change nothing that is told of customers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use clientele::domain::{Cell, Figure, Money};
use clientele::engine::Session;
use clientele::files::ExportKind;
use clientele::messages::{Block, ChartId, ChartView, ChartWidth, CustomerFilter, PageView, Query, ReportParams, Theme};
use clientele::pages::{report_document, report_workbook};
use common::{all, ask, of_csv};
use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use std::collections::BTreeMap;

/// One row of the file: order, customer or nobody, product, pieces, month, price in cents.
struct Row {
    order: String,
    customer: String,
    product: String,
    pieces: i64,
    day: String,
    cents: i64,
}

impl Row {
    fn revenue(&self) -> Money {
        Money::from_cents(self.pieces * self.cents).unwrap()
    }
}

/// A year and a half of a shop of 80 customers; every third order names nobody. Products from 20 on are in such orders only.
fn rows() -> Vec<Row> {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(5);
    let mut rows = Vec::new();
    for order in 0..900 {
        let is_nobodys = order % 3 == 0;
        let customer = if is_nobodys { String::new() } else { format!("c{:02}", random.random_range(0..80)) };
        let at = random.random_range(0..540);
        let day = format!("{}-{:02}-{:02}", 2023 + at / 360, at % 360 / 30 + 1, at % 30 % 28 + 1);
        let first = random.random_range(0..18_u32);
        let mut products = vec![first, first + 1];
        if is_nobodys {
            products.push(20 + first % 3);
        }
        for product in products {
            rows.push(Row {
                order: format!("o{order:04}"),
                customer: customer.clone(),
                product: format!("p{product:02}"),
                pieces: random.random_range(1..4),
                day: day.clone(),
                cents: 100 + i64::from(product) * 25,
            });
        }
    }
    rows
}

fn csv(rows: &[Row], keep: impl Fn(&Row) -> bool) -> String {
    let line = |row: &Row| {
        let (whole, rest) = (row.cents / 100, row.cents % 100);
        format!("{},{},{},{},{},{whole}.{rest:02}\n", row.order, row.customer, row.product, row.pieces, row.day)
    };
    let body: String = rows.iter().filter(|row| keep(row)).map(line).collect();
    format!("order_id,customer_id,product_id,quantity,purchase_date,price\n{body}")
}

fn sum<'a>(rows: impl IntoIterator<Item = &'a Row>) -> Money {
    rows.into_iter().map(Row::revenue).sum()
}

fn page(session: &Session, name: &str, filter: &CustomerFilter) -> PageView {
    common::page(session, name, &[], filter)
}

fn kpi(page: &PageView, name: &str) -> Figure {
    let found = all(&page.blocks).into_iter().find_map(|block| match block {
        Block::Kpis(kpis) => kpis.iter().find(|kpi| kpi.name == name).map(|kpi| kpi.value),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("no figure {name}"))
}

fn exported(session: &Session, kind: ExportKind) -> Vec<u8> {
    session.export(kind, &[]).unwrap_or_else(|e| panic!("{}: {e}", kind.file_name()))
}

/// What the line about sales without a customer says they come to.
fn told(page: &PageView) -> Option<String> {
    all(&page.blocks).into_iter().find_map(|block| match block {
        Block::Group(group) if group.testid == "sales-without-customer" => {
            Some(group.attrs.iter().find(|(name, _)| name == "data-amount").map_or_else(String::new, |(_, value)| value.clone()))
        }
        _ => None,
    })
}

fn chart(session: &Session, chart: ChartId, filter: &CustomerFilter) -> ChartView {
    let query = Query::Chart { chart, theme: Theme::Light, width: ChartWidth::Wide, filter: filter.clone() };
    let clientele::messages::Answer::Chart(view) = ask(session, &query) else { panic!("no chart") };
    view
}

fn by_name(view: &ChartView) -> BTreeMap<String, Money> {
    let cells = view.table.rows.iter().map(|row| match row.as_slice() {
        [Cell::Text(name), Cell::Figure(Figure::Money(amount)), ..] => (name.clone(), *amount),
        other => panic!("{other:?}"),
    });
    cells.filter(|(_, amount)| *amount != Money::ZERO).collect()
}

#[test]
fn what_is_told_of_customers_is_the_same_with_and_without() {
    let rows = rows();
    let with = of_csv(&csv(&rows, |_| true));
    let without = of_csv(&csv(&rows, |row| !row.customer.is_empty()));
    for kind in [
        ExportKind::Segments,
        ExportKind::Clusters,
        ExportKind::Value,
        ExportKind::Recommendations,
        ExportKind::Offers,
        ExportKind::Evaluation,
    ] {
        let (a, b) = (with.export(kind, &[]).unwrap(), without.export(kind, &[]).unwrap());
        assert!(!a.is_empty() && a == b, "{}", kind.file_name());
    }
    assert_eq!(*with.cohorts().unwrap(), *without.cohorts().unwrap());
    let filter = CustomerFilter::default();
    for name in ["customers", "repeat-rate", "active-customers"] {
        let of = |session: &Session| kpi(&page(session, "overview", &filter), name);
        assert_eq!(of(&with), of(&without), "{name}");
    }
    assert!(told(&page(&without, "overview", &filter)).is_none() && told(&page(&without, "customers", &filter)).is_none());
    let summary =
        |session: &Session| serde_json::from_slice::<serde_json::Value>(&exported(session, ExportKind::Summary)).unwrap();
    assert!(summary(&without).get("shop").is_none());
    for name in ["customers", "orders", "lines", "revenue", "products", "period", "segments", "value"] {
        assert_eq!(summary(&with)[name], summary(&without)[name], "{name}");
    }
}

#[test]
fn the_shop_is_customers_and_nobody_together() {
    let rows = rows();
    let session = of_csv(&csv(&rows, |_| true));
    let of_nobody = || rows.iter().filter(|row| row.customer.is_empty());
    let filter = CustomerFilter::default();
    let overview = page(&session, "overview", &filter);
    assert_eq!(kpi(&overview, "revenue"), Figure::Money(sum(&rows)));
    assert_eq!(kpi(&overview, "orders"), Figure::Count(900));
    assert_eq!(told(&overview), Some(sum(of_nobody()).to_string()));
    assert!(told(&page(&session, "customers", &filter)).is_some());

    let tally = session.imported().report.reconciliation.clone();
    assert_eq!((tally.shop.rows, tally.shop.orders, tally.shop.amount), (rows.len() as u64, 900, sum(&rows)));
    assert_eq!(tally.shop.amount - tally.analysed.amount, sum(of_nobody()));
    let summary: serde_json::Value = serde_json::from_slice(&exported(&session, ExportKind::Summary)).unwrap();
    assert_eq!(summary["shop"]["revenue"], sum(&rows).to_exact_string());
    assert_eq!(summary["without_customer"]["orders"], 300);
    let validation: serde_json::Value = serde_json::from_slice(&exported(&session, ExportKind::Validation)).unwrap();
    assert_eq!(validation["reconciliation"]["shop"]["orders"], 900);

    // Month by month, and product by product.
    let mut by_month: BTreeMap<String, Money> = BTreeMap::new();
    let mut by_product: BTreeMap<String, Money> = BTreeMap::new();
    for row in &rows {
        let (year, month) = (&row.day[..4], row.day[5..7].parse::<u8>().unwrap());
        *by_month.entry(format!("{} {year}", clientele::domain::month_name(month))).or_default() += row.revenue();
        *by_product.entry(row.product.clone()).or_default() += row.revenue();
    }
    assert_eq!(by_name(&chart(&session, ChartId::RevenueOverTime, &filter)), by_month);
    assert_eq!(by_name(&chart(&session, ChartId::TopCategories, &filter)), by_product);
    let weekdays = chart(&session, ChartId::WeekdayHour, &filter);
    assert_eq!(by_name(&weekdays).into_values().sum::<Money>(), sum(&rows));
    assert!(weekdays.method_note.contains("without a customer"));
    assert!(chart(&session, ChartId::CustomerPareto, &filter).summary.contains("customers' revenue"));

    let report = report_document(&session, &ReportParams::default()).unwrap();
    assert!(report.facts.iter().any(|(name, value)| name == "Without a customer" && value.contains("300 orders")));
    let book = report_workbook(&session);
    let summary = format!("{:?}", book.sheets[0]);
    assert!(summary.contains("Revenue without a customer"), "{summary}");
}

#[test]
fn a_filter_on_lines_keeps_nobodys_sales_and_one_on_customers_does_not() {
    let rows = rows();
    let session = of_csv(&csv(&rows, |_| true));
    let overview = |filter: &CustomerFilter| page(&session, "overview", filter);
    let revenue = |filter: &CustomerFilter| kpi(&overview(filter), "revenue");

    let march = CustomerFilter { month: Some("2023-03".into()), ..CustomerFilter::default() };
    assert_eq!(revenue(&march), Figure::Money(sum(rows.iter().filter(|row| row.day.starts_with("2023-03")))));
    assert!(told(&overview(&march)).is_some());

    // Only nobody bought it: it is a product of the shop, with revenue and without customers.
    let product = CustomerFilter { product: Some("p21".into()), ..CustomerFilter::default() };
    assert_eq!(revenue(&product), Figure::Money(sum(rows.iter().filter(|row| row.product == "p21"))));
    assert_eq!(kpi(&overview(&product), "customers"), Figure::Count(0));

    let rfm = session.rfm().unwrap();
    let largest = rfm.segments.iter().max_by_key(|segment| segment.revenue).unwrap();
    let segment = CustomerFilter { segment: Some(largest.name.clone()), ..CustomerFilter::default() };
    assert_eq!(revenue(&segment), Figure::Money(largest.revenue));
    assert!(told(&overview(&segment)).is_none());
    let both = CustomerFilter { month: march.month.clone(), ..segment };
    assert!(told(&overview(&both)).is_none());
}

#[test]
fn orders_without_a_customer_are_baskets() {
    let rows = rows();
    let session = of_csv(&csv(&rows, |_| true));
    let rules = session.rules().unwrap();
    assert_eq!(rules.baskets(), 900);
    let ids = &session.dataset().shop().products().ids;
    let nobodys = clientele::domain::ProductIx::new(ids.iter().position(|id| id == "p21").unwrap());
    let with_p21 = rows.iter().filter(|row| row.product == "p21").count() as u32;
    assert_eq!(rules.baskets_with(nobodys), with_p21);
    let text = String::from_utf8(exported(&session, ExportKind::Rules)).unwrap();
    assert!(text.lines().any(|line| line.starts_with("p21,") || line.contains(",p21,")));
    let notes = format!("{:?}", page(&session, "basket", &CustomerFilter::default()));
    assert!(notes.contains("Orders without a customer are baskets too."));
    // Lists are for customers: nothing that none of them ever bought.
    let lists = String::from_utf8(exported(&session, ExportKind::Recommendations)).unwrap();
    assert!(!lists.contains("p21"));
}
