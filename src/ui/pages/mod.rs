//! The pages. Each asks its questions and shows the answers; what a click changes goes through `tasks`.

mod basket;
mod clusters;
mod cohorts;
mod customer;
mod customers;
mod data;
mod experiments;
mod mapping;
mod movement;
mod overview;
mod recommendations;
mod segment_settings;
mod segment_statistics;
mod segments;
mod start;
mod value;

pub(super) use basket::BasketPage;
pub(super) use clusters::ClustersPage;
pub(super) use cohorts::CohortsPage;
pub(super) use customer::CustomerPage;
pub(super) use customers::CustomersPage;
pub(super) use data::DataPage;
pub(super) use experiments::ExperimentsPage;
pub(super) use mapping::MappingPage;
pub(super) use movement::MovementPage;
pub(super) use overview::OverviewPage;
pub(super) use recommendations::RecommendationsPage;
pub(super) use segments::SegmentsPage;
pub(super) use start::StartPage;
pub(super) use value::ValuePage;
