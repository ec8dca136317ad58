//! One filter for every page: figures of a part against a slow count of the same customers and lines; the bar, audiences, help.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use clientele::document::SheetBody;
use clientele::domain::{Cell, CustomerIx, Day, Figure, Money, OrderIx};
use clientele::engine::Session;
use clientele::files::{DocumentKind, ExportKind};
use clientele::messages::{
    Answer, Block, ChartClick, ChartId, ChartView, ChartWidth, CustomerFilter, CustomerGroup, Link, Moved, MovementDays,
    PageView, Query, ReportParams, ReportQuery, Theme,
};
use clientele::pages::{answer, report_job};
use common::{all, demo, file};
use std::collections::{BTreeMap, BTreeSet};

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
    for name in ["movement", "basket", "experiments", "report"] {
        assert!(!page(&session, name, &nobody).blocks.is_empty(), "{name}");
    }
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
            assert!(!view.summary.contains("NaN") && !view.summary.contains("inf"), "{chart:?}: {}", view.summary);
        }
    }
}

#[test]
fn a_click_sets_the_filter_that_the_mark_stands_for() {
    let session = demo();
    let click = |chart, click: ChartClick| match answer(
        Some(&session),
        &[],
        &Query::ChartClick { chart, click, filter: CustomerFilter::default() },
    ) {
        Ok(Answer::Link(link)) => link,
        other => panic!("{other:?}"),
    };
    let named = |name: &str| ChartClick { names: vec![name.to_owned()], ..ChartClick::default() };
    let set = |name: &str, value: &str| Some(Link::Set(vec![(name.to_owned(), value.to_owned())]));
    assert_eq!(click(ChartId::SegmentBars, named("Champions")), set("segment", "Champions"));
    assert_eq!(click(ChartId::TopCategories, named("Books")), set("category", "Books"));
    assert_eq!(click(ChartId::RevenueOverTime, named("2025-03-01")), set("month", "2025-03"));
    assert_eq!(
        click(ChartId::SegmentGrid, ChartClick { x: Some(5), y: Some(5), ..ChartClick::default() }),
        set("segment", "Champions")
    );
    assert_eq!(click(ChartId::SegmentBars, named("nobody")), None);
    assert_eq!(click(ChartId::WeekdayHour, named("Monday")), None);
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

/// Filters by customers and by lines.
fn some_filters(session: &Session) -> Vec<CustomerFilter> {
    let dataset = session.dataset();
    let mut lines: Vec<u32> = vec![0; dataset.products().ids.len()];
    dataset.lines().product.iter().for_each(|product| lines[product.ix()] += 1);
    let best = (0..lines.len()).max_by_key(|&product| lines[product]).unwrap();
    let days = session.movement_days().unwrap();
    let fell = CustomerGroup::Moved { from_day: days.0, to_day: days.1, how: Moved::Fell };
    let sets: [&dyn Fn(&mut CustomerFilter); 6] = [
        &|filter| filter.segment = Some("Champions".into()),
        &|filter| filter.category = Some("Books".into()),
        &|filter| filter.month = Some("2025-03".into()),
        &|filter| filter.product = Some(dataset.products().ids.get(best).to_owned()),
        &|filter| filter.place = Some(dataset.customers().places.get(0).to_owned()),
        &|filter| filter.group = Some(fell.clone()),
    ];
    let one = |set: &&dyn Fn(&mut CustomerFilter)| {
        let mut filter = CustomerFilter::default();
        set(&mut filter);
        filter
    };
    sets.iter().map(one).collect()
}

/// The numbers of the customers that pass, as the customer table has them.
fn members(session: &Session, filter: &CustomerFilter) -> BTreeSet<String> {
    let query = Query::CustomersFile { filter: filter.clone(), arguments: Vec::new() };
    let rows = rows(session, &query);
    let at = rows[0].iter().position(|name| name == "customer_id").expect("a number");
    rows.iter().skip(1).map(|row| row[at].to_owned()).collect()
}

/// The rows of a file, the header first.
fn rows(session: &Session, query: &Query) -> Vec<Vec<String>> {
    let file = match answer(Some(session), &[], query) {
        Ok(Answer::Export(file)) => file,
        other => panic!("{other:?}"),
    };
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(file.bytes.as_slice());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn chart(session: &Session, chart: ChartId, filter: &CustomerFilter) -> ChartView {
    let query = Query::Chart { chart, theme: Theme::Light, width: ChartWidth::Wide, filter: filter.clone() };
    match answer(Some(session), &[], &query) {
        Ok(Answer::Chart(view)) => view,
        other => panic!("{chart:?}: {other:?}"),
    }
}

/// All that a page says in notices.
fn notices(page: &PageView) -> String {
    let titles = all(&page.blocks).into_iter().filter_map(|block| match block {
        Block::Notice { title, .. } => Some(title.as_str()),
        _ => None,
    });
    titles.collect::<Vec<_>>().join("\n")
}

#[test]
fn movement_is_that_of_the_customers_who_pass() {
    let session = demo();
    let days = MovementDays::default();
    let file = |filter: &CustomerFilter| rows(&session, &Query::MovementFile { days, filter: filter.clone() });
    let everybody = file(&CustomerFilter::default());
    assert!(!notices(&page(&session, "movement", &CustomerFilter::default())).contains("filter"));
    for filter in some_filters(&session) {
        // Nobody has other segments or amounts than among all: the file is that of all without the others.
        let members = members(&session, &filter);
        let expected: Vec<_> = everybody.iter().enumerate().filter(|(n, row)| *n == 0 || members.contains(&row[0])).collect();
        let found = file(&filter);
        assert_eq!(found.iter().collect::<Vec<_>>(), expected.into_iter().map(|(_, row)| row).collect::<Vec<_>>(), "{filter:?}");
        assert!(found.len() > 1 && found.len() < everybody.len(), "{filter:?}");
        let table = chart(&session, ChartId::Movement(days), &filter).table;
        let counted = table.rows.iter().map(|row| match row[2] {
            Cell::Figure(Figure::Count(n)) => n,
            _ => panic!("{row:?}"),
        });
        assert_eq!(counted.sum::<u64>() as usize, found.len() - 1, "{filter:?}");
        let shown = page(&session, "movement", &filter);
        let stats = all(&shown.blocks).into_iter().find_map(|block| match block {
            Block::Stats(stats) => Some(stats),
            _ => None,
        });
        let figure = |name: &str| match stats.unwrap().iter().find(|stat| stat.name == name).unwrap().value {
            Figure::Count(n) => n as usize,
            other => panic!("{other:?}"),
        };
        assert_eq!(figure("known") + figure("new"), found.len() - 1);
        let says = notices(&shown);
        assert!(says.contains("Scores are those among all customers"), "{says}");
        let of = |direction: &str| found.iter().filter(|row| row[3] == direction).count();
        assert_eq!((figure("fell"), figure("rose")), (of("fell"), of("rose")));
        // Where a number leads stand as many as it says: the group is a condition more.
        let (from_day, to_day) = session.movement_days().unwrap();
        if filter.group.is_none() {
            let group = Some(CustomerGroup::Moved { from_day, to_day, how: Moved::Fell });
            assert_eq!(self::members(&session, &CustomerFilter { group, ..filter }).len(), of("fell"));
        }
    }
}

/// Baskets of the demo, whose orders have one line each: a customer's day. Those with an order that passes.
fn slow_baskets(session: &Session, passes: impl Fn(CustomerIx, usize, usize) -> bool) -> Vec<BTreeSet<usize>> {
    let dataset = session.dataset();
    let mut baskets: BTreeMap<(CustomerIx, Day), (BTreeSet<usize>, bool)> = BTreeMap::new();
    for order in 0..dataset.orders().ids.len() {
        let customer = dataset.orders().customer[order];
        let basket = baskets.entry((customer, dataset.orders().day[order])).or_default();
        for line in dataset.lines_of(OrderIx::new(order)) {
            basket.0.insert(dataset.lines().product[line].ix());
            basket.1 |= passes(customer, order, line);
        }
    }
    baskets.into_values().filter(|(_, passes)| *passes).map(|(products, _)| products).collect()
}

#[test]
fn rules_are_counted_in_the_baskets_that_pass() {
    let session = demo();
    let (dataset, products) = (session.dataset(), session.dataset().products());
    let ids: BTreeMap<&str, usize> = (0..products.ids.len()).map(|at| (products.ids.get(at), at)).collect();
    for filter in some_filters(&session) {
        let members = members(&session, &filter);
        let category = |line: usize| products.categories.get(products.category[dataset.lines().product[line].ix()] as usize);
        let baskets = slow_baskets(&session, |customer, order, line| {
            members.contains(dataset.customers().ids.get(customer.ix()))
                && filter.category.as_deref().is_none_or(|name| category(line) == name)
                && filter.month.as_deref().is_none_or(|month| dataset.orders().day[order].to_string().starts_with(month))
                && filter.product.as_deref().is_none_or(|id| products.ids.get(dataset.lines().product[line].ix()) == id)
        });
        let mut pairs: BTreeMap<(usize, usize), u64> = BTreeMap::new();
        for basket in &baskets {
            for &a in basket {
                basket.iter().filter(|&&c| c != a).for_each(|&c| *pairs.entry((a, c)).or_default() += 1);
            }
        }
        let least = (baskets.len() as u64).div_ceil(2_000).max(3);
        pairs.retain(|_, both| *both >= least);
        let with = |product: usize| baskets.iter().filter(|basket| basket.contains(&product)).count() as f64;
        let found = rows(&session, &Query::RulesFile { kind: ExportKind::Rules, filter: filter.clone() });
        let counted: BTreeMap<(usize, usize), u64> =
            found.iter().skip(1).map(|row| ((ids[row[0].as_str()], ids[row[1].as_str()]), row[5].parse().unwrap())).collect();
        assert_eq!(counted, pairs, "{filter:?}");
        for row in found.iter().skip(1).take(50) {
            let (a, c) = (ids[row[0].as_str()], ids[row[1].as_str()]);
            let lift = pairs[&(a, c)] as f64 / with(a) / (with(c) / baskets.len() as f64);
            assert!((lift - row[4].parse::<f64>().unwrap()).abs() < 1e-9 * lift, "{row:?}");
        }
        let shown = page(&session, "basket", &filter);
        let says = notices(&shown);
        assert!(says.contains("within the filter"), "{says}");
        // The chart, and where a click in it leads, are about the same rules.
        let has_chart = all(&shown.blocks).into_iter().any(|block| matches!(block, Block::Charts(_)));
        if has_chart {
            let view = chart(&session, ChartId::BasketMatrix, &filter);
            let click = ChartClick { x: Some(0), y: Some(0), ..ChartClick::default() };
            let query = Query::ChartClick { chart: ChartId::BasketMatrix, click, filter: filter.clone() };
            let Ok(Answer::Link(Some(Link::Set(pairs)))) = answer(Some(&session), &[], &query) else { panic!("no link") };
            let name = products.names.get(ids[pairs[0].1.as_str()]);
            assert!(view.table.rows.iter().any(|row| row[0] == Cell::Text(name.to_owned())), "{name}");
        }
    }
    // What was counted of a part is not counted again for the next question, and that of all is as it was.
    let champions = &some_filters(&session)[0];
    let all_rules = rows(&session, &Query::RulesFile { kind: ExportKind::Rules, filter: CustomerFilter::default() });
    assert_eq!(all_rules.len(), session.rules().unwrap().len() + 1);
    assert_ne!(rows(&session, &Query::RulesFile { kind: ExportKind::Rules, filter: champions.clone() }).len(), all_rules.len());
}

#[test]
fn too_few_baskets_are_a_sentence() {
    let session = demo();
    let product = Some(session.dataset().products().ids.get(0).to_owned());
    let few = CustomerFilter { product: product.clone(), month: Some("2025-03".into()), ..CustomerFilter::default() };
    let none = CustomerFilter { product, month: Some("1999-01".into()), ..CustomerFilter::default() };
    for filter in [few, none] {
        let says = notices(&page(&session, "basket", &filter));
        assert!(says.contains("Remove one of the filter's conditions"), "{says}");
    }
}

#[test]
fn experiments_are_about_the_customers_who_pass() {
    let session = demo();
    let dataset = session.dataset();
    let first = Day(session.observation_end().unwrap().0 - 29);
    for filter in some_filters(&session) {
        let members = members(&session, &filter);
        let list = rows(
            &session,
            &Query::Act { page: "experiments".into(), name: "assignment".into(), arguments: Vec::new(), filter: filter.clone() },
        );
        assert_eq!(list.iter().skip(1).map(|row| row[0].clone()).collect::<BTreeSet<_>>(), members, "{filter:?}");
        // Whoever had ordered before the days watched, whatever it was.
        let takes_part = |&customer: &CustomerIx| {
            members.contains(dataset.customers().ids.get(customer.ix()))
                && dataset.orders_of(customer).any(|order| dataset.orders().day[order] < first)
        };
        let could = (0..dataset.customers().ids.len()).map(CustomerIx::new).filter(takes_part).count();
        let says = notices(&page(&session, "experiments", &filter));
        // Champions are champions because they ordered lately, and who fell did not: no share to plan with.
        let planned = says.contains(&format!("You have {could} customers who could take part"));
        let refused = says.contains(&format!("of the {could} customers who could take part ordered in the last 30 days"));
        assert!(planned != refused, "{could}: {says}");
        assert!(says.contains(&format!("about the {} customers within the filter", members.len())), "{says}");
        let about_now = says.contains("They are chosen by what is known today");
        assert_eq!(about_now, filter.place.is_none(), "{says}");
    }
}

#[test]
fn the_report_and_the_workbook_are_about_the_customers_who_pass() {
    let session = demo();
    for filter in some_filters(&session) {
        let members = members(&session, &filter);
        let query = |kind, filter| ReportQuery { kind, params: ReportParams::default(), filter };
        let job = report_job(&session, &[], &query(DocumentKind::Archive, filter.clone())).expect("a job");
        assert_eq!(job.report.facts[0].0, "Only", "{:?}", job.report.facts);
        let analysed = &job.report.facts.iter().find(|(name, _)| name == "Analysed").unwrap().1;
        assert!(analysed.starts_with(&format!("{} customers,", members.len())), "{analysed}");
        let book = job.workbook.as_ref().expect("a workbook");
        for name in ["Customers", "Recommendations", "Value"] {
            let sheet = book.sheets.iter().find(|sheet| sheet.name == name).unwrap();
            let SheetBody::Columns(columns) = &sheet.body else { panic!("{name}") };
            let clientele::document::ColumnKind::Text { bytes, ends } = &columns[0].cells else { panic!("{name}") };
            let starts = std::iter::once(0).chain(ends.iter().copied());
            let ids: BTreeSet<String> =
                starts.zip(ends).map(|(from, &to)| bytes[from as usize..to as usize].to_owned()).collect();
            assert!(ids.is_subset(&members) && !ids.is_empty(), "{name}: {filter:?}");
            assert!(name != "Customers" || ids == members, "{filter:?}");
        }
        for file in
            job.files.iter().filter(|file| ["segments.csv", "value.csv", "recommendations.csv"].contains(&file.name.as_str()))
        {
            let mut reader = csv::Reader::from_reader(file.bytes.as_slice());
            let ids: BTreeSet<String> = reader.records().map(|row| row.unwrap()[0].to_owned()).collect();
            assert!(ids.is_subset(&members) && !ids.is_empty(), "{}: {filter:?}", file.name);
        }
        // Without a filter nothing is said of one.
        let whole = report_job(&session, &[], &query(DocumentKind::Html, CustomerFilter::default())).expect("a job");
        assert!(whole.report.facts.iter().all(|(name, _)| name != "Only"));
    }
    let champions = some_filters(&session).swap_remove(0);
    let query = ReportQuery { kind: DocumentKind::Html, params: ReportParams::default(), filter: champions };
    let Ok(Answer::Job(file)) = answer(Some(&session), &[], &Query::Report(query.clone())) else { panic!("no job") };
    assert_eq!(file.name, "report--champions.html");
    let html =
        |query: &ReportQuery| String::from_utf8(report_job(&session, &[], query).unwrap().write().expect("a file")).unwrap();
    let whole = html(&ReportQuery { filter: CustomerFilter::default(), ..query.clone() });
    let html = html(&query);
    assert!(html.contains("Only") && html.contains("about all rows of the files"));
    // The report's own program has the word.
    assert_eq!(html.matches("NaN").count(), whole.matches("NaN").count());
}

#[test]
fn help_needs_no_result() {
    let query = Query::Page { name: "help".into(), arguments: Vec::new(), filter: CustomerFilter::default() };
    let Ok(Answer::Page(help)) = answer(None, &[], &query) else { panic!() };
    assert!(help.blocks.len() >= 4);
}
