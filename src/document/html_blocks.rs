//! The pieces of a report as HTML: figures, tables, charts. Every text is escaped here.

use super::svg::{escape, svg_element};
use super::words::{cell_text, change_text, column_places};
use super::{Block, Chart, Fonts, KeyFigure, Tone, draw};
use clientele_core::domain::{Cell, Figure, TableView};
use std::fmt::Write;

/// Widths at which charts are drawn: for a page and for a phone.
const WIDE: f64 = 720.0;
const NARROW: f64 = 330.0;
/// Texts longer than this get a column of some width.
const LONG: usize = 28;

pub(super) fn write_block(out: &mut String, block: &Block, currency: &str, fonts: &Fonts) {
    match block {
        Block::Heading(text) => drop(writeln!(out, "<h3>{}</h3>", escape(text))),
        Block::Paragraph(text) => drop(writeln!(out, "<p>{}</p>", escape(text))),
        Block::Lead(text) => drop(writeln!(out, "<p class=\"lead\">{}</p>", escape(text))),
        Block::List(points) => {
            out.push_str("<ul class=\"points\">");
            for point in points {
                let _ = write!(out, "<li>{}</li>", escape(point));
            }
            out.push_str("</ul>\n");
        }
        Block::Note(tone, text) => {
            let class = match tone {
                Tone::Plain => "note",
                Tone::Caution => "note caution",
                Tone::Missing => "note missing",
            };
            let _ = writeln!(out, "<p class=\"{class}\">{}</p>", escape(text));
        }
        Block::Figures(figures) => {
            out.push_str("<div class=\"figures\">\n");
            for figure in figures {
                write_figure(out, figure);
            }
            out.push_str("</div>\n");
        }
        Block::Table(table) => {
            let _ = write!(out, "<div class=\"table\" id=\"table-{}\"><div class=\"head\"><div>", escape(&table.name));
            let _ = write!(out, "<h3>{}</h3>", escape(&table.title));
            if !table.says.is_empty() {
                let _ = write!(out, "<p class=\"says\">{}</p>", escape(&table.says));
            }
            out.push_str("</div><div class=\"tools\"></div></div>");
            write_table(out, &table.view, &table.title, currency);
            out.push_str("</div>\n");
        }
        Block::Chart(chart) => write_chart(out, chart, currency, fonts),
    }
}

fn write_figure(out: &mut String, figure: &KeyFigure) {
    let _ = write!(
        out,
        "<div class=\"figure\" id=\"figure-{}\" title=\"{}\"><div class=\"label\">{}</div><div class=\"value\">{}</div>",
        escape(&figure.name),
        escape(&figure.how),
        escape(&figure.label),
        escape(&figure.value)
    );
    if !figure.beside.is_empty() {
        let _ = write!(out, "<div class=\"beside\">{}</div>", escape(&figure.beside));
    }
    if let Some(change) = figure.change {
        let class = if change > 0.0 {
            "up"
        } else if change < 0.0 {
            "down"
        } else {
            ""
        };
        let _ = write!(
            out,
            "<div class=\"change\"><span class=\"{class}\">{}</span> {}</div>",
            change_text(change),
            escape(&figure.change_label)
        );
    }
    write_spark(out, &figure.history);
    out.push_str("</div>\n");
}

/// A small line of the figure over time; its numbers stand in the chart of the same thing.
fn write_spark(out: &mut String, history: &[f64]) {
    let most = history.iter().copied().filter(|x| x.is_finite()).fold(0.0, f64::max);
    if history.len() < 3 || most <= 0.0 {
        return;
    }
    let step = 100.0 / (history.len() - 1) as f64;
    let mut d = String::new();
    for (at, value) in history.iter().enumerate() {
        let y = 22.0 - 20.0 * (value / most).clamp(0.0, 1.0);
        let _ = write!(d, "{}{:.1} {y:.1}", if at == 0 { 'M' } else { 'L' }, step * at as f64);
    }
    let _ = write!(
        out,
        "<svg viewBox=\"0 0 100 24\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><path d=\"{d}\" class=\"ls0\" fill=\"none\" stroke-width=\"1.5\" vector-effect=\"non-scaling-stroke\"/></svg>"
    );
}

fn write_chart(out: &mut String, chart: &Chart, currency: &str, fonts: &Fonts) {
    let name = escape(&chart.name);
    let _ = write!(
        out,
        "<figure class=\"chart\" id=\"{name}\"><div class=\"head\"><h3>{}</h3><div class=\"tools\"></div></div><p class=\"says\">{}</p>",
        escape(&chart.title),
        escape(&chart.says)
    );
    let legend = chart.plot.legend();
    if !legend.is_empty() {
        out.push_str("<div class=\"legend\">");
        for (number, series) in legend.iter().enumerate() {
            let colour = number % super::palette::SERIES;
            let _ = write!(
                out,
                "<button type=\"button\" aria-pressed=\"true\" data-n=\"{number}\" disabled><svg viewBox=\"0 0 11 11\" aria-hidden=\"true\"><rect width=\"11\" height=\"11\" rx=\"2\" class=\"fs{colour}\"/></svg>{}</button>",
                escape(series)
            );
        }
        out.push_str("</div>");
    }
    let label = format!("{}. {}", chart.title, chart.says);
    out.push_str(&svg_element(&draw(chart, WIDE, fonts), &label, "wide"));
    out.push_str(&svg_element(&draw(chart, NARROW, fonts), &label, "narrow"));
    let _ = write!(
        out,
        "<output aria-live=\"polite\"></output><details><summary>How it is computed, and its figures</summary><p>{}</p>",
        escape(&chart.how)
    );
    if !chart.table.columns.is_empty() {
        let _ = write!(
            out,
            "<div class=\"table\" id=\"{name}-figures\"><div class=\"head\"><span></span><div class=\"tools\"></div></div>"
        );
        write_table(out, &chart.table, &chart.title, currency);
        out.push_str("</div>");
    }
    out.push_str("</details></figure>\n");
}

/// A cell for programs: plain digits, for sorting and CSV; `None` for text, which is itself.
fn machine_text(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Text(_) => None,
        Cell::Figure(Figure::Count(n)) => Some(n.to_string()),
        Cell::Figure(Figure::Money(amount)) => Some(amount.to_exact_string()),
        Cell::Figure(Figure::Share(x) | Figure::Days(x) | Figure::Number(x)) => Some(x.to_string()),
        Cell::Day(day) => Some(day.to_string()),
        Cell::Empty => Some(String::new()),
    }
}

fn write_table(out: &mut String, view: &TableView, title: &str, currency: &str) {
    let column_is = |column: usize, test: &dyn Fn(&Cell) -> bool| view.rows.iter().filter_map(|r| r.get(column)).any(test);
    let is_number = |column: usize| column_is(column, &|cell| matches!(cell, Cell::Figure(_)));
    let _ = write!(out, "<div class=\"scroll\"><table aria-label=\"{}\"><thead><tr>", escape(title));
    for (column, header) in view.columns.iter().enumerate() {
        let is_long = column_is(column, &|cell| matches!(cell, Cell::Text(text) if text.chars().count() > LONG));
        let class = match (is_number(column), is_long) {
            (true, _) => " class=\"n\"",
            (false, true) => " class=\"long\"",
            _ => "",
        };
        let is_money = column_is(column, &|cell| matches!(cell, Cell::Figure(Figure::Money(_))));
        let header = if is_money && !currency.is_empty() && !header.contains(currency) {
            format!("{header} ({currency})")
        } else {
            header.clone()
        };
        let _ = write!(out, "<th scope=\"col\"{class}>{}</th>", escape(&header));
    }
    out.push_str("</tr></thead><tbody>\n");
    let places: Vec<Option<usize>> = (0..view.columns.len()).map(|at| column_places(view, at)).collect();
    for row in &view.rows {
        out.push_str("<tr>");
        for (column, cell) in row.iter().enumerate() {
            let (text, _) = cell_text(cell, currency, places.get(column).copied().flatten());
            let class = if is_number(column) { " class=\"n\"" } else { "" };
            let machine = machine_text(cell).map_or_else(String::new, |text| format!(" data-v=\"{}\"", escape(&text)));
            let _ = write!(out, "<td{class}{machine}>{}</td>", escape(&text));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div>");
}
