//! A run as its host is told of it: stages, progress, the log.

mod log;
mod stage;

pub use log::{LogEntry, LogLevel};
pub use stage::{Progress, Stage, StageOutcome};
