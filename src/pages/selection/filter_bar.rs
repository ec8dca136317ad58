//! The bar above the pages, which shows the filter and sets it.

use super::filter::{condition_label, month_label, month_text, part};
use crate::overview;
use clientele_analytics::segment::PROSPECTS;
use clientele_engine::Session;
use clientele_messages::{
    Act, Block, Button, CustomerFilter, Field, FieldKind, Frame, Group, Line, Link, PageView, Span, argument,
};

/// Products offered to filter by.
const MOST_PRODUCTS: usize = 200;

/// The bar above the pages. Argument `page`: the page under it.
pub(crate) fn bar(session: &Session, arguments: &[(String, String)], filter: &CustomerFilter) -> PageView {
    let (page, dataset) = (argument(arguments, "page"), session.dataset());
    let conditions = filter.conditions();
    let mut chips: Vec<Span> = Vec::new();
    for (name, text) in &conditions {
        chips.push(Span::Link {
            text: Box::new(Line::from(condition_label(dataset, name, text)).and(" ×")),
            to: Link::Set(vec![((*name).to_owned(), String::new())]),
            testid: if *name == "group" { "filter-group".to_owned() } else { format!("chip-{name}") },
        });
    }
    let some = (!conditions.is_empty()).then(|| {
        let count = part(session, filter).map_or(0, |part| {
            let buyers = part.rfm().map_or(0, |rfm| rfm.len());
            buyers + if filter.is_about_lines() { 0 } else { part.rfm().map_or(0, |rfm| rfm.prospects.len()) }
        });
        let count = Line::count(count as u64).and(if count == 1 { " customer" } else { " customers" });
        vec![
            Block::Group(Group { testid: "chips".to_owned(), blocks: vec![Block::Text(Line(chips))], ..Group::default() }),
            Block::Group(Group { testid: "chips-count".to_owned(), blocks: vec![Block::Muted(count)], ..Group::default() }),
            Block::Buttons(vec![
                Button::new("Undo", "filter-undo", Act::Back),
                Button::new(
                    "Clear filters",
                    "filter-clear",
                    Act::Go(Link::Set(CustomerFilter::NAMES.iter().map(|name| ((*name).to_owned(), String::new())).collect())),
                ),
            ]),
        ]
    });
    let fields = fields(session, filter);
    PageView {
        blocks: vec![
            Block::maybe(some),
            Block::Group(Group {
                // A list for a tool is there to be filtered; elsewhere it is in the way until it is wanted.
                frame: if page == "audiences" { Frame::Plain } else { Frame::More },
                title: "Filter by segment, cluster, place, category, month or product".to_owned(),
                testid: "filters".to_owned(),
                blocks: vec![Block::Fields(fields)],
                ..Group::default()
            }),
        ],
        ..PageView::default()
    }
}

fn fields(session: &Session, filter: &CustomerFilter) -> Vec<Field> {
    let dataset = session.dataset();
    let (customers, products) = (dataset.customers(), dataset.shop().products());
    let mut fields = Vec::new();
    let mut choice = |name: &str, label: &str, value: &Option<String>, mut choices: Vec<(String, String)>| {
        let value = value.clone().unwrap_or_default();
        // An address may name one that these data do not have.
        if !value.is_empty() && choices.iter().all(|(known, _)| *known != value) {
            choices.push((value.clone(), value.clone()));
        }
        if choices.len() > 1 {
            choices.insert(0, (String::new(), "All".to_owned()));
            let (name, label) = (name.to_owned(), label.to_owned());
            fields.push(Field {
                testid: format!("filter-{name}"),
                name,
                label,
                value,
                kind: FieldKind::Choice(choices),
                ..Field::default()
            });
        }
    };
    let same = |name: &str| (name.to_owned(), name.to_owned());
    if let Ok(rfm) = session.rfm() {
        let mut names: Vec<_> =
            rfm.segments.iter().filter(|segment| segment.customers > 0).map(|segment| same(&segment.name)).collect();
        if !rfm.prospects.is_empty() {
            names.push(same(PROSPECTS));
        }
        choice("segment", "Segment", &filter.segment, names);
    }
    if let Ok(clustering) = session.clustering() {
        choice("cluster", "Cluster", &filter.cluster, clustering.clusters.iter().map(|cluster| same(&cluster.name)).collect());
    }
    choice(
        "place",
        "Country or city",
        &filter.place,
        (0..customers.places.len()).map(|at| same(customers.places.get(at))).collect(),
    );
    let categories = (0..products.categories.len()).map(|at| same(products.categories.get(at))).collect();
    choice("category", "Category bought", &filter.category, categories);
    let days = dataset.orders().day.iter().chain(&dataset.anonymous().orders().day);
    let mut months: Vec<i32> = days.map(|day| day.month_number()).collect();
    months.sort_unstable();
    months.dedup();
    let months = months.into_iter().rev().map(month_text).map(|text| (text.clone(), month_label(&text))).collect();
    choice("month", "Month of the order", &filter.month, months);
    let mut best = overview::product_rows(dataset);
    best.sort_by(|a, b| b.1.revenue.cmp(&a.1.revenue).then(a.0.cmp(&b.0)));
    fields.push(Field {
        name: "product".to_owned(),
        testid: "filter-product".to_owned(),
        label: "Product bought (its number)".to_owned(),
        value: filter.product.clone().unwrap_or_default(),
        kind: FieldKind::Suggest(best.into_iter().take(MOST_PRODUCTS).map(|(_, row)| (row.id, row.name)).collect()),
        ..Field::default()
    });
    fields
}
