//! Figures as text: English, the same for every reader, because a file must be the same bytes wherever it is made.

use super::Unit;
use clientele_core::domain::{Cell, Figure, Money, TableView, grouped, grouped_money, money_text, multiple, with_currency};

/// A figure with its unit: `£1,234.50`, `61 %`, `12.5 days`.
pub fn figure_text(figure: Figure, currency: &str) -> String {
    match figure {
        Figure::Count(n) => grouped(n),
        Figure::Money(amount) => money_text(amount, currency),
        Figure::Share(x) => share(x),
        Figure::Days(x) => format!("{} days", decimals(x, if x.abs() < 10.0 { 1 } else { 0 })),
        Figure::Number(x) => number(x),
    }
}

/// A figure as a headline: amounts from 10,000 on lose their cents.
pub fn headline_text(figure: Figure, currency: &str) -> String {
    match figure {
        Figure::Money(amount) if amount.abs().cents() >= 1_000_000 => {
            let text =
                grouped_money(Money::from_cents((amount.cents() + 50 * amount.cents().signum()) / 100 * 100).unwrap_or(amount));
            with_currency(text.split('.').next().unwrap_or_default(), currency)
        }
        other => figure_text(other, currency),
    }
}

/// Decimals of a column of plain numbers: as many as tell them apart, the same for each, at most two; `None` where they need more.
pub(super) fn column_places(view: &TableView, column: usize) -> Option<usize> {
    let numbers = || {
        view.rows.iter().filter_map(move |row| match row.get(column) {
            Some(Cell::Figure(Figure::Number(x))) if x.is_finite() => Some(*x),
            _ => None,
        })
    };
    (0..=2)
        .zip([1.0, 10.0, 100.0])
        .find(|(_, scale)| numbers().all(|x| (x * scale - (x * scale).round()).abs() < 1e-6))
        .map(|found| found.0)
}

/// A cell as text, and whether it stands right; `places` are the decimals of its column.
pub(super) fn cell_text(cell: &Cell, currency: &str, places: Option<usize>) -> (String, bool) {
    match cell {
        Cell::Text(text) => (text.clone(), false),
        // The currency stands in the header: a column of amounts reads better without it.
        Cell::Figure(Figure::Money(amount)) => (grouped_money(*amount), true),
        Cell::Figure(Figure::Number(x)) if places.is_some() => (decimals(*x, places.unwrap_or(0)), true),
        Cell::Figure(figure) => (figure_text(*figure, currency), true),
        Cell::Day(day) => (day.to_string(), false),
        Cell::Empty => ("–".to_owned(), false),
    }
}

/// A change: `+12 %`, `−4.0 %`, `×17`.
pub(super) fn change_text(x: f64) -> String {
    if let Some(times) = multiple(x) {
        return times;
    }
    let sign = if x > 0.0 {
        "+"
    } else if x < 0.0 {
        "−"
    } else {
        ""
    };
    format!("{sign}{}", share(x.abs()))
}

/// A figure of a chart, in full.
pub(super) fn unit_text(x: f64, unit: &Unit) -> String {
    match unit {
        Unit::Number => number(x),
        Unit::Count(noun) => format!("{} {noun}", decimals(x, 0)).trim_end().to_owned(),
        Unit::Money(currency) => with_currency(&decimals(x, 2), currency),
        Unit::Share => share(x),
        Unit::Days => format!("{} days", decimals(x, if x.abs() < 10.0 { 1 } else { 0 })),
    }
}

/// A figure of a chart, short enough for a cell of a grid.
pub(super) fn short_text(x: f64, unit: &Unit) -> String {
    match unit {
        Unit::Share => format!("{:.0} %", x * 100.0),
        _ if x.abs() >= 1000.0 => tick_text(x, unit),
        Unit::Number if x.abs() < 10.0 => decimals(x, 2),
        _ => decimals(x, 0),
    }
}

/// A figure on an axis: `20K`, `1.5M`, `40 %`.
pub(super) fn tick_text(x: f64, unit: &Unit) -> String {
    if *unit == Unit::Share {
        return format!("{} %", trimmed(x * 100.0));
    }
    if x.abs() >= HUGE {
        return format!("{x:.1e}");
    }
    for (size, letter) in [(1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K")] {
        if x.abs() >= size {
            return format!("{}{letter}", trimmed(x / size));
        }
    }
    trimmed(x)
}

/// Figures from here on are said by powers of ten.
const HUGE: f64 = 1e15;

/// At most three decimals, without noughts at the end.
fn trimmed(x: f64) -> String {
    let text = format!("{:.3}", x);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.replace('-', "−") }
}

fn share(x: f64) -> String {
    let value = x * 100.0;
    if value.abs() < 9.95 { format!("{value:.1} %") } else { format!("{value:.0} %") }
}

/// About three digits that matter.
fn number(x: f64) -> String {
    let whole = (x - x.round()).abs() < 1e-9;
    let places = match x.abs() {
        _ if whole => 0,
        size if size >= 1000.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 1.0 => 2,
        _ => 3,
    };
    decimals(x, places)
}

/// With marks between thousands.
fn decimals(x: f64, places: usize) -> String {
    if !x.is_finite() {
        return "–".to_owned();
    }
    if x.abs() >= HUGE {
        return format!("{x:.2e}");
    }
    let text = format!("{:.places$}", x.abs());
    let (whole, rest) = text.split_once('.').map_or((text.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let mut out = String::new();
    if x < 0.0 && text.chars().any(|c| ('1'..='9').contains(&c)) {
        out.push('−');
    }
    for (n, digit) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(rest) = rest {
        out.push('.');
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_as_people_write_them() {
        let money = |cents| Figure::Money(Money::from_cents(cents).unwrap());
        assert_eq!(figure_text(money(123_450), "GBP"), "£1,234.50");
        assert_eq!(headline_text(money(891_140_790), "GBP"), "£8,911,408");
        assert_eq!(headline_text(money(-891_140_750), ""), "-8,911,408");
        assert_eq!(figure_text(Figure::Share(0.614), ""), "61 %");
        assert_eq!(figure_text(Figure::Number(0.357_2), ""), "0.357");
        assert_eq!([-0.04, 0.12, 9.9, 16.0, 168_469_601.0].map(change_text).join(" "), "−4.0 % +12 % +990 % ×17 over ×1,000");
        assert_eq!(tick_text(1_500_000.0, &Unit::Money("GBP".into())), "1.5M");
        assert_eq!(tick_text(0.4, &Unit::Share), "40 %");
        assert_eq!(unit_text(1234.5, &Unit::Count("orders".into())), "1,234 orders");
        assert_eq!(decimals(f64::NAN, 2), "–");
        assert_eq!(decimals(-0.001, 2), "0.00");
    }
}
