//! What charts, tables and key figures are as files: the same cells, and no harm from the names in them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use clientele::domain::{Cell, Figure};
use clientele::messages::{Answer, Block, ChartId, CustomerFilter, Query, Table};
use clientele::pages::answer;
use common::{chart, file, of_csv, page, traces, with_demo};

fn parsed(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn a_charts_file_is_its_table() {
    with_demo(|session| {
        let filter = CustomerFilter { segment: Some("Champions".to_owned()), ..CustomerFilter::default() };
        for id in ChartId::ALL {
            let Ok(view) = chart(session, id, &filter) else { continue };
            let file = file(session, &Query::ChartFile { chart: id, filter: filter.clone() });
            assert_eq!(file.name, format!("{}--champions.csv", id.name()));
            assert_eq!(format!("{}.csv", view.file), file.name);
            assert!(view.about.starts_with("Only: Champions · "), "{}", view.about);
            let rows = parsed(&file.bytes);
            assert_eq!(rows.len(), view.table.rows.len() + 1, "{}", id.name());
            for (row, cells) in view.table.rows.iter().zip(&rows[1..]) {
                for (cell, text) in row.iter().zip(cells) {
                    match cell {
                        Cell::Text(word) => assert_eq!(word, text.strip_prefix('\'').unwrap_or(text)),
                        Cell::Figure(Figure::Count(n)) => assert_eq!(n.to_string(), *text),
                        Cell::Figure(Figure::Money(m)) => assert_eq!(m.to_exact_string(), *text),
                        Cell::Figure(Figure::Share(x) | Figure::Days(x) | Figure::Number(x)) => {
                            assert!((x - text.parse::<f64>().unwrap()).abs() < 1e-12 || !x.is_finite());
                        }
                        Cell::Day(day) => assert_eq!(day.to_string(), *text),
                        Cell::Empty => assert!(text.is_empty()),
                    }
                }
            }
        }
    });
}

#[test]
fn names_from_files_do_no_harm_in_charts_and_their_files() {
    let mut text = "transaction_id,customer_id,product_id,product_name,category,country,purchase_date,price\n".to_owned();
    for n in 0..40 {
        let category = ["=1+1", "<img src=x onerror=alert(1)>", "+cmd|' /C calc'!A0", "Plain"][n % 4];
        text.push_str(&format!(
            "T{n},C{},P{},\"{category}\",\"{category}\",\"{category}\",2025-0{}-02,{}\n",
            n % 9,
            n % 7,
            n % 8 + 1,
            n + 5
        ));
    }
    let session = of_csv(&text);
    for id in ChartId::ALL {
        let Ok(view) = chart(&session, id, &CustomerFilter::default()) else { continue };
        for mut trace in traces(&view) {
            // Identifiers lead clicks and are never shown.
            trace.as_object_mut().unwrap().remove("ids");
            assert!(!trace.to_string().contains("<img"), "{}", id.name());
        }
        let file = file(&session, &Query::ChartFile { chart: id, filter: CustomerFilter::default() });
        for cell in parsed(&file.bytes).iter().flatten() {
            assert!(!cell.starts_with(['=', '@', '+']), "{}: {cell}", id.name());
        }
    }
    let hostile = CustomerFilter { category: Some("../<a>=\u{202e}/etc".to_owned()), ..CustomerFilter::default() };
    let file = file(&session, &Query::ChartFile { chart: ChartId::TopCategories, filter: hostile });
    assert_eq!(file.name, "top-categories--a-etc.csv");
}

fn tables(blocks: &[Block]) -> Vec<Table> {
    let mut found = Vec::new();
    for block in blocks {
        match block {
            Block::Table(table) => found.push(table.clone()),
            Block::Group(group) => found.extend(tables(&group.blocks)),
            Block::Cards(cards) => cards.cards.iter().for_each(|card| found.extend(tables(&card.blocks))),
            _ => {}
        }
    }
    found
}

#[test]
fn every_table_of_a_page_has_its_file() {
    let pages = [
        "overview",
        "statistics",
        "basket",
        "value",
        "movement",
        "cohorts",
        "segments",
        "segment-statistics",
        "clusters",
        "data-accounts",
        "data-files",
        "recommendations",
    ];
    with_demo(|session| {
        let mut seen = 0;
        for name in pages {
            let page = page(session, name, &[], &CustomerFilter::default());
            for table in tables(&page.blocks) {
                let Some(query) = table.file.as_ref() else {
                    assert!(table.rows.is_empty(), "{name}: {}", table.caption);
                    continue;
                };
                let file = file(session, query);
                let rows = parsed(&file.bytes);
                assert_eq!(rows.len(), table.rows.len() + 1, "{name}: {}", table.caption);
                assert_eq!(rows[0][0], table.columns[0].title, "{name}");
                assert!(rows[0].len() >= table.columns.len());
                assert!(file.name.ends_with(".csv") && !file.name.contains(['/', ' ', '"']), "{}", file.name);
                seen += 1;
            }
        }
        assert!(seen >= 8, "{seen} tables");
    });
}

#[test]
fn the_key_figures_are_a_picture() {
    with_demo(|session| {
        let filter = CustomerFilter { segment: Some("Champions".to_owned()), ..CustomerFilter::default() };
        let Ok(Answer::Job(job)) = answer(Some(session), &[], &Query::KeyFigures { filter }) else { panic!("no job") };
        assert_eq!(job.name, "key-figures--champions.png");
        let job: clientele::document::Job = clientele::messages::decode(&job.bytes).unwrap();
        let png = job.write().unwrap();
        assert_eq!(&png[1..4], b"PNG");
        assert!(u32::from_be_bytes(png[16..20].try_into().unwrap()) >= 1_400);
    });
}
