//! Answers to the page's questions.

use super::chart::ChartView;
use super::page::{Link, PageView};
use super::preview::PreviewView;
use super::views::{CustomersPage, ExportedFile, RepairsView};
use clientele_core::run::LogEntry;
use clientele_ingest::{Inspection, RecipeFile, RowsPage};
use serde::{Deserialize, Serialize};

/// Answers, one kind for each [`Query`](super::Query).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// To [`Query::Repairs`](crate::Query::Repairs).
    Repairs(Box<RepairsView>),
    /// To [`ToWorker::Inspect`](super::ToWorker::Inspect).
    Inspection(Inspection),
    /// To [`ToWorker::Preview`](super::ToWorker::Preview).
    Preview(PreviewView),
    /// To [`ToWorker::ReadRecipe`](super::ToWorker::ReadRecipe).
    Recipe(Box<RecipeFile>),
    /// To [`Query::Rows`](crate::Query::Rows).
    Rows(RowsPage),
    /// To [`Query::Customers`](crate::Query::Customers).
    Customers(CustomersPage),
    /// To [`Query::Page`](crate::Query::Page).
    Page(Box<PageView>),
    /// To [`Query::ChartClick`](crate::Query::ChartClick); `None` where a click means nothing.
    Link(Option<Link>),
    /// To [`Query::Act`](crate::Query::Act): settings to keep, as text that the worker understands (`clientele_engine::overlay`).
    Settings(String),
    /// To [`Query::Chart`](crate::Query::Chart).
    Chart(ChartView),
    /// To [`Query::Export`](crate::Query::Export).
    Export(ExportedFile),
    /// To [`Query::Report`](crate::Query::Report): a file whose bytes are still a `clientele_document::Job`, for the writer of documents.
    Job(ExportedFile),
    /// To [`Query::Log`](crate::Query::Log).
    Log(Vec<LogEntry>),
    /// To [`ToWorker::Erase`](super::ToWorker::Erase): what was erased, in words.
    Erased(String),
}
