//! Plotly specifications, made with the plotly crate; pure. Every text that comes from a file is escaped here.

mod basket;
mod cluster_shapes;
mod clusters;
mod cohorts;
#[cfg(test)]
mod colour_tests;
mod customer;
mod experiments;
mod movement;
mod offers;
mod overview;
mod recommendations;
mod relations;
mod segments;
mod spreads;
mod style;
mod time;
mod value;

pub use basket::{basket_matrix, matrix_products};
pub use cluster_shapes::{cluster_radar, cluster_scatter_3d, silhouette_plot};
pub use clusters::{cluster_choice, cluster_profiles, cluster_scatter, segment_cluster_matrix};
pub use cohorts::{CohortMeasure, cohort_heat_map, order_gaps};
pub use customer::customer_timeline;
pub use experiments::peeking;
pub use movement::movement_flows;
pub use offers::{impact_by_segment, reliability};
pub use overview::{customer_pareto, top_categories, top_places, weekday_hour};
pub use recommendations::{recommendation_quality, strategy_shares};
pub use relations::segment_correlations;
pub use segments::{frequency_distribution, monetary_distribution, recency_distribution, segment_bars, segment_grid};
pub use spreads::{pair_plot, segment_boxes};
pub use time::{is_by_year, revenue_over_time, season_of_year};
pub use value::{active_map, holdout_bins, holdout_tracking, value_distribution};
