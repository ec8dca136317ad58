//! Questions that the page asks about the current result.

use super::group::CustomerGroup;
use super::page::{Arguments, Link, PageView, Pick};
use super::views::*;
use crate::chart::{ChartId, ChartView, ChartWidth, MovementDays, Theme};
use crate::pipeline::{Inspection, LogEntry, RecipeFile, RowSet, RowsPage};
use crate::report::ExportKind;
use serde::{Deserialize, Serialize};

/// A question about the current result.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Query {
    /// What was put right in the files, or could be → [`Answer::Repairs`].
    Repairs,
    /// Rows of the sales files, word for word, read again from the files → [`Answer::Rows`].
    Rows {
        /// Which rows.
        set: RowSet,
        /// Rows to skip.
        offset: u32,
        /// Rows wanted, at most 500.
        limit: u32,
    },
    /// KPIs and executive summary → [`Answer::Overview`].
    Overview,
    /// Names of the segments and of the clusters that have customers → [`Answer::Groups`].
    Groups,
    /// Everybody's segments on two days, as a file → [`Answer::Export`].
    MovementFile {
        /// Which days.
        days: MovementDays,
    },
    /// A page of the customer table → [`Answer::Customers`].
    Customers {
        /// Which customers.
        filter: CustomerFilter,
        /// Sorted by.
        sort: CustomerSort,
        /// Which way.
        direction: SortDirection,
        /// Rows to skip.
        offset: u32,
        /// Rows wanted, at most 500.
        limit: u32,
    },
    /// What the recommender did, and how good it is → [`Answer::Recommendations`].
    Recommendations,
    /// A page of recommendation lists, one row a customer → [`Answer::RecommendationRows`].
    RecommendationRows {
        /// Which customers.
        filter: CustomerFilter,
        /// Rows to skip.
        offset: u32,
        /// Rows wanted, at most 500.
        limit: u32,
    },
    /// A page laid out by the worker → [`Answer::Page`].
    Page {
        /// Its name, as in addresses.
        name: String,
        /// What of it is shown.
        arguments: Arguments,
        /// Which customers it is about.
        filter: CustomerFilter,
    },
    /// What comes of pressing a button of a page → [`Answer::Export`], [`Answer::Settings`] or [`Answer::Link`].
    Act {
        /// The page.
        page: String,
        /// The button's act.
        name: String,
        /// What of the page is shown, and what is typed.
        arguments: Arguments,
    },
    /// Where a click in a chart leads → [`Answer::Link`].
    Pick {
        /// The chart.
        chart: ChartId,
        /// What was clicked.
        pick: Pick,
    },
    /// A chart → [`Answer::Chart`].
    Chart {
        /// Which chart.
        chart: ChartId,
        /// For which background.
        theme: Theme,
        /// For how much room.
        width: ChartWidth,
    },
    /// A file to download → [`Answer::Export`]. [`ExportKind::SetAside`] is read again from the files.
    Export(ExportKind),
    /// The log so far → [`Answer::Log`].
    Log,
}

impl Query {
    /// Whether the answer is read again from the files, and not from the result.
    pub fn needs_files(&self) -> bool {
        matches!(self, Query::Rows { .. } | Query::Export(ExportKind::SetAside))
    }
}

/// Which customers; all conditions must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CustomerFilter {
    /// Part of the id, name or e-mail address, any case.
    pub search: String,
    /// Name of a segment (`Prospects` for customers without orders).
    pub segment: Option<String>,
    /// Name of a cluster.
    pub cluster: Option<String>,
    /// A group that a chart or a table of another page has counted.
    pub group: Option<CustomerGroup>,
}

/// Columns that the customer table sorts by. Ties are broken by id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CustomerSort {
    /// The shop's identifier, bytewise.
    Id,
    /// Name.
    Name,
    /// Days since the last order.
    Recency,
    /// Number of orders.
    Frequency,
    /// Revenue.
    #[default]
    Monetary,
    /// Segment, in the map's order.
    Segment,
    /// Cluster number.
    Cluster,
}

/// Sort direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SortDirection {
    /// Smallest first.
    Ascending,
    /// Largest first.
    #[default]
    Descending,
}

/// Answers, one kind for each [`Query`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// To [`Query::Repairs`].
    Repairs(Box<RepairsView>),
    /// To [`ToWorker::Inspect`](super::ToWorker::Inspect).
    Inspection(Inspection),
    /// To [`ToWorker::ReadRecipe`](super::ToWorker::ReadRecipe).
    Recipe(Box<RecipeFile>),
    /// To [`Query::Rows`].
    Rows(RowsPage),
    /// To [`Query::Overview`].
    Overview(OverviewView),
    /// To [`Query::Groups`]: segments, and clusters; none where they are missing.
    Groups((Vec<String>, Vec<String>)),
    /// To [`Query::Customers`].
    Customers(CustomersPage),
    /// To [`Query::Recommendations`].
    Recommendations(RecommendationsView),
    /// To [`Query::RecommendationRows`].
    RecommendationRows(RecommendationsPage),
    /// To [`Query::Page`].
    Page(Box<PageView>),
    /// To [`Query::Pick`]; `None` where a click means nothing.
    Link(Option<Link>),
    /// To [`Query::Act`]: settings to keep, as text that the worker understands ([`crate::pipeline::overlay`]).
    Settings(String),
    /// To [`Query::Chart`].
    Chart(ChartView),
    /// To [`Query::Export`].
    Export(ExportedFile),
    /// To [`Query::Log`].
    Log(Vec<LogEntry>),
}
