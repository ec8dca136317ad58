//! Figures with their units, and tables of them, for people to read.

use super::{Day, Money};
use serde::{Deserialize, Serialize};

/// A figure with its unit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Figure {
    /// A count.
    Count(u64),
    /// An amount in the data's currency.
    Money(Money),
    /// A share, 0 to 1, shown in per cent.
    Share(f64),
    /// A number of days.
    Days(f64),
    /// A plain number.
    Number(f64),
}

/// A table of texts and figures: a chart's data.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TableView {
    /// Headers.
    pub columns: Vec<String>,
    /// Cells, each row as long as `columns`.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell of a [`TableView`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Cell {
    /// Text.
    Text(String),
    /// A figure with its unit.
    Figure(Figure),
    /// A day.
    Day(Day),
    /// Nothing.
    Empty,
}
