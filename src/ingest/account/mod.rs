//! The result: counts, issues, reconciliation and report, and the tables of the [`Dataset`](clientele_core::domain::Dataset).

pub(crate) mod anonymous;
pub(crate) mod check_files;
pub(crate) mod counts;
pub(crate) mod currency;
pub(crate) mod examples;
pub(crate) mod file_reports;
pub(crate) mod finish;
pub(crate) mod first_rows;
pub(crate) mod most_common;
pub(crate) mod products;
pub(crate) mod reconcile;
pub(crate) mod tables;
