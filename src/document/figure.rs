//! Charts as data: series, axes, units. `plot` gives them places, the writers colours.

use clientele_core::domain::TableView;
use serde::{Deserialize, Serialize};

/// A chart with what stands around it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Chart {
    /// Stable name, for files and anchors.
    pub name: String,
    /// Heading.
    pub title: String,
    /// What it says, in a sentence; the text alternative.
    pub says: String,
    /// How it is computed.
    pub how: String,
    /// What is drawn.
    pub plot: Plot,
    /// The same data as a table.
    pub table: TableView,
}

/// Units of figures in a chart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
    /// A plain number.
    #[default]
    Number,
    /// Whole things, such as `customers`.
    Count(String),
    /// Amounts in main units of this currency (empty: unknown).
    Money(String),
    /// Shares, 0 to 1, shown in per cent.
    Share,
    /// Days.
    Days,
}

/// An axis.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Axis {
    /// What stands beside it; empty for nothing.
    pub title: String,
    /// Unit of its figures.
    pub unit: Unit,
}

/// Figures of one kind.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// Name in the legend.
    pub name: String,
    /// One figure a category; `None` where there is none.
    pub values: Vec<Option<f64>>,
}

/// Which way bars run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Direction {
    /// From left to right: for long names.
    #[default]
    Across,
    /// From below: for bins and time.
    Up,
}

/// How several bars of a category stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Layout {
    /// Beside each other.
    #[default]
    Grouped,
    /// On top of each other.
    Stacked,
}

/// What is drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Plot {
    /// Bars.
    Bars {
        /// Which way.
        direction: Direction,
        /// How several stand.
        layout: Layout,
        /// Names of the categories.
        categories: Vec<String>,
        /// What the categories are; empty for nothing.
        category_title: String,
        /// Axis of the figures.
        axis: Axis,
        /// The figures.
        series: Vec<Series>,
    },
    /// Lines over categories at even distances, such as months.
    Lines {
        /// Names of the places, first to last.
        categories: Vec<String>,
        /// What they are; empty for nothing.
        category_title: String,
        /// Axis of the figures.
        axis: Axis,
        /// The figures.
        series: Vec<Series>,
        /// A place with an upright line, and what it means.
        mark: Option<(u32, String)>,
    },
    /// Dots.
    Dots {
        /// Axis from left to right.
        x: Axis,
        /// Axis from below, by powers of ten.
        y: Axis,
        /// Name and dots (x, y) of each series.
        series: Vec<(String, Vec<(f64, f64)>)>,
    },
    /// A grid of coloured cells.
    Cells {
        /// Names of the columns.
        columns: Vec<String>,
        /// What they are; empty for nothing.
        column_title: String,
        /// Names of the rows, first on top.
        rows: Vec<String>,
        /// What they are; empty for nothing.
        row_title: String,
        /// Unit of the figures.
        unit: Unit,
        /// Row by row; `None` where there is none.
        values: Vec<Vec<Option<f64>>>,
        /// The figure of the fullest colour.
        most: f64,
    },
}

impl Default for Plot {
    fn default() -> Self {
        Plot::Cells {
            columns: Vec::new(),
            column_title: String::new(),
            rows: Vec::new(),
            row_title: String::new(),
            unit: Unit::Number,
            values: Vec::new(),
            most: 1.0,
        }
    }
}

impl Plot {
    /// Names in the legend: none for a single series.
    pub fn legend(&self) -> Vec<&str> {
        let names: Vec<&str> = match self {
            Plot::Bars { series, .. } | Plot::Lines { series, .. } => series.iter().map(|s| s.name.as_str()).collect(),
            Plot::Dots { series, .. } => series.iter().map(|s| s.0.as_str()).collect(),
            Plot::Cells { .. } => Vec::new(),
        };
        if names.len() > 1 { names } else { Vec::new() }
    }
}
