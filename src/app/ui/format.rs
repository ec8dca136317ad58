//! Figures and cells in the reader's locale.

use crate::platform::locale;
use clientele_core::domain::{Cell, Day, Figure, multiple};

/// A figure as text.
pub(super) fn figure(figure: Figure, currency: &str) -> String {
    match figure {
        Figure::Count(n) => locale::count(n),
        Figure::Money(amount) => locale::money(amount, currency),
        Figure::Share(x) => locale::share(x),
        Figure::Days(x) => days(x),
        Figure::Number(x) => number(x),
    }
}

/// A figure as a card's headline: amounts above 10,000 lose their cents, which the title keeps.
pub(super) fn headline(value: Figure, currency: &str) -> String {
    match value {
        Figure::Money(amount) if amount.abs().cents() >= 1_000_000 => locale::money_whole(amount, currency),
        other => figure(other, currency),
    }
}

/// A figure for programs that read the page: plain digits, money with two decimals.
pub(super) fn machine(value: Figure) -> String {
    match value {
        Figure::Count(n) => n.to_string(),
        Figure::Money(amount) => amount.to_string(),
        Figure::Share(x) | Figure::Days(x) | Figure::Number(x) => locale::plain(x),
    }
}

/// Days, with one decimal where they are few.
pub(super) fn days(x: f64) -> String {
    let shown = locale::number(x, if x < 10.0 { 1 } else { 0 });
    let unit = if shown == "1" { "day" } else { "days" };
    format!("{shown} {unit}")
}

/// A plain number with about three digits that matter; whole numbers without decimals.
pub(super) fn number(x: f64) -> String {
    let whole = (x - x.round()).abs() < 1e-9;
    let decimals = match x.abs() {
        _ if whole => 0,
        size if size >= 1000.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 1.0 => 2,
        _ => 3,
    };
    locale::number(x, decimals)
}

/// A change: `+12.3%`, `−4.0%`, `×17`.
pub(super) fn change(x: f64) -> String {
    if let Some(times) = multiple(x) {
        return times;
    }
    let text = locale::share(x.abs());
    if x > 0.0 {
        format!("+{text}")
    } else if x < 0.0 {
        format!("−{text}")
    } else {
        text
    }
}

/// First and last day: `1 Dec 2010 to 9 Dec 2011`.
pub(super) fn period(period: (Day, Day)) -> String {
    format!("{} to {}", locale::day(period.0), locale::day(period.1))
}

/// A table's cell as text, and whether it is a figure.
pub(super) fn cell(value: &Cell, currency: &str) -> (String, bool) {
    match value {
        Cell::Text(text) => (text.clone(), false),
        Cell::Figure(value) => (figure(*value, currency), true),
        Cell::Day(day) => (locale::day(*day), false),
        Cell::Empty => ("–".to_owned(), false),
    }
}
