//! Clientele: customer analytics and product recommendations for any shop.
//!
//! This crate is the face of the workspace: one name for each part.

pub use clientele_analytics::{basket, cluster, experiment, recommend, segment, value};
pub use clientele_core::{domain, statistics};
pub use clientele_document as document;
pub use clientele_engine as engine;
pub use clientele_generate as generate;
pub use clientele_ingest as ingest;
pub use clientele_messages as messages;
pub use clientele_pages as pages;
