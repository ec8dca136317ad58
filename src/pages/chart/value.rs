//! Charts of what customers are likely to be worth: who is still active, the spread of values, the forecast put to the test.

use super::overview::{ramp, ticks};
use super::style::{Frame, HOVER, axis, bar_marker, escape, finish, layout, palette, with_currency};
use clientele_analytics::value::Valuation;
use clientele_core::domain::{Cell, Dataset, Figure, Money, TableView, counted, grouped, percent, with_currency as in_currency};
use clientele_messages::{AWAY_DAYS, ChartView, ChartWidth, ORDER_DAYS, Theme, value_bin, value_edge};
use plotly::common::{DashType, Line, Marker, Mode};
use plotly::layout::{BarMode, RangeMode, Shape, ShapeLayer, ShapeLine, ShapeType};
use plotly::{Bar, HeatMap, Plot, Scatter};

fn bin_of(bins: &[(u32, Option<u32>)], x: u32) -> Option<usize> {
    bins.iter().position(|&(low, high)| x >= low && high.is_none_or(|high| x <= high))
}

fn bin_label(&(low, high): &(u32, Option<u32>)) -> String {
    match high {
        Some(high) if high == low => low.to_string(),
        Some(high) => format!("{low}–{high}"),
        None => format!("{low}+"),
    }
}

/// Mean probability of being active by days since the last order and days with an order; `None` where there is no such probability.
pub fn active_map(value: &Valuation, theme: Theme, width: ChartWidth) -> Option<ChartView> {
    let p_alive = value.p_alive.as_ref()?;
    let mut cells = vec![vec![(0_u64, 0.0_f64); AWAY_DAYS.len()]; ORDER_DAYS.len()];
    for (row, p) in p_alive.value.iter().enumerate() {
        let away = value.age[row] - value.recency[row];
        if let (Some(x), Some(y)) = (bin_of(&AWAY_DAYS, away), bin_of(&ORDER_DAYS, value.frequency[row] + 1)) {
            cells[y][x].0 += 1;
            cells[y][x].1 += p;
        }
    }
    let repeat: u64 = cells.iter().flatten().map(|cell| cell.0).sum();
    let active: f64 = cells.iter().flatten().map(|cell| cell.1).sum();
    let summary = if repeat == 0 {
        "Nobody has ordered on two days.".to_owned()
    } else {
        format!(
            "Of {}, {} are likely still active.",
            counted(repeat, "repeat buyer", "repeat buyers"),
            grouped(active.round() as u64)
        )
    };
    let mean = |&(n, sum): &(u64, f64)| (n > 0).then(|| sum / n as f64);
    let hover = |y: usize, x: usize| match mean(&cells[y][x]) {
        None => "No customers".to_owned(),
        Some(p) => format!(
            "{} days with an order, last {} days ago<br><b>{} likely active</b><br>{}",
            bin_label(&ORDER_DAYS[y]),
            bin_label(&AWAY_DAYS[x]),
            percent(p),
            counted(cells[y][x].0, "customer", "customers")
        ),
    };
    let z: Vec<Vec<Option<f64>>> = cells.iter().map(|row| row.iter().map(mean).collect()).collect();
    let texts = (0..ORDER_DAYS.len()).map(|y| (0..AWAY_DAYS.len()).map(|x| hover(y, x)).collect()).collect();
    let (columns, rows): (Vec<usize>, Vec<usize>) = ((0..AWAY_DAYS.len()).collect(), (0..ORDER_DAYS.len()).collect());
    let mut plot = Plot::new();
    plot.add_trace(
        HeatMap::new(columns, rows, z)
            .zmin(0.0)
            .zmax(1.0)
            .color_scale(ramp(theme))
            .show_scale(false)
            .hover_on_gaps(false)
            .x_gap(2)
            .y_gap(2)
            .hover_text_matrix(texts)
            .hover_template(HOVER),
    );
    let x = ticks(axis(theme, "Days since the last order").show_grid(false), AWAY_DAYS.iter().map(bin_label).collect());
    let y = ticks(axis(theme, "Days with an order").show_grid(false), ORDER_DAYS.iter().map(bin_label).collect());
    let mut figure = layout(theme, x, y);
    // A phone's cells have no room for the sign.
    let sign = if width == ChartWidth::Narrow { "" } else { " %" };
    let figure_text = |p: f64| format!("{:.0}{sign}", p * 100.0);
    for (y, row) in cells.iter().enumerate() {
        for (x, cell) in row.iter().enumerate() {
            if let Some(p) = mean(cell) {
                figure.add_annotation(super::style::cell_text(x as f64, y as f64, &figure_text(p), p, theme));
            }
        }
    }
    plot.set_layout(figure);
    let mut table = Vec::new();
    for (y, row) in cells.iter().enumerate().rev() {
        for (x, cell) in row.iter().enumerate() {
            if let Some(p) = mean(cell) {
                table.push(vec![
                    Cell::Text(bin_label(&ORDER_DAYS[y])),
                    Cell::Text(bin_label(&AWAY_DAYS[x])),
                    Cell::Figure(Figure::Share(p)),
                    Cell::Figure(Figure::Count(cell.0)),
                ]);
            }
        }
    }
    let columns =
        ["Days with an order", "Days since the last order", "Likely active, mean", "Customers"].map(String::from).to_vec();
    let method_note = "The mean probability of still being active (P(alive)) of the customers in each cell, by the BG/NBD model of Fader, Hardie and Lee (2005). The same silence means more the oftener somebody used to order. One-time buyers are left out: the model cannot tell whether they have left.";
    Some(finish(Frame { title: "Who is still active", summary, method_note, table: TableView { columns, rows: table } }, &plot))
}

/// Customers by expected value, with the share of all expected value; `None` without prices.
pub fn value_distribution(value: &Valuation, dataset: &Dataset, theme: Theme) -> Option<ChartView> {
    if dataset.revenue() == Money::ZERO || value.lifetime_value.value.is_empty() {
        return None;
    }
    let bins: Vec<u32> = value.lifetime_value.value.iter().map(|&worth| value_bin(worth)).collect();
    let (first, last) = (bins.iter().copied().min().unwrap_or(0), bins.iter().copied().max().unwrap_or(0));
    let mut sums = vec![(0_u64, 0.0_f64); (last - first + 1) as usize];
    for (&bin, &worth) in bins.iter().zip(&value.lifetime_value.value) {
        if let Some(sum) = sums.get_mut((bin - first) as usize) {
            sum.0 += 1;
            sum.1 += worth;
        }
    }
    let total: f64 = sums.iter().map(|sum| sum.1).sum();
    let share = |worth: f64| if total > 0.0 { worth / total } else { 0.0 };
    let mut sorted = value.lifetime_value.value.clone();
    sorted.sort_unstable_by(|a, b| b.total_cmp(a));
    let best = sorted.len().div_ceil(10);
    let summary = if total <= 0.0 {
        format!(
            "No customer is expected to bring anything within {}.",
            counted(u64::from(value.params.value_horizon_days), "day", "days")
        )
    } else {
        format!(
            "The best tenth of customers is expected to bring {} of all value within {} days.",
            percent(share(sorted.iter().take(best).sum())),
            value.params.value_horizon_days
        )
    };
    let colours = palette(theme);
    let edge = |bin: u32| escape(&in_currency(&grouped(value_edge(bin)), dataset.currency()));
    let label = |bin: u32| format!("{} to {}", edge(bin), edge(bin + 1));
    let places: Vec<u32> = (first..=last).collect();
    let hover = places.iter().zip(&sums).map(|(&bin, sum)| {
        format!(
            "Expected value {}<br>{}<br>{} of all expected value",
            label(bin),
            counted(sum.0, "customer", "customers"),
            percent(share(sum.1))
        )
    });
    let mut plot = Plot::new();
    plot.add_trace(
        Bar::new(places.clone(), sums.iter().map(|sum| sum.0 as f64).collect())
            .marker(Marker::new().color(colours.accent))
            .hover_text_array(hover.collect())
            .hover_template(HOVER),
    );
    let edges: Vec<u32> = (first..=last + 1).collect();
    let step = edges.len().div_ceil(9).max(1);
    let (at, texts): (Vec<f64>, Vec<String>) =
        edges.iter().step_by(step).map(|&bin| (f64::from(bin) - 0.5, grouped(value_edge(bin)))).unzip();
    let title = with_currency(
        &format!("Expected value within {}", counted(u64::from(value.params.value_horizon_days), "day", "days")),
        dataset.currency(),
    );
    let x = axis(theme, &title).show_grid(false).tick_values(at).tick_text(texts);
    plot.set_layout(layout(theme, x, axis(theme, "Customers")).bar_gap(0.06));
    let money = |main_units: u64| {
        Cell::Figure(Figure::Money(
            i64::try_from(main_units).ok().and_then(|n| Money::from_cents(n.checked_mul(100)?)).unwrap_or_default(),
        ))
    };
    let rows = places.iter().zip(&sums).map(|(&bin, sum)| {
        vec![
            money(value_edge(bin)),
            money(value_edge(bin + 1)),
            Cell::Figure(Figure::Count(sum.0)),
            Cell::Figure(Figure::Share(share(sum.1))),
        ]
    });
    let columns = ["From", "To, not included", "Customers", "Share of expected value"].map(String::from).to_vec();
    let method_note = "Expected value is expected orders times expected order value, month by month, each month counted less the farther away it is. Bins widen with the value, as a few customers are worth far more than the rest.";
    Some(finish(
        Frame { title: "How value is spread", summary, method_note, table: TableView { columns, rows: rows.collect() } },
        &plot,
    ))
}

/// Orders that a model which knew only the first part of the data expected of the rest, against those that came, by how often
/// customers had ordered before; `None` where there was no check.
pub fn holdout_bins(value: &Valuation, theme: Theme) -> Option<ChartView> {
    let check = value.holdout.as_ref().ok()?;
    let colours = palette(theme);
    let summary = format!(
        "From {} on, {:.0} repeat orders were forecast and {} came.",
        clientele_core::domain::Day(check.split.0 + 1).long_text(),
        check.expected,
        grouped(u64::from(check.actual))
    );
    let label = |bin: &clientele_analytics::value::HoldoutBin| format!("{}{}", bin.frequency, if bin.or_more { "+" } else { "" });
    let places: Vec<usize> = (0..check.bins.len()).collect();
    let hover: Vec<String> = check
        .bins
        .iter()
        .map(|bin| format!("{} repeat orders before, {}", label(bin), counted(u64::from(bin.customers), "customer", "customers")))
        .collect();
    let mut plot = Plot::new();
    let bar = |series: usize, name: &str, y: Vec<f64>, colour: &'static str| {
        let hover = hover.iter().zip(&y).map(|(summary, mean)| format!("{summary}<br>{name}: {mean:.2} orders each")).collect();
        Bar::new(places.clone(), y)
            .name(name)
            .marker(bar_marker(series, colour, theme))
            .hover_text_array(hover)
            .hover_template(HOVER)
    };
    plot.add_trace(bar(0, "Forecast", check.bins.iter().map(|bin| bin.expected_mean).collect(), colours.accent));
    plot.add_trace(bar(1, "Came", check.bins.iter().map(|bin| bin.actual_mean).collect(), colours.second));
    let x = ticks(axis(theme, "Repeat orders before").show_grid(false), check.bins.iter().map(label).collect());
    plot.set_layout(layout(theme, x, axis(theme, "Orders each afterwards")).bar_mode(BarMode::Group));
    let rows = check.bins.iter().map(|bin| {
        vec![
            Cell::Text(label(bin)),
            Cell::Figure(Figure::Count(u64::from(bin.customers))),
            Cell::Figure(Figure::Number(bin.expected_mean)),
            Cell::Figure(Figure::Number(bin.actual_mean)),
        ]
    });
    let columns = ["Repeat orders before", "Customers", "Forecast, mean", "Came, mean"].map(String::from).to_vec();
    let method_note = "A model fitted to the first part of the data only forecasts the rest, and the orders that then came are counted. Orders of one day count as one. Only customers who had ordered by the split are in it.";
    Some(finish(
        Frame {
            title: "Forecast and reality, by customer",
            summary,
            method_note,
            table: TableView { columns, rows: rows.collect() },
        },
        &plot,
    ))
}

/// All repeat orders over time, expected and actual, with the day up to which the model knew them; `None` where there was no check.
pub fn holdout_tracking(value: &Valuation, theme: Theme) -> Option<ChartView> {
    let check = value.holdout.as_ref().ok()?;
    let colours = palette(theme);
    let off = check.expected / f64::from(check.actual.max(1)) - 1.0;
    let summary = if check.actual == 0 {
        "No repeat orders came after the split.".to_owned()
    } else if off.abs() < 0.005 {
        "The forecast for the held-back days was right to within half a per cent.".to_owned()
    } else {
        format!("For the held-back days the forecast was {} too {}.", percent(off.abs()), if off > 0.0 { "high" } else { "low" })
    };
    let days: Vec<String> = check.tracking.iter().map(|point| point.day.to_string()).collect();
    let mut plot = Plot::new();
    let line = |name: &str, y: Vec<f64>, line: Line| {
        let hover = check.tracking.iter().zip(&y).map(|(point, orders)| {
            let orders = counted(orders.max(0.0).round() as u64, "repeat order", "repeat orders");
            format!("{}<br>{name}: {orders} so far", point.day.long_text())
        });
        let hover = hover.collect();
        Scatter::new(days.clone(), y).mode(Mode::Lines).name(name).line(line).hover_text_array(hover).hover_template(HOVER)
    };
    plot.add_trace(line(
        "Came",
        check.tracking.iter().map(|p| f64::from(p.actual)).collect(),
        Line::new().color(colours.second).width(2.5),
    ));
    plot.add_trace(line(
        "Forecast",
        check.tracking.iter().map(|p| p.expected).collect(),
        Line::new().color(colours.accent).width(2.5).dash(DashType::Dash),
    ));
    let y = axis(theme, "Repeat orders so far").range_mode(RangeMode::ToZero);
    let mut figure = layout(theme, axis(theme, "").show_grid(false), y);
    let split = check.split.to_string();
    figure.add_shape(
        Shape::new()
            .shape_type(ShapeType::Line)
            .x0(split.clone())
            .x1(split)
            .y_ref("paper")
            .y0(0)
            .y1(1)
            .layer(ShapeLayer::Above)
            .line(ShapeLine::new().color(colours.muted).width(1.5)),
    );
    plot.set_layout(figure);
    let rows = check.tracking.iter().map(|point| {
        vec![
            Cell::Day(point.day),
            Cell::Figure(Figure::Number(point.expected)),
            Cell::Figure(Figure::Count(u64::from(point.actual))),
        ]
    });
    let columns = ["Day", "Forecast", "Came"].map(String::from).to_vec();
    let method_note = "All repeat orders from the beginning. The model was fitted to the days left of the line and knew nothing of those right of it.";
    Some(finish(
        Frame {
            title: "Forecast and reality, over time",
            summary,
            method_note,
            table: TableView { columns, rows: rows.collect() },
        },
        &plot,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn edges_go_by_1_2_5() {
        assert_eq!((0..9).map(value_edge).collect::<Vec<_>>(), [0, 1, 2, 5, 10, 20, 50, 100, 200]);
        assert_eq!(value_edge(60), value_edge(57));
    }

    proptest! {
        #[test]
        fn every_value_is_inside_its_bin(value in 0.0_f64..1e15) {
            let bin = value_bin(value);
            prop_assert!(value_edge(bin) as f64 <= value && value < value_edge(bin + 1) as f64);
        }

        #[test]
        fn every_count_has_a_bin(x in 2_u32..100_000) {
            prop_assert!(bin_of(&AWAY_DAYS, x).is_some());
            prop_assert!(bin_of(&ORDER_DAYS, x).is_some());
        }
    }
}
