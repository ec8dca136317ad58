//! The pages. Each asks its questions and shows the answers; what a click changes goes through `tasks`.

mod clusters;
mod customer;
mod customers;
mod data;
mod experiments;
mod laid_out;
mod mapping;
mod recommendations;
mod segment_settings;
mod segment_statistics;
mod segments;
mod start;

pub(super) use clusters::ClustersPage;
pub(super) use customer::CustomerPage;
pub(super) use customers::CustomersPage;
pub(super) use data::DataPage;
pub(super) use experiments::ExperimentsPage;
pub(super) use laid_out::laid_out;
pub(super) use mapping::MappingPage;
pub(super) use recommendations::RecommendationsPage;
pub(super) use segments::SegmentsPage;
pub(super) use start::StartPage;
