//! Clientele: customer analytics and product recommendations for any shop.
//!
//! This crate is the face of the workspace: each part is a crate of its own under `src/`, and is named here.
//!
//! - [`domain`], [`statistics`]: a shop as columns, exact money, days; what all analyses share
//! - [`ingest`], [`generate`]: a shop's files, or a seed, to a [`domain::Dataset`]
//! - [`segment`], [`cluster`], [`value`], [`basket`], [`experiment`], [`recommend`]: the analyses
//! - [`engine`]: what runs when, with progress, cancel, cache and log; [`run`], [`files`]: what its host is told, and takes away
//! - [`document`], [`pages`], [`messages`]: reports and workbooks; what the page shows, and what it asks for

pub use clientele_analytics::{basket, cluster, experiment, recommend, segment, value};
pub use clientele_core::{domain, files, run, statistics};
pub use clientele_document as document;
pub use clientele_engine as engine;
pub use clientele_generate as generate;
pub use clientele_ingest as ingest;
pub use clientele_messages as messages;
pub use clientele_pages as pages;
