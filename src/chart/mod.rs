//! Plotly specifications, made with the plotly crate; pure. Every text that comes from a file is escaped here.

mod cluster_shapes;
mod clusters;
mod id;
mod overview;
mod recommendations;
mod relations;
mod segments;
mod style;
mod view;

pub use cluster_shapes::{cluster_radar, cluster_scatter_3d, silhouette_plot};
pub use clusters::{cluster_choice, cluster_profiles, cluster_scatter, segment_cluster_matrix, silhouette_note};
pub use id::{ChartId, ChartWidth, Theme};
pub use overview::{customer_pareto, product_name, revenue_over_time, top_categories, weekday_hour};
pub use recommendations::{method_label, recommendation_quality, strategy_label, strategy_shares, verdict};
pub use relations::segment_correlations;
pub use segments::{frequency_distribution, monetary_distribution, recency_distribution, segment_bars, segment_grid};
pub use view::ChartView;
