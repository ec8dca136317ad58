//! Which customers and order lines a filter lets pass, and the bar that shows and sets it.

use super::customers::{cluster_of, segment_of};
use super::group;
use clientele_analytics::segment::PROSPECTS;
use clientele_core::domain::{CustomerIx, Dataset, NO_CATEGORY, OrderIx, counted, month_name, product_name};
use clientele_engine::Session;
use clientele_messages::{
    Act, Block, Button, CustomerFilter, CustomerGroup, Field, FieldKind, Frame, Group, Line, Link, PageView, Span, argument,
};
use std::rc::Rc;

/// Products offered to filter by.
const MOST_PRODUCTS: usize = 200;

/// One flag a customer: whether they pass. The search is not looked at.
pub(super) fn members(session: &Session, filter: &CustomerFilter) -> Vec<bool> {
    choose(session, filter).0
}

/// The part of the result that the filter is about; `None` for a filter without conditions.
pub(super) fn part(session: &Session, filter: &CustomerFilter) -> Option<Rc<Session>> {
    let conditions = filter.conditions();
    (!conditions.is_empty()).then(|| session.selection(&format!("{conditions:?}"), || choose(session, filter)))
}

/// One flag a customer and one a line.
fn choose(session: &Session, filter: &CustomerFilter) -> (Vec<bool>, Vec<bool>) {
    let dataset = session.dataset();
    let (customers, products) = (dataset.customers(), dataset.products());
    let among = filter.group.as_ref().map(|of| group::members(session, of));
    let place = filter.place.as_deref().map(|place| (0..customers.places.len()).find(|&at| customers.places.get(at) == place));
    let mut members: Vec<bool> = (0..customers.ids.len())
        .map(|c| {
            let ix = CustomerIx::new(c);
            filter.segment.as_deref().is_none_or(|segment| segment_of(session, ix) == segment)
                && filter.cluster.as_deref().is_none_or(|cluster| cluster_of(session, ix) == cluster)
                && place
                    .is_none_or(|place| place.is_some_and(|place| customers.place.get(c).is_some_and(|&of| of as usize == place)))
                && among.as_ref().is_none_or(|among| among.get(c).copied().unwrap_or(false))
        })
        .collect();
    let wanted = |product: usize| {
        let category = products.category.get(product).filter(|&&code| code != NO_CATEGORY);
        filter.product.as_deref().is_none_or(|id| products.ids.get(product) == id)
            && filter
                .category
                .as_deref()
                .is_none_or(|name| category.is_some_and(|&code| products.categories.get(code as usize) == name))
    };
    let wanted: Vec<bool> = (0..products.ids.len()).map(wanted).collect();
    let month = filter.month.as_deref().map(month_number);
    let lines_of = dataset.lines();
    let mut lines = vec![false; lines_of.len()];
    let mut has_line = vec![false; members.len()];
    for order in 0..dataset.orders().ids.len() {
        let customer = dataset.orders().customer[order].ix();
        if !members[customer] || month.is_some_and(|month| month != Some(dataset.orders().day[order].month_number())) {
            continue;
        }
        for line in dataset.lines_of(OrderIx::new(order)) {
            let passes = wanted[lines_of.product[line].ix()];
            lines[line] = passes;
            has_line[customer] |= passes;
        }
    }
    if filter.is_about_lines() {
        members = has_line;
    }
    (members, lines)
}

/// `2011-03` as the number of a month; `None` for anything else.
fn month_number(text: &str) -> Option<i32> {
    let (year, month) = text.split_once('-')?;
    let (year, month) = (year.parse::<i32>().ok()?, month.parse::<i32>().ok()?);
    ((1..=9999).contains(&year) && (1..=12).contains(&month)).then_some(year * 12 + month - 1)
}

/// The number of a month as `2011-03`.
pub(super) fn month_text(number: i32) -> String {
    format!("{:04}-{:02}", number.div_euclid(12), number.rem_euclid(12) + 1)
}

fn month_label(text: &str) -> String {
    let name = |number: i32| format!("{} {}", month_name(number.rem_euclid(12) as u8 + 1), number.div_euclid(12));
    month_number(text).map_or_else(|| text.to_owned(), name)
}

/// What a condition says, for a chip.
fn says(dataset: &Dataset, name: &str, text: &str) -> String {
    match name {
        "group" => CustomerGroup::from_text(text).map_or_else(String::new, |group| group.title()),
        "place" => format!("From {text}"),
        "category" => format!("Bought {text}"),
        "month" => format!("Ordered in {}", month_label(text)),
        "product" => {
            let ids = &dataset.products().ids;
            let at = (0..ids.len()).find(|&at| ids.get(at) == text);
            format!("Bought {}", at.map_or(text, |at| product_name(dataset, at)))
        }
        _ => text.to_owned(),
    }
}

/// The conditions in words, for a heading.
pub(super) fn words(session: &Session, filter: &CustomerFilter) -> Vec<String> {
    filter.conditions().iter().map(|(name, text)| says(session.dataset(), name, text)).collect()
}

/// What a picture is about, when it has left the page: the filter, the period, the files.
pub(super) fn about(session: &Session, filter: &CustomerFilter) -> String {
    let mut parts = words(session, filter);
    if !parts.is_empty() {
        parts = vec![format!("Only: {}", parts.join(", "))];
    }
    if let Some((first, last)) = session.dataset().period() {
        parts.push(format!("{} to {}", first.long_text(), last.long_text()));
    }
    let files: Vec<&str> = session.imported().report.files.iter().map(|file| file.name.as_str()).collect();
    parts.push(match files.as_slice() {
        [] => "generated shop".to_owned(),
        [one] => (*one).to_owned(),
        [first, rest @ ..] => format!("{first} and {} more", counted(rest.len() as u64, "file", "files")),
    });
    parts.join(" · ")
}

/// A name for a file: what it holds and what is filtered, in letters that every system takes.
pub(super) fn file_name(what: &str, filter: &CustomerFilter) -> String {
    let mut name = String::new();
    let parts = std::iter::once(what.to_owned()).chain(filter.conditions().into_iter().map(|(_, text)| text));
    for part in parts {
        let mut words = String::new();
        for letter in part.to_lowercase().chars() {
            if letter.is_alphanumeric() {
                words.push(letter);
            } else if !words.is_empty() && !words.ends_with('-') {
                words.push('-');
            }
        }
        let words: String = words.chars().take(40).collect();
        let words = words.trim_end_matches('-');
        if !words.is_empty() {
            name.push_str(if name.is_empty() { "" } else { "--" });
            name.push_str(words);
        }
    }
    if name.is_empty() { "clientele".to_owned() } else { name.chars().take(120).collect() }
}

/// The bar above the pages. Argument `page`: the page under it.
pub(super) fn bar(session: &Session, arguments: &[(String, String)], filter: &CustomerFilter) -> PageView {
    let (page, dataset) = (argument(arguments, "page"), session.dataset());
    let conditions = filter.conditions();
    let mut chips: Vec<Span> = Vec::new();
    for (name, text) in &conditions {
        chips.push(Span::Link {
            text: Box::new(Line::from(says(dataset, name, text)).and(" ×")),
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
                    "Show all",
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
    let (customers, products) = (dataset.customers(), dataset.products());
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
    let mut months: Vec<i32> = dataset.orders().day.iter().map(|day| day.month_number()).collect();
    months.sort_unstable();
    months.dedup();
    let months = months.into_iter().rev().map(month_text).map(|text| (text.clone(), month_label(&text))).collect();
    choice("month", "Month of the order", &filter.month, months);
    let mut best = super::overview::product_rows(dataset);
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
