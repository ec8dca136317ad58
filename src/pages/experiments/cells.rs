//! Figures of experiments as cells and words.

use clientele_core::domain::{Cell, Figure, Money, TableView};

pub(super) fn table(columns: &[&str], rows: Vec<Vec<Cell>>) -> TableView {
    TableView { columns: columns.iter().map(|&name| name.to_owned()).collect(), rows }
}

pub(super) fn count(n: u32) -> Cell {
    Cell::Figure(Figure::Count(u64::from(n)))
}

pub(super) fn share(x: f64) -> Cell {
    Cell::Figure(Figure::Share(x))
}

pub(super) fn number(x: f64) -> Cell {
    Cell::Figure(Figure::Number(x))
}

pub(super) fn amount(x: f64) -> Figure {
    let cents = (x * 100.0).round();
    let money = if cents.abs() < 1e15 { Money::from_cents(cents as i64) } else { None };
    money.map_or(Figure::Number(x), Figure::Money)
}

/// A difference of shares in points of a hundred: `+1.2 points`.
pub(super) fn points(x: f64) -> String {
    format!("{} points", signed(x * 100.0, 2))
}

pub(super) fn signed_percent(x: f64) -> String {
    format!("{} %", signed(x * 100.0, 1))
}

pub(super) fn signed(x: f64, digits: usize) -> String {
    let text = format!("{:.digits$}", x.abs());
    let is_zero = text.bytes().all(|b| b == b'0' || b == b'.');
    let sign = if is_zero {
        ""
    } else if x < 0.0 {
        "−"
    } else {
        "+"
    };
    format!("{sign}{text}")
}

pub(super) fn interval((low, high): (f64, f64)) -> String {
    if low.is_finite() && high.is_finite() {
        format!("{} % to {} %", signed(low * 100.0, 2), signed(high * 100.0, 2))
    } else {
        "open".to_owned()
    }
}

/// An interval of shares, which have no sign.
pub(super) fn shares((low, high): (f64, f64)) -> String {
    format!("{:.2} % to {:.2} %", low * 100.0, high * 100.0)
}

pub(super) fn amounts((low, high): (f64, f64)) -> String {
    if low.is_finite() && high.is_finite() { format!("{} to {}", signed(low, 2), signed(high, 2)) } else { "open".to_owned() }
}

pub(super) fn p_value(p: f64) -> String {
    if p < 0.001 { "< 0.001".to_owned() } else { format!("{p:.3}") }
}

pub(super) fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
