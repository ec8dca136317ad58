//! The log: one form for the page's log panel, stderr and logs/pipeline.log.

use super::Stage;
use serde::{Deserialize, Serialize};

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogEntry {
    /// Milliseconds since the run began.
    pub elapsed_ms: u32,
    /// How grave.
    pub level: LogLevel,
    /// The stage that it is about.
    pub stage: Stage,
    /// What happened.
    pub text: String,
}

/// How grave a log line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum LogLevel {
    /// For the record.
    Info,
    /// Worth a look.
    Warning,
    /// Something failed.
    Error,
}

impl LogLevel {
    /// `INFO`, `WARNING` or `ERROR`.
    pub fn name(self) -> &'static str {
        match self {
            LogLevel::Info => "INFO",
            LogLevel::Warning => "WARNING",
            LogLevel::Error => "ERROR",
        }
    }
}

/// `00:01.234 INFO rfm text`: the same line in the page's log, on stderr and in logs/pipeline.log.
impl std::fmt::Display for LogEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (minutes, rest) = (self.elapsed_ms / 60_000, self.elapsed_ms % 60_000);
        let (level, stage) = (self.level.name(), self.stage.name());
        write!(f, "{minutes:02}:{:02}.{:03} {level} {stage} {}", rest / 1000, rest % 1000, self.text)
    }
}
