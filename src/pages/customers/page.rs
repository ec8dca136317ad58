//! One customer: facts, the orders over time, what to expect, what to offer with the reasons, what was bought. Argument: `id`, the
//! shop's identifier.

use super::lookup::{cluster_of, find, segment_of};
use super::{products, sorting};
use crate::offers::{self, recommendations};
use crate::overview::order_amount;
use crate::value;
use crate::views::{RecommendationView, STRATEGIES};
use clientele_core::domain::{CustomerIx, Dataset, ErrorView, NO_CATEGORY, OrderIx, counted, grouped, product_name};
use clientele_engine::Session;
use clientele_messages::{
    Block, Card, Cards, CellView, ChartId, Column, CustomerFilter, Group, Line, Link, PageView, PartView, Parts, Row, Span,
    Table, argument,
};

/// Orders shown with their lines.
const MOST_ORDERS: usize = 50;

/// The page. `filter` and the arguments for sorting are those of the table that it was opened from.
///
/// # Errors
/// When there is no such customer.
pub(crate) fn page(session: &Session, arguments: &[(String, String)], filter: &CustomerFilter) -> Result<PageView, ErrorView> {
    let (id, dataset) = (argument(arguments, "id"), session.dataset());
    let customer = find(dataset, id).ok_or_else(|| ErrorView {
        code: "no-such-customer".into(),
        message: format!("There is no customer {id:?} in this data"),
        place: None,
        suggestion: "Search the customer table for the name or the e-mail address.".into(),
    })?;
    let orders = dataset.orders_of(customer);
    let all = orders.len() as u64;
    let orders: Vec<Card> = orders.rev().take(MOST_ORDERS).map(|order| order_card(dataset, order)).collect();
    let shown = orders.len() as u64;
    let orders_note = if all > shown {
        format!("The latest {} of {}.", grouped(shown), grouped(all))
    } else {
        counted(all, "order in all", "orders in all")
    };
    let offers: Vec<Card> = recommendations::list(session, customer).into_iter().map(offer_card).collect();
    let list = |cards: Vec<Card>, testid: &str, is_ranked: bool, without: &str| {
        if cards.is_empty() {
            return Block::Muted(without.into());
        }
        Block::Cards(Cards { testid: testid.to_owned(), is_ranked, cards })
    };
    let without = "There is no recommendation for this customer with enough evidence.";
    let offers = list(offers, "offers", true, without);
    let mut blocks = vec![neighbours(session, arguments, filter, customer), Block::Facts(facts(session, customer))];
    if all > 0 {
        blocks.push(Block::wide_chart(ChartId::CustomerTimeline(customer)));
    }
    blocks.extend(value::customer_blocks(session, customer));
    blocks.push(Block::panel("What to offer", "The bar shows how the five reasons add up to the score.", "", vec![offers]));
    blocks.extend(offers::customer_blocks(session, customer));
    blocks.extend(products::panel(session, arguments, customer));
    blocks.push(Block::panel("Orders", &orders_note, "", vec![list(orders, "orders", false, "No orders yet.")]));
    Ok(PageView { title: format!("Customer {id}"), blocks, ..PageView::default() })
}

/// Who stands before and after in the table that the page was opened from.
fn neighbours(session: &Session, arguments: &[(String, String)], filter: &CustomerFilter, customer: CustomerIx) -> Block {
    let order = sorting::order(session, filter, &sorting::read(arguments));
    let ids = &session.dataset().customers().ids;
    let blocks = order.iter().position(|&other| other == customer).map(|at| {
        let link = |label: &str, testid: &str, other: Option<&CustomerIx>| {
            let other = other.map(|other| ids.get(other.ix()));
            other.map(|id| Span::Link {
                text: Box::new(format!("{label}: {id}").into()),
                to: Link::Customer(id.to_owned()),
                testid: testid.to_owned(),
            })
        };
        let place = Line::count(at as u64 + 1).and(" of ").and(Line::count(order.len() as u64)).and(" in the table");
        let before = at.checked_sub(1).and_then(|at| order.get(at));
        let links = [link("Previous", "previous-customer", before), link("Next", "next-customer", order.get(at + 1))];
        let line = links.into_iter().flatten().fold(place, |line, link| line.and(" · ").and(Line(vec![link])));
        vec![Block::Muted(line)]
    });
    Block::Group(Group { testid: "neighbours".to_owned(), blocks: blocks.unwrap_or_default(), ..Group::default() })
}

fn facts(session: &Session, customer: CustomerIx) -> Vec<(String, Line)> {
    let mut facts = Vec::new();
    let mut add = |name: &str, line: Line| {
        if !line.is_empty() {
            facts.push((name.to_owned(), line));
        }
    };
    let (table, at) = (session.dataset().customers(), customer.ix());
    let link = |name: &str, to: fn(String) -> Link| {
        if name.is_empty() { Line::default() } else { Line::link(name, to(name.to_owned())) }
    };
    add("Name", table.names.get(at).into());
    add("Segment", link(segment_of(session, customer), Link::Segment));
    add("Cluster", link(cluster_of(session, customer), Link::Cluster));
    add("E-mail", table.emails.get(at).into());
    let place = table.place.get(at).filter(|&&code| code != NO_CATEGORY);
    add("Place", place.map_or("", |&code| table.places.get(code as usize)).into());
    if let Some((rfm, row)) = session.rfm().ok().and_then(|rfm| Some((rfm, rfm.row_of(customer)?))) {
        let points = |line: Line, points: u8| line.and(format!(" · {points} of 5 points"));
        add("Days since last order (recency)", points(Line::count(u64::from(rfm.recency_days[row])), rfm.r_score[row]));
        add("Orders (frequency)", points(Line::count(u64::from(rfm.frequency[row])), rfm.f_score[row]));
        add("Spent (monetary value)", points(Line::money(rfm.monetary[row]), rfm.m_score[row]));
        if let Some(silhouette) = session.clustering().ok().and_then(|clustering| clustering.silhouette[row]) {
            add("Fit in the cluster (silhouette, −1 to 1)", Line::decimal(silhouette, 2));
        }
    }
    if let Some(day) = table.registered.get(at).copied().flatten() {
        add("Registered", Line::day(day));
    }
    if let Some(age) = table.age_years.get(at).copied().flatten() {
        add("Age", format!("{age} years").into());
    }
    facts
}

/// A score's parts: names, shares, and the parts as figures.
fn parts(offer: &RecommendationView, is_listed: bool) -> Block {
    let part = |(name, share): (&&str, f64)| PartView { name: (*name).to_owned(), share, figure: Line::decimal(share, 3) };
    let parts = STRATEGIES.iter().zip(offer.parts).map(part).collect();
    Block::Parts(Parts { whole: "Score".to_owned(), is_listed, parts })
}

/// A recommendation with its reasons.
fn offer_card(offer: RecommendationView) -> Card {
    let strongest = offer.parts.iter().zip(STRATEGIES).max_by(|a, b| a.0.total_cmp(b.0)).map_or("", |(_, name)| name);
    let mut sub = Line::default();
    if offer.product_name != offer.product_id {
        sub = sub.and(offer.product_id.as_str()).and(" · ");
    }
    if !offer.category.is_empty() {
        sub = sub.and(offer.category.as_str()).and(" · ");
    }
    let score = CellView::from(Line::decimal(offer.score, 3));
    let head = vec![
        CellView::from(Line::count(u64::from(offer.rank))),
        CellView::from(offer.product_name.as_str()).under(sub.and(Line::money(offer.price))),
        score.under(Line::from("score · confidence ").and(Line::decimal(offer.confidence, 2))),
    ];
    let mut blocks = vec![parts(&offer, false), Block::Text(offer.reason.as_str().into())];
    if !offer.rule.is_empty() {
        blocks.push(Block::Muted(format!("Rule: {}", offer.rule).into()));
    }
    let adds_up = format!("How the score adds up (mostly: {})", strongest.to_ascii_lowercase());
    blocks.push(Block::more(&adds_up, vec![parts(&offer, true)]));
    Card {
        testid: "offer".to_owned(),
        attrs: vec![("data-product".to_owned(), offer.product_id), ("data-score".to_owned(), offer.score.to_string())],
        head,
        is_closed: false,
        blocks,
    }
}

fn order_card(dataset: &Dataset, order: usize) -> Card {
    let range = dataset.lines_of(OrderIx::new(order));
    let count = range.len() as u64;
    let rows = range.map(|line| {
        let lines = dataset.lines();
        let name = product_name(dataset, lines.product[line].ix());
        let pieces = Line::decimal(f64::from(lines.quantity[line]), 0);
        Row { cells: vec![name.into(), pieces.into(), Line::money(lines.amount[line]).into()], ..Row::default() }
    });
    let table = Table {
        caption: "Order lines".to_owned(),
        columns: vec![Column::text("Product"), Column::figures("Pieces", ""), Column::figures("Amount", "")],
        rows: rows.collect(),
        ..Table::default()
    };
    Card {
        testid: "order".to_owned(),
        head: vec![
            Line::day(dataset.orders().day[order]).into(),
            dataset.orders().ids.get(order).into(),
            counted(count, "line", "lines").into(),
            Line::money(order_amount(dataset, order)).into(),
        ],
        is_closed: true,
        blocks: vec![Block::Table(table)],
        ..Card::default()
    }
}
