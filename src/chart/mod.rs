//! Plotly specifications, made with the plotly crate; pure. Every text that comes from a file is escaped here.

mod id;
mod overview;
mod segments;
mod style;
mod view;

pub use id::{ChartId, Theme};
pub use overview::{customer_pareto, revenue_over_time, top_categories, weekday_hour};
pub use segments::{frequency_distribution, monetary_distribution, recency_distribution, segment_bars, segment_grid};
pub use view::ChartView;
