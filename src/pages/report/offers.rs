//! The report's sections about offers: recommendations with their test, and what is bought together.

use super::blocks::{count, headlines, notes, number, share, table, text};
use super::charts::{across, axis, page_chart};
use crate::views::RulesQuery;
use clientele_analytics::basket::RuleSort;
use clientele_core::domain::{Cell, ErrorView, Figure, TableView, counted, grouped};
use clientele_document::{Block, Tone, Unit};
use clientele_engine::Session;
use clientele_messages::ChartId;

/// Products listed.
const TOP_PRODUCTS: usize = 12;
/// Rules listed.
const TOP_RULES: u32 = 20;

pub(super) fn recommendations(session: &Session) -> Result<Vec<Block>, ErrorView> {
    let found = crate::offers::recommendations::view(session)?;
    let mut blocks = vec![Block::Lead(format!(
        "{} for {}: {} different products.",
        counted(found.recommendations, "recommendation", "recommendations"),
        counted(found.customers, "customer", "customers"),
        grouped(found.products)
    ))];
    match &found.evaluation {
        Some(evaluation) => {
            let tone = if evaluation.hybrid_loses { Tone::Caution } else { Tone::Plain };
            blocks.push(Block::Note(
                tone,
                format!("Tested on orders from {} on. {}", evaluation.split.long_text(), evaluation.verdict),
            ));
            let quality = |table: &TableView| {
                across(
                    table,
                    10,
                    axis("", Unit::Number),
                    &[("Customers with a hit in 10 (share)", 1), ("Ranking quality (NDCG at 10)", 2)],
                )
            };
            blocks.extend(page_chart(session, ChartId::RecommendationQuality, quality));
        }
        None => {
            let why =
                session.evaluation().err().map(|error| format!("{}. {}", error.message, error.suggestion)).unwrap_or_default();
            let says = format!("How good the recommendations are could not be tested. {why}");
            blocks.push(Block::Note(Tone::Missing, says.trim_end().to_owned()));
        }
    }
    let rows = found.top_products.iter().take(TOP_PRODUCTS).map(|(product, times)| {
        vec![
            text(&product.name),
            count(*times),
            share(*times as f64 / found.customers.max(1) as f64),
            Cell::Figure(Figure::Money(product.revenue)),
            count(product.customers),
        ]
    });
    let columns = ["Product", "Recommended to", "Share of customers", "Revenue so far", "Customers so far"];
    blocks.push(table("recommended", "The best offers", "Products recommended to most customers.", &columns, rows.collect()));
    blocks.extend(page_chart(session, ChartId::StrategyShares, |table| {
        across(table, 5, axis("Share of all scores", Unit::Share), &[("", 1)])
    }));
    blocks.extend(notes(&found.notes));
    Ok(blocks)
}

pub(super) fn rules(session: &Session) -> Result<Vec<Block>, ErrorView> {
    let found = crate::basket::view(session)?;
    let query = RulesQuery { sort: RuleSort::Lift, ..RulesQuery::default() };
    let page = crate::basket::rules(session, &query, TOP_RULES * 2)?;
    let mut blocks = vec![headlines(&found.headlines, session.dataset().currency())];
    // Both directions of a pair have the same lift: the stronger one is enough.
    let mut seen: Vec<(&str, &str)> = Vec::new();
    let rows: Vec<Vec<Cell>> = page
        .rows
        .iter()
        .filter(|rule| {
            let pair = (rule.antecedent.id.as_str(), rule.consequent.id.as_str());
            let is_new = !seen.contains(&(pair.1, pair.0));
            seen.push(pair);
            is_new
        })
        .take(TOP_RULES as usize)
        .map(|rule| {
            vec![
                text(&rule.antecedent.name),
                text(&rule.consequent.name),
                share(rule.confidence),
                number((rule.lift * 10.0).round() / 10.0),
                count(rule.orders),
            ]
        })
        .collect();
    if rows.is_empty() {
        let says = "No two products are bought together more often than chance would have it.";
        blocks.push(Block::Note(Tone::Plain, says.to_owned()));
    } else {
        let says = "Of the baskets with the first product, the share that has the second too; the lift says how many times more often than expected. Weak pairs, which may be chance, are left out.";
        let columns = ["Who buys", "also buys", "Share (confidence)", "× more often than expected (lift)", "Baskets with both"];
        blocks.push(table("rules", "The strongest pairs", says, &columns, rows));
    }
    blocks.extend(notes(&found.notes));
    Ok(blocks)
}
