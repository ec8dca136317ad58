//! The peeking problem: why testing early and often misleads.

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
            .map(|(at, day)| format!("{name}<br>by day {}: {} of the experiments found a difference", at + 1, tenths(of(day))));
        plot.add_trace(trace.hover_text_array(hover.collect()).hover_template(HOVER));
    };
    add("Testing every evening", |d| d.peeking, Line::new().color(colours.second).width(2.5));
    add("One test, that evening", |d| d.fixed_horizon, Line::new().color(colours.muted).width(2.0).dash(DashType::Dot));
    add("Sequential interval", |d| d.sequential, Line::new().color(colours.accent).width(2.5).dash(DashType::Dash));
    let y_title = if settings.effect_permille == 0 { "False alarms, %" } else { "Differences found, %" };
    let y = axis(theme, y_title).range_mode(RangeMode::ToZero);
    plot.set_layout(layout(theme, axis(theme, "Day").show_grid(false), y));
    let last = days.last().copied().unwrap_or_default();
    let summary = format!(
        "By day {}: {} by testing every evening, {} by one test, {} by the sequential interval.",
        days.len(),
        percent(last.peeking),
        percent(last.fixed_horizon),
        percent(last.sequential)
    );
    let rows = days.iter().enumerate().map(|(day, d)| {
        let share = |x: f64| Cell::Figure(Figure::Share(x));
        vec![Cell::Figure(Figure::Count(day as u64 + 1)), share(d.peeking), share(d.fixed_horizon), share(d.sequential)]
    });
    let columns = ["Day", "Testing every evening", "One test", "Sequential interval"].map(String::from).to_vec();
    let method_note = "Many experiments are simulated with a known truth. Whoever tests every evening and stops at the first p below 5 % gets a chance of a false alarm each evening, and they add up.";
    finish(Frame { title: "Testing too early", summary, method_note, table: TableView { columns, rows: rows.collect() } }, &plot)
}
