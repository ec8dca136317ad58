//! One customer's orders over time.

use super::style::{Frame, HOVER, amount, axis, dash, escape, finish, layout, palette, with_currency};
use clientele_analytics::segment::NextOrder;
use clientele_core::domain::{Cell, CustomerIx, Dataset, Day, Figure, Money, OrderIx, TableView, counted, money_text};
use clientele_messages::{ChartView, ChartWidth, Theme};
use plotly::common::{AxisSide, DashType, Line, LineShape, Marker, MarkerSymbol, Mode, TickMode};
use plotly::layout::{RangeMode, Shape, ShapeLayer, ShapeLine, ShapeType};
use plotly::{Plot, Scatter};

/// Days of a month, for sentences.
const DAYS_PER_MONTH: f64 = 30.4375;

/// An order of the customer.
struct Point {
    day: Day,
    id: String,
    amount: Money,
    /// Days since the order before, where there is one.
    gap: Option<u32>,
    /// What was spent up to and with it.
    so_far: Money,
}

/// Each order at its day with its amount, what was spent so far, and when the next order is due; without prices the orders are counted
/// instead. `None` for a customer without orders.
pub fn customer_timeline(
    dataset: &Dataset,
    customer: CustomerIx,
    next: Option<&NextOrder>,
    theme: Theme,
    width: ChartWidth,
) -> Option<ChartView> {
    if customer.ix() >= dataset.customers().ids.len() {
        return None;
    }
    let points = points(dataset, customer);
    let (first, last) = (points.first()?, points.last()?);
    let has_prices = dataset.revenue() != Money::ZERO;
    let colours = palette(theme);
    let days = |points: &[Point]| points.iter().map(|point| point.day.to_string()).collect::<Vec<String>>();
    let after = |point: &Point| match point.gap {
        None => "The first order".to_owned(),
        Some(0) => "On the day of the one before".to_owned(),
        Some(gap) => format!("{} after the one before", counted(u64::from(gap), "day", "days")),
    };
    let hover = points.iter().map(|point| {
        let worth = if has_prices { format!("<br><b>{}</b>", amount(point.amount, dataset.currency())) } else { String::new() };
        format!("{}<br>Order {}{worth}<br>{}", point.day.long_text(), escape(&point.id), after(point))
    });
    let height: Vec<f64> = if has_prices {
        points.iter().map(|point| point.amount.to_f64()).collect()
    } else {
        (1..=points.len()).map(|n| n as f64).collect()
    };
    let middle = {
        let mut sorted = height.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        if has_prices { sorted[sorted.len() / 2] } else { points.len() as f64 + 1.0 }
    };
    let mut plot = Plot::new();
    if has_prices {
        // It goes on to the end of what is shown, so that the last order is seen to have been counted.
        let (mut x, mut y) = (days(&points), points.iter().map(|point| point.so_far.to_f64()).collect::<Vec<f64>>());
        let mut hover: Vec<String> = points
            .iter()
            .map(|point| format!("{}<br>{} spent so far", point.day.long_text(), amount(point.so_far, dataset.currency())))
            .collect();
        if let Some(next) = next.filter(|next| next.expected > last.day) {
            x.push(next.expected.to_string());
            y.push(last.so_far.to_f64());
            hover.push(format!(
                "{}<br>next order expected<br>{} spent so far",
                next.expected.long_text(),
                amount(last.so_far, dataset.currency())
            ));
        }
        plot.add_trace(
            Scatter::new(x, y)
                .mode(Mode::Lines)
                .name("Spent so far (right)")
                .y_axis("y2")
                .line(Line::new().color(colours.second).width(2.0).shape(LineShape::Hv).dash(dash(1)))
                .hover_text_array(hover)
                .hover_template(HOVER),
        );
    }
    plot.add_trace(
        Scatter::new(days(&points), height)
            .mode(Mode::Markers)
            .name(if has_prices { "An order" } else { "Orders so far" })
            .marker(Marker::new().size(9).color(colours.accent).opacity(0.85))
            .hover_text_array(hover.collect())
            .hover_template(HOVER),
    );
    if let Some(next) = next {
        let text = format!(
            "Next order due about {}<br>half of such orders come from {} to {}",
            next.expected.long_text(),
            next.early.long_text(),
            next.late.long_text()
        );
        plot.add_trace(
            Scatter::new(vec![next.expected.to_string()], vec![middle])
                .mode(Mode::Markers)
                .name("Next order due")
                .marker(Marker::new().size(12).color(colours.muted).symbol(MarkerSymbol::DiamondOpen))
                .hover_text_array(vec![text])
                .hover_template(HOVER),
        );
    }
    // A phone has no room for titles beside the axes; the legend says what they are.
    let title = |text: &str| match (width, has_prices) {
        (ChartWidth::Narrow, _) => String::new(),
        (ChartWidth::Wide, true) => with_currency(text, dataset.currency()),
        (ChartWidth::Wide, false) => text.to_owned(),
    };
    let y = axis(theme, &title(if has_prices { "Amount of an order" } else { "Orders so far" })).range_mode(RangeMode::ToZero);
    let mut figure = layout(theme, axis(theme, "").show_grid(false), y);
    if has_prices {
        // Its own round figures, not those that happen to stand beside the other axis's.
        figure = figure.y_axis2(
            axis(theme, &title("Spent so far"))
                .show_grid(false)
                .range_mode(RangeMode::ToZero)
                .overlaying("y")
                .side(AxisSide::Right)
                .tick_mode(TickMode::Auto),
        );
    }
    if let Some(next) = next {
        figure.add_shape(
            Shape::new()
                .shape_type(ShapeType::Rect)
                .x0(next.early.to_string())
                .x1(next.late.to_string())
                .y_ref("paper")
                .y0(0)
                .y1(1)
                .layer(ShapeLayer::Below)
                .fill_color(colours.muted)
                .opacity(0.13)
                .line(ShapeLine::new().width(0.0)),
        );
        figure.add_shape(
            Shape::new()
                .shape_type(ShapeType::Line)
                .x0(next.expected.to_string())
                .x1(next.expected.to_string())
                .y_ref("paper")
                .y0(0)
                .y1(1)
                .layer(ShapeLayer::Below)
                .line(ShapeLine::new().color(colours.muted).width(1.5).dash(DashType::Dot)),
        );
    }
    plot.set_layout(figure);
    let mut columns = vec!["Day".to_owned(), "Order".to_owned()];
    if has_prices {
        columns.push("Amount".to_owned());
    }
    columns.push("Days since the one before".to_owned());
    if has_prices {
        columns.push("Spent so far".to_owned());
    }
    let rows = points.iter().map(|point| {
        let mut row = vec![Cell::Day(point.day), Cell::Text(point.id.clone())];
        if has_prices {
            row.push(Cell::Figure(Figure::Money(point.amount)));
        }
        row.push(point.gap.map_or(Cell::Empty, |gap| Cell::Figure(Figure::Count(u64::from(gap)))));
        if has_prices {
            row.push(Cell::Figure(Figure::Money(point.so_far)));
        }
        row
    });
    let summary = summary(&points, (first.day, last.day), next, dataset.currency(), has_prices);
    let method_note = "Each order stands at its day; the line adds their amounts up. The next order is due after the customer's usual days between orders, counted with two of the shop's usual gaps; in the shaded time about half of such orders come. With orders on fewer than three days it cannot be told.";
    let frame = Frame { title: "Orders over time", summary, method_note, table: TableView { columns, rows: rows.collect() } };
    Some(finish(frame, &plot))
}

fn points(dataset: &Dataset, customer: CustomerIx) -> Vec<Point> {
    let orders = dataset.orders();
    let (mut points, mut so_far): (Vec<Point>, Money) = (Vec::new(), Money::ZERO);
    for order in dataset.orders_of(customer) {
        let amount = dataset.lines().amount[dataset.lines_of(OrderIx::new(order))].iter().copied().sum();
        so_far += amount;
        let day = orders.day[order];
        let gap = points.last().map(|before| u32::try_from(day.0 - before.day.0).unwrap_or(0));
        points.push(Point { day, id: orders.ids.get(order).to_owned(), amount, gap, so_far });
    }
    points
}

/// How often, how much, how far apart, and what comes next.
fn summary(points: &[Point], (first, last): (Day, Day), next: Option<&NextOrder>, currency: &str, has_prices: bool) -> String {
    let spent = points.last().map_or(Money::ZERO, |point| point.so_far);
    let came_to = if has_prices { format!(" came to {}", money_text(spent, currency)) } else { String::new() };
    let span = f64::from(last.0 - first.0);
    let mut summary = match points.len() {
        1 if has_prices => format!("One order of {}, on {}", money_text(spent, currency), first.long_text()),
        1 => format!("One order, on {}", first.long_text()),
        n => {
            let months = (span / DAYS_PER_MONTH).round() as u64;
            let within = match (last.0 - first.0, months) {
                (0, _) => format!("on {}", first.long_text()),
                (days, 0..2) => format!("within {}", counted(days as u64 + 1, "day", "days")),
                _ => format!("within {months} months"),
            };
            format!("{} {within}{came_to}", counted(n as u64, "order", "orders"))
        }
    };
    let mut gaps: Vec<u32> = points.iter().filter_map(|point| point.gap).filter(|&gap| gap > 0).collect();
    gaps.sort_unstable();
    if let (Some(longest), true) = (gaps.last(), gaps.len() > 1) {
        let usual = gaps[gaps.len() / 2];
        summary.push_str(&format!(", usually {} apart, at most {longest}", counted(u64::from(usual), "day", "days")));
    }
    summary.push('.');
    if let Some(next) = next {
        summary.push_str(&match next.overdue_days {
            0 => format!(" The next is due about {}.", next.expected.long_text()),
            late => format!(
                " The next was due about {}: {} past its time.",
                next.expected.long_text(),
                counted(u64::from(late), "day", "days")
            ),
        });
    }
    summary
}
