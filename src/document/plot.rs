//! Puts a chart's data into places: axes, bars, lines, dots, cells. Nothing leaves the drawing's box.

use super::figure::{Axis, Chart, Direction, Layout, Plot, Series, Unit};
use super::fonts::{Weight, printable};
use super::scale::{powers_of_ten, ticks};
use super::words::{short_text, tick_text, unit_text};
use super::{Anchor, Drawing, Fonts, Paint, Shape};

/// Size of axis texts, in points.
const SMALL: f64 = 9.0;
/// Room that a text may need more than measured: screens use their own letters.
const SLACK: f64 = 1.06;
/// Room above and right of the plot.
const EDGE: f64 = 8.0;

/// Where figures are drawn.
#[derive(Clone, Copy)]
struct Frame {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

/// Draws a chart `width` points wide; how high it gets depends on its data. The title and the legend stand around it, not in it.
pub fn draw(chart: &Chart, width: f64, fonts: &Fonts) -> Drawing {
    let width = width.max(160.0);
    let mut out = Drawing { width, height: 0.0, ops: Vec::new() };
    match &chart.plot {
        Plot::Bars { direction: Direction::Across, layout, categories, axis, series, .. } => {
            bars_across(&mut out, fonts, *layout, categories, axis, series);
        }
        Plot::Bars { direction: Direction::Up, layout, categories, category_title, axis, series } => {
            let places = Places { categories, title: category_title };
            let (low, high) = reach(series, *layout);
            let frame = upright(&mut out, fonts, &places, axis, (low, high), Fit::Bands);
            bars_up(&mut out, *layout, &places, axis, series, &frame);
        }
        Plot::Lines { categories, category_title, axis, series, mark } => {
            let places = Places { categories, title: category_title };
            let (low, high) = reach(series, Layout::Grouped);
            let frame = upright(&mut out, fonts, &places, axis, (low, high), Fit::Points);
            lines(&mut out, fonts, &places, axis, series, mark.as_ref(), &frame);
        }
        Plot::Dots { x, y, series } => dots(&mut out, fonts, x, y, series),
        Plot::Cells { .. } => cells(&mut out, fonts, &chart.plot),
    }
    out
}

struct Places<'a> {
    categories: &'a [String],
    title: &'a str,
}

#[derive(Clone, Copy, PartialEq)]
enum Fit {
    /// Each category has a band.
    Bands,
    /// Each category is a point; the first and last are at the ends.
    Points,
}

/// The axis of figures from below, with its frame.
struct Upright {
    frame: Frame,
    low: f64,
    high: f64,
}

impl Upright {
    fn y(&self, value: f64) -> f64 {
        let share = ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0);
        self.frame.bottom - share * (self.frame.bottom - self.frame.top)
    }
}

fn finite(values: &[Option<f64>]) -> impl Iterator<Item = f64> {
    values.iter().flatten().copied().filter(|x| x.is_finite())
}

/// Least and greatest figure, 0 among them.
fn reach(series: &[Series], layout: Layout) -> (f64, f64) {
    let all = |start: f64, pick: fn(f64, f64) -> f64| series.iter().flat_map(|s| finite(&s.values)).fold(start, pick);
    if layout == Layout::Grouped {
        return (all(0.0, f64::min), all(0.0, f64::max));
    }
    let places = series.iter().map(|s| s.values.len()).max().unwrap_or(0);
    let sum = |at: usize| series.iter().filter_map(|s| s.values.get(at).copied().flatten()).filter(|x| *x > 0.0).sum::<f64>();
    (0.0, (0..places).map(sum).filter(|x| x.is_finite()).fold(0.0, f64::max))
}

fn text(x: f64, y: f64, anchor: Anchor, text: impl Into<String>) -> Shape {
    Shape::Text { x, y, size: SMALL, anchor, upright: false, weight: Weight::Regular, text: text.into() }
}

fn line(points: Vec<(f64, f64)>, width: f64) -> Shape {
    Shape::Path { points, width, dashed: false }
}

/// Grid, ticks, titles and category names of a plot with figures from below.
fn upright(out: &mut Drawing, fonts: &Fonts, places: &Places, axis: &Axis, reach: (f64, f64), fit: Fit) -> Upright {
    let plot_height = if out.width < 420.0 { 180.0 } else { 200.0 };
    let found = ticks(reach.0, reach.1, 5);
    let (low, high) = (found.first().copied().unwrap_or(0.0), found.last().copied().unwrap_or(1.0));
    let labels: Vec<String> = found.iter().map(|&x| tick_text(x, &axis.unit)).collect();
    let widest = labels.iter().map(|l| fonts.width(l, SMALL, Weight::Regular)).fold(0.0, f64::max) * SLACK;
    let title_height = if axis.title.is_empty() { 0.0 } else { 16.0 };
    let frame = Frame {
        left: widest + 8.0,
        right: out.width - EDGE - 4.0,
        top: EDGE + title_height,
        bottom: EDGE + title_height + plot_height,
    };
    if !axis.title.is_empty() {
        let title = fonts.cut(&axis.title, SMALL, Weight::Regular, out.width / SLACK);
        out.add(Paint::Muted, text(0.0, SMALL + 1.0, Anchor::Start, title));
    }
    let upright = Upright { frame, low, high };
    for (&x, label) in found.iter().zip(labels) {
        let y = upright.y(x);
        out.add(Paint::Grid, line(vec![(frame.left, y), (frame.right, y)], if x == 0.0 { 1.2 } else { 0.7 }));
        out.add(Paint::Muted, text(frame.left - 6.0, y + SMALL * 0.36, Anchor::End, label));
    }
    let n = places.categories.len();
    // As many names as stand beside each other; turned names are hard to read.
    let wide = places.categories.iter().map(|c| fonts.width(&short(c), SMALL, Weight::Regular)).fold(0.0, f64::max) * SLACK + 8.0;
    let room = (frame.right - frame.left) / n.max(1) as f64;
    let step = ((wide / room).ceil() as usize).clamp(1, n.max(1));
    for (at, name) in places.categories.iter().enumerate().step_by(step) {
        let middle = place(&frame, at, n, fit);
        let half = fonts.width(&short(name), SMALL, Weight::Regular) * SLACK / 2.0;
        let middle = middle.clamp(half.min(out.width / 2.0), (out.width - half).max(out.width / 2.0));
        out.add(Paint::Muted, text(middle, frame.bottom + SMALL + 6.0, Anchor::Middle, short(name)));
    }
    out.height = frame.bottom + SMALL + 12.0;
    if !places.title.is_empty() {
        out.height += 14.0;
        let middle = f64::midpoint(frame.left, frame.right);
        out.add(
            Paint::Muted,
            text(
                middle,
                out.height - 5.0,
                Anchor::Middle,
                fonts.cut(places.title, SMALL, Weight::Regular, (frame.right - frame.left) / SLACK),
            ),
        );
    }
    upright
}

fn place(frame: &Frame, at: usize, n: usize, fit: Fit) -> f64 {
    let width = frame.right - frame.left;
    match fit {
        Fit::Bands => frame.left + width * (at as f64 + 0.5) / n.max(1) as f64,
        Fit::Points if n < 2 => frame.left + width / 2.0,
        Fit::Points => frame.left + width * at as f64 / (n - 1) as f64,
    }
}

/// A category's name on an axis.
fn short(name: &str) -> String {
    let name = printable(name);
    if name.chars().count() <= 26 {
        return name;
    }
    let cut: String = name.chars().take(25).collect();
    format!("{}…", cut.trim_end())
}

/// What a mark says: the category, the series where there are several, the figure.
fn says(category: &str, series: &[Series], n: usize, value: f64, unit: &Unit) -> String {
    let figure = unit_text(value, unit);
    match series.get(n) {
        Some(s) if series.len() > 1 || !s.name.is_empty() => printable(&format!("{category} · {}: {figure}", s.name)),
        _ => printable(&format!("{category}: {figure}")),
    }
}

fn bars_up(out: &mut Drawing, layout: Layout, places: &Places, axis: &Axis, series: &[Series], upright: &Upright) {
    let n = places.categories.len().max(1);
    let band = (upright.frame.right - upright.frame.left) / n as f64;
    let side = if layout == Layout::Grouped { series.len().max(1) } else { 1 };
    let bar = (band * 0.78 / side as f64).max(0.5);
    for (at, category) in places.categories.iter().enumerate() {
        let start = upright.frame.left + band * (at as f64 + 0.11);
        let mut stacked = 0.0;
        for (number, one) in series.iter().enumerate() {
            let Some(value) = one.values.get(at).copied().flatten().filter(|x| x.is_finite()) else { continue };
            let (x, from) = match layout {
                Layout::Grouped => (start + bar * number as f64, 0.0),
                Layout::Stacked => (start, stacked),
            };
            let (y1, y2) = (upright.y(from), upright.y(from + value));
            stacked += value.max(0.0);
            let shape = Shape::Rect {
                x,
                y: y1.min(y2),
                w: (bar - if side > 1 { 1.0 } else { 0.0 }).max(0.4),
                h: (y1 - y2).abs().max(0.3),
            };
            out.add_mark(number, says(category, series, number, value, &axis.unit), Paint::Series(number as u8), shape);
        }
    }
}

fn lines(
    out: &mut Drawing,
    fonts: &Fonts,
    places: &Places,
    axis: &Axis,
    series: &[Series],
    mark: Option<&(u32, String)>,
    upright: &Upright,
) {
    let n = places.categories.len();
    let frame = &upright.frame;
    if let Some((at, meaning)) = mark.filter(|(at, _)| (*at as usize) < n) {
        let x = place(frame, *at as usize, n, Fit::Points);
        out.add(Paint::Muted, Shape::Path { points: vec![(x, frame.top), (x, frame.bottom)], width: 1.0, dashed: true });
        let left = x > f64::midpoint(frame.left, frame.right);
        let room = if left { x - frame.left } else { frame.right - x } - 6.0;
        let (x, anchor) = if left { (x - 4.0, Anchor::End) } else { (x + 4.0, Anchor::Start) };
        out.add(
            Paint::Muted,
            text(x, frame.top + SMALL, anchor, fonts.cut(meaning, SMALL, Weight::Regular, room.max(10.0) / SLACK)),
        );
    }
    for (number, one) in series.iter().enumerate() {
        let colour = Paint::Series(number as u8);
        let points: Vec<(usize, f64, (f64, f64))> = (0..n)
            .filter_map(|at| {
                let value = one.values.get(at).copied().flatten().filter(|x| x.is_finite())?;
                Some((at, value, (place(frame, at, n, Fit::Points), upright.y(value))))
            })
            .collect();
        let path: Vec<(f64, f64)> = points.iter().map(|p| p.2).collect();
        if let (1, Some(first), Some(last)) = (series.len(), path.first(), path.last()) {
            let base = upright.y(0.0);
            let mut area = path.clone();
            area.extend([(last.0, base), (first.0, base)]);
            out.add_mark(number, String::new(), colour, Shape::Path { points: area, width: 0.0, dashed: false });
            if let Some(op) = out.ops.last_mut() {
                op.is_faint = true;
            }
        }
        let dashed = number % 2 == 1;
        out.add_mark(number, String::new(), colour, Shape::Path { points: path, width: 2.0, dashed });
        let radius = if n > 60 { 1.2 } else { 2.8 };
        for (at, value, (x, y)) in points {
            let name = places.categories.get(at).map_or("", String::as_str);
            out.add_mark(number, says(name, series, number, value, &axis.unit), colour, Shape::Disc { x, y, r: radius });
        }
    }
}

fn bars_across(out: &mut Drawing, fonts: &Fonts, layout: Layout, categories: &[String], axis: &Axis, series: &[Series]) {
    let (low, high) = reach(series, layout);
    let found = ticks(low, high, if out.width < 420.0 { 3 } else { 5 });
    let (low, high) = (found.first().copied().unwrap_or(0.0), found.last().copied().unwrap_or(1.0));
    let most_name = out.width * 0.42;
    let names: Vec<String> = categories.iter().map(|c| fonts.cut(&printable(c), SMALL, Weight::Regular, most_name)).collect();
    let name_width = names.iter().map(|l| fonts.width(l, SMALL, Weight::Regular)).fold(0.0, f64::max) * SLACK;
    // The figure stands at the end of its bar, where there is one bar a line.
    let single = series.len() == 1;
    let figure_room = if single { 58.0 } else { EDGE + 14.0 };
    let side = if layout == Layout::Grouped { series.len().max(1) } else { 1 };
    let bar = if side == 1 { 13.0 } else { 9.0 };
    let band = bar * side as f64 + 8.0;
    let frame = Frame {
        left: name_width + 8.0,
        right: out.width - figure_room,
        top: 4.0,
        bottom: 4.0 + band * categories.len().max(1) as f64,
    };
    let place = |value: f64| frame.left + ((value - low) / (high - low)).clamp(0.0, 1.0) * (frame.right - frame.left);
    for &tick in &found {
        let x = place(tick);
        out.add(Paint::Grid, line(vec![(x, frame.top), (x, frame.bottom)], if tick == 0.0 { 1.2 } else { 0.7 }));
        let label = tick_text(tick, &axis.unit);
        let half = fonts.width(&label, SMALL, Weight::Regular) * SLACK / 2.0;
        out.add(Paint::Muted, text(x.min(out.width - half), frame.bottom + SMALL + 4.0, Anchor::Middle, label));
    }
    for (at, name) in names.iter().enumerate() {
        let top = frame.top + band * at as f64 + 4.0;
        let middle = top + bar * side as f64 / 2.0;
        out.add(Paint::Ink, text(frame.left - 6.0, middle + SMALL * 0.36, Anchor::End, name.clone()));
        let mut stacked = 0.0;
        for (number, one) in series.iter().enumerate() {
            let Some(value) = one.values.get(at).copied().flatten().filter(|x| x.is_finite()) else { continue };
            let (y, from) = match layout {
                Layout::Grouped => (top + bar * number as f64, 0.0),
                Layout::Stacked => (top, stacked),
            };
            let (x1, x2) = (place(from), place(from + value));
            stacked += value.max(0.0);
            let shape = Shape::Rect { x: x1.min(x2), y, w: (x2 - x1).abs().max(0.4), h: bar - if side > 1 { 1.0 } else { 0.0 } };
            let category = categories.get(at).map_or("", String::as_str);
            out.add_mark(number, says(category, series, number, value, &axis.unit), Paint::Series(number as u8), shape);
            if single {
                let figure = end_text(value, &axis.unit);
                out.add(Paint::Muted, text(x2.max(x1) + 5.0, middle + SMALL * 0.36, Anchor::Start, figure));
            }
        }
    }
    out.height = frame.bottom + SMALL + 10.0;
    if !axis.title.is_empty() {
        out.height += 13.0;
        let middle = f64::midpoint(frame.left, frame.right);
        let title = fonts.cut(&axis.title, SMALL, Weight::Regular, (frame.right - frame.left) / SLACK);
        out.add(Paint::Muted, text(middle, out.height - 5.0, Anchor::Middle, title));
    }
}

/// The figure at the end of a bar: short.
fn end_text(value: f64, unit: &Unit) -> String {
    match unit {
        Unit::Share if value.abs() < 0.0995 => format!("{:.1} %", value * 100.0),
        Unit::Share => format!("{:.0} %", value * 100.0),
        _ if value.abs() >= 10_000.0 => {
            let size = if value.abs() >= 1e9 {
                1e7
            } else if value.abs() >= 1e6 {
                1e4
            } else {
                100.0
            };
            tick_text((value / size).round() * size, unit)
        }
        _ => unit_text(value, &Unit::Number),
    }
}

fn dots(out: &mut Drawing, fonts: &Fonts, x_axis: &Axis, y_axis: &Axis, series: &[(String, Vec<(f64, f64)>)]) {
    let good = |&&(x, y): &&(f64, f64)| x.is_finite() && y.is_finite() && y > 0.0;
    let all = || series.iter().flat_map(|s| &s.1).filter(good);
    let x_ticks = ticks(0.0, all().map(|p| p.0).fold(0.0, f64::max), if out.width < 420.0 { 4 } else { 8 });
    let high_x = x_ticks.last().copied().unwrap_or(1.0);
    let (least, most) = (all().map(|p| p.1).fold(f64::INFINITY, f64::min), all().map(|p| p.1).fold(0.0, f64::max));
    let (first, last) = if least.is_finite() && most > 0.0 { powers_of_ten(least, most) } else { (0, 1) };
    let labels: Vec<String> = (first..=last).map(|p| tick_text(libm::pow(10.0, f64::from(p)), &y_axis.unit)).collect();
    let widest = labels.iter().map(|l| fonts.width(l, SMALL, Weight::Regular)).fold(0.0, f64::max) * SLACK;
    let frame = Frame { left: widest + 8.0, right: out.width - 12.0, top: EDGE + 16.0, bottom: EDGE + 16.0 + 230.0 };
    let title = fonts.cut(&y_axis.title, SMALL, Weight::Regular, out.width / SLACK);
    out.add(Paint::Muted, text(0.0, SMALL + 1.0, Anchor::Start, title));
    let place_x = |x: f64| frame.left + (x / high_x).clamp(0.0, 1.0) * (frame.right - frame.left);
    let place_y = |y: f64| {
        let share = (libm::log10(y) - f64::from(first)) / f64::from(last - first);
        frame.bottom - share.clamp(0.0, 1.0) * (frame.bottom - frame.top)
    };
    for (power, label) in (first..=last).zip(labels) {
        let y = place_y(libm::pow(10.0, f64::from(power)));
        out.add(Paint::Grid, line(vec![(frame.left, y), (frame.right, y)], 0.7));
        out.add(Paint::Muted, text(frame.left - 6.0, y + SMALL * 0.36, Anchor::End, label));
    }
    for &tick in &x_ticks {
        let x = place_x(tick);
        out.add(Paint::Grid, line(vec![(x, frame.top), (x, frame.bottom)], 0.7));
        let label = tick_text(tick, &x_axis.unit);
        let half = fonts.width(&label, SMALL, Weight::Regular) * SLACK / 2.0;
        out.add(Paint::Muted, text(x.min(out.width - half), frame.bottom + SMALL + 5.0, Anchor::Middle, label));
    }
    for (number, (name, points)) in series.iter().enumerate() {
        for point in points.iter().filter(good) {
            let says = printable(&format!("{name} · {}, {}", unit_text(point.0, &x_axis.unit), unit_text(point.1, &y_axis.unit)));
            let shape = Shape::Disc { x: place_x(point.0), y: place_y(point.1), r: 2.4 };
            out.add_mark(number, says, Paint::Series(number as u8), shape);
        }
    }
    out.height = frame.bottom + 30.0;
    let middle = f64::midpoint(frame.left, frame.right);
    let title = fonts.cut(&x_axis.title, SMALL, Weight::Regular, (frame.right - frame.left) / SLACK);
    out.add(Paint::Muted, text(middle, out.height - 4.0, Anchor::Middle, title));
}

fn cells(out: &mut Drawing, fonts: &Fonts, plot: &Plot) {
    let Plot::Cells { columns, column_title, rows, row_title, unit, values, most } = plot else { return };
    let names: Vec<String> = rows.iter().map(|r| fonts.cut(&printable(r), SMALL, Weight::Regular, out.width * 0.3)).collect();
    let name_width = names.iter().map(|l| fonts.width(l, SMALL, Weight::Regular)).fold(0.0, f64::max) * SLACK;
    let n = columns.len().max(1);
    let top = if row_title.is_empty() { 4.0 } else { 20.0 };
    if !row_title.is_empty() {
        out.add(
            Paint::Muted,
            text(0.0, SMALL + 1.0, Anchor::Start, fonts.cut(row_title, SMALL, Weight::Regular, out.width / SLACK)),
        );
    }
    let left = name_width + 8.0;
    let cell_width = (out.width - left - 2.0) / n as f64;
    let cell_height = if rows.len() > 14 { 15.0 } else { 20.0 };
    let scale = if *most > 0.0 && most.is_finite() { *most } else { 1.0 };
    let figure_size = 8.0;
    let texts: Vec<Vec<Option<(f64, String)>>> = values
        .iter()
        .map(|row| row.iter().map(|v| v.filter(|x| x.is_finite()).map(|x| (x, short_text(x, unit)))).collect())
        .collect();
    let widest = texts.iter().flatten().flatten().map(|(_, t)| fonts.width(t, figure_size, Weight::Regular)).fold(0.0, f64::max);
    let has_figures = widest * SLACK + 3.0 <= cell_width;
    for (row, name) in names.iter().enumerate() {
        let y = top + cell_height * row as f64;
        let base = y + cell_height / 2.0 + SMALL * 0.34;
        out.add(Paint::Ink, text(left - 6.0, base, Anchor::End, name.clone()));
        for (column, cell) in texts.get(row).into_iter().flatten().enumerate().take(n) {
            let Some((value, figure)) = cell else { continue };
            let level = ((value / scale).clamp(0.0, 1.0) * f64::from(Paint::MOST_LEVEL)).round() as u8;
            let x = left + cell_width * column as f64;
            let row_name = rows.get(row).map_or("", String::as_str);
            let says = printable(&format!("{row_name} · {}: {}", columns[column], unit_text(*value, unit)));
            let shape = Shape::Rect { x, y, w: (cell_width - 1.5).max(0.5), h: cell_height - 1.5 };
            out.add_mark(0, says, Paint::Level(level), shape);
            if has_figures {
                let place = x + (cell_width - 1.5) / 2.0;
                let shape = Shape::Text {
                    x: place,
                    y: y + cell_height / 2.0 + figure_size * 0.28,
                    size: figure_size,
                    anchor: Anchor::Middle,
                    upright: false,
                    weight: Weight::Regular,
                    text: figure.clone(),
                };
                out.add(Paint::OnLevel(level), shape);
            }
        }
    }
    let bottom = top + cell_height * rows.len() as f64;
    let labels: Vec<String> = columns.iter().map(|c| short(c)).collect();
    let widest = labels.iter().map(|l| fonts.width(l, SMALL, Weight::Regular)).fold(0.0, f64::max) * SLACK + 5.0;
    // Names that do not fit beside each other are read from below.
    let are_long = widest > cell_width && labels.iter().any(|label| label.chars().count() > 6);
    if are_long && cell_width >= 11.0 {
        let most_height = 110.0;
        let mut highest = 0.0_f64;
        for (at, label) in labels.iter().enumerate() {
            let label = fonts.cut(label, SMALL, Weight::Regular, most_height);
            highest = highest.max(fonts.width(&label, SMALL, Weight::Regular) * SLACK);
            let x = left + cell_width * (at as f64 + 0.5) + SMALL * 0.3;
            out.add(
                Paint::Muted,
                Shape::Text {
                    x,
                    y: bottom + 5.0,
                    size: SMALL,
                    anchor: Anchor::End,
                    upright: true,
                    weight: Weight::Regular,
                    text: label,
                },
            );
        }
        out.height = bottom + highest + 10.0;
    } else {
        let step = ((widest / cell_width).ceil() as usize).clamp(1, n);
        for (at, label) in labels.iter().enumerate().step_by(step) {
            let half = fonts.width(label, SMALL, Weight::Regular) * SLACK / 2.0;
            let x = (left + cell_width * (at as f64 + 0.5)).min(out.width - half).max(half);
            out.add(Paint::Muted, text(x, bottom + SMALL + 4.0, Anchor::Middle, label.clone()));
        }
        out.height = bottom + SMALL + 10.0;
    }
    if !column_title.is_empty() {
        out.height += 13.0;
        let middle = f64::midpoint(left, out.width);
        let title = fonts.cut(column_title, SMALL, Weight::Regular, (out.width - left) / SLACK);
        out.add(Paint::Muted, text(middle, out.height - 4.0, Anchor::Middle, title));
    }
}

#[cfg(test)]
#[path = "plot_tests.rs"]
mod tests;
