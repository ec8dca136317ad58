//! The pages' charts as vectors: the same titles, sentences and tables, drawn from those tables.

use clientele_core::domain::{Cell, ErrorView, Figure, TableView, month_name};
use clientele_document::{Axis, Block, Chart, Direction, Layout, Plot, Series, Unit};
use clientele_engine::Session;
use clientele_messages::{ChartId, ChartView, ChartWidth, Theme};
use std::collections::BTreeMap;

/// Rows of a chart's table that a document holds.
const MOST_ROWS: usize = 400;

/// A chart of the pages; `plot` makes the drawing from its table. Nothing where the data are too thin for it.
pub(super) fn page_chart(session: &Session, id: ChartId, plot: impl FnOnce(&TableView) -> Plot) -> Option<Block> {
    let view = view(session, id).ok()?;
    let plot = plot(&view.table);
    Some(finish(id.name(), view, plot))
}

pub(super) fn view(session: &Session, id: ChartId) -> Result<ChartView, ErrorView> {
    crate::charts::chart(session, id, Theme::Light, ChartWidth::Wide)
}

pub(super) fn finish(name: &str, view: ChartView, plot: Plot) -> Block {
    let ChartView { title, summary: says, method_note: how, mut table, .. } = view;
    // Paper has nothing to click, and the document's lines are not dotted.
    let how = how.split(" Click ").next().unwrap_or_default().to_owned();
    let says = says.replace(" (dotted)", "");
    table.rows.truncate(MOST_ROWS);
    Block::Chart(Box::new(Chart { name: format!("chart-{name}"), title, says, how, plot, table }))
}

/// A column's figures in main units.
pub(super) fn column(table: &TableView, column: usize) -> Vec<Option<f64>> {
    table
        .rows
        .iter()
        .map(|row| match row.get(column) {
            Some(Cell::Figure(figure)) => Some(main_units(*figure)),
            _ => None,
        })
        .collect()
}

fn main_units(figure: Figure) -> f64 {
    match figure {
        Figure::Count(n) => n as f64,
        Figure::Money(amount) => amount.to_f64(),
        Figure::Share(x) | Figure::Days(x) | Figure::Number(x) => x,
    }
}

/// A column's texts.
pub(super) fn names(table: &TableView, column: usize) -> Vec<String> {
    let name = |row: &Vec<Cell>| match row.get(column) {
        Some(Cell::Text(text)) => text.clone(),
        Some(Cell::Day(day)) => short_period(&day.long_text()),
        Some(Cell::Figure(figure)) => clientele_document::figure_text(*figure, ""),
        _ => String::new(),
    };
    table.rows.iter().map(name).collect()
}

/// `December 2010` as `Dec 2010`, `9 December 2010` as `9 Dec 2010`.
pub(super) fn short_period(text: &str) -> String {
    for month in 1..=12 {
        let name = month_name(month);
        if let (Some(short), true) = (name.get(..3), text.contains(name)) {
            return text.replace(name, short);
        }
    }
    text.to_owned()
}

pub(super) fn series(name: &str, values: Vec<Option<f64>>) -> Series {
    Series { name: name.to_owned(), values }
}

pub(super) fn axis(title: &str, unit: Unit) -> Axis {
    Axis { title: title.to_owned(), unit }
}

/// `Revenue (GBP)`.
pub(super) fn money_axis(name: &str, currency: &str) -> Axis {
    let title = if currency.is_empty() { name.to_owned() } else { format!("{name} ({currency})") };
    axis(&title, Unit::Money(currency.to_owned()))
}

/// Bars from left to right of a table's first rows.
pub(super) fn across(table: &TableView, most: usize, axis: Axis, of: &[(&str, usize)]) -> Plot {
    let first = |values: Vec<Option<f64>>| values.into_iter().take(most).collect();
    Plot::Bars {
        direction: Direction::Across,
        layout: Layout::Grouped,
        categories: names(table, 0).into_iter().take(most).collect(),
        category_title: String::new(),
        axis,
        series: of.iter().map(|(name, at)| series(name, first(column(table, *at)))).collect(),
    }
}

/// Bars from below, one a row.
pub(super) fn up(categories: Vec<String>, title: &str, axis: Axis, all: Vec<Series>) -> Plot {
    Plot::Bars {
        direction: Direction::Up,
        layout: Layout::Grouped,
        categories,
        category_title: title.to_owned(),
        axis,
        series: all,
    }
}

/// A grid from rows of (row name, column name, figure): names in the order of their first appearance.
pub(super) fn grid(cells: &[(String, String, f64)], row_title: &str, column_title: &str, unit: Unit, most: f64) -> Plot {
    let (mut rows, mut columns) = (Places::default(), Places::default());
    let places: Vec<(usize, usize)> = cells.iter().map(|(row, column, _)| (rows.of(row), columns.of(column))).collect();
    let mut values = vec![vec![None; columns.names.len()]; rows.names.len()];
    for (&(row, column), (.., figure)) in places.iter().zip(cells) {
        // Of two figures in one place the first counts.
        if let Some(value) = values.get_mut(row).and_then(|row| row.get_mut(column)) {
            value.get_or_insert(*figure);
        }
    }
    let (rows, columns) = (rows.names, columns.names);
    let (column_title, row_title) = (column_title.to_owned(), row_title.to_owned());
    Plot::Cells { columns, column_title, rows, row_title, unit, values, most }
}

/// Names in the order in which they are met.
#[derive(Default)]
struct Places {
    names: Vec<String>,
    of_name: BTreeMap<String, usize>,
}

impl Places {
    /// The name's place.
    fn of(&mut self, name: &str) -> usize {
        if let Some(&at) = self.of_name.get(name) {
            return at;
        }
        self.of_name.insert(name.to_owned(), self.names.len());
        self.names.push(name.to_owned());
        self.names.len() - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grid_has_each_name_once_in_the_order_of_the_cells() {
        let cell = |row: &str, column: &str, figure| (row.to_owned(), column.to_owned(), figure);
        let cells = [cell("b", "1", 1.0), cell("a", "2", 2.0), cell("b", "2", 3.0), cell("b", "1", 9.0)];
        let Plot::Cells { columns, rows, values, .. } = grid(&cells, "", "", Unit::Number, 9.0) else { panic!("cells") };
        assert_eq!((columns.join(","), rows.join(",")), ("1,2".to_owned(), "b,a".to_owned()));
        assert_eq!(values, [vec![Some(1.0), Some(3.0)], vec![None, Some(2.0)]]);
    }
}
