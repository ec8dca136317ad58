//! Charts and key figures as pictures that stand alone: with title, legend and ground.

use super::fonts::{Weight, printable};
use super::words::change_text;
use super::{Anchor, Block, Chart, Drawing, Fonts, KeyFigure, Paint, Report, Shape, draw};

/// Room around everything.
const EDGE: f64 = 16.0;
/// Key figures beside each other, their boxes, and the room between.
const ACROSS: usize = 3;
const BOX: (f64, f64) = (228.0, 84.0);
const GAP: f64 = 10.0;

fn text(x: f64, y: f64, size: f64, weight: Weight, text: String) -> Shape {
    Shape::Text { x, y, size, anchor: Anchor::Start, upright: false, weight, text }
}

/// A chart with its title, its sentence and its legend; `width` is that of the plot.
pub fn chart_picture(chart: &Chart, width: f64, fonts: &Fonts) -> Drawing {
    let inner = draw(chart, width, fonts);
    let mut out = Drawing { width: inner.width + 2.0 * EDGE, height: 0.0, ops: Vec::new() };
    let mut y = EDGE;
    for line in fonts.lines(&printable(&chart.title), 14.0, Weight::Bold, inner.width) {
        out.add(Paint::Ink, text(EDGE, y + 12.0, 14.0, Weight::Bold, line));
        y += 19.0;
    }
    for line in fonts.lines(&printable(&chart.says), 10.0, Weight::Regular, inner.width) {
        out.add(Paint::Muted, text(EDGE, y + 10.0, 10.0, Weight::Regular, line));
        y += 14.0;
    }
    y += 6.0;
    let mut x = EDGE;
    let legend = chart.plot.legend();
    for (number, name) in legend.iter().enumerate() {
        let name = fonts.cut(&printable(name), 9.5, Weight::Regular, inner.width - 30.0);
        let wide = fonts.width(&name, 9.5, Weight::Regular) * 1.06 + 30.0;
        if x > EDGE && x + wide > out.width - EDGE {
            x = EDGE;
            y += 15.0;
        }
        out.add(Paint::Series(number as u8), Shape::Rect { x, y, w: 9.0, h: 9.0 });
        out.add(Paint::Ink, text(x + 13.0, y + 8.0, 9.5, Weight::Regular, name));
        x += wide;
    }
    y += if legend.is_empty() { 2.0 } else { 20.0 };
    out.height = y + inner.height + EDGE;
    out.ops.extend(inner.ops.into_iter().map(|mut op| {
        match &mut op.shape {
            Shape::Path { points, .. } => points.iter_mut().for_each(|point| *point = (point.0 + EDGE, point.1 + y)),
            Shape::Rect { x, y: top, .. } | Shape::Disc { x, y: top, .. } | Shape::Text { x, y: top, .. } => {
                *x += EDGE;
                *top += y;
            }
        }
        op
    }));
    on_paper(out)
}

/// The report's first key figures, with its title and period; `None` where it has none.
pub fn figures_picture(report: &Report, fonts: &Fonts) -> Option<Drawing> {
    let figures: &Vec<KeyFigure> = report.sections.iter().flat_map(|section| &section.blocks).find_map(|block| match block {
        Block::Figures(figures) if !figures.is_empty() => Some(figures),
        _ => None,
    })?;
    let width = BOX.0 * ACROSS as f64 + GAP * (ACROSS - 1) as f64;
    let mut out = Drawing { width: width + 2.0 * EDGE, height: 0.0, ops: Vec::new() };
    let cut = |text: &str, size: f64, weight: Weight, room: f64| fonts.cut(&printable(text), size, weight, room / 1.06);
    out.add(Paint::Ink, text(EDGE, EDGE + 16.0, 18.0, Weight::Bold, cut(&report.title, 18.0, Weight::Bold, width)));
    out.add(
        Paint::Muted,
        text(EDGE, EDGE + 34.0, 10.0, Weight::Regular, cut(&report.period_text(), 10.0, Weight::Regular, width)),
    );
    let top = EDGE + 48.0;
    for (n, figure) in figures.iter().enumerate() {
        let (x, y) = (EDGE + (BOX.0 + GAP) * (n % ACROSS) as f64, top + (BOX.1 + GAP) * (n / ACROSS) as f64);
        let room = BOX.0 - 24.0;
        out.add(Paint::Sunken, Shape::Rect { x, y, w: BOX.0, h: BOX.1 });
        out.add(Paint::Muted, text(x + 12.0, y + 20.0, 10.0, Weight::Regular, cut(&figure.label, 10.0, Weight::Regular, room)));
        out.add(Paint::Ink, text(x + 12.0, y + 46.0, 20.0, Weight::Bold, cut(&figure.value, 20.0, Weight::Bold, room)));
        let beside = match figure.change {
            Some(change) => format!("{} {}", change_text(change), figure.change_label),
            None => figure.beside.clone(),
        };
        out.add(Paint::Muted, text(x + 12.0, y + 68.0, 9.0, Weight::Regular, cut(&beside, 9.0, Weight::Regular, room)));
    }
    out.height = top + (BOX.1 + GAP) * figures.len().div_ceil(ACROSS) as f64 - GAP + EDGE;
    Some(on_paper(out))
}

/// With a ground under it.
fn on_paper(mut drawing: Drawing) -> Drawing {
    let mut ground = Drawing::default();
    ground.add(Paint::Paper, Shape::Rect { x: 0.0, y: 0.0, w: drawing.width, h: drawing.height });
    ground.ops.append(&mut drawing.ops);
    Drawing { ops: ground.ops, ..drawing }
}
