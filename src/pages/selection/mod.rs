//! Which customers and order lines a page is about: the filter, groups that charts count, and where a click leads.

pub(crate) mod click;
pub(crate) mod filter;
pub(crate) mod filter_bar;
mod group;
