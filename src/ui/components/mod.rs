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
mod parts_bar;
mod status_bar;
mod strategy;
mod tables;

pub(super) use blocks::{blocks_view, button_view};
pub(super) use chart::{Chart, ChartSize};
pub(super) use el::live;
pub(super) use filter_bar::FilterBar;
pub(super) use headline::{Headlines, Notes};
pub(super) use icon::{Icon, IconName};
pub(super) use kpi::KpiCard;
pub(super) use log_panel::LogPanel;
pub(super) use page::{
    Await, ExportButton, NeedsResult, PageFrame, Panel, PricesMissing, Skeleton, StageFailure, Stat, Unavailable,
};
pub(super) use parts_bar::{PartsBar, PartsLegend};
pub(super) use status_bar::StatusBar;
pub(super) use strategy::StrategyText;
pub(super) use tables::{DataTable, ProductsTable, ShareCell};
