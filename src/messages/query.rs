//! Questions that the page asks about the current result.

use super::group::CustomerGroup;
use super::page::{Arguments, Link, PageView, Pick};
use super::report_views::ReportQuery;
use super::views::*;
use clientele_pages::chart::{ChartId, ChartView, ChartWidth, MovementDays, Theme};
use clientele_engine::{Inspection, LogEntry, RecipeFile, RowSet, RowsPage};
use clientele_engine::output::ExportKind;
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
    /// Customers' segments on two days, as a file → [`Answer::Export`].
    MovementFile {
        /// Which days.
        days: MovementDays,
        /// Which customers.
        filter: CustomerFilter,
    },
    /// What is bought together by those that the filter lets pass, as a file → [`Answer::Export`].
    RulesFile {
        /// [`ExportKind::Rules`] or [`ExportKind::DoubleRules`].
        kind: ExportKind,
        /// Which customers and orders.
        filter: CustomerFilter,
    },
    /// Customers as a list for a tool → [`Answer::Export`].
    Audience {
        /// Name of the tool.
        tool: String,
        /// Which customers.
        filter: CustomerFilter,
    },
    /// A page of the customer table → [`Answer::Customers`].
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
    /// The customer table as it is shown, all of its rows, as a file → [`Answer::Export`].
    CustomersFile {
        /// Which customers.
        filter: CustomerFilter,
        /// As in [`Query::Customers`].
        arguments: Arguments,
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
        /// Which customers it is about.
        filter: CustomerFilter,
    },
    /// Where a click in a chart leads → [`Answer::Link`].
    Pick {
        /// The chart.
        chart: ChartId,
        /// What was clicked.
        pick: Pick,
        /// Which customers and order lines it is about.
        filter: CustomerFilter,
    },
    /// A chart → [`Answer::Chart`].
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
    /// A chart's data as a file → [`Answer::Export`].
    ChartFile {
        /// Which chart.
        chart: ChartId,
        /// Which customers and order lines it is about.
        filter: CustomerFilter,
    },
    /// A table of a page as a file → [`Answer::Export`].
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
    /// The key figures as a picture → [`Answer::Job`].
    KeyFigures {
        /// Which customers and order lines they are about.
        filter: CustomerFilter,
    },
    /// A report or a workbook → [`Answer::Job`].
    Report(ReportQuery),
    /// A file to download → [`Answer::Export`]. [`ExportKind::SetAside`] is read again from the files.
    Export(ExportKind),
    /// The log so far → [`Answer::Log`].
    Log,
    /// Files and settings as a project file → [`Answer::Export`].
    Project,
    /// All settings of the result as TOML → [`Answer::Export`].
    SettingsFile,
}

impl Query {
    /// Whether the answer is read again from the files, and not from the result.
    pub fn needs_files(&self) -> bool {
        matches!(self, Query::Rows { .. } | Query::Export(ExportKind::SetAside) | Query::Project)
    }
}

/// Which customers, and which of their order lines; all conditions must hold. Customers belong to it who have such lines.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CustomerFilter {
    /// Part of the id, name or e-mail address, any case. Only lists of customers look at it.
    pub search: String,
    /// Name of a segment (`Prospects` for customers without orders).
    pub segment: Option<String>,
    /// Name of a cluster.
    pub cluster: Option<String>,
    /// A group that a chart or a table of another page has counted.
    pub group: Option<CustomerGroup>,
    /// Country or city that customers are in.
    pub place: Option<String>,
    /// Category of what was bought.
    pub category: Option<String>,
    /// What was bought: the product's identifier.
    pub product: Option<String>,
    /// Month of the order, such as `2011-03`.
    pub month: Option<String>,
}

impl CustomerFilter {
    /// Names of the conditions in addresses and arguments.
    pub const NAMES: [&'static str; 7] = ["segment", "cluster", "group", "place", "category", "product", "month"];

    /// Sets a condition, or the search (`q`), by its name; an empty or unreadable text takes it away. False when there is none of
    /// that name.
    pub fn set(&mut self, name: &str, text: &str) -> bool {
        let value = Some(text.to_owned()).filter(|text| !text.is_empty());
        match name {
            "q" => text.clone_into(&mut self.search),
            "segment" => self.segment = value,
            "cluster" => self.cluster = value,
            "place" => self.place = value,
            "category" => self.category = value,
            "product" => self.product = value,
            "month" => self.month = value,
            "group" => self.group = CustomerGroup::from_text(text),
            _ => return false,
        }
        true
    }

    /// The conditions that are set, by name and as text.
    pub fn conditions(&self) -> Vec<(&'static str, String)> {
        let texts = [
            self.segment.clone(),
            self.cluster.clone(),
            self.group.as_ref().map(CustomerGroup::to_text),
            self.place.clone(),
            self.category.clone(),
            self.product.clone(),
            self.month.clone(),
        ];
        Self::NAMES.into_iter().zip(texts).filter_map(|(name, text)| Some((name, text?))).collect()
    }

    /// Whether it looks at order lines, and not only at customers.
    pub fn is_about_lines(&self) -> bool {
        self.category.is_some() || self.product.is_some() || self.month.is_some()
    }
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
    /// To [`Query::Customers`].
    Customers(CustomersPage),
    /// To [`Query::Page`].
    Page(Box<PageView>),
    /// To [`Query::Pick`]; `None` where a click means nothing.
    Link(Option<Link>),
    /// To [`Query::Act`]: settings to keep, as text that the worker understands ([`clientele_engine::overlay`]).
    Settings(String),
    /// To [`Query::Chart`].
    Chart(ChartView),
    /// To [`Query::Export`].
    Export(ExportedFile),
    /// To [`Query::Report`]: a file whose bytes are still a [`Job`](clientele_document::Job), for the writer of documents.
    Job(ExportedFile),
    /// To [`Query::Log`].
    Log(Vec<LogEntry>),
    /// To [`ToWorker::Erase`](super::ToWorker::Erase): what was erased, in words.
    Erased(String),
}
