//! The report's sections about customers: segments, clusters, value, movement and retention.

use super::blocks::{
    cluster_cells, count, group_columns, headlines, mean, missing, notes, number, ranged, segment_cells, share, table, text,
};
use super::charts::{across, axis, column, finish, grid, money_axis, names, page_chart, series, up, view};
use crate::movement::OF_A_PART;
use crate::views::AdviceView;
use clientele_core::domain::{Cell, ErrorView, Figure, TableView, counted};
use clientele_document::{Block, Plot, Tone, Unit};
use clientele_engine::Session;
use clientele_messages::{ChartId, MovementDays};

/// Customers listed by name of their number.
const TOP_CUSTOMERS: usize = 15;
/// Dots of a scatter.
const MOST_DOTS: usize = 600;
/// Flows listed.
const TOP_FLOWS: usize = 12;

pub(super) fn segments(session: &Session) -> Result<Vec<Block>, ErrorView> {
    let found = crate::segments::view(session)?;
    let shares =
        |table: &TableView| across(table, 30, axis("Share", Unit::Share), &[("Share of revenue", 4), ("Share of customers", 2)]);
    let mut blocks = vec![Block::Paragraph(format!(
        "Each customer has a score for days since the last order, number of orders and revenue; the scores make the segment. Map: {}. Recency counts to {}.",
        found.map.to_lowercase(),
        found.analysis_date.long_text()
    ))];
    blocks.extend(found.cautions.iter().map(|caution| Block::Note(Tone::Caution, caution.clone())));
    if let Some(more) = clientele_engine::output::sales_without_customer(session.dataset()) {
        blocks.push(Block::Note(Tone::Plain, format!("{more} Shares of revenue are shares of what customers spent.")));
    }
    blocks.extend(page_chart(session, ChartId::SegmentBars, shares));
    let filled = || found.segments.iter().filter(|s| s.customers > 0);
    let rows = filled().map(|s| {
        let mut row = vec![text(&s.name)];
        row.extend(segment_cells(s, mean));
        row
    });
    let columns = group_columns(&["Segment"], &[]);
    blocks.push(table("segments", "The segments", "", &columns, rows.collect()));
    let doing = filled().map(|s| doing(&s.name, &s.advice)).collect();
    blocks.push(table("segment-actions", "What to do with each segment", "", &DOING, doing));
    let empty: Vec<&str> = found.segments.iter().filter(|s| s.customers == 0).map(|s| s.name.as_str()).collect();
    if !empty.is_empty() {
        blocks.push(Block::Note(Tone::Plain, format!("No customers in: {}.", empty.join(", "))));
    }
    if found.prospects > 0 {
        let says = format!("{} without an order are in no segment.", counted(found.prospects, "customer", "customers"));
        blocks.push(Block::Note(Tone::Plain, says));
    }
    Ok(blocks)
}

const DOING: [&str; 5] = ["Group", "Who they are", "What to do", "Channel", "Offer"];

fn doing(name: &str, strategy: &AdviceView) -> Vec<Cell> {
    vec![text(name), text(&strategy.meaning), text(&strategy.action), text(&strategy.channel), text(&strategy.offer)]
}

pub(super) fn clusters(session: &Session) -> Result<Vec<Block>, ErrorView> {
    let found = crate::clusters::view(session)?;
    let mut blocks = vec![Block::Lead(found.reason.clone())];
    if !found.agreement.is_empty() {
        blocks.push(Block::Paragraph(found.agreement.clone()));
    }
    blocks.extend(scatter(session));
    let rows = found.clusters.iter().map(|c| {
        let mut row = vec![text(&c.name)];
        row.extend(cluster_cells(c, mean));
        row
    });
    let columns = group_columns(&["Cluster"], &[]);
    blocks.push(table("clusters", "The clusters", "", &columns, rows.collect()));
    let doing = found.clusters.iter().map(|c| doing(&c.name, &c.advice)).collect();
    blocks.push(table("cluster-actions", "What to do with each cluster", "", &DOING, doing));
    let choice = |table: &TableView| Plot::Lines {
        categories: names(table, 0),
        category_title: "Number of clusters (k)".to_owned(),
        axis: axis("Mean silhouette: how well customers fit their cluster", Unit::Number),
        series: vec![series("", column(table, 2))],
        mark: Some((found.chosen_k.saturating_sub(found.by_k.first().map_or(2, |row| row.k)), "chosen".to_owned())),
    };
    blocks.extend(page_chart(session, ChartId::ClusterChoice, choice));
    let mut more = vec![format!("{}. {}", found.features, found.silhouette_note)];
    if let Some(stability) = found.stability {
        more.push(format!("Stability {stability:.2}. {}", found.stability_note));
    }
    match found.split_half {
        Some(halves) => more.push(format!("Half against half {halves:.2}. {}", found.split_half_note)),
        None => more.push(found.split_half_note.clone()),
    }
    blocks.extend(notes(&more));
    Ok(blocks)
}

/// Customers by recency and revenue; every so many, so that dots do not cover each other.
fn scatter(session: &Session) -> Option<Block> {
    let (rfm, clustering) = (session.rfm().ok()?, session.clustering().ok()?);
    let step = rfm.len().div_ceil(MOST_DOTS).max(1);
    let mut dots: Vec<(String, Vec<(f64, f64)>)> = clustering.clusters.iter().map(|c| (c.name.clone(), Vec::new())).collect();
    let mut shown = 0_u64;
    for row in (0..rfm.len()).step_by(step) {
        let label = clustering.label.get(row).map_or(0, |&label| usize::from(label));
        if let Some(series) = dots.get_mut(label) {
            series.1.push((f64::from(rfm.recency_days[row]), rfm.monetary[row].to_f64()));
            shown += 1;
        }
    }
    let mut found = view(session, ChartId::ClusterScatter).ok()?;
    found.summary = found.summary.split(" Shown are").next().unwrap_or_default().to_owned();
    if step > 1 {
        found.summary.push_str(&format!(" Shown are {}, one of every {step}.", counted(shown, "customer", "customers")));
    }
    let plot = Plot::Dots {
        x: axis("Days since the last order", Unit::Days),
        y: money_axis("Revenue", session.dataset().currency()),
        series: dots,
    };
    Some(finish(ChartId::ClusterScatter.name(), found, plot))
}

pub(super) fn value(session: &Session) -> Result<Vec<Block>, ErrorView> {
    let found = crate::value::view(session)?;
    let currency = session.dataset().currency();
    let mut blocks = vec![Block::Paragraph(found.method.clone()), headlines(&found.headlines, currency)];
    let spread = |table: &TableView| {
        let (from, to) = (names(table, 0), names(table, 1));
        let short = |text: &String| text.split('.').next().unwrap_or_default().to_owned();
        let bins = from.iter().zip(&to).map(|(from, to)| format!("{}–{}", short(from), short(to))).collect();
        let title = format!("Expected value within {}", counted(u64::from(found.value_days), "day", "days"));
        let title = money_axis(&title, currency).title;
        up(bins, &title, axis("Customers", Unit::Count("customers".into())), vec![series("", column(table, 2))])
    };
    blocks.extend(page_chart(session, ChartId::ValueDistribution, spread));
    let tracking = |table: &TableView| {
        let days = names(table, 0);
        let check = session.value().ok().and_then(|value| value.holdout.as_ref().ok());
        let mark = check.and_then(|check| check.tracking.iter().position(|point| point.day >= check.split));
        Plot::Lines {
            categories: days,
            category_title: String::new(),
            axis: axis("Repeat orders so far", Unit::Count("orders".into())),
            series: vec![series("Came", column(table, 2)), series("Forecast", column(table, 1))],
            mark: mark.map(|at| (at as u32, "held back from here".to_owned())),
        }
    };
    blocks.extend(page_chart(session, ChartId::HoldoutTracking, tracking));
    if !found.check.is_empty() {
        blocks.push(Block::Paragraph(found.check.clone()));
    }
    let rows = found.top.iter().take(TOP_CUSTOMERS).map(|row| {
        vec![
            text(&row.id),
            text(&row.segment),
            count(u64::from(row.order_days)),
            row.p_alive.map_or(Cell::Empty, share),
            number((row.orders * 100.0).round() / 100.0),
            row.value.map_or(Cell::Empty, |value| Cell::Text(ranged(value.value, value.bounds, ""))),
        ]
    });
    let value_header =
        if currency.is_empty() { "Expected value (range)".to_owned() } else { format!("Expected value (range), {currency}") };
    let columns = ["Customer", "Segment", "Days with an order", "Likely active", "Expected orders", value_header.as_str()];
    let says = format!(
        "Orders within {}, value within {}.",
        counted(u64::from(found.orders_days), "day", "days"),
        counted(u64::from(found.value_days), "day", "days")
    );
    blocks.push(table("top-customers", "Customers likely to be worth most", says, &columns, rows.collect()));
    blocks.extend(notes(&found.notes));
    Ok(blocks)
}

pub(super) fn movement(session: &Session) -> Result<Vec<Block>, ErrorView> {
    let currency = session.dataset().currency();
    let mut blocks = Vec::new();
    match crate::movement::view(session, MovementDays::default(), None) {
        Err(error) => blocks.push(missing(&error)),
        Ok(found) => {
            blocks.push(Block::Heading(format!("From {} to {}", found.from_day.long_text(), found.to_day.long_text())));
            if session.is_selection() {
                blocks.push(Block::Note(Tone::Plain, OF_A_PART.to_owned()));
            }
            blocks.push(Block::List(found.summary.clone()));
            let named = |name: &str| found.segments.iter().position(|s| s == name).unwrap_or(0);
            let mut cells: Vec<(usize, usize, String, String, f64)> = found
                .flows
                .iter()
                .map(|flow| {
                    let from = flow.from.as_deref().map_or(usize::MAX, named);
                    (from, named(&flow.to), flow.from_name.clone(), flow.to.clone(), flow.customers as f64)
                })
                .collect();
            cells.sort_by_key(|cell| (cell.0, cell.1));
            let in_order: Vec<String> = found.segments.iter().filter(|s| cells.iter().any(|c| c.3 == **s)).cloned().collect();
            let flat: Vec<(String, String, f64)> = cells.into_iter().map(|c| (c.2, c.3, c.4)).collect();
            if let Ok(view) = view(session, ChartId::Movement(MovementDays::default())) {
                // The darkest colour is for the largest move, not for those who stayed.
                let moved = flat.iter().filter(|c| c.0 != c.1).map(|c| c.2).fold(0.0, f64::max);
                let plot = grid(&flat, "Segment before", "Segment now", Unit::Count("customers".into()), moved);
                let mut view = view;
                view.method_note = "The same customers are scored on both days, each time with the orders known on that day and against the customers of that day. Rows are the earlier day, columns the later.".to_owned();
                blocks.push(finish("movement", view, ordered(plot, &in_order)));
            }
            let rows =
                found.flows.iter().filter(|flow| flow.from.as_deref() != Some(flow.to.as_str())).take(TOP_FLOWS).map(|flow| {
                    vec![
                        text(&flow.from_name),
                        text(&flow.to),
                        count(flow.customers),
                        Cell::Figure(Figure::Money(flow.revenue_between)),
                        Cell::Figure(Figure::Money(flow.revenue)),
                    ]
                });
            let columns = ["From", "To", "Customers", "Spent between the days", "Spent in all"];
            blocks.push(table("movement-flows", "The largest moves", "", &columns, rows.collect()));
        }
    }
    match crate::cohorts::view(session) {
        Err(error) => blocks.push(missing(&error)),
        Ok(found) => {
            blocks.push(Block::Heading("Retention".to_owned()));
            blocks.push(headlines(&found.headlines, currency));
            blocks.extend(page_chart(session, ChartId::CohortCustomers, cohort_grid));
            let gaps = |table: &TableView| {
                up(
                    names(table, 0),
                    "Days between two orders",
                    axis("Share of gaps", Unit::Share),
                    vec![series("", column(table, 2))],
                )
            };
            blocks.extend(page_chart(session, ChartId::OrderGaps, gaps));
            if found.overdue > 0 {
                let rows = found.overdue_rows.iter().take(TOP_CUSTOMERS).map(|row| {
                    vec![
                        text(&row.id),
                        text(&row.segment),
                        mean(row.gap_days),
                        Cell::Day(row.due.expected),
                        count(u64::from(row.due.overdue_days)),
                        Cell::Figure(Figure::Money(row.revenue)),
                    ]
                });
                let columns = ["Customer", "Segment", "Usual days between orders", "Was due", "Days overdue", "Spent so far"];
                let says = format!("{} past due; these spent most.", counted(found.overdue, "customer is", "customers are"));
                blocks.push(table("overdue", "Whose next order is overdue", says, &columns, rows.collect()));
            }
            blocks.extend(notes(&found.notes));
        }
    }
    Ok(blocks)
}

/// Columns in the order of the segments, not of their first flow.
fn ordered(plot: Plot, names: &[String]) -> Plot {
    let Plot::Cells { columns, column_title, rows, row_title, unit, values, most } = plot else { return plot };
    let places: Vec<usize> = names.iter().filter_map(|name| columns.iter().position(|c| c == name)).collect();
    let values = values.iter().map(|row| places.iter().map(|&at| row.get(at).copied().flatten()).collect()).collect();
    Plot::Cells { columns: names.to_vec(), column_title, rows, row_title, unit, values, most }
}

/// Cohorts against months later: the share that ordered, without the first month, which is everybody.
fn cohort_grid(table: &TableView) -> Plot {
    let (first, customers, months, shares) = (names(table, 0), names(table, 1), names(table, 2), column(table, 4));
    let cells: Vec<(String, String, f64)> = (0..table.rows.len())
        .filter(|&row| months[row] != "0")
        .filter_map(|row| Some((format!("{} · {}", first[row], customers[row]), months[row].clone(), shares[row]?)))
        .collect();
    let mut seen: Vec<&String> = cells.iter().map(|c| &c.0).collect();
    seen.dedup();
    let latest: Vec<String> = seen.iter().rev().take(24).map(|name| (*name).clone()).collect();
    let cells: Vec<_> = cells.iter().filter(|c| latest.contains(&c.0)).cloned().collect();
    let most = cells.iter().map(|c| c.2).fold(0.0, f64::max);
    grid(&cells, "First order · customers", "Months since the first order", Unit::Share, most)
}
