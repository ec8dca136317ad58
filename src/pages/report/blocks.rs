//! Small makers of blocks and cells for the report's sections.

use crate::views::{ClusterRow, SegmentRow};
use clientele_core::domain::{Cell, CustomerIx, ErrorView, Figure, Kpi, Money, TableView};
use clientele_document::{Block, KeyFigure, Tone, figure_text, headline_text};
use clientele_engine::Session;
use clientele_messages::HeadlineView;

/// Customers that a session is about.
pub(super) fn members(session: &Session) -> impl Iterator<Item = CustomerIx> + '_ {
    (0..session.dataset().customers().ids.len()).map(CustomerIx::new).filter(|&customer| session.is_member(customer))
}

/// Why something is not there.
pub(super) fn missing(error: &ErrorView) -> Block {
    let end = if error.message.ends_with(['.', '!', '?']) { "" } else { "." };
    Block::Note(Tone::Missing, format!("This part is missing. {}{end} {}", error.message, error.suggestion).trim_end().to_owned())
}

pub(super) fn notes(texts: &[String]) -> Vec<Block> {
    match texts {
        [] => Vec::new(),
        [one] => vec![Block::Note(Tone::Plain, one.clone())],
        many => vec![Block::List(many.to_vec())],
    }
}

pub(super) fn kpi(kpi: &Kpi, currency: &str) -> KeyFigure {
    KeyFigure {
        name: kpi.name.clone(),
        label: kpi.label.clone(),
        value: headline_text(kpi.value, currency),
        beside: String::new(),
        change: kpi.change,
        change_label: kpi.change_label.clone(),
        how: kpi.how.clone(),
        history: kpi.history.clone(),
    }
}

pub(super) fn headline(view: &HeadlineView, currency: &str) -> KeyFigure {
    let beside = view.value.bounds.map(|(low, high)| match (low, high) {
        // A unit that both share is said once.
        (Figure::Days(a), Figure::Days(b)) => format!("{a:.0} to {b:.0} days"),
        _ => format!("{} to {}", headline_text(low, currency), headline_text(high, currency)),
    });
    KeyFigure {
        name: view.name.clone(),
        label: view.label.clone(),
        value: headline_text(view.value.value, currency),
        beside: beside.unwrap_or_default(),
        how: view.method_note.clone(),
        ..KeyFigure::default()
    }
}

pub(super) fn headlines(views: &[HeadlineView], currency: &str) -> Block {
    Block::Figures(views.iter().map(|view| headline(view, currency)).collect())
}

pub(super) fn table(name: &str, title: &str, says: impl Into<String>, columns: &[&str], rows: Vec<Vec<Cell>>) -> Block {
    let view = TableView { columns: columns.iter().map(|c| (*c).to_owned()).collect(), rows };
    Block::Table(clientele_document::Table { name: name.to_owned(), title: title.to_owned(), says: says.into(), view })
}

pub(super) fn text(text: &str) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
}

pub(super) fn count(n: u64) -> Cell {
    Cell::Figure(Figure::Count(n))
}

pub(super) fn share(x: f64) -> Cell {
    Cell::Figure(Figure::Share(x))
}

pub(super) fn number(x: f64) -> Cell {
    Cell::Figure(Figure::Number(x))
}

/// A mean of days or of orders: one decimal is enough to tell groups apart.
pub(super) fn mean(x: f64) -> Cell {
    Cell::Figure(Figure::Number((x * 10.0).round() / 10.0))
}

/// A mean of amounts in main units.
pub(super) fn amount(main_units: f64) -> Cell {
    Cell::Figure(Figure::Money(Money::from_ten_thousandths((main_units * 1e4).round() as i64)))
}

/// What tables tell of segments and of clusters alike, after the name.
pub(super) const GROUP_COLUMNS: [&str; 7] = [
    "Customers",
    "Share of customers",
    "Revenue",
    "Share of revenue",
    "Mean days since last order",
    "Mean orders",
    "Mean revenue",
];

/// The cells under [`GROUP_COLUMNS`] of a segment; `mean` writes the mean days and orders.
pub(super) fn segment_cells(s: &SegmentRow, mean: fn(f64) -> Cell) -> [Cell; 7] {
    let means = [mean(s.mean_recency_days), mean(s.mean_frequency), amount(s.mean_monetary)];
    group_cells(s.customers, s.revenue, [s.customer_share, s.revenue_share], means)
}

/// As [`segment_cells`], of a cluster.
pub(super) fn cluster_cells(c: &ClusterRow, mean: fn(f64) -> Cell) -> [Cell; 7] {
    let means = [mean(c.mean_recency_days), mean(c.mean_frequency), amount(c.mean_monetary)];
    group_cells(c.customers, c.revenue, [c.customer_share, c.revenue_share], means)
}

pub(super) fn group_cells(customers: u64, revenue: Money, shares: [f64; 2], means: [Cell; 3]) -> [Cell; 7] {
    let [of_customers, of_revenue] = shares.map(share);
    let [days, orders, spent] = means;
    [count(customers), of_customers, Cell::Figure(Figure::Money(revenue)), of_revenue, days, orders, spent]
}

/// Headings: those before, [`GROUP_COLUMNS`], those after.
pub(super) fn group_columns(before: &[&'static str], after: &[&'static str]) -> Vec<&'static str> {
    [before, &GROUP_COLUMNS, after].concat()
}

/// A figure or its range, as text.
pub(super) fn ranged(value: Figure, bounds: Option<(Figure, Figure)>, currency: &str) -> String {
    let value = figure_text(value, currency);
    match bounds {
        Some((low, high)) => format!("{value} ({} to {})", figure_text(low, ""), figure_text(high, "")),
        None => value,
    }
}
