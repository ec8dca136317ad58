//! The parts of pages. Charts and downloads ask the worker; all others show what they are given.

mod blocks;
mod chart;
mod data_table;
pub(crate) mod el;
mod error_box;
mod filter_bar;
mod icon;
mod log_panel;
mod page_frame;
mod status_bar;

pub(super) use blocks::{RowsShown, blocks_view, button_view, span_text};
pub(super) use chart::{Chart, ChartSize};
pub(super) use data_table::DataTable;
pub(super) use el::{El, el, el_of, live, live_text};
pub(super) use error_box::{ErrorBox, FILE_INPUT, RunAgain};
pub(super) use filter_bar::FilterBar;
pub(super) use icon::{Icon, IconName};
pub(super) use log_panel::LogPanel;
pub(super) use page_frame::{ExportButton, NeedsResult, PageFrame, Panel, PricesMissing, Skeleton};
pub(super) use status_bar::StatusBar;
