//! What can be learned from a shop: who the customers are, what they will be worth, what to offer them, what worked.
//!
//! Each module is computation over a [`Dataset`](clientele_core::domain::Dataset). The crates above read files, tell the time and draw pages.

// Tests compare exact values and build small tables.
#![cfg_attr(test, allow(clippy::float_cmp, clippy::cast_possible_wrap))]

pub mod basket;
pub mod cluster;
pub mod estimator;
pub mod experiment;
pub mod recommend;
pub mod segment;
pub mod value;
