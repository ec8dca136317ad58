//! Customers: the table, one customer's page, lists for mail and advertising tools.

pub(crate) mod audience;
mod columns;
mod lookup;
pub(crate) mod page;
mod products;
mod search;
mod sorting;
pub(crate) mod table;

pub(crate) use lookup::{cluster_of, find, segment_of};
pub(crate) use search::filtered;
