//! Why looking too early misleads.

use super::style::{Frame, HOVER, axis, finish, layout, palette, tenths};
use clientele_analytics::experiment::PeekDay;
use clientele_core::domain::{Cell, Figure, TableView, percent};
use clientele_messages::{ChartView, PeekSettings, Theme};
use plotly::common::{DashType, Line, Mode};
use plotly::layout::RangeMode;
use plotly::{Plot, Scatter};

/// Shares of the experiments in which a difference had been called, by day.
pub fn peeking(settings: &PeekSettings, days: &[PeekDay], theme: Theme) -> ChartView {
    let colours = palette(theme);
    let x: Vec<usize> = (1..=days.len()).collect();
    let mut plot = Plot::new();
    let mut add = |name: &str, of: fn(&PeekDay) -> f64, line: Line| {
        let y: Vec<f64> = days.iter().map(|day| of(day) * 100.0).collect();
        let trace = Scatter::new(x.clone(), y).mode(Mode::Lines).name(name).line(line);
        let hover = days
            .iter()
            .enumerate()
            .map(|(at, day)| format!("{name}<br>by day {}: {} of the experiments called", at + 1, tenths(of(day))));
        plot.add_trace(trace.hover_text_array(hover.collect()).hover_template(HOVER));
    };
    add("Looking every evening", |d| d.every_evening, Line::new().color(colours.second).width(2.5));
    add("Looking once, that evening", |d| d.this_evening, Line::new().color(colours.muted).width(2.0).dash(DashType::Dot));
    add("The interval for every look", |d| d.always_valid, Line::new().color(colours.accent).width(2.5).dash(DashType::Dash));
    let y_title = if settings.effect_permille == 0 { "False alarms, %" } else { "Differences called, %" };
    let y = axis(theme, y_title).range_mode(RangeMode::ToZero);
    plot.set_layout(layout(theme, axis(theme, "Day").show_grid(false), y));
    let last = days.last().copied().unwrap_or_default();
    let says = format!(
        "By day {}: {} by looking every evening, {} by looking once, {} by the interval that holds at every look.",
        days.len(),
        percent(last.every_evening),
        percent(last.this_evening),
        percent(last.always_valid)
    );
    let rows = days.iter().enumerate().map(|(day, d)| {
        let share = |x: f64| Cell::Figure(Figure::Share(x));
        vec![Cell::Figure(Figure::Count(day as u64 + 1)), share(d.every_evening), share(d.this_evening), share(d.always_valid)]
    });
    let columns = ["Day", "Looking every evening", "Looking once", "Interval for every look"].map(String::from).to_vec();
    let how = "Many experiments are played by drawing, with a truth that is known. Whoever looks every evening and stops at the first p below 5 % gets a chance of a false alarm each evening, and they add up.";
    finish(Frame { title: "Looking too early", says, how, table: TableView { columns, rows: rows.collect() } }, &plot)
}
