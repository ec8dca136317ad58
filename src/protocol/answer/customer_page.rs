//! One customer: facts, orders, and what to offer with the reasons. Argument: `id`, the shop's identifier.

use super::customers::one;
use crate::domain::{counted, grouped};
use crate::pipeline::{ErrorView, Session};
use crate::protocol::{
    Block, Card, Cards, CellView, Column, CustomerView, Line, Link, OrderView, PageView, PartView, Parts, RecommendationView,
    Row, STRATEGIES, Table, argument,
};

/// The page.
///
/// # Errors
/// When there is no such customer.
pub(super) fn page(session: &Session, arguments: &[(String, String)]) -> Result<PageView, ErrorView> {
    let id = argument(arguments, "id");
    let customer = one(session, id)?;
    let facts = facts(&customer);
    let shown = customer.orders.len() as u64;
    let orders_note = if customer.orders_total > shown {
        format!("The latest {} of {}.", grouped(shown), grouped(customer.orders_total))
    } else {
        counted(customer.orders_total, "order in all", "orders in all")
    };
    let offers: Vec<Card> = customer.recommendations.into_iter().map(offer_card).collect();
    let orders: Vec<Card> = customer.orders.into_iter().map(order_card).collect();
    let list = |cards: Vec<Card>, testid: &str, is_ranked: bool, without: &str| {
        if cards.is_empty() {
            return Block::Muted(without.into());
        }
        Block::Cards(Cards { testid: testid.to_owned(), is_ranked, cards })
    };
    let without = "There is no recommendation for this customer with enough evidence.";
    let offers = list(offers, "offers", true, without);
    let mut blocks = vec![Block::Facts(facts)];
    blocks.extend(customer.forecast);
    blocks.push(Block::panel("What to offer", "The bar shows how the five reasons add up to the score.", "", vec![offers]));
    blocks.push(Block::panel("Orders", &orders_note, "", vec![list(orders, "orders", false, "No orders yet.")]));
    Ok(PageView { title: format!("Customer {id}"), blocks, ..PageView::default() })
}

fn facts(customer: &CustomerView) -> Vec<(String, Line)> {
    let mut facts = Vec::new();
    let mut add = |name: &str, line: Line| {
        if !line.is_empty() {
            facts.push((name.to_owned(), line));
        }
    };
    let row = &customer.row;
    let link = |name: &str, to: Link| if name.is_empty() { Line::default() } else { Line::link(name, to) };
    add("Name", row.name.as_str().into());
    add("Segment", link(&row.segment, Link::Segment(row.segment.clone())));
    add("Cluster", link(&row.cluster, Link::Cluster(row.cluster.clone())));
    add("E-mail", customer.email.as_str().into());
    add("Place", row.place.as_str().into());
    if let Some(rfm) = row.rfm {
        let points = |line: Line, points: u8| line.and(format!(" · {points} of 5 points"));
        add("Days since last order (recency)", points(Line::count(u64::from(rfm.recency_days)), rfm.r));
        add("Orders (frequency)", points(Line::count(u64::from(rfm.frequency)), rfm.f));
        add("Spent (monetary value)", points(Line::money(rfm.monetary), rfm.m));
    }
    if let Some(silhouette) = customer.silhouette {
        add("Fit in the cluster (silhouette, −1 to 1)", Line::decimal(silhouette, 2));
    }
    if let Some(day) = customer.registered {
        add("Registered", Line::day(day));
    }
    if let Some(age) = customer.age_years {
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

fn order_card(order: OrderView) -> Card {
    let lines = order.lines.len() as u64;
    let rows = order.lines.into_iter().map(|(name, pieces, amount)| Row {
        cells: vec![name.into(), Line::decimal(f64::from(pieces), 0).into(), Line::money(amount).into()],
        ..Row::default()
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
            Line::day(order.day).into(),
            order.id.into(),
            counted(lines, "line", "lines").into(),
            Line::money(order.amount).into(),
        ],
        is_closed: true,
        blocks: vec![Block::Table(table)],
        ..Card::default()
    }
}
