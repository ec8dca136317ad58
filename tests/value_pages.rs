//! Value, movement and cohorts from the files to what the pages show: the stage, value.csv, views, charts, groups.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use clientele::domain::{Cell, Figure};
use clientele::engine::{Config, Session, Stage, StageOutcome};
use clientele::files::ExportKind;
use clientele::ingest::{ColumnMapping, FileKind, Meaning};
use clientele::messages::{Answer, ChartId, ChartWidth, CustomerFilter, CustomerGroup, Moved, MovementDays, Query, Theme};
use clientele::pages::{answer, cohorts_view, customer_value_view, movement_view, value_view};
use common::{ask, csv_of, demo, file, generated, of_csv, of_files, outcome};

/// Sales of `customers`, each with one to four orders; the amounts' column may be left out.
fn sales(customers: u32, with_prices: bool) -> String {
    let mut text = format!("transaction_id,customer_id,product_id,purchase_date{}\n", if with_prices { ",price" } else { "" });
    for customer in 0..customers {
        for order in 0..=customer % 4 {
            let day = (customer * 7 + order * (20 + customer % 13)) % 330;
            let date = format!("2024-{:02}-{:02}", 1 + day / 30, 1 + day % 28);
            let price = if with_prices { format!(",{}.50", 5 + customer % 40) } else { String::new() };
            text.push_str(&format!("t{customer}-{order},c{customer:04},p{},{date}{price}\n", customer % 5));
        }
    }
    text
}

fn records(session: &Session) -> (Vec<String>, Vec<csv::StringRecord>) {
    csv_of(&session.export(ExportKind::Value, &[]).expect("a file"))
}

fn cell(row: &csv::StringRecord, at: usize) -> f64 {
    row[at].parse().unwrap_or_else(|_| panic!("{:?} is no number", &row[at]))
}

fn count(session: &Session, group: CustomerGroup) -> u64 {
    let filter = CustomerFilter { group: Some(group), ..CustomerFilter::default() };
    match ask(session, &Query::Customers { filter, arguments: Vec::new(), offset: 0, limit: 1 }) {
        Answer::Customers(page) => page.total,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_shop_with_enough_orders_is_forecast_by_the_models() {
    let session = demo();
    let value = session.value().expect("a forecast");
    let (header, rows) = records(&session);
    assert_eq!(header[..5], ["customer_id", "p_alive", "expected_orders_90d", "expected_order_value", "clv_365d"]);
    assert_eq!(rows.len(), 1000);
    assert!(rows.windows(2).all(|pair| pair[0][0].as_bytes() < pair[1][0].as_bytes()), "sorted by id");
    let column = |name: &str| header.iter().position(|h| h == name).expect("a column");
    for row in &rows {
        assert!((0.0..=1.0).contains(&cell(row, 1)), "{row:?}");
        for (at, name) in [(1, "p_alive"), (2, "expected_orders_90d"), (3, "expected_order_value"), (4, "clv_365d")] {
            let (low, high) = (column(&format!("{name}_low")), column(&format!("{name}_high")));
            if !row[low].is_empty() && !row[high].is_empty() {
                assert!(cell(row, low) <= cell(row, at) + 1e-9 && cell(row, at) <= cell(row, high) + 1e-9, "{name}: {row:?}");
            }
        }
    }
    let sum: f64 = rows.iter().map(|row| cell(row, 4)).sum();
    assert!((sum - value.total_value.value).abs() < 1e-6 * sum);
    let marked = rows.iter().filter(|row| !row[column("ranking_note")].is_empty()).count();
    let told = value.ranking.iter().filter(|r| **r != clientele::value::Ranking::AsExpected).count();
    assert_eq!(marked, told, "no place in the ranking without its word");

    let summary: serde_json::Value = serde_json::from_slice(&session.export(ExportKind::Summary, &[]).unwrap()).unwrap();
    assert_eq!(summary["value"]["orders"]["method"], "bg-nbd");
    assert_eq!(summary["value"]["order_values"]["method"], "gamma-gamma");
    assert!(summary["value"]["expected_value"]["low"].as_f64() < summary["value"]["expected_value"]["high"].as_f64());
    assert!(summary["value"]["notes"].as_array().is_some_and(|notes| !notes.is_empty()));
}

#[test]
fn only_what_depends_on_the_settings_is_forecast_again() {
    let config = Config::default();
    let first = generated(&config, None);
    assert!(matches!(outcome(&first, Stage::Value), StageOutcome::Done { cached: false, .. }));
    let again = generated(&config, Some(&first));
    assert!(matches!(outcome(&again, Stage::Value), StageOutcome::Done { cached: true, .. }));
    let mut other = config.clone();
    other.value.orders_horizon_days = 30;
    let other = generated(&other, Some(&again));
    assert!(matches!(outcome(&other, Stage::Value), StageOutcome::Done { cached: false, .. }));
    assert!(matches!(outcome(&other, Stage::Cluster), StageOutcome::Done { cached: true, .. }));
    assert_eq!(records(&other).0[2], "expected_orders_30d", "the header says what was forecast");
}

#[test]
fn settings_are_read_back_and_bad_ones_refused() {
    let mut config = Config::default();
    config.value.value_horizon_days = 730;
    assert_eq!(Config::from_toml(&config.to_toml().unwrap()).unwrap(), config);
    config.value.value_horizon_days = 0;
    let error = config.validate().unwrap_err();
    assert_eq!(error.place.as_deref(), Some("value.value_horizon_days"));
}

#[test]
fn too_few_repeat_buyers_get_a_stated_simple_estimate() {
    let session = of_csv(&sales(24, true));
    assert!(matches!(outcome(&session, Stage::Value), StageOutcome::Done { .. }), "a fallback is a result");
    let (_, rows) = records(&session);
    assert_eq!(rows.len(), 24);
    assert!(rows.iter().all(|row| row[1].is_empty() && cell(row, 2) > 0.0 && cell(row, 4) > 0.0));
    let view = value_view(&session).unwrap();
    assert!(view.is_simple && view.method.contains("simple estimate, because"), "{}", view.method);
    assert!(view.top.iter().all(|row| row.p_alive.is_none()));
    let forecast = customer_value_view(&session, "c0003").expect("an estimate");
    assert!(forecast.why.iter().any(|sentence| sentence.contains("simple estimate")), "{:?}", forecast.why);
    assert!(answer(Some(&session), &[], &chart(ChartId::ActiveMap)).is_err(), "there is no probability to draw");
}

#[test]
fn without_prices_no_amounts_are_forecast() {
    let mut config = Config::default();
    config.ingest.mappings.push(ColumnMapping {
        headers: ["transaction_id", "customer_id", "product_id", "purchase_date"].map(str::to_owned).into(),
        kind: FileKind::Sales,
        columns: vec![Meaning::OrderId, Meaning::CustomerId, Meaning::ProductId, Meaning::Date],
    });
    let session = of_files(vec![("sales.csv".to_owned(), sales(400, false).into_bytes())], &config);
    let (_, rows) = records(&session);
    assert!(rows.iter().all(|row| !row[2].is_empty() && row[3].is_empty() && row[4].is_empty()), "{:?}", rows.first());
    let view = value_view(&session).unwrap();
    assert!(!view.has_prices && view.notes[0].contains("no prices"), "{:?}", view.notes);
    assert!(view.headlines.iter().all(|h| !matches!(h.value.value, Figure::Money(_))));
    assert!(view.top.iter().all(|row| row.value.is_none()));
    assert!(view.top.windows(2).all(|pair| pair[0].orders >= pair[1].orders), "by expected orders, then");
    assert!(answer(Some(&session), &[], &chart(ChartId::ValueDistribution)).is_err());
}

fn chart(chart: ChartId) -> Query {
    Query::Chart { chart, theme: Theme::Dark, width: ChartWidth::Wide, filter: CustomerFilter::default() }
}

#[test]
fn every_chart_draws_and_says_what_it_shows() {
    let session = demo();
    for id in ChartId::ALL {
        for width in [ChartWidth::Wide, ChartWidth::Narrow] {
            let Answer::Chart(view) =
                ask(&session, &Query::Chart { chart: id, theme: Theme::Light, width, filter: CustomerFilter::default() })
            else {
                panic!("{id:?}")
            };
            let spec: serde_json::Value = serde_json::from_str(&view.spec_json).unwrap_or_else(|e| panic!("{id:?}: {e}"));
            assert!(spec["data"].as_array().is_some_and(|data| !data.is_empty()), "{id:?}");
            assert!(!view.summary.is_empty() && !view.method_note.is_empty() && !view.table.rows.is_empty(), "{id:?}");
            assert!(!view.summary.contains("NaN") && !view.summary.contains("inf"), "{id:?}: {}", view.summary);
            assert!(view.table.rows.iter().all(|row| row.len() == view.table.columns.len()), "{id:?}");
        }
    }
}

#[test]
fn a_click_leads_to_as_many_customers_as_the_figure_says() {
    let session = demo();
    let days = MovementDays::default();
    let view = movement_view(&session, days, None).unwrap();
    assert_eq!(view.to_day.0 - view.from_day.0, 90);
    assert_eq!(view.flows.iter().map(|f| f.customers).sum::<u64>(), view.customers + view.new);
    let group = |how| CustomerGroup::Moved { from_day: view.from_day, to_day: view.to_day, how };
    for flow in &view.flows {
        let found = count(&session, group(Moved::Flow { from: flow.from.clone(), to: flow.to.clone() }));
        assert_eq!(found, flow.customers, "{flow:?}");
    }
    assert_eq!(count(&session, group(Moved::Fell)), view.fell.total);
    assert_eq!(count(&session, group(Moved::Rose)), view.rose.total);
    assert_eq!(view.left_segment, "Champions");
    assert_eq!(count(&session, group(Moved::Left("Champions".into()))), view.left.total);
    assert!(view.left.rows.iter().all(|row| row.from == "Champions" && row.to != "Champions"));

    let cohorts = cohorts_view(&session).unwrap();
    assert_eq!(count(&session, CustomerGroup::Overdue), cohorts.overdue);
    let all = session.cohorts().unwrap();
    for cohort in &all.cohorts {
        let month = cohort.year * 12 + i32::from(cohort.month) - 1;
        assert_eq!(count(&session, CustomerGroup::Cohort { month, after: None }), u64::from(cohort.customers));
        for after in 1..cohort.observed_months {
            let of_month = cohort.month(after).unwrap();
            let found = count(&session, CustomerGroup::Cohort { month, after: Some(after) });
            assert_eq!(found, u64::from(of_month.customers), "{month} + {after}");
        }
    }

    let counts = |id, column: usize| -> u64 {
        let Answer::Chart(view) = ask(&session, &chart(id)) else { panic!("another answer") };
        let of = |row: &Vec<Cell>| match row[column] {
            Cell::Figure(Figure::Count(n)) => n,
            _ => panic!("{row:?}"),
        };
        view.table.rows.iter().map(of).sum()
    };
    let worth: u64 = (0..57).map(|bin| count(&session, CustomerGroup::Worth(bin))).sum();
    assert_eq!((worth, counts(ChartId::ValueDistribution, 2)), (1000, 1000));
    let cells = (0..8).flat_map(|away| (0..6).filter_map(move |orders| CustomerGroup::active(away, orders)));
    assert_eq!(cells.map(|cell| count(&session, cell)).sum::<u64>(), counts(ChartId::ActiveMap, 3));
}

#[test]
fn one_time_buyers_are_not_said_to_be_active_for_sure() {
    let session = demo();
    let value = session.value().unwrap();
    let row = value.frequency.iter().position(|&x| x == 0).expect("there are some");
    let id = session.dataset().customers().ids.get(value.customer[row].ix()).to_owned();
    let forecast = customer_value_view(&session, &id).expect("a forecast");
    assert_eq!(forecast.row.p_alive, None);
    assert!(forecast.why.iter().any(|sentence| sentence.contains("cannot be told")), "{:?}", forecast.why);
}

#[test]
fn movement_is_a_file_for_any_two_days() {
    let session = demo();
    let to = session.observation_end().unwrap();
    let days = MovementDays { from: Some(clientele::domain::Day(to.0 - 200)), to: None };
    let file = file(&session, &Query::MovementFile { days, filter: CustomerFilter::default() });
    assert!(file.name.starts_with("movement_20") && file.name.ends_with("_2025-12-31.csv"), "{}", file.name);
    let (header, rows) = csv_of(&file.bytes);
    assert_eq!((header.len(), rows.len()), (7, 1000));
    let wrong = MovementDays { from: Some(to), to: days.from };
    assert_eq!(movement_view(&session, wrong, None).unwrap_err().code, "movement-days-not-in-order");
}
