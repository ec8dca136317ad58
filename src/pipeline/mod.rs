//! What runs when: configuration, stages, progress, cancel, errors, log.
//!
//! It knows no browser and no terminal: both give it files and a control and get results.

mod config;
mod error;
mod log;
mod stage;

pub use config::{Config, GeneratorConfig};
pub use error::ErrorView;
pub use log::{LogEntry, LogLevel};
pub use stage::{Progress, Stage, StageOutcome};
