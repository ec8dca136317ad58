//! The report's section on the data: every row and cent accounted for, and what was found on the way.

use super::blocks::{count, table, text};
use super::charts::{axis, series};
use crate::views::DataView;
use clientele_core::domain::{Cell, Figure, TableView, counted, grouped, money_text, percent};
use clientele_document::{Block, Chart, Direction, Layout, Plot, Tone, Unit};
use clientele_engine::Session;
use clientele_messages::Severity;

/// Problems listed.
const MOST_ISSUES: usize = 25;
/// Notes listed.
const MOST_NOTES: usize = 12;

pub(super) fn data(session: &Session) -> Vec<Block> {
    let found = crate::data::view(session);
    let mut blocks = vec![
        Block::Lead(format!(
            "Of {} in the sales files, {} were analysed ({}), {} of them repaired; {} were set aside.",
            counted(found.rows_in_files, "row", "rows"),
            grouped(found.rows_analysed),
            percent(found.rows_analysed as f64 / found.rows_in_files.max(1) as f64),
            grouped(found.rows_repaired),
            grouped(found.rows_set_aside)
        )),
        rows_chart(&found),
    ];
    let rows = found.reconciliation.iter().map(|line| {
        vec![
            text(&line.label),
            count(line.rows),
            count(line.orders),
            Cell::Figure(Figure::Money(line.amount)),
            text(&line.explanation),
        ]
    });
    let gross =
        found.reconciliation.first().map(|line| money_text(line.amount, session.dataset().currency())).unwrap_or_default();
    let analysed =
        found.reconciliation.last().map(|line| money_text(line.amount, session.dataset().currency())).unwrap_or_default();
    let says = format!("From {gross} in all rows to {analysed} analysed: every line between is taken off.");
    let columns = ["What", "Rows", "Orders", "Amount", "Why"];
    blocks.push(table("reconciliation", "Revenue, reconciled", says, &columns, rows.collect()));
    blocks.extend(crate::data::shop_sales(session).map(Block::Paragraph));
    let rows = found.files.iter().map(|file| {
        vec![
            text(&file.name),
            text(&file.recognised_as),
            text(&file.encoding),
            count(file.rows),
            count(file.used),
            count(file.set_aside),
        ]
    });
    if !found.files.is_empty() {
        let columns = ["File", "Read as", "Encoding", "Rows", "Used", "Set aside"];
        blocks.push(table("files", "The files", "", &columns, rows.collect()));
    }
    let grade = |severity: Severity| match severity {
        Severity::Error => "Not usable",
        Severity::Warning => "Warning",
        Severity::Info => "For the record",
    };
    let rows: Vec<Vec<Cell>> = found
        .issues
        .iter()
        .take(MOST_ISSUES)
        .map(|issue| {
            vec![
                text(&issue.title),
                text(grade(issue.severity)),
                count(issue.rows),
                Cell::Figure(Figure::Money(issue.money)),
                text(&issue.explanation),
            ]
        })
        .collect();
    if rows.is_empty() {
        blocks.push(Block::Note(Tone::Plain, "No problems were found in the files.".to_owned()));
    } else {
        let columns = ["What", "Severity", "Rows", "Amount", "What was done"];
        blocks.push(table("issues", "What was found in the files", "", &columns, rows));
    }
    let mut said: Vec<String> = found.notes.iter().take(MOST_NOTES).cloned().collect();
    if found.notes.len() > MOST_NOTES {
        said.push(format!("{} more notes are in validation.json.", found.notes.len() - MOST_NOTES));
    }
    if !said.is_empty() {
        blocks.push(Block::Heading("Assumptions and repairs".to_owned()));
        blocks.push(Block::List(said));
    }
    blocks
}

/// Rows by what became of them.
fn rows_chart(found: &DataView) -> Block {
    let repaired = found.rows_repaired.min(found.rows_analysed);
    let parts = [
        ("Analysed as they stand", found.rows_analysed - repaired),
        ("Repaired and analysed", repaired),
        ("Set aside", found.rows_set_aside),
    ];
    let all = found.rows_in_files.max(1) as f64;
    Block::Chart(Box::new(Chart {
        name: "chart-rows".to_owned(),
        title: "Every row accounted for".to_owned(),
        says: parts.map(|(name, rows)| format!("{name}: {}", grouped(rows))).join("; ") + ".",
        how: "Each data row of the sales files is analysed as it stands, repaired and analysed, or set aside under the first reason that applies."
            .to_owned(),
        plot: Plot::Bars {
            direction: Direction::Across,
            layout: Layout::Stacked,
            categories: vec!["Rows".to_owned()],
            category_title: String::new(),
            axis: axis("", Unit::Count("rows".into())),
            series: parts.iter().map(|(name, rows)| series(name, vec![Some(*rows as f64)])).collect(),
        },
        table: TableView {
            columns: ["What", "Rows", "Share"].map(String::from).to_vec(),
            rows: parts
                .iter()
                .map(|(name, rows)| vec![text(name), count(*rows), Cell::Figure(Figure::Share(*rows as f64 / all))])
                .collect(),
        },
    }))
}
