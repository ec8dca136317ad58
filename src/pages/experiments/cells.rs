//! Figures of experiments as cells and words.

use clientele_analytics::experiment::Sequential;
use clientele_core::domain::{Cell, Figure, Money, TableView, money_text};

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

/// A difference of rates in percentage points: `+1.20 points`. Its interval has the same unit ([`points_interval`]).
pub(super) fn points(x: f64) -> String {
    format!("{} points", signed(x * 100.0, 2))
}

/// An expected loss, a difference of rates that is never negative: `0.32 points`.
pub(super) fn loss(x: f64) -> String {
    format!("{:.2} points", x * 100.0)
}

/// A relative change: `+12.0 %`.
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

/// An interval of a difference of rates: `+3.82 to +8.42 points`.
pub(super) fn points_interval((low, high): (f64, f64)) -> String {
    if low.is_finite() && high.is_finite() {
        format!("{} to {} points", signed(low * 100.0, 2), signed(high * 100.0, 2))
    } else {
        NO_INTERVAL.to_owned()
    }
}

/// An interval of a rate, which has no sign.
pub(super) fn rates((low, high): (f64, f64)) -> String {
    format!("{:.2} % to {:.2} %", low * 100.0, high * 100.0)
}

/// An interval of amounts: `-£0.50 to £3.40`.
pub(super) fn amounts((low, high): (f64, f64), currency: &str) -> String {
    let text = |x: f64| match amount(x) {
        Figure::Money(amount) => money_text(amount, currency),
        _ => signed(x, 2),
    };
    if low.is_finite() && high.is_finite() { format!("{} to {}", text(low), text(high)) } else { NO_INTERVAL.to_owned() }
}

/// An interval of differences of a measure with a unit of its own.
pub(super) fn numbers((low, high): (f64, f64)) -> String {
    // About as many decimals as tell the ends apart.
    let digits = if high - low < 1.0 { 4 } else { 2 };
    if low.is_finite() && high.is_finite() {
        format!("{} to {}", signed(low, digits), signed(high, digits))
    } else {
        NO_INTERVAL.to_owned()
    }
}

/// A sequential interval as `text` has it, once there is one.
pub(super) fn sequential(found: Option<&Sequential>, text: impl Fn((f64, f64)) -> String) -> Cell {
    Cell::Text(found.map_or_else(|| "not started".to_owned(), |found| text(found.interval)))
}

/// Of groups that do not vary, or of fewer than two customers.
const NO_INTERVAL: &str = "unknown";

pub(super) fn p_value(p: f64) -> String {
    if p < 0.001 { "< 0.001".to_owned() } else { format!("{p:.3}") }
}

pub(super) fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
