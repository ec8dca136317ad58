//! Charts of the RFM segments: bars, the grid, distributions with cut points.

use super::overview::{ramp, ticks};
use super::style::{
    Frame, HOVER, amount, axis, bar_marker, escape, finish, layout, palette, short_figure, tenths, with_currency,
};
use clientele_analytics::segment::Rfm;
use clientele_core::domain::{
    Cell, Figure, Money, TableView, counted, grouped, money_text, percent, with_currency as in_currency,
};
use clientele_core::statistics::median_of;
use clientele_messages::{ChartView, ChartWidth, Theme};
use plotly::common::{DashType, Font, HoverInfo, Line, Marker, Mode, Orientation};
use plotly::layout::BarMode;
use plotly::{Bar, HeatMap, Plot, Scatter};

/// Share of customers and of revenue by segment.
pub fn segment_bars(rfm: &Rfm, currency: &str, theme: Theme) -> ChartView {
    let colours = palette(theme);
    let segments = &rfm.segments;
    let customers: u64 = segments.iter().map(|s| u64::from(s.customers)).sum();
    let customer_share = |n: u32| if customers == 0 { 0.0 } else { f64::from(n) / customers as f64 };
    let summary = match segments.iter().max_by_key(|s| s.revenue) {
        Some(best) if best.customers > 0 => format!(
            "{}: {} of customers bring {} of revenue.",
            best.name,
            percent(customer_share(best.customers)),
            percent(best.revenue_share)
        ),
        _ => "There are no buyers.".to_owned(),
    };
    // Plotly draws from the bottom up.
    let shown: Vec<_> = segments.iter().rev().collect();
    let places: Vec<usize> = (0..shown.len()).collect();
    let names: Vec<String> = shown.iter().map(|s| escape(&s.name)).collect();
    let mut plot = Plot::new();
    let shares = shown.iter().map(|s| s.revenue_share).collect();
    let ids: Vec<String> = shown.iter().map(|s| s.name.clone()).collect();
    let bar = |series: usize, name: &str, x: Vec<f64>, colour: &'static str, hover: Vec<String>| {
        Bar::new(x, places.clone())
            .orientation(Orientation::Horizontal)
            .ids(ids.clone())
            .name(name)
            .marker(bar_marker(series, colour, theme))
            .hover_text_array(hover)
            .hover_template(HOVER)
    };
    let hover: Vec<String> = shown
        .iter()
        .map(|s| {
            let name = escape(&s.name);
            format!("{name}<br>{} of revenue: {}", tenths(s.revenue_share), amount(s.revenue, currency))
        })
        .collect();
    let by_size = shown
        .iter()
        .map(|s| {
            let count = counted(u64::from(s.customers), "customer", "customers");
            format!("{}<br>{} of customers: {count}", escape(&s.name), tenths(customer_share(s.customers)))
        })
        .collect();
    if customers > 0 {
        plot.add_trace(bar(0, "Share of revenue", shares, colours.accent, hover));
        let sizes = shown.iter().map(|s| customer_share(s.customers)).collect();
        plot.add_trace(bar(1, "Share of customers", sizes, colours.second, by_size));
    }
    let x = axis(theme, "").tick_format(".0%");
    plot.set_layout(layout(theme, x, ticks(axis(theme, "").show_grid(false), names.clone())).bar_mode(BarMode::Group));
    let rows = segments.iter().map(|s| {
        vec![
            Cell::Text(s.name.clone()),
            Cell::Figure(Figure::Count(u64::from(s.customers))),
            Cell::Figure(Figure::Share(customer_share(s.customers))),
            Cell::Figure(Figure::Money(s.revenue)),
            Cell::Figure(Figure::Share(s.revenue_share)),
        ]
    });
    let columns = ["Segment", "Customers", "Share of customers", "Revenue", "Share of revenue"].map(String::from).to_vec();
    let method_note =
        "Each buyer is in exactly one segment, by the scores of days since the last order, number of orders and revenue.";
    finish(
        Frame { title: "Segments by size and revenue", summary, method_note, table: TableView { columns, rows: rows.collect() } },
        &plot,
    )
}

/// Customers in each cell of recency score and value score.
pub fn segment_grid(rfm: &Rfm, currency: &str, theme: Theme, width: ChartWidth) -> ChartView {
    let colours = palette(theme);
    let levels = rfm.r_score.iter().chain(&rfm.f_score).chain(&rfm.m_score).copied().max().unwrap_or(5).max(3);
    let side = usize::from(levels);
    let mut counts = vec![vec![0_u64; side]; side];
    let mut revenue = vec![vec![Money::ZERO; side]; side];
    let mut names = vec![vec![String::new(); side]; side];
    for row in 0..rfm.len() {
        let r = usize::from(rfm.r_score[row]).clamp(1, side) - 1;
        // The frequency–monetary score: their mean, halves rounded up.
        let fm = usize::from((rfm.f_score[row] + rfm.m_score[row]).div_ceil(2)).clamp(1, side) - 1;
        counts[fm][r] += 1;
        revenue[fm][r] += rfm.monetary[row];
        let name = rfm.segment_name(row);
        if names[fm][r].is_empty() {
            names[fm][r] = name.to_owned();
        } else if !names[fm][r].split(", ").any(|known| known == name) {
            names[fm][r] = format!("{}, {name}", names[fm][r]);
        }
    }
    let (mut best, mut most) = ((0, 0), Money::ZERO);
    for (fm, row) in revenue.iter().enumerate() {
        for (r, &amount) in row.iter().enumerate() {
            if amount > most {
                (best, most) = ((fm, r), amount);
            }
        }
    }
    let summary = if rfm.is_empty() {
        "There are no buyers.".to_owned()
    } else {
        format!(
            "The cell with recency {} and value {} ({}) holds {} and the most revenue, {}.",
            best.1 + 1,
            best.0 + 1,
            names[best.0][best.1],
            counted(counts[best.0][best.1], "customer", "customers"),
            money_text(most, currency)
        )
    };
    let scores: Vec<String> = (1..=side).map(|s| s.to_string()).collect();
    let places: Vec<usize> = (1..=side).collect();
    let hover = |fm: usize, r: usize| {
        let name = if names[fm][r].is_empty() { "No customers".to_owned() } else { escape(&names[fm][r]) };
        format!(
            "<b>{name}</b><br>recency score {}, value score {}<br>{}<br>revenue {}",
            r + 1,
            fm + 1,
            counted(counts[fm][r], "customer", "customers"),
            amount(revenue[fm][r], currency)
        )
    };
    let matrix = |f: &dyn Fn(usize, usize) -> String| -> Vec<Vec<String>> {
        (0..side).map(|fm| (0..side).map(|r| f(fm, r)).collect()).collect()
    };
    // Nobody at all is nothing to draw.
    let z: Vec<Vec<Option<f64>>> =
        counts.iter().map(|row| row.iter().map(|&n| (!rfm.is_empty()).then_some(n as f64)).collect()).collect();
    let mut plot = Plot::new();
    plot.add_trace(
        HeatMap::new(places.clone(), places, z)
            .color_scale(ramp(theme))
            .show_scale(false)
            .x_gap(3)
            .y_gap(3)
            .hover_text_matrix(matrix(&hover))
            .hover_template(HOVER),
    );
    let labelled = |title: &str| {
        let places = (1..=side).map(|p| p as f64).collect();
        axis(theme, title).show_grid(false).tick_values(places).tick_text(scores.clone())
    };
    let mut figure = layout(theme, labelled("Recency score (5: bought lately)"), labelled("Value score (orders and revenue)"));
    let most_customers = counts.iter().flatten().copied().max().unwrap_or(0);
    for fm in 0..side {
        for r in 0..side {
            // Ink that can be read on the cell's own colour.
            let fullness = counts[fm][r] as f64 / most_customers.max(1) as f64;
            let dark_cell = fullness > if theme == Theme::Light { 0.7 } else { 0.6 };
            let colour = match (theme, dark_cell) {
                (Theme::Light, true) => "#ffffff",
                (Theme::Dark, true) => "#0d1017",
                _ => colours.ink,
            };
            let name = names[fm][r].split(", ").next().unwrap_or_default();
            let text = if counts[fm][r] == 0 || width == ChartWidth::Narrow {
                // Names would run into each other; a touch shows them, and the table has them.
                counts[fm][r].to_string()
            } else {
                // Two lines at most: more would run over the cell.
                let name = match escape(name).rsplit_once(' ') {
                    Some((start, end)) if name.len() > 8 => format!("{start}<br>{end}"),
                    _ => escape(name),
                };
                format!("{}<br><span style=\"font-size:10px\">{name}</span>", counts[fm][r])
            };
            figure.add_annotation(
                plotly::layout::Annotation::new()
                    .x(r + 1)
                    .y(fm + 1)
                    .text(text)
                    .show_arrow(false)
                    .font(Font::new().size(12).color(colour)),
            );
        }
    }
    plot.set_layout(figure);
    let mut rows = Vec::new();
    for fm in (0..side).rev() {
        for r in (0..side).rev() {
            rows.push(vec![
                Cell::Figure(Figure::Count(r as u64 + 1)),
                Cell::Figure(Figure::Count(fm as u64 + 1)),
                Cell::Text(names[fm][r].clone()),
                Cell::Figure(Figure::Count(counts[fm][r])),
                Cell::Figure(Figure::Money(revenue[fm][r])),
            ]);
        }
    }
    let columns = ["Recency score", "Value score", "Segment", "Customers", "Revenue"].map(String::from).to_vec();
    let method_note = if rfm.cut_points.edited {
        "Scores come from the cut points that you have set; equal values get equal scores. The value score is the mean of the scores of orders and revenue, halves rounded up."
    } else {
        "Scores come from the cut points that part customers into equal fifths; equal values get equal scores. The value score is the mean of the scores of orders and revenue, halves rounded up."
    };
    finish(Frame { title: "Recency against value", summary, method_note, table: TableView { columns, rows } }, &plot)
}

/// Distribution of days since the last order.
pub fn recency_distribution(rfm: &Rfm, theme: Theme) -> ChartView {
    let values: Vec<f64> = rfm.recency_days.iter().map(|&d| f64::from(d)).collect();
    let cuts: Vec<f64> = rfm.cut_points.recency_days.iter().map(|c| c.to_f64()).collect();
    let summary = match median_of(values.iter().copied()) {
        Some(days) if values.len() == 1 => {
            format!("The only customer last ordered {} ago.", counted(days.round() as u64, "day", "days"))
        }
        Some(median) => {
            format!("Half of the customers ordered within the last {}.", counted(median.round() as u64, "day", "days"))
        }
        None => "There are no buyers.".to_owned(),
    };
    let of = Figures {
        title: "Days since the last order (recency)",
        axis: "Days since the last order",
        summary: &|low, high| format!("{low} to {high} days since the last order"),
        one: &|days| counted(days.round() as u64, "day", "days"),
        scale: Scale::Linear,
    };
    distribution(&of, summary, &values, &cuts, theme)
}

/// Distribution of the number of orders.
pub fn frequency_distribution(rfm: &Rfm, theme: Theme) -> ChartView {
    let values: Vec<f64> = rfm.frequency.iter().map(|&n| f64::from(n)).collect();
    let cuts: Vec<f64> = rfm.cut_points.frequency.iter().map(|c| c.to_f64()).collect();
    let once = rfm.frequency.iter().filter(|&&n| n == 1).count();
    let summary = if values.is_empty() {
        "There are no buyers.".to_owned()
    } else {
        format!("{} of customers ordered once only.", percent(once as f64 / values.len() as f64))
    };
    let of = Figures {
        title: "Orders per customer (frequency)",
        axis: "Orders",
        summary: &|low, high| format!("{low} to {high} orders"),
        one: &|orders| figure_label(orders),
        scale: Scale::Log,
    };
    distribution(&of, summary, &values, &cuts, theme)
}

/// Distribution of revenue per customer.
pub fn monetary_distribution(rfm: &Rfm, currency: &str, theme: Theme) -> ChartView {
    let values: Vec<f64> = rfm.monetary.iter().map(|m| m.to_f64()).collect();
    let summary = match median_of(values.iter().copied()) {
        Some(_) if values.len() == 1 => format!("The only customer spent {}.", money_text(rfm.monetary[0], currency)),
        Some(median) => format!(
            "Half of the customers spent more than {}.",
            money_text(Money::from_ten_thousandths((median * 1e4) as i64), currency)
        ),
        None => "There are no buyers.".to_owned(),
    };
    let cuts = rfm.cut_points.monetary_f64();
    let of = Figures {
        title: "Revenue per customer (monetary value)",
        axis: &with_currency("Revenue", currency),
        summary: &|low, high| escape(&format!("revenue {} to {}", in_currency(low, currency), in_currency(high, currency))),
        one: &|amount| escape(&in_currency(&figure_label(amount), currency)),
        scale: Scale::Log,
    };
    distribution(&of, summary, &values, &cuts, theme)
}

#[derive(Clone, Copy, PartialEq)]
enum Scale {
    Linear,
    /// Equal ratios instead of equal steps, for long-tailed values.
    Log,
}

/// What a distribution is of.
struct Figures<'a> {
    title: &'static str,
    axis: &'a str,
    /// What the customers between two figures have, in words.
    summary: &'a dyn Fn(&str, &str) -> String,
    /// One of its figures, in words.
    one: &'a dyn Fn(f64) -> String,
    scale: Scale,
}

/// A histogram with about thirty bins, and lines at the cut points.
fn distribution(of: &Figures<'_>, summary: String, values: &[f64], cuts: &[f64], theme: Theme) -> ChartView {
    let colours = palette(theme);
    let edges = bin_edges(values, of.scale);
    let mut counts = vec![0_u64; edges.len().saturating_sub(1)];
    for value in values {
        let bin = edges.partition_point(|edge| edge <= value).saturating_sub(1);
        let last = counts.len().saturating_sub(1);
        if let Some(count) = counts.get_mut(bin.min(last)) {
            *count += 1;
        }
    }
    let position = |value: f64| -> f64 {
        // Where a value stands between the bins, which are drawn with equal widths.
        let bin = edges.partition_point(|edge| *edge <= value).clamp(1, edges.len().saturating_sub(1).max(1)) - 1;
        match (edges.get(bin), edges.get(bin + 1)) {
            (Some(&low), Some(&high)) if high > low => bin as f64 + ((value - low) / (high - low)).clamp(0.0, 1.0) - 0.5,
            _ => bin as f64,
        }
    };
    let mut plot = Plot::new();
    let all = values.len().max(1) as f64;
    let hover = edges
        .windows(2)
        .zip(&counts)
        .map(|(w, &n)| {
            let count = counted(n, "customer", "customers");
            let between = (of.summary)(&figure_label(w[0]), &figure_label(w[1]));
            format!("{between}<br>{count}, {} of all", percent(n as f64 / all))
        })
        .collect();
    plot.add_trace(
        Bar::new((0..counts.len()).collect(), counts.iter().map(|&n| n as f64).collect())
            .marker(Marker::new().color(colours.accent))
            .hover_text_array(hover)
            .hover_template(HOVER)
            .show_legend(false),
    );
    let top = counts.iter().copied().max().unwrap_or(0) as f64 * 1.04;
    let mut line = |name: String, at: &[f64], colour: &'static str, dash: DashType| {
        // One trace for all: a gap after each line.
        let x: Vec<Option<f64>> = at.iter().flat_map(|&value| [Some(position(value)), Some(position(value)), None]).collect();
        let y: Vec<Option<f64>> = at.iter().flat_map(|_| [Some(0.0), Some(top), None]).collect();
        plot.add_trace(
            Scatter::new(x, y)
                .name(name)
                .mode(Mode::Lines)
                .line(Line::new().color(colour).width(1.75).dash(dash))
                .hover_info(HoverInfo::Skip),
        );
    };
    line("Score changes".to_owned(), cuts, colours.second, DashType::Solid);
    if let Some(median) = median_of(values.iter().copied()) {
        line(format!("Median {}", (of.one)(median)), &[median], colours.ink, DashType::Dot);
        let mean = values.iter().sum::<f64>() / all;
        line(format!("Mean {}", (of.one)(mean)), &[mean], colours.ink, DashType::Dash);
    }
    let (places, texts): (Vec<f64>, Vec<String>) =
        ticks_at(&edges, of.scale).into_iter().map(|at| (at as f64 - 0.5, short_figure(edges[at]))).unzip();
    let x = axis(theme, of.axis).show_grid(false).tick_values(places).tick_text(texts);
    plot.set_layout(layout(theme, x, axis(theme, "Customers")).bar_gap(0.06));
    let rows = edges.windows(2).zip(&counts).map(|(w, &n)| {
        vec![Cell::Figure(Figure::Number(w[0])), Cell::Figure(Figure::Number(w[1])), Cell::Figure(Figure::Count(n))]
    });
    let columns = ["From", "To, not included (the last bin: included)", "Customers"].map(String::from).to_vec();
    let method_note = match of.scale {
        Scale::Linear => {
            "Customers counted in bins of equal width. Where the score changes (cut points) a line stands, and at the median and the mean."
        }
        Scale::Log => {
            "Customers counted in bins that widen with the value, as the values have a long tail. Where the score changes (cut points) a line stands, and at the median and the mean."
        }
    };
    finish(Frame { title: of.title, summary, method_note, table: TableView { columns, rows: rows.collect() } }, &plot)
}

/// An edge of a bin, in words.
fn figure_label(edge: f64) -> String {
    if edge >= 100.0 || edge.fract() == 0.0 { grouped(edge.round().max(0.0) as u64) } else { format!("{edge:.1}") }
}

/// Ten steps from one to ten of nearly equal ratio that people can read (Renard's R10, rounded, ISO 3).
const RENARD: [f64; 10] = [1.0, 1.25, 1.6, 2.0, 2.5, 3.2, 4.0, 5.0, 6.3, 8.0];
/// About so many bins.
const BINS: f64 = 30.0;

/// Edges of some thirty bins at numbers that people can read; whole numbers where the values are.
fn bin_edges(values: &[f64], scale: Scale) -> Vec<f64> {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if !low.is_finite() || !high.is_finite() {
        return Vec::new();
    }
    let whole = values.iter().all(|v| v.fract() == 0.0);
    let mut edges: Vec<f64> = Vec::new();
    if is_log(low, high, scale) {
        let first = libm::floor(libm::log10(low)) as i32;
        // Where the values span many decades, every second step is enough.
        let step = if libm::log10(high / low) * RENARD.len() as f64 > 1.5 * BINS { 2 } else { 1 };
        for decade in first..=first + 24 {
            for at in RENARD.iter().step_by(step) {
                let edge = at * libm::pow(10.0, f64::from(decade));
                let edge = if whole { edge.round() } else { edge };
                if edges.last().is_none_or(|&last| edge > last) {
                    edges.push(edge);
                }
            }
            if edges.last().is_some_and(|&last| last > high) {
                break;
            }
        }
        // No empty bins at the ends.
        let from = edges.iter().rposition(|&edge| edge <= low).unwrap_or(0);
        let to = edges.iter().position(|&edge| edge > high).unwrap_or(edges.len() - 1);
        edges = edges.get(from..=to).unwrap_or_default().to_vec();
    } else {
        let width = readable((high - low) / BINS).max(if whole { 1.0 } else { 0.0 });
        let first = libm::floor(low / width);
        edges = (0..=200).map(|n| (first + f64::from(n)) * width).collect();
        let to = edges.iter().position(|&edge| edge > high).unwrap_or(edges.len() - 1);
        edges.truncate(to + 1);
    }
    edges
}

fn is_log(low: f64, high: f64, scale: Scale) -> bool {
    scale == Scale::Log && low > 0.0 && high / low > 10.0
}

/// The least of 1, 2, 5, 10, 20, 50 … that is not under `x`.
fn readable(x: f64) -> f64 {
    if x <= 0.0 || !x.is_finite() {
        return 1.0;
    }
    let decade = libm::pow(10.0, libm::floor(libm::log10(x)));
    [1.0, 2.0, 5.0].into_iter().map(|step| step * decade).find(|&step| step >= x).unwrap_or(10.0 * decade)
}

/// Which edges get a number: those at 1, 2 and 5 times a power of ten on a logarithmic scale, every so many of the others.
fn ticks_at(edges: &[f64], scale: Scale) -> Vec<usize> {
    let (Some(&low), Some(&high)) = (edges.first(), edges.last()) else { return Vec::new() };
    if is_log(low, high, scale) {
        let leading: &[f64] = if high / low > 500.0 { &[1.0] } else { &[1.0, 2.0, 5.0] };
        let is_round = |edge: f64| {
            let lead = edge / libm::pow(10.0, libm::floor(libm::log10(edge) + 1e-9));
            leading.iter().any(|l| (lead - l).abs() < 1e-6)
        };
        return (0..edges.len()).filter(|&at| is_round(edges[at])).collect();
    }
    let width = edges.get(1).map_or(1.0, |next| next - low);
    let every = readable((high - low) / width / 6.0).max(1.0) * width;
    (0..edges.len()).filter(|&at| ((edges[at] / every) - (edges[at] / every).round()).abs() < 1e-6).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_value_falls_into_one_bin(values in prop::collection::vec(0.01_f64..1e6, 1..60), log in any::<bool>()) {
            let scale = if log { Scale::Log } else { Scale::Linear };
            let edges = bin_edges(&values, scale);
            prop_assert!(edges.len() >= 2);
            prop_assert!(edges.windows(2).all(|w| w[0] < w[1]));
            let of = Figures { title: "t", axis: "x", summary: &|low, high| format!("{low} to {high}"), one: &figure_label, scale };
            let chart = distribution(&of, String::new(), &values, &[], Theme::Light);
            let counted: u64 = chart.table.rows.iter().map(|row| match row[2] { Cell::Figure(Figure::Count(n)) => n, _ => 0 }).sum();
            prop_assert_eq!(counted, values.len() as u64);
        }
    }

    #[test]
    fn edges_and_their_numbers_can_be_read() {
        let days: Vec<f64> = (1..=374).map(f64::from).collect();
        let edges = bin_edges(&days, Scale::Linear);
        assert_eq!((edges[0], edges[1], edges[19]), (0.0, 20.0, 380.0));
        let told = |edges: &[f64], scale| ticks_at(edges, scale).into_iter().map(|at| edges[at]).collect::<Vec<_>>();
        assert_eq!(told(&edges, Scale::Linear), [0.0, 100.0, 200.0, 300.0]);
        let orders = [1.0, 2.0, 5.0, 98.0];
        let edges = bin_edges(&orders, Scale::Log);
        assert_eq!(edges[..8], [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0]);
        assert_eq!(told(&edges, Scale::Log), [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0]);
        let amounts = [13.4, 500.0, 42_055.96];
        assert_eq!(told(&bin_edges(&amounts, Scale::Log), Scale::Log), [100.0, 1_000.0, 10_000.0]);
    }

    #[test]
    fn one_value_still_has_a_bin() {
        assert_eq!(bin_edges(&[5.0, 5.0], Scale::Linear).len(), 2);
        assert!(bin_edges(&[], Scale::Log).is_empty());
    }
}
