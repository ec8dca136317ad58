//! Clientele: customer analytics and product recommendations for any shop, in one browser tab.
//!
//! Code map, each part using only those before it (`tests/layering.rs` holds this; ARCHITECTURE.md tells more):
//!
//! - [`domain`]: customers, products and order lines as columns, exact money, days
//! - [`statistics`]: distribution functions, adjustment for many tests
//! - `document`: reports and workbooks as data, and their writers: HTML, PDF, XLSX, ZIP
//! - `ingest`, `generate`: bytes of a shop's files, or a seed, to a [`domain::Dataset`]
//! - `segment`, `recommend`, `value`, `basket`, `experiment`: RFM, clusters; the five-strategy recommender; customer
//!   lifetime value; what is bought together; planning, sharing out and reading tests
//! - `chart`, `report`: Plotly specifications; output files
//! - `pipeline`: what runs when, with progress, cancel, errors, log
//! - `protocol`: messages between the page and its worker
//! - `platform`, `ui`: wasm32 only: browser APIs, the page

// Tests compare exact values and build small tables.
#![cfg_attr(test, allow(clippy::float_cmp, clippy::cast_possible_wrap))]

pub mod basket;
pub mod chart;
pub mod document;
pub mod domain;
pub mod experiment;
pub mod generate;
pub mod ingest;
pub mod pipeline;
#[cfg(target_arch = "wasm32")]
pub mod platform;
pub mod project;
pub mod protocol;
pub mod recommend;
pub mod report;
pub mod segment;
pub mod statistics;
pub mod ui;
pub mod value;
