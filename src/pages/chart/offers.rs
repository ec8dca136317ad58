//! Charts of what offers may come to: chances against what was bought, and expected revenue by segment.

use super::style::{
    Frame, HOVER, amount_of, axis, bar_marker, escape, finish, layout, name_chars, palette, short_label, with_currency,
};
use clientele_analytics::recommend::{Calibration, Cases, Impact};
use clientele_core::domain::{Cell, Figure, Money, TableView, counted, grouped, percent, with_currency as in_currency};
use clientele_messages::{ChartView, ChartWidth, Theme};
use plotly::common::{DashType, ErrorData, ErrorType, Line, Marker, Mode, Orientation};
use plotly::layout::{BarMode, RangeMode};
use plotly::{Bar, Plot, Scatter};

/// Chance given and share bought in bins of equally many offers (a reliability diagram), with the limits of each share.
pub fn reliability(calibration: &Calibration, theme: Theme) -> ChartView {
    let colours = palette(theme);
    let bins = &calibration.bins;
    let greatest = bins.iter().map(|bin| bin.predicted.max(bin.interval.1)).fold(0.0, f64::max).clamp(0.01, 1.0);
    let mut plot = Plot::new();
    plot.add_trace(
        Scatter::new(vec![0.0, greatest], vec![0.0, greatest])
            .mode(Mode::Lines)
            .name("As many as promised")
            .line(Line::new().color(colours.muted).width(1.5).dash(DashType::Dash))
            .hover_info(plotly::common::HoverInfo::Skip),
    );
    let hover: Vec<String> = bins
        .iter()
        .map(|bin| {
            format!(
                "{} of {} offers bought: {} (limits {} to {})<br>chance given: {}",
                grouped(u64::from(bin.bought)),
                grouped(u64::from(bin.recommendations)),
                tenths(bin.observed),
                tenths(bin.interval.0),
                tenths(bin.interval.1),
                tenths(bin.predicted)
            )
        })
        .collect();
    plot.add_trace(
        Scatter::new(bins.iter().map(|bin| bin.predicted).collect(), bins.iter().map(|bin| bin.observed).collect())
            .mode(Mode::LinesMarkers)
            .name("What was bought")
            .line(Line::new().color(colours.accent).width(2.0))
            .marker(Marker::new().color(colours.accent).size(9))
            .error_y(
                ErrorData::new(ErrorType::Data)
                    .array(bins.iter().map(|bin| (bin.interval.1 - bin.observed).max(0.0)).collect())
                    .array_minus(bins.iter().map(|bin| (bin.observed - bin.interval.0).max(0.0)).collect())
                    .color(colours.accent)
                    .thickness(1.2)
                    .width(3),
            )
            .hover_text_array(hover)
            .hover_template(HOVER),
    );
    let share_axis = |title| axis(theme, title).tick_format(".1~%").range_mode(RangeMode::ToZero);
    let days = calibration.days();
    plot.set_layout(layout(theme, share_axis("Chance given"), share_axis(&format!("Bought within {days} days"))));
    let rows = bins.iter().map(|bin| {
        vec![
            Cell::Figure(Figure::Share(bin.predicted)),
            Cell::Figure(Figure::Share(bin.observed)),
            Cell::Figure(Figure::Share(bin.interval.0)),
            Cell::Figure(Figure::Share(bin.interval.1)),
            Cell::Figure(Figure::Count(u64::from(bin.recommendations))),
            Cell::Figure(Figure::Count(u64::from(bin.bought))),
        ]
    });
    let columns = ["Chance given", "Bought", "At least", "At most", "Offers", "Of them bought"].map(String::from).to_vec();
    let method_note = "Chances were fitted on the days before the test, with lists as they would have been made then. On the days of the test the offers are sorted by their chance into groups of equal size; each point is a group. On the dashed line as many were bought as the chance said. The bars are 95 % limits (Wilson).";
    let table = TableView { columns, rows: rows.collect() };
    finish(Frame { title: "Do the chances hold? (reliability)", summary: calibration.verdict(), method_note, table }, &plot)
}

/// What offers may add by segment, low, middle and high, beside what is bought anyway; `names` are those of the segments.
pub fn impact_by_segment(impact: &Impact, names: &[&str], currency: &str, theme: Theme, width: ChartWidth) -> ChartView {
    let colours = palette(theme);
    let mut groups: Vec<_> = impact.groups.iter().collect();
    groups.sort_by(|a, b| b.extra_revenue.mid.total_cmp(&a.extra_revenue.mid).then(a.group.cmp(&b.group)));
    let name = |group: Option<u32>| group.and_then(|g| names.get(g as usize)).map_or("Others", |name| *name);
    let from_below: Vec<_> = groups.iter().rev().collect();
    let labels: Vec<String> = from_below.iter().map(|g| short_label(name(g.group), name_chars(width))).collect();
    let mut plot = Plot::new();
    let bar = |series: usize, label: &str, of: fn(&Cases) -> f64, colour: &'static str| {
        let hover = from_below.iter().map(|g| {
            format!(
                "{}<br>{} case: {} more within {}<br>{} with offers",
                escape(name(g.group)),
                label,
                amount_of(of(&g.extra_revenue).clamp(-1e12, 1e12), currency),
                counted(u64::from(impact.days), "day", "days"),
                counted(u64::from(g.customers), "customer", "customers")
            )
        });
        Bar::new(from_below.iter().map(|g| of(&g.extra_revenue)).collect(), labels.clone())
            .orientation(Orientation::Horizontal)
            .name(label)
            .marker(bar_marker(series, colour, theme))
            .hover_text_array(hover.collect())
            .hover_template(HOVER)
    };
    plot.add_trace(bar(1, "High", |c| c.high, colours.second));
    plot.add_trace(bar(0, "Middle", |c| c.mid, colours.accent));
    let x = axis(theme, &with_currency("Revenue that showing the offers may add", currency)).range_mode(RangeMode::ToZero);
    plot.set_layout(layout(theme, x, axis(theme, "").show_grid(false)).bar_mode(BarMode::Group));
    let rows = groups.iter().map(|g| {
        let mut cells = vec![Cell::Text(name(g.group).to_owned()), Cell::Figure(Figure::Count(u64::from(g.customers)))];
        let anyway = [g.revenue_anyway.low, g.revenue_anyway.mid, g.revenue_anyway.high];
        let extra = [g.extra_revenue.low, g.extra_revenue.mid, g.extra_revenue.high];
        cells.extend(anyway.into_iter().chain(extra).map(|amount| Cell::Figure(money(amount))));
        cells
    });
    let columns = [
        "Segment",
        "Customers with offers",
        "Bought anyway, low",
        "Bought anyway, middle",
        "Bought anyway, high",
        "Added, low",
        "Added, middle",
        "Added, high",
    ];
    let summary = format!(
        "Within {} the offers may add {} to {} to what {} would buy of them anyway, under the assumptions below.",
        counted(u64::from(impact.days), "day", "days"),
        amount(impact.total.extra_revenue.low, currency),
        amount(impact.total.extra_revenue.high, currency),
        counted(u64::from(impact.total.customers), "customer", "customers"),
    );
    let method_note = "Each offer's tested chance times its price is what is bought anyway, without any offer. What showing it adds is that, times the share of customers who see their list, times how much likelier that makes a purchase: the last two are assumptions, until an experiment measures them.";
    let table = TableView { columns: columns.map(String::from).to_vec(), rows: rows.collect() };
    finish(Frame { title: "What the offers may add, by segment", summary, method_note, table }, &plot)
}

/// An amount of main units as money; what is beyond money is nothing that could be earned.
fn money(amount: f64) -> Figure {
    Figure::Money(Money::from_ten_thousandths((amount.clamp(0.0, 1e12) * Money::SCALE as f64).round() as i64))
}

fn amount(amount: f64, currency: &str) -> String {
    let number = grouped(amount.max(0.0).round() as u64);
    in_currency(&number, currency)
}

fn tenths(share: f64) -> String {
    if share < 0.1 { format!("{:.1} %", 100.0 * share) } else { percent(share) }
}
