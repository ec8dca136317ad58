//! A synthetic shop from a seed: people, a catalogue, and purchases that behave as a shop's do. The same settings give the same
//! bytes on every target. Touches no files and no clock.
//!
//! [`Generator`] does the work in steps of a few milliseconds; [`Shop`] holds the result as columns and writes it as the three
//! files of the plain schema, on request in another [`Dialect`] and with faults, which a [`Manifest`] lists.

// Tests compare exact values and build small tables.
#![cfg_attr(test, allow(clippy::float_cmp, clippy::cast_possible_wrap))]

mod behaviour;
mod calendar;
mod catalogue;
mod csv_chunks;
mod dialect;
mod draw;
mod fault_code;
mod fault_injection;
mod generator;
mod locale;
mod manifest;
mod params;
mod people;
mod plan;
mod shop;
mod shop_file;

#[cfg(test)]
mod distribution_tests;

pub use behaviour::Behaviour;
pub use catalogue::{CATEGORIES, Catalogue, CategorySpec};
pub use csv_chunks::CsvChunks;
pub use dialect::Dialect;
pub use fault_code::FaultCode;
pub use generator::{GenerateProgress, Generator};
pub use locale::Locale;
pub use manifest::{Injected, Manifest};
pub use params::{GeneratorParamError, GeneratorParams, ValidGeneratorParams};
pub use people::People;
pub use shop::{Purchases, Shop};
