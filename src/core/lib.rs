//! What every part of Clientele stands on: a shop as columns, exact money and calendar days, and the statistics that the analyses
//! share.
//!
//! - [`domain`]: customers, products, orders and lines; baskets; figures with units; errors as users are told them
//! - [`files`]: which files people can take away
//! - [`run`]: stages, progress and log of a run, as its host is told of them
//! - [`sparse`]: compressed sparse rows
//! - [`statistics`]: distribution functions, quantiles, adjustment for many tests, seeded draws

// Tests compare exact values and build small tables.
#![cfg_attr(test, allow(clippy::float_cmp, clippy::cast_possible_wrap))]

pub mod domain;
pub mod files;
pub mod run;
pub mod sparse;
pub mod statistics;
