//! Dates that cannot be meant, and true ones that look so.

use super::*;
use crate::{RepairStep, SetAsideReason};
use clientele_core::domain::{Day, Money};

const HEADER: &str = "transaction_id,customer_id,product_id,purchase_date,price\n";

/// A row for each date, and `rows` rows of 2024 before them.
fn beside(rows: usize, dates: &[&str]) -> String {
    let mut text = HEADER.to_owned();
    for n in 0..rows {
        text.push_str(&format!("g{n},c{},p,2024-{:02}-{:02},2.00\n", n % 7, 1 + n % 12, 1 + n % 28));
    }
    for (n, date) in dates.iter().enumerate() {
        text.push_str(&format!("f{n},c,p,{date},1.00\n"));
    }
    text
}

fn set_aside(imported: &Imported) -> u64 {
    assert_accounted(imported);
    imported.report.reconciliation.tally(SetAsideReason::ImplausibleDate).rows
}

#[test]
fn placeholders_are_set_aside_in_any_share_and_spelling() {
    assert_eq!(set_aside(&sales(&beside(30, &["1970-01-01"; 200]))), 200);
    assert_eq!(set_aside(&sales(&beside(30, &["31/12/9999", "1/1/0001", "1900-01-01 00:00:00", "1 Jan 1970"]))), 4);
    // Where every date is one, there is nothing else to go by: they are kept, and pointed out as old.
    let all = sales(&beside(0, &["1970-01-01"; 25]));
    assert_eq!((set_aside(&all), rows_of(&all, IssueCode::OldDate)), (0, 25));
    // A shop of the time has such a day like any other.
    let mut of_its_time: Vec<String> = (0..40).map(|n| Day(n * 20).to_string()).collect();
    of_its_time.push("1970-01-01".to_owned());
    let dates: Vec<&str> = of_its_time.iter().map(String::as_str).collect();
    assert_eq!(set_aside(&sales(&beside(0, &dates))), 0);
}

#[test]
fn thirty_honest_years_stay_whole() {
    // A few rows in the first years, a hundred times as many in the last, and years without any between.
    let mut text = HEADER.to_owned();
    for (year, rows) in [(1990, 2), (1991, 1), (2001, 3), (2012, 40), (2020, 300), (2024, 400)] {
        for n in 0..rows {
            text.push_str(&format!("t{year}-{n},c{},p,{year}-{:02}-{:02},2.00\n", n % 50, 1 + n % 12, 1 + n % 28));
        }
    }
    let imported = sales(&text);
    assert_eq!((set_aside(&imported), imported.report.reconciliation.analysed.rows), (0, 746));
    assert_eq!(imported.report.period.map(|(first, _)| first.to_ymd().0), Some(1990));
}

#[test]
fn the_step_can_be_switched_off_and_says_what_it_would_do() {
    let text = beside(50, &["2205-03-04", "9999-12-31"]);
    let on = sales(&text);
    assert_eq!(set_aside(&on), 2);
    let mut params = IngestParams::default();
    params.recipe.steps.insert(RepairStep::DropImplausibleDates, false);
    let off = import_with(&[("sales.csv", text.as_bytes())], params, usize::MAX).unwrap();
    assert_eq!((set_aside(&off), rows_of(&off, IssueCode::ImplausibleDate)), (0, 2));
    for (imported, is_on) in [(&on, true), (&off, false)] {
        let step = imported.report.steps.iter().find(|s| s.step == RepairStep::DropImplausibleDates).unwrap();
        assert_eq!((step.on, step.count, step.money), (is_on, 2, Money::parse("-2").unwrap()));
        assert_eq!(step.examples.len(), 2);
    }
    assert_eq!(off.dataset.revenue() - on.dataset.revenue(), Money::parse("2").unwrap());
}

#[test]
fn what_is_set_aside_for_another_reason_is_not_looked_at() {
    // A cancelled order of 9999 is cancelled; dates of the file of orders count for its lines.
    let mut orders = "order_id,customer_id,order_date,status\n".to_owned();
    let mut lines = "order_id,product_id,quantity,price\n".to_owned();
    for n in 0..40 {
        let (date, status) = match n {
            0 => ("9999-12-31", "cancelled"),
            1 => ("9999-12-31", "completed"),
            _ => ("2024-05-06", "completed"),
        };
        orders.push_str(&format!("o{n},c{n},{date},{status}\n"));
        lines.push_str(&format!("o{n},p,1,2.00\n"));
    }
    let imported = import(&[("orders.csv", orders.as_bytes()), ("lines.csv", lines.as_bytes())]).unwrap();
    assert_eq!(set_aside(&imported), 1);
    assert_eq!(imported.report.reconciliation.tally(SetAsideReason::Cancellation).rows, 1);
}
