//! What runs when: configuration, stages, progress, cancel, errors, log.
//!
//! It knows no browser and no terminal: both give it files and a control and get results.

mod config;

pub use config::{Config, GeneratorConfig};
