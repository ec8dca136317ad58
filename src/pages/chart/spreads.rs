//! How the customers' figures are spread in each segment, and against each other.

use super::style::{Frame, HOVER, Raw, amount, amount_of, axis, escape, finish, layout, palette, short_figure, with_currency};
use clientele_analytics::segment::Rfm;
use clientele_core::domain::{Cell, Figure, Money, TableView, counted, grouped, with_currency as in_currency};
use clientele_core::statistics::draw::sample_rows;
use clientele_core::statistics::quantile as quantile_of;
use clientele_messages::{ChartView, CustomerFigure, Theme};
use plotly::common::{Fill, Font, Line, Marker, Mode, Title};
use plotly::{Plot, Scatter};
use serde_json::json;

/// Bins that values are counted in before they are smoothed.
const BINS: usize = 240;
/// Points of an outline.
const OUTLINE: usize = 56;
/// Customers drawn in the pair plot.
const MOST_DOTS: u32 = 2_000;
/// Half the height of the widest outline.
const HALF: f64 = 0.4;

/// How a figure is spread in each segment: outline of the smoothed distribution, the middle half as a bar, the median as a dot.
pub fn segment_boxes(rfm: &Rfm, figure: CustomerFigure, currency: &str, theme: Theme) -> ChartView {
    let colours = palette(theme);
    let values = values_of(rfm, figure);
    let is_log = figure != CustomerFigure::Recency;
    let place = |value: f64| if is_log { libm::log1p(value.max(0.0)) } else { value };
    let mut groups: Vec<(&str, Vec<f64>)> = rfm.segments.iter().map(|segment| (segment.name.as_str(), Vec::new())).collect();
    for (row, &value) in values.iter().enumerate() {
        if let Some((_, group)) = rfm.segment.get(row).and_then(|&segment| groups.get_mut(usize::from(segment))) {
            group.push(value);
        }
    }
    groups.retain(|(_, group)| !group.is_empty());
    for (_, group) in &mut groups {
        group.sort_unstable_by(f64::total_cmp);
    }
    let plural = |value: f64| if short_figure(value) == "1" { "" } else { "s" };
    let unit = |value: f64| match figure {
        CustomerFigure::Recency => format!("{} day{} since the last order", short_figure(value), plural(value)),
        CustomerFigure::Frequency => format!("{} order{}", short_figure(value), plural(value)),
        CustomerFigure::Monetary => format!("{} of revenue", amount_of(value, currency)),
        CustomerFigure::OrderValue => format!("{} an order", amount_of(value, currency)),
    };
    let mut plot = Plot::new();
    // Plotly draws from the bottom up.
    let shown: Vec<_> = groups.iter().rev().collect();
    for (at, (name, group)) in shown.iter().enumerate() {
        let y = at as f64;
        let places: Vec<f64> = group.iter().map(|&value| place(value)).collect();
        let outline = smoothed(&places);
        let widest = outline.iter().map(|point| point.1).fold(0.0, f64::max).max(f64::MIN_POSITIVE);
        let half = |density: f64| HALF * density / widest;
        let above = outline.iter().map(|&(x, density)| (x, y + half(density)));
        let below = outline.iter().rev().map(|&(x, density)| (x, y - half(density)));
        let (x, outline_y): (Vec<f64>, Vec<f64>) = above.chain(below).unzip();
        let ids = vec![(*name).to_owned(); x.len()];
        plot.add_trace(
            Scatter::new(x, outline_y)
                .mode(Mode::Lines)
                .ids(ids)
                .line(Line::new().color(colours.accent).width(1.0))
                .fill(Fill::ToSelf)
                .fill_color(if theme == Theme::Light { "rgba(47,95,208,0.16)" } else { "rgba(125,162,255,0.22)" })
                .hover_info(plotly::common::HoverInfo::Skip)
                .show_legend(false),
        );
        let [q1, middle, q3] = [0.25, 0.5, 0.75].map(|share| quantile(group, share));
        plot.add_trace(
            Scatter::new(vec![place(q1), place(q3)], vec![y, y])
                .mode(Mode::Lines)
                .line(Line::new().color(colours.ink).width(5.0))
                .hover_info(plotly::common::HoverInfo::Skip)
                .show_legend(false),
        );
        let text = format!(
            "<b>{}</b><br>median: {}<br>the middle half: {} to {}<br>{}",
            escape(name),
            unit(middle),
            short_figure(q1),
            unit(q3),
            counted(group.len() as u64, "customer", "customers")
        );
        plot.add_trace(
            Scatter::new(vec![place(middle)], vec![y])
                .mode(Mode::Markers)
                .ids(vec![(*name).to_owned()])
                .marker(Marker::new().size(11).color(colours.second).line(Line::new().color(colours.paper).width(1.5)))
                .hover_text_array(vec![text])
                .hover_template(HOVER)
                .show_legend(false),
        );
    }
    let (title, x_title) = titles(figure, currency);
    let most = values.iter().copied().fold(0.0, f64::max);
    let mut x = axis(theme, &x_title);
    if is_log {
        let steps: Vec<f64> = steps(most);
        x = x
            .tick_values(steps.iter().map(|&step| place(step)).collect())
            .tick_text(steps.iter().map(|&step| short_figure(step)).collect());
    }
    let names = shown.iter().map(|(name, _)| escape(name)).collect();
    let y = super::overview::ticks(axis(theme, "").show_grid(false), names);
    plot.set_layout(layout(theme, x, y).show_legend(false));
    let middles = |group: &[f64]| quantile(group, 0.5);
    let best = groups.iter().max_by(|a, b| middles(&a.1).total_cmp(&middles(&b.1)));
    let least = groups.iter().min_by(|a, b| middles(&a.1).total_cmp(&middles(&b.1)));
    // Amounts are short in a sentence, exact in a label.
    let said = |value: f64| match figure {
        CustomerFigure::Recency | CustomerFigure::Frequency => unit(value),
        CustomerFigure::Monetary => format!("{} of revenue", in_currency(&short_figure(value), currency)),
        CustomerFigure::OrderValue => format!("{} an order", in_currency(&short_figure(value), currency)),
    };
    let least_said = |value: f64| match figure {
        CustomerFigure::Recency | CustomerFigure::Frequency => short_figure(value),
        CustomerFigure::Monetary | CustomerFigure::OrderValue => in_currency(&short_figure(value), currency),
    };
    let summary = match (best, least) {
        (Some(best), Some(least)) if best.0 != least.0 => format!(
            "The middle customer of {} has {}, of {} {}.",
            best.0,
            said(middles(&best.1)),
            least.0,
            least_said(middles(&least.1))
        ),
        (Some(only), _) => format!("The middle customer of {} has {}.", only.0, said(middles(&only.1))),
        _ => "There are no buyers.".to_owned(),
    };
    let number = |value: f64| match figure {
        CustomerFigure::Monetary | CustomerFigure::OrderValue => {
            Cell::Figure(Figure::Money(Money::from_ten_thousandths((value * 1e4).round() as i64)))
        }
        _ => Cell::Figure(Figure::Number(value)),
    };
    let rows = groups.iter().map(|(name, group)| {
        let at = |share| number(quantile(group, share));
        let (low, high) = (group.first().copied().unwrap_or(0.0), group.last().copied().unwrap_or(0.0));
        let count = Cell::Figure(Figure::Count(group.len() as u64));
        vec![Cell::Text((*name).to_owned()), count, number(low), at(0.05), at(0.25), at(0.5), at(0.75), at(0.95), number(high)]
    });
    let columns =
        ["Segment", "Customers", "Least", "5 %", "25 %", "Median", "75 %", "95 %", "Greatest"].map(String::from).to_vec();
    let method_note = if is_log {
        "The outline is the smoothed distribution (Gaussian kernel, Silverman's width) on a logarithmic scale, because a few customers have very much; the bar holds the middle half of customers, the dot is the median. All outlines are equally high."
    } else {
        "The outline is the smoothed distribution (Gaussian kernel, Silverman's width); the bar holds the middle half of customers, the dot is the median. All outlines are equally high."
    };
    finish(Frame { title, summary, method_note, table: TableView { columns, rows: rows.collect() } }, &plot)
}

fn titles(figure: CustomerFigure, currency: &str) -> (&'static str, String) {
    match figure {
        CustomerFigure::Recency => ("Days since the last order, by segment", "Days since the last order".to_owned()),
        CustomerFigure::Frequency => ("Orders by segment", "Orders".to_owned()),
        CustomerFigure::Monetary => ("Revenue per customer, by segment", with_currency("Revenue", currency)),
        CustomerFigure::OrderValue => ("Average order by segment", with_currency("Revenue per order", currency)),
    }
}

fn values_of(rfm: &Rfm, figure: CustomerFigure) -> Vec<f64> {
    (0..rfm.len()).map(|row| value_of(rfm, row, figure)).collect()
}

fn value_of(rfm: &Rfm, row: usize, figure: CustomerFigure) -> f64 {
    match figure {
        CustomerFigure::Recency => f64::from(rfm.recency_days[row]),
        CustomerFigure::Frequency => f64::from(rfm.frequency[row]),
        CustomerFigure::Monetary => rfm.monetary[row].to_f64(),
        CustomerFigure::OrderValue => rfm.monetary[row].to_f64() / f64::from(rfm.frequency[row].max(1)),
    }
}

/// The quantile of sorted values; 0 for a group without customers.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    quantile_of(sorted, share).unwrap_or(0.0)
}

/// 0, 1, 3, 10, 30 … up to the greatest value.
fn steps(most: f64) -> Vec<f64> {
    let mut steps = vec![0.0];
    let mut at = 1.0;
    while at <= most.min(1e12) {
        steps.push(at);
        if at * 3.0 <= most {
            steps.push(at * 3.0);
        }
        at *= 10.0;
    }
    steps
}

/// Places and densities of the smoothed distribution of sorted values.
fn smoothed(sorted: &[f64]) -> Vec<(f64, f64)> {
    let (Some(&low), Some(&high)) = (sorted.first(), sorted.last()) else { return Vec::new() };
    let n = sorted.len() as f64;
    let mean = sorted.iter().sum::<f64>() / n;
    let deviation = (sorted.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n).sqrt();
    let quartiles = (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 1.349;
    let spread = if quartiles > 0.0 { deviation.min(quartiles) } else { deviation };
    // Silverman's rule of thumb; a group of equal values is drawn as a narrow bump.
    let width = (0.9 * spread * libm::pow(n, -0.2)).max((high - low).max(1.0) * 0.01);
    let (from, to) = (low - 2.0 * width, high + 2.0 * width);
    let step = (high - low) / (BINS - 1) as f64;
    let mut bins = [0.0_f64; BINS];
    for value in sorted {
        let bin = if step > 0.0 { ((value - low) / step).round() as usize } else { 0 };
        bins[bin.min(BINS - 1)] += 1.0;
    }
    let density = |x: f64| {
        let mut sum = 0.0;
        for (bin, count) in bins.iter().enumerate().filter(|(_, count)| **count > 0.0) {
            let z = (x - (low + bin as f64 * step)) / width;
            if z.abs() < 6.0 {
                sum += count * libm::exp(-0.5 * z * z);
            }
        }
        sum / (n * width * (2.0 * std::f64::consts::PI).sqrt())
    };
    (0..OUTLINE)
        .map(|at| {
            let x = from + (to - from) * at as f64 / (OUTLINE - 1) as f64;
            (x, density(x))
        })
        .collect()
}

/// The customers' figures against each other: recency, orders, revenue and revenue per order, two by two.
pub fn pair_plot(rfm: &Rfm, currency: &str, seed: u64, theme: Theme) -> ChartView {
    let colours = palette(theme);
    let drawn: Vec<usize> = sample_rows(rfm.len() as u32, MOST_DOTS, seed).into_iter().map(|row| row as usize).collect();
    let names = ["Days since order", "Orders", "Revenue", "Order value"];
    let place = |figure: CustomerFigure, value: f64| match figure {
        CustomerFigure::Recency => value,
        _ => libm::log1p(value.max(0.0)) / std::f64::consts::LN_10,
    };
    let dimensions: Vec<_> = CustomerFigure::ALL
        .iter()
        .zip(names)
        .map(|(&figure, name)| {
            // Three decimals are finer than a dot.
            let values: Vec<f64> =
                drawn.iter().map(|&row| (place(figure, value_of(rfm, row, figure)) * 1e3).round() / 1e3).collect();
            json!({"label": name, "values": values})
        })
        .collect();
    let hover: Vec<String> = drawn
        .iter()
        .map(|&row| {
            let orders = rfm.frequency[row];
            format!(
                "A customer<br>{} since the last order<br>{}, revenue {}<br>{} an order",
                counted(rfm.recency_days[row].into(), "day", "days"),
                counted(orders.into(), "order", "orders"),
                amount(rfm.monetary[row], currency),
                amount_of(rfm.monetary[row].to_f64() / f64::from(orders.max(1)), currency)
            )
        })
        .collect();
    let mut plot = Plot::new();
    plot.add_trace(Box::new(Raw(json!({
        "type": "splom",
        "dimensions": dimensions,
        "diagonal": {"visible": false},
        "showupperhalf": false,
        "marker": {"color": colours.accent, "size": 3.5, "opacity": 0.5},
        "hovertext": hover,
        "hovertemplate": HOVER
    }))));
    let small = |at: usize| {
        let axis = axis(theme, "").title(Title::with_text(names[at]).font(Font::new().size(11).color(colours.muted)));
        let figure = CustomerFigure::ALL[at];
        if figure == CustomerFigure::Recency {
            return axis.n_ticks(4);
        }
        let most = drawn.iter().map(|&row| value_of(rfm, row, figure)).fold(0.0, f64::max);
        let steps: Vec<f64> = steps(most).into_iter().filter(|step| libm::log10(*step).fract() == 0.0).collect();
        let texts = steps.iter().map(|&step| short_figure(step)).collect();
        axis.tick_values(steps.iter().map(|&step| place(figure, step)).collect()).tick_text(texts)
    };
    plot.set_layout(
        layout(theme, small(0), small(0))
            .x_axis2(small(1))
            .x_axis3(small(2))
            .x_axis4(small(3))
            .y_axis2(small(1))
            .y_axis3(small(2))
            .y_axis4(small(3))
            .show_legend(false),
    );
    let shown = counted(drawn.len() as u64, "customer", "customers");
    let summary = if drawn.is_empty() {
        "There are no buyers.".to_owned()
    } else if drawn.len() == rfm.len() {
        format!("{shown}, each with four figures, two by two.")
    } else {
        let all = grouped(rfm.len() as u64);
        format!("{shown} of {all}, drawn at random with the run's seed, each with four figures, two by two.")
    };
    let rows = drawn.iter().take(500).map(|&row| {
        let orders = f64::from(rfm.frequency[row].max(1));
        vec![
            Cell::Figure(Figure::Count(rfm.recency_days[row].into())),
            Cell::Figure(Figure::Count(rfm.frequency[row].into())),
            Cell::Figure(Figure::Money(rfm.monetary[row])),
            Cell::Figure(Figure::Money(Money::from_ten_thousandths((rfm.monetary[row].to_f64() / orders * 1e4).round() as i64))),
        ]
    });
    let columns = ["Days since the last order", "Orders", "Revenue", "Average order"].map(String::from).to_vec();
    let method_note = "Each dot is a customer. Orders and amounts stand on a logarithmic scale (each mark is ten times the one before), because a few customers have very much. The table has the first 500 of them.";
    finish(
        Frame { title: "Figures against each other", summary, method_note, table: TableView { columns, rows: rows.collect() } },
        &plot,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smoothed_outline_is_a_distribution() {
        let values: Vec<f64> = (0..500).map(|n| f64::from(n % 37)).collect();
        let mut sorted = values;
        sorted.sort_unstable_by(f64::total_cmp);
        let outline = smoothed(&sorted);
        let area: f64 = outline.windows(2).map(|w| (w[1].0 - w[0].0) * (w[0].1 + w[1].1) / 2.0).sum();
        assert!((area - 1.0).abs() < 0.05, "{area}");
        // Against the sum over every single value.
        let width = outline[0].0;
        let width = (sorted[0] - width) / 2.0;
        for &(x, density) in outline.iter().step_by(7) {
            let slow: f64 =
                sorted.iter().map(|v| libm::exp(-0.5 * ((x - v) / width) * ((x - v) / width))).sum::<f64>() / (500.0 * width);
            assert!((slow / (2.0 * std::f64::consts::PI).sqrt() - density).abs() < 1e-3, "{x}");
        }
        assert_eq!(smoothed(&[]).len(), 0);
        assert!(smoothed(&[4.0, 4.0]).iter().all(|point| point.1.is_finite()));
    }

    #[test]
    fn numbers_and_steps_are_short() {
        assert_eq!(steps(120.0), [0.0, 1.0, 3.0, 10.0, 30.0, 100.0]);
        assert_eq!([0.0, 2.55, 1234.0, 45_600.0, 2_300_000.0].map(short_figure), ["0", "2.5", "1,234", "46k", "2.3M"]);
        assert_eq!(quantile(&[], 0.5), 0.0);
    }
}
