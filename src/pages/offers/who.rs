//! Who gets what: by customer, by segment, by product.

use super::blocks::{named, table as block_table, tabs};
use super::{lists, recommendations};
use crate::customers::{filtered, segment_of};
use crate::views::{RecommendationView, STRATEGIES};
use clientele_analytics::recommend::Recommendations;
use clientele_core::domain::{CustomerIx, ErrorView, percent};
use clientele_engine::Session;
use clientele_messages::{
    Act, Block, Button, CellView, Column, CustomerFilter, Field, FieldKind, Line, Link, Row, Table, argument,
};

/// Customers on one page of the list.
const PAGE_ROWS: usize = 25;
/// Offers shown of a list.
const MOST_OFFERS: usize = 5;

pub(super) fn blocks(
    session: &Session,
    arguments: &[(String, String)],
    filter: &CustomerFilter,
) -> Result<Vec<Block>, ErrorView> {
    let by = [("customer", "By customer"), ("segment", "By segment"), ("product", "By product")];
    let now = argument(arguments, "by");
    let content = match now {
        "segment" => vec![block_table(
            lists::by_segment(session, &customers(session, arguments, filter))?,
            "Offers by segment",
            "offers-segment",
        )],
        "product" => vec![block_table(
            lists::by_product(session, &customers(session, arguments, filter))?,
            "Offers by product",
            "offers-product",
        )],
        _ => by_customer(session, arguments, filter)?,
    };
    let note = match now {
        "segment" => "What each segment is offered most, and how well grounded it is.",
        "product" => "The products that are offered most.",
        _ => "Open \"Why?\" under an offer to see what speaks for it, and how its parts add up.",
    };
    let key = by.iter().find(|(value, _)| *value == now).map_or("customer", |(value, _)| *value);
    Ok(vec![Block::panel(
        "Offers",
        note,
        "offers-who",
        vec![Block::Fields(vec![tabs("by", "Listed by", now, &by)]), named(&format!("offers-by-{key}"), content)],
    )])
}

/// The customers asked for, in the table's order: by the filter above all pages, and by what is searched for here.
pub(super) fn customers(session: &Session, arguments: &[(String, String)], filter: &CustomerFilter) -> Vec<CustomerIx> {
    let mut filter = filter.clone();
    let search = argument(arguments, "who");
    if !search.is_empty() {
        filter.search = search.to_owned();
    }
    filtered(session, &filter)
}

fn by_customer(session: &Session, arguments: &[(String, String)], filter: &CustomerFilter) -> Result<Vec<Block>, ErrorView> {
    let found = customers(session, arguments, filter);
    let fields = vec![Field {
        name: "who".to_owned(),
        testid: "offers-search".to_owned(),
        label: "Customer's number, name or e-mail".to_owned(),
        value: argument(arguments, "who").to_owned(),
        kind: FieldKind::Search,
        ..Field::default()
    }];
    let skip =
        argument(arguments, "skip").parse::<usize>().unwrap_or(0).min(found.len().saturating_sub(1) / PAGE_ROWS * PAGE_ROWS);
    let result = session.recommendations()?;
    let n = result.recommender.params().params().n as usize;
    let shown: Vec<CustomerIx> = found.iter().copied().skip(skip).take(PAGE_ROWS).collect();
    let rows: Vec<(CustomerIx, &Recommendations)> = shown.into_iter().map(|customer| (customer, &result.lists)).collect();
    let total = found.len() as u64;
    let count = Line::count(total).and(if total == 1 { " customer" } else { " customers" });
    let to =
        |skip: usize| Act::Go(Link::Set(vec![("skip".to_owned(), if skip == 0 { String::new() } else { skip.to_string() })]));
    let turn = |label: &str, testid: &str, skip: usize, is_disabled: bool| Button {
        is_disabled,
        ..Button::new(label, testid, to(skip))
    };
    let next = skip + PAGE_ROWS;
    let list = if rows.is_empty() {
        vec![Block::Muted("No customer matches these filters.".into())]
    } else {
        vec![
            table(session, &rows, n, None),
            Block::Buttons(vec![
                turn("Previous", "offers-previous", skip.saturating_sub(PAGE_ROWS), skip == 0),
                turn("Next", "offers-next", next, next >= found.len()),
            ]),
            Block::Muted(Line::count(skip as u64 + 1).and(" to ").and(Line::count((next as u64).min(total)))),
        ]
    };
    Ok(vec![Block::Fields(fields), named("offers-count", vec![Block::Muted(count)]), Block::maybe(Some(list))])
}

/// The lists of some customers, one row each; those of `now` mark what is another product than now.
pub(super) fn table(
    session: &Session,
    rows: &[(CustomerIx, &Recommendations)],
    n: usize,
    now: Option<&Recommendations>,
) -> Block {
    let customers = session.dataset().customers();
    let days = session.calibration().map(|calibration| calibration.days());
    let places = n.min(MOST_OFFERS);
    let mut columns = vec![Column::text("Customer")];
    columns.extend((1..=places).map(|place| Column::text(&format!("Offer {place}"))));
    let row = |&(customer, lists): &(CustomerIx, &Recommendations)| {
        let id = customers.ids.get(customer.ix());
        let (name, segment) = (customers.names.get(customer.ix()), segment_of(session, customer));
        let under = if name.is_empty() { segment.to_owned() } else { format!("{name} · {segment}") };
        let mut cells = vec![CellView::from(Line::customer(id)).under(under)];
        let offers = recommendations::offers(session, lists, customer);
        let range = lists.of(customer.0);
        for (row, offer) in range.take(places).zip(&offers) {
            let product = lists.product[row];
            let is_other = now.is_some_and(|now| !now.product[now.of(customer.0)].contains(&product));
            cells.push(offer_cell(offer, is_other, days));
        }
        cells.resize(1 + places, CellView::default());
        Row { key: id.to_owned(), cells, ..Row::default() }
    };
    Block::Table(Table {
        caption: "Offers by customer".to_owned(),
        testid: "recommendation-rows".to_owned(),
        row_testid: "recommendation-row".to_owned(),
        is_long: true,
        columns,
        rows: rows.iter().map(row).collect(),
        ..Table::default()
    })
}

/// Confidence from which evidence is called strong, and fair.
const STRONG: f64 = 0.6;
const FAIR: f64 = 0.3;

/// An offer: how likely, how sure, by which rule, and on request why and from which parts.
fn offer_cell(offer: &RecommendationView, is_other: bool, days: Option<u32>) -> CellView {
    let evidence = match offer.confidence {
        sure if sure >= STRONG => "strong evidence",
        sure if sure >= FAIR => "fair evidence",
        _ => "weak evidence",
    };
    let chance = offer.chance.zip(days).map(|(chance, days)| format!("{} likely within {days} days · ", percent(chance)));
    let rule = if offer.rule.is_empty() { String::new() } else { format!(" · {}", offer.rule.to_lowercase()) };
    let under = format!("{}{evidence}{rule}", chance.unwrap_or_default());
    let parts: Vec<String> = STRATEGIES
        .iter()
        .zip(offer.parts)
        .filter(|(_, part)| *part > 0.0)
        .map(|(name, part)| format!("{} {part:.3}", name.to_lowercase()))
        .collect();
    let remark =
        format!("{} Score {:.3} = {}. Confidence {:.2} of 1.", offer.reason, offer.score, parts.join(" + "), offer.confidence);
    let name = Line::from(offer.product_name.as_str());
    CellView {
        main: if is_other {
            Line(vec![clientele_messages::Span::Strong(offer.product_name.clone())]).and(" (new)")
        } else {
            name
        },
        sub: under.into(),
        remark,
        ..CellView::default()
    }
}
