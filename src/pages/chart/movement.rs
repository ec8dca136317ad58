//! The flows of customers between segments from one day to a later one.

use super::style::{Frame, Raw, amount, escape, finish, layout, palette};
use clientele_analytics::segment::Movement;
use clientele_core::domain::{Cell, Figure, TableView, counted, grouped, percent};
use clientele_messages::{ChartView, ChartWidth, Theme};
use plotly::common::{Font, Label};
use plotly::layout::Axis;
use plotly::sankey::{Line, Link, Node};
use plotly::{Plot, Sankey};
use serde_json::{Value, json};

/// What the hover label of a band or of a segment shows. plotly.js takes one template for all bands and one for all segments here, where it
/// takes a list for other charts, and finds each one's text in `customdata`, which the plotly crate has no name for.
const HOVER: &str = "%{customdata}<extra></extra>";

/// Customers by segment on both days, and who went from where to where.
pub fn movement_flows(movement: &Movement, currency: &str, theme: Theme, width: ChartWidth) -> ChartView {
    let colours = palette(theme);
    let names = movement.segments.len();
    // Nodes: those who had not ordered yet, then the segments of the earlier day, then those of the later. Only those with customers.
    let from_key = |from: Option<u8>| from.map_or(0, |at| usize::from(at) + 1);
    let to_key = |to: u8| names + 1 + usize::from(to);
    let mut keys: Vec<usize> = movement.flows.iter().flat_map(|flow| [from_key(flow.from), to_key(flow.to)]).collect();
    keys.sort_unstable();
    keys.dedup();
    let place = |key: usize| keys.binary_search(&key).unwrap_or(0);
    let segment = |key: usize| if key > names { Some(key - names - 1) } else { key.checked_sub(1) };
    let count = |key: usize| -> u64 {
        let flows = movement.flows.iter().filter(|flow| from_key(flow.from) == key || to_key(flow.to) == key);
        flows.map(|flow| u64::from(flow.customers)).sum()
    };
    let name = |key: usize| movement.from_name(segment(key).and_then(|at| u8::try_from(at).ok()));
    let colour = |key: usize| segment(key).map_or(colours.muted, |at| colours.series[at % colours.series.len()]);
    let labels: Vec<String> = keys.iter().map(|&key| escape(name(key))).collect();
    let hover: Vec<String> = movement
        .flows
        .iter()
        .map(|flow| {
            format!(
                "{} → {}<br>{}<br>spent between the days: {}",
                escape(movement.from_name(flow.from)),
                escape(movement.from_name(Some(flow.to))),
                counted(u64::from(flow.customers), "customer", "customers"),
                amount(flow.revenue_between, currency)
            )
        })
        .collect();
    let node_hover: Vec<String> =
        keys.iter().map(|&key| format!("{}<br>{}", escape(name(key)), counted(count(key), "customer", "customers"))).collect();
    let mut plot = Plot::new();
    let node = Node::new()
        .label(labels.iter().map(String::as_str).collect())
        .color_array(keys.iter().map(|&key| colour(key)).collect())
        .hover_template(HOVER)
        .line(Line::new().color(colours.paper).width(0.5))
        .pad(if width == ChartWidth::Narrow { 8 } else { 14 })
        .thickness(if width == ChartWidth::Narrow { 10 } else { 16 });
    let link = Link::new()
        .source(movement.flows.iter().map(|flow| place(from_key(flow.from))).collect())
        .target(movement.flows.iter().map(|flow| place(to_key(flow.to))).collect())
        .value(movement.flows.iter().map(|flow| flow.customers).collect())
        .color_array(movement.flows.iter().map(|flow| translucent(colour(from_key(flow.from)))).collect())
        .hover_template(HOVER);
    let flows = Sankey::new()
        .node(node)
        .link(link)
        .text_font(Font::new().size(if width == ChartWidth::Narrow { 10 } else { 12 }).color(colours.ink))
        .hover_label(
            Label::new().background_color(colours.paper).border_color(colours.grid).font(Font::new().color(colours.ink)),
        );
    let mut flows = serde_json::to_value(flows).unwrap_or_default();
    for (part, texts) in [("node", node_hover), ("link", hover)] {
        if let Some(part) = flows.get_mut(part).and_then(Value::as_object_mut) {
            part.insert("customdata".to_owned(), json!(texts));
        }
    }
    plot.add_trace(Box::new(Raw(flows)));
    plot.set_layout(layout(theme, Axis::new().visible(false), Axis::new().visible(false)));
    let known: u64 = movement.flows.iter().filter(|flow| flow.from.is_some()).map(|flow| u64::from(flow.customers)).sum();
    let moved: u64 = movement
        .flows
        .iter()
        .filter(|flow| flow.from.is_some_and(|from| from != flow.to))
        .map(|flow| u64::from(flow.customers))
        .sum();
    let summary = format!(
        "Of {} on {}, {} ({}) were in another segment on {}.",
        counted(known, "customer", "customers"),
        movement.from_day.long_text(),
        grouped(moved),
        percent(moved as f64 / known.max(1) as f64),
        movement.to_day.long_text()
    );
    let rows = movement.flows.iter().map(|flow| {
        vec![
            Cell::Text(movement.from_name(flow.from).to_owned()),
            Cell::Text(movement.from_name(Some(flow.to)).to_owned()),
            Cell::Figure(Figure::Count(u64::from(flow.customers))),
            Cell::Figure(Figure::Money(flow.revenue_between)),
            Cell::Figure(Figure::Money(flow.revenue)),
        ]
    });
    let columns = ["From", "To", "Customers", "Spent between the days", "Spent in all"].map(String::from).to_vec();
    let method_note = "The same customers are scored on both days, each time with the orders known on that day and against the customers of that day. The width of a band is the number of customers; left the earlier day, right the later.";
    finish(
        Frame {
            title: "Who moved from where to where",
            summary,
            method_note,
            table: TableView { columns, rows: rows.collect() },
        },
        &plot,
    )
}

/// `#rrggbb` with much of the paper showing through.
fn translucent(colour: &str) -> String {
    let part = |from: usize| colour.get(from..from + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).unwrap_or(128);
    format!("rgba({},{},{},0.35)", part(1), part(3), part(5))
}
