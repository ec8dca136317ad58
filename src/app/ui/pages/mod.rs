//! The pages. Each asks its questions and shows the answers; what a click changes goes through `actions`.

mod customers;
mod data;
mod laid_out;
mod mapping;
mod start;

pub(super) use customers::CustomersPage;
pub(super) use data::DataPage;
pub(super) use laid_out::laid_out;
pub(super) use mapping::MappingPage;
pub(super) use start::StartPage;
