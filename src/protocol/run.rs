//! Starting, following and ending a run.

use super::query::{Answer, Query};
use super::{Day, Money};
use crate::pipeline::Config;
use serde::{Deserialize, Serialize};

/// What the page sends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ToWorker {
    /// Run the pipeline. For [`Source::Files`] and [`Source::Sample`] the files travel beside the message, as browser `File`s.
    Run {
        /// Number of this run, repeated in every message about it.
        job: u32,
        /// Where the data come from.
        source: Source,
        /// All settings.
        config: Config,
    },
    /// Stop run `job`; the earlier result stays.
    Cancel {
        /// The run to stop.
        job: u32,
    },
    /// A question about the current result.
    Ask {
        /// Repeated in the answer.
        id: u32,
        /// The question.
        query: Query,
    },
    /// Make the worker fail, for tests of the recovery: it panics, as a bug would make it.
    #[doc(hidden)]
    TestTrap,
}

/// Where a run's data come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    /// Generated from the configuration's sizes and seed.
    Demo,
    /// The slice of UCI Online Retail that comes with the page.
    Sample,
    /// The user's files.
    Files,
}

/// What the worker sends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FromWorker {
    /// First message: work may be sent now.
    Ready {
        /// [`PROTOCOL_VERSION`](super::PROTOCOL_VERSION) of the worker.
        version: u32,
    },
    /// How far run `job` is.
    Progress {
        /// The run.
        job: u32,
        /// How far.
        progress: Progress,
    },
    /// A stage of run `job` has ended.
    StageEnded {
        /// The run.
        job: u32,
        /// Which stage.
        stage: Stage,
        /// How it ended.
        outcome: StageOutcome,
    },
    /// Run `job` has a result: all stages ended, though some may have failed.
    Finished {
        /// The run.
        job: u32,
        /// What the result is about.
        summary: RunSummary,
    },
    /// Run `job` came to no result; the earlier one, if any, stands.
    Failed {
        /// The run.
        job: u32,
        /// Why, and what to do.
        error: ErrorView,
    },
    /// Run `job` was stopped by the user; the earlier result, if any, stands.
    Cancelled {
        /// The run.
        job: u32,
    },
    /// A line of the log.
    Log(LogEntry),
    /// The answer to question `id`.
    Answer {
        /// Number of the question.
        id: u32,
        /// The answer, or why there is none.
        answer: Result<Answer, ErrorView>,
    },
    /// The worker has panicked and is about to die; the page starts another.
    Crashed {
        /// What the panic said, for the log.
        message: String,
    },
}

/// The pipeline's stages, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Generating or reading the files.
    Load,
    /// Checking rows and building the tables.
    Validate,
    /// Recency, frequency, monetary value; segments.
    Rfm,
    /// K-means for every k, silhouettes, the choice of k.
    Cluster,
    /// The five strategies and the lists of all customers.
    Recommend,
    /// How good the recommendations are on the shop's own past.
    Evaluate,
}

impl Stage {
    /// All stages, in order.
    pub const ALL: [Stage; 6] = [Stage::Load, Stage::Validate, Stage::Rfm, Stage::Cluster, Stage::Recommend, Stage::Evaluate];

    /// The stage's name in logs, files and test hooks.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Load => "load",
            Stage::Validate => "validate",
            Stage::Rfm => "rfm",
            Stage::Cluster => "cluster",
            Stage::Recommend => "recommend",
            Stage::Evaluate => "evaluate",
        }
    }

    /// What is happening, for the person who waits.
    pub fn doing(self) -> &'static str {
        match self {
            Stage::Load => "Reading the data",
            Stage::Validate => "Checking every row",
            Stage::Rfm => "Scoring customers",
            Stage::Cluster => "Finding groups of alike customers",
            Stage::Recommend => "Choosing what to offer to whom",
            Stage::Evaluate => "Testing the recommendations on the shop's past",
        }
    }
}

/// How far a run is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// The stage under way.
    pub stage: Stage,
    /// Units done in this stage.
    pub done: u64,
    /// Units in all, 0 when not known.
    pub total: u64,
    /// What is counted, in the plural: `rows`, `bytes`, `customers`, `runs`.
    pub unit: String,
    /// Rows read so far, for the loading stage.
    pub rows: Option<u64>,
}

/// How a stage ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StageOutcome {
    /// Its result is there.
    Done {
        /// How long it took.
        elapsed_ms: u32,
        /// Whether an earlier result with the same input and settings was taken.
        cached: bool,
    },
    /// It failed; the other stages' results stand.
    Failed(ErrorView),
    /// It could not start because a stage that it needs has failed.
    Skipped {
        /// The stage that it needs.
        needs: Stage,
    },
}

/// An error as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorView {
    /// Stable name of the kind, such as `missing-columns`.
    pub code: String,
    /// One plain sentence: what is wrong.
    pub message: String,
    /// Where: file, line, column or setting.
    pub place: Option<String>,
    /// What to do about it.
    pub suggestion: String,
}

/// What a result is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunSummary {
    /// Where the data came from.
    pub source: Source,
    /// Names of the files, or of the generated shop.
    pub files: Vec<String>,
    /// Seed of every random draw.
    pub seed: u64,
    /// Customers, with prospects.
    pub customers: u64,
    /// Orders analysed.
    pub orders: u64,
    /// Analysed revenue.
    pub revenue: Money,
    /// ISO code or sign, empty when unknown.
    pub currency: String,
    /// First and last day with an order.
    pub period: Option<(Day, Day)>,
    /// How each stage ended, in order.
    pub stages: Vec<(Stage, StageOutcome)>,
    /// The whole run, in milliseconds.
    pub elapsed_ms: u32,
}

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
