//! The report's first sections: what the data say in short, and where revenue comes from.

use super::blocks::{count, headline, kpi, table, text};
use super::charts::{across, axis, column, money_axis, names, page_chart, series, short_period, up};
use clientele_core::domain::{Cell, Figure, TableView};
use clientele_document::{Block, Plot, Tone, Unit};
use clientele_engine::Session;
use clientele_messages::ChartId;

/// Bars of a ranking.
const TOP: usize = 12;
/// Best sellers in the table.
const TOP_PRODUCTS: usize = 15;

pub(super) fn summary(session: &Session) -> Vec<Block> {
    let (dataset, rfm) = (session.dataset(), session.rfm().ok());
    let currency = dataset.currency();
    let has_prices = crate::overview::has_prices(session);
    let summary = clientele_engine::output::executive_summary(dataset, rfm);
    let mut sentences = summary.iter();
    let mut blocks: Vec<Block> = sentences.next().map(|first| Block::Lead(first.clone())).into_iter().collect();
    let mut rest: Vec<String> = sentences.cloned().collect();
    if let Ok(movement) = crate::movement::view(session, clientele_messages::MovementDays::default(), None) {
        rest.extend(
            movement.summary.first().map(|says| format!("Since {}: {}", movement.from_day.long_text(), lower_first(says))),
        );
    }
    if let Ok(value) = crate::value::view(session)
        && let Some(figure) = value.headlines.first()
    {
        let figure = headline(figure, currency);
        let range = if figure.beside.is_empty() { String::new() } else { format!(" (range {})", figure.beside) };
        rest.push(format!("{}: {}{range} from present customers.", figure.label, figure.value));
    }
    // That of all customers says nothing of some of them.
    if let (Ok(evaluation), false) = (session.evaluation(), session.is_selection()) {
        rest.push(clientele_analytics::recommend::verdict(evaluation, session.tested_task()).0);
    }
    if !rest.is_empty() {
        blocks.push(Block::List(rest));
    }
    if !has_prices {
        let says = "The files have no prices: all amounts are 0 and mean nothing.";
        blocks.push(Block::Note(Tone::Caution, says.to_owned()));
    }
    // Without prices every amount is nought: no figure at all is truer than that.
    let kpis = clientele_engine::output::kpis(dataset, rfm);
    let shown = kpis.iter().filter(|kpi| has_prices || !matches!(kpi.value, Figure::Money(_)));
    blocks.push(Block::Figures(shown.map(|k| kpi(k, currency)).collect()));
    if let Some(more) = clientele_engine::output::sales_without_customer(dataset) {
        let says = format!(
            "{more} Revenue, orders, the average order, products, seasons and baskets are the shop's; all else is about customers."
        );
        blocks.push(Block::Note(Tone::Plain, says));
    }
    blocks
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}", first.to_lowercase(), letters.as_str()))
}

pub(super) fn revenue(session: &Session) -> Vec<Block> {
    let dataset = session.dataset();
    let currency = dataset.currency();
    let over_time = |table: &TableView| Plot::Lines {
        categories: names(table, 0).iter().map(|name| short_period(name)).collect(),
        category_title: String::new(),
        axis: money_axis("Revenue", currency),
        series: vec![series("", column(table, 1))],
        mark: None,
    };
    let weekday = |table: &TableView| {
        if table.columns.len() == 2 {
            return up(names(table, 0), "", money_axis("Revenue", currency), vec![series("", column(table, 1))]);
        }
        let columns: Vec<String> = table.columns.iter().skip(1).cloned().collect();
        let values: Vec<Vec<Option<f64>>> =
            table.rows.iter().enumerate().map(|(row, _)| row_values(table, row, columns.len())).collect();
        let most = values.iter().flatten().flatten().copied().fold(0.0, f64::max);
        Plot::Cells {
            columns,
            column_title: "Hour of the order".to_owned(),
            rows: names(table, 0),
            row_title: String::new(),
            unit: Unit::Money(currency.to_owned()),
            values,
            most,
        }
    };
    let pareto = |table: &TableView| {
        let labels: Vec<String> =
            names(table, 0).iter().map(|share| format!("The best {}", share.replace(".0 %", " %"))).collect();
        let keep = labels.len().saturating_sub(1);
        Plot::Bars {
            direction: clientele_document::Direction::Across,
            layout: clientele_document::Layout::Grouped,
            categories: labels.into_iter().take(keep).collect(),
            category_title: String::new(),
            axis: axis("Share of revenue", Unit::Share),
            series: vec![series("", column(table, 1).into_iter().take(keep).collect())],
        }
    };
    let season = |table: &TableView| {
        let months = names(table, 0).iter().map(|name| name.chars().take(3).collect()).collect();
        up(months, "", axis("Share of an average month", Unit::Share), vec![series("", column(table, 1))])
    };
    let mut blocks: Vec<Block> = [
        page_chart(session, ChartId::RevenueOverTime, over_time),
        page_chart(session, ChartId::SeasonOfYear, season),
        page_chart(session, ChartId::TopCategories, |table| across(table, TOP, money_axis("Revenue", currency), &[("", 1)])),
        page_chart(session, ChartId::CustomerPareto, pareto),
        page_chart(session, ChartId::WeekdayHour, weekday),
    ]
    .into_iter()
    .flatten()
    .collect();
    let products = crate::overview::best_sellers(dataset, TOP_PRODUCTS);
    if !products.is_empty() {
        let has_categories = products.iter().any(|p| !p.category.is_empty());
        let rows = products.iter().map(|product| {
            let mut row = vec![text(&product.name)];
            if has_categories {
                row.push(text(&product.category));
            }
            row.extend([Cell::Figure(Figure::Money(product.revenue)), count(product.orders), count(product.customers)]);
            row
        });
        let mut columns = vec!["Product"];
        if has_categories {
            columns.push("Category");
        }
        columns.extend(["Revenue", "Orders", "Customers"]);
        blocks.push(table("best-sellers", "Best selling products", "", &columns, rows.collect()));
    }
    blocks
}

fn row_values(table: &TableView, row: usize, columns: usize) -> Vec<Option<f64>> {
    (1..=columns)
        .map(|at| match table.rows.get(row).and_then(|cells| cells.get(at)) {
            Some(Cell::Figure(Figure::Money(amount))) => Some(amount.to_f64()),
            _ => None,
        })
        .collect()
}
