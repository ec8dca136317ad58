//! What the page knows about runs: a state that only changes by events, and what follows from it for a page. No browser here.

use super::route::DataKey;
use clientele_core::domain::ErrorView;
use clientele_core::run::{LogEntry, LogLevel, Progress, Stage, StageOutcome};
use clientele_messages::{FromWorker, RunSummary};

/// Lines of the log that the page keeps; the oldest go first.
const LOG_LINES: usize = 5_000;

/// What the latest run is doing or how it ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// No run yet.
    #[default]
    Idle,
    /// Under way.
    Running,
    /// There is a result.
    Ready,
    /// It came to no result.
    Failed,
    /// The user stopped it.
    Cancelled,
}

impl Phase {
    /// Value of `data-state` on the status bar.
    pub fn name(self) -> &'static str {
        match self {
            Phase::Idle => "idle",
            Phase::Running => "running",
            Phase::Ready => "ready",
            Phase::Failed => "failed",
            Phase::Cancelled => "cancelled",
        }
    }
}

/// The result that pages show.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// Counts up with each result: answers to questions about another number are old.
    pub version: u32,
    /// Which data it is about.
    pub data: DataKey,
    /// What it is about.
    pub summary: RunSummary,
    /// Whether the worker still has it; after a restart only what was already shown is left.
    pub in_worker: bool,
}

/// The run under way or last ended, and the result that stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunState {
    /// How the latest run stands.
    pub phase: Phase,
    /// Number of the latest run.
    pub job: Option<u32>,
    /// Data of the latest run.
    pub data: Option<DataKey>,
    /// Its progress.
    pub progress: Option<Progress>,
    /// Its stages that have ended, in order.
    pub ended: Vec<(Stage, StageOutcome)>,
    /// Why it failed.
    pub error: Option<ErrorView>,
    /// The result that stands: the latest one that was reached, whatever happened to later runs.
    pub standing: Option<Standing>,
}

impl RunState {
    /// A run was started.
    pub fn started(&mut self, job: u32, data: DataKey) {
        self.phase = Phase::Running;
        self.job = Some(job);
        self.data = Some(data);
        self.progress = None;
        self.ended.clear();
        self.error = None;
    }

    /// The worker said something. Messages about earlier runs are ignored. True when the state has changed.
    pub fn apply(&mut self, message: &FromWorker) -> bool {
        let job = match message {
            FromWorker::Progress { job, .. }
            | FromWorker::StageEnded { job, .. }
            | FromWorker::Finished { job, .. }
            | FromWorker::Failed { job, .. }
            | FromWorker::Cancelled { job } => *job,
            FromWorker::Settings { .. } | FromWorker::Kept(_) => return false,
            FromWorker::Log(_) | FromWorker::Answer { .. } | FromWorker::Crashed { .. } => return false,
        };
        if self.job != Some(job) || self.phase != Phase::Running {
            return false;
        }
        match message {
            FromWorker::Progress { progress, .. } => self.progress = Some(progress.clone()),
            FromWorker::StageEnded { stage, outcome, .. } => {
                self.ended.retain(|(s, _)| s != stage);
                self.ended.push((*stage, outcome.clone()));
            }
            FromWorker::Finished { summary, .. } => {
                let version = self.standing.as_ref().map_or(1, |s| s.version + 1);
                self.ended.clone_from(&summary.stages);
                self.phase = Phase::Ready;
                self.progress = None;
                if let Some(data) = self.data.clone() {
                    self.standing = Some(Standing { version, data, summary: summary.clone(), in_worker: true });
                }
            }
            FromWorker::Failed { error, .. } => {
                self.phase = Phase::Failed;
                self.error = Some(error.clone());
            }
            FromWorker::Cancelled { .. } => {
                self.phase = Phase::Cancelled;
                self.progress = None;
            }
            _ => return false,
        }
        true
    }

    /// The worker trapped, was killed or could not be used, for this reason: a run under way is lost, and so is what the worker held.
    pub fn worker_lost(&mut self, error: ErrorView) {
        if let Some(standing) = &mut self.standing {
            standing.in_worker = false;
        }
        if self.phase == Phase::Idle {
            return;
        }
        self.phase = Phase::Failed;
        self.error = Some(error);
    }

    /// The stage to show as under way: the one of the last progress message, or the first that has not ended.
    pub fn stage(&self) -> Option<Stage> {
        if self.phase != Phase::Running {
            return None;
        }
        let next = Stage::ALL.into_iter().find(|stage| !self.ended.iter().any(|(ended, _)| ended == stage));
        self.progress.as_ref().map(|p| p.stage).or(next)
    }

    /// How far the stage under way is, 0 to 1, where that is known.
    pub fn share_done(&self) -> Option<f64> {
        let progress = self.progress.as_ref()?;
        (progress.total > 0).then(|| (progress.done as f64 / progress.total as f64).clamp(0.0, 1.0))
    }

    /// Stages of the standing result that failed.
    pub fn failed_stages(&self) -> Vec<Stage> {
        let stages = self.standing.as_ref().map(|s| s.summary.stages.as_slice()).unwrap_or_default();
        stages.iter().filter(|(_, outcome)| matches!(outcome, StageOutcome::Failed(_))).map(|(stage, _)| *stage).collect()
    }

    /// What a page that shows the work of `needs` has to show.
    pub fn guard(&self, needs: Stage) -> Guard {
        let Some(standing) = &self.standing else {
            return match (self.phase, &self.error) {
                (Phase::Running, _) => Guard::Working,
                (Phase::Cancelled, _) => Guard::Cancelled,
                (_, Some(error)) => Guard::Failed(error.clone()),
                _ => Guard::Nothing,
            };
        };
        stage_guard(&standing.summary.stages, needs)
    }
}

/// What stands instead of a page's content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guard {
    /// Nothing: the content can be shown.
    Open,
    /// No data were chosen yet.
    Nothing,
    /// The first result is being worked out.
    Working,
    /// The first run was stopped.
    Cancelled,
    /// The first run failed.
    Failed(ErrorView),
    /// The stage that this page shows has failed, in a result whose other parts stand.
    StageFailed {
        /// That stage, or the one that it needs.
        stage: Stage,
        /// Why.
        error: ErrorView,
    },
    /// The data cannot answer what this page shows; nothing is wrong.
    StageUnavailable {
        /// Why.
        error: ErrorView,
    },
}

fn stage_guard(stages: &[(Stage, StageOutcome)], needs: Stage) -> Guard {
    let mut stage = needs;
    // A skipped stage points to the one it needs; that may be skipped too. Each step goes to another stage: six at most.
    for _ in Stage::ALL {
        match stages.iter().find(|(s, _)| *s == stage).map(|(_, outcome)| outcome) {
            Some(StageOutcome::Failed(error)) => return Guard::StageFailed { stage, error: error.clone() },
            Some(StageOutcome::Unavailable(error)) => return Guard::StageUnavailable { error: error.clone() },
            Some(StageOutcome::Skipped { needs }) => stage = *needs,
            Some(StageOutcome::Done { .. }) | None => return Guard::Open,
        }
    }
    Guard::Open
}

/// What to say when the worker was lost.
pub fn worker_lost_error(message: &str) -> ErrorView {
    ErrorView {
        code: "worker-lost".to_owned(),
        message: "The engine that holds the data has stopped, or could not be started.".to_owned(),
        place: Some(message.to_owned()).filter(|m| !m.is_empty()),
        suggestion: "Run again: a new engine is started then, and your files are untouched.".to_owned(),
    }
}

/// The log as the page keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogBook {
    lines: Vec<LogEntry>,
    /// Lines dropped because there were too many.
    pub dropped: u64,
}

impl LogBook {
    /// A new line.
    pub fn push(&mut self, entry: LogEntry) {
        if self.lines.len() >= LOG_LINES {
            self.lines.drain(..LOG_LINES / 10);
            self.dropped += (LOG_LINES / 10) as u64;
        }
        self.lines.push(entry);
    }

    /// A new run begins a new log.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// The lines of at least this level, oldest first.
    pub fn at_least(&self, level: LogLevel) -> impl DoubleEndedIterator<Item = &LogEntry> {
        self.lines.iter().filter(move |entry| entry.level >= level)
    }

    /// How many lines of this level.
    pub fn count(&self, level: LogLevel) -> usize {
        self.lines.iter().filter(|entry| entry.level == level).count()
    }

    /// All lines as the text of a file.
    pub fn to_text(&self) -> String {
        self.lines.iter().map(|entry| format!("{entry}\n")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clientele_core::domain::Money;
    use clientele_messages::{DemoSize, FilesId, Source};

    fn error(code: &str) -> ErrorView {
        ErrorView { code: code.into(), message: "It failed.".into(), place: None, suggestion: "Try again.".into() }
    }

    fn summary(stages: Vec<(Stage, StageOutcome)>) -> RunSummary {
        RunSummary {
            source: Source::Demo,
            files: vec!["Demo shop".into()],
            files_id: FilesId::default(),
            seed: 42,
            customers: 1,
            orders: 1,
            revenue: Money::ZERO,
            currency: String::new(),
            has_prices: true,
            period: None,
            stages,
            elapsed_ms: 5,
        }
    }

    fn done(stage: Stage) -> (Stage, StageOutcome) {
        (stage, StageOutcome::Done { elapsed_ms: 1, cached: false })
    }

    fn demo() -> DataKey {
        DataKey::Demo(DemoSize::default())
    }

    fn finished() -> RunState {
        let mut state = RunState::default();
        state.started(1, demo());
        state.apply(&FromWorker::Finished { job: 1, summary: summary(Stage::ALL.map(done).into()) });
        state
    }

    #[test]
    fn a_run_goes_from_idle_to_ready() {
        let mut state = RunState::default();
        assert_eq!((state.phase.name(), state.guard(Stage::Load)), ("idle", Guard::Nothing));
        state.started(1, demo());
        assert_eq!((state.phase.name(), state.stage(), state.guard(Stage::Rfm)), ("running", Some(Stage::Load), Guard::Working));
        let progress = Progress { stage: Stage::Rfm, done: 3, total: 4, unit: "customers".into(), rows: None };
        assert!(state.apply(&FromWorker::Progress { job: 1, progress }));
        assert_eq!((state.stage(), state.share_done()), (Some(Stage::Rfm), Some(0.75)));
        assert!(state.apply(&FromWorker::Finished { job: 1, summary: summary(Stage::ALL.map(done).into()) }));
        assert_eq!((state.phase.name(), state.stage(), state.guard(Stage::Rfm)), ("ready", None, Guard::Open));
        assert_eq!(state.standing.as_ref().map(|s| s.version), Some(1));
    }

    #[test]
    fn messages_of_earlier_runs_change_nothing() {
        let mut state = finished();
        state.started(2, DataKey::Sample);
        let before = state.clone();
        assert!(!state.apply(&FromWorker::Failed { job: 1, error: error("late") }));
        assert!(!state.apply(&FromWorker::Crashed { message: "late".into() }));
        assert_eq!(state, before);
    }

    #[test]
    fn the_earlier_result_survives_failure_and_cancel() {
        for end in [FromWorker::Failed { job: 2, error: error("bad-file") }, FromWorker::Cancelled { job: 2 }] {
            let mut state = finished();
            state.started(2, DataKey::Files);
            assert_eq!(state.guard(Stage::Rfm), Guard::Open, "while the second run works the first result shows");
            assert!(state.apply(&end));
            assert_eq!(state.guard(Stage::Rfm), Guard::Open);
            assert_eq!(state.standing.as_ref().map(|s| (s.version, s.data.clone(), s.in_worker)), Some((1, demo(), true)));
        }
    }

    #[test]
    fn without_an_earlier_result_the_page_says_why() {
        let mut state = RunState::default();
        state.started(1, DataKey::Files);
        state.apply(&FromWorker::Cancelled { job: 1 });
        assert_eq!(state.guard(Stage::Load), Guard::Cancelled);
        state.started(2, DataKey::Files);
        state.apply(&FromWorker::Failed { job: 2, error: error("empty-file") });
        assert_eq!(state.guard(Stage::Load), Guard::Failed(error("empty-file")));
    }

    #[test]
    fn a_lost_worker_fails_the_run_but_not_what_was_shown() {
        let mut state = finished();
        state.started(2, demo());
        state.worker_lost(worker_lost_error("unreachable executed"));
        assert_eq!((state.phase, state.guard(Stage::Rfm)), (Phase::Failed, Guard::Open));
        assert_eq!(state.standing.as_ref().map(|s| s.in_worker), Some(false));
        assert_eq!(state.error.as_ref().map(|e| e.code.as_str()), Some("worker-lost"));
        let mut idle = RunState::default();
        idle.worker_lost(worker_lost_error("killed"));
        assert_eq!(idle.phase, Phase::Idle, "nothing was lost");
    }

    #[test]
    fn a_failed_stage_closes_its_own_pages_only() {
        let stages = vec![
            done(Stage::Load),
            done(Stage::Validate),
            done(Stage::Rfm),
            (Stage::Cluster, StageOutcome::Failed(error("too-few"))),
            (Stage::Recommend, StageOutcome::Skipped { needs: Stage::Cluster }),
            (Stage::Evaluate, StageOutcome::Skipped { needs: Stage::Recommend }),
        ];
        let mut state = RunState::default();
        state.started(1, demo());
        state.apply(&FromWorker::Finished { job: 1, summary: summary(stages) });
        assert_eq!(state.guard(Stage::Rfm), Guard::Open);
        let closed = Guard::StageFailed { stage: Stage::Cluster, error: error("too-few") };
        assert_eq!(state.guard(Stage::Cluster), closed);
        assert_eq!(state.guard(Stage::Evaluate), closed);
        assert_eq!(state.failed_stages(), [Stage::Cluster]);
    }

    #[test]
    fn a_stage_that_the_data_cannot_feed_is_no_failure() {
        let mut state = RunState::default();
        state.started(1, demo());
        let stages = vec![done(Stage::Recommend), (Stage::Evaluate, StageOutcome::Unavailable(error("too-short")))];
        state.apply(&FromWorker::Finished { job: 1, summary: summary(stages) });
        assert_eq!(state.guard(Stage::Evaluate), Guard::StageUnavailable { error: error("too-short") });
        assert_eq!(state.failed_stages(), []);
    }

    #[test]
    fn the_log_keeps_its_latest_lines() {
        let mut log = LogBook::default();
        for n in 0..(LOG_LINES as u32 + 1) {
            let level = if n % 2 == 0 { LogLevel::Info } else { LogLevel::Warning };
            log.push(LogEntry { elapsed_ms: n, level, stage: Stage::Load, text: "row".into() });
        }
        assert_eq!((log.dropped, log.at_least(LogLevel::Info).count()), (500, LOG_LINES + 1 - 500));
        assert_eq!(log.at_least(LogLevel::Error).count(), 0);
        assert_eq!(log.count(LogLevel::Warning), log.at_least(LogLevel::Warning).count());
        assert!(log.to_text().ends_with("00:05.000 INFO load row\n"));
    }
}
