//! One filter for every page: figures of a part against a slow count of the same customers and lines; the bar, audiences, help.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use clientele::domain::{CustomerIx, Figure, Money, OrderIx};
use clientele::pipeline::Session;
use clientele::protocol::{Answer, Block, ChartId, ChartWidth, CustomerFilter, Link, PageView, Pick, Query, Theme, answer};
use common::{all, demo, file};
use std::collections::BTreeSet;

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

/// Revenue, orders and customers that pass, line by line.
fn slow(session: &Session, passes: impl Fn(CustomerIx, usize, usize) -> bool) -> (Money, u64, u64) {
    let dataset = session.dataset();
    let (mut revenue, mut orders, mut customers) = (Money::ZERO, BTreeSet::new(), BTreeSet::new());
    for order in 0..dataset.orders().ids.len() {
        let customer = dataset.orders().customer[order];
        for line in dataset.lines_of(OrderIx::new(order)) {
            if passes(customer, order, line) {
                revenue += dataset.lines().amount[line];
                orders.insert(order);
                customers.insert(customer);
            }
        }
    }
    (revenue, orders.len() as u64, customers.len() as u64)
}

fn check(session: &Session, filter: &CustomerFilter, expected: (Money, u64, u64)) {
    let overview = page(session, "overview", filter);
    let found = (kpi(&overview, "revenue"), kpi(&overview, "orders"), kpi(&overview, "customers"));
    assert_eq!(found, (Figure::Money(expected.0), Figure::Count(expected.1), Figure::Count(expected.2)), "{filter:?}");
    assert!(expected.1 > 0, "{filter:?}");
}

#[test]
fn every_condition_leaves_what_a_slow_count_leaves() {
    let session = demo();
    let (dataset, rfm) = (session.dataset(), session.rfm().unwrap());
    let segment = |customer| rfm.row_of(customer).map_or("", |row| rfm.segment_name(row)).to_owned();
    let category = |line: usize| {
        let product = dataset.lines().product[line].ix();
        dataset.products().categories.get(dataset.products().category[product] as usize).to_owned()
    };
    let one = |set: &dyn Fn(&mut CustomerFilter)| {
        let mut filter = CustomerFilter::default();
        set(&mut filter);
        filter
    };
    let books = |line| category(line) == "Books";
    let champions = one(&|filter| filter.segment = Some("Champions".into()));
    check(&session, &champions, slow(&session, |customer, _, _| segment(customer) == "Champions"));
    check(&session, &one(&|filter| filter.category = Some("Books".into())), slow(&session, |_, _, line| books(line)));
    let month = |order: usize| dataset.orders().day[order].to_string().starts_with("2025-03");
    check(&session, &one(&|filter| filter.month = Some("2025-03".into())), slow(&session, |_, order, _| month(order)));
    let id = dataset.products().ids.get(7).to_owned();
    let is_seven = |line: usize| dataset.lines().product[line].ix() == 7;
    check(&session, &one(&|filter| filter.product = Some(id.clone())), slow(&session, |_, _, line| is_seven(line)));
    let place = dataset.customers().places.get(0).to_owned();
    let is_there = |customer: CustomerIx| dataset.customers().place[customer.ix()] == 0;
    check(&session, &one(&|filter| filter.place = Some(place.clone())), slow(&session, |customer, _, _| is_there(customer)));
    let both = CustomerFilter { segment: Some("Champions".into()), category: Some("Books".into()), ..CustomerFilter::default() };
    check(&session, &both, slow(&session, |customer, _, line| segment(customer) == "Champions" && books(line)));
}

#[test]
fn nobody_is_told_and_nothing_breaks() {
    let session = demo();
    let nobody = CustomerFilter { product: Some("no such product".into()), ..CustomerFilter::default() };
    for name in ["overview", "segments", "clusters", "statistics", "value", "cohorts", "audiences", "recommendations"] {
        let query = Query::Page { name: name.to_owned(), arguments: Vec::new(), filter: nobody.clone() };
        // A refusal with its reason is an answer too.
        if let Ok(Answer::Page(page)) = answer(Some(&session), &[], &query) {
            assert!(!page.title.is_empty(), "{name}");
        }
    }
    for chart in ChartId::ALL {
        let query = Query::Chart { chart, theme: Theme::Light, width: ChartWidth::Wide, filter: nobody.clone() };
        if let Ok(Answer::Chart(view)) = answer(Some(&session), &[], &query) {
            assert!(!view.says.contains("NaN") && !view.says.contains("inf"), "{chart:?}: {}", view.says);
        }
    }
}

#[test]
fn a_click_sets_the_filter_that_the_mark_stands_for() {
    let session = demo();
    let pick = |chart, pick: Pick| match answer(Some(&session), &[], &Query::Pick { chart, pick }) {
        Ok(Answer::Link(link)) => link,
        other => panic!("{other:?}"),
    };
    let named = |name: &str| Pick { names: vec![name.to_owned()], ..Pick::default() };
    let set = |name: &str, value: &str| Some(Link::Set(vec![(name.to_owned(), value.to_owned())]));
    assert_eq!(pick(ChartId::SegmentBars, named("Champions")), set("segment", "Champions"));
    assert_eq!(pick(ChartId::TopCategories, named("Books")), set("category", "Books"));
    assert_eq!(pick(ChartId::RevenueOverTime, named("2025-03-01")), set("month", "2025-03"));
    assert_eq!(pick(ChartId::SegmentGrid, Pick { x: Some(5), y: Some(5), ..Pick::default() }), set("segment", "Champions"));
    assert_eq!(pick(ChartId::SegmentBars, named("nobody")), None);
    assert_eq!(pick(ChartId::WeekdayHour, named("Monday")), None);
}

#[test]
fn an_audience_has_each_reachable_customer_once() {
    let session = demo();
    let filter = CustomerFilter { segment: Some("Champions".into()), ..CustomerFilter::default() };
    let champions = session.rfm().unwrap().segments.iter().find(|s| s.name == "Champions").unwrap().customers;
    for (tool, first) in [("klaviyo", "Email"), ("mailchimp", "Email Address"), ("meta", "email"), ("google", "Email")] {
        let query = Query::Audience { tool: tool.to_owned(), filter: filter.clone() };
        let file = file(&session, &query);
        assert_eq!(file.name, format!("audience-{tool}.csv"));
        let mut reader = csv::Reader::from_reader(file.bytes.as_slice());
        assert_eq!(reader.headers().unwrap().get(0), Some(first));
        let addresses: Vec<String> = reader.records().map(|row| row.unwrap()[0].to_owned()).collect();
        assert!(addresses.iter().all(|text| text.contains('@')));
        let unique: BTreeSet<&String> = addresses.iter().collect();
        assert_eq!((unique.len(), addresses.len()), (addresses.len(), champions as usize), "{tool}");
    }
}

#[test]
fn help_needs_no_result() {
    let query = Query::Page { name: "help".into(), arguments: Vec::new(), filter: CustomerFilter::default() };
    let Ok(Answer::Page(help)) = answer(None, &[], &query) else { panic!() };
    assert!(help.blocks.len() >= 4);
}
