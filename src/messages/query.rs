//! Questions that the page asks about the current result.

use super::arguments::{Arguments, ChartClick};
use super::chart::{ChartId, ChartWidth, MovementDays, Theme};
use super::filter::CustomerFilter;
use super::report::ReportQuery;
use clientele_core::files::ExportKind;
use clientele_ingest::RowSet;
use serde::{Deserialize, Serialize};

/// A question about the current result.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Query {
    /// What was put right in the files, or could be → [`Answer::Repairs`](crate::Answer::Repairs).
    Repairs,
    /// Rows of the sales files, word for word, read again from the files → [`Answer::Rows`](crate::Answer::Rows).
    Rows {
        /// Which rows.
        set: RowSet,
        /// Rows to skip.
        offset: u32,
        /// Rows wanted, at most 500.
        limit: u32,
    },
    /// Customers' segments on two days, as a file → [`Answer::Export`](crate::Answer::Export).
    MovementFile {
        /// Which days.
        days: MovementDays,
        /// Which customers.
        filter: CustomerFilter,
    },
    /// What is bought together by those that the filter lets pass, as a file → [`Answer::Export`](crate::Answer::Export).
    RulesFile {
        /// [`ExportKind::Rules`] or [`ExportKind::TwoItemRules`].
        kind: ExportKind,
        /// Which customers and orders.
        filter: CustomerFilter,
    },
    /// Customers as a list for a tool → [`Answer::Export`](crate::Answer::Export).
    Audience {
        /// Name of the tool.
        tool: String,
        /// Which customers.
        filter: CustomerFilter,
    },
    /// A page of the customer table → [`Answer::Customers`](crate::Answer::Customers).
    Customers {
        /// Which customers.
        filter: CustomerFilter,
        /// `sort` (and `order`): the keys to sort by, the first one first; `show-…`: columns that are not as usual.
        arguments: Arguments,
        /// Rows to skip.
        offset: u32,
        /// Rows wanted, at most 500.
        limit: u32,
    },
    /// The customer table as it is shown, all of its rows, as a file → [`Answer::Export`](crate::Answer::Export).
    CustomersFile {
        /// Which customers.
        filter: CustomerFilter,
        /// As in [`Query::Customers`].
        arguments: Arguments,
    },
    /// A page laid out by the worker → [`Answer::Page`](crate::Answer::Page).
    Page {
        /// Its name, as in addresses.
        name: String,
        /// What of it is shown.
        arguments: Arguments,
        /// Which customers it is about.
        filter: CustomerFilter,
    },
    /// What comes of pressing a button of a page → [`Answer::Export`](crate::Answer::Export), [`Answer::Settings`](crate::Answer::Settings) or [`Answer::Link`](crate::Answer::Link).
    Act {
        /// The page.
        page: String,
        /// The button's act.
        name: String,
        /// What of the page is shown, and what is typed.
        arguments: Arguments,
        /// Which customers it is about.
        filter: CustomerFilter,
    },
    /// Where a click in a chart leads → [`Answer::Link`](crate::Answer::Link).
    ChartClick {
        /// The chart.
        chart: ChartId,
        /// What was clicked.
        click: ChartClick,
        /// Which customers and order lines it is about.
        filter: CustomerFilter,
    },
    /// A chart → [`Answer::Chart`](crate::Answer::Chart).
    Chart {
        /// Which chart.
        chart: ChartId,
        /// For which background.
        theme: Theme,
        /// For how much room.
        width: ChartWidth,
        /// Which customers and order lines it is about.
        filter: CustomerFilter,
    },
    /// A chart's data as a file → [`Answer::Export`](crate::Answer::Export).
    ChartFile {
        /// Which chart.
        chart: ChartId,
        /// Which customers and order lines it is about.
        filter: CustomerFilter,
    },
    /// A table of a page as a file → [`Answer::Export`](crate::Answer::Export).
    TableFile {
        /// The page's name.
        name: String,
        /// What of it is shown.
        arguments: Arguments,
        /// Which customers it is about.
        filter: CustomerFilter,
        /// Which of its tables, counted from the top.
        at: u32,
    },
    /// The key figures as a picture → [`Answer::Job`](crate::Answer::Job).
    KeyFigures {
        /// Which customers and order lines they are about.
        filter: CustomerFilter,
    },
    /// A report or a workbook → [`Answer::Job`](crate::Answer::Job).
    Report(ReportQuery),
    /// A file to download → [`Answer::Export`](crate::Answer::Export). [`ExportKind::SetAside`] is read again from the files.
    Export(ExportKind),
    /// The log so far → [`Answer::Log`](crate::Answer::Log).
    Log,
    /// Files and settings as a project file → [`Answer::Export`](crate::Answer::Export).
    Project,
    /// All settings of the result as TOML → [`Answer::Export`](crate::Answer::Export).
    SettingsFile,
}

impl Query {
    /// Whether the answer is read again from the files, and not from the result.
    pub fn needs_files(&self) -> bool {
        matches!(self, Query::Rows { .. } | Query::Export(ExportKind::SetAside) | Query::Project)
    }
}
