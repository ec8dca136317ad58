//! Plotly specifications, made with the plotly crate; pure. Every text that comes from a file is escaped here.

mod id;
mod view;

pub use id::{ChartId, Theme};
pub use view::ChartView;
