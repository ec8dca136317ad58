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

/// A key figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kpi {
    /// Stable name: `revenue`, `orders`, `customers`, `average-order`, `repeat-rate`, `active-customers`. Test id `kpi-<name>`.
    pub name: String,
    /// What it is.
    pub label: String,
    /// Its value.
    pub value: Figure,
    /// How it is computed, in one sentence.
    pub how: String,
    /// Change of the last period against the one before (0.1 is 10 % more), where there are two.
    pub change: Option<f64>,
    /// What the change compares, such as `last 90 days against the 90 before`.
    pub change_label: String,
    /// The figure in each whole span of 30 days up to the last day, oldest first: a month that has begun would look like a fall. Spans
    /// are longer where the dates span more than forty years.
    pub history: Vec<f64>,
}
