//! Dates decades off, as databases and spreadsheets write them for "never" and "not known": set aside with a reason, and where somebody
//! keeps them, no page, chart or document grows with the years between.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use clientele::engine::{Config, Session};
use clientele::files::{DocumentKind, ExportKind};
use clientele::ingest::{IssueCode, RepairStep, SetAsideReason};
use clientele::messages::{Answer, ChartId, ChartWidth, CustomerFilter, Query, ReportParams, ReportQuery, Theme, encode};
use clientele::pages::{answer, report_job};
use common::{arguments, of_files};
use serde_json::Value;

/// Points of a chart, as everywhere.
const MOST_POINTS: usize = 20_000;
/// Rows of a chart's table: forty years of cohorts, each with forty years of months.
const MOST_ROWS: usize = 120_000;

const PAGES: [&str; 19] = [
    "audiences",
    "filters",
    "overview",
    "statistics",
    "recommendations",
    "basket",
    "value",
    "movement",
    "cohorts",
    "customers",
    "experiments",
    "segments",
    "segment-statistics",
    "clusters",
    "data-accounts",
    "data-files",
    "own-settings",
    "report",
    "tour",
];

/// 400 orders of 2024 and 2025 by 60 customers, and then as many as there are `dates`.
fn sales(dates: &[&str]) -> String {
    let mut text = "transaction_id,customer_id,product_id,purchase_date,quantity,price\n".to_owned();
    for n in 0..400_usize {
        let (year, month, day) = (2024 + n % 2, 1 + (n * 7) % 12, 1 + (n * 11) % 28);
        let (customer, product) = ((n * 13 + n / 60) % 60, (n * 5) % 17);
        text.push_str(&format!("t{n},c{customer},p{product},{year}-{month:02}-{day:02},{},{}.50\n", 1 + n % 3, 5 + n % 40));
    }
    for (n, date) in dates.iter().enumerate() {
        text.push_str(&format!("far{n},c{},p1,{date},1,10.00\n", n % 60));
    }
    text
}

fn session(dates: &[&str], keep: bool) -> Session {
    let mut config = Config::default();
    if keep {
        config.ingest.recipe.steps.insert(RepairStep::DropImplausibleDates, false);
    }
    of_files(vec![("sales.csv".to_owned(), sales(dates).into_bytes())], &config)
}

/// What a session answers and writes, by name, with how large it is.
fn sizes(session: &Session) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    let mut add = |name: String, query: &Query| {
        if let Ok(answer) = answer(Some(session), &[], query) {
            found.push((name, encode(&answer).expect("can be sent").len()));
        }
    };
    for name in PAGES {
        let query = Query::Page { name: name.to_owned(), arguments: Vec::new(), filter: CustomerFilter::default() };
        add(format!("page {name}"), &query);
    }
    let query =
        Query::Page { name: "customer".to_owned(), arguments: arguments(&[("id", "c0")]), filter: CustomerFilter::default() };
    add("page customer".to_owned(), &query);
    for chart in ChartId::ALL {
        let filter = CustomerFilter::default();
        add(format!("chart {}", chart.name()), &Query::Chart { chart, theme: Theme::Light, width: ChartWidth::Wide, filter });
    }
    for kind in ExportKind::ALL {
        add(format!("file {}", kind.file_name()), &Query::Export(kind));
    }
    for kind in [DocumentKind::Html, DocumentKind::Pdf, DocumentKind::Workbook, DocumentKind::Archive] {
        let query = ReportQuery { kind, params: ReportParams::default(), filter: CustomerFilter::default() };
        let bytes = report_job(session, &[], &query).expect("a job").write().expect("a file");
        found.push((format!("document {kind:?}"), bytes.len()));
    }
    found
}

fn points(view: &clientele::messages::ChartView) -> usize {
    let spec: Value = serde_json::from_str(&view.spec_json).unwrap_or_default();
    let list = |value: &Value| value.as_array().map_or(0, Vec::len);
    let traces = spec["data"].as_array().cloned().unwrap_or_default();
    let of = |trace: &Value| match trace["z"].as_array() {
        Some(rows) => rows.iter().map(list).sum(),
        None => list(&trace["x"]).max(list(&trace["y"])),
    };
    traces.iter().map(of).sum()
}

#[test]
fn dates_that_cannot_be_meant_are_set_aside_and_nothing_else_changes() {
    let (good, far) =
        (session(&[], false), session(&["0001-01-01", "1900-01-00", "1970-01-01", "9999-12-31", "3025-06-01"], false));
    assert_eq!(far.dataset(), good.dataset());
    let report = &far.imported().report;
    assert!(report.reconciliation.adds_up());
    let tally = report.reconciliation.tally(SetAsideReason::ImplausibleDate);
    assert_eq!((tally.rows, tally.orders, tally.amount.to_string().as_str()), (4, 4, "40.00"));
    assert_eq!(report.reconciliation.tally(SetAsideReason::BadDate).rows, 1, "1900-01-00 is no day");
    let issue = report.issues.iter().find(|issue| issue.code == IssueCode::ImplausibleDate).expect("is told");
    let examples: Vec<(&str, u32)> = issue.examples.iter().map(|e| (e.value.as_str(), e.line)).collect();
    assert_eq!(examples, [("0001-01-01", 402), ("1970-01-01", 404), ("9999-12-31", 405), ("3025-06-01", 406)]);
    let step = report.steps.iter().find(|s| s.step == RepairStep::DropImplausibleDates).expect("is told");
    assert_eq!((step.on, step.count, step.money.to_string().as_str()), (true, 4, "-40.00"));
    // The same data give the same answers, but for those about the files.
    for ((name, size), (_, other)) in sizes(&far).iter().zip(&sizes(&good)) {
        assert!(size == other || *size < other + 20_000, "{name}: {size} bytes, {other} without");
    }
}

#[test]
fn kept_they_are_counted_and_pointed_out() {
    let far = session(&["9999-12-31"], true);
    let report = &far.imported().report;
    assert_eq!(report.reconciliation.analysed.rows, 401);
    assert_eq!(report.reconciliation.tally(SetAsideReason::ImplausibleDate).rows, 0);
    let step = report.steps.iter().find(|s| s.step == RepairStep::DropImplausibleDates).expect("is told");
    assert_eq!((step.on, step.count, step.money.to_string().as_str()), (false, 1, "-10.00"));
    let issue = report.issues.iter().find(|issue| issue.code == IssueCode::ImplausibleDate).expect("is told");
    assert_eq!((issue.rows, issue.money.to_string().as_str(), issue.examples[0].value.as_str()), (1, "10.00", "9999-12-31"));
}

/// A hundred years of one order a month are no slip, and the pages still hold.
#[test]
fn nothing_grows_with_the_years_between() {
    let good = sizes(&session(&[], false));
    let cases: [(&[&str], bool); 6] = [
        (&["2525-06-01"], true),
        (&["3025-06-01"], true),
        (&["9999-12-31"], true),
        (&["0001-01-01"], true),
        (&["0001-01-01", "1900-01-00", "9999-12-31"], true),
        // Too many to be a slip: they stay, whatever the recipe says.
        (&["1066-10-14"; 40], false),
    ];
    for (dates, keep) in cases {
        let far = session(dates, keep);
        let period = far.dataset().period().expect("has orders");
        assert!(period.1.0 - period.0.0 > 150_000, "{dates:?}");
        for chart in ChartId::ALL {
            let filter = CustomerFilter::default();
            let query = Query::Chart { chart, theme: Theme::Light, width: ChartWidth::Wide, filter };
            let Ok(Answer::Chart(view)) = answer(Some(&far), &[], &query) else { continue };
            assert!(points(&view) <= MOST_POINTS, "{dates:?}: {} has {} points", chart.name(), points(&view));
            assert!(view.table.rows.len() <= MOST_ROWS, "{dates:?}: {} has {} rows", chart.name(), view.table.rows.len());
        }
        for (name, size) in sizes(&far) {
            let before = good.iter().find(|(other, _)| *other == name).map_or(0, |(_, size)| *size);
            let most = 4 * before + 2_500_000;
            assert!(size <= most, "{dates:?}: {name} has {size} bytes, {before} without the date");
        }
    }
}
