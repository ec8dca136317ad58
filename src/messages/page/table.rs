//! Tables of a page, with cells that may hold more blocks.

use super::line::Line;
use crate::arguments::Arguments;
use crate::{Block, Query};
use clientele_core::domain::{Cell, TableView};
use serde::{Deserialize, Serialize};

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// What it is, for those who hear it.
    pub caption: String,
    /// Test id of the table, or empty.
    pub testid: String,
    /// Test id of its rows, or empty.
    pub row_testid: String,
    /// Whether it scrolls in a box of its own height.
    pub is_long: bool,
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows.
    pub rows: Vec<Row>,
    /// The question for it as a file; the answer to [`Query::Page`] fills it in.
    pub file: Option<Box<Query>>,
}

/// A column of a [`Table`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// Heading.
    pub title: String,
    /// The field's term for it, or empty.
    pub hint: String,
    /// Whether it holds figures, which stand at the right.
    pub is_figure: bool,
    /// Arguments that sort by it; none for a heading that is no button.
    pub sorts: Arguments,
    /// Whether the table is sorted by it, and whether upwards.
    pub sorted: Option<bool>,
}

/// A row of a [`Table`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// What it is about, for programs that read the page (`data-key`).
    pub key: String,
    /// Shown when the pointer rests on it.
    pub hint: String,
    /// Further attributes: `data-…` for programs that read the page; `class` `unused` or `chosen`.
    pub attrs: Vec<(String, String)>,
    /// Cells, as many as columns; the first one is the row's heading.
    pub cells: Vec<CellView>,
}

/// A cell of a [`Table`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CellView {
    /// What it says.
    pub main: Line,
    /// What stands small under it.
    pub sub: Line,
    /// A bar for a share of 0 to 1.
    pub bar: Option<f64>,
    /// An explanation, opened by "Why?"; empty for none.
    pub remark: String,
    /// What is shown when the cell is opened; a cell with nothing here cannot be opened.
    pub more: Vec<Block>,
}

impl CellView {
    /// With a smaller line under it.
    #[must_use]
    pub fn under(mut self, sub: impl Into<Line>) -> Self {
        self.sub = sub.into();
        self
    }
}

impl Column {
    /// A column of texts.
    pub fn text(title: &str) -> Self {
        Self { title: title.to_owned(), ..Self::default() }
    }

    /// A column of figures; the hint is the field's term.
    pub fn figures(title: &str, hint: &str) -> Self {
        Self { title: title.to_owned(), hint: hint.to_owned(), is_figure: true, ..Self::default() }
    }
}

impl Table {
    /// A table of texts and figures.
    pub fn of(table: TableView, caption: &str) -> Self {
        let is_figure =
            |at: usize| table.rows.first().and_then(|row| row.get(at)).is_some_and(|cell| matches!(cell, Cell::Figure(_)));
        let columns = table.columns.iter().enumerate();
        let columns = columns.map(|(at, title)| Column { title: title.clone(), is_figure: is_figure(at), ..Column::default() });
        let columns = columns.collect();
        let cell = |cell: Cell| match cell {
            Cell::Text(text) => CellView::from(text),
            Cell::Figure(figure) => Line::figure(figure).into(),
            Cell::Day(day) => Line::day(day).into(),
            Cell::Empty => "–".into(),
        };
        let rows = table.rows.into_iter().map(|row| Row { cells: row.into_iter().map(cell).collect(), ..Row::default() });
        Self { caption: caption.to_owned(), columns, rows: rows.collect(), ..Self::default() }
    }
}

impl<T: Into<Line>> From<T> for CellView {
    fn from(main: T) -> Self {
        Self { main: main.into(), ..Self::default() }
    }
}
