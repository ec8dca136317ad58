//! Parts that pages are put together from. Each shows what it is given; none asks the worker except charts and downloads.

mod blocks;
mod chart;
mod el;
mod filter_bar;
mod headline;
mod icon;
mod kpi;
mod log_panel;
mod page;
mod status_bar;
mod tables;

pub(super) use blocks::{RowsShown, blocks_view, button_view, span_text};
pub(super) use chart::{Chart, ChartSize};
pub(super) use el::{El, el, el_of, live, live_text};
pub(super) use filter_bar::FilterBar;
pub(super) use headline::Headlines;
pub(super) use icon::{Icon, IconName};
pub(super) use kpi::KpiCard;
pub(super) use log_panel::LogPanel;
pub(super) use page::{ExportButton, NeedsResult, PageFrame, Panel, PricesMissing, Skeleton};
pub(super) use status_bar::StatusBar;
pub(super) use tables::DataTable;
