//! Rank correlations of the buyers' figures.

use super::style::{Frame, HOVER, axis, finish, hundredths, layout, palette};
use clientele_analytics::segment::compare::Correlations;
use clientele_core::domain::{Cell, Figure, TableView, counted};
use clientele_messages::{ChartView, Theme};
use plotly::common::{ColorScale, ColorScaleElement, Font};
use plotly::{HeatMap, Plot};

/// Fewer buyers than this say nothing about what goes with what.
const FEWEST_BUYERS: usize = 5;

/// Spearman's rank correlations; Pearson's are in the table.
pub fn segment_correlations(found: &Correlations, buyers: usize, theme: Theme) -> ChartView {
    let colours = palette(theme);
    let names = found.names.clone();
    let n = names.len();
    let value = |a: usize, b: usize| found.spearman.get(a).and_then(|row| row.get(b)).copied().flatten();
    // Plotly draws from the bottom up.
    let z: Vec<Vec<Option<f64>>> = (0..n).rev().map(|a| (0..n).map(|b| value(a, b)).collect()).collect();
    let middle = if theme == Theme::Light { "#f6f7f9" } else { "#232935" };
    let steps = [(0.0, colours.second), (0.5, middle), (1.0, colours.accent)];
    let scale = steps.map(|(at, colour)| ColorScaleElement(at, colour.to_owned())).to_vec();
    let places: Vec<usize> = (0..n).collect();
    let summary = |a: usize, b: usize| match value(a, b) {
        Some(r) => format!("{} and {}<br>rank correlation {} (from -1 to 1)", names[a], names[b], hundredths(r)),
        None => format!("{} and {}<br>no correlation can be told", names[a], names[b]),
    };
    let hover: Vec<Vec<String>> = (0..n).rev().map(|a| (0..n).map(|b| summary(a, b)).collect()).collect();
    let mut plot = Plot::new();
    plot.add_trace(
        HeatMap::new(places.clone(), places, z)
            .color_scale(ColorScale::Vector(scale))
            .zmin(-1.0)
            .zmax(1.0)
            .show_scale(false)
            .x_gap(3)
            .y_gap(3)
            .hover_text_matrix(hover)
            .hover_on_gaps(false)
            .hover_template(HOVER),
    );
    let labels = |reversed: bool| {
        let mut labels: Vec<String> = names.iter().map(|name| name.replacen(' ', "<br>", 1)).collect();
        if reversed {
            labels.reverse();
        }
        labels
    };
    let x = super::overview::ticks(axis(theme, "").show_grid(false), labels(false));
    let y = super::overview::ticks(axis(theme, "").show_grid(false), labels(true));
    let mut figure = layout(theme, x, y);
    for a in 0..n {
        for b in 0..n {
            let strong = value(a, b).is_some_and(|r| r.abs() > 0.65);
            let ink = match (theme, strong) {
                (Theme::Light, true) => "#ffffff",
                (Theme::Dark, true) => "#0d1017",
                _ => colours.ink,
            };
            figure.add_annotation(
                plotly::layout::Annotation::new()
                    .x(b)
                    .y(n - 1 - a)
                    .text(value(a, b).map_or_else(|| "–".to_owned(), |r| format!("{r:.2}")))
                    .show_arrow(false)
                    .font(Font::new().size(12).color(ink)),
            );
        }
    }
    plot.set_layout(figure);
    let mut rows = Vec::new();
    let mut strongest: Option<(f64, usize, usize)> = None;
    for a in 0..n {
        for b in a + 1..n {
            let number = |value: Option<f64>| value.map_or(Cell::Empty, |r| Cell::Figure(Figure::Number(r)));
            let pearson = found.pearson.get(a).and_then(|row| row.get(b)).copied().flatten();
            rows.push(vec![Cell::Text(names[a].clone()), Cell::Text(names[b].clone()), number(value(a, b)), number(pearson)]);
            if let Some(r) = value(a, b)
                && strongest.is_none_or(|(best, ..)| r.abs() > best.abs())
            {
                strongest = Some((r, a, b));
            }
        }
    }
    let summary = match strongest {
        _ if buyers < FEWEST_BUYERS => {
            format!("{}: too few to tell which figures go together.", counted(buyers as u64, "buyer", "buyers"))
        }
        Some((r, a, b)) if r.abs() >= 0.1 => format!(
            "The closest link is between {} and {}: where one is high, the other tends to be {} (correlation {r:.2}).",
            names[a],
            names[b],
            if r > 0.0 { "high too" } else { "low" }
        ),
        _ => "No two figures are clearly linked.".to_owned(),
    };
    let method_note = "Spearman's rank correlation over all buyers: 1 when both rise together, −1 when one falls as the other rises, 0 for no link. It looks at order only, so that a few very large customers do not decide it. The table has Pearson's correlation of the values beside it.";
    let columns = ["Figure", "With", "Spearman", "Pearson"].map(String::from).to_vec();
    finish(Frame { title: "Which figures go together", summary, method_note, table: TableView { columns, rows } }, &plot)
}
